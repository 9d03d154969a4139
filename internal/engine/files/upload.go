package files

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Upload copies files and folders of this computer into a folder, with their
// modes, times, links and owners' numbers, as docker cp does. over are the names
// that may be written over; if another of them is there already, nothing is done.
func (f *Files) Upload(ctx context.Context, ref object.Ref, dir string, from, over []string, progress func(Moved)) (Copied, error) {
	dir, err := checked(dir)
	if err != nil {
		return Copied{}, err
	}
	total, err := measure(ctx, from)
	if err != nil {
		return Copied{}, err
	}
	s, err := f.sit(ctx, ref, true)
	if err != nil {
		return Copied{}, err
	}
	defer s.leave()
	defer f.Forget(ref)
	at, err := s.folder(ctx, dir)
	if err != nil {
		return Copied{}, err
	}
	for _, p := range from {
		if name := filepath.Base(p); !slices.Contains(over, name) {
			if err := s.free(ctx, path.Join(at, name)); err != nil {
				return Copied{}, err
			}
		}
	}
	u := &upload{done: Copied{}, total: total, progress: progress}
	if err := s.put(ctx, at, func(w *tar.Writer) error { return u.pack(ctx, w, from) }); err != nil {
		return u.done, err
	}
	for _, p := range from {
		u.done.To = append(u.done.To, path.Join(dir, filepath.Base(p)))
	}
	return u.done, nil
}

// put sends an archive that is made meanwhile.
func (s *seat) put(ctx context.Context, at string, fill func(*tar.Writer) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out, in := io.Pipe()
	filled := make(chan error, 1)
	go func() { // ends with fill, which ends when out is closed
		w := tar.NewWriter(in)
		err := fill(w)
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			cancel() // the engine must not take what came for all
		}
		in.CloseWithError(err)
		filled <- err
	}()
	err := s.api.CopyToContainer(ctx, s.container, s.inside(at), out, container.CopyToContainerOptions{})
	out.CloseWithError(errEnough)
	if own := <-filled; own != nil && !errors.Is(own, errEnough) {
		return own
	}
	return wrap(s.ref, at, err)
}

// measure is how many bytes there are to be copied.
func measure(ctx context.Context, from []string) (int64, error) {
	var total int64
	for _, p := range from {
		err := filepath.WalkDir(p, func(p string, e fs.DirEntry, err error) error {
			if err != nil || ctx.Err() != nil {
				return errors.Join(err, ctx.Err())
			}
			if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
				total += info.Size()
			}
			return nil
		})
		if err != nil {
			return 0, here(p, err)
		}
	}
	return total, nil
}

type upload struct {
	done     Copied
	total    int64
	progress func(Moved)
	told     time.Time
}

func (u *upload) pack(ctx context.Context, w *tar.Writer, from []string) error {
	for _, p := range from {
		p = filepath.Clean(p)
		base := filepath.Base(p)
		err := filepath.WalkDir(p, func(at string, e fs.DirEntry, err error) error {
			if err != nil || ctx.Err() != nil {
				return errors.Join(here(at, err), ctx.Err())
			}
			rel, err := filepath.Rel(p, at)
			if err != nil {
				return here(at, err)
			}
			return u.add(ctx, w, at, path.Join(base, filepath.ToSlash(rel)), e)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (u *upload) add(ctx context.Context, w *tar.Writer, at, name string, e fs.DirEntry) error {
	info, err := e.Info()
	if err != nil {
		return here(at, err)
	}
	target := ""
	switch {
	case info.Mode().IsRegular(), info.IsDir():
	case info.Mode()&fs.ModeSymlink != 0:
		if target, err = os.Readlink(at); err != nil {
			return here(at, err)
		}
	default:
		u.done.leave(name, "it is a device, a pipe or a socket")
		return nil
	}
	h, err := tar.FileInfoHeader(info, filepath.ToSlash(target))
	if err != nil {
		return here(at, err)
	}
	h.Name, h.Uname, h.Gname, h.Format = name, "", "", tar.FormatPAX
	h.AccessTime, h.ChangeTime = time.Time{}, time.Time{}
	if info.IsDir() {
		h.Name += "/"
		u.done.Folders++
	}
	if h.Typeflag == tar.TypeLink || h.Typeflag == tar.TypeSymlink {
		u.done.Links++
	}
	if err := w.WriteHeader(h); err != nil {
		return err
	}
	if h.Typeflag != tar.TypeReg {
		return nil
	}
	u.done.Files++
	return u.contents(ctx, w, at, h.Size)
}

func (u *upload) contents(ctx context.Context, w *tar.Writer, at string, size int64) error {
	f, err := os.Open(at)
	if err != nil {
		return here(at, err)
	}
	defer f.Close()
	buf := make([]byte, 128<<10)
	r := io.LimitReader(f, size)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return err
			}
			size -= int64(n)
			u.done.Bytes += int64(n)
			u.tell(at)
		}
		switch {
		case errors.Is(err, io.EOF) && size > 0:
			return here(at, fmt.Errorf("%s became shorter while it was read", at))
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return here(at, err)
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

func (u *upload) tell(at string) {
	if u.progress != nil && time.Since(u.told) > tellEvery {
		u.told = time.Now()
		u.progress(Moved{Bytes: u.done.Bytes, Total: u.total, Files: u.done.Files, Name: filepath.Base(at)})
	}
}

// validName is a name that a file inside can have.
func validName(ref object.Ref, name string) error {
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\x00") || len(name) > 255 {
		return &Error{Reason: ReasonName, Ref: ref, Path: name}
	}
	return nil
}

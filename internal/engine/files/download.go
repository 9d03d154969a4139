package files

import (
	"archive/tar"
	"context"
	"crypto/rand"
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

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Moved is how far a copy is.
type Moved struct {
	Bytes int64
	Total int64 // 0 as long as nobody knows
	Files int
	Name  string // what is being copied
}

// Copied is what a copy has brought.
type Copied struct {
	To      []string // what was made, on this computer or inside
	Files   int
	Folders int
	Links   int
	Bytes   int64
	Left    []Left // what was left out
	LeftOut int    // how many: Left names only the first
}

// Left is something that was left out, and why.
type Left struct{ Path, Why string }

// leftNamed is how many of those left out are named.
const leftNamed = 20

func (c *Copied) leave(p, why string) {
	c.LeftOut++
	if len(c.Left) < leftNamed {
		c.Left = append(c.Left, Left{p, why})
	}
}

// Download copies files and folders into a folder of this computer: as files, or
// each as one .tar. What is there already is never written over; a free name is
// taken. Nothing is written outside of the folder, whatever the archive says, and
// what was half done is gone if it fails. Links to what lies outside of what is
// copied are left out, and so are devices, pipes and sockets.
func (f *Files) Download(ctx context.Context, ref object.Ref, paths []string, to string, asTar bool, progress func(Moved)) (Copied, error) {
	var done Copied
	root, err := os.OpenRoot(to)
	if err != nil {
		return done, here(to, err)
	}
	defer root.Close()
	s, err := f.sit(ctx, ref, false)
	if err != nil {
		return done, err
	}
	defer s.leave()
	for _, p := range paths {
		if p, err = checked(p); err != nil {
			return done, err
		}
		d := &download{s: s, root: root, done: &done, progress: progress}
		name, err := d.fetch(ctx, p, asTar)
		if err != nil {
			return done, err
		}
		done.To = append(done.To, filepath.Join(to, name))
	}
	return done, nil
}

type download struct {
	s        *seat
	root     *os.Root // the folder that was asked for
	done     *Copied
	progress func(Moved)
	told     time.Time

	part   *os.Root          // where it is put together
	files  map[string]bool   // those that are in part
	dirs   []*tar.Header     // their modes and times come last
	places map[string]string // of dirs
}

// fetch copies one path, and gives the name that it has here.
func (d *download) fetch(ctx context.Context, p string, asTar bool) (string, error) {
	at, _, err := d.s.follow(ctx, p)
	if err != nil {
		return "", err
	}
	a, err := d.s.open(ctx, at)
	if err != nil {
		return "", err
	}
	defer a.close()
	name := path.Base(p)
	if p == "/" {
		if name = d.s.name; d.s.ref.Kind == object.KindVolume {
			name = d.s.ref.ID
		}
	}
	name = usable(name)
	hidden := ".dockdesk-" + rand.Text()[:12]
	defer d.root.RemoveAll(hidden) // nothing, if all went well
	if asTar {
		name += ".tar"
		err = d.whole(ctx, a, hidden)
	} else {
		err = d.unpack(ctx, a, hidden)
	}
	if err != nil {
		return "", err
	}
	return d.settle(hidden, name)
}

// usable is a name that this computer can have too.
func usable(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, name)
	if name == "" || name == "." || name == ".." {
		return "files"
	}
	return name
}

// settle gives what was put together a name that is free.
func (d *download) settle(hidden, name string) (string, error) {
	stem, ext := name, path.Ext(name)
	if strings.Trim(stem, ".") != "" && len(ext) < len(stem) {
		stem = strings.TrimSuffix(name, ext)
	} else {
		ext = ""
	}
	free := name
	for n := 2; ; n++ {
		if _, err := d.root.Lstat(free); errors.Is(err, fs.ErrNotExist) {
			break
		}
		free = fmt.Sprintf("%s (%d)%s", stem, n, ext)
	}
	return free, here(free, d.root.Rename(hidden, free))
}

// whole writes the archive as it comes.
func (d *download) whole(ctx context.Context, a *archive, hidden string) (err error) {
	f, err := d.root.OpenFile(hidden, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return here(hidden, err)
	}
	defer func() { err = errors.Join(err, here(hidden, f.Close())) }()
	d.done.Files++
	return d.copy(ctx, f, a.body, hidden)
}

// unpack puts the files of an archive together in a hidden folder, or as a
// hidden file where it has only one.
func (d *download) unpack(ctx context.Context, a *archive, hidden string) error {
	h, _, err := a.next()
	if err != nil {
		return wrap(d.s.ref, "", err)
	}
	switch h.Typeflag {
	case tar.TypeReg:
		d.part, d.files = d.root, map[string]bool{}
		return d.file(ctx, a, h, hidden)
	case tar.TypeDir:
	default:
		return &Error{Reason: ReasonSpecial, Ref: d.s.ref, Path: h.Name}
	}
	if err := d.root.Mkdir(hidden, 0o700); err != nil {
		return here(hidden, err)
	}
	if d.part, err = d.root.OpenRoot(hidden); err != nil {
		return here(hidden, err)
	}
	defer d.part.Close()
	d.files, d.dirs, d.places = map[string]bool{}, nil, map[string]string{}
	if err := d.entries(ctx, a); err != nil {
		return err
	}
	d.folders()
	return here(hidden, errors.Join(d.root.Chmod(hidden, h.FileInfo().Mode().Perm()|0o700), d.root.Chtimes(hidden, h.ModTime, h.ModTime)))
}

func (d *download) entries(ctx context.Context, a *archive) error {
	for {
		h, rel, err := a.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return wrap(d.s.ref, "", err)
		case rel == "" || !filepath.IsLocal(filepath.FromSlash(rel)):
			d.done.leave(h.Name, "its name leads out of the folder")
			continue
		}
		if err := d.entry(ctx, a, h, rel); err != nil {
			return err
		}
		d.tell(rel)
	}
}

// entry puts one entry into its place. What only it stumbles over is left out;
// an error ends it all.
func (d *download) entry(ctx context.Context, a *archive, h *tar.Header, rel string) error {
	if err := d.part.MkdirAll(filepath.FromSlash(path.Dir(rel)), 0o700); err != nil {
		d.done.leave(rel, "its folder can't be made here")
		return nil
	}
	switch h.Typeflag {
	case tar.TypeDir:
		if err := d.part.MkdirAll(rel, 0o700); err != nil {
			d.done.leave(rel, "something else has its name")
			return nil
		}
		d.done.Folders++
		d.dirs = append(d.dirs, h)
		d.places[h.Name] = rel
		return nil
	case tar.TypeReg:
		return d.file(ctx, a, h, rel)
	case tar.TypeLink:
		return d.again(a, h, rel)
	case tar.TypeSymlink:
		d.link(h, rel)
		return nil
	}
	d.done.leave(rel, "it is a device, a pipe or a socket")
	return nil
}

// file writes a file that must not be there yet: an archive that has a name
// twice could otherwise lead through a link.
func (d *download) file(ctx context.Context, a *archive, h *tar.Header, rel string) (err error) {
	f, err := d.part.OpenFile(rel, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		d.done.leave(rel, "something else has its name")
		return nil
	}
	if err != nil {
		d.done.leave(rel, "this computer refuses its name")
		return nil
	}
	err = d.copy(ctx, f, a.tar, rel)
	if closed := f.Close(); err == nil {
		err = here(rel, closed)
	}
	if err != nil {
		return err
	}
	d.files[rel] = true
	d.done.Files++
	return here(rel, errors.Join(d.part.Chmod(rel, h.FileInfo().Mode().Perm()), d.part.Chtimes(rel, h.ModTime, h.ModTime)))
}

// again makes a further name of a file that was written before.
func (d *download) again(a *archive, h *tar.Header, rel string) error {
	old := a.below(h.Linkname)
	if !d.files[old] || d.part.Link(old, rel) != nil {
		d.done.leave(rel, "the file that it is another name of was left out")
		return nil
	}
	d.files[rel] = true
	d.done.Files++
	return nil
}

// link makes a link that leads to something within what is copied.
func (d *download) link(h *tar.Header, rel string) {
	target := filepath.FromSlash(h.Linkname)
	if path.IsAbs(h.Linkname) || filepath.IsAbs(target) || !filepath.IsLocal(filepath.Join(filepath.Dir(filepath.FromSlash(rel)), target)) {
		d.done.leave(rel, "it is a link that leads out of the folder, to "+h.Linkname)
		return
	}
	if err := d.part.Symlink(target, rel); err != nil {
		d.done.leave(rel, "this computer can't make the link")
		return
	}
	d.done.Links++
}

// folders gives the folders their modes and times, the deepest first: a folder
// that can't be written to would take no files any more.
func (d *download) folders() {
	slices.Reverse(d.dirs)
	for _, h := range d.dirs {
		rel := d.places[h.Name]
		if info, err := d.part.Lstat(rel); err != nil || !info.IsDir() {
			continue
		}
		_ = d.part.Chmod(rel, h.FileInfo().Mode().Perm()|0o700) // its owner must be able to remove it
		_ = d.part.Chtimes(rel, h.ModTime, h.ModTime)           // the files are what counts
	}
}

// copy copies contents, and stops when its context ends.
func (d *download) copy(ctx context.Context, to io.Writer, from io.Reader, name string) error {
	buf := make([]byte, 128<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return here(name, err)
			}
			d.done.Bytes += int64(n)
			d.tell(name)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return wrap(d.s.ref, name, err)
		}
	}
}

func (d *download) tell(name string) {
	if d.progress != nil && time.Since(d.told) > tellEvery {
		d.told = time.Now()
		d.progress(Moved{Bytes: d.done.Bytes, Files: d.done.Files, Name: name})
	}
}

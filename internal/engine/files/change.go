package files

import (
	"archive/tar"
	"cmp"
	"context"
	"io"
	"path"
	"slices"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// NewFolder makes a folder that anybody can look into and root can write to. It
// works everywhere: the engine makes it from an archive.
func (f *Files) NewFolder(ctx context.Context, ref object.Ref, dir, name string) error {
	dir, err := checked(dir)
	if err != nil {
		return err
	}
	if err := validName(ref, name); err != nil {
		return err
	}
	s, err := f.sit(ctx, ref, true)
	if err != nil {
		return err
	}
	defer s.leave()
	defer f.Forget(ref)
	at, err := s.folder(ctx, dir)
	if err != nil {
		return err
	}
	if err := s.free(ctx, path.Join(at, name)); err != nil {
		return err
	}
	return s.put(ctx, at, func(w *tar.Writer) error {
		return w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: 0o755, ModTime: time.Now()})
	})
}

func (s *seat) free(ctx context.Context, p string) error {
	taken, err := s.there(ctx, p)
	if err == nil && taken {
		err = &Error{Reason: ReasonExists, Ref: s.ref, Path: p}
	}
	return err
}

// Able says what can be done with what lies in a filesystem; nil is that it can.
type Able struct {
	Delete, Rename error
	// Image is the image that a helper brings the programs from, for a volume or
	// beside a container that has none; "" where the container's own do it.
	Image string
	// Through is the container that a volume is reached through; "" for a helper.
	Through string
}

// Able finds out what can be done: the engine has no call for it, so programs
// must do it.
func (f *Files) Able(ctx context.Context, ref object.Ref) (Able, error) {
	s, err := f.sit(ctx, ref, true)
	if err != nil {
		return Able{}, err
	}
	defer s.leave()
	var able Able
	able.Through = s.name
	_, image, err := s.doer(ctx, "rm")
	able.Delete, able.Image = err, image
	_, _, err = s.doer(ctx, "mv")
	able.Rename = err
	return able, nil
}

// doer is what runs a program with the filesystem at hand: the container, or a
// helper from an image that has the volume, or stands beside the container.
func (s *seat) doer(ctx context.Context, program string) (run runner, image string, err error) {
	has, err := s.has(ctx, program)
	if err != nil {
		return nil, "", err
	}
	if has {
		return s.exec, "", nil
	}
	if s.ref.Kind == object.KindVolume {
		image, err := s.f.toolImage(ctx, s.api, s.ref, "rm", "mv")
		if err != nil {
			return nil, "", err
		}
		return func(ctx context.Context, out io.Writer, command ...string) error {
			return s.tool(ctx, image, withVolume(s.ref, false), out, command...)
		}, image, nil
	}
	if s.state == running && !s.shares {
		image, err := s.f.toolImage(ctx, s.api, s.ref, "rm", "mv")
		if err == nil {
			return func(ctx context.Context, out io.Writer, command ...string) error {
				return s.tool(ctx, image, besideContainer(s.container), out, command...)
			}, image, nil
		}
		if ReasonOf(err) != ReasonNoImage {
			return nil, "", err
		}
	}
	reason := ReasonNoProgram
	switch s.state {
	case stopped:
		reason = ReasonStopped
	case paused:
		reason = ReasonPaused
	}
	return nil, "", &Error{Reason: reason, Ref: s.ref, What: program}
}

// reach is a path as the program has it that a doer runs.
func (s *seat) reach(image, p string) string {
	switch {
	case image == "":
		return s.inside(p)
	case s.ref.Kind == object.KindVolume:
		return path.Join(HelperRoot, p)
	}
	return path.Join(BesideRoot, p)
}

// Rename gives what lies at a path another name in its folder.
func (f *Files) Rename(ctx context.Context, ref object.Ref, p, name string) error {
	if err := validName(ref, name); err != nil {
		return err
	}
	return f.change(ctx, ref, "mv", []string{p}, func(s *seat, run runner, image string, paths []string) error {
		to := path.Join(path.Dir(paths[0]), name)
		if err := s.free(ctx, to); err != nil {
			return err
		}
		return run(ctx, io.Discard, "mv", "--", s.reach(image, paths[0]), s.reach(image, to))
	})
}

// Delete removes files, and folders with all that is in them. Where something is
// mounted it refuses: that would empty a volume or a folder of this computer.
func (f *Files) Delete(ctx context.Context, ref object.Ref, paths []string) error {
	return f.change(ctx, ref, "rm", paths, func(s *seat, run runner, image string, paths []string) error {
		for some := range slices.Chunk(paths, atOnce) {
			command := []string{"rm", "-rf", "--"}
			for _, p := range some {
				command = append(command, s.reach(image, p))
			}
			if err := run(ctx, io.Discard, command...); err != nil {
				return err
			}
		}
		return s.gone(ctx, image, paths)
	})
}

// gone makes sure that a helper beside a container took away what it should: rm
// finds nothing wrong with what it doesn't find.
func (s *seat) gone(ctx context.Context, image string, paths []string) error {
	if image == "" || s.ref.Kind == object.KindVolume {
		return nil
	}
	for _, p := range paths {
		if there, err := s.there(ctx, p); err != nil || there {
			return cmp.Or(err, error(&Error{Reason: ReasonNoProgram, Ref: s.ref, What: "rm"}))
		}
	}
	return nil
}

// atOnce is how many paths one program is told: a command can't be of any length.
const atOnce = 200

// change has a program do something to paths that were looked at before.
func (f *Files) change(ctx context.Context, ref object.Ref, program string, paths []string, do func(s *seat, run runner, image string, paths []string) error) error {
	s, err := f.sit(ctx, ref, true)
	if err != nil {
		return err
	}
	defer s.leave()
	run, image, err := s.doer(ctx, program)
	if err != nil {
		return err
	}
	settled := make([]string, len(paths))
	for i, p := range paths {
		if settled[i], err = s.changeable(ctx, p); err != nil {
			return err
		}
	}
	defer f.Forget(ref)
	return do(s, run, image, settled)
}

// changeable is a path with the links on the way resolved, if something is there
// that may be changed.
func (s *seat) changeable(ctx context.Context, p string) (string, error) {
	p, err := checked(p)
	if err != nil {
		return "", err
	}
	if p == "/" {
		return "", &Error{Reason: ReasonRoot, Ref: s.ref, Path: p}
	}
	at, err := s.resolve(ctx, p)
	if err != nil {
		return "", err
	}
	if there, err := s.there(ctx, at); err != nil {
		return "", err
	} else if !there {
		return "", &Error{Reason: ReasonNoFile, Ref: s.ref, Path: p}
	}
	inside := s.inside(at)
	i := slices.IndexFunc(s.mounts, func(m container.MountPoint) bool {
		return inside != s.root && path.Clean(m.Destination) != s.root && within(inside, path.Clean(m.Destination))
	})
	if i >= 0 && s.mounts[i].Type != mount.TypeTmpfs {
		return "", &Error{Reason: ReasonMount, Ref: s.ref, Path: p, What: s.mounts[i].Destination}
	}
	return at, nil
}

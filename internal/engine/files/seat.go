package files

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/mount"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/programs"
)

// seat is the container through which a filesystem is reached.
type seat struct {
	f         *Files
	api       API
	ref       object.Ref
	container string // its id
	name      string // its name
	image     string // its image's id
	root      string // where in it the filesystem begins
	state     state
	mounts    []container.MountPoint
	dirs      []string // where it looks for programs
	helper    bool
	shares    bool // it has its processes in common with others: its first one is not its own
	leave     func()
}

type state int

const (
	stopped state = iota
	paused
	running
)

// sit finds the container through which a container's or a volume's filesystem
// is reached. leave must be called.
func (f *Files) sit(ctx context.Context, ref object.Ref, write bool) (*seat, error) {
	api, err := f.api()
	if err != nil {
		return nil, &Error{Reason: ReasonNoEngine, Ref: ref, Err: err, Raw: err.Error()}
	}
	if ref.Kind == object.KindVolume {
		return f.sitAtVolume(ctx, api, ref, write)
	}
	s, err := f.inspect(ctx, api, ref, ref.ID)
	if err == nil {
		s.root = "/"
	}
	return s, err
}

func (f *Files) inspect(ctx context.Context, api API, ref object.Ref, id string) (*seat, error) {
	found, err := api.ContainerInspect(ctx, id)
	if errdefs.IsNotFound(err) {
		return nil, &Error{Reason: ReasonGone, Ref: ref, Err: err, Raw: err.Error()}
	}
	if err != nil {
		return nil, wrap(ref, "", err)
	}
	s := &seat{f: f, api: api, ref: ref, container: found.ID, name: strings.TrimPrefix(found.Name, "/"), image: found.Image, mounts: found.Mounts, dirs: programs.SearchPath(found.Config), leave: func() {}}
	s.shares = found.HostConfig == nil || !found.HostConfig.PidMode.IsPrivate()
	switch {
	case found.State == nil || !found.State.Running || found.State.Restarting:
	case found.State.Paused:
		s.state = paused
	default:
		s.state = running
	}
	return s, nil
}

// sitAtVolume goes through a container that has the volume, those that run
// first, or else through a helper.
func (f *Files) sitAtVolume(ctx context.Context, api API, ref object.Ref, write bool) (*seat, error) {
	if _, err := api.VolumeInspect(ctx, ref.ID); errdefs.IsNotFound(err) { // a helper would make it anew
		return nil, &Error{Reason: ReasonGone, Ref: ref, Err: err, Raw: err.Error()}
	}
	found, err := api.ContainerList(ctx, container.ListOptions{All: true, Filters: filters.NewArgs(filters.Arg("volume", ref.ID))})
	if err != nil {
		return nil, wrap(ref, "", err)
	}
	slices.SortFunc(found, func(a, b container.Summary) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.ID, b.ID))
	})
	for _, c := range found {
		if c.Labels[helperLabel] != "" {
			continue
		}
		s, err := f.inspect(ctx, api, ref, c.ID)
		if err != nil {
			continue // gone meanwhile
		}
		if at := whole(s.mounts, ref.ID, write); at != "" && s.state != paused {
			s.root = at
			return s, nil
		}
	}
	return f.sitAtHelper(ctx, api, ref, write)
}

func rank(c container.Summary) int {
	if c.State == "running" {
		return 0
	}
	return 1
}

// whole is where a container has a volume with nothing mounted over any of it;
// "" if nowhere.
func whole(mounts []container.MountPoint, volume string, write bool) string {
	for _, m := range mounts {
		if m.Type != mount.TypeVolume || m.Name != volume || write && !m.RW {
			continue
		}
		at := path.Clean(m.Destination)
		if !slices.ContainsFunc(mounts, func(o container.MountPoint) bool {
			o.Destination = path.Clean(o.Destination)
			return o.Destination != at && within(at, o.Destination)
		}) {
			return at
		}
	}
	return ""
}

// inside is a path as the container has it.
func (s *seat) inside(p string) string { return path.Join(s.root, p) }

// outside is a path of the container as the filesystem has it.
func (s *seat) outside(p string) string {
	if s.root == "/" {
		return p
	}
	return Clean(strings.TrimPrefix(p, s.root))
}

// maxLinks is how many links are followed to one file.
const maxLinks = 16

// guard refuses a path that a link on the way leads out of the volume: the
// engine would follow it into the container that the volume is reached through.
func (s *seat) guard(ctx context.Context, p string) (string, error) {
	if s.root == "/" {
		return p, nil // all that a container has is its own
	}
	return s.resolve(ctx, p)
}

// resolve gives a path with the links on the way resolved.
func (s *seat) resolve(ctx context.Context, p string) (string, error) {
	at, rest, links := "/", strings.Split(strings.Trim(p, "/"), "/"), 0
	for len(rest) > 0 {
		next := path.Join(at, rest[0])
		if len(rest) == 1 {
			return next, nil
		}
		st, err := s.api.ContainerStatPath(ctx, s.container, s.inside(next))
		if err != nil {
			return "", wrap(s.ref, p, err)
		}
		rest = rest[1:]
		if st.LinkTarget == "" || st.Mode&linkMode == 0 {
			at = next
			continue
		}
		if links++; links > maxLinks || !within(s.root, path.Clean(st.LinkTarget)) {
			return "", &Error{Reason: ReasonOutside, Ref: s.ref, Path: next, What: st.LinkTarget}
		}
		rest = append(strings.Split(strings.Trim(s.outside(path.Clean(st.LinkTarget)), "/"), "/"), rest...)
		at = "/"
	}
	return at, nil
}

// follow is what a path leads to in the end, and where that is.
func (s *seat) follow(ctx context.Context, p string) (string, container.PathStat, error) {
	p, err := s.guard(ctx, p)
	if err != nil {
		return "", container.PathStat{}, err
	}
	for range maxLinks {
		st, err := s.api.ContainerStatPath(ctx, s.container, s.inside(p))
		if err != nil {
			return "", st, wrap(s.ref, p, err)
		}
		target := path.Clean(st.LinkTarget)
		if st.Mode&linkMode == 0 || st.LinkTarget == "" || target == s.inside(p) {
			return p, st, nil
		}
		if !within(s.root, target) {
			return "", st, &Error{Reason: ReasonOutside, Ref: s.ref, Path: p, What: st.LinkTarget}
		}
		p = s.outside(target)
	}
	return "", container.PathStat{}, &Error{Reason: ReasonNoFile, Ref: s.ref, Path: p}
}

// folder is where a folder is in the end.
func (s *seat) folder(ctx context.Context, dir string) (string, error) {
	at, st, err := s.follow(ctx, dir)
	if err == nil && !st.Mode.IsDir() {
		err = &Error{Reason: ReasonNoFolder, Ref: s.ref, Path: dir}
	}
	return at, err
}

// there reports whether something is at a path; links are not followed.
func (s *seat) there(ctx context.Context, p string) (bool, error) {
	_, err := s.api.ContainerStatPath(ctx, s.container, s.inside(p))
	if ReasonOf(wrap(s.ref, p, err)) == ReasonNoFile {
		return false, nil
	}
	return err == nil, wrap(s.ref, p, err)
}

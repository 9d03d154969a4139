package files

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/api/types/strslice"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// A volume that no container has is reached through a helper container: one that
// is made for the moment and never started, since the engine reads and writes
// its archive all the same. Where programs must do something, a helper runs
// them: with the volume, or beside a running container that has none of its own,
// whose files it sees below the folder of that container's first process. All are
// labelled, and removed at once; what a crash left behind goes
// with the next Sweep.
const (
	helperLabel  = object.HelperLabel // says who made it
	helperPrefix = "dockdesk-files-"

	// HelperRoot is where helpers have the volume. No image has a folder of this
	// name, whose files the engine would copy into an empty volume.
	HelperRoot = "/dockdesk-volume"

	// BesideRoot is where a helper beside a container has that one's files. A link
	// in them that is relative ends within them, one that is absolute within the
	// helper: nothing leads to the engine's computer.
	BesideRoot = "/proc/1/root"
)

// IsHelper reports whether a container of this name is a helper.
func IsHelper(name string) bool {
	return strings.HasPrefix(name, helperPrefix) || strings.HasPrefix(name, ReachPrefix)
}

func helperName() string {
	b := make([]byte, 4)
	_, _ = rand.Read(b) // never fails
	return helperPrefix + hex.EncodeToString(b)
}

// owner names this process among those on all computers that use an engine.
func owner() string {
	host, _ := os.Hostname() // "" names it well enough
	return host + ":" + strconv.Itoa(os.Getpid())
}

// sitAtHelper makes a helper that is never started. Any image will do.
func (f *Files) sitAtHelper(ctx context.Context, api API, ref object.Ref, write bool) (*seat, error) {
	images, err := candidates(ctx, api)
	if err != nil {
		return nil, wrap(ref, "", err)
	}
	if len(images) == 0 {
		return nil, &Error{Reason: ReasonNoImage, Ref: ref}
	}
	id, err := makeHelper(ctx, api, ref, images[0].ID, []string{"never"}, nil, withVolume(ref, !write))
	if err != nil {
		return nil, err
	}
	return &seat{
		f: f, api: api, ref: ref, container: id, name: "", image: images[0].ID, root: HelperRoot, helper: true,
		leave: func() { removeHelper(ctx, api, id) },
	}, nil
}

// withVolume gives a helper a volume.
func withVolume(ref object.Ref, readOnly bool) container.HostConfig {
	return container.HostConfig{Mounts: []mount.Mount{{Type: mount.TypeVolume, Source: ref.ID, Target: HelperRoot, ReadOnly: readOnly,
		VolumeOptions: &mount.VolumeOptions{NoCopy: true}}}}
}

// besideContainer lets a helper see a container's processes and through them its
// files, also those of programs that run as another user.
func besideContainer(id string) container.HostConfig {
	return container.HostConfig{PidMode: container.PidMode("container:" + id), CapAdd: strslice.StrSlice{"SYS_PTRACE"}}
}

func makeHelper(ctx context.Context, api API, ref object.Ref, image string, entry, command []string, given container.HostConfig) (string, error) {
	own, err := ownVolumes(ctx, api, image)
	if err != nil {
		return "", wrap(ref, "", err)
	}
	given.NetworkMode, given.Tmpfs = "none", own
	made, err := api.ContainerCreate(ctx, &container.Config{
		Image: image, Entrypoint: strslice.StrSlice(entry), Cmd: command, User: "0:0", WorkingDir: "/",
		AttachStdout: true, AttachStderr: true, Labels: map[string]string{helperLabel: owner()},
		Healthcheck: &container.HealthConfig{Test: []string{"NONE"}},
	}, &given, nil, nil, helperName())
	if err != nil {
		return "", wrap(ref, "", err)
	}
	return made.ID, nil
}

// ownVolumes covers the places at which an image asks for volumes, so that none
// are made for a helper.
func ownVolumes(ctx context.Context, api API, image string) (map[string]string, error) {
	found, err := api.ImageInspect(ctx, image)
	if err != nil || found.Config == nil {
		return nil, err
	}
	covers := map[string]string{}
	for at := range found.Config.Volumes {
		covers[at] = ""
	}
	return covers, nil
}

// removal is how long removing a helper may take.
const removal = 20 * time.Second

// removeHelper removes a helper, also after its user was cancelled. The volume
// that it was made for stays.
func removeHelper(ctx context.Context, api API, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removal)
	defer cancel()
	_ = api.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true}) // Sweep tries again
}

// Sweep removes the helpers that a crash has left behind, and tells how many.
func (f *Files) Sweep(ctx context.Context) (int, error) {
	api, err := f.api()
	if err != nil {
		return 0, err
	}
	found, err := api.ContainerList(ctx, container.ListOptions{All: true, Filters: filters.NewArgs(filters.Arg("label", helperLabel))})
	if err != nil {
		return 0, fmt.Errorf("looking for helpers: %w", err)
	}
	n := 0
	for _, c := range found {
		if lives(c.Labels[helperLabel]) {
			continue
		}
		if err := api.ContainerRemove(ctx, c.ID, container.RemoveOptions{Force: true, RemoveVolumes: true}); err == nil {
			n++
		}
	}
	return n, nil
}

// lives reports whether the process that made a helper may still be there. Of
// other computers nobody knows; theirs are left to them.
func lives(made string) bool {
	mine, _, _ := strings.Cut(owner(), ":")
	host, pid, ok := strings.Cut(made, ":")
	if !ok || host != mine {
		return ok
	}
	n, err := strconv.Atoi(pid)
	return err == nil && n > 0 && processLives(n)
}

// candidates are the images that a helper can be made from, the smallest first.
func candidates(ctx context.Context, api API) ([]image.Summary, error) {
	images, err := api.ImageList(ctx, image.ListOptions{})
	if err != nil {
		return nil, err
	}
	images = slices.DeleteFunc(images, func(i image.Summary) bool { return len(i.RepoTags) == 0 || i.RepoTags[0] == "<none>:<none>" })
	slices.SortStableFunc(images, func(a, b image.Summary) int { return int((a.Size - b.Size) / 1024) })
	return images, nil
}

// tooled is how many images are looked into for programs.
const tooled = 24

// toolImage is the smallest image that has programs; ReasonNoImage if none has.
func (f *Files) toolImage(ctx context.Context, api API, ref object.Ref, programs ...string) (string, error) {
	images, err := candidates(ctx, api)
	if err != nil {
		return "", wrap(ref, "", err)
	}
	for _, i := range images[:min(len(images), tooled)] {
		has, err := f.imageHas(ctx, api, ref, i.ID, programs)
		if err != nil {
			return "", err
		}
		if has {
			return i.ID, nil
		}
	}
	return "", &Error{Reason: ReasonNoImage, Ref: ref, What: strings.Join(programs, ", ")}
}

func (f *Files) imageHas(ctx context.Context, api API, ref object.Ref, id string, programs []string) (bool, error) {
	key := path.Join(programs...)
	f.mu.Lock()
	known, asked := f.programs[id+" "+key]
	f.mu.Unlock()
	if asked {
		return known != "", nil
	}
	made, err := makeHelper(ctx, api, ref, id, []string{"never"}, nil, container.HostConfig{})
	if err != nil {
		return false, err
	}
	defer removeHelper(ctx, api, made)
	s, err := f.inspect(ctx, api, ref, made)
	if err != nil {
		return false, err
	}
	where := "yes"
	for _, p := range programs {
		found, err := s.program(ctx, p)
		if err != nil {
			return false, err
		}
		if found == "" {
			where = ""
		}
	}
	f.mu.Lock()
	f.programs[id+" "+key] = where
	f.mu.Unlock()
	return where != "", nil
}

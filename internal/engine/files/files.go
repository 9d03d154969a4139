// Package files looks into the filesystems of containers and volumes, and copies
// in and out of them: over the engine's archives, which work for containers that
// run, that are stopped, and that have no program inside.
//
// An archive is always a whole subtree with all its contents. So the folders of a
// running container are listed by its own find, if it has one; else the archive
// is read as far as is needed, and what it says of the folders below is kept.
// Renaming and deleting is nothing that the engine can do: programs do it.
//
// A volume is reached through a container that has it, else through a helper
// container that is made for the moment; see helper.go.
//
// The package knows the Docker client and nothing of what is shown.
package files

import (
	"context"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// API is what is needed of the Docker client.
type API interface {
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
	ContainerList(ctx context.Context, o container.ListOptions) ([]container.Summary, error)
	ContainerStatPath(ctx context.Context, id, p string) (container.PathStat, error)
	CopyFromContainer(ctx context.Context, id, p string) (io.ReadCloser, container.PathStat, error)
	CopyToContainer(ctx context.Context, id, p string, content io.Reader, o container.CopyToContainerOptions) error
	ContainerExecCreate(ctx context.Context, id string, o container.ExecOptions) (container.ExecCreateResponse, error)
	ContainerExecAttach(ctx context.Context, id string, o container.ExecAttachOptions) (types.HijackedResponse, error)
	ContainerExecInspect(ctx context.Context, id string) (container.ExecInspect, error)
	ContainerAttach(ctx context.Context, id string, o container.AttachOptions) (types.HijackedResponse, error)
	ContainerCreate(ctx context.Context, c *container.Config, h *container.HostConfig, n *network.NetworkingConfig, p *ocispec.Platform, name string) (container.CreateResponse, error)
	ContainerStart(ctx context.Context, id string, o container.StartOptions) error
	ContainerRemove(ctx context.Context, id string, o container.RemoveOptions) error
	ImageList(ctx context.Context, o image.ListOptions) ([]image.Summary, error)
	ImageInspect(ctx context.Context, id string, o ...client.ImageInspectOption) (image.InspectResponse, error)
	VolumeInspect(ctx context.Context, name string) (volume.Volume, error)
}

// Files are the files of one engine's containers and volumes. Its methods may be
// called by any goroutine, and block until all is done or soon after their
// context ends. Paths are absolute and written with slashes; those of a volume
// begin at its root.
type Files struct {
	api func() (API, error)

	mu       sync.Mutex
	trees    []*tree           // read from archives, the last one used first
	names    map[string]names  // of users and groups, by container
	programs map[string]string // where programs are, by container or image and name
}

// New makes Files; api is asked for the engine of now with each call.
func New(api func() (API, error)) *Files {
	return &Files{api: api, names: map[string]names{}, programs: map[string]string{}}
}

// Kind is the sort of an entry.
type Kind int

// The kinds of entry.
const (
	File Kind = iota + 1
	Folder
	Link
	Device
	Pipe
	Socket
)

func (k Kind) String() string {
	return [...]string{"", "file", "folder", "link", "device", "pipe", "socket"}[k]
}

// Entry is one file, folder or whatever else has a name.
type Entry struct {
	Path     string
	Kind     Kind
	Size     int64 // of a file
	Mode     fs.FileMode
	UID, GID int
	User     string // what the container calls the owner; "" if nobody knows
	Group    string
	Modified time.Time
	Target   string // where a link leads, as it is written there
}

// Name is the last part of its path.
func (e Entry) Name() string { return path.Base(e.Path) }

// Clean makes a path absolute, without anything that leads upwards.
func Clean(p string) string { return path.Clean("/" + strings.TrimSpace(p)) }

// within reports whether a path is a folder or lies in it.
func within(dir, p string) bool {
	return dir == "/" || p == dir || strings.HasPrefix(p, dir+"/")
}

// checked is a path that can be handed on.
func checked(p string) (string, error) {
	if strings.ContainsRune(p, 0) {
		return "", &Error{Reason: ReasonName, Path: p}
	}
	return Clean(p), nil
}

// wrap gives an error its type. A nil error stays nil.
func wrap(ref object.Ref, p string, err error) error {
	if err == nil {
		return nil
	}
	return failed(ref, p, err)
}

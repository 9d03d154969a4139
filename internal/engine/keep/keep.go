// Package keep writes all files of a volume to a tar file on this computer, and
// makes a volume from such a file again.
//
// The file is an ordinary tar: any program that reads tars can unpack it. Before
// the first file and after the last one stands a remark that other programs pass
// over: which volume it was, and a checksum of all that goes before. So a file
// that is cut off, changed or somebody else's is known before anything is made
// of it.
//
// Owners, modes, times, links of both kinds, devices and file capabilities are
// kept. Sockets, which only mean something while a program listens, and other
// extended attributes are not: the engine doesn't hand them out.
//
// The package knows the Docker client and nothing of what is shown.
package keep

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/volume"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

// What can be wrong with a file, or with the volume that it should become.
var (
	ErrForeign = errors.New("this is no file that a volume was saved to")
	ErrCut     = errors.New("the file is cut off")
	ErrChanged = errors.New("the file was changed after it was written")
	ErrThere   = errors.New("the volume has files")
	ErrNoFile  = errors.New("there is no such file on this computer")
	ErrFolder  = errors.New("this is a folder")
)

// API is what is needed of the Docker client.
type API interface {
	CopyFromContainer(ctx context.Context, id, p string) (io.ReadCloser, container.PathStat, error)
	CopyToContainer(ctx context.Context, id, p string, content io.Reader, o container.CopyToContainerOptions) error
	VolumeInspect(ctx context.Context, name string) (volume.Volume, error)
	VolumeCreate(ctx context.Context, o volume.CreateOptions) (volume.Volume, error)
	VolumeRemove(ctx context.Context, name string, force bool) error
}

// Holder gives a container that has a volume at files.HelperRoot; see
// files.Files.
type Holder interface {
	Hold(ctx context.Context, volume string, write bool) (container string, leave func(), err error)
}

// Volumes saves and restores the volumes of one engine. Its methods may be called
// by any goroutine, and block until all is done or soon after their context ends.
type Volumes struct {
	api    func() (API, error)
	holder Holder
}

// New makes Volumes; api is asked for the engine of now with each call.
func New(api func() (API, error), holder Holder) *Volumes { return &Volumes{api, holder} }

// Saved is what a file holds.
type Saved struct {
	Volume string            // its name when it was saved
	Labels map[string]string // its labels then
	Files  int               // without folders
	Bytes  int64             // of the tar, without its end
	SHA256 string            // of these bytes
}

// Progress hears how many bytes of how many are done; the total is 0 where it is
// not known. It may be nil.
type Progress func(done, total int64)

// SaveFile writes a volume to a file of this computer, which appears only when it
// is whole. What is there already is not written over.
func (v *Volumes) SaveFile(ctx context.Context, name, path string, tell Progress) (Saved, error) {
	if _, err := os.Lstat(path); err == nil {
		return Saved{}, failure("save", name, operations.ErrFileThere)
	}
	// The file first: the engine needn't begin what can't be written.
	part, err := os.CreateTemp(filepath.Dir(path), ".dockdesk-*.part")
	if err != nil {
		return Saved{}, failure("save", name, fileError(err))
	}
	defer func() { _ = os.Remove(part.Name()) }() // gone already if all went well
	saved, err := v.Save(ctx, name, part, tell)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return Saved{}, failure("save", name, fileError(err))
	}
	return saved, failure("save", name, fileError(operations.PutFile(part.Name(), path)))
}

// RestoreFile makes a volume of the files that SaveFile has kept. The file is
// checked to its end before anything is made. A volume of the name that has files
// stays as it is, and so does the engine if it fails.
func (v *Volumes) RestoreFile(ctx context.Context, path, name string, tell Progress) (Saved, error) {
	f, err := os.Open(path)
	if err != nil {
		return Saved{}, failure("restore", name, fileError(err))
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = ErrFolder
	}
	if err != nil {
		return Saved{}, failure("restore", name, fileError(err))
	}
	return v.Restore(ctx, f, info.Size(), name, tell)
}

func fileError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return operations.ErrFileThere
	case errors.Is(err, fs.ErrNotExist):
		var at *fs.PathError
		if errors.As(err, &at) && at.Op == "open" && !strings.Contains(at.Path, ".part") {
			return ErrNoFile
		}
		return operations.ErrNoFolder
	}
	return err
}

// failure gives an error its type, unless it has one. A nil error stays nil.
func failure(op, name string, err error) error {
	var typed *operations.Error
	var file *files.Error
	if err == nil || errors.As(err, &typed) || errors.As(err, &file) {
		return err
	}
	return &operations.Error{
		Op: op, Ref: object.Ref{Kind: object.KindVolume, ID: name}, Name: name,
		Status: operations.KindOf(err), Raw: strings.TrimPrefix(err.Error(), "Error response from daemon: "), Err: err,
	}
}

// told tells now and then how far it is.
type told struct {
	tell  Progress
	total int64
	done  int64
	last  time.Time
}

// toldEvery is how often.
const toldEvery = 150 * time.Millisecond

func (t *told) add(n int) {
	t.done += int64(n)
	if t.tell == nil || time.Since(t.last) < toldEvery {
		return
	}
	t.last = time.Now()
	t.tell(t.done, t.total)
}

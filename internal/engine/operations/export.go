package operations

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// What can be wrong with the file of an export.
var (
	ErrFileThere = errors.New("there is a file of this name already")
	ErrNoFolder  = errors.New("there is no such folder on this computer")
	ErrBrokenOff = errors.New("the engine broke off before the end")
)

// exportTold is how often an export tells how far it is.
const exportTold = 200 * time.Millisecond

// Export is docker export -o: it writes all files of a container, as its
// program sees them but without what is in volumes, to a tar file on this
// computer. progress, which may be nil, hears how many bytes were written.
//
// The file appears only when it is whole, and one that is there already is not
// written over, which docker export does.
func (c Containers) Export(ctx context.Context, id, path string, progress func(written int64)) (Outcome, error) {
	return Outcome{}, containerFailure("export", id, toFile(path, progress, func() (io.ReadCloser, error) { return c.Engine.ContainerExport(ctx, id) }))
}

// toFile writes an archive that the engine makes to a file of this computer.
func toFile(path string, progress func(written int64), open func() (io.ReadCloser, error)) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("write %s: %w", path, ErrFileThere)
	}
	// The file first: the engine needn't begin what can't be written.
	part, err := os.CreateTemp(filepath.Dir(path), ".dockdesk-*.part")
	if err != nil {
		return fileFailure(path, err)
	}
	defer func() { _ = os.Remove(part.Name()) }() // gone already if all went well
	if err := errors.Join(copyTo(part, progress, open), part.Close()); err != nil {
		return fileFailure(path, err)
	}
	if err := PutFile(part.Name(), path); err != nil {
		return fileFailure(path, err)
	}
	return nil
}

func copyTo(w io.Writer, progress func(int64), open func() (io.ReadCloser, error)) error {
	body, err := open()
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	if progress == nil {
		progress = func(int64) {}
	}
	from := &telling{r: body, tell: progress}
	if _, err = io.Copy(w, from); err != nil {
		return err
	}
	if !from.whole() {
		return ErrBrokenOff
	}
	return nil
}

// PutFile gives a file its name unless that is taken. A link does it in one step;
// where the disk has none, a look goes before.
func PutFile(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return ErrFileThere
	}
	return os.Rename(from, to)
}

func fileFailure(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrExist):
		err = ErrFileThere
	case errors.Is(err, fs.ErrNotExist):
		err = ErrNoFolder
	}
	return fmt.Errorf("write %s: %w", path, err)
}

// telling tells how much was read through it, now and then, and keeps the end.
type telling struct {
	r    io.Reader
	tell func(int64)
	n    int64
	told time.Time
	tail []byte // as much of the end as shows that it is one
}

// tarEnd is how many zero bytes a tar archive ends with, at least.
const tarEnd = 1024

func (t *telling) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.n += int64(n)
	t.tail = append(t.tail, p[max(n-tarEnd, 0):n]...)
	t.tail = append(t.tail[:0], t.tail[max(len(t.tail)-tarEnd, 0):]...)
	if now := time.Now(); err != nil || now.Sub(t.told) >= exportTold {
		t.told = now
		t.tell(t.n)
	}
	return n, err
}

// whole reports whether what was read ends as an archive does. An engine that
// gives up in the middle can't say so in any other way.
func (t *telling) whole() bool {
	return len(t.tail) == tarEnd && len(bytes.Trim(t.tail, "\x00")) == 0
}

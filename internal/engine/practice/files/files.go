// Package files is a file system in memory: what the containers of the practice
// engine see. A container's is its image's files, shared by all containers of
// that image, and above them its own changes; volumes are mounted into it.
//
// It must never touch the file system of this computer.
package files

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// File is a file, a folder or a link. It never changes: whoever writes puts
// another one into its place.
type File struct {
	Mode     fs.FileMode
	Data     []byte
	Link     string // where a symbolic link leads
	Time     time.Time
	UID, GID int
	// Bulk is the size of a file whose content does not matter. It reads as zeros.
	Bulk int64
}

// Size is in bytes.
func (f *File) Size() int64 {
	switch {
	case f.Mode.IsDir():
		return 4096
	case f.Link != "":
		return int64(len(f.Link))
	}
	return int64(len(f.Data)) + f.Bulk
}

// Layer is a set of changes: what is there in another way than below, and what
// of below is gone. Names are absolute and clean.
type Layer struct {
	Files map[string]*File
	Gone  map[string]bool
}

// NewLayer is a layer without changes.
func NewLayer() *Layer { return &Layer{Files: map[string]*File{}, Gone: map[string]bool{}} }

// Size is what the files of the layer take.
func (l *Layer) Size() int64 {
	var n int64
	for _, f := range l.Files {
		if f.Mode.IsRegular() {
			n += f.Size()
		}
	}
	return n
}

// Over gives what is seen when the layer lies on what is below.
func (l *Layer) Over(below map[string]*File) map[string]*File {
	seen := make(map[string]*File, len(below)+len(l.Files))
	for name, f := range below {
		if !l.hides(name) {
			seen[name] = f
		}
	}
	maps.Copy(seen, l.Files)
	return seen
}

// hides reports whether a name of below, or a folder that it is in, is gone.
func (l *Layer) hides(name string) bool {
	if len(l.Gone) == 0 {
		return false
	}
	for ; name != "/"; name = path.Dir(name) {
		if l.Gone[name] {
			return true
		}
	}
	return false
}

// FS is what one container, or one volume, sees. Several goroutines may use it.
type FS struct {
	now  func() time.Time
	base map[string]*File        // shared, never changed
	list func() map[string]*File // in the place of base, for files that are made up

	mu     sync.RWMutex
	own    *Layer
	mounts []mount
	limit  int64           // of bytes; 0 is none
	pinned map[string]bool // files that the engine put there; no change of the container's
}

type mount struct {
	at       string
	fs       *FS
	readOnly bool
}

// New is a file system over the files of an image; base must not change any
// more.
func New(base map[string]*File, now func() time.Time) *FS {
	return &FS{now: now, base: base, own: NewLayer(), pinned: map[string]bool{}}
}

// Limit is how many bytes fit in from now on.
func (f *FS) Limit(bytes int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.limit = bytes
}

// Mount lets another file system appear at a folder.
func (f *FS) Mount(at string, other *FS, readOnly bool) {
	at = path.Clean("/" + at)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mounts = append(f.mounts, mount{at, other, readOnly})
	slices.SortFunc(f.mounts, func(a, b mount) int { return len(b.at) - len(a.at) })
}

// Pin puts a file there that is the engine's, not the container's.
func (f *FS) Pin(name string, file *File) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.own.Files[name], f.pinned[name] = file, true
}

// at finds whose a name is: another file system's, with the name in there, or
// its own.
func (f *FS) at(name string) (other *FS, inside string, readOnly bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, m := range f.mounts {
		if name == m.at {
			return m.fs, "/", m.readOnly
		}
		if rest, ok := strings.CutPrefix(name, strings.TrimSuffix(m.at, "/")+"/"); ok {
			return m.fs, "/" + rest, m.readOnly
		}
	}
	return nil, name, false
}

// lookup is the file of exactly this name, links not followed; nil if there is
// none.
func (f *FS) lookup(name string) *File {
	if other, inside, _ := f.at(name); other != nil {
		return other.lookup(inside)
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.seen(name)
}

func (f *FS) seen(name string) *File {
	if file := f.own.Files[name]; file != nil {
		return file
	}
	if name == "/" {
		if file := f.below()["/"]; file != nil {
			return file
		}
		return &File{Mode: fs.ModeDir | 0o755, Time: time.Unix(1_700_000_000, 0)}
	}
	if f.own.hides(name) {
		return nil
	}
	return f.below()[name]
}

// ErrLoop is the answer to links that lead round and round.
var ErrLoop = errors.New("too many levels of symbolic links")

// Resolve follows the links in a name. The last part is followed too if last is
// set; it need not exist.
func (f *FS) Resolve(name string, last bool) (string, error) {
	const most = 32
	todo := strings.Split(strings.Trim(path.Clean("/"+name), "/"), "/")
	at := "/"
	for hops := 0; len(todo) > 0; {
		next := path.Join(at, todo[0])
		todo = todo[1:]
		file := f.lookup(next)
		if file == nil || file.Link == "" || len(todo) == 0 && !last {
			at = next
			continue
		}
		if hops++; hops > most {
			return "", ErrLoop
		}
		target := file.Link
		if !path.IsAbs(target) {
			target = path.Join(at, target)
		}
		todo = append(strings.Split(strings.Trim(path.Clean(target), "/"), "/"), todo...)
		at = "/"
	}
	return at, nil
}

// Stat is the file that a name leads to.
func (f *FS) Stat(name string) (*File, error) { return f.stat("stat", name, true) }

// Lstat is Stat that does not follow a link at the end.
func (f *FS) Lstat(name string) (*File, error) { return f.stat("lstat", name, false) }

func (f *FS) stat(op, name string, last bool) (*File, error) {
	real, err := f.Resolve(name, last)
	if err != nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: err}
	}
	file := f.lookup(real)
	if file == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return file, nil
}

// ReadFile is the content of a file.
func (f *FS) ReadFile(name string) ([]byte, error) {
	file, err := f.stat("open", name, true)
	if err != nil {
		return nil, err
	}
	if file.Mode.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: ErrIsDir}
	}
	const most = 1 << 20 // what reads as zeros is not worth more
	if file.Bulk > 0 {
		return make([]byte, min(file.Bulk, most)), nil
	}
	return file.Data, nil
}

// The errors of a file system that io/fs has no name for.
var (
	ErrIsDir    = errors.New("is a directory")
	ErrNotDir   = errors.New("not a directory")
	ErrNotEmpty = errors.New("directory not empty")
	ErrReadOnly = errors.New("read-only file system")
)

// ReadDir is what lies in a folder, by name.
func (f *FS) ReadDir(name string) (map[string]*File, error) {
	real, err := f.Resolve(name, true)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	folder := f.lookup(real)
	if folder == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if !folder.Mode.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: ErrNotDir}
	}
	if other, inside, _ := f.at(real); other != nil {
		return other.ReadDir(inside)
	}
	return f.inside(real), nil
}

// inside is what lies in a folder of its own.
func (f *FS) inside(folder string) map[string]*File {
	f.mu.RLock()
	defer f.mu.RUnlock()
	found := map[string]*File{}
	for name, file := range f.below() {
		if name != "/" && path.Dir(name) == folder && !f.own.hides(name) {
			found[path.Base(name)] = file
		}
	}
	for name, file := range f.own.Files {
		if name != "/" && path.Dir(name) == folder {
			found[path.Base(name)] = file
		}
	}
	for _, m := range f.mounts {
		if path.Dir(m.at) == folder && m.at != "/" {
			found[path.Base(m.at)] = m.fs.lookup("/")
		}
	}
	return found
}

// Walk calls fn for a name and everything under it, folders first, by name.
func (f *FS) Walk(name string, fn func(name string, file *File) error) error {
	file, err := f.Lstat(name)
	if err != nil {
		return err
	}
	if err := fn(name, file); err != nil || !file.Mode.IsDir() {
		return err
	}
	in, err := f.ReadDir(name)
	if err != nil {
		return err
	}
	for _, base := range slices.Sorted(maps.Keys(in)) {
		if err := f.Walk(path.Join(name, base), fn); err != nil {
			return err
		}
	}
	return nil
}

func sorted(files map[string]*File) []string { return slices.Sorted(maps.Keys(files)) }

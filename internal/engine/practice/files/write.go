package files

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Put places a file, and whatever folders it needs, whoever may write. A
// time that is zero becomes now.
func (f *FS) Put(name string, file File) error {
	real, err := f.Resolve(name, false)
	if err != nil {
		return &fs.PathError{Op: "open", Path: name, Err: err}
	}
	other, inside, readOnly := f.at(real)
	switch {
	case readOnly:
		return &fs.PathError{Op: "open", Path: name, Err: ErrReadOnly}
	case other != nil:
		return other.Put(inside, file)
	}
	if file.Time.IsZero() {
		file.Time = f.now()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.put(real, &file)
}

func (f *FS) put(name string, file *File) error {
	for dir := path.Dir(name); dir != "/"; dir = path.Dir(dir) {
		switch above := f.seen(dir); {
		case above == nil:
			f.own.Files[dir] = &File{Mode: fs.ModeDir | 0o755, Time: file.Time}
		case !above.Mode.IsDir():
			return &fs.PathError{Op: "open", Path: name, Err: ErrNotDir}
		}
	}
	if old := f.seen(name); old != nil && old.Mode.IsDir() && !file.Mode.IsDir() {
		return &fs.PathError{Op: "open", Path: name, Err: ErrIsDir}
	}
	if old := f.own.Files[name]; f.limit > 0 && f.own.Size()+file.Size()-sizeOf(old) > f.limit && !file.Mode.IsDir() {
		return &fs.PathError{Op: "write", Path: name, Err: ErrTooBig}
	}
	f.own.Files[name] = file
	return nil
}

func sizeOf(f *File) int64 {
	if f == nil {
		return 0
	}
	return f.Size()
}

// WriteFile writes a file as root's programs do: the folder must exist, and what
// is there keeps its mode and owner.
func (f *FS) WriteFile(name string, data []byte, mode fs.FileMode) error {
	return f.WriteAs(0, 0, name, data, mode)
}

// WriteAs is WriteFile by somebody else, whose a new file is.
func (f *FS) WriteAs(uid, gid int, name string, data []byte, mode fs.FileMode) error {
	real, err := f.Resolve(name, true)
	if err != nil {
		return &fs.PathError{Op: "open", Path: name, Err: err}
	}
	folder, err := f.Stat(path.Dir(real))
	switch {
	case err != nil:
		return &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case !folder.Mode.IsDir():
		return &fs.PathError{Op: "open", Path: name, Err: ErrNotDir}
	}
	if old := f.lookup(real); old != nil {
		if old.Mode.IsDir() {
			return &fs.PathError{Op: "open", Path: name, Err: ErrIsDir}
		}
		mode, uid, gid = old.Mode, old.UID, old.GID
	}
	return f.Put(real, File{Mode: mode, Data: data, UID: uid, GID: gid})
}

// Mkdir makes a folder in one that exists.
func (f *FS) Mkdir(name string, mode fs.FileMode) error {
	real, err := f.Resolve(name, true)
	if err != nil {
		return &fs.PathError{Op: "mkdir", Path: name, Err: err}
	}
	if f.lookup(real) != nil {
		return &fs.PathError{Op: "mkdir", Path: name, Err: fs.ErrExist}
	}
	folder, err := f.Stat(path.Dir(real))
	if err != nil || !folder.Mode.IsDir() {
		return &fs.PathError{Op: "mkdir", Path: name, Err: fs.ErrNotExist}
	}
	return f.Put(real, File{Mode: fs.ModeDir | mode.Perm()})
}

// Remove takes a name away, with everything in it if all is set.
func (f *FS) Remove(name string, all bool) error {
	real, err := f.Resolve(name, false)
	if err != nil {
		return &fs.PathError{Op: "remove", Path: name, Err: err}
	}
	file := f.lookup(real)
	if file == nil {
		return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
	}
	other, inside, readOnly := f.at(real)
	switch {
	case readOnly:
		return &fs.PathError{Op: "remove", Path: name, Err: ErrReadOnly}
	case other != nil:
		return other.Remove(inside, all)
	}
	if file.Mode.IsDir() && !all && len(f.inside(real)) > 0 {
		return &fs.PathError{Op: "remove", Path: name, Err: ErrNotEmpty}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.remove(real)
	return nil
}

func (f *FS) remove(name string) {
	delete(f.own.Files, name)
	for other := range f.own.Files {
		if strings.HasPrefix(other, name+"/") {
			delete(f.own.Files, other)
		}
	}
	if f.base[name] != nil {
		f.own.Gone[name] = true
	}
}

// Kind says what became of a name.
type Kind int

// The kinds, numbered as the engine numbers them.
const (
	Modified Kind = iota
	Added
	Deleted
)

// Change is one difference from the image.
type Change struct {
	Kind Kind
	Path string
}

// Changes are the differences from the image, by name. A folder in which
// something changed has changed too.
func (f *FS) Changes() []Change {
	f.mu.RLock()
	defer f.mu.RUnlock()
	kinds := map[string]Kind{}
	for name := range f.own.Gone {
		if f.own.Files[name] == nil {
			kinds[name] = Deleted
		}
	}
	for name := range f.own.Files {
		switch {
		case f.pinned[name] || name == "/":
			continue
		case f.base[name] == nil:
			kinds[name] = Added
		default:
			kinds[name] = Modified
		}
	}
	for _, name := range slices.Collect(maps.Keys(kinds)) {
		for dir := path.Dir(name); dir != "/"; dir = path.Dir(dir) {
			if _, ok := kinds[dir]; !ok {
				kinds[dir] = Modified
			}
		}
	}
	changes := make([]Change, 0, len(kinds))
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		changes = append(changes, Change{kinds[name], name})
	}
	return changes
}

// Own is a copy of the container's changes, to become a layer of an image.
func (f *FS) Own() *Layer {
	f.mu.RLock()
	defer f.mu.RUnlock()
	l := &Layer{Files: maps.Clone(f.own.Files), Gone: maps.Clone(f.own.Gone)}
	for name := range f.pinned {
		delete(l.Files, name)
	}
	return l
}

// Size is what the container's own files take.
func (f *FS) Size() int64 { return f.Own().Size() }

// Empty reports whether nothing was ever put there.
func (f *FS) Empty() bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return len(f.own.Files) == 0
}

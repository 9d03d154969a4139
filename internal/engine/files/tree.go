package files

import (
	"archive/tar"
	"context"
	"path"
	"slices"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// tree is what the reading of an archive has found below a folder.
type tree struct {
	api     API // of the engine that it is from
	ref     object.Ref
	top     string
	through string
	folders map[string][]Entry
	read    int64
	whole   bool
	at      time.Time
}

// What is kept of readings: so many, each of at most so many entries.
const (
	treesKept   = 4
	entriesKept = 300_000
)

// listArchive lists a folder by reading its archive. What it finds of the folders
// below is kept, if all of it was read.
func (s *seat) listArchive(ctx context.Context, at string, more func(read int64) bool, n names, progress func(Reading)) (Listing, error) {
	t := &tree{api: s.api, ref: s.ref, top: at, through: s.name, folders: map[string][]Entry{at: nil}, at: time.Now()}
	seen := 0
	visit := func(rel string, h *tar.Header) error {
		if rel == "." {
			return nil
		}
		seen++
		e := entryOf(h, path.Join(at, rel), n)
		dir := path.Dir(e.Path)
		if seen <= entriesKept || dir == at {
			t.folders[dir] = append(t.folders[dir], e)
		}
		if e.Kind == Folder && t.folders[e.Path] == nil {
			t.folders[e.Path] = []Entry{}
		}
		return nil
	}
	var tell func(int64)
	if progress != nil {
		tell = func(read int64) { progress(Reading{Read: read, Seen: seen, Entries: t.folders[at]}) }
	}
	read, whole, err := s.walk(ctx, at, more, visit, tell)
	t.read, t.whole = read, whole
	for _, list := range t.folders {
		sortEntries(list)
	}
	l := Listing{Entries: t.folders[at], How: ByArchive, Read: read, Whole: whole}
	if err == nil && whole && seen <= entriesKept {
		s.f.keep(t)
	}
	if err != nil {
		return Listing{}, err
	}
	return l, nil
}

func (f *Files) keep(t *tree) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.trees = slices.DeleteFunc(f.trees, func(o *tree) bool { return o.ref == t.ref && within(t.top, o.top) })
	f.trees = slices.Insert(f.trees, 0, t)
	f.trees = f.trees[:min(len(f.trees), treesKept)]
}

// kept is a folder as an earlier reading has found it.
func (f *Files) kept(ref object.Ref, dir string) (Listing, bool) {
	api, err := f.api()
	if err != nil {
		return Listing{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, t := range f.trees {
		if t.api != api || t.ref != ref {
			continue
		}
		if entries, ok := t.folders[dir]; ok {
			return Listing{Dir: dir, Entries: slices.Clone(entries), How: ByArchive, Through: t.through, Read: t.read, Whole: true, At: t.at}, true
		}
	}
	return Listing{}, false
}

// Forget drops what was read of a filesystem, since something has changed it.
func (f *Files) Forget(ref object.Ref) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.trees = slices.DeleteFunc(f.trees, func(t *tree) bool { return t.ref == ref })
}

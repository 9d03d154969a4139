package files

import (
	"archive/tar"
	"context"
	"io"
	"path"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Content is the beginning of a file.
type Content struct {
	Entry Entry // what the path leads to in the end
	Bytes []byte
	Whole bool // there is no more of it
}

// Read reads a file, at most limit bytes of it. Links are followed, but not out
// of a volume.
func (f *Files) Read(ctx context.Context, ref object.Ref, p string, limit int64) (Content, error) {
	p, err := checked(p)
	if err != nil {
		return Content{}, err
	}
	s, err := f.sit(ctx, ref, false)
	if err != nil {
		return Content{}, err
	}
	defer s.leave()
	at, st, err := s.follow(ctx, p)
	switch {
	case err != nil:
		return Content{}, err
	case st.Mode.IsDir():
		return Content{}, &Error{Reason: ReasonFolder, Ref: ref, Path: p}
	case !st.Mode.IsRegular():
		return Content{}, &Error{Reason: ReasonSpecial, Ref: ref, Path: p}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // the rest needs not be sent
	a, err := s.open(ctx, at)
	if err != nil {
		return Content{}, err
	}
	defer a.close()
	h, _, err := a.next()
	if err != nil {
		return Content{}, wrap(ref, p, err)
	}
	if h.Typeflag != tar.TypeReg { // it became something else
		return Content{}, &Error{Reason: ReasonSpecial, Ref: ref, Path: p}
	}
	b, err := io.ReadAll(io.LimitReader(a.tar, limit))
	if err != nil {
		return Content{}, wrap(ref, p, err)
	}
	return Content{Entry: entryOf(h, at, names{}), Bytes: b, Whole: h.Size <= limit}, nil
}

// Found is what a search has found.
type Found struct {
	Entries []Entry
	More    bool // there was more than Found can hold, or not all was looked at
	Read    int64
}

// foundMost is how much a search finds.
const foundMost = 2000

// Search finds what has a part of a name below a folder, upper case or lower.
func (f *Files) Search(ctx context.Context, ref object.Ref, dir, part string, progress func(Reading)) (Found, error) {
	dir, err := checked(dir)
	if err != nil {
		return Found{}, err
	}
	if part = strings.ToLower(strings.TrimSpace(part)); part == "" {
		return Found{}, nil
	}
	if found, ok := f.searchKept(ref, dir, part); ok {
		return found, nil
	}
	s, err := f.sit(ctx, ref, false)
	if err != nil {
		return Found{}, err
	}
	defer s.leave()
	at, err := s.folder(ctx, dir)
	if err != nil {
		return Found{}, err
	}
	names, err := s.owners(ctx)
	if err != nil {
		return Found{}, err
	}
	finds, err := s.has(ctx, "find", "stat")
	if err != nil {
		return Found{}, err
	}
	if finds {
		entries, err := s.find(ctx, s.exec, at, names, progress,
			"(", "-path", "/proc", "-o", "-path", "/sys", ")", "-prune", "-o", "-iname", "*"+literal(part)+"*")
		if err == nil {
			return Found{Entries: entries[:min(len(entries), foundMost)], More: len(entries) > foundMost}, nil
		}
		if ReasonOf(err) == ReasonCanceled {
			return Found{}, err
		}
	}
	return s.searchArchive(ctx, at, part, names, progress)
}

// literal takes the special meaning of characters in a pattern away.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "]", `\]`).Replace(s)
}

func matches(name, part string) bool { return strings.Contains(strings.ToLower(name), part) }

// searchArchive reads the archive until it ends or enough is found.
func (s *seat) searchArchive(ctx context.Context, at, part string, n names, progress func(Reading)) (Found, error) {
	var found Found
	seen := 0
	visit := func(rel string, h *tar.Header) error {
		if seen++; rel == "." || !matches(path.Base(rel), part) {
			return nil
		}
		if len(found.Entries) == foundMost {
			return errEnough
		}
		found.Entries = append(found.Entries, entryOf(h, path.Join(at, rel), n))
		return nil
	}
	var tell func(int64)
	if progress != nil {
		tell = func(read int64) { progress(Reading{Read: read, Seen: seen, Entries: found.Entries}) }
	}
	read, whole, err := s.walk(ctx, at, nil, visit, tell)
	found.Read, found.More = read, !whole
	sortEntries(found.Entries)
	return found, err
}

// searchKept searches what an earlier reading has left.
func (f *Files) searchKept(ref object.Ref, dir, part string) (Found, bool) {
	if _, ok := f.kept(ref, dir); !ok {
		return Found{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var found Found
	for _, t := range f.trees {
		if _, ok := t.folders[dir]; !ok || t.ref != ref {
			continue
		}
		for at, entries := range t.folders {
			for _, e := range entries {
				if within(dir, at) && matches(e.Name(), part) {
					found.Entries = append(found.Entries, e)
				}
			}
		}
		break
	}
	sortEntries(found.Entries)
	found.More = len(found.Entries) > foundMost
	found.Entries = found.Entries[:min(len(found.Entries), foundMost)]
	return found, true
}

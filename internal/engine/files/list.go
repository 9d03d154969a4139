package files

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// How says by what a folder was listed.
type How string

// The ways. All but ByArchive run something, and take the same time whatever lies
// below the folder.
const (
	ByFind    How = "find"    // the container's own find
	ByTool    How = "tool"    // find in a helper, for a volume that is too big to read
	ByArchive How = "archive" // reading the archive of the whole subtree
)

// Listing is what a folder has.
type Listing struct {
	Dir     string
	Entries []Entry
	How     How
	Through string // the container through which a volume was reached; "" for a helper
	Read    int64  // bytes of the archive
	Whole   bool   // nothing is missing: the archive was read to its end
	At      time.Time
}

// Reading is how far a listing or a search is.
type Reading struct {
	Read    int64 // bytes of the archive
	Seen    int   // entries in it
	Entries []Entry
}

// Limits of a reading, in bytes of an archive.
const (
	Enough     = 1 << 30  // where reading stops unless it is told to go on
	toolBeyond = 48 << 20 // where a helper with find does better, for volumes
)

// errEnough ends a reading early.
var errEnough = errors.New("enough was read")

// List lists a folder. progress, which may be nil, hears now and then how far it
// is, on the caller's goroutine. fresh doesn't take what an earlier reading has
// left; limit is how much of an archive is read at most, 0 for all.
func (f *Files) List(ctx context.Context, ref object.Ref, dir string, fresh bool, limit int64, progress func(Reading)) (Listing, error) {
	dir, err := checked(dir)
	if err != nil {
		return Listing{}, err
	}
	if l, ok := f.kept(ref, dir); ok && !fresh {
		return l, nil
	}
	s, err := f.sit(ctx, ref, false)
	if err != nil {
		return Listing{}, err
	}
	defer s.leave()
	at, err := s.folder(ctx, dir)
	if err != nil {
		return Listing{}, err
	}
	l, err := s.list(ctx, at, limit, progress)
	if err != nil {
		return Listing{}, wrap(ref, dir, err)
	}
	l.Dir, l.At, l.Through = dir, time.Now(), s.name
	if at != dir { // by the way that was asked for
		for i := range l.Entries {
			l.Entries[i].Path = path.Join(dir, l.Entries[i].Name())
		}
	}
	return l, nil
}

func (s *seat) list(ctx context.Context, at string, limit int64, progress func(Reading)) (Listing, error) {
	names, err := s.owners(ctx)
	if err != nil {
		return Listing{}, err
	}
	finds, err := s.has(ctx, "find", "stat")
	if err != nil {
		return Listing{}, err
	}
	if finds && !unreal(s.inside(at)) {
		entries, err := s.find(ctx, s.exec, at, names, progress, "-maxdepth", "1")
		if err == nil {
			return Listing{Entries: entries, How: ByFind, Whole: true}, nil
		}
		if ReasonOf(err) == ReasonCanceled {
			return Listing{}, err
		}
	}
	more, image := upTo(limit), ""
	if s.helper {
		more = s.untilTool(ctx, limit, &image)
	}
	l, err := s.listArchive(ctx, at, more, names, progress)
	if err != nil || image == "" {
		return l, err
	}
	run := func(ctx context.Context, out io.Writer, command ...string) error {
		return s.tool(ctx, image, withVolume(s.ref, true), out, command...)
	}
	entries, err := s.find(ctx, run, at, names, progress, "-maxdepth", "1")
	return Listing{Entries: entries, How: ByTool, Whole: true}, err
}

// untilTool lets a limit be read, but not much of it where an image can be had
// that has the programs to do better.
func (s *seat) untilTool(ctx context.Context, limit int64, image *string) func(read int64) bool {
	asked := false
	return func(read int64) bool {
		if read > toolBeyond && !asked {
			asked = true
			if found, err := s.f.toolImage(ctx, s.api, s.ref, "find", "stat"); err == nil {
				*image = found
				return false
			}
		}
		return limit == 0 || read <= limit
	}
}

// unreal reports folders that the kernel makes up while they are looked at, as
// the running container sees them: the archive has nothing of them, and nothing
// in them can be read or copied.
func unreal(p string) bool { return within("/proc", p) || within("/sys", p) }

// runner runs a program and waits for its end.
type runner func(ctx context.Context, out io.Writer, command ...string) error

// find lists what lies in a folder with the programs find and stat. Names can
// have anything in them, so what stands between them can't be guessed.
func (s *seat) find(ctx context.Context, run runner, at string, n names, progress func(Reading), condition ...string) ([]Entry, error) {
	mark := rand.Text()
	root := strings.TrimSuffix(s.inside(at), "/") + "/"
	command := slices.Concat([]string{"find", root, "-mindepth", "1"}, condition, []string{"-exec", "stat", "-c", mark + "%f %s %u %g %Y %n" + mark + "%N" + mark, "--", "{}", "+"})
	p := &statParser{s: s, mark: []byte(mark), names: n, progress: progress}
	err := run(ctx, p, command...)
	// What vanishes meanwhile makes find complain; the rest is true.
	if err != nil && (len(p.entries) == 0 || ReasonOf(err) == ReasonCanceled || ReasonOf(err) == ReasonNoProgram) {
		return nil, err
	}
	sortEntries(p.entries)
	return p.entries, nil
}

func sortEntries(entries []Entry) {
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Path, b.Path) })
}

// statParser reads what stat prints.
type statParser struct {
	s        *seat
	mark     []byte
	names    names
	rest     []byte
	entries  []Entry
	progress func(Reading)
}

// Write takes the next piece of the output.
func (p *statParser) Write(b []byte) (int, error) {
	p.rest = append(p.rest, b...)
	for {
		parts := bytes.SplitN(p.rest, p.mark, 4)
		if len(parts) < 4 {
			break
		}
		if e, ok := p.entry(string(parts[1]), string(parts[2])); ok {
			p.entries = append(p.entries, e)
		}
		p.rest = parts[3]
	}
	if p.progress != nil {
		p.progress(Reading{Seen: len(p.entries), Entries: p.entries})
	}
	return len(b), nil
}

func (p *statParser) entry(words, link string) (Entry, bool) {
	f := strings.SplitN(words, " ", 6)
	if len(f) < 6 {
		return Entry{}, false
	}
	raw, err := strconv.ParseUint(f[0], 16, 32)
	size, err2 := strconv.ParseInt(f[1], 10, 64)
	uid, err3 := strconv.Atoi(f[2])
	gid, err4 := strconv.Atoi(f[3])
	at, err5 := strconv.ParseInt(f[4], 10, 64)
	if errors.Join(err, err2, err3, err4, err5) != nil {
		return Entry{}, false
	}
	kind, mode := kindOfMode(uint32(raw))
	e := Entry{Path: p.s.outside(path.Clean(f[5])), Kind: kind, Mode: mode, UID: uid, GID: gid, Modified: time.Unix(at, 0)}
	e.User, e.Group = p.names.of(uid, gid)
	if kind == File {
		e.Size = size
	}
	if kind == Link {
		e.Target = targetOf(link, len(f[5]))
	}
	return e, true
}

// targetOf reads "name -> target", with or without quotes round both; length is
// that of the name.
func targetOf(words string, length int) string {
	_, target, _ := strings.Cut(words[min(length, len(words)):], " -> ")
	for _, q := range []string{"'", `"`} {
		if strings.HasPrefix(words, q) && len(target) > 1 && strings.HasPrefix(target, q) && strings.HasSuffix(target, q) {
			return target[1 : len(target)-1]
		}
	}
	return target
}

func kindOfMode(raw uint32) (Kind, fs.FileMode) {
	mode := fs.FileMode(raw & 0o777)
	for bit, set := range map[uint32]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky} {
		if raw&bit != 0 {
			mode |= set
		}
	}
	switch raw & 0o170000 {
	case 0o040000:
		return Folder, mode | fs.ModeDir
	case 0o120000:
		return Link, mode | fs.ModeSymlink
	case 0o010000:
		return Pipe, mode | fs.ModeNamedPipe
	case 0o140000:
		return Socket, mode | fs.ModeSocket
	case 0o020000:
		return Device, mode | fs.ModeDevice | fs.ModeCharDevice
	case 0o060000:
		return Device, mode | fs.ModeDevice
	}
	return File, mode
}

// entryOf is what a header of an archive says.
func entryOf(h *tar.Header, p string, n names) Entry {
	e := Entry{Path: p, Mode: h.FileInfo().Mode(), UID: h.Uid, GID: h.Gid, Modified: h.ModTime, Kind: Device}
	e.User, e.Group = n.of(h.Uid, h.Gid)
	switch h.Typeflag {
	case tar.TypeDir:
		e.Kind = Folder
	case tar.TypeReg:
		e.Kind, e.Size = File, h.Size
	case tar.TypeLink: // the same file under another name
		e.Kind, e.Size = File, h.Size
	case tar.TypeSymlink:
		e.Kind, e.Target = Link, h.Linkname
	case tar.TypeFifo:
		e.Kind = Pipe
	}
	return e
}

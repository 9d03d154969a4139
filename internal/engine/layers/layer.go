package layers

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/maphash"
	"io"
	"path"
	"slices"
	"strings"
)

// How much of an image is held at most. Real ones stay far below; an archive that
// is made to fill the memory ends here.
const (
	entriesMost = 3_000_000
	namesMost   = 256 << 20 // bytes
	foldersMost = 6_000_000 // parts of paths that are not those of the neighbour
)

// budget is what the layers of one image may still hold.
type budget struct{ entries, names, folders int }

func newBudget() *budget { return &budget{entriesMost, namesMost, foldersMost} }

// seed makes sums comparable within one run of the program.
var seed = maphash.MakeSeed()

// layerReader reads layers, one after the other, with the same memory.
type layerReader struct {
	ctx    context.Context
	left   *budget
	buffer []byte
	sum    maphash.Hash
}

func newLayerReader(ctx context.Context, left *budget) *layerReader {
	r := &layerReader{ctx: ctx, left: left, buffer: make([]byte, 128<<10)}
	r.sum.SetSeed(seed)
	return r
}

// read reads a plain tar to its end.
func (r *layerReader) read(in io.Reader) (*Layer, error) {
	whole := sha256.New()
	in = io.TeeReader(in, whole)
	l := &Layer{}
	for archive := tar.NewReader(in); ; {
		h, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return nil, err
		}
		if r.ctx.Err() != nil {
			return nil, r.ctx.Err()
		}
		e, ok := entryOf(h)
		if !ok {
			continue
		}
		if e.Kind == File && e.Size > 0 && !sparse(h) {
			if e.Sum, err = r.content(archive); err != nil {
				return nil, err
			}
		}
		r.left.entries--
		r.left.names -= len(e.Path) + len(e.Link)
		if r.left.entries < 0 || r.left.names < 0 {
			return nil, &Error{Reason: ReasonMany}
		}
		l.Entries = append(l.Entries, e)
	}
	if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, in, r.buffer); err != nil { // the padding counts for the digest
		return nil, err
	}
	l.Digest = "sha256:" + hex.EncodeToString(whole.Sum(nil))
	return l, r.finish(l)
}

// content sums up one file.
func (r *layerReader) content(in io.Reader) (uint64, error) {
	r.sum.Reset()
	for {
		n, err := in.Read(r.buffer)
		_, _ = r.sum.Write(r.buffer[:n])
		switch {
		case err == io.EOF:
			return r.sum.Sum64(), nil
		case err != nil:
			return 0, err
		case r.ctx.Err() != nil:
			return 0, r.ctx.Err()
		}
	}
}

// sparse reports whether a file claims more bytes than the archive has of it: what
// it claims is not read.
func sparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for k := range h.PAXRecords {
		if strings.HasPrefix(k, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// The names by which a layer notes what it removes.
const (
	goneMark    = ".wh."
	specialMark = ".wh..wh."
	emptyMark   = ".wh..wh..opq"
)

// entryOf reads a header; false for one that stands for no file. Whatever a name
// says, it lies below the root.
func entryOf(h *tar.Header) (Entry, bool) {
	e := Entry{
		Path: path.Clean("/" + h.Name), Size: max(h.Size, 0), Time: h.ModTime.Unix(),
		Mode: uint32(h.Mode & 0o7777), UID: uint32(h.Uid), GID: uint32(h.Gid),
	}
	if e.Path == "/" {
		return e, false
	}
	dir, name := path.Split(e.Path)
	switch {
	case name == emptyMark:
		e = Entry{Path: path.Clean(dir), Kind: Emptied}
		return e, true
	case strings.HasPrefix(name, specialMark): // the notes of a storage driver
		return e, false
	case strings.HasPrefix(name, goneMark):
		name = name[len(goneMark):]
		e = Entry{Path: dir + name, Kind: Gone}
		return e, name != "" && name != "." && name != ".."
	}
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeGNUSparse, tar.TypeCont:
		return e, true
	case tar.TypeDir:
		e.Kind = Folder
	case tar.TypeSymlink:
		e.Kind, e.Link = Link, h.Linkname
	case tar.TypeLink:
		e.Kind, e.Link = Hard, path.Clean("/"+h.Linkname)
	case tar.TypeChar, tar.TypeBlock:
		e.Kind = Device
	case tar.TypeFifo:
		e.Kind = Pipe
	default:
		return e, false
	}
	e.Size = 0
	return e, true
}

// finish orders the entries, leaves out those that a later one replaces, and adds
// up.
func (r *layerReader) finish(l *Layer) error {
	slices.SortStableFunc(l.Entries, func(a, b Entry) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		switch {
		case a.note() == b.note():
			return 0
		case a.note():
			return -1
		}
		return 1
	})
	kept := l.Entries[:0]
	before := ""
	for _, e := range l.Entries {
		if n := len(kept) - 1; n >= 0 && kept[n].Path == e.Path && kept[n].note() == e.note() {
			kept[n] = e // as who unpacks it has it
			l.Twice++
			continue
		}
		r.left.folders -= strings.Count(e.Path[shared(before, e.Path):], "/") + 1
		before = e.Path
		kept = append(kept, e)
	}
	if r.left.folders < 0 {
		return &Error{Reason: ReasonMany}
	}
	l.Entries = slices.Clip(kept)
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Kind == Hard {
			if of := l.find(e.Link); of != nil {
				e.Sum = of.Sum
			}
		}
		if e.Kind != Folder && !e.note() {
			l.Files++
			l.Size += e.Size
		}
	}
	return nil
}

// shared is how many bytes two paths have in common.
func shared(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// find is the entry at a path; nil for none.
func (l *Layer) find(p string) *Entry {
	i, _ := slices.BinarySearchFunc(l.Entries, p, func(e Entry, p string) int { return strings.Compare(e.Path, p) })
	for ; i < len(l.Entries) && l.Entries[i].Path == p; i++ {
		if !l.Entries[i].note() {
			return &l.Entries[i]
		}
	}
	return nil
}

// weight is about how much memory it takes.
func (l *Layer) weight() int {
	n := 200
	for i := range l.Entries {
		n += 88 + len(l.Entries[i].Path) + len(l.Entries[i].Link)
	}
	return n
}

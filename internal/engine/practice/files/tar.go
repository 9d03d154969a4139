package files

import (
	"archive/tar"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Pack writes a name and everything under it as a tar; the names in it begin
// with as.
func (f *FS) Pack(w io.Writer, name, as string) error {
	return f.PackAll(w, []Source{{name, as}})
}

// Source is a name to be packed, and how the names in the archive begin.
type Source struct{ Name, As string }

// PackAll packs several into one tar.
func (f *FS) PackAll(w io.Writer, sources []Source) error {
	out := tar.NewWriter(w)
	for _, s := range sources {
		if err := f.pack(out, s); err != nil {
			return errors.Join(err, out.Close())
		}
	}
	return out.Close()
}

func (f *FS) pack(out *tar.Writer, s Source) error {
	return f.Walk(s.Name, func(at string, file *File) error {
		rest := strings.TrimPrefix(strings.TrimPrefix(at, path.Clean(s.Name)), "/")
		inside := s.As
		switch {
		case s.As == "":
			inside = rest
		case rest != "":
			inside = strings.TrimSuffix(s.As, "/") + "/" + rest // ./x keeps its dot
		}
		if inside == "" {
			return nil
		}
		return writeFile(out, inside, file)
	})
}

// List tells the names in a tar.
func List(r io.Reader, tell func(string)) error {
	for in := tar.NewReader(r); ; {
		h, err := in.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		tell(h.Name)
	}
}

// PackLayer writes the changes of a layer as a tar.
func PackLayer(w io.Writer, l *Layer) error {
	out := tar.NewWriter(w)
	for _, name := range sorted(l.Files) {
		if name == "/" {
			continue
		}
		if err := writeFile(out, strings.TrimPrefix(name, "/"), l.Files[name]); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.Gone)) {
		dir, base := path.Split(strings.TrimPrefix(name, "/"))
		if err := out.WriteHeader(&tar.Header{Name: dir + whiteout + base, Mode: 0o600}); err != nil {
			return err
		}
	}
	return out.Close()
}

// whiteout is how a layer's tar says that a file is gone.
const whiteout = ".wh."

func writeFile(out *tar.Writer, name string, file *File) error {
	h := &tar.Header{
		Name: name, Mode: tarMode(file.Mode), ModTime: file.Time, Uid: file.UID, Gid: file.GID,
		Typeflag: tar.TypeReg, Size: file.Size(),
	}
	switch {
	case file.Mode.IsDir():
		h.Name, h.Typeflag, h.Size = strings.TrimSuffix(name, "/")+"/", tar.TypeDir, 0
	case file.Link != "":
		h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, file.Link, 0
	case file.Mode&fs.ModeNamedPipe != 0:
		h.Typeflag, h.Size = tar.TypeFifo, 0
	}
	if err := out.WriteHeader(h); err != nil {
		return err
	}
	if h.Typeflag != tar.TypeReg {
		return nil
	}
	if _, err := out.Write(file.Data); err != nil {
		return err
	}
	_, err := io.CopyN(out, zeros{}, file.Bulk)
	return err
}

// tarMode is a mode as the kernel and tar write it.
func tarMode(mode fs.FileMode) int64 {
	n := int64(mode.Perm())
	for bit, value := range map[fs.FileMode]int64{fs.ModeSetuid: 0o4000, fs.ModeSetgid: 0o2000, fs.ModeSticky: 0o1000} {
		if mode&bit != 0 {
			n |= value
		}
	}
	return n
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// biggest is the most that an archive may bring into memory.
const biggest = 64 << 20

// ErrTooBig is the answer to an archive that does not fit into the practice
// engine.
var ErrTooBig = errors.New("no space left on device")

// Unpack puts what is in a tar under a folder.
func (f *FS) Unpack(r io.Reader, into string) error {
	return eachEntry(r, func(name string, file File) error {
		at := path.Join("/", into, name)
		return f.Put(at, file) // of a folder that is there only the mode, the owner and the time
	})
}

// ReadLayer reads the tar of a layer.
func ReadLayer(r io.Reader) (*Layer, error) {
	l := NewLayer()
	err := eachEntry(r, func(name string, file File) error {
		at := path.Join("/", name)
		if base, gone := strings.CutPrefix(path.Base(at), whiteout); gone {
			l.Gone[path.Join(path.Dir(at), base)] = true
			return nil
		}
		l.Files[at] = &file
		return nil
	})
	return l, err
}

func eachEntry(r io.Reader, fn func(name string, file File) error) error {
	total := int64(0)
	for in := tar.NewReader(r); ; {
		h, err := in.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		file := File{Mode: h.FileInfo().Mode() &^ fs.ModeType, Time: h.ModTime, UID: h.Uid, GID: h.Gid}
		switch h.Typeflag {
		case tar.TypeDir:
			file.Mode |= fs.ModeDir
		case tar.TypeSymlink:
			file.Mode |= fs.ModeSymlink
			file.Link = h.Linkname
		case tar.TypeFifo:
			file.Mode |= fs.ModeNamedPipe
		case tar.TypeReg:
			if err := content(in, h.Size, &file, &total); err != nil {
				return err
			}
		case tar.TypeLink:
			file.Mode |= fs.ModeSymlink
			file.Link = path.Clean("/" + h.Linkname)
		default:
			continue
		}
		if err := fn(path.Clean("/" + h.Name)[1:], file); err != nil {
			return err
		}
	}
}

// content reads a file; what is large and begins with zeros is taken for bulk.
func content(in io.Reader, size int64, file *File, total *int64) error {
	const worth = 64 << 10
	start := make([]byte, min(size, worth))
	if _, err := io.ReadFull(in, start); err != nil {
		return err
	}
	if size > worth && !slices.ContainsFunc(start, func(b byte) bool { return b != 0 }) {
		file.Bulk = size
		return nil // the reader skips the rest
	}
	if *total += size; *total > biggest {
		return ErrTooBig
	}
	rest, err := io.ReadAll(in)
	file.Data = append(start, rest...)
	return err
}

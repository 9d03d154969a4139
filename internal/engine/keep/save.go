package keep

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"path"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

// version is of the remarks' form.
const version = 1

// opening is the remark before the first file.
type opening struct {
	Version int               `json:"dockdesk-volume"`
	Volume  string            `json:"volume"`
	Labels  map[string]string `json:"labels,omitempty"`
}

// closing is the remark behind the last one.
type closing struct {
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"` // so many go before this remark
	Files  int    `json:"files"`
}

// remark is the key that every program which reads tars passes over.
const remark = "comment"

// closingSize is what the closing remark and the end of a tar take together.
const closingSize = 4 * 512

// Save writes a volume to w. tell hears how many bytes were written.
func (v *Volumes) Save(ctx context.Context, name string, w io.Writer, tell Progress) (Saved, error) {
	saved, err := v.save(ctx, name, w, tell)
	return saved, failure("save", name, err)
}

func (v *Volumes) save(ctx context.Context, name string, w io.Writer, tell Progress) (Saved, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // what is not read any more needs not be sent
	api, err := v.api()
	if err != nil {
		return Saved{}, err
	}
	found, err := api.VolumeInspect(ctx, name)
	if err != nil {
		return Saved{}, err
	}
	held, leave, err := v.holder.Hold(ctx, name, false)
	if err != nil {
		return Saved{}, err
	}
	defer leave()
	body, _, err := api.CopyFromContainer(ctx, held, files.HelperRoot)
	if err != nil {
		return Saved{}, err
	}
	defer func() { _ = body.Close() }()

	out := &summed{w: w, sum: sha256.New(), told: told{tell: tell}}
	to := tar.NewWriter(out)
	if err := writeRemark(to, opening{version, found.Name, found.Labels}); err != nil {
		return Saved{}, err
	}
	from := &ending{r: body}
	n, err := copyOut(to, tar.NewReader(from))
	if err != nil {
		return Saved{}, err
	}
	if _, err := io.Copy(io.Discard, from); err != nil {
		return Saved{}, err
	}
	if from.zeros < 2*512 { // an engine that gives up in the middle can't say so in any other way
		return Saved{}, operations.ErrBrokenOff
	}
	if err := to.Flush(); err != nil {
		return Saved{}, err
	}
	saved := Saved{Volume: found.Name, Labels: found.Labels, Files: n, Bytes: out.done, SHA256: hex.EncodeToString(out.sum.Sum(nil))}
	if err := writeRemark(to, closing{saved.SHA256, saved.Bytes, n}); err != nil {
		return Saved{}, err
	}
	return saved, to.Close()
}

func writeRemark(to *tar.Writer, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	return to.WriteHeader(&tar.Header{Typeflag: tar.TypeXGlobalHeader, Name: "dockdesk", PAXRecords: map[string]string{remark: string(text)}})
}

// copyOut copies the engine's archive of files.HelperRoot with names that begin
// at the volume, and counts the files.
func copyOut(to *tar.Writer, from *tar.Reader) (n int, err error) {
	top := strings.TrimPrefix(files.HelperRoot, "/")
	for {
		h, err := from.Next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		var ok bool
		if h.Name, ok = below(top, h.Name); !ok {
			return n, fmt.Errorf("the engine sends %q, which is not in the volume", h.Name)
		}
		if h.Typeflag == tar.TypeDir {
			h.Name += "/"
		} else {
			n++
		}
		if h.Typeflag == tar.TypeLink {
			if h.Linkname, ok = below(top, h.Linkname); !ok {
				return n, fmt.Errorf("the engine sends a link to %q, which is not in the volume", h.Linkname)
			}
		}
		h.Format = tar.FormatPAX
		if err := to.WriteHeader(h); err != nil {
			return n, err
		}
		if _, err := io.Copy(to, from); err != nil {
			return n, err
		}
	}
}

// below is a name of the archive as the volume has it; "." for its root.
func below(top, name string) (string, bool) {
	name = strings.TrimPrefix(path.Clean(name), "/")
	if name == top {
		return ".", true
	}
	rest, ok := strings.CutPrefix(name, top+"/")
	if !ok {
		return name, false
	}
	return rest, local(rest)
}

// local reports whether a name leads to nowhere but into the volume.
func local(name string) bool {
	clean := path.Clean(name)
	return name != "" && !strings.HasPrefix(name, "/") && clean != ".." && !strings.HasPrefix(clean, "../") && !strings.ContainsRune(name, 0)
}

// summed sums up and counts what is written through it.
type summed struct {
	w   io.Writer
	sum hash.Hash
	told
}

// Write implements io.Writer.
func (s *summed) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.sum.Write(p[:n])
	s.add(n)
	return n, err
}

// ending counts the zero bytes at the end of what was read.
type ending struct {
	r     io.Reader
	zeros int
}

// Read implements io.Reader.
func (e *ending) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	last := n
	for last > 0 && p[last-1] == 0 {
		last--
	}
	if last > 0 {
		e.zeros = 0
	}
	e.zeros += n - last
	return n, err
}

package layers

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// textMost is how long a text in an archive may be to be read.
const textMost = 16 << 20

// config is what is read of an image's configuration.
type config struct {
	RootFS struct {
		DiffIDs []string `json:"diff_ids"`
	} `json:"rootfs"`
	History []struct {
		Created    time.Time `json:"created"`
		CreatedBy  string    `json:"created_by"`
		Comment    string    `json:"comment"`
		EmptyLayer bool      `json:"empty_layer"`
	} `json:"history"`
}

// manifest is one image of an archive, as docker load takes it.
type manifest struct {
	Config string
	Layers []string
}

// archive is the archive that docker save writes, in either of its layouts: a
// folder for each layer with a layer.tar, or blobs that are named by their digest
// and may be compressed. Its parts come in the order of their names, not of the
// layers; a layer is told by its digest, or by the manifest at the end.
type archive struct {
	ctx       context.Context
	layers    *layerReader
	on        func(*Layer)  // hears of each layer
	configs   func(*config) // hears of each configuration
	byName    map[string]*Layer
	links     map[string]string // parts that are links to other parts
	texts     map[string]*config
	manifests []manifest
}

// read reads to the end.
func (a *archive) read(in io.Reader) error {
	a.layers = newLayerReader(a.ctx, newBudget())
	a.byName, a.links, a.texts = map[string]*Layer{}, map[string]string{}, map[string]*config{}
	return parts(a.ctx, in, func(name string, h *tar.Header, in *bufio.Reader) error {
		switch h.Typeflag {
		case tar.TypeSymlink:
			a.links[name] = path.Join(path.Dir(name), h.Linkname)
		case tar.TypeLink:
			a.links[name] = path.Clean(h.Linkname)
		case tar.TypeReg:
			return a.part(name, h.Size, in)
		}
		return nil
	})
}

// parts goes through the parts of an archive.
func parts(ctx context.Context, in io.Reader, do func(name string, h *tar.Header, in *bufio.Reader) error) error {
	outer := tar.NewReader(bufio.NewReaderSize(in, 256<<10))
	body := bufio.NewReaderSize(nil, 128<<10)
	for n := 0; ; n++ {
		if ctx.Err() != nil {
			return broken(ctx, "", ctx.Err())
		}
		h, err := outer.Next()
		switch {
		case err == io.EOF && n == 0:
			return &Error{Reason: ReasonNoImage}
		case err == io.EOF:
			return nil
		case err != nil && !errors.Is(err, tar.ErrInsecurePath):
			return broken(ctx, "", err)
		}
		body.Reset(outer)
		name := path.Clean(h.Name)
		if err := do(name, h, body); err != nil {
			return broken(ctx, shownPart(name), err)
		}
	}
}

// shownPart is a part's name, safe to be shown.
func shownPart(name string) string {
	if len(name) > 80 {
		name = name[:80]
	}
	quoted := strconv.Quote(name)
	return quoted[1 : len(quoted)-1]
}

func (a *archive) part(name string, size int64, in *bufio.Reader) error {
	if isText(in) {
		if size <= textMost {
			return a.text(name, in)
		}
		return nil
	}
	plain, done, err := unpacked(in)
	if err != nil || plain == nil {
		return err
	}
	defer done()
	l, err := a.layers.read(plain)
	if err != nil {
		return err
	}
	a.byName[name] = l
	a.on(l)
	return nil
}

// isText reports whether JSON begins here. A tar can begin with a brace, too: its
// first bytes are a name.
func isText(in *bufio.Reader) bool {
	head, _ := in.Peek(1)
	return len(head) == 1 && (head[0] == '{' || head[0] == '[') && !isTar(in)
}

// isTar reports whether a tar begins here: a header whose sum is right, or the
// empty blocks of a tar without files.
func isTar(in *bufio.Reader) bool {
	const block, sumAt, sumLen = 512, 148, 8
	head, _ := in.Peek(block)
	if len(head) < block {
		return false
	}
	if len(bytes.Trim(head, "\x00")) == 0 {
		return true
	}
	said, err := strconv.ParseInt(strings.Trim(string(head[sumAt:sumAt+sumLen]), " \x00"), 8, 64)
	if err != nil {
		return false
	}
	sum := int64(0)
	for i, b := range head {
		if i >= sumAt && i < sumAt+sumLen {
			b = ' '
		}
		sum += int64(b)
	}
	return sum == said
}

// unpacked is the plain tar of a layer; nil where this is no layer.
func unpacked(in *bufio.Reader) (plain io.Reader, done func(), err error) {
	head, _ := in.Peek(4)
	done = func() {}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, done, err
		}
		plain = z
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		const window = 128 << 20
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, done, err
		}
		plain, done = z, z.Close
	default:
		if !isTar(in) {
			return nil, done, nil
		}
		return in, done, nil
	}
	inner := bufio.NewReaderSize(plain, 64<<10)
	if _, err := inner.Peek(1024); err != nil && err != io.EOF { // cut off, or no stream of this kind
		done()
		return nil, func() {}, err
	}
	if !isTar(inner) {
		done()
		return nil, func() {}, nil
	}
	return inner, done, nil
}

// text reads a configuration or the manifest. What is neither is left out.
func (a *archive) text(name string, in io.Reader) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	if name == "manifest.json" {
		if err := json.Unmarshal(text, &a.manifests); err != nil {
			return err
		}
		return nil
	}
	c := &config{}
	if json.Unmarshal(text, c) == nil && len(c.RootFS.DiffIDs) > 0 {
		a.texts[name] = c
		a.configs(c)
	}
	return nil
}

// named are the layers of the image with these digests by what the manifest calls
// them, for archives whose layers have other digests than the engine says.
func (a *archive) named(digests []string) []*Layer {
	for _, m := range a.manifests {
		c := a.texts[path.Clean(m.Config)]
		if len(m.Layers) != len(digests) || c != nil && !slices.Equal(c.RootFS.DiffIDs, digests) {
			continue
		}
		list := make([]*Layer, len(m.Layers))
		for i, name := range m.Layers {
			list[i] = a.byName[a.follow(path.Clean(name))]
		}
		return list
	}
	return nil
}

// follow follows links between parts, if they lead anywhere.
func (a *archive) follow(name string) string {
	const most = 10
	for range most {
		next, ok := a.links[name]
		if !ok {
			break
		}
		name = next
	}
	return name
}

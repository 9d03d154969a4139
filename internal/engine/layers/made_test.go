package layers_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
	"github.com/klauspost/compress/zstd"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/opencontainers/go-digest"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
)

// file is one line of a layer that a test makes.
type file struct {
	name, text string
	header     tar.Header // what is not usual about it
}

func folder(name string) file { return file{name, "", tar.Header{Typeflag: tar.TypeDir, Mode: 0o755}} }

func layerOf(files ...file) []byte {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, f := range files {
		h := f.header
		h.Name, h.Size = f.name, int64(len(f.text))
		if h.Mode == 0 {
			h.Mode = 0o644
		}
		if h.ModTime.IsZero() {
			h.ModTime = time.Unix(1_700_000_000, 0)
		}
		if err := w.WriteHeader(&h); err != nil {
			panic(err)
		}
		_, _ = w.Write([]byte(f.text))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// made is an image as a test makes it.
type made struct {
	layers  [][]byte
	history []ocispec.History
	wrong   bool // the configuration has other digests than the layers
}

func of(layers ...[]byte) *made { return &made{layers: layers} }

func (m *made) digests() []string {
	var list []string
	for i, l := range m.layers {
		if m.wrong {
			l = fmt.Append(nil, "not this one ", i)
		}
		list = append(list, digest.FromBytes(l).String())
	}
	return list
}

func (m *made) config() []byte {
	c := map[string]any{"architecture": "amd64", "os": "linux", "rootfs": map[string]any{"type": "layers", "diff_ids": m.digests()}, "history": m.history}
	text, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return text
}

func packed(parts ...file) []byte { return layerOf(parts...) }

// old is the archive as Engine 20.10 writes it: a folder for each layer, in no
// order, and the manifest at the end.
func (m *made) old() []byte {
	var parts []file
	var names []string
	written := map[string]string{}
	for i, l := range m.layers {
		dir := fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, i)))
		names = append(names, dir+"/layer.tar")
		sum := digest.FromBytes(l).String()
		if at := written[sum]; at != "" {
			parts = append(parts, file{dir + "/layer.tar", "", tar.Header{Typeflag: tar.TypeSymlink, Linkname: "../" + at}})
			continue
		}
		written[sum] = names[i]
		parts = append(parts, file{dir + "/VERSION", "1.0", tar.Header{}}, file{dir + "/json", `{"id":"` + dir + `"}`, tar.Header{}}, file{names[i], string(l), tar.Header{}})
	}
	c := m.config()
	name := fmt.Sprintf("%x.json", sha256.Sum256(c))
	parts = append(parts, file{name, string(c), tar.Header{}})
	slices.SortFunc(parts, func(a, b file) int { return strings.Compare(a.name, b.name) })
	list, _ := json.Marshal([]map[string]any{{"Config": name, "RepoTags": []string{"made:1"}, "Layers": names}})
	return packed(append(parts, file{"manifest.json", string(list), tar.Header{}}, file{"repositories", "{}", tar.Header{}})...)
}

// blobs is the archive as newer engines write it, its layers packed or plain.
func (m *made) blobs(pack func([]byte) []byte) []byte {
	var parts []file
	var names []string
	for _, l := range m.layers {
		if pack != nil {
			l = pack(l)
		}
		names = append(names, fmt.Sprintf("blobs/sha256/%x", sha256.Sum256(l)))
		parts = append(parts, file{names[len(names)-1], string(l), tar.Header{}})
	}
	c := m.config()
	name := fmt.Sprintf("blobs/sha256/%x", sha256.Sum256(c))
	list, _ := json.Marshal([]map[string]any{{"Config": name, "Layers": names}})
	parts = append(parts, file{name, string(c), tar.Header{}}, file{"index.json", `{"schemaVersion":2}`, tar.Header{}}, file{"oci-layout", `{"imageLayoutVersion":"1.0.0"}`, tar.Header{}},
		file{"blobs/sha256/0000", "neither a text nor a tar", tar.Header{}}, file{"manifest.json", string(list), tar.Header{}})
	slices.SortFunc(parts, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return packed(parts...)
}

func zipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func zstandard(b []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	defer func() { _ = w.Close() }()
	return w.EncodeAll(b, nil)
}

// shelf is an engine with one image and its archive, whatever that is: for
// archives that no engine would write.
type shelf struct {
	digests []string
	archive []byte
	size    int64
	history []image.HistoryResponseItem
	saves   int
}

func (m *made) on(archive []byte) *shelf { return &shelf{digests: m.digests(), archive: archive} }

func (s *shelf) ImageInspect(context.Context, string, ...client.ImageInspectOption) (image.InspectResponse, error) {
	return image.InspectResponse{ID: "sha256:made", Size: s.size, RootFS: image.RootFS{Layers: s.digests}}, nil
}

func (s *shelf) ImageHistory(context.Context, string, ...client.ImageHistoryOption) ([]image.HistoryResponseItem, error) {
	return slices.Clone(s.history), nil
}

func (s *shelf) ImageSave(context.Context, []string, ...client.ImageSaveOption) (io.ReadCloser, error) {
	s.saves++
	return io.NopCloser(bytes.NewReader(s.archive)), nil
}

func (m *made) image(t testing.TB) *layers.Image {
	t.Helper()
	img, err := layers.NewReader().Read(t.Context(), m.on(m.old()), "made", 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// drawn is a tree as lines: mark, path, size.
func drawn(n *layers.Node) string {
	var b strings.Builder
	var walk func(*layers.Node)
	walk = func(n *layers.Node) {
		fmt.Fprintf(&b, "%s %s %d\n", strings.ToUpper(n.Mark.String()[:1]), n.Path, n.Size)
		for _, c := range n.Children {
			walk(c)
		}
	}
	for _, c := range n.Children {
		walk(c)
	}
	return b.String()
}

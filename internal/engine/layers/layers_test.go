package layers_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/image"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

func house() *made {
	return of(
		layerOf(folder("etc/"), file{name: "etc/passwd", text: "root"}, file{name: "etc/old", text: "gone later"}, folder("var/"), folder("var/cache/"), file{name: "var/cache/a", text: "12345"}, file{name: "var/cache/b", text: "123"}),
		layerOf(folder("etc/"), file{name: "etc/passwd", text: "root, app"}, file{name: "etc/.wh.old"}, file{name: "app", text: "program", header: tar.Header{Mode: 0o755}}),
		layerOf(folder("var/"), folder("var/cache/"), file{name: "var/cache/.wh..wh..opq"}, file{name: "var/cache/b", text: "new"}),
	)
}

func TestALayerIsShownAgainstThoseBelow(t *testing.T) {
	img := house().image(t)
	for layer, want := range []string{
		"A /etc 14\nA /etc/old 10\nA /etc/passwd 4\nA /var 8\nA /var/cache 8\nA /var/cache/a 5\nA /var/cache/b 3\n",
		"A /app 7\nS /etc 9\nR /etc/old 0\nC /etc/passwd 9\nS /var 8\nS /var/cache 8\nS /var/cache/a 5\nS /var/cache/b 3\n",
		"S /app 7\nS /etc 9\nS /etc/passwd 9\nS /var 3\nS /var/cache 3\nR /var/cache/a 0\nC /var/cache/b 3\n",
	} {
		if got := drawn(layers.Tree(img, layer)); got != want {
			t.Errorf("layer %d:\n%swant\n%s", layer, got, want)
		}
	}
	root := layers.Tree(img, 1)
	if root.Counts != (layers.Counts{2, 1, 1, 1}) || root.Moved != 7+9+10 {
		t.Errorf("%v, %d bytes", root.Counts, root.Moved)
	}
}

func TestWhatIsHiddenIsWaste(t *testing.T) {
	s := layers.NewSurvey(house().image(t))
	want := []layers.Waste{
		{Path: "/etc/old", Size: 10, Copies: 1, From: 0, By: 1, Removed: true}, {Path: "/var/cache/a", Size: 5, Copies: 1, From: 0, By: 2, Removed: true},
		{Path: "/etc/passwd", Size: 4, Copies: 1, From: 0, By: 1}, {Path: "/var/cache/b", Size: 3, Copies: 1, From: 0, By: 2},
	}
	if fmt.Sprint(s.Waste) != fmt.Sprint(want) {
		t.Errorf("%v\nwant %v", s.Waste, want)
	}
	if s.Held != 22+16+3 || s.Wasted != 22 || s.Score() != 46 || s.Files != 3 {
		t.Errorf("%d held, %d wasted, score %d, %d files", s.Held, s.Wasted, s.Score(), s.Files)
	}
	for i, l := range s.Layers {
		if want := layers.Tree(house().image(t), i).Counts; l.Counts.Differing() != want.Differing() || l.Counts[layers.Removed] != want[layers.Removed] {
			t.Errorf("layer %d: %v, its tree has %v", i, l.Counts, want)
		}
	}
	if s.Layers[0].Hidden != 22 || s.Layers[1].Hidden != 0 {
		t.Errorf("hidden: %v", s.Layers)
	}
}

func TestAFileWithAnotherNameIsNoWaste(t *testing.T) {
	img := of(
		layerOf(file{name: "a", text: "12345"}, file{name: "b", header: tar.Header{Typeflag: tar.TypeLink, Linkname: "a"}}, file{name: "c", text: "123"}, file{name: "d", header: tar.Header{Typeflag: tar.TypeLink, Linkname: "c"}}),
		layerOf(file{name: ".wh.a"}, file{name: ".wh.c"}, file{name: ".wh.d"}),
	).image(t)
	if s := layers.NewSurvey(img); s.Wasted != 3 || len(s.Waste) != 1 || s.Waste[0].Path != "/c" {
		t.Errorf("%+v", s)
	}
}

func TestOddLayersMakeTrees(t *testing.T) {
	for name, tc := range map[string]struct {
		m    *made
		want string // of the last layer
	}{
		"a file where a folder was": {of(layerOf(folder("a/"), file{name: "a/b", text: "1"}), layerOf(file{name: "a", text: "12"})), "C /a 2\nR /a/b 0\n"},
		"a folder where a file was": {of(layerOf(file{name: "a", text: "12"}), layerOf(file{name: "a/b", text: "1"})), "C /a 1\nA /a/b 1\n"},
		"a folder without a header": {of(layerOf(file{name: "x/y/z", text: "1"})), "A /x 1\nA /x/y 1\nA /x/y/z 1\n"},
		"removed and there again":   {of(layerOf(folder("a/"), file{name: "a/b", text: "1"}, file{name: "a/c", text: "1"}), layerOf(file{name: ".wh.a"}, folder("a/"), file{name: "a/b", text: "2"})), "S /a 1\nC /a/b 1\nR /a/c 0\n"},
		"a folder removed whole":    {of(layerOf(folder("a/"), file{name: "a/b", text: "1"}), layerOf(file{name: ".wh.a"})), "R /a 0\nR /a/b 0\n"},
		"a removal of nothing":      {of(layerOf(file{name: "a", text: "1"}), layerOf(file{name: "b/.wh.c"}, file{name: ".wh..wh.plnk"}, file{name: ".wh.."}, file{name: ".wh."})), "S /a 1\n"},
		"only the owner":            {of(layerOf(file{name: "a", text: "1"}), layerOf(file{name: "a", text: "1", header: tar.Header{Uid: 5}})), "C /a 1\n"},
		"twice in one":              {of(layerOf(file{name: "a", text: "1"}, file{name: "./a", text: "12"})), "A /a 2\n"},
		"names that lead out":       {of(layerOf(file{name: "../../etc/x", text: "1"}, file{name: "/abs", text: "1"}, file{name: "a/../../b", text: "1"})), "A /abs 1\nA /b 1\nA /etc 1\nA /etc/x 1\n"},
		"links in a circle": {of(layerOf(file{name: "a", header: tar.Header{Typeflag: tar.TypeSymlink, Linkname: "b"}}, file{name: "b", header: tar.Header{Typeflag: tar.TypeSymlink, Linkname: "a"}},
			file{name: "c", header: tar.Header{Typeflag: tar.TypeLink, Linkname: "c"}})), "A /a 0\nA /b 0\nA /c 0\n"},
		"the same layer twice": {of(layerOf(file{name: "a", text: "1"}), layerOf(), layerOf(file{name: "a", text: "1"})), "C /a 1\n"},
		"other digests":        {&made{layers: [][]byte{layerOf(file{name: "a", text: "1"}), layerOf(file{name: "b", text: "1"})}, wrong: true}, "S /a 1\nA /b 1\n"},
	} {
		for layout, archive := range map[string][]byte{"old": tc.m.old(), "plain": tc.m.blobs(nil), "gzip": tc.m.blobs(zipped), "zstd": tc.m.blobs(zstandard)} {
			img, err := layers.NewReader().Read(t.Context(), tc.m.on(archive), "made", 0, nil)
			if err != nil {
				t.Errorf("%s, %s: %v", name, layout, err)
				continue
			}
			if got := drawn(layers.Tree(img, len(img.Layers)-1)); got != tc.want {
				t.Errorf("%s, %s:\n%swant\n%s", name, layout, got, tc.want)
			}
		}
	}
}

// Layers with names that nobody wants: they are held as they are, and end nowhere
// but in the tree.
func TestHostileNamesStayNames(t *testing.T) {
	long := strings.Repeat("n", 10_000)
	deep := strings.Repeat("d/", 2_000) + "f"
	img := of(layerOf(file{name: long, text: "1"}, file{name: deep, text: "1"}, file{name: "a\x1b[31m\n\xff", text: "1"})).image(t)
	var names []string
	for _, c := range layers.Tree(img, 0).Children {
		names = append(names, c.Name)
	}
	if len(names) != 3 || names[0] != "a\x1b[31m\n\xff" || names[2] != long {
		t.Errorf("%.60q", names)
	}
	layers.NewSurvey(img)
}

func TestWhatIsNoImageSaysSo(t *testing.T) {
	good := house().old()
	huge := layerOf(file{name: "a", text: "1"})
	for name, tc := range map[string]struct {
		archive []byte
		want    layers.Reason
	}{
		"nothing":             {nil, layers.ReasonNoImage},
		"a text":              {[]byte(strings.Repeat("<html>sorry</html>", 100)), layers.ReasonNoImage},
		"a tar of something":  {packed(file{name: "readme", text: "hello"}), layers.ReasonNoImage},
		"cut in a layer":      {good[:len(good)/2], layers.ReasonCut},
		"cut at a block":      {good[:3*512], layers.ReasonCut},
		"a layer is missing":  {packed(file{name: "x/layer.tar", text: string(huge)}), layers.ReasonCut},
		"a layer cut off":     {packed(file{name: "x/layer.tar", text: string(house().layers[0][:1200])}), layers.ReasonCut},
		"a layer of rubbish":  {packed(file{name: "x/layer.tar", text: string(house().layers[0][:1024]) + strings.Repeat("rubbish", 400)}), layers.ReasonNoImage},
		"a broken manifest":   {packed(file{name: "manifest.json", text: "[{"}), layers.ReasonNoImage},
		"a packed layer, cut": {packed(file{name: "x", text: string(zipped(house().layers[0])[:60])}), layers.ReasonCut},
	} {
		_, err := layers.NewReader().Read(t.Context(), house().on(tc.archive), "made", 0, nil)
		if layers.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: %q", name, err)
		}
	}
}

// A file that claims more bytes than there are is not read for them.
func TestAFileOfHolesCostsNothing(t *testing.T) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	claims := map[string]string{"XXX.sparse.size": "1125899906842624", "XXX.sparse.numblocks": "1", "XXX.sparse.map": "1125899906842624,0"}
	if err := w.WriteHeader(&tar.Header{Name: "holes", Typeflag: tar.TypeReg, Format: tar.FormatPAX, PAXRecords: claims}); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	text := strings.ReplaceAll(out.String(), "XXX.sparse", "GNU.sparse")
	if h, err := tar.NewReader(strings.NewReader(text)).Next(); err != nil || h.Size != 1<<50 {
		t.Fatalf("the archive claims %+v, %v", h, err)
	}
	begun := time.Now()
	layers.NewSurvey(of([]byte(text)).image(t))
	if time.Since(begun) > time.Second {
		t.Error("it took long")
	}
}

func TestTheHistoryStandsBesideItsLayers(t *testing.T) {
	m := of(layerOf(file{name: "a", text: "1"}), layerOf(), layerOf(file{name: "b", text: "1"}))
	m.history = []ocispec.History{{CreatedBy: "ADD file:1 in /"}, {CreatedBy: "CMD [\"sh\"]", EmptyLayer: true}, {CreatedBy: "RUN true"}, {CreatedBy: "COPY b /"}, {CreatedBy: "EXPOSE 80", EmptyLayer: true}}
	s := m.on(m.old())
	for _, h := range []struct {
		by   string
		size int64
	}{{"EXPOSE 80", 0}, {"COPY b /", 1}, {"RUN true", 0}, {"CMD [\"sh\"]", 0}, {"ADD file:1 in /", 1}} {
		s.history = append(s.history, image.HistoryResponseItem{CreatedBy: h.by, Size: h.size})
	}
	want := []int{0, -1, 1, 2, -1}
	var first, last *layers.Image
	img, err := layers.NewReader().Read(t.Context(), s, "made", 0, func(n layers.News) {
		if first == nil {
			first = n.Image
		}
		last = n.Image
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, i := range map[string]*layers.Image{"before": first, "while": last, "after": img} {
		for n, s := range i.Steps {
			if s.Layer != want[n] {
				t.Errorf("%s: step %d made layer %d, want %d", name, n, s.Layer, want[n])
			}
		}
	}
	if !first.Guessed || img.Guessed || img.Steps[3].Size != 1 || img.StepOf(2).Instruction != "COPY b /" {
		t.Errorf("%+v", img)
	}
}

func TestALargeImageIsReadOnlyWhenItMay(t *testing.T) {
	m := house()
	s := m.on(m.old())
	s.size = 2 << 30
	r := layers.NewReader()
	_, err := r.Read(t.Context(), s, "made", 1<<30, nil)
	var e *layers.Error
	if !errors.Is(err, layers.ReasonLarge) || !errors.As(err, &e) || e.Size != s.size || s.saves != 0 {
		t.Fatalf("%v, asked %d times", err, s.saves)
	}
	if _, err := r.Read(t.Context(), s, "made", 0, nil); err != nil {
		t.Fatal(err)
	}
	if img, err := r.Read(t.Context(), s, "made", 1<<30, nil); err != nil || !img.Whole() || s.saves != 1 {
		t.Errorf("it was not remembered: %v", err)
	}
}

func TestReadingCanBeCancelled(t *testing.T) {
	m := house()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := layers.NewReader().Read(ctx, m.on(m.old()), "made", 0, func(n layers.News) {
		if n.Image.Read() == 1 {
			cancel()
		}
	})
	if layers.ReasonOf(err) != layers.ReasonCanceled {
		t.Error(err)
	}
	cancel()
}

func TestTwoImagesAreCompared(t *testing.T) {
	a := house()
	b := of(a.layers[0], layerOf(file{name: "etc/passwd", text: "root, two"}, file{name: "more", text: "1"}, file{name: "etc/old", text: "gone later", header: tar.Header{ModTime: time.Unix(5, 0)}}))
	c := layers.Compare(a.image(t), b.image(t))
	want := "R /app 0\nS /etc 19\nA /etc/old 10\nC /etc/passwd 9\nA /more 1\nS /var 8\nS /var/cache 8\nA /var/cache/a 5\nC /var/cache/b 3\n"
	if got := drawn(c.Root); got != want || c.Common != 1 || c.CommonSize != 22 {
		t.Errorf("%d layers, %d bytes in common\n%swant\n%s", c.Common, c.CommonSize, got, want)
	}
	if c := layers.Compare(a.image(t), a.image(t)); c.Root.Counts.Differing() != 0 || c.Common != 3 {
		t.Errorf("an image differs from itself: %s", drawn(c.Root))
	}
}

func TestAFileOfALayerCanBeRead(t *testing.T) {
	m := house()
	img := m.image(t)
	for _, tc := range []struct {
		layer int
		want  string
	}{{0, "root"}, {1, "root, app"}} {
		var e layers.Entry
		for _, x := range img.Layers[tc.layer].Entries {
			if x.Path == "/etc/passwd" {
				e = x
			}
		}
		var out bytes.Buffer
		whole, err := layers.Content(t.Context(), m.on(m.blobs(zipped)), "made", e, 0, &out)
		if err != nil || !whole || out.String() != tc.want {
			t.Errorf("%q, %v, %v", out.String(), whole, err)
		}
		out.Reset()
		if whole, err = layers.Content(t.Context(), m.on(m.old()), "made", e, 2, &out); err != nil || whole || out.String() != "ro" {
			t.Errorf("%q, %v, %v", out.String(), whole, err)
		}
	}
	if _, err := layers.Content(t.Context(), m.on(m.old()), "made", layers.Entry{Path: "/none"}, 0, &bytes.Buffer{}); layers.ReasonOf(err) != layers.ReasonNoFile {
		t.Error(err)
	}
	if _, err := layers.Content(t.Context(), m.on(m.old()), "made", img.Layers[2].Entries[len(img.Layers[2].Entries)-1], 0, full{}); layers.ReasonOf(err) != layers.ReasonHere {
		t.Error(err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestInstructionsAreShownAsTheyAreWritten(t *testing.T) {
	for noted, want := range map[string]string{
		`/bin/sh -c #(nop)  CMD ["nginx"]`:              `CMD ["nginx"]`,
		`/bin/sh -c apt-get update`:                     `RUN apt-get update`,
		`RUN /bin/sh -c apt-get update # buildkit`:      `RUN apt-get update`,
		`COPY . /app # buildkit`:                        `COPY . /app`,
		`|1 V=3 /bin/sh -c make`:                        `RUN make`,
		`RUN |2 A=1 B=2 /bin/sh -c make all # buildkit`: `RUN make all`,
		`/bin/sh -c #(nop) COPY dir:abc in /app `:       `COPY dir:abc in /app`,
		``:                      ``,
		`bazel build ...`:       `bazel build ...`,
		`RUN ["/lab", "sleep"]`: `RUN ["/lab", "sleep"]`,
	} {
		if got := layers.Plain(noted); got != want {
			t.Errorf("%q is shown as %q, want %q", noted, got, want)
		}
	}
	if layers.Word("COPY a b") != "COPY" || layers.Word("bazel build") != "" || layers.Word("") != "" {
		t.Error("the word of an instruction")
	}
}

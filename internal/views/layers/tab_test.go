package layers_test

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/control"
	view "github.com/dockdesk/dockdesk/internal/views/layers"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// library is an engine with made-up images: a real one has none that is large,
// broken or slow when the test wants it to.
type library struct {
	images map[string]*layers.Image
	fail   error
	held   chan struct{} // what Read waits for with one layer read; nil for nothing

	mu     sync.Mutex
	limits []int64
}

func (l *library) Read(ctx context.Context, id string, limit int64, news func(layers.News)) (*layers.Image, error) {
	l.mu.Lock()
	l.limits = append(l.limits, limit)
	l.mu.Unlock()
	img := l.images[id]
	switch {
	case l.fail != nil:
		return nil, l.fail
	case img == nil:
		return nil, &layers.Error{Reason: layers.ReasonGone, Image: id}
	case limit > 0 && img.Size > limit:
		bare := *img
		bare.Layers = make([]*layers.Layer, len(img.Layers))
		return &bare, &layers.Error{Reason: layers.ReasonLarge, Image: id, Size: img.Size}
	}
	if l.held != nil {
		first := *img
		first.Layers = make([]*layers.Layer, len(img.Layers))
		first.Layers[0] = img.Layers[0]
		news(layers.News{Image: &first, Bytes: 25_000_000})
		select {
		case <-l.held:
		case <-ctx.Done():
			return &first, &layers.Error{Reason: layers.ReasonCanceled, Err: ctx.Err()}
		}
	}
	return img, nil
}

func (l *library) Stacks(_ context.Context, ids []string) (map[string][]string, error) {
	out := map[string][]string{}
	for _, id := range ids {
		if img := l.images[id]; img != nil {
			out[id] = img.Digests
		}
	}
	return out, nil
}

func (l *library) Content(_ context.Context, _ string, e layers.Entry, _ int64, out io.Writer) (bool, error) {
	if strings.HasSuffix(e.Path, ".bin") {
		_, err := out.Write([]byte{0, 1, 2})
		return true, err
	}
	_, err := fmt.Fprintf(out, "what %s says\n", e.Path)
	return true, err
}

func layerOf(digest string, entries ...layers.Entry) *layers.Layer {
	slices.SortStableFunc(entries, func(a, b layers.Entry) int { return strings.Compare(a.Path, b.Path) })
	l := &layers.Layer{Digest: digest, Entries: entries}
	for _, e := range entries {
		if e.Kind == layers.File {
			l.Size += e.Size
			l.Files++
		}
	}
	return l
}

func file(p string, size int64) layers.Entry {
	return layers.Entry{Path: p, Size: size, Sum: uint64(size), Mode: 0o644, Time: 1}
}

func folder(p string) layers.Entry { return layers.Entry{Path: p, Kind: layers.Folder, Mode: 0o755} }
func gone(p string) layers.Entry   { return layers.Entry{Path: p, Kind: layers.Gone} }

// shop is an image with a bit of everything.
func shop() *layers.Image {
	base := layerOf("sha256:base", folder("/etc"), file("/etc/passwd", 900), file("/etc/os-release", 280), folder("/usr"), folder("/usr/bin"), file("/usr/bin/sh", 1_200_000), file("/usr/bin/apt", 3_400_000), folder("/var"), folder("/var/cache"),
		layers.Entry{Path: "/bin", Kind: layers.Link, Link: "usr/bin", Mode: 0o777})
	tools := []layers.Entry{folder("/usr"), folder("/usr/lib"), folder("/var"), folder("/var/cache"), folder("/var/cache/apt")}
	for i := range 40 {
		tools = append(tools, file(fmt.Sprintf("/usr/lib/lib%02d.so", i), 400_000))
	}
	for i := range 8 {
		tools = append(tools, file(fmt.Sprintf("/var/cache/apt/pkg%d.deb", i), 2_000_000))
	}
	tools = append(tools, file("/etc/passwd", 950))
	clean := layerOf("sha256:clean", gone("/var/cache/apt"), file("/etc/\x1b[31modd\u202e", 5))
	code := layerOf("sha256:code", folder("/srv"), file("/srv/server", 9_000_000), file("/srv/data.bin", 3), folder("/srv/static"), file("/srv/static/index.html", 1200))
	return &layers.Image{
		ID: "i-shop", Size: 47_000_000, Digests: []string{"sha256:base", "sha256:tools", "sha256:clean", "sha256:code"},
		Layers: []*layers.Layer{base, layerOf("sha256:tools", tools...), clean, code},
		Steps: []layers.Step{
			{Instruction: "/bin/sh -c #(nop) ADD file:ab12 in / ", Layer: 0}, {Instruction: `/bin/sh -c #(nop)  CMD ["sh"]`, Layer: -1},
			{Instruction: "RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends build-essential ca-certificates curl git # buildkit", Layer: 1},
			{Instruction: "RUN /bin/sh -c rm -rf /var/cache/apt # buildkit", Layer: 2}, {Instruction: "ENV API_TOKEN=tr0ub4dor PORT=8080", Layer: -1},
			{Instruction: "COPY . /srv # buildkit", Layer: 3}, {Instruction: "EXPOSE map[8080/tcp:{}]", Layer: -1}, {Instruction: `ENTRYPOINT ["/srv/server"]`, Layer: -1},
		},
	}
}

// next is shop, a version later.
func next() *layers.Image {
	img := *shop()
	img.ID, img.Size = "i-next", 48_000_000
	img.Digests = []string{"sha256:base", "sha256:tools", "sha256:clean", "sha256:code2"}
	img.Layers = append(slices.Clone(img.Layers[:3]), layerOf("sha256:code2", folder("/srv"), file("/srv/server", 9_100_000), folder("/srv/static"), file("/srv/static/index.html", 1200), file("/srv/static/new.css", 300)))
	return &img
}

func furnished() *library {
	plain := &layers.Image{ID: "i-plain", Size: 4_600_000, Digests: []string{"sha256:base"}, Layers: shop().Layers[:1], Steps: shop().Steps[:2]}
	huge := *shop()
	huge.ID, huge.Size = "i-huge", 3<<30
	return &library{images: map[string]*layers.Image{"i-shop": shop(), "i-next": next(), "i-plain": plain, "i-huge": &huge}}
}

type rig struct {
	*view.Tab
	t      *testing.T
	window fyne.Window
	mu     sync.Mutex
	queue  []func()
	work   sync.WaitGroup
	copied string

	failures []diagnosis.Failure
	menu     []page.MenuItem
	saved    strings.Builder
	all      *object.Snapshot
}

func (r *rig) post(f func())            { r.mu.Lock(); defer r.mu.Unlock(); r.queue = append(r.queue, f) }
func (r *rig) tree() control.Tree       { return uisocket.Walk(r.window.Canvas()) }
func (r *rig) text(id string) string    { c, _ := r.tree().Find("layers." + id); return c.Text }
func (r *rig) sees(id string) bool      { _, ok := r.tree().Find("layers." + id); return ok }
func (r *rig) lists(path string) bool   { return r.sees("files.list.row." + path) }
func (r *rig) differs(path string) bool { return r.sees("differing.list.row." + path) }

func (r *rig) drain() {
	r.mu.Lock()
	fs := r.queue
	r.queue = nil
	r.mu.Unlock()
	for _, f := range fs {
		f()
	}
}

func (r *rig) await(what string, is func() bool) {
	r.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if r.drain(); is() {
			return
		}
	}
	r.t.Fatalf("it never came to be that %s; the head says %q", what, r.text("words"))
}

// find looks in what is shown only.
func (r *rig) find(is func(fyne.CanvasObject) bool) fyne.CanvasObject {
	var look func(o fyne.CanvasObject) fyne.CanvasObject
	look = func(o fyne.CanvasObject) fyne.CanvasObject {
		if !o.Visible() {
			return nil
		}
		if is(o) {
			return o
		}
		for _, child := range widgets.Children(o) {
			if found := look(child); found != nil {
				return found
			}
		}
		return nil
	}
	return look(r.window.Canvas().Content())
}

func (r *rig) press(id string) {
	r.t.Helper()
	o := r.find(func(o fyne.CanvasObject) bool {
		d, ok := o.(control.Describer)
		return ok && d.DescribeControl().ID == "layers."+id
	})
	b, ok := o.(interface{ Tap() })
	if !ok {
		r.t.Fatalf("there is no layers.%s to be pressed", id)
	}
	b.Tap()
	r.drain()
}

func (r *rig) search(id, words string) {
	r.t.Helper()
	f, ok := r.find(func(o fyne.CanvasObject) bool {
		f, ok := o.(*widgets.Field)
		return ok && f.ID == "layers."+id
	}).(*widgets.Field)
	if !ok {
		r.t.Fatalf("there is no field %s", id)
	}
	f.SetText(words)
	r.drain()
}

// key types a key into a list.
func (r *rig) key(id string, names ...fyne.KeyName) {
	r.t.Helper()
	o := r.find(func(o fyne.CanvasObject) bool {
		d, ok := o.(control.Describer)
		return ok && d.DescribeControl().ID == "layers."+id+".list"
	})
	f, ok := o.(fyne.Focusable)
	if !ok {
		r.t.Fatalf("there is no list %s", id)
	}
	r.window.Canvas().Focus(f)
	for _, name := range names {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		r.drain()
	}
}

func newRig(t *testing.T, choice theme.Choice, size fyne.Size, engine *library) *rig {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	r := &rig{t: t, all: &object.Snapshot{Link: object.LinkLive}}
	for id, name := range map[string]string{"i-shop": "shop:1", "i-next": "shop:2", "i-plain": "debian:12", "i-huge": "everything:latest"} {
		r.all.Images = append(r.all.Images, &object.Image{ID: id, Tags: []string{name}, Size: engine.images[id].Size})
	}
	ctx, cancel := context.WithCancel(t.Context())
	host := &page.Host{
		Post: r.post, Now: time.Now, Layers: engine,
		Go:    func(f func(context.Context)) { r.work.Go(func() { f(ctx) }) },
		Focus: func(f fyne.Focusable) { r.window.Canvas().Focus(f) },
		Menu:  func(items []page.MenuItem, _ fyne.Position) { r.menu = items },
		Copy:  func(s string) { r.copied = s },
		Failed: func(f diagnosis.Failure) *diagnosis.Case {
			return &diagnosis.Case{Do: func(diagnosis.Remedy) { r.failures = append(r.failures, f) }}
		},
		Save: func(_ string, write func(io.Writer) error, done func(error)) {
			done(write(&r.saved))
		},
	}
	r.Tab = view.New(host)
	r.window = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, "", ""), widgets.Pad(r.Object(), 16, 16)))
	r.window.SetPadded(false)
	r.window.Resize(size)
	t.Cleanup(func() { r.Hidden(); cancel(); r.work.Wait() })
	r.choose("i-shop", "shop:1")
	r.Shown()
	return r
}

func (r *rig) choose(id, name string) {
	r.Show(id, name, r.all)
	r.drain()
}

var wide = fyne.NewSize(1100, 640)

func TestAPersonLooksIntoAnImage(t *testing.T) {
	r := newRig(t, theme.Light, wide, furnished())
	r.await("the topmost layer is shown", func() bool { return r.lists("/srv/server") })
	if got := r.text("words"); !strings.HasPrefix(got, "4 layers, 45.6 MB, 49 files. Score 64.") {
		t.Errorf("the head says %q", got)
	}
	if got := r.text("did"); got != "3 added. 9 MB in this layer." {
		t.Errorf("of the layer it says %q", got)
	}
	if !r.tree().Shows("metadata only") || strings.Contains(fmt.Sprint(r.tree()), "tr0ub4dor") {
		t.Error("the steps without a layer, or a secret in one")
	}
	// The layer below: what it removed.
	r.key("steps", fyne.KeyUp, fyne.KeyUp)
	r.await("the removal is shown", func() bool { return r.lists("/var/cache/apt/pkg0.deb") })
	if got := r.text("did"); got != "1 added, 8 removed. 5 B in this layer." {
		t.Errorf("of the layer it says %q", got)
	}
	r.press("marks.added")
	r.await("only what was added", func() bool { return !r.lists("/var/cache/apt/pkg0.deb") })
	r.press("marks.all")
	r.press("all")
	r.await("what is below, too", func() bool { return r.lists("/usr") })
	r.search("search", "LIB07")
	r.await("what is searched for", func() bool { return r.lists("/usr/lib/lib07.so") && !r.lists("/etc") })
	r.search("search", "nothing of this name")
	r.await("nothing", func() bool { return r.tree().Shows("Nothing fits") })
	r.search("search", "")

	// A step without a layer.
	r.key("steps", fyne.KeyDown)
	r.await("metadata", func() bool { return strings.HasPrefix(r.text("did"), "Metadata only") })
	r.press("only")
	r.await("that nothing changed", func() bool { return r.tree().Shows("This step changed no file.") })
}

func TestWasteLeadsToItsFile(t *testing.T) {
	r := newRig(t, theme.Light, wide, furnished())
	r.await("it is read", func() bool { return strings.Contains(r.text("words"), "Score") })
	r.press("part.waste")
	r.await("the waste", func() bool { return r.sees("waste.list.row./var/cache/apt/pkg0.deb") })
	if got := r.text("waste.words"); !strings.HasPrefix(got, "Score 64: of the 45.6 MB") {
		t.Errorf("it says %q", got)
	}
	r.key("waste", fyne.KeyDown, fyne.KeyReturn)
	r.await("the file in the layer that removed it", func() bool { return r.lists("/var/cache/apt/pkg0.deb") && strings.Contains(r.text("did"), "8 removed") })
	r.await("what it is", func() bool { return strings.HasPrefix(r.text("foot"), "-rw-r--r--") })
	r.press("look")
	r.await("its text", func() bool { return r.text("text:1") == "what /var/cache/apt/pkg0.deb says" })
	r.press("back")
	r.press("save")
	if got := r.saved.String(); got != "what /var/cache/apt/pkg0.deb says\n" {
		t.Errorf("%q was saved", got)
	}
}

func TestTwoImagesStandSideBySide(t *testing.T) {
	r := newRig(t, theme.Light, wide, furnished())
	r.await("it is read", func() bool { return strings.Contains(r.text("words"), "Score") })
	r.press("part.others")
	r.await("the others", func() bool { return r.sees("others.list.row.i-next") })
	r.key("others", fyne.KeyDown, fyne.KeyDown)
	r.press("compare")
	r.await("the comparison", func() bool { return r.differs("/srv/server") && r.differs("/srv/static/new.css") })
	if got := r.text("compare.words"); got != "Here is shop:1, there shop:2. They have the first 3 layers in common, 36.6 MB. Files: 1 only here, 1 only there, 1 different." {
		t.Errorf("it says %q", got)
	}
	r.search("compare.search", "css")
	r.await("what is searched for", func() bool { return !r.differs("/srv/server") })
}

func TestALargeImageIsReadWhenAPersonSaysSo(t *testing.T) {
	engine := furnished()
	r := newRig(t, theme.Light, wide, engine)
	r.choose("i-huge", "everything:latest")
	r.await("the question", func() bool { return r.tree().Shows("A large image") })
	r.press("read")
	r.await("the files", func() bool { return r.lists("/srv/server") })
	engine.mu.Lock()
	defer engine.mu.Unlock()
	if l := engine.limits; l[len(l)-1] != 0 || l[len(l)-2] != 1<<30 {
		t.Errorf("read with the limits %v", l)
	}
}

func TestReadingShowsWhatHasComeAndCanBeStopped(t *testing.T) {
	engine := furnished()
	engine.held = make(chan struct{})
	r := newRig(t, theme.Light, wide, engine)
	r.await("the news", func() bool { return r.text("words") == "Reading: 25 MB of about 47 MB, 1 of 4 layers." })
	r.key("steps", fyne.KeyHome)
	r.await("the first layer", func() bool { return r.lists("/etc/passwd") })
	r.press("stop")
	r.await("it has stopped", func() bool { return r.text("words") == "4 layers, 47 MB, 1 of them read." })
	r.key("steps", fyne.KeyEnd)
	r.key("steps", fyne.KeyUp, fyne.KeyUp)
	r.await("what to do", func() bool { return r.sees("again") })
	close(engine.held)
	r.press("again")
	r.await("all", func() bool { return strings.Contains(r.text("words"), "Score") })
}

func TestWhatCantBeReadSaysWhy(t *testing.T) {
	engine := furnished()
	engine.fail = &layers.Error{Reason: layers.ReasonCut}
	r := newRig(t, theme.Light, wide, engine)
	r.await("that it is cut off", func() bool { return r.tree().Shows("is cut off") })
	engine.fail = errors.New("Error response from daemon: write /var/lib/docker/tmp/docker-export-1: no space left on device")
	r.press("again")
	r.await("that the disk is full", func() bool { return r.tree().Shows("disk") && r.sees("remedy.0") })
	r.press("remedy.0")
	if len(r.failures) != 1 || r.failures[0].Op != "save" {
		t.Errorf("what was to be put right: %+v", r.failures)
	}
	engine.fail = errors.New("something odd")
	r.press("again")
	r.await("the engine's words", func() bool { return r.tree().Shows("something odd") })
	engine.fail = nil
	r.press("again")
	r.await("all", func() bool { return strings.Contains(r.text("words"), "Score") })
}

// Pictures for a person to look at, in the folder that the environment names.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return
	}
	for name, size := range map[string]fyne.Size{"wide": {Width: 1440, Height: 700}, "desk": wide, "narrow": {Width: 560, Height: 620}, "low": {Width: 900, Height: 330}} {
		for themed, choice := range map[string]theme.Choice{"light": theme.Light, "dark": theme.Dark} {
			r := newRig(t, choice, size, furnished())
			r.await("it is read", func() bool {
				return strings.Contains(r.text("words"), "Score") && (r.text("did") != "" || r.sees("part.layers"))
			})
			look := func(what string) {
				if err := os.MkdirAll(dir, 0o755); err != nil {
					t.Fatal(err)
				}
				f, err := os.Create(filepath.Join(dir, fmt.Sprintf("layers-%s-%s-%s.png", what, name, themed)))
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = f.Close() }()
				if err := png.Encode(f, r.window.Canvas().Capture()); err != nil {
					t.Fatal(err)
				}
			}
			narrow := r.sees("part.layers")
			look("steps")
			r.press("part.files")
			r.key("files", fyne.KeyDown, fyne.KeyDown)
			look("files")
			if narrow {
				r.press("part.layers")
			}
			r.key("steps", fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn)
			r.await("the removal is shown", func() bool { return strings.Contains(r.text("marks.removed"), "8") })
			look("removed")
			r.press("part.waste")
			look("waste")
			r.press("part.others")
			r.key("others", fyne.KeyDown, fyne.KeyDown)
			look("others")
			r.press("compare")
			r.await("the comparison", func() bool { return strings.Contains(r.text("compare.words"), "in common") })
			look("compare")
			r.choose("i-huge", "everything:latest")
			r.await("the question", func() bool { return r.tree().Shows("A large image") })
			look("large")
		}
	}
}

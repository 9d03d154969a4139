package files_test

import (
	"context"
	"errors"
	"fmt"
	"image/png"
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

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	view "github.com/dockdesk/dockdesk/internal/views/files"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// shelf is an engine with made-up folders: a real one doesn't answer when the
// test wants it to, and has no folder that never ends.
type shelf struct {
	folders map[string][]files.Entry
	files   map[string]string
	able    files.Able
	fail    error
	held    chan struct{} // what List waits for; nil for nothing
	partial []files.Reading

	mu    sync.Mutex
	asked []string
}

func (s *shelf) ask(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, what)
}

func (s *shelf) has(what string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.asked, what)
}

func (s *shelf) List(ctx context.Context, _ object.Ref, dir string, fresh bool, limit int64, progress func(files.Reading)) (files.Listing, error) {
	s.ask(fmt.Sprintf("list %s %v %d", dir, fresh, limit))
	for _, r := range s.partial {
		time.Sleep(200 * time.Millisecond)
		progress(r)
	}
	if s.held != nil {
		select {
		case <-s.held:
		case <-ctx.Done():
			s.ask("cancelled " + dir)
			return files.Listing{}, &files.Error{Reason: files.ReasonCanceled, Err: ctx.Err()}
		}
	}
	if s.fail != nil {
		return files.Listing{}, s.fail
	}
	entries, ok := s.folders[dir]
	if !ok {
		return files.Listing{}, &files.Error{Reason: files.ReasonNoFile, Path: dir}
	}
	return files.Listing{Dir: dir, Entries: entries, How: files.ByFind, Through: "web", Whole: true, At: noon}, nil
}

func (s *shelf) Search(_ context.Context, _ object.Ref, dir, part string, _ func(files.Reading)) (files.Found, error) {
	s.ask("search " + dir + " " + part)
	var found files.Found
	for _, entries := range s.folders {
		for _, e := range entries {
			if strings.Contains(e.Name(), part) {
				found.Entries = append(found.Entries, e)
			}
		}
	}
	return found, nil
}

func (s *shelf) Read(_ context.Context, _ object.Ref, p string, limit int64) (files.Content, error) {
	s.ask("read " + p)
	text, ok := s.files[p]
	if !ok {
		return files.Content{}, &files.Error{Reason: files.ReasonNoFile, Path: p}
	}
	cut := text[:min(len(text), int(limit))]
	return files.Content{Entry: files.Entry{Path: p, Kind: files.File, Size: int64(len(text))}, Bytes: []byte(cut), Whole: len(cut) == len(text)}, nil
}

func (s *shelf) Able(context.Context, object.Ref) (files.Able, error) { return s.able, nil }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func entry(p string, kind files.Kind, size int64) files.Entry {
	mode := os.FileMode(0o644)
	if kind == files.Folder {
		mode = 0o755 | os.ModeDir
	}
	return files.Entry{Path: p, Kind: kind, Size: size, Mode: mode, User: "root", Group: "root", Modified: noon}
}

// furnished is a shelf with a bit of everything.
func furnished() *shelf {
	link := entry("/srv/current", files.Link, 0)
	link.Target = "site"
	odd := entry("/srv/\x1b[31mred\u202e", files.File, 7)
	owned := entry("/srv/app.conf", files.File, 1234)
	owned.User, owned.UID, owned.Mode = "", 1000, 0o4750|os.ModeSetuid
	return &shelf{
		folders: map[string][]files.Entry{
			"/":         {entry("/srv", files.Folder, 0), entry("/etc", files.Folder, 0), entry("/run.sh", files.File, 90)},
			"/srv":      {entry("/srv/site", files.Folder, 0), link, odd, owned, entry("/srv/pipe", files.Pipe, 0), entry("/srv/data.bin", files.File, 5_300_000)},
			"/srv/site": {entry("/srv/site/index.html", files.File, 15)},
			"/etc":      {},
		},
		files: map[string]string{"/run.sh": "#!/bin/sh\nexec web \"$@\"\n", "/srv/app.conf": strings.Repeat("port = 80\n", 9000), "/srv/data.bin": "\x00\x01\x02", "/srv/site/index.html": "<h1>hi</h1>"},
	}
}

type rig struct {
	*view.Tab
	t      *testing.T
	window fyne.Window
	mu     sync.Mutex
	queue  []func()
	work   sync.WaitGroup
	asked  []asking
	drop   func([]string)
	menu   []page.MenuItem
}

type asking struct {
	id   action.ID
	v    action.Values
	done func()
}

// Why implements page.Actions.
func (r *rig) Why(a *action.Action, on action.On) string { return a.Applies(on) }
func (r *rig) Click(a *action.Action, _ action.On)       { r.t.Errorf("%s without values", a.ID) }
func (r *rig) ClickWith(a *action.Action, _ action.On)   { r.t.Errorf("%s without values", a.ID) }
func (r *rig) post(f func())                             { r.mu.Lock(); defer r.mu.Unlock(); r.queue = append(r.queue, f) }
func (r *rig) tree() control.Tree                        { return uisocket.Walk(r.window.Canvas()) }
func (r *rig) text(id string) string                     { c, _ := r.tree().Find("files." + id); return c.Text }
func (r *rig) sees(path string) bool                     { _, ok := r.tree().Find("files.list.row." + path); return ok }
func (r *rig) enabled(id string) bool                    { c, _ := r.tree().Find("files." + id); return c.Enabled }

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
	r.t.Fatalf("it never came to be that %s; the foot says %q", what, r.text("foot"))
}

// key types a key where the keyboard is.
func (r *rig) key(name fyne.KeyName) {
	r.t.Helper()
	f := r.window.Canvas().Focused()
	if f == nil {
		r.t.Fatal("nothing has the keyboard")
	}
	f.TypedKey(&fyne.KeyEvent{Name: name})
}

func (r *rig) find(is func(fyne.CanvasObject) bool) fyne.CanvasObject {
	var look func(o fyne.CanvasObject) fyne.CanvasObject
	look = func(o fyne.CanvasObject) fyne.CanvasObject {
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
		return ok && d.DescribeControl().ID == "files."+id
	})
	b, ok := o.(interface{ Tap() })
	if !ok {
		r.t.Fatalf("there is no files.%s to be pressed", id)
	}
	b.Tap()
}

func (r *rig) field(id string) *widgets.Field {
	r.t.Helper()
	f, ok := r.find(func(o fyne.CanvasObject) bool {
		f, ok := o.(*widgets.Field)
		return ok && f.ID == "files."+id
	}).(*widgets.Field)
	if !ok {
		r.t.Fatalf("there is no field %s", id)
	}
	return f
}

func newRig(t *testing.T, choice theme.Choice, size fyne.Size, engine *shelf) *rig {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	r := &rig{t: t}
	ctx, cancel := context.WithCancel(t.Context())
	host := &page.Host{
		Post: r.post, Now: func() time.Time { return noon }, Files: engine, Actions: r,
		Go:    func(f func(context.Context)) { r.work.Go(func() { f(ctx) }) },
		Focus: func(f fyne.Focusable) { r.window.Canvas().Focus(f) },
		Menu:  func(items []page.MenuItem, _ fyne.Position) { r.menu = items },
		Drop:  func(take func([]string)) { r.drop = take },
		Ask: func(a *action.Action, _ action.On, v action.Values, done func()) {
			r.asked = append(r.asked, asking{a.ID, v, done})
		},
	}
	r.Tab = view.New(host, "files")
	r.window = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, "", ""), widgets.Pad(r.Object(), 16, 16)))
	r.window.SetPadded(false)
	r.window.Resize(size)
	t.Cleanup(func() { r.Hidden(); cancel(); r.work.Wait() })
	r.choose("c-web", object.StateRunning)
	r.Shown()
	return r
}

func (r *rig) choose(id string, state object.State) {
	s := &object.Snapshot{Link: object.LinkLive, Containers: []*object.Container{{ID: id, Name: strings.TrimPrefix(id, "c-"), State: state}}}
	r.Show(object.Ref{Kind: object.KindContainer, ID: id}, strings.TrimPrefix(id, "c-"), s)
}

var wide = fyne.NewSize(1000, 520)

func TestAPersonGoesThroughFolders(t *testing.T) {
	r := newRig(t, theme.Light, wide, furnished())
	r.await("the root is listed", func() bool { return r.sees("/srv") && r.sees("/run.sh") })
	if got := r.text("foot"); !strings.Contains(got, "2 folders and 1 file.") || !strings.Contains(got, "by find inside web") {
		t.Errorf("the foot says %q", got)
	}
	if r.enabled("up") || r.enabled("files.rename") || !r.enabled("files.upload") {
		t.Error("what can be pressed is wrong")
	}
	r.field("path").SetText("/srv")
	r.field("path").OnSubmitted("/srv")
	r.await("the folder is listed", func() bool { return r.sees("/srv/site") })
	r.key(fyne.KeyReturn) // the first row has the cursor
	r.await("the folder below is listed", func() bool { return r.sees("/srv/site/index.html") })
	r.await("the file is read", func() bool { return r.text("preview.text:1") == "<h1>hi</h1>" })
	r.key(fyne.KeyBackspace)
	r.await("the folder above is back", func() bool { return r.sees("/srv/site") && r.text("path") == "/srv" })
	r.press("up")
	r.await("the root is back", func() bool { return r.sees("/run.sh") })

	// Where one was is remembered for each.
	r.field("path").OnSubmitted("/etc")
	r.await("an empty folder says so", func() bool { return r.tree().Shows("An empty folder") })
	r.choose("c-db", object.StateRunning)
	r.await("another begins at its root", func() bool { return r.text("path") == "/" && r.sees("/srv") })
	r.choose("c-web", object.StateRunning)
	r.await("this one is where it was", func() bool { return r.text("path") == "/etc" })
}

func TestALookSaysWhatAFileIs(t *testing.T) {
	r := newRig(t, theme.Light, wide, furnished())
	r.await("the root is listed", func() bool { return r.sees("/srv") })
	r.field("path").OnSubmitted("/srv")
	r.await("the folder is listed", func() bool { return r.sees("/srv/pipe") })
	for range 6 {
		r.key(fyne.KeyDown)
		r.await("it is said what it is", func() bool { return r.text("preview.words") != "" && r.text("preview.words") != "Reading." })
		name, words := r.text("preview.name"), r.text("preview.words")
		want := map[string]string{
			"app.conf": "The first 65.5 kB of 90 kB.", "current": "A link to site.", "data.bin": "3 B that are no text", "pipe": "A pipe. It has no contents to be read.",
		}[name]
		if !strings.HasPrefix(words, want) {
			t.Errorf("%s: %q, want %q", name, words, want)
		}
		if strings.ContainsAny(name, "\x1b\u202e") {
			t.Errorf("the name %q reaches the screen", name)
		}
	}
}

func TestWhatCantBeShownOrDoneSaysWhy(t *testing.T) {
	engine := furnished()
	engine.able = files.Able{Delete: &files.Error{Reason: files.ReasonNoProgram, What: "rm"}, Rename: &files.Error{Reason: files.ReasonNoProgram, What: "mv"}}
	r := newRig(t, theme.Light, wide, engine)
	r.await("it says that there are no programs", func() bool {
		return strings.Contains(r.text("foot"), "No renaming and deleting: there is no program rm inside.")
	})
	r.field("path").OnSubmitted("/nowhere")
	r.await("it says that there is nothing", func() bool { return r.tree().Shows("There is no /nowhere inside.") })
	engine.fail = errors.New("EOF")
	r.press("again")
	r.await("it says that there is no answer", func() bool { return r.tree().Shows("The engine gave no answer.") })
	r.choose("c-still", object.StateExited)
	r.await("stopped ones are told too", func() bool { return !r.enabled("files.rename") && !r.enabled("files.delete") })
}

func TestALongReadingTellsAndCanBeStopped(t *testing.T) {
	engine := furnished()
	engine.held = make(chan struct{})
	engine.partial = []files.Reading{{Read: 212_000_000, Seen: 4711, Entries: []files.Entry{entry("/early", files.Folder, 0)}}}
	r := newRig(t, theme.Light, wide, engine)
	r.await("what is there so far is shown", func() bool {
		return r.sees("/early") && strings.Contains(r.text("foot"), "212 MB so far, 4711 names in it.")
	})
	r.press("stop")
	r.await("it was cancelled", func() bool { return engine.has("cancelled /") })
	if got := r.text("foot"); !strings.Contains(got, "You stopped after 212 MB: there may be more.") || !r.sees("/early") {
		t.Errorf("the foot says %q", got)
	}
	close(engine.held)
	engine.partial = nil
	r.press("more")
	r.await("all of it is read", func() bool { return r.sees("/srv") && engine.has("list / true 0") })
}

func TestWhatNobodySeesIsNotRead(t *testing.T) {
	engine := furnished()
	engine.held = make(chan struct{})
	r := newRig(t, theme.Light, wide, engine)
	r.await("it is asked", func() bool { return engine.has("list / false 1073741824") })
	r.Hidden()
	r.await("it was cancelled", func() bool { return engine.has("cancelled /") })
	if r.drop != nil {
		t.Error("it still takes what is dropped")
	}
}

func TestActionsAreToldWhatIsChosen(t *testing.T) {
	r := newRig(t, theme.Light, wide, furnished())
	r.await("the root is listed", func() bool { return r.sees("/srv") })
	r.field("path").OnSubmitted("/srv")
	r.await("the folder is listed", func() bool { return r.sees("/srv/app.conf") })
	last := func() asking {
		if len(r.asked) == 0 {
			t.Fatal("nothing was asked")
		}
		return r.asked[len(r.asked)-1]
	}

	r.drop([]string{"/here/app.conf", "/here/new.txt"})
	if a := last(); a.id != "files.upload" || a.v[action.FilesFolder] != "/srv" {
		t.Errorf("%+v", a)
	}
	up := action.Must("files.upload")
	on := action.On{Kind: object.KindContainer, IDs: []string{"c-web"}, Snapshot: &object.Snapshot{Link: object.LinkLive, Containers: []*object.Container{{ID: "c-web", Name: "web"}}}}
	if l := up.Losses(on, last().v); up.RiskOf(on, last().v) != action.Destroys || len(l.Goes) != 1 || l.Goes[0].Text != "app.conf" {
		t.Errorf("what is written over: %+v", l)
	}

	r.key(fyne.KeyHome)
	r.await("it is known what can be done", func() bool { return r.enabled("files.rename") })
	r.key(fyne.KeyF2)
	if a := last(); a.id != "files.rename" || a.v[action.FilesPath] != "/srv/site" || a.v[action.FilesName] != "site" {
		t.Errorf("%+v", a)
	}
	r.key(fyne.KeyDelete)
	a := last()
	if l := action.Must("files.delete").Losses(on, a.v); a.id != "files.delete" || len(l.Goes) != 1 || l.Goes[0].Detail != "with all that is in it" {
		t.Errorf("%+v: %+v", a, l)
	}
	a.done()
	r.await("the folder is read again", func() bool { return r.Tab != nil && r.sees("/srv/app.conf") })
}

// Pictures to be looked at, in DOCKDESK_LOOK: the tab in its states.
func TestPicturesOfTheTab(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // nobody looks
	}
	for name, size := range map[string]fyne.Size{"wide": wide, "narrow": fyne.NewSize(560, 420)} {
		for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
			for state, arrange := range map[string]func(*shelf){
				"full":   func(*shelf) {},
				"none":   func(s *shelf) { s.folders["/srv"] = nil },
				"failed": func(s *shelf) { s.folders = map[string][]files.Entry{"/": s.folders["/"]} },
				"slow": func(s *shelf) {
					s.held = make(chan struct{})
					s.partial = []files.Reading{{Read: 212_000_000, Seen: 4711}}
				},
			} {
				engine := furnished()
				arrange(engine)
				r := newRig(t, choice, size, engine)
				if state == "slow" {
					r.await("it tells how far it is", func() bool { return strings.Contains(r.text("foot"), "212 MB") })
				} else {
					r.await("the root is listed", func() bool { return r.sees("/srv") })
					r.field("path").OnSubmitted("/srv")
					r.await("the folder is there or not", func() bool { return state != "full" || r.sees("/srv/app.conf") })
					if state == "full" {
						for range 2 {
							r.key(fyne.KeyDown)
						}
						r.await("the file is read", func() bool { return size != wide || r.text("preview.text:1") != "" })
					}
					time.Sleep(100 * time.Millisecond)
					r.drain()
				}
				f, err := os.Create(filepath.Join(dir, fmt.Sprintf("files-tab-%s-%s-%s.png", state, name, choice)))
				if err == nil {
					err = errors.Join(png.Encode(f, r.window.Canvas().Capture()), f.Close())
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

package dialogs_test

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/dialogs"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// stage is a window that has dialogs.
type stage struct {
	t      testing.TB
	window fyne.Window
	*dialogs.Dialogs
	copied string
	now    time.Time
	counts bool // what goes is counted while the question is open
}

func newStage(t testing.TB, choice theme.Choice, size fyne.Size) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	s := &stage{t: t, now: time.Date(2026, 3, 4, 15, 4, 5, 0, time.UTC)}
	behind := widgets.NewButton("behind", "Behind", "stop", widgets.Ordinary, nil)
	s.window = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, "", ""), container.NewCenter(behind)))
	s.window.SetPadded(false)
	s.window.Resize(size)
	s.window.Canvas().Focus(behind)
	s.Dialogs = dialogs.New(modal.NewLayer(s.window.Canvas(), nil), &page.Host{
		Post: func(f func()) { f() }, Now: func() time.Time { return s.now }, Copy: func(text string) { s.copied = text },
		Go: func(f func(context.Context)) { f(t.Context()) },
	})
	return s
}

func light(t testing.TB) *stage { return newStage(t, theme.Light, fyne.NewSize(1024, 700)) }

func (s *stage) tree() control.Tree {
	return uisocket.Walk(s.window.Canvas())
}

func (s *stage) find(id string) control.Control {
	s.t.Helper()
	tree := s.tree()
	c, ok := tree.Find(id)
	if !ok {
		s.t.Fatalf("there is no %s in\n%s", id, tree)
	}
	return c
}

func (s *stage) shows(text string) bool { return s.tree().Shows(text) }

func (s *stage) focused() string {
	c, _ := s.tree().Focused()
	return c.ID
}

// tab goes to a control by the keyboard.
func (s *stage) tab(id string) {
	s.t.Helper()
	for range 60 {
		if s.focused() == id {
			return
		}
		s.window.Canvas().(interface{ FocusNext() }).FocusNext()
	}
	s.t.Fatalf("the Tab key never comes to %s in\n%s", id, s.tree())
}

func (s *stage) key(k fyne.KeyName) {
	if f := s.window.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: k})
		return
	}
	s.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: k})
}

// write replaces what is in the field that has the keyboard.
func (s *stage) write(text string) {
	s.window.Canvas().Focused().(interface{ SetText(string) }).SetText(text)
}

// picture leaves a picture in the folder that DOCKDESK_LOOK names.
func (s *stage) picture(name string) {
	s.t.Helper()
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := png.Encode(f, s.window.Canvas().Capture()); err != nil {
		s.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		s.t.Fatal(err)
	}
}

const anonymous = "5b2f1c0a9d8e7f6051423324150697887766554433221100ffeeddccbbaa9988"

// room is an engine with something to do to.
func room() *object.Snapshot {
	s := &object.Snapshot{
		Seq: 1, Link: object.LinkLive, Engine: object.Engine{APIVersion: "1.47", CPUs: 4},
		Containers: []*object.Container{
			{ID: "c-web", Name: "web", Image: "nginx:1.27", ImageID: "i", State: object.StateRunning, MemoryLimit: 512 << 20, RestartPolicy: "always",
				Mounts: []object.Mount{
					{Type: "volume", Name: "shop-data", Destination: "/data"},
					{Type: "volume", Name: anonymous, Destination: "/cache", Anonymous: true},
					{Type: "bind", Source: "/srv/pages", Destination: "/pages"},
				}},
			{ID: "c-db", Name: "db", Image: "postgres:16", ImageID: "p", State: object.StateExited},
		},
		Networks: []*object.Network{{ID: "n-shop", Name: "shop", Driver: "bridge", Subnets: []object.Subnet{{CIDR: "172.30.0.0/16"}}}},
		Volumes:  []*object.Volume{{Name: "shop-data"}, {Name: anonymous, Anonymous: true}, {Name: "photos"}, {Name: "spare"}},
		Images:   []*object.Image{{ID: "i", Tags: []string{"nginx:1.27"}}, {ID: "a", Tags: []string{"app:1", "app:2"}, Size: 20e6}},
	}
	for i := range 30 {
		s.Networks = append(s.Networks, &object.Network{ID: "n-" + string(rune('a'+i)), Name: "net-" + string(rune('a'+i)), Driver: "bridge"})
	}
	return s
}

// asked is a question about objects, and what became of it.
type asked struct {
	done    bool
	renewed bool
	figures func(*measure.Figures) // tells what was counted
	news    func(*object.Snapshot) // tells what the engine has now
	dropped int                    // how often the counting was given up
	on      action.On
	values  action.Values
}

func (s *stage) ask(id action.ID, kind object.Kind, ids ...string) *asked {
	s.t.Helper()
	a, on := action.Must(id), action.On{Kind: kind, IDs: ids, Snapshot: room()}
	takers, others := a.Takers(on)
	r := &asked{}
	s.Ask(perform.Question{
		Action: a, On: takers, Others: others, Values: a.Defaults(takers),
		Do: func(on action.On, v action.Values) { r.done, r.on, r.values = true, on, v },
		Measure: func(on action.On, v action.Values, then func(*measure.Figures)) func() {
			if s.counts && !a.Wish(on, v).Empty() {
				r.figures = then
				then(&measure.Figures{})
			}
			return func() { r.dropped++ }
		},
		Follow: func(then func(*object.Snapshot)) func() {
			r.news = then
			return func() { r.news = func(*object.Snapshot) {} }
		},
		Renew: func(v action.Values) { r.renewed, r.values = true, v },
	})
	return r
}

// counted is what the counting would find of the room.
func counted() *measure.Figures {
	return &measure.Figures{
		Containers: map[string]measure.Written{
			"c-web": {Files: 214, Bytes: 48e6, Largest: []measure.File{{Path: "/var/cache/nginx/0/2a/big.bin", Bytes: 31e6}, {Path: "/var/log/nginx/access.log", Bytes: 12e6}, {Path: "/tmp/upload.tmp", Bytes: 4e6}}},
			"c-db":  {Files: 0, Bytes: 0},
		},
		Volumes: map[string]measure.Volume{
			"shop-data": {Files: 1204, Bytes: 310e6}, "photos": {Files: 83211, More: true, Bytes: 2.1e9}, anonymous: {Files: 14, Bytes: 2.4e6}, "spare": {},
		},
		Images: map[string]measure.Image{"a": {Layers: 7, Own: 3, Bytes: 18e6}},
		Done:   true,
	}
}

// plan has a number of items of each kind.
func plan(n int) *operations.Plan {
	p := &operations.Plan{Selection: operations.SystemSelection(false, false)}
	for i := range n {
		p.Items = append(p.Items,
			operations.Item{Ref: object.Ref{Kind: object.KindContainer, ID: string(rune('a' + i))}, Name: "job-" + string(rune('a'+i%26)), Reason: operations.ReasonStopped, Size: int64(i) * 1200},
			operations.Item{Ref: object.Ref{Kind: object.KindImage, ID: string(rune('a' + i))}, Name: "4bcff63911fc", Reason: operations.ReasonDangling, Size: int64(i) * 31e6},
		)
	}
	return p
}

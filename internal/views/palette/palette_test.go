package palette_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/palette"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// stage is a window with a palette, and what was done with it.
type stage struct {
	window  fyne.Window
	palette *palette.Palette
	targets action.On
	did     []string
}

func newStage(t testing.TB, choice theme.Choice, size fyne.Size, targets action.On) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	s := &stage{targets: targets}
	s.window = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, "", "")))
	s.window.SetPadded(false)
	s.window.Resize(size)
	did := func(format string, args ...any) { s.did = append(s.did, fmt.Sprintf(format, args...)) }
	s.palette = palette.New(palette.Options{
		Layer:   modal.NewLayer(s.window.Canvas(), nil),
		Targets: func() action.On { return s.targets },
		Why:     func(a *action.Action, on action.On) string { return a.Applies(on) },
		Click:   func(a *action.Action, on action.On) { did("%s %s", a.ID, strings.Join(on.IDs, ",")) },
		Open:    func(r object.Ref) { did("open %s %s", r.Kind, r.ID) },
		Explain: func(topic string) { did("explain %s", topic) },
		Extra: []palette.Extra{
			{ID: "page.images", Title: "Images", Note: "Page", Icon: "image", Key: "Ctrl+3", Do: func() { did("go images") }},
			{ID: "window.history", Title: "History", Note: "Window", Icon: "history", Key: "Ctrl+H", Do: func() { did("history") }},
		},
	})
	s.palette.Open()
	return s
}

func (s *stage) write(text string) {
	s.window.Canvas().Focused().(interface{ SetText(string) }).SetText(text)
}

func (s *stage) key(k fyne.KeyName) {
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
}

// rows are the entries on the screen, the chosen one first.
func (s *stage) rows() []control.Control {
	tree := uisocket.Walk(s.window.Canvas())
	rows := tree.Where(func(c control.Control) bool { return c.Kind == control.KindRow && c.ID != "" && c.Selected })
	return append(rows, tree.Where(func(c control.Control) bool { return c.Kind == control.KindRow && c.ID != "" && !c.Selected })...)
}

func (s *stage) says(id string) string {
	c, _ := uisocket.Walk(s.window.Canvas()).Find(id)
	return c.Text
}

// room is an engine with a number of containers, of which c0 is "web".
func room(n int) *object.Snapshot {
	s := &object.Snapshot{Link: object.LinkLive, Engine: object.Engine{APIVersion: "1.47"}}
	names := []string{"web", "db", "cache", "shop-worker", "mail_relay"}
	for i := range n {
		name := fmt.Sprintf("load-%04d-app", i)
		if i < len(names) {
			name = names[i]
		}
		state := object.StateRunning
		if i%5 == 1 {
			state = object.StateExited
		}
		s.Containers = append(s.Containers, &object.Container{ID: fmt.Sprintf("c%d", i), Name: name, Image: "nginx:1.27", ImageID: "i", State: state})
	}
	for i := range max(n/5, 1) {
		s.Images = append(s.Images, &object.Image{ID: fmt.Sprintf("i%d", i), Tags: []string{fmt.Sprintf("registry.example/team/service-%d:1.%d", i, i)}})
	}
	for i := range max(n/10, 1) {
		s.Volumes = append(s.Volumes, &object.Volume{Name: fmt.Sprintf("data-%d", i)})
		s.Networks = append(s.Networks, &object.Network{ID: fmt.Sprintf("n%d", i), Name: fmt.Sprintf("net-%d", i)})
	}
	return s
}

func selected(ids ...string) action.On {
	return action.On{Kind: object.KindContainer, IDs: ids, Snapshot: room(20)}
}

func light(t testing.TB, targets action.On) *stage {
	return newStage(t, theme.Light, fyne.NewSize(1024, 700), targets)
}

// slip makes the slips of the fingers that people make: two letters swapped,
// one left out, one twice, one wrong.
func slip(word string) []string {
	if len(word) < 4 {
		return []string{word}
	}
	m := len(word) / 2
	return []string{
		word[:m-1] + string(word[m]) + string(word[m-1]) + word[m+1:],
		word[:m] + word[m+1:],
		word[:m] + string(word[m]) + word[m:],
		word[:m] + "x" + word[m+1:],
	}
}

func TestEveryActionIsFoundByAMistypedName(t *testing.T) {
	s := light(t, selected("c0"))
	for _, a := range action.All() {
		words := strings.Fields(strings.ToLower(a.Name()))
		for i := range words {
			for _, wrong := range slip(words[i]) {
				query := strings.Join(append(append(append([]string{}, words[:i]...), wrong), words[i+1:]...), " ")
				s.write(query)
				ok := false
				for _, r := range s.rows() {
					ok = ok || r.ID == "palette.action."+string(a.ID)
				}
				if !ok {
					t.Errorf("%q does not find %s: %v", query, a.ID, titles(s.rows()))
				}
			}
		}
	}
}

func titles(rows []control.Control) []string {
	var list []string
	for _, r := range rows {
		list = append(list, r.Text)
	}
	return list
}

func TestTheBestComesFirst(t *testing.T) {
	for _, c := range []struct {
		query, want string
		targets     action.On
	}{
		{"stop", "Stop web", selected("c0")},
		{"sotp", "Stop web", selected("c0")},
		{"rm", "Remove web…", selected("c0")},
		{"delete", "Remove web…", selected("c0")},
		{"web", "web", selected()},
		{"stop web", "Stop web", selected()},
		{"web", "web", selected("c2")},
		{"start db", "Start db", selected("c0")},
		{"stop shop worker", "Stop shop-worker", selected()},
		{"retsart mail", "Restart mail_relay", selected()},
		{"images", "Images", selected("c0")},
		{"histroy", "History", selected("c0")},
		{"create vol", "Create a volume…", selected()},
		{"clear out", "Clear out everything unused…", selected()},
		{"load-0013", "load-0013-app", selected()},
		{"load 13", "load-0013-app", selected()},
	} {
		s := light(t, c.targets)
		s.write(c.query)
		if rows := s.rows(); len(rows) == 0 || rows[0].Text != c.want {
			t.Errorf("%q: %v, want %q first", c.query, titles(rows), c.want)
		}
	}
}

func TestWithoutAQueryItOffersWhatCanBeDone(t *testing.T) {
	s := light(t, selected("c0"))
	rows := titles(s.rows())
	if rows[0] != "Stop web" || strings.Contains(strings.Join(rows, "|"), "Unpause") {
		t.Error(rows)
	}
	s.key(fyne.KeyPageDown)
	s.key(fyne.KeyPageDown)
	if rows = titles(s.rows()); !strings.Contains(strings.Join(rows, "|"), "Images") {
		t.Errorf("the pages don't follow: %q", rows)
	}
}

func TestItShowsTheCommandAndWhyItCannotBeDone(t *testing.T) {
	s := light(t, selected("c0"))
	s.write("stop")
	if got := s.says("palette.command"); got != "docker stop web" {
		t.Errorf("the command is %q", got)
	}
	s.write("start")
	if row := s.rows()[0]; row.Enabled || s.says("palette.why") != "web is running." || s.says("palette.command") != "docker start web" {
		t.Errorf("%+v, %q, %q", row, s.says("palette.why"), s.says("palette.command"))
	}
	s.key(fyne.KeyReturn)
	if len(s.did) > 0 || s.window.Canvas().Overlays().Top() == nil {
		t.Errorf("it did %v", s.did)
	}
}

func TestItWorksByKeyboardAlone(t *testing.T) {
	s := light(t, selected("c0"))
	s.write("stop web")
	s.key(fyne.KeyReturn)
	if len(s.did) != 1 || s.did[0] != "container.stop c0" || s.window.Canvas().Overlays().Top() != nil {
		t.Errorf("did %v", s.did)
	}
	s.palette.Open()
	s.write("load")
	for range 30 {
		s.key(fyne.KeyDown)
	}
	last := s.rows()[0].Text
	s.key(fyne.KeyUp)
	s.key(fyne.KeyPageUp)
	s.key(fyne.KeyPageDown)
	if now := s.rows()[0]; now.Text == last || !now.Visible {
		t.Errorf("the choice is at %q", now.Text)
	}
	s.key(fyne.KeyEscape)
	if s.window.Canvas().Overlays().Top() != nil {
		t.Error("Esc doesn't close it")
	}
	s.palette.Open()
	s.write("port door")
	s.write("concept port")
	s.key(fyne.KeyReturn)
	if got := s.did[len(s.did)-1]; got != "explain concept.port" {
		t.Errorf("did %v", s.did)
	}
	s.palette.Open()
	s.write("data-1")
	s.key(fyne.KeyReturn)
	if got := s.did[len(s.did)-1]; got != "open volume data-1" {
		t.Errorf("did %v", s.did)
	}
}

func TestASecondCtrlKClosesIt(t *testing.T) {
	s := light(t, selected())
	s.palette.Open()
	if s.window.Canvas().Overlays().Top() != nil {
		t.Error("it is open")
	}
}

func TestNothingFoundSaysSo(t *testing.T) {
	s := light(t, selected())
	s.write("qqqqzzz")
	if len(s.rows()) > 0 || !strings.HasPrefix(s.says("palette.why"), "Nothing is called that") {
		t.Errorf("%v, %q", titles(s.rows()), s.says("palette.why"))
	}
	s.key(fyne.KeyReturn)
	s.key(fyne.KeyDown)
}

func TestWithoutAnEngineItStillExplains(t *testing.T) {
	s := light(t, action.On{Snapshot: &object.Snapshot{Link: object.LinkLost}})
	s.write("stop")
	if row := s.rows()[0]; row.Enabled || s.says("palette.why") != "The engine does not answer." {
		t.Errorf("%+v %q", row, s.says("palette.why"))
	}
}

func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800)} {
			for name, query := range map[string]string{"empty": "", "start": "start", "typo": "remvoe db", "objects": "load", "none": "qqqq"} {
				s := newStage(t, choice, size, selected("c0"))
				s.write(query)
				f, err := os.Create(filepath.Join(dir, fmt.Sprintf("palette-%s-%s-%.0f.png", name, choice, size.Width)))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(f, s.window.Canvas().Capture()); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// A keystroke must be answered within 10 ms with 1,000 containers and all that
// goes with them.
func BenchmarkKeystroke(b *testing.B) {
	s := light(b, action.On{Kind: object.KindContainer, IDs: []string{"c0"}, Snapshot: room(1000)})
	queries := []string{"s", "st", "sto", "stop", "sotp", "stop lo", "stop load 0173", "remvoe shop-wrker", "load-0999", "servce 17", "registry team"}
	b.ResetTimer()
	for i := range b.N {
		s.write(queries[i%len(queries)])
	}
}

func BenchmarkOpen(b *testing.B) {
	s := light(b, action.On{Kind: object.KindContainer, IDs: []string{"c0"}, Snapshot: room(1000)})
	b.ResetTimer()
	for range b.N {
		s.palette.Open() // closes
		s.palette.Open()
	}
}

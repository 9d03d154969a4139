package diagnosis_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	help "github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// stage is a window with a diagnosis in a dialog, and what became of it.
type stage struct {
	t      testing.TB
	window fyne.Window
	layer  *modal.Layer

	did       []string
	explained string
	copied    string
	opened    object.Ref
}

func newStage(t testing.TB, choice theme.Choice, size fyne.Size) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	s := &stage{t: t, window: test.NewTempWindow(t, widgets.NewBox(theme.Background, "", ""))}
	s.window.SetPadded(false)
	s.window.Resize(size)
	s.layer = modal.NewLayer(s.window.Canvas(), nil)
	return s
}

func (s *stage) show(f help.Failure, title string) *help.Case {
	c := &help.Case{Diagnosis: help.Explain(f)}
	c.Do = func(r help.Remedy) { s.did = append(s.did, r.Words) }
	diagnosis.Show(s.layer, "why", c, diagnosis.Services{
		Explain: func(topic string) { s.explained = topic },
		Copy:    func(text string) { s.copied = text },
		Open:    func(ref object.Ref) { s.opened = ref },
	}, title)
	return c
}

func (s *stage) tree() control.Tree { return uisocket.Walk(s.window.Canvas()) }

func (s *stage) press(id string) {
	s.t.Helper()
	for range 20 {
		if c, _ := s.tree().Focused(); c.ID == id {
			s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			return
		}
		s.window.Canvas().(interface{ FocusNext() }).FocusNext()
	}
	s.t.Fatalf("the Tab key never comes to %s in\n%s", id, s.tree())
}

// clash is a port that two containers want.
func clash(first, second string) help.Failure {
	web := &object.Container{ID: "c-web", Name: first, State: object.StateRunning, Ports: []object.Port{{Public: 3000, Private: 80, Proto: "tcp"}}}
	other := &object.Container{ID: "c-other", Name: second, State: object.StateCreated}
	return help.Failure{
		Op: "start", Ref: object.Ref{Kind: object.KindContainer, ID: "c-other"}, Name: second, Class: help.Unknown,
		Raw:      "driver failed programming external connectivity on endpoint " + second + " (b5d0c1f2a3b4): Bind for 0.0.0.0:3000 failed: port is already allocated",
		Snapshot: &object.Snapshot{Containers: []*object.Container{web, other}},
	}
}

func TestTheRemedyIsDoneByAClick(t *testing.T) {
	s := newStage(t, theme.Light, fyne.NewSize(1024, 700))
	s.show(clash("web", "web2"), "web2 was made, but doesn't run")
	if !s.tree().Shows("Port 3000 is taken by web") || s.tree().Shows("endpoint") {
		t.Errorf("\n%s", s.tree())
	}
	s.press("why.remedy.0")
	if strings.Join(s.did, ",") != "Use port 3001" || s.layer.Open() {
		t.Errorf("done is %q, and the dialog is open: %v", s.did, s.layer.Open())
	}
}

func TestTheEnginesWordsUnfoldAndAreCopied(t *testing.T) {
	s := newStage(t, theme.Light, fyne.NewSize(1024, 700))
	c := s.show(clash("web", "web2"), "web2 was made, but doesn't run")
	s.press("why.fold")
	if !s.tree().Shows("port is already allocated") {
		t.Errorf("\n%s", s.tree())
	}
	s.press("why.copy")
	if s.copied != c.Raw {
		t.Errorf("copied is %q", s.copied)
	}
	s.press("why.why")
	if s.explained != "diagnosis.port-container" || !s.layer.Open() {
		t.Errorf("explained is %q", s.explained)
	}
	s.press("why.culprit")
	if s.opened.ID != "c-web" || s.layer.Open() {
		t.Errorf("%v is opened", s.opened)
	}
}

func TestWhatLosesSomethingDoesNotSuggestItself(t *testing.T) {
	s := newStage(t, theme.Light, fyne.NewSize(1024, 700))
	s.show(help.Failure{Op: "remove", Ref: object.Ref{Kind: object.KindVolume, ID: "v"}, Class: help.Conflict, Raw: "volume is in use",
		Snapshot: &object.Snapshot{Containers: []*object.Container{{ID: "c", Name: "job", State: object.StateExited, Mounts: []object.Mount{{Name: "v"}}}}}}, "v was not removed")
	if c, _ := s.tree().Find("why.remedy.0"); c.Text != "Remove job and try again…" {
		t.Errorf("its button says %q", c.Text)
	}
}

func TestWhatWasUsedIsNotOfferedAgain(t *testing.T) {
	s := newStage(t, theme.Light, fyne.NewSize(1024, 700))
	c := &help.Case{Diagnosis: help.Explain(clash("web", "web2")), Do: func(help.Remedy) {}, Used: true}
	v := diagnosis.New("why", diagnosis.Services{})
	s.window.SetContent(v.Object())
	v.Set(c)
	if tree := s.tree(); !tree.Shows("Port 3000") || tree.Shows("Use port 3001") {
		t.Errorf("\n%s", tree)
	}
	v.Set(nil)
	if s.tree().Shows("Port 3000") {
		t.Error("it shows what is no more")
	}
}

func TestWhatNobodyKnowsIsShownInTheEnginesWords(t *testing.T) {
	s := newStage(t, theme.Light, fyne.NewSize(1024, 700))
	s.show(help.Failure{Op: "start", Name: "web", Raw: "a new thing", Class: help.Unknown}, "web was not started")
	if !s.tree().Shows("a new thing") {
		t.Errorf("\n%s", s.tree())
	}
}

func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	long := strings.Repeat("a-container-with-a-very-long-name-", 3)
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for name, f := range map[string]help.Failure{
			"clash": clash("web", "web2"), "long": clash(long+"1", long+"2"),
			"unclear": {Op: "start", Name: "web", Raw: strings.Repeat("something that nobody has heard of yet: ", 9), Class: help.Unknown},
			"pull": {Op: "pull", Raw: `Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: network is unreachable`,
				Ref:      object.Ref{Kind: object.KindImage, ID: "nginx:1.27"},
				Made:     object.Ref{Kind: object.KindContainer, ID: "c"},
				Snapshot: &object.Snapshot{Images: []*object.Image{{Tags: []string{"nginx:1.25"}}, {Tags: []string{"nginx:1.26"}}}}},
		} {
			for _, width := range []float32{1024, 420} {
				s := newStage(t, choice, fyne.NewSize(width, 620))
				s.show(f, "web2 was made, but doesn't run")
				if name != "clash" && name != "unclear" {
					s.press("why.fold")
				}
				file, err := os.Create(filepath.Join(dir, fmt.Sprintf("%s-%s-%.0f.png", name, choice, width)))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(file, s.window.Canvas().Capture()); err != nil {
					t.Fatal(err)
				}
				if err := file.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

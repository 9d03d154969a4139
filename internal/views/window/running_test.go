package window_test

import (
	"context"
	"fmt"
	"image"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// workshop is an engine that makes what it is told, and knows one image.
type workshop struct {
	action.RunOps
	made     chan spec.RunSpec
	replaced string
	// making is what comes of a run; nil makes cache at once.
	making func(context.Context, spec.RunSpec, operations.RunOptions) (operations.Outcome, error)
	lost   []string        // what of its containers no spec can say
	end    *operations.End // how what it runs ends; nil if it goes on
}

func (w *workshop) Run(ctx context.Context, s spec.RunSpec, o operations.RunOptions) (operations.Outcome, error) {
	w.made <- s
	if w.making != nil {
		return w.making(ctx, s, o)
	}
	if err := o.Created(ctx, hash('c', 3)); err != nil {
		return operations.Outcome{}, err
	}
	return operations.Outcome{Created: object.Ref{Kind: object.KindContainer, ID: hash('c', 3)}}, nil
}

func (w *workshop) Follow(context.Context, string) (func(context.Context) (operations.End, bool), error) {
	return func(ctx context.Context) (operations.End, bool) {
		if w.end == nil {
			<-ctx.Done()
			return operations.End{}, false
		}
		return *w.end, true
	}, nil
}

func (w *workshop) ImageSpec(context.Context, string) (*spec.Image, error) {
	return &spec.Image{ID: imageID(1), Names: []string{"nginx:1.27"}, OS: "linux", Arch: "amd64", Command: []string{"nginx"}, Env: []spec.Env{{Key: "NGINX_VERSION", Value: "1.27.0", HasValue: true}}, Expose: []string{"80/tcp"}, Volumes: []string{"/usr/share/nginx/html"}}, nil
}

func (w *workshop) ContainerSpec(context.Context, string) (spec.RunSpec, []string, error) {
	return spec.RunSpec{Image: "nginx:1.27", Name: "web", Detach: true, Ports: []spec.Port{{Host: "8080", Container: "80"}}}, w.lost, nil
}

func (w *workshop) Replace(_ context.Context, old string, s spec.RunSpec, _ operations.RunOptions) (operations.Outcome, error) {
	w.replaced = old
	w.made <- s
	return operations.Outcome{}, nil
}

func (w *workshop) ProbeRun(context.Context, []spec.Door, []string) (map[spec.Door]spec.PortUse, map[string]spec.PathState) {
	return nil, nil
}

func running(t *testing.T, sc scene) (*stage, *workshop) {
	w := &workshop{made: make(chan spec.RunSpec, 4)}
	sc.ops = func() (action.Ops, error) { return action.Ops{Runs: w}, nil }
	sc.run = w
	return newStage(t, sc), w
}

func TestTheFormRunsWhatItsCommandSays(t *testing.T) {
	s, w := running(t, scene{size: wide})
	s.press("containers.container.run")
	if s.find("run.do").Enabled {
		t.Error("nothing can be run without an image")
	}
	s.write("run.image", "nginx:1.27")
	s.await("its port is offered", func() bool { return s.sees("run.ports.0.container") })
	s.press("run.rm.remove")
	line := s.find("run.command").Text
	if !s.find("run.do").Enabled {
		t.Fatalf("it can't be run: %s", s.find("run.why").Text)
	}
	s.press("run.do")
	made := <-w.made
	if made.Image != "nginx:1.27" || !made.Detach || !made.Rm || len(made.Ports) != 1 || made.Ports[0].Container != "80" {
		t.Errorf("%+v was made", made)
	}
	s.await("it is in the history", func() bool { return s.find("history.command").Text == line })
}

func TestPicturesOfTheRunForm(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return // nobody looks
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)} {
			s, _ := running(t, scene{choice: choice, size: size})
			name := func(what string) string { return fmt.Sprintf("run-%s-%s-%.0f", what, choice, size.Width) }
			s.press("containers.container.run")
			s.picture(name("empty"))
			s.write("run.image", "nginx:1.27")
			s.await("its port is offered", func() bool { return s.sees("run.ports.0.container") })
			s.focus("run.ports.0.host")
			s.picture(name("filled"))
			s.focus("run.section.limits")
			s.key(fyne.KeySpace)
			s.picture(name("limits"))
		}
	}
}

func TestTheTabKeyGoesOnToWhatIsOutOfView(t *testing.T) {
	s, _ := running(t, scene{size: fyne.NewSize(1024, 700)})
	s.press("containers.container.run")
	s.focus("run.section.everything-else")
	s.key(fyne.KeySpace)
	s.focus("run.platform")
	c := s.find("run.platform")
	if c.Shown.Height < c.Rect.Height-1 {
		t.Errorf("of %v only %v is on the screen", c.Rect, c.Shown)
	}
}

func TestAContainerIsChangedByReplacingIt(t *testing.T) {
	s, w := running(t, scene{size: wide})
	menuItem(s.menu, "Container").ChildMenu.Items[itemAt(t, s.menu, "Change and replace")].Action()
	s.await("the form is filled", func() bool { return s.sees("run.name") && s.find("run.name").Text == "web" })
	s.await("its own name and port are no hindrance", func() bool { return s.find("run.do").Enabled })
	s.press("run.restart.always")
	s.press("run.do")
	if !s.shows("Change and replace web?") || !s.shows("docker rm -f web") {
		t.Fatalf("it doesn't say what goes:\n%s", s.tree())
	}
	for range 20 {
		if c, _ := s.tree().Focused(); c.ID == "ask.do" {
			break
		}
		s.win.Canvas().(interface{ FocusNext() }).FocusNext()
	}
	s.key(fyne.KeyReturn)
	if made := <-w.made; made.Restart != "always" || w.replaced != hash('c', 1) {
		t.Errorf("%+v took the place of %s", made, w.replaced)
	}
}

func itemAt(t *testing.T, m *fyne.MainMenu, label string) int {
	for i, item := range menuItem(m, "Container").ChildMenu.Items {
		if item.Label == label {
			return i
		}
	}
	t.Fatalf("the menu lacks %s", label)
	return 0
}

func TestAPresetIsKeptWithoutItsSecrets(t *testing.T) {
	s, _ := running(t, scene{size: wide})
	s.press("containers.container.run")
	s.write("run.image", "nginx:1.27")
	s.await("its port is offered", func() bool { return s.sees("run.ports.0.container") })
	s.focus("run.section.environment")
	s.key(fyne.KeySpace)
	s.focus("run.env.add")
	s.key(fyne.KeySpace)
	s.write("run.env.0.key", "API_TOKEN")
	s.write("run.env.0.value", "tr0ub4dor")
	if s.shows("tr0ub4dor") {
		t.Errorf("a secret is shown while it is typed:\n%s", s.tree())
	}
	s.press("run.presets")
	s.key(fyne.KeyReturn) // the only line: save
	for _, r := range "course" {
		s.win.Canvas().Focused().TypedRune(r)
	}
	s.key(fyne.KeyReturn)
	kept := s.settings.Get("run.presets")
	if !strings.Contains(kept, "course") || !strings.Contains(kept, "nginx:1.27") || strings.Contains(kept, "tr0ub4dor") {
		t.Fatalf("%s is kept", kept)
	}
	s.press("run.cancel")
	s.press("containers.container.run")
	s.press("run.presets")
	s.key(fyne.KeyReturn) // the first preset
	if got := s.find("run.image").Text; got != "nginx:1.27" {
		t.Errorf("the preset brings %q", got)
	}
}

func TestWhatIsNotInTheBackgroundIsWatched(t *testing.T) {
	s, w := running(t, scene{size: wide})
	s.press("containers.container.run")
	s.write("run.image", "nginx:1.27")
	s.await("its port is offered", func() bool { return s.sees("run.ports.0.container") })
	s.press("run.detach.output")
	s.press("run.do")
	<-w.made
	s.await("its page opens", func() bool { return s.Page() == "containers" && s.find("containers.detail.name").Text == "cache" })
	if tab := s.find("containers.detail.tab.logs"); !tab.Selected {
		t.Errorf("its output isn't shown:\n%s", s.tree())
	}
}

func TestTheFormTakesAnotherThemeWhileItIsAway(t *testing.T) {
	draw := func(first theme.Choice) image.Image {
		s, _ := running(t, scene{choice: first})
		s.OpenRun("nginx:1.27")
		s.await("its port is offered", func() bool { return s.sees("run.ports.0.container") })
		s.GoTo("volumes")
		s.app.Settings().SetTheme(theme.New(theme.Dark))
		s.GoTo("run")
		s.win.Canvas().Unfocus()
		s.drain()
		img := s.win.Canvas().Capture()
		return img.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(image.Rect(170, 292, 960, 434)) // the ports: names are made up
	}
	if n := different(draw(theme.Dark), draw(theme.Light)); n > 0 {
		t.Errorf("%d pixels keep the colours of the theme before", n)
	}
}

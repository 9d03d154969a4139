package window_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/terminal"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// desks opens terminals that echo what is typed.
type desks struct {
	mu      sync.Mutex
	shells  map[string][]terminal.Shell // by the container's name; sh where there is none
	refuse  error
	wishes  []terminal.Wish
	images  []string // of helpers
	running []string
	lines   []*echo
}

func (d *desks) Shells(_ context.Context, id string) ([]terminal.Shell, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if found, ok := d.shells[id]; ok {
		return found, nil
	}
	return []terminal.Shell{{Name: "bash", Path: "/bin/bash"}, {Name: "sh", Path: "/bin/sh"}}, nil
}

func (d *desks) Open(_ context.Context, w terminal.Wish) (terminal.Line, error) {
	return d.open(w, "")
}

func (d *desks) OpenHelper(_ context.Context, w terminal.Wish, image string) (terminal.Line, error) {
	return d.open(w, image)
}

func (d *desks) open(w terminal.Wish, image string) (terminal.Line, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil {
		return nil, d.refuse
	}
	l := &echo{d: d, typed: make(chan []byte, 100), end: make(chan terminal.End, 1)}
	d.wishes, d.images, d.lines = append(d.wishes, w), append(d.images, image), append(d.lines, l)
	return l, nil
}

// opened is how many lines were opened.
func (d *desks) opened() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.lines)
}

// last is the newest line.
func (d *desks) last() *echo {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lines[len(d.lines)-1]
}

func (d *desks) runs(commands ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running = commands
}

type echo struct {
	d     *desks
	typed chan []byte
	end   chan terminal.End

	mu         sync.Mutex
	cols, rows int
	left       bool
}

func (l *echo) Run(ctx context.Context, out io.Writer) terminal.End {
	_, _ = io.WriteString(out, "$ ")
	for {
		select {
		case <-ctx.Done():
			l.mu.Lock()
			l.left = true
			l.mu.Unlock()
			return terminal.End{Err: &terminal.Error{Reason: terminal.ReasonClosed}}
		case e := <-l.end:
			return e
		case p := <-l.typed:
			_, _ = out.Write([]byte(strings.ReplaceAll(string(p), "\r", "\r\n$ ")))
		}
	}
}

func (l *echo) Write(p []byte) (int, error) {
	l.typed <- append([]byte(nil), p...)
	return len(p), nil
}

func (l *echo) Resize(cols, rows int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cols, l.rows = cols, rows
}

func (l *echo) Running(context.Context) ([]string, error) {
	l.d.mu.Lock()
	defer l.d.mu.Unlock()
	return l.d.running, nil
}

func (l *echo) size() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprint(l.cols, " ", l.rows)
}

func (l *echo) hungUp() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.left
}

// atTerminal is a stage with the Terminal tab of the first container shown.
func atTerminal(t *testing.T, sc scene) *stage {
	s := newStage(t, sc)
	s.press("containers.list.row." + hash('c', 1))
	s.press("containers.detail.tab.terminal")
	s.await("the shells are known", func() bool { return s.sees("terminal.shell.bash") })
	return s
}

// screenShows reports whether a row of a terminal has a text.
func (s *stage) screenShows(text string) bool {
	return len(s.tree().Where(func(c control.Control) bool {
		return c.Kind == control.KindRow && strings.Contains(c.ID, ".screen:") && strings.Contains(c.Text, text)
	})) > 0
}

func (s *stage) openTerminal() {
	s.t.Helper()
	n := s.desks.opened()
	s.press("terminal.open")
	s.await("a terminal is open", func() bool { return s.desks.opened() > n })
}

func (s *stage) typeText(text string) {
	for _, r := range text {
		s.win.Canvas().Focused().TypedRune(r)
	}
	s.drain()
}

func TestTheTerminalsCommandFollowsTheForm(t *testing.T) {
	s := atTerminal(t, scene{size: wide})
	command := func() string { return s.find("terminal.command").Text }
	for _, c := range []struct {
		do   func()
		want string
	}{
		{func() {}, "docker exec -it -e TERM=xterm-256color web bash"},
		{func() { s.press("terminal.shell.sh") }, "docker exec -it -e TERM=xterm-256color web sh"},
		{func() { s.write("terminal.user", "app") }, "docker exec -it -u app -e TERM=xterm-256color web sh"},
		{func() { s.write("terminal.folder", "/srv") }, "docker exec -it -u app -w /srv -e TERM=xterm-256color web sh"},
		{func() { s.press("terminal.shell.attach") }, "docker attach web"},
		{func() { s.press("terminal.shell.helper") },
			"docker run -it --rm --network container:web --pid container:web -u app -w /srv -e TERM=xterm-256color --entrypoint sh hello-world:latest"},
	} {
		c.do()
		if got := command(); got != c.want {
			t.Errorf("the command is\n%s\nwant\n%s", got, c.want)
		}
	}
}

func TestATerminalIsTypedIntoAndTellsItsSize(t *testing.T) {
	s := atTerminal(t, scene{size: wide})
	s.press("terminal.shell.sh")
	s.openTerminal()
	if w := s.desks.wishes[0]; w.Container != hash('c', 1) || w.Name != "web" || strings.Join(w.Command, " ") != "sh" || w.Cols < 40 || w.Rows < 3 {
		t.Errorf("it wishes for %+v", w)
	}
	s.await("the prompt", func() bool { return s.screenShows("$") })
	s.typeText("ls")
	s.key(fyne.KeyReturn)
	s.await("the echo", func() bool { return s.screenShows("$ ls") })
	before := s.desks.last().size()
	s.win.Resize(fyne.NewSize(1280, 800))
	s.await("another size", func() bool { return s.desks.last().size() != before })
	if e := s.find("history.command"); e.Text != "docker exec -it -e TERM=xterm-256color web sh" {
		t.Errorf("the history has %q", e.Text)
	}
	s.press("terminal.close")
	s.await("it is hung up", s.desks.last().hungUp)
	s.await("the form again", func() bool { return s.sees("terminal.open") })
}

func TestTerminalsGoOnWhileSomethingElseIsLookedAt(t *testing.T) {
	s := atTerminal(t, scene{size: wide})
	s.openTerminal()
	s.await("the prompt", func() bool { return s.screenShows("$") })
	s.press("containers.detail.tab.overview")
	s.desks.last().typed <- []byte("meanwhile")
	s.press("containers.list.row." + hash('c', 2))
	s.GoTo("volumes")
	s.drain()
	s.GoTo("containers")
	s.drain()
	s.press("containers.list.row." + hash('c', 1))
	s.press("containers.detail.tab.terminal")
	s.await("what came meanwhile", func() bool { return s.screenShows("meanwhile") })
	s.press("containers.list.row." + hash('c', 2))
	if s.sees("terminal.1.tab") {
		t.Error("another container shows it")
	}
	if s.desks.last().hungUp() {
		t.Error("it was hung up")
	}
	next := five()
	next.Containers = next.Containers[1:] // web was removed
	s.publish(next)
	s.await("it is closed with its container", s.desks.last().hungUp)
}

func TestClosingATerminalAsksWhileSomethingRuns(t *testing.T) {
	s := atTerminal(t, scene{size: wide})
	s.openTerminal()
	s.await("the prompt", func() bool { return s.screenShows("$") })
	s.desks.runs("vi notes", "sleep 9")
	s.press("terminal.close")
	s.await("the question", func() bool { return s.sees("confirm.words") })
	if got := s.find("confirm.words").Text; got != "“vi notes” and “sleep 9” run in this terminal. Closing it ends them." {
		t.Errorf("it asks %q", got)
	}
	if !s.find("confirm.cancel").Focused {
		t.Error("the safe answer doesn't have the keyboard")
	}
	s.key(fyne.KeySpace)
	if s.desks.last().hungUp() {
		t.Fatal("it was hung up all the same")
	}
	s.press("terminal.close")
	s.await("the question", func() bool { return s.sees("confirm.do") })
	s.win.Canvas().FocusNext()
	s.key(fyne.KeySpace)
	s.await("it is hung up", s.desks.last().hungUp)
}

func TestATerminalThatEndsSaysHow(t *testing.T) {
	s := atTerminal(t, scene{size: wide})
	s.openTerminal()
	s.await("the prompt", func() bool { return s.screenShows("$") })
	s.desks.last().end <- terminal.End{Code: 3, Known: true}
	s.await("how it ended", func() bool { return s.screenShows("bash ended with exit code 3.") })
	s.press("terminal.again")
	s.await("another", func() bool { s.desks.mu.Lock(); defer s.desks.mu.Unlock(); return len(s.desks.lines) == 2 })
	s.await("the prompt", func() bool { return s.screenShows("$") })
	s.desks.last().end <- terminal.End{Err: &terminal.Error{Reason: terminal.ReasonLost}}
	s.await("that it broke", func() bool { return s.screenShows("The connection to the engine broke.") })
	s.press("terminal.close")
	s.desks.refuse = &terminal.Error{Reason: terminal.ReasonNoUser, What: "app"}
	s.await("the form", func() bool { return s.sees("terminal.open") })
	s.press("terminal.open")
	s.await("why", func() bool { return s.screenShows("web knows no user called app.") })
	s.await("the history", func() bool { return s.find("history.command").Text != "" })
}

func TestAContainerThatDoesntRunHasNoTerminal(t *testing.T) {
	s := newStage(t, scene{size: wide})
	for _, c := range s.state.now.Containers {
		s.press("containers.list.row." + c.ID)
		s.press("containers.detail.tab.terminal")
		s.await("something", func() bool { return s.sees("terminal.shell.sh") || !c.Running() })
		if got := s.sees("terminal.open"); got != (c.State == object.StateRunning) {
			t.Errorf("%s, %s: a terminal can be opened: %v", c.Name, c.State, got)
		}
		if c.State == object.StateExited && !s.shows(c.Name+" does not run") {
			t.Errorf("%s: it doesn't say why", c.Name)
		}
	}
}

func TestAnImageWithoutAShellOffersAHelper(t *testing.T) {
	s := newStage(t, scene{size: wide})
	s.desks.shells = map[string][]terminal.Shell{hash('c', 1): nil}
	s.press("containers.list.row." + hash('c', 1))
	s.press("containers.detail.tab.terminal")
	s.await("why there is no shell", func() bool { return s.shows("web has no shell") })
	s.openTerminal()
	if got := s.desks.images; len(got) != 1 || got[0] != "hello-world:latest" {
		t.Errorf("the helper is made from %q", got)
	}
}

func TestShortcutsGoToTheTerminalThatHasTheKeyboard(t *testing.T) {
	s := atTerminal(t, scene{size: wide})
	s.openTerminal()
	s.await("the prompt", func() bool { return s.screenShows("$") })
	ctrl := func(key fyne.KeyName) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl}
	}
	press := func(sc fyne.Shortcut) {
		for _, m := range s.menu.Items {
			for _, item := range m.Items {
				if item.Shortcut != nil && item.Shortcut.ShortcutName() == sc.ShortcutName() {
					item.Action()
				}
			}
		}
		s.drain()
	}
	press(ctrl(fyne.KeyK)) // the palette, elsewhere
	if s.sees("palette") || s.sees("palette.entry") {
		t.Error("the palette opens")
	}
	press(ctrl(fyne.Key4))
	if s.Page() != "volumes" {
		t.Errorf("Ctrl+4 leads to %s", s.Page())
	}
}

func TestClosingTheWindowHangsUp(t *testing.T) {
	s := atTerminal(t, scene{size: wide})
	s.openTerminal()
	s.await("the prompt", func() bool { return s.screenShows("$") })
	s.close()
	if !s.desks.last().hungUp() {
		t.Error("a terminal is left open")
	}
}

func TestWithoutAnEngineTheTerminalSaysSo(t *testing.T) {
	s := atTerminal(t, scene{size: wide})
	s.desks.refuse = errors.New("the engine does not answer")
	s.press("terminal.open")
	s.await("why", func() bool { return s.screenShows("The engine does not answer, so no terminal can be opened.") })
}

// TestTheTerminalLooksRight draws an open terminal and its form in every size and
// theme.
func TestTheTerminalLooksRight(t *testing.T) {
	for _, size := range sizes {
		for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
			s := atTerminal(t, scene{size: size, choice: choice})
			for _, shell := range []string{"sh", "attach", "helper"} {
				s.press("terminal.shell." + shell)
				s.picture(fmt.Sprintf("%.0f-terminal-%s-%s", size.Width, choice, shell))
				for _, fault := range faults(s) {
					t.Errorf("%v %s: %s", size, shell, fault)
				}
			}
			s.press("terminal.shell.bash")
			s.openTerminal()
			s.await("the prompt", func() bool { return s.screenShows("$") })
			s.typeText("ls --color\r\x1b[32mbin\x1b[m \x1b[34mdev\x1b[m \x1b[7m漢 ✓\x1b[m")
			s.await("the echo", func() bool { return s.screenShows("dev") })
			for range 10 { // it is painted a moment later
				time.Sleep(10 * time.Millisecond)
				s.drain()
			}
			s.picture(fmt.Sprintf("%.0f-terminal-%s-open", size.Width, choice))
			for _, fault := range faults(s) {
				t.Errorf("%v open: %s", size, fault)
			}
			s.close()
		}
	}
}

package window_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

func (s *stage) fill(image string) {
	s.press("containers.container.run")
	s.write("run.image", image)
	if image == "nginx:1.27" {
		s.await("its port is offered", func() bool { return s.sees("run.ports.0.container") })
	}
}

// reach goes on with the Tab key to a control, and presses Enter there.
func (s *stage) reach(id string) {
	s.t.Helper()
	for range 30 {
		if c, _ := s.tree().Focused(); c.ID == id {
			s.key(fyne.KeyReturn)
			return
		}
		s.win.Canvas().(interface{ FocusNext() }).FocusNext()
	}
	s.t.Fatalf("the keyboard doesn't come to %s:\n%s", id, s.tree())
}

// wait is a run that lasts until it is let go on or cancelled.
func wait(ctx context.Context, on chan struct{}, ref operations.Outcome) (operations.Outcome, error) {
	select {
	case <-on:
		return ref, nil
	case <-ctx.Done():
		return operations.Outcome{}, ctx.Err()
	}
}

func made(n int) operations.Outcome {
	return operations.Outcome{Created: object.Ref{Kind: object.KindContainer, ID: hash('c', n)}}
}

func TestTwoRunsAtOnceDontMix(t *testing.T) {
	s, w := running(t, scene{size: wide})
	first, second := make(chan struct{}), make(chan struct{})
	w.making = func(ctx context.Context, r spec.RunSpec, _ operations.RunOptions) (operations.Outcome, error) {
		if r.Detach {
			return wait(ctx, second, made(2))
		}
		return wait(ctx, first, made(3))
	}
	s.fill("nginx:1.27")
	s.press("run.detach.output")
	s.press("run.do")
	<-w.made
	if s.find("run.do").Enabled {
		t.Error("the same can be begun a second time")
	}
	s.OpenRun("nginx:1.27")
	s.await("the form is for another one", func() bool { return s.find("run.do").Enabled })
	s.press("run.do")
	<-w.made
	close(second)
	s.await("the second's page opens", func() bool { return s.Page() == "containers" && s.find("containers.detail.name").Text == "db" })
	if s.find("containers.detail.tab.logs").Selected {
		t.Error("the one in the background is watched")
	}
	close(first)
	s.await("both have ended", func() bool { return !s.Busy() && strings.Contains(s.find("history.outcome").Text, "s") })
	if got := s.find("containers.detail.name").Text; got != "db" {
		t.Errorf("the person is taken to %s", got)
	}
}

// pull tells of an image with as many layers as there are sizes, at some moment.
func pull(o operations.RunOptions, sizes ...int64) {
	o.Progress(operations.PullStep{Layer: "16", Status: "Pulling from library/postgres"})
	for i, size := range sizes {
		id := fmt.Sprintf("%012x", 0xa1b2c3d4e5+i*7919)
		step := operations.PullStep{Layer: id, Status: "Pulling fs layer"}
		o.Progress(step)
		switch i % 4 {
		case 0:
			step.Status = "Already exists"
		case 1:
			step.Status, step.Current, step.Total = "Downloading", size/3, size
		case 2:
			o.Progress(operations.PullStep{Layer: id, Status: "Downloading", Current: size, Total: size})
			step.Status, step.Current, step.Total = "Extracting", size/2, size
		case 3:
			step.Status = "Waiting"
		}
		o.Progress(step)
	}
}

func TestAPullIsShownLayerByLayerAndCanBeCancelled(t *testing.T) {
	s, w := running(t, scene{size: wide})
	w.making = func(ctx context.Context, _ spec.RunSpec, o operations.RunOptions) (operations.Outcome, error) {
		pull(o, 1e6, 30e6, 60e6)
		return wait(ctx, nil, made(3))
	}
	s.fill("postgres:16")
	s.press("run.do")
	<-w.made
	s.await("the last layer is shown", func() bool {
		return s.sees("run.pull.layer.2.state") && s.find("run.pull.layer.2.state").Text == "being unpacked"
	})
	for id, want := range map[string]string{
		"run.pull.title": "Fetching postgres:16", "run.pull.total": "70MB of 90MB here, 1 of 3 layers unpacked",
		"run.pull.layer.0.state": "was here already", "run.pull.layer.1.state": "on its way", "run.pull.layer.1.bytes": "10MB of 30MB", "run.pull.layer.2.bytes": "60MB",
	} {
		if got := s.find(id).Text; strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
	s.press("run.pull.cancel")
	s.await("nothing is under way", func() bool { return !s.sees("run.pull.title") && s.find("run.do").Enabled })
}

func TestAnImageThatDoesNotComeIsExplainedInTheForm(t *testing.T) {
	s, w := running(t, scene{size: wide})
	fails := true
	w.making = func(context.Context, spec.RunSpec, operations.RunOptions) (operations.Outcome, error) {
		if !fails {
			return made(3), nil
		}
		raw := `Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host`
		return operations.Outcome{}, &operations.Error{Op: "pull", Ref: object.Ref{Kind: object.KindImage, ID: "nginx:9"}, Name: "nginx:9", Raw: raw}
	}
	s.fill("nginx:9")
	s.press("run.do")
	<-w.made
	s.await("it is explained", func() bool { return s.sees("run.failed") })
	if got := s.find("run.failed").Text; !strings.Contains(got, "nginx:9 is not on this engine, and Docker Hub does not answer: nobody knows its name.") {
		t.Errorf("it says %q", got)
	}
	if s.shows("registry-1.docker.io") {
		t.Error("the engine's own words are not folded away")
	}
	s.press("run.failed.fold")
	if !s.shows("registry-1.docker.io") {
		t.Error("the engine's own words can't be read")
	}
	fails = false
	s.press("run.failed.fix.0") // what is here
	if got := s.find("run.image").Text; got != "nginx:1.27" || s.sees("run.failed") {
		t.Errorf("the form has %q:\n%s", got, s.tree())
	}
	s.await("it can be run", func() bool { return s.find("run.do").Enabled })
	s.press("run.do")
	if r := <-w.made; r.Image != "nginx:1.27" {
		t.Errorf("%s was run", r.Image)
	}
}

func TestWhatEndsAtOnceIsExplainedWhereThePersonIs(t *testing.T) {
	for name, c := range map[string]struct {
		how   string // the chip of how it runs
		end   operations.End
		title string
		says  []string
		quiet bool
	}{
		"an error":              {"background", operations.End{ExitCode: 3, Output: "no such table\n"}, "ended at once", []string{"exit code 3", "no such table", "Exit code 3, "}, false},
		"an error, watched":     {"output", operations.End{ExitCode: 3, Output: "no such table\n"}, "ended at once", []string{"no such table"}, false},
		"all well":              {"background", operations.End{Output: "hello\n"}, "did its work", []string{"hello", "runs only as long as its program"}, false},
		"all well, watched":     {"output", operations.End{Output: "hello\n"}, "", nil, true},
		"all well, and removed": {"output", operations.End{Output: "hello\n", Gone: true}, "did its work", []string{"hello", "It was removed"}, false},
		"a terminal left":       {"terminal", operations.End{}, "", nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, w := running(t, scene{size: wide})
			w.end = &c.end
			s.fill("nginx:1.27")
			s.press("run.detach." + c.how)
			s.press("run.do")
			<-w.made
			s.await("its page opens", func() bool { return s.Page() == "containers" })
			if c.quiet {
				s.drain()
				if s.sees("run.ended.words") {
					t.Errorf("it is explained:\n%s", s.tree())
				}
				return
			}
			s.await("it is explained", func() bool { return s.sees("run.ended.words") })
			for _, want := range append(c.says, c.title) {
				if !s.shows(want) {
					t.Errorf("it doesn't say %q:\n%s", want, s.tree())
				}
			}
			s.reach("run.ended.change")
			if s.Page() != "run" || s.find("run.image").Text != "nginx:1.27" {
				t.Errorf("its settings are not to be changed:\n%s", s.tree())
			}
		})
	}
}

func TestAPromptIsRunAgainWithATerminal(t *testing.T) {
	s, w := running(t, scene{size: wide})
	w.end = &operations.End{}
	s.fill("ubuntu")
	s.focus("run.section.program")
	s.key(fyne.KeySpace)
	s.write("run.program", "bash")
	s.press("run.do")
	<-w.made
	s.await("it is explained", func() bool { return s.sees("run.ended.fix.0") })
	if !s.shows("nobody could type anything") {
		t.Errorf("it isn't said why:\n%s", s.tree())
	}
	s.reach("run.ended.fix.0")
	if line := s.find("run.command").Text; !strings.Contains(line, "docker run -it") || !strings.HasSuffix(line, "ubuntu bash") {
		t.Errorf("the form says %s", line)
	}
}

func TestWhatDoesNotStartIsExplained(t *testing.T) {
	s, w := running(t, scene{size: wide})
	w.making = func(context.Context, spec.RunSpec, operations.RunOptions) (operations.Outcome, error) {
		return made(3), &operations.Error{Op: "start", Ref: made(3).Created, Name: "cache", Raw: `exec: "bahs": executable file not found in $PATH`}
	}
	s.fill("nginx:1.27")
	s.press("run.do")
	<-w.made
	s.await("it is explained", func() bool { return s.sees("run.ended.words") })
	if !s.shows("was made, but doesn't run") || !s.shows("There is no bahs in its image") || s.shows(`exec: "bahs"`) {
		t.Errorf("it says:\n%s", s.tree())
	}
	s.reach("run.ended.fold")
	if !s.shows(`exec: "bahs"`) {
		t.Errorf("the engine's own words don't unfold:\n%s", s.tree())
	}
	s.reach("run.ended.change")
	if got := s.find("run.do").Text; got != "Replace…" {
		t.Errorf("its button says %q", got)
	}
}

func TestPicturesOfWhatComesAfterRun(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return // nobody looks
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1440, 900)} {
			name := func(what string) string { return fmt.Sprintf("after-%s-%s-%.0f", what, choice, size.Width) }
			s, w := running(t, scene{choice: choice, size: size})
			w.making = func(ctx context.Context, _ spec.RunSpec, o operations.RunOptions) (operations.Outcome, error) {
				pull(o, 1e6, 30e6, 60e6, 12e6, 2e6, 42e6, 12e3, 80e6)
				return wait(ctx, nil, made(3))
			}
			s.fill("postgres:16")
			s.press("run.do")
			<-w.made
			s.await("the layers are shown", func() bool { return s.sees("run.pull.layer.3.state") })
			s.picture(name("pull"))
			s.press("run.pull.cancel")
			s.await("it has ended", func() bool { return s.find("run.do").Enabled })
			w.making = func(context.Context, spec.RunSpec, operations.RunOptions) (operations.Outcome, error) {
				raw := `Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host`
				return operations.Outcome{}, &operations.Error{Op: "pull", Name: "nginx:9", Raw: raw}
			}
			s.OpenRun("nginx:9")
			s.await("it can be run", func() bool { return s.find("run.do").Enabled })
			s.press("run.do")
			<-w.made
			s.await("it is explained", func() bool { return s.sees("run.failed") })
			s.press("run.failed.fold")
			s.picture(name("failed"))

			s, w = running(t, scene{choice: choice, size: size})
			w.end = &operations.End{ExitCode: 1, Output: "Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".\n"}
			s.fill("postgres:16")
			s.press("run.do")
			<-w.made
			s.await("it is explained", func() bool { return s.sees("run.ended.words") })
			s.picture(name("ended"))
		}
	}
}

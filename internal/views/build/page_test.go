package build

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	help "github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/settings"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/theme/projector"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
)

const recipe = `FROM golang:1.26 AS compile
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /out/shop ./cmd/shop

FROM node:22 AS pages
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci
COPY web .
RUN npm run build

FROM debian:12 AS docs
RUN apt-get update && apt-get install -y pandoc

FROM scratch
COPY --from=compile /out/shop /shop
COPY --from=pages /web/dist /pages
ENV PORT=8080
EXPOSE 8080
USER 10001
ENTRYPOINT ["/shop"]
`

// stage is the page in a window in memory. The test's goroutine is the main one.
type bench struct {
	t    *testing.T
	win  fyne.Window
	p    *Page
	job  *Job
	kept *settings.Store
	now  time.Time
	told []string

	mu    sync.Mutex
	queue []func()
}

func (b *bench) post(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = append(b.queue, f)
}

func (b *bench) drain() {
	for {
		b.mu.Lock()
		queue := b.queue
		b.queue = nil
		b.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, f := range queue {
			f()
		}
	}
}

func open(t *testing.T, choice theme.Choice, size fyne.Size) *bench {
	t.Helper()
	b := &bench{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	b.kept, _ = settings.Open("")
	var work sync.WaitGroup
	t.Cleanup(work.Wait)
	host := &page.Host{
		Post: b.post, Now: func() time.Time { return b.now }, Settings: b.kept, Focus: func(fyne.Focusable) {},
		Go:   func(f func(context.Context)) { work.Go(func() { f(t.Context()) }) },
		Copy: func(text string) { b.told = append(b.told, text) },
	}
	b.p = New(host, Options{
		Build:   func(_ spec.BuildSpec, j *Job) { b.job = j; j.Began(func() { b.told = append(b.told, "cancelled") }) },
		Run:     func(image string) { b.told = append(b.told, "run "+image) },
		Explain: func(string, command.Command, int) {}, Say: func(words string) { b.told = append(b.told, words) },
	})
	b.win = test.NewTempWindow(t, b.p.Content())
	b.win.SetPadded(false)
	b.win.Resize(size)
	b.p.Update(&object.Snapshot{Link: object.LinkLive, Images: []*object.Image{{ID: "sha256:go", Tags: []string{"golang:1.26"}, Size: 815e6}, {ID: "sha256:new", Tags: []string{"shop:1"}, Size: 14e6}}})
	b.p.Shown()
	b.drain()
	return b
}

func (b *bench) choose(text string) {
	b.t.Helper()
	dir := filepath.Join(b.t.TempDir(), "shop")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if text != "" {
		if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(text), 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	b.p.choose(dir)
	b.await("the Dockerfile is read", func() bool { return b.p.text != nil || b.p.planErr != nil })
}

func (b *bench) await(what string, is func() bool) {
	b.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		b.drain()
		if is() {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("it never came to be that %s", what)
		}
	}
}

func (b *bench) text(id string) string {
	c, _ := uisocket.Walk(b.win.Canvas()).Find(id)
	if !c.Visible {
		return ""
	}
	return c.Text
}

// tell tells how far it is: the first n steps that do something are over.
func (b *bench) tell(states ...build.State) {
	at := b.p.plan
	at.Stages = append([]build.Stage(nil), at.Stages...)
	n := 0
	for i := range at.Stages {
		at.Stages[i].Steps = append([]build.Step(nil), at.Stages[i].Steps...)
		for j := range at.Stages[i].Steps {
			s := &at.Stages[i].Steps[j]
			switch {
			case !at.Stages[i].Needed:
				s.State = build.Skipped
			case s.Setting:
			case n < len(states):
				s.State = states[n]
				s.Started, s.Ended = b.now.Add(-2300*time.Millisecond), b.now
				if s.State == build.Running {
					s.Ended = time.Time{}
				}
				if s.State == build.Failed {
					s.Error = "process \"/bin/sh -c npm ci\" did not complete successfully: exit code: 1"
				}
				for k := range 30 {
					s.Log = append(s.Log, fmt.Sprintf("\x1b[32m%d\x1b[0m packages of 30 are here", k+1))
				}
				n++
			}
		}
	}
	b.job.Told(at)
	b.drain()
}

func (b *bench) look(name string) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := png.Encode(f, b.win.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}

const (
	cached = build.Cached
	done   = build.Done
	runs   = build.Running
)

func TestABuildInPictures(t *testing.T) {
	for _, c := range []struct {
		name  string
		theme theme.Choice
		size  fyne.Size
	}{
		{"light-1024", theme.Light, fyne.NewSize(560, 632)},
		{"dark-1280", theme.Dark, fyne.NewSize(816, 732)},
		{"light-1920", theme.Light, fyne.NewSize(1456, 1012)},
		{"projector", theme.Light, fyne.NewSize(1202, 459)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if os.Getenv("DOCKDESK_LOOK") == "" && c.name != "dark-1280" {
				return // only to be looked at
			}
			b := open(t, c.theme, c.size)
			if c.name == "projector" {
				s := projector.For(720, 4)
				scale := s.Scale(14)
				fyne.CurrentApp().Settings().SetTheme(theme.Projector(s, scale))
				t.Cleanup(func() { fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Light)) })
				b.win.Resize(fyne.NewSize(c.size.Width/float32(scale), c.size.Height/float32(scale)))
			}
			b.look(c.name + "-empty")
			b.choose(recipe)
			if got := b.text("build.step.0.0"); got != "FROM golang:1.26 AS compile waiting" {
				t.Errorf("the first step says %q", got)
			}
			b.look(c.name + "-plan")
			b.p.start()
			b.tell(cached, cached, cached, cached, done, runs, done, runs)
			if got := b.text("build.result"); !strings.Contains(got, "4 of 12 steps, 3 from the cache") {
				t.Errorf("it says %q", got)
			}
			b.look(c.name + "-running")
			b.tell(cached, cached, cached, cached, done, done, cached, cached, cached, cached, cached, cached, done, done)
			b.job.Ended(Outcome{Made: object.Ref{Kind: object.KindImage, ID: "sha256:new"}})
			b.drain()
			if got := b.text("build.words"); c.name != "projector" && (!strings.Contains(got, "8 of 12 steps were cached") || !strings.Contains(got, "line 5") || !strings.Contains(got, "a file that it copies")) {
				t.Errorf("afterwards it says %q", got)
			}
			b.look(c.name + "-done")
			b.p.start()
			b.tell(cached, cached, cached, cached, cached, cached, done, done, done, build.Failed)
			b.job.Ended(Outcome{Failure: &help.Case{Diagnosis: help.Explain(help.Failure{Op: "build", Raw: "exit code: 1\nnpm: network is unreachable"}), Do: func(help.Remedy) {}}})
			b.drain()
			if got := b.text("build.result"); !strings.Contains(got, "line 11 failed") {
				t.Errorf("of the failure it says %q", got)
			}
			b.look(c.name + "-failed")
			b.p.tabs.Select("dockerfile")
			b.drain()
			if got := b.text("build.dockerfile.failed"); !strings.Contains(got, "Line 11 failed") {
				t.Errorf("the Dockerfile says %q", got)
			}
			b.look(c.name + "-dockerfile")
			b.p.tabs.Select("settings")
			b.p.edit(func(s *spec.BuildSpec) {
				s.Args = []spec.Env{{Key: "VERSION", Value: "2", HasValue: true}, {Key: "API_TOKEN", Value: "hunter2", HasValue: true}}
				s.Secrets = []spec.Secret{{ID: "npm", File: "npmrc"}}
				s.Target, s.NoCache = "compile", true
			})
			b.p.form.pull()
			b.drain()
			b.look(c.name + "-settings")
			b.p.tabs.Select("past")
			b.look(c.name + "-past")
		})
	}
}

func TestEarlierBuildsAreKeptWithoutSecrets(t *testing.T) {
	b := open(t, theme.Light, fyne.NewSize(800, 700))
	b.choose("FROM lab:1\nARG API_TOKEN=x\nRUN echo hello\n")
	b.p.edit(func(s *spec.BuildSpec) { s.Args = []spec.Env{{Key: "API_TOKEN", Value: "hunter2", HasValue: true}} })
	for i := range mostPast + 3 {
		b.p.start()
		b.tell(cached, done)
		b.job.Ended(Outcome{Made: object.Ref{Kind: object.KindImage, ID: fmt.Sprint("sha256:", i)}})
		b.drain()
	}
	text := b.kept.Get(pastKey)
	if strings.Contains(text, "hunter2") || strings.Contains(text, "echo hello") {
		t.Errorf("it keeps %s", text)
	}
	again := readPast(b.kept)
	if len(again.Builds) != mostPast || again.Builds[0].State != "built" || again.Builds[0].Spec.Tags[0] != "shop:1" {
		t.Errorf("%d builds are kept: %+v", len(again.Builds), again.Builds[:1])
	}
	// The next line is another: that is why it is done again.
	b.choose("FROM lab:1\nARG API_TOKEN=x\nRUN echo world\n")
	b.kept.Set(pastKey, "{broken")
	if got := readPast(b.kept); len(got.Builds) != 0 {
		t.Error("what can't be read was read")
	}
}

func TestWhyAStepWasDoneAgain(t *testing.T) {
	plan, err := build.PlanOf([]byte("FROM lab:1\nRUN a\nCOPY . .\nRUN b\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	set := func(states ...build.State) build.Picture {
		p := plan
		p.Stages = []build.Stage{plan.Stages[0]}
		p.Stages[0].Steps = append([]build.Step(nil), plan.Stages[0].Steps...)
		for i, s := range states {
			p.Stages[0].Steps[i].State = s
		}
		return p
	}
	before := marks(plan)
	other := marks(plan)
	other[0][1] = "x"
	for _, c := range []struct {
		name    string
		p       build.Picture
		before  [][]string
		noCache bool
		want    string
	}{
		{"all of it", set(cached, cached, cached, cached), before, false, "Every step was cached"},
		{"a file", set(cached, cached, done, done), before, false, "a file that it copies is new or has changed"},
		{"a line", set(cached, done, done, done), other, false, "its line has changed"},
		{"an argument", set(cached, done, done, done), before, false, "an argument it uses has changed"},
		{"nothing known", set(done, done, done, done), nil, false, "none of it was built here before"},
		{"by wish", set(done, done, done, done), nil, true, "as the settings say"},
	} {
		if got := built(c.p, c.before, c.noCache); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestStagesStandRightOfWhatTheyStandOn(t *testing.T) {
	plan, err := build.PlanOf([]byte(recipe), "")
	if err != nil {
		t.Fatal(err)
	}
	cards, arrows, width, _ := arrange(plan, 1000, 46, 28)
	if len(arrows) != 2 || cards[3].column != 1 || cards[0].column != 0 || cards[1].y <= cards[0].y || width > 1000+1 {
		t.Errorf("%+v %+v %v", cards, arrows, width)
	}
	for i, a := range cards {
		for _, b := range cards[i+1:] {
			if a.x < b.x+b.width && b.x < a.x+a.width && a.y < b.y+b.height && b.y < a.y+a.height {
				t.Errorf("stages %d and %d overlap", a.stage, b.stage)
			}
		}
	}
}

func TestTheArrowKeysGoThroughThePicture(t *testing.T) {
	b := open(t, theme.Light, fyne.NewSize(1200, 900))
	b.choose(recipe)
	g := b.p.picture.graph
	g.FocusGained()
	for _, k := range []struct {
		key  fyne.KeyName
		want place
	}{
		{fyne.KeyDown, place{0, 1}}, {fyne.KeyEnd, place{0, 5}}, {fyne.KeyDown, place{1, 0}}, {fyne.KeyUp, place{0, 5}},
		{fyne.KeyRight, place{3, 5}}, {fyne.KeyLeft, place{0, 5}}, {fyne.KeyHome, place{0, 0}},
	} {
		g.TypedKey(&fyne.KeyEvent{Name: k.key})
		if g.at != k.want {
			t.Errorf("%s: it is at %v, want %v", k.key, g.at, k.want)
		}
	}
}

func TestCancelAndWhatCantBeBuilt(t *testing.T) {
	b := open(t, theme.Light, fyne.NewSize(800, 700))
	b.p.start()
	if b.job != nil {
		t.Fatal("nothing was built of no folder")
	}
	b.choose("")
	if b.p.planErr == nil || !errors.As(b.p.planErr, new(*build.Error)) {
		t.Errorf("without a Dockerfile: %v", b.p.planErr)
	}
	b.choose("FROM lab:1\nRUN x\n")
	b.p.edit(func(s *spec.BuildSpec) { s.Tags = []string{"Shop:1"} })
	b.drain()
	if got := b.text("build.why"); !strings.Contains(got, "small letters") {
		t.Errorf("of a wrong name it says %q", got)
	}
	b.p.edit(func(s *spec.BuildSpec) { s.Tags = []string{"shop:1"} })
	b.p.start()
	b.tell(cached, runs)
	b.p.giveUp()
	if len(b.told) != 1 || b.told[0] != "cancelled" {
		t.Errorf("cancelling told %q", b.told)
	}
	b.job.Ended(Outcome{Canceled: true})
	b.drain()
	if got := b.text("build.result"); !strings.Contains(got, "given up") {
		t.Errorf("it says %q", got)
	}
}

package run_test

import (
	"context"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/run"
	"github.com/dockdesk/dockdesk/internal/views/settings"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// crowd is an engine with a thousand containers.
func crowd() *object.Snapshot {
	s := &object.Snapshot{Seq: 1, Link: object.LinkLive, Engine: object.Engine{APIVersion: "1.47"}}
	for i := range 1000 {
		s.Containers = append(s.Containers, &object.Container{
			ID: fmt.Sprintf("c%063d", i), Name: fmt.Sprintf("worker-%d", i), State: object.StateRunning,
			Ports: []object.Port{{IP: "0.0.0.0", Public: uint16(20000 + i), Private: 80, Proto: "tcp"}},
		})
	}
	for i := range 200 {
		s.Images = append(s.Images, &object.Image{ID: fmt.Sprintf("sha256:%064d", i), Tags: []string{fmt.Sprintf("app-%d:1", i)}})
	}
	return s
}

func form(b *testing.B) (*run.Page, fyne.Window) {
	app := test.NewTempApp(b)
	app.Settings().SetTheme(theme.New(theme.Light))
	win := test.NewTempWindow(b, nil)
	kept, _ := settings.Open("")
	host := &page.Host{
		Post: func(f func()) { f() }, Settings: kept, Focus: func(f fyne.Focusable) { win.Canvas().Focus(f) },
		Go: func(f func(context.Context)) {},
	}
	p := run.New(host, run.Options{
		Layer: modal.NewLayer(win.Canvas(), nil), Explain: func(string, command.Command, int) {}, Say: func(string) {},
	})
	win.SetContent(p.Content())
	win.Resize(fyne.NewSize(816, 680))
	return p, win
}

// BenchmarkOpen opens the form on an engine with 1,000 containers: 100 ms at most.
func BenchmarkOpen(b *testing.B) {
	s := crowd()
	for b.Loop() {
		p, _ := form(b)
		p.Update(s)
		p.Open(spec.RunSpec{Image: "app-7:1", Detach: true}, "")
	}
}

// BenchmarkKeystroke types into the name of a container with ten settings: 16 ms
// at most for command, checks and sentences on the main goroutine.
func BenchmarkKeystroke(b *testing.B) {
	p, win := form(b)
	p.Update(crowd())
	s := spec.RunSpec{Image: "app-7:1", Name: "worker-7", Detach: true, Memory: "64m", CPUs: "0.5", Hostname: "front"}
	for i := range 5 {
		s.Ports = append(s.Ports, spec.Port{Host: fmt.Sprint(20000 + i), Container: "80"})
		s.Env = append(s.Env, spec.Env{Key: fmt.Sprintf("KEY_%d", i), Value: "value", HasValue: true})
	}
	p.Open(s, "")
	letters := []rune("abcdefgh")
	i := 0
	for b.Loop() {
		win.Canvas().Focused().TypedRune(letters[i%len(letters)])
		i++
		if i%8 == 0 {
			b.StopTimer()
			win.Canvas().Focused().(interface{ SetText(string) }).SetText("app-7:1")
			b.StartTimer()
		}
	}
}

// Package shots writes pictures of the window's pages with Fyne's software
// renderer: no screen and no X server are needed. People use them for slides
// and hand-outs, tests and reviews to look.
//
// It must know no page: it shows one after the other as a person would.
package shots

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/window"
)

// Options say what is drawn, and how large.
type Options struct {
	Dir           string // for the pictures; made if missing
	Width, Height int    // px
	Theme         theme.Choice
	Projector     int            // how many heights away the back row is; 0 for no projector
	Show          window.Options // what the window is given; what it is drawn with is added
}

// The times to wait: for the engine's lists, and for figures and answers to
// arrive on a page.
const (
	connectTime = 15 * time.Second
	settleTime  = 3500 * time.Millisecond
)

// Write draws every page and gives the names of the files. If the engine does
// not answer, the pages are drawn as they are then.
func Write(ctx context.Context, o Options) ([]string, error) {
	if o.Theme == "" || o.Theme == theme.System {
		o.Theme = theme.Light
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder for the pictures: %w", err)
	}
	app := test.NewApp()
	defer app.Quit()
	app.Settings().SetTheme(theme.New(o.Theme))
	win := test.NewWindow(nil)
	defer win.Close()
	q := newQueue()
	show := o.Show
	show.App, show.Window, show.Post, show.Screen = app, win, q.post, screen{win}
	w := window.New(ctx, show)
	defer w.Close()
	win.SetPadded(false)
	win.SetMainMenu(nil)
	win.Resize(fyne.NewSize(float32(o.Width), float32(o.Height)))
	if o.Projector > 0 {
		show.Settings.Set("projector.distance", strconv.Itoa(o.Projector))
		o.Theme = "projector"
		w.Project(true)
	}
	q.run(ctx, connectTime, func() bool { return o.Show.State.Snapshot().Link != object.LinkConnecting })
	return o.pages(ctx, win, w, q)
}

func (o Options) pages(ctx context.Context, win fyne.Window, w *window.Window, q *queue) ([]string, error) {
	var files []string
	draw := func(id string) error {
		q.run(ctx, settleTime, func() bool { return false })
		if ctx.Err() != nil {
			return ctx.Err()
		}
		file := filepath.Join(o.Dir, fmt.Sprintf("%s-%s.png", id, o.Theme))
		files = append(files, file)
		return save(file, win)
	}
	for _, id := range w.Pages() {
		w.GoTo(id)
		if err := draw(id); err != nil {
			return files, err
		}
	}
	if image := shown(o.Show.State.Snapshot()); image != "" {
		w.OpenRun(image)
		return files, draw("run")
	}
	return files, nil
}

// shown is the image that the form is drawn with: one that brings a port, if there
// is one, so that the form has something to show.
func shown(s *object.Snapshot) string {
	name := ""
	for _, i := range s.Images {
		if i.Dangling() {
			continue
		}
		if name == "" {
			name = i.Name()
		}
		for _, c := range s.Containers {
			if c.ImageID == i.ID && len(c.Ports) > 0 {
				return i.Name()
			}
		}
	}
	return name
}

// screen is the window's, drawn in memory.
type screen struct{ win fyne.Window }

// Scale implements window.Screen.
func (s screen) Scale(px float64) {
	if px == 0 {
		px = 1
	}
	s.win.Canvas().(test.WindowlessCanvas).SetScale(float32(px))
}

func save(file string, win fyne.Window) error {
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("write a picture: %w", err)
	}
	if err := errors.Join(png.Encode(f, win.Canvas().Capture()), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(file), err)
	}
	return nil
}

// queue takes what is posted, and runs it on the goroutine that calls run. The
// test driver would run it on the goroutine of whoever posts.
type queue struct {
	mu   sync.Mutex
	work []func()
	more chan struct{}
}

func newQueue() *queue { return &queue{more: make(chan struct{}, 1)} }

func (q *queue) post(f func()) {
	q.mu.Lock()
	q.work = append(q.work, f)
	q.mu.Unlock()
	select {
	case q.more <- struct{}{}:
	default:
	}
}

// take gives what was posted since the last time.
func (q *queue) take() []func() {
	q.mu.Lock()
	defer q.mu.Unlock()
	work := q.work
	q.work = nil
	return work
}

// run runs what is posted until enough says so, the time is over or ctx ends.
func (q *queue) run(ctx context.Context, longest time.Duration, enough func() bool) {
	end := time.NewTimer(longest)
	defer end.Stop()
	for {
		for _, f := range q.take() {
			f()
		}
		if enough() {
			return
		}
		select {
		case <-q.more:
		case <-end.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

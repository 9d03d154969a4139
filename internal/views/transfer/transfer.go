// Package transfer shows images on their way: the question which one is to be
// pulled, with what its registry says of it, and then each layer with how far it
// is and how fast, coming here or going there.
//
// It must know neither how an image is carried nor who asks a registry: both are
// handed in.
package transfer

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/frame"
	"github.com/dockdesk/dockdesk/internal/views/layerrows"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Options are what a Transfer is made of.
type Options struct {
	Layer *modal.Layer
	Post  func(func()) // runs on the main goroutine
	Now   func() time.Time
	Title string // "Pulling nginx:1.27"
	Up    bool   // it goes to a registry
	Icon  string
	Topic string
	// Begin carries it, or takes it up again where it was held. Its news go to
	// Step, its end, with the number of the try, to Ended. It gives what cancels it.
	Begin func(t *Transfer, try int) (cancel func())
}

// Transfer is one image on its way. It belongs to the main goroutine, except Step.
// Its dialog can be closed without an end to it.
type Transfer struct {
	o      Options
	dialog *modal.Dialog
	news   *frame.Pump[operations.Fetching]
	cancel func()

	mu    sync.Mutex
	fetch operations.Fetching
	told  time.Time

	layers []*layerrows.Row
	list   *modal.Stack
	bar    *widgets.Progress
	total  *widgets.Text
	pause  *widgets.Button
	hide   *widgets.Button
	stop   *widgets.Button
	rate   rate
	try    int  // how often it was begun
	held   bool // by the person, who may go on
	over   bool
}

// measures in px at scale 1.
const (
	wide       = 620
	layersSeen = 9 // at once
)

// tellEvery is how often bytes are shown: each time the window is painted anew.
const tellEvery = 150 * time.Millisecond

// Start begins to carry an image and shows how far it is, unless it is done
// before anybody could read that.
func Start(o Options) *Transfer {
	t := &Transfer{o: o, list: modal.NewStack(0), bar: widgets.NewProgress("transfer.progress"), total: widgets.MutedText("")}
	t.total.ID, t.total.Truncate = "transfer.total", true
	t.total.SetText("Asking the registry.")
	t.news = frame.New(o.Post, func(f operations.Fetching) {
		if !t.over && !t.held {
			t.show(f)
		}
	})
	t.pause = t.button("transfer.pause", "Pause", "pause", t.toggle)
	t.stop = t.button("transfer.cancel", "Cancel", "", t.giveUp)
	t.hide = t.button("transfer.hide", "Go on in the background", "", func() { t.dialog.Close() })
	t.dialog = &modal.Dialog{
		ID: "transfer", Title: o.Title, Icon: o.Icon, Width: wide, First: t.hide,
		Body:     modal.NewStack(10, t.bar, t.total, t.list),
		Footer:   container.New(layout.NewCustomPaddedHBoxLayout(10), t.pause, layout.NewSpacer(), t.stop, t.hide),
		OnClosed: t.closed,
	}
	t.begin()
	time.AfterFunc(showAfter, func() {
		o.Post(func() {
			if !t.over && !t.held && !o.Layer.Open() {
				o.Layer.Show(t.dialog)
			}
		})
	})
	return t
}

// showAfter is how long it must last to be worth a dialog.
const showAfter = 400 * time.Millisecond

func (t *Transfer) button(id, words, icon string, tap func()) *widgets.Button {
	b := widgets.NewButton(id, words, icon, widgets.Ordinary, tap)
	b.Topic = t.o.Topic
	return b
}

// Step hears how far it is. It may be called by any goroutine.
func (t *Transfer) Step(s operations.PullStep) {
	t.mu.Lock()
	defer t.mu.Unlock()
	same := slices.ContainsFunc(t.fetch.Layers, func(l operations.Layer) bool { return l.ID == s.Layer && l.Status == s.Status })
	t.fetch.Add(s)
	if now := time.Now(); !same || now.Sub(t.told) >= tellEvery {
		t.told = now
		next := t.fetch
		next.Layers = slices.Clone(next.Layers)
		t.news.Send(next)
	}
}

func (t *Transfer) begin() {
	t.try++
	t.cancel = t.o.Begin(t, t.try)
}

// Ended says that a try is over, well or not: the dialog goes, and seen is whether
// there was one. The end of a try that a person has held is none.
func (t *Transfer) Ended(try int) (seen, over bool) {
	if t.held || t.over || try != t.try {
		return false, false
	}
	t.over = true
	seen = t.dialog.Shown()
	t.dialog.Close()
	return seen, true
}

func (t *Transfer) toggle() {
	if !t.held {
		t.held = true
		t.cancel()
		t.total.SetText("Held. " + map[bool]string{
			true:  "Layers that have arrived stay in the registry; Resume sends the rest.",
			false: "Resume fetches what the engine has not kept.",
		}[t.o.Up])
	} else {
		t.held = false
		t.mu.Lock()
		t.fetch = operations.Fetching{}
		t.mu.Unlock()
		t.layers, t.rate = nil, rate{}
		t.total.SetText("Asking the registry.")
		t.begin()
	}
	t.pause.SetText(map[bool]string{true: "Resume", false: "Pause"}[t.held])
	t.pause.SetIcon(map[bool]string{true: "play", false: "pause"}[t.held])
	t.hide.SetDisabled(t.held)
	t.dialog.Refit()
}

func (t *Transfer) giveUp() {
	if !t.held {
		t.stop.SetDisabled(true)
		t.cancel()
		return
	}
	t.dialog.Close()
}

// closed is Esc, too: one that is held is given up then, the others go on.
func (t *Transfer) closed() {
	t.over = t.over || t.held
}

// show shows how far it is.
func (t *Transfer) show(f operations.Fetching) {
	if len(f.Layers) == 0 {
		return
	}
	fresh := len(f.Layers) != len(t.layers)
	for i, l := range f.Layers {
		if i == len(t.layers) {
			t.layers = append(t.layers, layerrows.New(fmt.Sprintf("transfer.layer.%d", i)))
		}
		t.layers[i].Set(l)
	}
	t.total.SetText(t.words(f))
	if fresh {
		t.fill()
		t.dialog.Refit()
	}
}

// words say in one line how far the whole is, and how fast.
func (t *Transfer) words(f operations.Fetching) string {
	here, size, known := f.Bytes()
	done, all := f.Done()
	t.bar.Set(float64(done) / float64(max(all, 1)))
	words := fmt.Sprintf("%d of %s %s", done, format.Count(all, "layer"), map[bool]string{true: "there", false: "unpacked"}[t.o.Up])
	verb := map[bool]string{true: "sent", false: "here"}[t.o.Up]
	switch {
	case known:
		words = fmt.Sprintf("%s of %s %s, ", format.Size(here), format.Size(size), verb) + words
		t.bar.Set(float64(here) / float64(size))
	case here > 0:
		words = format.Size(here) + " " + verb + ", " + words
	}
	if speed := t.rate.add(t.o.Now(), here); speed > 0 && here < size {
		words += ", " + format.Size(int64(speed)) + " a second"
	}
	return words + "."
}

// fill puts the rows into a scroller that is no higher than some of them.
func (t *Transfer) fill() {
	rows := make([]fyne.CanvasObject, len(t.layers))
	for i, l := range t.layers {
		rows[i] = l.Object
	}
	high := float32(min(len(rows), layersSeen)) * layerrows.Height
	t.list.Set(widgets.Sized(widgets.NewScroll(container.New(&layerrows.Layout{}, rows...)), 0, high))
}

// rate is how fast bytes come, over the last seconds.
type rate struct {
	at    []time.Time
	bytes []int64
}

// over is how long a rate looks back.
const over = 3 * time.Second

// add takes a reading in, and gives bytes a second; 0 while nobody can tell.
func (r *rate) add(now time.Time, bytes int64) float64 {
	r.at, r.bytes = append(r.at, now), append(r.bytes, bytes)
	for len(r.at) > 2 && now.Sub(r.at[1]) > over {
		r.at, r.bytes = r.at[1:], r.bytes[1:]
	}
	span := now.Sub(r.at[0]).Seconds()
	if span < 0.3 {
		return 0
	}
	return float64(bytes-r.bytes[0]) / span
}

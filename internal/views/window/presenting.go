package window

import (
	"os/user"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/echo"
	"github.com/dockdesk/dockdesk/internal/views/presenter"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// presenting is what somebody who stands before a room has in the window.
type presenting struct {
	strip  *presenter.Strip
	stage  *presenter.Stage
	made   []object.Ref // before this room, oldest first
	lesson string       // the value of the label on what is made; see demo.go
	lit    int          // the part the spotlight is on, from 1; 0 for none
	still  bool         // lists keep their order
	shown  *time.Timer  // ends showing what is masked
	hush   func()       // ends hearing of clicks and keys
}

func (w *Window) newPresenting() {
	p := &w.presenting
	p.stage = presenter.NewStage(w.o.Post)
	p.strip = presenter.New(presenter.Options{
		Now: w.o.Now, Post: w.o.Post, Topic: func() *guide.Topic { return w.shell.Guide().Topic() },
		Reveal: w.reveal, Freeze: w.freeze, Spotlight: w.spotlight, Reset: w.reset,
	})
}

// present begins to hear what a room should see, and masks what it should not.
func (w *Window) present(on bool) {
	p := &w.presenting
	if p.hush != nil {
		p.hush()
		p.hush = nil
	}
	discreet.Mask(on)
	if !on {
		discreet.Reveal(false)
		if p.shown != nil {
			p.shown.Stop()
		}
		p.lit = 0
		p.stage.Dark()
		p.strip.Lit(false)
		return
	}
	if u, err := user.Current(); err == nil {
		secret.Person(u.Username)
	}
	p.hush = echo.Watch(&echo.Watcher{Click: p.stage.Click, Key: p.strip.Key})
}

// reveal shows what is masked for as long as it is on.
func (w *Window) reveal(on bool) {
	discreet.Reveal(on)
	widgets.Repaint(w.shell.Object())
}

// revealFor shows what is masked for a while: for who can't hold a button.
func (w *Window) revealFor() {
	w.reveal(true)
	w.presenting.shown = time.AfterFunc(5*time.Second, func() { w.o.Post(func() { w.reveal(false) }) })
}

func (w *Window) freeze(on bool) {
	w.presenting.still = on
	w.holdStill()
}

// holdStill lets the list of the page keep its order, or not.
func (w *Window) holdStill() {
	if p, ok := w.shell.Current().(interface{ Freeze(bool) }); ok {
		p.Freeze(w.presenting.still)
	}
}

// spotlight goes on to the next part of the window: the list, the object, the
// command; after the last it ends.
func (w *Window) spotlight() bool {
	parts := []fyne.CanvasObject{w.shell.Current().Content()}
	if p, ok := w.shell.Current().(interface{ Regions() []fyne.CanvasObject }); ok {
		parts = p.Regions()
	}
	parts = append(parts, w.shell.Captioned())
	p := &w.presenting
	for p.lit++; p.lit <= len(parts); p.lit++ {
		o := parts[p.lit-1]
		if o.Visible() && o.Size().Width > 1 {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
			origin := fyne.CurrentApp().Driver().AbsolutePositionForObject(w.shell.Object())
			p.stage.Light(at.Subtract(origin), o.Size(), w.shell.Object().Size().SubtractWidthHeight(0, theme.Size(theme.SizeStatus)))
			return true
		}
	}
	p.lit = 0
	p.stage.Dark()
	return false
}

// unlight ends the spotlight, after what it was on has gone.
func (w *Window) unlight() {
	if w.presenting.lit > 0 {
		w.presenting.lit = 0
		w.presenting.stage.Dark()
		w.presenting.strip.Lit(false)
	}
}

// remember remembers what was made from this window before a room.
func (w *Window) remember(ref object.Ref) {
	if ref.ID != "" && w.far.on {
		w.presenting.made = append(w.presenting.made, ref)
	}
}

// undoing is what a reset removes, in this order: containers use the others.
var undoing = []struct {
	kind   object.Kind
	action action.ID
}{{object.KindContainer, "container.remove"}, {object.KindNetwork, "network.remove"}, {object.KindVolume, "volume.remove"}}

// reset asks to remove what was made in this lesson, kind by kind.
func (w *Window) reset() { w.resetFrom(0) }

// resetFrom is reset from one kind on.
func (w *Window) resetFrom(begin int) {
	if w.layer.Open() {
		return
	}
	snap := w.o.State.Snapshot()
	for i := begin; i < len(undoing); i++ {
		k := undoing[i]
		ids := w.ofLesson(snap, k.kind)
		if len(ids) == 0 {
			continue
		}
		a, on := action.Must(k.action), action.On{Kind: k.kind, IDs: ids, Snapshot: snap}
		v := a.Defaults(on)
		if k.kind == object.KindContainer {
			v["remove.force"] = action.Yes
		}
		w.performer.Ask(a, on, v, func() { w.resetFrom(i + 1) })
		return
	}
	if begin == 0 {
		w.notice("Nothing that was made in this lesson is left.", theme.Muted)
	}
}

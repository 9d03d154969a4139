// Package modal is the layer in which dialogs lie over the window: a veil over
// what is behind, a card that never leaves the screen, and a keyboard that
// stays in the card until it closes and then goes back to where it was.
//
// It must know nothing of what a dialog is about; package dialogs and others
// fill it. Everything in it belongs to the main goroutine.
package modal

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Layer shows dialogs over one window, one on top of the other.
type Layer struct {
	canvas fyne.Canvas
	aside  func() float32
	open   []*overlay

	keys  func(*fyne.KeyEvent) // the window's own, while a dialog is open
	runes func(rune)
}

// NewLayer makes a layer. aside is how much of the window's right side the veil
// and the cards leave free, so that what explains the dialog stays readable;
// nil for nothing.
func NewLayer(c fyne.Canvas, aside func() float32) *Layer {
	if aside == nil {
		aside = func() float32 { return 0 }
	}
	return &Layer{canvas: c, aside: aside}
}

// Place says where a card stands.
type Place int

// The places.
const (
	Center Place = iota
	Top          // near the upper edge, for what is typed into
	Corner       // in the lower right corner, at what it hangs on
	Bottom       // along the lower edge, as wide as there is room
	At           // with its corner at Dialog.At, without a veil: a menu
)

// Dialog is one card.
type Dialog struct {
	ID    string // of the card, for tests and lessons
	Title string // "" for none
	Icon  string // before the title; "" for none
	Grave bool   // the icon is in the colour of danger

	Body   fyne.CanvasObject // with Fit(width) or HeightAt(width) if its height depends on that
	Footer fyne.CanvasObject // nil for none
	Width  float32           // px at scale 1, less where there is no room
	Height float32           // for Bottom: the share of the window's height, 0…1
	Place  Place
	At     fyne.Position // of the card's corner, for the place At
	Bare   bool          // the body fills the card and scrolls by itself

	First    fyne.Focusable // what has the keyboard at first
	OnEnter  func()         // Enter, where the focused control has no use for it
	OnClosed func()         // after it has closed, however it did
	// Outside closes it at a click beside the card: nothing would be lost.
	Outside bool

	shown *overlay
}

// Show opens a dialog over all others.
func (l *Layer) Show(d *Dialog) {
	if d.shown != nil {
		return
	}
	o := newOverlay(l, d)
	d.shown = o
	o.before = l.canvas.Focused()
	if o.before != nil {
		l.canvas.Unfocus() // Fyne would not tell it
	}
	if len(l.open) == 0 {
		l.keys, l.runes = l.canvas.OnTypedKey(), l.canvas.OnTypedRune()
		l.canvas.SetOnTypedKey(l.key)
		l.canvas.SetOnTypedRune(func(rune) {})
	}
	l.open = append(l.open, o)
	o.Resize(l.canvas.Size())
	l.canvas.Overlays().Add(o)
	// Fyne learns which canvas an object is on when it first measures it. The
	// guide must know at once what has the keyboard.
	if c, ok := l.canvas.(interface{ EnsureMinSize() bool }); ok {
		c.EnsureMinSize()
	}
	if d.First != nil {
		l.canvas.Focus(d.First)
	}
}

// Height is how much of the window's height a dialog can have.
func (l *Layer) Height() float32 {
	h := l.canvas.Size().Height
	if theme.Projecting() { // heads are in front of what is below
		h -= theme.Size(theme.SizeStatus)
	}
	return h
}

// Open reports whether a dialog lies over the window.
func (l *Layer) Open() bool { return len(l.open) > 0 }

// CloseAll closes every dialog, the topmost first.
func (l *Layer) CloseAll() {
	for l.Open() {
		l.open[len(l.open)-1].dialog.Close()
	}
}

// Focus puts the keyboard to a control of the topmost dialog.
func (l *Layer) Focus(f fyne.Focusable) { l.canvas.Focus(f) }

// Resized lays open dialogs out anew, after what they leave free has changed.
func (l *Layer) Resized() {
	for _, o := range l.open {
		o.Refresh()
	}
}

// key hears what the focused control has no use for.
func (l *Layer) key(e *fyne.KeyEvent) {
	if !l.Open() {
		return
	}
	top := l.open[len(l.open)-1]
	switch e.Name {
	case fyne.KeyEscape:
		top.dialog.Close()
	case fyne.KeyReturn, fyne.KeyEnter:
		if top.dialog.OnEnter != nil {
			top.dialog.OnEnter()
		}
	case fyne.KeyPageDown:
		top.scrollBy(1)
	case fyne.KeyPageUp:
		top.scrollBy(-1)
	case fyne.KeyF1, fyne.KeyF9:
		if l.keys != nil {
			l.keys(e)
		}
	}
}

// Shown reports whether the dialog is open.
func (d *Dialog) Shown() bool { return d.shown != nil }

// Refit lays the card out anew after its content has changed its height.
func (d *Dialog) Refit() {
	if d.shown != nil {
		d.shown.Refresh()
	}
}

// Close takes the dialog away, and those above it, and puts the keyboard back.
func (d *Dialog) Close() {
	o := d.shown
	if o == nil {
		return
	}
	l := o.layer
	for l.open[len(l.open)-1] != o {
		l.open[len(l.open)-1].dialog.Close()
	}
	d.shown = nil
	l.open = l.open[:len(l.open)-1]
	l.canvas.Unfocus()
	l.canvas.Overlays().Remove(o)
	if len(l.open) == 0 {
		l.canvas.SetOnTypedKey(l.keys)
		l.canvas.SetOnTypedRune(l.runes)
		l.keys, l.runes = nil, nil
	}
	l.giveBack(o.before)
	if d.OnClosed != nil {
		d.OnClosed()
	}
}

// giveBack puts the keyboard to a control, if that is still there: what had it
// may be gone because of what the dialog did.
func (l *Layer) giveBack(f fyne.Focusable) {
	if f == nil {
		return
	}
	root := l.canvas.Content()
	if l.Open() {
		root = l.open[len(l.open)-1]
	}
	if holds(root, f) {
		l.canvas.Focus(f)
	}
}

// holds reports whether an object can be seen in a tree. Fyne would log an
// error when something is focused that can't.
func holds(root fyne.CanvasObject, f fyne.Focusable) bool {
	if root == nil || !root.Visible() {
		return false
	}
	if root == f.(fyne.CanvasObject) {
		d, can := root.(fyne.Disableable)
		return !can || !d.Disabled()
	}
	for _, child := range widgets.Children(root) {
		if holds(child, f) {
			return true
		}
	}
	return false
}

// Package menu is the menu that opens at a row or a button. Each line has its
// icon, its words and its shortcut; under the lines stands what the chosen one
// would run, or why it can't be done now. It works by mouse and by keyboard.
//
// It must know nothing of what its lines do.
package menu

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Measures in px at scale 1.
const (
	least, most = 250, 420 // of its width
	lineHeight  = 34
	ruleHeight  = 9
	footHeight  = 46
	padding     = 6
)

// Show opens a menu with its corner at a place. An item without a title is a
// line between groups.
func Show(layer *modal.Layer, items []page.MenuItem, at fyne.Position) {
	m := &body{at: -1}
	for _, item := range items {
		if item.Title == "" && len(m.lines) == 0 {
			continue
		}
		m.lines = append(m.lines, newLine(m, len(m.lines), item))
		m.foot = m.foot || item.Title != "" && item.Note+item.Disabled != ""
	}
	if len(m.lines) == 0 {
		return
	}
	m.note, m.why = widgets.NewCode(""), widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Warn})
	m.note.ID, m.why.ID, m.why.Truncate = "menu.command", "menu.why", true
	m.rule = widgets.NewRule()
	m.ExtendBaseWidget(m)
	m.dialog = &modal.Dialog{ID: "menu", Body: m, Bare: true, Place: modal.At, At: at, Width: m.width(), First: m, Outside: true}
	layer.Show(m.dialog)
	m.step(1)
}

// body is the menu itself. It has the keyboard while it is open.
type body struct {
	widget.BaseWidget
	dialog *modal.Dialog
	lines  []*line
	at     int  // the chosen line; -1 for none
	foot   bool // some line has something to say below
	rule   *widgets.Box
	note   *widgets.Text
	why    *widgets.Text
}

func (m *body) width() float32 {
	w := float32(least)
	for _, l := range m.lines {
		w = max(w, l.wanted()+2*padding)
	}
	if m.foot {
		w = max(w, 330)
	}
	return min(w, most)
}

// Fit is how high it is at any width.
func (m *body) Fit(float32) float32 {
	h := float32(2 * padding)
	for _, l := range m.lines {
		h += l.height()
	}
	if m.foot {
		h += footHeight
	}
	return h
}

// step goes to the next line that is no rule, or the one before.
func (m *body) step(by int) {
	n := len(m.lines)
	for i, at := 0, m.at; i < n; i++ {
		at = (at + by + n) % n
		if m.at < 0 && by < 0 {
			at = n - 1
		}
		if m.lines[at].item.Title != "" {
			m.choose(at)
			return
		}
	}
}

func (m *body) choose(at int) {
	if at == m.at {
		return
	}
	before := m.at
	m.at = at
	if before >= 0 {
		m.lines[before].Refresh()
	}
	l := m.lines[at]
	l.Refresh()
	m.note.SetText(l.item.Note)
	m.why.SetText("")
	if l.item.Disabled != "" {
		m.why.SetText(l.item.Disabled + ".")
	}
	attention.Enter(attention.Target{Object: l, Topic: l.item.Topic, About: l.item.About, Focus: true})
}

// do does the chosen line. One that can't be done leaves the menu open: it says
// why.
func (m *body) do() {
	if m.at < 0 || m.lines[m.at].item.Disabled != "" {
		return
	}
	do := m.lines[m.at].item.Do
	m.dialog.Close()
	if do != nil {
		do()
	}
}

// FocusGained implements fyne.Focusable.
func (m *body) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (m *body) FocusLost() {}

// TypedRune goes to the next line that begins with the letter.
func (m *body) TypedRune(r rune) {
	for i := range m.lines {
		at := (m.at + 1 + i) % len(m.lines)
		if m.lines[at].begins(r) {
			m.choose(at)
			return
		}
	}
}

// TypedKey implements fyne.Focusable.
func (m *body) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		m.step(1)
	case fyne.KeyUp:
		m.step(-1)
	case fyne.KeyHome:
		m.at = -1
		m.redraw()
		m.step(1)
	case fyne.KeyEnd:
		m.at = -1
		m.redraw()
		m.step(-1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		m.do()
	case fyne.KeyLeft:
		m.dialog.Close()
	default:
		widgets.PassKey(m, e)
	}
}

func (m *body) redraw() {
	for _, l := range m.lines {
		l.Refresh()
	}
}

// DescribeControl implements control.Describer.
func (m *body) DescribeControl() control.Description {
	return control.Description{ID: "menu.lines", Kind: control.KindPane, Enabled: true, Focused: true}
}

// CreateRenderer implements fyne.Widget.
func (m *body) CreateRenderer() fyne.WidgetRenderer { return &renderer{m} }

type renderer struct{ m *body }

func (r *renderer) Destroy()           {}
func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(least, r.m.Fit(least)) }

func (r *renderer) Objects() []fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, l := range r.m.lines {
		list = append(list, l)
	}
	if r.m.foot {
		list = append(list, r.m.rule, r.m.note, r.m.why)
	}
	return list
}

func (r *renderer) Refresh() {
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *renderer) Layout(size fyne.Size) {
	y := float32(padding)
	for _, l := range r.m.lines {
		h := l.height()
		l.Move(fyne.NewPos(padding, y))
		l.Resize(fyne.NewSize(size.Width-2*padding, h))
		y += h
	}
	r.m.rule.Move(fyne.NewPos(padding, y+3))
	r.m.rule.Resize(fyne.NewSize(size.Width-2*padding, 1))
	for i, t := range []*widgets.Text{r.m.note, r.m.why} {
		t.Move(fyne.NewPos(padding+10, y+7+float32(i)*18))
		t.Resize(fyne.NewSize(size.Width-2*padding-20, 18))
	}
}

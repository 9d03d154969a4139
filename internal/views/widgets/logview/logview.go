// Package logview shows a log: the lines of one or several containers, in the
// colours that their programs chose, with what happened to the containers in
// between. It follows the end until a person scrolls up, and then says how many
// lines have come. A million lines are searched while a person types.
//
// It must know neither where a log comes from nor what is done with it.
package logview

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

// topLines is how near to its first line a log must be seen for OnTop.
const topLines = 200

// Options are what a View is made with.
type Options struct {
	ID, Topic string
	// Go runs work off the main goroutine, Post on it.
	Go   func(func(ctx context.Context))
	Post func(func())
	// OnTop hears that the first lines are seen, or soon will be: older ones may
	// be fetched. It may be called often.
	OnTop func()
	// OnFollow hears when following the end is switched, also by scrolling.
	OnFollow func(bool)
	// OnFound hears what is said of a search: "3 of 17 lines".
	OnFound func(Found)
	// OnFind hears that the person wants to search.
	OnFind func()
	// OnCopied hears how much was copied.
	OnCopied func(bytes int, cut bool)
}

// View shows a log. It is used on the main goroutine only.
type View struct {
	widget.BaseWidget
	o      Options
	rows   *rows
	text   *textview.View
	more   *widgets.Button // to the lines that came
	floor  int64           // lines below are hidden, if cleared
	clear  bool
	leftAt int64 // the next line when following ended
	finder finder
}

// New makes an empty view, which follows.
func New(o Options) *View {
	v := &View{o: o, rows: &rows{snap: lines.NewStore(lines.Limits{}).Snapshot()}}
	v.text = textview.New(v.rows)
	v.text.ID, v.text.Topic = o.ID, o.Topic
	v.text.SetFollow(true)
	v.text.OnFollow = v.followed
	v.text.OnScrolled = v.scrolled
	v.text.OnKey = v.key
	v.text.OnShortcut = v.shortcut
	v.text.OnCopied = o.OnCopied
	v.more = widgets.NewButton(o.ID+".more", "", "", widgets.Main, func() { v.SetFollow(true) })
	v.more.SetAfter("arrow-down")
	v.more.Topic = o.Topic
	v.more.Hide()
	v.finder.view = v
	v.ExtendBaseWidget(v)
	return v
}

// SetLog shows what a log is now. names are those of its sources; they are shown
// if there are several.
func (v *View) SetLog(log *lines.Snapshot, names []string) {
	before := v.rows.snap
	v.rows.snap = log
	if v.clear {
		v.rows.snap = log.From(v.floor)
	}
	if len(names) != len(v.rows.names) && (len(names) > 1 || v.rows.names != nil) {
		v.rows.setNames(names)
		v.rows.forget()
	}
	v.rows.setDates()
	if v.rows.snap.First() == before.First() && v.rows.snap.Next() == before.Next() {
		return
	}
	v.text.Changed(int(v.rows.snap.First() - before.First()))
	v.tellMore()
	v.scrolled()
	v.finder.grown()
}

// Reset forgets the log: another one will be shown. What is searched for stays.
func (v *View) Reset() {
	v.clear = false
	v.rows.snap = lines.NewStore(lines.Limits{}).Snapshot()
	v.rows.setNames(nil)
	v.rows.forget()
	v.text.SetSource(v.rows)
	v.finder.reset()
	v.SetFollow(true)
}

// Clear hides the lines that are there now; new ones appear. Unclear shows them
// again.
func (v *View) Clear() {
	before := v.rows.snap
	v.floor, v.clear = before.Next(), true
	v.rows.snap = before.From(v.floor)
	v.finder.reset()
	v.text.ClearSelection()
	v.text.Changed(before.Len())
	v.SetFollow(true)
	v.finder.grown()
}

// Unclear shows the lines again that Clear hid; all of them are in log.
func (v *View) Unclear(log *lines.Snapshot) {
	if !v.clear {
		return
	}
	v.clear = false
	before := v.rows.snap.First()
	v.rows.snap = log
	v.finder.reset()
	v.text.Changed(int(log.First() - before))
	v.finder.grown()
}

// Cleared reports whether lines are hidden.
func (v *View) Cleared() bool { return v.clear }

// Shown is what is shown, without what Clear hid.
func (v *View) Shown() *lines.Snapshot { return v.rows.snap }

// SetTimes switches the column of times.
func (v *View) SetTimes(on bool) {
	if v.rows.times != on {
		v.rows.times = on
		v.rows.forget()
		v.text.Changed(0)
	}
}

// SetWrap switches between wrapping long lines and scrolling to their end.
func (v *View) SetWrap(on bool) { v.text.SetWrap(on) }

// SetFollow switches whether the end is followed.
func (v *View) SetFollow(on bool) { v.text.SetFollow(on) }

// Following reports whether the end is followed.
func (v *View) Following() bool { return v.text.Following() }

// Focused reports whether the lines have the keyboard.
func (v *View) Focused() bool { return v.text.Focused() }

// Focus gives the keyboard to the lines.
func (v *View) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.text); c != nil {
		c.Focus(v.text)
	}
}

// Copy copies what is selected, or else all that is shown up to the limit of one
// copy.
func (v *View) Copy() {
	if _, _, some := v.text.Selection(); some {
		v.text.Copy()
		return
	}
	v.text.SelectAll()
	v.text.Copy()
	v.text.ClearSelection()
}

// Selected reports whether text is selected.
func (v *View) Selected() bool { _, _, some := v.text.Selection(); return some }

func (v *View) followed(on bool) {
	v.leftAt = v.rows.snap.Next()
	v.tellMore()
	if v.o.OnFollow != nil {
		v.o.OnFollow(on)
	}
}

// tellMore says how many lines came since the end was left.
func (v *View) tellMore() {
	n := v.rows.snap.Next() - v.leftAt
	if v.Following() || n <= 0 {
		v.more.Hide()
		return
	}
	v.more.SetText(Count(n, "new line"))
	if !v.more.Visible() {
		v.more.Show()
	}
	v.Refresh()
}

// Count is a number with its word and with commas: "3,201 new lines".
func Count(n int64, word string) string {
	if n != 1 {
		word += "s"
	}
	return Grouped(n) + " " + word
}

// Grouped is a number with commas.
func Grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (v *View) scrolled() {
	if first, _ := v.text.VisibleLines(); first < topLines && !v.clear && v.o.OnTop != nil && v.rows.Len() > 0 {
		v.o.OnTop()
	}
}

func (v *View) key(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyF3 {
		return false
	}
	if v.text.Shift() {
		v.Previous()
	} else {
		v.Next()
	}
	return true
}

func (v *View) shortcut(s fyne.Shortcut) bool {
	c, ok := s.(*desktop.CustomShortcut)
	if !ok || v.o.OnFind == nil || c.KeyName != fyne.KeyF || c.Modifier != fyne.KeyModifierControl {
		return false
	}
	v.o.OnFind()
	return true
}

// CreateRenderer implements fyne.Widget.
func (v *View) CreateRenderer() fyne.WidgetRenderer { return &renderer{v} }

type renderer struct{ v *View }

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.v.text, r.v.more} }
func (r *renderer) MinSize() fyne.Size           { return r.v.text.MinSize() }

// moreGap is how far the button stands from the edges: it must not cover the
// scroll bars.
const moreGap = 20

func (r *renderer) Layout(size fyne.Size) {
	r.v.text.Resize(size)
	button := r.v.more.MinSize()
	r.v.more.Resize(button)
	r.v.more.Move(fyne.NewPos(size.Width-button.Width-moreGap, size.Height-button.Height-moreGap))
}

func (r *renderer) Refresh() {
	r.Layout(r.v.Size())
	r.v.text.Refresh()
}

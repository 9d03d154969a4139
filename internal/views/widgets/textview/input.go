package textview

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// bar is one of the scroll bars.
type bar int

const (
	noBar bar = iota
	vertical
	horizontal
)

const (
	thumbThin, thumbThick = 6, 8
	thumbLeast            = 28
)

// track is the length in px that a bar's thumb moves over.
func (v *View) track(b bar) float32 {
	if b == vertical {
		return v.size.Height - 2*inset
	}
	return v.size.Width - 2*inset - barWidth
}

// reach is how much of the whole is visible (0…1) and how far along it the view
// is (0…1).
func (v *View) reach(b bar) (visible, share float64) {
	if b == vertical {
		f := v.field()
		if f.lines == 0 {
			return 1, 0
		}
		all := float64(f.lines)
		end := f.position(f.last())
		if end <= 0 {
			return 1, 0
		}
		return (all - end) / all, f.share(v.top)
	}
	most := v.maxScrollX()
	if most <= 0 {
		return 1, 0
	}
	return v.textWidth() / (v.textWidth() + most), v.scrollX / most
}

// thumb is where a scroll bar's thumb is; ok is false when everything is
// visible.
func (v *View) thumb(b bar) (at fyne.Position, size fyne.Size, ok bool) {
	visible, share := v.reach(b)
	if visible >= 1 {
		return at, size, false
	}
	thick := float32(thumbThin)
	if v.hoverBar == b || v.dragBar == b {
		thick = thumbThick
	}
	track := v.track(b)
	length := min(track, max(thumbLeast, track*float32(visible)))
	along := inset + (track-length)*float32(share)
	if b == vertical {
		return fyne.NewPos(v.size.Width-2-(barWidth+thick)/2, along), fyne.NewSize(thick, length), true
	}
	return fyne.NewPos(along, v.size.Height-2-(barWidth+thick)/2), fyne.NewSize(length, thick), true
}

func (v *View) barAt(p fyne.Position) bar {
	if _, _, ok := v.thumb(vertical); ok && p.X >= v.size.Width-2-barWidth {
		return vertical
	}
	if _, _, ok := v.thumb(horizontal); ok && p.Y >= v.size.Height-2-barWidth {
		return horizontal
	}
	return noBar
}

// dragThumb moves a thumb so that the point where it was gripped is under the
// mouse.
func (v *View) dragThumb(p fyne.Position) {
	_, size, ok := v.thumb(v.dragBar)
	if !ok {
		return
	}
	along, length := p.Y, size.Height
	if v.dragBar == horizontal {
		along, length = p.X, size.Width
	}
	share := float64((along - v.grip - inset) / max(1, v.track(v.dragBar)-length))
	share = min(1, max(0, share))
	if v.dragBar == horizontal {
		v.scrollX = share * v.maxScrollX()
		v.Refresh()
		return
	}
	v.scrolledTo(v.field().atShare(share))
}

// Scrolled implements fyne.Scrollable.
func (v *View) Scrolled(e *fyne.ScrollEvent) {
	dx, dy := e.Scrolled.DX, e.Scrolled.DY
	if v.shift && dx == 0 {
		dx, dy = dy, 0
	}
	if dx != 0 {
		v.scrollX = min(v.maxScrollX(), max(0, v.scrollX-float64(dx)))
		v.Refresh()
	}
	if dy != 0 {
		v.ScrollBy(-dy)
	}
}

// MouseIn implements desktop.Hoverable.
func (v *View) MouseIn(e *desktop.MouseEvent) {
	v.MouseMoved(e)
	attention.Enter(attention.Target{Object: v, Topic: v.Topic})
}

// MouseMoved implements desktop.Hoverable.
func (v *View) MouseMoved(e *desktop.MouseEvent) {
	if b := v.barAt(e.Position); b != v.hoverBar {
		v.hoverBar = b
		v.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (v *View) MouseOut() {
	if v.hoverBar != noBar {
		v.hoverBar = noBar
		v.Refresh()
	}
	attention.Leave(attention.Target{Object: v, Topic: v.Topic})
}

// MouseDown implements desktop.Mouseable.
func (v *View) MouseDown(e *desktop.MouseEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil && !v.focused {
		c.Focus(v)
	}
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	if b := v.barAt(e.Position); b != noBar {
		v.grabBar(b, e.Position)
		return
	}
	v.clicks.Count(e.Position, v.Now())
	at := v.posAt(e.Position)
	if v.OnPress != nil && v.OnPress(v.charAt(e.Position), v.clicks.N) {
		return
	}
	v.selecting = true
	if e.Modifier&fyne.KeyModifierShift != 0 && v.sel != (selection{}) {
		v.extend(at)
		return
	}
	if v.clicks.N > 1 {
		at = v.charAt(e.Position)
	}
	v.sel = selectAt(v.src, at, unit(v.clicks.N-1))
	v.hasSel = true
	v.Refresh()
}

func (v *View) grabBar(b bar, p fyne.Position) {
	v.dragBar = b
	at, size, _ := v.thumb(b)
	along, from, length := p.Y, at.Y, size.Height
	if b == horizontal {
		along, from, length = p.X, at.X, size.Width
	}
	v.grip = along - from
	if v.grip < 0 || v.grip > length { // beside the thumb: bring it here
		v.grip = length / 2
		v.dragThumb(p)
	}
}

// MouseUp implements desktop.Mouseable.
func (v *View) MouseUp(e *desktop.MouseEvent) {
	v.DragEnd()
	if e.Button == desktop.MouseButtonSecondary {
		v.menu(v.charAt(e.Position), e.AbsolutePosition)
	}
}

// Dragged implements fyne.Draggable.
func (v *View) Dragged(e *fyne.DragEvent) {
	switch {
	case v.dragBar != noBar:
		v.dragThumb(e.Position)
	case v.selecting:
		v.dragAt = e.Position
		v.extend(v.posAt(e.Position))
		v.autoScroll()
	}
}

// DragEnd implements fyne.Draggable.
func (v *View) DragEnd() {
	v.stopAutoScroll()
	v.selecting = false
	if v.dragBar != noBar {
		v.dragBar = noBar
		v.Refresh()
	}
}

// autoScroll goes on scrolling while a selection is dragged over the edge, the
// faster the further.
func (v *View) autoScroll() {
	over := float32(0)
	switch {
	case v.dragAt.Y < 0:
		over = v.dragAt.Y
	case v.dragAt.Y > v.size.Height:
		over = v.dragAt.Y - v.size.Height
	}
	if over == 0 || v.After == nil {
		v.stopAutoScroll()
		return
	}
	if v.stopScroll != nil {
		return
	}
	v.stopScroll = v.After(50*time.Millisecond, func() {
		v.stopScroll = nil
		if !v.selecting {
			return
		}
		v.ScrollBy(over)
		v.extend(v.posAt(v.dragAt))
		v.autoScroll()
	})
}

func (v *View) stopAutoScroll() {
	if v.stopScroll != nil {
		v.stopScroll()
		v.stopScroll = nil
	}
}

// rowUnder is the visible row at a place, or the nearest.
func (v *View) rowUnder(p fyne.Position) (frameRow, bool) {
	rows := v.frame.rows
	if len(rows) == 0 {
		return frameRow{}, false
	}
	i := int(math.Floor((float64(p.Y) - inset - rows[0].y) / v.frame.look.rowHeight))
	return rows[min(len(rows)-1, max(0, i))], true
}

func (v *View) columnUnder(r frameRow, p fyne.Position) float64 {
	l := v.frame.look
	return float64(r.col) + max(0, (float64(p.X)-inset-l.textX+l.scrollX)/l.cellWidth)
}

// posAt is the place between two characters that is nearest to a point.
func (v *View) posAt(p fyne.Position) Pos {
	r, ok := v.rowUnder(p)
	if !ok {
		return Pos{}
	}
	if r.line == v.src.Len()-1 && float64(p.Y)-inset > r.y+v.frame.look.rowHeight {
		return endOf(v.src)
	}
	return Pos{Line: r.line, Byte: byteAt(r.text, v.columnUnder(r, p))}
}

// charAt is the character under a point; behind a line's end it is the end, and
// below the last line a line that isn't there.
func (v *View) charAt(p fyne.Position) Pos {
	r, ok := v.rowUnder(p)
	if !ok {
		return Pos{}
	}
	if float64(p.Y)-inset > r.y+v.frame.look.rowHeight {
		return Pos{Line: v.src.Len()}
	}
	if c, ok := cellOver(r.text, int(v.columnUnder(r, p))); ok {
		return Pos{Line: r.line, Byte: c.start}
	}
	return Pos{Line: r.line, Byte: len(r.text)}
}

// extend moves the end of the selection.
func (v *View) extend(to Pos) {
	v.sel.head = to
	v.sel.goal = -1
	v.hasSel = true
	v.Refresh()
}

// Selection is what is selected; ok is false when nothing is.
func (v *View) Selection() (from, to Pos, ok bool) {
	if !v.hasSel {
		return from, to, false
	}
	from, to = v.sel.span(v.src)
	return from, to, from != to
}

// SelectAll selects the whole text.
func (v *View) SelectAll() {
	v.sel = selectAt(v.src, Pos{}, byChar)
	v.extend(endOf(v.src))
}

// ClearSelection selects nothing.
func (v *View) ClearSelection() {
	v.hasSel, v.sel = false, selection{}
	v.Refresh()
}

// SelectedText is what is selected, at most 32 MB; cut says that there is more.
func (v *View) SelectedText() (text string, cut bool) {
	from, to, ok := v.Selection()
	if !ok {
		return "", false
	}
	return textBetween(v.src, from, to, copyLimit)
}

// Copy puts the selected text on the clipboard, as it is in the source: escapes
// are for the eye only.
func (v *View) Copy() {
	if v.Copied != nil {
		if text, ok := v.Copied(); ok {
			v.copyText(text, false)
			return
		}
	}
	if text, cut := v.SelectedText(); text != "" {
		v.copyText(text, cut)
	}
}

func (v *View) copyText(text string, cut bool) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	if v.OnCopied != nil {
		v.OnCopied(len(text), cut)
	}
}

func (v *View) menu(at Pos, where fyne.Position) {
	if v.OnMenu != nil {
		v.OnMenu(at, where)
		return
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(v)
	if c == nil {
		return
	}
	copyItem := fyne.NewMenuItem("Copy", v.Copy)
	_, _, selected := v.Selection()
	copyItem.Disabled = !selected
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", copyItem, fyne.NewMenuItem("Select all", v.SelectAll)), c, where)
}

// TypedRune implements fyne.Focusable.
func (v *View) TypedRune(r rune) {
	if v.OnRune == nil || !v.OnRune(r) {
		widgets.PassRune(v, r)
	}
}

// KeyDown implements desktop.Keyable.
func (v *View) KeyDown(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		v.shift = true
	}
}

// KeyUp implements desktop.Keyable.
func (v *View) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		v.shift = false
	}
}

// Shift reports whether a Shift key is held.
func (v *View) Shift() bool { return v.shift }

// TypedKey implements fyne.Focusable. Keys scroll; with Shift they select.
func (v *View) TypedKey(e *fyne.KeyEvent) {
	if v.OnKey != nil && v.OnKey(e) {
		return
	}
	if v.shift {
		v.selectKey(e.Name)
		return
	}
	row, page := float32(v.rowPx()), float32(v.pageRows()-1)
	switch e.Name {
	case fyne.KeyUp:
		v.ScrollBy(-row)
	case fyne.KeyDown:
		v.ScrollBy(row)
	case fyne.KeyPageUp:
		v.ScrollBy(-row * max(1, page))
	case fyne.KeyPageDown, fyne.KeySpace:
		v.ScrollBy(row * max(1, page))
	case fyne.KeyLeft:
		v.scrollColumns(-8)
	case fyne.KeyRight:
		v.scrollColumns(8)
	case fyne.KeyHome:
		v.homeEnd(v.scrollX > 0, 0, anchor{})
	case fyne.KeyEnd:
		most := v.maxScrollX()
		v.homeEnd(v.scrollX < most, most, v.field().last())
	case fyne.KeyEscape:
		if _, _, selected := v.Selection(); !selected {
			widgets.PassKey(v, e)
		}
		v.ClearSelection()
	case desktop.KeyMenu:
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
		v.menu(v.sel.head, at.AddXY(v.size.Width/3, v.size.Height/3))
	default:
		widgets.PassKey(v, e)
	}
}

// homeEnd goes sideways first, and then to the start or the end of the text.
func (v *View) homeEnd(sideways bool, x float64, a anchor) {
	if sideways {
		v.scrollX = x
		v.Refresh()
		return
	}
	v.scrolledTo(a)
}

func (v *View) scrollColumns(by int) {
	v.scrollX = min(v.maxScrollX(), max(0, v.scrollX+float64(by)*v.cellWidth()))
	v.Refresh()
}

// selectKey moves the end of the selection. With none it begins at the top of
// what is visible.
func (v *View) selectKey(name fyne.KeyName) {
	switch name {
	case fyne.KeyLeft:
		v.selectStep(charBack)
	case fyne.KeyRight:
		v.selectStep(charOn)
	case fyne.KeyHome:
		v.selectStep(lineStart)
	case fyne.KeyEnd:
		v.selectStep(lineEnd)
	case fyne.KeyUp:
		v.selectLines(-1)
	case fyne.KeyDown:
		v.selectLines(1)
	case fyne.KeyPageUp:
		v.selectLines(-max(1, v.pageRows()-1))
	case fyne.KeyPageDown:
		v.selectLines(max(1, v.pageRows()-1))
	}
}

func (v *View) beginByKey() {
	if !v.hasSel {
		first, _ := v.VisibleLines()
		v.sel = selectAt(v.src, Pos{Line: first}, byChar)
		v.hasSel = true
	}
	v.sel.unit = byChar
}

func (v *View) selectStep(s step) {
	v.beginByKey()
	v.extend(s.from(v.src, v.sel.head))
	v.reveal(v.sel.head, v.sel.head, 0)
}

func (v *View) selectLines(by int) {
	n := v.src.Len()
	if n == 0 {
		return
	}
	v.beginByKey()
	head := v.sel.head
	goal := v.sel.goal
	if goal < 0 {
		goal = columnOf(v.src.Line(min(head.Line, n-1)).Text, head.Byte)
	}
	line := head.Line + by
	switch {
	case line < 0:
		v.extend(Pos{})
	case line >= n:
		v.extend(endOf(v.src))
	default:
		v.extend(Pos{Line: line, Byte: byteAt(v.src.Line(line).Text, float64(goal))})
	}
	v.sel.goal = goal
	v.reveal(v.sel.head, v.sel.head, 0)
}

// TypedShortcut implements fyne.Shortcutable.
func (v *View) TypedShortcut(s fyne.Shortcut) {
	if v.OnShortcut != nil && v.OnShortcut(s) {
		return
	}
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		v.Copy()
	case *fyne.ShortcutSelectAll:
		v.SelectAll()
	case *desktop.CustomShortcut:
		v.customShortcut(s)
	}
}

func (v *View) customShortcut(s *desktop.CustomShortcut) {
	switch s.Modifier {
	case fyne.KeyModifierControl:
		switch s.KeyName {
		case fyne.KeyHome:
			v.scrollX = 0
			v.scrolledTo(anchor{})
		case fyne.KeyEnd:
			v.scrolledTo(v.field().last())
		}
	case fyne.KeyModifierControl | fyne.KeyModifierShift:
		switch s.KeyName {
		case fyne.KeyHome:
			v.selectStep(docStart)
		case fyne.KeyEnd:
			v.selectStep(docEnd)
		case fyne.KeyLeft:
			v.selectStep(wordBack)
		case fyne.KeyRight:
			v.selectStep(wordOn)
		}
	}
}

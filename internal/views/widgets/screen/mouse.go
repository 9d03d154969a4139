package screen

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

// pointer is where the mouse is, and what it does.
type pointer struct {
	held    button // which button the program was told of, plus 1; 0 for none
	at      pos    // the cell that the program was told of, on the screen
	wheel   float32
	onBar   bool
	grip    float32 // where the thumb was gripped
	overBar bool
	clicks  widgets.Clicks
}

// selecting is a selection that is being dragged.
type selecting struct {
	on   bool
	stop func()
	at   fyne.Position
}

const (
	wheelLines = 3
	wheelStep  = 25 // what Fyne calls one notch of the wheel
)

// cellAt is the cell of the view at a place; the second column counts halves, for
// what lies between two cells.
func (s *Screen) cellAt(p fyne.Position) (x, y, nearest int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.look
	if l.cellW == 0 {
		return 0, 0, 0
	}
	cols, rows := s.term.Size()
	fx := float64(p.X-inset-padX) * float64(l.scale) / float64(l.cellW)
	fy := float64(p.Y-inset) * float64(l.scale) / float64(l.cellH)
	x = min(max(int(math.Floor(fx)), 0), cols-1)
	y = min(max(int(math.Floor(fy)), 0), rows-1)
	nearest = min(max(int(math.Floor(fx+0.5)), 0), cols)
	return x, y, nearest
}

// lineAt is the line at a row of the view.
func (s *Screen) lineAt(y int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.top() + y
}

// tells reports whether the mouse belongs to the program: Shift takes it back.
func (s *Screen) tells(m fyne.KeyModifier) (vt.Input, bool) {
	in := s.input()
	return in, in.Mouse != vt.MouseOff && m&fyne.KeyModifierShift == 0 && s.Below() == 0
}

var buttons = map[desktop.MouseButton]button{
	desktop.MouseButtonPrimary: leftButton, desktop.MouseButtonTertiary: middleButton, desktop.MouseButtonSecondary: rightButton,
}

// MouseDown implements desktop.Mouseable.
func (s *Screen) MouseDown(e *desktop.MouseEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil && c.Focused() != fyne.Focusable(s) {
		c.Focus(s)
	}
	if s.onThumb(e.Position) && e.Button == desktop.MouseButtonPrimary {
		s.grab(e.Position)
		return
	}
	x, y, nearest := s.cellAt(e.Position)
	if in, ok := s.tells(e.Modifier); ok {
		b := buttons[e.Button]
		s.mouse.held, s.mouse.at = b+1, pos{y, x}
		s.tell(encodeMouse(b, x, y, true, modsOf(e.Modifier), in))
		return
	}
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	if e.Modifier&fyne.KeyModifierControl != 0 {
		if f, ok := s.linkUnder(x, y); ok {
			s.open(f.uri)
			return
		}
	}
	s.press(e, pos{s.lineAt(y), nearest}, pos{s.lineAt(y), x})
}

// tell sends without scrolling.
func (s *Screen) tell(text string) {
	if text != "" && s.OnInput != nil {
		s.OnInput([]byte(text))
	}
}

// press begins a selection, or carries it on with Shift.
func (s *Screen) press(e *desktop.MouseEvent, between, cell pos) {
	s.mouse.clicks.Count(e.Position, time.Now())
	s.mu.Lock()
	if e.Modifier&fyne.KeyModifierShift != 0 && s.sel.on {
		s.sel.head = between
	} else {
		at := between
		u := unit(s.mouse.clicks.N - 1)
		if u != byCell {
			at = cell
		}
		s.sel = selection{on: true, unit: u, head: at}
		s.sel.from, s.sel.upto = around(s.term, at, u)
	}
	s.stale = true
	s.mu.Unlock()
	s.pick.on = true
	s.changed()
}

// MouseUp implements desktop.Mouseable.
func (s *Screen) MouseUp(e *desktop.MouseEvent) {
	if s.mouse.held > 0 {
		b := s.mouse.held - 1
		s.mouse.held = 0
		if in, ok := s.tells(e.Modifier); ok {
			x, y, _ := s.cellAt(e.Position)
			s.tell(encodeMouse(b, x, y, false, modsOf(e.Modifier), in))
		}
		return
	}
	s.DragEnd()
	switch e.Button {
	case desktop.MouseButtonSecondary:
		s.menuAt(e.Position)
	case desktop.MouseButtonTertiary:
		if text := s.Selected(); text != "" {
			s.Type(text)
		}
	}
}

// Dragged implements fyne.Draggable.
func (s *Screen) Dragged(e *fyne.DragEvent) {
	switch {
	case s.mouse.onBar:
		s.dragThumb(e.Position)
	case s.mouse.held > 0:
		s.toldMove(e.Position, s.mouse.held-1)
	case s.pick.on:
		s.pick.at = e.Position
		s.extend(e.Position)
		s.autoScroll()
	}
}

// toldMove tells the program that the mouse moved to another cell.
func (s *Screen) toldMove(p fyne.Position, b button) {
	in, ok := s.tells(0)
	x, y, _ := s.cellAt(p)
	at := pos{y, x}
	if !ok || at == s.mouse.at || in.Mouse < vt.MouseDrags {
		return
	}
	s.mouse.at = at
	s.tell(encodeMouse(b+moved, x, y, true, mods{}, in))
}

// extend moves the end of the selection.
func (s *Screen) extend(p fyne.Position) {
	x, y, nearest := s.cellAt(p)
	line := s.lineAt(y)
	s.mu.Lock()
	s.sel.head = pos{line, nearest}
	if s.sel.unit != byCell {
		s.sel.head.col = x
	}
	s.stale = true
	s.mu.Unlock()
	s.changed()
}

// autoScroll goes on scrolling while a selection is dragged over the edge.
func (s *Screen) autoScroll() {
	over := 0
	switch {
	case s.pick.at.Y < 0:
		over = -1
	case s.pick.at.Y > s.size.Height:
		over = 1
	}
	if over == 0 {
		s.stopScroll()
		return
	}
	if s.pick.stop != nil {
		return
	}
	t := time.AfterFunc(50*time.Millisecond, func() {
		s.post(func() {
			s.pick.stop = nil
			if s.pick.on {
				s.scrollBy(over)
				s.extend(s.pick.at)
				s.autoScroll()
			}
		})
	})
	s.pick.stop = func() { t.Stop() }
}

func (s *Screen) stopScroll() {
	if s.pick.stop != nil {
		s.pick.stop()
		s.pick.stop = nil
	}
}

// DragEnd implements fyne.Draggable.
func (s *Screen) DragEnd() {
	s.stopScroll()
	s.pick.on, s.mouse.onBar = false, false
	s.mu.Lock()
	if s.sel.on && s.sel.empty(s.term) {
		s.sel = selection{}
	}
	s.mu.Unlock()
}

// Scrolled implements fyne.Scrollable.
func (s *Screen) Scrolled(e *fyne.ScrollEvent) {
	s.mouse.wheel += e.Scrolled.DY
	steps := int(s.mouse.wheel / wheelStep)
	s.mouse.wheel -= float32(steps) * wheelStep
	if steps == 0 {
		return
	}
	in, ok := s.tells(0)
	switch {
	case ok:
		b := wheelUp
		if steps < 0 {
			b = wheelDown
		}
		x, y, _ := s.cellAt(e.Position)
		for range min(max(steps, -steps), 10) {
			s.tell(encodeMouse(b, x, y, true, mods{}, in))
		}
	case in.WheelKeys:
		key := fyne.KeyUp
		if steps < 0 {
			key = fyne.KeyDown
		}
		for range min(max(steps, -steps), 10) * wheelLines {
			s.tell(encodeKey(key, mods{}, in))
		}
	default:
		s.scrollBy(-steps * wheelLines)
	}
}

// MouseIn implements desktop.Hoverable.
func (s *Screen) MouseIn(e *desktop.MouseEvent) {
	attention.Enter(s.target(false, ""))
	s.MouseMoved(e)
}

// MouseMoved implements desktop.Hoverable.
func (s *Screen) MouseMoved(e *desktop.MouseEvent) {
	s.mouse.overBar = s.onThumb(e.Position)
	if in, ok := s.tells(0); ok && in.Mouse == vt.MouseMoves && s.mouse.held == 0 {
		s.toldMove(e.Position, noButton)
	}
	x, y, _ := s.cellAt(e.Position)
	f, ok := s.linkUnder(x, y)
	if !ok {
		f = found{}
	}
	s.setHover(f)
}

// MouseOut implements desktop.Hoverable.
func (s *Screen) MouseOut() {
	s.mouse.overBar = false
	s.setHover(found{})
	attention.Leave(s.target(false, ""))
}

func (s *Screen) linkUnder(x, y int) (found, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return linkAt(s.term, s.top()+y, x)
}

// setHover underlines a link and says where it leads.
func (s *Screen) setHover(f found) {
	s.mu.Lock()
	before := s.hover
	s.hover = f
	s.stale = s.stale || before != f
	s.mu.Unlock()
	if before == f {
		return
	}
	tip := ""
	if f.uri != "" {
		tip = "Ctrl+click opens " + f.uri
	}
	attention.Enter(s.target(false, tip))
	s.changed()
}

// Cursor implements desktop.Cursorable.
func (s *Screen) Cursor() desktop.Cursor {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.mouse.overBar, s.term.Input().Mouse != vt.MouseOff:
		return desktop.DefaultCursor
	case s.hover.uri != "":
		return desktop.PointerCursor
	}
	return desktop.TextCursor
}

func (s *Screen) open(uri string) {
	if s.OnLink != nil {
		s.OnLink(uri)
	}
}

// menuAt opens the menu at a place in the terminal.
func (s *Screen) menuAt(p fyne.Position) {
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if c == nil {
		return
	}
	x, y, _ := s.cellAt(p)
	copyItem := fyne.NewMenuItem("Copy", s.Copy)
	copyItem.Disabled = s.Selected() == ""
	paste := fyne.NewMenuItem("Paste", s.Paste)
	paste.Disabled = fyne.CurrentApp().Clipboard().Content() == ""
	items := []*fyne.MenuItem{copyItem, paste, fyne.NewMenuItem("Select all", s.SelectAll)}
	if f, ok := s.linkUnder(x, y); ok {
		items = append(items, fyne.NewMenuItemSeparator(),
			fyne.NewMenuItem("Open the address", func() { s.open(f.uri) }),
			fyne.NewMenuItem("Copy the address", func() { fyne.CurrentApp().Clipboard().SetContent(f.uri) }))
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s).Add(p)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), c, at)
}

// --- the scroll bar ---

const (
	thumbWidth = 6
	thumbLeast = 28
)

// thumb is where the scroll bar's thumb is; ok is false when all can be seen.
func (s *Screen) thumb() (at fyne.Position, size fyne.Size, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, rows := s.term.Size()
	above := s.term.Top() - s.term.First()
	if above <= 0 {
		return at, size, false
	}
	track := s.size.Height - 2*inset
	length := min(track, max(thumbLeast, track*float32(rows)/float32(rows+above)))
	share := float32(s.top()-s.term.First()) / float32(above)
	return fyne.NewPos(s.size.Width-2-(barWidth+thumbWidth)/2, inset+(track-length)*share), fyne.NewSize(thumbWidth, length), true
}

func (s *Screen) onThumb(p fyne.Position) bool {
	_, _, ok := s.thumb()
	return ok && p.X >= s.size.Width-2-barWidth
}

func (s *Screen) grab(p fyne.Position) {
	at, size, _ := s.thumb()
	s.mouse.onBar = true
	if s.mouse.grip = p.Y - at.Y; s.mouse.grip < 0 || s.mouse.grip > size.Height {
		s.mouse.grip = size.Height / 2 // beside the thumb: bring it here
		s.dragThumb(p)
	}
}

func (s *Screen) dragThumb(p fyne.Position) {
	_, size, ok := s.thumb()
	if !ok {
		return
	}
	track := s.size.Height - 2*inset - size.Height
	share := min(1, max(0, float64(p.Y-s.mouse.grip-inset)/float64(max(1, track))))
	s.mu.Lock()
	to := s.term.First() + int(share*float64(s.term.Top()-s.term.First())+0.5)
	by := to - s.top()
	s.mu.Unlock()
	s.scrollBy(by)
}

// Package screen shows a terminal: what a program prints into it, and what a
// person types and points at in it. What the program means is worked out by
// package vt; here it is drawn, selected, scrolled and answered.
//
// It must know nothing of Docker: bytes come in by Write and go out by OnInput.
package screen

import (
	"context"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/glyphs"
	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

// Screen is one terminal. Write may be called by any goroutine, Run by one of
// its own; all else belongs to the main goroutine.
type Screen struct {
	widget.BaseWidget

	ID    string // for window tests; its rows are ID + ":" + row from 1
	Topic string // the guide topic that explains it

	// OnInput hears what the person types, and what the terminal answers to the
	// program. It is called on any goroutine and must not wait.
	OnInput func([]byte)
	// OnResize hears how many columns and rows there are.
	OnResize func(cols, rows int)
	// OnLink is asked to open an address.
	OnLink func(uri string)
	// OnTitle hears what the program calls itself.
	OnTitle func(string)
	// Copied hears that text was put on the clipboard. It may be nil.
	Copied func(string)

	post func(func())
	kick chan struct{}

	mu    sync.Mutex // guards what is below, up to the picture
	term  *vt.Terminal
	look  look
	buf   []vt.Cell
	sel   selection
	hover found
	// at is the line at the top of the view; follow means the newest ones.
	at          int
	follow      bool
	focused     bool
	shown       bool
	running     bool
	dirty       []bool
	stale       bool // all is to be drawn
	drawnTop    int
	drawnEpoch  int
	drawnCursor cursorState
	epoch       int // of the lines that sel, hover and at are about
	heldSince   time.Time

	// The picture is drawn by Run and shown on the main goroutine, in turns.
	paint painter

	// What follows belongs to the main goroutine.
	size   fyne.Size
	title  string
	others [][]foreign // by row
	keys   keyboard
	mouse  pointer
	pick   selecting
}

// New makes an empty terminal; post runs a function on the main goroutine.
func New(post func(func())) *Screen {
	s := &Screen{post: post, kick: make(chan struct{}, 1), term: vt.New(80, 24), follow: true, shown: true, stale: true}
	s.term.Reply = s.answer
	s.ExtendBaseWidget(s)
	return s
}

// answer is called by the terminal while mu is held.
func (s *Screen) answer(p []byte) {
	if s.OnInput != nil {
		s.OnInput(p)
	}
}

// Write takes what the program prints.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	n, err := s.term.Write(p)
	s.settle()
	running := s.running
	s.mu.Unlock()
	if running {
		s.wake()
	} else {
		s.post(s.Refresh)
	}
	return n, err
}

// settle forgets what was remembered of lines that are no more. mu is held.
func (s *Screen) settle() {
	if e := s.term.Epoch(); e != s.epoch {
		s.epoch = e
		s.sel, s.hover, s.follow = selection{}, found{}, true
	}
}

// wake has Run draw what changed.
func (s *Screen) wake() {
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

// Run draws what changes until ctx ends, at most forty times a second. Without
// it each change is drawn on the main goroutine.
func (s *Screen) Run(ctx context.Context) {
	s.setRunning(true)
	defer s.setRunning(false)
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.kick:
		}
		begun := time.Now()
		if s.holding() {
			s.pause(ctx, 5*time.Millisecond)
			s.wake()
			continue
		}
		s.frame(ctx)
		s.pause(ctx, between-time.Since(begun))
	}
}

func (s *Screen) setRunning(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = on
}

func (s *Screen) pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// holding reports whether the program is in the middle of drawing, and has not
// been for long.
func (s *Screen) holding() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.term.Held() {
		s.heldSince = time.Time{}
		return false
	}
	if s.heldSince.IsZero() {
		s.heldSince = time.Now()
	}
	return time.Since(s.heldSince) < held
}

// frame draws one picture and waits until it is shown.
func (s *Screen) frame(ctx context.Context) {
	sc, ok := s.takeShown()
	if !ok {
		return
	}
	s.paint.draw(sc)
	done := make(chan struct{})
	s.post(func() {
		s.show(sc)
		close(done)
	})
	select {
	case <-done:
	case <-ctx.Done():
	}
}

func (s *Screen) takeShown() (scene, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.shown {
		return scene{}, false
	}
	return s.take()
}

// show puts a picture that was drawn on the screen.
func (s *Screen) show(sc scene) {
	s.paint.turn()
	if _, rows := s.Cells(); len(s.others) != rows {
		s.others = make([][]foreign, rows)
	}
	for _, r := range sc.rows {
		if r.y < len(s.others) {
			s.others[r.y] = r.others
		}
	}
	if sc.title != s.title {
		s.title = sc.title
		if s.OnTitle != nil {
			s.OnTitle(sc.title)
		}
	}
	s.BaseWidget.Refresh()
}

// SetShown says whether the terminal is on the screen: while it isn't, nothing
// is drawn.
func (s *Screen) SetShown(on bool) {
	s.mu.Lock()
	s.shown = on
	s.mu.Unlock()
	if on {
		s.changed()
	}
}

// changed has the picture drawn anew where something is dirty.
func (s *Screen) changed() {
	s.mu.Lock()
	running := s.running
	var sc scene
	ok := false
	if !running && s.shown {
		sc, ok = s.take()
	}
	s.mu.Unlock()
	switch {
	case running:
		s.wake()
	case ok:
		s.paint.draw(sc)
		s.show(sc)
	}
}

// Refresh draws all of it in the colours that the theme has now.
func (s *Screen) Refresh() {
	p, font := newPalette(), glyphs.Monospace()
	s.mu.Lock()
	if s.look.palette == nil || !s.look.palette.like(p) {
		s.look.palette, s.stale = p, true
		s.term.Ink = [3]uint8{p.ink.R, p.ink.G, p.ink.B}
		s.term.Ground = [3]uint8{p.ground.R, p.ground.G, p.ground.B}
	}
	s.look.font = font
	s.mu.Unlock()
	s.measure()
	s.changed()
	s.BaseWidget.Refresh()
}

// Resize implements fyne.CanvasObject.
func (s *Screen) Resize(size fyne.Size) {
	s.size = size
	s.BaseWidget.Resize(size)
	s.Refresh()
}

// MinSize implements fyne.CanvasObject.
func (s *Screen) MinSize() fyne.Size {
	s.ExtendBaseWidget(s)
	return fyne.NewSize(160, 60)
}

const (
	inset    = 4  // px between the edge and the picture, for the round corners
	padX     = 4  // px left of the first column
	barWidth = 12 // px that the scroll bar answers to
)

// rowHeight is the height of a row in the size of its letters.
const rowHeight = 1.3

// measure finds out how many cells there is room for.
func (s *Screen) measure() {
	inner := s.inner()
	if inner.Width <= 0 || inner.Height <= 0 {
		return
	}
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
		scale = c.Scale()
	}
	s.mu.Lock()
	l := s.look
	size := float64(max(8, theme.Size(theme.SizeCode)) * scale)
	l.scale = scale
	l.cellW = max(1, int(size*l.font.Advance()+0.5))
	l.text = float64(l.cellW) / l.font.Advance()
	l.cellH = max(1, int(l.text*rowHeight+0.5))
	l.width, l.height = int(inner.Width*scale+0.01), int(inner.Height*scale+0.01)
	cols, rows := max(1, l.width/l.cellW), max(1, l.height/l.cellH)
	if l != s.look {
		s.look, s.stale = l, true
	}
	oldCols, oldRows := s.term.Size()
	s.term.Resize(cols, rows)
	s.settle()
	cols, rows = s.term.Size()
	s.mu.Unlock()
	if (cols != oldCols || rows != oldRows) && s.OnResize != nil {
		s.OnResize(cols, rows)
	}
}

// inner is the room for the picture.
func (s *Screen) inner() fyne.Size {
	return fyne.NewSize(s.size.Width-2*inset-padX-barWidth, s.size.Height-2*inset)
}

// Cells is the number of columns and rows.
func (s *Screen) Cells() (cols, rows int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.term.Size()
}

// Text is what can be seen, a line a row.
func (s *Screen) Text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.visible(), "\n")
}

// visible are the rows that can be seen. mu is held.
func (s *Screen) visible() []string {
	_, rows := s.term.Size()
	lines := make([]string, rows)
	for y := range lines {
		s.buf, _ = s.term.Line(s.top()+y, s.buf[:0])
		lines[y] = strings.TrimRight(cellText(s.term, s.buf), " ")
	}
	return lines
}

// top is the line at the top of the view. mu is held.
func (s *Screen) top() int {
	if s.follow {
		return s.term.Top()
	}
	return min(max(s.at, s.term.First()), s.term.Top())
}

// scrollBy moves the view down by n lines, up if n is less than 0.
func (s *Screen) scrollBy(n int) {
	s.mu.Lock()
	s.at = min(max(s.top()+n, s.term.First()), s.term.Top())
	s.follow = s.at == s.term.Top()
	s.mu.Unlock()
	s.changed()
	s.BaseWidget.Refresh() // the scroll bar
}

// ScrollToEnd shows the newest lines.
func (s *Screen) ScrollToEnd() { s.scrollBy(1 << 30) }

// Below is the number of lines after the last one that can be seen.
func (s *Screen) Below() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.term.Top() - s.top()
}

// send gives the program what the person did, and shows the newest lines.
func (s *Screen) send(text string) {
	if text == "" {
		return
	}
	if s.Below() > 0 {
		s.ScrollToEnd()
	}
	if s.OnInput != nil {
		s.OnInput([]byte(text))
	}
}

func (s *Screen) input() vt.Input {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.term.Input()
}

// DescribeControl implements control.Describer.
func (s *Screen) DescribeControl() control.Description {
	s.mu.Lock()
	defer s.mu.Unlock()
	return control.Description{ID: s.ID, Kind: control.KindText, Enabled: true, Focused: s.focused}
}

// DescribeParts implements control.PartsDescriber: the rows that have something
// on them.
func (s *Screen) DescribeParts() []control.Part {
	s.mu.Lock()
	defer s.mu.Unlock()
	var parts []control.Part
	width, height := float32(s.look.width)/max(s.look.scale, 1), float32(s.look.cellH)/max(s.look.scale, 1)
	for y, text := range s.visible() {
		if text == "" {
			continue
		}
		parts = append(parts, control.Part{
			Description: control.Description{ID: rowID(s.ID, y), Kind: control.KindRow, Text: text, Enabled: true},
			X:           inset + padX, Y: inset + float32(y)*height, Width: width, Height: height,
		})
	}
	return parts
}

func (s *Screen) target(focus bool, tip string) attention.Target {
	return attention.Target{Object: s, Topic: s.Topic, Tip: tip, Focus: focus}
}

// Package commandline shows a docker command word by word. A word that the
// pointer or the keyboard is at is told to whoever explains it, and words can be
// lit from outside: a form and its command point at each other.
//
// It must know nothing of what the words mean.
package commandline

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Measures in px at scale 1.
const (
	padX, padY = 12, 8 // round all words
	wordX      = 3     // left and right within a word's ground
	lineHeight = 24
	markX      = 10 // for the mark that a line goes on
)

// Line is the command. It takes the keyboard: Left and Right go from word to
// word, Enter picks one.
type Line struct {
	widget.BaseWidget
	ID string
	// OnWord hears which word the pointer or the keyboard is at; -1 for none.
	OnWord func(i int)
	// OnPick hears which word was clicked, or chosen with Enter.
	OnPick func(i int)
	// OnCopy is what the keys for copying do; nil for nothing.
	OnCopy func()

	words   []*word
	cmd     command.Command
	shell   command.Shell
	lit     func(command.Token) bool
	at      int // the word of the keyboard
	hover   int
	focused bool
	height  float32
}

type word struct {
	full   string // what it says where there is room
	ground *canvas.Rectangle
	text   *canvas.Text
	mark   *canvas.Text // that the line goes on; hidden but for the last word of a line
}

// New makes an empty line.
func New(id string) *Line {
	l := &Line{ID: id, hover: -1, lit: func(command.Token) bool { return false }}
	l.ExtendBaseWidget(l)
	return l
}

// Set shows a command as it is written for a shell, secrets masked.
func (l *Line) Set(c command.Command, sh command.Shell) {
	l.cmd, l.shell = c, sh
	for len(l.words) < len(c.Tokens) {
		l.words = append(l.words, &word{ground: &canvas.Rectangle{}, text: canvas.NewText("", color.Transparent), mark: canvas.NewText("", color.Transparent)})
	}
	l.words = l.words[:len(c.Tokens)]
	for i, t := range c.Tokens {
		l.words[i].full = format.CleanLine(t.Display(sh))
	}
	l.at = min(l.at, max(len(l.words)-1, 0))
	l.Refresh()
}

// Light says which words stand out.
func (l *Line) Light(lit func(command.Token) bool) {
	l.lit = lit
	l.Refresh()
}

// Token is a word of the command; false where there is none.
func (l *Line) Token(i int) (command.Token, bool) {
	if i < 0 || i >= len(l.cmd.Tokens) {
		return command.Token{}, false
	}
	return l.cmd.Tokens[i], true
}

// Command is what is shown.
func (l *Line) Command() command.Command { return l.cmd }

// TypedShortcut implements fyne.Shortcutable.
func (l *Line) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); ok && l.OnCopy != nil {
		l.OnCopy()
	}
}

// Fit lays the words out for a width and says how high they get.
func (l *Line) Fit(width float32) float32 {
	x, y := float32(padX), float32(padY)
	for _, w := range l.words {
		w.text.Text = discreet.Text(w.full)
		w.mark.Hide()
	}
	for i, w := range l.words {
		size := w.text.MinSize()
		if x > padX && x+l.together(i)+wordX > width-padX-markX {
			l.goesOn(l.words[i-1], x, y)
			x, y = padX, y+lineHeight
		}
		room := max(width-padX-x, 1)
		if size.Width > room {
			w.text.Text = widgets.Ellipsis(discreet.Text(w.full), room, w.text.TextSize, w.text.TextStyle)
		}
		w.ground.Move(fyne.NewPos(x-wordX, y+1))
		w.ground.Resize(fyne.NewSize(min(size.Width, room)+2*wordX, lineHeight-2))
		w.text.Move(fyne.NewPos(x, y+(lineHeight-size.Height)/2))
		w.text.Resize(fyne.NewSize(min(size.Width, room), size.Height))
		x += size.Width + 2*wordX + 3
	}
	l.height = y + lineHeight + padY
	return l.height
}

// goesOn puts the shell's mark behind the last word of a line.
func (l *Line) goesOn(w *word, x, y float32) {
	w.mark.Text = l.shell.Continuation()
	size := w.mark.MinSize()
	w.mark.Move(fyne.NewPos(x+2, y+(lineHeight-size.Height)/2))
	w.mark.Resize(size)
	w.mark.Show()
}

// together is the width of a word, with the value behind it if it is a flag: the
// two stay on one line.
func (l *Line) together(i int) float32 {
	w := l.words[i].text.MinSize().Width
	if next := i + 1; l.cmd.Tokens[i].Role == command.RoleFlag && next < len(l.words) && l.cmd.Tokens[next].Role == command.RoleValue {
		w += 2*wordX + 3 + l.words[next].text.MinSize().Width
	}
	return w
}

// DescribeControl implements control.Describer.
func (l *Line) DescribeControl() control.Description {
	var words []string
	for _, w := range l.words {
		words = append(words, discreet.Text(w.full))
	}
	return control.Description{ID: l.ID, Kind: control.KindLabel, Text: strings.Join(words, " "), Enabled: true, Focused: l.focused}
}

func (l *Line) find(at fyne.Position) int {
	for i, w := range l.words {
		p, s := w.ground.Position(), w.ground.Size()
		if at.X >= p.X && at.X < p.X+s.Width && at.Y >= p.Y && at.Y < p.Y+s.Height {
			return i
		}
	}
	return -1
}

func (l *Line) tell(i int) {
	if l.OnWord != nil {
		l.OnWord(i)
	}
}

// MouseIn implements desktop.Hoverable.
func (l *Line) MouseIn(e *desktop.MouseEvent) { l.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (l *Line) MouseMoved(e *desktop.MouseEvent) {
	if i := l.find(e.Position); i != l.hover {
		l.hover = i
		l.tell(i)
		l.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (l *Line) MouseOut() {
	if l.hover >= 0 {
		l.hover = -1
		l.tell(-1)
		l.Refresh()
	}
}

// MouseDown implements desktop.Mouseable.
func (l *Line) MouseDown(*desktop.MouseEvent) {}

// MouseUp picks the word under the pointer.
func (l *Line) MouseUp(e *desktop.MouseEvent) {
	if i := l.find(e.Position); i >= 0 && l.OnPick != nil {
		l.OnPick(i)
	}
}

// FocusGained implements fyne.Focusable.
func (l *Line) FocusGained() {
	l.focused = true
	l.tell(l.at)
	l.Refresh()
}

// FocusLost implements fyne.Focusable.
func (l *Line) FocusLost() {
	l.focused = false
	l.tell(-1)
	l.Refresh()
}

// TypedRune implements fyne.Focusable.
func (l *Line) TypedRune(r rune) { widgets.PassRune(l, r) }

// TypedKey implements fyne.Focusable.
func (l *Line) TypedKey(e *fyne.KeyEvent) {
	at := l.at
	switch e.Name {
	case fyne.KeyLeft:
		at--
	case fyne.KeyRight:
		at++
	case fyne.KeyHome:
		at = 0
	case fyne.KeyEnd:
		at = len(l.words) - 1
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if l.OnPick != nil && len(l.words) > 0 {
			l.OnPick(l.at)
		}
		return
	default:
		widgets.PassKey(l, e)
		return
	}
	if at = min(max(at, 0), len(l.words)-1); at != l.at {
		l.at = at
		l.tell(at)
		l.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{l: l, box: widgets.NewBox(theme.Surface, theme.Border, theme.SizeControlR)}
	r.Refresh()
	return r
}

type renderer struct {
	l   *Line
	box *widgets.Box
}

func (r *renderer) Destroy()           {}
func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(80, max(r.l.height, lineHeight+2*padY)) }

func (r *renderer) Objects() []fyne.CanvasObject {
	list := []fyne.CanvasObject{r.box}
	for _, w := range r.l.words {
		list = append(list, w.ground, w.text, w.mark)
	}
	return list
}

func (r *renderer) Layout(size fyne.Size) {
	r.box.Resize(size)
	r.l.Fit(size.Width)
}

func (r *renderer) Refresh() {
	l := r.l
	edge := theme.Border
	if l.focused {
		edge = theme.Focus
	}
	r.box.Set(theme.Surface, edge)
	r.box.Refresh() // the theme may be another one
	for i, w := range l.words {
		w.text.TextSize, w.text.TextStyle, w.text.Color = theme.Size(theme.SizeCommand), fyne.TextStyle{Monospace: true}, theme.Color(theme.Text)
		w.mark.TextSize, w.mark.TextStyle, w.mark.Color = w.text.TextSize, w.text.TextStyle, theme.Color(theme.Muted)
		w.ground.CornerRadius = 4
		w.ground.FillColor = color.Transparent
		switch {
		case l.lit(l.cmd.Tokens[i]) || i == l.hover:
			w.ground.FillColor = theme.Color(theme.Lit)
		case l.focused && i == l.at:
			w.ground.FillColor = theme.Color(theme.Selected)
		}
	}
	if w := l.Size().Width; w > 0 {
		l.Fit(w)
	}
	canvas.Refresh(l)
}

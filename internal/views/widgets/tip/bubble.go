package tip

import (
	"sort"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

const (
	maxWidth = 320  // px of the bubble
	maxLines = 12   // of its text
	maxRunes = 1000 // of its text
	padX     = 10   // px inside the bubble, left and right
	padY     = 7    // px inside the bubble, above and below
	gap      = 6    // px between the bubble and what it explains
	margin   = 4    // px between the bubble and the window's edge
)

// bubble is the tooltip itself. It implements no input interface, so that the
// pointer and the keyboard pass through it.
type bubble struct {
	widget.BaseWidget
	lines []string
}

func newBubble() *bubble {
	b := &bubble{}
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// set changes the text and takes the size that it needs.
func (b *bubble) set(text string) {
	b.lines = wrap(clean(text), maxWidth-2*padX, measure)
	b.Refresh()
	b.Resize(b.MinSize())
}

// DescribeControl implements control.Describer.
func (b *bubble) DescribeControl() control.Description {
	return control.Description{ID: "tip", Kind: "tip", Text: strings.Join(b.lines, " "), Enabled: true}
}

func measure(s string) float32 {
	return fyne.MeasureText(s, theme.Size(theme.SizeSmall), fyne.TextStyle{}).Width
}

// clean keeps names from breaking the bubble: what is neither text nor a line
// break becomes a space, and a text without end gets one.
func clean(text string) string {
	if runes := []rune(text); len(runes) > maxRunes {
		text = string(runes[:maxRunes]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
}

// wrap breaks a text into lines no wider than width, at spaces where it can.
func wrap(text string, width float32, measure func(string) float32) []string {
	var lines []string
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if line != "" && measure(line+" "+word) <= width {
				line += " " + word
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			var whole []string
			whole, line = breakWord(word, width, measure)
			lines = append(lines, whole...)
		}
		lines = append(lines, line)
	}
	if len(lines) > maxLines {
		lines = lines[:maxLines]
		lines[maxLines-1] += " …"
	}
	return lines
}

// breakWord cuts full lines off a word that is wider than one.
func breakWord(word string, width float32, measure func(string) float32) (lines []string, rest string) {
	runes := []rune(word)
	for len(runes) > 1 && measure(string(runes)) > width {
		n := max(1, sort.Search(len(runes), func(n int) bool { return measure(string(runes[:n+1])) > width }))
		lines = append(lines, string(runes[:n]))
		runes = runes[n:]
	}
	return lines, string(runes)
}

// CreateRenderer implements fyne.Widget.
func (b *bubble) CreateRenderer() fyne.WidgetRenderer {
	r := &bubbleRenderer{b: b, box: &canvas.Rectangle{}}
	r.Refresh()
	return r
}

type bubbleRenderer struct {
	b     *bubble
	box   *canvas.Rectangle
	texts []*canvas.Text
}

func (r *bubbleRenderer) Destroy() {}

func (r *bubbleRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.box}
	for _, t := range r.texts {
		objects = append(objects, t)
	}
	return objects
}

func (r *bubbleRenderer) MinSize() fyne.Size {
	var size fyne.Size
	for _, t := range r.texts {
		line := t.MinSize()
		size.Width = max(size.Width, line.Width)
		size.Height += line.Height
	}
	return size.AddWidthHeight(2*padX, 2*padY)
}

func (r *bubbleRenderer) Layout(size fyne.Size) {
	r.box.Resize(size)
	y := float32(padY)
	for _, t := range r.texts {
		line := t.MinSize()
		t.Move(fyne.NewPos(padX, y))
		t.Resize(line)
		y += line.Height
	}
}

// Refresh draws the page's colours the other way round: nothing else looks like
// it.
func (r *bubbleRenderer) Refresh() {
	r.box.FillColor = theme.Color(theme.Text)
	r.box.CornerRadius = theme.Size(theme.SizeControlR)
	r.texts = r.texts[:0]
	for _, line := range r.b.lines {
		t := canvas.NewText(line, theme.Color(theme.Surface))
		t.TextSize = theme.Size(theme.SizeSmall)
		r.texts = append(r.texts, t)
	}
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

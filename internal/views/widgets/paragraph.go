package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// NewCode is one line of code, cut by an ellipsis where it is too narrow.
func NewCode(words string) *Text {
	t := NewText(words, TextStyle{Size: theme.SizeCommand, Mono: true})
	t.Truncate = true
	return t
}

// Paragraph is body text that wraps at its width.
type Paragraph struct {
	widget.BaseWidget
	ID string

	words string
	style TextStyle
	width float32 // the width it was last wrapped for
}

// NewParagraph makes text that wraps.
func NewParagraph(words string, style TextStyle) *Paragraph {
	p := &Paragraph{words: words, style: style}
	p.ExtendBaseWidget(p)
	return p
}

// SetText changes what it says.
func (p *Paragraph) SetText(words string) {
	if p.words != words {
		p.words = words
		p.Refresh()
	}
}

// SetColor changes its colour token.
func (p *Paragraph) SetColor(token fyne.ThemeColorName) {
	if p.style.Color != token {
		p.style.Color = token
		p.Refresh()
	}
}

// Wanted is the width at which it needs no wrapping.
func (p *Paragraph) Wanted() float32 {
	size, style := p.face()
	widest := float32(0)
	for _, line := range splitLines(discreet.Text(p.words)) {
		widest = max(widest, fyne.MeasureText(line, size, style).Width)
	}
	return widest + 1
}

// HeightAt is how high it gets at a width.
func (p *Paragraph) HeightAt(width float32) float32 {
	size, style := p.face()
	return float32(len(Wrap(discreet.Text(p.words), width, size, style))) * lineOf(size)
}

func (p *Paragraph) face() (float32, fyne.TextStyle) {
	return theme.Size(orSize(p.style.Size, theme.SizeText)), fyne.TextStyle{Bold: p.style.Bold, Monospace: p.style.Mono}
}

// DescribeControl implements control.Describer.
func (p *Paragraph) DescribeControl() control.Description {
	return control.Description{ID: p.ID, Kind: control.KindLabel, Text: discreet.Text(p.words), Enabled: true}
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &paragraphRenderer{p: p}
	r.Refresh()
	return r
}

type paragraphRenderer struct {
	p     *Paragraph
	lines []fyne.CanvasObject
}

func (r *paragraphRenderer) Destroy()                     {}
func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.lines }

func (r *paragraphRenderer) lineHeight() float32 {
	size, _ := r.p.face()
	return lineOf(size)
}

// lineOf is the height of a line of text of a size.
func lineOf(size float32) float32 { return max(theme.Size(theme.SizeLine), size*1.4) }

// MinSize is as high as the text is at the width it has; before it has one, at
// a width that suits a narrow column.
func (r *paragraphRenderer) MinSize() fyne.Size {
	return fyne.NewSize(40, float32(max(len(r.lines), 1))*r.lineHeight())
}

func (r *paragraphRenderer) Layout(size fyne.Size) {
	if size.Width != r.p.width {
		before := len(r.lines)
		r.p.width = size.Width
		r.wrap()
		if len(r.lines) != before {
			canvas.Refresh(r.p)
		}
	}
	for i, o := range r.lines {
		o.Move(fyne.NewPos(0, float32(i)*r.lineHeight()))
		o.Resize(fyne.NewSize(size.Width, r.lineHeight()))
	}
}

func (r *paragraphRenderer) wrap() {
	size, style := r.p.face()
	width := r.p.width
	if width == 0 {
		width = 260
	}
	r.lines = r.lines[:0]
	for _, line := range Wrap(discreet.Text(r.p.words), width, size, style) {
		t := canvas.NewText(line, theme.Color(orColor(r.p.style.Color, theme.Text)))
		t.TextSize, t.TextStyle, t.Alignment = size, style, r.p.style.Align
		r.lines = append(r.lines, t)
	}
}

func (r *paragraphRenderer) Refresh() {
	r.wrap()
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

// Wrap breaks words into lines that fit a width, at spaces, and inside a word
// only where it is wider than a whole line.
func Wrap(words string, width, size float32, style fyne.TextStyle) []string {
	width = max(width, size) // an object without a place has none
	fits := func(s string) bool { return fyne.MeasureText(s, size, style).Width <= width }
	var lines []string
	for _, paragraph := range splitLines(words) {
		line := ""
		for _, word := range splitWords(paragraph) {
			next := word
			if line != "" {
				next = line + " " + word
			}
			if fits(next) {
				line = next
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			for line = word; !fits(line); {
				n := fitting(line, fits)
				lines = append(lines, line[:n])
				line = line[n:]
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// Remark puts a small icon before a paragraph that says something of a field.
func Remark(icon string, ink fyne.ThemeColorName, words *Paragraph) *fyne.Container {
	return container.NewBorder(nil, nil, PadSides(container.NewVBox(NewSizedIcon(icon, ink, 13)), 3, 6, 0, 0), nil, words)
}

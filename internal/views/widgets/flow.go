package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Flow puts objects beside each other and goes on in the next line where there
// is no more room, as words do.
type Flow struct {
	widget.BaseWidget
	gapX, gapY float32
	objects    []fyne.CanvasObject
}

// NewFlow makes a flow with gaps in px at scale 1.
func NewFlow(gapX, gapY float32, objects ...fyne.CanvasObject) *Flow {
	f := &Flow{gapX: gapX, gapY: gapY, objects: objects}
	f.ExtendBaseWidget(f)
	return f
}

// Set replaces what flows.
func (f *Flow) Set(objects ...fyne.CanvasObject) {
	f.objects = objects
	f.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (f *Flow) CreateRenderer() fyne.WidgetRenderer { return &flowRenderer{f: f} }

type flowRenderer struct {
	f      *Flow
	height float32
}

func (r *flowRenderer) Destroy()                     {}
func (r *flowRenderer) Objects() []fyne.CanvasObject { return r.f.objects }

func (r *flowRenderer) MinSize() fyne.Size {
	if r.height == 0 {
		r.height = r.place(r.f.Size().Width, false)
	}
	w := float32(0)
	for _, o := range r.f.objects {
		if o.Visible() {
			w = max(w, min(o.MinSize().Width, 120))
		}
	}
	return fyne.NewSize(w, r.height)
}

func (r *flowRenderer) Layout(size fyne.Size) {
	if h := r.place(size.Width, true); h != r.height {
		r.height = h
		canvas.Refresh(r.f)
	}
}

func (r *flowRenderer) Refresh() {
	for _, o := range r.f.objects {
		o.Refresh() // the theme may be another one than when they were last seen
	}
	r.height = r.place(r.f.Size().Width, true)
	canvas.Refresh(r.f)
}

// place moves the objects for a width, or only measures, and says how high they
// get. Without a width yet they are taken to fit on one line.
func (r *flowRenderer) place(width float32, move bool) float32 {
	var row []fyne.CanvasObject
	least := theme.Size(theme.SizeLine) // so that small text stands on the line of its label
	x, y, rowHeight := float32(0), float32(0), least
	end := func() {
		if move {
			for _, o := range row {
				o.Move(fyne.NewPos(o.Position().X, y+(rowHeight-o.Size().Height)/2))
			}
		}
		row = row[:0]
	}
	for _, o := range r.f.objects {
		if !o.Visible() {
			continue
		}
		size := o.MinSize()
		if t, ok := o.(interface{ Wanted() float32 }); ok {
			size.Width = t.Wanted()
		}
		if width > 0 && x > 0 && x+size.Width > width {
			end()
			x, y, rowHeight = 0, y+rowHeight+r.f.gapY, least
		}
		if width > 0 {
			size.Width = min(size.Width, width)
		}
		if p, ok := o.(*Paragraph); ok {
			size.Height = p.HeightAt(size.Width)
		}
		if move {
			o.Resize(size)
			o.Move(fyne.NewPos(x, y))
		}
		row = append(row, o)
		x += size.Width + r.f.gapX
		rowHeight = max(rowHeight, size.Height)
	}
	end()
	return y + rowHeight
}

// Fact is one line of an overview: what it is, and what it says.
type Fact struct {
	ID, Label, Topic string
	Lines            []Line
}

// Line is what stands beside each other in a Fact; it wraps where it must.
type Line []fyne.CanvasObject

// One is a single line.
func One(parts ...fyne.CanvasObject) []Line { return []Line{parts} }

// Facts are labelled lines, to be put into a card. The labels share one column.
type Facts struct {
	widget.BaseWidget
	OnChange func() // hears that the lines were replaced, and may need more room; may be nil

	body *fyne.Container
}

// NewFacts makes facts without a line.
func NewFacts() *Facts {
	f := &Facts{body: container.New(&factsLayout{})}
	f.ExtendBaseWidget(f)
	return f
}

// Set replaces the lines. What has the keyboard keeps it, if it is still there.
func (f *Facts) Set(facts []Fact) {
	defer keepFocus(f, facts)()
	objects := make([]fyne.CanvasObject, 0, 2*len(facts))
	for _, fact := range facts {
		label := newFactLabel(fact)
		lines := container.New(layout.NewCustomPaddedVBoxLayout(4))
		for _, line := range fact.Lines {
			lines.Add(NewFlow(5, 4, line...))
		}
		objects = append(objects, label, lines)
	}
	f.body.Objects = objects
	f.Refresh()
	if f.OnChange != nil {
		f.OnChange()
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Facts) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.body) }

const factLabelWidth = 120

// factsLayout lays out pairs of label and value.
type factsLayout struct{ height float32 }

func (l *factsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y, line := float32(0), theme.Size(theme.SizeLine)
	if theme.Projecting() {
		l.stack(objects, size)
		return
	}
	for i := 0; i+1 < len(objects); i += 2 {
		label, value := objects[i], objects[i+1]
		label.Move(fyne.NewPos(0, y))
		label.Resize(fyne.NewSize(factLabelWidth-8, line))
		value.Move(fyne.NewPos(factLabelWidth, y))
		width := max(size.Width-factLabelWidth, 0)
		value.Resize(fyne.NewSize(width, value.MinSize().Height))
		height := value.MinSize().Height
		value.Resize(fyne.NewSize(width, height))
		y += max(height, line) + 6
	}
	l.height = y
}

// stack puts each value under its label: from the back row a line is short.
func (l *factsLayout) stack(objects []fyne.CanvasObject, size fyne.Size) {
	y, line := float32(0), theme.Size(theme.SizeLine)
	for i := 0; i+1 < len(objects); i += 2 {
		label, value := objects[i], objects[i+1]
		label.Move(fyne.NewPos(0, y))
		label.Resize(fyne.NewSize(size.Width, line))
		y += line
		value.Move(fyne.NewPos(0, y))
		value.Resize(fyne.NewSize(size.Width, value.MinSize().Height))
		height := value.MinSize().Height
		value.Resize(fyne.NewSize(size.Width, height))
		y += max(height, line) + 8
	}
	l.height = y
}

func (l *factsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	y := float32(0)
	if theme.Projecting() {
		for i := 0; i+1 < len(objects); i += 2 {
			y += max(objects[i+1].MinSize().Height, theme.Size(theme.SizeLine)) + theme.Size(theme.SizeLine) + 8
		}
		return fyne.NewSize(120, y)
	}
	for i := 0; i+1 < len(objects); i += 2 {
		y += max(objects[i+1].MinSize().Height, theme.Size(theme.SizeLine)) + 6
	}
	return fyne.NewSize(factLabelWidth+120, y)
}

// factLabel is the word at the left of a line; it can be asked what it means.
type factLabel struct {
	Press
	words string
}

func newFactLabel(fact Fact) *factLabel {
	l := &factLabel{words: fact.Label}
	l.ID, l.Kind, l.Topic = fact.ID, "fact", fact.Topic
	l.extend(l)
	return l
}

func (l *factLabel) label() string { return l.words }

// CreateRenderer implements fyne.Widget.
func (l *factLabel) CreateRenderer() fyne.WidgetRenderer {
	return newFace(func() face {
		return face{words: l.words, ink: theme.Muted, left: true, height: theme.SizeLine, radius: 4, ring: l.focused}
	})
}

// Words is a plain piece of a line of Facts. It wraps where it must.
func Words(s string) *Paragraph { return NewParagraph(s, TextStyle{Size: theme.SizeName}) }

// MutedWords is a quiet piece of a line of Facts.
func MutedWords(s string) *Paragraph { return NewParagraph(s, TextStyle{Color: theme.Muted}) }

// CodeWords is a piece of code in a line of Facts.
func CodeWords(s string) *Paragraph {
	return NewParagraph(s, TextStyle{Size: theme.SizeName, Mono: true})
}

// keepFocus gives the keyboard to the control of the new facts that has the same
// id as the one that has it in the old ones; call what it returns when they are
// in place.
func keepFocus(f *Facts, facts []Fact) func() {
	c := fyne.CurrentApp().Driver().CanvasForObject(f)
	if c == nil {
		return func() {}
	}
	had, ok := c.Focused().(interface {
		fyne.CanvasObject
		control.Describer
	})
	if !ok || had.DescribeControl().ID == "" || !f.holds(had) {
		return func() {}
	}
	id := had.DescribeControl().ID
	return func() {
		for _, fact := range facts {
			for _, line := range fact.Lines {
				for _, o := range line {
					if next, ok := o.(fyne.Focusable); ok && o.(control.Describer).DescribeControl().ID == id {
						c.Focus(next)
						return
					}
				}
			}
		}
		c.Unfocus()
	}
}

// holds reports whether an object stands in one of the lines.
func (f *Facts) holds(o fyne.CanvasObject) bool {
	for _, value := range f.body.Objects {
		lines, ok := value.(*fyne.Container)
		if !ok {
			continue
		}
		for _, line := range lines.Objects {
			if flow, ok := line.(*Flow); ok && slices.Contains(flow.objects, o) {
				return true
			}
		}
	}
	return false
}

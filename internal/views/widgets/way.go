package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Stop is one place on a Way.
type Stop struct {
	ID, Icon, Title, Detail string
	Word                    string // how it is, in a word or two; "" for nothing to say
	Mark                    string // the icon beside the word
	Tone                    Tone
	Beyond                  bool // it lies behind a place that is broken
	Topic                   string
}

// Way is a picture of places, one after the other, with arrows between them: beside
// each other where there is room, else below each other. Each place can be pressed
// and asked what it means.
type Way struct {
	widget.BaseWidget
	stops  []*stop
	joins  []*join
	height float32
}

// NewWay makes a way without places.
func NewWay() *Way {
	w := &Way{}
	w.ExtendBaseWidget(w)
	return w
}

// Set replaces its places. Those that stay keep the keyboard.
func (w *Way) Set(stops []Stop) {
	if len(stops) != len(w.stops) {
		w.stops, w.joins = nil, nil
		for i := range stops {
			w.stops = append(w.stops, newStop())
			if i > 0 {
				w.joins = append(w.joins, newJoin())
			}
		}
	}
	for i, s := range stops {
		w.stops[i].set(s)
		if i > 0 {
			w.joins[i-1].set(s)
		}
	}
	w.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (w *Way) CreateRenderer() fyne.WidgetRenderer { return &wayRenderer{w: w} }

type wayRenderer struct{ w *Way }

func (r *wayRenderer) Destroy() {}

func (r *wayRenderer) Objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, j := range r.w.joins {
		all = append(all, j)
	}
	for _, s := range r.w.stops {
		all = append(all, s)
	}
	return all
}

func (r *wayRenderer) MinSize() fyne.Size {
	if r.w.height == 0 {
		r.w.height = r.place(r.w.Size().Width)
	}
	return fyne.NewSize(160, r.w.height)
}

func (r *wayRenderer) Layout(size fyne.Size) { r.w.height = r.place(size.Width) }

func (r *wayRenderer) Refresh() {
	r.w.height = r.place(r.w.Size().Width)
	for _, o := range r.Objects() {
		o.Refresh()
	}
	canvas.Refresh(r.w)
}

// The measures of a way, in px at scale 1.
const (
	joinLength = 22 // of an arrow between two places beside each other
	joinDrop   = 18 // and below each other
)

// stopLeast is the least width of a place among others beside it.
func stopLeast() float32 {
	if theme.Projecting() {
		return 6.2 * theme.Size(theme.SizeText)
	}
	return 7.6 * theme.Size(theme.SizeText)
}

// place puts everything where it belongs at a width, and tells the height.
func (r *wayRenderer) place(width float32) float32 {
	n := float32(len(r.w.stops))
	if n == 0 || width <= 0 {
		return 0
	}
	if each := (width - (n-1)*joinLength) / n; each >= stopLeast() {
		return r.across(float32(int(each)))
	}
	return r.down(width)
}

func (r *wayRenderer) across(each float32) float32 {
	height := float32(0)
	for _, s := range r.w.stops {
		s.wide = false
		height = max(height, s.heightAt(each))
	}
	x := float32(0)
	for i, s := range r.w.stops {
		if i > 0 {
			r.w.joins[i-1].down = false
			r.w.joins[i-1].Move(fyne.NewPos(x, 0))
			r.w.joins[i-1].Resize(fyne.NewSize(joinLength, height))
			x += joinLength
		}
		s.Move(fyne.NewPos(x, 0))
		s.Resize(fyne.NewSize(each, height))
		x += each
	}
	return height
}

func (r *wayRenderer) down(width float32) float32 {
	y := float32(0)
	for i, s := range r.w.stops {
		s.wide = true
		if i > 0 {
			r.w.joins[i-1].down = true
			r.w.joins[i-1].Move(fyne.NewPos(stopPad, y))
			r.w.joins[i-1].Resize(fyne.NewSize(theme.Size(theme.SizeIcon), joinDrop))
			y += joinDrop
		}
		h := s.heightAt(width)
		s.Move(fyne.NewPos(0, y))
		s.Resize(fyne.NewSize(width, h))
		y += h
	}
	return y
}

// stop is one place, drawn.
type stop struct {
	Press
	s    Stop
	wide bool // its words stand beside each other
}

func newStop() *stop {
	p := &stop{}
	p.Kind = "stop"
	p.extend(p)
	return p
}

func (p *stop) set(s Stop) {
	p.s, p.ID, p.Topic = s, s.ID, s.Topic
}

func (p *stop) label() string {
	words := p.s.Title
	if p.s.Detail != "" {
		words += ": " + p.s.Detail
	}
	if p.s.Word != "" {
		words += " (" + p.s.Word + ")"
	}
	return words
}

const stopPad = 9

// heightAt is how high a place is at a width.
func (p *stop) heightAt(width float32) float32 {
	r := stopTexts(p)
	inner := width - 2*stopPad
	if p.wide {
		return max(r.title.HeightAt(inner/2), theme.Size(theme.SizeIcon)) + 2*(stopPad-2)
	}
	h := theme.Size(theme.SizeIcon) + 4 + r.title.HeightAt(inner)
	if p.s.Detail != "" {
		h += r.detail.HeightAt(inner)
	}
	if p.s.Word != "" && !r.wordFits(inner) {
		h += 4 + r.word.HeightAt(inner)
	}
	return h + 2*stopPad
}

// wordFits reports whether how it is can stand between the two icons.
func (t stopParts) wordFits(inner float32) bool {
	return t.word.Wanted() <= inner-2*(theme.Size(theme.SizeIcon)+6)
}

// inks are the colours of a place.
func (p *stop) inks() (words, edge, fill fyne.ThemeColorName, mark fyne.ThemeColorName) {
	ink, tint, _ := p.s.Tone.colors()
	switch {
	case p.s.Beyond:
		return theme.Muted, theme.Border, theme.Background, theme.Muted
	case p.s.Tone == ToneDanger || p.s.Tone == ToneWarn:
		return ink, ink, tint, ink
	}
	return theme.Text, theme.Line, theme.Surface, ink
}

type stopParts struct{ title, detail, word *Paragraph }

func stopTexts(p *stop) stopParts {
	words, _, _, mark := p.inks()
	quiet := words
	if quiet == theme.Text {
		quiet = theme.Muted
	}
	return stopParts{
		title:  NewParagraph(p.s.Title, TextStyle{Bold: true, Color: words}),
		detail: NewParagraph(p.s.Detail, TextStyle{Size: theme.SizeSmall, Color: quiet}),
		word:   NewParagraph(p.s.Word, TextStyle{Size: theme.SizeSmall, Bold: true, Color: mark}),
	}
}

// CreateRenderer implements fyne.Widget.
func (p *stop) CreateRenderer() fyne.WidgetRenderer {
	r := &stopRenderer{p: p, box: &canvas.Rectangle{}, ring: &canvas.Rectangle{}, icon: NewIcon("", theme.Text), mark: NewIcon("", theme.Text)}
	r.Refresh()
	return r
}

type stopRenderer struct {
	p          *stop
	box, ring  *canvas.Rectangle
	icon, mark *Icon
	texts      stopParts
}

func (r *stopRenderer) Destroy()           {}
func (r *stopRenderer) MinSize() fyne.Size { return fyne.NewSize(40, theme.Size(theme.SizeControl)) }

func (r *stopRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.box, r.icon, r.mark, r.texts.title, r.texts.detail, r.texts.word, r.ring}
}

func (r *stopRenderer) Layout(size fyne.Size) {
	r.box.Resize(size)
	r.ring.Resize(size)
	side := theme.Size(theme.SizeIcon)
	r.icon.Resize(fyne.NewSquareSize(side))
	r.mark.Resize(fyne.NewSquareSize(side))
	if r.p.wide {
		r.beside(size, side)
		return
	}
	r.icon.Move(fyne.NewPos(stopPad, stopPad))
	r.mark.Move(fyne.NewPos(size.Width-stopPad-side, stopPad))
	inner, y := size.Width-2*stopPad, stopPad+side+4
	for i, t := range []*Paragraph{r.texts.title, r.texts.detail, r.texts.word} {
		SetVisible(t, t.words != "")
		if t.words == "" {
			continue
		}
		h := t.HeightAt(inner)
		if i == 2 && r.texts.wordFits(inner) {
			t.Move(fyne.NewPos(stopPad+side+6, stopPad+(side-h)/2))
			t.Resize(fyne.NewSize(inner-2*(side+6), h))
			continue
		}
		if i == 2 {
			y += 4
		}
		t.Move(fyne.NewPos(stopPad, y))
		t.Resize(fyne.NewSize(inner, h))
		y += h
	}
}

// beside is a place as a row: icon, title, detail, and at its end how it is.
func (r *stopRenderer) beside(size fyne.Size, side float32) {
	middle := func(h float32) float32 { return (size.Height - h) / 2 }
	r.icon.Move(fyne.NewPos(stopPad, middle(side)))
	right := size.Width - stopPad - side
	r.mark.Move(fyne.NewPos(right, middle(side)))
	put := func(t *Paragraph, x, width float32) {
		SetVisible(t, t.words != "" && width > 20)
		h := t.HeightAt(width)
		t.Move(fyne.NewPos(x, middle(h)))
		t.Resize(fyne.NewSize(width, h))
	}
	if r.texts.word.words != "" {
		w := r.texts.word.Wanted()
		right -= w + 6
		put(r.texts.word, right, w)
	}
	x := stopPad + side + 8
	room := right - 10 - x
	title := min(r.texts.title.Wanted(), room)
	if r.texts.detail.words != "" && title > room*0.6 && r.texts.detail.Wanted() > room-title {
		title = min(title, room*0.6)
	}
	put(r.texts.title, x, title)
	left := room - title - 10
	SetVisible(r.texts.detail, r.texts.detail.words != "" && left > 60)
	if r.texts.detail.Visible() {
		detail := Ellipsis(r.p.s.Detail, left, theme.Size(theme.SizeSmall), fyne.TextStyle{})
		r.texts.detail.SetText(detail)
		put(r.texts.detail, x+title+10, left)
	}
}

func (r *stopRenderer) Refresh() {
	words, edge, fill, mark := r.p.inks()
	r.texts = stopTexts(r.p)
	r.box.FillColor, r.box.StrokeColor, r.box.StrokeWidth = theme.Color(fill), theme.Color(edge), theme.Size(theme.SizeBorder)
	if r.p.s.Tone == ToneDanger && !r.p.s.Beyond {
		r.box.StrokeWidth = 2 * theme.Size(theme.SizeBorder)
	}
	if r.p.hovered {
		r.box.StrokeColor = theme.Color(theme.Accent)
	}
	r.ring.FillColor, r.ring.StrokeWidth = color.Transparent, 0
	if r.p.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(theme.Accent), theme.Size(theme.SizeFocus)
	}
	r.box.CornerRadius, r.ring.CornerRadius = theme.Size(theme.SizeControlR), theme.Size(theme.SizeControlR)
	r.icon.Set(r.p.s.Icon, words)
	r.mark.Set(r.p.s.Mark, mark)
	r.Layout(r.p.Size())
	r.box.Refresh()
	r.ring.Refresh()
	canvas.Refresh(r.p)
}

// join is the arrow between two places.
type join struct {
	widget.BaseWidget
	broken, beyond, down bool
}

func newJoin() *join {
	j := &join{}
	j.ExtendBaseWidget(j)
	return j
}

// set says how the place is that it leads to.
func (j *join) set(to Stop) { j.broken, j.beyond = to.Tone == ToneDanger && !to.Beyond, to.Beyond }

// CreateRenderer implements fyne.Widget.
func (j *join) CreateRenderer() fyne.WidgetRenderer {
	r := &joinRenderer{j: j}
	for range 4 {
		r.lines = append(r.lines, &canvas.Line{})
	}
	r.Refresh()
	return r
}

// joinRenderer draws a shaft and two barbs, or where the way is broken two short
// shafts with a cross between them.
type joinRenderer struct {
	j     *join
	lines []*canvas.Line
}

func (r *joinRenderer) Destroy()           {}
func (r *joinRenderer) MinSize() fyne.Size { return fyne.NewSize(8, 8) }

func (r *joinRenderer) Objects() []fyne.CanvasObject {
	all := make([]fyne.CanvasObject, len(r.lines))
	for i, l := range r.lines {
		all[i] = l
	}
	return all
}

func (r *joinRenderer) Layout(size fyne.Size) {
	length, across := size.Width, size.Height
	if r.j.down {
		length, across = size.Height, size.Width
	}
	middle, barb := across/2, min(length*0.25, 5)
	at := func(l *canvas.Line, x1, y1, x2, y2 float32) {
		l.Position1, l.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
		if r.j.down {
			l.Position1, l.Position2 = fyne.NewPos(y1, x1), fyne.NewPos(y2, x2)
		}
		l.Refresh()
	}
	begin, end := float32(2), length-2
	if r.j.broken {
		center := length / 2
		at(r.lines[0], begin, middle, center-barb-1, middle)
		at(r.lines[1], center+barb+1, middle, end, middle)
		at(r.lines[2], center-barb+1, middle-barb, center+barb-1, middle+barb)
		at(r.lines[3], center-barb+1, middle+barb, center+barb-1, middle-barb)
		return
	}
	at(r.lines[0], begin, middle, end, middle)
	at(r.lines[1], end-barb, middle-barb, end, middle)
	at(r.lines[2], end-barb, middle+barb, end, middle)
	at(r.lines[3], begin, middle, begin, middle)
}

func (r *joinRenderer) Refresh() {
	ink := theme.OK
	switch {
	case r.j.broken:
		ink = theme.Danger
	case r.j.beyond:
		ink = theme.Line
	}
	for _, l := range r.lines {
		l.StrokeColor, l.StrokeWidth = theme.Color(ink), theme.Size(theme.SizeGraph)
	}
	r.Layout(r.j.Size())
	canvas.Refresh(r.j)
}

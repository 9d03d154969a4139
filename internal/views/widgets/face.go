package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// face is how a pressable control looks at one moment.
type face struct {
	words      string
	note       string // small text at the right end
	icon       string
	after      string              // icon after the words
	fill, edge fyne.ThemeColorName // "" means none
	ink        fyne.ThemeColorName
	iconInk    fyne.ThemeColorName // ink if ""
	size       fyne.ThemeSizeName
	bold, mono bool
	underline  bool
	left       bool // words at the left, not in the middle
	padX       float32
	iconSize   float32
	height     fyne.ThemeSizeName
	radius     float32 // < 0 means fully round
	faded      bool    // can't be pressed
	ring       bool    // has the keyboard
}

// faceRenderer draws a face: a box, an icon, words, and the ring of the focus.
type faceRenderer struct {
	look func() face
	now  face

	box, ring   *canvas.Rectangle
	icon, after *Icon
	words, note *canvas.Text
	rule        *canvas.Rectangle // the underline
	size        fyne.Size
}

func newFace(look func() face) *faceRenderer {
	r := &faceRenderer{
		look: look, box: &canvas.Rectangle{}, ring: &canvas.Rectangle{},
		icon: NewIcon("", theme.Text), after: NewIcon("", theme.Text),
		words: canvas.NewText("", color.Transparent), note: canvas.NewText("", color.Transparent),
		rule: &canvas.Rectangle{},
	}
	r.Refresh()
	return r
}

func (r *faceRenderer) Destroy() {}

func (r *faceRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.box, r.icon, r.words, r.after, r.note, r.rule, r.ring}
}

const faceGap = 7 // between icon and words

func (r *faceRenderer) iconSide(name string) float32 {
	if name == "" {
		return 0
	}
	if r.now.iconSize > 0 {
		return r.now.iconSize
	}
	return theme.Size(theme.SizeIcon)
}

func (r *faceRenderer) wordsSize() fyne.Size {
	if r.now.words == "" {
		return fyne.Size{}
	}
	return fyne.MeasureText(r.now.words, r.words.TextSize, r.words.TextStyle)
}

// inner is the width of icon, words and icon with their gaps.
func (r *faceRenderer) inner() float32 {
	w := float32(0)
	for _, part := range []float32{r.iconSide(r.now.icon), r.wordsSize().Width, r.iconSide(r.now.after)} {
		if part == 0 {
			continue
		}
		if w > 0 {
			w += faceGap
		}
		w += part
	}
	return w
}

func (r *faceRenderer) MinSize() fyne.Size {
	w := r.inner() + 2*r.now.padX
	if r.now.note != "" {
		w += faceGap + fyne.MeasureText(r.now.note, r.note.TextSize, r.note.TextStyle).Width
	}
	return fyne.NewSize(w, theme.Size(r.now.height))
}

func (r *faceRenderer) Layout(size fyne.Size) {
	r.size = size
	radius := r.now.radius
	if radius < 0 {
		radius = size.Height / 2
	}
	r.box.CornerRadius, r.ring.CornerRadius = radius, radius
	r.box.Resize(size)
	r.ring.Resize(size)

	x := (size.Width - r.inner()) / 2
	if r.now.left {
		x = r.now.padX
	}
	x = r.placeIcon(r.icon, r.now.icon, x)
	ws := r.wordsSize()
	room := size.Width - x - r.now.padX
	if r.now.note != "" {
		room -= r.note.MinSize().Width + faceGap
	}
	if r.now.words != "" && ws.Width > room+0.5 {
		r.words.Text = Ellipsis(r.now.words, room, r.words.TextSize, r.words.TextStyle)
	} else {
		r.words.Text = r.now.words
	}
	r.words.Move(fyne.NewPos(x, (size.Height-ws.Height)/2))
	r.words.Resize(fyne.NewSize(min(ws.Width, max(room, 0)), ws.Height))
	r.rule.Move(fyne.NewPos(x, (size.Height+ws.Height)/2-3))
	r.rule.Resize(fyne.NewSize(min(ws.Width, max(room, 0)), 1))
	if ws.Width > 0 {
		x += ws.Width + faceGap
	}
	r.placeIcon(r.after, r.now.after, x)
	ns := r.note.MinSize()
	r.note.Move(fyne.NewPos(size.Width-r.now.padX-ns.Width, (size.Height-ns.Height)/2))
	r.note.Resize(ns)
}

// placeIcon puts an icon at x and says where the next part begins.
func (r *faceRenderer) placeIcon(icon *Icon, name string, x float32) float32 {
	side := r.iconSide(name)
	icon.Resize(fyne.NewSquareSize(side))
	icon.Move(fyne.NewPos(x, (r.size.Height-side)/2))
	if side > 0 {
		x += side + faceGap
	}
	return x
}

func (r *faceRenderer) Refresh() {
	r.now = r.look()
	r.now.words, r.now.note = discreet.Text(r.now.words), discreet.Text(r.now.note)
	n := r.now
	ink := n.ink
	r.box.FillColor = colorOrNone(n.fill)
	r.box.StrokeColor = colorOrNone(n.edge)
	r.box.StrokeWidth = 0
	if n.edge != "" {
		r.box.StrokeWidth = theme.Size(theme.SizeBorder)
	}
	r.ring.FillColor = color.Transparent
	r.ring.StrokeColor, r.ring.StrokeWidth = color.Transparent, 0
	if n.ring {
		r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(theme.Focus), theme.Size(theme.SizeFocus)
	}
	inkColor := theme.Color(ink)
	if n.faded {
		inkColor = theme.Color(fadedInk)
		ink = fadedInk
	}
	r.words.Text, r.words.Color = n.words, inkColor
	r.words.TextSize = theme.Size(orSize(n.size, theme.SizeText))
	r.words.TextStyle = fyne.TextStyle{Bold: n.bold, Monospace: n.mono}
	r.note.Text, r.note.Color, r.note.TextSize = n.note, inkColor, theme.Size(theme.SizeSmall)
	r.note.TextStyle = fyne.TextStyle{Bold: n.bold}
	r.rule.FillColor = color.Transparent
	if n.underline {
		r.rule.FillColor = inkColor
	}
	r.icon.Set(n.icon, orColor(n.iconInk, ink))
	r.after.Set(n.after, ink)
	if n.faded {
		r.icon.Set(n.icon, ink)
	}
	r.icon.Refresh()
	r.after.Refresh()
	if r.size.Width > 0 {
		r.Layout(r.size)
	}
	for _, o := range []fyne.CanvasObject{r.box, r.words, r.note, r.rule, r.ring} {
		o.Refresh()
	}
}

func colorOrNone(name fyne.ThemeColorName) color.Color {
	if name == "" {
		return color.Transparent
	}
	return theme.Color(name)
}

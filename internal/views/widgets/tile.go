package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// ToneOf is the badge's tone for a tone of a word.
func ToneOf(t format.Tone) Tone {
	return map[format.Tone]Tone{format.Good: ToneOK, format.Warn: ToneWarn, format.Bad: ToneDanger}[t]
}

// Tile is a card with one large figure; pressing it leads somewhere.
type Tile struct {
	Press
	title, icon  string
	figure, note string
}

// NewTile makes a tile.
func NewTile(id, title, icon string, tap func()) *Tile {
	t := &Tile{title: title, icon: icon, figure: format.None}
	t.ID, t.Kind, t.OnTap = id, control.KindButton, tap
	t.extend(t)
	return t
}

func (t *Tile) label() string { return t.title + " " + t.figure + " " + t.note }

// Set changes the figure and the words under it.
func (t *Tile) Set(figure, note string) {
	if t.figure != figure || t.note != note {
		t.figure, t.note = figure, note
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer {
	r := &tileRenderer{t: t, box: &canvas.Rectangle{}, icon: NewIcon(t.icon, theme.Accent),
		title: canvas.NewText(t.title, color.Transparent), figure: canvas.NewText("", color.Transparent),
		note: canvas.NewText("", color.Transparent)}
	r.Refresh()
	return r
}

type tileRenderer struct {
	t                   *Tile
	box                 *canvas.Rectangle
	icon                *Icon
	title, figure, note *canvas.Text
}

func (r *tileRenderer) Destroy() {}

func (r *tileRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.box, r.icon, r.title, r.figure, r.note}
}

func (r *tileRenderer) MinSize() fyne.Size { return fyne.NewSize(116, 92) }

func (r *tileRenderer) Layout(size fyne.Size) {
	r.box.Resize(size)
	icon := theme.Size(theme.SizeIcon)
	r.icon.Resize(fyne.NewSquareSize(icon))
	beside := float32(39) // the icon
	if fyne.MeasureText(r.t.title, r.title.TextSize, r.title.TextStyle).Width <= size.Width-beside-8 {
		r.icon.Move(fyne.NewPos(14, 13))
	} else { // the title needs the width for itself
		beside = 14
		r.icon.Move(fyne.NewPos(size.Width-icon-14, 41))
	}
	place := func(t *canvas.Text, words string, x, y float32) {
		if words = Ellipsis(words, max(size.Width-x-8, 0), t.TextSize, t.TextStyle); t.Text != words {
			t.Text = words
			t.Refresh()
		}
		t.Move(fyne.NewPos(x, y))
		t.Resize(t.MinSize())
	}
	place(r.title, r.t.title, beside, 12)
	place(r.figure, r.t.figure, 14, 33)
	place(r.note, r.t.note, 14, 65)
}

func (r *tileRenderer) Refresh() {
	r.box.FillColor, r.box.StrokeColor = theme.Color(theme.Surface), theme.Color(theme.Border)
	r.box.StrokeWidth, r.box.CornerRadius = theme.Size(theme.SizeBorder), theme.Size(theme.SizeCardR)
	if r.t.hovered {
		r.box.FillColor = theme.Color(theme.Hover)
	}
	if r.t.focused {
		r.box.StrokeColor, r.box.StrokeWidth = theme.Color(theme.Focus), theme.Size(theme.SizeFocus)
	}
	set := func(t *canvas.Text, words string, size fyne.ThemeSizeName, ink fyne.ThemeColorName, bold bool) {
		t.Text, t.TextSize, t.Color, t.TextStyle = words, theme.Size(size), theme.Color(ink), fyne.TextStyle{Bold: bold}
		t.Refresh()
	}
	set(r.title, r.t.title, theme.SizeText, theme.Text, true)
	set(r.figure, r.t.figure, theme.SizeTitle, theme.Text, true)
	set(r.note, r.t.note, theme.SizeSmall, theme.Muted, false)
	r.box.Refresh()
	r.icon.Refresh()
	r.Layout(r.t.Size())
}

// Heading is a block's title; it can be asked what it means.
type Heading struct {
	Press
	words string
}

// NewHeading makes a block's title.
func NewHeading(id, words, topic string) *Heading {
	h := &Heading{words: words}
	h.ID, h.Kind, h.Topic = id, control.KindLabel, topic
	h.extend(h)
	return h
}

func (h *Heading) label() string { return h.words }

// SetText changes the words.
func (h *Heading) SetText(words string) {
	if h.words != words {
		h.words = words
		h.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (h *Heading) CreateRenderer() fyne.WidgetRenderer {
	return newFace(func() face {
		return face{words: h.words, bold: true, ink: theme.Text, left: true, padX: 1, height: theme.SizeLine, radius: 4, ring: h.focused}
	})
}

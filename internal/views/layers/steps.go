package layers

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// step is one line of the history. Lines that are equal look alike.
type step struct {
	key   string
	layer int    // -1 for none
	words string // its instruction
	size  int64
	share float64 // of the largest layer
	read  bool
	with  int // images that have it too
}

// notNoted stands where a layer has no line in the history.
const notNoted = "not noted by whoever made it"

// stepRows are the lines, from the first to the last.
func (t *Tab) stepRows() []step {
	if t.img == nil {
		return nil
	}
	var list []step
	seen := map[int]bool{}
	for n, s := range t.img.Steps {
		words := instruction(s.Instruction)
		if words == "" {
			words = notNoted
			if s.Comment != "" {
				words = s.Comment
			}
		}
		list = append(list, step{key: keyOf(n), layer: s.Layer, words: words, size: s.Size})
		if s.Layer >= 0 {
			seen[s.Layer] = true
		}
	}
	for i := range t.img.Layers {
		if !seen[i] {
			list = append(list, step{key: "layer " + keyOf(i), layer: i, words: notNoted})
		}
	}
	with := t.with()
	most := int64(1)
	for i := range list {
		s := &list[i]
		if s.layer < 0 {
			continue
		}
		if l := t.img.Layers[s.layer]; l != nil {
			s.size, s.read = l.Size, true
		}
		s.with = with[s.layer]
		most = max(most, s.size)
	}
	for i := range list {
		list[i].share = float64(list[i].size) / float64(most)
	}
	return list
}

func (t *Tab) newSteps() *datalist.DataList[step] {
	l := datalist.New(datalist.Config[step]{
		ID: "layers.steps", Post: t.host.Post, One: true,
		Key:   func(s step) string { return s.key },
		Topic: func(s step) string { return topicOf(s) },
		Columns: []datalist.Column[step]{
			{ID: "number", Title: "No.", Topic: "layer.step", Min: 30, Ideal: 30, Fixed: true, Align: datalist.Right, Style: datalist.Muted,
				Text: func(s step) string {
					if s.layer < 0 {
						return "–"
					}
					return strconv.Itoa(s.layer + 1)
				}},
			{ID: "instruction", Title: "Instruction", Topic: "layer.step", Min: 130, Ideal: 260, Grow: 1, Fixed: true, Style: datalist.Code,
				Text: func(s step) string { return s.words }},
			{ID: "size", Title: "Size", Topic: "layer.size", Min: 124, Ideal: 132, Fixed: true, Far: true,
				Text: sizeWords,
				Cell: func() datalist.Cell[step] { return newSizeCell() }},
			{ID: "with", Title: "Shared", Topic: "layer.shared", Min: 64, Ideal: 72, Fixed: true, Priority: 2, Style: datalist.Muted,
				Text: func(s step) string {
					if s.with == 0 {
						return ""
					}
					return fmt.Sprintf("with %d", s.with)
				}},
		},
		OnCursor: t.choose,
		OnOpen:   t.enterFiles,
	})
	return l
}

func topicOf(s step) string {
	if s.layer < 0 {
		return "layer.metadata"
	}
	return "layer.step"
}

func sizeWords(s step) string {
	if s.layer < 0 {
		return "metadata only"
	}
	return format.Size(s.size)
}

// sizeCell is a size with a bar that is as long as the layer is large.
type sizeCell struct {
	widget.BaseWidget
	step step
}

func newSizeCell() *sizeCell {
	c := &sizeCell{}
	c.ExtendBaseWidget(c)
	return c
}

// Update implements datalist.Cell.
func (c *sizeCell) Update(s step) {
	if c.step != s {
		c.step = s
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *sizeCell) CreateRenderer() fyne.WidgetRenderer {
	r := &sizeRenderer{c: c, ground: &canvas.Rectangle{CornerRadius: 3}, bar: &canvas.Rectangle{CornerRadius: 3}, text: &canvas.Text{Alignment: fyne.TextAlignTrailing}}
	r.Refresh()
	return r
}

type sizeRenderer struct {
	c           *sizeCell
	ground, bar *canvas.Rectangle
	text        *canvas.Text
}

func (r *sizeRenderer) Destroy() {}

func (r *sizeRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.bar, r.text}
}

func (r *sizeRenderer) MinSize() fyne.Size { return fyne.NewSize(100, theme.Size(theme.SizeLine)) }

// Measures of the bar, in px at scale 1.
const (
	barHeight = 8
	figures   = 66 // room for the size
)

// Layout implements fyne.WidgetRenderer.
func (r *sizeRenderer) Layout(size fyne.Size) {
	room := figures * theme.Size(theme.SizeName) / 14
	bar := max(size.Width-room, 0)
	y := (size.Height - barHeight) / 2
	r.ground.Move(fyne.NewPos(0, y))
	r.ground.Resize(fyne.NewSize(bar, barHeight))
	r.bar.Move(fyne.NewPos(0, y))
	filled := float32(r.c.step.share) * bar
	if r.c.step.size > 0 {
		filled = max(filled, 3)
	}
	r.bar.Resize(fyne.NewSize(filled, barHeight))
	meta := r.c.step.layer < 0
	widgets.SetVisible(r.ground, !meta)
	widgets.SetVisible(r.bar, !meta && r.c.step.size > 0)
	height := r.text.MinSize().Height
	r.text.Move(fyne.NewPos(0, (size.Height-height)/2))
	r.text.Resize(fyne.NewSize(size.Width, height))
}

// Refresh implements fyne.WidgetRenderer.
func (r *sizeRenderer) Refresh() {
	r.ground.FillColor, r.bar.FillColor = theme.Color(theme.IdleTint), theme.Color(theme.Series1)
	r.text.Color, r.text.TextSize = theme.Color(theme.Text), theme.Size(theme.SizeName)
	if r.c.step.layer < 0 {
		r.text.Color, r.text.TextSize = theme.Color(theme.Muted), theme.Size(theme.SizeSmall)
	}
	r.text.Text = sizeWords(r.c.step)
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

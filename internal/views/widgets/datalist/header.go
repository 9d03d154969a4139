package datalist

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/echo"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist/rows"
)

// headerOwner is what a press in the header does.
type headerOwner interface {
	headerSort(column string)
	headerAll()
	headerLeave() // Down: to the rows
}

// headerCell is one title.
type headerCell struct {
	id, title, topic string
	align            Align
	x, width         float32
	sortable         bool
}

// headerState is what the header shows of the list.
type headerState struct {
	column  string
	down    bool
	ticks   rows.Ticks
	enabled bool // there are rows to tick
}

const (
	arrowSide = 12
	arrowGap  = 2 // between title and arrow
	cellAll   = 0 // the box that ticks all; cell i is number i+1
	cellNone  = -1
)

// header is the row of titles. It is one stop for the Tab key; Left and Right
// go through its cells.
type header struct {
	widget.BaseWidget
	id    string
	owner headerOwner
	look  *look
	cells []headerCell
	state headerState

	hovered, pressed, active int // cells, or cellNone
	focused                  bool
	one                      bool // nothing can be ticked

	box, arrow         *canvas.Image
	titles             []*canvas.Text
	tint, ring, anchor *canvas.Rectangle
	objects            []fyne.CanvasObject
}

func newHeader(id string, owner headerOwner, one bool) *header {
	h := &header{
		id: id, owner: owner, one: one, look: newLook(one), hovered: cellNone, pressed: cellNone,
		box: newIcon(), arrow: newIcon(),
		tint: &canvas.Rectangle{CornerRadius: 4}, ring: &canvas.Rectangle{CornerRadius: 4, FillColor: color.Transparent},
		anchor: &canvas.Rectangle{FillColor: color.Transparent},
	}
	h.ExtendBaseWidget(h)
	h.collect()
	return h
}

func newIcon() *canvas.Image { return &canvas.Image{FillMode: canvas.ImageFillContain} }

// setIcon shows an icon, if it is another one than before.
func setIcon(img *canvas.Image, name string, token fyne.ThemeColorName) {
	res := theme.Icon(name, token)
	if img.Resource != nil && img.Resource.Name() == res.Name() {
		return
	}
	img.Resource = res
	img.Refresh()
}

// setCells places the titles.
func (h *header) setCells(cells []headerCell, k *look) {
	h.cells, h.look = cells, k
	for len(h.titles) < len(cells) {
		h.titles = append(h.titles, canvas.NewText("", color.Transparent))
	}
	h.active = min(h.active, len(cells))
	h.collect()
	h.paint()
}

func (h *header) collect() {
	h.objects = append(h.objects[:0], h.anchor, h.tint, h.box)
	for _, t := range h.titles[:len(h.cells)] {
		h.objects = append(h.objects, t)
	}
	h.objects = append(h.objects, h.arrow, h.ring)
}

func (h *header) setState(s headerState) {
	if h.state != s {
		h.state = s
		h.paint()
	}
}

// paint brings everything drawn up to date.
func (h *header) paint() {
	k, size := h.look, h.Size()
	tick, ink := "checkbox", theme.Line
	switch h.state.ticks {
	case rows.TicksSome:
		tick, ink = "checkbox-some", theme.Accent
	case rows.TicksAll:
		tick, ink = "checkbox-checked", theme.Accent
	}
	if !h.state.enabled {
		ink = theme.Border
	}
	setIcon(h.box, tick, ink)
	h.box.Hidden = k.check == 0
	h.box.Resize(fyne.NewSquareSize(k.check))
	h.box.Move(fyne.NewPos(k.box, round((size.Height-k.check)/2)))
	h.arrow.Hide()
	for i, c := range h.cells {
		h.paintTitle(i, c)
	}
	h.cover(h.tint, h.hovered, 0)
	h.tint.FillColor = k.hover
	h.tint.Refresh()
	active := cellNone
	if h.focused {
		active = h.active
	}
	h.ring.StrokeColor, h.ring.StrokeWidth = k.focus, k.stroke
	h.cover(h.ring, active, k.stroke/2)
	h.ring.Refresh()
}

func (h *header) paintTitle(i int, c headerCell) {
	k, t, height := h.look, h.titles[i], h.Size().Height
	look := k.title
	sorted := c.id == h.state.column && c.sortable
	if sorted {
		look.color = theme.Color(theme.Text)
	}
	words, _ := look.ruler.fit(c.title, c.width)
	if t.Text != words || t.Color != look.color || t.TextSize != look.ruler.size {
		t.Text, t.Color, t.TextSize, t.TextStyle = words, look.color, look.ruler.size, look.ruler.style
		t.Refresh()
	}
	t.Alignment = fyne.TextAlignLeading
	arrow := c.x + look.ruler.width(words) + arrowGap
	if c.align == Right {
		t.Alignment = fyne.TextAlignTrailing
		arrow = c.x + c.width - look.ruler.width(words) - arrowGap - arrowSide
	}
	t.Move(fyne.NewPos(c.x, 0))
	t.Resize(fyne.NewSize(c.width, height))
	if sorted {
		name := "sort-up"
		if h.state.down {
			name = "sort-down"
		}
		setIcon(h.arrow, name, theme.Text)
		h.arrow.Resize(fyne.NewSquareSize(arrowSide))
		h.arrow.Move(fyne.NewPos(arrow, (height-arrowSide)/2))
		h.arrow.Show()
	}
}

// area is the part of the header that a cell answers on.
func (h *header) area(cell int) (x, width float32) {
	k := h.look
	if cell == cellAll {
		return 0, k.first - k.gap/2
	}
	c := h.cells[cell-1]
	return c.x - k.gap/2, c.width + k.gap
}

// cover puts a rectangle on a cell that answers, or hides it.
func (h *header) cover(o *canvas.Rectangle, cell int, inset float32) {
	if cell == cellNone || !h.answers(cell) || h.Size().Height <= 0 {
		o.Hide()
		return
	}
	x, w := h.area(cell)
	const above = 3
	o.Move(fyne.NewPos(x+inset, above+inset))
	o.Resize(fyne.NewSize(w-2*inset, h.Size().Height-2*above-2*inset))
	o.Show()
}

// answers reports whether a press on a cell does something.
func (h *header) answers(cell int) bool {
	if cell == cellAll {
		return h.state.enabled
	}
	return cell > 0 && cell <= len(h.cells) && h.cells[cell-1].sortable
}

func (h *header) at(pos fyne.Position) int {
	for cell := range len(h.cells) + 1 {
		if x, w := h.area(cell); pos.X >= x && pos.X < x+w {
			return cell
		}
	}
	return cellNone
}

func (h *header) press(cell int) {
	switch {
	case !h.answers(cell):
	case cell == cellAll:
		h.owner.headerAll()
	default:
		h.owner.headerSort(h.cells[cell-1].id)
	}
}

// target is what explains a cell.
func (h *header) target(cell int, focus bool) attention.Target {
	t := attention.Target{Object: h.anchor, Focus: focus}
	switch {
	case cell == cellAll:
		t.Tip = "Select all"
	case cell > 0 && cell <= len(h.cells):
		t.Topic = h.cells[cell-1].topic
	}
	return t
}

func (h *header) attend(cell int, focus bool) {
	if cell != cellNone {
		x, w := h.area(cell)
		h.anchor.Move(fyne.NewPos(x, 0))
		h.anchor.Resize(fyne.NewSize(w, h.Size().Height))
	}
	if t := h.target(cell, focus); t.Topic != "" || t.Tip != "" {
		attention.Enter(t)
	}
}

func (h *header) leave(cell int, focus bool) {
	if t := h.target(cell, focus); t.Topic != "" || t.Tip != "" {
		attention.Leave(t)
	}
}

func (h *header) hover(cell int) {
	if cell == h.hovered {
		return
	}
	h.leave(h.hovered, false)
	h.hovered = cell
	h.paint()
	h.attend(cell, false)
}

// MouseIn implements desktop.Hoverable.
func (h *header) MouseIn(e *desktop.MouseEvent) { h.hover(h.at(e.Position)) }

// MouseMoved implements desktop.Hoverable.
func (h *header) MouseMoved(e *desktop.MouseEvent) { h.hover(h.at(e.Position)) }

// MouseOut implements desktop.Hoverable.
func (h *header) MouseOut() {
	h.pressed = cellNone
	h.hover(cellNone)
}

// MouseDown implements desktop.Mouseable.
func (h *header) MouseDown(e *desktop.MouseEvent) {
	echo.Click(e.AbsolutePosition)
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	h.pressed = h.at(e.Position)
	if h.pressed != cellNone {
		h.active = h.pressed
	}
	focus(h)
	h.paint()
}

// MouseUp implements desktop.Mouseable.
func (h *header) MouseUp(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary && h.pressed != cellNone && h.pressed == h.at(e.Position) {
		h.press(h.pressed)
	}
	h.pressed = cellNone
}

// Cursor implements desktop.Cursorable.
func (h *header) Cursor() desktop.Cursor {
	if h.answers(h.hovered) {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// FocusGained implements fyne.Focusable.
func (h *header) FocusGained() {
	h.focused = true
	if !h.answers(h.active) {
		h.step(1)
	}
	h.paint()
	h.attend(h.active, true)
}

// FocusLost implements fyne.Focusable.
func (h *header) FocusLost() {
	h.focused = false
	h.paint()
	h.leave(h.active, true)
}

// step goes to the next cell that answers, in a direction.
func (h *header) step(by int) {
	for cell := h.active + by; cell >= 0 && cell <= len(h.cells); cell += by {
		if h.answers(cell) {
			h.leave(h.active, true)
			h.active = cell
			h.paint()
			h.attend(cell, true)
			return
		}
	}
}

// TypedRune implements fyne.Focusable.
func (h *header) TypedRune(r rune) {
	if r != ' ' {
		widgets.PassRune(h, r)
	}
}

// TypedKey implements fyne.Focusable.
func (h *header) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		h.step(-1)
	case fyne.KeyRight:
		h.step(1)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		h.press(h.active)
	case fyne.KeyDown:
		h.owner.headerLeave()
	default:
		widgets.PassKey(h, e)
	}
}

// DescribeControl implements control.Describer.
func (h *header) DescribeControl() control.Description {
	return control.Description{ID: h.id + ".header", Kind: control.KindPane, Enabled: true, Focused: h.focused}
}

// DescribeParts implements control.PartsDescriber.
func (h *header) DescribeParts() []control.Part {
	parts := make([]control.Part, 0, len(h.cells)+1)
	for cell := range len(h.cells) + 1 {
		d := control.Description{ID: h.id + ".all", Kind: control.KindCheck, Text: "Select all", Selected: h.state.ticks == rows.TicksAll}
		if cell != cellAll {
			c := h.cells[cell-1]
			d = control.Description{ID: h.id + ".header." + c.id, Kind: control.KindHeader, Text: c.title, Selected: c.id == h.state.column}
		}
		d.Enabled = h.answers(cell)
		d.Focused = h.focused && cell == h.active
		x, w := h.area(cell)
		parts = append(parts, control.Part{Description: d, X: x, Width: w, Height: h.Size().Height})
	}
	return parts
}

// CreateRenderer implements fyne.Widget.
func (h *header) CreateRenderer() fyne.WidgetRenderer { return headerRenderer{h} }

type headerRenderer struct{ h *header }

func (r headerRenderer) Destroy()                     {}
func (r headerRenderer) Objects() []fyne.CanvasObject { return r.h.objects }
func (r headerRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r headerRenderer) Layout(fyne.Size)             { r.h.paint() }
func (r headerRenderer) Refresh()                     { r.h.paint() }

// focus gives the keyboard to a widget of the list.
func focus(w interface {
	fyne.CanvasObject
	fyne.Focusable
}) {
	c := fyne.CurrentApp().Driver().CanvasForObject(w)
	if c != nil && c.Focused() != fyne.Focusable(w) {
		c.Focus(w)
	}
}

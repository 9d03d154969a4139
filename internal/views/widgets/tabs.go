package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Tab is one page of Tabs. Build is called when the tab is first shown.
type Tab struct {
	ID, Title, Topic string
	Build            func() fyne.CanvasObject
}

// Tabs is a row of words over one of several contents. Left and Right change
// the tab while the row has the keyboard.
type Tabs struct {
	widget.BaseWidget
	OnChange func(id string)

	tabs    []Tab
	heads   []*tabHead
	built   map[string]fyne.CanvasObject
	current int
	body    *fyne.Container
	row     *fyne.Container
	top     *fyne.Container // the row and the line under it
}

// NewTabs makes tabs whose control ids begin with prefix, and shows the first.
func NewTabs(prefix string, tabs ...Tab) *Tabs {
	t := &Tabs{tabs: tabs, built: map[string]fyne.CanvasObject{}, current: -1, body: container.NewStack()}
	t.row = container.New(&tabLayout{})
	t.top = container.NewStack(container.New(bottomLayout{}, NewRule()), PadSides(t.row, 0, 0, 0, -tabRing))
	for i, tab := range tabs {
		h := newTabHead(prefix+"."+tab.ID, tab, func() { t.show(i) })
		h.step = func(by int) { t.step(i, by) }
		t.heads = append(t.heads, h)
		t.row.Add(h)
	}
	t.ExtendBaseWidget(t)
	t.show(0)
	return t
}

// Select shows the tab with this id, if there is one.
func (t *Tabs) Select(id string) {
	for i, tab := range t.tabs {
		if tab.ID == id {
			t.show(i)
		}
	}
}

// Current is the id of the tab that is shown.
func (t *Tabs) Current() string { return t.tabs[t.current].ID }

// ShowRow shows the row of words, or leaves all the room to the content.
func (t *Tabs) ShowRow(on bool) {
	if on != t.top.Visible() {
		SetVisible(t.top, on)
		t.Refresh()
	}
}

// Focus gives the keyboard to the tab that is shown.
func (t *Tabs) Focus() { t.heads[t.current].focus() }

func (t *Tabs) show(i int) {
	if i == t.current {
		return
	}
	t.current = i
	for j, h := range t.heads {
		h.setOn(j == i)
	}
	tab := t.tabs[i]
	content, ok := t.built[tab.ID]
	if !ok {
		content = tab.Build()
		t.built[tab.ID] = content
	}
	t.body.Objects = []fyne.CanvasObject{content}
	t.body.Refresh()
	if t.OnChange != nil {
		t.OnChange(tab.ID)
	}
}

func (t *Tabs) step(from, by int) {
	i := (from + by + len(t.heads)) % len(t.heads)
	t.show(i)
	t.heads[i].focus()
}

// CreateRenderer implements fyne.Widget.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(tabsLayout{}, t.top, t.body))
}

// tabsLayout puts the content under the row of words, which is as high as it must
// be at its width.
type tabsLayout struct{}

func (tabsLayout) gap() float32 { return theme.Size(theme.SizeGap) - 4 }

func (l tabsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, body, y := objects[0], objects[1], float32(0)
	if top.Visible() {
		top.Resize(fyne.NewSize(size.Width, top.MinSize().Height)) // now the row knows its width
		y = top.MinSize().Height
		top.Resize(fyne.NewSize(size.Width, y))
	}
	y += l.gap()
	body.Move(fyne.NewPos(0, y))
	body.Resize(fyne.NewSize(size.Width, max(size.Height-y, 0)))
}

func (l tabsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[1].MinSize()
	size.Height += l.gap()
	if objects[0].Visible() {
		top := objects[0].MinSize()
		size = fyne.NewSize(max(size.Width, top.Width), size.Height+top.Height)
	}
	return size
}

// tabLayout puts tabs beside each other, closer where there is little room, and in
// a second line where there is less.
type tabLayout struct{ width float32 }

// The gaps between the words of two tabs, in px at scale 1.
const (
	tabGap      = 18
	tabGapLeast = 6
)

func (l *tabLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	y, height := float32(0), lineHeight(objects)
	for _, line := range l.lines(objects) {
		words := float32(0)
		for _, o := range line {
			words += o.MinSize().Width
		}
		gap := (size.Width - words) / float32(max(len(line)-1, 1))
		gap = min(max(gap, tabGapLeast-2*tabRing), tabGap-2*tabRing)
		x := float32(0)
		for _, o := range line {
			o.Resize(fyne.NewSize(o.MinSize().Width, height))
			o.Move(fyne.NewPos(x, y))
			x += o.Size().Width + gap
		}
		y += height
	}
}

func lineHeight(objects []fyne.CanvasObject) float32 {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return height
}

// lines are the tabs that stand beside each other. Of two lines neither is much
// longer than the other.
func (l *tabLayout) lines(objects []fyne.CanvasObject) [][]fyne.CanvasObject {
	all := float32(0)
	for _, o := range objects {
		all += o.MinSize().Width + tabGapLeast - 2*tabRing
	}
	if l.width <= 0 || all <= l.width+1 {
		return [][]fyne.CanvasObject{objects}
	}
	half := max(all/float32(int(all/l.width)+1), 1)
	var lines [][]fyne.CanvasObject
	var line []fyne.CanvasObject
	x := float32(0)
	for _, o := range objects {
		w := o.MinSize().Width + tabGapLeast - 2*tabRing
		if len(line) > 0 && (x+w > l.width+1 || x >= half) {
			lines, line, x = append(lines, line), nil, 0
		}
		line, x = append(line, o), x+w
	}
	return append(lines, line)
}

func (l *tabLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, o := range objects {
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(width, lineHeight(objects)*float32(len(l.lines(objects))))
}

// bottomLayout keeps one object at the bottom, in its own height.
type bottomLayout struct{}

func (bottomLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, size.Height-h))
	}
}

func (bottomLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// tabRing is the room between a tab's words and the ring of the focus.
const tabRing = 5

type tabHead struct {
	Press
	words string
	on    bool
	step  func(by int)
}

func newTabHead(id string, tab Tab, tap func()) *tabHead {
	h := &tabHead{words: tab.Title}
	h.ID, h.Kind, h.Topic, h.OnTap = id, control.KindTab, tab.Topic, tap
	h.extend(h)
	return h
}

func (h *tabHead) label() string  { return h.words }
func (h *tabHead) selected() bool { return h.on }

func (h *tabHead) setOn(on bool) {
	if h.on != on {
		h.on = on
		h.Refresh()
	}
}

// TypedKey moves between the tabs, too.
func (h *tabHead) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		h.step(-1)
	case fyne.KeyRight:
		h.step(1)
	default:
		h.Press.TypedKey(e)
	}
}

// CreateRenderer implements fyne.Widget.
func (h *tabHead) CreateRenderer() fyne.WidgetRenderer {
	return &tabRenderer{faceRenderer: newFace(h.face), head: h, mark: canvas.NewRectangle(color.Transparent)}
}

func (h *tabHead) face() face {
	f := face{words: h.words, bold: true, ink: theme.Muted, padX: tabRing, height: theme.SizeControl, radius: 4, ring: h.focused}
	if h.on {
		f.ink = theme.Accent
	}
	if h.hovered {
		f.ink = theme.Accent
	}
	return f
}

// tabRenderer adds the bar under the tab that is shown.
type tabRenderer struct {
	*faceRenderer
	head *tabHead
	mark *canvas.Rectangle
}

func (r *tabRenderer) Objects() []fyne.CanvasObject { return append(r.faceRenderer.Objects(), r.mark) }

func (r *tabRenderer) Layout(size fyne.Size) {
	r.faceRenderer.Layout(size)
	r.mark.Resize(fyne.NewSize(size.Width-2*tabRing, 3))
	r.mark.Move(fyne.NewPos(tabRing, size.Height-3))
	r.paint()
}

func (r *tabRenderer) Refresh() {
	r.faceRenderer.Refresh()
	r.paint()
}

func (r *tabRenderer) paint() {
	r.mark.FillColor = color.Transparent
	if r.head.on {
		r.mark.FillColor = theme.Color(theme.Accent)
	}
	r.mark.Refresh()
}

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
	t.row = container.New(tabLayout{})
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
	gap := canvas.NewRectangle(color.Transparent)
	gap.SetMinSize(fyne.NewSize(1, theme.Size(theme.SizeGap)-4))
	return widget.NewSimpleRenderer(container.NewBorder(container.NewVBox(t.top, gap), nil, nil, nil, t.body))
}

// tabLayout puts tabs beside each other, closer where there is little room.
type tabLayout struct{}

// The gaps between the words of two tabs, in px at scale 1.
const (
	tabGap      = 18
	tabGapLeast = 6
)

func (tabLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	words := float32(0)
	for _, o := range objects {
		words += o.MinSize().Width
	}
	gap := (size.Width - words) / float32(max(len(objects)-1, 1))
	gap = min(max(gap, tabGapLeast-2*tabRing), tabGap-2*tabRing)
	x := float32(0)
	for _, o := range objects {
		o.Resize(fyne.NewSize(o.MinSize().Width, size.Height))
		o.Move(fyne.NewPos(x, 0))
		x += o.Size().Width + gap
	}
}

func (tabLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		least := o.MinSize()
		size = fyne.NewSize(size.Width+least.Width+tabGapLeast-2*tabRing, max(size.Height, least.Height))
	}
	return size
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

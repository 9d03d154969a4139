package shell

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// The guide's width in px at scale 1: what it may be drawn to, and what is left
// of it when it is folded.
const (
	guideMin    = 240
	guideMax    = 520
	guideFolded = 36
)

// guideDock is the column at the right with the guide panel. It shows the topic
// of the page until something has the attention, and can be folded and drawn
// wider.
type guideDock struct {
	object *fyne.Container
	panel  *guidepanel.Panel
	host   *page.Host
	depth  *widgets.Button
	fold   *widgets.Button
	open   *fyne.Container
	closed *fyne.Container

	wide      float32
	total     float32 // the width that there is for everything
	folded    bool
	farFolded bool                  // on a projector
	onCommand func(command.Command) // hears which command is explained; none for that of the last deed
	pageID    string
	shown     string
	offer     action.Offer // what shown is explained by; zero for none
	live      func() guide.Values
	at        func() action.On
	toPlace   func(page string)
	onResize  func()
}

func newGuideDock(host *page.Host) *guideDock {
	g := &guideDock{host: host, wide: theme.Size(theme.SizeGuide), farFolded: true, live: func() guide.Values { return nil }, at: func() action.On { return action.On{} }, toPlace: host.GoTo}
	g.fold = widgets.NewButton("guide.fold", "", "chevron-right", widgets.Quiet, g.Toggle)
	g.fold.Tip = "Fold the guide away"
	g.depth = widgets.NewButton("guide.depth", guidepanel.Guided.Word(), "", widgets.Quiet, g.chooseDepth)
	g.depth.Tip, g.depth.Topic = "How much the guide says", "concept.guide"
	g.depth.SetAfter("chevron-down")
	g.panel = guidepanel.New(guidepanel.Options{OnLink: g.follow, OnCopy: host.Copy, Post: host.Post, Corner: container.NewHBox(g.depth, g.fold)})
	unfold := widgets.NewButton("guide.unfold", "", "learn", widgets.Quiet, g.Toggle)
	unfold.Tip = "Show the guide"
	grip := newGrip(g.drag)
	g.open = container.NewStack(g.panel, container.New(edgeLayout{}, grip))
	g.closed = container.NewStack(widgets.NewBox(theme.Guide, "", ""), widgets.Pad(container.NewVBox(unfold), 8, 0))
	g.closed.Hide()
	g.object = container.NewStack(g.open, g.closed)
	return g
}

func (g *guideDock) width() float32 {
	if theme.Projecting() {
		if g.farFolded {
			return 0
		}
		return g.total * farGuide
	}
	if g.folded {
		return guideFolded
	}
	return g.wide
}

// farGuide is the guide's share of the width on a projector.
const farGuide = 0.45

// reflow follows a change between a projector and no projector.
func (g *guideDock) reflow() {
	g.show()
	g.resized()
}

func (g *guideDock) isFolded() *bool {
	if theme.Projecting() {
		return &g.farFolded
	}
	return &g.folded
}

// show shows the panel, or what is left of it when it is folded.
func (g *guideDock) show() {
	folded := *g.isFolded()
	widgets.SetVisible(g.open, !folded)
	widgets.SetVisible(g.closed, folded && !theme.Projecting())
}

// SetWidth draws the panel to a width, within what it may have.
func (g *guideDock) SetWidth(w float32) {
	g.wide = min(max(w, guideMin), guideMax)
	g.resized()
}

// Width is how wide the panel is when it isn't folded.
func (g *guideDock) Width() float32 { return g.wide }

// Folded reports whether it is folded away.
func (g *guideDock) Folded() bool { return *g.isFolded() }

// Kept reports whether it is folded away where there is no projector.
func (g *guideDock) Kept() bool { return g.folded }

// Toggle folds the panel away or brings it back.
func (g *guideDock) Toggle() {
	*g.isFolded() = !*g.isFolded()
	g.show()
	g.resized()
}

func (g *guideDock) resized() {
	if g.onResize != nil {
		g.onResize()
	}
}

func (g *guideDock) drag(by float32) { g.SetWidth(g.wide - by) }

// home shows the topic of the page, until something has the attention.
func (g *guideDock) home(topic string) {
	g.pageID = topic
	g.Explain(topic)
}

// Explain shows a topic with its own command; an unknown one leaves what is
// shown.
func (g *guideDock) Explain(id string) { g.explain(id, action.Offer{}) }

// explain shows a topic, with the command of an offer where there is one.
func (g *guideDock) explain(id string, o action.Offer) {
	t, ok := guide.ByID(id)
	if !ok || g.shown == id && g.offer.Same(o) {
		return
	}
	g.shown, g.offer = id, o
	if o.Action == nil {
		g.tell(example(t, g.live()))
		g.dress(id)
		g.panel.Explain(t, command.Command{}, g.live())
		g.tellFacts(t, g.at())
		return
	}
	var first command.Command
	if cmds := o.Commands(); len(cmds) > 0 {
		first = cmds[0]
	}
	g.tell(first)
	g.dress(id)
	g.panel.Explain(t, first, o.On.Live())
	g.tellFacts(t, o.On)
}

// example is the first command of a topic, about the objects at hand; none where
// it has none that could be typed as it is.
func example(t *guide.Topic, live guide.Values) command.Command {
	for _, line := range t.Commands {
		if line = guide.Fill(line, live); !strings.ContainsAny(line, "<{") {
			return command.Explain(line)
		}
	}
	return command.Command{}
}

func (g *guideDock) tell(c command.Command) {
	if g.onCommand != nil {
		g.onCommand(c)
	}
}

// Command shows a topic with a command that is being put together, one word of
// it lit; -1 lights the word that says what is done. An empty topic goes back to
// the page's.
func (g *guideDock) Command(topic string, c command.Command, lit int) {
	if topic == "" {
		g.Explain(g.pageID)
		return
	}
	if t, ok := guide.ByID(topic); ok {
		g.shown, g.offer = "", action.Offer{}
		g.tell(c)
		g.dress(t.ID)
		g.panel.Explain(t, c, g.live())
		g.panel.Light(lit)
	}
}

// Topic is the one that is shown; nil for none.
func (g *guideDock) Topic() *guide.Topic { return g.panel.Topic() }

// Tells reports whether a topic can be read in the panel now.
func (g *guideDock) Tells(topic string) bool {
	return !g.Folded() && g.shown == topic && g.depthOf(topic) != guidepanel.Off
}

// OnPlace says who leads to a page that a topic speaks of.
func (g *guideDock) OnPlace(lead func(page string)) { g.toPlace = lead }

// SetLive says where the selected objects and their names come from.
func (g *guideDock) SetLive(at func() action.On) {
	g.at, g.live = at, func() guide.Values { return at().Live() }
}

// attend follows the attention.
func (g *guideDock) attend(t attention.Target, ok bool) {
	if ok && t.Topic != "" && t.Object != fyne.CanvasObject(g.depth) { // that is about what is shown
		offer, _ := t.About.(action.Offer)
		g.explain(t.Topic, offer)
	}
}

func (g *guideDock) follow(l guide.Link) {
	if d, ok := guidepanel.Chosen(l.Target); ok {
		if t := g.panel.Topic(); t != nil {
			g.choose(t.ID, g.offer, d)
		}
		return
	}
	if l.Scheme == "place" {
		g.toPlace(l.Target)
		return
	}
	g.Explain(l.Target)
}

// edgeLayout keeps one object at the left edge.
type edgeLayout struct{}

func (edgeLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(gripWidth, size.Height))
}

func (edgeLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

const gripWidth = 6

// grip is the edge by which a panel is drawn wider.
type grip struct {
	widget.BaseWidget
	moved func(by float32)
}

func newGrip(moved func(by float32)) *grip {
	g := &grip{moved: moved}
	g.ExtendBaseWidget(g)
	return g
}

// Dragged implements fyne.Draggable.
func (g *grip) Dragged(e *fyne.DragEvent) { g.moved(e.Dragged.DX) }

// DragEnd implements fyne.Draggable.
func (g *grip) DragEnd() {}

// Cursor implements desktop.Cursorable.
func (g *grip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// CreateRenderer implements fyne.Widget.
func (g *grip) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(widgets.NewBox("", "", ""))
}

package shell

import (
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// practised is how often an action has to have gone well before the guide offers to
// say less about it.
const practised = 3

const (
	depthKey = "guide.depth" // of settings; an action's own has its topic behind
	usedKey  = "guide.used." // how often an action went well
)

// isAction reports a topic whose depth is remembered by itself.
func isAction(topic string) bool { return strings.HasPrefix(topic, "action.") }

// depthOf is how much is to be said about a topic.
func (g *guideDock) depthOf(topic string) guidepanel.Depth {
	if own := g.host.Settings.Get(depthKey + "." + topic); own != "" && isAction(topic) {
		return guidepanel.Depth(own)
	}
	if d := g.host.Settings.Get(depthKey); d != "" {
		return guidepanel.Depth(d)
	}
	return guidepanel.Guided
}

// offersLess reports whether somebody has done this so often that less would do,
// and has not answered yet.
func (g *guideDock) offersLess(topic string) bool {
	used, err := strconv.Atoi(g.host.Settings.Get(usedKey + topic))
	return isAction(topic) && err == nil && used >= practised &&
		g.host.Settings.Get(depthKey+"."+topic) == "" && g.depthOf(topic) == guidepanel.Guided
}

// dress gives the panel the depth of a topic that it is about to show.
func (g *guideDock) dress(topic string) {
	d := g.depthOf(topic)
	g.panel.SetDepth(d, g.offersLess(topic))
	g.depth.SetText(d.Word())
}

// choose says more or less about a topic from now on: about this action, or about
// everything that is no action.
func (g *guideDock) choose(topic string, o action.Offer, d guidepanel.Depth) {
	key := depthKey
	if isAction(topic) {
		key += "." + topic
	}
	g.host.Settings.Set(key, string(d))
	g.explain(topic, o)
	g.dress(topic)
}

// chooseDepth opens the menu of depths, for what is shown now.
func (g *guideDock) chooseDepth() {
	t, o := g.panel.Topic(), g.offer
	if t == nil {
		return
	}
	does := map[guidepanel.Depth]string{guidepanel.Guided: "everything", guidepanel.Brief: "what it does, and how to undo it", guidepanel.Off: "the command alone"}
	var items []page.MenuItem
	for _, d := range guidepanel.Depths {
		icon := ""
		if d == g.panel.Depth() {
			icon = "check"
		}
		items = append(items, page.MenuItem{
			ID: "guide.depth." + string(d), Title: d.Word() + ": " + does[d], Icon: icon, Topic: "concept.guide", Do: func() { g.choose(t.ID, o, d) },
		})
	}
	g.host.Menu(items, widgets.Below(g.depth))
}

// Used hears that an action went well.
func (g *guideDock) Used(topic string) {
	if !isAction(topic) {
		return
	}
	used, _ := strconv.Atoi(g.host.Settings.Get(usedKey + topic)) // none is 0
	if used >= practised {
		return
	}
	g.host.Settings.Set(usedKey+topic, strconv.Itoa(used+1))
	if t := g.panel.Topic(); t != nil && t.ID == topic {
		g.dress(topic)
	}
}

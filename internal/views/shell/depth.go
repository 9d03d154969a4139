package shell

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/guide"
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

// tellLayers adds to a topic about images how many layers the one at hand has. The
// engine is asked; an answer that comes after another topic is dropped.
func (g *guideDock) tellLayers(t *guide.Topic, on action.On) {
	if on.Kind != object.KindImage || len(on.IDs) != 1 || g.host.Engine == nil || !aboutImages(t.ID) {
		return
	}
	id := on.IDs[0]
	name := ""
	if live := on.Live(); live != nil {
		name = live("image")
	}
	if name == "" {
		name = object.ShortID(id)
	}
	g.host.Go(func(ctx context.Context) {
		answer, err := g.host.Engine.Inspect(ctx, object.Ref{Kind: object.KindImage, ID: id})
		if err != nil {
			return // the panel says as much as without it
		}
		var image struct{ RootFS struct{ Layers []string } }
		if json.Unmarshal(answer, &image) != nil || len(image.RootFS.Layers) == 0 {
			return
		}
		words := fmt.Sprintf("%s has %d layers.", name, len(image.RootFS.Layers))
		if len(image.RootFS.Layers) == 1 {
			words = name + " has a single layer."
		}
		g.host.Post(func() {
			if g.panel.Topic() == t {
				g.panel.SetFact(words)
			}
		})
	})
}

func aboutImages(topic string) bool {
	return strings.HasPrefix(topic, "action.image.") || strings.HasPrefix(topic, "column.images.") || topic == "page.images" || topic == "concept.layers" || topic == "concept.image"
}

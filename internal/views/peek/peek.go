// Package peek shows the first paragraph of a topic in a small card beside what it
// explains, for a window whose guide is folded away or says little. The card
// leads on to the whole topic.
//
// It must know nothing of what is explained, and of topics only how they are
// drawn.
package peek

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Measures in px at scale 1: the card's width, its gap to what it explains, and
// what it has round its text.
const (
	width   = 340
	gap     = 4
	dressed = 104
)

// Options are what a card shows.
type Options struct {
	Topic  *guide.Topic
	Values guide.Values // the objects at hand; nil for none
	Fact   string       // what is so just now; "" for nothing
	// At and Size are the place of what is explained: the card does not cover it.
	At   fyne.Position
	Size fyne.Size
	More func()           // shows the whole topic
	Link func(guide.Link) // follows a link of the text
	Post func(func())
}

// Show opens the card.
func Show(layer *modal.Layer, o Options) *modal.Dialog {
	d := &modal.Dialog{ID: "peek", Title: guide.Fill(o.Topic.Title, o.Values), Icon: "learn", Width: width, Place: modal.At, Outside: true}
	doc := prose.NewDocument(prose.Options{ID: "peek.text", Post: o.Post, OnLink: func(address string) {
		d.Close()
		o.Link(guide.ParseLink("", address))
	}})
	doc.Set(guidepanel.First(o.Topic, o.Values, o.Fact))
	d.Body = doc
	more := widgets.NewButton("peek.more", "Read more", "learn", widgets.Main, func() {
		d.Close()
		o.More()
	})
	done := widgets.NewButton("peek.close", "Close", "", widgets.Ordinary, d.Close)
	d.Footer = container.New(layout.NewCustomPaddedHBoxLayout(10), layout.NewSpacer(), done, more)
	d.First, d.OnEnter = done, d.Close
	d.At = o.At.AddXY(0, o.Size.Height+gap)
	if height := doc.Fit(width-36) + dressed; d.At.Y+height > layer.Height() && o.At.Y-gap-height > 0 {
		d.At.Y = o.At.Y - gap - height // no room below: above
	}
	layer.Show(d)
	return d
}

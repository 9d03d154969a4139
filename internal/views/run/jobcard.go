package run

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/layerrows"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// jobCard stands over the command while what the form says is being made: how far
// the image is, layer by layer, or why it did not come. It is hidden else.
type jobCard struct {
	p      *Page
	object *padded
	title  *widgets.Text
	bar    *widgets.Progress
	total  *widgets.Text
	list   *modal.Stack // the layers, which scroll where they are many
	layers []*layerrows.Row
	words  *widgets.Paragraph
	fixes  *widgets.Flow
	fold   *widgets.Link
	raw    *widgets.Paragraph
	end    *widgets.Link // cancels, or takes the card away
	open   bool          // the engine's own words are shown
}

// Measures in px at scale 1.
const (
	layersSeen = 5 // at once
)

func newJobCard(p *Page) *jobCard {
	c := &jobCard{
		p: p, list: modal.NewStack(0), fixes: widgets.NewFlow(14, 2), bar: widgets.NewProgress("run.pull.progress"),
		title: widgets.NewText("", widgets.TextStyle{Bold: true}),
		total: widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted}),
		words: widgets.NewParagraph("", widgets.TextStyle{Color: theme.Danger, Bold: true}),
		raw:   widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeCode, Mono: true}),
	}
	c.title.ID, c.total.ID, c.words.ID, c.raw.ID = "run.pull.title", "run.pull.total", "run.failed", "run.failed.raw"
	c.title.Truncate, c.total.Truncate = true, true
	c.end = widgets.NewLink("run.pull.cancel", "Cancel", func() {
		if p.busy() {
			c.end.SetDisabled(true)
			p.job.cancel()
			return
		}
		p.forgetJob()
	})
	c.end.Topic = "field.run.pulling"
	c.fold = widgets.NewSmallLink("run.failed.fold", "", func() {
		c.open = !c.open
		c.unfold()
		p.content.Refresh()
	})
	c.fold.Topic = "field.run.pulling"
	head := container.NewBorder(nil, nil, nil, widgets.Middle(c.end), widgets.Middle(c.title))
	c.object = newPadded(modal.NewStack(6, head, c.words, c.fixes, container.NewHBox(c.fold), c.raw, c.bar, c.total, c.list))
	c.object.Hide()
	return c
}

func (c *jobCard) clear() {
	c.object.Hide()
	c.layers, c.open = nil, false
	c.list.Set()
}

// pulled shows how far the image is.
func (c *jobCard) pulled(f operations.Fetching) {
	if len(f.Layers) == 0 && f.Words == "" {
		return
	}
	fresh := !c.object.Visible() || len(f.Layers) != len(c.layers)
	if !c.object.Visible() {
		c.frame(theme.Surface, theme.Border, "Fetching "+format.CleanLine(c.p.job.spec.Image), "Cancel")
		c.end.SetDisabled(false)
	}
	for i, l := range f.Layers {
		if i == len(c.layers) {
			c.layers = append(c.layers, layerrows.New(fmt.Sprintf("run.pull.layer.%d", i)))
		}
		c.layers[i].Set(l)
	}
	here, size, known := f.Bytes()
	done, all := f.Done()
	words := fmt.Sprintf("%d of %s unpacked", done, format.Count(all, "layer"))
	c.bar.Set(float64(done) / float64(max(all, 1)))
	switch {
	case known:
		words = fmt.Sprintf("%s of %s here, ", format.Size(here), format.Size(size)) + words
		c.bar.Set(float64(here) / float64(size))
	case all == 0:
		words = "Asking the registry."
	case here > 0:
		words = format.Size(here) + " here, " + words
	}
	c.total.SetText(words)
	if fresh {
		c.show(c.bar, c.total, c.list)
		c.fill()
		c.p.foot.tell()
		c.p.content.Refresh()
	}
}

// fill puts the rows into a scroller that is no higher than some of them.
func (c *jobCard) fill() {
	if len(c.layers) == 0 {
		c.list.Set()
		return
	}
	rows := make([]fyne.CanvasObject, len(c.layers))
	for i, l := range c.layers {
		rows[i] = l.Object
	}
	high := float32(min(len(rows), layersSeen)) * layerrows.Height
	c.list.Set(widgets.Sized(widgets.NewScroll(container.New(&layerrows.Layout{}, rows...)), 0, high))
}

// failed says why the image did not come, or why else nothing was made.
func (c *jobCard) failed(words, raw string, fixes []runcheck.Fix, ways []Way) {
	c.frame(theme.DangerTint, theme.Danger, "Nothing was made", "Close")
	c.end.SetDisabled(false)
	c.words.SetText(words)
	c.raw.SetText(strings.TrimSpace(raw))
	var links []fyne.CanvasObject
	for i, fix := range fixes {
		link := widgets.NewSmallLink(fmt.Sprintf("run.failed.fix.%d", i), fix.Words, func() {
			c.p.forgetJob()
			c.p.repair(fix)
		})
		link.Topic = "field.run.pulling"
		links = append(links, link)
	}
	for _, way := range ways {
		link := widgets.NewSmallLink("run.failed."+way.ID, way.Words, way.Do)
		link.Topic = "field.run.pulling"
		links = append(links, link)
	}
	c.fixes.Set(links...)
	c.show(c.words, c.fixes, c.fold)
	widgets.SetVisible(c.fixes, len(links) > 0)
	widgets.SetVisible(c.fold, raw != "")
	c.unfold()
}

func (c *jobCard) unfold() {
	widgets.SetVisible(c.raw, c.open && c.fold.Visible())
	c.fold.SetText(map[bool]string{true: "Hide the engine's own words", false: "Show the engine's own words"}[c.open])
}

func (c *jobCard) frame(fill, edge fyne.ThemeColorName, title, end string) {
	c.object.fill, c.object.edge = fill, edge
	c.title.SetText(title)
	c.end.SetText(end)
	c.object.Show()
	c.object.Refresh()
}

// show shows some of the parts and hides the others.
func (c *jobCard) show(parts ...fyne.CanvasObject) {
	for _, o := range []fyne.CanvasObject{c.words, c.fixes, c.fold, c.raw, c.bar, c.total, c.list} {
		o.Hide()
	}
	for _, o := range parts {
		o.Show()
	}
}

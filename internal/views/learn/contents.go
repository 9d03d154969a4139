package learn

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// glossaryID is the page of the book that is no topic.
const glossaryID = "glossary"

// levels are the words over the chapters of each level.
var levels = map[guide.Level]string{guide.Beginner: "Beginner", guide.Intermediate: "Intermediate", guide.Advanced: "Advanced"}

// reference is the first chapter after the story.
const reference = "window"

// contents are the chapters, one of them unfolded into its topics.
type contents struct {
	page   *Page
	open   string // the chapter that is unfolded; "" for none
	list   *fyne.Container
	scroll *widgets.Scroll
	lines  []fyne.CanvasObject
	rows   []*widgets.NavItem
}

func newContents(p *Page) *contents {
	c := &contents{page: p, list: container.New(column{})}
	c.scroll = widgets.NewScroll(widgets.PadSides(c.list, 0, 12, 8, 2))
	return c
}

// fill makes the lines anew. What has the keyboard keeps it.
func (c *contents) fill() {
	had := c.focused()
	c.lines, c.rows = nil, nil
	heading := ""
	for _, ch := range guide.Chapters() {
		words := levels[ch.Level]
		if ch.ID == reference || heading == "To look up" {
			words = "To look up"
		}
		if words != heading {
			heading = words
			c.lines = append(c.lines, widgets.PadSides(widgets.NewText(words, widgets.TextStyle{Size: theme.SizeSmall, Bold: true, Color: theme.Muted}), 8, 0, 3, 10))
		}
		c.chapter(ch)
	}
	c.add(widgets.NewNavItem("learn.topic."+glossaryID, "Glossary", "search", func() { c.page.open(glossaryID) }), c.page.shown == glossaryID, "page.learn")
	c.list.Objects = c.lines // at once: adding one lays out all
	c.scroll.Refresh()
	for i, row := range c.rows {
		row.Step = func(by int) { c.step(i, by) }
		if row.ID == had {
			row.TakeFocus()
		}
	}
}

func (c *contents) chapter(ch guide.Chapter) {
	read := 0
	for _, t := range ch.Topics {
		if c.page.marks.read[t.ID] {
			read++
		}
	}
	icon := "chevron-right"
	if c.open == ch.ID {
		icon = "chevron-down"
	}
	row := widgets.NewNavItem("learn.chapter."+ch.ID, ch.Title, icon, func() {
		if c.open == ch.ID {
			c.open = ""
		} else {
			c.open = ch.ID
		}
		c.fill()
	})
	row.SetNote(fmt.Sprintf("%d/%d", read, len(ch.Topics)))
	c.add(row, false, "page.learn")
	if c.open != ch.ID {
		return
	}
	for _, t := range ch.Topics {
		icon := "file"
		if c.page.marks.read[t.ID] {
			icon = "check"
		}
		row := widgets.NewNavItem("learn.topic."+t.ID, guide.Fill(t.Title, nil), icon, func() { c.page.open(t.ID) })
		c.rows = append(c.rows, row)
		row.SetOn(t.ID == c.page.shown)
		row.Tip = guide.Fill(t.Title, nil)
		c.lines = append(c.lines, widgets.PadSides(row, 0, 0, 0, 14))
	}
}

func (c *contents) add(row *widgets.NavItem, on bool, topic string) {
	row.SetOn(on)
	row.Topic = topic
	c.rows = append(c.rows, row)
	c.lines = append(c.lines, row)
}

// reveal scrolls so that the line of what is shown can be seen, with some of its
// chapter.
func (c *contents) reveal() {
	for i, row := range c.rows {
		if row.DescribeControl().Selected {
			top, view := c.place(i), c.scroll.Size().Height
			if top < c.scroll.Offset.Y || top+row.Size().Height > c.scroll.Offset.Y+view {
				most := max(c.scroll.Content.MinSize().Height-view, 0)
				c.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(top-view/3, most))))
			}
			return
		}
	}
}

// place is how far down a row stands.
func (c *contents) place(i int) float32 {
	for _, line := range c.lines {
		if line == fyne.CanvasObject(c.rows[i]) {
			return line.Position().Y
		}
		if box, ok := line.(*fyne.Container); ok && len(box.Objects) == 1 && box.Objects[0] == fyne.CanvasObject(c.rows[i]) {
			return line.Position().Y
		}
	}
	return 0
}

// focused is the id of the line that has the keyboard.
func (c *contents) focused() string {
	for _, r := range c.rows {
		if r.DescribeControl().Focused {
			return r.ID
		}
	}
	return ""
}

func (c *contents) step(from, by int) {
	if i := from + by; i >= 0 && i < len(c.rows) {
		c.rows[i].TakeFocus()
	}
}

// column puts lines below each other, as wide as there is room: the words of a long
// title are cut where a box of Fyne would make the whole list wider than the pane.
type column struct{}

// lineGap is the room between two lines, px at scale 1.
const lineGap = 1

// Layout implements fyne.Layout.
func (column) Layout(o []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, line := range o {
		height := line.MinSize().Height
		line.Move(fyne.NewPos(0, y))
		line.Resize(fyne.NewSize(size.Width, height))
		y += height + lineGap
	}
}

// MinSize implements fyne.Layout.
func (column) MinSize(o []fyne.CanvasObject) fyne.Size {
	y := float32(0)
	for _, line := range o {
		y += line.MinSize().Height + lineGap
	}
	return fyne.NewSize(0, y)
}

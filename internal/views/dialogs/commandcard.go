package dialogs

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
	"github.com/dockdesk/dockdesk/internal/views/page"
)

// commandCard shows the commands that do the same, with the words lit that the
// field in use is about, and copies them.
type commandCard struct {
	object *fyne.Container
	doc    *prose.Document
}

// commandsShown is how many commands are shown one by one.
const commandsShown = 4

func newCommandCard(id string, host *page.Host) *commandCard {
	c := &commandCard{doc: prose.NewDocument(prose.Options{ID: id, OnCopy: host.Copy, OnKey: passKey, Post: host.Post})}
	c.object = container.New(tight{c.doc}, c.doc)
	return c
}

// set shows commands; lit are places of words in the first one.
func (c *commandCard) set(cmds []command.Command, lit []int) {
	if len(cmds) == 0 {
		c.object.Hide()
		return
	}
	c.object.Show()
	card := prose.Block{Kind: prose.Code}
	for i, cmd := range cmds {
		if i > 0 {
			card.Copy += "\n"
			lit = nil
		}
		card.Copy += cmd.Display(command.Bash) // a secret is copied on purpose only
		if i < commandsShown {
			card.Lines = append(card.Lines, line(cmd, lit))
		}
	}
	if more := len(cmds) - commandsShown; more > 0 {
		card.Lines = append(card.Lines, []prose.Span{{Text: fmt.Sprintf("and %d more like these", more), Quiet: true}})
	}
	c.doc.Update([]prose.Block{card})
}

func line(c command.Command, lit []int) []prose.Span {
	var spans []prose.Span
	for i, t := range c.Tokens {
		if i > 0 {
			between := slices.Contains(lit, i) && slices.Contains(lit, i-1)
			spans = append(spans, prose.Span{Text: " ", Code: true, Lit: between})
		}
		spans = append(spans, prose.Span{Text: format.CleanLine(t.Display(command.Bash)), Code: true, Lit: slices.Contains(lit, i)})
	}
	return spans
}

// differing are the words of a command that another one lacks: what a field
// adds to it.
func differing(c, without command.Command) []int {
	left := map[string]int{}
	for _, t := range without.Tokens {
		left[t.Text]++
	}
	var places []int
	for i, t := range c.Tokens {
		if left[t.Text] > 0 {
			left[t.Text]--
			continue
		}
		places = append(places, i)
	}
	return places
}

// tight takes the room away that a document keeps below its last block.
type tight struct{ doc *prose.Document }

const documentBottom = 16

func (l tight) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l.doc.Resize(fyne.NewSize(size.Width, size.Height+documentBottom))
}

func (l tight) MinSize([]fyne.CanvasObject) fyne.Size {
	size := l.doc.MinSize()
	return fyne.NewSize(size.Width, max(size.Height-documentBottom, 0))
}

// passKey hands a key that a document has no use for to the dialog.
func passKey(e *fyne.KeyEvent) {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if c := w.Canvas(); c.Overlays().Top() != nil && c.OnTypedKey() != nil {
			c.OnTypedKey()(e)
		}
	}
}

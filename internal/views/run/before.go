package run

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/help/runcheck"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// beforeCard tells in a few sentences what will happen.
type beforeCard struct {
	object *padded
	words  *widgets.Paragraph
	grave  *widgets.Paragraph
	said   string
}

func newBefore() *beforeCard {
	b := &beforeCard{
		words: widgets.NewParagraph("", widgets.TextStyle{}),
		grave: widgets.NewParagraph("", widgets.TextStyle{Color: theme.Warn, Bold: true}),
	}
	b.words.ID, b.grave.ID = "run.before", "run.before.grave"
	title := widgets.NewText("Before you run", widgets.TextStyle{Bold: true})
	b.object = newPadded(modal.NewStack(4, title, b.words, b.grave))
	b.object.fill, b.object.edge = theme.InfoTint, theme.Info
	return b
}

// tell shows the sentences, and reports whether they are others than before.
func (b *beforeCard) tell(list []runcheck.Sentence) bool {
	var plain, grave []string
	for _, s := range list {
		if s.Grave {
			grave = append(grave, s.Words)
		} else {
			plain = append(plain, s.Words)
		}
	}
	key := strings.Join(plain, " ") + "\n" + strings.Join(grave, " ")
	if key == b.said {
		return false
	}
	b.said = key
	b.words.SetText(strings.Join(plain, " "))
	b.grave.SetText(strings.Join(grave, " "))
	widgets.SetVisible(b.words, len(plain) > 0)
	widgets.SetVisible(b.grave, len(grave) > 0)
	widgets.SetVisible(b.object, len(list) > 0)
	return true
}

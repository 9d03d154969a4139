package guidepanel_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
)

func told(p *guidepanel.Panel) string {
	for _, c := range uisocket.Walk(fyne.CurrentApp().Driver().CanvasForObject(p)).Controls {
		if c.ID == "guide.text" && c.Kind == control.KindText {
			return c.Text
		}
	}
	return ""
}

func TestEachDepthSaysLess(t *testing.T) {
	p := newPanel(t, theme.Light, guidepanel.Options{}, fyne.NewSize(300, 900))
	p.Explain(guide.Must("action.container.stop"), command.StopContainers(command.DefaultTimeout, "web"), nil)
	for _, tc := range []struct {
		depth    guidepanel.Depth
		has, not string
	}{
		{guidepanel.Guided, "What it does|Why|Undo|Common mistake|docker stop web|asks it to finish|Read more", "Be brief"},
		{guidepanel.Brief, "Stop a container|What it does|Undo|docker stop web", "Why|Common mistake|asks it to finish|Read more"},
		{guidepanel.Off, "Stop a container|docker stop web|Explain it", "What it does|Undo|Read more"},
	} {
		p.SetDepth(tc.depth, false)
		text := told(p)
		for word := range strings.SplitSeq(tc.has, "|") {
			if !strings.Contains(text, word) {
				t.Errorf("%s lacks %q:\n%s", tc.depth, word, text)
			}
		}
		for word := range strings.SplitSeq(tc.not, "|") {
			if strings.Contains(text, word) {
				t.Errorf("%s has %q:\n%s", tc.depth, word, text)
			}
		}
	}
	p.SetDepth(guidepanel.Guided, true)
	if !strings.Contains(told(p), "Be brief") {
		t.Errorf("nothing is offered:\n%s", told(p))
	}
	p.SetFact("nginx:1.27 has 6 layers.")
	if !strings.Contains(told(p), "has 6 layers") {
		t.Errorf("the fact isn't told:\n%s", told(p))
	}
}

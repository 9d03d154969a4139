package dialogs_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// explained is a log with a failure that somebody has looked into.
func explained(s *stage, do func(diagnosis.Remedy)) *history.Log {
	l := history.New(nil)
	id := l.Begin(command.StartContainers("blog"), s.now)
	d := diagnosis.Explain(diagnosis.Failure{
		Op: "start", Ref: object.Ref{Kind: object.KindContainer, ID: "c-blog"}, Name: "blog",
		Raw:      "driver failed programming external connectivity on endpoint blog: Bind for 0.0.0.0:3000 failed: port is already allocated",
		Snapshot: &object.Snapshot{Containers: []*object.Container{{ID: "c-shop", Name: "shop", State: object.StateRunning, Ports: []object.Port{{Public: 3000, Private: 80, Proto: "tcp"}}}}},
	})
	l.End(id, history.Failed, 0, "blog was not started: "+d.Clause+".", d.Raw, &diagnosis.Case{Diagnosis: d, Do: do})
	return l
}

func TestTheDrawerSaysWhyItFailedAndPutsItRight(t *testing.T) {
	s := light(t)
	done := ""
	s.History(explained(s, func(r diagnosis.Remedy) { done = r.Words }))
	if !s.shows("Port 3000 is taken by shop") || s.shows("blog was not started") || s.shows("driver failed") {
		t.Errorf("\n%s", s.tree())
	}
	s.tab("history.why.fold")
	s.key(fyne.KeyReturn)
	if !s.shows("driver failed") {
		t.Errorf("the engine's own words don't unfold:\n%s", s.tree())
	}
	s.tab("history.why.remedy.1")
	s.key(fyne.KeyReturn)
	if done != "Stop shop and start blog" || s.focused() != "behind" {
		t.Errorf("done is %q, and %s has the keyboard", done, s.focused())
	}
}

func TestPicturesOfWhyItFailed(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800)} {
			s := newStage(t, choice, size)
			s.History(explained(s, func(diagnosis.Remedy) {}))
			s.tab("history.why.fold")
			s.key(fyne.KeyReturn)
			s.picture(fmt.Sprintf("why-%s-%.0f", choice, size.Width))
		}
	}
}

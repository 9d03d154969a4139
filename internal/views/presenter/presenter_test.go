package presenter_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/presenter"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
)

func TestTheStripGoesThroughATopicAndCounts(t *testing.T) {
	app := test.NewTempApp(t)
	_ = app
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	topic := guide.Must("list.select")
	s := presenter.New(presenter.Options{
		Now: func() time.Time { return now }, Post: func(func()) {}, Topic: func() *guide.Topic { return topic },
		Reveal: func(bool) {}, Freeze: func(bool) {}, Spotlight: func() bool { return false }, Reset: func() {},
	})
	t.Cleanup(s.Close)
	win := test.NewTempWindow(t, s.Object())
	win.Resize(fyne.NewSize(900, 120))
	says := func(id string) string {
		c, _ := uisocket.Walk(win.Canvas()).Find(id)
		return c.Text
	}
	for i, want := range []string{"Step 1 of 3", "Step 2 of 3", "Step 3 of 3"} {
		s.Step(1)
		if got := says("presenter.says"); !strings.Contains(got, want) || !strings.Contains(got, topic.Sections[i].Heading) {
			t.Errorf("it says %q, want %s", got, want)
		}
	}
	s.Step(1)
	if got := says("presenter.says"); got != "" {
		t.Errorf("after the last step it says %q", got)
	}
	s.Watch()
	now = now.Add(75 * time.Second)
	s.Watch()
	if got := says("presenter.watch"); got != "1:15" {
		t.Errorf("the watch says %q", got)
	}
	s.Zero()
	if got := says("presenter.watch"); got != "0:00" {
		t.Errorf("set to nothing it says %q", got)
	}
	s.Key("Ctrl + K")
	if got := says("presenter.key"); got != "Ctrl + K" {
		t.Errorf("the key is %q", got)
	}
}

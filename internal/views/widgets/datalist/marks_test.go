package datalist_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

const badge = "containers.list.badge."

// markedRig is a list whose rows have marks: web three, db none.
func markedRig(t *testing.T) *rig {
	t.Helper()
	var r *rig
	r = newRig(t, theme.Light, 784, 400, func(c *datalist.Config[*box]) {
		c.Sort, c.OnVisible = "name", nil
		c.OnMarks = func(marks []widgets.Mark, at fyne.Position, ask func(string)) {
			r.told.add("choose", len(marks))
			ask(marks[0].Topic)
		}
		c.Columns[1].Cell = func() datalist.Cell[*box] {
			cell := widgets.NewNameCell()
			return datalist.NewCell(cell, func(b *box) {
				if b.name != "web" {
					cell.Set(b.name)
					return
				}
				cell.Set(b.name, widgets.Mark{Word: "privileged", Topic: "t.privileged"},
					widgets.Mark{Word: "root", Topic: "t.root", Everyday: true}, widgets.Mark{Word: ":latest", Topic: "t.latest", Everyday: true})
			})
		}
	})
	r.list.SetItems(five())
	t.Cleanup(attention.Observe(r.canvas(), func(to attention.Target, ok bool) {
		if ok && to.Asked {
			r.told.add("ask", to.Topic)
		}
	}))
	return r
}

func TestAPressOnABadgeExplainsItAndTheRestOfTheRowDoesAsBefore(t *testing.T) {
	for _, c := range []struct {
		what string
		do   func(r *rig)
		told string
	}{
		{"a badge", func(r *rig) { r.click(badge + "1.t.privileged") }, "cursor 1; ask t.privileged"},
		{"the number lets choose", func(r *rig) { r.click(badge + "1.list.badges") }, "cursor 1; choose 2; ask t.root"},
		{"beside it", func(r *rig) { r.click(row + "1") }, "cursor 1"},
		{"ticks stay", func(r *rig) { r.click("containers.list.check.2"); r.click(badge + "1.t.privileged") }, "select [2]; cursor 1; ask t.privileged"},
		{"with Ctrl it is a row", func(r *rig) {
			r.mouse(badge+"1.t.privileged", desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault)
		}, "cursor 1; select [1]"},
		{"the right button", func(r *rig) { r.mouse(badge+"1.t.privileged", desktop.MouseButtonSecondary, 0) }, "cursor 1; menu [1]"},
		{"twice opens the row", func(r *rig) { r.click(badge + "1.t.privileged"); r.click(badge + "1.t.privileged") }, "cursor 1; ask t.privileged; open 1"},
	} {
		r := markedRig(t)
		c.do(r)
		r.expect(c.what, r.told.take(), c.told)
	}
}

func TestTheKeyboardGoesThroughTheBadgesOfARow(t *testing.T) {
	for _, c := range []struct{ keys, told string }{
		{"End Right Return", "cursor 1; ask t.privileged"},
		{"End Right Right Return", "cursor 1; choose 2; ask t.root"},
		{"End Right Right Right Left Return", "cursor 1; ask t.privileged"},
		{"End Right Left Return", "cursor 1; open 1"},
		{"End Right Escape Return", "cursor 1; open 1"},
		{"End Right Up End Return", "cursor 1; cursor 4; cursor 1; open 1"},
		{"Down Right Return", "cursor 3; open 3"},
	} {
		r := markedRig(t)
		r.list.Focus()
		r.keys(strings.Fields(c.keys)...)
		r.expect(c.keys, r.told.take(), c.told)
	}
}

func TestABadgeIsExplainedWhileItHasThePointerOrTheKeyboard(t *testing.T) {
	r := markedRig(t)
	var topics []string
	t.Cleanup(attention.Observe(r.canvas(), func(to attention.Target, ok bool) {
		if ok {
			topics = append(topics, to.Topic)
		}
	}))
	x, y := r.find(badge + "1.t.privileged").Shown.Center()
	v, inner := r.target(fyne.NewPos(float32(x), float32(y)))
	v.(desktop.Hoverable).MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: inner}})
	r.list.SetCursor("1")
	r.list.Focus()
	r.keys("Right")
	if got := strings.Join(topics, " "); got != "t.privileged row.web t.privileged" {
		t.Errorf("explained are %s", got)
	}
	if !r.find(badge + "1.t.privileged").Focused {
		t.Error("the badge does not say that it has the keyboard")
	}
}

func TestBadgesWithoutRoomAreCounted(t *testing.T) {
	cell := func(width float32) []string {
		c := widgets.NewNameCell()
		c.Set("web", widgets.Mark{Word: "privileged", Topic: "a"}, widgets.Mark{Word: "socket", Topic: "b"}, widgets.Mark{Word: "out of memory", Topic: "c"})
		c.MinSize()
		c.Resize(fyne.NewSize(width, 20))
		var words []string
		for _, p := range c.Parts() {
			words = append(words, p.Word)
		}
		return words
	}
	newRig(t, theme.Light, 300, 300) // the theme
	for _, c := range []struct {
		width float32
		want  string
	}{{300, "privileged socket +1"}, {140, "privileged +2"}, {70, "+3"}, {32, ""}} {
		if got := strings.Join(cell(c.width), " "); got != c.want {
			t.Errorf("at %.0f px: %q, want %q", c.width, got, c.want)
		}
	}
}

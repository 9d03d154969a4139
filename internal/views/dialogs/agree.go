package dialogs

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// agreement is what a person types before volumes with files go. It is there as
// long as it isn't known that they are empty.
type agreement struct {
	object *modal.Stack
	words  *widgets.Paragraph
	entry  *modal.Entry
	wanted string // "" for nothing
}

func newAgreement(topic string, changed func()) *agreement {
	g := &agreement{words: widgets.NewParagraph("", widgets.TextStyle{Bold: true}), entry: modal.NewEntry("ask.typed", "", nil)}
	g.words.ID = "ask.typed.words"
	g.entry.Topic = topic
	g.entry.OnChanged = func(string) { changed() }
	g.object = modal.NewStack(fieldGap, g.words, widgets.Sized(g.entry, 240, 0))
	g.object.Hide()
	return g
}

// ask asks for the name of one object, for the number of several, or for nothing.
func (g *agreement) ask(wanted string, on action.On) {
	g.wanted = wanted
	widgets.SetVisible(g.object, wanted != "")
	switch {
	case wanted == "":
	case len(on.IDs) != 1 && wanted == "1":
		g.words.SetText("One of these volumes has files. Type 1 to remove it with the others.")
	case len(on.IDs) != 1:
		g.words.SetText(fmt.Sprintf("Volumes with files go. Type their number, %s, to remove them.", wanted))
	case on.Kind == object.KindVolume:
		g.words.SetText(fmt.Sprintf("Its files go with it. Type %s to remove it.", wanted))
	default:
		g.words.SetText(fmt.Sprintf("Files in its volumes go with it. Type %s to remove them.", wanted))
	}
}

// missing says what is still to be typed; "" for nothing.
func (g *agreement) missing() string {
	if g.wanted == "" || strings.TrimSpace(g.entry.Text) == g.wanted {
		return ""
	}
	return "Type " + g.wanted + " first"
}

// measure has counted what goes, bit by bit.
func (s *question) measure() {
	s.dropMeasure()
	s.on.Figures, s.dropMeasure = nil, func() {}
	if s.q.Measure == nil || s.looking || s.failed != nil || s.nothing() {
		return
	}
	s.dropMeasure = s.q.Measure(s.on, s.form.values, func(f *measure.Figures) {
		s.on.Figures = f
		s.update()
	})
}

// follow notices when what the list says is no more so.
func (s *question) follow() {
	s.dropFollow = func() {}
	if s.q.Follow == nil || s.q.Renew == nil && s.q.Plan == nil {
		return
	}
	before := s.on.Snapshot
	if s.on.Plan != nil { // which was made later: the first that is told is its own
		before = nil
	}
	s.dropFollow = s.q.Follow(func(now *object.Snapshot) {
		if now == nil || now.Link != object.LinkLive {
			return // nobody knows
		}
		if before == nil {
			before = now
		}
		if s.stale || s.looking || s.sight(now) == s.sight(before) {
			return
		}
		s.stale = true
		s.update()
	})
}

// sight is what the list and the fields are made from, as a snapshot has it.
func (s *question) sight(now *object.Snapshot) string {
	var b strings.Builder
	on := s.on
	on.Snapshot, on.Figures = now, nil
	if on.Plan != nil {
		for _, i := range on.Plan.Items {
			fmt.Fprintf(&b, "%v %v\n", i.Ref, s.sightOf(now, i.Ref))
		}
		return b.String()
	}
	takers, _ := s.q.Action.Takers(on)
	if !slices.Equal(takers.IDs, on.IDs) {
		return "other objects"
	}
	l := s.q.Action.Losses(on, s.form.values)
	for _, line := range append(l.Goes, l.Stays...) {
		fmt.Fprintf(&b, "%v %s %s\n", line.Ref, line.Kind, line.Text)
	}
	for _, f := range s.q.Action.Fields(on) {
		b.WriteString(f.ID + "\n")
	}
	return b.String()
}

// sightOf is what of an object decides whether a plan still holds.
func (*question) sightOf(now *object.Snapshot, ref object.Ref) string {
	there := true
	switch ref.Kind {
	case object.KindContainer:
		c := now.Container(ref.ID)
		return fmt.Sprint(c != nil, c != nil && c.Running())
	case object.KindImage:
		there = now.Image(ref.ID) != nil
	case object.KindVolume:
		there = now.Volume(ref.ID) != nil
	case object.KindNetwork:
		there = now.Network(ref.ID) != nil
	}
	users := 0
	for _, c := range now.UsedBy(ref) {
		if c.Running() {
			users++
		}
	}
	return fmt.Sprint(there, users)
}

// staleNote says that the list is old, and offers a new one.
func (s *question) staleNote() fyne.CanvasObject {
	p := widgets.NewParagraph("The engine has changed since this list was made, so it may not be exact any more.", widgets.TextStyle{})
	p.ID = "ask.stale"
	again := widgets.NewButton("ask.renew", "Look again", "refresh", widgets.Ordinary, s.renew)
	again.Topic = s.q.Action.Topic()
	return widgets.Note("warning", widgets.ToneWarn, modal.NewStack(6, p, modal.NewStack(0, widgets.NewFlow(0, 0, again))))
}

// renew asks anew, about what there is now.
func (s *question) renew() {
	if s.q.Renew == nil { // a prune looks anew by itself
		s.stale, s.planFor = false, ""
		s.on.Plan, s.failed = nil, nil
		s.update()
		s.d.layer.Focus(s.cancel)
		return
	}
	v, again := s.form.values, s.q.Renew
	s.dialog.Close()
	again(v)
}

// typedFor is what is to be typed before the list may go.
func (s *question) typedFor() string {
	if !s.destroys() || s.looking || s.failed != nil || s.nothing() {
		return ""
	}
	return s.q.Action.Typed(s.on, s.form.values)
}

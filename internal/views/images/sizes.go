package images

import (
	"context"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// sizes are what images take alone. Engines of today count that quickly, and are
// asked whenever the images have changed; older ones look through the whole disk
// for it, and are asked when a person wants it.
type sizes struct {
	host     *page.Host
	changed  func() // hears that more is known
	snapshot *object.Snapshot
	known    map[string]operations.Sizes
	shown    bool
	counting bool
	asked    int
	last     []*object.Image // of which they are known, or asked for
}

// counted is how long an engine may count.
const counted = time.Minute

func newSizes(host *page.Host) *sizes { return &sizes{host: host, snapshot: &object.Snapshot{}} }

func (s *sizes) show(on bool) {
	s.shown = on
	s.update(s.snapshot)
}

// update follows the images that there are.
func (s *sizes) update(snap *object.Snapshot) {
	s.snapshot = snap
	if !s.shown || snap.Link != object.LinkLive || same(s.last, snap.Images) {
		return
	}
	s.ask(false)
}

func same(a, b []*object.Image) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID != b[i].ID {
			return false
		}
	}
	return true
}

// ask asks the engine; whole is whether it may look through its disk for it.
func (s *sizes) ask(whole bool) {
	if s.host.Registries == nil {
		return
	}
	s.asked++
	mine := s.asked
	s.last, s.counting = s.snapshot.Images, whole
	s.host.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, counted)
		defer cancel()
		known, err := s.host.Registries.Sizes(ctx, whole)
		s.host.Post(func() {
			if s.asked != mine {
				return
			}
			s.counting = false
			if err == nil && (known != nil || whole) {
				s.known = known
			}
			s.changed()
		})
	})
}

// lines say what an image takes alone, or how to find out.
func (s *sizes) lines(i *object.Image) []widgets.Line {
	k, ok := s.known[i.ID]
	switch {
	case ok:
		words := format.Size(k.Own)
		if k.Shared > 0 {
			words += ", and shares " + format.Size(k.Shared) + " with others"
		}
		return widgets.One(widgets.Words(words))
	case s.counting:
		return widgets.One(widgets.MutedWords("being counted"))
	}
	count := widgets.NewSmallLink("fact.own.count", "Count it", func() {
		s.ask(true)
		s.changed()
	})
	count.Topic = "column.images.own"
	return widgets.One(count)
}

// ownWords are what an image takes alone, in a column.
func ownWords(own int64) string {
	if own < 0 {
		return format.None
	}
	return format.Size(own)
}

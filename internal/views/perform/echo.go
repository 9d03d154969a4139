package perform

import (
	"slices"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/action"
)

// echo is how long after a deed the engine's events may still tell of it.
const echo = 2 * time.Second

// causes are the events, of those that the history would take for somebody's
// deed, that an action causes by itself.
var causes = map[action.ID][]string{
	"container.start":   {"start"},
	"container.stop":    {"stop", "destroy", "remove"}, // those made with --rm go
	"container.restart": {"stop", "start", "restart"},
	"container.pause":   {"pause"},
	"container.unpause": {"unpause"},
	"container.kill":    {"stop", "destroy", "remove"},
	"container.rename":  {"rename"},
	"container.commit":  {"pause", "unpause"},                              // it holds the programs meanwhile
	"container.remove":  {"stop", "destroy", "remove", "pause", "unpause"}, // a copy may be kept first
	"container.prune":   {"destroy", "remove"},
	"image.remove":      {"untag", "delete"},
	"image.untag":       {"untag", "delete"},
	"image.prune":       {"untag", "delete"},
	"image.tag":         {"tag"},
	"image.rename":      {"tag", "untag"},
	"image.pull":        {"pull"},
	"image.push":        {"push", "tag"},
	"image.load":        {"load", "tag"},
	"image.save":        {"save"},
	"image.import":      {"import", "tag"},
	"container.run":     {"start", "create"},
	"image.build":       {"tag", "untag", "delete", "build"},
	"image.run":         {"start", "create"},
	"container.again":   {"start", "create"},
	"container.replace": {"stop", "start", "rename", "destroy", "remove", "create"},
	"volume.create":     {"create"},
	"volume.restore":    {"create"},
	"bin.again":         {"create", "start", "tag"},
	"volume.remove":     {"destroy"},
	"volume.prune":      {"destroy"},
	"network.create":    {"create"},
	"network.remove":    {"destroy", "remove"},
	"network.prune":     {"destroy", "remove"},
	"system.prune":      {"destroy", "remove", "untag", "delete"},
}

// expectation is which events a deed causes.
type expectation struct {
	actions []string
	refs    map[object.Ref]bool
	makes   object.Kind // of what is being made: its id is not known yet; "" for nothing
	name    string      // of that; "" if nobody named it
	images  bool        // of any image: those below go along, unnamed
}

func expect(a *action.Action, on action.On, v action.Values) expectation {
	e := expectation{actions: causes[a.ID], refs: map[object.Ref]bool{}}
	for _, ref := range slices.Concat(on.Refs(), a.Losses(on, v).Refs()) {
		e.refs[ref] = true
	}
	e.images = a.Kind == object.KindImage && a.ID != "image.run" || slices.Contains(e.actions, "untag")
	switch a.ID {
	case "volume.create":
		e.makes, e.name = a.Kind, v["volume.name"]
	case "volume.restore":
		e.makes, e.name = a.Kind, v[action.RestoreName]
	case "bin.again":
		e.makes, e.name = action.Remade(v)
		e.images = e.makes == object.KindImage
	case "network.create":
		e.makes, e.name = a.Kind, v["network.name"]
	case "container.run", "image.run", "container.again", "container.replace":
		e.makes = object.KindContainer
		if s, err := spec.Unmarshal([]byte(v[action.SpecValue])); err == nil {
			e.name = s.Name
			for _, m := range s.Mounts {
				if m.Kind == spec.Volume {
					e.refs[object.Ref{Kind: object.KindVolume, ID: m.Source}] = true
				}
			}
		}
	}
	return e
}

func (e expectation) fits(ev object.Event) bool {
	switch {
	case !slices.Contains(e.actions, ev.Action):
		return false
	case e.refs[ev.Ref()], e.images && ev.Kind == object.KindImage:
		return true
	case e.makes == object.KindContainer && ev.Kind == object.KindVolume:
		return len(ev.ID) == 64 && object.ShortID(ev.ID) != ev.ID // one that nobody named came along
	}
	return e.makes == ev.Kind && e.makes != "" && (e.name == "" || e.name == ev.Name || e.name == ev.ID)
}

// Own reports whether an event tells of something that was done here.
func (p *Performer) Own(ev object.Event) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.o.Now()
	for _, d := range p.deeds {
		if (d.ended.IsZero() || now.Sub(d.ended) < echo) && d.causes.fits(ev) {
			return true
		}
	}
	return false
}

// Saw puts an event into the history if it tells of something that was done
// elsewhere, such as on the docker command line.
func (p *Performer) Saw(ev object.Event) {
	if !p.Own(ev) {
		p.o.Log.See(ev)
	}
}

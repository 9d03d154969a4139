package perform

import (
	"context"
	"slices"
	"sync"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
)

// Bin takes what was removed; see bin.Store.
type Bin interface {
	Add(entries ...bin.Entry) ([]bin.Entry, error)
}

// recallAtOnce is how many things are read at a time before they go.
const recallAtOnce = 8

// recall reads what makes things again, before they go. What can't be read is not
// remembered; it goes all the same.
func (p *Performer) recall(ctx context.Context, ops action.Ops, a *action.Action, on action.On, v action.Values) []bin.Entry {
	if p.o.Bin == nil || on.Snapshot == nil {
		return nil
	}
	entries := names(a, on, v)
	if a.RiskOf(on, v) != action.Destroys || ops.Memory == nil {
		return entries
	}
	var refs []object.Ref
	for _, ref := range a.Losses(on, v).Refs() {
		own := ref.Kind == object.KindContainer || ref.Kind == object.KindNetwork ||
			ref.Kind == object.KindVolume && on.Kind != object.KindContainer // else it belongs to its container
		if own && len(refs) < bin.Most {
			refs = append(refs, ref)
		}
	}
	found, read := make([]bin.Entry, len(refs)), make([]bool, len(refs))
	var work sync.WaitGroup
	turns := make(chan struct{}, recallAtOnce)
	for i, ref := range refs {
		turns <- struct{}{}
		work.Go(func() {
			e, err := ops.Memory.Remember(ctx, ref)
			found[i], read[i] = e, err == nil
			<-turns
		})
	}
	work.Wait()
	for i, e := range found {
		if read[i] {
			e.Ref = refs[i].ID
			entries = append(entries, e)
		}
	}
	return entries
}

// names are those that images lose while they stay.
func names(a *action.Action, on action.On, v action.Values) []bin.Entry {
	var entries []bin.Entry
	lost := func(id string, tags ...string) {
		if len(tags) > 0 && tags[0] != "" {
			entries = append(entries, bin.Entry{Kind: object.KindImage, Ref: id, Name: tags[0], Image: &bin.Image{Tags: tags}})
		}
	}
	if a.ID == "image.untag" && len(on.IDs) == 1 {
		lost(on.IDs[0], v["untag.name"])
	}
	if on.Plan != nil {
		for _, i := range on.Plan.Items {
			if i.OnlyNames {
				lost(i.Ref.ID, i.Names...)
			}
		}
	}
	return entries
}

// bury puts what is gone into the bin, and gives the ids that it has there.
func (p *Performer) bury(entries []bin.Entry, a *action.Action, on action.On, r action.Result) []string {
	var gone []bin.Entry
	for _, e := range entries {
		if !isGone(e, a, r) {
			continue
		}
		e.At, e.Engine, e.Practice = p.o.Now(), on.Snapshot.Engine.Endpoint, on.Snapshot.Engine.Practice()
		gone = append(gone, withKept(e, r.Kept))
	}
	if len(gone) == 0 {
		return nil
	}
	added, _ := p.o.Bin.Add(gone...) // what can't be written is in it for this run
	ids := make([]string, len(added))
	for i, e := range added {
		ids[i] = e.ID
	}
	return ids
}

func isGone(e bin.Entry, a *action.Action, r action.Result) bool {
	if r.Prune != nil {
		for _, i := range r.Prune.Removed {
			if i.Ref == (object.Ref{Kind: e.Kind, ID: e.Ref}) {
				return true
			}
		}
		return false
	}
	if a.Takes == action.One { // what it made may have taken the place
		return len(r.Items) > 0 && r.Items[0].Err == nil
	}
	return slices.ContainsFunc(r.Items, func(i action.Item) bool { return i.Err == nil && i.Ref.ID == e.Ref })
}

// withKept adds what was kept of it before it went.
func withKept(e bin.Entry, kept []action.Kept) bin.Entry {
	for _, k := range kept {
		switch {
		case e.Container != nil && k.Ref.ID == e.Ref:
			e.Container.Kept = k.Image
		case e.Volume != nil && k.Ref.ID == e.Ref:
			e.Volume.File = k.File
		case e.Container != nil && k.File != "":
			for i := range e.Container.Anonymous {
				if e.Container.Anonymous[i].Name == k.Ref.ID {
					e.Container.Anonymous[i].File = k.File
				}
			}
		}
	}
	return e
}

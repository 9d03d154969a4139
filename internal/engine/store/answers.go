package store

import (
	"slices"
	"time"

	cerrdefs "github.com/containerd/errdefs"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// This file takes in what the engine answers to lists and to inspections.

// --- lists ---

func (f *follower) applyList(m listAnswer) {
	s := m.of
	state := &s.lists[m.list]
	touched := state.touched
	state.pending, state.done, state.touched = false, true, nil
	if now := time.Now(); m.list != listNameless {
		f.at, f.dirty = now, true
	}
	switch items := m.items.(type) {
	case []*object.Container:
		items = f.withoutHelpers(items)
		for i, c := range items {
			items[i] = f.withNetworkIDs(withInspected(c, f.containers.get(c.ID)))
		}
		replace(f, f.containers, items, touched, object.KindContainer, nil)
	case []*object.Volume:
		replace(f, f.volumes, items, touched, object.KindVolume, nil)
	case []*object.Network:
		replace(f, f.networks, items, touched, object.KindNetwork, nil)
		f.nameNetworks()
	case []*object.Image:
		if m.list == listNameless {
			items = slices.DeleteFunc(items, func(i *object.Image) bool { return !nameless(i) })
			replace(f, f.images, items, touched, object.KindImage, nameless)
		} else {
			s.hidden = nil
			replace(f, f.images, items, touched, object.KindImage, nil)
		}
	}
	s.asks.release(m.list.kind())
	if state.again {
		state.again = false
		s.list(m.list)
	}
	f.checkLive()
}

// replace makes a list the truth, but for objects that events named meanwhile:
// of those it may be too old, and they are asked for one by one. Where the list
// was only about some of a kind, about says which.
func replace[T any](f *follower, t *table[T], items []*T, touched map[string]bool, kind object.Kind, about func(*T) bool) {
	listed := make(map[string]bool, len(items))
	for _, v := range items {
		key := t.key(v)
		listed[key] = true
		gone, isTouched := touched[key]
		switch {
		case isTouched && (gone || t.get(key) != nil):
		default:
			f.changed(t.set(v), false)
		}
	}
	for key, v := range t.known {
		if _, isTouched := touched[key]; !listed[key] && !isTouched && (about == nil || about(v)) {
			f.changed(t.remove(key), false)
			f.session.asks.drop(object.Ref{Kind: kind, ID: key})
		}
	}
}

// --- inspections ---

func (f *follower) applyInspect(m inspectAnswer) {
	q, asks := m.ask, m.of.asks
	if isConnectionError(m.err) {
		f.lose(m.err)
		return
	}
	low := q.low
	if !asks.answered(q, f.opts.Settle) {
		return
	}
	switch {
	case m.err == nil:
		asks.done(q)
		f.take(m.item, low)
	case cerrdefs.IsNotFound(m.err):
		asks.done(q)
		f.gone(q.ref)
	default:
		gaveUp := asks.failed(q, f.opts.Backoff)
		f.opts.Log.Warn("can't inspect", "err", m.err, "gave up", gaveUp)
	}
}

// take stores one inspected object.
func (f *follower) take(item any, low bool) {
	switch v := item.(type) {
	case *object.Container:
		if f.keepOut(v) {
			f.gone(object.Ref{Kind: object.KindContainer, ID: v.ID})
			return
		}
		f.changed(f.containers.set(f.withNetworkIDs(v)), low)
		f.askForUsed(v)
	case *object.Image:
		f.takeImage(v)
	case *object.Volume:
		f.changed(f.volumes.set(v), low)
	case *object.Network:
		f.changed(f.networks.set(v), low)
		f.nameNetworks()
	}
}

// takeImage stores an image, unless no name leads to it and it was not known:
// then the list of the nameless says whether the engine shows it at all.
func (f *follower) takeImage(i *object.Image) {
	known := f.images.get(i.ID)
	if nameless(i) {
		f.session.list(listNameless)
		if known == nil {
			f.session.hide(i.ID)
			return
		}
	}
	f.claimTags(i.ID, i.Tags)
	f.changed(f.images.set(i), false)
	if known == nil && i.ParentID != "" && f.images.get(i.ParentID) != nil {
		f.session.list(listNameless) // its parent may be hidden from now on
	}
}

// askForUsed asks for what a container uses and nobody told of: an engine may
// drop events, and not every way of making an image makes one.
func (f *follower) askForUsed(c *object.Container) {
	want := func(ref object.Ref) {
		if ref.ID != "" && !f.has(ref) && !f.session.hidden[ref.ID] {
			f.session.asks.want(ref, time.Now())
		}
	}
	want(object.Ref{Kind: object.KindImage, ID: c.ImageID})
	for _, m := range c.Mounts {
		want(object.Ref{Kind: object.KindVolume, ID: m.Name})
	}
	for _, e := range c.Networks {
		want(object.Ref{Kind: object.KindNetwork, ID: e.NetworkID})
	}
}

// --- network ids ---

// withNetworkIDs fills in the ids of networks that a container was created with
// but never started on: the engine tells only their names.
func (f *follower) withNetworkIDs(c *object.Container) *object.Container {
	for i, e := range c.Networks {
		if e.NetworkID == "" {
			c.Networks[i].NetworkID = f.networkID(e.Network)
		}
	}
	return c
}

func (f *follower) networkID(name string) string {
	for _, n := range f.networks.known {
		if n.Name == name {
			return n.ID
		}
	}
	return ""
}

// nameNetworks does the same for the containers that were there before the
// network.
func (f *follower) nameNetworks() {
	for _, c := range f.containers.known {
		lacking := slices.ContainsFunc(c.Networks, func(e object.Endpoint) bool { return e.NetworkID == "" })
		if !lacking {
			continue
		}
		next := *c
		next.Networks = slices.Clone(c.Networks)
		f.changed(f.containers.set(f.withNetworkIDs(&next)), false)
	}
}

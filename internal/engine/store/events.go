package store

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// This file says what each event changes at once, and which object it makes us
// ask for again. Engines differ in words: Docker says "die" and "destroy" where
// Podman says "died" and "remove".

// hear takes in one event from the stream.
func (f *follower) hear(e object.Event) {
	if !f.past.isNew(e) {
		return
	}
	if f.ofHelper(e) {
		return
	}
	f.at = e.Received
	if f.session != nil {
		switch e.Kind {
		case object.KindContainer:
			f.hearContainer(e)
		case object.KindImage:
			f.hearImage(e)
		case object.KindVolume:
			f.hearVolume(e)
		case object.KindNetwork:
			f.hearNetwork(e)
		case "daemon":
			f.session.describeEngine() // "reload": its settings changed
		}
	}
	f.hearers.send(e)
}

// ask asks for an object again soon, and tells the lists under way that what
// they say of it may be old.
func (f *follower) ask(ref object.Ref) {
	f.session.touch(ref, false)
	f.session.asks.want(ref, time.Now().Add(f.opts.Settle))
}

// recheck asks for an object that was said to be gone: its name may already
// have been given anew.
func (f *follower) recheck(ref object.Ref) {
	f.session.asks.want(ref, time.Now().Add(f.opts.Settle))
}

// gone takes an object away.
func (f *follower) gone(ref object.Ref) {
	f.session.touch(ref, true)
	f.changed(f.remove(ref), false)
}

// --- containers ---

// irrelevant are container events that change nothing a list or an inspection
// shows. Health checks alone make three of them per run, so they must cost
// nothing.
var irrelevant = map[string]bool{
	"attach": true, "detach": true, "resize": true, "top": true, "export": true, "copy": true,
	"archive-path": true, "extract-to-dir": true, "kill": true,
	"init": true, "mount": true, "unmount": true, "sync": true, "exec": true,
}

func (f *follower) hearContainer(e object.Event) {
	switch {
	case irrelevant[e.Action] || strings.HasPrefix(e.Action, "exec_"):
		return
	case e.Action == "prune":
		f.session.list(listContainers)
		return
	case e.Action == "destroy" || e.Action == "remove":
		f.session.asks.drop(e.Ref())
		f.gone(e.Ref())
		return
	case e.Action == "commit":
		if id := e.Attributes["imageID"]; id != "" {
			f.imagesChanged()
			f.ask(object.Ref{Kind: object.KindImage, ID: id})
		}
		return
	case e.ID == "":
		return
	}
	if known := f.containers.get(e.ID); known != nil {
		next := *known
		applyToContainer(&next, e)
		f.changed(f.containers.set(&next), false)
	} else if e.Action == "create" && f.session.lists[listContainers].done {
		f.changed(f.containers.set(newborn(e)), false)
	}
	f.ask(e.Ref())
}

// newborn is what a create event tells of a container.
func newborn(e object.Event) *object.Container {
	labels := maps.Clone(e.Attributes)
	delete(labels, "name")
	delete(labels, "image")
	return &object.Container{
		ID:      e.ID,
		Name:    e.Name,
		Image:   e.Attributes["image"],
		State:   object.StateCreated,
		Created: inUTC(e.Time).Truncate(time.Second),
		Labels:  notEmpty(labels),
	}
}

// applyToContainer changes what the event itself says. An inspection may have
// run ahead of the stream, so a start or an end older than the known one is
// left out; both are times of the engine's clock.
func applyToContainer(c *object.Container, e object.Event) {
	at := inUTC(e.Time)
	action, detail, _ := strings.Cut(e.Action, ": ")
	switch action {
	case "start", "restart":
		if at.Before(c.Finished) || at.Before(c.Started) || c.Running() {
			return
		}
		c.State, c.ExitCode, c.OOMKilled, c.Error, c.Started = object.StateRunning, 0, false, "", at
		if c.Health != object.HealthNone {
			c.Health = object.HealthStarting
		}
	case "die", "died":
		ended := !c.Finished.IsZero() && !c.Running()
		if ended || at.Before(c.Started) || at.Before(c.Finished) {
			return
		}
		c.State, c.Health, c.Pid, c.Finished = object.StateExited, object.HealthNone, 0, at
		c.ExitCode = exitCode(e)
	case "oom":
		c.OOMKilled = true
	case "pause":
		c.State = object.StatePaused
	case "unpause":
		c.State = object.StateRunning
	case "rename":
		if e.Name != "" {
			c.Name = strings.TrimPrefix(e.Name, "/")
		}
	case "health_status":
		switch h := object.Health(detail); h {
		case object.HealthStarting, object.HealthHealthy, object.HealthUnhealthy:
			c.Health = h
		}
	}
}

func exitCode(e object.Event) int {
	for _, attribute := range []string{"exitCode", "containerExitCode"} {
		if n, err := strconv.Atoi(e.Attributes[attribute]); err == nil {
			return n
		}
	}
	return 0
}

// --- images ---

func (f *follower) hearImage(e object.Event) {
	ref := e.Ref()
	switch e.Action {
	case "push", "save", "mount", "unmount":
		return
	case "prune":
		f.imagesChanged()
		f.session.list(listImages)
		return
	}
	if e.ID == "" {
		return
	}
	f.imagesChanged()
	switch e.Action {
	case "tag":
		f.claimTags(e.ID, []string{e.Name})
		if known := f.images.get(e.ID); known != nil && e.Name != "" && !slices.Contains(known.Tags, e.Name) {
			next := *known
			next.Tags = append(slices.Clone(known.Tags), e.Name)
			slices.Sort(next.Tags)
			f.changed(f.images.set(&next), false)
		}
	case "delete", "remove":
		f.gone(ref)
		f.recheck(ref)
		return
	}
	// An untag event tells the image but not the tag; a load or pull may have
	// moved any tag: the answer will tell.
	f.ask(ref)
}

// imagesChanged makes the answers in flight about images count as old, since
// one image's event may take a name from another; and has the nameless ones
// listed, since an image that lost its name or its last child may have to be
// hidden or shown.
func (f *follower) imagesChanged() {
	f.session.asks.doubt(object.KindImage)
	f.session.hidden = nil
	if f.session.lists[listImages].done {
		f.session.list(listNameless)
	}
}

// claimTags takes tags away from every other image: a tag leads to one only,
// and the engine does not tell who lost it.
func (f *follower) claimTags(id string, tags []string) {
	for _, other := range f.images.known {
		if other.ID == id || !slices.ContainsFunc(other.Tags, func(t string) bool { return slices.Contains(tags, t) }) {
			continue
		}
		next := *other
		next.Tags = slices.DeleteFunc(slices.Clone(other.Tags), func(t string) bool { return slices.Contains(tags, t) })
		if len(next.Tags) == 0 {
			next.Tags = nil
		}
		f.changed(f.images.set(&next), false)
		f.ask(object.Ref{Kind: object.KindImage, ID: other.ID})
	}
}

// --- volumes and networks ---

func (f *follower) hearVolume(e object.Event) {
	switch e.Action {
	case "mount", "unmount":
		return // who uses a volume is read from the containers
	case "prune":
		f.session.list(listVolumes) // some engines name no volume of a prune
		return
	}
	if e.ID == "" {
		return
	}
	switch e.Action {
	case "destroy", "remove":
		f.gone(e.Ref())
		f.recheck(e.Ref())
		return
	case "create":
		if f.volumes.get(e.ID) == nil && f.session.lists[listVolumes].done {
			f.changed(f.volumes.set(&object.Volume{
				Name: e.ID, Driver: e.Attributes["driver"], Anonymous: looksAnonymous(e.ID),
			}), false)
		}
	}
	f.ask(e.Ref())
}

func (f *follower) hearNetwork(e object.Event) {
	switch e.Action {
	case "prune":
		f.session.list(listNetworks)
		return
	case "connect", "disconnect":
		if id := e.Attributes["container"]; id != "" {
			f.ask(object.Ref{Kind: object.KindContainer, ID: id})
		}
		return
	}
	if e.ID == "" {
		return
	}
	switch e.Action {
	case "destroy", "remove":
		f.session.asks.drop(e.Ref())
		f.gone(e.Ref())
		f.askForNeverStarted()
		return
	case "create":
		if f.networks.get(e.ID) == nil && f.session.lists[listNetworks].done {
			f.changed(f.networks.set(&object.Network{
				ID: e.ID, Name: e.Name, Driver: e.Attributes["type"],
				Created: inUTC(e.Time).Truncate(time.Second),
			}), false)
		}
	}
	f.ask(e.Ref())
}

// askForNeverStarted asks for the containers that know their networks only by
// name, since a name now leads elsewhere or nowhere. They are few.
func (f *follower) askForNeverStarted() {
	for id, c := range f.containers.known {
		if c.State == object.StateCreated {
			f.ask(object.Ref{Kind: object.KindContainer, ID: id})
		}
	}
}

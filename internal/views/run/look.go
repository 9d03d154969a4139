package run

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

// lookPause is how long nothing is typed before the engine and this computer are
// asked.
const lookPause = 200 * time.Millisecond

func itoa(i int) string { return strconv.Itoa(i) }

// topicOf is the guide's topic for a field of the spec.
func topicOf(path string) string {
	switch path {
	case "", "createOnly":
		return "page.run"
	case "image":
		return "field.run.image"
	}
	for _, f := range runcommand.FlagsOf(path) {
		if f.Field == path {
			return f.Topic()
		}
	}
	if list := runcommand.FlagsOf(path); len(list) > 0 {
		return list[0].Topic()
	}
	return "field.run.command"
}

// look asks what only others know: about the image, and about ports and folders
// of this computer. Each change cancels what was asked before it.
func (p *Page) look() {
	s := p.m.spec
	doors, paths := s.Doors(), s.HostPaths(p.o.Dir)
	id := ""
	if i := localImage(p.m.facts.Snapshot, s.Image); i != nil {
		id = i.ID
	}
	key := fmt.Sprint(s.Image, id, doors, paths)
	if p.o.Engine == nil || key == p.lookedFor {
		return
	}
	p.lookedFor = key
	if p.looked != nil {
		p.looked()
	}
	if p.pause != nil {
		p.pause.Stop()
	}
	p.pause = time.AfterFunc(lookPause, func() { p.host.Post(func() { p.ask(key, s.Image, id, doors, paths) }) })
}

func (p *Page) ask(key, image, id string, doors []spec.Door, paths []string) {
	if key != p.lookedFor {
		return
	}
	asking, cancel := context.WithCancel(context.Background())
	p.looked = cancel
	p.host.Go(func(window context.Context) {
		defer cancel()
		defer context.AfterFunc(window, cancel)()
		var about *spec.Image
		if id != "" {
			about, _ = p.o.Engine.ImageSpec(asking, id) // what isn't known isn't judged
		}
		ports, states := p.o.Engine.ProbeRun(asking, doors, paths)
		if asking.Err() != nil {
			return
		}
		p.host.Post(func() {
			if key == p.lookedFor {
				p.m.facts.Image, p.m.facts.Ports, p.m.facts.Paths = about, ports, states
				p.offer(image)
				p.changed()
			}
		})
	})
}

// offer opens a door for each port that the image exposes, and a drawer for each
// of its volumes, once for each image that is chosen.
func (p *Page) offer(image string) {
	about := p.m.facts.Image
	if about == nil || p.offered == image {
		return
	}
	p.offered = image
	s := about.Offered(p.m.spec, p.portTaken, func(name string) bool { return p.m.facts.Snapshot.Volume(name) != nil })
	if !s.Equal(p.m.spec) {
		p.set(s)
	}
}

func (p *Page) portTaken(port int, proto string) bool {
	return slices.ContainsFunc(p.m.facts.Snapshot.Containers, func(c *object.Container) bool {
		return c.ID != p.m.facts.Editing && slices.ContainsFunc(c.Ports, func(q object.Port) bool { return int(q.Public) == port && q.Proto == proto })
	})
}

// remote reports whether an engine is on another computer than this one, or on
// none: whose folders and ports can't be seen from here.
func remote(endpoint string) bool {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || endpoint == "" || u.Scheme == "unix" || u.Scheme == "npipe":
		return false
	case u.Scheme == "tcp" || u.Scheme == "http" || u.Scheme == "https":
		ip := net.ParseIP(u.Hostname())
		return u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
	}
	return true
}

// localImage is the image that a name or an id means; nil if it isn't here.
func localImage(s *object.Snapshot, ref string) *object.Image {
	if ref == "" {
		return nil
	}
	for _, i := range s.Images {
		if i.ID == ref || object.ShortID(i.ID) == ref || slices.Contains(i.Tags, ref) || slices.Contains(i.Tags, ref+":latest") {
			return i
		}
	}
	return nil
}

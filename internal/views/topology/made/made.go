// Package made has small engines, made up for tests of the map and for looking at it.
package made

import (
	"fmt"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Engine is an engine in small: networks by name, and containers on them.
type Engine struct{ Snapshot object.Snapshot }

var day = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// Network adds a network; its id is its name behind "id-".
func (e *Engine) Network(name string) {
	e.Snapshot.Networks = append(e.Snapshot.Networks, &object.Network{ID: "id-" + name, Name: name, Driver: "bridge", Created: day.Add(time.Duration(len(e.Snapshot.Networks)) * time.Minute)})
}

// Container adds a container that runs, on networks, with a port of this computer if it
// isn't 0, volumes and variables.
func (e *Engine) Container(name string, networks []string, port uint16, mounts []string, env ...string) {
	c := &object.Container{ID: "id-" + name, Name: name, Image: name + ":1", State: object.StateRunning, Env: env,
		Created: day.Add(time.Duration(len(e.Snapshot.Containers)) * time.Second)}
	for _, n := range networks {
		c.Networks = append(c.Networks, object.Endpoint{Network: n, NetworkID: "id-" + n})
	}
	if port != 0 {
		c.Ports = []object.Port{{IP: "0.0.0.0", Public: port, Private: 80, Proto: "tcp"}}
	}
	for _, v := range mounts {
		c.Mounts = append(c.Mounts, object.Mount{Type: "volume", Name: v, Destination: "/" + v})
	}
	e.Snapshot.Containers = append(e.Snapshot.Containers, c)
}

// Shop is a set-up as Compose makes it: twelve containers on three networks.
func Shop() *Engine {
	e := &Engine{}
	for _, n := range []string{"front", "back", "watch"} {
		e.Network(n)
	}
	e.Container("proxy", []string{"front"}, 8080, nil, "WEB=web", "API=api")
	e.Container("web", []string{"front"}, 0, nil, "API_URL=http://api:80")
	e.Container("api", []string{"front", "back"}, 0, nil, "DB=postgres://shop@db/shop", "CACHE=cache:6379", "QUEUE=queue")
	e.Container("db", []string{"back"}, 0, []string{"db-data"})
	e.Container("cache", []string{"back"}, 0, nil)
	e.Container("queue", []string{"back"}, 0, []string{"queue-data"})
	e.Container("worker", []string{"back"}, 0, []string{"uploads"}, "QUEUE=queue", "DB=db")
	e.Container("mailer", []string{"back"}, 0, nil, "QUEUE=queue")
	e.Container("metrics", []string{"back", "watch"}, 0, []string{"metrics-data"})
	e.Container("graphs", []string{"watch"}, 3000, []string{"graphs-data"}, "SOURCE=http://metrics:9090")
	e.Container("alerts", []string{"watch"}, 0, nil, "SOURCE=metrics")
	e.Container("cron", []string{"back"}, 0, nil, "API=api")
	return e
}

// Crowd is what the map must bear: 200 containers, 20 networks, 50 volumes.
func Crowd() *Engine {
	e := &Engine{}
	for i := range 20 {
		e.Network(fmt.Sprintf("net%d", i))
	}
	for i := range 200 {
		on := []string{fmt.Sprintf("net%d", i%20)}
		if i%15 == 0 {
			on = append(on, fmt.Sprintf("net%d", (i*7+3)%20))
		}
		port := uint16(0)
		if i%4 == 0 {
			port = uint16(8000 + i)
		}
		var env []string
		if i >= 20 {
			env = []string{fmt.Sprintf("ASKS=c%d", i-20), fmt.Sprintf("ALSO=c%d", (i*3)%i)}
		}
		e.Container(fmt.Sprintf("c%d", i), on, port, []string{fmt.Sprintf("v%d", i%50)}, env...)
	}
	return e
}

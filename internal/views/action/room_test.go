package action_test

import (
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

const anonymous = "5b2f1c0a9d8e7f6051423324150697887766554433221100ffeeddccbbaa9988"

func container(id, name string, state object.State, change func(*object.Container)) *object.Container {
	c := &object.Container{
		ID: id, Name: name, Image: "nginx:1.27", ImageID: "sha256:nginx", State: state, Inspected: true, RestartPolicy: "no",
		Networks: []object.Endpoint{{Network: "bridge", NetworkID: "n-bridge", IPv4: "172.17.0.2"}},
	}
	if change != nil {
		change(c)
	}
	return c
}

// room is an engine with something of everything.
func room() *object.Snapshot {
	return &object.Snapshot{
		Seq: 1, Link: object.LinkLive, Engine: object.Engine{APIVersion: "1.47", CPUs: 4},
		Containers: []*object.Container{
			container("c-web", "web", object.StateRunning, func(c *object.Container) {
				c.MemoryLimit, c.CPULimit = 512<<20, 1
				c.Mounts = []object.Mount{
					{Type: "volume", Name: "shop-data", Destination: "/data"},
					{Type: "volume", Name: anonymous, Destination: "/cache", Anonymous: true},
					{Type: "bind", Source: "/srv/pages", Destination: "/pages"},
				}
			}),
			container("c-db", "db", object.StateRunning, func(c *object.Container) {
				c.Networks = []object.Endpoint{{Network: "shop", NetworkID: "n-shop", IPv4: "172.30.0.5"}}
			}),
			container("c-job", "job", object.StateExited, func(c *object.Container) {
				c.ExitCode = 1
				c.Networks = []object.Endpoint{{Network: "old", NetworkID: "n-old"}}
			}),
			container("c-still", "still", object.StatePaused, nil),
			container("c-once", "once", object.StateRunning, func(c *object.Container) {
				c.AutoRemove = true
				c.Networks = []object.Endpoint{{Network: "host", NetworkID: "n-host"}}
			}),
		},
		Images: []*object.Image{
			{ID: "sha256:nginx", Tags: []string{"nginx:1.27"}, Size: 188e6},
			{ID: "sha256:spare", Tags: []string{"app:1", "app:2"}, Size: 20e6},
			{ID: "sha256:none", Size: 5e6},
		},
		Volumes: []*object.Volume{
			{Name: anonymous, Driver: "local", Anonymous: true}, {Name: "shop-data", Driver: "local"}, {Name: "spare", Driver: "local"},
		},
		Networks: []*object.Network{
			{ID: "n-bridge", Name: "bridge", Driver: "bridge", Subnets: []object.Subnet{{CIDR: "172.17.0.0/16", Gateway: "172.17.0.1"}}},
			{ID: "n-host", Name: "host", Driver: "host"},
			{ID: "n-none", Name: "none", Driver: "null"},
			{ID: "n-old", Name: "old", Driver: "bridge"},
			{ID: "n-shop", Name: "shop", Driver: "bridge", Subnets: []object.Subnet{{CIDR: "172.30.0.0/16", Gateway: "172.30.0.1"}}},
		},
	}
}

func ref(kind object.Kind, id string) object.Ref { return object.Ref{Kind: kind, ID: id} }

// plan is what a prune of everything might find.
func plan() *operations.Plan {
	return &operations.Plan{
		Selection: operations.SystemSelection(false, false),
		Items: []operations.Item{
			{Ref: ref(object.KindContainer, "c-job"), Name: "job", Reason: operations.ReasonStopped, Size: 1200},
			{Ref: ref(object.KindVolume, anonymous), Name: anonymous, Reason: operations.ReasonAnonymous, Size: 4e6},
			{Ref: ref(object.KindImage, "sha256:spare"), Name: "app:2", Reason: operations.ReasonSpareName, OnlyNames: true},
		},
	}
}

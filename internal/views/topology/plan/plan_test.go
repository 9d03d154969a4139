package plan_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/topology/made"
	"github.com/dockdesk/dockdesk/internal/views/topology/plan"
)

// links are a plan's, as "from > to: words".
func links(p *plan.Plan, kind plan.LinkKind) []string {
	var out []string
	for _, l := range p.Links {
		if l.Kind == kind {
			out = append(out, strings.TrimPrefix(l.From, "id-")+" > "+strings.TrimPrefix(l.To, "id-")+": "+l.Words)
		}
	}
	return out
}

func TestWhoSpeaksToWhomIsReadFromVariablesAndCompose(t *testing.T) {
	for name, c := range map[string]struct {
		env    string
		labels map[string]string
		want   []string
	}{
		"a bare name":               {env: "HOST=db", want: []string{"app > db: HOST"}},
		"a name in capitals":        {env: "HOST=DB", want: []string{"app > db: HOST"}},
		"a name and a port":         {env: "DB=db:5432", want: []string{"app > db: DB"}},
		"an address with a login":   {env: "URL=postgres://me:secret@db:5432/shop?x=1", want: []string{"app > db: URL"}},
		"several":                   {env: "ALL=db:1,cache:2", want: []string{"app > db: ALL", "app > cache: ALL"}},
		"a part of a name":          {env: "NAME=mydb dbx", want: nil},
		"itself":                    {env: "ME=app", want: nil},
		"on another network":        {env: "FAR=island", want: nil},
		"Compose waits for it":      {labels: map[string]string{"com.docker.compose.project": "p", "com.docker.compose.depends_on": "store:service_healthy:true"}, want: []string{"app > db: depends_on"}},
		"Compose, another project":  {labels: map[string]string{"com.docker.compose.project": "q", "com.docker.compose.depends_on": "store:service_started:false"}, want: nil},
		"the service of a variable": {env: "HOST=store", want: []string{"app > db: HOST"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := &made.Engine{}
			e.Network("net")
			e.Network("far")
			e.Container("db", []string{"net"}, 0, nil)
			e.Container("cache", []string{"net"}, 0, nil)
			e.Container("island", []string{"far"}, 0, nil)
			e.Container("app", []string{"net"}, 0, nil, c.env)
			e.Snapshot.Containers[0].Labels = map[string]string{"com.docker.compose.project": "p", "com.docker.compose.service": "store"}
			e.Snapshot.Containers[3].Labels = c.labels
			if got := links(plan.Make(&e.Snapshot, plan.Filter{}), plan.LinkName); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestNamesDoNotWorkOnTheDefaultNetwork(t *testing.T) {
	e := &made.Engine{}
	e.Network("bridge")
	e.Container("db", []string{"bridge"}, 0, nil)
	e.Container("app", []string{"bridge"}, 0, nil, "HOST=db")
	if got := links(plan.Make(&e.Snapshot, plan.Filter{}), plan.LinkName); got != nil {
		t.Errorf("%q", got)
	}
}

func TestDoorsAndStores(t *testing.T) {
	e := &made.Engine{}
	e.Network("net")
	e.Container("web", []string{"net"}, 0, []string{"pages"})
	c := e.Snapshot.Containers[0]
	c.Ports = []object.Port{
		{IP: "0.0.0.0", Public: 8080, Private: 80, Proto: "tcp"}, {IP: "::", Public: 8080, Private: 80, Proto: "tcp"},
		{IP: "127.0.0.1", Public: 53, Private: 53, Proto: "udp"}, {Private: 443, Proto: "tcp"},
	}
	c.Mounts = append(c.Mounts, object.Mount{Type: "bind", Source: "/srv/conf", Destination: "/conf", ReadOnly: true}, object.Mount{Type: "tmpfs", Destination: "/tmp"})
	p := plan.Make(&e.Snapshot, plan.Filter{})
	if got, want := links(p, plan.LinkDoor), []string{"door::8080/tcp > web: 80/tcp", "door:127.0.0.1:53/udp > web: 53/udp"}; !reflect.DeepEqual(got, want) {
		t.Errorf("doors %q, want %q", got, want)
	}
	if got, want := links(p, plan.LinkMount), []string{"web > volume:pages: /pages", "web > folder:/srv/conf: /conf, read-only"}; !reflect.DeepEqual(got, want) {
		t.Errorf("stores %q, want %q", got, want)
	}
}

func TestTheFilterLeavesOutContainersAndWhatOnlyTheyHave(t *testing.T) {
	e := made.Shop()
	e.Snapshot.Containers[3].State = object.StateExited
	e.Snapshot.Containers[3].Labels = map[string]string{"com.docker.compose.project": "shop"}
	helper := *e.Snapshot.Containers[0]
	helper.ID, helper.Labels = "id-helper", map[string]string{object.HelperLabel: "1"}
	e.Snapshot.Containers = append(e.Snapshot.Containers, &helper)
	for name, c := range map[string]struct {
		filter        plan.Filter
		cards, stores int
		left          int
	}{
		"everything but helpers": {plan.Filter{}, 12, 5, 0},
		"what runs":              {plan.Filter{Stopped: true}, 11, 4, 0},
		"a project":              {plan.Filter{Project: "shop"}, 1, 1, 0},
		"a network":              {plan.Filter{Network: "id-watch"}, 3, 2, 0},
		"words, all of them":     {plan.Filter{Search: "DB db:1"}, 1, 1, 0},
		"a few":                  {plan.Filter{Limit: 5}, 5, 1, 7},
	} {
		t.Run(name, func(t *testing.T) {
			p := plan.Make(&e.Snapshot, c.filter)
			if len(p.Cards) != c.cards || len(p.Stores) != c.stores || p.Left != c.left {
				t.Errorf("%d containers, %d stores, %d left out, want %+v", len(p.Cards), len(p.Stores), p.Left, c)
			}
		})
	}
}

func TestWhoIsOnNoNetworkStandsBesideThem(t *testing.T) {
	e := &made.Engine{}
	e.Network("net")
	e.Container("lone", nil, 0, nil)
	p := plan.Make(&e.Snapshot, plan.Filter{})
	if got := p.Cards[0].Areas; !reflect.DeepEqual(got, []string{plan.NoArea}) {
		t.Errorf("%q", got)
	}
	if last := p.Areas[len(p.Areas)-1]; last.ID != plan.NoArea {
		t.Errorf("the last is %+v", last)
	}
}

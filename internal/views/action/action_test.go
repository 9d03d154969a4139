package action_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
)

func about(kind object.Kind, ids ...string) action.On {
	on := action.On{Kind: kind, IDs: ids, Snapshot: room()}
	return on
}

func TestADisabledActionSaysWhy(t *testing.T) {
	lost := about(object.KindContainer, "c-web")
	lost.Snapshot.Link = object.LinkLost
	for _, c := range []struct {
		id   action.ID
		on   action.On
		want string
	}{
		{"container.start", about(object.KindContainer, "c-job"), ""},
		{"container.start", about(object.KindContainer, "c-web"), "web is running"},
		{"container.start", about(object.KindContainer, "c-still"), "still is paused. Unpause lets it go on"},
		{"container.stop", about(object.KindContainer, "c-job"), "job is not running"},
		{"container.stop", about(object.KindContainer, "c-job", "c-web"), ""},
		{"container.start", about(object.KindContainer, "c-web", "c-db"), "None of these 2 can take it: web is running"},
		{"container.stop", lost, "The engine does not answer"},
		{"container.stop", about(object.KindContainer, "c-gone"), "It is gone"},
		{"container.stop", about(object.KindImage, "sha256:nginx"), "Select a container first"},
		{"container.unpause", about(object.KindContainer, "c-web"), "web is not paused"},
		{"container.rename", about(object.KindContainer, "c-web", "c-db"), "This is for one container at a time"},
		{"image.remove", about(object.KindImage, "sha256:nginx"), "web, db, job and 2 more use it"},
		{"image.untag", about(object.KindImage, "sha256:nginx"), "It has no other name. Without one it would be removed"},
		{"volume.remove", about(object.KindVolume, "shop-data"), "web uses it"},
		{"network.remove", about(object.KindNetwork, "n-bridge"), "bridge comes with Docker and stays"},
		{"network.remove", about(object.KindNetwork, "n-shop"), "db is on it"},
		{"network.remove", about(object.KindNetwork, "n-old"), ""},
		{"network.connect", about(object.KindContainer, "c-once"), "once uses this computer's own network"},
		{"network.connect", about(object.KindNetwork, "n-none"), "No container can join none later"},
		{"network.connect", about(object.KindNetwork, "n-shop", "n-old"), "This is for one network at a time"},
		{"volume.create", about(object.KindVolume), ""},
	} {
		if got := action.Must(c.id).Applies(c.on); got != c.want {
			t.Errorf("%s on %v: %q, want %q", c.id, c.on.IDs, got, c.want)
		}
	}
}

func TestOnlyTakersAreActedOn(t *testing.T) {
	on, others := action.Must("container.stop").Takers(about(object.KindContainer, "c-web", "c-job", "c-db"))
	if !slices.Equal(on.IDs, []string{"c-web", "c-db"}) || len(others) != 1 || others[0].Name != "job" || others[0].Why != "job is not running" {
		t.Errorf("takers %v, others %v", on.IDs, others)
	}
}

func TestTheCommandIsMadeFromTheRealObjectsAndValues(t *testing.T) {
	for _, c := range []struct {
		id   action.ID
		on   action.On
		v    action.Values
		want string
	}{
		{"container.stop", about(object.KindContainer, "c-web", "c-db"), nil, "docker stop web db"},
		{"container.stop", about(object.KindContainer, "c-web"), action.Values{"stop.timeout": "3"}, "docker stop -t 3 web"},
		{"container.kill", about(object.KindContainer, "c-web"), action.Values{"kill.signal": "HUP"}, "docker kill --signal HUP web"},
		{"container.kill", about(object.KindContainer, "c-web"), action.Values{"kill.signal": "KILL"}, "docker kill web"},
		{"container.remove", about(object.KindContainer, "c-web"), action.Values{"remove.force": "yes", "remove.volumes": "yes"}, "docker rm -f -v web"},
		{"container.update", about(object.KindContainer, "c-web"), action.Values{"update.memory": "256m", "update.cpus": "1", "update.restart": "always"},
			"docker update --memory 256m --restart always web"},
		{"container.update", about(object.KindContainer, "c-web"), action.Values{"update.memory": "1g", "update.cpus": "1", "update.restart": "no", "update.pids": "none"},
			"docker update --memory 1g --memory-swap 2g --pids-limit -1 web"},
		{"image.remove", about(object.KindImage, "sha256:spare"), nil, "docker rmi app:1 app:2"},
		{"image.untag", about(object.KindImage, "sha256:spare"), action.Values{"untag.name": "app:2"}, "docker rmi app:2"},
		{"volume.create", about(object.KindVolume), action.Values{"volume.name": "d", "volume.driver": "local", "volume.labels": "a=1, b = 2"}, "docker volume create --label a=1 --label 'b = 2' d"},
		{"network.create", about(object.KindNetwork), action.Values{"network.name": "x", "network.driver": "macvlan", "network.internal": "yes"}, "docker network create --driver macvlan --internal x"},
		{"network.connect", about(object.KindNetwork, "n-shop"), action.Values{"connect.container": "c-web", "connect.alias": "a, b", "connect.address": "172.30.0.9"},
			"docker network connect --alias a --alias b --ip 172.30.0.9 shop web"},
		{"network.disconnect", about(object.KindContainer, "c-db"), action.Values{"connect.network": "n-shop"}, "docker network disconnect shop db"},
	} {
		got := action.Must(c.id).Commands(c.on, c.v)
		if len(got) != 1 || got[0].String() != c.want {
			t.Errorf("%s: %q, want %q", c.id, got, c.want)
		}
	}
}

func TestOneCommandForEachWhereTheCommandTakesOnlyOne(t *testing.T) {
	got := action.Must("network.connect").Commands(about(object.KindContainer, "c-web", "c-job"), action.Values{"connect.network": "n-shop"})
	if len(got) != 2 || got[0].String() != "docker network connect shop web" || got[1].String() != "docker network connect shop job" {
		t.Errorf("%q", got)
	}
}

func TestNetworksOfOneNameAreToldByTheirIDs(t *testing.T) {
	on := about(object.KindNetwork, "n-old")
	long := strings.Repeat("ab", 32)
	on.Snapshot.Networks = append(on.Snapshot.Networks, &object.Network{ID: long, Name: "old"})
	on = action.About(&object.Snapshot{Link: object.LinkLive, Networks: on.Snapshot.Networks}, ref(object.KindNetwork, long))
	if got := action.Must("network.remove").Commands(on, nil)[0].String(); got != "docker network rm abababababab" {
		t.Error(got)
	}
}

func TestWrongValuesAreToldInPlainWords(t *testing.T) {
	for _, c := range []struct {
		id    action.ID
		on    action.On
		field string
		value string
		want  string
	}{
		{"container.stop", about(object.KindContainer, "c-web"), "stop.timeout", "soon", "This is a whole number"},
		{"container.stop", about(object.KindContainer, "c-web"), "stop.timeout", "-1", "This is a whole number"},
		{"container.rename", about(object.KindContainer, "c-web"), "rename.name", "web", "It is called that now"},
		{"container.rename", about(object.KindContainer, "c-web"), "rename.name", "db", "Another container is called db"},
		{"container.rename", about(object.KindContainer, "c-web"), "rename.name", "my app", "A name is made of the letters a to z, digits, and _ . -"},
		{"container.rename", about(object.KindContainer, "c-web"), "rename.name", "x", "A name has two letters at least"},
		{"container.remove", about(object.KindContainer, "c-web"), "remove.force", "", "web is running. Stop first, or switch this on"},
		{"container.remove", about(object.KindContainer, "c-web"), "remove.force", "yes", ""},
		{"container.update", about(object.KindContainer, "c-web"), "update.memory", "1m", "The least is 6m"},
		{"container.update", about(object.KindContainer, "c-web"), "update.memory", "", "A limit can be changed, not taken away"},
		{"container.update", about(object.KindContainer, "c-web"), "update.cpus", "5", "The engine has 4 processors"},
		{"container.update", about(object.KindContainer, "c-web"), "update.cpus", "NaN", "This is a number such as 1.5"},
		{"container.update", about(object.KindContainer, "c-web"), "update.pids", "0", "This is a number above 0, or none"},
		{"container.update", about(object.KindContainer, "c-once"), "update.restart", "always", "once is removed when it ends, so it can't be started again"},
		{"image.tag", about(object.KindImage, "sha256:spare"), "tag.name", "App:1", "Names of images are written in small letters; only the tag may have capitals"},
		{"image.tag", about(object.KindImage, "sha256:spare"), "tag.name", "app:1", "It has this name now"},
		{"image.tag", about(object.KindImage, "sha256:spare"), "tag.name", "a b", "A name has no spaces"},
		{"volume.create", about(object.KindVolume), "volume.name", "spare", "There is a volume spare already"},
		{"volume.create", about(object.KindVolume), "volume.labels", "=x", "Each is written key=value"},
		{"network.create", about(object.KindNetwork), "network.subnet", "172.30.5.0/24", "The network shop has these addresses (172.30.0.0/16)"},
		{"network.create", about(object.KindNetwork), "network.subnet", "10.1.2.3/16", "The range begins at 10.1.0.0/16"},
		{"network.create", about(object.KindNetwork), "network.subnet", "10.1.0.0", "This is an address and a length, such as 172.30.0.0/16"},
		{"network.connect", about(object.KindNetwork, "n-shop"), "connect.address", "172.30.0.5", "db has this address"},
		{"network.connect", about(object.KindNetwork, "n-shop"), "connect.address", "172.30.0.1", "This is the gateway's own address"},
		{"network.connect", about(object.KindNetwork, "n-shop"), "connect.address", "10.0.0.1", "shop has the addresses 172.30.0.0/16"},
		{"network.connect", about(object.KindNetwork, "n-bridge"), "connect.alias", "x", "On the default bridge nobody is found by name"},
	} {
		a := action.Must(c.id)
		v := a.Defaults(c.on)
		v[c.field] = c.value
		got := "there is no such field"
		for _, f := range a.Fields(c.on) {
			if f.ID == c.field {
				got = f.Problem(v)
			}
		}
		if got != c.want {
			t.Errorf("%s %s=%q: %q, want %q", c.id, c.field, c.value, got, c.want)
		}
		if c.want != "" && a.Valid(c.on, v) {
			t.Errorf("%s %s=%q: it could be done all the same", c.id, c.field, c.value)
		}
	}
}

func TestNothingIsUpdatedUntilSomethingIsChanged(t *testing.T) {
	a, on := action.Must("container.update"), about(object.KindContainer, "c-web")
	if a.Valid(on, a.Defaults(on)) {
		t.Error("the values that it has now could be handed in")
	}
}

func TestLossesNameWhatGoesAndWhatStays(t *testing.T) {
	a, on := action.Must("container.remove"), about(object.KindContainer, "c-web")
	l := a.Losses(on, action.Values{"remove.volumes": "yes"})
	if got, want := l.Refs(), []object.Ref{ref(object.KindContainer, "c-web"), ref(object.KindVolume, anonymous)}; !slices.Equal(got, want) {
		t.Errorf("with its volumes %v go, want %v", got, want)
	}
	if got := a.Losses(on, nil).Refs(); len(got) != 1 {
		t.Errorf("without its volumes %v go", got)
	}
	for _, stays := range []string{"shop-data", "/srv/pages", "nginx:1.27"} {
		if !slices.ContainsFunc(l.Stays, func(s action.Line) bool { return s.Text == stays }) {
			t.Errorf("it isn't said that %s stays", stays)
		}
	}
	if l.Headline() != "1 container and 1 volume" {
		t.Error(l.Headline())
	}
}

func TestAVolumeThatAnotherContainerUsesStays(t *testing.T) {
	s := room()
	s.Containers[1].Mounts = []object.Mount{{Type: "volume", Name: anonymous, Anonymous: true}}
	on := action.About(s, ref(object.KindContainer, "c-web"))
	if l := action.Must("container.remove").Losses(on, action.Values{"remove.volumes": "yes"}); len(l.Goes) != 1 {
		t.Errorf("%v go", l.Goes)
	}
	both := action.About(s, ref(object.KindContainer, "c-web"), ref(object.KindContainer, "c-db"))
	if l := action.Must("container.remove").Losses(both, action.Values{"remove.volumes": "yes"}); len(l.Goes) != 3 {
		t.Errorf("of both %v go", l.Goes)
	}
}

func TestEndingWhatRemovesItselfDestroys(t *testing.T) {
	for _, c := range []struct {
		id   action.ID
		on   action.On
		v    action.Values
		want action.Risk
	}{
		{"container.stop", about(object.KindContainer, "c-web"), nil, action.Changes},
		{"container.stop", about(object.KindContainer, "c-web", "c-once"), nil, action.Destroys},
		{"container.kill", about(object.KindContainer, "c-once"), action.Values{"kill.signal": "KILL"}, action.Destroys},
		{"container.kill", about(object.KindContainer, "c-once"), action.Values{"kill.signal": "HUP"}, action.Changes},
		{"container.restart", about(object.KindContainer, "c-once"), nil, action.Changes},
	} {
		if got := action.Must(c.id).RiskOf(c.on, c.v); got != c.want {
			t.Errorf("%s on %v: %s, want %s", c.id, c.on.IDs, got, c.want)
		}
	}
	if l := action.Must("container.stop").Losses(about(object.KindContainer, "c-web", "c-once"), nil); len(l.Goes) != 1 || l.Care == "" {
		t.Errorf("%+v", l)
	}
}

// Engines before API 1.42 take named volumes, whatever they are told, so the
// command must name the others.
func TestTheCommandForVolumesMindsTheEngine(t *testing.T) {
	a := action.Must("volume.prune")
	old, now := about(object.KindVolume), about(object.KindVolume)
	old.Snapshot.Engine.APIVersion = "1.41"
	old.Plan, now.Plan = plan(), plan()
	old.Plan.Items = old.Plan.Items[1:2]
	for _, c := range []struct {
		on   action.On
		all  string
		want string
	}{
		{now, "", "docker volume prune -f"}, {now, "yes", "docker volume prune -a -f"},
		{old, "", "docker volume rm " + anonymous}, {old, "yes", "docker volume prune -f"},
	} {
		if got := a.Commands(c.on, action.Values{"prune.all": c.all})[0].String(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	old.Plan.Items = nil
	if got := a.Commands(old, nil); len(got) != 0 {
		t.Errorf("with nothing to remove it shows %q", got)
	}
}

func TestAShortcutMeansWhatApplies(t *testing.T) {
	for _, c := range []struct {
		key  string
		on   action.On
		want action.ID
	}{
		{"Ctrl+P", about(object.KindContainer, "c-web"), "container.pause"},
		{"Ctrl+P", about(object.KindContainer, "c-still"), "container.unpause"},
		{"Delete", about(object.KindNetwork, "n-old"), "network.remove"},
		{"Ctrl+N", about(object.KindVolume), "volume.create"},
		{"Ctrl+R", about(object.KindContainer, "c-job"), "container.restart"},
	} {
		a := action.ForKey(c.key, c.on)
		if a == nil || a.ID != c.want {
			t.Errorf("%s on %v: %v, want %s", c.key, c.on.IDs, a, c.want)
		}
	}
	if a := action.ForKey("Ctrl+R", about(object.KindImage, "sha256:nginx")); a != nil {
		t.Errorf("Ctrl+R on an image is %s", a.ID)
	}
}

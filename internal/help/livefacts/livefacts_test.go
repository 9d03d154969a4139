package livefacts_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/livefacts"
)

func room() *object.Snapshot {
	return &object.Snapshot{
		Containers: []*object.Container{
			{ID: "c1", Name: "web", ImageID: "i1", State: object.StateRunning, Inspected: true, RestartPolicy: "always", RestartCount: 2,
				Ports:    []object.Port{{IP: "0.0.0.0", Public: 8080, Private: 80, Proto: "tcp"}, {IP: "::", Public: 8080, Private: 80, Proto: "tcp"}},
				Mounts:   []object.Mount{{Type: "volume", Name: "shop", Destination: "/data"}, {Type: "bind", Source: "/srv"}, {Type: "volume", Name: "f00", Anonymous: true}},
				Networks: []object.Endpoint{{Network: "shop-net", NetworkID: "n1", IPv4: "172.18.0.2"}}},
			{ID: "c2", Name: "job", ImageID: "i1", State: object.StateExited, Inspected: true},
		},
		Images:   []*object.Image{{ID: "i1", Tags: []string{"nginx:1.27"}}, {ID: "i2", Tags: []string{"redis:7"}}},
		Volumes:  []*object.Volume{{Name: "shop"}, {Name: "spare"}},
		Networks: []*object.Network{{ID: "n1", Name: "shop-net"}, {ID: "n2", Name: "quiet"}},
	}
}

func TestWhatIsSoJustNowStandsBesideItsTopic(t *testing.T) {
	for _, c := range []struct {
		topic string
		kind  object.Kind
		id    string
		want  string
	}{
		{"action.container.remove", object.KindContainer, "c1", "If web is removed, the volume shop and the folder /srv stay. It has 1 volume that nobody named."},
		{"action.container.remove", object.KindContainer, "c2", "job keeps nothing outside: its files go with it."},
		{"action.container.stop", object.KindContainer, "c1", "web stays stopped until the engine itself is started anew: its restart policy is always."},
		{"action.container.stop", object.KindContainer, "c2", ""},
		{"field.update.restart", object.KindContainer, "c1", "The restart policy of web is always. It was restarted 2 times."},
		{"action.network.connect", object.KindContainer, "c1", "web is on shop-net as 172.18.0.2."},
		{"field.run.publish", "", "", "Taken now: 8080 by web."},
		{"action.image.remove", object.KindImage, "i1", "nginx:1.27 is used by web and job."},
		{"action.image.remove", object.KindImage, "i2", "No container uses redis:7."},
		{"action.volume.remove", object.KindVolume, "shop", "shop is used by web at /data."},
		{"concept.volume", object.KindVolume, "spare", "No container uses spare."},
		{"action.network.remove", object.KindNetwork, "n1", "On shop-net is web."},
		{"action.network.remove", object.KindNetwork, "n2", "No container is on quiet."},
		{"page.home", object.KindContainer, "c1", ""},
		{"action.container.remove", object.KindContainer, "gone", ""},
	} {
		if _, ok := guide.ByID(c.topic); !ok {
			t.Errorf("there is no topic %s", c.topic)
		}
		got := strings.Join(livefacts.Of(c.topic, livefacts.At{Snapshot: room(), Kind: c.kind, ID: c.id}), " ")
		if got != c.want {
			t.Errorf("%s %s:\n got %q\nwant %q", c.topic, c.id, got, c.want)
		}
	}
	if got := livefacts.Of("concept.volume", livefacts.At{}); got != nil {
		t.Errorf("of nothing it says %q", got)
	}
}

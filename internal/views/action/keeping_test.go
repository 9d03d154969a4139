package action_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
)

func texts(a *action.Action, on action.On, v action.Values) string {
	var b strings.Builder
	for _, c := range a.Commands(on, v) {
		b.WriteString(c.String() + "\n")
	}
	return b.String()
}

// What is kept first is shown first, and nothing is kept of what stays.
func TestWhatIsKeptStandsBeforeWhatGoes(t *testing.T) {
	remove, web := action.Must("container.remove"), about(object.KindContainer, "c-web")
	all := action.Values{"remove.force": action.Yes, "remove.volumes": action.Yes, "keep.image": action.Yes, "keep.folder": "/backup"}
	if got, want := texts(remove, web, all), "docker create --name helper -v "+anonymous+":/volume app:1 never\ndocker cp helper:/volume -\ndocker rm -v helper\n"+
		"docker commit web web:1\ndocker rm -f -v web\n"; got != want {
		t.Errorf("the commands are\n%swant\n%s", got, want)
	}
	all["remove.volumes"] = ""
	if got := texts(remove, web, all); strings.Contains(got, "helper") {
		t.Errorf("a volume that stays is saved:\n%s", got)
	}
	prune := action.Must("volume.prune")
	on := action.On{Kind: object.KindVolume, Snapshot: room(), Plan: plan()}
	if got := texts(prune, on, action.Values{"keep.folder": "/backup"}); !strings.HasPrefix(got, "docker create --name helper -v "+anonymous) || !strings.Contains(got, "docker volume prune") {
		t.Errorf("the commands are\n%s", got)
	}
	for _, f := range remove.Fields(web) {
		if f.ID == "keep.folder" && f.Problem(action.Values{"keep.folder": "backup"}) == "" {
			t.Error("a part of a path would do")
		}
	}
}

// Files in volumes ask for a word; what is known to be empty doesn't.
func TestATypedWordIsAskedForDataOnly(t *testing.T) {
	figures := func(v measure.Volume) *measure.Figures {
		return &measure.Figures{Volumes: map[string]measure.Volume{anonymous: v, "spare": v}, Done: true}
	}
	full, empty := figures(measure.Volume{Files: 1}), figures(measure.Volume{})
	with := func(on action.On, f *measure.Figures) action.On { on.Figures = f; return on }
	volume, web := about(object.KindVolume, "spare"), about(object.KindContainer, "c-web")
	prune := action.On{Kind: object.KindVolume, Snapshot: room(), Plan: plan()}
	for name, tc := range map[string]struct {
		id   action.ID
		on   action.On
		v    action.Values
		want string
	}{
		"a volume with files":             {"volume.remove", with(volume, full), nil, "spare"},
		"an empty one":                    {"volume.remove", with(volume, empty), nil, ""},
		"nobody knows":                    {"volume.remove", with(volume, &measure.Figures{Done: true}), nil, "spare"},
		"not counted yet":                 {"volume.remove", with(volume, &measure.Figures{}), nil, "spare"},
		"a container without its volumes": {"container.remove", with(web, full), nil, ""},
		"a container with them":           {"container.remove", with(web, full), action.Values{"remove.volumes": action.Yes}, "web"},
		"a prune":                         {"volume.prune", with(prune, full), nil, "1"},
		"an image":                        {"image.remove", about(object.KindImage, "sha256:spare"), nil, ""},
	} {
		if got := action.Must(tc.id).Typed(tc.on, tc.v); got != tc.want {
			t.Errorf("%s: %q is to be typed, want %q", name, got, tc.want)
		}
	}
}

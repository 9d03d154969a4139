package operations_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// furnish fills an engine with things that some prune takes or spares. Nothing
// in it is random but the ids.
type furnish struct {
	*testing.T
	*realengine.Engine
}

// empty takes out the nameless images that cleaning the engine left behind: it
// removes names, and what lay below those.
func (f furnish) empty() {
	f.Helper()
	must(f.Client().ImagesPrune(f.Context(), filters.NewArgs()))(f.T)
}

func (f furnish) create(name, img string, host *container.HostConfig, more ...string) string {
	f.Helper()
	labels := map[string]string{}
	for _, l := range more {
		labels[l] = ""
	}
	made := must(f.Client().ContainerCreate(f.Context(), &container.Config{Image: img, Labels: labels}, host, nil, nil, name))(f.T)
	return made.ID
}

func (f furnish) start(name, img string, host *container.HostConfig) string {
	f.Helper()
	id := f.create(name, img, host)
	if err := f.Client().ContainerStart(f.Context(), id, container.StartOptions{}); err != nil {
		f.Fatal(err)
	}
	return id
}

// commit makes an image from another one; without a name it is dangling. It
// can be told by its label.
func (f furnish) commit(label, from string, names ...string) string {
	f.Helper()
	seed := f.create("", from, nil)
	made := must(f.Client().ContainerCommit(f.Context(), seed, container.CommitOptions{
		Changes: []string{"LABEL made=" + label},
	}))(f.T)
	if err := f.Client().ContainerRemove(f.Context(), seed, container.RemoveOptions{}); err != nil {
		f.Fatal(err)
	}
	for _, n := range names {
		if err := f.Client().ImageTag(f.Context(), made.ID, n); err != nil {
			f.Fatal(err)
		}
	}
	return made.ID
}

func (f furnish) untag(name string) {
	f.Helper()
	if _, err := f.Client().ImageRemove(f.Context(), name, image.RemoveOptions{Force: true}); err != nil {
		f.Fatal(err)
	}
}

func (f furnish) volume(name string, o volume.CreateOptions) {
	f.Helper()
	o.Name = name
	must(f.Client().VolumeCreate(f.Context(), o))(f.T)
}

func (f furnish) network(name string, labels ...string) {
	f.Helper()
	o := network.CreateOptions{Labels: map[string]string{}}
	for _, l := range labels {
		o.Labels[l] = ""
	}
	must(f.Client().NetworkCreate(f.Context(), name, o))(f.T)
}

func withContainers(f furnish) {
	f.start("runs", "lab:1", nil)
	must(0, f.Client().ContainerPause(f.Context(), f.start("paused", "lab:1", nil)))(f.T)
	must(0, f.Client().ContainerKill(f.Context(), f.start("ended", "lab:1", nil), "KILL"))(f.T)
	f.create("new", "lab:1", nil)
	f.create("kept", "lab:1", nil, "keep")
	f.create("holder", "lab:1", &container.HostConfig{Binds: []string{"of-holder:/a", "/b"}})
}

func withVolumes(f furnish) {
	f.volume("spare", volume.CreateOptions{})
	f.volume("kept", volume.CreateOptions{Labels: map[string]string{"keep": ""}})
	f.volume("elsewhere", volume.CreateOptions{DriverOpts: map[string]string{"type": "tmpfs", "device": "tmpfs"}})
	f.volume(strings.Repeat("0a1b", 16), volume.CreateOptions{})
	f.create("user", "lab:1", &container.HostConfig{Binds: []string{"used:/a", "/anonymous-used"}})
	gone := f.create("", "lab:1", &container.HostConfig{Binds: []string{"/anonymous-spare"}})
	must(0, f.Client().ContainerRemove(f.Context(), gone, container.RemoveOptions{}))(f.T)
}

func withNetworks(f furnish) {
	f.network("empty")
	f.network("kept", "keep")
	f.network("busy")
	f.start("on-busy", "lab:1", &container.HostConfig{NetworkMode: "busy"})
	f.network("asleep")
	f.create("on-asleep", "lab:1", &container.HostConfig{NetworkMode: "asleep"})
}

func withImages(f furnish) {
	f.commit("dangling", "lab:1")
	f.create("uses-dangling", f.commit("dangling-used", "lab:1"), nil)
	f.commit("spare", "lab:1", "spare:1")
	f.commit("spare-twice", "lab:1", "spare-twice:1", "other/spare-twice:1", "spare-twice:2")
	f.commit("used", "lab:1", "used:1")
	f.create("uses", "used:1", nil)
	f.commit("used-thrice", "lab:1", "used-thrice:2", "zz/used-thrice:1", "localhost:5000/used-thrice:1")
	f.create("uses-thrice", "used-thrice:2", nil)
	// A chain with its top in use: what is below can only lose its name.
	f.commit("base-used", "lab:1", "base-used:1")
	f.commit("top-used", "base-used:1", "top-used:1")
	f.create("uses-top", "top-used:1", nil)
	// A chain with nothing in use, and one with a nameless image in between.
	f.commit("base", "lab:1", "base:1")
	f.commit("middle", "base:1", "middle:1")
	f.commit("top", "middle:1", "top:1")
	f.untag("middle:1")
	// A nameless chain.
	f.commit("nameless-base", "lab:1", "nameless:1")
	f.commit("nameless-top", "nameless:1")
	f.untag("nameless:1")
}

func withEverything(f furnish) {
	withContainers(f)
	withImages(f)
	withNetworks(f)
	f.volume("spare", volume.CreateOptions{})
	f.start("keeps", "lab-web:1", nil) // and with it an anonymous volume
}

// Two rooms are furnished alike. In one the docker command prunes, in the other
// a plan is made and carried out. The rooms must be alike afterwards, and the
// plan must have listed all that went.
func TestPruneTakesWhatTheDockerCommandTakes(t *testing.T) {
	cases := []struct {
		command string
		room    func(furnish)
		wish    operations.Selection
	}{
		{"container prune", withContainers, operations.Selection{Containers: true}},
		{"container prune --filter label!=keep", withContainers, operations.Selection{Containers: true, Exclude: []string{"keep"}}},
		{"network prune", withNetworks, operations.Selection{Networks: true}},
		{"volume prune", withVolumes, operations.Selection{Volumes: operations.UnusedVolumes}},
		{"volume prune --filter label!=keep", withVolumes, operations.Selection{Volumes: operations.UnusedVolumes, Exclude: []string{"keep"}}},
		{"image prune", withImages, operations.Selection{Images: operations.DanglingImages}},
		{"image prune -a", withImages, operations.Selection{Images: operations.UnusedImages}},
		{"image prune -a --filter label!=made=spare", withImages, operations.Selection{Images: operations.UnusedImages, Exclude: []string{"made=spare"}}},
		{"system prune", withEverything, operations.SystemSelection(false, false)},
		{"system prune -a", withEverything, operations.SystemSelection(true, false)},
	}
	for _, c := range cases {
		t.Run(c.command, func(t *testing.T) {
			eng := realengine.Shared(t)
			prunes := operations.Prunes{Engine: eng.Client()}
			furnish{t, eng}.empty()
			c.room(furnish{t, eng})
			theirs := observe(t, eng.Client(), "nobody", func() {
				eng.Docker(t, append(strings.Fields(c.command), "-f")...)
			})
			eng.Clean(t)
			furnish{t, eng}.empty()
			c.room(furnish{t, eng})
			var plan operations.Plan
			if e := observe(t, eng.Client(), "nobody", func() { plan = must(prunes.Plan(t.Context(), c.wish))(t) }); len(e) > 0 {
				t.Errorf("planning changed the engine: %q", e)
			}
			var result operations.PruneResult
			ours := observe(t, eng.Client(), "nobody", func() { result = prunes.Prune(t.Context(), plan, nil) })
			if !slices.Equal(ours, theirs) {
				t.Errorf("rooms differ\nonly ours: %s\nonly theirs: %s", ours.without(theirs), theirs.without(ours))
			}
			if len(ours) == 0 {
				t.Error("nothing went")
			}
			if len(result.Kept) > 0 || len(result.Removed) != len(plan.Items) {
				t.Errorf("of %d planned, kept %+v", len(plan.Items), result.Kept)
			}
			checkOnlyNames(t, eng, plan)
		})
	}
}

// checkOnlyNames finds out whether the plan foresaw what of the images stays.
func checkOnlyNames(t *testing.T, eng *realengine.Engine, plan operations.Plan) {
	t.Helper()
	for _, i := range plan.Items {
		if i.Ref.Kind == object.KindImage {
			_, err := eng.Client().ImageInspect(t.Context(), i.Ref.ID)
			if (err == nil) != i.OnlyNames {
				t.Errorf("%s: OnlyNames is %v, image afterwards: %v", i.Name, i.OnlyNames, err)
			}
		}
	}
}

func names(items []operations.Item) []string {
	var list []string
	for _, i := range items {
		list = append(list, fmt.Sprintf("%s %s %s", i.Ref.Kind, i.Name, i.Reason))
	}
	return list
}

// Engines before API 1.42 would prune volumes that somebody named. A plan for
// anonymous ones never does.
func TestAnonymousVolumesAreAllThatAPlanForThemTakes(t *testing.T) {
	eng := realengine.Shared(t)
	withVolumes(furnish{t, eng})
	prunes := operations.Prunes{Engine: eng.Client()}
	plan := must(prunes.Plan(t.Context(), operations.Selection{Volumes: operations.AnonymousVolumes}))(t)
	for _, i := range plan.Items {
		if len(i.Name) != 64 || i.Reason != operations.ReasonAnonymous {
			t.Errorf("planned %s, %s", i.Name, i.Reason)
		}
	}
	if len(plan.Items) != 2 {
		t.Errorf("planned %q", names(plan.Items))
	}
}

// What a container holds that goes itself is free by then.
func TestSystemPlanTakesWhatOnlyGoingContainersUse(t *testing.T) {
	eng := realengine.Shared(t)
	f := furnish{t, eng}
	f.commit("app", "lab:1", "app:1")
	id := f.create("job", "app:1", &container.HostConfig{Binds: []string{"/anonymous", "named:/n"}})
	prunes := operations.Prunes{Engine: eng.Client()}
	plan := must(prunes.Plan(t.Context(), operations.SystemSelection(true, true)))(t)
	holds := map[object.Kind]int{}
	for _, i := range plan.Items {
		if slices.Contains(i.UsedBy, object.Ref{Kind: object.KindContainer, ID: id}) {
			holds[i.Ref.Kind]++
		}
	}
	if holds[object.KindImage] != 1 || holds[object.KindVolume] != 1 {
		t.Errorf("planned %q", names(plan.Items))
	}
	result := prunes.Prune(t.Context(), plan, nil)
	if len(result.Kept) > 0 {
		t.Errorf("kept %+v", result.Kept)
	}
	if left := must(eng.Client().VolumeList(t.Context(), volume.ListOptions{}))(t).Volumes; len(left) != 1 || left[0].Name != "named" {
		t.Errorf("volumes left: %v", left)
	}
}

// The moment between looking and removing can be long. What changed in it is
// kept, and said.
func TestPruneKeepsWhatCameIntoUseSincePlanning(t *testing.T) {
	eng := realengine.Shared(t)
	f := furnish{t, eng}
	started := f.create("started", "lab:1", nil)
	f.create("removed", "lab:1", nil)
	f.create("stays-stopped", "lab:1", nil)
	f.network("joined")
	f.volume("mounted", volume.CreateOptions{})
	f.commit("named", "lab:1")
	f.commit("moved", "lab:1", "moved:1")
	f.commit("ran", "lab:1", "ran:1")
	prunes := operations.Prunes{Engine: eng.Client()}
	plan := must(prunes.Plan(t.Context(), operations.Selection{
		Containers: true, Networks: true, Volumes: operations.UnusedVolumes, Images: operations.UnusedImages,
		Exclude: []string{"org.opencontainers.image.title"}, // the lab's own
	}))(t)

	must(0, eng.Client().ContainerStart(t.Context(), started, container.StartOptions{}))(t)
	must(0, eng.Client().ContainerRemove(t.Context(), "removed", container.RemoveOptions{}))(t)
	f.start("new", "ran:1", &container.HostConfig{NetworkMode: "joined", Binds: []string{"mounted:/m"}})
	for _, i := range must(eng.Client().ImageList(t.Context(), image.ListOptions{}))(t) {
		if i.Labels["made"] == "named" {
			must(0, eng.Client().ImageTag(t.Context(), i.ID, "precious:1"))(t)
		}
	}
	f.commit("newer", "lab:1", "moved:1")
	f.create("unlisted", "lab:1", nil)

	var calls []string
	result := prunes.Prune(t.Context(), plan, func(removed, kept, total int, item operations.Item, err error) {
		calls = append(calls, fmt.Sprint(removed+kept, "/", total))
	})
	why := map[string]operations.KeptReason{}
	for _, k := range result.Kept {
		name := k.Item.Name
		if k.Item.Reason == operations.ReasonDangling {
			name = "dangling"
		}
		why[name] = k.Why
	}
	want := map[string]operations.KeptReason{
		"started": operations.KeptInUse, "removed": operations.KeptGone, "joined": operations.KeptInUse,
		"mounted": operations.KeptInUse, "dangling": operations.KeptInUse, "moved:1": operations.KeptChanged,
		"ran:1": operations.KeptInUse, "lab:1": operations.KeptInUse,
	}
	if fmt.Sprint(why) != fmt.Sprint(want) {
		t.Errorf("kept %v\nwant %v", why, want)
	}
	if got := names(result.Removed); !slices.Equal(got, []string{"container stays-stopped never-started"}) {
		t.Errorf("removed %q", got)
	}
	if len(calls) != len(plan.Items) || calls[len(calls)-1] != fmt.Sprint(len(calls), "/", len(calls)) {
		t.Errorf("progress: %v", calls)
	}
	for _, c := range []string{"unlisted", "started", "new"} {
		must(eng.Client().ContainerInspect(t.Context(), c))(t)
	}
	must(eng.Client().ImageInspect(t.Context(), "precious:1"))(t)
}

// A volume that was removed and made again under its name is another one.
func TestPruneKeepsAVolumeThatWasMadeAnew(t *testing.T) {
	eng := realengine.Shared(t)
	f := furnish{t, eng}
	f.volume("data", volume.CreateOptions{})
	prunes := operations.Prunes{Engine: olderVolumes{eng.Client()}}
	plan := must(prunes.Plan(t.Context(), operations.Selection{Volumes: operations.UnusedVolumes}))(t)
	prunes.Engine = eng.Client()
	result := prunes.Prune(t.Context(), plan, nil)
	if len(result.Kept) != 1 || result.Kept[0].Why != operations.KeptChanged {
		t.Errorf("%+v", result)
	}
}

// Sizes are what the docker command says it reclaimed.
func TestPlanKnowsWhatItFrees(t *testing.T) {
	eng := realengine.Shared(t)
	prunes := operations.Prunes{Engine: eng.Client()}
	eng.Docker(t, "run", "--name", "writes", "-v", "full:/data", "lab:1", "write", "/data/file", "300k")
	eng.Docker(t, "run", "--name", "wrote", "lab:1", "write", "/file", "200k")
	eng.Docker(t, "commit", "-c", "LABEL made=big", "wrote", "big:1")
	eng.Docker(t, "rm", "writes", "wrote")
	eng.Docker(t, "run", "--name", "wrote", "lab:1", "write", "/file", "100k")

	plan := must(prunes.Plan(t.Context(), operations.Selection{
		Containers: true, Volumes: operations.UnusedVolumes, Images: operations.UnusedImages,
		Exclude: []string{"org.opencontainers.image.title"},
	}))(t)
	want := map[object.Kind]int64{
		object.KindContainer: 100 << 10, object.KindVolume: 300 << 10,
		object.KindImage: 200 << 10, // the lab's own image below goes, too, and was shared
	}
	for kind, size := range want {
		if plan.Size(kind) != size {
			t.Errorf("%s: %d bytes, want %d", kind, plan.Size(kind), size)
		}
	}
	if result := prunes.Prune(t.Context(), plan, nil); result.Freed != 600<<10 || plan.Size() != result.Freed {
		t.Errorf("freed %d of %d", result.Freed, plan.Size())
	}
}

// newerAPI is an engine that claims to be of today. It stands in for one that
// Debian does not have: only what the plan makes of the version is tested.
type newerAPI struct{ *client.Client }

func (newerAPI) ClientVersion() string { return "1.48" }

// Newer engines put a label on volumes that nobody named, and prune by that.
func TestAnonymousVolumesAreThoseThatTheEngineLabels(t *testing.T) {
	eng := realengine.Shared(t)
	withVolumes(furnish{t, eng})
	furnish{t, eng}.volume("labelled", volume.CreateOptions{Labels: map[string]string{"com.docker.volume.anonymous": ""}})
	prunes := operations.Prunes{Engine: newerAPI{eng.Client()}}
	plan := must(prunes.Plan(t.Context(), operations.Selection{Volumes: operations.AnonymousVolumes}))(t)
	if got := names(plan.Items); !slices.Equal(got, []string{"volume labelled anonymous"}) {
		t.Errorf("planned %q", got)
	}
}

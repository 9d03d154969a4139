// Package actions_test proves on a real engine what every action promises: that
// the docker command it shows does the same, and that its confirmation lists
// exactly what is gone afterwards.
package actions_test

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/build"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/keep"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/reach"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithCancel(t.Context())
}

// proof is an action on named objects, after some docker commands.
type proof struct {
	id      action.ID
	name    string // what is special; "" for the plain case
	arrange []string
	kind    object.Kind // of the objects
	on      []string    // by name; "@anonymous" is the only unnamed volume, "@dangling" the only nameless image
	values  action.Values
	build   bool // there is build cache
}

const (
	web  = "run -d --name web lab:1 sleep"
	db   = "run -d --name db lab:1 sleep"
	job  = "run --name job lab:1 env"
	made = "create --name made lab:1 sleep"
	once = "run -d --rm --name once -v /tmp/own lab:1 sleep"
	// kept has a named volume, one that nobody named and a folder.
	kept   = "run -d --name kept -v shop-data:/data -v /tmp/own -v /srv:/srv:ro lab:1 sleep"
	app    = "commit job app:1"
	app2   = "tag app:1 app:2"
	retag  = "commit made app:1" // takes the name from another image
	spare  = "volume create spare"
	writes = "exec kept /lab write /tmp/own/note 10"
	shop   = "network create --subnet 10.81.1.0/24 shop"
	nobody = "network create nobody"
)

var proofs = []proof{
	{id: "container.run", arrange: []string{spare}, values: written(spec.RunSpec{
		Image: "lab:1", Name: "fresh", Detach: true, Command: []string{"sleep"}, Memory: "64m", Env: []spec.Env{{Key: "A", Value: "b c", HasValue: true}},
		Mounts: []spec.Mount{{Kind: spec.Volume, Source: "spare", Target: "/data"}, {Kind: spec.Volume, Source: "fresh-data", Target: "/more"}},
	})},
	{id: "container.run", name: "only made", values: written(spec.RunSpec{Image: "lab:1", Name: "fresh", CreateOnly: true, Command: []string{"sleep"}})},
	{id: "container.again", arrange: []string{web}, kind: object.KindContainer, on: []string{"web"},
		values: written(spec.RunSpec{Image: "lab:1", Name: "fresh", Detach: true, Command: []string{"sleep"}})},
	{id: "container.replace", arrange: []string{kept, db}, kind: object.KindContainer, on: []string{"kept"},
		values: written(spec.RunSpec{Image: "lab:1", Name: "kept", Detach: true, Restart: "always", Command: []string{"sleep"},
			Mounts: []spec.Mount{{Kind: spec.Volume, Source: "shop-data", Target: "/data"}}})},
	{id: "image.run", kind: object.KindImage, on: []string{"lab:1"}, values: written(spec.RunSpec{Image: "lab:1", Name: "fresh", Detach: true, Command: []string{"sleep"}})},
	{id: "container.start", arrange: []string{job, made}, kind: object.KindContainer, on: []string{"made"}},
	{id: "container.start", name: "several, one of which runs", arrange: []string{made, web}, kind: object.KindContainer, on: []string{"made", "web"}},
	{id: "container.stop", arrange: []string{web, db}, kind: object.KindContainer, on: []string{"web"}},
	{id: "container.stop", name: "several at once", arrange: []string{web, db, job}, kind: object.KindContainer, on: []string{"web", "db", "job"}},
	{id: "container.stop", name: "at once what ignores the request", arrange: []string{"run -d --name deaf lab:1 ignoreterm"},
		kind: object.KindContainer, on: []string{"deaf"}, values: action.Values{"stop.timeout": "0"}},
	{id: "container.stop", name: "what removes itself", arrange: []string{once, web}, kind: object.KindContainer, on: []string{"once", "web"}},
	{id: "container.restart", arrange: []string{web}, kind: object.KindContainer, on: []string{"web"}, values: action.Values{"stop.timeout": "3"}},
	{id: "container.restart", name: "what removes itself", arrange: []string{once}, kind: object.KindContainer, on: []string{"once"}},
	{id: "container.pause", arrange: []string{web, db}, kind: object.KindContainer, on: []string{"web", "db"}},
	{id: "container.unpause", arrange: []string{web, "pause web"}, kind: object.KindContainer, on: []string{"web"}},
	{id: "container.kill", arrange: []string{web}, kind: object.KindContainer, on: []string{"web"}},
	{id: "container.kill", name: "with another signal", arrange: []string{web}, kind: object.KindContainer, on: []string{"web"}, values: action.Values{"kill.signal": "TERM"}},
	{id: "container.kill", name: "what is paused", arrange: []string{web, "pause web"}, kind: object.KindContainer, on: []string{"web"}},
	{id: "container.kill", name: "what removes itself", arrange: []string{once}, kind: object.KindContainer, on: []string{"once"}},
	{id: "container.rename", arrange: []string{web}, kind: object.KindContainer, on: []string{"web"}, values: action.Values{"rename.name": "shop_1.a-b"}},
	{id: "container.update", arrange: []string{web, db}, kind: object.KindContainer, on: []string{"web", "db"},
		values: action.Values{"update.memory": "64m", "update.cpus": "0.5", "update.pids": "100", "update.restart": "on-failure"}},
	{id: "container.update", name: "a limit upwards", arrange: []string{"run -d --memory 16m --name tight lab:1 sleep"}, kind: object.KindContainer, on: []string{"tight"},
		values: action.Values{"update.memory": "96m"}},
	{id: "container.update", name: "a limit downwards", arrange: []string{"run -d --memory 96m --name tight lab:1 sleep"}, kind: object.KindContainer, on: []string{"tight"},
		values: action.Values{"update.memory": "32m", "update.pids": "none"}},
	{id: "container.commit", arrange: []string{web, "exec web /lab write /tmp/note 10"}, kind: object.KindContainer, on: []string{"web"},
		values: action.Values{"commit.name": "kept:2", "commit.message": "with a note", "commit.author": "Ada", "commit.env": "MODE=test, SAY=a \"b\" $c", "commit.command": "sleep '5 s'"}},
	{id: "container.commit", name: "with its defaults", arrange: []string{web}, kind: object.KindContainer, on: []string{"web"}},
	{id: "container.commit", name: "with a name that another image has, without a pause", arrange: []string{job, app, web}, kind: object.KindContainer, on: []string{"web"},
		values: action.Values{"commit.name": "app:1", "commit.pause": ""}},
	{id: "container.export", arrange: []string{web}, kind: object.KindContainer, on: []string{"web"}, values: action.Values{"export.path": "@file"}},
	{id: "container.wait", arrange: []string{"run -d --name brief lab:1 sleep 3s"}, kind: object.KindContainer, on: []string{"brief"}},
	{id: "container.reach", arrange: []string{web}, kind: object.KindContainer, on: []string{"web"}},
	{id: "container.remove", arrange: []string{job, made}, kind: object.KindContainer, on: []string{"job", "made"}},
	{id: "container.remove", name: "by force with its volumes", arrange: []string{kept, web}, kind: object.KindContainer, on: []string{"kept"},
		values: action.Values{"remove.force": action.Yes, "remove.volumes": action.Yes}},
	{id: "container.remove", name: "by force without its volumes", arrange: []string{kept}, kind: object.KindContainer, on: []string{"kept"}, values: action.Values{"remove.force": action.Yes}},
	{id: "container.remove", name: "with a volume that another uses", arrange: []string{kept, "run -d --name guest --volumes-from kept lab:1 sleep"}, kind: object.KindContainer, on: []string{"kept"},
		values: action.Values{"remove.force": action.Yes, "remove.volumes": action.Yes}},
	{id: "container.remove", name: "keeping a copy and its volumes first", arrange: []string{kept, writes, "exec kept /lab write /note 10"}, kind: object.KindContainer, on: []string{"kept"},
		values: action.Values{"remove.force": action.Yes, "remove.volumes": action.Yes, "keep.image": action.Yes, "keep.folder": "@folder"}},
	{id: "container.prune", arrange: []string{web, job, made, "run --name data -v /tmp/own lab:1 env"}},

	{id: "image.tag", arrange: []string{job, app}, kind: object.KindImage, on: []string{"app:1"}, values: action.Values{"tag.name": "registry.example/team/app:v2"}},
	{id: "image.tag", name: "with a name that another image has", arrange: []string{job, app, made, "commit made other:1"}, kind: object.KindImage, on: []string{"app:1"}, values: action.Values{"tag.name": "other:1"}},
	{id: "image.untag", arrange: []string{job, app, app2}, kind: object.KindImage, on: []string{"app:1"}, values: action.Values{"untag.name": "app:2"}},
	{id: "image.remove", arrange: []string{job, app}, kind: object.KindImage, on: []string{"app:1"}},
	{id: "image.remove", name: "with several names", arrange: []string{job, app, app2, made, "commit made other:1"}, kind: object.KindImage, on: []string{"app:1", "other:1"}},
	{id: "image.remove", name: "without a name", arrange: []string{job, app, made, retag}, kind: object.KindImage, on: []string{"@dangling"}},
	{id: "image.prune", arrange: []string{job, app, made, retag}},
	{id: "image.prune", name: "all", arrange: []string{job, app, made, retag, "run -d --name page lab-web:1"}, values: action.Values{"prune.all": action.Yes}},

	{id: "volume.create", values: action.Values{"volume.name": "shop-data", "volume.labels": "team=shop, note=a b"}},
	{id: "volume.remove", arrange: []string{spare, "volume create other"}, kind: object.KindVolume, on: []string{"spare", "other"}},
	{id: "volume.remove", name: "without a name", arrange: []string{"volume create"}, kind: object.KindVolume, on: []string{"@anonymous"}},
	{id: "volume.remove", name: "saving its files first", arrange: []string{spare}, kind: object.KindVolume, on: []string{"spare"}, values: action.Values{"keep.folder": "@folder"}},
	{id: "volume.save", arrange: []string{spare}, kind: object.KindVolume, on: []string{"spare"}, values: action.Values{"keep.path": "@file"}},
	{id: "volume.restore", arrange: []string{spare}, values: action.Values{"restore.path": "@saved:spare", "restore.name": "back"}},
	{id: "volume.prune", arrange: []string{kept, spare, "volume create"}},
	{id: "volume.prune", name: "all", arrange: []string{kept, spare, "volume create"}, values: action.Values{"prune.all": action.Yes}},

	{id: "network.create", values: action.Values{"network.name": "blog", "network.subnet": "10.81.9.0/24", "network.internal": action.Yes}},
	{id: "network.create", name: "with a gateway, options and labels", values: action.Values{"network.name": "blog", "network.subnet": "10.81.9.0/24", "network.gateway": "10.81.9.254",
		"network.options": "com.docker.network.bridge.enable_icc=false", "network.labels": "made=here, by=hand"}},
	{id: "network.create", name: "with IPv6", values: action.Values{"network.name": "blog", "network.subnet": "fd00:81::/64", "network.ipv6": action.Yes}},
	{id: "network.remove", arrange: []string{nobody, shop, "create --name away --net shop lab:1 sleep"}, kind: object.KindNetwork, on: []string{"nobody", "shop"}},
	{id: "network.connect", arrange: []string{web, shop}, kind: object.KindContainer, on: []string{"web"},
		values: action.Values{"connect.network": "network:shop", "connect.alias": "front, www", "connect.address": "10.81.1.77"}},
	{id: "network.connect", name: "several", arrange: []string{web, made, shop}, kind: object.KindContainer, on: []string{"web", "made"}, values: action.Values{"connect.network": "network:shop"}},
	{id: "network.connect", name: "from the network's side", arrange: []string{web, shop}, kind: object.KindNetwork, on: []string{"shop"}, values: action.Values{"connect.container": "container:web"}},
	{id: "network.disconnect", arrange: []string{shop, "run -d --name web --net shop lab:1 sleep"}, kind: object.KindContainer, on: []string{"web"}, values: action.Values{"connect.network": "network:shop"}},
	{id: "network.disconnect", name: "from the network's side", arrange: []string{shop, "run -d --name web --net shop lab:1 sleep"}, kind: object.KindNetwork, on: []string{"shop"}, values: action.Values{"connect.container": "container:web"}},
	{id: "network.prune", arrange: []string{nobody, shop, "run -d --name web --net shop lab:1 sleep"}},

	{id: "bin.again", name: "a container", arrange: []string{shop, "run -d --name web --net shop --network-alias front --ip 10.81.1.9 -p 127.0.0.1:8123:80 -v shop-data:/data --restart always -l a=b -e A=c lab:1 sleep"},
		values: action.Values{action.BinValue: "@removed:container:web"}},
	{id: "bin.again", name: "a container that had ended", arrange: []string{"run --name web --entrypoint /lab lab:1 env"}, values: action.Values{action.BinValue: "@removed:container:web"}},
	{id: "bin.again", name: "a network with a container on it", arrange: []string{shop, "create --name away --net shop --network-alias front --ip 10.81.1.9 lab:1 sleep"}, values: action.Values{action.BinValue: "@removed:network:shop"}},
	{id: "bin.again", name: "a volume, empty", arrange: []string{"volume create --label team=a spare"}, values: action.Values{action.BinValue: "@removed:volume:spare"}},
	{id: "bin.again", name: "a name of an image", arrange: []string{job, app, app2}, values: action.Values{action.BinValue: "@removed:image:app:2"}},
	{id: "build-cache.prune", build: true},
	{id: "build-cache.prune", name: "all", build: true, values: action.Values{"prune.all": action.Yes}},
	{id: "system.prune", build: true, arrange: []string{web, job, app, made, retag, kept, spare, nobody}},
	{id: "system.prune", name: "all with volumes", build: true, arrange: []string{web, job, app, made, retag, kept, spare, "volume create", nobody},
		values: action.Values{"prune.all": action.Yes, "prune.volumes": action.Yes}},
}

// written is a container to be made as the run form hands it over.
func written(s spec.RunSpec) action.Values {
	text, err := spec.Marshal(s)
	if err != nil {
		panic(err)
	}
	return action.Values{action.SpecValue: string(text)}
}

func TestEveryActionIsProven(t *testing.T) {
	for _, a := range action.All() {
		if !slices.ContainsFunc(proofs, func(p proof) bool { return p.id == a.ID }) &&
			!slices.ContainsFunc(transferProofs, func(p transferProof) bool { return p.id == a.ID }) && provenElsewhere[a.ID] == "" &&
			!slices.ContainsFunc(fileProofs, func(p fileProof) bool { return p.id == a.ID }) {
			t.Errorf("nothing proves that %s does what its command does", a.ID)
		}
	}
}

// The same is arranged twice in an empty engine. Once the real docker command
// runs what the action shows, once the action is done: both times the engine
// must be the same afterwards, and what is gone what the confirmation listed.
func TestActionsDoWhatTheirCommandsDo(t *testing.T) {
	for _, p := range proofs {
		t.Run(strings.TrimSuffix(string(p.id)+" "+p.name, " "), func(t *testing.T) {
			eng := realengine.Shared(t)
			a := action.Must(p.id)

			on, v := p.prepare(t, eng, a)
			for _, c := range a.Commands(on, v) {
				cmd := eng.Command(t.Context(), c.Words()[1:]...)
				if file := v["restore.path"]; file != "" { // the shell's < is the person's to write
					cmd.Stdin = must(os.Open(file))(t)
				}
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", c, err, out)
				}
			}
			theirs := rest(t, eng, p.build)

			eng.Clean(t)
			on, v = p.prepare(t, eng, a)
			before, losses := rest(t, eng, p.build), a.Losses(on, v)
			result := a.Run(t.Context(), ops(eng), on, v, nil)
			if done, failed, canceled := result.Count(); failed+canceled > 0 || done == 0 {
				t.Fatalf("%d done, %d failed, %d cancelled: %v %+v", done, failed, canceled, result.Err(), result.Prune)
			}
			ours := rest(t, eng, p.build)
			if slices.Equal(before.lines, ours.lines) && p.id != "container.restart" && p.id != "container.reach" && p.id != "container.export" && p.id != "volume.save" {
				t.Error("it changed nothing, so that it proves nothing")
			}

			if diff := differ(ours, theirs); diff != "" {
				t.Errorf("the action did something else than %s:%s", a.Commands(on, v), diff)
			}
			gone := before.gone(ours)
			listed := losses.Refs()
			if a.RiskOf(on, v) != action.Destroys && len(gone) > 0 {
				t.Errorf("without a question %v are gone", gone)
			}
			if !sameRefs(gone, listed) {
				t.Errorf("the confirmation listed %v\nand gone are %v", listed, gone)
			}
		})
	}
}

func sameRefs(a, b []object.Ref) bool {
	text := func(refs []object.Ref) []string {
		var list []string
		for _, r := range refs {
			list = append(list, fmt.Sprint(r))
		}
		slices.Sort(list)
		return list
	}
	return slices.Equal(text(a), text(b))
}

func ops(eng *realengine.Engine) action.Ops {
	ops := action.OpsOf(operations.On(eng.Client()))
	ops.Reach = reach.New(func() (reach.API, string, error) { return eng.Client(), eng.Host(), nil })
	ops.Keep = keep.New(func() (keep.API, error) { return eng.Client(), nil }, files.New(func() (files.API, error) { return eng.Client(), nil }))
	return ops
}

// prepare arranges the objects and gives what the action is about, with the
// plan of a prune, and its values: checked as the form checks them.
func (p proof) prepare(t *testing.T, eng *realengine.Engine, a *action.Action) (action.On, action.Values) {
	t.Helper()
	if p.build {
		buildCache(t, eng)
	}
	for _, command := range p.arrange {
		eng.Docker(t, strings.Fields(command)...)
	}
	values := p.before(t, eng)
	s := snapshot(t, eng)
	on := action.On{Kind: a.Kind, Snapshot: s}
	if p.on != nil {
		on.Kind = p.kind
		for _, name := range p.on {
			on.IDs = append(on.IDs, idOf(t, s, p.kind, name))
		}
		if why := a.Applies(on); why != "" {
			t.Fatalf("it doesn't apply: %s", why)
		}
		on, _ = a.Takers(on)
	}
	v := a.Defaults(on)
	for id, value := range values {
		if kind, name, found := strings.Cut(value, ":"); found && strings.HasPrefix(id, "connect.") {
			value = idOf(t, s, object.Kind(kind), name)
		}
		if value == "@file" {
			value = filepath.Join(t.TempDir(), "files.tar") // of its own each time
		}
		if value == "@folder" {
			value = t.TempDir()
		}
		v[id] = value
	}
	for _, f := range a.Fields(on) {
		if problem := f.Problem(v); problem != "" {
			t.Fatalf("%s: %s", f.ID, problem)
		}
	}
	if why := a.Ready(on, v); why != "" {
		t.Fatal(why)
	}
	if selection, prunes := a.Selection(on, v); prunes {
		on.Plan = new(must(ops(eng).Prunes.Plan(t.Context(), selection))(t))
	}
	return on, v
}

func idOf(t *testing.T, s *object.Snapshot, kind object.Kind, name string) string {
	t.Helper()
	for _, c := range s.Containers {
		if kind == object.KindContainer && c.Name == name {
			return c.ID
		}
	}
	for _, i := range s.Images {
		if kind == object.KindImage && (slices.Contains(i.Tags, name) || name == "@dangling" && i.Dangling()) {
			return i.ID
		}
	}
	for _, v := range s.Volumes {
		if kind == object.KindVolume && (v.Name == name || name == "@anonymous" && v.Anonymous) {
			return v.Name
		}
	}
	for _, n := range s.Networks {
		if kind == object.KindNetwork && n.Name == name {
			return n.ID
		}
	}
	t.Fatalf("there is no %s %s", kind, name)
	return ""
}

// buildCache builds two images, one of which goes again: some of the cache is
// shared with an image, some is not.
func buildCache(t *testing.T, eng *realengine.Engine) {
	t.Helper()
	must(eng.Client().BuildCachePrune(t.Context(), build.CachePruneOptions{All: true}))(t)
	write := func(file string) string { return `RUN ["/lab","write","` + file + `","50k"]` }
	for name, lines := range map[string][]string{
		"stays:1": {"FROM lab:1", write("/a"), write("/b")},
		"goes:1":  {"FROM lab:1", write("/c"), write("/d")},
	} {
		var files bytes.Buffer
		out := tar.NewWriter(&files)
		text := strings.Join(lines, "\n") + "\n"
		if err := out.WriteHeader(&tar.Header{Name: "Dockerfile", Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		must(out.Write([]byte(text)))(t)
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		answer := must(eng.Client().ImageBuild(t.Context(), &files, build.ImageBuildOptions{Version: build.BuilderBuildKit, Tags: []string{name}}))(t)
		said := string(must(io.ReadAll(answer.Body))(t))
		_ = answer.Body.Close()
		if strings.Contains(said, `"error"`) {
			t.Fatal(said)
		}
	}
	eng.Docker(t, "rmi", "goes:1")
}

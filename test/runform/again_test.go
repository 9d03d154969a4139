package runform

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/versions"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/test/specs"
)

// A container is opened as a spec, and what that makes is the same container.
func TestRunAnotherMakesTheSameContainer(t *testing.T) {
	eng, api := lived(t)
	world := newStage(t).world
	world.Networks, world.Containers = []string{"front", "back"}, []string{"other", "x1"}
	world.Profiles = nil // nobody remembers the file
	every := specs.Any(world)
	n := count(20, 300)
	all := make([]spec.RunSpec, n)
	for i := range all {
		all[i] = every.Example(1000 + i)
		all[i].CreateOnly = false
		if i%4 == 0 {
			all[i].Networks = []spec.Network{{Name: "front", Aliases: []string{"a"}}, {Name: "back", Aliases: []string{"b", "c"}}}
			all[i].Ports, all[i].PublishAll = nil, false
		}
	}
	eng.Docker(t, "tag", "lab-web:1", "lab-web:latest")
	var made atomic.Int64
	inParallel(t, all, func(int) func(*testing.T, int, spec.RunSpec) {
		place := newStage(t)
		runs := operations.Runs{Engine: api, Local: place.local()}
		// What is made is as docker run would make it, only not started.
		create := func(t *testing.T, s spec.RunSpec) (string, error) {
			out, err := runs.Run(t.Context(), s, operations.RunOptions{Created: func(context.Context, string) error { return errEnough }})
			if errors.Is(err, errEnough) {
				err = nil
			}
			return out.Created.ID, err
		}
		return func(t *testing.T, i int, s spec.RunSpec) {
			if s.Name != "" {
				s.Name = fmt.Sprintf("%s-%d", s.Name, i)
			}
			id, err := create(t, s)
			if err != nil {
				t.Logf("spec %d can't be made: %v", i, err)
				return
			}
			again, unexpressed, err := runs.Spec(t.Context(), id)
			if err != nil {
				t.Error(err)
				return
			}
			first := inspected(t, api, id)
			if len(unexpressed) > 0 {
				t.Errorf("spec %d: %q can't be said", i, unexpressed)
			}
			if s.Name == "" {
				again.Name = ""
			}
			id, err = create(t, again)
			if err != nil {
				t.Errorf("spec %d can't be made again: %v", i, err)
				return
			}
			made.Add(1)
			if bad := differences("", once(first), once(inspected(t, api, id))); len(bad) > 0 {
				t.Errorf("spec %d:\n%s\nagain\n%s\n%s", i, written(s), written(again), strings.Join(bad, "\n"))
			}
		}
	})
	t.Logf("%d of %d containers were made again", made.Load(), n)
	if int(made.Load()) < n*8/10 {
		t.Errorf("only %d of %d", made.Load(), n)
	}
}

// once leaves out what is said twice, and sorts what has no order.
func once(c map[string]any) map[string]any {
	for part, key := range map[string]string{"Config": "Env", "HostConfig": "SecurityOpt"} {
		in, _ := c[part].(map[string]any)
		if list, ok := in[key].([]any); ok {
			slices.SortFunc(list, func(a, b any) int { return strings.Compare(written(a), written(b)) })
			in[key] = slices.CompactFunc(list, func(a, b any) bool { return a == b })
		}
	}
	return c
}

var errEnough = errors.New("it is made; that is enough")

func TestWhatTheImageSaysIsLeftOut(t *testing.T) {
	eng, api := lived(t)
	runs := operations.Runs{Engine: api, Local: newStage(t).local()}
	id := eng.Docker(t, "create", "--name", "web", "-p", "8080:80", "-e", "GREETING=hi", "-v", "keep:/data", "lab-web:1")
	got, unexpressed, err := runs.Spec(t.Context(), id)
	want := spec.RunSpec{
		Image: "lab-web:1", Name: "web", Ports: []spec.Port{{Host: "8080", Container: "80"}},
		Env: []spec.Env{{Key: "GREETING", Value: "hi", HasValue: true}}, Mounts: []spec.Mount{{Kind: spec.Volume, Source: "keep", Target: "/data"}},
	}
	if err != nil || len(unexpressed) > 0 || !got.Equal(want) {
		t.Errorf("got %s, %q, %v", written(got), unexpressed, err)
	}
	image, err := runs.Image(t.Context(), "lab-web:1")
	if err != nil || !slices.Equal(image.Expose, []string{"80/tcp"}) || !slices.Equal(image.Volumes, []string{"/data"}) || !image.Health || image.Workdir != "/data" {
		t.Errorf("the image is %+v, %v", image, err)
	}
}

// An engine before API 1.44 makes a container on one network; the others are
// joined before it starts, and the commands say so.
func TestFurtherNetworksAreJoined(t *testing.T) {
	eng, api := lived(t)
	eng.Docker(t, "network", "create", "--subnet", "172.31.5.0/24", "middle")
	place := newStage(t)
	if versions.GreaterThan(api.ClientVersion(), "1.43") { // speak to it as to an older one
		place.env = append(place.env, "DOCKER_API_VERSION=1.43")
		var err error
		if api, err = client.NewClientWithOpts(client.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}),
			client.WithHost(eng.Host()), client.WithVersion("1.43")); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = api.Close() })
	}
	runs := operations.Runs{Engine: api, Local: place.local()}
	s := spec.RunSpec{Image: "lab:1", Name: "web", Detach: true, Networks: []spec.Network{
		{Name: "front", Aliases: []string{"www"}}, {Name: "middle", IPv4: "172.31.5.9"}, {Name: "back", Aliases: []string{"inner", "it"}, LinkLocalIPs: []string{"169.254.8.8"}},
	}}
	enough := operations.RunOptions{Created: func(context.Context, string) error { return errEnough }}
	out, err := runs.Run(t.Context(), s, enough)
	if !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	ours := inspected(t, api, out.Created.ID)
	steps := runcommand.Steps(s, runcommand.Style{}, api.ClientVersion())
	if len(steps) != 4 {
		t.Fatalf("%d steps", len(steps))
	}
	var lines []string
	for _, step := range steps[:3] { // all but the start
		lines = append(lines, step.String())
	}
	said, err := place.typed(t.Context(), t, strings.Join(lines, "\n"), "DOCKER_HOST="+eng.Host(), "DOCKER_CONFIG="+place.dir)
	if err != nil {
		t.Fatal(said)
	}
	theirs := inspected(t, api, containerID(said))
	if !docker(t).atLeast("28.0.0") {
		ours, theirs = alike(ours), alike(theirs)
	}
	if bad := differences("", ours, theirs); len(bad) > 0 {
		t.Errorf("%s\n%s", strings.Join(lines, "\n"), strings.Join(bad, "\n"))
	}
	s.Networks[2].LinkLocalIPs = nil
	if out, err = runs.Run(t.Context(), s, operations.RunOptions{}); err != nil {
		t.Fatal(err)
	}
	c, err := api.ContainerInspect(t.Context(), out.Created.ID)
	if err != nil {
		t.Fatal(err)
	}
	for network, alias := range map[string]string{"front": "www", "back": "inner", "middle": ""} {
		e := c.NetworkSettings.Networks[network]
		if e == nil || e.IPAddress == "" || alias != "" && !slices.Contains(e.Aliases, alias) {
			t.Errorf("on %s it is %+v", network, e)
		}
	}
}

func TestRunSaysWhatIsWrong(t *testing.T) {
	_, api := lived(t)
	runs := operations.Runs{Engine: api, Local: newStage(t).local()}
	for _, c := range []struct {
		spec  spec.RunSpec
		op    string
		kind  operations.Kind
		field string
		made  bool
	}{
		{spec.RunSpec{Image: "lab:1", Memory: "much"}, "create", operations.Invalid, "memory", false},
		{spec.RunSpec{Image: "lab:1", Mounts: []spec.Mount{{Kind: spec.Bind, Source: "x", Target: "/y"}}}, "create", operations.Invalid, "mounts.0", false},
		{spec.RunSpec{Image: "Lab"}, "create", operations.Invalid, "image", false},
		{spec.RunSpec{Image: "lab:1", Name: "other"}, "create", operations.Conflict, "", false},
		{spec.RunSpec{Image: "nowhere:1", Pull: "never"}, "create", operations.NotFound, "", false},
		{spec.RunSpec{Image: "localhost:1/nowhere:1"}, "pull", operations.Unknown, "", false},
		{spec.RunSpec{Image: "lab:1", Entrypoint: "/nothing", Detach: true}, "start", operations.Invalid, "", true},
	} {
		out, err := runs.Run(t.Context(), c.spec, operations.RunOptions{})
		var failed *operations.Error
		var field *spec.FieldError
		if !errors.As(err, &failed) || failed.Op != c.op || failed.Status != c.kind && c.op != "pull" {
			t.Errorf("%s: %v is %+v", written(c.spec), err, failed)
			continue
		}
		if errors.As(err, &field); c.field != "" && (field == nil || field.Field != c.field) {
			t.Errorf("%s: the field is %+v", written(c.spec), field)
		}
		if (out.Created.ID != "") != c.made {
			t.Errorf("%s: made %q", written(c.spec), out.Created.ID)
		}
	}
}

func TestReplacePutsTheNewOneInTheOldOnesPlace(t *testing.T) {
	eng, api := lived(t)
	runs := operations.Runs{Engine: api, Local: newStage(t).local()}
	old := eng.Docker(t, "run", "-d", "--name", "web", "-p", "18080:80", "-v", "keep:/data", "lab-web:1")
	s, _, err := runs.Spec(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	s.Env = append(s.Env, spec.Env{Key: "NEW", Value: "yes", HasValue: true})
	out, err := runs.Replace(t.Context(), old, s, operations.RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	now, err := api.ContainerInspect(t.Context(), "web")
	if err != nil || now.ID != out.Created.ID || !now.State.Running || !slices.Contains(now.Config.Env, "NEW=yes") {
		t.Errorf("web is %+v, %v", now.State, err)
	}
	if _, err := api.ContainerInspect(t.Context(), old); err == nil {
		t.Error("the old one is still there")
	}
}

func TestReplacePutsTheOldOneBack(t *testing.T) {
	eng, api := lived(t)
	runs := operations.Runs{Engine: api, Local: newStage(t).local()}
	old := eng.Docker(t, "run", "-d", "--name", "web", "-p", "18080:80", "lab-web:1")
	s, _, err := runs.Spec(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*spec.RunSpec){
		"a program that is not there": func(s *spec.RunSpec) { s.Entrypoint, s.Command = "/nothing", nil },
		"a network that is not there": func(s *spec.RunSpec) { s.Networks = []spec.Network{{Name: "nowhere"}} },
		"an image that is not there":  func(s *spec.RunSpec) { s.Image, s.Pull = "nowhere:1", "never" },
		"a size that is none":         func(s *spec.RunSpec) { s.Memory = "much" },
	} {
		bad := s.Clone()
		change(&bad)
		_, err := runs.Replace(t.Context(), old, bad, operations.RunOptions{})
		if err == nil || errors.Is(err, operations.ErrNotPutBack) {
			t.Errorf("%s: %v", name, err)
		}
		was, err := api.ContainerInspect(t.Context(), old)
		if err != nil || was.Name != "/web" || !was.State.Running {
			t.Errorf("%s: web is %+v, %v", name, was.State, err)
		}
		all, err := api.ContainerList(t.Context(), container.ListOptions{All: true})
		if err != nil || len(all) != 3 {
			t.Errorf("%s: there are %d containers, %v", name, len(all), err)
		}
	}
}

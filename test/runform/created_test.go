package runform

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/specs"
)

// lived is an engine with what specs refer to.
func lived(t *testing.T) (*realengine.Engine, *client.Client) {
	t.Helper()
	eng := realengine.Shared(t)
	api := eng.Client()
	api.NegotiateAPIVersion(t.Context())
	eng.Docker(t, "tag", "lab:1", "lab:latest")
	for _, network := range []string{"front", "back"} {
		eng.Docker(t, "network", "create", network)
	}
	for _, name := range []string{"other", "x1"} {
		eng.Docker(t, "create", "--name", name, "-v", "/shared", "lab:1")
	}
	return eng, api
}

func TestTheShownCommandMakesOurContainer(t *testing.T) {
	cli := docker(t)
	eng, api := lived(t)
	world := newStage(t).world
	world.Networks, world.Containers, world.Old = []string{"front", "back"}, []string{"other", "x1"}, !cli.atLeast("28.0.0")
	every := specs.Any(world)
	n := count(40, 400)
	all := make([]spec.RunSpec, n)
	for i := range all {
		s := every.Example(i + 1)
		s.CreateOnly, s.Detach = true, false
		if len(s.Networks) > 1 {
			s.Networks = s.Networks[:1] // docker can't make it on this engine; see TestFurtherNetworksAreJoined
		}
		all[i] = s
	}
	made := compareContainers(t, cli, eng, api, all)
	t.Logf("%d of %d specs made the same container both ways", made, n)
	if made < n*8/10 {
		t.Errorf("only %d of %d specs could be made", made, n)
	}
}

// compareContainers makes every spec both ways, compares what the engine says
// of the two, and gives how many could be made.
func compareContainers(t *testing.T, cli cliCommand, eng *realengine.Engine, api *client.Client, all []spec.RunSpec) int {
	t.Helper()
	var made atomic.Int64
	inParallel(t, all, func(worker int) func(*testing.T, int, spec.RunSpec) {
		place := newStage(t)
		runs := operations.Runs{Engine: api, Local: place.local()}
		return func(t *testing.T, i int, s spec.RunSpec) {
			if !cli.knows(s) {
				return
			}
			if s.Name != "" {
				s.Name = fmt.Sprintf("%s-%d", s.Name, i)
			}
			out, ourErr := runs.Create(t.Context(), s, operations.RunOptions{})
			ours := inspected(t, api, out.Created.ID)
			shown := runcommand.Run(s, runcommand.Style{Long: i%2 == 0})
			text := shown.String()
			if i%3 == 0 {
				text = shown.Wrapped(command.Bash, 60)
			}
			said, theirErr := place.typed(t.Context(), t, text, "DOCKER_HOST="+eng.Host(), "DOCKER_CONFIG="+place.dir)
			theirs := inspected(t, api, containerID(said))
			switch {
			case (ourErr == nil) != (theirErr == nil):
				t.Errorf("spec %d: docker said %s\nDockDesk said %v\n%s", i, said, ourErr, text)
			case ourErr == nil:
				made.Add(1)
				if !cli.atLeast("28.0.0") {
					ours, theirs = alike(ours), alike(theirs)
				}
				if bad := differences("", ours, theirs); len(bad) > 0 {
					t.Errorf("spec %d:\n%s\n%s", i, text, strings.Join(bad, "\n"))
				}
			default:
				t.Logf("spec %d: both refused: %v", i, ourErr)
			}
		}
	})
	return int(made.Load())
}

var wholeID = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

// containerID is the id that docker printed, among its warnings.
func containerID(said string) string {
	if all := wholeID.FindAllString(said, -1); len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// inspected is what the engine says of a container, without what is another for
// every container; the container is removed.
func inspected(t *testing.T, api *client.Client, id string) map[string]any {
	t.Helper()
	if id == "" {
		return nil
	}
	_, raw, err := api.ContainerInspectWithRaw(t.Context(), id, false)
	if err != nil {
		t.Errorf("looking at %s: %v", id, err)
		return nil
	}
	removed(t, api, id)
	return withoutIdentity(t, raw, id)
}

// withoutIdentity takes out ids, names, times and what is made from them.
func withoutIdentity(t *testing.T, raw []byte, id string) map[string]any {
	t.Helper()
	text := strings.ReplaceAll(strings.ReplaceAll(string(raw), id, "<id>"), id[:12], "<id>")
	var all map[string]any
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	if name, _ := all["Name"].(string); len(name) > 1 { // it is in the links, too
		all = nil
		if err := json.Unmarshal([]byte(strings.ReplaceAll(text, name, "/<name>")), &all); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"Id", "Name", "Created", "GraphDriver", "ResolvConfPath", "HostnamePath", "HostsPath", "LogPath", "State"} {
		delete(all, key)
	}
	for _, m := range all["Mounts"].([]any) {
		mount := m.(map[string]any)
		if name, _ := mount["Name"].(string); wholeID.MatchString(name) {
			mount["Name"], mount["Source"] = "<anonymous>", "<anonymous>"
		}
	}
	if host, ok := all["HostConfig"].(map[string]any); ok {
		host["ContainerIDFile"] = ""
		if host["NetworkMode"] == "bridge" { // which is the default
			host["NetworkMode"] = "default"
		}
	}
	if settings, ok := all["NetworkSettings"].(map[string]any); ok {
		delete(settings, "SandboxID")
		delete(settings, "SandboxKey")
	}
	slices.SortFunc(all["Mounts"].([]any), func(a, b any) int { return strings.Compare(written(a), written(b)) })
	return settled("", all).(map[string]any)
}

func removed(t *testing.T, api *client.Client, id string) {
	t.Helper()
	if err := api.ContainerRemove(context.WithoutCancel(t.Context()), id, container.RemoveOptions{Force: true, RemoveVolumes: true}); err != nil {
		t.Errorf("removing %s: %v", id, err)
	}
}

// alike says the same of what older docker commands say in other words: an
// empty list or none, and the names of capabilities.
func alike(v map[string]any) map[string]any {
	for key, each := range v {
		switch each := each.(type) {
		case nil:
			delete(v, key)
		case map[string]any:
			if v[key] = alike(each); len(each) == 0 {
				delete(v, key)
			}
		case []any:
			if len(each) == 0 {
				delete(v, key)
			}
			if key == "CapAdd" || key == "CapDrop" {
				v[key] = capabilities(each)
			}
		}
	}
	return v
}

func capabilities(list []any) []string {
	var all []string
	for _, c := range list {
		name := strings.TrimPrefix(strings.ToUpper(c.(string)), "CAP_")
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

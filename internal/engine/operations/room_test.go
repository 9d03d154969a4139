package operations_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// effect says what an operation did to a whole engine: what is new, what is
// gone and what is different, with everything taken out that is different each
// time it is done. Two operations that do the same have equal effects.
type effect []string

// observe lets something happen in an engine and returns its effect. In it the
// owner's name stands as OWNER.
func observe(t *testing.T, api *client.Client, owner string, happen func()) effect {
	t.Helper()
	before := look(t, api)
	happen()
	after := look(t, api)
	hide := hider(owner, before, after)
	var e effect
	for ref, object := range after {
		old, known := before[ref]
		if !known {
			e = append(e, "new: "+hide(object.text()))
			continue
		}
		for path, value := range object.facts {
			if was := old.facts[path]; was != value {
				e = append(e, hide(fmt.Sprintf("changed: %s %s: %s was %s", object.kind, path, value, was)))
			}
		}
		for path, was := range old.facts {
			if _, stays := object.facts[path]; !stays {
				e = append(e, hide(fmt.Sprintf("changed: %s %s: was %s", object.kind, path, was)))
			}
		}
	}
	for ref, object := range before {
		if _, stays := after[ref]; !stays {
			e = append(e, "gone: "+hide(object.text()))
		}
	}
	slices.Sort(e)
	return e
}

// without is what another effect lacks, one line each, cut to what tells.
func (e effect) without(other effect) string {
	var text strings.Builder
	for _, line := range e {
		if slices.Contains(other, line) {
			continue
		}
		text.WriteString("\n")
		for _, word := range strings.Fields(line) {
			if telling.MatchString(word) {
				text.WriteString(" " + word)
			}
		}
	}
	return text.String()
}

var telling = regexp.MustCompile(`^(new:|gone:|changed:.*|[a-z]+|\.(Name|RepoTags|State|Config\.Labels|Labels|Parent|Config.Image)\b.*|[^.].*)$`)

// seen is an object with what its inspection says, as path and value.
type seen struct {
	kind, id string
	facts    map[string]string
}

func (s seen) text() string {
	var text strings.Builder
	text.WriteString(s.kind)
	for _, path := range slices.Sorted(maps.Keys(s.facts)) {
		text.WriteString(" " + path + "=" + s.facts[path])
	}
	return text.String()
}

// look inspects everything that the engine has.
func look(t *testing.T, api *client.Client) map[string]seen {
	t.Helper()
	ctx := t.Context()
	all := map[string]seen{}
	see := func(kind, id string, inspection any) { all[kind+id] = seen{kind, id, factsOf(t, inspection)} }
	for _, c := range must(api.ContainerList(ctx, container.ListOptions{All: true}))(t) {
		see("container", c.ID, must(api.ContainerInspect(ctx, c.ID))(t))
	}
	for _, i := range must(api.ImageList(ctx, image.ListOptions{All: true}))(t) {
		see("image", i.ID, must(api.ImageInspect(ctx, i.ID))(t))
	}
	for _, v := range must(api.VolumeList(ctx, volume.ListOptions{}))(t).Volumes {
		see("volume", v.Name, v)
	}
	for _, n := range must(api.NetworkList(ctx, network.ListOptions{}))(t) {
		see("network", n.ID, must(api.NetworkInspect(ctx, n.ID, network.InspectOptions{}))(t))
	}
	return all
}

// fleeting are the keys of an inspection that are different each time.
var fleeting = []string{
	"Created", "CreatedAt", "StartedAt", "FinishedAt", "LastTagTime", "Pid", "GraphDriver", "RootFS",
	"SandboxID", "SandboxKey", "EndpointID", "MacAddress", "IPAddress",
	"IPv4Address", "IPv6Address", "GlobalIPv6Address", "Mountpoint", "HostnamePath",
	"HostsPath", "ResolvConfPath", "LogPath", "Hostname", "Health", "ExecIDs",
}

func factsOf(t *testing.T, inspection any) map[string]string {
	t.Helper()
	var tree any
	if err := json.Unmarshal(must(json.Marshal(inspection))(t), &tree); err != nil {
		t.Fatal(err)
	}
	facts := map[string]string{}
	// An address that somebody asked for stands under IPAMConfig and stays.
	var walk func(path string, node any, asked bool)
	walk = func(path string, node any, asked bool) {
		children, isObject := node.(map[string]any)
		if path == ".Containers" && len(children) == 0 {
			return // the network lost its last container, or was to get its first
		}
		if mounts, ok := node.([]any); ok && path == ".Mounts" { // the engine shuffles them
			slices.SortFunc(mounts, func(a, b any) int {
				return strings.Compare(a.(map[string]any)["Destination"].(string), b.(map[string]any)["Destination"].(string))
			})
		}
		if isObject && len(children) == 0 {
			node = nil // docker 20.10's command sends no labels as {}, later ones as nothing
		}
		if len(children) == 0 {
			facts[path] = string(must(json.Marshal(node))(t))
			return
		}
		for key, child := range children {
			if asked || !slices.Contains(fleeting, key) {
				walk(path+"."+key, child, asked || key == "IPAMConfig")
			}
		}
	}
	walk("", tree, false)
	return facts
}

var (
	chosenSubnet = regexp.MustCompile(`(172|192)\.\d+\.\d+(\.0/\d+)?`)
	strangeID    = regexp.MustCompile(`[0-9a-f]{64}`)
)

// hider makes what belongs to one owner look like what belongs to another.
func hider(owner string, rooms ...map[string]seen) func(string) string {
	var swaps []string
	for _, room := range rooms {
		for _, object := range room {
			if id := strings.TrimPrefix(object.id, "sha256:"); len(id) == 64 && !strings.Contains(object.facts[".RepoTags"], `"lab`) {
				swaps = append(swaps, id, "ID", id[:12], "SHORT")
			}
		}
	}
	swaps = append(swaps, owner, "OWNER", subnetOf(owner), "SUBNET", "fd00:"+subnet6Of(owner), "SUBNET6")
	r := strings.NewReplacer(swaps...)
	return func(s string) string {
		return chosenSubnet.ReplaceAllString(strangeID.ReplaceAllString(r.Replace(s), "ID"), "CHOSEN")
	}
}

// subnetOf begins the addresses that an owner may use for its networks.
func subnetOf(owner string) string {
	return map[string]string{"ours": "10.71.1", "theirs": "10.71.2", "nobody": "10.71.3"}[owner]
}

func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// docker runs the real command and returns its complaint, or "".
func docker(ctx context.Context, e *realengine.Engine, args ...string) string {
	out, err := e.Command(ctx, args...).CombinedOutput()
	if err == nil {
		return ""
	}
	return fmt.Sprintf("%s (%v)", strings.TrimSpace(string(out)), err)
}

// olderVolumes is an engine on which every volume was made long ago. The engine
// tells volumes apart by seconds only, which no test should wait for.
type olderVolumes struct{ *client.Client }

func (o olderVolumes) VolumeList(ctx context.Context, options volume.ListOptions) (volume.ListResponse, error) {
	list, err := o.Client.VolumeList(ctx, options)
	for _, v := range list.Volumes {
		v.CreatedAt = "2001-01-01T00:00:00Z"
	}
	return list, err
}

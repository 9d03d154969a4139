package actions_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/store"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// state is all that an engine has, as it says it itself, with everything taken
// out that is another each time: two engines to which the same was done have
// equal states.
type state struct {
	lines []string
	refs  []object.Ref
}

// fleeting are the keys of an inspection that are different each time.
var fleeting = []string{
	"Created", "CreatedAt", "StartedAt", "FinishedAt", "LastTagTime", "LastUsedAt", "Pid", "GraphDriver", "RootFS",
	"SandboxID", "SandboxKey", "EndpointID", "MacAddress", "IPAddress", "Gateway",
	"IPv4Address", "IPv6Address", "GlobalIPv6Address", "Mountpoint", "HostnamePath",
	"HostsPath", "ResolvConfPath", "LogPath", "Hostname", "Health", "ExecIDs",
}

var (
	longID  = regexp.MustCompile(`[0-9a-f]{64}`)
	shortID = regexp.MustCompile(`"[0-9a-f]{12}"`)
	address = regexp.MustCompile(`(172|192)\.\d+\.\d+\.\d+(/\d+)?`)
)

func look(t *testing.T, eng *realengine.Engine, cache bool) state {
	t.Helper()
	ctx, api := t.Context(), eng.Client()
	var s state
	see := func(kind object.Kind, id, name string, inspection any) {
		s.refs = append(s.refs, object.Ref{Kind: kind, ID: id})
		s.lines = append(s.lines, factsOf(t, string(kind)+" "+hide(name), inspection)...)
	}
	for _, c := range must(api.ContainerList(ctx, container.ListOptions{All: true}))(t) {
		if inspection, err := api.ContainerInspect(ctx, c.ID); err == nil { // else it has just gone
			see(object.KindContainer, c.ID, inspection.Name, inspection)
		}
	}
	for _, i := range must(api.ImageList(ctx, image.ListOptions{}))(t) {
		inspection := must(api.ImageInspect(ctx, i.ID))(t)
		see(object.KindImage, i.ID, strings.Join(inspection.RepoTags, ","), inspection)
	}
	for _, v := range must(api.VolumeList(ctx, volume.ListOptions{}))(t).Volumes {
		see(object.KindVolume, v.Name, v.Name, v)
	}
	for _, n := range must(api.NetworkList(ctx, network.ListOptions{}))(t) {
		see(object.KindNetwork, n.ID, n.Name, must(api.NetworkInspect(ctx, n.ID, network.InspectOptions{}))(t))
	}
	if cache { // the engine needs long for the answer
		for _, c := range must(api.DiskUsage(ctx, types.DiskUsageOptions{}))(t).BuildCache {
			s.refs = append(s.refs, object.Ref{Kind: operations.KindBuildCache, ID: c.ID})
			what, _, _ := strings.Cut(c.Description, "http://") // of another one each time
			s.lines = append(s.lines, "cache "+c.Type+" "+what)
		}
	}
	slices.Sort(s.lines)
	return s
}

// rest looks until nothing changes any more: a container that was told to end
// does so in its own time.
func rest(t *testing.T, eng *realengine.Engine, cache bool) state {
	t.Helper()
	last, same := look(t, eng, false), 0
	for range 100 {
		time.Sleep(50 * time.Millisecond)
		now := look(t, eng, false)
		if slices.Equal(now.lines, last.lines) {
			if same++; same == 2 {
				return look(t, eng, cache)
			}
		} else {
			same = 0
		}
		last = now
	}
	t.Fatal("the engine doesn't come to rest")
	return last
}

// hide takes out of a text what is another each time.
func hide(text string) string {
	return address.ReplaceAllString(shortID.ReplaceAllString(longID.ReplaceAllString(text, "ID"), `"SHORT"`), "CHOSEN")
}

// factsOf is an inspection as lines of path and value, without what is
// fleeting. Lists lose their order: the engine shuffles them. An address that
// somebody asked for stands under IPAMConfig and stays. Nothing is no fact: no
// options are null after one docker command and {} after another.
func factsOf(t *testing.T, name string, inspection any) []string {
	t.Helper()
	var tree any
	if err := json.Unmarshal(must(json.Marshal(inspection))(t), &tree); err != nil {
		t.Fatal(err)
	}
	var facts []string
	var walk func(path string, node any, asked bool)
	walk = func(path string, node any, asked bool) {
		switch n := node.(type) {
		case map[string]any:
			for key, child := range n {
				if asked || !slices.Contains(fleeting, key) {
					walk(path+"."+hide(key), child, asked || key == "IPAMConfig")
				}
			}
		case []any:
			for _, child := range n {
				walk(path+"[]", child, asked)
			}
		case nil:
		default:
			value := string(must(json.Marshal(node))(t))
			if !asked {
				value = hide(value)
			}
			facts = append(facts, path+"="+value)
		}
	}
	walk(name+" ", tree, false)
	return facts
}

// gone are the objects that were there and are no more.
func (s state) gone(after state) []object.Ref {
	return slices.DeleteFunc(slices.Clone(s.refs), func(r object.Ref) bool { return slices.Contains(after.refs, r) })
}

// differ says what two states have that the other lacks.
func differ(ours, theirs state) string {
	var b strings.Builder
	lacks := func(who string, has, other []string) {
		left := slices.Clone(other)
		for _, l := range has {
			if at := slices.Index(left, l); at >= 0 {
				left = slices.Delete(left, at, at+1)
			} else {
				b.WriteString("\nonly after the " + who + ": " + l)
			}
		}
	}
	lacks("action", ours.lines, theirs.lines)
	lacks("command", theirs.lines, ours.lines)
	return b.String()
}

// snapshot is what the window would know of the engine.
func snapshot(t *testing.T, eng *realengine.Engine) *object.Snapshot {
	t.Helper()
	eng.Client().NegotiateAPIVersion(t.Context())
	st := store.New(eng.Client(), store.Options{InspectAfter: time.Millisecond})
	end := make(chan struct{})
	ctx, cancel := contextOf(t)
	go func() {
		defer close(end)
		_ = st.Run(ctx)
	}()
	defer func() { cancel(); <-end }()
	images := must(eng.Client().ImageList(t.Context(), image.ListOptions{}))(t)
	for range 2000 {
		s := st.Snapshot()
		ready := s.Link == object.LinkLive && s.Engine.APIVersion != ""
		for _, c := range s.Containers {
			ready = ready && c.Inspected
		}
		for _, i := range images { // one that was loaded a moment ago is heard of as gone, and then as there
			ready = ready && slices.ContainsFunc(s.Images, func(known *object.Image) bool { return known.ID == i.ID })
		}
		if ready {
			return s
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the store doesn't get to know the engine")
	return nil
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

package operations_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/client"
	"github.com/docker/go-units"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// Totals are those of docker system df, which rounds.
func TestDiskUsageAgreesWithTheDockerCommand(t *testing.T) {
	eng := realengine.Shared(t)
	cached(t, eng)
	eng.Docker(t, "run", "-d", "--name", "writes", "-v", "full:/data", "lab:1", "write", "/data/file", "300k")
	eng.Docker(t, "run", "--name", "wrote", "lab:1", "write", "/file", "200k")
	eng.Docker(t, "run", "-d", "--name", "runs", "stays:1", "sleep")
	eng.Docker(t, "volume", "create", "spare")

	disk := must(operations.DiskUsage(t.Context(), eng.Client()))(t)
	for line := range strings.Lines(eng.Docker(t, "system", "df", "--format", "{{json .}}")) {
		var theirs struct{ Type, TotalCount, Active, Size, Reclaimable string }
		must(0, json.Unmarshal([]byte(line), &theirs))(t)
		ours := map[string]operations.Usage{
			"Images": disk.Images, "Containers": disk.Containers,
			"Local Volumes": disk.Volumes, "Build Cache": disk.BuildCache,
		}[theirs.Type]
		reclaimable, _, _ := strings.Cut(theirs.Reclaimable, " ")
		want := fmt.Sprint(theirs.TotalCount, theirs.Active, theirs.Size, reclaimable)
		got := fmt.Sprint(strconv.Itoa(ours.Count), strconv.Itoa(ours.Active), units.HumanSize(float64(ours.Size)), units.HumanSize(float64(ours.Reclaimable)))
		if got != want || len(ours.Objects) != ours.Count {
			t.Errorf("%s: %s with %d objects, want %s", theirs.Type, got, len(ours.Objects), want)
		}
	}
}

func TestDiskUsageTellsWhatEachObjectTakes(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "--name", "writes", "-v", "full:/data", "lab:1", "write", "/data/file", "300k")
	eng.Docker(t, "run", "--name", "wrote", "lab:1", "write", "/file", "200k")
	eng.Docker(t, "commit", "wrote", "big:1")
	disk := must(operations.DiskUsage(t.Context(), eng.Client()))(t)
	find := func(u operations.Usage, name string) operations.DiskObject {
		for _, o := range u.Objects {
			if o.Name == name {
				return o
			}
		}
		t.Errorf("no %s in %+v", name, u)
		return operations.DiskObject{}
	}
	big, lab := find(disk.Images, "big:1"), find(disk.Images, "lab:1")
	if big.Unique != 200<<10 || big.Shared != lab.Size || lab.Unique != 0 || big.Size != big.Unique+big.Shared {
		t.Errorf("big %+v\nlab %+v", big, lab)
	}
	if lab.Users != 2 || !lab.InUse || big.InUse {
		t.Errorf("users of lab %d, of big %d", lab.Users, big.Users)
	}
	if c := find(disk.Containers, "wrote"); c.Size != 200<<10 || c.InUse {
		t.Errorf("container %+v", c)
	}
	full := find(disk.Volumes, "full")
	if full.Size != 300<<10 || full.Users != 1 || full.Ref != (object.Ref{Kind: object.KindVolume, ID: "full"}) {
		t.Errorf("volume %+v", full)
	}
	if first := disk.Images.Objects[0]; first.Name != "big:1" {
		t.Errorf("first is %s", first.Name)
	}
}

// Old engines measure for one caller at a time and refuse the others.
func TestDiskUsageWaitsForItsTurn(t *testing.T) {
	eng := realengine.Shared(t)
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			if _, err := operations.DiskUsage(t.Context(), eng.Client()); err != nil {
				t.Error(err)
			}
		})
	}
	callers.Wait()
}

func TestSystemFactsAreThoseOfTheEngine(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "lab:1", "sleep")
	f := must(operations.SystemFacts(t.Context(), eng.Client()))(t)
	tell := func(format string) string { return eng.Docker(t, "info", "--format", format) }
	for name, pair := range map[string][2]string{
		"version":  {f.Version, tell("{{.ServerVersion}}")},
		"api":      {f.APIMin + " " + f.API + " " + f.APIMax, eng.Docker(t, "version", "--format", "{{.Server.MinAPIVersion}} {{.Server.APIVersion}} {{.Server.APIVersion}}")},
		"storage":  {f.StorageDriver + " graphdriver", tell("{{.Driver}} " + f.ImageStore)},
		"cgroup":   {f.CgroupDriver + f.CgroupVersion, tell("{{.CgroupDriver}}{{.CgroupVersion}}")},
		"runtime":  {f.DefaultRuntime, tell("{{.DefaultRuntime}}")},
		"root":     {f.RootDir, tell("{{.DockerRootDir}}")},
		"security": {"[" + strings.Join(f.Security, " ") + "]", "[seccomp]"},
		"warnings": {fmt.Sprint(f.Warnings), tell("{{.Warnings}}")},
		"swarm":    {f.Swarm.State, "inactive"},
		"counts":   {fmt.Sprint(f.Containers, f.Running, f.Paused, f.Stopped, f.Images), tell("{{.Containers}} {{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}} {{.Images}}")},
		"endpoint": {f.Endpoint, eng.Host()},
		"registry": {fmt.Sprint(f.Registries), "[{docker.io false []} {127.0.0.0/8 true []}]"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", name, pair[0], pair[1])
		}
	}
	if f.Time.IsZero() || f.CPUs == 0 || f.Memory == 0 || len(f.Runtimes) == 0 || len(f.Components) == 0 || len(f.Plugins.Log) == 0 {
		t.Errorf("%+v", f)
	}
}

// proxied is an engine behind proxies: to set them for a real one it would have
// to be started anew for this.
type proxied struct {
	*client.Client
	address string
}

func (p proxied) Info(ctx context.Context) (system.Info, error) {
	info, err := p.Client.Info(ctx)
	info.HTTPProxy = p.address
	return info, err
}

func TestSystemFactsKeepPasswordsOfProxiesToThemselves(t *testing.T) {
	eng := realengine.Shared(t)
	for address, want := range map[string]string{
		"":                                "",
		"http://proxy:3128":               "http://proxy:3128",
		"http://ann:secret@proxy:3128":    "http://proxy:3128",
		"http://ann:se%cret@proxy:3128/":  "http://proxy:3128/",
		"ann:secret@proxy:3128":           "proxy:3128",
		"http://ann:s@cret@proxy:3128":    "http://proxy:3128",
		"http://ann:s/cret@proxy:3128/p":  "http://proxy:3128/p",
		"http://xxxxx:xxxxx@[::1]:3128/p": "http://[::1]:3128/p",
	} {
		f := must(operations.SystemFacts(t.Context(), proxied{eng.Client(), address}))(t)
		if f.HTTPProxy != want {
			t.Errorf("%q becomes %q", address, f.HTTPProxy)
		}
	}
}

func TestErrorsAreSortedByWhatCanBeDone(t *testing.T) {
	eng := realengine.Start(t)
	do := everything(eng.Client())
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := do.Start(canceled, "web")
	if operations.KindOf(err) != operations.Canceled {
		t.Errorf("canceled: %v is %s", err, operations.KindOf(err))
	}

	// What is only in the engine's words stays in them.
	eng.Docker(t, "run", "-d", "-p", "127.0.0.1:3000:80", "lab:1", "sleep")
	eng.Docker(t, "create", "--name", "second", "-p", "127.0.0.1:3000:80", "lab:1", "sleep")
	_, err = do.Start(t.Context(), "second")
	failed, ok := err.(*operations.Error)
	if !ok || failed.Status != operations.Unknown || failed.Op != "start" || failed.Name != "second" ||
		len(failed.Ref.ID) != 64 || !strings.HasPrefix(failed.Raw, "driver failed") {
		t.Errorf("port: %#v", err)
	}

	eng.Kill(t)
	_, err = do.Volumes.Remove(t.Context(), "data", false)
	if operations.KindOf(err) != operations.Unavailable {
		t.Errorf("engine gone: %v is %s", err, operations.KindOf(err))
	}
	eng.Resume(t)

	for _, broken := range []error{io.ErrUnexpectedEOF, &url.Error{Op: "Get", URL: "/", Err: io.EOF}} {
		if operations.KindOf(fmt.Errorf("reading: %w", broken)) != operations.Unavailable {
			t.Errorf("%v is %s", broken, operations.KindOf(broken))
		}
	}
	if operations.KindOf(nil) != "" {
		t.Error("no error has a kind")
	}
}

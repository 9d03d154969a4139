package operations_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/test/localregistry"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// A real engine pulls from a real registry on its loopback.
func TestAnImageComesLayerByLayerFromARegistry(t *testing.T) {
	eng := realengine.Shared(t)
	r := localregistry.Start(t, eng)
	image := r.Push(t, "lab:1", "shop:1", 3e6, 1e6, 2e5)
	r.Slow(10 * time.Millisecond)
	var f operations.Fetching
	partly := 0
	out, err := operations.Runs{Engine: eng.Client()}.Run(t.Context(), spec.RunSpec{Image: image, Detach: true, Command: []string{"sleep"}}, operations.RunOptions{
		Progress: func(s operations.PullStep) {
			f.Add(s)
			if here, size, known := f.Bytes(); known && here > 0 && here < size {
				partly++
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	here, size, known := f.Bytes()
	done, total := f.Done()
	if done != total || total < 4 || !known || here != size || size < 4.2e6 || partly == 0 {
		t.Errorf("%d of %d layers, %d of %d bytes (%v), partly %d times: %+v", done, total, here, size, known, partly, f)
	}
	if got := eng.Docker(t, "inspect", "-f", "{{.Config.Image}} {{.State.Running}}", out.Created.ID); got != image+" true" {
		t.Errorf("the engine has %s", got)
	}
	eng.Docker(t, "rm", "-f", out.Created.ID)
	eng.Docker(t, "rmi", image)
}

func TestAPullCanBeGivenUp(t *testing.T) {
	eng := realengine.Shared(t)
	r := localregistry.Start(t, eng)
	image := r.Push(t, "lab:1", "slow:1", 5e6)
	r.Slow(50 * time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := operations.Runs{Engine: eng.Client()}.Run(ctx, spec.RunSpec{Image: image}, operations.RunOptions{
		Progress: func(s operations.PullStep) {
			if s.Status == "Downloading" {
				cancel()
			}
		},
	})
	if operations.KindOf(err) != operations.Canceled {
		t.Errorf("it ended with %v", err)
	}
	if got := eng.Docker(t, "ps", "-aq", "--filter", "ancestor=lab:1"); got != "" {
		t.Errorf("there is %s", got)
	}
}

// What a registry says that has no such image, and one that isn't there.
func TestWhatRegistriesSayOfImagesThatDontCome(t *testing.T) {
	eng := realengine.Shared(t)
	r := localregistry.Start(t, eng)
	r.Push(t, "lab:1", "shop:1")
	for image, want := range map[string]string{
		r.Address + "/shop:2":    "not found",
		r.Address + "/nothing:1": "not found",
		"127.0.0.1:9/shop:1":     "connection refused",
	} {
		_, err := operations.Runs{Engine: eng.Client()}.Run(t.Context(), spec.RunSpec{Image: image}, operations.RunOptions{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", image, err)
		}
	}
}

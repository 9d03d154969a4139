package runcheck_test

import (
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
)

// A form asks at every keystroke: what is still empty must be borne.
func TestWhatIsStillBeingTypedIsBorne(t *testing.T) {
	s := spec.RunSpec{
		Image: "a", Ports: []spec.Port{{}, {Host: "80"}}, Env: []spec.Env{{}, {HasValue: true}}, Labels: []spec.Pair{{}},
		Mounts:   []spec.Mount{{Kind: spec.Volume}, {Kind: spec.Bind}, {Kind: spec.Tmpfs}, {Kind: spec.Volume, Source: "x"}},
		Networks: []spec.Network{{}, {}}, Devices: []spec.Device{{}}, Ulimits: []spec.Ulimit{{}}, ExtraHosts: []spec.Host{{}},
		Expose: []string{""}, CapAdd: []string{""}, SecurityOptions: []string{""}, Memory: "x", CPUs: "-", Restart: ":",
	}
	for _, rm := range []bool{false, true} {
		s.Rm = rm
		for _, f := range []runcheck.Facts{{}, {Snapshot: &object.Snapshot{}}, {Snapshot: &object.Snapshot{}, Image: &spec.Image{Volumes: []string{""}, Expose: []string{""}}}} {
			if !runcheck.Blocked(runcheck.Check(s, f)) {
				t.Error("half of a form could be run")
			}
			for _, b := range runcheck.Before(s, f) {
				if b.Words == "" {
					t.Errorf("an empty sentence about %s", b.About)
				}
			}
		}
	}
}

package actions_test

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// before does what must have been done: a volume was saved and removed, or
// something was remembered and removed. It gives the values with what came of it.
func (p proof) before(t *testing.T, eng *realengine.Engine) action.Values {
	t.Helper()
	values := maps.Clone(p.values)
	for id, value := range values {
		if name, ok := strings.CutPrefix(value, "@saved:"); ok {
			path := filepath.Join(t.TempDir(), "saved.tar")
			must(ops(eng).Keep.SaveFile(t.Context(), name, path, nil))(t)
			eng.Docker(t, "volume", "rm", name)
			values[id] = path
		}
		if what, ok := strings.CutPrefix(value, "@removed:"); ok {
			kind, name, _ := strings.Cut(what, ":")
			maps.Copy(values, action.Binned(removed(t, eng, object.Kind(kind), name)))
		}
	}
	return values
}

// removed is what is remembered of something that goes.
func removed(t *testing.T, eng *realengine.Engine, kind object.Kind, name string) bin.Entry {
	t.Helper()
	ref := object.Ref{Kind: kind, ID: name}
	if kind == object.KindImage {
		ref.ID = eng.Docker(t, "inspect", "-f", "{{.Id}}", name)
		eng.Docker(t, "rmi", name)
		return bin.Entry{Kind: kind, Ref: ref.ID, Name: name, Image: &bin.Image{Tags: []string{name}}}
	}
	memory := bin.Memory{API: eng.Client(), Specs: operations.Runs{Engine: eng.Client()}}
	e := must(memory.Remember(t.Context(), ref))(t)
	switch kind {
	case object.KindContainer:
		eng.Docker(t, "rm", "-f", name)
	case object.KindNetwork:
		eng.Docker(t, "network", "rm", name)
	case object.KindVolume:
		eng.Docker(t, "volume", "rm", name)
	}
	return e
}

// What was removed and made again is as it was, down to the engine's own
// inspection of it.
func TestWhatIsMadeAgainIsAsItWas(t *testing.T) {
	for _, p := range proofs {
		if p.id != "bin.again" || p.name == "a container that had ended" { // that one has not run yet
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			eng := realengine.Shared(t)
			for _, command := range p.arrange {
				eng.Docker(t, strings.Fields(command)...)
			}
			before := rest(t, eng, false)
			again := proof{id: p.id, values: p.values}
			on, v := again.prepare(t, eng, action.Must(p.id))
			if r := action.Must(p.id).Run(t.Context(), ops(eng), on, v, nil); r.Err() != nil {
				t.Fatal(r.Err())
			}
			if diff := differ(rest(t, eng, false), before); diff != "" {
				t.Errorf("it is not as it was:%s", diff)
			}
			if p.name == "a network with a container on it" {
				eng.Docker(t, "start", "away") // it finds its network
			}
		})
	}
}

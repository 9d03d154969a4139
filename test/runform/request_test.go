package runform

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/test/specs"
)

// The request is compared before any engine has seen it, so that everything
// docker can be told takes part, whatever this computer's engine can do.
func TestTheShownCommandSendsOurRequest(t *testing.T) {
	cli := docker(t)
	if !cli.atLeast("28.0.0") {
		t.Logf("docker %d sends other words for the same; what it makes is compared on the engine", cli.version)
		return
	}
	for _, engine := range []engineKind{{"1.41", "linux"}, {"1.50", "linux"}, {"1.50", "windows"}} {
		t.Run(engine.os+" "+engine.api, func(t *testing.T) {
			world := newStage(t).world
			world.Networks, world.Containers = []string{"front", "back"}, []string{"other", "x1"}
			world.Modern, world.Exotic, world.Windows = engine.api == "1.50", true, engine.os == "windows"
			every := specs.Any(world)
			n := count(60, 1000)
			all := make([]spec.RunSpec, n)
			for i := range all {
				all[i] = every.Example(i + 1)
				if engine.api == "1.41" && len(all[i].Networks) > 1 {
					all[i].Networks = all[i].Networks[:1] // more are joined one by one: see the real engine
				}
			}
			if looked := compareRequests(t, cli, engine, all); looked < n/2 {
				t.Errorf("only %d of %d specs could be looked at", looked, n)
			}
		})
	}
}

// compareRequests holds both ways against each other for every spec, and gives
// how many docker could be asked about.
func compareRequests(t *testing.T, cli cliCommand, engine engineKind, all []spec.RunSpec) int {
	t.Helper()
	looked := 0
	var mu sync.Mutex
	inParallel(t, all, func(worker int) func(t *testing.T, i int, s spec.RunSpec) {
		place, r := newStage(t), record(t, engine)
		runs := operations.Runs{Engine: r.client(t), Local: place.local()}
		return func(t *testing.T, i int, s spec.RunSpec) {
			if !cli.knows(s) {
				return
			}
			mu.Lock()
			looked++
			mu.Unlock()
			style := runcommand.Style{Long: i%2 == 0}
			shown := runcommand.Run(s, style)
			text := shown.String()
			if i%3 == 0 {
				text = shown.Wrapped(command.Bash, 60)
			}
			out, err := place.typed(t.Context(), t, text, "DOCKER_HOST=unix://"+r.socket, "DOCKER_CONFIG="+place.dir)
			theirs := r.taken()
			if err == nil {
				t.Errorf("docker took it: %s", out)
			}
			_, err = runs.Run(t.Context(), s, operations.RunOptions{})
			ours := r.taken()
			if len(theirs) == 0 || len(ours) == 0 {
				t.Errorf("spec %d: docker sent %d requests, DockDesk %d\n%s\ndocker said %s\nDockDesk said %v", i, len(theirs), len(ours), text, out, err)
				return
			}
			if bad := compareSent(ours, theirs); len(bad) > 0 {
				t.Errorf("spec %d:\n%s\n%s", i, text, strings.Join(bad, "\n"))
			}
		}
	})
	return looked
}

func compareSent(ours, theirs []sent) []string {
	if len(ours) != len(theirs) {
		return []string{fmt.Sprintf("ours are %d requests, docker's %d", len(ours), len(theirs))}
	}
	var bad []string
	for i := range ours {
		if ours[i].What != theirs[i].What {
			bad = append(bad, fmt.Sprintf("request %d: ours is %s, docker's %s", i, ours[i].What, theirs[i].What))
		}
		if written(ours[i].Query) != written(theirs[i].Query) {
			bad = append(bad, fmt.Sprintf("query %d: ours is %v, docker's %v", i, ours[i].Query, theirs[i].Query))
		}
		bad = append(bad, differences("login", ours[i].Login, theirs[i].Login)...)
		bad = append(bad, differences("", ours[i].Body, theirs[i].Body)...)
	}
	return bad
}

// workers is how many specs are looked at at once.
const workers = 4

// inParallel spreads the work; each worker has a place of its own.
func inParallel[T any](t *testing.T, all []T, ready func(worker int) func(t *testing.T, i int, v T)) {
	t.Helper()
	var wg sync.WaitGroup
	for w := range workers {
		look := ready(w)
		wg.Go(func() {
			for i := w; i < len(all); i += workers {
				look(t, i, all[i])
			}
		})
	}
	wg.Wait()
}

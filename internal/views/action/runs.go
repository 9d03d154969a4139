package action

import (
	"cmp"
	"context"
	"fmt"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

// RunOps make containers; see operations.Runs.
type RunOps interface {
	Run(ctx context.Context, s spec.RunSpec, options operations.RunOptions) (operations.Outcome, error)
	Replace(ctx context.Context, old string, s spec.RunSpec, options operations.RunOptions) (operations.Outcome, error)
}

// SpecValue is the value that holds a container to be made, as spec.Marshal
// writes it. The run form fills it in.
const SpecValue = "spec"

// runs are the actions that open the run form. The form hands the spec back as
// a value.
var runs = []*Action{
	{
		ID: "container.run", Kind: object.KindContainer, Takes: None, Risk: Safe, Icon: "plus", Key: "Ctrl+N", Asks: Always,
		Words:    Words{Title: "Run a container", Button: "Run", Doing: "Running a container", Done: "made", Also: "new create start make docker run"},
		ready:    specReady,
		says:     saysOfRun,
		commands: func(on On, v Values) []command.Command { return steps(on, specOf(v, "")) },
		run:      runSpec,
	},
	{
		ID: "container.again", Kind: object.KindContainer, Takes: One, Risk: Safe, Icon: "copy", Asks: Always,
		Words:    Words{Title: "Run another", Button: "Run another", Before: " like ", Doing: "Running another like", Done: "followed by another", Also: "again duplicate copy clone new same"},
		ready:    specReady,
		commands: func(on On, v Values) []command.Command { return steps(on, specOf(v, imageOf(on))) },
		run:      runSpec,
	},
	{
		ID: "container.replace", Kind: object.KindContainer, Takes: One, Risk: Destroys, Icon: "refresh", Asks: Always,
		Words: Words{Title: "Change and replace", Button: "Replace", Doing: "Replacing", Done: "replaced", Also: "edit settings ports environment recreate update change"},
		ready: specReady,
		losses: func(on On, _ Values) Losses {
			l := lossesOfRemoving(on, Values{"remove.force": Yes})
			l.Care = "The new one is made first. If it doesn't start, the old one is put back as it was."
			return l
		},
		commands: func(on On, v Values) []command.Command {
			return append([]command.Command{command.RemoveContainers(true, false, on.words()...)}, steps(on, specOf(v, imageOf(on)))...)
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			s := specOf(v, imageOf(on))
			return making(object.KindContainer, s.Name, func() (operations.Outcome, error) {
				return ops.Runs.Replace(ctx, on.IDs[0], s, ops.making(p))
			})
		},
	},
	{
		ID: "image.run", Kind: object.KindImage, Takes: One, Risk: Safe, Icon: "play", Key: "Ctrl+Enter", Asks: Always,
		Words:    Words{Title: "Run", Button: "Run", Doing: "Running", Done: "run", Also: "new container start docker run"},
		ready:    specReady,
		commands: func(on On, v Values) []command.Command { return steps(on, specOf(v, on.word(on.IDs[0]))) },
		run:      runSpec,
	},
}

// runSpec runs what the form has filled in.
func runSpec(ctx context.Context, ops Ops, _ On, v Values, p Progress) Result {
	s := specOf(v, "")
	return making(object.KindContainer, s.Name, func() (operations.Outcome, error) {
		return ops.Runs.Run(ctx, s, ops.making(p))
	})
}

func saysOfRun(v Values) (doing, done string) {
	s := specOf(v, "")
	name := cmp.Or(s.Name, s.Image, "a container")
	if s.CreateOnly {
		return "Creating " + name, "created"
	}
	return "Running " + name, "started"
}

// steps are the commands that make a container: one, unless the engine is too old
// to put it on several networks at once.
func steps(on On, s spec.RunSpec) []command.Command {
	api := ""
	if on.Snapshot != nil {
		api = on.Snapshot.Engine.APIVersion
	}
	return runcommand.Steps(s, runcommand.Style{}, api)
}

// imageOf is the image of a container.
func imageOf(on On) string {
	if c := on.Snapshot.Container(on.IDs[0]); c != nil {
		return c.Image
	}
	return ""
}

// specOf reads the spec of the values; without one it is a run of an image.
func specOf(v Values, image string) spec.RunSpec {
	s, err := spec.Unmarshal([]byte(v[SpecValue]))
	if err != nil {
		return spec.RunSpec{Image: cmp.Or(image, "IMAGE"), Detach: true}
	}
	return s
}

func specReady(_ On, v Values) string {
	if _, err := spec.Unmarshal([]byte(v[SpecValue])); err != nil {
		return "Fill in the form first"
	}
	return ""
}

// making tells the task, and who else wants to hear it, how far it is.
func (o Ops) making(p Progress) operations.RunOptions {
	tell := pulling(p)
	return operations.RunOptions{Created: o.Making.Created, Progress: func(s operations.PullStep) {
		tell(s)
		if o.Making.Progress != nil {
			o.Making.Progress(s)
		}
	}}
}

// pulling tells how far the layers of an image are.
func pulling(p Progress) func(operations.PullStep) {
	var f operations.Fetching
	return func(s operations.PullStep) {
		f.Add(s)
		done, total := f.Done()
		if total == 0 {
			return
		}
		note := fmt.Sprintf("layer %s: %s", s.Layer, s.Status)
		if s.Total > 0 {
			note += fmt.Sprintf(", %d %%", 100*s.Current/s.Total)
		}
		p(done, total, note)
	}
}

package action

import (
	"cmp"
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// BuildOps build images; see build.Builder.
type BuildOps interface {
	Build(ctx context.Context, s spec.BuildSpec, o build.Options) (operations.Outcome, error)
}

// BuildValue is the value that holds an image to be built, as spec.MarshalBuild
// writes it. The Build page fills it in.
const BuildValue = "build"

// builds is the action of the Build page.
var builds = []*Action{{
	ID: "image.build", Kind: object.KindImage, Takes: None, Risk: Safe, Icon: "build", Asks: Always,
	Words: Words{Title: "Build an image", Button: "Build", Doing: "Building an image", Done: "built", Also: "dockerfile make docker build layers stages"},
	ready: func(_ On, v Values) string {
		s := buildOf(v)
		if flaws := s.Flaws(); len(flaws) > 0 {
			return flaws[0].Words
		}
		return ""
	},
	says: func(v Values) (doing, done string) {
		return "Building " + cmp.Or(First(buildOf(v).Tags), "an image"), "built"
	},
	command: func(_ On, v Values) command.Command { return command.BuildImage(buildOf(v)) },
	run: func(ctx context.Context, ops Ops, _ On, v Values, p Progress) Result {
		s := buildOf(v)
		return making(object.KindImage, First(s.Tags), func() (operations.Outcome, error) {
			return ops.Builds.Build(ctx, s, build.Options{Hides: secret.Name, Tell: func(at build.Picture) {
				over, _, all := at.Count()
				p(over, all, at.Now())
				if ops.Building != nil {
					ops.Building(at)
				}
			}})
		})
	},
}}

// First is the first of some names; "" for none.
func First(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

func buildOf(v Values) spec.BuildSpec {
	s, err := spec.UnmarshalBuild([]byte(v[BuildValue]))
	if err != nil {
		return spec.BuildSpec{}
	}
	return s
}

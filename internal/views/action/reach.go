package action

import (
	"context"
	"fmt"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/reach"
	"github.com/dockdesk/dockdesk/internal/help/command"
	help "github.com/dockdesk/dockdesk/internal/help/reach"
)

// ReachOps find out about the way to a container; see package reach.
type ReachOps interface {
	Facts(ctx context.Context, w reach.Wish) (way.Facts, error)
	Knock(ctx context.Context, host string, port int) way.Knock
	KnockFrom(ctx context.Context, from, host string, port int) (way.Knock, error)
}

// ways are the actions that look why something isn't reached. In the window the
// answer has a place of its own, which asks them.
var ways = []*Action{
	{
		ID: "container.reach", Kind: object.KindContainer, Takes: Many, Risk: Safe, Icon: "port", Asks: Always,
		Words: Words{Title: "Why can't I reach", Button: "Why can't I reach it?", Doing: "Looking at the way to", Done: "looked at", Also: "connection refused localhost port published network name resolve ping curl debug why"},
		refuses: func(on On, id string) string {
			if len(on.IDs) > 2 {
				return "From the first to the second: two at most"
			}
			if c := on.Snapshot.Container(id); c.State == object.StateRemoving || c.State == object.StateDead {
				return on.name(id) + " is being removed"
			}
			return ""
		},
		commands: func(on On, _ Values) []command.Command {
			words := on.words()
			list := []command.Command{command.InspectContainers(words...)}
			if len(words) == 1 {
				list = append([]command.Command{command.ContainerPorts(words[0])}, list...)
			}
			return list
		},
		run: func(ctx context.Context, ops Ops, on On, _ Values, _ Progress) Result {
			from, to := "", on.IDs[len(on.IDs)-1]
			if len(on.IDs) > 1 {
				from = on.IDs[0]
			}
			words, err := knocked(ctx, ops.Reach, from, to)
			return Result{Items: []Item{{Ref: object.Ref{Kind: object.KindContainer, ID: to}, Name: on.name(to), Outcome: operations.Outcome{}, Err: err, Words: words}}}
		},
	},
}

// knocked looks at a way, tries it where there is something to try, and says both.
func knocked(ctx context.Context, ops ReachOps, from, to string) (string, error) {
	facts, err := ops.Facts(ctx, reach.Wish{To: to, From: from})
	if err != nil {
		return "", err
	}
	v := help.Judge(help.Question{Facts: facts})
	words := fmt.Sprintf("%s. %s", v.Title, v.Words)
	switch {
	case v.Host == "" || v.Inside.Proto != "tcp":
		return words, nil
	case from == "":
		return words + " " + help.Tried(ops.Knock(ctx, v.Host, v.Port), ""), nil
	}
	k, err := ops.KnockFrom(ctx, from, v.Host, v.Port)
	if err != nil {
		return words, nil // the way is told all the same
	}
	return words + " " + help.Tried(k, facts.From.Name), nil
}

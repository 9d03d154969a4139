package action

import (
	"context"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

var volumes = []*Action{
	{
		ID: "volume.create", Kind: object.KindVolume, Takes: None, Risk: Safe, Icon: "plus", Key: "Ctrl+N", Asks: Always,
		Words:  Words{Title: "Create a volume", Button: "Create", Doing: "Creating a volume", Done: "created", Also: "new make add"},
		fields: volumeFields,
		command: func(_ On, v Values) command.Command {
			return command.CreateVolume(command.NewVolume{
				Name: v.trimmed("volume.name"), Driver: otherThan(v.trimmed("volume.driver"), "local"), Labels: v.pairs("volume.labels"),
			})
		},
		run: func(ctx context.Context, ops Ops, _ On, v Values, _ Progress) Result {
			return making(object.KindVolume, v.trimmed("volume.name"), func() (operations.Outcome, error) {
				return ops.Volumes.Create(ctx, operations.VolumeOptions{
					Name: v.trimmed("volume.name"), Driver: v.trimmed("volume.driver"), Labels: labels(v.pairs("volume.labels")),
				})
			})
		},
	},
	{
		ID: "volume.remove", Kind: object.KindVolume, Takes: Many, Risk: Destroys, Icon: "remove", Key: "Delete",
		Words: Words{Title: "Remove", Button: "Remove", Doing: "Removing", Done: "removed", Also: "delete rm erase"},
		refuses: func(on On, id string) string {
			if users := on.Snapshot.UsedBy(object.Ref{Kind: object.KindVolume, ID: id}); len(users) > 0 {
				return uses(users)
			}
			return ""
		},
		losses: func(on On, _ Values) Losses {
			l := Losses{Freed: -1}
			for _, id := range on.IDs {
				l.Goes = append(l.Goes, on.volumeLine(id, on.ifUncounted("with all its files, for good")))
			}
			l.stays(object.KindContainer, "every container", "none uses it")
			l.sum()
			return l
		},
		fields: func(on On) []Field { return []Field{keepVolumesField(on, func(Values) bool { return true })} },
		commands: func(on On, v Values) []command.Command {
			return append(on.keepingFirst(v), command.RemoveVolumes(on.words()...))
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			return on.keepFirst(ctx, ops, v, p, func() Result {
				return each(ctx, on, 8, p, func(ctx context.Context, id string) (operations.Outcome, error) {
					return ops.Volumes.Remove(ctx, id, false)
				})
			})
		},
	},
}

func volumeFields(on On) []Field {
	return []Field{
		{
			ID: "volume.name", Label: "Name", Kind: Text, Hint: "such as shop-data",
			Check: func(v Values) string {
				name := v.trimmed("volume.name")
				switch {
				case name == "":
					return ""
				case on.Snapshot.Volume(name) != nil:
					return "There is a volume " + name + " already"
				}
				return badName(name)
			},
			Remark: func(v Values) string {
				if v.trimmed("volume.name") == "" {
					return "Left empty, the engine finds a long one that nobody remembers."
				}
				return ""
			},
		},
		{
			ID: "volume.driver", Label: "Driver", Kind: Text, Default: "local",
			Check: func(v Values) string {
				if strings.ContainsAny(v.trimmed("volume.driver"), " \t") {
					return "A driver's name has no spaces"
				}
				return ""
			},
			Remark: func(v Values) string {
				if d := v.trimmed("volume.driver"); d != "" && d != "local" {
					return "The engine must have this driver."
				}
				return "The files are kept on the engine's own disk."
			},
		},
		{ID: "volume.labels", Label: "Labels", Kind: Pairs, Hint: "key=value, key=value"},
	}
}

// otherThan is "" for what a command does anyway.
func otherThan(value, usual string) string {
	if value == usual {
		return ""
	}
	return value
}

func labels(pairs []string) map[string]string {
	m := map[string]string{}
	for _, p := range pairs {
		key, value, _ := strings.Cut(p, "=")
		m[key] = value
	}
	return m
}

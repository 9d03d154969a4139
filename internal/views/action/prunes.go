package action

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

const kindBuildCache = operations.KindBuildCache

// The commands of prunes carry -f: the window has asked, from an exact list.
var prunes = []*Action{
	prune("container.prune", object.KindContainer, "Remove stopped containers", "cleanup ended exited", nil,
		func(On, Values) operations.Selection { return operations.Selection{Containers: true} },
		func(On, Values) command.Command { return command.PruneContainers(true) }),
	prune("image.prune", object.KindImage, "Remove unused images", "cleanup dangling disk", allField("Also images that have a name", "Images that you don't use right now are then gone, and must be pulled or built again."),
		func(_ On, v Values) operations.Selection {
			if v.on("prune.all") {
				return operations.Selection{Images: operations.UnusedImages}
			}
			return operations.Selection{Images: operations.DanglingImages}
		},
		func(_ On, v Values) command.Command { return command.PruneImages(v.on("prune.all"), true) }),
	prune("volume.prune", object.KindVolume, "Remove unused volumes", "cleanup anonymous disk",
		thenKeeping(allField("Also volumes that somebody named", "Whatever they hold is gone for good, whoever put it there.")),
		func(_ On, v Values) operations.Selection {
			if v.on("prune.all") {
				return operations.Selection{Volumes: operations.UnusedVolumes}
			}
			return operations.Selection{Volumes: operations.AnonymousVolumes}
		}, pruneVolumes),
	prune("network.prune", object.KindNetwork, "Remove unused networks", "cleanup", nil,
		func(On, Values) operations.Selection { return operations.Selection{Networks: true} },
		func(On, Values) command.Command { return command.PruneNetworks(true) }),
	prune("build-cache.prune", "", "Remove build cache", "cleanup builder disk", allField("Also steps that named images still share", "The next build of those images takes as long as the first one."),
		func(_ On, v Values) operations.Selection {
			if v.on("prune.all") {
				return operations.Selection{BuildCache: operations.UnusedCache}
			}
			return operations.Selection{BuildCache: operations.DanglingCache}
		},
		func(_ On, v Values) command.Command { return command.PruneBuildCache(v.on("prune.all"), true) }),
	prune("system.prune", "", "Clear out everything unused", "cleanup disk full space tidy", systemFields, systemSelection,
		func(_ On, v Values) command.Command {
			return command.PruneSystem(v.on("prune.all"), v.on("prune.volumes"), true)
		}),
}

func prune(
	id ID, kind object.Kind, title, also string, fields func(id ID) func(On) []Field,
	selection func(On, Values) operations.Selection, cmd func(On, Values) command.Command,
) *Action {
	a := &Action{
		ID: id, Kind: kind, Takes: None, Risk: Destroys, Icon: "remove", Asks: Always,
		Words: Words{
			Title: title, Button: "Remove", Doing: strings.Replace(strings.Replace(title, "Remove", "Removing", 1), "Clear", "Clearing", 1),
			Done: "removed", Also: "prune clean delete free " + also,
		},
		prune: selection, losses: lossesOfPlan, run: runPrune,
		commands: func(on On, v Values) []command.Command {
			if c := cmd(on, v); !c.Empty() {
				return append(on.keepingFirst(v), c)
			}
			return nil
		},
	}
	if fields != nil {
		a.fields = fields(id)
	}
	return a
}

// thenKeeping adds that volumes can be saved first.
func thenKeeping(fields func(ID) func(On) []Field) func(ID) func(On) []Field {
	return func(id ID) func(On) []Field {
		return func(on On) []Field {
			return append(fields(id)(on), keepVolumesField(on, func(Values) bool { return true }))
		}
	}
}

func allField(label, remark string) func(ID) func(On) []Field {
	return func(id ID) func(On) []Field {
		return func(On) []Field { return []Field{pruneSwitch("prune.all", id, label, remark)} }
	}
}

func pruneSwitch(field string, id ID, label, remark string) Field {
	return Field{
		ID: field, Label: label, Kind: Switch, About: id.Topic(),
		Remark: func(v Values) string {
			if v.on(field) {
				return remark
			}
			return ""
		},
	}
}

func systemFields(id ID) func(On) []Field {
	return func(on On) []Field {
		volumes := pruneSwitch("prune.volumes", id, "Also unused volumes that nobody named", "Their files are gone for good.")
		if takesNamedVolumes(on) {
			volumes = pruneSwitch("prune.volumes", id, "Also unused volumes", "On this engine that takes the named ones, too. Their files are gone for good.")
		}
		return []Field{
			pruneSwitch("prune.all", id, "Also images that have a name", "Images that you don't use right now are then gone, and must be pulled or built again."),
			volumes,
		}
	}
}

// takesNamedVolumes reports an engine whose own prune of volumes spares none
// that is unused.
func takesNamedVolumes(on On) bool {
	return on.Snapshot != nil && olderThan(on.Snapshot.Engine.APIVersion, 1, 42)
}

func systemSelection(on On, v Values) operations.Selection {
	s := operations.SystemSelection(v.on("prune.all"), v.on("prune.volumes"))
	if s.Volumes == operations.AnonymousVolumes && takesNamedVolumes(on) {
		s.Volumes = operations.UnusedVolumes // so that the command does the same
	}
	return s
}

// pruneVolumes is the command of volume.prune. Older engines can't be told to
// spare volumes that somebody named, so there the others are named one by one.
func pruneVolumes(on On, v Values) command.Command {
	all := v.on("prune.all")
	if !takesNamedVolumes(on) {
		return command.PruneVolumes(all, true)
	}
	if all {
		return command.PruneVolumes(false, true)
	}
	var names []string
	if on.Plan != nil {
		for _, i := range on.Plan.Items {
			names = append(names, i.Ref.ID)
		}
	}
	if len(names) == 0 {
		return command.Command{}
	}
	return command.RemoveVolumes(names...)
}

func lossesOfPlan(on On, _ Values) Losses {
	l := Losses{}
	if on.Plan == nil {
		return l
	}
	l.Freed = on.Plan.Size()
	for _, i := range on.Plan.Items {
		kind, ref := i.Ref.Kind, i.Ref
		if i.OnlyNames { // the image itself stays
			kind, ref = kindName, object.Ref{}
		}
		line := Line{Ref: ref, Kind: kind, Text: planName(i), Detail: planDetail(i), Size: i.Size}
		switch {
		case kind == object.KindVolume:
			line = on.volumeLine(ref.ID, planDetail(i))
			line.Size = max(line.Size, i.Size)
			line.Data = line.Data && i.Size != 0 || line.Size > 0
		case kind == object.KindContainer && on.Figures != nil:
			if w, known := on.Figures.Containers[ref.ID]; known {
				line.Detail = joined(line.Detail, written(w.Files))
			} else if !on.Figures.Done {
				line.Detail = joined(line.Detail, counting)
			}
		}
		l.Goes = append(l.Goes, line)
	}
	sel := on.Plan.Selection
	if sel.Containers {
		l.stays(object.KindContainer, "running and paused containers", "")
	} else if sel.Images != operations.NoImages || sel.Volumes != operations.NoVolumes || sel.Networks {
		l.stays(object.KindContainer, "every container, and what it uses", "")
	}
	if sel.Images == operations.DanglingImages {
		l.stays(object.KindImage, "images that have a name", "")
	}
	if (sel.Containers || sel.Images != operations.NoImages) && sel.Volumes == operations.NoVolumes {
		l.stays(object.KindVolume, "every volume", "with its files")
	}
	if sel.Volumes == operations.AnonymousVolumes {
		l.stays(object.KindVolume, "volumes that somebody named", "with their files")
	}
	return l
}

func planName(i operations.Item) string {
	name := i.Name
	if i.Ref.Kind == object.KindVolume {
		name = format.VolumeName(name)
	}
	if name == "" {
		name = object.ShortID(i.Ref.ID)
	}
	return format.CleanLine(name)
}

func planDetail(i operations.Item) string {
	switch i.Reason {
	case operations.ReasonStopped:
		return "stopped"
	case operations.ReasonNeverStarted:
		return "never started"
	case operations.ReasonDangling:
		return "has no name"
	case operations.ReasonAnonymous:
		return "nobody named it, nobody uses it"
	case operations.ReasonSpareName:
		return "a further name; the image stays"
	case operations.ReasonCache:
		return ""
	}
	if i.OnlyNames {
		return "only the name; another image is built on it"
	}
	if n := len(i.UsedBy); n > 0 {
		return "used by " + format.Count(n, "stopped container")
	}
	return "nobody uses it"
}

// runPrune removes exactly the plan that was agreed to.
func runPrune(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
	if on.Plan == nil {
		return Result{}
	}
	return on.keepFirst(ctx, ops, v, p, func() Result {
		done := ops.Prunes.Prune(ctx, *on.Plan, func(removed, kept, total int, item operations.Item, _ error) {
			p(removed+kept, total, planName(item))
		})
		return Result{Prune: &done, Took: done.Took}
	})
}

// KeptWords says why planned objects were not removed: "db is in use now".
func KeptWords(kept []operations.Kept) []string {
	var list []string
	for _, k := range kept {
		why := map[operations.KeptReason]string{
			operations.KeptInUse: "is in use now", operations.KeptChanged: "is another one now",
			operations.KeptGone: "was gone already", operations.KeptRefused: "was refused", operations.KeptCanceled: "was not reached",
		}[k.Why]
		list = append(list, fmt.Sprintf("%s %s", planName(k.Item), why))
	}
	return slices.Compact(list)
}

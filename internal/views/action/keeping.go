package action

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	keeping "github.com/dockdesk/dockdesk/internal/engine/keep"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// KeepOps save volumes to files and make volumes of them; see keep.Volumes.
type KeepOps interface {
	SaveFile(ctx context.Context, name, path string, tell keeping.Progress) (keeping.Saved, error)
	RestoreFile(ctx context.Context, path, name string, tell keeping.Progress) (keeping.Saved, error)
}

// Kept is what was kept of an object before it went.
type Kept struct {
	Ref   object.Ref
	Image string // that a container's files are in
	File  string // that a volume was saved to
}

// The values of what is kept first.
const (
	keepImage  = "keep.image"
	keepFolder = "keep.folder"

	// RestoreFile and RestoreName are what a volume is restored from, and what it
	// is called then.
	RestoreFile = "restore.path"
	RestoreName = "restore.name"
)

// keeps are the actions that carry volumes into files and back.
var keeps = []*Action{
	{
		ID: "volume.save", Kind: object.KindVolume, Takes: One, Risk: Safe, Icon: "save", Asks: Always,
		Words: Words{Title: "Save to a file", Button: "Save", Before: ": ", Doing: "Saving", Done: "saved", Also: "backup back up export tar archive keep"},
		fields: func(on On) []Field {
			return []Field{{
				ID: "keep.path", Label: "File on this computer", Kind: Text, Default: inHome(fileOf(on.IDs[0])), Check: wholePath("keep.path"),
				Remark: func(Values) string {
					if users := running(on.Snapshot.UsedBy(on.Refs()[0])); len(users) > 0 {
						return few(users) + " may be writing to it. Pause or stop first to get a moment in which nothing changes."
					}
					return ""
				},
			}}
		},
		says: func(v Values) (doing, done string) { return "Saving", "saved to " + v.trimmed("keep.path") },
		commands: func(on On, _ Values) []command.Command {
			return on.savingVolume(on.IDs[0])
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			var saved keeping.Saved
			r := each(ctx, on, 1, nothing, func(ctx context.Context, id string) (operations.Outcome, error) {
				var err error
				saved, err = ops.Keep.SaveFile(ctx, id, v.trimmed("keep.path"), bytesOf(p))
				return operations.Outcome{}, err
			})
			switch item := &r.Items[0]; {
			case item.Err == nil:
				item.Words = fmt.Sprintf("%s was saved: %s, %s, in %s.", item.Name, format.Count(saved.Files, "file"), format.Size(saved.Bytes), v.trimmed("keep.path"))
			case operations.KindOf(item.Err) == operations.Canceled:
				item.Words = "It was cancelled, and no file is left."
			}
			return r
		},
	},
	{
		ID: "volume.restore", Kind: object.KindVolume, Takes: None, Risk: Safe, Icon: "upload", Asks: Always,
		Words: Words{Title: "Restore a volume from a file", Button: "Restore", Doing: "Restoring a volume", Done: "restored", Also: "backup import load tar archive back"},
		fields: func(on On) []Field {
			return []Field{
				{ID: RestoreFile, Label: "File on this computer", Kind: Text, Here: HereFile, Hint: "a file that a volume was saved to", Check: wholePath(RestoreFile)},
				{
					ID: RestoreName, Label: "Name of the volume", Kind: Text, Hint: "such as shop-data",
					Check: func(v Values) string {
						if name := v.trimmed(RestoreName); name != "" {
							return badName(name)
						}
						return "Type a name"
					},
					Remark: func(v Values) string {
						if on.Snapshot.Volume(v.trimmed(RestoreName)) != nil {
							return "There is a volume of this name. It is filled only if it is empty."
						}
						return "It is made anew, with the owners and rights that the files had."
					},
				},
			}
		},
		says: func(v Values) (doing, done string) {
			return "Restoring " + v.trimmed(RestoreName), "restored from " + v.trimmed(RestoreFile)
		},
		commands: func(on On, v Values) []command.Command {
			name := v.named(RestoreName)
			return []command.Command{
				command.CreateVolume(command.NewVolume{Name: name}), command.CreateHelper(name, on.helperImage(v)),
				command.CopyInTar(command.HelperName, command.HelperFolder), command.RemoveHelper(),
			}
		},
		run: func(ctx context.Context, ops Ops, _ On, v Values, p Progress) Result {
			name := v.trimmed(RestoreName)
			return making(object.KindVolume, name, func() (operations.Outcome, error) {
				_, err := ops.Keep.RestoreFile(ctx, v.trimmed(RestoreFile), name, bytesOf(p))
				if err != nil {
					return operations.Outcome{}, err
				}
				return operations.Outcome{Created: object.Ref{Kind: object.KindVolume, ID: name}}, nil
			})
		},
	},
}

func running(cs []*object.Container) []string {
	return containerNames(slices.DeleteFunc(slices.Clone(cs), func(c *object.Container) bool { return c.State != object.StateRunning }))
}

func wholePath(id string) func(Values) string {
	return func(v Values) string {
		path := v.trimmed(id)
		switch {
		case path == "":
			return "Name a file of this computer"
		case !filepath.IsAbs(path):
			return "Write the whole path"
		case strings.HasSuffix(path, string(filepath.Separator)):
			return "This is a folder. Add the file's name"
		}
		return ""
	}
}

// bytesOf tells how far a copy is, in MB where it is known how large it gets.
func bytesOf(p Progress) keeping.Progress {
	const mb = 1_000_000
	return func(done, total int64) {
		if total >= 2*mb {
			p(int(done/mb), int(total/mb), "MB")
			return
		}
		p(0, 0, format.Size(done)+" so far")
	}
}

// fileOf is what the file of a volume is called.
func fileOf(volume string) string {
	return format.VolumeName(volume) + "-" + time.Now().Format("2006-01-02") + ".tar"
}

// keepImageField offers to keep the files of containers first.
func keepImageField(on On) Field {
	return Field{
		ID: keepImage, Label: "Keep a copy as an image first", Kind: Switch,
		Remark: func(v Values) string {
			if !v.on(keepImage) {
				return ""
			}
			var names []string
			for _, id := range on.IDs {
				names = append(names, on.copyName(id))
			}
			return "It is called " + few(names) + ". Files in volumes are not in it."
		},
	}
}

// copyName is what the image is called that keeps the files of a container.
func (on On) copyName(id string) string {
	one := on
	one.IDs = []string{id}
	return freeImageName(one)
}

// keepVolumesField offers to save volumes that go first, as far as any does.
func keepVolumesField(_ On, goes func(Values) bool) Field {
	return Field{
		ID: keepFolder, Label: "Save its files first, into this folder", Kind: Text, Here: HereFolder, Hint: "empty: they are not saved",
		Check: func(v Values) string {
			if path := v.trimmed(keepFolder); path != "" && !filepath.IsAbs(path) {
				return "Write the whole path"
			}
			return ""
		},
		Remark: func(v Values) string {
			switch {
			case v.trimmed(keepFolder) == "":
				return ""
			case !goes(v):
				return "No volume goes, so none is saved."
			}
			return "Each volume becomes a .tar file. If that fails, nothing is removed."
		},
	}
}

// keptFirst are the volumes that are saved before they go.
func (on On) keptFirst(v Values) []string {
	if v.trimmed(keepFolder) == "" {
		return nil
	}
	var names []string
	if on.Plan != nil {
		for _, i := range on.Plan.Items {
			if i.Ref.Kind == object.KindVolume && i.Size != 0 {
				names = append(names, i.Ref.ID)
			}
		}
		return names
	}
	if on.Kind == object.KindVolume {
		return on.IDs
	}
	going := map[string]bool{}
	for _, id := range on.IDs {
		going[id] = true
	}
	for _, c := range on.containers() {
		for _, name := range anonymousOf(c) {
			shared := slices.ContainsFunc(on.Snapshot.UsedBy(object.Ref{Kind: object.KindVolume, ID: name}), func(u *object.Container) bool { return !going[u.ID] })
			if v.on("remove.volumes") && !shared && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// keepingFirst are the commands that keep things before they go.
func (on On) keepingFirst(v Values) []command.Command {
	var list []command.Command
	for _, name := range on.keptFirst(v) {
		list = append(list, on.savingVolume(name)...)
	}
	if on.Kind == object.KindContainer && v.on(keepImage) {
		for _, id := range on.IDs {
			list = append(list, command.CommitContainer(on.word(id), command.NewCommit{Name: on.copyName(id)}))
		}
	}
	return list
}

func (on On) savingVolume(name string) []command.Command {
	return []command.Command{
		command.CreateHelper(name, on.helperImage(nil)),
		command.CopyOut(command.HelperName, command.HelperFolder, "-", false), command.RemoveHelper(),
	}
}

// keepFirst keeps what is wished for, and only then does the rest. When the first
// fails, nothing goes.
func (on On) keepFirst(ctx context.Context, ops Ops, v Values, p Progress, then func() Result) Result {
	kept, err := on.keep(ctx, ops, v, p)
	if err != nil {
		r := Result{}
		for _, id := range on.IDs {
			r.Items = append(r.Items, Item{Ref: object.Ref{Kind: on.Kind, ID: id}, Name: on.name(id), Err: err})
		}
		if on.Plan != nil {
			first := on.keptFirst(v)[0]
			r.Items = []Item{{Ref: object.Ref{Kind: object.KindVolume, ID: first}, Name: format.VolumeName(first), Err: err}}
		}
		return r
	}
	r := then()
	r.Kept = kept
	return r
}

func (on On) keep(ctx context.Context, ops Ops, v Values, p Progress) ([]Kept, error) {
	var kept []Kept
	for _, name := range on.keptFirst(v) {
		path := filepath.Join(v.trimmed(keepFolder), fileOf(name))
		if _, err := ops.Keep.SaveFile(ctx, name, path, bytesOf(p)); err != nil {
			return nil, err
		}
		kept = append(kept, Kept{Ref: object.Ref{Kind: object.KindVolume, ID: name}, File: path})
	}
	if on.Kind != object.KindContainer || !v.on(keepImage) {
		return kept, nil
	}
	for n, id := range on.IDs {
		p(n, len(on.IDs), "keeping "+on.name(id)+" as an image")
		name := on.copyName(id)
		if _, err := ops.Containers.Commit(ctx, id, operations.CommitOptions{Name: name}); err != nil {
			return nil, err
		}
		kept = append(kept, Kept{Ref: object.Ref{Kind: object.KindContainer, ID: id}, Image: name})
	}
	return kept, nil
}

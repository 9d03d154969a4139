package action

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// FileOps are what is done to files inside; see files.Files.
type FileOps interface {
	Upload(ctx context.Context, ref object.Ref, dir string, from, over []string, progress func(files.Moved)) (files.Copied, error)
	Download(ctx context.Context, ref object.Ref, paths []string, to string, asTar bool, progress func(files.Moved)) (files.Copied, error)
	NewFolder(ctx context.Context, ref object.Ref, dir, name string) error
	Rename(ctx context.Context, ref object.Ref, p, name string) error
	Delete(ctx context.Context, ref object.Ref, paths []string) error
}

// The values that actions on files are told. Several paths are one a line.
const (
	FilesPath    = "files.path" // inside
	FilesFolder  = "files.folder"
	FilesName    = "files.name"
	FilesMore    = "files.more" // further paths, beside the one in the field
	FilesHere    = "files.here" // on this computer
	FilesTo      = "files.to"
	FilesTar     = "files.tar"
	FilesFolders = "files.folders" // those of the paths that are folders
	FilesLinks   = "files.links"   // "yes" if a link is among the paths
	FilesThere   = "files.there"   // a folder inside and, below it, the names that are in it
	FilesImage   = "files.image"   // the image that a helper brings the programs from
)

var inside = []*Action{
	{
		ID: "files.upload", Kind: object.KindContainer, Also: []object.Kind{object.KindVolume}, Takes: One, Risk: Changes, Icon: "upload", Asks: Always, Inside: true,
		Words: Words{Title: "Upload files", Button: "Upload", Before: " to ", Doing: "Uploading to", Done: "uploaded", Also: "copy in put send cp"},
		fields: func(On) []Field {
			return []Field{
				{ID: FilesHere, Label: "From this computer", Kind: Text, Here: HereAnything, Hint: "a file or a folder, with its whole path", Check: needs(FilesHere, "Name a file or a folder of this computer"), Remark: others},
				{ID: FilesFolder, Label: "Into the folder", Kind: Text, Default: "/", Check: absolute(FilesFolder)},
			}
		},
		destroys: func(_ On, v Values) bool { return len(replaced(v)) > 0 },
		losses: func(_ On, v Values) Losses {
			l := Losses{Freed: -1}
			for _, name := range replaced(v) {
				l.goes(kindFile, "", format.CleanLine(name), "is there already and is written over", -1)
			}
			return l
		},
		commands: func(on On, v Values) []command.Command {
			return on.copying(v, func(container, root string) (list []command.Command) {
				for _, p := range orStandIn(pathsOf(v, FilesHere)) {
					list = append(list, command.CopyIn(p, container, path.Join(root, v.trimmed(FilesFolder))))
				}
				return list
			})
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			from := pathsOf(v, FilesHere)
			return withFiles(on, named(from, filepath.Base), "uploaded", func() (files.Copied, error) {
				return ops.Files.Upload(ctx, on.Refs()[0], v.trimmed(FilesFolder), from, replaced(v), moving(p))
			})
		},
	},
	{
		ID: "files.download", Kind: object.KindContainer, Also: []object.Kind{object.KindVolume}, Takes: One, Risk: Safe, Icon: "download", Asks: Always, Inside: true,
		Words: Words{Title: "Download files", Button: "Download", Before: " from ", Doing: "Downloading from", Done: "downloaded", Also: "copy out get save cp export"},
		fields: func(On) []Field {
			return []Field{
				{ID: FilesPath, Label: "Inside", Kind: Text, Hint: "a file or a folder, such as /etc", Check: absolute(FilesPath), Remark: others},
				{ID: FilesTo, Label: "Into the folder of this computer", Kind: Text, Here: HereFolder, Check: needs(FilesTo, "Name a folder of this computer")},
				{ID: FilesTar, Label: "As one .tar file", Kind: Switch, Remark: func(v Values) string {
					if v.on(FilesTar) {
						return "It keeps owners, links and devices, and everything else that this computer's folders can't."
					}
					return "What is there already is not written over: a number is put behind the name."
				}},
			}
		},
		commands: func(on On, v Values) []command.Command {
			return on.copying(v, func(container, root string) (list []command.Command) {
				to := orStandIn(pathsOf(v, FilesTo))[0]
				if v.on(FilesTar) {
					to = "-"
				}
				for _, p := range orStandIn(pathsOf(v, FilesPath)) {
					list = append(list, command.CopyOut(container, path.Join(root, p), to, v.on(FilesLinks)))
				}
				return list
			})
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			paths := pathsOf(v, FilesPath)
			return withFiles(on, named(paths, path.Base), "downloaded", func() (files.Copied, error) {
				return ops.Files.Download(ctx, on.Refs()[0], paths, v.trimmed(FilesTo), v.on(FilesTar), moving(p))
			})
		},
	},
	{
		ID: "files.folder", Kind: object.KindContainer, Also: []object.Kind{object.KindVolume}, Takes: One, Risk: Safe, Icon: "folder", Asks: Always, Inside: true,
		Words: Words{Title: "New folder", Button: "Make it", Before: " in ", Doing: "Making a folder in", Done: "made", Also: "mkdir directory create make"},
		fields: func(On) []Field {
			return []Field{
				{ID: FilesName, Label: "Name", Kind: Text, Hint: "such as backup", Check: fileName},
				{ID: FilesFolder, Label: "In the folder", Kind: Text, Default: "/", Check: absolute(FilesFolder)},
			}
		},
		commands: func(on On, v Values) []command.Command {
			at := path.Join("/", v.trimmed(FilesFolder), v.named(FilesName))
			if c := on.Snapshot.Container(on.IDs[0]); on.Kind == object.KindContainer && c != nil && c.State != object.StateRunning {
				return []command.Command{command.CopyIn("./"+path.Base(at), on.word(on.IDs[0]), path.Dir(at))}
			}
			return on.doing(v, "mkdir", "-m", "755", at)
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, _ Progress) Result {
			return withFiles(on, v.trimmed(FilesName), "made", func() (files.Copied, error) {
				return files.Copied{}, ops.Files.NewFolder(ctx, on.Refs()[0], v.trimmed(FilesFolder), v.trimmed(FilesName))
			})
		},
	},
	{
		ID: "files.rename", Kind: object.KindContainer, Also: []object.Kind{object.KindVolume}, Takes: One, Risk: Changes, Icon: "rename", Asks: Always, Inside: true,
		Words:   Words{Title: "Rename a file", Button: "Rename", Before: " in ", Doing: "Renaming a file in", Done: "renamed", Also: "mv move name"},
		refuses: needsProgram,
		fields: func(On) []Field {
			return []Field{
				{ID: FilesName, Label: "New name", Kind: Text, Check: fileName},
				{ID: FilesPath, Label: "File or folder inside", Kind: Text, Hint: "such as /srv/old.txt", Check: absolute(FilesPath)},
			}
		},
		ready: func(_ On, v Values) string {
			if v.trimmed(FilesName) == path.Base(v.trimmed(FilesPath)) {
				return "It has this name already"
			}
			return ""
		},
		commands: func(on On, v Values) []command.Command {
			from := path.Join("/", orStandIn(pathsOf(v, FilesPath))[0])
			return on.doing(v, "mv", "--", from, path.Join(path.Dir(from), v.named(FilesName)))
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, _ Progress) Result {
			return withFiles(on, path.Base(v.trimmed(FilesPath)), "renamed", func() (files.Copied, error) {
				return files.Copied{}, ops.Files.Rename(ctx, on.Refs()[0], v.trimmed(FilesPath), v.trimmed(FilesName))
			})
		},
	},
	{
		ID: "files.delete", Kind: object.KindContainer, Also: []object.Kind{object.KindVolume}, Takes: One, Risk: Destroys, Icon: "remove", Inside: true,
		Words:   Words{Title: "Delete files", Button: "Delete", Before: " in ", Doing: "Deleting files in", Done: "deleted", Also: "rm remove erase"},
		refuses: needsProgram,
		fields: func(On) []Field {
			return []Field{{ID: FilesPath, Label: "Inside", Kind: Text, Hint: "a file or a folder, such as /srv/old", Check: absolute(FilesPath)}}
		},
		losses: func(on On, v Values) Losses {
			l := Losses{Freed: -1, Care: "There is no bin inside a " + string(on.Kind) + ": what is deleted is gone for good."}
			folders := pathsOf(v, FilesFolders)
			for _, p := range orStandIn(pathsOf(v, FilesPath)) {
				if slices.Contains(folders, p) {
					on.losesPath(&l, kindFolder, p)
				} else {
					on.losesPath(&l, kindFile, p)
				}
			}
			l.stays(on.Kind, on.name(on.IDs[0]), "with all its other files")
			return l
		},
		commands: func(on On, v Values) []command.Command {
			words := []string{"rm", "-rf", "--"}
			for _, p := range orStandIn(pathsOf(v, FilesPath)) {
				words = append(words, path.Join("/", p))
			}
			return on.doing(v, words...)
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, _ Progress) Result {
			paths := pathsOf(v, FilesPath)
			return withFiles(on, named(paths, path.Base), "deleted", func() (files.Copied, error) {
				return files.Copied{}, ops.Files.Delete(ctx, on.Refs()[0], paths)
			})
		},
	},
}

// needsProgram refuses where no program can run inside: the engine itself can
// neither rename nor delete.
func needsProgram(on On, id string) string {
	c := on.Snapshot.Container(id)
	if on.Kind != object.KindContainer || c == nil || c.State == object.StateRunning {
		return ""
	}
	if c.State == object.StatePaused {
		return format.CleanLine(c.Name) + " is paused. Unpause it first"
	}
	return format.CleanLine(c.Name) + " does not run. The engine can't do it, only a program inside can"
}

// Lines joins paths into one value.
func Lines(paths []string) string { return strings.Join(paths, "\n") }

// Choose puts paths into the field for them. A field holds one; the others go
// along unseen, with a remark.
func (v Values) Choose(id string, paths []string) {
	v[id], v[FilesMore] = "", ""
	if len(paths) > 0 {
		v[id], v[FilesMore] = paths[0], Lines(paths[1:])
	}
}

func pathsOf(v Values, id string) []string {
	text := v[id]
	if id == FilesPath || id == FilesHere {
		text += "\n" + v[FilesMore]
	}
	var list []string
	for p := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(p) != "" {
			list = append(list, p)
		}
	}
	return list
}

// replaced are the names that an upload would write over, as far as it is known
// what is in the folder. Package files refuses the others.
func replaced(v Values) []string {
	dir, names, _ := strings.Cut(v[FilesThere], "\n")
	if dir != v.trimmed(FilesFolder) {
		return nil
	}
	there := strings.Split(names, "\n")
	var list []string
	for _, p := range pathsOf(v, FilesHere) {
		if name := filepath.Base(strings.TrimSpace(p)); slices.Contains(there, name) {
			list = append(list, name)
		}
	}
	return list
}

// others remarks on what goes along.
func others(v Values) string {
	more := pathsOf(Values{FilesName: v[FilesMore]}, FilesName)
	if len(more) == 0 {
		return ""
	}
	names := make([]string, len(more))
	for i, p := range more {
		names[i] = format.CleanLine(filepath.Base(filepath.FromSlash(p)))
	}
	return "And with it " + few(names) + "."
}

// orStandIn is what a command shows while nothing is chosen.
func orStandIn(paths []string) []string {
	if len(paths) == 0 {
		return []string{"PATH"}
	}
	return paths
}

// named names what was chosen: "a.txt", "a.txt, with 2 others,".
func named(paths []string, base func(string) string) string {
	name := format.CleanLine(base(orStandIn(paths)[0]))
	switch n := len(paths) - 1; {
	case n == 1:
		name += ", with one other,"
	case n > 1:
		name += fmt.Sprintf(", with %d others,", n)
	}
	return name
}

func needs(id, words string) func(Values) string {
	return func(v Values) string {
		if v.trimmed(id) == "" {
			return words
		}
		for _, p := range pathsOf(v, id) {
			if !filepath.IsAbs(strings.TrimSpace(p)) {
				return "This is a whole path, from the root on"
			}
		}
		return ""
	}
}

func absolute(id string) func(Values) string {
	return func(v Values) string {
		if v.trimmed(id) == "" {
			return "Name a path inside"
		}
		for _, p := range pathsOf(v, id) {
			if !strings.HasPrefix(p, "/") {
				return "This is a whole path inside and begins with /"
			}
		}
		return ""
	}
}

func fileName(v Values) string {
	switch name := v.trimmed(FilesName); {
	case name == "":
		return "It needs a name"
	case name == "." || name == "..":
		return name + " means another folder"
	case strings.Contains(name, "/"):
		return "A name has no /"
	case len(name) > 255:
		return "A name has at most 255 letters"
	}
	return ""
}

// withFiles runs an action on files. What was left out is told.
func withFiles(on On, name, participle string, do func() (files.Copied, error)) Result {
	began := time.Now()
	done, err := do()
	item := Item{Ref: on.Refs()[0], Name: name, Err: err}
	if done.LeftOut > 0 {
		item.Words = name + " was " + participle + ". " + leftOut(done)
	}
	return Result{Items: []Item{item}, Took: time.Since(began)}
}

func leftOut(done files.Copied) string {
	first := done.Left[0]
	words := fmt.Sprintf("%s was left out: %s", format.CleanLine(first.Path), format.CleanLine(first.Why))
	if n := done.LeftOut - 1; n > 0 {
		words += fmt.Sprintf(", and %d more", n)
	}
	return words + "."
}

// moving tells how far a copy is, in MB.
func moving(p Progress) func(files.Moved) {
	const mb = 1_000_000
	return func(m files.Moved) {
		if m.Total >= 2*mb {
			p(int(m.Bytes/mb), int(m.Total/mb), "MB, at "+format.CleanLine(m.Name))
			return
		}
		p(0, 0, format.Size(m.Bytes)+", at "+format.CleanLine(m.Name))
	}
}

// through is the container that a volume's files are reached through, and where
// it has the volume; "" if a helper is needed. Package files chooses alike.
func (on On) through() (container, root string) {
	var best *object.Container
	for _, c := range on.Snapshot.UsedBy(on.Refs()[0]) {
		at := wholeAt(c, on.IDs[0])
		if at == "" || c.State == object.StatePaused {
			continue
		}
		if best == nil || c.State == object.StateRunning && best.State != object.StateRunning {
			best, root = c, at
		}
	}
	if best == nil {
		return "", ""
	}
	return best.Name, root
}

// wholeAt is where a container has a volume that it can write to, with nothing
// mounted over any of it; "" if nowhere.
func wholeAt(c *object.Container, volume string) string {
	for _, m := range c.Mounts {
		if m.Name != volume || m.ReadOnly {
			continue
		}
		over := slices.ContainsFunc(c.Mounts, func(o object.Mount) bool {
			return strings.HasPrefix(path.Clean(o.Destination), strings.TrimSuffix(path.Clean(m.Destination), "/")+"/")
		})
		if !over {
			return path.Clean(m.Destination)
		}
	}
	return ""
}

// copying are the commands that copy through a container: that itself, or for a
// volume one that has it, or a helper that is made for it.
func (on On) copying(v Values, copies func(container, root string) []command.Command) []command.Command {
	if on.Kind == object.KindContainer {
		return copies(on.word(on.IDs[0]), "/")
	}
	if name, root := on.through(); name != "" {
		return copies(name, root)
	}
	list := append([]command.Command{command.CreateHelper(on.IDs[0], on.helperImage(v))}, copies(command.HelperName, command.HelperFolder)...)
	return append(list, command.RemoveHelper())
}

// doing are the commands that run a program on files; words that begin with /
// are paths.
func (on On) doing(v Values, words ...string) []command.Command {
	at := func(root string) []string {
		list := slices.Clone(words)
		for i, w := range list {
			if strings.HasPrefix(w, "/") {
				list[i] = path.Join(root, w)
			}
		}
		return list
	}
	if on.Kind == object.KindContainer && v[FilesImage] != "" {
		return []command.Command{command.RunBeside(on.word(on.IDs[0]), on.helperImage(v), at(command.BesideFolder)...)}
	}
	if on.Kind == object.KindContainer {
		return []command.Command{command.ExecIn(on.word(on.IDs[0]), words...)}
	}
	if name, root := on.through(); name != "" && v[FilesImage] == "" && on.runs(name) {
		return []command.Command{command.ExecIn(name, at(root)...)}
	}
	return []command.Command{command.RunOnVolume(on.IDs[0], on.helperImage(v), at(command.HelperFolder)...)}
}

func (on On) runs(name string) bool {
	return slices.ContainsFunc(on.Snapshot.Containers, func(c *object.Container) bool { return c.Name == name && c.State == object.StateRunning })
}

// helperImage is the image for a helper: the one that is known to do, else the
// smallest.
func (on On) helperImage(v Values) string {
	id, best := v[FilesImage], (*object.Image)(nil)
	for _, i := range on.Snapshot.Images {
		if id != "" && i.ID == id {
			return i.Name()
		}
		if len(i.Tags) > 0 && (best == nil || i.Size < best.Size) {
			best = i
		}
	}
	if best == nil {
		return "busybox"
	}
	return best.Name()
}

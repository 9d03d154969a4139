package action

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/distribution/reference"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// TransferOps carry images to and from registries and files; see
// operations.Transfers.
type TransferOps interface {
	Pull(ctx context.Context, name, platform string, progress func(operations.PullStep)) (operations.Outcome, error)
	Push(ctx context.Context, name string, progress func(operations.PullStep)) (operations.Outcome, error)
	Save(ctx context.Context, refs []string, path string, progress func(written int64)) (operations.Outcome, error)
	Load(ctx context.Context, path string, progress func(read, size int64)) (operations.Outcome, error)
	Import(ctx context.Context, path, name, message string, progress func(read, size int64)) (operations.Outcome, error)
}

// The values of a pull and a push, for those who fill them in.
const (
	PullName     = "pull.name"
	PullPlatform = "pull.platform"
	PushName     = "push.name"
	LoadPath     = "load.path"
)

// carries are the actions that bring images here or carry them away.
var carries = []*Action{
	{
		ID: "image.pull", Kind: object.KindImage, Takes: None, Risk: Safe, Icon: "download", Key: "Ctrl+N", Asks: Always,
		Words:  Words{Title: "Pull an image", Button: "Pull", Doing: "Pulling an image", Done: "pulled", Also: "download fetch get registry docker pull"},
		fields: pullFields,
		says: func(v Values) (doing, done string) {
			return "Pulling " + cmp.Or(v.trimmed(PullName), "an image"), "pulled"
		},
		command: func(_ On, v Values) command.Command {
			return command.PullImage(v.named(PullName), v.trimmed(PullPlatform))
		},
		run: func(ctx context.Context, ops Ops, _ On, v Values, p Progress) Result {
			r := making(object.KindImage, v.trimmed(PullName), func() (operations.Outcome, error) {
				return ops.Transfers.Pull(ctx, v.trimmed(PullName), v.trimmed(PullPlatform), ops.making(p).Progress)
			})
			if i := &r.Items[0]; i.Err == nil && i.Outcome.Unchanged {
				i.Words = "This engine has the newest " + i.Name + " already."
			} else if operations.KindOf(i.Err) == operations.Canceled {
				i.Words = "It was cancelled. Layers that had come whole may be kept for the next time."
			}
			return r
		},
	},
	{
		ID: "image.push", Kind: object.KindImage, Takes: One, Risk: Safe, Icon: "upload", Asks: Always,
		Words:    Words{Title: "Push", Button: "Push", Doing: "Pushing", Done: "pushed", Also: "upload publish share registry docker push"},
		fields:   pushFields,
		says:     func(v Values) (doing, done string) { return "Pushing", "pushed as " + v.trimmed(PushName) },
		commands: pushCommands,
		run:      push,
	},
	{
		ID: "image.rename", Kind: object.KindImage, Takes: One, Risk: Changes, Icon: "rename", Key: "F2", Asks: Always,
		Words: Words{Title: "Rename", Button: "Rename", Doing: "Renaming", Done: "renamed", Also: "name tag untag change"},
		refuses: ofImage(func(_ *object.Snapshot, i *object.Image) string {
			if len(i.Tags) == 0 {
				return "It has no name. Tag gives it one"
			}
			return ""
		}),
		fields: renameImageFields,
		says: func(v Values) (doing, done string) {
			return "Renaming", "renamed to " + v.trimmed("rename.to")
		},
		commands: func(_ On, v Values) []command.Command {
			return []command.Command{command.TagImage(v["rename.from"], v.named("rename.to")), command.UntagImage(v["rename.from"])}
		},
		run: renameImage,
	},
	{
		ID: "image.save", Kind: object.KindImage, Takes: Many, Risk: Safe, Icon: "save", Asks: Always,
		Words: Words{Title: "Save to a file", Button: "Save", Before: ": ", Doing: "Saving", Done: "saved", Also: "export tar archive backup file docker save"},
		fields: func(on On) []Field {
			return []Field{{
				ID: "save.path", Label: "File on this computer", Kind: Text, Default: inHome(fileNameOf(on) + ".tar"), Check: newFile("save.path"),
			}}
		},
		says: func(v Values) (doing, done string) { return "Saving", "saved to " + v.trimmed("save.path") },
		command: func(on On, v Values) command.Command {
			return command.SaveImages(v.trimmed("save.path"), refsOf(on)...)
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			r := making(object.KindImage, on.Words(), func() (operations.Outcome, error) {
				return ops.Transfers.Save(ctx, refsOf(on), v.trimmed("save.path"), func(written int64) { p(0, 0, format.Size(written)+" so far") })
			})
			i := &r.Items[0]
			switch {
			case operations.KindOf(i.Err) == operations.Canceled:
				i.Words = "It was cancelled, and no file is left."
			case i.Err == nil && len(on.IDs) > 1:
				i.Words = on.Words() + " were saved to " + v.trimmed("save.path") + "."
			}
			return r
		},
	},
	{
		ID: "image.load", Kind: object.KindImage, Takes: None, Risk: Safe, Icon: "folder", Asks: Always,
		Words: Words{Title: "Load images from a file", Button: "Load", Doing: "Loading images", Done: "loaded", Also: "open tar archive restore file docker load"},
		fields: func(On) []Field {
			return []Field{{ID: LoadPath, Label: "File on this computer", Kind: Text, Here: HereFile, Hint: "a file that Save to a file, or docker save, has written", Check: oldFile(LoadPath)}}
		},
		says:    func(v Values) (doing, done string) { return "Loading " + filepath.Base(v.trimmed(LoadPath)), "loaded" },
		command: func(_ On, v Values) command.Command { return command.LoadImages(cmp.Or(v.trimmed(LoadPath), "FILE")) },
		run: func(ctx context.Context, ops Ops, _ On, v Values, p Progress) Result {
			r := making(object.KindImage, filepath.Base(v.trimmed(LoadPath)), func() (operations.Outcome, error) {
				return ops.Transfers.Load(ctx, v.trimmed(LoadPath), reading(p))
			})
			if i := &r.Items[0]; i.Err == nil {
				names := slices.Clone(i.Outcome.Came)
				for n := range names {
					names[n] = object.ShortID(names[n])
				}
				i.Words = few(names) + map[bool]string{true: " was", false: " were"}[len(names) == 1] + " loaded."
			}
			return r
		},
	},
	{
		ID: "image.import", Kind: object.KindImage, Takes: None, Risk: Safe, Icon: "file", Asks: Always,
		Words: Words{Title: "Make an image of an archive", Button: "Make", Doing: "Making an image of an archive", Done: "made", Also: "import tar files export docker import"},
		fields: func(On) []Field {
			return []Field{
				{ID: "import.path", Label: "File on this computer", Kind: Text, Here: HereFile, Hint: "a .tar of files, as Export all files writes it", Check: oldFile("import.path")},
				{ID: "import.name", Label: "Name of the image", Kind: Text, Hint: "name:tag", Check: func(v Values) string {
					if v.trimmed("import.name") == "" {
						return "Type a name"
					}
					return badImageName(v.trimmed("import.name"))
				}},
				{ID: "import.message", Label: "Remark", Kind: Text, Hint: "where it comes from"},
			}
		},
		command: func(_ On, v Values) command.Command {
			return command.ImportImage(cmp.Or(v.trimmed("import.path"), "FILE"), v.named("import.name"), v.trimmed("import.message"))
		},
		run: func(ctx context.Context, ops Ops, _ On, v Values, p Progress) Result {
			return making(object.KindImage, v.trimmed("import.name"), func() (operations.Outcome, error) {
				return ops.Transfers.Import(ctx, v.trimmed("import.path"), v.trimmed("import.name"), v.trimmed("import.message"), reading(p))
			})
		},
	},
}

// reading tells how much of a file was read.
func reading(p Progress) func(read, size int64) {
	return func(read, size int64) {
		const steps = 1000
		if size > 0 {
			p(int(read*steps/size), steps, format.Size(read)+" of "+format.Size(size))
		}
	}
}

func pullFields(On) []Field {
	return []Field{
		{ID: PullName, Label: "Name", Kind: Text, Hint: "name:tag, such as nginx:1.27",
			Check: func(v Values) string {
				if v.trimmed(PullName) == "" {
					return "Type a name"
				}
				return badImageName(v.trimmed(PullName))
			},
			Remark: func(v Values) string { return whereFrom(v.trimmed(PullName)) }},
		{ID: PullPlatform, Label: "For the kind of computer", Kind: Text, Hint: "this one", Check: func(v Values) string {
			if p := v.trimmed(PullPlatform); p != "" && (strings.Count(p, "/") < 1 || strings.ContainsAny(p, " \t")) {
				return "It is written system/processor, such as linux/arm64"
			}
			return ""
		}},
	}
}

// whereFrom says which registry a name leads to.
func whereFrom(name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return ""
	}
	words := "It comes from " + registryName(reference.Domain(named)) + "."
	if reference.IsNameOnly(named) {
		words += " Without a tag it is " + reference.FamiliarString(reference.TagNameOnly(named)) + "."
	}
	return words
}

// registryName is what a person calls a registry.
func registryName(domain string) string {
	if domain == "docker.io" {
		return "Docker Hub"
	}
	return domain
}

// badImageName says why a text is no name of an image.
func badImageName(name string) string {
	return badTag(On{Snapshot: &object.Snapshot{}, IDs: []string{""}}, name)
}

func pushFields(on On) []Field {
	return []Field{{
		ID: PushName, Label: "Its name in the registry", Kind: Text, Hint: "registry/you/name:tag", Default: pushable(on.Snapshot.Image(on.IDs[0])),
		Check: func(v Values) string {
			name := v.trimmed(PushName)
			switch {
			case name == "":
				return "Type a name"
			case badImageName(name) != "":
				return badImageName(name)
			}
			return nobodysShelf(name)
		},
		Remark: func(v Values) string { return whereTo(on, v.trimmed(PushName)) },
	}}
}

// pushable is the name that is most likely meant: one with a registry, then one
// with an account, then any.
func pushable(i *object.Image) string {
	if i == nil || len(i.Tags) == 0 {
		return ""
	}
	rank := func(name string) int {
		named, err := reference.ParseNormalizedNamed(name)
		switch {
		case err != nil:
			return 3
		case reference.Domain(named) != "docker.io":
			return 0
		case !strings.HasPrefix(reference.Path(named), "library/"):
			return 1
		}
		return 2
	}
	return slices.MinFunc(i.Tags, func(a, b string) int { return rank(a) - rank(b) })
}

// nobodysShelf is the tag rule: what has no account before it is Docker's own.
func nobodysShelf(name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err == nil && reference.Domain(named) == "docker.io" && strings.HasPrefix(reference.Path(named), "library/") {
		return "The name says where it goes, and this is Docker's own shelf. Put your account before it, as in alice/" +
			reference.FamiliarName(named) + ", or a registry, as in 127.0.0.1:5000/" + reference.FamiliarName(named)
	}
	return ""
}

// whereTo says where a name leads to, and what is done first.
func whereTo(on On, name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil || nobodysShelf(name) != "" {
		return ""
	}
	words := "It goes to " + registryName(reference.Domain(named)) + ", as " + reference.Path(named) + "."
	if full, err := tagged(name); err == nil && !hasTag(on, full) {
		words += " The image gets this name first."
	}
	return words
}

func hasTag(on On, full string) bool {
	i := on.Snapshot.Image(on.IDs[0])
	return i != nil && slices.Contains(i.Tags, full)
}

func pushCommands(on On, v Values) []command.Command {
	name := v.trimmed(PushName)
	push := command.PushImage(cmp.Or(name, "NAME"))
	if full, err := tagged(name); err != nil || hasTag(on, full) {
		return []command.Command{push}
	}
	return []command.Command{command.TagImage(on.word(on.IDs[0]), name), push}
}

func push(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
	full, err := tagged(v.trimmed(PushName))
	r := each(ctx, on, 1, nothing, func(ctx context.Context, id string) (operations.Outcome, error) {
		if err != nil {
			return operations.Outcome{}, err
		}
		if !hasTag(on, full) {
			if out, err := ops.Images.Tag(ctx, id, full); err != nil {
				return out, err
			}
		}
		return ops.Transfers.Push(ctx, full, ops.making(p).Progress)
	})
	i := &r.Items[0]
	switch {
	case i.Err == nil && i.Outcome.Digest != "":
		i.Words = fmt.Sprintf("%s was pushed. Its digest is %s.", full, i.Outcome.Digest)
	case operations.KindOf(i.Err) == operations.Canceled:
		i.Words = "It was cancelled. The layers that have arrived stay in the registry, and are not sent again."
	}
	return r
}

func renameImageFields(on On) []Field {
	from := Field{ID: "rename.from", Label: "Name that goes", Kind: Choice}
	if i := on.Snapshot.Image(on.IDs[0]); i != nil {
		for _, t := range i.Tags {
			from.Choices = append(from.Choices, Option{t, t})
		}
		if len(i.Tags) > 0 {
			from.Default = i.Tags[0]
		}
	}
	to := Field{
		ID: "rename.to", Label: "Name that comes", Kind: Text, Hint: "name:tag", Default: from.Default,
		Check: func(v Values) string { return badTag(on, v.trimmed("rename.to")) },
		Remark: func(v Values) string {
			if full, err := tagged(v.trimmed("rename.to")); err == nil {
				for _, other := range on.Snapshot.Images {
					if slices.Contains(other.Tags, full) {
						return "This name leads to another image now (" + object.ShortID(other.ID) + "), which would lose it."
					}
				}
			}
			return "First it gets this name, then it loses the other. Nothing is copied."
		},
	}
	return []Field{to, from}
}

func renameImage(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
	return each(ctx, on, 1, p, func(ctx context.Context, id string) (operations.Outcome, error) {
		if out, err := ops.Images.Tag(ctx, id, v.trimmed("rename.to")); err != nil {
			return out, err
		}
		return ops.Images.Untag(ctx, v["rename.from"])
	})
}

// refsOf are images as docker save takes them: by their names, so that the file
// has them too.
func refsOf(on On) []string {
	var refs []string
	for _, id := range on.IDs {
		refs = append(refs, imageRefs(on.Snapshot.Image(id))...)
	}
	return refs
}

// fileNameOf is a name for a file of images.
func fileNameOf(on On) string {
	if len(on.IDs) != 1 {
		return "images"
	}
	return strings.NewReplacer("/", "-", ":", "-", "@", "-").Replace(on.word(on.IDs[0]))
}

func newFile(id string) func(Values) string {
	return func(v Values) string {
		path := v.trimmed(id)
		switch {
		case path == "":
			return "Say where to"
		case !filepath.IsAbs(path):
			return "Write the whole path"
		case strings.HasSuffix(path, string(filepath.Separator)):
			return "This is a folder. Add the file's name"
		}
		return ""
	}
}

func oldFile(id string) func(Values) string {
	return func(v Values) string {
		switch path := v.trimmed(id); {
		case path == "":
			return "Name a file of this computer"
		case !filepath.IsAbs(path):
			return "Write the whole path"
		}
		return ""
	}
}

// ImageName is a name as the engine lists it; without a tag it stays so.
func ImageName(name string) (string, error) {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return "", err
	}
	return reference.FamiliarString(named), nil
}

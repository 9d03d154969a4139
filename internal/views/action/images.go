package action

import (
	"context"
	"slices"
	"strings"

	"github.com/distribution/reference"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

var images = []*Action{
	{
		ID: "image.tag", Kind: object.KindImage, Takes: One, Risk: Safe, Icon: "tag", Key: "Ctrl+T", Asks: Always,
		Words:  Words{Title: "Tag", Button: "Tag", Doing: "Tagging", Done: "given the name", Also: "name rename label"},
		fields: tagField,
		says: func(v Values) (doing, done string) {
			return "Tagging", "given the name " + v.trimmed("tag.name")
		},
		command: func(on On, v Values) command.Command {
			return command.TagImage(on.word(on.IDs[0]), v.named("tag.name"))
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			return each(ctx, on, 1, p, func(ctx context.Context, id string) (operations.Outcome, error) {
				return ops.Images.Tag(ctx, id, v.trimmed("tag.name"))
			})
		},
	},
	{
		ID: "image.untag", Kind: object.KindImage, Takes: One, Risk: Changes, Icon: "unlink", Asks: Always,
		Words: Words{Title: "Take a name off", Button: "Take off", Doing: "Taking a name off", Done: "freed of a name", Also: "untag unname rmi"},
		refuses: ofImage(func(_ *object.Snapshot, i *object.Image) string {
			if len(i.Tags) < 2 {
				return "It has no other name. Without one it would be removed"
			}
			return ""
		}),
		fields: untagField, losses: lossesOfUntagging,
		says: func(v Values) (doing, done string) {
			return "Taking the name " + v["untag.name"] + " off", "freed of the name " + v["untag.name"]
		},
		command: func(_ On, v Values) command.Command { return command.UntagImage(v["untag.name"]) },
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			return each(ctx, on, 1, p, func(ctx context.Context, _ string) (operations.Outcome, error) {
				return ops.Images.Untag(ctx, v["untag.name"])
			})
		},
	},
	{
		ID: "image.remove", Kind: object.KindImage, Takes: Many, Risk: Destroys, Icon: "remove", Key: "Delete",
		Words:   Words{Title: "Remove", Button: "Remove", Doing: "Removing", Done: "removed", Also: "delete rmi erase"},
		refuses: ofImage(cantRemoveImage), losses: lossesOfImages,
		command: func(on On, _ Values) command.Command {
			var refs []string
			for _, id := range on.IDs {
				refs = append(refs, imageRefs(on.Snapshot.Image(id))...)
			}
			return command.RemoveImages(false, refs...)
		},
		run: func(ctx context.Context, ops Ops, on On, _ Values, p Progress) Result {
			// One after the other, as the command does: one can carry away
			// others that it was built on.
			return each(ctx, on, 1, p, func(ctx context.Context, id string) (operations.Outcome, error) {
				return removeImage(ctx, ops, imageRefs(on.Snapshot.Image(id)))
			})
		},
	},
}

func ofImage(why func(*object.Snapshot, *object.Image) string) func(On, string) string {
	return func(on On, id string) string { return why(on.Snapshot, on.Snapshot.Image(id)) }
}

// imageRefs are what the command must be told to remove an image: all its
// names, or its id if it has none.
func imageRefs(i *object.Image) []string {
	if i == nil {
		return nil
	}
	if len(i.Tags) == 0 {
		return []string{object.ShortID(i.ID)}
	}
	return i.Tags
}

// removeImage takes all names away; with the last one the image goes.
func removeImage(ctx context.Context, ops Ops, refs []string) (operations.Outcome, error) {
	var all operations.Outcome
	var failed error
	for _, ref := range refs {
		out, err := ops.Images.Remove(ctx, ref, false, false)
		all.Untagged = append(all.Untagged, out.Untagged...)
		all.Deleted = append(all.Deleted, out.Deleted...)
		if err != nil && failed == nil {
			failed = err
		}
	}
	return all, failed
}

func cantRemoveImage(s *object.Snapshot, i *object.Image) string {
	if users := s.UsedBy(object.Ref{Kind: object.KindImage, ID: i.ID}); len(users) > 0 {
		return uses(users)
	}
	for _, other := range s.Images {
		if other.ParentID == i.ID {
			return format.CleanLine(other.Name()) + " is built on it"
		}
	}
	return ""
}

func lossesOfImages(on On, _ Values) Losses {
	l := Losses{Freed: -1}
	for _, id := range on.IDs {
		i := on.Snapshot.Image(id)
		if i == nil {
			continue
		}
		detail, size := on.imageLayers(id)
		if on.Figures == nil {
			detail = "up to " + format.Size(i.Size)
		}
		switch {
		case len(i.Tags) == 0:
			detail = "without a name, " + detail
		case len(i.Tags) > 1:
			detail = "also called " + format.CleanLine(few(i.Tags[1:])) + ", " + detail
		}
		l.goes(object.KindImage, i.ID, format.CleanLine(i.Name()), detail, size)
	}
	l.stays(object.KindContainer, "every container", "none was made from it")
	l.stays("layer", "layers that other images share", "")
	l.sum()
	return l
}

func lossesOfUntagging(on On, v Values) Losses {
	l := Losses{Freed: -1}
	i := on.Snapshot.Image(on.IDs[0])
	if i == nil || v["untag.name"] == "" {
		return l
	}
	l.Goes = append(l.Goes, Line{Kind: kindName, Text: format.CleanLine(v["untag.name"]), Detail: "only the name", Size: -1})
	for _, t := range i.Tags {
		if t != v["untag.name"] {
			l.remains(Line{Kind: object.KindImage, Text: format.CleanLine(t), Detail: "the same image under its other name", Size: i.Size})
		}
	}
	return l
}

func tagField(on On) []Field {
	return []Field{{
		ID: "tag.name", Label: "New name", Kind: Text, Hint: "name:tag",
		Check: func(v Values) string { return badTag(on, v.trimmed("tag.name")) },
		Remark: func(v Values) string {
			full, err := tagged(v.trimmed("tag.name"))
			if err != nil {
				return ""
			}
			for _, other := range on.Snapshot.Images {
				if slices.Contains(other.Tags, full) {
					return "This name leads to another image now (" + object.ShortID(other.ID) + "), which would lose it."
				}
			}
			if !strings.HasSuffix(v.trimmed("tag.name"), full[strings.LastIndex(full, ":"):]) {
				return "Without a tag it is called " + full + "."
			}
			return ""
		},
	}}
}

// tagged is a name as the engine lists it, with its tag.
func tagged(name string) (string, error) {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return "", err
	}
	return reference.FamiliarString(reference.TagNameOnly(named)), nil
}

func badTag(on On, name string) string {
	if name == "" {
		return "Type a name"
	}
	full, err := tagged(name)
	switch {
	case strings.ContainsAny(name, " \t"):
		return "A name has no spaces"
	case err != nil && !capitalsOnlyInTag(name):
		return "Names of images are written in small letters; only the tag may have capitals"
	case err != nil:
		return "This is no name of an image. It is written name:tag"
	case strings.Contains(name, "@"):
		return "A fingerprint can't be given. It is written name:tag"
	}
	if i := on.Snapshot.Image(on.IDs[0]); i != nil && slices.Contains(i.Tags, full) {
		return "It has this name now"
	}
	return ""
}

func capitalsOnlyInTag(name string) bool {
	if colon := strings.LastIndex(name, ":"); colon > strings.LastIndex(name, "/") {
		name = name[:colon]
	}
	return strings.ToLower(name) == name
}

func untagField(on On) []Field {
	f := Field{ID: "untag.name", Label: "Name to take off", Kind: Choice, About: ID("image.untag").Topic()}
	if i := on.Snapshot.Image(on.IDs[0]); i != nil {
		for _, t := range i.Tags {
			f.Choices = append(f.Choices, Option{t, t})
		}
		if len(i.Tags) > 0 {
			f.Default = i.Tags[len(i.Tags)-1]
		}
	}
	return []Field{f}
}

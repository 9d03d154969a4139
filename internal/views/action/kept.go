package action

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/exitcode"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// kept are the actions that keep what a container has written, and the one that
// waits for its end.
var kept = []*Action{
	{
		ID: "container.commit", Kind: object.KindContainer, Takes: One, Risk: Safe, Icon: "image", Asks: Always,
		Words: Words{Title: "Make an image", Button: "Make", Before: " of ", Doing: "Making an image of", Done: "kept as an image", Also: "commit keep save snapshot changes"},
		refuses: ofContainer(func(c *object.Container) string {
			if c.State == object.StateRemoving || c.State == object.StateDead {
				return c.Name + " is being removed"
			}
			return ""
		}),
		fields: commitFields,
		says: func(v Values) (doing, done string) {
			if name := v.trimmed("commit.name"); name != "" {
				return "Making an image of", "kept as the image " + name
			}
			return "Making an image of", "kept as an image without a name"
		},
		command: func(on On, v Values) command.Command {
			return command.CommitContainer(on.word(on.IDs[0]), command.NewCommit(commitOf(v)))
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			r := each(ctx, on, 1, p, func(ctx context.Context, id string) (operations.Outcome, error) {
				return ops.Containers.Commit(ctx, id, commitOf(v))
			})
			r.Created = r.Items[0].Outcome.Created
			return r
		},
	},
	{
		ID: "container.export", Kind: object.KindContainer, Takes: One, Risk: Safe, Icon: "save", Asks: Always,
		Words: Words{Title: "Export all files", Button: "Export", Before: " of ", Doing: "Exporting all files of", Done: "exported", Also: "save tar archive backup download"},
		refuses: ofContainer(func(c *object.Container) string {
			if c.State == object.StateRemoving || c.State == object.StateDead {
				return c.Name + " is being removed"
			}
			return ""
		}),
		fields: exportFields,
		says: func(v Values) (doing, done string) {
			return "Exporting all files of", "exported to " + v.trimmed("export.path")
		},
		command: func(on On, v Values) command.Command {
			return command.ExportContainer(on.word(on.IDs[0]), v.trimmed("export.path"))
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			r := each(ctx, on, 1, nothing, func(ctx context.Context, id string) (operations.Outcome, error) {
				return ops.Containers.Export(ctx, id, v.trimmed("export.path"), func(written int64) {
					p(0, 0, format.Size(written)+" so far")
				})
			})
			if operations.KindOf(r.Items[0].Err) == operations.Canceled {
				r.Items[0].Words = "It was cancelled, and no file is left."
			}
			return r
		},
	},
	{
		ID: "container.wait", Kind: object.KindContainer, Takes: One, Risk: Safe, Icon: "history",
		Words: Words{Title: "Wait for the end", Button: "Wait", Before: " of ", Doing: "Waiting for the end of", Done: "waited for", Also: "tell me when it ends notify exit code finish"},
		refuses: ofContainer(func(c *object.Container) string {
			if alive(c) {
				return ""
			}
			return c.Name + " is not running"
		}),
		command: func(on On, _ Values) command.Command { return command.WaitForContainer(on.word(on.IDs[0])) },
		run:     waitForEnd,
	},
}

// nothing hears no progress.
func nothing(int, int, string) {}

func commitFields(on On) []Field {
	return []Field{
		{
			ID: "commit.name", Label: "Name of the image", Kind: Text, Hint: "name:tag", Default: freeImageName(on),
			Check: func(v Values) string {
				if v.trimmed("commit.name") == "" {
					return ""
				}
				return badTag(On{Snapshot: on.Snapshot, IDs: []string{""}}, v.trimmed("commit.name"))
			},
			Remark: func(v Values) string {
				name := v.trimmed("commit.name")
				if name == "" {
					return "Without a name it is hard to find again."
				}
				if full, err := tagged(name); err == nil {
					for _, other := range on.Snapshot.Images {
						if slices.Contains(other.Tags, full) {
							return "This name leads to another image now (" + object.ShortID(other.ID) + "), which would lose it."
						}
					}
				}
				return ""
			},
		},
		{ID: "commit.message", Label: "Remark", Kind: Text, Hint: "what is special about it"},
		{ID: "commit.author", Label: "Made by", Kind: Text, Hint: "your name"},
		{ID: "commit.env", Label: "Also environment variables", Kind: Pairs, Hint: "NAME=value, …", Check: func(v Values) string {
			for _, p := range v.pairs("commit.env") {
				if name, _, _ := strings.Cut(p, "="); strings.ContainsAny(name, " \t\"") {
					return "The name of a variable has no spaces"
				}
			}
			return ""
		}},
		{ID: "commit.command", Label: "What its containers run", Kind: Text, Hint: "as " + on.name(on.IDs[0]) + " does"},
		{ID: "commit.pause", Label: "Hold its programs meanwhile", Kind: Switch, Default: Yes, Remark: func(v Values) string {
			if v.on("commit.pause") {
				return ""
			}
			return "A file that is being written may be in the image half."
		}},
	}
}

// freeImageName is a name for the image that no other has.
func freeImageName(on On) string {
	base := strings.Trim(strings.ToLower(on.word(on.IDs[0])), "-_.")
	for n := 1; n < 1000; n++ {
		name := fmt.Sprintf("%s:%d", base, n)
		if full, err := tagged(name); err != nil {
			return ""
		} else if !slices.ContainsFunc(on.Snapshot.Images, func(i *object.Image) bool { return slices.Contains(i.Tags, full) }) {
			return name
		}
	}
	return ""
}

func commitOf(v Values) operations.CommitOptions {
	o := operations.CommitOptions{
		Name: v.trimmed("commit.name"), Message: v.trimmed("commit.message"), Author: v.trimmed("commit.author"),
		NoPause: !v.on("commit.pause"),
	}
	for _, p := range v.pairs("commit.env") {
		name, value, _ := strings.Cut(p, "=")
		o.Changes = append(o.Changes, "ENV "+strings.TrimSpace(name)+"="+inInstruction(strings.TrimSpace(value)))
	}
	if text := v.trimmed("commit.command"); text != "" {
		// The words as a list need no shell in the image.
		words := runcommand.Parse("docker run x "+text, runcommand.Options{Shell: command.Bash}).Spec.Command
		if list, err := json.Marshal(words); err == nil && len(words) > 0 {
			o.Changes = append(o.Changes, "CMD "+string(list))
		}
	}
	return o
}

// inInstruction writes a value as a line of a Dockerfile has it.
func inInstruction(value string) string {
	if value != "" && strings.Trim(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+,-") == "" {
		return value
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`).Replace(value) + `"`
}

func exportFields(on On) []Field {
	return []Field{{
		ID: "export.path", Label: "File on this computer", Kind: Text, Default: inHome(on.word(on.IDs[0]) + ".tar"),
		Check: func(v Values) string {
			path := v.trimmed("export.path")
			switch {
			case path == "":
				return "Say where to"
			case !filepath.IsAbs(path):
				return "Write the whole path"
			case strings.HasSuffix(path, string(filepath.Separator)):
				return "This is a folder. Add the file's name"
			}
			return ""
		},
	}}
}

// inHome is a file in the person's own folder.
func inHome(name string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		return name
	}
	return filepath.Join(home, name)
}

// waitForEnd waits, and says in words how it ended.
func waitForEnd(ctx context.Context, ops Ops, on On, _ Values, p Progress) Result {
	var end operations.Ended
	r := each(ctx, on, 1, nothing, func(ctx context.Context, id string) (operations.Outcome, error) {
		var err error
		end, err = ops.Containers.Wait(ctx, id)
		return operations.Outcome{}, err
	})
	item := &r.Items[0]
	switch {
	case item.Err == nil:
		e := exitcode.Read(exitcode.End{Code: end.Code, OOMKilled: end.OOMKilled, Memory: end.Memory, Output: "?"})
		item.Words = fmt.Sprintf("%s has ended with exit code %d: %s.", item.Name, end.Code, exitcode.Short(end.Code, end.OOMKilled))
		if e.Verdict == exitcode.Failed {
			item.Words += " Its tab Health says more."
		}
	case operations.KindOf(item.Err) == operations.Canceled:
		item.Words = "Nobody waits for the end of " + item.Name + " any more."
	}
	return r
}

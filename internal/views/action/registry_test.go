package action_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/assets"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/action"
)

var update = flag.Bool("update", false, "write docs/actions.md and docs/shortcuts.md anew")

// taker is an object that an action applies to.
func taker(t *testing.T, a *action.Action) action.On {
	t.Helper()
	s := room()
	if a.Takes == action.None {
		on := action.On{Kind: a.Kind, Snapshot: s}
		if _, prunes := a.Selection(on, nil); prunes {
			on.Plan = plan()
		}
		return on
	}
	var refs []object.Ref
	for _, c := range s.Containers {
		refs = append(refs, ref(object.KindContainer, c.ID))
	}
	for _, i := range s.Images {
		refs = append(refs, ref(object.KindImage, i.ID))
	}
	for _, v := range s.Volumes {
		refs = append(refs, ref(object.KindVolume, v.Name))
	}
	for _, n := range s.Networks {
		refs = append(refs, ref(object.KindNetwork, n.ID))
	}
	for _, r := range refs {
		if on := action.About(s, r); a.TakesKind(r.Kind) && a.Applies(on) == "" {
			return on
		}
	}
	t.Fatalf("nothing in the room takes %s", a.ID)
	return action.On{}
}

func TestEveryActionHasAllItNeeds(t *testing.T) {
	seen := map[action.ID]bool{}
	for _, a := range action.All() {
		t.Run(string(a.ID), func(t *testing.T) {
			if seen[a.ID] {
				t.Error("its id is taken")
			}
			seen[a.ID] = true
			if _, ok := guide.ByID(a.Topic()); !ok {
				t.Errorf("the guide has no topic %s", a.Topic())
			}
			if a.Risk < action.Safe || a.Risk > action.Destroys {
				t.Errorf("it has no risk level")
			}
			if a.Takes < action.None || a.Takes > action.Many {
				t.Error("it doesn't say how many objects it takes")
			}
			if len(assets.Icon(a.Icon)) == 0 {
				t.Errorf("there is no icon %q", a.Icon)
			}
			for what, words := range map[string]string{"title": a.Words.Title, "button": a.Words.Button, "doing": a.Words.Doing, "done": a.Words.Done} {
				if words == "" || strings.HasSuffix(words, ".") || strings.HasSuffix(words, "…") {
					t.Errorf("its %s is %q", what, words)
				}
			}
			if (a.Asks == action.OnWish) != (a.Words.With != "") {
				t.Error("what is asked on wish has a menu line of its own, and nothing else has")
			}
			on := taker(t, a)
			v := a.Defaults(on)
			commands := a.Commands(on, v)
			if len(commands) == 0 {
				t.Fatal("it shows no command")
			}
			for _, c := range commands {
				if c.Empty() || c.Tokens[0].Text != "docker" {
					t.Errorf("it shows the command %q", c)
				}
			}
			if a.Risk == action.Destroys && len(a.Losses(on, v).Goes) == 0 {
				t.Error("it doesn't say what goes")
			}
		})
	}
}

func TestEveryFieldIsExplained(t *testing.T) {
	for _, a := range action.All() {
		for _, f := range a.Fields(taker(t, a)) {
			if _, ok := guide.ByID(f.Topic()); !ok {
				t.Errorf("%s: the guide has no topic %s", a.ID, f.Topic())
			}
			if f.Label == "" || f.Kind < action.Text || f.Kind > action.Secret {
				t.Errorf("%s: the field %s has no label or no kind", a.ID, f.ID)
			}
			if f.Kind == action.Choice && !slices.ContainsFunc(f.Choices, func(o action.Option) bool { return o.Value == f.Default }) {
				t.Errorf("%s: the field %s begins with %q, which is none of %v", a.ID, f.ID, f.Default, f.Choices)
			}
		}
	}
}

// The guide lists what it explains; an action that is in the guide and not here
// would be explained and missing.
func TestEveryActionOfTheGuideExists(t *testing.T) {
	elsewhere := []string{"context.use", "window.copy", "window.reveal", "window.open-port", "window.open-terminal", "window.close-terminal", "window.bin", "window.forget"} // not done to objects
	for _, id := range guide.Actions {
		if action.ByID(action.ID(id)) == nil && !slices.Contains(elsewhere, id) {
			t.Errorf("the guide explains %s, and there is no such action", id)
		}
	}
}

func TestNoTwoActionsFightForAKey(t *testing.T) {
	taken := map[string]action.ID{}
	for _, a := range action.All() {
		if a.Key == "" {
			continue
		}
		for _, s := range action.Shortcuts() {
			if s.Where == action.Everywhere && slices.Contains(strings.Split(s.Keys, ", "), a.Key) {
				t.Errorf("%s has the key of %q", a.ID, s.Does)
			}
		}
		// Pause and unpause share theirs: never both apply.
		key := string(a.Kind) + a.Key
		if other, ok := taken[key]; ok && a.Applies(taker(t, action.ByID(other))) == "" {
			t.Errorf("%s and %s both apply at %s", a.ID, other, a.Key)
		}
		taken[key] = a.ID
	}
}

func TestListsInTheDocumentationAreUpToDate(t *testing.T) {
	for name, text := range map[string]string{"actions.md": actionsText(t), "shortcuts.md": shortcutsText()} {
		path := filepath.Join("..", "..", "..", "docs", name)
		if *update {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if is, err := os.ReadFile(path); err != nil || string(is) != text {
			t.Errorf("docs/%s is not what the registry says (%v); run the test with -update", name, err)
		}
	}
}

func actionsText(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# Everything that can be done\n\n")
	b.WriteString("Made from the registry in `internal/views/action` by its test; don't edit it.\n")
	b.WriteString("The commands are those of an example. *Asks* says what can be told before.\n")
	titles := []struct {
		kind  object.Kind
		title string
	}{{object.KindContainer, "Containers"}, {object.KindImage, "Images"}, {object.KindVolume, "Volumes"}, {object.KindNetwork, "Networks"}, {operations.KindRegistry, "Registries"}, {"", "The whole engine"}}
	for _, k := range titles {
		fmt.Fprintf(&b, "\n## %s\n\n| action | objects | risk | key | command | asks |\n|---|---|---|---|---|---|\n", k.title)
		for _, a := range action.All() {
			if a.Kind != k.kind {
				continue
			}
			on := taker(t, a)
			v := a.Defaults(on)
			var asks []string
			for _, f := range a.Fields(on) {
				asks = append(asks, f.Label)
				v[f.ID] = exampleOf(f, v[f.ID])
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | `%s` | %s |\n", a.Words.Title, a.Takes, a.Risk, a.Key,
				a.Commands(on, v)[0].Display(command.Bash), strings.Join(asks, ", "))
		}
	}
	return b.String()
}

// exampleOf fills in what has no default.
func exampleOf(f action.Field, value string) string {
	if example, ok := map[string]string{
		"rename.name": "shop", "tag.name": "app:3", "volume.name": "shop-data-2", "network.name": "blog", "update.memory": "1g",
		"export.path": "/home/alice/web.tar", "save.path": "/home/alice/web.tar", "load.path": "/home/alice/web.tar", "import.path": "/home/alice/files.tar", "import.name": "shop:1",
		"pull.name": "nginx:1.27", "push.name": "alice/app:1", "rename.to": "shop:1", "login.server": "registry.example.com", "login.user": "alice", "logout.server": "registry.example.com",
		"keep.path": "/home/alice/data.tar", "restore.name": "shop-data-2", "restore.path": "/home/alice/data.tar",
	}[f.ID]; ok {
		return example
	}
	return value
}

func shortcutsText() string {
	var b strings.Builder
	b.WriteString("# Keyboard shortcuts\n\n")
	b.WriteString("Made from the registry in `internal/views/action` by its test; don't edit it.\n")
	where := ""
	for _, s := range action.Shortcuts() {
		if s.Where != where {
			where = s.Where
			fmt.Fprintf(&b, "\n## %s\n\n| keys | what they do |\n|---|---|\n", where)
		}
		fmt.Fprintf(&b, "| %s | %s |\n", s.Keys, s.Does)
	}
	return b.String()
}

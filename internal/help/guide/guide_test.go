package guide_test

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

// everyTopic is what needs.go asks for, and a topic for each flag of docker run.
func everyTopic() []string {
	needed := guide.Needed()
	for _, f := range runcommand.Flags() {
		needed = append(needed, f.Topic())
	}
	return needed
}

func TestEverythingTheWindowShowsHasATopic(t *testing.T) {
	needed := everyTopic()
	for _, id := range needed {
		if _, ok := guide.ByID(id); !ok {
			t.Errorf("there is no topic %s", id)
		}
	}
	// And none is left over that nothing can open.
	for _, topic := range guide.All() {
		if !slices.Contains(needed, topic.ID) && topic.Kind() != "concept" {
			t.Errorf("neither needs.go nor a flag of docker run asks for %s", topic.ID)
		}
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	linked := map[string]bool{}
	for _, topic := range guide.All() {
		for _, link := range topic.Links() {
			switch link.Scheme {
			case "topic":
				expectTopic(t, topic, link.Target)
				linked[link.Target] = true
			case "picture": // package prose holds them against the pictures there are
			case "place":
				if !slices.Contains(guide.Places, link.Target) {
					t.Errorf("%s: there is no place %q", topic.ID, link.Target)
				}
			default:
				t.Errorf("%s: the link %q leads to %q; only topic: and place: are followed", topic.ID, link.Text, link.Target)
			}
		}
		if len(topic.Related) == 0 || len(topic.Related) > 5 {
			t.Errorf("%s has %d related topics, want 1 to 5", topic.ID, len(topic.Related))
		}
		for _, id := range topic.Related {
			expectTopic(t, topic, id)
			linked[id] = true
			if id == topic.ID {
				t.Errorf("%s is related to itself", topic.ID)
			}
		}
	}
	for _, topic := range guide.All() {
		if topic.Kind() == "concept" && !linked[topic.ID] {
			t.Errorf("no other topic leads to %s", topic.ID)
		}
	}
}

func expectTopic(t *testing.T, from *guide.Topic, id string) {
	t.Helper()
	if _, ok := guide.ByID(id); !ok {
		t.Errorf("%s: there is no topic %q", from.ID, id)
	}
}

// prose is a topic's text as it is read: without code, tables' marks and links'
// addresses.
func prose(topic *guide.Topic) string {
	text := topic.Title + ".\n" + guide.Fill(topic.Body, nil)
	text = regexp.MustCompile("(?s)```.*?```|`[^`]*`").ReplaceAllString(text, "x")
	text = strings.ReplaceAll(text, "![", "[")
	return regexp.MustCompile(`\]\([^)]*\)`).ReplaceAllString(text, "]")
}

func TestTheToneIsCalmAndPlain(t *testing.T) {
	banned := regexp.MustCompile(`(?i)!|\b(just|simply|simple|easy|easily|obvious|obviously|of course|please|oops|host machine|utilize|in order to)\b`)
	curly := regexp.MustCompile(`[‘’“”]`)
	for _, topic := range guide.All() {
		text := prose(topic)
		for _, m := range banned.FindAllString(text, -1) {
			t.Errorf("%s says %q", topic.ID, m)
		}
		if m := curly.FindString(text); m != "" {
			t.Errorf("%s: write %s as a plain quote; it is set when it is drawn", topic.ID, m)
		}
		for sentence := range strings.SplitSeq(strings.ReplaceAll(text, "\n", " "), ". ") {
			if words := len(strings.Fields(sentence)); words > 40 && !strings.Contains(sentence, "|") {
				t.Errorf("%s: %d words in one sentence: %s", topic.ID, words, sentence)
			}
		}
	}
}

func TestTopicsAreShort(t *testing.T) {
	limits := map[string][2]int{
		"action": {60, 130}, "page": {60, 150}, "column": {20, 110}, "tab": {40, 110}, "list": {30, 90}, "log": {30, 110}, "map": {30, 110}, "lint": {30, 110}, "layer": {35, 110}, "projector": {30, 110}, "graph": {30, 110}, "system": {30, 110},
		"state": {35, 110}, "health": {35, 110}, "reach": {35, 110}, "badge": {35, 110}, "connection": {40, 120}, "diagnosis": {40, 120}, "field": {20, 90}, "concept": {60, 190},
	}
	for _, topic := range guide.All() {
		words := 0
		for _, s := range topic.Sections {
			words += len(strings.Fields(s.Text))
		}
		if l := limits[topic.Kind()]; words < l[0] || words > l[1] {
			t.Errorf("%s has %d words, want %d to %d", topic.ID, words, l[0], l[1])
		}
	}
}

func TestEveryCommandOfATopicIsExplainedWordByWord(t *testing.T) {
	for _, topic := range guide.All() {
		for _, line := range topic.Commands {
			c := command.Explain(guide.Fill(line, nil))
			for i, tok := range c.Tokens {
				value := tok.Role == command.RoleValue && c.Tokens[i-1].Meaning != ""
				if tok.Meaning == "" && len(tok.Parts) == 0 && !value {
					t.Errorf("%s: in %q, %q has no sentence in package command", topic.ID, line, tok.Text)
				}
			}
		}
	}
}

// What a topic shows can be pasted into the run form, and nothing of it is left
// out there or has to be asked.
func TestTheRunFormReadsEveryRunCommandOfATopic(t *testing.T) {
	read := 0
	for _, topic := range guide.All() {
		for _, line := range topic.Commands {
			line = guide.Fill(line, nil)
			if !strings.HasPrefix(line, "docker run ") && !strings.HasPrefix(line, "docker create ") || line == "docker run --help" {
				continue
			}
			read++
			r := runcommand.Parse(line, runcommand.Options{Shell: command.Bash})
			for _, f := range r.Findings {
				if f.Outcome == runcommand.Unknown || f.Outcome == runcommand.Warned || f.Question != "" {
					t.Errorf("%s: in %q, %q: %s", topic.ID, line, f.Text, f.Words)
				}
			}
		}
	}
	if read < len(runcommand.Flags()) {
		t.Errorf("only %d commands were read", read)
	}
}

// A flag's topic shows the flag at work.
func TestTheTopicOfAFlagHasItInACommand(t *testing.T) {
	for _, f := range runcommand.Flags() {
		topic, ok := guide.ByID(f.Topic())
		if !ok {
			continue // said above
		}
		uses := func(line string) bool {
			return slices.ContainsFunc(runcommand.Parse(line, runcommand.Options{}).Findings, func(found runcommand.Finding) bool {
				return found.Flag == "--"+f.Long
			})
		}
		if !slices.ContainsFunc(topic.Commands, uses) {
			t.Errorf("%s shows no command with --%s", topic.ID, f.Long)
		}
	}
}

// docker prints how a command is used without an engine. Whether a command also
// does what its topic says is tried on a real engine elsewhere.
func TestDockerKnowsEveryCommandOfATopic(t *testing.T) {
	docker, err := exec.LookPath("docker")
	if err != nil {
		t.Skip("no docker command here to ask")
	}
	help := map[string]string{}
	for _, topic := range guide.All() {
		for _, line := range topic.Commands {
			var path []string
			for _, tok := range command.Explain(guide.Fill(line, nil)).Tokens {
				if tok.Role == command.RoleProgram || tok.Role == command.RoleSubcommand {
					path = append(path, tok.Text)
				}
			}
			if path[0] != "docker" || path[1] == "compose" { // compose is a plugin that may not be installed
				continue
			}
			key := strings.Join(path, " ")
			if help[key] == "" {
				out, _ := exec.Command(docker, append(path[1:], "--help")...).CombinedOutput()
				help[key] = string(out)
			}
			if !strings.Contains(help[key], "Usage:  "+key) {
				t.Errorf("%s: docker does not know %q", topic.ID, key)
			}
		}
	}
}

func TestLookingUpAnUnknownTopicIsAMistakeOfTheProgram(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Must found a topic that is not there")
		}
	}()
	guide.Must("page.nowhere")
}

func TestLiveValuesReplaceTheirPlaceholders(t *testing.T) {
	web := func(name string) string {
		if name == "container" {
			return "web"
		}
		return ""
	}
	for text, want := range map[string]string{
		"Stops {{container:the container}}.":   "Stops web.",
		"Removes {{volume:the volume}}.":       "Removes the volume.",
		"{{container:a}} on {{network:b}}, {}": "web on b, {}",
		"none":                                 "none",
	} {
		if got := guide.Fill(text, web); got != want {
			t.Errorf("Fill(%q) = %q, want %q", text, got, want)
		}
	}
	if got := guide.Fill("{{container:it}}", nil); got != "it" {
		t.Errorf("without values: %q", got)
	}
}

const good = "---\nid: badge.x\ntitle: X\nlevel: beginner\ncommands: docker ps | docker images\nrelated: badge.y\n---\n" +
	"## What it means\nA {{container:b}}.\n\n```\n## no heading\n```\n\n## Why\nC.\n\n## What to do\nD.\n"

func TestAGoodTopicIsReadWhole(t *testing.T) {
	topic, err := guide.Parse("badge.x", good)
	if err != nil {
		t.Fatal(err)
	}
	if len(topic.Commands) != 2 || topic.Commands[1] != "docker images" || topic.Related[0] != "badge.y" || topic.Title != "X" {
		t.Errorf("got %+v", topic)
	}
	if len(topic.Sections) != 3 || topic.Section("Why") != "C." || !strings.Contains(topic.Section("What it means"), "## no heading") {
		t.Errorf("sections: %+v", topic.Sections)
	}
}

func TestATopicWrittenWronglyIsRefusedWithTheReason(t *testing.T) {
	for name, tc := range map[string]struct{ old, new, want string }{
		"no front matter":    {"---\nid", "id", "front matter between"},
		"unclosed":           {"\n---\n", "\n", "front matter between"},
		"another id":         {"badge.x", "badge.z", `filed as "badge.x"`},
		"no such kind":       {"badge.x", "thing.x", "filed as"},
		"unknown key":        {"title: X", "titel: X", `no key "titel"`},
		"key twice":          {"title: X", "title: X\ntitle: Y", "twice"},
		"missing key":        {"title: X\n", "", `lacks "title"`},
		"empty value":        {"title: X", "title: ", "key: value"},
		"no colon":           {"title: X", "title X", "key: value"},
		"unknown level":      {"beginner", "easy", `no level "easy"`},
		"missing section":    {"## Why\nC.\n\n", "", `section "Why"`},
		"section misspelled": {"## Why", "## Wy", `section "Why"`},
		"empty section":      {"C.\n", "", "empty"},
		"one section more":   {"D.\n", "D.\n\n## More\nE.\n", `"More"`},
		"text on top":        {"---\n## What", "---\nHello.\n\n## What", "before the first heading"},
		"open code block":    {"```\n\n", "\n\n", "not closed"},
		"unknown value":      {"{{container:b}}", "{{box:b}}", `no placeholder "box"`},
		"no fallback":        {"{{container:b}}", "{{container}}", "{{name:fallback}}"},
	} {
		text := strings.Replace(good, tc.old, tc.new, 1)
		if text == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := guide.Parse("badge.x", text); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want something with %q", name, err, tc.want)
		}
	}
}

func TestLoadNamesEveryBrokenFile(t *testing.T) {
	_, err := guide.Load(fstest.MapFS{
		"badge/x.md": {Data: []byte(good)},
		"badge/y.md": {Data: []byte(good)},
		"page/z.md":  {Data: []byte("hello")},
	})
	if err == nil || !strings.Contains(err.Error(), "badge/y.md") || !strings.Contains(err.Error(), "page/z.md") || strings.Contains(err.Error(), "badge/x.md:") {
		t.Errorf("got %v", err)
	}
}

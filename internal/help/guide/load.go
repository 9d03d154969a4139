package guide

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Book is a set of topics.
type Book struct {
	topics []*Topic
	byID   map[string]*Topic
}

// Load reads every topic of a folder. The error names every file that is not
// written as it must be, and why.
func Load(dir fs.FS) (*Book, error) {
	b := &Book{byID: map[string]*Topic{}}
	var errs []error
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		t, err := Parse(idOf(name), string(text))
		if err != nil {
			errs = append(errs, fmt.Errorf("reading topic %s: %w", name, err))
			return nil
		}
		b.topics = append(b.topics, t)
		b.byID[t.ID] = t
		return nil
	})
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	slices.SortFunc(b.topics, func(x, y *Topic) int { return strings.Compare(x.ID, y.ID) })
	return b, nil
}

// idOf is the id that a file's path stands for: column/images.size.md is
// column.images.size.
func idOf(name string) string {
	return strings.ReplaceAll(strings.TrimSuffix(name, path.Ext(name)), "/", ".")
}

// Parse reads one topic. Its front matter has exactly one line for each of id,
// title, level, commands and related; the first must be the id it is filed
// under. Lists are separated by " | ", and "none" is the empty one. A line more,
// untried, says of commands that a test can't run why it can't: "docker login =>
// it asks for an account".
func Parse(id, text string) (*Topic, error) {
	rest, ok := strings.CutPrefix(text, "---\n")
	head, body, closed := strings.Cut(rest, "\n---\n")
	if !ok || !closed {
		return nil, errors.New("it does not begin with front matter between two lines of ---")
	}
	given := map[string]string{}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, ok := strings.Cut(line, ": ")
		value = strings.TrimSpace(value)
		switch {
		case !ok || value == "":
			return nil, fmt.Errorf("front matter %q is not \"key: value\"", line)
		case !slices.Contains([]string{"id", "title", "level", "commands", "related", "untried"}, key):
			return nil, fmt.Errorf("front matter has no key %q", key)
		case given[key] != "":
			return nil, fmt.Errorf("front matter has %q twice", key)
		}
		given[key] = value
	}
	for _, key := range []string{"id", "title", "level", "commands", "related"} {
		if given[key] == "" {
			return nil, fmt.Errorf("front matter lacks %q", key)
		}
	}
	t := &Topic{
		ID: given["id"], Title: given["title"], Level: Level(given["level"]),
		Commands: list(given["commands"]), Related: list(given["related"]),
		Body: strings.TrimSpace(body) + "\n",
	}
	for _, line := range list(given["untried"]) {
		cmd, why, ok := strings.Cut(line, " => ")
		if !ok || why == "" {
			return nil, fmt.Errorf("untried %q is not \"command => reason\"", line)
		}
		if t.Untried == nil {
			t.Untried = map[string]string{}
		}
		t.Untried[cmd] = why
	}
	if t.ID != id {
		return nil, fmt.Errorf("its id is %q, but it is filed as %q", t.ID, id)
	}
	if t.Level != Beginner && t.Level != Intermediate && t.Level != Advanced {
		return nil, fmt.Errorf("there is no level %q", t.Level)
	}
	var err error
	if t.Sections, err = sections(t.Body); err != nil {
		return nil, err
	}
	if err := checkSections(t); err != nil {
		return nil, err
	}
	for _, s := range append([]string{t.Title, t.Body}, t.Commands...) {
		if err := checkPlaceholders(s); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func list(value string) []string {
	if value == "none" || value == "" {
		return nil
	}
	return strings.Split(value, " | ")
}

// sections takes a body apart at its "## " headings. Code blocks may hold lines
// that look like headings.
func sections(body string) ([]Section, error) {
	var all []Section
	code := false
	for line := range strings.Lines(body) {
		heading, isHeading := strings.CutPrefix(line, "## ")
		switch {
		case isHeading && !code:
			all = append(all, Section{Heading: strings.TrimSpace(heading)})
			continue
		case strings.HasPrefix(line, "```"):
			code = !code
		}
		if len(all) == 0 {
			if strings.TrimSpace(line) != "" {
				return nil, fmt.Errorf("there is text before the first heading: %q", strings.TrimSpace(line))
			}
			continue
		}
		all[len(all)-1].Text += line
	}
	if code {
		return nil, errors.New("a code block is not closed")
	}
	for i := range all {
		all[i].Text = strings.TrimSpace(all[i].Text)
	}
	return all, nil
}

// shape is what the sections of a kind of topic are called, in their order. A
// heading in brackets may be left out.
var shape = map[string][]string{
	"action":     {"What it does", "Why", "What you'll see", "Undo", "Common mistake"},
	"page":       {"What it shows", "Why", "What you'll see", "Try it"},
	"column":     {"What it shows", "Why", "[What you'll see]", "[Try it]"},
	"tab":        {"What it shows", "Why", "[What you'll see]", "[Try it]"},
	"list":       {"What it does", "Why", "Try it"},
	"graph":      {"What it shows", "Why", "[What you'll see]", "[Try it]"},
	"log":        {"What it does", "Why", "Try it"},
	"map":        {"What it does", "Why", "Try it"},
	"lint":       {"What it means", "Why", "What to do"},
	"layer":      {"What it shows", "Why", "[Try it]"},
	"projector":  {"What it does", "Why", "Try it"},
	"system":     {"What it shows", "Why", "[What you'll see]", "[Try it]"},
	"state":      {"What it means", "Why", "What to do"},
	"health":     {"What it means", "Why", "What to do"},
	"reach":      {"What it means", "Why", "What to do"},
	"badge":      {"What it means", "Why", "What to do"},
	"connection": {"What it means", "Why", "What to do"},
	"diagnosis":  {"What it means", "Why", "What to do"},
	"field":      {"What it does", "Example", "Common mistake"},
	"concept":    {"The idea", "How it works", "[Common mistake]", "[Try it]"},
}

func checkSections(t *Topic) error {
	want, ok := shape[t.Kind()]
	if !ok {
		return fmt.Errorf("there is no kind of topic %q", t.Kind())
	}
	i := 0
	for _, heading := range want {
		bare := strings.Trim(heading, "[]")
		if i < len(t.Sections) && t.Sections[i].Heading == bare {
			if t.Sections[i].Text == "" {
				return fmt.Errorf("the section %q is empty", bare)
			}
			i++
		} else if bare == heading {
			return fmt.Errorf("the section %q is not where it belongs", bare)
		}
	}
	if i < len(t.Sections) {
		return fmt.Errorf("a topic of this kind has no section %q here", t.Sections[i].Heading)
	}
	return nil
}

// Link is a link of a topic to another topic, to a place in the window, or to
// a picture that is shown there.
type Link struct {
	Text   string
	Scheme string // "topic", "place" or "picture"
	Target string // a topic's id, one of Places, or the name of a picture
}

var linkPattern = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]*)\)`)

// Links are the links of a topic's body, in order. A link of another kind has
// all its address in Target.
func (t *Topic) Links() []Link {
	var links []Link
	for _, m := range linkPattern.FindAllStringSubmatch(t.Body, -1) {
		links = append(links, ParseLink(m[1], m[2]))
	}
	return links
}

// ParseLink reads the address of a link.
func ParseLink(text, address string) Link {
	scheme, target, ok := strings.Cut(address, ":")
	if !ok || scheme != "topic" && scheme != "place" && scheme != "picture" {
		return Link{Text: text, Target: address}
	}
	return Link{Text: text, Scheme: scheme, Target: target}
}

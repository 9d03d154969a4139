// Package guide holds the topics: what every page, column, state, badge,
// action, field and idea of the window means, in plain words. Each topic is a
// Markdown file under topics/ whose path is its id: topics/action/container.stop.md
// is action.container.stop. README.md says how they are written and which
// everyday picture each idea has.
//
// The package reads and indexes topics. It draws nothing, and knows no engine,
// no window and no Markdown beyond headings and links.
package guide

import (
	"embed"
	"io/fs"
	"strings"
	"sync"
)

// Level says how much of Docker a topic takes for granted.
type Level string

// The levels, lowest first.
const (
	Beginner     Level = "beginner"
	Intermediate Level = "intermediate"
	Advanced     Level = "advanced"
)

// Topic is one explanation. It is shared and must not be changed.
type Topic struct {
	ID       string
	Title    string
	Level    Level
	Commands []string          // docker commands for bash, with placeholders; none for what has none
	Related  []string          // ids of topics to read next
	Untried  map[string]string // of Commands and of those in Body: why no test can run it
	Body     string            // Markdown with placeholders, from the first heading on
	Sections []Section
}

// Section is one part of a body.
type Section struct {
	Heading string
	Text    string // Markdown with placeholders
}

// Kind is the first part of a topic's id: page, column, action, ….
func (t *Topic) Kind() string {
	kind, _, _ := strings.Cut(t.ID, ".")
	return kind
}

// Section is the text under a heading; "" when there is none.
func (t *Topic) Section(heading string) string {
	for _, s := range t.Sections {
		if s.Heading == heading {
			return s.Text
		}
	}
	return ""
}

//go:embed topics
var files embed.FS

// book is the guide that comes with the program. Its topics are part of the
// program, and every one of them is read by the tests.
var book = sync.OnceValue(func() *Book {
	dir, err := fs.Sub(files, "topics")
	if err == nil {
		var b *Book
		if b, err = Load(dir); err == nil {
			return b
		}
	}
	panic("guide: the built-in topics are broken: " + err.Error())
})

// All are the guide's topics, sorted by id. The caller must not change the
// slice.
func All() []*Topic { return book().topics }

// ByID is the topic with this id; false when there is none.
func ByID(id string) (*Topic, bool) {
	t, ok := book().byID[id]
	return t, ok
}

// Must is the topic with an id that is written in the program's source. It
// panics when there is none, which is for a test to find.
func Must(id string) *Topic {
	t, ok := ByID(id)
	if !ok {
		panic("guide: no topic " + id)
	}
	return t
}

package guide

import (
	"slices"
	"strings"
	"sync"
)

// Chapter is a part of the book that is read in order.
type Chapter struct {
	ID     string
	Title  string
	Level  Level
	Topics []*Topic
}

// story is the book's own order: the ideas, from the first container to many
// engines working together. Everything else follows by its kind.
var story = []struct {
	id, title string
	level     Level
	topics    string // ids of concepts, without the kind
}{
	{"start", "First steps", Beginner, "docker vm image container life engine command-line guide"},
	{"run", "Running containers", Beginner, "run foreground names copies environment exit-codes signals shell cleaning-up"},
	{"image", "Images and registries", Beginner, "layers tag registry pull login push practice-registry moving"},
	{"data", "Data that stays", Beginner, "volume bind tmpfs backup"},
	{"net", "Doors and hallways", Beginner, "port network bridge special-networks"},
	{"build", "Building images", Intermediate, "dockerfile instructions cmd-entrypoint arg-env build build-context build-cache multi-stage"},
	{"good", "Good Dockerfiles", Intermediate, "good-dockerfile dockerignore small-images pinned-versions non-root"},
	{"compose", "Several containers as one", Intermediate, "compose compose-file compose-commands depends-on"},
	{"kinds", "Kinds of programs", Intermediate, "web-apps databases microservices compiled interpreted"},
	{"watch", "Watching and finding out", Intermediate, "logs logging-drivers stats monitoring health events troubleshooting network-trouble engine-logs"},
	{"safe", "Safety", Advanced, "security trusted-images privileges profiles limits socket secrets private-registry"},
	{"many", "Many computers", Advanced, "context orchestration rolling-updates swarm swarm-nodes swarm-services kubernetes kubernetes-objects swarm-or-kubernetes"},
	{"delivery", "From code to running", Advanced, "ci cd pipeline"},
	{"deeper", "Networks and storage, deeper", Advanced, "discovery overlay macvlan ipv6 ingress storage-drivers volume-plugins"},
}

// kinds is where topics of each kind stand after the story.
var kinds = []struct {
	id, title string
	level     Level
	holds     func(*Topic) bool
}{
	{"window", "The window, part by part", Beginner, ofKind("page", "tab", "list", "log", "map", "layer", "system", "projector")},
	{"states", "States and marks", Beginner, ofKind("state", "health", "reach", "lint", "badge")},
	{"columns", "Columns of the lists", Beginner, ofKind("column")},
	{"actions", "What you can do", Beginner, ofKind("action")},
	{"questions", "What actions ask", Intermediate, func(t *Topic) bool { return t.Kind() == "field" && !strings.HasPrefix(t.ID, "field.run.") }},
	{"flags", "docker run, flag by flag", Advanced, func(t *Topic) bool { return strings.HasPrefix(t.ID, "field.run.") }},
	{"connection", "When no engine answers", Beginner, ofKind("connection")},
	{"failures", "When something fails", Beginner, ofKind("diagnosis")},
	{"more", "And more", Intermediate, func(*Topic) bool { return true }},
}

func ofKind(names ...string) func(*Topic) bool {
	return func(t *Topic) bool { return slices.Contains(names, t.Kind()) }
}

// Chapters are the whole guide in the order in which it is read: each topic
// stands in one of them. The caller must not change them.
var Chapters = sync.OnceValue(func() []Chapter { return chapters(All()) })

func chapters(all []*Topic) []Chapter {
	left := slices.Clone(all)
	take := func(fits func(*Topic) bool) (got []*Topic) {
		left = slices.DeleteFunc(left, func(t *Topic) bool {
			if fits(t) {
				got = append(got, t)
				return true
			}
			return false
		})
		return got
	}
	var book []Chapter
	add := func(c Chapter) {
		if len(c.Topics) > 0 {
			book = append(book, c)
		}
	}
	for _, s := range story {
		c := Chapter{ID: s.id, Title: s.title, Level: s.level}
		for name := range strings.FieldsSeq(s.topics) {
			c.Topics = append(c.Topics, take(func(t *Topic) bool { return t.ID == "concept."+name })...)
		}
		add(c)
	}
	for _, k := range kinds {
		add(Chapter{ID: k.id, Title: k.title, Level: k.level, Topics: take(k.holds)})
	}
	return book
}

package learn

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
)

// glossed are the words of a text that say what they mean.
func glossed(blocks []prose.Block) (words []string) {
	for _, b := range blocks {
		for _, s := range b.Spans {
			if s.Hint != "" {
				words = append(words, s.Text)
			}
		}
		words = append(words, glossed(b.Blocks)...)
	}
	return words
}

func TestEachWordOfTheTradeIsExplainedOnce(t *testing.T) {
	blocks := prose.Parse("## The idea\nA container on a ship.\n\n## How it works\nAn image and a container. The container is from the [volume](topic:concept.volume), `image`.\n\n- A volume, a pod and the image.")
	got := glossed(gloss(blocks, "none"))
	if strings.Join(got, "|") != "image|container|volume|pod" {
		t.Errorf("got %q", got)
	}
	if got := glossed(gloss(blocks, "concept.container")); strings.Join(got, "|") != "image|pod" {
		t.Errorf("on the page about containers: %q", got)
	}
}

func TestGlossingChangesNoText(t *testing.T) {
	for _, topic := range guide.All() {
		blocks := guidepanel.Page(topic)
		if before, after := prose.Plain(blocks), prose.Plain(gloss(blocks, topic.ID)); before != after {
			t.Errorf("%s: %q became %q", topic.ID, before, after)
		}
	}
}

func TestEveryPlaceIsNamedWhole(t *testing.T) {
	for _, topic := range guide.All() {
		at, ok := PlaceOf(topic)
		if ok && (at.Page == "" || len(at.Controls) == 0 || strings.Contains(strings.Join(at.Controls, " "), "..")) {
			t.Errorf("%s: %+v", topic.ID, at)
		}
	}
	for id := range curated {
		if _, ok := guide.ByID(id); !ok {
			t.Errorf("there is a place for %s, which is no topic", id)
		}
	}
}

type kept map[string]string

func (k kept) Get(key string) string { return k[key] }
func (k kept) Set(key, value string) { k[key] = value }

func TestMarksAreKeptAcrossRuns(t *testing.T) {
	k := kept{}
	m := newMarks(k)
	m.set("b", true)
	m.set("a", true)
	m.set("c", true)
	m.set("c", false)
	if k[readKey] != "a b" {
		t.Errorf("kept %q", k[readKey])
	}
	if again := newMarks(k); !again.read["a"] || !again.read["b"] || again.read["c"] {
		t.Errorf("read %v", again.read)
	}
	if m.set("a", true) {
		t.Error("a mark that is there is no news")
	}
}

package find_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/guide/find"
)

var book = find.New(guide.All())

func TestTheBestPageComesFirst(t *testing.T) {
	for query, want := range map[string]string{
		"volume":                 "concept.volume",
		"volmue":                 "concept.volume",
		"regsitry":               "concept.registry",
		"exit code":              "concept.exit-codes",
		"what is docker":         "concept.docker",
		"stop a container":       "action.container.stop",
		"dockerfile":             "concept.dockerfile",
		"kubernets":              "concept.kubernetes",
		"virtual machine":        "concept.vm",
		"multi stage":            "concept.multi-stage",
		"anonymous volume":       "badge.anonymous",
		"storage driver overlay": "concept.storage-drivers",
	} {
		hits := book.Search(query, 5)
		if len(hits) == 0 || hits[0].Topic.ID != want {
			var got []string
			for _, h := range hits {
				got = append(got, h.Topic.ID)
			}
			t.Errorf("%q finds %v, want %s first", query, got, want)
		}
	}
}

func TestTheWholeTextIsSearched(t *testing.T) {
	hits := book.Search("write nothing 127", 10)
	if len(hits) == 0 {
		hits = book.Search("0.0.0.0 listen", 10)
	}
	if len(hits) == 0 || !strings.Contains(hits[0].Excerpt, " ") {
		t.Errorf("got %+v", hits)
	}
}

func TestWhatIsNowhereIsNotFound(t *testing.T) {
	for _, query := range []string{"", "   ", "zzzzqqq", "zzzzqqq xxyyzz"} {
		if hits := book.Search(query, 10); len(hits) > 0 {
			t.Errorf("%q finds %s", query, hits[0].Topic.ID)
		}
	}
}

func TestAWordTooManyIsForgiven(t *testing.T) {
	if hits := book.Search("volume zzzzqqq", 10); len(hits) == 0 || hits[0].Topic.ID != "concept.volume" {
		t.Errorf("got %+v", hits)
	}
}

// Typing must not wait for the search.
func TestASearchOfTheWholeGuideIsQuick(t *testing.T) {
	r := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			book.Search("contaner netwrok", 30)
		}
	})
	if per := r.NsPerOp() / 1e6; per > 60 {
		t.Errorf("a search takes %d ms", per)
	}
}

package lookup_test

import (
	"testing"

	"github.com/dockdesk/dockdesk/internal/help/lookup"
)

func fits(typed, word string) int { return lookup.NewWord(word).Fits(lookup.NewWord(typed)) }

func TestSlipsOfTheFingersAreForgiven(t *testing.T) {
	for typed, word := range map[string]string{
		"volume": "volume", "vol": "volume", "voluem": "volume", "volme": "volume", "contaner": "container", "regsitry": "registry",
	} {
		if fits(typed, word) == 0 {
			t.Errorf("%q does not find %q", typed, word)
		}
	}
	for typed, word := range map[string]string{"volume": "network", "xyz": "registry", "po": "top"} {
		if s := fits(typed, word); s > 60 {
			t.Errorf("%q finds %q with %d", typed, word, s)
		}
	}
}

func TestTheCloserWordFitsBetter(t *testing.T) {
	if !(fits("port", "port") > fits("port", "ports") && fits("port", "ports") > fits("prot", "port")) {
		t.Error("a whole word, a beginning and a slip are not told apart")
	}
}

func TestAQueryLeavesFillersOut(t *testing.T) {
	for typed, want := range map[string]int{"stop the container": 2, "the": 1, "": 0, "shop-web_1": 4} {
		if got := len(lookup.Query(typed)); got != want {
			t.Errorf("%q has %d words, want %d", typed, got, want)
		}
	}
}

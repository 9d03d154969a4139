package layers

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
)

// many is a tree of 50,000 files in two layers: the second has half of them.
func many() *layers.Node {
	img := &layers.Image{Digests: []string{"a", "b"}}
	for n := range 2 {
		l := &layers.Layer{}
		for i := range 25_000 {
			l.Entries = append(l.Entries, layers.Entry{Path: fmt.Sprintf("/usr/share/part%d/group%03d/File-number-%05d.dat", n, i/100, i), Size: 10, Mode: 0o644})
		}
		img.Layers = append(img.Layers, l)
	}
	return layers.Tree(img, 1)
}

func paths(rows []row) string {
	var list []string
	for _, r := range rows {
		mark := ""
		if r.open {
			mark = "/"
		}
		list = append(list, r.node.Name+mark)
	}
	return strings.Join(list, " ")
}

func few() *layers.Node {
	return layers.Tree(&layers.Image{Digests: []string{"a", "b"}, Layers: []*layers.Layer{
		{Entries: []layers.Entry{{Path: "/a/one", Size: 1}, {Path: "/a/two", Size: 1}, {Path: "/b/old", Size: 1}}},
		{Entries: []layers.Entry{{Path: "/a/two", Size: 2}, {Path: "/b/old", Kind: layers.Gone}, {Path: "/New/Three", Size: 3}}},
	}}, 1)
}

func TestTheTreeShowsWhatIsAskedFor(t *testing.T) {
	for name, tc := range map[string]struct {
		ask  func(*model)
		want string
	}{
		"what the layer did":       {func(*model) {}, "New/ Three a/ two b/ old"},
		"all":                      {func(m *model) { m.all = true }, "New/ Three a/ one two b/ old"},
		"only what was added":      {func(m *model) { m.choose(int(layers.Added)) }, "New/ Three"},
		"only what was removed":    {func(m *model) { m.choose(int(layers.Removed)) }, "b/ old"},
		"a word, in any case":      {func(m *model) { m.search("tHREE") }, "New/ Three"},
		"a word of a folder":       {func(m *model) { m.search("new") }, "New/ Three"},
		"two words":                {func(m *model) { m.all = true; m.search("a o") }, "a/ one two"},
		"a word that nothing has":  {func(m *model) { m.search("nothing") }, ""},
		"a folder folded":          {func(m *model) { m.fold(m.root.Children[1]) }, "New/ Three a b/ old"},
		"a step without a layer":   {func(m *model) { m.only(false) }, ""},
		"all at such a step":       {func(m *model) { m.only(false); m.all = true }, "New/ Three a/ one two b/"},
		"folded, then searched in": {func(m *model) { m.fold(m.root.Children[1]); m.search("two") }, "a/ two"},
	} {
		m := newModel()
		m.set(few())
		_ = m.rows()
		tc.ask(m)
		if got := paths(m.rows()); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

// A frame is 16 ms; a slow machine gets several of them before this fails.
func TestFiftyThousandFilesAreSearchedAtOnce(t *testing.T) {
	m := newModel()
	m.set(many())
	m.all = true
	_ = m.rows()
	best := time.Hour
	for range 5 {
		begun := time.Now()
		m.search("file-number-24 9")
		if n := len(m.rows()); n < 200 {
			t.Fatalf("%d rows", n)
		}
		best = min(best, time.Since(begun))
	}
	t.Logf("searched in %v", best)
	if best > 100*time.Millisecond {
		t.Errorf("a search took %v", best)
	}
}

func TestSecretsOfStepsAreCovered(t *testing.T) {
	for noted, want := range map[string]string{
		"ENV API_TOKEN=tr0ub4dor PORT=80": "ENV API_TOKEN=•••• PORT=80",
		"/bin/sh -c #(nop) COPY dir:985c548056dd985c548056dd985c548056dd985c548056dd985c548056dd9999 in /srv/ ": "COPY dir:985c548056dd… in /srv/",
	} {
		if got := instruction(noted); got != want {
			t.Errorf("%q is shown as %q", noted, got)
		}
	}
	for _, noted := range []string{"RUN curl --password=tr0ub4dor https://x", "ENV DB_PASSWORD tr0ub4dor", "RUN PASSWORD=tr0ub4dor make"} {
		if got := instruction(noted); strings.Contains(got, "tr0ub4dor") {
			t.Errorf("%q shows %q", noted, got)
		}
	}
}

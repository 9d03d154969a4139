package bin_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

func container(name string, at int) bin.Entry {
	return bin.Entry{
		Kind: object.KindContainer, Name: name, Ref: "c-" + name, At: time.Unix(int64(at), 0).UTC(), Engine: "unix:///e.sock",
		Container: &bin.Container{Spec: spec.RunSpec{Image: "lab:1", Name: name, Env: []spec.Env{{Key: "TOKEN", Value: "hush-hush", HasValue: true}}}},
	}
}

// masked is what package secret would do.
func masked(e bin.Entry) bin.Entry {
	c := *e.Container
	c.Spec = c.Spec.Clone()
	c.Spec.Env[0].Value, c.Hidden = "", []string{"the variable TOKEN"}
	e.Container = &c
	return e
}

func open(t *testing.T, path string) *bin.Store {
	t.Helper()
	s, err := bin.Open(bin.Options{Path: path, Hide: masked})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func names(s *bin.Store) string {
	var list []string
	for _, e := range s.List() {
		list = append(list, e.Name)
	}
	return strings.Join(list, " ")
}

func TestTheLastOnesAreRememberedAcrossRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "bin.json")
	s := open(t, path)
	for i := range bin.Most + 5 {
		if _, err := s.Add(container(fmt.Sprint(i), i)); err != nil {
			t.Fatal(err)
		}
	}
	want := names(s)
	if !strings.HasPrefix(want, "24 23 ") || !strings.HasSuffix(want, " 5") || len(s.List()) != bin.Most {
		t.Errorf("there are %s", want)
	}
	again := open(t, path)
	if got := names(again); got != want {
		t.Errorf("the next run has %s, this one %s", got, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("everybody can read it: %v %v", info.Mode(), err)
	}
	if err := again.Forget(again.List()[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := names(open(t, path)); strings.HasPrefix(got, "24") {
		t.Errorf("what was forgotten is there: %s", got)
	}
}

func TestNoSecretIsWrittenButThisRunKnowsIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bin.json")
	s := open(t, path)
	added, err := s.Add(container("web", 1))
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path); strings.Contains(string(text), "hush-hush") || !strings.Contains(string(text), "TOKEN") {
		t.Errorf("the file says\n%s", text)
	}
	if e, ok := s.Find(added[0].ID); !ok || e.Container.Spec.Env[0].Value != "hush-hush" || len(e.Container.Hidden) > 0 {
		t.Errorf("this run has %+v", e.Container)
	}
	if e := open(t, path).List()[0]; e.Container.Spec.Env[0].Value != "" || len(e.Container.Hidden) != 1 {
		t.Errorf("the next run has %+v", e.Container)
	}
}

func TestTwoWindowsShareABin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bin.json")
	one, two := open(t, path), open(t, path)
	for i, s := range []*bin.Store{one, two, one} {
		if _, err := s.Add(container(fmt.Sprint(i), i)); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(open(t, path)); got != "2 1 0" {
		t.Errorf("the file has %s", got)
	}
	if err := two.Forget(one.List()[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := names(open(t, path)); got != "1 0" {
		t.Errorf("after forgetting, the file has %s", got)
	}
}

func TestPracticeIsNotKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bin.json")
	s := open(t, path)
	e := container("pretended", 1)
	e.Practice = true
	if _, err := s.Add(e); err != nil || names(s) != "pretended" || names(open(t, path)) != "" {
		t.Errorf("%s and %s, %v", names(s), names(open(t, path)), err)
	}
}

func TestAFileThatIsntTheBinsIsKeptAside(t *testing.T) {
	for name, text := range map[string]string{"broken": "{", "newer": `{"version": 99}`, "other": `[1]`} {
		path := filepath.Join(t.TempDir(), "bin.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bin.Open(bin.Options{Path: path})
		if err == nil || s == nil || !strings.Contains(err.Error(), "bin.json.unreadable") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if kept, _ := os.ReadFile(path + ".unreadable"); string(kept) != text {
			t.Errorf("%s: kept is %q", name, kept)
		}
		if _, err := s.Add(container("web", 1)); err != nil || len(s.List()) != 1 {
			t.Errorf("%s: it can't be used: %v", name, err)
		}
	}
	path := filepath.Join(t.TempDir(), "bin.json")
	_ = os.WriteFile(path, []byte(`{"version":1,"entries":[{"id":"x","kind":"container"},{"kind":"moon"}]}`), 0o600)
	if s, err := bin.Open(bin.Options{Path: path}); err != nil || len(s.List()) != 0 {
		t.Errorf("halves are taken for entries: %v", err)
	}
}

func TestAContainerComesBackWithTheVolumesThatAreStillThere(t *testing.T) {
	c := bin.Container{
		Spec: spec.RunSpec{Image: "lab:1", Rm: true, Pull: "always", Mounts: []spec.Mount{{Kind: spec.Volume, Target: "/a"}}},
		Kept: "web:1", Anonymous: []bin.Anonymous{{Name: "one", Target: "/a"}, {Name: "two", Target: "/b"}, {Name: "gone", Target: "/c"}},
	}
	s := c.Again(func(name string) bool { return name != "gone" })
	want := []spec.Mount{{Kind: spec.Volume, Source: "one", Target: "/a"}, {Kind: spec.Volume, Source: "two", Target: "/b"}}
	if s.Image != "web:1" || !s.CreateOnly || s.Pull != "" || fmt.Sprint(s.Mounts) != fmt.Sprint(want) {
		t.Errorf("it would be %+v", s)
	}
	if c.Spec.Mounts[0].Source != "" || c.Spec.Image != "lab:1" {
		t.Error("the memory was changed")
	}
}

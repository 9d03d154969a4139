//go:build linux

package realengine

import (
	"slices"
	"strings"
	"testing"
)

func TestTheShopIsAsDrawn(t *testing.T) {
	eng := Shared(t)
	if err := Room(t.Context(), eng.Client(), 5); err != nil {
		t.Fatal(err)
	}
	got := eng.Docker(t, "ps", "-a", "--format", "{{.Names}} {{.Image}} {{.State}} {{.Status}}")
	for i, want := range []string{
		"web nginx:1.27 running Up",
		"db postgres:16 running Up",
		"cache redis:7 running Up * (unhealthy)",
		"job python:3.12 exited Exited (1)",
		"hello hello-world exited Exited (0)",
	} {
		line := strings.Split(got, "\n")[i]
		for _, part := range strings.Split(want, "*") {
			if !strings.Contains(line, strings.TrimSpace(part)) {
				t.Errorf("line %d is %q, want %q", i, line, want)
			}
		}
	}
	if page := eng.Fetch(t, "http://localhost:8080/"); page != "Welcome to the shop" {
		t.Errorf("the shop's page is %q", page)
	}
}

func TestACrowdHasTheProportionsAsked(t *testing.T) {
	eng := Shared(t)
	if err := Room(t.Context(), eng.Client(), 40); err != nil {
		t.Fatal(err)
	}
	for what, want := range map[string]int{
		"ps -aq":                       40,
		"ps -q":                        8,
		"volume ls -q":                 4,
		"network ls -q -f type=custom": 2,
		"images -q room/*":             8,
	} {
		if got := len(strings.Fields(eng.Docker(t, strings.Fields(what)...))); got != want {
			t.Errorf("docker %s lists %d, want %d", what, got, want)
		}
	}
}

func TestLongNamesAreLong(t *testing.T) {
	eng := Shared(t)
	if err := LongNames(t.Context(), eng.Client()); err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(eng.Docker(t, "ps", "-a", "--format", "{{.Names}}"))
	names = append(names, eng.Docker(t, "volume", "ls", "-q"), eng.Docker(t, "network", "ls", "-f", "type=custom", "--format", "{{.Name}}"))
	var lengths []int
	for _, name := range names {
		lengths = append(lengths, len(name))
	}
	slices.Sort(lengths)
	if !slices.Equal(lengths, []int{2, 200, 200, 200, 200, 200}) {
		t.Errorf("the names have %v characters", lengths)
	}
}

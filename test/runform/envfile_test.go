package runform

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

// A file of variables that becomes rows of the form makes the container that
// --env-file makes of it; so does the command that is shown then.
func TestAFileOfVariablesMakesTheSameAsItsRows(t *testing.T) {
	docker(t)
	eng, api := lived(t)
	place := newStage(t)
	local := place.local()
	runs := operations.Runs{Engine: api, Local: local}
	text := "\uFEFF# the shop\n\nPLAIN=value\n  INDENTED=x\nSPACES= two  blanks \nQUOTES=\"kept\" 'too'\nEXPORT_LIKE=export A=b\nEMPTY=\n" +
		"HANDED_ON\nUNSET_ANYWHERE\nDOLLAR=$HOME ${X} `y`\nHASH=a # b\nEQUALS=a=b=c\nUMLAUT=grün ☕\nTWICE=1\nTWICE=2\nWINDOWS=end\r\nlower.dots-and/odd=1\nLAST=no newline"
	file := filepath.Join(place.dir, "the file.env")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	vars, unread := spec.ParseEnvFile(text, local.LookupEnv)
	if len(unread) > 0 {
		t.Fatalf("refused: %+v", unread)
	}
	said, err := place.typed(t.Context(), t, "docker create --env-file 'the file.env' lab:1 sleep", "DOCKER_HOST="+eng.Host(), "DOCKER_CONFIG="+place.dir)
	if err != nil {
		t.Fatal(said)
	}
	want := variables(t, inspected(t, api, containerID(said)))
	s := spec.RunSpec{Image: "lab:1", Command: []string{"sleep"}, CreateOnly: true, Env: vars}
	out, err := runs.Create(t.Context(), s, operations.RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := variables(t, inspected(t, api, out.Created.ID)); !slices.Equal(got, want) {
		t.Errorf("the rows make %q\n--env-file makes %q", got, want)
	}
	shown := runcommand.Run(s, runcommand.Style{}).String()
	if said, err = place.typed(t.Context(), t, shown, "DOCKER_HOST="+eng.Host(), "DOCKER_CONFIG="+place.dir); err != nil {
		t.Fatal(said)
	}
	if got := variables(t, inspected(t, api, containerID(said))); !slices.Equal(got, want) {
		t.Errorf("%s\nmakes %q\n--env-file makes %q", shown, got, want)
	}
}

func TestLinesThatDockerRefusesAreNamed(t *testing.T) {
	docker(t)
	eng, api := lived(t)
	place := newStage(t)
	for _, line := range []string{"A B=1", "A\t=1", "=1", "A =1", "\xff=1", "A=\xff", "- A=1", "export A=1", "A", "A.B", "# x", "\u00a0A=1", "A\u00a0B=1", "A: 1"} {
		if err := os.WriteFile(filepath.Join(place.dir, "one.env"), []byte(line+"\nB=2\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		said, err := place.typed(t.Context(), t, "docker create --env-file one.env lab:1 sleep", "DOCKER_HOST="+eng.Host(), "DOCKER_CONFIG="+place.dir)
		_, unread := spec.ParseEnvFile(line+"\nB=2\n", place.local().LookupEnv)
		if (err != nil) != (len(unread) > 0) || len(unread) > 0 && (unread[0].Number != 1 || unread[0].Why == "") {
			t.Errorf("%q: docker said %v %s, here %+v", line, err, strings.TrimSpace(said), unread)
		}
		if err == nil {
			removed(t, api, containerID(said))
		}
	}
}

// variables are those that count in a container: of several of a name the last.
func variables(t *testing.T, container map[string]any) []string {
	t.Helper()
	config, ok := container["Config"].(map[string]any)
	if !ok {
		t.Fatal("nothing was made")
	}
	last := map[string]string{}
	for _, e := range config["Env"].([]any) {
		key, _, _ := strings.Cut(e.(string), "=")
		last[key] = e.(string)
	}
	var all []string
	for _, e := range last {
		all = append(all, e)
	}
	slices.Sort(all)
	return all
}

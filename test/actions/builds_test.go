package actions_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// The docker command may have another builder than the action: what they build is
// compared by what is in it.
func TestWhatIsBuiltIsWhatTheCommandBuilds(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Dockerfile":    "FROM lab-shell:1 AS compile\nARG SALT=1\nWORKDIR /src\nCOPY . .\nRUN echo \"$SALT\" > salt && cat a.txt >> salt\nENV A=b\nFROM compile AS test\nRUN false\n",
		"a.txt":         "the same for both\n",
		"b.log":         "left out\n",
		".dockerignore": "*.log\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	values := func(name string) action.Values {
		text, err := spec.MarshalBuild(spec.BuildSpec{
			Folder: dir, Tags: []string{name}, Target: "compile", Labels: []spec.Pair{{Key: "who", Value: "a b"}},
			Args: []spec.Env{{Key: "SALT", Value: "7 8", HasValue: true}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return action.Values{action.BuildValue: string(text)}
	}
	a, on := action.Must("image.build"), action.On{Kind: object.KindImage}
	for _, c := range a.Commands(on, values("theirs:1")) {
		eng.Docker(t, c.Words()[1:]...)
	}
	result := a.Run(t.Context(), action.Ops{Builds: build.Builder{Engine: eng.Client()}}, on, values("ours:1"), nil)
	if err := result.Err(); err != nil || result.Created.ID == "" {
		t.Fatalf("it made %v: %v", result.Created, err)
	}
	for _, what := range []string{"{{json .Config.Env}}", "{{json .Config.Labels}}", "{{.Config.WorkingDir}}", "{{.Os}}/{{.Architecture}}", "{{len .RootFS.Layers}}"} {
		ours, his := eng.Docker(t, "image", "inspect", "-f", what, "ours:1"), eng.Docker(t, "image", "inspect", "-f", what, "theirs:1")
		if ours != his {
			t.Errorf("%s: ours %s, the command's %s", what, ours, his)
		}
	}
	read := func(image string) string {
		return eng.Docker(t, "run", "--rm", image, "sh", "-c", "find /src -type f | sort | xargs sha256sum")
	}
	if ours, his := read("ours:1"), read("theirs:1"); ours != his {
		t.Errorf("its files are\n%s\nthe command's\n%s", ours, his)
	}
	eng.Docker(t, "rmi", "-f", "ours:1", "theirs:1")
}

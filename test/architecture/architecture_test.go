package architecture

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// doorLines is how long cmd/dockdesk may be, all files together without tests:
// a door holds no logic.
const doorLines = 600

func goCommand(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	return out
}

func packages(t *testing.T) []Package {
	t.Helper()
	list := json.NewDecoder(bytes.NewReader(goCommand(t, "list", "-e", "-tags", "migrated_fynedo", "-json", "./...")))
	var all []Package
	for {
		var p Package
		if err := list.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Error != nil {
			t.Errorf("%s: %s", p.ImportPath, p.Error.Err)
		}
		all = append(all, p)
	}
}

func TestEveryPackageKeepsToItsRoom(t *testing.T) {
	all := packages(t)
	for _, v := range Check(all) {
		t.Error(v)
	}
	if len(all) < 10 {
		t.Errorf("only %d packages were looked at", len(all))
	}
}

func TestEveryRuleFindsItsViolation(t *testing.T) {
	clean := Package{ImportPath: Module + "/internal/engine/store", Doc: "Package store …", GoFiles: []string{"a.go"}}
	for _, c := range []struct {
		name, path string
		imports    []string
		tests      []string
		want       string
	}{
		{"engine imports Fyne", "internal/engine/store", []string{"fyne.io/fyne/v2"}, nil, "imports fyne.io/fyne/v2"},
		{"engine imports views", "internal/engine", []string{Module + "/internal/views/theme"}, nil, "internal/views/theme"},
		{"engine imports help", "internal/engine", []string{Module + "/internal/help/guide"}, nil, "internal/help/guide"},
		{"objects import the store", "internal/engine/object", []string{Module + "/internal/engine/store"}, nil, "internal/engine/store"},
		{"help imports the client", "internal/help/command", []string{"github.com/docker/docker/client"}, nil, "docker/client"},
		{"help imports the store", "internal/help/command", []string{Module + "/internal/engine/store"}, nil, "internal/engine/store"},
		{"help imports Fyne", "internal/help/guide", []string{"fyne.io/fyne/v2/widget"}, nil, "fyne/v2/widget"},
		{"a test of help imports Fyne", "internal/help/guide", nil, []string{"fyne.io/fyne/v2/test"}, "its tests import"},
		{"views import the client", "internal/views/home", []string{"github.com/docker/docker/api/types"}, nil, "docker/api/types"},
		{"views import app", "internal/views/shell", []string{"fyne.io/fyne/v2/app"}, nil, "fyne/v2/app"},
		{"a test of views imports app", "internal/views/shell", nil, []string{"fyne.io/fyne/v2/app"}, "fyne/v2/app"},
		{"views import the door", "internal/views/shell", []string{Module + "/cmd/dockdesk"}, nil, "cmd/dockdesk"},
		{"views import a test's package", "internal/views/shell", []string{Module + "/test/window"}, nil, "test/window"},
		{"the door imports a test's package", "cmd/dockdesk", []string{Module + "/test/realengine"}, nil, "test/realengine"},
		{"control imports Fyne", "internal/views/control", []string{"fyne.io/fyne/v2"}, nil, "fyne.io/fyne/v2"},
		{"a room that nobody planned", "internal/platform", nil, nil, "no room"},
		{"a vague name", "internal/engine/util", nil, nil, `"util"`},
		{"a vague name in the middle", "internal/views/common/rows", nil, nil, `"common"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := clean
			p.ImportPath, p.Imports, p.XTestImports = Module+"/"+c.path, c.imports, c.tests
			found := Check([]Package{clean, p})
			if len(found) != 1 || found[0].Package != p.ImportPath || !strings.Contains(found[0].Problem, c.want) {
				t.Errorf("found %v, want one with %q", found, c.want)
			}
		})
	}
}

func TestAPackageNeedsAComment(t *testing.T) {
	bare := Package{ImportPath: Module + "/internal/engine", GoFiles: []string{"a.go"}}
	if found := Check([]Package{bare}); len(found) != 1 {
		t.Errorf("found %v", found)
	}
	bare.GoFiles = nil // nothing but test files
	if found := Check([]Package{bare}); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

func TestWhatTheRulesAllow(t *testing.T) {
	for path, imports := range map[string][]string{
		"internal/engine/store": {"context", "github.com/docker/docker/client", Module + "/internal/engine/object"},
		"internal/help/command": {Module + "/internal/engine/object", Module + "/internal/help/secret"},
		"internal/views/home":   {"fyne.io/fyne/v2", Module + "/internal/engine/store", Module + "/internal/help/guide", Module + "/assets"},
		"cmd/dockdesk":          {"fyne.io/fyne/v2/app", "github.com/docker/docker/client", Module + "/internal/views/shell"},
		"test/window":           {Module + "/test/realengine", Module + "/internal/views/control"},
	} {
		if found := Check([]Package{{ImportPath: Module + "/" + path, Doc: "x", GoFiles: []string{"a.go"}, Imports: imports}}); len(found) > 0 {
			t.Errorf("found %v", found)
		}
	}
}

func TestTheDoorIsSmall(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "cmd", "dockdesk", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines += bytes.Count(text, []byte("\n"))
	}
	if lines == 0 || lines > doorLines {
		t.Errorf("cmd/dockdesk has %d lines in %d files; it holds flags and wiring, at most %d", lines, len(files), doorLines)
	}
}

func TestEveryDirectDependencyIsExplained(t *testing.T) {
	var mod struct {
		Require, Tool []struct{ Path string }
	}
	if err := json.Unmarshal(goCommand(t, "mod", "edit", "-json"), &mod); err != nil {
		t.Fatal(err)
	}
	var modules, tools []string
	for _, m := range mod.Require {
		modules = append(modules, m.Path)
	}
	for _, tool := range mod.Tool {
		tools = append(tools, tool.Path)
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	direct, documented := Direct(packages(t), modules, tools), Documented(string(text))
	for _, m := range direct {
		if !slices.Contains(documented, m) {
			t.Errorf("%s is imported, but has no line in docs/dependencies.md", m)
		}
	}
	for _, m := range documented {
		if !slices.Contains(direct, m) {
			t.Errorf("docs/dependencies.md explains %s, which nothing of ours imports", m)
		}
	}
}

// What go mod tidy would mark as indirect and what not, without the modules that
// a tidy downloads for that. Tools don't count as imports there.
func TestGoModSaysWhatIsImportedDirectly(t *testing.T) {
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(goCommand(t, "mod", "edit", "-json"), &mod); err != nil {
		t.Fatal(err)
	}
	var modules, marked []string
	for _, m := range mod.Require {
		modules = append(modules, m.Path)
		if !m.Indirect {
			marked = append(marked, m.Path)
		}
	}
	slices.Sort(marked)
	if direct := Direct(packages(t), modules, nil); !slices.Equal(marked, direct) {
		t.Errorf("go.mod has as direct %q\nimported are          %q\nrun go mod tidy", marked, direct)
	}
}

func TestDirectModulesAreFoundByTheLongestPath(t *testing.T) {
	got := Direct(
		[]Package{{Imports: []string{"fmt", Module + "/assets", "example.com/a/b/c"}, XTestImports: []string{"example.com/t"}}},
		[]string{"example.com/a", "example.com/a/b", "example.com/t", "example.com/tool", "example.com/unused"},
		[]string{"example.com/tool/cmd/x"},
	)
	if want := []string{"example.com/a/b", "example.com/t", "example.com/tool"}; !slices.Equal(got, want) {
		t.Errorf("direct modules %q, want %q", got, want)
	}
}

func TestDocumentedModulesAreTheFirstCells(t *testing.T) {
	got := Documented("text `no`\n\n| module | why |\n|---|---|\n| `b/c` | for `x` |\n| `a` | y |\n")
	if want := []string{"a", "b/c"}; !slices.Equal(got, want) {
		t.Errorf("documented %q, want %q", got, want)
	}
}

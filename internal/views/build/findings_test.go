package build

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

const untidy = "FROM python\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nRUN apt-get update\nRUN apt-get install -y curl\nCMD python app.py\n"

// fix presses the fix of a rule, and says yes to what is asked.
func (b *bench) fix(rule string) page.Confirmation {
	b.t.Helper()
	var asked page.Confirmation
	b.p.host.Confirm = func(c page.Confirmation) { asked = c }
	for _, one := range b.p.recipe.found.list {
		if one.Rule == rule {
			b.p.recipe.found.ask(one)
			asked.Yes()
			return asked
		}
	}
	b.t.Fatalf("%s is not found: %+v", rule, b.p.recipe.found.list)
	return asked
}

func (b *bench) found(n int) {
	b.t.Helper()
	b.await(fmt.Sprintf("%d things are found", n), func() bool {
		return b.p.recipe.found.of != nil && string(b.p.recipe.found.of) == string(b.p.text) && len(b.p.recipe.found.list) == n
	})
}

func TestWhatCouldBeBetterIsSaidUnderTheDockerfileAndFixed(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		b := open(t, choice, fyne.NewSize(820, 900))
		b.choose(untidy)
		b.p.tabs.Select("dockerfile")
		b.found(9)
		b.look(fmt.Sprintf("findings-%v", choice))
		if got := b.text("build.findings"); got != "9 things could be better" {
			t.Errorf("it says %q", got)
		}
		asked := b.fix("copy-before-install")
		if !strings.Contains(asked.Words, "− COPY . .\n− RUN pip") || !strings.Contains(asked.Words, "+ COPY requirements.txt ./\n") {
			t.Errorf("asked:\n%s", asked.Words)
		}
		b.found(8)
		b.fix("no-ignore-file")
		b.found(7)
		dir := b.p.spec.Folder
		if text, err := os.ReadFile(filepath.Join(dir, ".dockerignore")); err != nil || !strings.Contains(string(text), ".git\n") {
			t.Errorf("the .dockerignore: %q, %v", text, err)
		}
		b.fix("JSONArgsRecommended")
		b.found(6)
		text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
		if err != nil || !strings.HasSuffix(string(text), "CMD [\"python\", \"app.py\"]\n") {
			t.Errorf("the Dockerfile: %q, %v", text, err)
		}
	}
}

func TestAFileThatWasChangedMeanwhileIsNotWrittenOver(t *testing.T) {
	b := open(t, theme.Light, fyne.NewSize(820, 900))
	b.choose("FROM busybox\n")
	b.found(1)
	mine := []byte("FROM mine:1\n")
	path := filepath.Join(b.p.spec.Folder, "Dockerfile")
	if err := os.WriteFile(path, mine, 0o644); err != nil {
		t.Fatal(err)
	}
	b.fix("pinned-base")
	b.await("it is said", func() bool { return len(b.told) > 0 })
	if text, _ := os.ReadFile(path); string(text) != string(mine) || !strings.Contains(b.told[0], "changed meanwhile") {
		t.Errorf("it is %q now, and says %q", text, b.told)
	}
	left, err := os.ReadDir(b.p.spec.Folder)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAFolderWithoutADockerfileBeginsWithATemplate(t *testing.T) {
	b := open(t, theme.Light, fyne.NewSize(820, 900))
	b.choose("")
	dir := b.p.spec.Folder
	for name, text := range map[string]string{"go.mod": "module shop\n\ngo 1.24\n", "compose.yaml": "mine\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b.look("begin")
	items := b.p.beginItems()
	if items[0].Title != "Go, as it looks" || len(items) != 8 {
		t.Fatalf("offered: %+v", items)
	}
	var asked page.Confirmation
	b.p.host.Confirm = func(c page.Confirmation) { asked = c }
	items[0].Do()
	b.await("it asks", func() bool { return asked.Yes != nil })
	for _, words := range []string{"compose.yaml is there already, and stays as it is.", "FROM golang:1.24 AS build"} {
		if !strings.Contains(asked.Words, words) {
			t.Errorf("it doesn't say %q:\n%s", words, asked.Words)
		}
	}
	asked.Yes()
	b.await("the Dockerfile is read", func() bool { return strings.HasPrefix(string(b.p.text), "# Compile") })
	if text, _ := os.ReadFile(filepath.Join(dir, "compose.yaml")); string(text) != "mine\n" {
		t.Errorf("compose.yaml was written over: %q", text)
	}
	b.found(0)
}

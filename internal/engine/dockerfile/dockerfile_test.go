package dockerfile_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/dockerfile"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// smell is a Dockerfile with something that could be better.
type smell struct {
	rule  string
	text  string
	lines [2]int
	fixed string // the text after the fix; "" where there is none
}

var smells = map[string]smell{
	"no version": {dockerfile.PinnedBase, "FROM busybox\n", [2]int{1, 1}, "FROM busybox:1.37\n"},
	"the newest": {dockerfile.PinnedBase, "FROM python:latest AS base\nRUN true\n", [2]int{1, 1}, "FROM python:3.13-slim AS base\nRUN true\n"},
	"a stranger": {dockerfile.PinnedBase, "FROM team/tool\n", [2]int{1, 1}, ""},
	"root":       {dockerfile.NonRoot, "FROM busybox:1.37\nCMD [\"true\"]\n", [2]int{2, 2}, "FROM busybox:1.37\nUSER 10001\nCMD [\"true\"]\n"},
	"root said":  {dockerfile.NonRoot, "FROM busybox:1.37\nUSER root\nCMD [\"true\"]\n", [2]int{2, 2}, "FROM busybox:1.37\nUSER 10001\nCMD [\"true\"]\n"},
	"everything": {dockerfile.NoIgnore, "FROM busybox:1.37\nCOPY . /app\n", [2]int{2, 2}, "FROM busybox:1.37\nCOPY . /app\n"},
	"npm": {dockerfile.CopyLate, "FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", [2]int{3, 4},
		"FROM node:22-slim\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n"},
	"pip": {dockerfile.CopyLate, "FROM python:3.13-slim\nCOPY . /app\nRUN pip install --no-cache-dir \\\n    -r requirements.txt\n", [2]int{2, 4},
		"FROM python:3.13-slim\nCOPY requirements.txt /app/\nRUN pip install --no-cache-dir \\\n    -r requirements.txt\nCOPY . /app\n"},
	"apt lists": {dockerfile.AptClean, "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n", [2]int{2, 2},
		"FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\n"},
	"apt more": {dockerfile.AptSuggests, "FROM debian:12-slim\nRUN apt-get update \\\n    && apt-get install -y curl \\\n    && rm -rf /var/lib/apt/lists/*\n", [2]int{2, 4},
		"FROM debian:12-slim\nRUN apt-get update \\\n    && apt-get install --no-install-recommends -y curl \\\n    && rm -rf /var/lib/apt/lists/*\n"},
	"apt alone": {dockerfile.AptUpdate, "FROM debian:12-slim\nRUN apt-get update\nRUN apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n", [2]int{2, 2},
		"FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n"},
	"add":      {dockerfile.AddLocal, "FROM busybox:1.37\nADD app.txt /app/\n", [2]int{2, 2}, "FROM busybox:1.37\nCOPY app.txt /app/\n"},
	"sudo":     {dockerfile.Sudo, "FROM busybox:1.37\nRUN sudo -E touch /a && sudo touch /b\n", [2]int{2, 2}, "FROM busybox:1.37\nRUN touch /a && touch /b\n"},
	"cd":       {dockerfile.CdAlone, "FROM busybox:1.37\nRUN cd /tmp\n", [2]int{2, 2}, "FROM busybox:1.37\nWORKDIR /tmp\n"},
	"pip kept": {dockerfile.PipCache, "FROM python:3.13-slim\nRUN pip install flask\n", [2]int{2, 2}, "FROM python:3.13-slim\nRUN pip install --no-cache-dir flask\n"},

	"shell form":    {"JSONArgsRecommended", "FROM busybox:1.37\nUSER 10001\nCMD echo hello\n", [2]int{3, 3}, "FROM busybox:1.37\nUSER 10001\nCMD [\"echo\", \"hello\"]\n"},
	"shell signs":   {"JSONArgsRecommended", "FROM busybox:1.37\nUSER 10001\nENTRYPOINT echo $HOME\n", [2]int{3, 3}, "FROM busybox:1.37\nUSER 10001\nENTRYPOINT [\"/bin/sh\", \"-c\", \"exec echo $HOME\"]\n"},
	"small letters": {"ConsistentInstructionCasing", "FROM busybox:1.37\nrun true\nRUN true\n", [2]int{2, 2}, "FROM busybox:1.37\nRUN true\nRUN true\n"},
	"as":            {"FromAsCasing", "FROM busybox:1.37 as base\n", [2]int{1, 1}, "FROM busybox:1.37 AS base\n"},
	"maintainer":    {"MaintainerDeprecated", "FROM busybox:1.37\nMAINTAINER Ann \"A\" <ann@example.test>\n", [2]int{2, 2}, "FROM busybox:1.37\nLABEL org.opencontainers.image.authors=\"Ann \\\"A\\\" \\u003cann@example.test\\u003e\"\n"},
	"legacy":        {"LegacyKeyValueFormat", "FROM busybox:1.37\nENV NAME some words\n", [2]int{2, 2}, "FROM busybox:1.37\nENV NAME=\"some words\"\n"},
	"workdir":       {"WorkdirRelativePath", "FROM busybox:1.37\nWORKDIR app\n", [2]int{2, 2}, "FROM busybox:1.37\nWORKDIR /app\n"},
	"empty line":    {"NoEmptyContinuation", "FROM busybox:1.37\nRUN true \\\n\n    && true\n", [2]int{4, 4}, ""},
	"protocol":      {"ExposeProtoCasing", "FROM busybox:1.37\nEXPOSE 80/TCP\n", [2]int{2, 2}, "FROM busybox:1.37\nEXPOSE 80/tcp\n"},
	"secret":        {"SecretsUsedInArgOrEnv", "FROM busybox:1.37\nENV API_TOKEN=abc\n", [2]int{2, 2}, ""},
	"unknown name":  {"UndefinedVar", "FROM busybox:1.37\nENV A=$NOBODY\n", [2]int{2, 2}, ""},
}

func lint(t testing.TB, text string, c dockerfile.Context) []dockerfile.Finding {
	t.Helper()
	found, err := dockerfile.Lint(t.Context(), []byte(text), c)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func find(found []dockerfile.Finding, rule string) (dockerfile.Finding, bool) {
	i := slices.IndexFunc(found, func(f dockerfile.Finding) bool { return f.Rule == rule })
	if i < 0 {
		return dockerfile.Finding{}, false
	}
	return found[i], true
}

func TestWhatIsFoundAndItsFix(t *testing.T) {
	for name, s := range smells {
		t.Run(name, func(t *testing.T) {
			one, ok := find(lint(t, s.text, dockerfile.Context{}), s.rule)
			if !ok {
				t.Fatalf("%s is not found", s.rule)
			}
			if [2]int{one.First, one.Last} != s.lines {
				t.Errorf("it is at %d–%d, want %v", one.First, one.Last, s.lines)
			}
			if !strings.HasSuffix(one.Words, ".") || len(one.Words) < 15 {
				t.Errorf("it says %q", one.Words)
			}
			if s.fixed == "" {
				return
			}
			if one.Fix == nil {
				t.Fatal("it has no fix")
			}
			fixed := string(dockerfile.Apply([]byte(s.text), one.Fix))
			if fixed != s.fixed {
				t.Errorf("fixed, it is\n%s\nwant\n%s", fixed, s.fixed)
			}
			if again, still := find(lint(t, fixed, dockerfile.Context{Ignored: one.Fix.Ignore != ""}), s.rule); still {
				t.Errorf("fixed, it still has %+v", again)
			}
		})
	}
}

func TestEveryRuleOfOursHasASmell(t *testing.T) {
	for _, rule := range dockerfile.Rules {
		if !slices.ContainsFunc(func() (all []smell) {
			for _, s := range smells {
				all = append(all, s)
			}
			return all
		}(), func(s smell) bool { return s.rule == rule && s.fixed != "" }) {
			t.Errorf("nothing shows %s and its fix", rule)
		}
	}
}

func TestAGoodDockerfileHasNoFindings(t *testing.T) {
	text := `# syntax=docker/dockerfile:1
ARG VERSION=1.25
FROM golang:${VERSION} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM scratch
COPY --from=build /app /app
USER 10001
EXPOSE 8080/tcp
ENTRYPOINT ["/app"]
`
	if found := lint(t, text, dockerfile.Context{Ignored: true}); len(found) != 0 {
		t.Errorf("%+v", found)
	}
}

func TestAVersionThatTheEngineHasIsNamedFirst(t *testing.T) {
	tags := func(repository string) []string {
		if repository != "team/tool" {
			t.Errorf("asked for %q", repository)
		}
		return []string{"latest", "4.2"}
	}
	one, _ := find(lint(t, "FROM team/tool\n", dockerfile.Context{Tags: tags}), dockerfile.PinnedBase)
	if one.Fix == nil || one.Fix.Edits[0].With[0] != "FROM team/tool:4.2" {
		t.Errorf("%+v", one.Fix)
	}
}

func TestWhatIsNoDockerfileSaysWhere(t *testing.T) {
	for text, line := range map[string]int{"FROM busybox:1\nRUNN true\n": 2, "": 0, "RUN true\n": 1, "FROM busybox:1\nCOPY\n": 2} {
		_, err := dockerfile.Lint(t.Context(), []byte(text), dockerfile.Context{})
		var b *dockerfile.Broken
		if !errors.As(err, &b) || line > 0 && b.Line != line {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAFixKeepsTheLineEnds(t *testing.T) {
	text := "FROM busybox\r\nRUN cd /tmp\r\n"
	one, _ := find(lint(t, text, dockerfile.Context{}), dockerfile.CdAlone)
	if got := string(dockerfile.Apply([]byte(text), one.Fix)); got != "FROM busybox\r\nWORKDIR /tmp\r\n" {
		t.Errorf("%q", got)
	}
}

// What the images lack here is stood in for: apt-get, pip and npm that do nothing.
func TestAFixedDockerfileStillBuilds(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	base := t.TempDir()
	put(t, base, "Dockerfile", "FROM "+realengine.ShellImage+"\nRUN for n in apt-get pip npm; do printf '#!/bin/sh\\nexit 0\\n' >/bin/$n; chmod +x /bin/$n; done\n")
	build(t, eng, base, "stand-in:1")
	for _, name := range []string{"busybox:1.37", "python:3.13-slim", "node:22-slim", "debian:12-slim"} {
		eng.Docker(t, "tag", "stand-in:1", name)
	}
	// All of them are stages of one build, which is one command instead of twenty.
	dir := t.TempDir()
	var all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(smells)) {
		if s := smells[name]; s.fixed != "" {
			fmt.Fprintf(&all, "# %s\n%s", name, strings.Replace(s.fixed, " AS base", "", 1))
		}
	}
	for _, file := range []string{"app.txt", "package.json", "requirements.txt"} {
		put(t, dir, file, "{}\n")
	}
	put(t, dir, "Dockerfile", all.String())
	put(t, dir, ".dockerignore", dockerfile.Ignore)
	build(t, eng, dir, "fixed:1")
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func build(t *testing.T, eng *realengine.Engine, dir, tag string) {
	t.Helper()
	cmd := eng.Command(context.Background(), "build", "-q", "-t", tag, dir)
	cmd.Env = append(cmd.Environ(), "DOCKER_BUILDKIT=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		var exit *exec.ExitError
		t.Fatalf("it doesn't build (%v, %v): %s", errors.As(err, &exit), err, out)
	}
}

// BenchmarkLint: a Dockerfile must be read and looked through in 10 ms.
func BenchmarkLint(b *testing.B) {
	var text strings.Builder
	text.WriteString("FROM debian:12\n")
	for i := range 60 {
		fmt.Fprintf(&text, "RUN apt-get update && apt-get install -y tool%d\nENV A%d=1\nCOPY . /src%d\n", i, i, i)
	}
	text.WriteString("CMD run it\n")
	for b.Loop() {
		if _, err := dockerfile.Lint(context.Background(), []byte(text.String()), dockerfile.Context{}); err != nil {
			b.Fatal(err)
		}
	}
}

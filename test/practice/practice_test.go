// Package practice_test holds the practice engine to the real one: the docker
// command's ordinary commands, run against both, must print the same.
package practice_test

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice"
	"github.com/dockdesk/dockdesk/test/realengine"
)

//go:embed script.txt
var script string

func TestMain(m *testing.M) { realengine.Main(m) }

// step is a line of the script.
type step struct {
	number int
	text   string
	reason string // why only its success is compared
}

func steps() []step {
	var all []step
	for i, line := range strings.Split(script, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		text, reason, _ := strings.Cut(line, " #~ ")
		all = append(all, step{i + 1, text, reason})
	}
	return all
}

// outcome is what a line did.
type outcome struct {
	out  string
	code int
}

func (o outcome) String() string { return fmt.Sprintf("exit %d\n%s", o.code, o.out) }

// stage is an engine and a folder to work in.
type stage struct {
	host   string
	config string
	dir    string
}

func newStage(t *testing.T, host string) stage {
	t.Helper()
	return stage{host: host, config: t.TempDir(), dir: t.TempDir()}
}

func (s stage) run(t *testing.T, line string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Dir, cmd.WaitDelay = s.dir, time.Second
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "DOCKER_") }),
		"DOCKER_HOST="+s.host, "DOCKER_CONFIG="+s.config, "DOCKER_BUILDKIT=0", "DOCKER_CLI_HINTS=false", "LC_ALL=C")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatalf("%s: %v", line, err)
	}
	return outcome{plain(out.String(), s.dir), cmd.ProcessState.ExitCode()}
}

// The parts of an output that are never the same twice.
var varying = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`sha256:[0-9a-f]{64}`), "SHA"},
	{regexp.MustCompile(`\b[0-9a-f]{64}\b`), "ID"},
	{regexp.MustCompile(`\b[0-9a-f]{12}\b`), "SHORT"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z?`), "TIME"},
	{regexp.MustCompile(`(Less than a second|About an? \w+|\d+ \w+)( ago)`), "AGO"},
	{regexp.MustCompile(`Up (Less than a second|About an? \w+|\d+ \w+)`), "Up FOR"},
	{regexp.MustCompile(`\b[0-9.]+ ?[kKMG]?i?B\b`), "SIZE"},
	{regexp.MustCompile(`\d\d:\d\d(:\d\d)?\b`), "CLOCK"},
	{regexp.MustCompile(`(root) +\d+ +\d+ +\d+ `), "root PIDS "},
	{regexp.MustCompile(`[ \t]+`), " "},
	{regexp.MustCompile(`(?m) +$`), ""},
	{regexp.MustCompile(`(?m)^DEPRECATED: The legacy builder(.*\n)*?\n`), ""},
}

// sameWords are the wordings in which versions of the real engine differ; the
// practice engine speaks as the newer one.
var sameWords = strings.NewReplacer(
	"failed to create task for container: ", "", "failed to create shim task: ", "", "failed to create shim: ", "",
	"Error response from daemon: ", "", "docker: ", "", "unable to start container process: ", "",
	"get: no such volume", "no such volume", "Invalid filter", "invalid filter",
)

func plain(out, dir string) string {
	out = strings.ReplaceAll(out, dir, "DIR")
	out = strings.ReplaceAll(out, "\r", "")
	for _, v := range varying {
		out = v.what.ReplaceAllString(out, v.with)
	}
	return strings.TrimSpace(sameWords.Replace(out))
}

func startPractice(t *testing.T) (socket string) {
	t.Helper()
	e, err := practice.Start(practice.Options{Scene: "empty", Publish: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	socket = filepath.Join(t.TempDir(), "practice.sock")
	if err := e.ListenUnix(socket); err != nil {
		t.Fatal(err)
	}
	return socket
}

func TestTheDockerCommandPrintsTheSameAsWithARealEngine(t *testing.T) {
	if len(steps()) < 120 {
		t.Fatalf("the script has %d lines", len(steps()))
	}
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	real := newStage(t, eng.Host())
	pretended := newStage(t, "unix://"+startPractice(t))
	saved := filepath.Join(t.TempDir(), "image.tar")
	if o := real.run(t, "docker save -o "+saved+" "+realengine.ShellImage); o.code != 0 {
		t.Fatal(o)
	}
	if o := pretended.run(t, "docker load -q -i "+saved); o.code != 0 {
		t.Fatal(o)
	}
	for _, s := range steps() {
		begun := time.Now()
		want := real.run(t, s.text)
		middle := time.Now()
		got := pretended.run(t, s.text)
		if time.Since(begun) > time.Second {
			t.Logf("line %d took %v and %v: %s", s.number, middle.Sub(begun), time.Since(middle), s.text)
		}
		switch {
		case (want.code == 0) != (got.code == 0), s.reason == "" && want != got:
			t.Errorf("line %d: %s\nreal: %v\npractice: %v\n", s.number, s.text, want, got)
		}
	}
}

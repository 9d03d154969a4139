package runform

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/test/specs"
)

// bashable are the texts that bash runs as they stand.
func bashable(t *testing.T) []specs.Pasted {
	t.Helper()
	all, err := specs.ReadPasted(filepath.Join("..", "..", "internal", "help", "runcommand", "testdata", "pasted.txt"))
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(p specs.Pasted) bool { return p.NotBash != "" })
	if len(all) < 150 {
		t.Errorf("only %d texts that bash runs", len(all))
	}
	return all
}

// furnish puts what the texts name into the stage: files, and programs that do
// the same every time.
func (s *stage) furnish(t *testing.T) {
	t.Helper()
	for name, text := range map[string]string{"env.list": "LIST=yes\n", ".env": "DOT=yes\n", "Dockerfile": "FROM scratch\n"} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bin := filepath.Join(s.dir, "bin")
	for _, dir := range []string{bin, filepath.Join(s.dir, "target")} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"sudo": "while [ \"${1#-}\" != \"$1\" ]; do shift; done\nexec \"$@\"\n",
		"date": "echo 1234567890\n",
	} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/bash\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for i, e := range s.env {
		if path, ok := strings.CutPrefix(e, "PATH="); ok {
			s.env[i] = "PATH=" + bin + ":" + path
		}
	}
	s.env = append(s.env, "USER=anna")
}

// reading is how DockDesk reads a text on the stage. What the shell would put
// for its variables and programs, the shell is asked.
func (s stage) reading(ctx context.Context, text string) runcommand.Reading {
	return runcommand.Parse(text, runcommand.Options{Dir: s.dir, Lookup: func(name string) (string, bool) {
		if !strings.HasPrefix(name, "$(") {
			name = "$" + name
		}
		cmd := exec.CommandContext(ctx, "bash", "--norc", "-c", "printf %s "+name)
		cmd.Dir, cmd.Env = s.dir, s.env
		out, err := cmd.Output()
		return string(out), err == nil
	}})
}

func TestPastedTextsSendWhatTheCommandSends(t *testing.T) {
	cli := docker(t)
	if !cli.atLeast("28.0.0") {
		t.Logf("docker %d sends other words for the same; what it makes is compared on the engine", cli.version)
		return
	}
	inParallel(t, bashable(t), func(int) func(*testing.T, int, specs.Pasted) {
		place, r := newStage(t), record(t, engineKind{"1.50", "linux"})
		place.furnish(t)
		runs := operations.Runs{Engine: r.client(t), Local: place.local()}
		return func(t *testing.T, _ int, p specs.Pasted) {
			out, _ := place.typed(t.Context(), t, p.Text+"\nwait", "DOCKER_HOST=unix://"+r.socket, "DOCKER_CONFIG="+place.dir)
			theirs := creations(r.taken())
			reading := place.reading(t.Context(), p.Text)
			if open := reading.Questions(); len(open) > 0 {
				t.Errorf("%s: asks %q", p.Name, open[0].Words)
			}
			_, err := runs.Run(t.Context(), reading.Spec, operations.RunOptions{})
			ours := creations(r.taken())
			if len(theirs) != 1 || len(ours) != 1 {
				t.Errorf("%s: docker sent %d, DockDesk %d\n%s\ndocker said %s\nDockDesk said %v", p.Name, len(theirs), len(ours), p.Text, out, err)
				return
			}
			if bad := compareSent(ours, theirs); len(bad) > 0 {
				t.Errorf("%s:\n%s\n%s", p.Name, p.Text, strings.Join(bad, "\n"))
			}
		}
	})
}

// creations are the requests that make containers, without what is explained
// and not applied.
func creations(all []sent) []sent {
	var some []sent
	for _, one := range all {
		if one.What != "containers/create" {
			continue
		}
		if host, ok := one.Body.(map[string]any)["HostConfig"].(map[string]any); ok {
			host["ContainerIDFile"] = ""
		}
		some = append(some, one)
	}
	return some
}

package realengine

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	oci "github.com/opencontainers/image-spec/specs-go/v1"
)

// ShellImage is an image with a shell and the usual small programs in it (sh,
// ls, vi, less, top, …), which the lab's images have none of.
const ShellImage = "lab-shell:1"

// LoadShell puts ShellImage into the engine. The programs are those of this
// computer's busybox, a single file; without one, or with one that needs a C
// library, the test is skipped.
func (e *Engine) LoadShell(t testing.TB) {
	t.Helper()
	failOrSkip(t, e.loadShell(t.Context()))
}

func (e *Engine) loadShell(ctx context.Context) error {
	path, err := exec.LookPath("busybox")
	if err != nil {
		return Unavailable("no busybox")
	}
	program, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading busybox: %w", err)
	}
	if strings.Contains(string(program[:min(len(program), 1<<16)]), "/ld-linux") {
		return Unavailable("busybox needs a C library; busybox-static doesn't")
	}
	list, err := exec.CommandContext(ctx, path, "--list").Output()
	if err != nil {
		return fmt.Errorf("asking busybox for its programs: %w", err)
	}
	return load(ctx, e.client, []testImage{{
		tags: []string{ShellImage},
		more: busyboxEntries(program, strings.Fields(string(list))),
		config: config(oci.ImageConfig{
			Cmd:        []string{"sh"},
			Env:        []string{"PATH=/usr/bin:/bin"},
			WorkingDir: "/root",
		}),
	}})
}

func busyboxEntries(program []byte, names []string) []entry {
	entries := []entry{
		{name: "bin/", mode: 0o755},
		{name: "root/", mode: 0o700},
		{name: "bin/busybox", mode: 0o755, content: program},
	}
	for _, name := range names {
		if name != "busybox" {
			entries = append(entries, entry{name: "bin/" + name, mode: 0o777, link: "busybox"})
		}
	}
	return entries
}

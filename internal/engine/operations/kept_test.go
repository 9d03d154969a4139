package operations_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// namesIn are the files of an archive, in order, with their sizes.
func namesIn(t *testing.T, archive []byte) (list []string) {
	t.Helper()
	r := tar.NewReader(bytes.NewReader(archive))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			slices.Sort(list)
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, h.Name)
	}
}

func TestAnExportIsTheOneOfTheDockerCommand(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "--name", "job", "lab:1", "write", "/tmp/big", "3m")
	dir := t.TempDir()
	ours, theirs := filepath.Join(dir, "ours.tar"), filepath.Join(dir, "theirs.tar")
	eng.Docker(t, "export", "-o", theirs, "job")
	do := operations.Containers{Engine: eng.Client()}
	var told int64
	if _, err := do.Export(t.Context(), "job", ours, func(n int64) { told = n }); err != nil {
		t.Fatal(err)
	}
	a, err := os.ReadFile(ours)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(namesIn(t, a), namesIn(t, b)) || len(a) != len(b) {
		t.Errorf("%d and %d bytes:\n%q\n%q", len(a), len(b), namesIn(t, a), namesIn(t, b))
	}
	if told != int64(len(a)) {
		t.Errorf("%d of %d bytes were told", told, len(a))
	}
	if _, err := do.Export(t.Context(), "job", ours, nil); !errors.Is(err, operations.ErrFileThere) {
		t.Errorf("written over: %v", err)
	}
	if _, err := do.Export(t.Context(), "job", filepath.Join(dir, "nowhere", "x.tar"), nil); !errors.Is(err, operations.ErrNoFolder) {
		t.Errorf("without a folder: %v", err)
	}
	if _, err := do.Export(t.Context(), "nobody", filepath.Join(dir, "x.tar"), nil); operations.KindOf(err) != operations.NotFound {
		t.Errorf("of nobody: %v", err)
	}
	onlyThese(t, dir, "ours.tar", "theirs.tar")
}

// onlyThese fails if a folder has anything else.
func onlyThese(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var has []string
	for _, e := range entries {
		has = append(has, e.Name())
	}
	if !slices.Equal(has, names) {
		t.Errorf("%s has %q, want %q", dir, has, names)
	}
}

func TestAnExportThatDoesNotEndLeavesNoFile(t *testing.T) {
	eng := realengine.Start(t) // it is killed
	eng.Docker(t, "run", "--name", "job", "lab:1", "write", "/tmp/big", "200m")
	do := operations.Containers{Engine: eng.Client()}
	for name, stop := range map[string]func(cancel func()){
		"cancelled": func(cancel func()) { cancel() }, "engine killed": func(func()) { eng.Kill(t) },
	} {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		done := false
		_, err := do.Export(ctx, "job", filepath.Join(dir, "job.tar"), func(n int64) {
			if n > 1<<20 && !done {
				done = true
				stop(cancel)
			}
		})
		cancel()
		if err == nil || !done {
			t.Errorf("%s: it went on to its end, %v", name, err)
		}
		if name == "cancelled" && operations.KindOf(err) != operations.Canceled {
			t.Errorf("%s: %v", name, err)
		}
		onlyThese(t, dir)
		if name == "engine killed" {
			eng.Resume(t)
		}
	}
}

func TestWaitingGivesTheEnd(t *testing.T) {
	eng := realengine.Shared(t)
	do := operations.Containers{Engine: eng.Client()}
	eng.Docker(t, "run", "-d", "--name", "brief", "lab:1", "sleep", "500ms")
	eng.Docker(t, "run", "-d", "--rm", "--name", "once", "lab:1", "sleep", "4s")
	eng.Docker(t, "run", "--name", "over", "-d", "lab:1", "fail", "3")
	eng.Docker(t, "run", "-d", "--name", "hungry", "--memory", "24m", "--memory-swap", "24m", "lab:1", "mem", "200m")
	for _, tc := range []struct {
		name string
		code int
	}{{"once", 0}, {"brief", 0}, {"over", 3}, {"hungry", 137}} {
		if end, err := do.Wait(t.Context(), tc.name); err != nil || end.Code != tc.code {
			t.Errorf("%s: %+v %v", tc.name, end, err)
		}
	}
	eng.Docker(t, "run", "-d", "--name", "long", "lab:1", "sleep")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := do.Wait(ctx, "long"); operations.KindOf(err) != operations.Canceled {
		t.Errorf("given up: %v", err)
	}
	if _, err := do.Wait(t.Context(), "nobody"); operations.KindOf(err) != operations.NotFound {
		t.Errorf("for nobody: %v", err)
	}
}

package practice_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// The pictures of a scene are the same each time: they stand in the README, and
// people compare them. It takes a minute, so only make prove asks.
func TestTwoRunsDrawTheSamePictures(t *testing.T) {
	if os.Getenv("DOCKDESK_PRACTICE") != "all" {
		return
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "dockdesk")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-tags", "migrated_fynedo,no_emoji", "-o", program, "./cmd/dockdesk")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	runs := []string{filepath.Join(dir, "first"), filepath.Join(dir, "second")}
	var both sync.WaitGroup
	for _, run := range runs {
		both.Go(func() {
			cmd := exec.CommandContext(t.Context(), program, "shots", "--practice", "--scene", "web", "--out", filepath.Join(run, "shots"))
			cmd.Env = append(os.Environ(), "HOME="+run, "XDG_CONFIG_HOME="+run, "DISPLAY=", "WAYLAND_DISPLAY=")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	both.Wait()
	files, err := filepath.Glob(filepath.Join(runs[0], "shots", "*.png"))
	if err != nil || len(files) < 10 {
		t.Fatalf("there are %d pictures, %v", len(files), err)
	}
	for _, file := range files {
		one, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		other, err := os.ReadFile(filepath.Join(runs[1], "shots", filepath.Base(file)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one, other) {
			t.Errorf("%s is another one the second time", filepath.Base(file))
		}
	}
}

package build_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

func TestSavedFilesAreSeenAndLeftOutOnesAreNot(t *testing.T) {
	dir := t.TempDir()
	write := func(name string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(time.Now().String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"Dockerfile", "src/a.go", "node_modules/x/y.js", ".git/HEAD"} {
		write(name)
	}
	if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte("node_modules\n*.log\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen, ended := make(chan struct{}, 10), make(chan error, 1)
	go func() {
		ended <- build.Watch(ctx, spec.BuildSpec{Folder: dir}, func() { seen <- struct{}{} })
	}()
	time.Sleep(300 * time.Millisecond) // until it watches
	expect := func(what string, want bool) {
		t.Helper()
		select {
		case <-seen:
			if !want {
				t.Errorf("%s: it was told", what)
			}
		case <-time.After(map[bool]time.Duration{true: 20 * time.Second, false: 700 * time.Millisecond}[want]):
			if want {
				t.Errorf("%s: nobody was told", what)
			}
		}
	}
	write("node_modules/x/y.js")
	write(".git/HEAD")
	write("a.log")
	expect("what is left out", false)
	for range 5 {
		write("src/a.go")
	}
	expect("a file in a folder", true)
	expect("the same", false)
	write("new/b.go")
	expect("a new folder", true)
	write("new/b.go")
	expect("a file in the new folder", true)
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

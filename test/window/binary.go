package window

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

var buildDockdesk = sync.OnceValues(func() (string, error) {
	return build("./cmd/dockdesk", "dockdesk", os.Getenv("DOCKDESK_WINDOW_RACE") == "1")
})

// Binary is the program that is driven: DOCKDESK_BINARY, or cmd/dockdesk built
// once by whichever test comes first.
func Binary(t testing.TB) string {
	t.Helper()
	if given := os.Getenv("DOCKDESK_BINARY"); given != "" {
		path, err := filepath.Abs(given)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	path, err := buildDockdesk()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// build makes a program of this module under out/window. It stays there: the
// go command sees when it is up to date, and several test processes share it.
func build(pkg, name string, race bool) (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, "out", "window")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	unlock, err := lock(filepath.Join(dir, ".lock"))
	if err != nil {
		return "", fmt.Errorf("waiting for another build: %w", err)
	}
	defer unlock()
	args := []string{"build", "-buildvcs=false"}
	if race {
		args, name = append(args, "-race"), name+"-race"
	}
	path := filepath.Join(dir, name)
	cmd := exec.Command("go", append(args, "-o", path, pkg)...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", pkg, err, out)
	}
	return path, nil
}

func moduleRoot() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("finding the module: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

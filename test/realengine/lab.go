package realengine

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

const modulePath = "github.com/dockdesk/dockdesk"

// labBinary is the path of the built lab program. It is built once per state of
// its source and kept in the user's cache, for all processes.
var labBinary = sync.OnceValues(func() (string, error) {
	source, err := labSource()
	if err != nil {
		return "", err
	}
	sum, err := sourceSum(source)
	if err != nil {
		return "", fmt.Errorf("reading the lab program's source: %w", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir() // no home directory
	}
	binary := filepath.Join(cache, "dockdesk-test", "lab-"+sum)
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	return binary, buildLab(source, binary)
})

// labSource looks upwards from the working directory, which for a test is its
// package's, for this module.
func labSource() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(mod), "module "+modulePath+"\n") {
			return filepath.Join(dir, "test", "lab"), nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("the lab program can only be built from within the source of %s", modulePath)
		}
		dir = parent
	}
}

func sourceSum(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return "", err
	}
	slices.Sort(files)
	sum := sha256.New()
	_, _ = fmt.Fprintln(sum, runtime.Version(), runtime.GOARCH)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		_, _ = fmt.Fprintln(sum, filepath.Base(file), len(text))
		_, _ = sum.Write(text)
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:8]), nil
}

// buildLab builds under a name of its own and moves the result into place, so
// that nobody ever sees half a program.
func buildLab(source, binary string) error {
	if err := os.MkdirAll(filepath.Dir(binary), 0o755); err != nil {
		return fmt.Errorf("making the cache for the lab program: %w", err)
	}
	work, err := os.MkdirTemp(filepath.Dir(binary), "build-")
	if err != nil {
		return fmt.Errorf("making a place to build the lab program: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	built := filepath.Join(work, "lab")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", built, ".")
	build.Dir = source
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building the lab program: %w\n%s", err, out)
	}
	if err := os.Rename(built, binary); err != nil {
		return fmt.Errorf("keeping the lab program: %w", err)
	}
	return nil
}

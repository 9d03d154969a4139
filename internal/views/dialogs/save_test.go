package dialogs

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log")
	there := func() []string {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	full := errors.New("no space left")
	err := writeNew(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half of it")
		return full
	})
	if !errors.Is(err, full) || len(there()) != 0 {
		t.Errorf("after a failure: %v, %q are left", err, there())
	}
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	if err := writeNew(path, text("all of it")); err != nil {
		t.Fatal(err)
	}
	if err := writeNew(path, text("another")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("writing over it: %v", err)
	}
	got, err := os.ReadFile(path)
	info, _ := os.Stat(path)
	if err != nil || string(got) != "all of it" || info.Mode().Perm() != 0o600 || len(there()) != 1 {
		t.Errorf("the file has %q, %v, %v; %q are there", got, info.Mode(), err, there())
	}
}

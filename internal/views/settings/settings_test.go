package settings

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWhatIsSetIsThereInTheNextRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "settings.json")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s.Set("theme", "dark")
	s.Set("gone", "x")
	s.Set("gone", "")
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Get("theme"); got != "dark" {
		t.Errorf("theme %q", got)
	}
	if got := again.Get("gone"); got != "" {
		t.Errorf("gone %q", got)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".settings-*"))
	if len(left) > 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestAnUnreadableFileIsKeptAside(t *testing.T) {
	for name, content := range map[string]string{"garbage": "{", "another version": `{"version":99,"values":{"a":"b"}}`} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "settings.json")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(path)
			if err == nil {
				t.Error("nothing was said")
			}
			s.Set("theme", "light")
			if err := s.Save(); err != nil {
				t.Fatal(err)
			}
			if b, _ := os.ReadFile(path + ".unreadable"); string(b) != content {
				t.Errorf("kept %q", b)
			}
		})
	}
}

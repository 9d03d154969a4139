// Package settings remembers small choices across runs: the window's size, the
// theme, the page, widths. One JSON file, versioned, written as a whole or not
// at all.
//
// It must know nothing of what the values mean, and no secret may be put in.
package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/dockdesk/dockdesk/internal/engine/wholefile"
)

// version is of the file's form.
const version = 1

type file struct {
	Version int               `json:"version"`
	Values  map[string]string `json:"values"`
}

// Store is the choices of one person. It may be used by any goroutine.
type Store struct {
	mu     sync.Mutex
	path   string // "" keeps them in memory only
	values map[string]string
	dirty  bool
}

// Path is where the choices are kept on this computer.
func Path() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the folder for settings: %w", err)
	}
	return filepath.Join(dir, "dockdesk", "settings.json"), nil
}

// Open reads the choices; a missing file is an empty one. A file that can't be
// understood is kept beside under a new name, and the error says so; the Store
// is usable all the same.
func Open(path string) (*Store, error) {
	s := &Store{path: path, values: map[string]string{}}
	if path == "" {
		return s, nil
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("read the settings: %w", err)
	}
	var f file
	if err := json.Unmarshal(b, &f); err != nil || f.Version != version {
		aside := path + ".unreadable"
		if err := os.Rename(path, aside); err != nil {
			s.path = ""
			return s, fmt.Errorf("set aside the settings that can't be read: %w", err)
		}
		return s, fmt.Errorf("the settings can't be read; they are kept as %s", filepath.Base(aside))
	}
	if f.Values != nil {
		s.values = f.Values
	}
	return s, nil
}

// Get is the value of a key, or "".
func (s *Store) Get(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values[key]
}

// Set changes the value of a key; "" forgets it. It is written by Save.
func (s *Store) Set(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.values[key] == value {
		return
	}
	if value == "" {
		delete(s.values, key)
	} else {
		s.values[key] = value
	}
	s.dirty = true
}

// Save writes what has changed since the last time.
func (s *Store) Save() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.dirty || s.path == "" {
		return nil
	}
	b, err := json.MarshalIndent(file{Version: version, Values: s.values}, "", "  ")
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	if err := wholefile.Write(s.path, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	s.dirty = false
	return nil
}

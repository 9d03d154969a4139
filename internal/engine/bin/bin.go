// Package bin remembers what was removed, so that it can be made again: how a
// container was made, what a network was like and who was on it, which file a
// volume was saved to, what an image was called. The last ones are kept across
// runs of the program, in one file that is written as a whole or not at all.
//
// A container's own files are not among it, and neither are secrets: what the
// file must not say, Options.Hide takes out before it is written. In the run that
// removed something all of it is known.
//
// It must know nothing of what is shown.
package bin

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/engine/wholefile"
)

// Most is how many are remembered.
const Most = 20

// Entry is one thing that was removed. Of its parts the one of its kind is there.
type Entry struct {
	ID     string      `json:"id"`
	At     time.Time   `json:"at"`
	Engine string      `json:"engine"` // the address of the engine that had it
	Kind   object.Kind `json:"kind"`
	Ref    string      `json:"ref"` // the id that it had
	Name   string      `json:"name"`

	Container *Container `json:"container,omitempty"`
	Network   *Network   `json:"network,omitempty"`
	Volume    *Volume    `json:"volume,omitempty"`
	Image     *Image     `json:"image,omitempty"`

	// Practice says that its engine only pretended: it is not written.
	Practice bool `json:"-"`
}

// Container is how one was made.
type Container struct {
	Spec      spec.RunSpec `json:"spec"`
	Unsaid    []string     `json:"unsaid,omitempty"` // what no spec can say
	Ran       bool         `json:"ran,omitempty"`    // it ran when it was removed
	Kept      string       `json:"kept,omitempty"`   // the image that has its own files
	Anonymous []Anonymous  `json:"anonymous,omitempty"`
	// Hidden are the values that are missing, such as "the variable API_TOKEN".
	Hidden []string `json:"hidden,omitempty"`
}

// Anonymous is a volume that nobody named, and where the container had it.
type Anonymous struct {
	Name   string `json:"name"`
	Target string `json:"target"`
	File   string `json:"file,omitempty"` // that it was saved to
}

// Network is what one was like, and who could be found on it.
type Network struct {
	Driver     string            `json:"driver"`
	Subnets    []object.Subnet   `json:"subnets,omitempty"`
	Internal   bool              `json:"internal,omitempty"`
	Attachable bool              `json:"attachable,omitempty"`
	IPv6       bool              `json:"ipv6,omitempty"`
	Options    map[string]string `json:"options,omitempty"`
	Labels     map[string]string `json:"labels,omitempty"`
	Members    []Member          `json:"members,omitempty"`
}

// Member is a container that was on a network.
type Member struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
	IPv4    string   `json:"ipv4,omitempty"` // that somebody asked for
	IPv6    string   `json:"ipv6,omitempty"`
}

// Volume is what one was like, and the file that has its files.
type Volume struct {
	Driver  string            `json:"driver"`
	Options map[string]string `json:"options,omitempty"`
	Labels  map[string]string `json:"labels,omitempty"`
	File    string            `json:"file,omitempty"` // "" if its files are gone
	Hidden  []string          `json:"hidden,omitempty"`
}

// Image is which one it was, and what it was called.
type Image struct {
	Tags []string `json:"tags"`
}

// Options are what a Store is made of.
type Options struct {
	Path    string            // of the file; "" keeps it in memory only
	Hide    func(Entry) Entry // takes out what must not be written
	Changed func()            // on any goroutine; may be nil
}

// Store is the bin of one person. It may be used by any goroutine.
type Store struct {
	o         Options
	mu        sync.Mutex
	entries   []Entry // the newest first
	forgotten map[string]bool
}

// version is of the file's form.
const version = 1

type file struct {
	Version int     `json:"version"`
	Entries []Entry `json:"entries"`
}

// Path is where the bin is kept on this computer.
func Path() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the folder for the bin: %w", err)
	}
	return filepath.Join(dir, "dockdesk", "bin.json"), nil
}

// Open reads the bin; a missing file is an empty one. A file that can't be
// understood is kept beside under a new name, and the error says so; the Store is
// usable all the same.
func Open(o Options) (*Store, error) {
	s := &Store{o: o, forgotten: map[string]bool{}}
	if o.Path == "" {
		return s, nil
	}
	entries, err := read(o.Path)
	s.entries = entries
	if errors.Is(err, errUnreadable) {
		aside := o.Path + ".unreadable"
		if err := os.Rename(o.Path, aside); err != nil {
			s.o.Path = ""
			return s, fmt.Errorf("set aside the bin that can't be read: %w", err)
		}
		return s, fmt.Errorf("the bin can't be read; it is kept as %s", filepath.Base(aside))
	}
	return s, err
}

var errUnreadable = errors.New("the file is not the bin's")

func read(path string) ([]Entry, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the bin: %w", err)
	}
	var f file
	if err := json.Unmarshal(b, &f); err != nil || f.Version != version {
		return nil, errUnreadable
	}
	return slices.DeleteFunc(f.Entries, func(e Entry) bool { return !e.whole() }), nil
}

// whole reports whether there is in it what its kind needs.
func (e Entry) whole() bool {
	switch e.Kind {
	case object.KindContainer:
		return e.Container != nil
	case object.KindNetwork:
		return e.Network != nil
	case object.KindVolume:
		return e.Volume != nil
	case object.KindImage:
		return e.Image != nil
	}
	return false
}

// List is what is in the bin, the newest first.
func (s *Store) List() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.entries)
}

// Find is the entry of an id.
func (s *Store) Find(id string) (Entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.entries, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return Entry{}, false
	}
	return s.entries[i], true
}

// Add puts things into the bin, and gives them ids. The oldest make room.
func (s *Store) Add(entries ...Entry) ([]Entry, error) {
	added := slices.Clone(entries)
	for i := range added {
		b := make([]byte, 8)
		_, _ = rand.Read(b) // never fails
		added[i].ID = hex.EncodeToString(b)
	}
	s.mu.Lock()
	s.entries = append(slices.Clone(added), s.entries...)
	err := s.save()
	s.mu.Unlock()
	s.tell()
	return added, err
}

// Forget takes something out for good.
func (s *Store) Forget(id string) error {
	s.mu.Lock()
	s.forgotten[id] = true
	s.entries = slices.DeleteFunc(s.entries, func(e Entry) bool { return e.ID == id })
	err := s.save()
	s.mu.Unlock()
	s.tell()
	return err
}

func (s *Store) tell() {
	if s.o.Changed != nil {
		s.o.Changed()
	}
}

// save writes the bin, with what another window has put in meanwhile.
func (s *Store) save() error {
	if s.o.Path != "" {
		others, _ := read(s.o.Path) // what can't be read is nobody's
		for _, e := range others {
			if !s.forgotten[e.ID] && !slices.ContainsFunc(s.entries, func(mine Entry) bool { return mine.ID == e.ID }) {
				s.entries = append(s.entries, e)
			}
		}
	}
	slices.SortStableFunc(s.entries, func(a, b Entry) int { return b.At.Compare(a.At) })
	for _, e := range s.entries[min(len(s.entries), Most):] {
		s.forgotten[e.ID] = true
	}
	s.entries = s.entries[:min(len(s.entries), Most)]
	if s.o.Path == "" {
		return nil
	}
	f := file{Version: version}
	for _, e := range s.entries {
		if e.Practice {
			continue
		}
		if s.o.Hide != nil {
			e = s.o.Hide(e)
		}
		f.Entries = append(f.Entries, e)
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err == nil {
		err = wholefile.Write(s.o.Path, append(text, '\n'), 0o600) // its owner alone reads it
	}
	if err != nil {
		return fmt.Errorf("write the bin: %w", err)
	}
	return nil
}

// Again is the spec that makes a container again: from the image that its own
// files were kept in, if they were, and with the volumes of before as far as they
// are still there.
func (c Container) Again(there func(volume string) bool) spec.RunSpec {
	s := c.Spec.Clone()
	s.Detach, s.CreateOnly = true, !c.Ran
	if c.Kept != "" {
		s.Image, s.Pull = c.Kept, ""
	}
	for _, a := range c.Anonymous {
		if !there(a.Name) {
			continue
		}
		at := slices.IndexFunc(s.Mounts, func(m spec.Mount) bool {
			return m.Kind == spec.Volume && strings.TrimSuffix(m.Target, "/") == strings.TrimSuffix(a.Target, "/")
		})
		if at < 0 {
			s.Mounts = append(s.Mounts, spec.Mount{Kind: spec.Volume, Target: a.Target})
			at = len(s.Mounts) - 1
		}
		s.Mounts[at].Source = a.Name
	}
	return s
}

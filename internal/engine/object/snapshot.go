package object

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// Link says how fresh a Snapshot is.
type Link string

// The states of the connection that a Snapshot was made over.
const (
	LinkConnecting Link = "connecting" // nothing was listed yet
	LinkLive       Link = "live"       // lists read, events followed
	LinkLost       Link = "lost"       // the last known state; the engine does not answer
)

// Snapshot is everything the engine had at one moment. It is never changed
// after it was published; the pointers in it are shared between snapshots, so
// two equal pointers mean an unchanged object.
type Snapshot struct {
	Seq  uint64 // grows by at least one with each published snapshot
	Link Link
	Err  error     // why the link is lost; nil while live
	At   time.Time // when the newest event in it was received

	Engine     Engine
	Containers []*Container // newest first, then by id
	Images     []*Image     // newest first, then by id
	Volumes    []*Volume    // by name
	Networks   []*Network   // by name, then id

	once  sync.Once
	index *index
}

// Engine is what the engine says about itself.
type Engine struct {
	Name          string // host name
	Version       string // never parsed: test builds say "library-import"
	APIVersion    string // negotiated
	OS            string
	Kernel        string
	Arch          string
	CPUs          int
	Memory        int64 // bytes
	StorageDriver string
	CgroupVersion string
	RootDir       string
	Endpoint      string // the address it is reached at
	Context       string // the docker context's name
}

// PracticeScheme begins the address of an engine that only pretends.
const PracticeScheme = "practice://"

// Practice reports whether nothing of this engine is real Docker.
func (e Engine) Practice() bool { return strings.HasPrefix(e.Endpoint, PracticeScheme) }

// Elsewhere reports whether its 127.0.0.1 is not this computer's: it runs in a
// virtual machine, as Docker Desktop does, or on another computer.
func (e Engine) Elsewhere() bool {
	if strings.Contains(e.OS, "Docker Desktop") || strings.HasPrefix(e.Endpoint, "ssh://") {
		return true
	}
	if runtime.GOOS != "linux" && !e.Practice() {
		return true
	}
	address, remote := strings.CutPrefix(e.Endpoint, "tcp://")
	return remote && !strings.HasPrefix(address, "127.") && !strings.HasPrefix(address, "localhost") && !strings.HasPrefix(address, "[::1]")
}

type index struct {
	containers map[string]*Container
	images     map[string]*Image
	volumes    map[string]*Volume
	networks   map[string]*Network
	users      map[Ref][]*Container
}

func (s *Snapshot) lookup() *index {
	s.once.Do(func() {
		ix := &index{
			containers: byKey(s.Containers, func(c *Container) string { return c.ID }),
			images:     byKey(s.Images, func(i *Image) string { return i.ID }),
			volumes:    byKey(s.Volumes, func(v *Volume) string { return v.Name }),
			networks:   byKey(s.Networks, func(n *Network) string { return n.ID }),
			users:      map[Ref][]*Container{},
		}
		for _, c := range s.Containers {
			if c.Helper() {
				continue
			}
			for _, ref := range c.uses() {
				ix.users[ref] = append(ix.users[ref], c)
			}
		}
		s.index = ix
	})
	return s.index
}

func byKey[T any](list []*T, key func(*T) string) map[string]*T {
	m := make(map[string]*T, len(list))
	for _, v := range list {
		m[key(v)] = v
	}
	return m
}

// uses lists what a container keeps from being removed, each once.
func (c *Container) uses() []Ref {
	refs := []Ref{{KindImage, c.ImageID}}
	for _, m := range c.Mounts {
		if m.Name != "" {
			refs = append(refs, Ref{KindVolume, m.Name})
		}
	}
	for _, e := range c.Networks {
		refs = append(refs, Ref{KindNetwork, e.NetworkID})
	}
	slices.SortFunc(refs, compareRefs)
	return slices.Compact(refs)
}

func compareRefs(a, b Ref) int {
	if a.Kind != b.Kind {
		if a.Kind < b.Kind {
			return -1
		}
		return 1
	}
	if a.ID < b.ID {
		return -1
	}
	if a.ID > b.ID {
		return 1
	}
	return 0
}

// Container is the container with this id, or nil.
func (s *Snapshot) Container(id string) *Container { return s.lookup().containers[id] }

// Image is the image with this id, or nil.
func (s *Snapshot) Image(id string) *Image { return s.lookup().images[id] }

// Volume is the volume with this name, or nil.
func (s *Snapshot) Volume(name string) *Volume { return s.lookup().volumes[name] }

// Network is the network with this id, or nil.
func (s *Snapshot) Network(id string) *Network { return s.lookup().networks[id] }

// UsedBy lists the containers, running or not, that use an image, a volume or a
// network, in the order of Containers. The caller must not change it.
func (s *Snapshot) UsedBy(ref Ref) []*Container { return s.lookup().users[ref] }

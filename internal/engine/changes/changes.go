// Package changes reads which files of a container differ from its image, and
// puts them into a tree with counts. It is what docker diff lists.
//
// It must know nothing of what is shown. A Node is never changed once the tree
// is made.
package changes

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
)

// Kind says what became of a file.
type Kind uint8

// The kinds, with the engine's own numbers.
const (
	Changed Kind = iota
	Added
	Deleted
)

// Kinds are all of them, in the order in which they are told.
var Kinds = [...]Kind{Added, Changed, Deleted}

func (k Kind) String() string {
	switch k {
	case Added:
		return "added"
	case Deleted:
		return "deleted"
	}
	return "changed"
}

// Change is one path that differs from the image.
type Change struct {
	Path string
	Kind Kind
}

// API is what is asked of the engine.
type API interface {
	ContainerDiff(ctx context.Context, id string) ([]container.FilesystemChange, error)
	ContainerInspectWithRaw(ctx context.Context, id string, size bool) (container.InspectResponse, []byte, error)
}

// Read lists what differs, sorted by path.
func Read(ctx context.Context, api API, id string) ([]Change, error) {
	answer, err := api.ContainerDiff(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list the changes: %w", err)
	}
	list := make([]Change, len(answer))
	for i, c := range answer {
		list[i] = Change{Path: c.Path, Kind: Kind(c.Kind)}
	}
	slices.SortFunc(list, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

// Written is how many bytes the container has written over its image; -1 where
// the engine doesn't say. The engine adds up every file for it.
func Written(ctx context.Context, api API, id string) (int64, error) {
	c, _, err := api.ContainerInspectWithRaw(ctx, id, true)
	switch {
	case err != nil:
		return -1, fmt.Errorf("add up what was written: %w", err)
	case c.ContainerJSONBase == nil || c.SizeRw == nil:
		return -1, nil
	}
	return *c.SizeRw, nil
}

// Counts are how many files were added, changed and deleted. Folders count only
// where nothing below them is listed: else they are there for what is in them.
type Counts [3]int

// Of is how many there are of a kind.
func (c Counts) Of(k Kind) int { return c[k%3] }

// All is how many there are.
func (c Counts) All() int { return c[0] + c[1] + c[2] }

// Node is a file or folder of the tree.
type Node struct {
	Name     string // its last part; "/" for the root
	Path     string
	Kind     Kind
	Listed   bool // the engine lists it; else it is only on the way to what is listed
	Mount    bool // a volume or another mount stands here: what is in it is not listed
	Children []*Node
	Counts   Counts // of itself and all below
	Depth    int    // 0 for those in the root
}

// Tree makes the tree of a list that is sorted by path. Mounts are the paths at
// which volumes and folders stand inside the container: they are places, not
// changes, and count for nothing.
func Tree(list []Change, mounts []string) *Node {
	root := &Node{Name: "/", Path: "/", Depth: -1}
	known := map[string]*Node{"/": root}
	for _, c := range list {
		at := path.Clean("/" + c.Path) // whatever an engine says, it lies below the root
		if at == "/" {
			continue
		}
		n := place(known, at)
		n.Kind, n.Listed = c.Kind, true
	}
	for _, m := range mounts {
		if n := known[path.Clean("/"+m)]; n != nil && n != root {
			n.Mount = true
		}
	}
	count(root)
	return root
}

// place finds the node of a path, or makes it with all folders on the way.
func place(known map[string]*Node, p string) *Node {
	if n := known[p]; n != nil {
		return n
	}
	above := place(known, path.Dir(p))
	n := &Node{Name: path.Base(p), Path: p, Depth: above.Depth + 1}
	above.Children = append(above.Children, n)
	known[p] = n
	return n
}

func count(n *Node) {
	if len(n.Children) == 0 && n.Listed && !n.Mount {
		n.Counts[n.Kind%3] = 1
	}
	for _, c := range n.Children {
		count(c)
		for k := range n.Counts {
			n.Counts[k] += c.Counts[k]
		}
	}
}

// Folder reports whether something below it is listed.
func (n *Node) Folder() bool { return len(n.Children) > 0 }

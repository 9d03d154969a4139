// Package measure says what would be lost with objects: how many files a
// container has written and which are the largest, what lies in a volume, which
// layers only one image has.
//
// That can take seconds, so it is told bit by bit, and each bit only when it is
// known. The package knows the Docker client and nothing of what is shown.
package measure

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/changes"
	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

// API is what is needed of the Docker client.
type API interface {
	changes.API
	operations.DiskEngine
	ContainerStatPath(ctx context.Context, id, p string) (container.PathStat, error)
	ImageList(ctx context.Context, o image.ListOptions) ([]image.Summary, error)
	ImageInspect(ctx context.Context, id string, o ...client.ImageInspectOption) (image.InspectResponse, error)
}

// Weigher counts files; see files.Files.
type Weigher interface {
	Weigh(ctx context.Context, ref object.Ref, p string, limit int64) (files.Weight, error)
}

// Wish is what is to be measured.
type Wish struct {
	Containers, Volumes, Images []string // by id; volumes by name

	In    object.Ref // whose Paths these are
	Paths []string
}

// Empty reports whether there is nothing to measure.
func (w Wish) Empty() bool {
	return len(w.Containers)+len(w.Volumes)+len(w.Images)+len(w.Paths) == 0
}

// Figures are what is known so far. They are never changed once they are told.
type Figures struct {
	Containers map[string]Written
	Volumes    map[string]Volume
	Images     map[string]Image
	Paths      map[string]files.Weight
	// Done says that no more comes: what is missing can't be had.
	Done bool
}

// Written is what a container has written to its own files.
type Written struct {
	Files   int   // added, changed and deleted ones
	Bytes   int64 // -1 if the engine doesn't say
	Largest []File
}

// File is one file with its size.
type File struct {
	Path  string
	Bytes int64
}

// Volume is what lies in a volume.
type Volume struct {
	Files int
	More  bool  // there are more files than that
	Bytes int64 // -1 if nobody knows
}

// Empty reports whether it is sure that there is nothing in it.
func (v Volume) Empty() bool { return v.Files == 0 && !v.More && v.Bytes == 0 }

// Image is what only these images have: no other image on the engine shares it.
type Image struct {
	Layers int // all of its layers
	Own    int // those that would go
	Bytes  int64
}

// Limits, so that a question is never answered by minutes of reading.
const (
	atOnce      = 4
	mostLooked  = 50       // objects of a kind
	mostSized   = 400      // files of a container whose sizes are asked for one by one
	largest     = 3        // of them are told
	mostRead    = 64 << 20 // bytes of a volume or folder
	mostHelpers = 10       // volumes whose files are counted; of more only the size is known
)

// Meter measures objects of one engine.
type Meter struct {
	API   API
	Files Weigher
}

// meter is one measurement.
type meter struct {
	Meter
	mu   sync.Mutex
	sum  Figures
	tell func(Figures)
}

// Measure measures, and tells on any goroutine, but never twice at once, what is
// known so far. It returns when all is told, or soon after ctx ends.
func (m Meter) Measure(ctx context.Context, w Wish, tell func(Figures)) {
	r := &meter{Meter: m, tell: tell}
	each(ctx, first(w.Containers, mostLooked), func(id string) { r.container(ctx, id) })
	each(ctx, first(w.Paths, mostLooked), func(p string) { r.path(ctx, w.In, p) })
	var heavy []string // volumes that are left to the engine
	var mu sync.Mutex
	if len(w.Volumes) > mostHelpers {
		heavy = w.Volumes[mostHelpers:]
	}
	each(ctx, first(w.Volumes, mostHelpers), func(name string) {
		if !r.volume(ctx, name) {
			mu.Lock()
			heavy = append(heavy, name)
			mu.Unlock()
		}
	})
	if len(heavy)+len(w.Images) > 0 && ctx.Err() == nil {
		r.usage(ctx, heavy, w.Images)
	}
	if ctx.Err() == nil {
		r.add(func(f *Figures) { f.Done = true })
	}
}

func first(list []string, n int) []string { return list[:min(len(list), n)] }

// each does something with all of a list, some at a time.
func each(ctx context.Context, list []string, do func(string)) {
	var work sync.WaitGroup
	turns := make(chan struct{}, atOnce)
	for _, one := range list {
		turns <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		work.Go(func() {
			do(one)
			<-turns
		})
	}
	work.Wait()
}

// add makes new figures of the old ones, and tells them.
func (r *meter) add(change func(*Figures)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := Figures{
		Containers: maps.Clone(r.sum.Containers), Volumes: maps.Clone(r.sum.Volumes),
		Images: maps.Clone(r.sum.Images), Paths: maps.Clone(r.sum.Paths), Done: r.sum.Done,
	}
	change(&next)
	r.sum = next
	r.tell(next)
}

func put[T any](m *map[string]T, key string, value T) {
	if *m == nil {
		*m = map[string]T{}
	}
	(*m)[key] = value
}

func (r *meter) container(ctx context.Context, id string) {
	list, err := changes.Read(ctx, r.API, id)
	if err != nil {
		return
	}
	found, _, err := r.API.ContainerInspectWithRaw(ctx, id, true)
	if err != nil || found.ContainerJSONBase == nil {
		return
	}
	var mounts []string
	for _, m := range found.Mounts {
		mounts = append(mounts, m.Destination)
	}
	tree := changes.Tree(list, mounts)
	w := Written{Files: tree.Counts.All(), Bytes: -1}
	if found.SizeRw != nil {
		w.Bytes = *found.SizeRw
	}
	if there := leaves(tree, nil); len(there) <= mostSized {
		w.Largest = r.sizes(ctx, id, there)
	}
	if ctx.Err() == nil {
		r.add(func(f *Figures) { put(&f.Containers, id, w) })
	}
}

// leaves are the paths of what was added or changed.
func leaves(n *changes.Node, list []string) []string {
	if len(n.Children) == 0 && n.Listed && !n.Mount && n.Kind != changes.Deleted {
		list = append(list, n.Path)
	}
	for _, c := range n.Children {
		list = leaves(c, list)
	}
	return list
}

// sizes are the largest of a container's files.
func (r *meter) sizes(ctx context.Context, id string, paths []string) []File {
	var mu sync.Mutex
	var list []File
	each(ctx, paths, func(p string) {
		st, err := r.API.ContainerStatPath(ctx, id, p)
		if err != nil || !st.Mode.IsRegular() || st.Size == 0 {
			return
		}
		mu.Lock()
		list = append(list, File{p, st.Size})
		mu.Unlock()
	})
	slices.SortFunc(list, func(a, b File) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Path, b.Path))
	})
	return list[:min(len(list), largest)]
}

func (r *meter) path(ctx context.Context, in object.Ref, p string) {
	if w, err := r.Files.Weigh(ctx, in, p, mostRead); err == nil {
		r.add(func(f *Figures) { put(&f.Paths, p, w) })
	}
}

// volume reports whether all of a volume is known.
func (r *meter) volume(ctx context.Context, name string) bool {
	w, err := r.Files.Weigh(ctx, object.Ref{Kind: object.KindVolume, ID: name}, "/", mostRead)
	if err != nil {
		return false
	}
	v := Volume{Files: w.Files + w.Folders, More: !w.Whole, Bytes: w.Bytes}
	if !w.Whole {
		v.Bytes = -1
	}
	r.add(func(f *Figures) { put(&f.Volumes, name, v) })
	return w.Whole
}

// usage asks the engine how large things are, which measures all it has.
func (r *meter) usage(ctx context.Context, volumes, images []string) {
	var kinds []types.DiskUsageObject
	if len(volumes) > 0 {
		kinds = append(kinds, types.VolumeObject)
	}
	if len(images) > 0 {
		kinds = append(kinds, types.ImageObject)
	}
	sizes, err := operations.Freed(ctx, r.API, kinds...)
	if err != nil {
		return
	}
	own := r.layers(ctx, images)
	r.add(func(f *Figures) {
		for _, name := range volumes {
			size, known := sizes[object.Ref{Kind: object.KindVolume, ID: name}]
			if !known || size < 0 {
				continue
			}
			v := f.Volumes[name]
			v.Bytes = size
			v.More = v.More || v.Files == 0 && size > 0
			put(&f.Volumes, name, v)
		}
		for _, id := range images {
			size, known := sizes[object.Ref{Kind: object.KindImage, ID: id}]
			i, counted := own[id]
			if !known || size < 0 || !counted {
				continue
			}
			i.Bytes = size
			put(&f.Images, id, i)
		}
	})
}

// layers counts the layers of images that no other image shares. A layer is
// another one where it lies on others.
func (r *meter) layers(ctx context.Context, images []string) map[string]Image {
	if len(images) == 0 {
		return nil
	}
	list, err := r.API.ImageList(ctx, image.ListOptions{})
	if err != nil {
		return nil
	}
	users := map[string]int{} // of a stack of layers, by all their digests
	stacks := map[string][]string{}
	var mu sync.Mutex
	var ids []string
	for _, i := range list {
		ids = append(ids, i.ID)
	}
	each(ctx, ids, func(id string) {
		found, err := r.API.ImageInspect(ctx, id)
		if err != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		stack := ""
		for _, l := range found.RootFS.Layers {
			stack += l
			users[stack]++
			stacks[id] = append(stacks[id], stack)
		}
	})
	own := map[string]Image{}
	for _, id := range images {
		if stacks[id] == nil {
			continue
		}
		i := Image{Layers: len(stacks[id])}
		for _, s := range stacks[id] {
			if users[s] == 1 {
				i.Own++
			}
		}
		own[id] = i
	}
	return own
}

package world

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/distribution/reference"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/storage"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	godigest "github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

// Image is one image: its configuration and its layers, oldest first.
type Image struct {
	ID      string // sha256:…
	Config  dockerspec.DockerOCIImage
	Digests []string
	Parent  string
	Tagged  time.Time
	Layers  []*Layer // those with files; the history has the others too

	once  sync.Once
	files map[string]*files.File
}

// Layer is what one step of an image added.
type Layer struct {
	DiffID string
	Files  *files.Layer
	packed []byte // the tar as it came from elsewhere, compressed, where ours would be another; else nil
}

// foreignLayer is a layer that came from elsewhere as a tar, which is kept if it
// could not be made again to the byte.
func foreignLayer(id string, l *files.Layer, packed []byte) *Layer {
	if "sha256:"+layerSum(l) == id {
		packed = nil
	}
	return &Layer{DiffID: id, Files: l, packed: packed}
}

// pack writes the layer's tar.
func (l *Layer) pack(out io.Writer) error {
	if l.packed == nil {
		return files.PackLayer(out, l.Files)
	}
	in, err := gzip.NewReader(bytes.NewReader(l.packed))
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in) // it was ours to compress, so it is no bomb
	return err
}

// Size is what all layers take.
func (i *Image) Size() int64 {
	var n int64
	for _, l := range i.Layers {
		n += l.Files.Size()
	}
	return n
}

// Files are what a container of the image sees at first.
func (i *Image) Files() map[string]*files.File {
	i.once.Do(func() {
		seen := map[string]*files.File{}
		for _, l := range i.Layers {
			seen = l.Files.Over(seen)
		}
		i.files = seen
	})
	return i.files
}

// newImage gives an image its id, which follows from what is in it.
func newImage(config dockerspec.DockerOCIImage, layers []*Layer) *Image {
	config.RootFS = ocispec.RootFS{Type: "layers", DiffIDs: []godigest.Digest{}}
	for _, l := range layers {
		config.RootFS.DiffIDs = append(config.RootFS.DiffIDs, godigest.Digest(l.DiffID))
	}
	text, _ := json.Marshal(config)
	return &Image{ID: godigest.FromBytes(text).String(), Config: config, Layers: layers}
}

// named writes a name with its tag, as an engine repeats it.
func named(ref string) string {
	if parsed, err := reference.ParseNormalizedNamed(ref); err == nil {
		return reference.FamiliarString(reference.TagNameOnly(parsed))
	}
	return ref
}

// image finds one by name, id or the beginning of an id. mu is held.
func (w *World) image(ref string) (*Image, error) {
	missing := notFound("No such image: %s", ref)
	if img := w.images[ref]; img != nil {
		return img, nil
	}
	if img := w.tags[ref]; img != nil {
		return img, nil
	}
	if img := w.images["sha256:"+ref]; img != nil {
		return img, nil
	}
	parsed, err := reference.ParseAnyReference(ref)
	if err != nil {
		return nil, invalid("invalid reference format")
	}
	if name, ok := parsed.(reference.Named); ok {
		missing = notFound("No such image: %s", named(ref))
		if img := w.tags[reference.FamiliarString(reference.TagNameOnly(name))]; img != nil {
			return img, nil
		}
		for _, img := range w.images {
			if slices.Contains(img.Digests, reference.FamiliarString(name)) {
				return img, nil
			}
		}
	}
	short := strings.TrimPrefix(ref, "sha256:")
	var found *Image
	for id, img := range w.images {
		if isHex(short) && strings.HasPrefix(id, "sha256:"+short) {
			if found != nil {
				return nil, notFound("No such image: %s", ref)
			}
			found = img
		}
	}
	if found != nil {
		return found, nil
	}
	return nil, missing
}

func isHex(s string) bool { return s != "" && strings.Trim(s, "0123456789abcdef") == "" }

// namesOf are an image's names, sorted.
func (w *World) namesOf(img *Image) []string {
	names := []string{}
	for name, other := range w.tags {
		if other == img {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (w *World) children(img *Image) (all []*Image) {
	for _, other := range w.images {
		if other.Parent == img.ID {
			all = append(all, other)
		}
	}
	return all
}

// ImageQuery is what is asked of the list of images.
type ImageQuery struct {
	All, Shared bool
	Filters     filters.Args
}

var imageFilters = map[string]bool{"dangling": true, "label": true, "before": true, "since": true, "reference": true, "until": true, "containers": true}

// Images lists images, the newest first.
func (w *World) Images(q ImageQuery) ([]*image.Summary, error) {
	if err := q.Filters.Validate(imageFilters); err != nil {
		return nil, invalid("%v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	match, err := w.imageMatcher(q.Filters)
	if err != nil {
		return nil, err
	}
	list := []*image.Summary{}
	for _, img := range w.images {
		names := w.namesOf(img)
		if !match(img) || len(names) == 0 && !q.All && len(w.children(img)) > 0 {
			continue
		}
		if wanted := q.Filters.Get("reference"); len(wanted) > 0 {
			names = slices.DeleteFunc(names, func(n string) bool { return !matchesReference(n, wanted) })
			if len(names) == 0 {
				continue
			}
		}
		list = append(list, w.imageSummary(img, names))
	}
	sort.Slice(list, func(i, j int) bool {
		if list[i].Created != list[j].Created {
			return list[i].Created > list[j].Created
		}
		return list[i].ID < list[j].ID
	})
	return list, nil
}

// imageMatcher is what a filter lets through, but for names. mu is held.
func (w *World) imageMatcher(f filters.Args) (func(*Image) bool, error) {
	until, err := w.until(f)
	if err != nil {
		return nil, err
	}
	var before, since time.Time
	for key, at := range map[string]*time.Time{"before": &before, "since": &since} {
		for _, ref := range f.Get(key) {
			img, err := w.image(ref)
			if err != nil {
				return nil, err
			}
			*at = img.created()
		}
	}
	dangling, err := f.GetBoolOrDefault("dangling", false)
	if err != nil {
		return nil, invalid("%v", err)
	}
	return func(img *Image) bool {
		switch {
		case f.Contains("dangling") && dangling != (len(w.namesOf(img)) == 0 && len(w.children(img)) == 0),
			!f.MatchKVList("label", img.Config.Config.Labels),
			!before.IsZero() && !img.created().Before(before),
			!since.IsZero() && !img.created().After(since),
			!until.IsZero() && img.created().After(until):
			return false
		}
		return true
	}, nil
}

func matchesReference(name string, patterns []string) bool {
	parsed, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return false
	}
	for _, pattern := range patterns {
		if ok, _ := reference.FamiliarMatch(pattern, parsed); ok {
			return true
		}
		if ok, _ := reference.FamiliarMatch(pattern, reference.TrimNamed(parsed)); ok {
			return true
		}
	}
	return false
}

func (i *Image) created() time.Time {
	if i.Config.Created == nil {
		return time.Time{}
	}
	return *i.Config.Created
}

func (w *World) imageSummary(img *Image, names []string) *image.Summary {
	return &image.Summary{
		ID: img.ID, ParentID: img.Parent, RepoTags: names, RepoDigests: append([]string{}, img.Digests...), Created: img.created().Unix(),
		Size: img.Size(), SharedSize: -1, Containers: -1, Labels: img.Config.Config.Labels,
	}
}

// InspectImage is everything about an image.
func (w *World) InspectImage(ref string) (image.InspectResponse, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	img, err := w.image(ref)
	if err != nil {
		return image.InspectResponse{}, err
	}
	config := img.Config.Config
	r := image.InspectResponse{
		ID: img.ID, RepoTags: w.namesOf(img), RepoDigests: append([]string{}, img.Digests...), Created: stamp(img.created()),
		Author: img.Config.Author, Config: &config, Architecture: img.Config.Architecture, Os: img.Config.OS, Size: img.Size(),
		GraphDriver: storage.DriverData{Name: "overlay2", Data: map[string]string{"MergedDir": dataRoot + "/overlay2/" + img.ID[7:19] + "/merged"}},
		RootFS:      image.RootFS{Type: "layers"}, Metadata: image.Metadata{LastTagTime: img.Tagged},
	}
	//lint:ignore SA1019 the engine still tells it
	r.Parent = img.Parent
	for _, l := range img.Layers {
		r.RootFS.Layers = append(r.RootFS.Layers, l.DiffID)
	}
	return r, nil
}

// History is how an image was made, the newest step first.
func (w *World) History(ref string) ([]image.HistoryResponseItem, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	img, err := w.image(ref)
	if err != nil {
		return nil, err
	}
	items := []image.HistoryResponseItem{}
	layer := 0
	for _, h := range img.Config.History {
		item := image.HistoryResponseItem{ID: "<missing>", CreatedBy: h.CreatedBy, Comment: h.Comment, Tags: nil}
		if h.Created != nil {
			item.Created = h.Created.Unix()
		}
		if !h.EmptyLayer && layer < len(img.Layers) {
			item.Size = img.Layers[layer].Files.Size()
			layer++
		}
		items = append(items, item)
	}
	slices.Reverse(items)
	for at, of := 0, img; at < len(items) && of != nil; at, of = at+1, w.images[of.Parent] {
		items[at].ID, items[at].Tags = of.ID, w.namesOf(of)
		if len(items[at].Tags) == 0 {
			items[at].Tags = nil
		}
		if w.images[of.Parent] == nil {
			break
		}
	}
	return items, nil
}

// Tag gives an image another name.
func (w *World) Tag(ref, repo, tag string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	img, err := w.image(ref)
	if err != nil {
		return err
	}
	name, err := tagName(repo, tag)
	if err != nil {
		return err
	}
	w.name(img, name)
	return nil
}

func tagName(repo, tag string) (string, error) {
	parsed, err := reference.ParseNormalizedNamed(repo)
	if err != nil {
		return "", invalid("invalid reference format")
	}
	if tag != "" {
		if parsed, err = reference.WithTag(reference.TrimNamed(parsed), tag); err != nil {
			return "", invalid("invalid tag format")
		}
	}
	if _, ok := parsed.(reference.Digested); ok {
		return "", invalid("refusing to create a tag with a digest reference")
	}
	return reference.FamiliarString(reference.TagNameOnly(parsed)), nil
}

// name gives an image a name, taken from whatever had it. mu is held.
func (w *World) name(img *Image, name string) {
	w.images[img.ID], w.tags[name] = img, img
	img.Tagged = w.now()
	w.tell(events.ImageEventType, events.ActionTag, img.ID, map[string]string{"name": name})
}

// --- remove ---

func (w *World) imageUsers(img *Image) (running, all []*Container) {
	for _, c := range w.newestFirst() {
		if c.image == img {
			all = append(all, c)
			if c.state.Running {
				running = append(running, c)
			}
		}
	}
	return running, all
}

// RemoveImage takes a name from an image, and removes the image with its last
// name.
func (w *World) RemoveImage(ref string, force, prune bool) ([]image.DeleteResponse, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.removeImageBy(ref, force, prune)
}

func (w *World) removeImageBy(ref string, force, prune bool) ([]image.DeleteResponse, error) {
	img, err := w.image(ref)
	if err != nil {
		return nil, err
	}
	running, users := w.imageUsers(img)
	names := w.namesOf(img)
	byID := isID(ref, img)
	if !byID {
		if len(names) > 1 {
			return w.untag(img, named(ref)), nil
		}
		if len(users) > 0 && !force {
			return nil, conflict("conflict: unable to remove repository reference %q (must force) - container %s is using its referenced image %s", ref, users[0].ID[:12], img.ID[7:19])
		}
		if len(running) > 0 || len(w.children(img)) > 0 {
			return w.untag(img, named(ref)), nil
		}
		return append(w.untag(img, named(ref)), w.delete(img, prune)...), nil
	}
	short := img.ID[7:19]
	switch {
	case len(w.children(img)) > 0:
		return nil, conflict("conflict: unable to delete %s (cannot be forced) - image has dependent child images", short)
	case len(running) > 0:
		return nil, conflict("conflict: unable to delete %s (cannot be forced) - image is being used by running container %s", short, running[0].ID[:12])
	case len(repositories(names)) > 1 && !force:
		return nil, conflict("conflict: unable to delete %s (must be forced) - image is referenced in multiple repositories", short)
	case len(users) > 0 && !force:
		return nil, conflict("conflict: unable to delete %s (must be forced) - image is being used by stopped container %s", short, users[0].ID[:12])
	}
	var gone []image.DeleteResponse
	for _, name := range names {
		gone = append(gone, w.untag(img, name)...)
	}
	return append(gone, w.delete(img, prune)...), nil
}

func isID(ref string, img *Image) bool {
	short := strings.TrimPrefix(ref, "sha256:")
	return isHex(short) && strings.HasPrefix(img.ID, "sha256:"+short)
}

func repositories(names []string) map[string]bool {
	all := map[string]bool{}
	for _, n := range names {
		all[n[:strings.LastIndex(n, ":")]] = true
	}
	return all
}

func (w *World) untag(img *Image, name string) []image.DeleteResponse {
	delete(w.tags, name)
	w.tell(events.ImageEventType, events.ActionUnTag, img.ID, map[string]string{"name": img.ID})
	gone := []image.DeleteResponse{{Untagged: name}}
	repo := name[:max(strings.LastIndex(name, ":"), 0)]
	if len(w.namesOf(img)) == 0 {
		for _, d := range img.Digests {
			if strings.HasPrefix(d, repo+"@") {
				gone = append(gone, image.DeleteResponse{Untagged: d})
			}
		}
	}
	return gone
}

// delete removes an image, and those below that nothing leads to any more.
func (w *World) delete(img *Image, prune bool) []image.DeleteResponse {
	delete(w.images, img.ID)
	for key, cached := range w.cache {
		if cached == img {
			delete(w.cache, key)
		}
	}
	w.tell(events.ImageEventType, events.ActionDelete, img.ID, map[string]string{"name": img.ID})
	gone := []image.DeleteResponse{{Deleted: img.ID}}
	for i := len(img.Layers) - 1; i >= 0; i-- {
		if !w.layerUsed(img.Layers[i]) {
			gone = append(gone, image.DeleteResponse{Deleted: "sha256:" + chainID(img.Layers[:i+1])})
		}
	}
	if parent := w.images[img.Parent]; parent != nil && prune && len(w.namesOf(parent)) == 0 && len(w.children(parent)) == 0 {
		if _, users := w.imageUsers(parent); len(users) == 0 {
			gone = append(gone, w.delete(parent, prune)...)
		}
	}
	return gone
}

func chainID(layers []*Layer) string {
	id := ""
	for _, l := range layers {
		id = digest(id, l.DiffID)
	}
	return id
}

func (w *World) layerUsed(l *Layer) bool {
	for _, img := range w.images {
		for _, other := range img.Layers {
			if other.DiffID == l.DiffID {
				return true
			}
		}
	}
	return false
}

// PruneImages removes images without a name, or all that nobody uses.
func (w *World) PruneImages(f filters.Args) (image.PruneReport, error) {
	if err := f.Validate(map[string]bool{"dangling": true, "label": true, "label!": true, "until": true}); err != nil {
		return image.PruneReport{}, invalid("%v", err)
	}
	onlyDangling, err := f.GetBoolOrDefault("dangling", true)
	if err != nil {
		return image.PruneReport{}, invalid("%v", err)
	}
	until, err := w.until(f)
	if err != nil {
		return image.PruneReport{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	report := image.PruneReport{}
	before := w.layersSize()
	for _, id := range sortedKeys(w.images) {
		img := w.images[id]
		if img == nil || !matchesLabels(f, img.Config.Config.Labels) || !until.IsZero() && img.created().After(until) {
			continue
		}
		refs := w.canonical(img)
		switch {
		case len(refs) == 0 && len(w.children(img)) > 0, len(refs) > 0 && onlyDangling:
			continue
		case len(refs) == 0:
			refs = []string{img.ID}
		}
		for _, ref := range refs {
			// What is in use refuses, and stays.
			if gone, err := w.removeImageBy(ref, false, true); err == nil {
				report.ImagesDeleted = append(report.ImagesDeleted, gone...)
			}
		}
	}
	report.SpaceReclaimed = uint64(before - w.layersSize())
	w.tell(events.ImageEventType, events.ActionPrune, "", map[string]string{"reclaimed": strconv.FormatUint(report.SpaceReclaimed, 10)})
	return report, nil
}

// canonical are an image's names in the order of their long form, which is the
// engine's.
func (w *World) canonical(img *Image) []string {
	names := w.namesOf(img)
	long := func(name string) string {
		if parsed, err := reference.ParseNormalizedNamed(name); err == nil {
			return parsed.String()
		}
		return name
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(long(a), long(b)) })
	return names
}

// matchesLabels is what a prune takes.
func matchesLabels(f filters.Args, labels map[string]string) bool {
	return f.MatchKVList("label", labels) && !(f.Contains("label!") && f.MatchKVList("label!", labels))
}

// layersSize counts each layer once, however many images share it.
func (w *World) layersSize() int64 {
	seen := map[string]bool{}
	var n int64
	for _, img := range w.images {
		for _, l := range img.Layers {
			if !seen[l.DiffID] {
				seen[l.DiffID] = true
				n += l.Files.Size()
			}
		}
	}
	return n
}

// Commit makes an image of what a container changed.
func (w *World) Commit(ref string, o CommitWish) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	if err != nil {
		return "", err
	}
	config := c.image.Config
	config.Author = o.Author
	config.Config = imageConfig(c.Config)
	if o.Config != nil {
		overlay(&config.Config, imageConfig(o.Config))
	}
	for _, change := range o.Changes {
		name, rest, _ := strings.Cut(strings.TrimSpace(change), " ")
		if err := apply(&config.Config, name, rest); err != nil {
			return "", err
		}
	}
	now := w.now().UTC()
	config.Created = &now
	own := c.fs.Own()
	layer := &Layer{DiffID: "sha256:" + layerSum(own), Files: own}
	config.History = append(slices.Clone(config.History), ocispec.History{Created: &now, CreatedBy: strings.Join(append([]string{c.Path}, c.Args...), " "), Author: o.Author, Comment: o.Comment})
	img := newImage(config, append(slices.Clone(c.image.Layers), layer))
	img.Parent = c.image.ID
	w.images[img.ID] = img
	if o.Repo != "" {
		name, err := tagName(o.Repo, o.Tag)
		if err != nil {
			return "", err
		}
		w.name(img, name)
	}
	w.tellOf(c, events.ActionCommit, "comment", o.Comment, "imageID", img.ID, "imageRef", o.Repo)
	return img.ID, nil
}

// CommitWish says how the image of a container is to be.
type CommitWish struct {
	Repo, Tag, Comment, Author string
	Changes                    []string
	Config                     *container.Config // what is to be otherwise than the container has it
}

// overlay puts what is set over what was.
func overlay(d *dockerspec.DockerOCIImageConfig, over dockerspec.DockerOCIImageConfig) {
	set(&d.User, over.User)
	set(&d.WorkingDir, over.WorkingDir)
	set(&d.StopSignal, over.StopSignal)
	if len(over.Cmd) > 0 || len(over.Entrypoint) > 0 {
		d.Cmd, d.Entrypoint = over.Cmd, over.Entrypoint
	}
	if over.Healthcheck != nil {
		d.Healthcheck = over.Healthcheck
	}
	d.Env = mergedEnv(d.Env, over.Env)
	d.Labels = merged(d.Labels, over.Labels)
}

func imageConfig(c *container.Config) dockerspec.DockerOCIImageConfig {
	var d dockerspec.DockerOCIImageConfig
	d.Env, d.Cmd, d.Entrypoint, d.WorkingDir, d.User, d.Labels = c.Env, c.Cmd, c.Entrypoint, c.WorkingDir, c.User, c.Labels
	d.Volumes, d.StopSignal, d.Healthcheck = c.Volumes, c.StopSignal, c.Healthcheck
	for port := range c.ExposedPorts {
		if d.ExposedPorts == nil {
			d.ExposedPorts = map[string]struct{}{}
		}
		d.ExposedPorts[string(port)] = struct{}{}
	}
	return d
}

package world

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

func (w *World) filesOf(ref string) (*Container, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.container(ref)
}

// StatPath tells what lies at a path in a container.
func (w *World) StatPath(ref, name string) (container.PathStat, error) {
	c, err := w.filesOf(ref)
	if err != nil {
		return container.PathStat{}, err
	}
	file, err := c.fs.Lstat(name)
	if err != nil {
		return container.PathStat{}, notFound("Could not find the file %s in container %s", name, ref)
	}
	stat := container.PathStat{Name: path.Base(path.Clean("/" + name)), Size: file.Size(), Mode: file.Mode, Mtime: file.Time}
	if file.Link != "" { // followed to its end, within the container
		if stat.LinkTarget, err = c.fs.Resolve(name, true); err != nil {
			return container.PathStat{}, broken("%v", err)
		}
	}
	return stat, nil
}

// GetArchive writes what lies at a path as a tar.
func (w *World) GetArchive(ref, name string, out io.Writer) error {
	c, err := w.filesOf(ref)
	if err != nil {
		return err
	}
	base := path.Base(path.Clean("/" + name))
	if strings.HasSuffix(name, "/.") {
		base = "."
	}
	w.mu.Lock()
	w.tellOf(c, events.ActionArchivePath)
	w.mu.Unlock()
	return c.fs.Pack(out, path.Clean("/"+name), base)
}

// PutArchive puts what is in a tar under a folder.
func (w *World) PutArchive(ref, name string, in io.Reader, keepFolders bool) error {
	c, err := w.filesOf(ref)
	if err != nil {
		return err
	}
	folder, err := c.fs.Stat(name)
	switch {
	case err != nil:
		return notFound("Could not find the file %s in container %s", name, ref)
	case !folder.Mode.IsDir():
		return invalid("extraction point is not a directory")
	case c.Host.ReadonlyRootfs:
		return fail(http.StatusForbidden, "container rootfs is marked read-only")
	}
	at, err := c.fs.Resolve(name, true)
	if err != nil {
		return invalid("%v", err)
	}
	if err := c.fs.Unpack(in, at); err != nil {
		if errors.Is(err, files.ErrTooBig) {
			return broken("Error processing tar file(exit status 1): %v", err)
		}
		if errors.Is(err, files.ErrReadOnly) {
			return fail(http.StatusForbidden, "mounted volume is marked read-only")
		}
		return invalid("Error processing tar file(exit status 1): %v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tellOf(c, events.ActionExtractToDir)
	return nil
}

// Changes are the differences of a container from its image.
func (w *World) Changes(ref string) ([]container.FilesystemChange, error) {
	c, err := w.filesOf(ref)
	if err != nil {
		return nil, err
	}
	changes := []container.FilesystemChange{}
	for _, change := range c.fs.Changes() {
		changes = append(changes, container.FilesystemChange{Kind: container.ChangeType(change.Kind), Path: change.Path})
	}
	return changes, nil
}

// Export writes all files of a container as a tar.
func (w *World) Export(ref string, begin func(), out io.Writer) error {
	c, err := w.filesOf(ref)
	if err != nil {
		return err
	}
	begin()
	w.mu.Lock()
	w.tellOf(c, events.ActionExport)
	w.mu.Unlock()
	return c.fs.Pack(out, "/", "")
}

// --- save and load ---

type manifest struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// Save writes images as docker save does.
func (w *World) Save(refs []string, begin func(), out io.Writer) error {
	w.mu.Lock()
	var images []*Image
	tags := map[*Image][]string{}
	for _, ref := range refs {
		img, err := w.image(ref)
		if err != nil {
			w.mu.Unlock()
			return err
		}
		if !slices.Contains(images, img) {
			images = append(images, img)
		}
		if !isID(ref, img) {
			tags[img] = append(tags[img], named(ref))
		}
		w.tell(events.ImageEventType, events.ActionSave, img.ID, map[string]string{"name": img.ID})
	}
	w.mu.Unlock()
	begin()
	archive := tar.NewWriter(out)
	written := map[string]bool{}
	var list []manifest
	for _, img := range images {
		m, err := saveImage(archive, img, tags[img], written)
		if err != nil {
			return err
		}
		list = append(list, m)
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return errors.Join(add(archive, "manifest.json", text), archive.Close())
}

func add(out *tar.Writer, name string, text []byte) error {
	if err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
		return err
	}
	_, err := out.Write(text)
	return err
}

func saveImage(out *tar.Writer, img *Image, tags []string, written map[string]bool) (manifest, error) {
	m := manifest{Config: "blobs/sha256/" + img.ID[7:], RepoTags: tags}
	text, err := json.Marshal(img.Config)
	if err != nil {
		return m, err
	}
	if err := add(out, m.Config, text); err != nil {
		return m, err
	}
	for _, l := range img.Layers {
		name := "blobs/sha256/" + l.DiffID[7:]
		m.Layers = append(m.Layers, name)
		if written[name] {
			continue
		}
		written[name] = true
		if err := saveLayer(out, name, l); err != nil {
			return m, err
		}
	}
	return m, nil
}

// saveLayer writes a layer's tar into the tar. Its size must be known first, so
// it is written twice, the first time to nowhere.
func saveLayer(out *tar.Writer, name string, l *Layer) error {
	var size counter
	if err := l.pack(&size); err != nil {
		return err
	}
	if err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(size)}); err != nil {
		return err
	}
	return l.pack(out)
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// Load reads what Save wrote, or the docker command of a real engine.
func (w *World) Load(in io.Reader) (told []string, err error) {
	texts, layers, err := readArchive(in)
	if err != nil {
		return nil, invalid("Error processing tar file(exit status 1): %v", err)
	}
	var list []manifest
	if err := json.Unmarshal(texts["manifest.json"], &list); err != nil {
		return nil, invalid("open manifest.json: no such file or directory")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range list {
		img, err := assemble(m, texts, layers)
		if err != nil {
			return told, err
		}
		if old := w.images[img.ID]; old != nil {
			img = old
		}
		w.images[img.ID] = img
		w.tell(events.ImageEventType, events.ActionLoad, img.ID, map[string]string{"name": img.ID})
		for _, tag := range m.RepoTags {
			w.tags[tag] = img
			img.Tagged = w.now()
			told = append(told, "Loaded image: "+tag)
		}
		if len(m.RepoTags) == 0 {
			told = append(told, "Loaded image ID: "+img.ID)
		}
	}
	return told, nil
}

// loaded is a layer of an archive: its files, and its tar, compressed.
type loaded struct {
	files  *files.Layer
	packed []byte
}

func readLoaded(in io.Reader) (l loaded, err error) {
	var packed bytes.Buffer
	pack, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		return l, err
	}
	both := io.TeeReader(in, pack)
	if l.files, err = files.ReadLayer(both); err != nil {
		return l, err
	}
	if _, err = io.Copy(io.Discard, both); err != nil {
		return l, err
	}
	err = pack.Close()
	l.packed = packed.Bytes()
	return l, err
}

// readArchive takes an archive apart: small files are texts, and those that are
// themselves archives are layers.
func readArchive(in io.Reader) (texts map[string][]byte, layers map[string]loaded, err error) {
	texts, layers = map[string][]byte{}, map[string]loaded{}
	for archive := tar.NewReader(in); ; {
		h, err := archive.Next()
		if err == io.EOF {
			return texts, layers, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		name := path.Clean(h.Name)
		head := make([]byte, min(h.Size, 512))
		if _, err := io.ReadFull(archive, head); err != nil {
			return nil, nil, err
		}
		rest := io.MultiReader(bytes.NewReader(head), archive)
		if len(head) == 512 && bytes.HasPrefix(head[257:], []byte("ustar")) || strings.HasSuffix(name, ".tar") {
			if layers[name], err = readLoaded(rest); err != nil {
				return nil, nil, err
			}
			continue
		}
		const biggest = 1 << 20
		if texts[name], err = io.ReadAll(io.LimitReader(rest, biggest)); err != nil {
			return nil, nil, err
		}
	}
}

func assemble(m manifest, texts map[string][]byte, layers map[string]loaded) (*Image, error) {
	var config dockerspec.DockerOCIImage
	if err := json.Unmarshal(texts[path.Clean(m.Config)], &config); err != nil {
		return nil, invalid("invalid image config: %v", err)
	}
	if len(m.Layers) != len(config.RootFS.DiffIDs) {
		return nil, invalid("invalid manifest, layers length mismatch: expected %d, got %d", len(config.RootFS.DiffIDs), len(m.Layers))
	}
	img := &Image{Config: config}
	for i, name := range m.Layers {
		l := layers[path.Clean(name)]
		if l.files == nil {
			l.files = files.NewLayer()
		}
		img.Layers = append(img.Layers, foreignLayer(string(config.RootFS.DiffIDs[i]), l.files, l.packed))
	}
	img.ID = "sha256:" + hash(texts[path.Clean(m.Config)])
	return img, nil
}

// Import makes an image of one layer of a tar.
func (w *World) Import(in io.Reader, repo, tag, message string, changes []string) (string, error) {
	layer, err := files.ReadLayer(in)
	if err != nil {
		return "", invalid("Error processing tar file(exit status 1): %v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now().UTC()
	var config dockerspec.DockerOCIImage
	config.OS, config.Architecture, config.Created = "linux", "amd64", &now
	for _, change := range changes {
		name, rest, _ := strings.Cut(strings.TrimSpace(change), " ")
		if err := apply(&config.Config, name, rest); err != nil {
			return "", err
		}
	}
	config.History = append(config.History, historyLine(now, "", message, false))
	img := newImage(config, []*Layer{{DiffID: "sha256:" + layerSum(layer), Files: layer}})
	w.images[img.ID] = img
	if repo != "" {
		name, err := tagName(repo, tag)
		if err != nil {
			return "", err
		}
		w.name(img, name)
	}
	w.tell(events.ImageEventType, events.ActionImport, img.ID, map[string]string{"name": img.ID})
	return img.ID, nil
}

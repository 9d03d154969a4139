package realengine

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/docker/docker/client"
	spec "github.com/moby/docker-image-spec/specs-go/v1"
	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"
)

// testImage is an image made here, without a registry and without a build: the
// lab program and its settings.
type testImage struct {
	tags    []string // none makes it dangling
	padding int      // bytes of a second layer, so that images differ in size
	more    []entry  // files of a second layer
	days    int      // its age
	config  spec.DockerOCIImageConfig
}

var labImages = []testImage{
	{tags: []string{"lab:1"}, config: config(oci.ImageConfig{
		Entrypoint: []string{"/lab"},
		Cmd:        []string{"sleep"},
	})},
	{tags: []string{"lab-web:1"}, config: withHealth(config(oci.ImageConfig{
		Entrypoint:   []string{"/lab"},
		Cmd:          []string{"serve", "-addr", ":80"},
		Env:          []string{"PATH=/", "GREETING=hello"},
		ExposedPorts: map[string]struct{}{"80/tcp": {}},
		Volumes:      map[string]struct{}{"/data": {}},
		WorkingDir:   "/data",
		Labels:       map[string]string{"org.opencontainers.image.title": "lab web"},
	}), "/lab")},
}

func isLabImage(tag string) bool {
	return slices.ContainsFunc(labImages, func(i testImage) bool { return slices.Contains(i.tags, tag) })
}

func config(c oci.ImageConfig) spec.DockerOCIImageConfig {
	return spec.DockerOCIImageConfig{ImageConfig: c}
}

// withHealth adds a health check that passes while a file exists. Two failures
// in a row, a second apart, make a container unhealthy.
func withHealth(c spec.DockerOCIImageConfig, file string) spec.DockerOCIImageConfig {
	c.Healthcheck = &spec.HealthcheckConfig{
		Test:     []string{"CMD", "/lab", "health", file},
		Interval: time.Second,
		Timeout:  5 * time.Second,
		Retries:  2,
	}
	return c
}

// load makes images in the engine, all in one go.
func load(ctx context.Context, api client.ImageAPIClient, images []testImage) error {
	lab, err := labBinary()
	if err != nil {
		return err
	}
	archive, err := imageArchive(lab, images)
	if err != nil {
		return fmt.Errorf("making images: %w", err)
	}
	response, err := api.ImageLoad(ctx, archive, client.ImageLoadWithQuiet(true))
	if err != nil {
		return fmt.Errorf("loading images: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	// A failure in the middle comes as a message in the stream.
	for messages := json.NewDecoder(response.Body); ; {
		var message struct{ Error string }
		if err := messages.Decode(&message); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("loading images: %w", err)
		}
		if message.Error != "" {
			return fmt.Errorf("loading images: %s", message.Error)
		}
	}
}

// imageArchive is what docker save would write of the images.
func imageArchive(lab string, images []testImage) (io.Reader, error) {
	base, err := labLayer(lab)
	if err != nil {
		return nil, err
	}
	var buffer bytes.Buffer
	out := archive{tar.NewWriter(&buffer), map[string]bool{}}
	type manifest struct {
		Config   string
		RepoTags []string
		Layers   []string
	}
	var manifests []manifest
	for _, i := range images {
		layers := [][]byte{base}
		if i.padding > 0 {
			i.more = append(i.more, padding(i.padding))
		}
		if len(i.more) > 0 {
			more, err := layer(i.more...)
			if err != nil {
				return nil, err
			}
			layers = append(layers, more)
		}
		m := manifest{RepoTags: i.tags}
		described := spec.DockerOCIImage{Config: i.config}
		described.OS, described.Architecture = "linux", runtime.GOARCH
		// Whole days, so that an image made twice on a day is the same.
		created := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -i.days)
		described.Created = &created
		described.RootFS.Type = "layers"
		for n, layer := range layers {
			id := digest.FromBytes(layer)
			described.RootFS.DiffIDs = append(described.RootFS.DiffIDs, id)
			described.History = append(described.History, oci.History{Created: &created, CreatedBy: []string{"COPY lab / # buildkit", "COPY content / # buildkit"}[n]})
			m.Layers = append(m.Layers, out.add(id.Encoded()+".tar", layer))
		}
		text, err := json.Marshal(described)
		if err != nil {
			return nil, err
		}
		m.Config = out.add(fmt.Sprintf("%x.json", sha256.Sum256(text)), text)
		manifests = append(manifests, m)
	}
	text, err := json.Marshal(manifests)
	if err != nil {
		return nil, err
	}
	out.add("manifest.json", text)
	return &buffer, out.Close()
}

// archive is a tar that holds a file once, however often it is added. Its
// errors come with Close, since it writes to memory.
type archive struct {
	*tar.Writer
	held map[string]bool
}

func (a archive) add(name string, content []byte) string {
	if !a.held[name] {
		a.held[name] = true
		_ = a.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))})
		_, _ = a.Write(content)
	}
	return name
}

// labLayer is the root file system: the program and the little that Docker and
// programs expect. Its times are fixed, so its digest changes only with it.
func labLayer(lab string) ([]byte, error) {
	program, err := os.ReadFile(lab)
	if err != nil {
		return nil, err
	}
	return layer(
		entry{name: "lab", mode: 0o755, content: program},
		entry{name: "tmp/", mode: 0o1777},
		entry{name: "data/", mode: 0o777},
		entry{name: "etc/", mode: 0o755},
		entry{name: "etc/passwd", mode: 0o644, content: []byte("root:x:0:0::/:/lab\napp:x:1000:1000::/data:/lab\nnobody:x:65534:65534::/:/lab\n")},
		entry{name: "etc/group", mode: 0o644, content: []byte("root:x:0:\napp:x:1000:\nnogroup:x:65534:\n")},
	)
}

func padding(size int) entry {
	return entry{name: "content", mode: 0o644, content: bytes.Repeat([]byte("DockDesk"), size/8)}
}

type entry struct {
	name    string // a directory's ends with a slash
	mode    int64
	content []byte
	link    string // what a symbolic link leads to
}

func (e entry) header() tar.Header {
	if e.link != "" {
		return tar.Header{Typeflag: tar.TypeSymlink, Linkname: e.link}
	}
	return tar.Header{Size: int64(len(e.content))}
}

func layer(entries ...entry) ([]byte, error) {
	var buffer bytes.Buffer
	out := tar.NewWriter(&buffer)
	for _, e := range entries {
		header := e.header()
		header.Name, header.Mode, header.ModTime = e.name, e.mode, time.Unix(1_700_000_000, 0)
		if err := out.WriteHeader(&header); err != nil {
			return nil, err
		}
		if _, err := out.Write(e.content); err != nil {
			return nil, err
		}
	}
	err := out.Close()
	return buffer.Bytes(), err
}

package operations

import (
	"archive/tar"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/distribution/reference"
	"github.com/docker/cli/cli/config/configfile"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/request"
)

// TransferEngine is what Transfers need of the Docker client.
type TransferEngine interface {
	PullEngine
	ImagePush(ctx context.Context, reference string, options image.PushOptions) (io.ReadCloser, error)
	ImageSave(ctx context.Context, refs []string, options ...client.ImageSaveOption) (io.ReadCloser, error)
	ImageLoad(ctx context.Context, input io.Reader, options ...client.ImageLoadOption) (image.LoadResponse, error)
	ImageImport(ctx context.Context, source image.ImportSource, ref string, options image.ImportOptions) (io.ReadCloser, error)
	ImageInspect(ctx context.Context, ref string, options ...client.ImageInspectOption) (image.InspectResponse, error)
}

// Transfers carry images to and from registries and files of this computer.
type Transfers struct {
	Engine TransferEngine
	// Local is what the docker command would look at; the zero value is this
	// computer.
	Local request.Local
}

// What can be wrong with a file that is to be read.
var (
	ErrNoFile   = errors.New("there is no such file on this computer")
	ErrAFolder  = errors.New("this is a folder, not a file")
	ErrNoImages = errors.New("there is no image in this file")
)

// settings are the docker command's; nil where they can't be read, and then it is
// tried without a login.
func (t Transfers) settings() *configfile.ConfigFile {
	local := t.local()
	if local.Settings == nil {
		return nil
	}
	settings, _ := local.Settings()
	return settings
}

func (t Transfers) local() request.Local {
	if t.Local.LookupEnv == nil {
		return request.ThisComputer()
	}
	return t.Local
}

// Pull is docker pull of one image. It is Unchanged if the engine had the newest
// already. What has arrived of one that is cancelled, the engine may keep for the
// next time.
func (t Transfers) Pull(ctx context.Context, name, platform string, progress func(PullStep)) (Outcome, error) {
	full, err := whole("pull", name)
	if err != nil {
		return Outcome{}, err
	}
	var out Outcome
	hear := func(s PullStep) {
		if digest, ok := strings.CutPrefix(s.Status, "Digest: "); ok {
			out.Digest = digest
		}
		out.Unchanged = out.Unchanged || strings.HasPrefix(s.Status, "Status: Image is up to date")
		if progress != nil {
			progress(s)
		}
	}
	if err := pull(ctx, t.Engine, full, t.local().Platform(platform), t.settings(), hear); err != nil {
		return Outcome{}, err
	}
	i, err := t.Engine.ImageInspect(ctx, full)
	if err != nil {
		return out, imageFailure("pull", full, err)
	}
	out.Created = imageRef(i.ID)
	return out, nil
}

// Push is docker push of one image. Layers that the registry has are not sent
// again; so one that was interrupted goes on where it was.
func (t Transfers) Push(ctx context.Context, name string, progress func(PullStep)) (Outcome, error) {
	full, err := whole("push", name)
	if err != nil {
		return Outcome{}, err
	}
	auth, err := loginFor(full, t.settings())
	if err != nil {
		return Outcome{}, imageFailure("push", full, err)
	}
	stream, err := t.Engine.ImagePush(ctx, full, image.PushOptions{RegistryAuth: auth})
	if err != nil {
		return Outcome{}, imageFailure("push", full, err)
	}
	var out Outcome
	err = follow(ctx, stream, progress, func(raw json.RawMessage) {
		var pushed struct{ Digest string }
		if json.Unmarshal(raw, &pushed) == nil && pushed.Digest != "" {
			out.Digest = pushed.Digest
		}
	})
	if err != nil {
		return Outcome{}, imageFailure("push", full, err)
	}
	return out, nil
}

// whole is a name with its tag, as the engine takes it.
func whole(op, name string) (string, error) {
	named, err := reference.ParseNormalizedNamed(strings.TrimSpace(name))
	if err != nil {
		return "", invalid(op, imageRef(name), "%w", err)
	}
	return reference.FamiliarString(reference.TagNameOnly(named)), nil
}

// Save is docker save -o: it writes images with all their layers and names to one
// file of this computer, which is there when it is whole.
func (t Transfers) Save(ctx context.Context, refs []string, path string, progress func(written int64)) (Outcome, error) {
	err := toFile(path, progress, func() (io.ReadCloser, error) { return t.Engine.ImageSave(ctx, refs) })
	return Outcome{}, imageFailure("save", strings.Join(refs, " "), err)
}

// Load is docker load -i: it takes in the images of a file of this computer.
// progress hears how much of it was read.
func (t Transfers) Load(ctx context.Context, path string, progress func(read, size int64)) (Outcome, error) {
	file, err := open(path, progress)
	if err != nil {
		return Outcome{}, imageFailure("load", path, err)
	}
	defer file.close()
	if err := file.archive(); err != nil {
		return Outcome{}, imageFailure("load", path, err)
	}
	answer, err := t.Engine.ImageLoad(ctx, file)
	if err != nil {
		return Outcome{}, imageFailure("load", path, err)
	}
	var out Outcome
	hear := func(s PullStep) {
		for line := range strings.Lines(s.Status) {
			line = strings.TrimSpace(line)
			for _, words := range []string{"Loaded image: ", "Loaded image ID: "} {
				if name, ok := strings.CutPrefix(line, words); ok {
					out.Came = append(out.Came, name)
				}
			}
		}
	}
	if !answer.JSON { // an engine that is older than these news
		err = errors.Join(hearLines(answer.Body, hear), answer.Body.Close())
	} else {
		err = follow(ctx, answer.Body, hear, nil)
	}
	if err == nil && len(out.Came) == 0 {
		err = ErrNoImages
	}
	return out, imageFailure("load", path, err)
}

func hearLines(r io.Reader, hear func(PullStep)) error {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		hear(PullStep{Status: lines.Text()})
	}
	return lines.Err()
}

// Import is docker import: it makes an image with one layer of the files in an
// archive, such as one that docker export wrote.
func (t Transfers) Import(ctx context.Context, path, name, message string, progress func(read, size int64)) (Outcome, error) {
	full := ""
	if name != "" {
		var err error
		if full, err = whole("import", name); err != nil {
			return Outcome{}, err
		}
	}
	file, err := open(path, progress)
	if err != nil {
		return Outcome{}, imageFailure("import", path, err)
	}
	defer file.close()
	if err := file.archive(); err != nil {
		return Outcome{}, imageFailure("import", path, err)
	}
	stream, err := t.Engine.ImageImport(ctx, image.ImportSource{Source: file, SourceName: "-"}, full, image.ImportOptions{Message: message})
	if err != nil {
		return Outcome{}, imageFailure("import", path, err)
	}
	var out Outcome
	err = follow(ctx, stream, func(s PullStep) {
		if strings.HasPrefix(s.Status, "sha256:") {
			out.Created = object.Ref{Kind: object.KindImage, ID: s.Status}
		}
	}, nil)
	return out, imageFailure("import", path, err)
}

// reading is a file that is read, and tells how much of it now and then.
type reading struct {
	file *os.File
	size int64
	n    int64
	tell func(read, size int64)
	told time.Time
}

func open(path string, tell func(read, size int64)) (*reading, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("read %s: %w", path, ErrNoFile)
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("read %s: %w", path, ErrAFolder)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("read %s: %w", path, ErrNoFile) // a pipe would be waited for
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &reading{file: file, size: info.Size(), tell: tell}, nil
}

// packed are the beginnings of archives that are packed: gzip, bzip2, xz, zstd.
var packed = []string{"\x1f\x8b", "BZh", "\xfd7zXZ", "\x28\xb5\x2f\xfd"}

// archive looks at the beginning of the file before the engine is bothered with
// what is none.
func (r *reading) archive() error {
	start := make([]byte, 6)
	n, err := r.file.ReadAt(start, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for _, magic := range packed {
		if strings.HasPrefix(string(start[:n]), magic) {
			return nil
		}
	}
	if _, err := tar.NewReader(io.NewSectionReader(r.file, 0, r.size)).Next(); err != nil {
		return ErrNoImages
	}
	return nil
}

// Read implements io.Reader.
func (r *reading) Read(p []byte) (int, error) {
	n, err := r.file.Read(p)
	r.n += int64(n)
	if now := time.Now(); r.tell != nil && (err != nil || now.Sub(r.told) >= exportTold) {
		r.told = now
		r.tell(r.n, r.size)
	}
	return n, err
}

func (r *reading) close() { _ = r.file.Close() }

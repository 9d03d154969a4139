package keep

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"path"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/volume"

	"github.com/dockdesk/dockdesk/internal/engine/files"
)

// anonymousLabel is what the engine marks volumes with that nobody named.
const anonymousLabel = "com.docker.volume.anonymous"

// Check reads a file to its end and says what it holds, or why nothing can be made
// of it. tell hears how far it is.
func Check(ctx context.Context, r io.ReaderAt, size int64, tell Progress) (Saved, error) {
	var first opening
	if !readRemark(io.NewSectionReader(r, 0, size), &first) || first.Version < 1 {
		return Saved{}, ErrForeign
	}
	if first.Version > version {
		return Saved{}, ErrForeign
	}
	var last closing
	if size < closingSize || !readRemark(io.NewSectionReader(r, size-closingSize, closingSize), &last) || last.SHA256 == "" || last.Bytes != size-closingSize {
		return Saved{}, ErrCut
	}
	sum := sha256.New()
	from := &heard{ctx: ctx, r: io.TeeReader(io.NewSectionReader(r, 0, last.Bytes), sum), told: told{tell: tell, total: last.Bytes}}
	n, err := inspect(tar.NewReader(from))
	if err == nil {
		_, err = io.Copy(io.Discard, from)
	}
	switch {
	case ctx.Err() != nil:
		return Saved{}, ctx.Err()
	case hex.EncodeToString(sum.Sum(nil)) != last.SHA256 && (err == nil || errors.Is(err, tar.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF)):
		return Saved{}, ErrChanged
	case err != nil:
		return Saved{}, err
	case n != last.Files:
		return Saved{}, ErrChanged
	}
	return Saved{Volume: first.Volume, Labels: first.Labels, Files: n, Bytes: last.Bytes, SHA256: last.SHA256}, nil
}

// readRemark reads the remark that a tar begins with.
func readRemark(r io.Reader, into any) bool {
	h, err := tar.NewReader(r).Next()
	return err == nil && h.Typeflag == tar.TypeXGlobalHeader && json.Unmarshal([]byte(h.PAXRecords[remark]), into) == nil
}

// inspect counts the files, and refuses names that lead out of the volume.
func inspect(from *tar.Reader) (n int, err error) {
	for {
		h, err := from.Next()
		switch {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, err
		case h.Typeflag == tar.TypeXGlobalHeader:
			continue
		case !local(h.Name), h.Typeflag == tar.TypeLink && !local(h.Linkname):
			return n, ErrForeign
		case h.Typeflag != tar.TypeDir:
			n++
		}
	}
}

// Restore makes a volume of what Save has written; see RestoreFile.
func (v *Volumes) Restore(ctx context.Context, r io.ReaderAt, size int64, name string, tell Progress) (Saved, error) {
	saved, err := v.restore(ctx, r, size, name, tell)
	return saved, failure("restore", name, err)
}

func (v *Volumes) restore(ctx context.Context, r io.ReaderAt, size int64, name string, tell Progress) (Saved, error) {
	saved, err := Check(ctx, r, size, nil)
	if err != nil {
		return saved, err
	}
	api, err := v.api()
	if err != nil {
		return saved, err
	}
	made, err := v.ready(ctx, api, name, saved.Labels)
	if err != nil {
		return saved, err
	}
	if err := v.fill(ctx, api, r, saved.Bytes, name, tell); err != nil {
		if made { // half a volume would look like a whole one
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removal)
			defer cancel()
			err = errors.Join(err, api.VolumeRemove(ctx, name, true))
		}
		return saved, err
	}
	return saved, nil
}

// removal is how long it may take to remove what wasn't filled.
const removal = 20 * time.Second

// ready makes the volume, or finds an empty one of its name.
func (v *Volumes) ready(ctx context.Context, api API, name string, labels map[string]string) (made bool, err error) {
	if _, err := api.VolumeInspect(ctx, name); errdefs.IsNotFound(err) {
		labels = maps.Clone(labels)
		delete(labels, anonymousLabel) // somebody names it now
		if labels == nil {
			labels = map[string]string{}
		}
		_, err := api.VolumeCreate(ctx, volume.CreateOptions{Name: name, Driver: "local", DriverOpts: map[string]string{}, Labels: labels})
		return err == nil, err
	} else if err != nil {
		return false, err
	}
	empty, err := v.empty(ctx, api, name)
	if err == nil && !empty {
		err = ErrThere
	}
	return false, err
}

func (v *Volumes) empty(ctx context.Context, api API, name string) (bool, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	held, leave, err := v.holder.Hold(ctx, name, false)
	if err != nil {
		return false, err
	}
	defer leave()
	body, _, err := api.CopyFromContainer(ctx, held, files.HelperRoot)
	if err != nil {
		return false, err
	}
	defer func() { _ = body.Close() }()
	from := tar.NewReader(body)
	if _, err := from.Next(); err != nil { // its root
		return false, err
	}
	_, err = from.Next()
	if errors.Is(err, io.EOF) {
		return true, nil
	}
	return false, err
}

// fill unpacks the file into the volume. The engine does it below the folder that
// the volume stands in, so that the volume's own root gets its owner, too.
func (v *Volumes) fill(ctx context.Context, api API, r io.ReaderAt, bytes int64, name string, tell Progress) error {
	held, leave, err := v.holder.Hold(ctx, name, true)
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from := &heard{ctx: ctx, r: io.NewSectionReader(r, 0, bytes), told: told{tell: tell, total: bytes}}
	reader, writer := io.Pipe()
	packed := make(chan error, 1)
	go func() {
		err := copyIn(writer, tar.NewReader(from))
		_ = writer.CloseWithError(err) // never fails
		packed <- err
	}()
	err = api.CopyToContainer(ctx, held, "/", reader, container.CopyToContainerOptions{})
	_ = reader.CloseWithError(io.ErrClosedPipe) // never fails; who packs ends now
	if packing := <-packed; packing != nil && !errors.Is(packing, io.ErrClosedPipe) {
		return packing
	}
	return err
}

func copyIn(w io.Writer, from *tar.Reader) error {
	to, top := tar.NewWriter(w), strings.TrimPrefix(files.HelperRoot, "/")
	for {
		h, err := from.Next()
		if errors.Is(err, io.EOF) {
			return to.Close()
		}
		if err != nil {
			return err
		}
		if h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		h.Name = path.Join(top, h.Name)
		if h.Typeflag == tar.TypeDir {
			h.Name += "/"
		}
		if h.Typeflag == tar.TypeLink {
			h.Linkname = path.Join(top, h.Linkname)
		}
		if err := to.WriteHeader(h); err != nil {
			return err
		}
		if _, err := io.Copy(to, from); err != nil {
			return err
		}
	}
}

// heard tells how much is read through it, and ends with its context.
type heard struct {
	ctx context.Context
	r   io.Reader
	told
}

// Read implements io.Reader.
func (h *heard) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := h.r.Read(p)
	h.add(n)
	return n, err
}

package layers

import (
	"archive/tar"
	"bufio"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
)

// API is what is asked of the engine.
type API interface {
	ImageInspect(ctx context.Context, id string, options ...client.ImageInspectOption) (image.InspectResponse, error)
	ImageHistory(ctx context.Context, id string, options ...client.ImageHistoryOption) ([]image.HistoryResponseItem, error)
	ImageSave(ctx context.Context, ids []string, options ...client.ImageSaveOption) (io.ReadCloser, error)
}

// Reader reads images and remembers the layers it has read, which are the same
// wherever they have the same digest. It may be used by many at once.
type Reader struct {
	mu     sync.Mutex
	held   map[string]*Layer // by digest as the engine says it
	order  []string          // the one used last is last
	weight int
	steps  map[string][]Step   // by image id, as its configuration has them
	stacks map[string][]string // digests by image id
}

// NewReader makes a reader that has read nothing yet.
func NewReader() *Reader {
	return &Reader{held: map[string]*Layer{}, steps: map[string][]Step{}, stacks: map[string][]string{}}
}

const (
	holdMost  = 64 << 20 // bytes of layers that are remembered
	tellEvery = 100 * time.Millisecond
)

// Read reads an image. It fails with ReasonLarge where the engine would have to
// hand over more than limit bytes; 0 is no limit. news, which may be nil, hears on
// the same goroutine of the image before its first file is read and whenever more
// of it is known.
func (r *Reader) Read(ctx context.Context, api API, id string, limit int64, news func(News)) (*Image, error) {
	img, err := r.about(ctx, api, id)
	if err != nil {
		return nil, err
	}
	if news == nil {
		news = func(News) {}
	}
	if img.Whole() {
		return img, nil
	}
	if limit > 0 && img.Size > limit {
		return img, &Error{Reason: ReasonLarge, Image: id, Size: img.Size}
	}
	news(News{Image: img})
	stream, err := api.ImageSave(ctx, []string{img.ID})
	if err != nil {
		return img, asked(ctx, id, err)
	}
	defer func() { _ = stream.Close() }()
	f := &filling{reader: r, now: img, news: news}
	img, err = f.read(ctx, stream)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil && !img.Guessed {
		r.steps[img.ID] = img.Steps
	}
	return img, err
}

// about is what is known of an image without reading it.
func (r *Reader) about(ctx context.Context, api API, id string) (*Image, error) {
	about, err := api.ImageInspect(ctx, id)
	if err != nil {
		return nil, asked(ctx, id, err)
	}
	lines, err := api.ImageHistory(ctx, id)
	if err != nil {
		return nil, asked(ctx, id, err)
	}
	img := &Image{ID: about.ID, Size: about.Size, Digests: about.RootFS.Layers}
	img.Layers = make([]*Layer, len(img.Digests))
	slices.Reverse(lines)
	img.Steps, img.Guessed = guess(lines, len(img.Digests))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stacks[img.ID] = img.Digests
	if known := r.steps[img.ID]; known != nil {
		img.Steps, img.Guessed = known, false
	}
	for i, d := range img.Digests {
		img.Layers[i] = r.take(d)
	}
	return img, nil
}

// guess says which lines of a history made a layer. The engine doesn't: it says
// only how large a layer is, and a layer may be empty.
func guess(lines []image.HistoryResponseItem, layers int) (steps []Step, guessed bool) {
	sized := 0
	for _, l := range lines {
		if l.Size > 0 {
			sized++
		}
	}
	spare := layers - sized // layers without a byte in them
	guessed = spare != 0
	next := 0
	for _, l := range lines {
		s := Step{Instruction: l.CreatedBy, Comment: l.Comment, Created: time.Unix(l.Created, 0), Layer: -1, Size: l.Size}
		makes := l.Size > 0
		if !makes && spare > 0 && changesFiles(l.CreatedBy) {
			spare--
			makes = true
		}
		if makes && next < layers {
			s.Layer = next
			next++
		}
		steps = append(steps, s)
	}
	return steps, guessed
}

// changesFiles reports whether an instruction makes a layer even if no byte is in
// it.
func changesFiles(instruction string) bool {
	word, _, _ := strings.Cut(Plain(instruction), " ")
	switch word {
	case "RUN", "COPY", "ADD", "WORKDIR":
		return true
	}
	return false
}

// filling is an image that is being read.
type filling struct {
	reader *Reader
	now    *Image
	news   func(News)
	bytes  counter
}

func (f *filling) read(ctx context.Context, stream io.Reader) (*Image, error) {
	f.bytes.in = stream
	told := time.Now()
	f.bytes.on = func() {
		if time.Since(told) >= tellEvery {
			told = time.Now()
			f.news(News{f.now, f.bytes.n})
		}
	}
	a := &archive{ctx: ctx, on: f.layer, configs: f.config}
	if err := a.read(&f.bytes); err != nil {
		return f.now, err
	}
	if !f.now.Whole() {
		for i, l := range a.named(f.now.Digests) {
			if l != nil && f.now.Layers[i] == nil {
				f.put(i, l)
			}
		}
	}
	switch {
	case len(a.byName) == 0 && len(f.now.Digests) > 0:
		return f.now, &Error{Reason: ReasonNoImage, Image: f.now.ID}
	case !f.now.Whole():
		return f.now, &Error{Reason: ReasonCut, Image: f.now.ID}
	}
	return f.now, nil
}

// layer takes a layer that was read, at each place where the image has it.
func (f *filling) layer(l *Layer) {
	found := false
	for i, d := range f.now.Digests {
		if d == l.Digest && f.now.Layers[i] == nil {
			f.put(i, l)
			found = true
		}
	}
	if found {
		f.news(News{f.now, f.bytes.n})
	}
}

func (f *filling) put(i int, l *Layer) {
	next := *f.now
	next.Layers = slices.Clone(f.now.Layers)
	next.Layers[i] = l
	f.now = &next
	f.reader.keep(f.now.Digests[i], l)
}

// config takes the image's configuration, which knows what made which layer.
func (f *filling) config(c *config) {
	if !slices.Equal(c.RootFS.DiffIDs, f.now.Digests) {
		return
	}
	next := *f.now
	next.Steps, next.Guessed = nil, false
	layer := 0
	for i, h := range c.History {
		s := Step{Instruction: h.CreatedBy, Comment: h.Comment, Created: h.Created, Layer: -1}
		if !h.EmptyLayer && layer < len(next.Digests) {
			s.Layer = layer
			layer++
		}
		if i < len(f.now.Steps) && len(f.now.Steps) == len(c.History) {
			s.Size = f.now.Steps[i].Size
		}
		next.Steps = append(next.Steps, s)
	}
	f.now = &next
	f.news(News{f.now, f.bytes.n})
}

// counter counts what is read.
type counter struct {
	in io.Reader
	n  int64
	on func()
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	c.on()
	return n, err
}

// --- what is remembered ---

// take is a layer that was read before; nil if it is not remembered.
func (r *Reader) take(digest string) *Layer {
	l := r.held[digest]
	if l != nil {
		i := slices.Index(r.order, digest)
		r.order = append(slices.Delete(r.order, i, i+1), digest)
	}
	return l
}

// keep remembers a layer, and forgets those that were not used for longest.
func (r *Reader) keep(digest string, l *Layer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held[digest] != nil {
		return
	}
	r.held[digest] = l
	r.order = append(r.order, digest)
	r.weight += l.weight()
	for r.weight > holdMost && len(r.order) > 1 {
		r.weight -= r.held[r.order[0]].weight()
		delete(r.held, r.order[0])
		r.order = r.order[1:]
	}
}

// Stacks are the digests of images' layers, by image id. Images that are gone are
// left out.
func (r *Reader) Stacks(ctx context.Context, api API, ids []string) (map[string][]string, error) {
	out := map[string][]string{}
	for _, id := range ids {
		r.mu.Lock()
		stack, known := r.stacks[id]
		r.mu.Unlock()
		if !known {
			about, err := api.ImageInspect(ctx, id)
			if err != nil {
				if err = asked(ctx, id, err); ReasonOf(err) == ReasonGone {
					continue
				}
				return out, err
			}
			stack = about.RootFS.Layers
			r.mu.Lock()
			r.stacks[id] = stack
			r.mu.Unlock()
		}
		out[id] = stack
	}
	return out, nil
}

// --- one file ---

// errFound ends the reading of an archive.
var errFound = &Error{Reason: "found"}

// Content writes what a file of an image holds, limit bytes at most; 0 is no limit.
// It reads the image until the file comes. whole says that nothing was left out.
func Content(ctx context.Context, api API, id string, e Entry, limit int64, out io.Writer) (whole bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := api.ImageSave(ctx, []string{id})
	if err != nil {
		return false, asked(ctx, id, err)
	}
	defer func() { _ = stream.Close() }()
	err = parts(ctx, stream, func(_ string, h *tar.Header, in *bufio.Reader) error {
		if h.Typeflag != tar.TypeReg || isText(in) {
			return nil
		}
		plain, done, err := unpacked(in)
		if err != nil || plain == nil {
			return err
		}
		defer done()
		whole, err = extract(ctx, plain, e, limit, out)
		return err
	})
	switch {
	case err == error(errFound):
		return whole, nil
	case err == nil:
		return false, &Error{Reason: ReasonNoFile, Image: id}
	}
	return false, err
}

// extract looks for a file in a layer: one of this name, size and time.
func extract(ctx context.Context, in io.Reader, e Entry, limit int64, out io.Writer) (whole bool, err error) {
	for layer := tar.NewReader(in); ; {
		h, err := layer.Next()
		switch {
		case err == io.EOF:
			return false, nil
		case err != nil && !errors.Is(err, tar.ErrInsecurePath):
			return false, err
		case ctx.Err() != nil:
			return false, ctx.Err()
		}
		found, ok := entryOf(h)
		if !ok || found.Path != e.Path || found.Kind != File || found.Size != e.Size || found.Time != e.Time || sparse(h) {
			continue
		}
		var from io.Reader = layer
		if limit > 0 {
			from = io.LimitReader(layer, limit)
		}
		w := &target{out: out}
		n, err := io.Copy(w, from)
		switch {
		case w.err != nil:
			return false, &Error{Reason: ReasonHere, Err: w.err}
		case err != nil:
			return false, err
		}
		return n == e.Size, errFound
	}
}

// target tells an error of writing from one of reading.
type target struct {
	out io.Writer
	err error
}

func (t *target) Write(p []byte) (n int, err error) {
	n, err = t.out.Write(p)
	t.err = err
	return n, err
}

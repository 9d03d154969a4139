package files

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"path"
	"strings"
	"time"
)

// archive is an open archive of the engine.
type archive struct {
	body  io.ReadCloser
	count *counter
	tar   *tar.Reader
	top   string // what its names begin with
	begun bool
}

// open opens the archive of a path.
func (s *seat) open(ctx context.Context, p string) (*archive, error) {
	body, _, err := s.api.CopyFromContainer(ctx, s.container, s.inside(p))
	if err != nil {
		return nil, wrap(s.ref, p, err)
	}
	c := &counter{from: body}
	return &archive{body: body, count: c, tar: tar.NewReader(c)}, nil
}

func (a *archive) close() { _ = a.body.Close() } // nothing was written

// next is the next header, and its path below what was asked for: "." for that
// itself, "" for a name that leads elsewhere, which no honest engine sends.
func (a *archive) next() (*tar.Header, string, error) {
	h, err := a.tar.Next()
	if err != nil {
		return nil, "", err
	}
	name := strings.TrimPrefix(path.Clean(h.Name), "/")
	if !a.begun {
		a.begun = true
		if a.top = name; name == "" || name == "." {
			a.top = ""
		}
		return h, ".", nil
	}
	return h, a.below(name), nil
}

// below is a name of the archive below what was asked for.
func (a *archive) below(name string) string {
	name = strings.TrimPrefix(path.Clean(name), "/")
	rest := name
	if a.top != "" {
		var ok bool
		if rest, ok = strings.CutPrefix(name, a.top+"/"); !ok {
			return ""
		}
	}
	if rest == "" || rest == "." || rest == ".." || strings.HasPrefix(rest, "../") || strings.ContainsRune(rest, 0) {
		return ""
	}
	return rest
}

// upTo lets a limit be read; 0 is none.
func upTo(limit int64) func(read int64) bool {
	return func(read int64) bool { return limit == 0 || read <= limit }
}

// counter counts what is read.
type counter struct {
	from io.Reader
	n    int64
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

// tellEvery is how often progress is told.
const tellEvery = 100 * time.Millisecond

// walk reads the headers of an archive until visit says that it is enough, the
// archive ends, or more, which is asked before each file with the bytes that would
// have been read behind it, says no. None of it is an error. whole says that the
// end was reached.
func (s *seat) walk(ctx context.Context, p string, more func(read int64) bool, visit func(rel string, h *tar.Header) error, tell func(read int64)) (read int64, whole bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // what is not read any more needs not be sent
	a, err := s.open(ctx, p)
	if err != nil {
		return 0, false, err
	}
	defer a.close()
	told := time.Now()
	for {
		h, rel, err := a.next()
		switch {
		case errors.Is(err, io.EOF):
			return a.count.n, true, nil
		case ctx.Err() != nil:
			return a.count.n, false, wrap(s.ref, p, ctx.Err())
		case err != nil:
			return a.count.n, false, wrap(s.ref, p, err)
		}
		if rel != "" {
			if err := visit(rel, h); errors.Is(err, errEnough) {
				return a.count.n, false, nil
			} else if err != nil {
				return a.count.n, false, err
			}
		}
		if more != nil && !more(a.count.n+h.Size) {
			return a.count.n, false, nil
		}
		if tell != nil && time.Since(told) > tellEvery {
			told = time.Now()
			tell(a.count.n)
		}
	}
}

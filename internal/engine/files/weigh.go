package files

import (
	"archive/tar"
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Weight is how much lies at a path.
type Weight struct {
	Files   int   // with links, pipes and devices
	Folders int   // without the one that was asked for
	Bytes   int64 // of the files' contents
	// Whole says that all of it was read. Else there is at least so much.
	Whole bool
}

// Weigh counts what lies at a path and below it, reading no more than limit
// bytes of it; 0 is no limit.
func (f *Files) Weigh(ctx context.Context, ref object.Ref, p string, limit int64) (Weight, error) {
	var w Weight
	p, err := checked(p)
	if err != nil {
		return w, err
	}
	s, err := f.sit(ctx, ref, false)
	if err != nil {
		return w, err
	}
	defer s.leave()
	if p, err = s.guard(ctx, p); err != nil {
		return w, err
	}
	_, whole, err := s.walk(ctx, p, upTo(limit), func(rel string, h *tar.Header) error {
		switch {
		case h.Typeflag != tar.TypeDir:
			w.Files++
			w.Bytes += h.Size
		case rel != ".":
			w.Folders++
		}
		return nil
	}, nil)
	w.Whole = whole
	return w, err
}

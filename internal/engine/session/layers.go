package session

import (
	"context"
	"io"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
)

// Layers looks into images. What it has read it remembers, whichever engine it
// came from: a layer is known by its digest.
type Layers struct {
	s      *Session
	reader *layers.Reader
}

// Layers is what looks into the images of the session's engine.
func (s *Session) Layers() *Layers { return &Layers{s, layers.NewReader()} }

// Read reads an image; see layers.Reader.
func (l *Layers) Read(ctx context.Context, id string, limit int64, news func(layers.News)) (*layers.Image, error) {
	eng, err := l.s.Engine()
	if err != nil {
		return nil, err
	}
	return l.reader.Read(ctx, eng.Client(), id, limit, news)
}

// Stacks are the digests of images' layers, by image id.
func (l *Layers) Stacks(ctx context.Context, ids []string) (map[string][]string, error) {
	eng, err := l.s.Engine()
	if err != nil {
		return nil, err
	}
	return l.reader.Stacks(ctx, eng.Client(), ids)
}

// Content writes what a file of an image holds; see layers.Content.
func (l *Layers) Content(ctx context.Context, id string, e layers.Entry, limit int64, out io.Writer) (whole bool, err error) {
	eng, err := l.s.Engine()
	if err != nil {
		return false, err
	}
	return layers.Content(ctx, eng.Client(), id, e, limit, out)
}

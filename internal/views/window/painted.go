package window

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/trace"
)

// painted learns when a snapshot has come to the screen. Fyne tells nobody when
// it paints, but it asks a raster for its pixels while it does; this one is a
// single clear pixel that lies above everything else, so that it is asked last.
type painted struct {
	log     *trace.Log
	raster  *canvas.Raster
	waiting *object.Snapshot
	refresh time.Duration
	shown   bool
	frames  uint64
}

func newPainted(log *trace.Log) *painted {
	p := &painted{log: log}
	p.raster = canvas.NewRaster(p.pixels)
	p.raster.Resize(fyne.NewSquareSize(1))
	return p
}

func (p *painted) object() fyne.CanvasObject {
	return container.NewWithoutLayout(p.raster)
}

// expect says that a snapshot was handed to the widgets and took so long.
func (p *painted) expect(s *object.Snapshot, took time.Duration) {
	if !p.log.On() {
		return
	}
	p.waiting, p.refresh = s, took
	p.raster.Refresh()
}

func (p *painted) pixels(int, int) image.Image {
	p.frames++
	if p.log.On() {
		p.mark()
	}
	return image.NewNRGBA(image.Rect(0, 0, 1, 1))
}

func (p *painted) mark() {
	if !p.shown {
		p.shown = true
		p.log.Mark("window shown", nil)
	}
	s := p.waiting
	if s == nil {
		return
	}
	p.waiting = nil
	f := trace.Fields{
		"seq": s.Seq, "link": s.Link, "containers": len(s.Containers), "images": len(s.Images),
		"volumes": len(s.Volumes), "networks": len(s.Networks), "refresh_ns": p.refresh.Nanoseconds(),
	}
	if !s.At.IsZero() {
		f["since_event_ns"] = time.Since(s.At).Nanoseconds()
	}
	p.log.Mark("painted", f)
}

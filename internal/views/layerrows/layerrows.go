// Package layerrows shows layers on their way, one below the other: how far each is, in
// words, as a bar and in bytes. A pull of the run form and a transfer's dialog have it.
//
// It must know nothing of where layers come from or go to.
package layerrows

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Height is that of a row, in px at scale 1.
const Height = 22

const gap = 10 // between the parts of a row

// Row is one layer.
type Row struct {
	Object            *modal.Row
	id, status, bytes *widgets.Text
	bar               *widgets.Progress
}

// New makes a row; the ids of its parts begin with id.
func New(id string) *Row {
	small := widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted}
	r := &Row{
		id:     widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Mono: true}),
		status: widgets.NewText("", small), bar: widgets.NewProgress(id + ".progress"), bytes: widgets.NewText("", small),
	}
	r.status.ID, r.bytes.ID = id+".state", id+".bytes"
	r.id.Truncate, r.status.Truncate, r.bytes.Truncate = true, true, true
	r.Object = modal.NewWeighted(gap, []float32{-104, -145, 1, -150},
		widgets.Middle(r.id), widgets.Middle(r.status), widgets.Sized(widgets.Middle(r.bar), 0, Height), widgets.Middle(r.bytes))
	return r
}

// Set shows how far the layer is.
func (r *Row) Set(l operations.Layer) {
	r.id.SetText(l.ID)
	r.status.SetText(words(l))
	share, bytes := 0.0, ""
	switch {
	case l.Size > 0:
		share, bytes = float64(l.Here)/float64(l.Size), format.Size(l.Here)+" of "+format.Size(l.Size)
		if l.Arrived {
			bytes = format.Size(l.Size)
		}
	case l.Arrived:
		share = 1
	}
	r.bar.Set(share)
	r.bytes.SetText(bytes)
}

// states are the engine's words for how far a layer is, in plain ones.
var states = map[string]string{
	"Pulling fs layer": "asked for", "Waiting": "waits its turn", "Downloading": "on its way", "Verifying Checksum": "being checked",
	"Download complete": "here", "Extracting": "being unpacked", "Pull complete": "unpacked", "Already exists": "was here already",
	"Preparing": "being read", "Pushing": "on its way", "Pushed": "there", "Layer already exists": "was there already",
}

// words are the engine's own where no plain ones are known.
func words(l operations.Layer) string {
	if plain, ok := states[l.Status]; ok {
		return plain
	}
	return format.CleanLine(l.Status)
}

// Layout puts the objects of rows one below the other.
type Layout struct{}

// Layout implements fyne.Layout.
func (*Layout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for i, r := range o {
		r.Move(fyne.NewPos(0, float32(i)*Height))
		r.Resize(fyne.NewSize(size.Width-8, Height)) // beside the scroller's bar
		r.(*modal.Row).Fit(size.Width - 8)
	}
}

// MinSize implements fyne.Layout.
func (*Layout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, float32(len(o))*Height)
}

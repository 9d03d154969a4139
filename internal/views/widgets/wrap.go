package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Near shows an object, but not on a projector, where less is shown. One that is
// hidden stays so: it is what is round it that comes and goes.
func Near(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(nearLayout{}, container.NewStack(o))
}

type nearLayout struct{}

func (nearLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	SetVisible(o[0], !theme.Projecting())
	o[0].Resize(size)
}

func (nearLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	if theme.Projecting() {
		return fyne.Size{}
	}
	return o[0].MinSize()
}

// High shows an object, but not in a window that a projector leaves little height.
func High(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(highLayout{}, container.NewStack(o))
}

type highLayout struct{}

func (highLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	SetVisible(o[0], !theme.Low())
	o[0].Resize(size)
}

func (highLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	if theme.Low() {
		return fyne.Size{}
	}
	return o[0].MinSize()
}

func splitLines(s string) []string { return strings.Split(s, "\n") }

func splitWords(s string) []string { return strings.Fields(s) }

// fitting is the length in bytes of the longest beginning of s, at least one
// rune, that fits.
func fitting(s string, fits func(string) bool) int {
	last := 0
	for i := range s {
		if i == 0 {
			continue
		}
		if !fits(s[:i]) {
			break
		}
		last = i
	}
	if last == 0 {
		for i := range s {
			if i > 0 {
				return i
			}
		}
		return len(s)
	}
	return last
}

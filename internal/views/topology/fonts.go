package topology

import (
	"sync"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"golang.org/x/image/font/opentype"

	"github.com/dockdesk/dockdesk/internal/views/topology/draw"
)

var parsed sync.Map // *opentype.Font by the name of the theme's font

// fonts are the theme's, for drawing off the main goroutine.
func fonts() draw.Fonts {
	return draw.Fonts{Regular: fontOf(fyne.TextStyle{}), Bold: fontOf(fyne.TextStyle{Bold: true})}
}

func fontOf(style fyne.TextStyle) *opentype.Font {
	res := fynetheme.Current().Font(style)
	if f, ok := parsed.Load(res.Name()); ok {
		return f.(*opentype.Font)
	}
	f, err := opentype.Parse(res.Content())
	if err != nil {
		fyne.LogError("The theme's font can't be drawn on the map", err)
		return nil
	}
	parsed.Store(res.Name(), f)
	return f
}

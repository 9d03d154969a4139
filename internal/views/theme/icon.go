package theme

import (
	"bytes"
	"fmt"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/assets"
)

type iconKey struct {
	name string
	ink  color.NRGBA
}

var (
	iconsMu sync.Mutex
	icons   = map[iconKey]fyne.Resource{}
)

// Icon is the line icon with this name in the colour that the token has in the
// theme now in use. Ask again after a theme change. Fyne's own themed resources
// recolour fills only, and these icons are strokes.
func Icon(name string, token fyne.ThemeColorName) fyne.Resource {
	return ColoredIcon(name, Color(token))
}

// ColoredIcon is the line icon with this name in a given colour.
func ColoredIcon(name string, c color.Color) fyne.Resource {
	key := iconKey{name: name, ink: color.NRGBAModel.Convert(c).(color.NRGBA)}
	iconsMu.Lock()
	defer iconsMu.Unlock()
	if r, ok := icons[key]; ok {
		return r
	}
	hex := fmt.Sprintf("#%02x%02x%02x", key.ink.R, key.ink.G, key.ink.B)
	svg := bytes.ReplaceAll(assets.Icon(name), []byte(assets.Ink), []byte(hex))
	r := fyne.NewStaticResource(name+hex+".svg", svg)
	icons[key] = r
	return r
}

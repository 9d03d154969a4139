package widgets

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/echo"
)

// PassKey hands a key that a control has no use for to the window. Fyne gives
// keys to the focused control only, so each control passes on what isn't its
// own.
func PassKey(from fyne.CanvasObject, e *fyne.KeyEvent) {
	echo.Key(e.Name)
	if c := fyne.CurrentApp().Driver().CanvasForObject(from); c != nil {
		if fn := c.OnTypedKey(); fn != nil {
			fn(e)
		}
	}
}

// PassRune is PassKey for typed letters. Not for text fields.
func PassRune(from fyne.CanvasObject, r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(from); c != nil {
		if fn := c.OnTypedRune(); fn != nil {
			fn(r)
		}
	}
}

// functionKeys have no meaning inside a text field.
var functionKeys = map[fyne.KeyName]bool{
	fyne.KeyF1: true, fyne.KeyF2: true, fyne.KeyF3: true, fyne.KeyF4: true, fyne.KeyF5: true, fyne.KeyF6: true,
	fyne.KeyF7: true, fyne.KeyF8: true, fyne.KeyF9: true, fyne.KeyF10: true, fyne.KeyF11: true, fyne.KeyF12: true,
}

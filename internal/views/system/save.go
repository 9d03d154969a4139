package system

import (
	"errors"
	"fmt"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
)

// SaveDialog is Options.Save by Fyne's own dialog over a window.
func SaveDialog(win fyne.Window) func(suggested string, write func(io.Writer) error, done func(error)) {
	return func(suggested string, write func(io.Writer) error, done func(error)) {
		d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
			switch {
			case err != nil:
				done(fmt.Errorf("choose a file: %w", err))
			case file != nil: // nil when the person leaves it
				done(errors.Join(write(file), file.Close()))
			}
		}, win)
		d.SetFileName(suggested)
		d.Show()
	}
}

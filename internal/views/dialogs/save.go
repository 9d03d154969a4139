package dialogs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// save asks where to, and writes a text there.
func (d *Dialogs) save(title, name string, text func() string) {
	d.ask(title, name, "Values that look secret are masked in it.", func(w io.Writer) error {
		_, err := io.WriteString(w, text())
		return err
	}, func(error) {})
}

// Save asks for a file and writes to it; done hears what came of it on the main
// goroutine, and is not called when the person leaves it.
func (d *Dialogs) Save(name string, write func(io.Writer) error, done func(error)) {
	d.ask("Save to a file", name, "", discreet.Writer(write), done)
}

// ask asks where to, and writes there. A file that is there already is never
// written over. What goes wrong is said in the dialog, where another name helps.
func (d *Dialogs) ask(title, name, remark string, write func(io.Writer) error, done func(error)) {
	problem := widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Danger, Bold: true})
	problem.ID = "save.problem"
	problem.Hide()
	entry := modal.NewEntry("save.path", "", nil)
	entry.Text = filepath.Join(homeFolder(), name)
	note := widgets.NewParagraph(remark, widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	widgets.SetVisible(note, remark != "")
	dialog := &modal.Dialog{
		ID: "save", Title: title, Icon: "save", Width: saveWidth, First: entry,
		Body: modal.NewStack(fieldGap, widgets.NewText("File on this computer", widgets.TextStyle{Size: theme.SizeSmall, Bold: true}), entry, problem, note),
	}
	do := widgets.NewButton("save.do", "Save", "save", widgets.Main, nil)
	do.OnTap = func() {
		path := entry.Text
		do.SetDisabled(true)
		d.host.Go(func(context.Context) {
			err := writeNew(path, write)
			d.host.Post(func() {
				do.SetDisabled(false)
				if err == nil {
					dialog.Close()
					done(nil)
					return
				}
				problem.SetText(saveProblem(err))
				problem.Show()
				dialog.Refit()
			})
		})
	}
	cancel := widgets.NewButton("save.cancel", "Cancel", "", widgets.Ordinary, dialog.Close)
	dialog.Footer = container.New(layout.NewCustomPaddedHBoxLayout(10), layout.NewSpacer(), cancel, do)
	dialog.OnEnter = do.Tap
	d.layer.Show(dialog)
}

func homeFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	return home
}

// writeNew writes a file that must not exist yet: all of it, or none. Only its
// owner can read it: what was done says much about a computer.
func writeNew(path string, write func(io.Writer) error) error {
	// The name is taken first, so that nobody else's file is written over at the
	// end.
	taken, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	err = taken.Close()
	if err == nil {
		err = fill(path, write)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(path))
	}
	return nil
}

// fill writes a file beside path, and puts it there when it is whole.
func fill(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".dockdesk-*") // only its owner can read it
	if err != nil {
		return err
	}
	if err = errors.Join(write(f), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

func saveProblem(err error) string {
	switch {
	case errors.Is(err, fs.ErrExist):
		return "There is a file of this name already. Choose another name."
	case errors.Is(err, fs.ErrNotExist):
		return "There is no such folder."
	case errors.Is(err, fs.ErrPermission):
		return "You may not write there."
	}
	return "It can't be written there: " + err.Error()
}

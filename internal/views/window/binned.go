package window

import (
	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/dialogs"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// binned is what takes what is removed; nil where nothing is kept.
func (w *Window) binned() perform.Bin {
	if w.o.Bin == nil {
		return nil
	}
	return w.o.Bin
}

// readyBin leads from the history to what can be made again.
func (w *Window) readyBin() {
	if w.o.Bin == nil {
		return
	}
	w.dialogs.OnAgain, w.shell.History().OnAgain = w.again, w.again
}

// onBin opens the bin; nil where there is none.
func (w *Window) onBin() func() {
	if w.o.Bin == nil {
		return nil
	}
	return w.openBin
}

// openBin shows what was removed.
func (w *Window) openBin() {
	if w.o.Bin == nil {
		w.notice("This window keeps no bin.", theme.Warn)
		return
	}
	w.dialogs.ShowBin(dialogs.Bin{
		List: w.o.Bin.List, Snapshot: w.o.State.Snapshot, Again: w.makeAgain,
		Restore: func(file, volume string) {
			w.askAbout("volume.restore", action.Values{action.RestoreFile: file, action.RestoreName: volume})
		},
		Forget: func(e bin.Entry) {
			if err := w.o.Bin.Forget(e.ID); err != nil {
				w.notice("It may come back with the next start: "+err.Error()+".", theme.Danger)
			}
			w.dialogs.BinChanged()
		},
	})
}

// again makes the one thing of the bin again, or lets a person choose from several.
func (w *Window) again(ids []string) {
	if len(ids) == 1 {
		if e, ok := w.o.Bin.Find(ids[0]); ok && (e.Volume == nil || e.Volume.File == "") {
			w.makeAgain(e)
			return
		}
	}
	w.openBin()
}

// makeAgain asks about something of the bin. Where secrets are missing the form
// asks for them.
func (w *Window) makeAgain(e bin.Entry) {
	if e.Container != nil && len(e.Container.Hidden) > 0 {
		w.openForm(action.AgainSpec(w.o.State.Snapshot(), *e.Container), "")
		w.form.Lacks(append(e.Container.Hidden, e.Container.Unsaid...))
		return
	}
	w.askAbout("bin.again", action.Binned(e))
}

// askAbout asks about an action without objects, with values to begin with.
func (w *Window) askAbout(id action.ID, v action.Values) {
	a := action.Must(id)
	on := action.On{Kind: a.Kind, Snapshot: w.o.State.Snapshot()}
	asker{w}.Ask(w.performer.Fill(perform.Question{Action: a, On: on, Values: v, Do: func(on action.On, v action.Values) { w.performer.Do(a, on, v) }}))
}

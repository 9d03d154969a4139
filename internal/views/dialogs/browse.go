package dialogs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Browsing is a choice of a folder or a file of this computer.
type Browsing struct {
	Title, Topic string
	From         string // the folder or the file to begin at; the home folder if ""
	Folders      bool   // a folder may be chosen
	Files        bool   // a file may be chosen
	Then         func(path string)
}

// browser walks through the folders: what stands in the field is a path, behind
// its last separator the beginning of a name.
type browser struct {
	d      *Dialogs
	b      Browsing
	dialog *modal.Dialog
	entry  *modal.Entry
	rows   *modal.Stack
	says   *widgets.Paragraph
	use    *widgets.Button

	dir   string // the folder that is shown
	all   []place
	fit   []place
	at    int    // the row of the keyboard; -1 for none
	file  string // the path of the file that is chosen; "" for none
	asked int
}

type place struct {
	name   string
	folder bool
}

const (
	browseWidth = 560 // px at scale 1
	placeHigh   = 28
	placesSeen  = 8   // at once
	mostPlaces  = 300 // of a folder: more are found by their names
)

// Browse lets a folder or a file of this computer be chosen.
func (d *Dialogs) Browse(b Browsing) {
	w := &browser{d: d, b: b, at: -1}
	w.entry = modal.NewEntry("browse.path", "", func(string) { w.typed() })
	w.entry.Topic, w.entry.OnKey = b.Topic, w.key
	w.rows = modal.NewStack(0)
	w.says = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	w.says.ID = "browse.says"
	w.use = widgets.NewButton("browse.use", "", "check", widgets.Main, w.done)
	cancel := widgets.NewButton("browse.cancel", "Cancel", "", widgets.Ordinary, func() { w.dialog.Close() })
	w.use.Topic, cancel.Topic = b.Topic, b.Topic
	w.dialog = &modal.Dialog{
		ID: "browse", Title: b.Title, Icon: "folder", Width: browseWidth, First: w.entry,
		Body:   modal.NewStack(fieldGap, widgets.NewText("On this computer", widgets.TextStyle{Size: theme.SizeSmall, Bold: true}), w.entry, w.rows, w.says),
		Footer: container.New(layout.NewCustomPaddedHBoxLayout(10), layout.NewSpacer(), cancel, w.use),
	}
	w.tell()
	d.layer.Show(w.dialog)
	w.begin()
}

// begin goes to where the choice begins: the nearest folder that is there.
func (w *browser) begin() {
	from := w.b.From
	w.d.host.Go(func(context.Context) {
		for from != "" {
			if i, err := os.Stat(from); err == nil && i.IsDir() {
				break
			}
			up := filepath.Dir(from)
			if up == from || up == "." {
				from = ""
				break
			}
			from = up
		}
		if from == "" {
			from = homeFolder()
		}
		w.d.host.Post(func() { w.enter(from) })
	})
}

// enter shows a folder.
func (w *browser) enter(dir string) {
	if !strings.HasSuffix(dir, string(filepath.Separator)) {
		dir += string(filepath.Separator)
	}
	w.entry.SetText(dir)
	w.entry.CursorColumn = len([]rune(dir))
	w.entry.Refresh()
}

// typed follows what stands in the field.
func (w *browser) typed() {
	w.file, w.at = "", -1
	dir := folderOf(w.entry.Text)
	if dir == w.dir {
		w.match()
		return
	}
	w.asked++
	mine := w.asked
	w.d.host.Go(func(context.Context) {
		all, err := places(dir, w.b.Files)
		w.d.host.Post(func() {
			if mine != w.asked || !w.dialog.Shown() {
				return
			}
			w.dir, w.all = dir, all
			w.says.SetText(browseWords(err))
			w.match()
		})
	})
}

// folderOf is the folder that a path is in, or that it is if it ends as one.
func folderOf(path string) string {
	i := strings.LastIndexFunc(path, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(byte(r)) })
	if i < 0 {
		return ""
	}
	return path[:i+1]
}

// places are what is in a folder: folders first, and files if they matter.
func places(dir string, files bool) ([]place, error) {
	if dir == "" {
		return nil, nil
	}
	list, err := os.ReadDir(dir)
	var found []place
	for _, e := range list {
		folder := e.IsDir()
		if e.Type()&fs.ModeSymlink != 0 {
			i, err := os.Stat(filepath.Join(dir, e.Name()))
			folder = err == nil && i.IsDir()
		}
		if folder || files {
			found = append(found, place{e.Name(), folder})
		}
	}
	slices.SortStableFunc(found, func(a, b place) int {
		if a.folder != b.folder {
			return map[bool]int{true: -1, false: 1}[a.folder]
		}
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	return found, err
}

func browseWords(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, fs.ErrNotExist):
		return "There is no such folder."
	case errors.Is(err, fs.ErrPermission):
		return "You may not look into this folder."
	}
	return "It can't be read: " + format.CleanLine(err.Error()) + "."
}

// match shows the places whose names begin like what is typed. Hidden ones are
// shown when their dot is.
func (w *browser) match() {
	begins := strings.ToLower(strings.TrimPrefix(w.entry.Text, w.dir))
	w.fit = nil
	for _, p := range w.all {
		if strings.HasPrefix(strings.ToLower(p.name), begins) && (begins != "" || !strings.HasPrefix(p.name, ".")) {
			w.fit = append(w.fit, p)
		}
	}
	w.tell()
}

func (w *browser) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		w.at = min(w.at+1, min(len(w.fit), mostPlaces)-1)
	case fyne.KeyUp:
		w.at = max(w.at-1, -1)
	case fyne.KeyReturn, fyne.KeyEnter:
		switch {
		case w.at >= 0 && w.at < len(w.fit):
			w.pick(w.fit[w.at])
		case w.file != "" || len(w.fit) == 1 && !w.fit[0].folder && w.dir+w.fit[0].name == w.entry.Text:
			w.done()
		case len(w.fit) == 1 && w.entry.Text != w.dir:
			w.pick(w.fit[0])
		default:
			w.done()
		}
		return true
	default:
		return false
	}
	w.tell()
	return true
}

// pick goes into a folder, or chooses a file.
func (w *browser) pick(p place) {
	w.d.layer.Focus(w.entry) // the row goes
	path := filepath.Join(w.dir, p.name)
	if p.folder {
		w.enter(path)
		return
	}
	w.entry.SetText(path)
	w.file = path
	w.tell()
}

// chosen is what the button would use; "" for nothing.
func (w *browser) chosen() string {
	if w.file != "" {
		return w.file
	}
	if w.entry.Text == w.dir && w.b.Folders && w.dir != "" {
		return filepath.Clean(w.dir)
	}
	for _, p := range w.fit { // a name that is written out
		if w.dir+p.name == w.entry.Text && (p.folder && w.b.Folders || !p.folder && w.b.Files) {
			return filepath.Join(w.dir, p.name)
		}
	}
	return ""
}

func (w *browser) done() {
	path := w.chosen()
	if path == "" {
		return
	}
	w.dialog.Close()
	w.b.Then(path)
}

// tell shows the places and what can be used.
func (w *browser) tell() {
	var list []fyne.CanvasObject
	if up := filepath.Dir(filepath.Clean(w.dir)); w.dir != "" && up != filepath.Clean(w.dir) {
		list = append(list, w.row("browse.up", "..", "chevron-left", false, func() {
			w.d.layer.Focus(w.entry)
			w.enter(up)
		}))
	}
	for i, p := range w.fit[:min(len(w.fit), mostPlaces)] {
		icon := map[bool]string{true: "folder", false: "file"}[p.folder]
		list = append(list, w.row("browse.place."+p.name, format.CleanLine(p.name), icon, i == w.at || w.file == filepath.Join(w.dir, p.name), func() { w.pick(p) }))
	}
	scroll := widgets.NewScroll(container.New(layout.NewCustomPaddedVBoxLayout(0), list...))
	w.rows.Set(widgets.Sized(scroll, 0, placesSeen*placeHigh))
	if over := float32(w.at-placesSeen+3) * placeHigh; w.at >= 0 && over > 0 {
		scroll.Offset.Y = over
		scroll.Refresh()
	}
	words := "Use this folder"
	if w.file != "" || !w.b.Folders {
		words = "Use this file"
	}
	w.use.SetText(words)
	w.use.SetDisabled(w.chosen() == "")
	if more := len(w.fit) - mostPlaces; more > 0 {
		w.says.SetText(format.Count(more, "more name") + ": the first letters find them.")
	}
	w.dialog.Refit()
}

func (w *browser) row(id, words, icon string, on bool, tap func()) fyne.CanvasObject {
	row := widgets.NewNavItem(id, words, icon, tap)
	row.Topic = w.b.Topic
	row.SetOn(on)
	return widgets.Sized(row, 0, placeHigh)
}

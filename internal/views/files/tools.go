package files

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// tools are the path, the search, and the buttons above the list.
type tools struct {
	up     *widgets.Button
	path   *widgets.Field
	search *widgets.Field
	again  *widgets.Button
	acts   map[action.ID]*widgets.Button
	object fyne.CanvasObject // the path and the search

	buttons *widgets.Flow
	narrow  bool // the buttons have no words
}

// setNarrow takes the words from the buttons where there is no room for them, so
// that they need one line, or gives them back.
func (t *Tab) setNarrow(narrow bool) {
	k := t.tools
	if k.narrow == narrow {
		return
	}
	k.narrow = narrow
	for id, b := range k.acts {
		words := shortWords[id]
		if narrow {
			words = ""
		}
		b.SetText(words)
	}
	t.tell()
	k.buttons.Refresh()
}

// offered are the actions that have buttons, in their order.
var offered = []action.ID{"files.upload", "files.download", "files.folder", "files.rename", "files.delete"}

func (t *Tab) newTools() *tools {
	k := &tools{acts: map[action.ID]*widgets.Button{}}
	quiet := func(name, icon, tip, topic string, tap func()) *widgets.Button {
		b := widgets.NewButton(t.prefix+"."+name, "", icon, widgets.Quiet, tap)
		b.Tip, b.Topic = tip, topic
		return b
	}
	k.up = quiet("up", "chevron-up", "To the folder above (Backspace)", "list.path", t.up)
	k.again = quiet("again", "refresh", "Read it again (F5)", "list.reading", func() { t.read(true) })
	k.path = widgets.NewField(t.prefix+".path", "/", nil)
	k.path.Topic = "list.path"
	k.path.OnSubmitted = func(p string) { t.goTo(p, ""); t.list.Focus() }
	k.path.OnDown = func() { t.list.Enter() }
	k.search = widgets.NewSearch(t.prefix+".search", "Search", func(words string) {
		if t.found == nil {
			t.list.SetSearch(words)
		}
		if words == "" && t.found != nil {
			t.leaveSearch()
		}
		t.draw()
	})
	k.search.Topic = "list.find"
	k.search.OnSubmitted = func(words string) { t.list.SetSearch(""); t.find(words) }
	k.search.OnDown = func() { t.list.Enter() }
	k.search.OnLeave = func() { t.list.Focus() }
	var buttons []fyne.CanvasObject
	for _, id := range offered {
		a := action.Must(id)
		b := widgets.NewButton(t.prefix+"."+string(id), shortWords[id], a.Icon, widgets.Quiet, func() { t.act(id) })
		b.Topic = a.Topic()
		k.acts[id] = b
		buttons = append(buttons, b)
	}
	left := container.New(layout.NewCustomPaddedHBoxLayout(2), k.up, k.again)
	fields := container.New(&shares{gap: 8, first: 0.6}, k.path, k.search)
	k.object = container.NewBorder(nil, nil, widgets.PadSides(left, 0, 6, 0, 0), nil, fields)
	k.buttons = widgets.NewFlow(2, 2, buttons...)
	return k
}

var shortWords = map[action.ID]string{
	"files.upload": "Upload…", "files.download": "Download…", "files.folder": "New folder…", "files.rename": "Rename…", "files.delete": "Delete…",
}

// tell says of each button whether it can be pressed, and if not why.
func (t *Tab) tell() {
	t.tools.up.SetDisabled(t.dir == "/" && t.found == nil)
	for id, b := range t.tools.acts {
		why := t.why(id)
		tip := ""
		if t.tools.narrow {
			tip = shortWords[id]
		}
		if why != "" {
			tip = strings.TrimSpace(tip+" "+why) + "."
		}
		b.SetDisabled(why != "")
		on := t.on()
		offer, old := action.Offer{Action: action.Must(id), On: on}, action.Offer{}
		if o, ok := b.About.(action.Offer); ok {
			old = o
		}
		if b.Tip != tip || !old.Same(offer) {
			b.Tip, b.About = tip, offer
			b.Remind()
		}
	}
}

const looking = "Looking for a program that can do it"

// why says why an action can't be done now, without a full stop; "" that it can.
func (t *Tab) why(id action.ID) string {
	if t.host.Ask == nil {
		return "This window can only look"
	}
	if t.ref.ID == "" {
		return "Nothing is selected"
	}
	if why := t.host.Actions.Why(action.Must(id), t.on()); why != "" {
		return why
	}
	n := len(t.chosen())
	switch id {
	case "files.download":
		if n == 0 && t.failed != nil {
			return "There is nothing to be downloaded"
		}
	case "files.rename":
		if why := t.unableTo(t.able.Rename); why != "" {
			return why
		}
		if !t.known {
			return looking
		}
		if n != 1 {
			return "Select one file or folder first"
		}
	case "files.delete":
		if why := t.unableTo(t.able.Delete); why != "" {
			return why
		}
		if !t.known {
			return looking
		}
		if n == 0 {
			return "Select files or folders first"
		}
	}
	return ""
}

// act asks about an action on what is chosen.
func (t *Tab) act(id action.ID) {
	if t.why(id) != "" {
		return
	}
	v := action.Values{action.FilesFolder: t.dir, action.FilesImage: t.able.Image}
	rows := t.chosen()
	switch id {
	case "files.upload":
		t.upload(nil)
		return
	case "files.download":
		paths := pathsOf(rows)
		if len(rows) == 0 {
			paths = []string{t.dir}
		}
		v.Choose(action.FilesPath, paths)
		v[action.FilesTo] = downloads()
		if slices.ContainsFunc(rows, func(r *row) bool { return r.Kind == files.Link }) {
			v[action.FilesLinks] = action.Yes
		}
	case "files.rename":
		v[action.FilesPath], v[action.FilesName] = rows[0].Path, rows[0].Name()
	case "files.delete":
		v.Choose(action.FilesPath, pathsOf(rows))
		var folders []string
		for _, r := range rows {
			if r.Kind == files.Folder {
				folders = append(folders, r.Path)
			}
		}
		v[action.FilesFolders] = action.Lines(folders)
	}
	t.perform(id, v)
}

// perform asks, and reads the folder again once something has been done.
func (t *Tab) perform(id action.ID, v action.Values) {
	ref := t.ref
	t.host.Ask(action.Must(id), t.on(), v, func() {
		if id == "files.folder" {
			t.next = path.Join(v[action.FilesFolder], v[action.FilesName])
		}
		if t.ref == ref && t.seen && id != "files.download" {
			t.list.ClearTicks()
			t.read(true)
		}
	})
}

// upload asks where files of this computer are to go: those that were dropped, or
// those that will be named.
func (t *Tab) upload(from []string) {
	if t.why("files.upload") != "" {
		return
	}
	v := action.Values{action.FilesFolder: t.dir}
	v.Choose(action.FilesHere, from)
	there := []string{t.dir}
	if t.listing.Dir == t.dir {
		for _, e := range t.listing.Entries {
			there = append(there, e.Name())
		}
	}
	v[action.FilesThere] = action.Lines(there)
	t.perform("files.upload", v)
}

func pathsOf(rows []*row) []string {
	paths := make([]string, len(rows))
	for i, r := range rows {
		paths[i] = r.Path
	}
	return paths
}

// downloads is where a person expects what was fetched.
func downloads() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	if dir := filepath.Join(home, "Downloads"); isFolder(dir) {
		return dir
	}
	return home
}

func isFolder(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.IsDir()
}

// menu is what can be done with rows.
func (t *Tab) menu(keys []string, at fyne.Position) {
	var items []page.MenuItem
	if r, ok := t.list.Item(t.list.Cursor()); ok && len(keys) < 2 {
		if r.Kind == files.Folder || r.Kind == files.Link {
			items = append(items, page.MenuItem{ID: "open", Title: "Open", Icon: "folder", Topic: "column.files.name", Do: func() { t.open(r.Path) }})
		}
		items = append(items, page.MenuItem{ID: "copy-path", Title: "Copy the path", Icon: "copy", Topic: "action.window.copy", Do: func() { t.host.Copy(r.Path) }}, page.MenuItem{})
	}
	for _, id := range offered {
		a := action.Must(id)
		m := page.MenuItem{ID: string(id), Title: shortWords[id], Icon: a.Icon, Topic: a.Topic(), Disabled: t.why(id), About: action.Offer{Action: a, On: t.on()}, Do: func() { t.act(id) }}
		if a.Risk == action.Destroys {
			m.Ink = theme.Danger
		}
		items = append(items, m)
	}
	t.host.Menu(items, at)
}

// title is what the object is called in sentences.
func (t *Tab) title() string {
	if t.ref.Kind == object.KindVolume {
		return format.CleanLine(format.VolumeName(t.name))
	}
	return format.CleanLine(t.name)
}

// shares lays two objects side by side, the first with a share of the width.
type shares struct {
	gap, first float32
}

// Layout implements fyne.Layout.
func (s *shares) Layout(o []fyne.CanvasObject, size fyne.Size) {
	left := max((size.Width-s.gap)*s.first, 0)
	o[0].Resize(fyne.NewSize(left, size.Height))
	o[1].Move(fyne.NewPos(left+s.gap, 0))
	o[1].Resize(fyne.NewSize(max(size.Width-left-s.gap, 0), size.Height))
}

// MinSize implements fyne.Layout.
func (s *shares) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+s.gap+b.Width, max(a.Height, b.Height))
}

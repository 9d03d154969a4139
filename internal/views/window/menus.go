package window

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/echo"
	"github.com/dockdesk/dockdesk/internal/views/palette"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// service is one thing that the window itself can do: a line of the main menu
// with its shortcut, and an entry of the palette.
type service struct {
	id, title, icon, key, also string
	do                         func()
}

// services are the window's own, in the order of the main menu.
func (w *Window) services() []service {
	list := []service{
		{"palette", "Find an action…", "search", "Ctrl+K", "palette command", func() { w.palette.Open() }},
		{"search", "Search the list", "search", "Ctrl+F", "find filter", w.search},
		{"bin", "Bin", "remove", "", "undo removed trash restore make again deleted", w.openBin},
		{"history", "History", "history", "Ctrl+H", "done commands log script", w.openHistory},
		{"guide", "Fold the guide", "learn", "Ctrl+G", "help panel hide show", func() { w.shell.Guide().Toggle() }},
	}
	if w.o.Zoom != nil {
		list = append(list,
			service{"larger", "Larger", "plus", "Ctrl+=", "zoom in bigger", func() { w.zoom(1) }},
			service{"smaller", "Smaller", "minus", "Ctrl+-", "zoom out", func() { w.zoom(-1) }},
			service{"normal", "Normal size", "eye", "Ctrl+0", "zoom reset", func() { w.zoom(0) }},
		)
	}
	list = append(list, w.farServices()...)
	return append(list,
		service{"shortcuts", "Keyboard shortcuts", "keyboard", "Ctrl+Shift+K", "keys", func() { w.dialogs.Shortcuts() }},
		service{"theme.light", "Light theme", "sun", "", "bright white colours", func() { w.choose(theme.Light) }},
		service{"theme.dark", "Dark theme", "moon", "", "black night colours", func() { w.choose(theme.Dark) }},
		service{"theme.system", "Theme of the system", "eye", "", "follow colours", func() { w.choose(theme.System) }},
	)
}

// choose turns to another theme and remembers it.
func (w *Window) choose(choice theme.Choice) {
	w.o.Settings.Set("theme", string(choice))
	if w.far.on {
		w.far.plain = theme.New(choice)
		w.menus()
		return
	}
	w.o.App.Settings().SetTheme(theme.New(choice))
	w.menus()
}

// extra are the palette's entries that are no actions: pages, and what the
// window can do.
func (w *Window) extra() []palette.Extra {
	var list []palette.Extra
	for i, id := range w.shell.Pages() {
		list = append(list, palette.Extra{
			ID: "page." + id, Title: w.shell.Title(id), Note: "Page", Icon: w.shell.Icon(id), Key: pageKey(i), Also: "go page",
			Do: func() { w.shell.GoTo(id) },
		})
	}
	for _, c := range w.services() {
		if c.id != "palette" {
			list = append(list, palette.Extra{ID: "window." + c.id, Title: c.title, Note: "Window", Icon: c.icon, Key: c.key, Also: c.also, Do: c.do})
		}
	}
	return list
}

// pageKey is the shortcut of the page at a place in the navigation.
func pageKey(i int) string {
	if i >= 9 {
		return ""
	}
	return fmt.Sprintf("Ctrl+%d", i+1)
}

// menus makes the main menu. Global shortcuts live here: Fyne fires them even
// while a text field has the keyboard.
func (w *Window) menus() {
	quit := fyne.NewMenuItem("Quit", w.o.Window.Close)
	quit.IsQuit, quit.Shortcut = true, shortcutOf("Ctrl+Q")
	file := fyne.NewMenu("DockDesk")
	view := fyne.NewMenu("View")
	for i, id := range w.shell.Pages() {
		view.Items = append(view.Items, w.item(w.shell.Title(id), w.shell.Icon(id), pageKey(i), func() { w.shell.GoTo(id) }))
	}
	view.Items = append(view.Items, fyne.NewMenuItemSeparator())
	for _, c := range w.services() {
		item := w.item(c.title, c.icon, c.key, c.do)
		switch {
		case c.id == "history" || c.id == "palette" || c.id == "shortcuts":
			file.Items = append(file.Items, item)
		case strings.HasPrefix(c.id, "theme."):
			choice := strings.TrimPrefix(c.id, "theme.")
			now := w.o.Settings.Get("theme")
			item.Checked = choice == now || now == "" && choice == string(theme.System)
			view.Items = append(view.Items, item)
		default:
			view.Items = append(view.Items, item)
		}
	}
	file.Items = append(file.Items, fyne.NewMenuItemSeparator(), quit)
	help := fyne.NewMenu("Help", w.item("Explain what has the focus", "help", "", w.explainFocus))
	w.o.Window.SetMainMenu(fyne.NewMainMenu(file, w.actionMenu(), view, help))
}

// actionMenu has what a shortcut does to what is selected, and then every action
// of the registry, kind by kind. Its lines can always be chosen: one that can't be
// done says why.
func (w *Window) actionMenu() *fyne.Menu {
	m := fyne.NewMenu("Actions")
	for _, s := range action.Shortcuts() {
		if s.Where == action.Selected {
			m.Items = append(m.Items, w.item(s.Does, "", s.Keys, func() { w.press(s.Keys) }))
		}
	}
	m.Items = append(m.Items, fyne.NewMenuItemSeparator())
	for _, k := range []object.Kind{object.KindContainer, object.KindImage, object.KindVolume, object.KindNetwork, ""} {
		title := "System"
		if k != "" {
			title = strings.ToUpper(string(k[:1])) + string(k[1:])
		}
		item := fyne.NewMenuItem(title, nil)
		item.ChildMenu = fyne.NewMenu("", w.menuOf(k)...)
		m.Items = append(m.Items, item)
	}
	return m
}

// menuOf are the lines for a kind of object; "" is the engine as a whole.
func (w *Window) menuOf(k object.Kind) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, a := range action.All() {
		if a.Kind != k {
			continue
		}
		items = append(items, w.item(a.Words.Title, a.Icon, "", func() {
			on := w.targets()
			if a.Takes == action.None {
				on.Kind, on.IDs = a.Kind, nil
			}
			w.performer.Click(a, on)
		}))
	}
	return items
}

// item is a line of the main menu.
func (w *Window) item(title, icon, key string, do func()) *fyne.MenuItem {
	m := fyne.NewMenuItem(title, w.unlessAsked(do))
	if icon != "" {
		m.Icon = theme.Icon(icon, theme.Text)
	}
	if s := shortcutOf(key); s != nil {
		m.Shortcut = s
		act := m.Action
		m.Action = w.unlessTaken(s, func() {
			echo.Keys(key)
			act()
		})
	}
	return m
}

// unlessAsked does nothing while a dialog is open: that comes first.
func (w *Window) unlessAsked(do func()) func() {
	return func() {
		if !w.layer.Open() {
			do()
		}
	}
}

// taker is a control that needs every key for itself: a terminal.
type taker interface {
	TakesShortcut(fyne.Shortcut) bool
}

// unlessTaken leaves a shortcut to the control that has the keyboard, if that
// wants it.
func (w *Window) unlessTaken(s fyne.Shortcut, do func()) func() {
	return func() {
		if t, ok := w.o.Window.Canvas().Focused().(taker); ok && t.TakesShortcut(s) {
			return
		}
		do()
	}
}

// keyNames are the keys whose names in the registry are not Fyne's.
var keyNames = map[string]fyne.KeyName{
	"Enter": fyne.KeyReturn, ".": fyne.KeyPeriod, "=": fyne.KeyEqual, "-": fyne.KeyMinus,
}

// shortcutOf reads "Ctrl+Shift+K"; nil for a key without Ctrl, which isn't for
// the main menu.
func shortcutOf(key string) fyne.Shortcut {
	rest, ok := strings.CutPrefix(key, "Ctrl+")
	if !ok {
		return nil
	}
	mod := fyne.KeyModifierShortcutDefault
	if r, shift := strings.CutPrefix(rest, "Shift+"); shift {
		rest, mod = r, mod|fyne.KeyModifierShift
	}
	name, ok := keyNames[rest]
	if !ok {
		name = fyne.KeyName(rest)
	}
	return &desktop.CustomShortcut{KeyName: name, Modifier: mod}
}

// keys are the shortcuts without Ctrl; controls pass on what isn't theirs.
func (w *Window) keys() {
	c := w.o.Window.Canvas()
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyF1:
			w.explainFocus()
		case fyne.KeyF9:
			w.Project(!w.far.on)
		case fyne.KeyEscape:
			w.tips.Hide()
			w.unlight()
			if p, ok := w.shell.Current().(interface{ Back() bool }); ok {
				p.Back()
			}
		case fyne.KeyDelete, fyne.KeyF2:
			w.press(string(e.Name))
		}
	})
	c.SetOnTypedRune(func(r rune) {
		if r == '/' {
			w.search()
		}
	})
}

func (w *Window) search() {
	if p := w.shell.Current(); p != nil {
		p.FocusSearch()
	}
}

// explainFocus shows the topic of what has the keyboard, else the page's.
func (w *Window) explainFocus() {
	if w.o.Window.Canvas().Focused() != nil && w.focus.Topic != "" {
		w.explain(w.focus.Topic)
		return
	}
	w.explain("page." + w.shell.Page())
}

package window

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// menus makes the main menu. Global shortcuts live here: Fyne fires them even
// while a text field has the keyboard.
func (w *Window) menus() {
	view := fyne.NewMenu("View")
	for i, id := range w.shell.Pages() {
		item := fyne.NewMenuItem(w.shell.Title(id), func() { w.shell.GoTo(id) })
		if i < 9 {
			item.Shortcut = ctrl(fyne.KeyName(fmt.Sprint(i + 1)))
		}
		view.Items = append(view.Items, item)
	}
	view.Items = append(view.Items,
		fyne.NewMenuItemSeparator(),
		withShortcut(fyne.NewMenuItem("Search", w.search), ctrl(fyne.KeyF)),
		withShortcut(fyne.NewMenuItem("Fold the guide", func() { w.shell.Guide().Toggle() }), ctrl(fyne.KeyG)),
		fyne.NewMenuItemSeparator(),
		w.themeItem("Follow the system", theme.System),
		w.themeItem("Light", theme.Light),
		w.themeItem("Dark", theme.Dark),
	)
	help := fyne.NewMenu("Help", fyne.NewMenuItem("Explain what has the focus", w.explainFocus))
	quit := fyne.NewMenuItem("Quit", w.o.Window.Close)
	quit.IsQuit = true
	w.o.Window.SetMainMenu(fyne.NewMainMenu(fyne.NewMenu("DockDesk", withShortcut(quit, ctrl(fyne.KeyQ))), view, help))
}

func ctrl(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
}

func withShortcut(item *fyne.MenuItem, s fyne.Shortcut) *fyne.MenuItem {
	item.Shortcut = s
	return item
}

func (w *Window) themeItem(title string, choice theme.Choice) *fyne.MenuItem {
	item := fyne.NewMenuItem(title, nil)
	item.Checked = choice == theme.Choice(w.o.Settings.Get("theme")) || choice == theme.System && w.o.Settings.Get("theme") == ""
	item.Action = func() {
		w.o.Settings.Set("theme", string(choice))
		w.o.App.Settings().SetTheme(theme.New(choice))
		w.menus()
	}
	return item
}

// keys are the shortcuts without Ctrl; controls pass on what isn't theirs.
func (w *Window) keys() {
	c := w.o.Window.Canvas()
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyF1:
			w.explainFocus()
		case fyne.KeyEscape:
			w.tips.Hide()
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
	g := w.shell.Guide()
	if g.Folded() {
		g.Toggle()
	}
	if w.o.Window.Canvas().Focused() != nil && w.focus.Topic != "" {
		g.Explain(w.focus.Topic)
		return
	}
	g.Explain("page." + w.shell.Page())
}

package screen

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/views/attention"
)

// keyboard is what is known of keys that Fyne doesn't tell with an event.
type keyboard struct {
	shift bool
	last  fyne.KeyName // that went down
}

// FocusGained implements fyne.Focusable.
func (s *Screen) FocusGained() {
	s.setFocus(true)
	attention.Enter(s.target(true, ""))
}

// FocusLost implements fyne.Focusable.
func (s *Screen) FocusLost() {
	s.keys = keyboard{}
	s.setFocus(false)
	attention.Leave(s.target(true, ""))
}

func (s *Screen) setFocus(on bool) {
	s.mu.Lock()
	s.focused = on
	tell := s.term.Input().Focus
	s.mu.Unlock()
	if tell && s.OnInput != nil {
		s.OnInput([]byte(map[bool]string{true: "\x1b[I", false: "\x1b[O"}[on]))
	}
	s.changed()
	s.BaseWidget.Refresh()
}

// AcceptsTab implements fyne.Tabbable: the Tab key is the program's. Ctrl+Tab
// leaves the terminal.
func (s *Screen) AcceptsTab() bool { return true }

// KeyDown implements desktop.Keyable.
func (s *Screen) KeyDown(e *fyne.KeyEvent) {
	s.keys.last = e.Name
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		s.keys.shift = true
	}
}

// KeyUp implements desktop.Keyable.
func (s *Screen) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		s.keys.shift = false
	}
}

// TypedRune implements fyne.Focusable.
func (s *Screen) TypedRune(r rune) { s.send(string(r)) }

// TypedKey implements fyne.Focusable.
func (s *Screen) TypedKey(e *fyne.KeyEvent) {
	m := mods{shift: s.keys.shift}
	if m.shift && s.scrollKey(e.Name) {
		return
	}
	if e.Name == desktop.KeyMenu {
		s.menuAt(fyne.NewPos(s.size.Width/3, s.size.Height/3))
		return
	}
	s.send(encodeKey(e.Name, m, s.input()))
}

// scrollKey does what Shift with a key does to the view. A full-screen program
// has no lines above it, and gets the keys.
func (s *Screen) scrollKey(name fyne.KeyName) bool {
	s.mu.Lock()
	_, rows := s.term.Size()
	alternate := s.term.Alternate()
	s.mu.Unlock()
	if alternate {
		return false
	}
	switch name {
	case fyne.KeyPageUp:
		s.scrollBy(-max(1, rows-1))
	case fyne.KeyPageDown:
		s.scrollBy(max(1, rows-1))
	case fyne.KeyHome:
		s.scrollBy(-1 << 30)
	case fyne.KeyEnd:
		s.ScrollToEnd()
	default:
		return false
	}
	return true
}

// TypedShortcut implements fyne.Shortcutable.
func (s *Screen) TypedShortcut(sc fyne.Shortcut) { s.chord(sc) }

// TakesShortcut takes the keys that a shortcut of the window has, too. Those with
// a number and those with Shift stay the window's: programs have no use for
// them.
func (s *Screen) TakesShortcut(sc fyne.Shortcut) bool {
	c, ok := sc.(*desktop.CustomShortcut)
	if !ok || c.Modifier != fyne.KeyModifierControl {
		return false
	}
	if len(c.KeyName) != 1 || c.KeyName[0] < 'A' || c.KeyName[0] > 'Z' {
		return c.KeyName == fyne.KeyReturn || c.KeyName == fyne.KeyPeriod
	}
	s.send(encodeChord(c.KeyName, mods{ctrl: true}))
	return true
}

// macOS has its shortcuts on another key than Ctrl.
const apart = runtime.GOOS == "darwin"

// chord does a key that was pressed together with Ctrl or Alt. Fyne gives some of
// them names of their own.
func (s *Screen) chord(sc fyne.Shortcut) {
	switch c := sc.(type) {
	case *fyne.ShortcutCopy:
		if apart || s.keys.last == fyne.KeyInsert {
			s.Copy()
			return
		}
		s.named(fyne.KeyC)
	case *fyne.ShortcutPaste:
		if apart || s.keys.last == fyne.KeyInsert {
			s.Paste()
			return
		}
		s.named(fyne.KeyV)
	case *fyne.ShortcutCut:
		if s.keys.last == fyne.KeyDelete {
			s.send(encodeKey(fyne.KeyDelete, mods{shift: true}, s.input()))
			return
		}
		s.named(fyne.KeyX)
	case *fyne.ShortcutSelectAll:
		s.named(fyne.KeyA)
	case *fyne.ShortcutUndo:
		s.named(fyne.KeyZ)
	case *fyne.ShortcutRedo:
		s.named(fyne.KeyY)
	case *desktop.CustomShortcut:
		s.custom(c.KeyName, c.Modifier)
	}
}

// named sends Ctrl with a letter whose shortcut Fyne has a name for.
func (s *Screen) named(key fyne.KeyName) {
	if !apart {
		s.send(encodeChord(key, mods{ctrl: true}))
	}
}

// writes reports whether a chord is how a character is typed, which comes by
// itself then: AltGr on Windows, Option on a Mac.
func writes(m mods) bool {
	switch runtime.GOOS {
	case "windows":
		return m.ctrl && m.alt
	case "darwin":
		return m.alt && !m.ctrl
	}
	return false
}

func (s *Screen) custom(key fyne.KeyName, mod fyne.KeyModifier) {
	m := modsOf(mod)
	switch {
	case mod&fyne.KeyModifierSuper != 0:
	case key == fyne.KeyTab && m.ctrl:
		s.leave(m.shift)
	case m == mods{ctrl: true, shift: true} && key == fyne.KeyC:
		s.Copy()
	case m == mods{ctrl: true, shift: true} && key == fyne.KeyV:
		s.Paste()
	case m == mods{ctrl: true, shift: true} && key == fyne.KeyA:
		s.SelectAll()
	default:
		if text := encodeKey(key, m, s.input()); text != "" {
			s.send(text)
			return
		}
		if !writes(m) {
			s.send(encodeChord(key, m))
		}
	}
}

// leave gives the keyboard to the control after the terminal, or before it.
func (s *Screen) leave(back bool) {
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if c == nil {
		return
	}
	if back {
		c.FocusPrevious()
	} else {
		c.FocusNext()
	}
}

// Copy puts what is selected on the clipboard.
func (s *Screen) Copy() {
	text := s.Selected()
	if text == "" {
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(text)
	if s.Copied != nil {
		s.Copied(text)
	}
}

// Paste types what is on the clipboard.
func (s *Screen) Paste() { s.Type(fyne.CurrentApp().Clipboard().Content()) }

// Type types a text as if it were pasted: a program that asked for it is told
// that nobody typed it.
func (s *Screen) Type(text string) { s.send(encodePaste(text, s.input())) }

// Selected is the text that is selected.
func (s *Screen) Selected() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sel.empty(s.term) {
		return ""
	}
	from, to := s.sel.span(s.term)
	return textBetween(s.term, from, to)
}

// SelectAll selects everything that is kept.
func (s *Screen) SelectAll() {
	s.mu.Lock()
	cols, rows := s.term.Size()
	end := pos{s.term.Top() + rows - 1, cols}
	first := pos{line: s.term.First()}
	s.sel = selection{on: true, from: first, upto: first, head: end}
	s.stale = true
	s.mu.Unlock()
	s.changed()
}

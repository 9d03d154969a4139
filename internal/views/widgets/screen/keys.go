package screen

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

// mods are the modifier keys that are held.
type mods struct{ shift, alt, ctrl bool }

func modsOf(m fyne.KeyModifier) mods {
	return mods{shift: m&fyne.KeyModifierShift != 0, alt: m&fyne.KeyModifierAlt != 0, ctrl: m&fyne.KeyModifierControl != 0}
}

// param is how xterm writes modifiers; 1 is none.
func (m mods) param() int {
	n := 1
	if m.shift {
		n++
	}
	if m.alt {
		n += 2
	}
	if m.ctrl {
		n += 4
	}
	return n
}

// arrows are sent with a letter, the others with a number.
var (
	letterKeys = map[fyne.KeyName]byte{
		fyne.KeyUp: 'A', fyne.KeyDown: 'B', fyne.KeyRight: 'C', fyne.KeyLeft: 'D', fyne.KeyHome: 'H', fyne.KeyEnd: 'F',
	}
	firstFunctionKeys = map[fyne.KeyName]byte{fyne.KeyF1: 'P', fyne.KeyF2: 'Q', fyne.KeyF3: 'R', fyne.KeyF4: 'S'}
	numberKeys        = map[fyne.KeyName]int{
		fyne.KeyInsert: 2, fyne.KeyDelete: 3, fyne.KeyPageUp: 5, fyne.KeyPageDown: 6,
		fyne.KeyF5: 15, fyne.KeyF6: 17, fyne.KeyF7: 18, fyne.KeyF8: 19,
		fyne.KeyF9: 20, fyne.KeyF10: 21, fyne.KeyF11: 23, fyne.KeyF12: 24,
	}
)

// encodeKey is what a terminal sends for a key that writes nothing, as xterm
// does; "" for one that it doesn't know.
func encodeKey(name fyne.KeyName, m mods, in vt.Input) string {
	if s, ok := encodePlain(name, m, in); ok {
		return s
	}
	if letter, ok := letterKeys[name]; ok {
		switch {
		case m != mods{}:
			return fmt.Sprintf("\x1b[1;%d%c", m.param(), letter)
		case in.CursorKeys:
			return "\x1bO" + string(letter)
		}
		return "\x1b[" + string(letter)
	}
	if letter, ok := firstFunctionKeys[name]; ok {
		if (m != mods{}) {
			return fmt.Sprintf("\x1b[1;%d%c", m.param(), letter)
		}
		return "\x1bO" + string(letter)
	}
	if n, ok := numberKeys[name]; ok {
		if (m != mods{}) {
			return fmt.Sprintf("\x1b[%d;%d~", n, m.param())
		}
		return fmt.Sprintf("\x1b[%d~", n)
	}
	return ""
}

// encodePlain are the keys that send a control character.
func encodePlain(name fyne.KeyName, m mods, in vt.Input) (string, bool) {
	s := ""
	switch name {
	case fyne.KeyReturn, fyne.KeyEnter:
		s = "\r"
		if in.Newline {
			s = "\r\n"
		}
	case fyne.KeyBackspace:
		s = "\x7f"
		if m.ctrl {
			s = "\x08"
		}
	case fyne.KeyEscape:
		s = "\x1b"
	case fyne.KeyTab:
		if m.shift {
			return "\x1b[Z", true
		}
		s = "\t"
	default:
		return "", false
	}
	if m.alt {
		s = "\x1b" + s
	}
	return s, true
}

// encodeChord is what a character sends together with Ctrl or Alt; "" for
// nothing.
func encodeChord(name fyne.KeyName, m mods) string {
	r, size := utf8.DecodeRuneInString(string(name))
	if name == fyne.KeySpace {
		r, size = ' ', len(name)
	}
	if size != len(name) {
		return ""
	}
	s := string(unicode.ToLower(r))
	if m.shift {
		s = string(unicode.ToUpper(r))
	}
	if m.ctrl {
		c, ok := controlOf(r)
		if !ok {
			return ""
		}
		s = string(rune(c))
	}
	if m.alt {
		s = "\x1b" + s
	}
	return s
}

// controlOf is the control character of a key.
func controlOf(r rune) (byte, bool) {
	r = unicode.ToUpper(r)
	switch {
	case r >= '@' && r <= '_':
		return byte(r) & 0x1f, true
	case r == ' ' || r == '2':
		return 0, true
	case r >= '3' && r <= '7':
		return byte(r-'3') + 0x1b, true
	case r == '8' || r == '?':
		return 0x7f, true
	case r == '/' || r == '-':
		return 0x1f, true
	case r == '`':
		return 0, true
	}
	return 0, false
}

// encodePaste is pasted text as a program gets it. In brackets it can't end them
// itself, and nowhere does it press a key: orders are taken out.
func encodePaste(text string, in vt.Input) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return '\r'
		case r != '\t' && unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
	if in.Paste && text != "" {
		return "\x1b[200~" + text + "\x1b[201~"
	}
	return text
}

// button is a mouse button as programs number them.
type button int

const (
	leftButton button = iota
	middleButton
	rightButton
	noButton
	wheelUp   button = 64
	wheelDown button = 65
	moved            = 32 // is added while the mouse moves
)

// encodeMouse is what a program hears of the mouse at a cell; "" if it can't be
// told. Cells count from 0.
func encodeMouse(b button, x, y int, press bool, m mods, in vt.Input) string {
	code := int(b)
	if in.Mouse != vt.MouseClicks {
		code += (m.param() - 1) * 4 // Shift 4, Alt 8, Ctrl 16
	}
	if in.SGRMouse {
		end := 'M'
		if !press {
			end = 'm'
		}
		return fmt.Sprintf("\x1b[<%d;%d;%d%c", code, x+1, y+1, end)
	}
	if !press {
		if in.Mouse == vt.MouseClicks {
			return ""
		}
		code = code&^3 | int(noButton)
	}
	const most = 255 - 32 - 1
	if x > most || y > most {
		return ""
	}
	return string([]byte{0x1b, '[', 'M', byte(32 + code), byte(33 + x), byte(33 + y)})
}

package screen

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

func TestWhatKeysSend(t *testing.T) {
	for _, c := range []struct {
		key  fyne.KeyName
		mods mods
		in   vt.Input
		want string
	}{
		{key: fyne.KeyReturn, want: "\r"},
		{key: fyne.KeyEnter, want: "\r"},
		{key: fyne.KeyReturn, in: vt.Input{Newline: true}, want: "\r\n"},
		{key: fyne.KeyReturn, mods: mods{alt: true}, want: "\x1b\r"},
		{key: fyne.KeyBackspace, want: "\x7f"},
		{key: fyne.KeyBackspace, mods: mods{ctrl: true}, want: "\x08"},
		{key: fyne.KeyTab, want: "\t"},
		{key: fyne.KeyTab, mods: mods{shift: true}, want: "\x1b[Z"},
		{key: fyne.KeyEscape, want: "\x1b"},
		{key: fyne.KeyUp, want: "\x1b[A"},
		{key: fyne.KeyUp, in: vt.Input{CursorKeys: true}, want: "\x1bOA"},
		{key: fyne.KeyUp, mods: mods{shift: true}, in: vt.Input{CursorKeys: true}, want: "\x1b[1;2A"},
		{key: fyne.KeyLeft, mods: mods{ctrl: true}, want: "\x1b[1;5D"},
		{key: fyne.KeyRight, mods: mods{alt: true}, want: "\x1b[1;3C"},
		{key: fyne.KeyHome, want: "\x1b[H"},
		{key: fyne.KeyEnd, in: vt.Input{CursorKeys: true}, want: "\x1bOF"},
		{key: fyne.KeyF1, want: "\x1bOP"},
		{key: fyne.KeyF4, mods: mods{shift: true, ctrl: true}, want: "\x1b[1;6S"},
		{key: fyne.KeyF5, want: "\x1b[15~"},
		{key: fyne.KeyF10, want: "\x1b[21~"},
		{key: fyne.KeyF12, mods: mods{shift: true}, want: "\x1b[24;2~"},
		{key: fyne.KeyInsert, want: "\x1b[2~"},
		{key: fyne.KeyDelete, mods: mods{ctrl: true}, want: "\x1b[3;5~"},
		{key: fyne.KeyPageUp, want: "\x1b[5~"},
		{key: fyne.KeyA, want: ""}, // comes as a character
		{key: fyne.KeySpace, want: ""},
	} {
		if got := encodeKey(c.key, c.mods, c.in); got != c.want {
			t.Errorf("%s with %+v, %+v: %q, want %q", c.key, c.mods, c.in, got, c.want)
		}
	}
}

func TestWhatChordsSend(t *testing.T) {
	ctrl, alt := mods{ctrl: true}, mods{alt: true}
	for _, c := range []struct {
		key  fyne.KeyName
		mods mods
		want string
	}{
		{fyne.KeyC, ctrl, "\x03"}, {fyne.KeyZ, ctrl, "\x1a"}, {fyne.KeyLeftBracket, ctrl, "\x1b"}, {fyne.KeyBackslash, ctrl, "\x1c"},
		{fyne.KeySpace, ctrl, "\x00"}, {fyne.Key2, ctrl, "\x00"}, {fyne.KeySlash, ctrl, "\x1f"}, {fyne.KeyMinus, ctrl, "\x1f"},
		{fyne.Key8, ctrl, "\x7f"}, {fyne.KeyPeriod, ctrl, ""}, {fyne.Key1, ctrl, ""},
		{fyne.KeyB, alt, "\x1bb"}, {fyne.KeyPeriod, alt, "\x1b."}, {fyne.KeyB, mods{alt: true, shift: true}, "\x1bB"},
		{fyne.KeyX, mods{alt: true, ctrl: true}, "\x1b\x18"}, {"Foo", ctrl, ""},
	} {
		if got := encodeChord(c.key, c.mods); got != c.want {
			t.Errorf("%s with %+v: %q, want %q", c.key, c.mods, got, c.want)
		}
	}
}

func TestPastedTextPressesNoKeys(t *testing.T) {
	for _, c := range []struct{ text, plain, inBrackets string }{
		{"ls", "ls", "\x1b[200~ls\x1b[201~"},
		{"a\nb\r\nc\t", "a\rb\rc\t", "\x1b[200~a\rb\rc\t\x1b[201~"},
		{"x\x1b[201~rm -rf /\n", "x[201~rm -rf /\r", "\x1b[200~x[201~rm -rf /\r\x1b[201~"},
		{"a\x03\x04\u009bb", "ab", "\x1b[200~ab\x1b[201~"},
		{"漢", "漢", "\x1b[200~漢\x1b[201~"},
		{"", "", ""},
	} {
		if got := encodePaste(c.text, vt.Input{}); got != c.plain {
			t.Errorf("%q: %q, want %q", c.text, got, c.plain)
		}
		if got := encodePaste(c.text, vt.Input{Paste: true}); got != c.inBrackets {
			t.Errorf("%q in brackets: %q, want %q", c.text, got, c.inBrackets)
		}
	}
}

func TestWhatTheMouseSends(t *testing.T) {
	sgr, old := vt.Input{Mouse: vt.MouseNormal, SGRMouse: true}, vt.Input{Mouse: vt.MouseNormal}
	for _, c := range []struct {
		b     button
		x, y  int
		press bool
		mods  mods
		in    vt.Input
		want  string
	}{
		{leftButton, 0, 0, true, mods{}, sgr, "\x1b[<0;1;1M"},
		{rightButton, 299, 9, false, mods{}, sgr, "\x1b[<2;300;10m"},
		{wheelDown, 4, 5, true, mods{ctrl: true}, sgr, "\x1b[<81;5;6M"},
		{leftButton + moved, 1, 1, true, mods{}, sgr, "\x1b[<32;2;2M"},
		{leftButton, 0, 0, true, mods{}, old, "\x1b[M !!"},
		{leftButton, 0, 0, false, mods{}, old, "\x1b[M#!!"},
		{leftButton, 300, 0, true, mods{}, old, ""},
		{leftButton, 1, 1, false, mods{}, vt.Input{Mouse: vt.MouseClicks}, ""},
	} {
		if got := encodeMouse(c.b, c.x, c.y, c.press, c.mods, c.in); got != c.want {
			t.Errorf("%+v: %q, want %q", c, got, c.want)
		}
	}
}

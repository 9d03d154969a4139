package vt

// Mouse is what a program wants to hear of the mouse.
type Mouse uint8

// What a program can want.
const (
	MouseOff    Mouse = iota
	MouseClicks       // presses only (X10)
	MouseNormal       // presses, releases and the wheel
	MouseDrags        // and movement while a button is held
	MouseMoves        // and all movement
)

// modes are the switches that a program can set.
type modes struct {
	wrap, origin, insert, newline bool
	visible                       bool // the cursor
	inverse                       bool // light and dark are exchanged
	cursorKeys, keypad            bool
	paste, focus                  bool
	mouse                         Mouse
	sgrMouse                      bool
	held                          bool
}

// Input is how keys, the mouse and pasted text are to be told to the program.
type Input struct {
	CursorKeys bool // arrows are sent as SS3
	Keypad     bool // the keypad sends orders, not digits
	Newline    bool // Return sends CR LF
	Paste      bool // pasted text is put in brackets
	Focus      bool // gaining and losing the keyboard is told
	Mouse      Mouse
	SGRMouse   bool // in the form that knows no limits
	WheelKeys  bool // the wheel sends arrows: a program without a mouse has the whole screen
}

// Input is what the program has asked for.
func (t *Terminal) Input() Input {
	m := t.modes
	return Input{
		CursorKeys: m.cursorKeys, Keypad: m.keypad, Newline: m.newline, Paste: m.paste, Focus: m.focus,
		Mouse: m.mouse, SGRMouse: m.sgrMouse, WheelKeys: t.Alternate() && m.mouse == MouseOff,
	}
}

// Alternate reports whether a full-screen program has the screen.
func (t *Terminal) Alternate() bool { return t.screen == t.alternate }

// Inverse reports whether light and dark are exchanged on the whole screen.
func (t *Terminal) Inverse() bool { return t.modes.inverse }

// Held reports whether the program is in the middle of drawing and wants nothing
// shown yet. Whoever draws must not wait for ever.
func (t *Terminal) Held() bool { return t.modes.held }

func (t *Terminal) setANSI(mode int, on bool) {
	switch mode {
	case 4:
		t.modes.insert = on
	case 20:
		t.modes.newline = on
	}
}

// flag is the switch with a number, if there is one.
func (m *modes) flag(mode int) *bool {
	switch mode {
	case 1:
		return &m.cursorKeys
	case 5:
		return &m.inverse
	case 6:
		return &m.origin
	case 7:
		return &m.wrap
	case 25:
		return &m.visible
	case 66:
		return &m.keypad
	case 1004:
		return &m.focus
	case 1006:
		return &m.sgrMouse
	case 2004:
		return &m.paste
	case 2026:
		return &m.held
	}
	return nil
}

var mice = map[int]Mouse{9: MouseClicks, 1000: MouseNormal, 1002: MouseDrags, 1003: MouseMoves}

func (t *Terminal) setPrivate(mode int, on bool) {
	if f := t.modes.flag(mode); f != nil {
		*f = on
	}
	if m, ok := mice[mode]; ok {
		t.modes.mouse = MouseOff
		if on {
			t.modes.mouse = m
		}
	}
	switch mode {
	case 5:
		t.screen.touchAll()
	case 6:
		t.address(0, 0)
	case 25:
		t.screen.touch(t.screen.at.y)
	case 12:
		t.cursor.blink = on
	case 47, 1047, 1049:
		t.switchScreen(mode, on)
	case 1048:
		if on {
			t.save()
		} else {
			t.restore()
		}
	}
}

// switchScreen shows the alternate screen or the primary one.
func (t *Terminal) switchScreen(mode int, on bool) {
	if on == t.Alternate() {
		return
	}
	from := t.screen
	t.epoch++
	if on {
		if mode == 1049 {
			t.save()
		}
		t.screen = t.alternate
		t.screen.top, t.screen.bottom = 0, t.screen.rows
		t.screen.eraseRows(0, t.screen.rows, t.ground)
	} else {
		t.screen = t.primary
	}
	t.screen.moveTo(from.at.x, from.at.y)
	if !on && mode == 1049 {
		t.restore()
	}
	t.screen.touchAll()
}

// reportMode answers whether a mode is set (DECRQM).
func (t *Terminal) reportMode(mode int, private bool) {
	const unknown, set, reset = 0, 1, 2
	state := unknown
	is := func(on bool) {
		state = reset
		if on {
			state = set
		}
	}
	mark := ""
	m, mouse := mice[mode]
	switch f := t.modes.flag(mode); {
	case !private && mode == 4:
		is(t.modes.insert)
	case !private && mode == 20:
		is(t.modes.newline)
	case !private:
	case f != nil:
		is(*f)
	case mouse:
		is(t.modes.mouse == m)
	case mode == 12:
		is(t.cursor.blink)
	case mode == 47 || mode == 1047 || mode == 1049:
		is(t.Alternate())
	}
	if private {
		mark = "?"
	}
	t.reply("\x1b[%s%d;%d$y", mark, mode, state)
}

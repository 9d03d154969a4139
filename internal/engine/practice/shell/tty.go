package shell

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"unicode/utf8"
)

// ErrInterrupt is what a line that Ctrl+C ends gives.
var ErrInterrupt = errors.New("interrupted")

// TTY is a terminal's line discipline: it echoes what is typed, lets a line be
// corrected and brought back, and turns line ends into what a terminal needs.
type TTY struct {
	out io.Writer

	mu      sync.Mutex
	ready   *sync.Cond
	line    []byte   // being typed
	done    [][]byte // typed and not yet read
	past    []string
	back    int // how far in past
	escape  []byte
	closed  bool
	stopped bool   // Ctrl+C was typed at the prompt
	broken  bool   // or while something read
	running func() // what Ctrl+C ends
	pending func() // called when nothing is held any more
	raw     bool   // a program reads each key
	keys    []byte // typed since

	cols, rows int
}

// NewTTY is a terminal that writes to out.
func NewTTY(out io.Writer) *TTY {
	t := &TTY{out: out, cols: 80, rows: 24}
	t.ready = sync.NewCond(&t.mu)
	return t
}

// Write turns line ends into a terminal's.
func (t *TTY) Write(p []byte) (int, error) {
	_, err := t.out.Write(bytes.ReplaceAll(bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n")))
	return len(p), err
}

// Resize tells the terminal's size.
func (t *TTY) Resize(cols, rows int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cols, t.rows = cols, rows
}

// Size is the terminal's size.
func (t *TTY) Size() (cols, rows int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cols, t.rows
}

// Foreground names what Ctrl+C ends, until the returned function is called; nil is
// nothing, as at a prompt.
func (t *TTY) Foreground(interrupt func()) (end func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.running
	t.running, t.broken = interrupt, false
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.running = before
	}
}

// Feed takes what is typed.
func (t *TTY) Feed(typed []byte) {
	t.mu.Lock()
	for _, b := range typed {
		t.key(b)
	}
	t.ready.Broadcast()
	interrupt := t.pending
	t.pending = nil
	t.mu.Unlock()
	if interrupt != nil {
		interrupt()
	}
}

// Break ends whatever reads now.
func (t *TTY) Break() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.broken = true
	t.ready.Broadcast()
}

// Raw lets a program read each key as it is typed, until the returned function is
// called.
func (t *TTY) Raw() (end func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw, t.broken = true, false
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.raw, t.keys = false, nil
	}
}

// ReadKey waits for a key.
func (t *TTY) ReadKey() (byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.keys) == 0 && !t.closed && !t.broken {
		t.ready.Wait()
	}
	if len(t.keys) == 0 || t.broken {
		return 0, io.EOF
	}
	b := t.keys[0]
	t.keys = t.keys[1:]
	return b, nil
}

// Close ends what is read.
func (t *TTY) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	t.ready.Broadcast()
}

func (t *TTY) echo(s string) { _, _ = io.WriteString(t.out, s) }

// longest is how much a line can have that is not ended, as the kernel has it.
const longest = 4095

func (t *TTY) key(b byte) {
	if t.raw {
		t.keys = append(t.keys, b)
		return
	}
	if len(t.escape) > 0 {
		t.sequence(b)
		return
	}
	switch b {
	case 0x1b:
		t.escape = []byte{b}
	case 0x03:
		t.interrupt()
	case 0x04:
		t.endOfInput()
	case '\r', '\n':
		t.echo("\r\n")
		t.enter()
	case 0x10: // Ctrl+P
		t.recall(t.back - 1)
	case 0x0e: // Ctrl+N
		t.recall(t.back + 1)
	case 0x7f, 0x08:
		t.erase()
	case 0x15: // Ctrl+U
		for len(t.line) > 0 {
			t.erase()
		}
	case '\t':
	default:
		if b >= 0x20 && len(t.line) < longest {
			t.line = append(t.line, b)
			t.echo(string([]byte{b}))
		}
	}
}

func (t *TTY) interrupt() {
	t.echo("^C\r\n")
	t.line = nil
	if t.running != nil {
		t.pending = t.running
		t.broken = true
		return
	}
	t.stopped = true
}

func (t *TTY) endOfInput() {
	if len(t.line) == 0 {
		t.done = append(t.done, nil) // an empty line is the end
		return
	}
	t.done, t.line = append(t.done, t.line), nil
}

func (t *TTY) enter() {
	if len(t.line) > 0 && t.running == nil {
		t.past = append(t.past, string(t.line))
	}
	t.back = len(t.past)
	t.done, t.line = append(t.done, append(t.line, '\n')), nil
}

func (t *TTY) erase() {
	if len(t.line) == 0 {
		return
	}
	_, n := utf8.DecodeLastRune(t.line)
	t.line = t.line[:len(t.line)-n]
	t.echo("\b \b")
}

// sequence takes what follows Esc; up and down bring lines back.
func (t *TTY) sequence(b byte) {
	t.escape = append(t.escape, b)
	if len(t.escape) == 2 && (b == '[' || b == 'O') || b < 0x40 && len(t.escape) < 16 {
		return
	}
	t.escape = nil
	switch b {
	case 'A':
		t.recall(t.back - 1)
	case 'B':
		t.recall(t.back + 1)
	}
}

func (t *TTY) recall(at int) {
	if at < 0 || at > len(t.past) {
		return
	}
	for len(t.line) > 0 {
		t.erase()
	}
	t.back = at
	if at < len(t.past) {
		t.line = []byte(t.past[at])
		t.echo(t.past[at])
	}
}

// ReadLine waits for a line. Ctrl+D at its beginning is the end.
func (t *TTY) ReadLine() (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.done) == 0 && !t.closed && !t.stopped {
		t.ready.Wait()
	}
	if t.stopped {
		t.stopped = false
		return "", ErrInterrupt
	}
	if len(t.done) == 0 {
		return "", io.EOF
	}
	line := t.done[0]
	t.done = t.done[1:]
	if line == nil {
		return "", io.EOF
	}
	return string(line), nil
}

// Read is what a program other than the shell reads.
func (t *TTY) Read(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.done) == 0 && !t.closed && !t.broken {
		t.ready.Wait()
	}
	if len(t.done) == 0 || t.broken {
		return 0, io.EOF
	}
	line := t.done[0]
	n := copy(p, line)
	if t.done[0] = line[n:]; len(t.done[0]) == 0 {
		t.done = t.done[1:]
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

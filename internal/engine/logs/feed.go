package logs

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
)

const (
	frameHead = 8
	// chunk is how much of a line the engine puts into one message. Longer lines
	// come in several, each with a time of its own in front.
	chunk = 16 << 10
)

// feed turns the bytes of the engine's answer into lines. Without a terminal the
// answer is a sequence of frames, each with one message of one stream; with one
// it is what the terminal got, each message with its time in front.
type feed struct {
	tty    bool
	source int
	keep   int // how much of a line is kept
	into   *lines.Batch

	left     uint32 // bytes of the frame that are still to come
	stream   lines.Kind
	broken   bool // the frame says why the engine ends the answer
	fresh    bool // a message begins here
	since    int  // bytes since it began
	calendar calendar
	parts    [2]unfinished
	messages int // how many there were
	why      []byte
}

// unfinished is a line of which a part has come.
type unfinished struct {
	begun bool
	at    int64
	text  []byte
	cut   int
}

// grumble is what the engine says when it can't go on.
type grumble string

func (g grumble) Error() string { return string(g) }

// feed takes what it understands of p and says how much that is; the rest must
// come again with what follows it. end says that nothing does.
func (f *feed) feed(p []byte, end bool) (used int, err error) {
	if f.tty {
		return f.terminal(p, end), nil
	}
	for {
		if f.left == 0 {
			if len(p)-used < frameHead {
				return used, nil
			}
			if err := f.head(p[used:]); err != nil {
				return used, err
			}
			used += frameHead
		}
		rest := p[used:min(len(p), used+int(f.left))]
		n := f.message(rest, end || len(rest) == int(f.left))
		used, f.left = used+n, f.left-uint32(n)
		if f.left == 0 && f.broken {
			return used, grumble(bytes.TrimSpace(f.why))
		}
		if n == 0 && f.left > 0 {
			return used, nil
		}
	}
}

func (f *feed) head(p []byte) error {
	if p[0] > 3 || p[1] != 0 || p[2] != 0 || p[3] != 0 {
		return fmt.Errorf("no frame begins with % x", p[:frameHead])
	}
	f.stream = lines.Stdout
	if p[0] >= 2 {
		f.stream = lines.Stderr
	}
	f.broken = p[0] == 3
	f.left = binary.BigEndian.Uint32(p[4:])
	f.fresh = true
	return nil
}

// message takes a part of a frame; whole says that it reaches the frame's end.
func (f *feed) message(p []byte, whole bool) (used int) {
	if f.broken {
		f.why = append(f.why, p[:min(len(p), 1000)]...)
		return len(p)
	}
	for used < len(p) {
		rest := p[used:]
		if f.fresh {
			if len(rest) < maxStamp && !whole && bytes.IndexByte(rest, '\n') < 0 {
				return used
			}
			used += f.begin(rest)
			continue
		}
		used += f.piece(rest)
	}
	return used
}

// terminal takes what a terminal got. Times stand at the beginnings of lines,
// and within lines that are longer than a message.
func (f *feed) terminal(p []byte, end bool) (used int) {
	f.stream = lines.Stdout
	f.fresh = f.fresh || f.messages == 0
	for used < len(p) {
		rest := p[used:]
		if f.fresh {
			if len(rest) < maxStamp && !end && bytes.IndexByte(rest, '\n') < 0 {
				return used
			}
			used += f.begin(rest)
			f.since = 0
			continue
		}
		n := f.piece(rest[:min(len(rest), chunk-f.since)])
		used, f.since = used+n, f.since+n
		f.fresh = f.fresh || f.since == chunk
	}
	return used
}

// begin takes the time at the beginning of a message, if there is one.
func (f *feed) begin(p []byte) (size int) {
	at, size := f.calendar.stamp(p)
	f.fresh = false
	f.messages++
	if part := &f.parts[f.stream]; !part.begun {
		part.begun, part.at = true, at
	}
	return size
}

// piece takes what belongs to one line.
func (f *feed) piece(p []byte) (used int) {
	part := &f.parts[f.stream]
	i := bytes.IndexByte(p, '\n')
	if i < 0 {
		part.add(p, f.keep)
		return len(p)
	}
	if len(part.text) == 0 && part.cut == 0 && i <= f.keep {
		f.line(part, p[:i])
	} else {
		part.add(p[:i], f.keep)
		f.line(part, part.text)
	}
	f.fresh = true
	return i + 1
}

func (u *unfinished) add(p []byte, keep int) {
	fits := min(len(p), keep-len(u.text))
	u.text = append(u.text, p[:fits]...)
	u.cut += len(p) - fits
}

// line hands on a line.
func (f *feed) line(part *unfinished, text []byte) {
	if f.tty {
		text = bytes.TrimSuffix(text, []byte{'\r'})
	}
	f.into.Add(f.source, f.stream, part.at, text, part.cut)
	if cap(part.text) > 2*chunk {
		part.text = nil
	}
	*part = unfinished{text: part.text[:0]}
}

// finish hands on the lines that a program ended without a line end.
func (f *feed) finish() {
	for i := range f.parts {
		if part := &f.parts[i]; len(part.text) > 0 {
			f.stream = lines.Kind(i)
			f.line(part, part.text)
		}
	}
}

// Package lines keeps the lines of logs: a million of them in the room that
// their text would take compressed. A Store takes lines at both ends and drops
// the oldest when it is full; a Snapshot shows what it holds at one moment, to
// any goroutine, and is searched by all cores.
//
// It must know neither Docker nor where lines come from.
package lines

import "time"

// Kind says what a line is.
type Kind uint8

// The kinds.
const (
	Stdout Kind = iota
	Stderr
	Event // what happened to the container, in words; no line of its program
)

// Line is one line of a log.
type Line struct {
	// Number is the same in every snapshot. The first line that was appended
	// is 0; those put in front of it later have numbers below.
	Number int64
	Source int // whose line it is: an index that the reader of the log gave
	Kind   Kind
	Time   time.Time // zero when nobody said
	Text   []byte    // without its line end; nobody may change it
	Cut    int       // bytes that were left out at its end, because it was too long
}

// mark is all of a line in a page but its text. It holds no pointers, so that
// the collector has nothing to look at.
type mark struct {
	time   int64 // nanoseconds since 1970, 0 for none
	end    uint32
	cut    uint32
	source uint16
	kind   Kind
}

// page is lines as they are read and shown.
type page struct {
	text  []byte
	marks []mark
}

func (p *page) start(i int) uint32 {
	if i == 0 {
		return 0
	}
	return p.marks[i-1].end
}

func (p *page) textOf(i int) []byte {
	end := p.marks[i].end
	return p.text[p.start(i):end:end]
}

func (p *page) line(i int) Line {
	m := p.marks[i]
	l := Line{Source: int(m.source), Kind: m.kind, Text: p.textOf(i), Cut: int(m.cut)}
	if m.time != 0 {
		l.Time = time.Unix(0, m.time)
	}
	return l
}

func (p *page) add(m mark, text []byte) {
	p.text = append(p.text, text...)
	m.end = uint32(len(p.text))
	p.marks = append(p.marks, m)
}

// Batch is lines on their way into a Store, oldest first. It may be used again
// after Reset.
type Batch struct{ page }

// Add adds a line; at is in nanoseconds since 1970, 0 for no time. The text is
// copied.
func (b *Batch) Add(source int, kind Kind, at int64, text []byte, cut int) {
	b.add(mark{time: at, source: uint16(source), kind: kind, cut: uint32(min(cut, 1<<32-1))}, text)
}

// Copy adds line i of another batch.
func (b *Batch) Copy(from *Batch, i int) { b.add(from.marks[i], from.textOf(i)) }

// Len is the number of lines.
func (b *Batch) Len() int { return len(b.marks) }

// Bytes is the size of their text.
func (b *Batch) Bytes() int { return len(b.text) }

// Time is when line i was written, 0 for unknown.
func (b *Batch) Time(i int) int64 { return b.marks[i].time }

// Kind is the kind of line i.
func (b *Batch) Kind(i int) Kind { return b.marks[i].kind }

// Text is the text of line i, until Reset.
func (b *Batch) Text(i int) []byte { return b.textOf(i) }

// Reset empties it.
func (b *Batch) Reset() { b.text, b.marks = b.text[:0], b.marks[:0] }

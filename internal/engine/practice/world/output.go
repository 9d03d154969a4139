package world

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// Stream is which of a program's outputs something came from.
type Stream byte

// The streams, numbered as the engine numbers them.
const (
	Stdout Stream = 1
	Stderr Stream = 2
)

// Line is one entry of a log, with its end of line if it had one.
type Line struct {
	Time   time.Time
	Stream Stream
	Text   []byte
}

// output takes what a program writes: it keeps the log, and hands what comes to
// those who are attached.
type output struct {
	now func() time.Time

	mu      sync.Mutex
	lines   []Line
	first   int // number of the first line kept
	bytes   int
	partial map[Stream][]byte
	changed chan struct{} // closed when there is more
	running bool
	ears    map[*Attached]bool
}

// most is how many bytes of a log are kept.
const most = 2 << 20

func newOutput(now func() time.Time) *output {
	return &output{now: now, partial: map[Stream][]byte{}, changed: make(chan struct{}), ears: map[*Attached]bool{}}
}

// writer is where a program writes one of its streams.
func (o *output) writer(s Stream) io.Writer { return outputWriter{o, s} }

type outputWriter struct {
	o *output
	s Stream
}

func (w outputWriter) Write(p []byte) (int, error) {
	w.o.log(w.s, p)
	for _, a := range w.o.listeners() {
		a.put(w.s, p)
	}
	return len(p), nil
}

func (o *output) listeners() []*Attached {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := make([]*Attached, 0, len(o.ears))
	for a := range o.ears {
		all = append(all, a)
	}
	return all
}

func (o *output) log(s Stream, p []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.now()
	o.partial[s] = append(o.partial[s], p...)
	const longest = 16 << 10 // the engine cuts longer lines too
	for {
		end := bytes.IndexByte(o.partial[s], '\n')
		if end < 0 && len(o.partial[s]) < longest {
			break
		}
		if end < 0 {
			end = longest - 1
		}
		o.add(Line{now, s, bytes.Clone(o.partial[s][:end+1])})
		o.partial[s] = o.partial[s][end+1:]
	}
	o.wake()
}

// add keeps a line and forgets the oldest. mu is held.
func (o *output) add(l Line) {
	o.lines = append(o.lines, l)
	o.bytes += len(l.Text)
	drop := 0
	for o.bytes > most {
		o.bytes -= len(o.lines[drop].Text)
		drop++
	}
	o.first += drop
	o.lines = o.lines[drop:]
}

// addAll keeps lines that were said before anybody listened.
func (o *output) addAll(lines []Line) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range lines {
		o.add(l)
	}
}

func (o *output) wake() {
	close(o.changed)
	o.changed = make(chan struct{})
}

func (o *output) begin() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.running = true
}

// end says that the program is over: everybody who is attached is let go.
func (o *output) end() {
	o.mu.Lock()
	for s, rest := range o.partial {
		if len(rest) > 0 {
			o.add(Line{o.now(), s, bytes.Clone(rest)})
		}
		delete(o.partial, s)
	}
	o.running = false
	ears := o.ears
	o.ears = map[*Attached]bool{}
	o.wake()
	o.mu.Unlock()
	for a := range ears {
		a.Close()
	}
}

// kept are the lines that there still are, and the number of the next one.
func (o *output) kept() (lines []Line, next int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]Line(nil), o.lines...), o.first + len(o.lines)
}

// follow calls fn with every line from a number on, until the program ends.
func (o *output) follow(ctx context.Context, from int, fn func(Line) error) error {
	for {
		o.mu.Lock()
		from = max(from, o.first)
		news := append([]Line(nil), o.lines[min(from-o.first, len(o.lines)):]...)
		changed, running := o.changed, o.running
		o.mu.Unlock()
		for _, l := range news {
			if err := fn(l); err != nil {
				return err
			}
		}
		from += len(news)
		if !running {
			return nil
		}
		if len(news) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
	}
}

// Attached is somebody who gets what a program writes, as it is written. A
// program waits for one who does not read.
type Attached struct {
	streams map[Stream]bool

	mu     sync.Mutex
	wake   *sync.Cond
	pieces []Piece
	held   int
	closed bool
	of     *output
}

// Piece is something that was written at once.
type Piece struct {
	Stream Stream
	Data   []byte
}

func (o *output) attach(streams ...Stream) *Attached {
	_, a := o.attachAfter(false, streams...)
	return a
}

// attachAfter is attach, with what was said until then if that is wanted, and
// nothing missing between both.
func (o *output) attachAfter(wanted bool, streams ...Stream) (past []Line, a *Attached) {
	a = &Attached{streams: map[Stream]bool{}, of: o}
	a.wake = sync.NewCond(&a.mu)
	for _, s := range streams {
		a.streams[s] = true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ears[a] = true
	if !wanted {
		return nil, a
	}
	for _, l := range o.lines {
		if a.streams[l.Stream] {
			past = append(past, l)
		}
	}
	for s, rest := range o.partial {
		if a.streams[s] && len(rest) > 0 {
			past = append(past, Line{Stream: s, Text: bytes.Clone(rest)})
		}
	}
	return past, a
}

func (a *Attached) put(s Stream, p []byte) {
	const patience = 1 << 20
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.streams[s] {
		return
	}
	for a.held > patience && !a.closed {
		a.wake.Wait()
	}
	if a.closed {
		return
	}
	a.pieces = append(a.pieces, Piece{s, bytes.Clone(p)})
	a.held += len(p)
	a.wake.Broadcast()
}

// ErrEnded is what Next says after the last piece.
var ErrEnded = errors.New("the program has ended")

// Next waits for the next piece.
func (a *Attached) Next() (Piece, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for len(a.pieces) == 0 && !a.closed {
		a.wake.Wait()
	}
	if len(a.pieces) == 0 {
		return Piece{}, ErrEnded
	}
	p := a.pieces[0]
	a.pieces = a.pieces[1:]
	a.held -= len(p.Data)
	a.wake.Broadcast()
	return p, nil
}

// Close lets go.
func (a *Attached) Close() {
	a.of.mu.Lock()
	delete(a.of.ears, a)
	a.of.mu.Unlock()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	a.wake.Broadcast()
}

// input is what a program reads: what others write to it.
type input struct {
	mu     sync.Mutex
	wake   *sync.Cond
	data   []byte
	closed bool
}

func newInput() *input {
	i := &input{}
	i.wake = sync.NewCond(&i.mu)
	return i
}

func (i *input) Write(p []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	const patience = 4 << 20
	for len(i.data) > patience && !i.closed {
		i.wake.Wait()
	}
	if i.closed {
		return 0, io.ErrClosedPipe
	}
	i.data = append(i.data, p...)
	i.wake.Broadcast()
	return len(p), nil
}

func (i *input) Read(p []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for len(i.data) == 0 && !i.closed {
		i.wake.Wait()
	}
	if len(i.data) == 0 {
		return 0, io.EOF
	}
	n := copy(p, i.data)
	i.data = i.data[n:]
	i.wake.Broadcast()
	return n, nil
}

func (i *input) Close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
	i.wake.Broadcast()
}

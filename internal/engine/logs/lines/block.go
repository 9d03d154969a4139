package lines

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/klauspost/compress/s2"
)

// A page that is full is packed into a block: its marks and its text in one
// piece, compressed. Logs become a quarter of their size or less; unpacking a
// block takes some ten microseconds.

const (
	blockText  = 64 << 10 // bytes of text from which a page is packed
	blockLines = 1024     // and lines
)

type block struct {
	first   int64 // the number of its first line
	lines   int
	packed  []byte
	escapes bool // there is an ESC in its text
}

func (b *block) size() int { return len(b.packed) + 64 }

// pack makes a block of a page. The buffers of scratch are used again.
func pack(p *page, first int64, scratch *scratch) *block {
	raw := binary.AppendUvarint(scratch.raw[:0], uint64(len(p.marks)))
	var before mark
	for _, m := range p.marks {
		raw = binary.AppendUvarint(raw, uint64(m.end-before.end))
		raw = binary.AppendVarint(raw, m.time-before.time)
		flags := byte(m.kind)
		if m.source != before.source {
			flags |= otherSource
		}
		if m.cut != 0 {
			flags |= isCut
		}
		raw = append(raw, flags)
		if m.source != before.source {
			raw = binary.AppendUvarint(raw, uint64(m.source))
		}
		if m.cut != 0 {
			raw = binary.AppendUvarint(raw, uint64(m.cut))
		}
		before = m
	}
	raw = append(raw, p.text...)
	scratch.raw = raw
	scratch.packed = s2.Encode(scratch.packed[:cap(scratch.packed)], raw)
	return &block{
		first: first, lines: len(p.marks), packed: bytes.Clone(scratch.packed),
		escapes: bytes.IndexByte(p.text, 0x1b) >= 0,
	}
}

const (
	otherSource = 0x10
	isCut       = 0x20
	kindBits    = 0x0f
)

// scratch is room to pack and unpack in.
type scratch struct{ raw, packed []byte }

var errBroken = errors.New("a block of lines can't be unpacked")

// unpack reads a block into a page, whose memory is used again where it fits.
// It can only fail if memory is broken.
func (b *block) unpack(into *page) error {
	into.marks = into.marks[:0]
	raw, err := s2.Decode(into.text[:cap(into.text)], b.packed)
	if err != nil {
		return err
	}
	all := raw
	n, size := binary.Uvarint(raw)
	if size <= 0 || n != uint64(b.lines) {
		return errBroken
	}
	raw = raw[size:]
	into.marks = slices.Grow(into.marks, b.lines)
	var m mark
	for range b.lines {
		if raw = unpackMark(raw, &m); raw == nil {
			return errBroken
		}
		into.marks = append(into.marks, m)
	}
	if uint32(len(raw)) != m.end {
		return errBroken
	}
	// The text goes to the front, so that the whole buffer is used next time.
	into.text = all[:copy(all, raw)]
	return nil
}

// unpackMark turns the mark of a line into that of the next one, and gives what
// follows it, nil if it is broken.
func unpackMark(raw []byte, m *mark) []byte {
	length, n := binary.Uvarint(raw)
	if n <= 0 {
		return nil
	}
	step, k := binary.Varint(raw[n:])
	if n += k; k <= 0 || n >= len(raw) {
		return nil
	}
	flags := raw[n]
	raw = raw[n+1:]
	m.end += uint32(length)
	m.time += step
	m.kind = Kind(flags & kindBits)
	if flags&otherSource != 0 {
		source, n := binary.Uvarint(raw)
		if n <= 0 {
			return nil
		}
		m.source, raw = uint16(source), raw[n:]
	}
	m.cut = 0
	if flags&isCut != 0 {
		cut, n := binary.Uvarint(raw)
		if n <= 0 {
			return nil
		}
		m.cut, raw = uint32(cut), raw[n:]
	}
	return raw[:len(raw):len(raw)]
}

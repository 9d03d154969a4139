package lines

import (
	"context"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
)

// Snapshot is the lines that a Store held at one moment. It never changes and
// may be read by any goroutine.
type Snapshot struct {
	// Dropped is how many of the oldest lines were let go since the log was
	// opened.
	Dropped int64
	// Bytes is how much memory the lines take.
	Bytes int

	blocks      []*block
	open        page
	first, next int64
	openFirst   int64
	cache       *cache
}

// Len is the number of lines.
func (s *Snapshot) Len() int { return int(s.next - s.first) }

// First is the number of the first line, and Next that of the line after the
// last.
func (s *Snapshot) First() int64 { return s.first }

// Next is the number that the line after the last one will get.
func (s *Snapshot) Next() int64 { return s.next }

// From is the snapshot without the lines before a number.
func (s *Snapshot) From(number int64) *Snapshot {
	if number <= s.first {
		return s
	}
	later := *s
	later.first = min(number, s.next)
	return &later
}

// Line is line i, from 0 to Len()-1.
func (s *Snapshot) Line(i int) Line { return s.Numbered(s.first + int64(i)) }

// Numbered is the line with a number, which must be one of the snapshot's.
func (s *Snapshot) Numbered(number int64) Line {
	var l Line
	if number >= s.openFirst {
		l = s.open.line(int(number - s.openFirst))
	} else {
		b := s.blocks[s.blockOf(number)]
		l = s.cache.page(b).line(int(number - b.first))
	}
	l.Number = number
	return l
}

// blockOf is the index of the block that has a line of that number, or of the
// block after it.
func (s *Snapshot) blockOf(number int64) int {
	return sort.Search(len(s.blocks), func(i int) bool { return s.blocks[i].first+int64(s.blocks[i].lines) > number })
}

// All calls fn with each line from number from up to number to (exclusive), in
// order, until fn says false. It is for those who read many; the text is only
// lent for the call.
func (s *Snapshot) All(from, to int64, fn func(Line) bool) {
	from, to = max(from, s.first), min(to, s.next)
	var scratch page
	for _, part := range s.parts(from, to) {
		p := part.open(&scratch)
		for i := range p.marks {
			number := part.first + int64(i)
			if number < from || number >= to {
				continue
			}
			l := p.line(i)
			l.Number = number
			if !fn(l) {
				return
			}
		}
	}
}

// part is a block, or the lines that are not packed yet.
type part struct {
	block   *block
	page    page
	first   int64
	escapes bool
}

// open is the part's lines, in scratch if they must be unpacked.
func (p *part) open(scratch *page) *page {
	if p.block == nil {
		return &p.page
	}
	if err := p.block.unpack(scratch); err != nil {
		panic(err) // it was packed here
	}
	return scratch
}

// parts are those with lines between two numbers.
func (s *Snapshot) parts(from, to int64) []part {
	var parts []part
	for i := s.blockOf(from); i < len(s.blocks) && s.blocks[i].first < to; i++ {
		b := s.blocks[i]
		parts = append(parts, part{block: b, first: b.first, escapes: b.escapes})
	}
	if len(s.open.marks) > 0 && s.openFirst < to {
		parts = append(parts, part{page: s.open, first: s.openFirst, escapes: true})
	}
	return parts
}

// Matcher says whether a text has what is looked for. It is used by one
// goroutine.
type Matcher interface{ Match(text []byte) bool }

// Search gives the numbers of the lines from number from up to number to
// (exclusive) whose text matches, in order. Each core gets a matcher of its own. clean, if it isn't
// nil, gives the text that a person sees of one with escape sequences in it; it
// may use the memory of dst. When ctx ends, the error is that of ctx.
func (s *Snapshot) Search(ctx context.Context, from, to int64, matcher func() Matcher, clean func(dst, text []byte) []byte) ([]int64, error) {
	from, to = max(from, s.first), min(to, s.next)
	parts := s.parts(from, to)
	found := make([][]int64, len(parts))
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(parts)) {
		work.Go(func() {
			w := searcher{matcher: matcher(), clean: clean, from: from, to: to}
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(parts) {
					return
				}
				found[i] = w.search(&parts[i])
			}
		})
	}
	work.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n := 0
	for _, f := range found {
		n += len(f)
	}
	all := make([]int64, 0, n)
	for _, f := range found {
		all = append(all, f...)
	}
	return all, nil
}

// searcher is what one core searches with.
type searcher struct {
	matcher Matcher
	clean   func(dst, text []byte) []byte
	from    int64
	to      int64
	page    page
	seen    []byte
}

func (w *searcher) search(p *part) (found []int64) {
	page := p.open(&w.page)
	for i := range page.marks {
		number := p.first + int64(i)
		if number < w.from || number >= w.to {
			continue
		}
		text := page.textOf(i)
		if p.escapes && w.clean != nil {
			w.seen = w.clean(w.seen[:0], text)
			text = w.seen
		}
		if w.matcher.Match(text) {
			found = append(found, number)
		}
	}
	return found
}

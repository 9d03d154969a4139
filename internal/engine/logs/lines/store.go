package lines

import "sync"

// Limits bound a Store. Zero means the default.
type Limits struct {
	// Lines is how many of the newest lines are kept for certain: 1,048,576.
	Lines int
	// Bytes is how much memory they may take, compressed: 40 MB. When it is
	// used up, fewer lines are kept.
	Bytes int
}

func (l Limits) orDefaults() Limits {
	if l.Lines <= 0 {
		l.Lines = 1 << 20
	}
	if l.Bytes <= 0 {
		l.Bytes = 40 << 20
	}
	return l
}

// Store holds the lines of one log. Its methods may be called by any goroutine.
type Store struct {
	limits Limits
	cache  cache

	mu      sync.Mutex
	blocks  []*block // oldest first
	bytes   int      // of all blocks
	open    page     // the newest lines, not packed yet
	shared  bool     // a snapshot reads the open page's memory
	first   int64    // the number of the oldest line
	next    int64    // the number that the next line gets
	dropped int64
	scratch scratch
}

// NewStore makes an empty store.
func NewStore(limits Limits) *Store { return &Store{limits: limits.orDefaults()} }

// Append adds lines at the end, and drops as many of the oldest as it must.
func (s *Store) Append(b *Batch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, m := range b.marks {
		text := b.textOf(i)
		if len(s.open.text)+len(text) > blockText && len(s.open.marks) > 0 {
			s.seal()
		}
		s.open.add(m, text)
		s.next++
		if len(s.open.marks) >= blockLines || len(s.open.text) >= blockText {
			s.seal()
		}
	}
	s.drop()
}

// seal packs the open page; s.mu is held.
func (s *Store) seal() {
	b := pack(&s.open, s.next-int64(len(s.open.marks)), &s.scratch)
	s.blocks = append(s.blocks, b)
	s.bytes += b.size()
	switch {
	case s.shared || cap(s.open.text) > 4*blockText:
		s.open = page{text: make([]byte, 0, blockText), marks: make([]mark, 0, blockLines)}
	default:
		s.open.text, s.open.marks = s.open.text[:0], s.open.marks[:0]
	}
	s.shared = false
	if cap(s.scratch.raw) > 4*blockText {
		s.scratch = scratch{}
	}
}

// drop lets go of the oldest blocks that are too many; s.mu is held.
func (s *Store) drop() {
	n := 0
	for n < len(s.blocks) {
		b := s.blocks[n]
		spare := s.next-s.first-int64(b.lines) >= int64(s.limits.Lines)
		if !spare && s.bytes <= s.limits.Bytes {
			break
		}
		s.first += int64(b.lines)
		s.dropped += int64(b.lines)
		s.bytes -= b.size()
		n++
	}
	if n > 0 {
		kept := copy(s.blocks, s.blocks[n:])
		clear(s.blocks[kept:])
		s.blocks = s.blocks[:kept]
	}
}

// Room is how many lines may be put in front: none once lines were dropped
// there.
func (s *Store) Room() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dropped > 0 || s.bytes >= s.limits.Bytes {
		return 0
	}
	return max(0, s.limits.Lines-int(s.next-s.first))
}

// Prepend puts older lines in front, all or none of them: none if lines were
// dropped there in the meantime.
func (s *Store) Prepend(b *Batch) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dropped > 0 {
		return false
	}
	first := s.first - int64(b.Len())
	var older []*block
	var part page
	for i, m := range b.marks {
		part.add(m, b.textOf(i))
		if len(part.marks) >= blockLines || len(part.text) >= blockText || i == len(b.marks)-1 {
			packed := pack(&part, first+int64(i+1-len(part.marks)), &s.scratch)
			older = append(older, packed)
			s.bytes += packed.size()
			part.text, part.marks = part.text[:0], part.marks[:0]
		}
	}
	s.blocks = append(older, s.blocks...)
	s.first = first
	s.drop()
	return true
}

// Snapshot is what the store holds now.
func (s *Store) Snapshot() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shared = s.shared || len(s.open.marks) > 0
	return &Snapshot{
		blocks: append([]*block(nil), s.blocks...), open: s.open,
		first: s.first, next: s.next, openFirst: s.next - int64(len(s.open.marks)),
		Dropped: s.dropped, Bytes: s.bytes + len(s.open.text), cache: &s.cache,
	}
}

// cache keeps the pages that were unpacked last: those on the screen.
type cache struct {
	mu    sync.Mutex
	pages []cached // the last used first
}

type cached struct {
	block *block
	page  *page
}

const cachedPages = 8

func (c *cache) page(b *block) *page {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, e := range c.pages {
		if e.block == b {
			copy(c.pages[1:i+1], c.pages[:i])
			c.pages[0] = e
			return e.page
		}
	}
	p := &page{}
	if err := b.unpack(p); err != nil {
		panic(err) // it was packed here
	}
	if len(c.pages) < cachedPages {
		c.pages = append(c.pages, cached{})
	}
	copy(c.pages[1:], c.pages)
	c.pages[0] = cached{b, p}
	return p
}

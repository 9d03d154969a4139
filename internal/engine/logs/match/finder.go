package match

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// A Finder runs the expression as an automaton that is built while texts are
// read: a state is the set of instructions that the expression may be at, and a
// letter leads from one state to the next. A text costs one look-up a byte, as
// opposed to one step of each instruction.

const (
	// maxStates bounds the automaton. An expression that needs more is run by
	// the standard library from then on.
	maxStates = 2000
	maxRunes  = 4000 // remembered steps by letters outside of ASCII, of all states
)

// Finder says which texts match.
type Finder struct {
	p      *Pattern
	states map[string]*state
	begin  *state
	runes  int
	slow   bool // the automaton grew too large

	next  []uint32 // instructions of the next state
	seen  []uint32 // generation in which an instruction was visited
	stack []uint32
	gen   uint32
	key   []byte
}

// before is what stands in front of a place in a text, as far as ^ and \b care.
type before uint8

const (
	nothing before = iota
	wordRune
	otherRune
	newline
)

// rune is a letter of that sort.
func (b before) rune() rune {
	switch b {
	case nothing:
		return -1
	case wordRune:
		return 'a'
	case newline:
		return '\n'
	}
	return ' '
}

func sortOf(r rune) before {
	switch {
	case syntax.IsWordChar(r):
		return wordRune
	case r == '\n':
		return newline
	}
	return otherRune
}

type state struct {
	at     []uint32 // instructions, before what takes no letter is followed
	before before
	ascii  [utf8.RuneSelf]*state
	others map[rune]*state
	end    verdict // whether the text matches if it ends here
}

type verdict uint8

const (
	unknown verdict = iota
	yes
	no
)

// matched is the state of a text that matches, whatever follows.
var matched = &state{}

func newFinder(p *Pattern) *Finder {
	f := &Finder{p: p, states: map[string]*state{}, seen: make([]uint32, len(p.prog.Inst))}
	f.begin = f.state([]uint32{uint32(p.prog.Start)}, nothing)
	return f
}

// Match reports whether the pattern matches anywhere in a text.
func (f *Finder) Match(text []byte) bool {
	if f.slow {
		return f.p.re.Match(text)
	}
	s := f.begin
	for i := 0; i < len(text); {
		var next *state
		if b := text[i]; b < utf8.RuneSelf {
			if next = s.ascii[b]; next == nil {
				next = f.step(s, rune(b))
				s.ascii[b] = next
			}
			i++
		} else {
			r, size := utf8.DecodeRune(text[i:])
			next = f.stepOther(s, r)
			i += size
		}
		if next == matched {
			return true
		}
		if next == nil { // too many states
			f.slow, f.states = true, nil
			return f.p.re.Match(text)
		}
		s = next
	}
	if s.end == unknown {
		s.end = no
		if _, ok := f.follow(s, -1); ok {
			s.end = yes
		}
	}
	return s.end == yes
}

func (f *Finder) stepOther(s *state, r rune) *state {
	if next, ok := s.others[r]; ok {
		return next
	}
	next := f.step(s, r)
	if f.runes < maxRunes && next != nil {
		if s.others == nil {
			s.others = map[rune]*state{}
		}
		s.others[r] = next
		f.runes++
	}
	return next
}

// step is the state that a letter leads to; nil when there would be too many.
func (f *Finder) step(s *state, r rune) *state {
	next, ok := f.follow(s, r)
	if ok {
		return matched
	}
	// A match may begin at the next letter, too.
	if start := uint32(f.p.prog.Start); !slices.Contains(next, start) {
		next = append(next, start)
	}
	slices.Sort(next)
	f.next = next
	return f.state(next, sortOf(r))
}

// follow goes from a state past everything that takes no letter, and says
// whether the end of the expression is reached there. If it isn't, it gives the
// instructions after those that take r; -1 is the end of the text.
func (f *Finder) follow(s *state, r rune) (next []uint32, match bool) {
	context := syntax.EmptyOpContext(s.before.rune(), r)
	f.gen++
	next = f.next[:0]
	f.stack = append(f.stack[:0], s.at...)
	for len(f.stack) > 0 {
		at := f.stack[len(f.stack)-1]
		f.stack = f.stack[:len(f.stack)-1]
		if f.seen[at] == f.gen {
			continue
		}
		f.seen[at] = f.gen
		inst := &f.p.prog.Inst[at]
		switch inst.Op {
		case syntax.InstMatch:
			f.next = next
			return next, true
		case syntax.InstAlt, syntax.InstAltMatch:
			f.stack = append(f.stack, inst.Out, inst.Arg)
		case syntax.InstCapture, syntax.InstNop:
			f.stack = append(f.stack, inst.Out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(inst.Arg)&^context == 0 {
				f.stack = append(f.stack, inst.Out)
			}
		case syntax.InstFail:
		default:
			if takes(inst, r) && !slices.Contains(next, inst.Out) {
				next = append(next, inst.Out)
			}
		}
	}
	f.next = next
	return next, false
}

func takes(inst *syntax.Inst, r rune) bool {
	if r < 0 {
		return false
	}
	switch inst.Op {
	case syntax.InstRuneAny:
		return true
	case syntax.InstRuneAnyNotNL:
		return r != '\n'
	}
	return inst.MatchRune(r)
}

// state is the one state with these instructions, which are sorted.
func (f *Finder) state(at []uint32, b before) *state {
	f.key = append(f.key[:0], byte(b))
	for _, i := range at {
		f.key = append(f.key, byte(i), byte(i>>8), byte(i>>16), byte(i>>24))
	}
	if s := f.states[string(f.key)]; s != nil {
		return s
	}
	if len(f.states) >= maxStates {
		return nil
	}
	s := &state{at: slices.Clone(at), before: b}
	f.states[string(f.key)] = s
	return s
}

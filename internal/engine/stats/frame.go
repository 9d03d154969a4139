package stats

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
)

// frame is what one answer of the engine's stats stream says, as far as anyone
// looks at it. NaN is "not given".
type frame struct {
	at time.Time // by the engine's clock; zero when the container does not run

	cpu, system float64 // nanoseconds of CPU: its own, and of the whole host
	onlineCPUs  float64 // 0 when not given
	percpus     int     // how many cores had a figure of their own

	memUsage, memLimit              float64 // bytes
	inactiveFile, totalInactiveFile float64 // bytes

	rx, tx      float64 // bytes, all networks together
	read, write float64 // bytes, all block devices together
	pids        float64
}

// running reports whether the container ran when the frame was made. For a
// stopped one the engine sends zeros with a time in the year 1.
func (f *frame) running() bool { return !f.at.IsZero() && f.at.Year() > 1 }

// maxFrame bounds one answer, whatever the engine sends. Real ones are 2–10 kB.
const maxFrame = 1 << 20

// maxBroken is how many answers in a row may be unreadable before the stream
// counts as broken.
const maxBroken = 5

var errBroken = errors.New("the engine's figures can't be read")

// frames reads a stats stream. The engine writes one JSON object a line; a
// decoder of its own costs a tenth of what encoding/json does, which at 200
// containers a second decides whether the budget is met.
type frames struct {
	from   io.Reader
	buf    []byte
	unread []byte // of buf
	ended  error  // why from gives no more
	broken int
}

func newFrames(from io.Reader) *frames {
	return &frames{from: from, buf: make([]byte, 0, 4096)}
}

// next fills f with the next readable answer. It returns io.EOF at the end of
// the stream.
func (r *frames) next(f *frame) error {
	for {
		line, err := r.line()
		if err != nil {
			return err
		}
		if len(line) == 0 {
			continue
		}
		if f.parse(line) {
			r.broken = 0
			return nil
		}
		if r.broken++; r.broken >= maxBroken {
			return errBroken
		}
	}
}

// line returns the next line without its end; it is valid until the next call.
func (r *frames) line() ([]byte, error) {
	searched := 0
	for {
		if i := bytes.IndexByte(r.unread[searched:], '\n'); i >= 0 {
			line := r.unread[:searched+i]
			r.unread = r.unread[searched+i+1:]
			return bytes.TrimSpace(line), nil
		}
		searched = len(r.unread)
		if r.ended != nil {
			line := bytes.TrimSpace(r.unread)
			r.unread = nil
			if len(line) > 0 {
				return line, nil
			}
			return nil, r.ended
		}
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
}

// fill reads more behind what is unread.
func (r *frames) fill() error {
	if len(r.unread) >= maxFrame {
		return fmt.Errorf("%w: an answer of more than %d bytes", errBroken, maxFrame)
	}
	room := cap(r.buf)
	if len(r.unread) == room {
		room *= 2
	}
	if room != cap(r.buf) {
		grown := make([]byte, 0, room)
		r.buf = append(grown, r.unread...)
	} else {
		r.buf = r.buf[:copy(r.buf[:room], r.unread)]
	}
	n, err := r.from.Read(r.buf[len(r.buf):room])
	r.buf = r.buf[:len(r.buf)+n]
	r.unread = r.buf
	r.ended = err
	return nil
}

// parse reads one JSON object; it reports whether it was one.
func (f *frame) parse(line []byte) bool {
	nan := math.NaN()
	*f = frame{
		cpu: nan, system: nan, memUsage: nan, memLimit: nan, inactiveFile: nan, totalInactiveFile: nan,
		rx: nan, tx: nan, read: nan, write: nan, pids: nan,
	}
	s := scanner{text: line}
	if !s.enter('{') {
		return false
	}
	for s.next('}') {
		switch string(s.key()) {
		case "read":
			if f.at.UnmarshalText(s.string()) != nil {
				s.bad = true
			}
		case "cpu_stats":
			f.parseCPU(&s)
		case "memory_stats":
			f.parseMemory(&s)
		case "networks":
			f.parseNetworks(&s)
		case "blkio_stats":
			f.parseBlockIO(&s)
		case "pids_stats":
			s.field("current", &f.pids)
		default:
			// precpu_stats is skipped as well: in a stream it repeats the frame
			// before.
			s.skip()
		}
	}
	return !s.bad
}

func (f *frame) parseCPU(s *scanner) {
	if !s.enter('{') {
		return
	}
	for s.next('}') {
		switch string(s.key()) {
		case "cpu_usage":
			if !s.enter('{') {
				continue
			}
			for s.next('}') {
				switch string(s.key()) {
				case "total_usage":
					f.cpu = s.number()
				case "percpu_usage":
					if s.enter('[') {
						for f.percpus = 0; s.next(']'); f.percpus++ {
							s.skip()
						}
					}
				default:
					s.skip()
				}
			}
		case "system_cpu_usage":
			f.system = s.number()
		case "online_cpus":
			f.onlineCPUs = s.number()
		default:
			s.skip()
		}
	}
}

func (f *frame) parseMemory(s *scanner) {
	if !s.enter('{') {
		return
	}
	for s.next('}') {
		switch string(s.key()) {
		case "usage":
			f.memUsage = s.number()
		case "limit":
			f.memLimit = s.number()
		case "stats":
			if !s.enter('{') {
				continue
			}
			for s.next('}') {
				switch string(s.key()) {
				case "inactive_file":
					f.inactiveFile = s.number()
				case "total_inactive_file":
					f.totalInactiveFile = s.number()
				default:
					s.skip()
				}
			}
		default:
			s.skip()
		}
	}
}

// parseNetworks adds up all interfaces, whatever they are called: Docker says
// eth0, Podman network.
func (f *frame) parseNetworks(s *scanner) {
	if !s.enter('{') {
		return
	}
	for s.next('}') {
		s.key()
		if !s.enter('{') {
			continue
		}
		for s.next('}') {
			switch string(s.key()) {
			case "rx_bytes":
				f.rx = plus(f.rx, s.number())
			case "tx_bytes":
				f.tx = plus(f.tx, s.number())
			default:
				s.skip()
			}
		}
	}
}

// parseBlockIO adds up all devices. Where the list is empty the engine has no
// figure: on cgroup v2 because nothing was read or written yet, on some v1
// kernels for ever.
func (f *frame) parseBlockIO(s *scanner) {
	if !s.enter('{') {
		return
	}
	for s.next('}') {
		if string(s.key()) != "io_service_bytes_recursive" {
			s.skip()
			continue
		}
		if !s.enter('[') {
			continue
		}
		for s.next(']') {
			f.parseBlockEntry(s)
		}
	}
	if Known(f.read) != Known(f.write) { // only one of the two was ever done
		f.read, f.write = plus(f.read, 0), plus(f.write, 0)
	}
}

func (f *frame) parseBlockEntry(s *scanner) {
	var op byte
	value := math.NaN()
	if !s.enter('{') {
		return
	}
	for s.next('}') {
		switch string(s.key()) {
		case "op":
			if word := s.string(); len(word) > 0 {
				op = word[0] | 0x20 // Read on cgroup v1, read on v2
			}
		case "value":
			value = s.number()
		default:
			s.skip()
		}
	}
	switch op {
	case 'r':
		f.read = plus(f.read, value)
	case 'w':
		f.write = plus(f.write, value)
	}
}

// plus adds to a sum that may not have begun.
func plus(sum, v float64) float64 {
	if math.IsNaN(sum) {
		return v
	}
	return sum + v
}

// scanner walks over JSON without building anything of it. Each method reads
// one thing at the place where the scanner stands. After the first thing that
// is not JSON it is bad, and every loop over it ends.
type scanner struct {
	text []byte
	at   int
	deep int
	bad  bool
	// first says that an object or array was just entered, so that no comma
	// comes before the next value.
	first bool
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

// peek is the next byte that is no space, or 0 at the end.
func (s *scanner) peek() byte {
	if s.bad {
		return 0
	}
	s.space()
	if s.at >= len(s.text) {
		return 0
	}
	return s.text[s.at]
}

// enter goes into an object or array; anything else, such as null, is skipped
// and reported as false.
func (s *scanner) enter(open byte) bool {
	if s.peek() != open {
		s.skip()
		return false
	}
	s.at++
	s.first = true
	return true
}

// next goes to the next member of what was entered; false after the last.
func (s *scanner) next(closing byte) bool {
	first := s.first
	s.first = false
	switch c := s.peek(); {
	case c == closing:
		s.at++
		return false
	case first && c != 0:
		return true
	case c == ',':
		s.at++
		return true
	}
	s.bad = true
	return false
}

// key reads a member's name and the colon behind it.
func (s *scanner) key() []byte {
	k := s.string()
	if s.peek() != ':' {
		s.bad = true
		return nil
	}
	s.at++
	return k
}

// string reads a string as it is written, escapes and all: nothing that is
// looked for has any.
func (s *scanner) string() []byte {
	if s.peek() != '"' {
		s.bad = true
		return nil
	}
	start := s.at + 1
	for from := start; ; {
		i := bytes.IndexByte(s.text[from:], '"')
		if i < 0 {
			s.bad = true
			return nil
		}
		end := from + i
		slashes := 0
		for end-slashes > start && s.text[end-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			s.at = end + 1
			return s.text[start:end]
		}
		from = end + 1
	}
}

// number reads a number; anything else is skipped and NaN.
func (s *scanner) number() float64 {
	switch c := s.peek(); {
	case c == '-' || c >= '0' && c <= '9':
	default:
		s.skip()
		return math.NaN()
	}
	start := s.at
	var whole uint64
	for s.at < len(s.text) && s.at-start < 19 && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		whole = whole*10 + uint64(s.text[s.at]-'0')
		s.at++
	}
	if s.at > start && (s.at == len(s.text) || !partOfNumber(s.text[s.at])) {
		return float64(whole)
	}
	for s.at < len(s.text) && partOfNumber(s.text[s.at]) {
		s.at++
	}
	v, err := strconv.ParseFloat(string(s.text[start:s.at]), 64)
	if err != nil {
		s.bad = true
		return math.NaN()
	}
	return v
}

func partOfNumber(c byte) bool {
	return c >= '0' && c <= '9' || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-'
}

// field reads an object of which one number is wanted.
func (s *scanner) field(name string, into *float64) {
	if !s.enter('{') {
		return
	}
	for s.next('}') {
		if string(s.key()) == name {
			*into = s.number()
		} else {
			s.skip()
		}
	}
}

// maxDeep bounds nesting, so that a line of brackets can't exhaust the stack.
const maxDeep = 32

// skip reads any value.
func (s *scanner) skip() {
	switch c := s.peek(); c {
	case 0:
		s.bad = true
	case '"':
		s.string()
	case '{', '[':
		s.skipInside(c)
	default:
		start := s.at
		for s.at < len(s.text) && (partOfNumber(s.text[s.at]) || s.text[s.at] >= 'a' && s.text[s.at] <= 'z') {
			s.at++
		}
		if s.at == start {
			s.bad = true
		}
	}
}

func (s *scanner) skipInside(open byte) {
	if s.deep++; s.deep > maxDeep {
		s.bad = true
		return
	}
	defer func() { s.deep-- }()
	closing := open + 2 // '{' → '}', '[' → ']'
	s.enter(open)
	for s.next(closing) {
		if open == '{' {
			s.key()
		}
		s.skip()
	}
}

package lines

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/engine/logs/match"
)

// request is a line as services write them.
func request(b []byte, i int) []byte {
	levels := []string{"INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"}
	h := uint32(i) * 2654435761
	return fmt.Appendf(b, "%s [worker-%d] c.e.shop.RequestHandler - served id=%08x path=/api/v1/items/%d status=%d took=%dms",
		levels[h%6], h%16, h, h%100_000, 200+100*(h>>8%4), h>>16%1000)
}

// filled is a store with n such lines.
func filled(n int) *Store {
	s := NewStore(Limits{})
	fill(s, n)
	return s
}

func fill(s *Store, n int) {
	var b Batch
	var text []byte
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano()
	for i := range n {
		text = request(text[:0], i)
		at += 1_000_000 + int64(i)*7919%1000
		b.Add(0, Stdout, at, text, 0)
		if b.Bytes() > 64<<10 {
			s.Append(&b)
			b.Reset()
		}
	}
	s.Append(&b)
}

// model is what a store must hold: all lines ever put in, in order.
type model struct {
	lines []Line
	first int64
}

func (m *model) check(t *rapid.T, s *Snapshot) {
	if s.Next() != m.first+int64(len(m.lines)) {
		t.Fatalf("next is %d, want %d", s.Next(), m.first+int64(len(m.lines)))
	}
	want := m.lines[len(m.lines)-s.Len():]
	i := 0
	s.All(s.First(), s.Next(), func(l Line) bool {
		same(t, l, want[i], s.First()+int64(i))
		i++
		return true
	})
	if i != s.Len() {
		t.Fatalf("%d lines of %d are told", i, s.Len())
	}
	for i := range s.Len() {
		same(t, s.Line(i), want[i], s.First()+int64(i))
	}
}

func same(t *rapid.T, got, want Line, number int64) {
	if got.Number != number || got.Source != want.Source || got.Kind != want.Kind || got.Cut != want.Cut ||
		!got.Time.Equal(want.Time) || !bytes.Equal(got.Text, want.Text) {
		t.Fatalf("line %d is %+v, want %+v", number, got, want)
	}
}

func TestWhatIsPutInIsWhatIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := NewStore(Limits{})
		m := &model{}
		texts := rapid.SampledFrom([]string{"", "x", "hello world", "\x00\xff binary", strings.Repeat("long ", 5000)})
		var old []*Snapshot
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			var b Batch
			var batch []Line
			for range rapid.IntRange(0, 250).Draw(t, "lines") {
				l := Line{
					Source: rapid.IntRange(0, 3).Draw(t, "source"), Kind: Kind(rapid.IntRange(0, 2).Draw(t, "kind")),
					Text: []byte(texts.Draw(t, "text")), Cut: rapid.SampledFrom([]int{0, 0, 0, 70_000}).Draw(t, "cut"),
				}
				at := rapid.SampledFrom([]int64{0, 1, 1_700_000_000_123_456_789, -5}).Draw(t, "time")
				if at != 0 {
					l.Time = time.Unix(0, at)
				}
				b.Add(l.Source, l.Kind, at, l.Text, l.Cut)
				batch = append(batch, l)
			}
			if rapid.Bool().Draw(t, "in front") {
				if !s.Prepend(&b) {
					t.Fatal("lines are refused")
				}
				m.lines = append(slices.Clone(batch), m.lines...)
				m.first -= int64(len(batch))
			} else {
				s.Append(&b)
				m.lines = append(m.lines, batch...)
			}
			old = append(old, s.Snapshot())
		}
		m.check(t, old[len(old)-1])
		for _, snap := range []*Snapshot{old[0], old[len(old)/2]} { // they never change
			end := int(snap.Next() - m.first) // what was put in front later ends up before its first line
			(&model{lines: m.lines[:end], first: m.first}).check(t, snap)
		}
	})
}

func TestTheNewestLinesStayAndTheRestIsCounted(t *testing.T) {
	s := NewStore(Limits{Lines: 5000})
	fill(s, 123_456)
	snap := s.Snapshot()
	if snap.Len() < 5000 || snap.Len() > 5000+blockLines || snap.Dropped+int64(snap.Len()) != 123_456 {
		t.Fatalf("%d lines are there, %d dropped", snap.Len(), snap.Dropped)
	}
	for _, i := range []int{0, snap.Len() / 2, snap.Len() - 1} {
		l := snap.Line(i)
		if want := request(nil, int(snap.Dropped)+i); !bytes.Equal(l.Text, want) || l.Number != snap.Dropped+int64(i) {
			t.Errorf("line %d: %d %q, want %q", i, l.Number, l.Text, want)
		}
	}
	if s.Room() != 0 || s.Prepend(&Batch{}) {
		t.Error("lines may be put where some were dropped")
	}
}

func TestMemoryIsBoundedForTextThatCannotBeCompressed(t *testing.T) {
	s := NewStore(Limits{Bytes: 4 << 20})
	var b Batch
	noise := make([]byte, 997)
	x := uint64(88172645463325252)
	for range 20_000 {
		for i := range noise {
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
			noise[i] = byte(x)
		}
		b.Reset()
		b.Add(0, Stdout, 0, noise, 0)
		s.Append(&b)
	}
	snap := s.Snapshot()
	if snap.Bytes > 4<<20+2*blockText || snap.Len() < 3500 || snap.Dropped+int64(snap.Len()) != 20_000 {
		t.Errorf("%d bytes for %d lines, %d dropped", snap.Bytes, snap.Len(), snap.Dropped)
	}
}

func TestALineOfAMegabyte(t *testing.T) {
	s := filled(100)
	var b Batch
	long := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	b.Add(1, Stderr, 5, long, 12)
	s.Append(&b)
	fill(s, 100)
	l := s.Snapshot().Line(100)
	if !bytes.Equal(l.Text, long) || l.Cut != 12 || l.Source != 1 || l.Kind != Stderr {
		t.Errorf("%d bytes, %d cut, source %d", len(l.Text), l.Cut, l.Source)
	}
}

func TestFromHidesWhatIsBefore(t *testing.T) {
	snap := filled(3000).Snapshot().From(2500)
	if snap.Len() != 500 || snap.First() != 2500 || !bytes.Equal(snap.Line(0).Text, request(nil, 2500)) {
		t.Errorf("%d lines from %d", snap.Len(), snap.First())
	}
	found, err := snap.Search(t.Context(), 0, snap.Next(), finder(match.Words("worker")), nil)
	if err != nil || len(found) != 500 || found[0] != 2500 {
		t.Errorf("%d found, %v", len(found), err)
	}
	if n := snap.From(1e9).Len(); n != 0 {
		t.Errorf("%d lines after the last", n)
	}
}

func finder(p *match.Pattern) func() Matcher { return func() Matcher { return p.Finder() } }

func TestSearchFindsEveryLineOnce(t *testing.T) {
	snap := filled(20_500).Snapshot()
	var want []int64
	for i := range 20_500 {
		if strings.Contains(string(request(nil, i)), "items/4") {
			want = append(want, int64(i))
		}
	}
	got, err := snap.Search(t.Context(), 0, snap.Next(), finder(match.Words("ITEMS/4")), nil)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%d found, want %d, %v", len(got), len(want), err)
	}
	from := want[len(want)/2]
	got, err = snap.Search(t.Context(), from, snap.Next(), finder(match.Words("ITEMS/4")), nil)
	if err != nil || !slices.Equal(got, want[len(want)/2:]) {
		t.Errorf("from line %d on %d found, %v", from, len(got), err)
	}
	got, err = snap.Search(t.Context(), from, from+1, finder(match.Words("ITEMS/4")), nil)
	if err != nil || !slices.Equal(got, []int64{from}) {
		t.Errorf("in line %d alone %d found, %v", from, len(got), err)
	}
}

func TestSearchSeesWhatAPersonSees(t *testing.T) {
	s := NewStore(Limits{})
	var b Batch
	b.Add(0, Stdout, 0, []byte("ER\x1bROR"), 0)
	b.Add(0, Stdout, 0, []byte("ERROR"), 0)
	s.Append(&b)
	clean := func(dst, text []byte) []byte { return append(dst, bytes.ReplaceAll(text, []byte{0x1b}, nil)...) }
	for range 2 {
		got, err := s.Snapshot().Search(t.Context(), 0, 1e9, finder(match.Words("error")), clean)
		if err != nil || !slices.Equal(got, []int64{0, 1}) {
			t.Errorf("found %v, %v", got, err)
		}
		b.Reset()
		for range blockLines - 2 { // that the second time it is packed
			b.Add(0, Stdout, 0, nil, 0)
		}
		s.Append(&b)
	}
}

func TestASearchCanBeCancelled(t *testing.T) {
	snap := filled(200_000).Snapshot()
	ctx, cancel := context.WithCancel(t.Context())
	begun := make(chan struct{}, 16)
	slow := func() Matcher {
		select {
		case begun <- struct{}{}:
		default:
		}
		return slowMatcher{}
	}
	go func() {
		<-begun
		cancel()
	}()
	at := time.Now()
	if _, err := snap.Search(ctx, 0, snap.Next(), slow, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("it says %v", err)
	}
	if took := time.Since(at); took > 5*time.Second {
		t.Errorf("it goes on for %v", took)
	}
}

type slowMatcher struct{}

func (slowMatcher) Match([]byte) bool { time.Sleep(time.Microsecond); return false }

func TestABrokenBlockIsNoticed(t *testing.T) {
	var p page
	p.add(mark{time: 5, source: 300, cut: 9}, []byte("hello"))
	good := pack(&p, 0, &scratch{})
	for cut := range len(good.packed) {
		bad := *good
		bad.packed = good.packed[:cut]
		if bad.unpack(&page{}) == nil {
			t.Errorf("%d of %d bytes are taken for a block", cut, len(good.packed))
		}
	}
	bad := *good
	bad.lines = 2
	if bad.unpack(&page{}) == nil {
		t.Error("a line that isn't there is taken for one")
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkKeepAMillionLines says how long it takes to keep a line, and how much
// memory a million of them take.
func BenchmarkKeepAMillionLines(b *testing.B) {
	var keep *Store
	for b.Loop() {
		before := heap()
		begun := time.Now()
		keep = filled(1_000_000)
		b.ReportMetric(1_000_000/time.Since(begun).Seconds(), "lines/s")
		b.ReportMetric(float64(heap()-before)/(1<<20), "MB")
	}
	runtime.KeepAlive(keep)
}

// BenchmarkSearchAMillionLines must take less than a second.
func BenchmarkSearchAMillionLines(b *testing.B) {
	snap := filled(1_000_000).Snapshot()
	clean := func(dst, text []byte) []byte { return append(dst, text...) }
	for _, expression := range []string{
		`error`, `status=5\d\d`, `took=\d{3}ms$`, `\b[0-9a-f]{8}\b`, `warn.*items/99\d{3}`, `(timeout|refused|panic|fatal)`, `.`, `x.*y.*z`,
	} {
		p, err := match.Regexp(expression)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(expression, func(b *testing.B) {
			for b.Loop() {
				found, err := snap.Search(b.Context(), 0, snap.Next(), finder(p), clean)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(found)), "found")
			}
		})
	}
}

func BenchmarkReadAPageOfLines(b *testing.B) {
	snap := filled(1_000_000).Snapshot()
	i := 0
	for b.Loop() {
		for j := range 50 {
			snap.Line((i*7919 + j) % 1_000_000)
		}
		i += 50
	}
}

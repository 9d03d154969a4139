package logs

import (
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/containerd/errdefs"
	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
)

func texts(log []fakeLine) (out []string) {
	for _, l := range log {
		out = append(out, l.text)
	}
	return out
}

func TestTheTailComesFirstAndOlderLinesOnDemand(t *testing.T) {
	e := newFakeEngine()
	e.add("web").log = numbered(0, 12_000)
	l := opened(t, e, e, Options{Sources: sourcesOf("web"), Tail: 1000})
	awaitLog(t, l, "the tail is read", isRead)
	if got := shown(l); len(got) != 1000 || got[0] != "line 11000" || l.Snapshot().Above != AboveMore {
		t.Fatalf("%d lines from %q, above %v", len(got), got[0], l.Snapshot().Above)
	}
	e.write("web", numbered(12_000, 1)...)
	for i, want := range []struct {
		first string
		above Above
	}{{"line 6000", AboveMore}, {"line 1000", AboveMore}, {"-- started", AboveNothing}} {
		l.Older()
		awaitLog(t, l, "older lines are read", func(s *Snapshot) bool { return s.Above == want.above && shown(l)[0] == want.first })
		if i == 2 {
			awaitLog(t, l, "the new line is there", func(*Snapshot) bool { return slices.Equal(shown(l)[1:], texts(numbered(0, 12_001))) })
		}
	}
	if s := l.Snapshot(); s.First() != -11_001 || s.Line(11_001).Number != 0 {
		t.Errorf("the first line is number %d", s.First())
	}
}

func TestAllReadsEverythingInOneGo(t *testing.T) {
	e := newFakeEngine()
	e.add("web").log = numbered(0, 30_000)
	l := opened(t, e, e, Options{Sources: sourcesOf("web"), Tail: All})
	awaitLog(t, l, "all is read", func(s *Snapshot) bool { return s.Read && s.Len() == 30_001 })
	if got := shown(l); got[0] != "-- started" || !slices.Equal(got[1:], texts(numbered(0, 30_000))) || l.Snapshot().Above != AboveNothing {
		t.Errorf("%d lines, above %v", len(got), l.Snapshot().Above)
	}
}

func TestSinceAndUntilBoundTheLog(t *testing.T) {
	e := newFakeEngine()
	e.add("web").log = numbered(0, 100)
	l := opened(t, e, e, Options{
		Sources: sourcesOf("web"), Tail: All,
		Since: epoch.Add(10 * time.Millisecond), Until: epoch.Add(20 * time.Millisecond),
	})
	awaitShown(t, l, texts(numbered(10, 11))...)
	awaitLog(t, l, "its end is known", func(s *Snapshot) bool { return s.Sources[0].Phase == Ended && s.Sources[0].Err == nil })
}

func TestWhatHappensToAContainerStandsBetweenItsLines(t *testing.T) {
	e := newFakeEngine()
	e.add("web").log = numbered(0, 2)
	l := opened(t, e, e, Options{Sources: sourcesOf("web")})
	awaitShown(t, l, "-- started", "line 0", "line 1")
	at := func(ms int) time.Time { return epoch.Add(time.Duration(ms) * time.Millisecond) }

	// The event overtakes the last lines.
	e.event("web", "die", at(15), map[string]string{"exitCode": "1"})
	time.Sleep(50 * time.Millisecond)
	e.write("web", numbered(10, 1)...)
	e.change("web", func(c *fakeContainer) { c.running, c.finished, c.code = false, at(15), 1 })
	e.event("web", "stop", at(16), nil)
	awaitShown(t, l, "-- started", "line 0", "line 1", "line 10", "-- exited (1)", "-- stopped")
	awaitLog(t, l, "it is stopped", func(s *Snapshot) bool { return s.Sources[0].Phase == Stopped })

	e.change("web", func(c *fakeContainer) { c.running, c.started = true, at(20) })
	e.event("web", "start", at(21), nil)
	e.write("web", numbered(22, 1)...)
	awaitLog(t, l, "the restarted one is heard", func(s *Snapshot) bool { return s.Len() == 8 })
	e.event("web", "oom", at(23), nil)
	awaitShown(t, l, "-- started", "line 0", "line 1", "line 10", "-- exited (1)", "-- stopped", "-- started", "line 22", "-- ran out of memory")

	// A restart whose events come in one go while the old stream is open.
	e.event("web", "die", at(30), map[string]string{"exitCode": "0"})
	e.event("web", "start", at(31), nil)
	e.mu.Lock()
	c := e.containers["web"]
	c.running = false
	c.changed()
	e.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	e.change("web", func(c *fakeContainer) { c.running, c.started, c.finished = true, at(31), at(30) })
	e.write("web", numbered(40, 1)...)
	awaitLog(t, l, "the restart is told", func(*Snapshot) bool {
		return slices.Equal(shown(l)[8:], []string{"-- ran out of memory", "-- exited (0)", "-- started", "line 40"})
	})

	e.event("web", "die", at(50), map[string]string{"exitCode": "137"})
	e.event("web", "destroy", at(51), nil)
	e.mu.Lock()
	c = e.containers["web"]
	delete(e.containers, "web")
	c.running = false
	c.changed()
	e.mu.Unlock()
	awaitLog(t, l, "the end is told", func(s *Snapshot) bool {
		return s.Sources[0].Phase == Ended && slices.Equal(shown(l)[11:], []string{"line 40", "-- exited (137)", "-- removed"})
	})
	if err := l.Snapshot().Sources[0].Err; !errors.Is(err, ReasonRemoved) {
		t.Errorf("the reason is %v", err)
	}
}

func TestWithoutEventsTheContainerItselfIsLookedAt(t *testing.T) {
	e := newFakeEngine()
	e.add("web").log = numbered(0, 1)
	l := opened(t, e, e, Options{Sources: sourcesOf("web")})
	awaitShown(t, l, "-- started", "line 0")
	e.change("web", func(c *fakeContainer) { c.running, c.finished, c.code = false, epoch.Add(time.Second), 3 })
	awaitShown(t, l, "-- started", "line 0", "-- exited (3)")
	e.write("web", numbered(2000, 1)...)
	e.change("web", func(c *fakeContainer) { c.running, c.started = true, epoch.Add(2*time.Second) })
	awaitShown(t, l, "-- started", "line 0", "-- exited (3)", "-- started", "line 2000")
}

func TestAStreamThatIsCutGoesOnWithoutLossOrRepetition(t *testing.T) {
	e := newFakeEngine()
	e.add("web").log = numbered(0, 500)
	l := opened(t, e, e, Options{Sources: sourcesOf("web"), Tail: All})
	awaitLog(t, l, "all is read", func(s *Snapshot) bool { return s.Len() == 501 })
	for round := range 3 {
		e.mu.Lock()
		e.down = true
		e.containers["web"].changed()
		e.mu.Unlock()
		awaitLog(t, l, "the engine is missed", func(s *Snapshot) bool { return s.Sources[0].Phase == Away && errors.Is(s.Sources[0].Err, ReasonAway) })
		e.write("web", numbered(500+2000*round, 2000)...) // more than the first attempt asks for
		e.mu.Lock()
		e.down = false
		e.mu.Unlock()
		e.publish()
		awaitLog(t, l, "the rest has come", func(s *Snapshot) bool {
			return s.Len() == 501+2000*(round+1) && s.Sources[0].Phase == Live && s.Sources[0].Err == nil
		})
	}
	if got := shown(l); !slices.Equal(got[1:], texts(numbered(0, 6500))) {
		t.Error("lines are missing or repeated")
	}
}

// TestNoCutLosesOrRepeatsALine cuts answers at random places of a log in which
// times go back and forth, as they do when two streams are written to it.
func TestNoCutLosesOrRepeatsALine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Int64().Draw(t, "seed")
		rng := rand.New(rand.NewSource(seed))
		e := newFakeEngine()
		c := e.add("web")
		c.tty = rng.Intn(4) == 0
		c.log = disordered(rng, 300)
		l := open(e, e, Options{Sources: sourcesOf("web"), Tail: []int{All, 50, 120}[rng.Intn(3)]}, hasty)
		defer l.Close()
		e.mu.Lock()
		e.cutAfter = rng.Intn(30_000)
		e.mu.Unlock()
		total := 300
		for range 3 { // more is written, and the answers break off
			e.write("web", disorderedFrom(rng, total, 100)...)
			total += 100
			e.mu.Lock()
			e.cutAfter = 1 + rng.Intn(6000)
			e.mu.Unlock()
			time.Sleep(time.Millisecond)
		}
		deadline := time.Now().Add(15 * time.Second)
		for {
			e.publish()
			s := l.Snapshot()
			if s.Above == AboveMore {
				l.Older()
			}
			var want, got []string
			e.mu.Lock()
			want = texts(c.log)
			e.mu.Unlock()
			for _, text := range shown(l) {
				if !strings.HasPrefix(text, "--") {
					got = append(got, text)
				}
			}
			if slices.Equal(got, want) {
				return
			}
			if len(got) > len(want) || time.Now().After(deadline) {
				t.Fatalf("%d lines of %d, above %v, %v; first difference %s", len(got), len(want), s.Above, s.Sources, difference(got, want))
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
}

func difference(got, want []string) string {
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			return fmt.Sprintf("at %d: %q instead of %q", i, got[i:min(len(got), i+4)], want[i:min(len(want), i+4)])
		}
	}
	return "at the end"
}

func disordered(rng *rand.Rand, n int) []fakeLine { return disorderedFrom(rng, 0, n) }

func disorderedFrom(rng *rand.Rand, first, n int) (out []fakeLine) {
	for i := first; i < first+n; i++ {
		at := epoch.Add(time.Duration(i*10+rng.Intn(40)) * time.Microsecond)
		out = append(out, fakeLine{at: at, stream: byte(1 + rng.Intn(2)), text: fmt.Sprint("same ", i/3, " ", i)})
	}
	return out
}

func TestSeveralLogsAreOneInTheOrderOfTime(t *testing.T) {
	for _, tail := range []int{All, 3000} {
		e := newFakeEngine()
		var ids []string
		for i := range 100 {
			id := fmt.Sprint("c", i)
			ids = append(ids, id)
			c := e.add(id)
			for j := range 20 {
				c.log = append(c.log, fakeLine{at: epoch.Add(time.Duration(j*100+i) * time.Millisecond), stream: 1, text: fmt.Sprintf("%02d.%02d", j, i)})
			}
		}
		l := opened(t, e, e, Options{Sources: sourcesOf(ids...), Tail: tail})
		awaitLog(t, l, "all is read", func(s *Snapshot) bool { return s.Read && s.Len() == 2100 })
		for j := range 5 {
			for i := range 100 {
				e.write(ids[i], fakeLine{at: epoch.Add(time.Duration(3000+j*100+i) * time.Millisecond), stream: 1, text: fmt.Sprintf("%02d.%02d", 30+j, i)})
			}
		}
		awaitLog(t, l, "the new lines are there", func(s *Snapshot) bool { return s.Len() == 2600 })
		var got []string
		s := l.Snapshot()
		s.All(s.First(), s.Next(), func(line lines.Line) bool {
			if line.Kind != lines.Event {
				got = append(got, string(line.Text))
				if want := fmt.Sprint("c", line.Source); s.Sources[line.Source].Name != want {
					t.Errorf("source %d is %s", line.Source, s.Sources[line.Source].Name)
				}
			}
			return true
		})
		if !slices.IsSorted(got) {
			t.Errorf("tail %d: the lines are out of order", tail)
		}
	}
}

func TestASilentContainerDoesNotSeemSilentForLackOfLines(t *testing.T) {
	e := newFakeEngine()
	chatty, quiet := e.add("chatty"), e.add("quiet")
	for i := range 2000 {
		chatty.log = append(chatty.log, fakeLine{at: epoch.Add(time.Duration(i) * time.Second), stream: 1, text: fmt.Sprint("chatty ", i)})
	}
	for i := range 20 {
		quiet.log = append(quiet.log, fakeLine{at: epoch.Add(time.Duration(i) * 100 * time.Second).Add(time.Millisecond), stream: 1, text: fmt.Sprint("quiet ", i)})
	}
	l := opened(t, e, e, Options{Sources: sourcesOf("chatty", "quiet"), Tail: 300})
	awaitLog(t, l, "the tail is read", isRead)
	got := shown(l)
	if got[0] != "chatty: chatty 1850" || got[51] != "quiet: quiet 19" || len(got) != 151 {
		t.Fatalf("%d lines, the first are %q", len(got), got[:60])
	}
	l.Older()
	awaitLog(t, l, "older lines are there", func(s *Snapshot) bool { return s.Above == AboveNothing })
	got = shown(l)
	if len(got) != 2022 || got[1] != "chatty: chatty 0" || got[3] != "quiet: quiet 0" || got[2+1911+20] != "chatty: chatty 1911" {
		t.Errorf("%d lines, the first are %q", len(got), got[:5])
	}
}

func TestALogThatCannotBeReadSaysWhy(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*fakeContainer)
		reason Reason
		phase  Phase
	}{
		"driver none":     {func(c *fakeContainer) { c.driver = "none" }, ReasonDriver, Ended},
		"another driver":  {func(c *fakeContainer) { c.refuse = fmt.Errorf("no reading: %w", errdefs.ErrNotImplemented) }, ReasonDriver, Ended},
		"being removed":   {func(c *fakeContainer) { c.refuse = fmt.Errorf("dead: %w", errdefs.ErrConflict) }, ReasonDying, Away},
		"a broken file":   {func(c *fakeContainer) { c.refuse = fmt.Errorf("bad: %w", errdefs.ErrInternal) }, ReasonEngine, Away},
		"the engine gone": {func(c *fakeContainer) { c.refuse = errDown }, ReasonAway, Away},
	} {
		e := newFakeEngine()
		tc.change(e.add("web"))
		l := opened(t, e, e, Options{Sources: sourcesOf("web")})
		awaitLog(t, l, name, func(s *Snapshot) bool { return s.Read && s.Sources[0].Err != nil })
		s := l.Snapshot().Sources[0]
		var why *Error
		if !errors.Is(s.Err, tc.reason) || s.Phase != tc.phase || !errors.As(s.Err, &why) || why.Container != "web" {
			t.Errorf("%s: phase %v, %v", name, s.Phase, s.Err)
		}
	}
	e := newFakeEngine()
	l := opened(t, e, e, Options{Sources: sourcesOf("nobody")})
	awaitLog(t, l, "nobody", func(s *Snapshot) bool { return s.Read && errors.Is(s.Sources[0].Err, ReasonRemoved) })
}

func TestOneThatCannotBeReadDoesNotHoldTheOthers(t *testing.T) {
	e := newFakeEngine()
	e.add("web").log = numbered(0, 3)
	e.add("mute").driver = "none"
	e.add("away").refuse = errDown
	l := opened(t, e, e, Options{Sources: sourcesOf("web", "mute", "away")})
	awaitShown(t, l, "web: -- started", "web: line 0", "web: line 1", "web: line 2")
	e.change("away", func(c *fakeContainer) { c.refuse, c.log = nil, numbered(5, 1) })
	awaitShown(t, l, "web: -- started", "web: line 0", "web: line 1", "web: line 2", "away: -- started", "away: line 5")
}

func TestManyChangesAreToldRarely(t *testing.T) {
	e := newFakeEngine()
	e.add("web")
	var calls atomic.Int32
	l := opened(t, e, e, Options{Sources: sourcesOf("web"), Changed: func() { calls.Add(1) }})
	awaitLog(t, l, "it is read", isRead)
	time.Sleep(2 * changedEvery)
	calls.Store(0)
	begun := time.Now()
	for i := range 200 {
		e.write("web", numbered(i, 1)...)
		time.Sleep(time.Millisecond)
	}
	awaitLog(t, l, "all are there", func(s *Snapshot) bool { return s.Len() == 201 })
	time.Sleep(2 * changedEvery)
	if n, most := int(calls.Load()), int(time.Since(begun)/changedEvery)+1; n == 0 || n > most {
		t.Errorf("told %d times, want at most %d", n, most)
	}
}

func TestOlderLinesAreRefusedWhenThereIsNoRoom(t *testing.T) {
	e := newFakeEngine()
	e.add("web").log = numbered(0, 20_000)
	l := opened(t, e, e, Options{Sources: sourcesOf("web"), Tail: 3000, Limits: lines.Limits{Lines: 3000}})
	awaitLog(t, l, "the tail is read", isRead)
	l.Older()
	awaitLog(t, l, "it is refused", func(s *Snapshot) bool { return s.Above == AboveDropped })
	if got := shown(l); got[len(got)-1] != "line 19999" || len(got) < 3000 {
		t.Errorf("%d lines up to %q", len(got), got[len(got)-1])
	}
}

func TestClosingWhileEverythingIsBusyLeavesNothing(t *testing.T) {
	for range 10 {
		e := newFakeEngine()
		var ids []string
		for i := range 10 {
			ids = append(ids, fmt.Sprint(i))
			e.add(ids[i]).log = numbered(0, 2000)
		}
		l := open(e, e, Options{Sources: sourcesOf(ids...), Tail: []int{All, 100}[rand.Intn(2)]}, hasty)
		time.Sleep(time.Duration(rand.Intn(8)) * time.Millisecond)
		l.Older()
		l.Close()
	}
}

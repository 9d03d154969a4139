package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/docker/docker/api/types/events"
	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/store"
)

// inBubble runs a test with a store on a fake engine that was prepared.
func inBubble(t *testing.T, prepare func(*fake), test func(t *testing.T, f *fake, s *following)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		if prepare != nil {
			prepare(f)
		}
		s, stop := f.run(t)
		defer stop()
		test(t, f, &following{s})
	})
}

func TestAnAnswerOlderThanAnEventIsDropped(t *testing.T) {
	inBubble(t, func(f *fake) {
		f.create("web", "img")
		f.start("web")
	}, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		seen, cancel := states(s.Store, "web")
		defer cancel()
		f.set(func() { f.after = slow("inspect web", 200*time.Millisecond) }) // reads "running", answers late
		f.rename("web", "www")
		rest(100 * time.Millisecond)
		f.die("web", 3)
		rest(time.Second)
		if got := seen(); !slices.Equal(got, []string{"running", "exited"}) {
			t.Errorf("web was shown as %v", got)
		}
		if c := s.Snapshot().Container("web"); c.Name != "www" || c.ExitCode != 3 {
			t.Errorf("web ends as %+v", c)
		}
	})
}

func TestAnAnswerThatOvertakesItsEventsIsKept(t *testing.T) {
	inBubble(t, func(f *fake) {
		f.create("web", "img")
		f.start("web")
	}, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		seen, cancel := states(s.Store, "web")
		defer cancel()
		f.set(func() { f.lag = func() time.Duration { return 300 * time.Millisecond } })
		f.die("web", 1)
		rest(10 * time.Millisecond)
		f.start("web")
		s.Refresh(object.Ref{Kind: object.KindContainer, ID: "web"})
		rest(2 * time.Second)
		if got := seen(); !slices.Equal(got, []string{"running"}) {
			t.Errorf("web was shown as %v although it was known to run again", got)
		}
	})
}

func TestAnAnswerOlderThanADestroyRevivesNothing(t *testing.T) {
	inBubble(t, func(f *fake) { f.create("web", "img") }, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		seen, cancel := states(s.Store, "web")
		defer cancel()
		f.set(func() { f.after = slow("inspect web", 200*time.Millisecond) })
		f.rename("web", "www")
		rest(100 * time.Millisecond)
		f.destroy("web")
		rest(time.Second)
		if got := seen(); !slices.Equal(got, []string{"created", ""}) {
			t.Errorf("web was shown as %v", got)
		}
	})
}

func TestDestroyedContainersFreeTheirInspectors(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		f.set(func() { f.after = slow("inspect", 200*time.Millisecond) })
		for i := range 10 {
			id := fmt.Sprint("short", i)
			f.create(id, "img")
			rest(50 * time.Millisecond)
			f.destroy(id)
		}
		f.create("later", "img")
		s.settle(t) // inspected, too
	})
}

func TestAMovedTagNeverShowsOnItsOldImage(t *testing.T) {
	inBubble(t, func(f *fake) {
		f.tag("old", "", "app:1")
		f.tag("new", "", "app:2")
	}, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		var shown []string
		defer s.Subscribe(func(snap *object.Snapshot) {
			shown = append(shown, strings.Join(snap.Image("old").Tags, " ")+" | "+strings.Join(snap.Image("new").Tags, " "))
		})()
		// The old image gets a tag that no event tells of, as a load gives it. The
		// answer that tells of it comes when the tag has already moved on.
		f.set(func() {
			f.images["old"].tags["app:3"] = true
			f.after = slow("inspect", 200*time.Millisecond)
		})
		s.Refresh(object.Ref{Kind: object.KindImage, ID: "old"})
		rest(100 * time.Millisecond)
		f.tag("new", "", "app:3")
		rest(2 * time.Second)
		if got := slices.Compact(shown); !slices.Equal(got, []string{"app:1 | app:2", "app:1 | app:2 app:3"}) {
			t.Errorf("the tags were shown as %q", got)
		}
	})
}

func TestAListOlderThanACreateForgetsNothing(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		f.set(func() { f.after = slow("list volumes", 300*time.Millisecond) })
		f.pruneVolumes() // makes it list them
		rest(100 * time.Millisecond)
		f.setVolume("new", true)
		shown := false
		defer s.Subscribe(func(snap *object.Snapshot) {
			there := snap.Volume("new") != nil
			if shown && !there {
				t.Error("it was shown, and then it was not")
			}
			shown = shown || there
		})()
		s.settle(t)
		if !shown {
			t.Error("it was never shown")
		}
	})
}

func TestAParentShowsAgainWhenItsLastChildGoes(t *testing.T) {
	inBubble(t, func(f *fake) { f.tag("parent", "", "p:1") }, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		f.tag("child", "parent", "c:1")
		f.untag("parent")
		s.settle(t)
		if s.Snapshot().Image("parent") != nil {
			t.Error("a nameless image with a child is shown; the engine does not list it")
		}
		f.deleteImage("child")
		s.settle(t)
		if s.Snapshot().Image("parent") == nil {
			t.Error("a nameless image without a child is not shown")
		}
	})
}

func TestANetworkMadeAnewUnderItsOldName(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		f.setNetwork("back", true)
		f.create("web", "img")
		f.connect("web", "back", true)
		s.settle(t)
		for _, there := range []bool{false, true} {
			f.setNetwork("back", there)
			s.settle(t)
			want := f.networkID("back")
			for _, e := range s.Snapshot().Container("web").Networks {
				if e.Network == "back" && e.NetworkID != want {
					t.Errorf("network there %v: web is on back with id %q, want %q", there, e.NetworkID, want)
				}
			}
		}
	})
}

func TestNetworksOfContainersThatNeverRanHaveIDs(t *testing.T) {
	inBubble(t, func(f *fake) {
		f.create("web", "img")
		f.before = slow("list networks", time.Second)
	}, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		if got := s.Snapshot().Container("web").Networks; len(got) != 1 || got[0].NetworkID != "bridge#1" {
			t.Errorf("web is on %+v", got)
		}
	})
}

func TestAListOlderThanADestroyRevivesNothing(t *testing.T) {
	inBubble(t, func(f *fake) {
		f.create("web", "img")
		f.after = slow("list containers", 300*time.Millisecond)
	}, func(t *testing.T, f *fake, s *following) {
		seen, cancel := states(s.Store, "web")
		defer cancel()
		rest(100 * time.Millisecond)
		f.destroy("web")
		s.settle(t)
		if got := seen(); !slices.Equal(got, []string{""}) {
			t.Errorf("a container that was gone was shown as %v", got)
		}
	})
}

func TestNothingFallsBetweenListAndStream(t *testing.T) {
	for _, skew := range []time.Duration{0, time.Hour, -time.Hour} {
		t.Run(fmt.Sprint("engine's clock at ", skew), func(t *testing.T) {
			inBubble(t, func(f *fake) {
				f.skew = skew
				f.create("web", "img")
				f.start("web")
				f.before = slow("events", time.Second)
			}, func(t *testing.T, f *fake, s *following) {
				rest(500 * time.Millisecond) // the lists are read, the stream is not open
				f.die("web", 7)
				f.create("other", "img")
				s.settle(t)
				snap := s.Snapshot()
				if c := snap.Container("web"); c.State != object.StateExited || c.ExitCode != 7 {
					t.Errorf("web is %s (%d), want exited (7)", c.State, c.ExitCode)
				}
				if snap.Container("other") == nil {
					t.Error("other was never seen")
				}
			})
		})
	}
}

func TestEventsAreToldOnceAcrossALoss(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		var told []string
		defer s.Events(func(e object.Event) { told = append(told, e.Action+" "+e.ID) })()
		f.create("a", "img")
		f.start("a")
		rest(time.Millisecond)
		f.cut()
		f.die("a", 0)
		f.create("b", "img")
		s.settle(t)
		want := []string{"create a", "connect bridge#1", "start a", "die a", "create b"}
		if !slices.Equal(told, want) {
			t.Errorf("told %v, want %v", told, want)
		}
	})
}

func TestPodmanIsUnderstood(t *testing.T) {
	inBubble(t, func(f *fake) {
		f.noHeaders = true
		f.create("web", "img")
		f.start("web")
		f.history = nil
	}, func(t *testing.T, f *fake, s *following) {
		s.settle(t)                                  // live, although the stream's headers don't come
		f.set(func() { f.fail = refuse("inspect") }) // only the events can tell now
		f.set(func() { f.tell(events.ContainerEventType, "died", "web", "containerExitCode", "5") })
		rest(time.Second)
		if c := s.Snapshot().Container("web"); c.State != object.StateExited || c.ExitCode != 5 {
			t.Errorf("web is %s (%d), want exited (5)", c.State, c.ExitCode)
		}
		f.set(func() { f.tell(events.ContainerEventType, "remove", "web") })
		rest(time.Second)
		if s.Snapshot().Container("web") != nil {
			t.Error("web was removed and is still shown")
		}
	})
}

func TestContainersShowBeforeTheRestIsThere(t *testing.T) {
	inBubble(t, func(f *fake) {
		f.create("web", "img")
		f.before = func(call string) time.Duration {
			switch call {
			case "list images":
				return 10 * time.Second
			case "info":
				return 20 * time.Second
			}
			return 0
		}
	}, func(t *testing.T, f *fake, s *following) {
		rest(20 * time.Millisecond)
		snap := s.Snapshot()
		if snap.Container("web") == nil || snap.Link != object.LinkConnecting {
			t.Errorf("early, it shows %s", picture(snap))
		}
		rest(11 * time.Second)
		if s.Snapshot().Link != object.LinkLive {
			t.Error("it waits for the engine's facts before it is live")
		}
		rest(20 * time.Second)
		if s.Snapshot().Engine.Version != "fake" {
			t.Error("the engine's facts never came")
		}
	})
}

func TestAListThatIsRefusedIsAskedForAgain(t *testing.T) {
	inBubble(t, func(f *fake) {
		f.fail = func(call string) error {
			if call == "list volumes" && f.count(call) < 4 {
				return errRefused
			}
			return nil
		}
	}, func(t *testing.T, f *fake, s *following) {
		rest(20 * time.Millisecond)
		if snap := s.Snapshot(); snap.Link != object.LinkLost || snap.Err == nil {
			t.Errorf("refused, it shows %s", picture(snap))
		}
		s.settle(t)
		if n := f.count("list containers"); n != 1 {
			t.Errorf("it listed containers %d times for a refusal of volumes", n)
		}
	})
}

func TestAnObjectThatCannotBeReadIsGivenUp(t *testing.T) {
	inBubble(t, func(f *fake) {
		f.create("web", "img")
		f.fail = refuse("inspect web")
	}, func(t *testing.T, f *fake, s *following) {
		rest(10 * time.Minute)
		if n := f.count("inspect web"); n < 5 || n > 20 {
			t.Errorf("it asked %d times in ten minutes", n)
		}
		f.set(func() { f.fail = nil })
		f.start("web") // an event makes it try anew
		s.settle(t)
	})
}

func TestPublishing(t *testing.T) {
	inBubble(t, func(f *fake) {
		for i := range 200 {
			id := fmt.Sprintf("c%03d", i)
			f.create(id, "img")
			if i%2 == 0 {
				f.start(id)
			}
		}
		f.history = nil // long ago
	}, func(t *testing.T, f *fake, s *following) {
		var at []time.Time
		var seq []uint64
		var inspected []string // in the order in which that was published
		defer s.Subscribe(func(snap *object.Snapshot) {
			at, seq = append(at, time.Now()), append(seq, snap.Seq)
			for _, c := range snap.Containers {
				if c.Inspected && !slices.Contains(inspected, string(c.State)) {
					inspected = append(inspected, string(c.State))
				}
			}
		})()
		f.set(func() { f.before = slow("inspect", 10*time.Millisecond) })
		s.settle(t)
		if len(at) > 20 {
			t.Errorf("the background pass made %d snapshots", len(at))
		}
		if !slices.Equal(inspected, []string{"running", "created"}) {
			t.Errorf("inspected in the order %v, want running ones first", inspected)
		}
		if !slices.IsSorted(seq) || len(slices.Compact(slices.Clone(seq))) != len(seq) {
			t.Errorf("sequence numbers don't grow: %v", seq)
		}

		// At rest an event is published at once.
		before := s.Snapshot()
		at = nil
		told := time.Now()
		f.die("c000", 1)
		rest(time.Second)
		if len(at) == 0 || at[0].After(told) {
			t.Errorf("after a rest, an event at %v was published at %v", told, at)
		}
		after := s.Snapshot()
		if before.Container("c002") != after.Container("c002") {
			t.Error("a container that did not change has another pointer")
		}
		if &before.Networks[0] != &after.Networks[0] {
			t.Error("a kind of which nothing changed has another slice")
		}
		if before.Container("c000").State != object.StateRunning {
			t.Error("a snapshot changed after it was published")
		}

		// Under load, at most every 8 ms.
		at = nil
		for i := range 1000 {
			f.rename(fmt.Sprintf("c%03d", i%200), fmt.Sprint("n", i))
			rest(100 * time.Microsecond)
		}
		rest(time.Second)
		for i := 1; i < len(at); i++ {
			if gap := at[i].Sub(at[i-1]); gap < 8*time.Millisecond {
				t.Errorf("two publications %v apart", gap)
			}
		}
	})
}

func TestAnIdleStoreDoesNothing(t *testing.T) {
	inBubble(t, func(f *fake) { f.create("web", "img") }, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		before, seq := f.total(), s.Snapshot().Seq
		rest(24 * time.Hour)
		if n := f.total() - before; n > 0 || s.Snapshot().Seq != seq {
			t.Errorf("in a quiet day it asked %d times and published %d times", n, s.Snapshot().Seq-seq)
		}
	})
}

func TestRefreshAsksOnce(t *testing.T) {
	inBubble(t, func(f *fake) { f.create("web", "img") }, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		before := f.count("inspect web")
		f.set(func() { f.containers["web"].name = "silent" }) // no event tells of it
		for range 100 {
			s.Refresh(object.Ref{Kind: object.KindContainer, ID: "web"})
		}
		rest(time.Second)
		if got := s.Snapshot().Container("web").Name; got != "silent" {
			t.Errorf("name is %q", got)
		}
		if n := f.count("inspect web") - before; n > 2 {
			t.Errorf("100 refreshes asked %d times", n)
		}
		s.Refresh(object.Ref{Kind: object.KindVolume})
		rest(time.Second)
		if n := f.count("list volumes"); n != 2 {
			t.Errorf("volumes were listed %d times, want once more", n)
		}
	})
}

func TestWhatAContainerUsesIsAskedFor(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		f.set(func() { // made without an event, as a build without a tag is
			f.images["img"] = &fakeImage{id: "img", tags: map[string]bool{"x:1": true}}
			f.volumes["vol"] = "local"
		})
		f.create("web", "img", "vol")
		s.settle(t)
		if snap := s.Snapshot(); snap.Image("img") == nil || snap.Volume("vol") == nil {
			t.Errorf("it shows %s", picture(snap))
		}
	})
}

func TestSubscribing(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, f *fake, s *following) {
		s.settle(t)
		calls := 0
		cancel := s.Subscribe(func(*object.Snapshot) { calls++ })
		if calls != 1 {
			t.Errorf("at once it called %d times, want 1", calls)
		}
		f.create("a", "img")
		rest(time.Millisecond)
		if calls != 2 {
			t.Errorf("after one event it called %d times in all, want 2", calls)
		}
		cancel()
		f.create("b", "img")
		rest(time.Second)
		if calls > 3 {
			t.Errorf("it goes on calling after cancel")
		}
		once := 0
		var stop func()
		stop = s.Subscribe(func(*object.Snapshot) {
			if once++; stop != nil {
				stop() // from within
			}
		})
		f.create("c", "img")
		rest(time.Second)
		if once != 2 {
			t.Errorf("cancelled from within, it called %d times, want 2", once)
		}
	})
}

// --- any order ---

// Whatever happens, in whatever order answers, events, refusals and losses come
// in, the store ends with the truth.
func TestAnyOrderEndsWithTheTruth(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(stepGen, 1, 80).Draw(rt, "steps")
		delays := rapid.SliceOfN(rapid.SampledFrom([]int{0, 0, 1, 5, 20, 100, 400}), 20, 20).Draw(rt, "delays in ms")
		refusals := rapid.SliceOfN(rapid.Bool(), 10, 10).Draw(rt, "refusals")
		var got, want string
		synctest.Test(t, func(t *testing.T) {
			f := newFake()
			f.unsteady(delays, refusals)
			s, stop := f.run(t)
			for _, step := range steps {
				step.do(f)
				time.Sleep(time.Duration(step.Pause) * time.Millisecond)
			}
			f.steady()
			rest(2 * time.Minute)
			got = picture(s.Snapshot())
			stop()
			fresh, stop := f.run(t)
			rest(time.Minute)
			want = picture(fresh.Snapshot())
			stop()
		})
		if got != want {
			rt.Fatalf("the store ended wrong:\n%s", lineDiff(got, want))
		}
	})
}

// step is one thing that happens.
type step struct{ What, Object, Other, Pause int }

var stepGen = rapid.Custom(func(t *rapid.T) step {
	return step{
		What:   rapid.IntRange(0, 30).Draw(t, "what"),
		Object: rapid.IntRange(0, 3).Draw(t, "object"),
		Other:  rapid.IntRange(0, 3).Draw(t, "other"),
		Pause:  rapid.SampledFrom([]int{0, 0, 1, 5, 9, 20, 50, 100, 500}).Draw(t, "pause"),
	}
})

func (s step) do(f *fake) {
	c, i, v, n := fmt.Sprint("c", s.Object), fmt.Sprint("i", s.Object), fmt.Sprint("v", s.Object), fmt.Sprint("n", s.Object)
	other := fmt.Sprint("i", s.Other)
	switch s.What {
	case 0, 1, 2, 3:
		f.create(c, other, fmt.Sprint("v", s.Other))
	case 4, 5, 6:
		f.start(c)
	case 7, 8:
		f.die(c, s.Other)
	case 9:
		f.rename(c, fmt.Sprint("renamed", s.Other))
	case 10, 11, 12:
		f.destroy(c)
	case 13:
		f.connect(c, fmt.Sprint("n", s.Other), true)
	case 14:
		f.connect(c, fmt.Sprint("n", s.Other), false)
	case 15, 16, 17:
		f.setVolume(v, s.Other%2 == 0)
	case 18:
		f.pruneVolumes()
	case 19, 20:
		f.setNetwork(n, s.Other%2 == 0)
	case 21, 22, 23, 24:
		parent := ""
		if s.Other < s.Object {
			parent = other // older images only, so no circles
		}
		f.tag(i, parent, fmt.Sprint("tag:", (s.Object+s.Other)%3))
	case 25, 26:
		f.untag(i)
	case 27, 28, 29:
		f.deleteImage(i)
	case 30:
		f.cut()
	}
}

// unsteady makes every answer and event take one of the delays, and refuses
// some calls.
func (f *fake) unsteady(delays []int, refusals []bool) {
	turn := 0
	delay := func() time.Duration {
		f.mu.Lock()
		defer f.mu.Unlock()
		turn++
		return time.Duration(delays[turn%len(delays)]) * time.Millisecond
	}
	f.before = func(string) time.Duration { return delay() }
	f.after = func(string) time.Duration { return delay() }
	f.lag = delay
	f.fail = func(string) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		turn++
		if refusals[turn%len(refusals)] && turn%3 == 0 {
			return errRefused
		}
		return nil
	}
}

func (f *fake) steady() {
	f.set(func() { f.before, f.after, f.fail, f.lag = nil, nil, nil, nil })
}

// following is a store that runs on a fake.
type following struct{ *store.Store }

// rest lets time pass in the bubble, and whatever is due by then be done.
func rest(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// settle waits until the store is live and at rest.
func (s *following) settle(t *testing.T) {
	t.Helper()
	rest(time.Minute)
	if snap := s.Snapshot(); !complete(snap) {
		t.Fatalf("after a minute it shows %s", picture(snap))
	}
}

func (f *fake) total() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, calls := range f.calls {
		n += calls
	}
	return n
}

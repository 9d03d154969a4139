package stats

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/docker/docker/api/types/container"
)

// fakeAPI stands in for the engine where a test is about time: how long a
// stream lingers, when it is tried again. Those tests run on synctest's clock,
// on which no real engine lives. What the engine really sends is tested on a
// real one.
type fakeAPI struct {
	mu     sync.Mutex
	opened map[string]int
	pipes  map[string]*io.PipeWriter
	refuse bool
}

func newFake() *fakeAPI {
	return &fakeAPI{opened: map[string]int{}, pipes: map[string]*io.PipeWriter{}}
}

func (f *fakeAPI) ContainerStats(_ context.Context, id string, _ bool) (container.StatsResponseReader, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opened[id]++
	if f.refuse {
		return container.StatsResponseReader{}, errors.New("no such engine")
	}
	r, w := io.Pipe()
	f.pipes[id] = w
	return container.StatsResponseReader{Body: r}, nil
}

// send writes an answer: CPU time in seconds since the container began.
func (f *fakeAPI) send(id string, cpu float64) {
	synctest.Wait()
	fmt.Fprintf(f.pipe(id), `{"read":%q,"cpu_stats":{"cpu_usage":{"total_usage":%.0f},"system_cpu_usage":%d,"online_cpus":2},"memory_stats":{"usage":1000}}`+"\n",
		time.Now().Format(time.RFC3339Nano), cpu*1e9, 2*time.Now().UnixNano())
	synctest.Wait()
}

func (f *fakeAPI) sendNotRunning(id string) {
	synctest.Wait()
	fmt.Fprintln(f.pipe(id), `{"read":"0001-01-01T00:00:00Z","cpu_stats":{}}`)
	synctest.Wait()
}

// end is what the engine's stream does when it goes away.
func (f *fakeAPI) end(id string) {
	synctest.Wait()
	f.pipe(id).Close()
	synctest.Wait()
}

func (f *fakeAPI) pipe(id string) *io.PipeWriter {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.pipes[id]
}

func (f *fakeAPI) attempts(id string) int {
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.opened[id]
}

func (f *fakeAPI) setRefuse(refuse bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuse = refuse
}

// inTime runs a test of a hub on a clock of its own, and closes the hub.
func inTime(t *testing.T, test func(t *testing.T, h *Hub, api *fakeAPI)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		api := newFake()
		h := NewHub(api, Options{})
		test(t, h, api)
		h.Close()
	})
}

func streams(h *Hub) int {
	synctest.Wait()
	return h.Streams()
}

func TestOneStreamServesAllWhoShowAContainer(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		h.Want("list", []string{"a", "b"})
		h.Want("detail", []string{"a"})
		if n := streams(h); n != 2 || api.attempts("a") != 1 {
			t.Fatalf("%d streams, a opened %d times", n, api.attempts("a"))
		}
		h.Want("list", nil)
		time.Sleep(5 * time.Second)
		if streams(h) != 1 || h.State("a") != Waiting || h.State("b") != Idle {
			t.Fatalf("%d streams, a is %v, b is %v", h.Streams(), h.State("a"), h.State("b"))
		}
		h.Want("detail", nil)
		time.Sleep(5 * time.Second)
		if n := streams(h); n != 0 {
			t.Errorf("%d streams are left when nobody looks", n)
		}
	})
}

func TestScrollingAwayAndBackKeepsTheStream(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		h.Want("list", []string{"a"})
		for range 10 {
			h.Want("list", []string{"b"})
			time.Sleep(time.Second)
			h.Want("list", []string{"a"})
			time.Sleep(time.Second)
		}
		if api.attempts("a") != 1 {
			t.Errorf("a was opened %d times", api.attempts("a"))
		}
	})
}

func TestNewsComesTogether(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		var heard [][]string
		cancel := h.Subscribe(func(ids []string) {
			ids = slices.Clone(ids)
			slices.Sort(ids)
			heard = append(heard, ids)
		})
		h.Want("list", []string{"a", "b", "c"})
		for second := range 3 {
			api.send("a", float64(second)/2)
			time.Sleep(100 * time.Millisecond)
			api.send("b", 0)
			time.Sleep(900 * time.Millisecond)
		}
		synctest.Wait()
		if len(heard) != 3 || !slices.Equal(heard[0], []string{"a", "b"}) {
			t.Errorf("heard %v", heard)
		}
		s, ok := h.Last("a")
		if !ok || s.CPU < 49.99 || s.CPU > 50.01 || s.Memory != 1000 {
			t.Errorf("a is at %+v, %v; want half a core", s, ok)
		}
		cancel()
		api.send("a", 9)
		time.Sleep(time.Second)
		synctest.Wait()
		if len(heard) != 3 {
			t.Error("it is told after it cancelled")
		}
	})
}

func TestADeadContainerHasNoFiguresAndIsNotAskedAgain(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		heard := 0
		h.Subscribe(func([]string) { heard++ })
		h.Want("list", []string{"a"})
		api.send("a", 1)
		time.Sleep(time.Second)
		api.end("a")
		if _, ok := h.Last("a"); ok || h.State("a") != Ended {
			t.Errorf("it still has a figure, and is %v", h.State("a"))
		}
		time.Sleep(time.Minute)
		if api.attempts("a") != 1 || heard != 2 {
			t.Errorf("opened %d times, told %d times", api.attempts("a"), heard)
		}
		if len(h.Series("a")) != 1 {
			t.Error("its history is gone")
		}
	})
}

func TestAContainerThatRestartsGoesOn(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		h.Want("detail", []string{"a"})
		api.send("a", 100)
		time.Sleep(time.Second)
		api.sendNotRunning("a")
		if _, ok := h.Last("a"); ok || h.State("a") != Ended {
			t.Fatal("a stopped container has figures")
		}
		time.Sleep(time.Second)
		api.send("a", 0)
		time.Sleep(time.Second)
		api.send("a", 0.5)
		s, ok := h.Last("a")
		if !ok || s.CPU < 49 || s.CPU > 51 || api.attempts("a") != 1 {
			t.Errorf("after the restart: %+v, %v, opened %d times", s, ok, api.attempts("a"))
		}
		for range maxStopped {
			api.sendNotRunning("a")
		}
		if n := streams(h); n != 0 {
			t.Errorf("the stream of a container that stays stopped is kept open")
		}
	})
}

func TestAnEndedStreamIsOpenedAgainOnlyWhenAskedAndNotTooSoon(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		api.setRefuse(true)
		for range 600 { // a list that states its rows ten times a second
			h.Want("list", []string{"a"})
			time.Sleep(100 * time.Millisecond)
		}
		if n := api.attempts("a"); n < 5 || n > 8 {
			t.Errorf("a dead engine was asked %d times in a minute", n)
		}
		time.Sleep(time.Hour)
		before := api.attempts("a")
		api.setRefuse(false)
		h.Want("list", []string{"a"})
		if api.attempts("a") != before+1 || streams(h) != 1 {
			t.Errorf("asked %d times more, %d streams", api.attempts("a")-before, h.Streams())
		}
	})
}

func TestAContainerThatWasStoppedAndStartedIsOpenedAtOnce(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		h.Want("list", []string{"a"})
		api.end("a")
		h.Want("list", nil)
		h.Want("list", []string{"a"})
		if n := api.attempts("a"); n != 2 {
			t.Errorf("opened %d times", n)
		}
	})
}

func TestResetOpensWhatIsShownAnew(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		h.Want("list", []string{"a", "b"})
		api.end("a")
		h.Reset()
		if api.attempts("a") != 2 || api.attempts("b") != 2 || streams(h) != 2 {
			t.Errorf("a opened %d times, b %d, %d streams", api.attempts("a"), api.attempts("b"), h.Streams())
		}
		api.send("a", 1)
		if _, ok := h.Last("a"); !ok {
			t.Error("no figures after it")
		}
	})
}

func TestHistoryIsBoundedAndForgotten(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		h.Want("list", []string{"a"})
		for i := range 1000 {
			api.send("a", float64(i))
			time.Sleep(time.Second)
		}
		series := h.Series("a")
		if len(series) != 900 || !slices.IsSortedFunc(series, func(x, y Sample) int { return x.At.Compare(y.At) }) {
			t.Fatalf("%d samples are kept, or not in order", len(series))
		}
		if got := h.AppendSeries(series[:0], "a", time.Now().Add(-10500*time.Millisecond)); len(got) != 10 {
			t.Errorf("%d samples of the last ten seconds", len(got))
		}
		h.Want("list", nil)
		time.Sleep(10 * time.Minute)
		if len(h.Series("a")) != 900 {
			t.Error("history is gone at once")
		}
		time.Sleep(6 * time.Minute)
		if len(h.Series("a")) != 0 {
			t.Error("history is kept for ever")
		}
	})
}

func TestAnOldSampleIsNotTheCurrentOne(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		h.Want("list", []string{"a"})
		api.send("a", 1)
		time.Sleep(11 * time.Second)
		if s, ok := h.Last("a"); ok {
			t.Errorf("%v counts as current after 11 s", s)
		}
	})
}

func TestAClosedHubDoesNothing(t *testing.T) {
	inTime(t, func(t *testing.T, h *Hub, api *fakeAPI) {
		h.Want("list", []string{"a"})
		h.Close()
		h.Want("list", []string{"a", "b"})
		h.Reset()
		if api.attempts("b") != 0 {
			t.Error("it opened a stream")
		}
	})
}

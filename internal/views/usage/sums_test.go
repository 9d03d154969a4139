package usage

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/stats"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// used adds a figure a second for some seconds up to noon.
func (s *sums) used(id string, seconds int, cpu, memory float64) {
	for i := range seconds {
		s.add(id, &stats.Sample{At: noon.Add(time.Duration(i-seconds+1) * time.Second), CPU: cpu, Memory: memory})
	}
}

func last(list []float64) float64 { return list[len(list)-1] }

func TestWhatAllUseIsAddedUpSecondBySecond(t *testing.T) {
	s := newSums()
	s.used("a", 60, 10, 100)
	s.used("b", 30, 5, 50)
	s.choose(noon, time.Minute)
	cpu, memory, from := s.piles(noon, time.Minute)
	if from != noon.Unix()-59 || len(cpu.total) != 60 {
		t.Fatalf("from %d, %d seconds", from, len(cpu.total))
	}
	if cpu.total[0] != 10 || last(cpu.total) != 15 || last(memory.total) != 150 {
		t.Errorf("CPU %v … %v, memory %v", cpu.total[0], last(cpu.total), last(memory.total))
	}
	cpu, _, _ = s.piles(noon, 5*time.Minute)
	if !math.IsNaN(cpu.total[0]) {
		t.Errorf("before there was anything it is %v", cpu.total[0])
	}
}

func TestASampleThatComesLateLeavesNoGap(t *testing.T) {
	s := newSums()
	for i := range 100 { // a little slower than once a second
		s.add("a", &stats.Sample{At: noon.Add(time.Duration(i-100) * 1100 * time.Millisecond), CPU: 7, Memory: 70})
	}
	cpu, _, _ := s.piles(noon, time.Minute)
	for i, v := range cpu.total {
		if v != 7 {
			t.Fatalf("second %d is %v", i, v)
		}
	}
	cpu, _, _ = s.piles(noon.Add(30*time.Second), time.Minute)
	if !math.IsNaN(last(cpu.total)) {
		t.Errorf("half a minute after the last figure it is %v", last(cpu.total))
	}
	s.add("a", &stats.Sample{At: noon.Add(30 * time.Second), CPU: 9, Memory: 90})
	cpu, _, _ = s.piles(noon.Add(30*time.Second), time.Minute)
	if last(cpu.total) != 9 || !math.IsNaN(cpu.total[len(cpu.total)-10]) {
		t.Errorf("after a pause: %v, %v", last(cpu.total), cpu.total[len(cpu.total)-10])
	}
}

func TestThoseThatUseMostHaveAColourAndKeepIt(t *testing.T) {
	s := newSums()
	for i := range 10 {
		s.used(fmt.Sprint(i), 60, float64(i), 10)
	}
	s.choose(noon, time.Minute)
	first := s.places
	sorted := slices.Sorted(slices.Values(first[:]))
	if !slices.Equal(sorted, []string{"6", "7", "8", "9"}) {
		t.Fatalf("colours have %q", first)
	}
	cpu, _, _ := s.piles(noon, time.Minute)
	if got := last(cpu.parts[named]); got != 0+1+2+3+4+5 || cpu.counts[named] != 6 {
		t.Errorf("the others are %v of %d", got, cpu.counts[named])
	}
	later := noon.Add(time.Second)
	s.add("5", &stats.Sample{At: later, CPU: 70, Memory: 10}) // a little more over the minute
	s.choose(later, time.Minute)
	if s.places != first {
		t.Errorf("colours went from %q to %q", first, s.places)
	}
	s.keep(map[string]bool{"0": true, "1": true, "9": true})
	s.choose(later, time.Minute)
	if place := slices.Index(first[:], "9"); s.places[place] != "9" {
		t.Errorf("9 lost its colour: %q, before %q", s.places, first)
	}
	if s.places == first {
		t.Error("what is gone has a colour")
	}
}

func TestTrafficIsShort(t *testing.T) {
	for _, c := range []struct {
		in, out    float64
		both, each string
	}{
		{0, 0, "0 B/s", "↓ 0  ↑ 0"},
		{120, 30, "150 B/s", "↓ 120  ↑ 30"},
		{9.78e6, 3.65e6, "13 MB/s", "↓ 9.8  ↑ 3.6"},
		{999, 2, "1.0 kB/s", "↓ 1.0  ↑ 0.0"},
		{3e15, 0, "3000 TB/s", "↓ 3000  ↑ 0.0"},
	} {
		if both, each := traffic(c.in, c.out); both != c.both || each != c.each {
			t.Errorf("%v, %v: %q, %q", c.in, c.out, both, each)
		}
	}
}

func BenchmarkTwoHundredContainers(b *testing.B) {
	s := newSums()
	for i := range 200 {
		s.used(fmt.Sprint(i), kept, float64(i), 10)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.choose(noon, 15*time.Minute)
		s.piles(noon, 15*time.Minute)
	}
}

package stats

import (
	"math"
	"time"
)

// Sample is what one container used at one moment. A figure that the engine
// does not give is NaN, never 0: Debian's engine on some kernels has no block
// I/O, a container on the host's network has no network of its own, and a rate
// needs two samples.
type Sample struct {
	At time.Time // when it was received, by this computer's clock

	CPU         float64 // percent; 100 is one core
	Memory      float64 // bytes of working set: what docker stats shows
	MemoryLimit float64 // bytes; the host's memory when there is no limit
	PIDs        float64 // processes and threads

	Rx, Tx      float64 // network, bytes a second
	Read, Write float64 // block devices, bytes a second

	// The totals since the container started, in bytes. Only the newest sample
	// (Hub.Last) has them; in a series they are NaN.
	RxTotal, TxTotal      float64
	ReadTotal, WriteTotal float64
}

// Known reports whether the engine gave a figure.
func Known(v float64) bool { return !math.IsNaN(v) }

// maxRateGap is how far two frames may lie apart for their difference to say
// something about now.
const maxRateGap = 10 * time.Second

// sample makes figures from a frame and the one before it; prev is nil for the
// first. CPU is the formula of docker stats, except that docker stats shows the
// share since the engine's boot in its first line, and this says NaN.
func (f *frame) sample(prev *frame, at time.Time) Sample {
	s := Sample{
		At:          at,
		CPU:         math.NaN(),
		Memory:      f.workingSet(),
		MemoryLimit: f.memLimit,
		PIDs:        f.pids,
		Rx:          math.NaN(), Tx: math.NaN(), Read: math.NaN(), Write: math.NaN(),
		RxTotal: f.rx, TxTotal: f.tx, ReadTotal: f.read, WriteTotal: f.write,
	}
	if prev == nil {
		return s
	}
	gap := f.at.Sub(prev.at)
	if gap <= 0 || gap > maxRateGap {
		return s
	}
	s.CPU = f.cpuPercent(prev)
	seconds := gap.Seconds()
	s.Rx = rate(prev.rx, f.rx, seconds)
	s.Tx = rate(prev.tx, f.tx, seconds)
	s.Read = rate(prev.read, f.read, seconds)
	s.Write = rate(prev.write, f.write, seconds)
	return s
}

// workingSet is memory without the file cache that the kernel can take back:
// usage − total_inactive_file on cgroup v1, usage − inactive_file on v2. Podman
// gives neither; then it is the usage.
func (f *frame) workingSet() float64 {
	for _, cache := range []float64{f.totalInactiveFile, f.inactiveFile} {
		if cache < f.memUsage {
			return f.memUsage - cache
		}
	}
	return f.memUsage
}

func (f *frame) cpuPercent(prev *frame) float64 {
	cpus := f.onlineCPUs
	if cpus == 0 {
		cpus = float64(f.percpus)
	}
	used, all := f.cpu-prev.cpu, f.system-prev.system
	switch {
	case math.IsNaN(used) || math.IsNaN(all) || cpus == 0 || used < 0:
		return math.NaN()
	case all <= 0:
		return 0
	}
	return used / all * cpus * 100
}

// rate is NaN when a total is unknown or went back, which a restart does.
func rate(from, to, seconds float64) float64 {
	if to < from {
		return math.NaN()
	}
	return (to - from) / seconds
}

// ring keeps the newest samples of one container. It holds them in less than
// half the room, since 200 containers for 15 minutes are 180,000 of them.
type ring struct {
	points []point
	next   int // where the oldest is, once it is full
	size   int // how many it keeps
}

type point struct {
	at                                                          int64 // Unix milliseconds
	cpu, memory, memoryLimit, pids, rx, tx, diskRead, diskWrite float32
}

func (r *ring) add(s Sample) {
	p := point{
		at:  s.At.UnixMilli(),
		cpu: float32(s.CPU), memory: float32(s.Memory), memoryLimit: float32(s.MemoryLimit), pids: float32(s.PIDs),
		rx: float32(s.Rx), tx: float32(s.Tx), diskRead: float32(s.Read), diskWrite: float32(s.Write),
	}
	if len(r.points) < r.size {
		r.points = append(r.points, p)
		return
	}
	r.points[r.next] = p
	r.next = (r.next + 1) % r.size
}

// appendSince appends the samples from a time on, oldest first.
func (r *ring) appendSince(dst []Sample, since time.Time) []Sample {
	from := since.UnixMilli()
	for i := range r.points {
		if p := r.points[(r.next+i)%len(r.points)]; p.at >= from {
			dst = append(dst, p.sample())
		}
	}
	return dst
}

func (p point) sample() Sample {
	return Sample{
		At:  time.UnixMilli(p.at),
		CPU: float64(p.cpu), Memory: float64(p.memory), MemoryLimit: float64(p.memoryLimit), PIDs: float64(p.pids),
		Rx: float64(p.rx), Tx: float64(p.tx), Read: float64(p.diskRead), Write: float64(p.diskWrite),
		RxTotal: math.NaN(), TxTotal: math.NaN(), ReadTotal: math.NaN(), WriteTotal: math.NaN(),
	}
}

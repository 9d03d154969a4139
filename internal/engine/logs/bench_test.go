package logs_test

import (
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/test/realengine"
)

const million = 1_000_000

// varied makes the lab's lines as hard to compress as those of a service.
const varied = ` INFO [worker-7] c.e.shop.RequestHandler - served id=5e1f00d2 path=/api/v1/items/41873 status=200 took=37ms`

func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// BenchmarkAMillionLinesThere reads a log that is there already. The tail must be
// shown within 300 ms, all of it be read at half the speed of docker logs at
// least, and take 64 MB at most.
func BenchmarkAMillionLinesThere(b *testing.B) {
	eng := realengine.Start(b)
	s := follow(b, eng.Host())
	id := ended(b, eng, "lab:1", "logs", "-rate", "0", "-n", strconv.Itoa(million), "-text", varied)
	live := run(b, eng, "lab:1", "logs", "-rate", "100")
	open(b, s, logs.Options{}, live)
	for b.Loop() {
		before := heap()
		begun := time.Now()
		l := open(b, s, logs.Options{}, id)
		await(b, "the tail is read", func() bool { return l.Snapshot().Read })
		tail := time.Since(begun)
		l.Close()

		begun = time.Now()
		l = open(b, s, logs.Options{Tail: logs.All}, id)
		for l.Snapshot().Len() < million {
			time.Sleep(10 * time.Millisecond)
		}
		all := time.Since(begun)
		memory := heap() - before
		runtime.KeepAlive(l)
		l.Close()

		begun = time.Now()
		cmd := eng.Command(b.Context(), "logs", id)
		if err := toNothing(cmd); err != nil {
			b.Fatal(err)
		}
		docker := time.Since(begun)

		b.ReportMetric(float64(tail.Milliseconds()), "tail-ms")
		b.ReportMetric(million/all.Seconds(), "lines/s")
		b.ReportMetric(million/docker.Seconds(), "docker-lines/s")
		b.ReportMetric(memory, "MB")
	}
}

// toNothing runs a command whose output nobody reads: it goes to /dev/null.
func toNothing(cmd *exec.Cmd) error { return cmd.Run() }

// BenchmarkAsFastAsItCan follows a program that writes as fast as it can. The
// memory must stay within bounds, no line within the ring be missing, and those
// that were let go be counted.
func BenchmarkAsFastAsItCan(b *testing.B) {
	eng := realengine.Start(b)
	s := follow(b, eng.Host())
	const keep = 100_000
	for b.Loop() {
		before := heap()
		id := run(b, eng, "lab:1", "logs", "-rate", "0", "-text", varied)
		l := open(b, s, logs.Options{Tail: logs.All, Limits: lines.Limits{Lines: keep}}, id)
		begun := time.Now()
		most := 0.0
		await(b, "many are let go", func() bool {
			most = max(most, heap()-before)
			time.Sleep(500 * time.Millisecond)
			return l.Snapshot().Dropped > keep
		})
		snap := l.Snapshot()
		span := time.Since(begun)
		n := 0
		snap.All(snap.First(), snap.Next(), func(line lines.Line) bool {
			if line.Kind == lines.Event {
				return true
			}
			got, err := strconv.Atoi(strings.Fields(string(line.Text))[1])
			if err != nil || n != 0 && got != n+1 {
				b.Fatalf("%q follows line %d", line.Text, n)
			}
			n = got
			return true
		})
		if snap.Len() < keep || int64(n) < snap.Dropped || int64(n) > snap.Dropped+int64(snap.Len()) {
			b.Fatalf("line %d is the last; %d are there, %d dropped", n, snap.Len(), snap.Dropped)
		}
		b.ReportMetric(float64(n)/span.Seconds(), "lines/s")
		b.ReportMetric(float64(snap.Dropped), "dropped")
		b.ReportMetric(most, "MB")
		l.Close()
		eng.Docker(b, "rm", "-f", id)
	}
}

// BenchmarkAHundredMerged reads a hundred containers' logs into one.
func BenchmarkAHundredMerged(b *testing.B) {
	eng := realengine.Start(b)
	s := follow(b, eng.Host())
	ids := crowd(b, eng, 100, "logs", "-rate", "0", "-n", "10000", "-text", varied)
	for _, id := range ids {
		eng.Docker(b, "wait", id)
	}
	for b.Loop() {
		begun := time.Now()
		l := open(b, s, logs.Options{}, ids...)
		await(b, "the tails are read", func() bool { return l.Snapshot().Read })
		tail := time.Since(begun)
		l.Close()
		begun = time.Now()
		l = open(b, s, logs.Options{Tail: logs.All}, ids...)
		await(b, "all is read", func() bool { return l.Snapshot().Read && l.Snapshot().Next() >= million })
		b.ReportMetric(float64(tail.Milliseconds()), "tail-ms")
		b.ReportMetric(million/time.Since(begun).Seconds(), "lines/s")
		l.Close()
	}
}

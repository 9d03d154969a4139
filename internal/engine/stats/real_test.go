//go:build linux

package stats

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/client"
	"github.com/docker/go-units"

	"github.com/dockdesk/dockdesk/test/realengine"
)

// realHub is a hub on the engine.
func realHub(t testing.TB, api *client.Client) *Hub {
	t.Helper()
	h := NewHub(api, Options{})
	t.Cleanup(h.Close)
	return h
}

// runLab starts a container of the lab image and gives its id.
func runLab(t testing.TB, eng *realengine.Engine, args ...string) string {
	t.Helper()
	return strings.TrimSpace(eng.Docker(t, append([]string{"run", "-d"}, args...)...))
}

// await waits until ok is true.
func await(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not after 20 s", what)
		}
	}
}

// mean is the mean CPU of a container's known samples.
func mean(series []Sample) (mean float64, n int) {
	var sum float64
	for _, s := range series {
		if Known(s.CPU) {
			sum += s.CPU
			n++
		}
	}
	return sum / float64(n), n
}

// dockerFigures are one container's figures as docker stats prints them.
type dockerFigures struct{ cpu, memory, limit, pids float64 }

func dockerStats(t testing.TB, eng *realengine.Engine, id string) dockerFigures {
	t.Helper()
	out := strings.TrimSpace(eng.Docker(t, "stats", "--no-stream", "--format", "{{.CPUPerc}}/{{.MemUsage}}/{{.PIDs}}", id))
	parts := strings.Split(out, "/")
	if len(parts) != 4 {
		t.Fatalf("docker stats says %q", out)
	}
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "%"), 64)
		if err != nil {
			t.Fatalf("docker stats says %q: %v", out, err)
		}
		return v
	}
	size := func(s string) float64 {
		v, err := units.RAMInBytes(strings.TrimSpace(s))
		if err != nil {
			t.Fatalf("docker stats says %q: %v", out, err)
		}
		return float64(v)
	}
	return dockerFigures{cpu: number(parts[0]), memory: size(parts[1]), limit: size(parts[2]), pids: number(parts[3])}
}

func within(t testing.TB, figure string, got, want, by float64) {
	t.Helper()
	if !(math.Abs(got-want) <= by) {
		t.Errorf("%s is %.6g, docker stats says %.6g", figure, got, want)
	}
}

func TestFiguresAreThoseOfDockerStats(t *testing.T) {
	eng := realengine.Shared(t)
	burner := runLab(t, eng, "--cpus", "0.5", "--memory", "64m", "lab:1", "burn", "1")
	holder := runLab(t, eng, "lab:1", "mem", "50m")
	h := realHub(t, eng.Client())
	h.Want("test", []string{burner, holder})
	await(t, "five figures", func() bool { _, n := mean(h.Series(burner)); return n >= 5 })

	// Each looks at seconds of its own, and on a busy computer one second gives
	// the loop less than another. A wrong formula would be off in all of them.
	var ours, theirs float64
	for range 5 {
		ours, theirs = cpuAtOnce(t, eng, h, burner)
		t.Logf("CPU of a loop limited to half a core: %.2f %%, docker stats %.2f %%", ours, theirs)
		if math.Abs(ours-theirs) <= 5 {
			break
		}
	}
	within(t, "CPU", ours, theirs, 5)

	for name, id := range map[string]string{"the loop": burner, "the holder": holder} {
		theirs := dockerStats(t, eng, id)
		s, ok := h.Last(id)
		if !ok {
			t.Fatalf("no figure of %s", name)
		}
		t.Logf("memory of %s: %.0f, docker stats %.0f", name, s.Memory, theirs.memory)
		within(t, "memory of "+name, s.Memory, theirs.memory, 0.01*theirs.memory+64<<10)
		within(t, "limit of "+name, s.MemoryLimit, theirs.limit, 0.01*theirs.limit)
		within(t, "processes of "+name, s.PIDs, theirs.pids, 2)
	}
}

// cpuAtOnce is what the hub and docker stats say of the same time.
func cpuAtOnce(t *testing.T, eng *realengine.Engine, h *Hub, id string) (ours, theirs float64) {
	t.Helper()
	begun := time.Now()
	for range 3 {
		theirs += dockerStats(t, eng, id).cpu / 3
	}
	ended := time.Now()
	ours, n := mean(slices.DeleteFunc(h.Series(id), func(s Sample) bool { return s.At.Before(begun) || s.At.After(ended) }))
	if n == 0 {
		t.Fatalf("no figure in %s", ended.Sub(begun))
	}
	return ours, theirs
}

// dockerTraffic is what docker stats prints of a container's network and disks:
// bytes since it started. It writes three digits.
func dockerTraffic(t testing.TB, eng *realengine.Engine, id string) (rx, tx, read, written float64) {
	t.Helper()
	out := strings.TrimSpace(eng.Docker(t, "stats", "--no-stream", "--format", "{{.NetIO}}/{{.BlockIO}}", id))
	parts := strings.Split(out, "/")
	if len(parts) != 4 {
		t.Fatalf("docker stats says %q", out)
	}
	var sizes [4]float64
	for i, s := range parts {
		v, err := units.FromHumanSize(strings.TrimSpace(s))
		if err != nil {
			t.Fatalf("docker stats says %q: %v", out, err)
		}
		sizes[i] = float64(v)
	}
	return sizes[0], sizes[1], sizes[2], sizes[3]
}

func TestTrafficAndProcessesAreThoseOfDockerStats(t *testing.T) {
	eng := realengine.Shared(t)
	web := runLab(t, eng, "--pids-limit", "50", "lab:1", "serve", "-text", strings.Repeat("x", 100_000))
	address := strings.TrimSpace(eng.Docker(t, "inspect", "--format", "{{.NetworkSettings.IPAddress}}", web))
	h := realHub(t, eng.Client())
	h.Want("test", []string{web})
	await(t, "a figure", func() bool { s, ok := h.Last(web); return ok && Known(s.Rx) })
	for range 15 {
		eng.Fetch(t, "http://"+address+"/")
	}
	eng.Docker(t, "exec", web, "/lab", "write", "/big", "20m")
	for range 3 {
		eng.Docker(t, "exec", "-d", web, "/lab", "sleep")
	}
	await(t, "quiet", func() bool { s, _ := h.Last(web); return s.TxTotal > 1.4e6 && s.Tx < 1000 })

	rx, tx, read, written := dockerTraffic(t, eng, web)
	s, ok := h.Last(web)
	if !ok {
		t.Fatal("no figure any more")
	}
	t.Logf("received %.0f (%.0f), sent %.0f (%.0f), read %.0f (%.0f), written %.0f (%.0f)", s.RxTotal, rx, s.TxTotal, tx, s.ReadTotal, read, s.WriteTotal, written)
	within(t, "received", s.RxTotal, rx, 0.01*rx+1000)
	within(t, "sent", s.TxTotal, tx, 0.01*tx+1000)
	if Known(s.ReadTotal) || read+written > 0 { // where the engine counts disks
		within(t, "read", s.ReadTotal, read, 0.01*read+1<<20)
		within(t, "written", s.WriteTotal, written, 0.02*written+1<<20)
	}
	theirs := dockerStats(t, eng, web)
	within(t, "processes", s.PIDs, theirs.pids, 2)
	if s.PIDs < 8 {
		t.Errorf("with four programs inside there are %v processes and threads", s.PIDs)
	}
}

func TestNetworkIsARate(t *testing.T) {
	eng := realengine.Shared(t)
	web := runLab(t, eng, "lab:1", "serve", "-text", strings.Repeat("x", 100_000))
	address := strings.TrimSpace(eng.Docker(t, "inspect", "--format", "{{.NetworkSettings.IPAddress}}", web))
	h := realHub(t, eng.Client())
	h.Want("test", []string{web})
	await(t, "a figure", func() bool { s, ok := h.Last(web); return ok && Known(s.Rx) })
	for range 20 {
		eng.Fetch(t, "http://"+address+"/")
	}
	await(t, "two megabytes sent, and quiet again", func() bool {
		s, _ := h.Last(web)
		return s.TxTotal > 2e6 && s.Tx < 1000
	})
	var sent float64
	for _, s := range h.Series(web) {
		if Known(s.Tx) {
			sent += s.Tx
		}
	}
	if sent < 1.5e6 || sent > 3e6 {
		t.Errorf("the rates of all seconds add up to %.0f bytes", sent)
	}
}

func TestADyingContainerEndsAndARestartGoesOn(t *testing.T) {
	eng := realengine.Shared(t)
	id := runLab(t, eng, "lab:1", "burn", "0.2")
	h := realHub(t, eng.Client())
	h.Want("test", []string{id})
	live := func() bool { s, ok := h.Last(id); return ok && Known(s.CPU) }
	await(t, "a figure", live)
	eng.Docker(t, "kill", id)
	await(t, "its end", func() bool { return h.State(id) == Ended })
	eng.Docker(t, "start", id)
	await(t, "a figure after the restart", live)
	eng.Docker(t, "rm", "-f", id)
	await(t, "the end of its stream", func() bool { return h.State(id) == Ended && h.Streams() == 0 })
}

func TestAnEngineThatGoesAndComesBack(t *testing.T) {
	eng := realengine.Start(t)
	id := runLab(t, eng, "--restart", "always", "lab:1", "sleep")
	h := realHub(t, eng.Client())
	h.Want("test", []string{id})
	live := func() bool { _, ok := h.Last(id); return ok }
	await(t, "a figure", live)
	eng.Kill(t)
	await(t, "the end of its stream", func() bool { return h.Streams() == 0 })
	eng.Resume(t)
	h.Reset()
	await(t, "a figure of the engine that is back", live)
}

// BenchmarkStreams says what figures for n containers cost, in percent of one
// core, in this process and in the engine. The budget is 5 and 4 for 20, and 12
// in this process for 200.
func BenchmarkStreams(b *testing.B) {
	eng := realengine.Start(b)
	var ids []string
	for _, n := range []int{20, 200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for len(ids) < n {
				ids = append(ids, runLab(b, eng, "lab:1", "sleep"))
			}
			const length = 20 * time.Second
			daemon := enginePID(b, eng)
			for b.Loop() {
				restMine, restEngine := processCPU(b, os.Getpid()), processCPU(b, daemon)
				time.Sleep(length / 2)
				restEngine, restMine = processCPU(b, daemon)-restEngine, processCPU(b, os.Getpid())-restMine

				h := NewHub(eng.Client(), Options{})
				h.Want("test", ids)
				await(b, "all of them live", func() bool { _, ok := h.Last(ids[0]); return ok && h.Streams() == n })
				time.Sleep(2 * time.Second)
				mine, theirs, from := processCPU(b, os.Getpid()), processCPU(b, daemon), time.Now()
				time.Sleep(length)
				span := time.Since(from)
				share := func(d, rest time.Duration) float64 {
					return 100 * (d.Seconds()/span.Seconds() - rest.Seconds()/(length/2).Seconds())
				}
				b.ReportMetric(share(processCPU(b, os.Getpid())-mine, restMine), "app-%core")
				b.ReportMetric(share(processCPU(b, daemon)-theirs, restEngine), "engine-%core")
				b.ReportMetric(float64(len(h.Series(ids[0]))), "samples")
				h.Close()
			}
		})
	}
}

// enginePID is the process of the engine: whoever listens on its socket.
func enginePID(b *testing.B, eng *realengine.Engine) int {
	b.Helper()
	conn, err := eng.Client().Dialer()(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	raw, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		b.Fatal(err)
	}
	var cred *syscall.Ucred
	var credErr error
	if err := raw.Control(func(fd uintptr) {
		cred, credErr = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	}); err != nil || credErr != nil {
		b.Fatal(err, credErr)
	}
	return int(cred.Pid)
}

// processCPU is the CPU time that a process has used so far.
func processCPU(b *testing.B, pid int) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	var ticks int
	for _, f := range fields[11:13] { // user and system time, in hundredths of a second
		n, err := strconv.Atoi(f)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

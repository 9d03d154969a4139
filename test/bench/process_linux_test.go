package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/test/realengine"
)

// tick is the kernel's USER_HZ, which is 100 on every Linux that Go runs on.
const tick = 100

// stat is the fields of /proc/PID/stat after the name: [0] is the state.
func stat(b *testing.B, pid int) []string {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	s := string(raw)
	return strings.Fields(s[strings.LastIndexByte(s, ')')+2:])
}

// processStart is when a process began, to a hundredth of a second.
func processStart(b *testing.B, pid int) time.Time {
	ticks, err := strconv.ParseFloat(stat(b, pid)[19], 64)
	if err != nil {
		b.Fatal(err)
	}
	raw, err := os.ReadFile("/proc/uptime")
	if err != nil {
		b.Fatal(err)
	}
	now := time.Now()
	uptime, err := strconv.ParseFloat(strings.Fields(string(raw))[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	age := time.Duration((uptime - ticks/tick) * float64(time.Second))
	return now.Add(-age)
}

// used is the processor time of a process, in seconds.
func used(b *testing.B, pid int) float64 {
	f := stat(b, pid)
	sum := 0.0
	for _, i := range []int{11, 12} {
		v, err := strconv.ParseFloat(f[i], 64)
		if err != nil {
			b.Fatal(err)
		}
		sum += v
	}
	return sum / tick
}

// cpuShare is what processes use of one core, in percent, over a time.
func cpuShare(b *testing.B, long time.Duration, pids ...int) []float64 {
	before := make([]float64, len(pids))
	for i, pid := range pids {
		before[i] = used(b, pid)
	}
	start := time.Now()
	time.Sleep(long)
	took := time.Since(start).Seconds()
	share := make([]float64, len(pids))
	for i, pid := range pids {
		share[i] = 100 * (used(b, pid) - before[i]) / took
	}
	return share
}

// resident is a process's resident memory in MB (10⁶ bytes).
func resident(b *testing.B, pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb * 1024 / 1e6
		}
	}
	b.Fatal("no VmRSS")
	return 0
}

// daemonPID is the process of the engine's daemon, found by the socket it was
// told to listen on.
func daemonPID(b *testing.B, eng *realengine.Engine) int {
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		b.Fatal(err)
	}
	for _, dir := range dirs {
		raw, err := os.ReadFile(dir + "/cmdline")
		if err != nil {
			continue
		}
		args := strings.Split(string(raw), "\x00")
		if filepath.Base(args[0]) == "dockerd" && strings.Contains(string(raw), eng.Socket()) {
			pid, _ := strconv.Atoi(filepath.Base(dir))
			return pid
		}
	}
	b.Fatal("the daemon's process was not found")
	return 0
}

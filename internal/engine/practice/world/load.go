package world

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

// The computer that the world is on.
const (
	processors = 4
	memory     = 8 << 30
)

// load is how much a container uses, as a function of time: nothing has to tick
// for it to move. It goes up and down in waves of its own.
type load struct {
	cpu    float64 // of one processor, on average
	memory int64   // bytes, on average
	phase  float64
	since  time.Time
	held   time.Time     // paused since then
	lost   time.Duration // in pauses
}

func newLoad(c *Container) load {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(c.Name + c.Path))
	return load{cpu: 0.0004, memory: 1 << 20, phase: float64(sum.Sum32()%1000) / 1000 * 2 * math.Pi}
}

func (l *load) of(s shell.Server) { l.cpu, l.memory = s.CPU, s.Memory }

func (l *load) begin(t time.Time) { l.since, l.held, l.lost = t, time.Time{}, 0 }
func (l *load) hold(t time.Time)  { l.held = t }
func (l *load) goOn(t time.Time) {
	l.lost += t.Sub(l.held)
	l.held = time.Time{}
}

// age is how long it has worked, in seconds.
func (l *load) age(t time.Time) float64 {
	if !l.held.IsZero() {
		t = l.held
	}
	return max((t.Sub(l.since) - l.lost).Seconds(), 0)
}

// The waves: how long they are in seconds, and how high beside the average.
var waves = []struct{ period, height float64 }{{47, 0.45}, {11, 0.3}, {3.1, 0.18}}

// spent is the processor time so far, in nanoseconds: the area under the waves,
// so it never goes back.
func (l *load) spent(t time.Time) uint64 {
	s := l.age(t)
	area := s
	for _, w := range waves {
		k := 2 * math.Pi / w.period
		area += w.height / k * (math.Cos(l.phase) - math.Cos(k*s+l.phase))
	}
	return uint64(max(area, 0) * l.cpu * 1e9)
}

// now is how high the waves are, about 1.
func (l *load) now(t time.Time) float64 {
	s := l.age(t)
	v := 1.0
	for _, w := range waves {
		v += w.height * math.Sin(2*math.Pi/w.period*s+l.phase)
	}
	return v
}

func (l *load) bytes(t time.Time) uint64 {
	warm := 1 - 0.3*math.Exp(-l.age(t)/20)
	return uint64(float64(l.memory) * warm * (0.97 + 0.03*l.now(t)))
}

// Stats are what a container uses now; nothing if it does not run.
func (w *World) Stats(ref string) (container.StatsResponse, error) { return w.StatsAt(ref, w.now()) }

// StatsAt are what a container that runs now used at a time.
func (w *World) StatsAt(ref string, now time.Time) (container.StatsResponse, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	if err != nil {
		return container.StatsResponse{}, err
	}
	s := container.StatsResponse{Name: "/" + c.Name, ID: c.ID}
	if !c.running() {
		return s, nil
	}
	s.Read = now
	c.fill(&s, now, now.Sub(w.born))
	s.PidsStats.Current = uint64(len(c.table.ofContainer(c)))
	if c.server != nil {
		s.PidsStats.Current += 4 // threads
	}
	return s, nil
}

func (c *Container) fill(s *container.StatsResponse, now time.Time, up time.Duration) {
	cpu := uint64(float64(c.load.spent(now)) * min(1, c.cpuLimit()))
	s.CPUStats = container.CPUStats{
		CPUUsage:    container.CPUUsage{TotalUsage: cpu, UsageInUsermode: cpu * 7 / 10, UsageInKernelmode: cpu * 3 / 10},
		SystemUsage: uint64((up + 48*time.Hour).Nanoseconds()) * processors, OnlineCPUs: processors,
	}
	used := min(c.load.bytes(now), uint64(c.memoryLimit()))
	s.MemoryStats = container.MemoryStats{
		Usage: used + used/8, Limit: uint64(c.memoryLimit()),
		Stats: map[string]uint64{"inactive_file": used / 8, "anon": used * 3 / 4, "file": used / 4, "active_file": used / 8},
	}
	s.PidsStats.Limit = 18446744073709551615
	written := uint64(c.load.spent(now) / 4000)
	s.BlkioStats.IoServiceBytesRecursive = []container.BlkioStatEntry{
		{Major: 254, Op: "read", Value: uint64(c.load.memory / 2)}, {Major: 254, Op: "write", Value: written &^ 4095},
	}
	s.Networks = map[string]container.NetworkStats{}
	for i := range len(c.endpoints) {
		if c.Host.NetworkMode.IsNone() || c.Host.NetworkMode.IsHost() {
			break
		}
		traffic := c.load.spent(now) / 9000
		s.Networks["eth"+string(rune('0'+i))] = container.NetworkStats{RxBytes: 1260 + traffic, RxPackets: 14 + traffic/600, TxBytes: 126 + traffic*3, TxPackets: 3 + traffic/500}
	}
}

// Top lists a container's processes as ps does.
func (w *World) Top(ref, args string) (container.TopResponse, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	switch {
	case err != nil:
		return container.TopResponse{}, err
	case !c.running():
		return container.TopResponse{}, conflict("container %s is not running", c.ID)
	}
	columns := psColumns(args)
	top := container.TopResponse{Titles: columns, Processes: [][]string{}}
	list := c.table.ofContainer(c)
	now := w.now()
	use := usage{
		kilobytes: int64(c.load.bytes(now)) / 1024 / int64(max(len(list), 1)), share: c.load.cpu * c.load.now(now) * 100 / float64(max(len(list), 1)),
		age: now.Sub(c.started), paused: c.state.Paused, numbers: map[int]int{},
	}
	for _, p := range c.table.all() {
		use.numbers[p.PID] = p.pid
	}
	for _, p := range list {
		var row []string
		for _, column := range columns {
			row = append(row, use.cell(column, p.Proc))
		}
		top.Processes = append(top.Processes, row)
	}
	return top, nil
}

// titles are what ps writes over the columns that can be named.
var titles = map[string]string{
	"pid": "PID", "ppid": "PPID", "user": "USER", "euser": "EUSER", "uid": "UID", "pcpu": "%CPU", "%cpu": "%CPU", "pmem": "%MEM", "%mem": "%MEM",
	"rss": "RSS", "vsz": "VSZ", "etime": "ELAPSED", "etimes": "ELAPSED", "time": "TIME", "cputime": "TIME", "stat": "STAT", "s": "S", "state": "S",
	"args": "COMMAND", "command": "COMMAND", "cmd": "CMD", "comm": "COMMAND", "tty": "TT", "nlwp": "NLWP",
}

// psColumns are those that the arguments of ps ask for.
func psColumns(args string) []string {
	if _, format, ok := strings.Cut(args, "o"); ok && strings.HasPrefix(args, "-") {
		var columns []string
		for _, name := range strings.FieldsFunc(format, func(r rune) bool { return r == ',' || r == ' ' || r == '=' }) {
			if title := titles[name]; title != "" {
				columns = append(columns, title)
			}
		}
		return columns
	}
	if strings.Contains(args, "aux") {
		return []string{"USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "TIME", "COMMAND"}
	}
	return []string{"UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"}
}

// usage is what each process of a container uses.
type usage struct {
	kilobytes int64
	share     float64 // per cent of a processor
	age       time.Duration
	paused    bool
	numbers   map[int]int // the computer's, by the container's
}

// cell is one value of ps; the computer numbers processes otherwise than the
// container does.
func (u usage) cell(column string, p shell.Proc) string {
	switch column {
	case "UID", "USER", "EUSER":
		return p.User
	case "PID":
		return itoa(u.numbers[p.PID])
	case "PPID":
		if parent := u.numbers[p.Parent]; parent != 0 {
			return itoa(parent)
		}
		return "1180" // what started the container
	case "C", "%MEM":
		return "0"
	case "%CPU":
		return fmt.Sprintf("%.1f", u.share)
	case "RSS":
		return itoa(int(u.kilobytes))
	case "VSZ":
		return itoa(int(u.kilobytes) * 3)
	case "NLWP":
		return "1"
	case "STIME", "START":
		return p.Start.Format("15:04")
	case "ELAPSED":
		return elapsed(u.age)
	case "TTY", "TT":
		if p.Terminal >= 0 {
			return "pts/" + itoa(p.Terminal)
		}
		return "?"
	case "STAT", "S":
		return "S"
	case "TIME":
		return "00:00:00"
	}
	return p.Command
}

// elapsed is a time as ps writes it: 1-02:03:04.
func elapsed(d time.Duration) string {
	s := int(d.Seconds())
	switch {
	case s >= 24*3600:
		return fmt.Sprintf("%d-%02d:%02d:%02d", s/86400, s/3600%24, s/60%60, s%60)
	case s >= 3600:
		return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

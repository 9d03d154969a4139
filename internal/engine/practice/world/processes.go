package world

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

// table are the processes of a container, and of those containers that were put
// among them. It has a lock of its own, which is taken last: /proc is looked at
// while others are held.
type table struct {
	mu    sync.Mutex
	list  []*proc // by number
	last  int
	ttys  map[*shell.TTY]int
	count func() int // a number of the computer's
}

// proc is one process.
type proc struct {
	shell.Proc
	of     *Container
	pid    int // as the computer counts
	signal func(name string, number int)
}

func newTable(count func() int) *table { return &table{ttys: map[*shell.TTY]int{}, count: count} }

// begin takes a process in; its number follows those before. The first
// container's are numbered from 1.
func (t *table) begin(p *proc, tty *shell.TTY) *proc {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	p.PID, p.pid = t.last, t.count()
	if p.Terminal = -1; tty != nil {
		n, known := t.ttys[tty]
		if !known {
			n = t.freeTerminal()
			t.ttys[tty] = n
		}
		p.Terminal = n
	}
	t.list = append(t.list, p)
	return p
}

func (t *table) freeTerminal() int {
	for n := 0; ; n++ {
		taken := false
		for _, other := range t.ttys {
			taken = taken || other == n
		}
		if !taken {
			return n
		}
	}
}

// end takes a process out. A terminal goes with the last one that has it.
func (t *table) end(pid int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = slices.DeleteFunc(t.list, func(p *proc) bool { return p.PID == pid })
	for tty, n := range t.ttys {
		if !slices.ContainsFunc(t.list, func(p *proc) bool { return p.Terminal == n }) {
			delete(t.ttys, tty)
		}
	}
}

// clear takes out all that one container runs, and gives them.
func (t *table) clear(of *Container) []*proc {
	gone := t.ofContainer(of)
	for _, p := range gone {
		t.end(p.PID)
	}
	return gone
}

// all are the processes there are now.
func (t *table) all() []*proc {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.list)
}

func (t *table) find(pid int) *proc {
	if t == nil {
		return nil
	}
	for _, p := range t.all() {
		if p.PID == pid {
			return p
		}
	}
	return nil
}

// retitle is another program in the same process.
func (t *table) retitle(pid int, command string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, p := range t.list {
		if p.PID == pid {
			changed := *p // who has the list may still read the old one
			changed.Command = command
			t.list[i] = &changed
		}
	}
}

// terminal is one by its number.
func (t *table) terminal(n int) *shell.TTY {
	t.mu.Lock()
	defer t.mu.Unlock()
	for tty, number := range t.ttys {
		if number == n {
			return tty
		}
	}
	return nil
}

// ofContainer are those that one container runs.
func (t *table) ofContainer(c *Container) []*proc {
	return slices.DeleteFunc(t.all(), func(p *proc) bool { return p.of != c })
}

// --- what is seen of them as files ---

// terminalFiles are those of /dev/pts.
func (t *table) terminalFiles() map[string]*files.File {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	all := map[string]*files.File{"/": {Mode: fs.ModeDir | 0o755}, "/ptmx": {Mode: fs.ModeDevice | fs.ModeCharDevice | 0o666}}
	for _, n := range t.ttys {
		all[fmt.Sprintf("/%d", n)] = &files.File{Mode: fs.ModeDevice | fs.ModeCharDevice | 0o620}
	}
	return all
}

// procFiles are those of /proc.
func (t *table) procFiles(born time.Time, limits func() (int64, float64)) map[string]*files.File {
	memory, cpus := limits()
	text := func(s string) *files.File { return &files.File{Mode: 0o444, Data: []byte(s), Time: born} }
	folder := &files.File{Mode: fs.ModeDir | 0o555, Time: born}
	all := map[string]*files.File{
		"/": folder, "/version": text("Linux version " + kernel + "\n"), "/loadavg": text("0.12 0.08 0.05 1/120 42\n"), "/uptime": text("172861.42 344011.07\n"),
		"/meminfo": text(fmt.Sprintf("MemTotal:       %8d kB\nMemFree:        %8d kB\nMemAvailable:   %8d kB\n", memory>>10, memory>>11, memory*3>>12)),
		"/cpuinfo": text(strings.Repeat("processor\t: 0\nmodel name\t: Practice CPU\n\n", max(1, int(cpus)))),
		"/mounts":  text("overlay / overlay rw,relatime 0 0\nproc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n"),
	}
	for _, p := range t.all() {
		dir := fmt.Sprintf("/%d", p.PID)
		all[dir], all[dir+"/fd"] = folder, folder
		all[dir+"/cmdline"] = text(strings.ReplaceAll(p.Command, " ", "\x00") + "\x00")
		all[dir+"/comm"] = text(p.Name() + "\n")
		all[dir+"/status"] = text(fmt.Sprintf("Name:\t%s\nState:\tS (sleeping)\nPid:\t%d\nPPid:\t%d\n", p.Name(), p.PID, p.Parent))
		for fd := range 3 {
			if p.Terminal >= 0 {
				all[fmt.Sprintf("%s/fd/%d", dir, fd)] = &files.File{Mode: fs.ModeSymlink | 0o700, Link: fmt.Sprintf("/dev/pts/%d", p.Terminal)}
			}
		}
	}
	return all
}

// enrol gives a container's own program its place among the processes: in a table
// of its own, or among another container's. mu is held.
func (w *World) enrol(c *Container, p *shell.Process) error {
	c.table = newTable(func() int { return int(w.pids.Add(1)) })
	if mode := c.Host.PidMode; mode.IsContainer() {
		other, err := w.container(mode.Container())
		if err != nil {
			return err
		}
		if !other.running() {
			return conflict("cannot join PID of a non running container: %s", other.ID)
		}
		c.table = other.table
	}
	own := shell.Proc{User: cmp.Or(c.Config.User, "root"), Start: c.started, Command: strings.Join(p.Args, " ")}
	send := func(name string, number int) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.send(c, name, number)
	}
	first := &proc{Proc: own, of: c, signal: send}
	if c.Host.Init != nil && *c.Host.Init {
		first.Command = "/sbin/docker-init -- " + own.Command
	}
	c.table.begin(first, p.TTY)
	main := first
	if first.Command != own.Command {
		own.Parent = first.PID
		main = c.table.begin(&proc{Proc: own, of: c, signal: func(name string, number int) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.finish(c, 128+number)
		}}, p.TTY)
	}
	p.PID = main.PID
	p.Host.(*host).table = c.table
	c.process.pid, c.state.Pid = main.PID, first.pid
	return nil
}

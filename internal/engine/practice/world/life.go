package world

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"

	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

// process is a container's program while it runs.
type process struct {
	pid    int // as the container numbers it
	cancel context.CancelFunc
	done   chan struct{}
	ended  bool // somebody ended it, with this code
	code   int
	oom    bool
}

// Start starts a container.
func (w *World) Start(ref string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	if err != nil {
		return err
	}
	switch {
	case c.state.Paused:
		return conflict("cannot start a paused container, try unpause instead")
	case c.running():
		return Unchanged
	case c.removing:
		return conflict("container is marked for removal and cannot be started")
	}
	c.manual, c.restarts, c.pause = false, 0, 0
	c.stopTimers()
	if err := w.start(c); err != nil {
		c.out.end() // so that nobody who is attached waits
		if c.Host.AutoRemove {
			w.remove(c, true)
		}
		return err
	}
	return nil
}

// start starts the program. A failure leaves the container as it was, with the
// reason in its state.
func (w *World) start(c *Container) error {
	refuse := func(code int, err error) error {
		w.leaveAll(c)
		c.closePorts()
		c.state.ExitCode, c.state.Error = code, err.Error()
		if c.state.Status == container.StateRestarting {
			c.setStatus(container.StateExited)
		}
		return err
	}
	if err := w.enterAll(c); err != nil {
		return refuse(128, err)
	}
	if err := w.openPorts(c); err != nil {
		return refuse(128, err)
	}
	if at := c.misfit; at != "" {
		return refuse(127, invalid("failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting %q to rootfs at %q: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type", c.mountAt(at), at))
	}
	p := w.process(c, append([]string{c.Path}, c.Args...))
	if who := p.Unknown(); who != "" {
		return refuse(126, nobody(who))
	}
	if _, err := p.Find(c.Path); err != nil {
		code, err := notRunnable(c.Path, err, "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ")
		return refuse(code, err)
	}
	c.process = &process{done: make(chan struct{})}
	c.started = c.now(w)
	w.wire(c, p)
	if err := w.enrol(c, p); err != nil {
		c.process = nil
		return refuse(128, err)
	}
	c.state.ExitCode, c.state.Error, c.state.OOMKilled = 0, "", false
	c.hosts()
	c.load.begin(c.started)
	c.setStatus(container.StateRunning)
	c.out.begin()
	w.tellOf(c, events.ActionStart)
	if c.health != nil {
		c.health.begin()
	}
	w.run(c, p, c.process)
	return nil
}

// mountAt is what is mounted at a path.
func (c *Container) mountAt(at string) string {
	for _, m := range c.mounts {
		if m.Destination == at {
			return m.Source
		}
	}
	return ""
}

// notRunnable is the runtime's failure, in its words, and the code it leaves.
func notRunnable(name string, err error, prefix string) (int, error) {
	switch {
	case errors.Is(err, shell.ErrNoFile):
		return 127, invalid(`%sexec: %q: stat %s: no such file or directory: unknown`, prefix, name, name)
	case errors.Is(err, shell.ErrPermission):
		return 126, invalid(`%sexec: %q: permission denied: unknown`, prefix, name)
	case errors.Is(err, shell.ErrIsFolder):
		return 126, invalid(`%sexec: %q: is a directory: unknown`, prefix, name)
	}
	return 127, invalid(`%sexec: %q: executable file not found in $PATH: unknown`, prefix, name)
}

// wire connects the program with its log and with those who are attached.
func (w *World) wire(c *Container, p *shell.Process) {
	if c.Config.Tty {
		if c.tty == nil {
			c.tty = shell.NewTTY(c.out.writer(Stdout))
		}
		p.TTY, p.Stdin, p.Stdout, p.Stderr = c.tty, c.tty, c.tty, c.tty
		c.tty.Foreground(func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.send(c, "INT", 2)
		})
		return
	}
	p.Stdout, p.Stderr = c.out.writer(Stdout), c.out.writer(Stderr)
	if c.Config.OpenStdin {
		p.Stdin = c.input()
	}
}

// input is what the program reads; it is there before the program.
func (c *Container) input() *input {
	if c.in == nil {
		c.in = newInput()
	}
	return c.in
}

// run runs the program in a goroutine of its own.
func (w *World) run(c *Container, p *shell.Process, of *process) {
	ctx, cancel := context.WithCancel(w.ctx)
	of.cancel = cancel
	w.work.Go(func() {
		defer cancel()
		<-w.set
		code, err := p.Run(ctx)
		if err != nil {
			code = 127
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.ended(c, of, code)
	})
}

// ended is what happens when the program is over. mu is held.
func (w *World) ended(c *Container, of *process, code int) {
	if c.process != of {
		return
	}
	if of.ended {
		code = of.code
	}
	close(of.done)
	c.process, c.server = nil, nil
	c.finished = w.now()
	c.state.ExitCode, c.state.Pid, c.state.OOMKilled = code, 0, of.oom
	c.exits++
	w.endExecs(c)
	w.endGuests(c)
	c.closePorts()
	if c.in != nil {
		c.in.Close()
		c.in = nil
	}
	if c.tty != nil {
		c.tty.Close()
		c.tty = nil
	}
	if c.health != nil {
		c.health.stop()
	}
	if w.ctx.Err() != nil {
		return // the world ends
	}
	again := w.restarts(c)
	c.out.end()
	w.tellOf(c, events.ActionDie, "exitCode", strconv.Itoa(code), "execDuration", strconv.Itoa(int(c.finished.Sub(c.started).Seconds())))
	w.leaveAll(c)
	if again {
		c.setStatus(container.StateRestarting)
		w.startLater(c)
		return
	}
	c.setStatus(container.StateExited)
	if c.Host.AutoRemove {
		w.remove(c, true)
	}
}

// endGuests ends the other containers that are among the processes of one that
// has ended: the kernel lets none of them outlive the first. mu is held.
func (w *World) endGuests(c *Container) {
	c.table.clear(c)
	for _, p := range c.table.all() {
		if c.Host.PidMode.IsContainer() {
			break // it was the guest itself
		}
		w.work.Go(func() { p.signal("KILL", 9) }) // it takes mu
	}
}

// restarts tells whether the policy has the container start again.
func (w *World) restarts(c *Container) bool {
	if c.manual || c.removing {
		return false
	}
	policy := c.Host.RestartPolicy
	switch policy.Name {
	case container.RestartPolicyAlways, container.RestartPolicyUnlessStopped:
		return true
	case container.RestartPolicyOnFailure:
		return c.state.ExitCode != 0 && (policy.MaximumRetryCount == 0 || c.restarts < policy.MaximumRetryCount)
	}
	return false
}

// startLater waits longer each time, up to a minute, as the engine does.
func (w *World) startLater(c *Container) {
	const shortest, longest, steady = 100 * time.Millisecond, time.Minute, 10 * time.Second
	if c.finished.Sub(c.started) >= steady || c.pause == 0 {
		c.pause = shortest
	} else {
		c.pause = min(c.pause*2, longest)
	}
	w.startIn(c, c.pause)
}

func (w *World) startIn(c *Container, pause time.Duration) {
	if w.options.Still {
		return
	}
	c.retry = time.AfterFunc(pause, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.ctx.Err() != nil || c.state.Status != container.StateRestarting || c.removing {
			return
		}
		c.restarts++
		if err := w.start(c); err != nil {
			w.options.Log.Debug("practice: start again", "container", c.Name, "error", err)
		}
	})
}

// --- signals ---

var signals = map[string]int{
	"HUP": 1, "INT": 2, "QUIT": 3, "ABRT": 6, "KILL": 9, "USR1": 10, "SEGV": 11, "USR2": 12, "ALRM": 14, "TERM": 15,
	"CONT": 18, "STOP": 19, "TSTP": 20, "WINCH": 28,
}

// signal reads a signal's name or number.
func signal(text string) (name string, number int, err error) {
	text = strings.TrimPrefix(strings.ToUpper(text), "SIG")
	if n, bad := strconv.Atoi(text); bad == nil {
		for name, number := range signals {
			if number == n {
				return name, number, nil
			}
		}
		if n > 0 && n < 65 {
			return text, n, nil
		}
	} else if n := signals[text]; n != 0 {
		return text, n, nil
	}
	return "", 0, invalid("Invalid signal: %s", text)
}

// send gives the program a signal. A program that is the first of its container
// and has no use for a signal does not notice it; only KILL ends any.
func (w *World) send(c *Container, name string, number int) {
	p := c.process
	if p == nil || p.ended {
		return
	}
	switch {
	case name == "KILL":
		p.ended, p.code = true, 137
	case c.server != nil && c.server.Ends[name] != 0:
		p.ended, p.code = true, c.server.Ends[name]
	case c.server != nil && slices.Contains(c.server.Signals, name):
		p.ended, p.code = true, c.server.Code
	case c.Host.Init != nil && *c.Host.Init && name != "WINCH" && name != "CONT" && name != "STOP":
		p.ended, p.code = true, 128+number
	default:
		return
	}
	w.finish(c, p.code)
}

// finish ends a container's program with this code. mu is held.
func (w *World) finish(c *Container, code int) {
	p := c.process
	if p == nil {
		return
	}
	p.ended, p.code = true, code
	if c.in != nil {
		c.in.Close()
	}
	if c.tty != nil {
		c.tty.Close()
	}
	p.cancel()
}

// Kill sends a signal to a container.
func (w *World) Kill(ref, text string) error {
	if text == "" {
		text = "KILL"
	}
	name, number, err := signal(text)
	if err != nil {
		return err
	}
	w.mu.Lock()
	c, err := w.container(ref)
	if err == nil && !c.running() {
		err = conflict("container %s is not running", c.ID)
		if c.state.Status == container.StateRestarting {
			c.manual = true
			w.giveUp(c)
			err = nil
		}
		err = prefixed("cannot kill container: "+ref+": ", err)
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	p := c.process
	if name == "KILL" {
		c.manual = true
	}
	w.send(c, name, number)
	w.tellOf(c, events.ActionKill, "signal", strconv.Itoa(number))
	ended := p != nil && p.ended
	w.mu.Unlock()
	if ended && name == "KILL" {
		<-p.done
	}
	return nil
}

func prefixed(prefix string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return &Error{e.Status, prefix + e.Message}
	}
	return err
}

// giveUp ends the waiting for the next start.
func (w *World) giveUp(c *Container) {
	c.stopTimers()
	c.setStatus(container.StateExited)
}

// Stop asks the program to end, and ends it when its time is over. A nil grace
// is the container's own.
func (w *World) Stop(ctx context.Context, ref, signalName string, grace *int) error {
	w.mu.Lock()
	c, err := w.container(ref)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	if !c.state.Running {
		w.mu.Unlock()
		return Unchanged
	}
	w.mu.Unlock()
	return w.stop(ctx, c, signalName, grace)
}

const defaultGrace = 10

func (w *World) stop(ctx context.Context, c *Container, signalName string, grace *int) error {
	w.mu.Lock()
	c.manual = true
	if c.state.Status == container.StateRestarting {
		w.giveUp(c)
		w.tellOf(c, events.ActionStop)
		w.mu.Unlock()
		return nil
	}
	if signalName == "" {
		signalName = c.Config.StopSignal
	}
	if signalName == "" {
		signalName = "TERM"
	}
	name, number, err := signal(signalName)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	seconds := defaultGrace
	if c.Config.StopTimeout != nil {
		seconds = *c.Config.StopTimeout
	}
	if grace != nil {
		seconds = *grace
	}
	p := c.process
	if c.state.Paused {
		c.setStatus(container.StateRunning)
	}
	w.send(c, name, number)
	w.tellOf(c, events.ActionKill, "signal", strconv.Itoa(number))
	w.mu.Unlock()
	if p != nil && !w.wait(ctx, p, seconds) {
		w.mu.Lock()
		w.send(c, "KILL", 9)
		w.tellOf(c, events.ActionKill, "signal", "9")
		w.mu.Unlock()
		<-p.done
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tellOf(c, events.ActionStop)
	return nil
}

// wait waits for a program to end, for some seconds; fewer than none is without
// end.
func (w *World) wait(ctx context.Context, p *process, seconds int) bool {
	var over <-chan time.Time
	if seconds >= 0 {
		t := time.NewTimer(time.Duration(seconds) * time.Second)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-p.done:
		return true
	case <-over:
	case <-ctx.Done():
	case <-w.ctx.Done():
	}
	return false
}

// Restart stops a container and starts it.
func (w *World) Restart(ctx context.Context, ref, signalName string, grace *int) error {
	w.mu.Lock()
	c, err := w.container(ref)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	runs, auto := c.state.Running, c.Host.AutoRemove
	c.Host.AutoRemove = false // it is to stay
	w.mu.Unlock()
	if runs {
		err = w.stop(ctx, c, signalName, grace)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c.Host.AutoRemove = auto
	if err != nil {
		return err
	}
	c.manual = false
	if err := w.start(c); err != nil {
		return err
	}
	w.tellOf(c, events.ActionRestart)
	return nil
}

// Pause holds a container.
func (w *World) Pause(ref string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	switch {
	case err != nil:
		return err
	case c.state.Status == container.StateRestarting:
		return conflict("container %s is restarting, wait until the container is running", c.ID)
	case !c.running():
		return conflict("container %s is not running", c.ID)
	case c.state.Paused:
		return conflict("container %s is already paused", c.ID)
	}
	c.load.hold(w.now())
	c.setStatus(container.StatePaused)
	w.tellOf(c, events.ActionPause)
	return nil
}

// Unpause lets a container go on.
func (w *World) Unpause(ref string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	if err != nil {
		return err
	}
	if !c.state.Paused {
		return fail(http.StatusInternalServerError, "Container %s is not paused", c.ID)
	}
	c.load.goOn(w.now())
	c.setStatus(container.StateRunning)
	w.tellOf(c, events.ActionUnPause)
	return nil
}

// Rename gives a container another name.
func (w *World) Rename(ref, name string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	if err != nil {
		return err
	}
	name = strings.TrimPrefix(name, "/")
	switch {
	case name == "":
		return invalid("Neither old nor new names may be empty")
	case name == c.Name:
		return invalid("Renaming a container with the same name as its current name")
	case !validName.MatchString(name):
		return prefixed("Error when allocating new name: ", invalid("Invalid container name (/%s), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed", name))
	}
	if other := w.byName(name); other != nil {
		return conflict("Error when allocating new name: Conflict. The container name %q is already in use by container %q. You have to remove (or rename) that container to be able to reuse that name.", "/"+name, other.ID)
	}
	old := c.Name
	delete(w.names, old)
	c.Name, w.names[name] = name, c
	w.tellOf(c, events.ActionRename, "oldName", "/"+old)
	return nil
}

// Update changes limits and the restart policy.
func (w *World) Update(ref string, u container.UpdateConfig) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	if err != nil {
		return err
	}
	if err := container.ValidateRestartPolicy(u.RestartPolicy); err != nil {
		return invalid("%v", err)
	}
	const least = 6 << 20
	switch {
	case u.Memory != 0 && u.Memory < least:
		return invalid("Minimum memory limit allowed is 6MB")
	case u.NanoCPUs < 0 || u.NanoCPUs > processors*1e9:
		return invalid("Range of CPUs is from 0.01 to %d.00, as there are only %d CPUs available", processors, processors)
	case c.Host.AutoRemove && !u.RestartPolicy.IsNone():
		return conflict("Restart policy cannot be updated because AutoRemove is enabled for the container")
	case u.Memory > 0 && u.MemorySwap == 0 && c.Host.MemorySwap > 0 && u.Memory > c.Host.MemorySwap:
		return conflict("Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time")
	}
	h := c.Host
	set(&h.Memory, u.Memory)
	set(&h.MemorySwap, u.MemorySwap)
	set(&h.MemoryReservation, u.MemoryReservation)
	set(&h.NanoCPUs, u.NanoCPUs)
	set(&h.CPUShares, u.CPUShares)
	set(&h.CPUQuota, u.CPUQuota)
	set(&h.CPUPeriod, u.CPUPeriod)
	set(&h.CpusetCpus, u.CpusetCpus)
	if u.PidsLimit != nil {
		h.PidsLimit = u.PidsLimit
	}
	if u.RestartPolicy.Name != "" {
		h.RestartPolicy = u.RestartPolicy
	}
	w.tellOf(c, events.ActionUpdate)
	return nil
}

func set[T comparable](to *T, value T) {
	var none T
	if value != none {
		*to = value
	}
}

// Wait waits until a container does what is asked for, and gives its exit code.
// begun is called when the waiting has begun.
func (w *World) Wait(ctx context.Context, ref, condition string, begun func()) (int, error) {
	switch condition {
	case "", "not-running", "next-exit", "removed":
	default:
		return 0, invalid("invalid condition: %q", condition)
	}
	w.mu.Lock()
	c, err := w.container(ref)
	if err != nil {
		w.mu.Unlock()
		return 0, err
	}
	exits := c.exits
	begun()
	for {
		gone := w.containers[c.ID] != c
		code, changed := c.state.ExitCode, c.changed
		met := gone
		switch condition {
		case "removed":
		case "next-exit":
			met = met || c.exits > exits
		default:
			met = met || !c.state.Running
		}
		w.mu.Unlock()
		if met {
			return code, nil
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-w.ctx.Done():
			return 0, w.ctx.Err()
		case <-changed:
		}
		w.mu.Lock()
	}
}

// --- the end ---

// Remove removes a container, with the volumes that have no name if asked for.
func (w *World) Remove(ref string, force, volumes bool) error {
	w.mu.Lock()
	c, err := w.container(ref)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	if c.state.Running && !force {
		defer w.mu.Unlock()
		if c.state.Paused {
			return conflict("cannot remove container %q: container is paused and must be unpaused first", "/"+c.Name)
		}
		return conflict("cannot remove container %q: container is %s: stop the container before removing or force remove", "/"+c.Name, c.state.Status)
	}
	c.removing, c.manual = true, true
	p := c.process
	if p != nil {
		w.send(c, "KILL", 9)
		w.tellOf(c, events.ActionKill, "signal", "9")
	}
	w.mu.Unlock()
	if p != nil {
		<-p.done
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.remove(c, volumes)
	return nil
}

// remove takes a container out of the world. mu is held.
func (w *World) remove(c *Container, volumes bool) {
	if w.containers[c.ID] != c {
		return
	}
	c.stopTimers()
	c.out.end()
	delete(w.containers, c.ID)
	delete(w.names, c.Name)
	for _, id := range c.execs {
		delete(w.execs, id)
	}
	if volumes {
		w.removeAnonymous(c)
	}
	w.tellOf(c, events.ActionDestroy)
	c.touch()
}

// PruneContainers removes what has ended.
func (w *World) PruneContainers(f filters.Args) (container.PruneReport, error) {
	if err := f.Validate(map[string]bool{"label": true, "label!": true, "until": true}); err != nil {
		return container.PruneReport{}, invalid("%v", err)
	}
	until, err := w.until(f)
	if err != nil {
		return container.PruneReport{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var report container.PruneReport
	for _, c := range w.newestFirst() {
		if c.state.Running || !matchesLabels(f, c.Config.Labels) || !until.IsZero() && c.Created.After(until) {
			continue
		}
		report.SpaceReclaimed += uint64(c.fs.Size())
		report.ContainersDeleted = append(report.ContainersDeleted, c.ID)
		w.remove(c, false)
	}
	w.tell(events.ContainerEventType, events.ActionPrune, "", map[string]string{"reclaimed": strconv.FormatUint(report.SpaceReclaimed, 10)})
	return report, nil
}

// until reads the filter of that name: a time, or how long ago.
func (w *World) until(f filters.Args) (time.Time, error) {
	given := f.Get("until")
	switch len(given) {
	case 0:
		return time.Time{}, nil
	case 1:
	default:
		return time.Time{}, invalid("more than one until filter specified")
	}
	if d, err := time.ParseDuration(given[0]); err == nil {
		return w.now().Add(-d), nil
	}
	if n, err := strconv.ParseFloat(given[0], 64); err == nil {
		return time.Unix(int64(n), 0), nil
	}
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(form, given[0]); err == nil {
			return t, nil
		}
	}
	return time.Time{}, invalid("failed to parse time: %q", given[0])
}

package action

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/docker/go-units"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

var containers = []*Action{
	{
		ID: "container.start", Kind: object.KindContainer, Takes: Many, Risk: Safe, Icon: "play", Key: "Ctrl+Enter",
		Words:   Words{Title: "Start", Button: "Start", Doing: "Starting", Done: "started", Also: "run up begin"},
		refuses: ofContainer(cantStart),
		command: func(on On, _ Values) command.Command { return command.StartContainers(on.words()...) },
		run: func(ctx context.Context, ops Ops, on On, _ Values, p Progress) Result {
			return each(ctx, on, 0, p, ops.Containers.Start)
		},
	},
	{
		ID: "container.stop", Kind: object.KindContainer, Takes: Many, Risk: Changes, Icon: "stop", Key: "Ctrl+.", Asks: OnWish,
		Words:   Words{Title: "Stop", Button: "Stop", With: "Stop with a time limit", Doing: "Stopping", Done: "stopped", Also: "end halt down quit"},
		refuses: ofContainer(func(c *object.Container) string { return cantEnd(c, "") }), fields: timeoutField("stop.timeout"),
		destroys: removesItself, losses: lossesOfEnding,
		command: func(on On, v Values) command.Command {
			return command.StopContainers(seconds(v, "stop.timeout"), on.words()...)
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			return each(ctx, on, 0, p, func(ctx context.Context, id string) (operations.Outcome, error) {
				return ops.Containers.Stop(ctx, id, timeout(v, "stop.timeout"))
			})
		},
	},
	{
		ID: "container.restart", Kind: object.KindContainer, Takes: Many, Risk: Changes, Icon: "restart", Key: "Ctrl+R", Asks: OnWish,
		Words:   Words{Title: "Restart", Button: "Restart", With: "Restart with a time limit", Doing: "Restarting", Done: "restarted", Also: "reboot again"},
		refuses: ofContainer(func(c *object.Container) string { return cantEnd(c, ". Start does it") }), fields: timeoutField("stop.timeout"),
		command: func(on On, v Values) command.Command {
			return command.RestartContainers(seconds(v, "stop.timeout"), on.words()...)
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			return each(ctx, on, 0, p, func(ctx context.Context, id string) (operations.Outcome, error) {
				return ops.Containers.Restart(ctx, id, timeout(v, "stop.timeout"))
			})
		},
	},
	{
		ID: "container.pause", Kind: object.KindContainer, Takes: Many, Risk: Changes, Icon: "pause", Key: "Ctrl+P",
		Words: Words{Title: "Pause", Button: "Pause", Doing: "Pausing", Done: "paused", Also: "freeze suspend"},
		refuses: ofContainer(func(c *object.Container) string {
			if c.State == object.StatePaused {
				return c.Name + " is paused already"
			}
			return notRunning(c)
		}),
		command: func(on On, _ Values) command.Command { return command.PauseContainers(on.words()...) },
		run: func(ctx context.Context, ops Ops, on On, _ Values, p Progress) Result {
			return each(ctx, on, 0, p, ops.Containers.Pause)
		},
	},
	{
		ID: "container.unpause", Kind: object.KindContainer, Takes: Many, Risk: Safe, Icon: "play", Key: "Ctrl+P",
		Words: Words{Title: "Unpause", Button: "Unpause", Doing: "Unpausing", Done: "unpaused", Also: "resume continue go on thaw"},
		refuses: ofContainer(func(c *object.Container) string {
			if c.State != object.StatePaused {
				return c.Name + " is not paused"
			}
			return ""
		}),
		command: func(on On, _ Values) command.Command { return command.UnpauseContainers(on.words()...) },
		run: func(ctx context.Context, ops Ops, on On, _ Values, p Progress) Result {
			return each(ctx, on, 0, p, ops.Containers.Unpause)
		},
	},
	{
		ID: "container.kill", Kind: object.KindContainer, Takes: Many, Risk: Changes, Icon: "kill", Asks: Always,
		Words:   Words{Title: "Kill", Button: "Kill", Doing: "Killing", Done: "killed", Also: "force end signal sigkill sighup"},
		refuses: ofContainer(func(c *object.Container) string { return cantEnd(c, "") }), fields: signalField,
		says: func(v Values) (doing, done string) {
			if s := v["kill.signal"]; s != "" && s != "KILL" {
				return "Sending " + s + " to", "sent " + s
			}
			return "Killing", "killed"
		},
		destroys: removesItself, losses: lossesOfEnding,
		command: func(on On, v Values) command.Command { return command.KillContainers(signal(v), on.words()...) },
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			return each(ctx, on, 0, p, func(ctx context.Context, id string) (operations.Outcome, error) {
				return ops.Containers.Kill(ctx, id, signal(v))
			})
		},
	},
	{
		ID: "container.rename", Kind: object.KindContainer, Takes: One, Risk: Changes, Icon: "rename", Key: "F2", Asks: Always,
		Words:  Words{Title: "Rename", Button: "Rename", Doing: "Renaming", Done: "renamed", Also: "name call"},
		fields: renameField,
		says: func(v Values) (doing, done string) {
			return "Renaming", "renamed to " + v.trimmed("rename.name")
		},
		command: func(on On, v Values) command.Command {
			return command.RenameContainer(on.word(on.IDs[0]), v.named("rename.name"))
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			return each(ctx, on, 1, p, func(ctx context.Context, id string) (operations.Outcome, error) {
				return ops.Containers.Rename(ctx, id, v.trimmed("rename.name"))
			})
		},
	},
	{
		ID: "container.update", Kind: object.KindContainer, Takes: Many, Risk: Changes, Icon: "cpu", Key: "Ctrl+L", Asks: Always,
		Words: Words{Title: "Change limits", Button: "Change", Before: " of ", Doing: "Changing the limits of", Done: "given new limits", Also: "limit update memory cpu cpus restart policy resources"},
		refuses: ofContainer(func(c *object.Container) string {
			if c.State == object.StateDead {
				return c.Name + " is dead"
			}
			return ""
		}),
		fields: limitFields,
		ready: func(on On, v Values) string {
			if limits(on, v) == (operations.Limits{}) {
				return "Nothing is changed yet"
			}
			return ""
		},
		command: func(on On, v Values) command.Command {
			return command.UpdateContainers(command.Limits(limits(on, v)), on.words()...)
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			l := limits(on, v)
			return each(ctx, on, 0, p, func(ctx context.Context, id string) (operations.Outcome, error) {
				return ops.Containers.Update(ctx, id, l)
			})
		},
	},
	{
		ID: "container.remove", Kind: object.KindContainer, Takes: Many, Risk: Destroys, Icon: "remove", Key: "Delete",
		Words: Words{Title: "Remove", Button: "Remove", Doing: "Removing", Done: "removed", Also: "delete rm erase trash"},
		refuses: ofContainer(func(c *object.Container) string {
			if c.State == object.StateRemoving {
				return c.Name + " is being removed"
			}
			return ""
		}),
		fields: removeFields, losses: lossesOfRemoving,
		commands: func(on On, v Values) []command.Command {
			return append(on.keepingFirst(v), command.RemoveContainers(v.on("remove.force"), v.on("remove.volumes"), on.words()...))
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			return on.keepFirst(ctx, ops, v, p, func() Result {
				return each(ctx, on, 0, p, func(ctx context.Context, id string) (operations.Outcome, error) {
					return ops.Containers.Remove(ctx, id, v.on("remove.force"), v.on("remove.volumes"))
				})
			})
		},
	},
}

func ofContainer(why func(*object.Container) string) func(On, string) string {
	return func(on On, id string) string { return format.CleanLine(why(on.Snapshot.Container(id))) }
}

func cantStart(c *object.Container) string {
	switch c.State {
	case object.StateRunning:
		return c.Name + " is running"
	case object.StatePaused:
		return c.Name + " is paused. Unpause lets it go on"
	case object.StateRestarting:
		return c.Name + " is restarting by itself"
	case object.StateRemoving, object.StateDead:
		return c.Name + " is being removed"
	}
	return ""
}

// alive says that its program exists, or is about to again.
func alive(c *object.Container) bool { return c.Running() || c.State == object.StateRestarting }

func cantEnd(c *object.Container, instead string) string {
	if alive(c) {
		return ""
	}
	return c.Name + " is not running" + instead
}

func notRunning(c *object.Container) string {
	if c.State == object.StateRunning {
		return ""
	}
	return c.Name + " is not running"
}

func timeoutField(id string) func(On) []Field {
	return func(On) []Field {
		return []Field{{
			ID: id, Label: "Time to finish", Unit: "seconds", Hint: "10", Kind: Number,
			Check: func(v Values) string {
				if n, err := strconv.Atoi(v.trimmed(id)); err == nil && n > 24*3600 {
					return "A day is the longest"
				}
				return ""
			},
			Remark: func(v Values) string {
				switch v.trimmed(id) {
				case "":
					return "Left empty, it is what the container was made with, usually 10."
				case "0":
					return "It is ended at once, without being asked."
				}
				return "Then it is ended, finished or not."
			},
		}}
	}
}

// seconds is the timeout for a command.
func seconds(v Values, id string) int {
	n, err := strconv.Atoi(v.trimmed(id))
	if err != nil {
		return command.DefaultTimeout
	}
	return n
}

func timeout(v Values, id string) *time.Duration {
	n := seconds(v, id)
	if n == command.DefaultTimeout {
		return nil
	}
	return new(time.Duration(n) * time.Second)
}

var signals = []struct{ name, does string }{
	{"KILL", "Ends the program at once. It can't finish anything or refuse."},
	{"TERM", "Asks the program to finish, as Stop does at first."},
	{"INT", "What Ctrl+C in a terminal sends: most programs end."},
	{"HUP", "Many servers read their settings again; others end."},
	{"QUIT", "Ends the program; some finish open requests first."},
	{"USR1", "Means what the program's makers wanted. Look it up before you send it."},
	{"USR2", "Means what the program's makers wanted. Look it up before you send it."},
}

func signalField(On) []Field {
	f := Field{ID: "kill.signal", Label: "Signal", Kind: Choice, Default: "KILL"}
	for _, s := range signals {
		f.Choices = append(f.Choices, Option{s.name, s.name})
	}
	f.Remark = func(v Values) string {
		for _, s := range signals {
			if s.name == v["kill.signal"] {
				return s.does
			}
		}
		return ""
	}
	return []Field{f}
}

// signal is "" for what the command sends anyway.
func signal(v Values) string {
	if s := v["kill.signal"]; s != "KILL" {
		return s
	}
	return ""
}

var nameRule = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]+$`)

// badName says what is wrong with the name of a container or a volume.
func badName(name string) string {
	switch {
	case nameRule.MatchString(name):
		return ""
	case len(name) == 1:
		return "A name has two letters at least"
	case strings.ContainsAny(name[:1], "_.-"):
		return "A name begins with a letter or a digit"
	}
	return "A name is made of the letters a to z, digits, and _ . -"
}

func renameField(on On) []Field {
	c := on.Snapshot.Container(on.IDs[0])
	return []Field{{
		ID: "rename.name", Label: "New name", Kind: Text, Default: c.Name,
		Check: func(v Values) string {
			name := v.trimmed("rename.name")
			if name == "" {
				return "Type a name"
			}
			if name == c.Name {
				return "It is called that now"
			}
			for _, other := range on.Snapshot.Containers {
				if other.Name == name {
					return "Another container is called " + name
				}
			}
			return badName(name)
		},
	}}
}

func removeFields(on On) []Field {
	running, anonymous := []string{}, false
	for _, c := range on.containers() {
		if alive(c) {
			running = append(running, format.CleanLine(c.Name))
		}
		anonymous = anonymous || len(anonymousOf(c)) > 0
	}
	var list []Field
	if len(running) > 0 {
		is := " is running"
		if len(running) > 1 {
			is = " are running"
		}
		list = append(list, Field{
			ID: "remove.force", Label: "Also if it is running", Kind: Switch,
			Check: func(v Values) string {
				if v.on("remove.force") {
					return ""
				}
				return few(running) + is + ". Stop first, or switch this on"
			},
			Remark: func(Values) string { return "The program is ended without being asked to finish." },
		})
	}
	if anonymous {
		list = append(list, Field{
			ID: "remove.volumes", Label: "Also its volumes that nobody named", Kind: Switch,
			Remark: func(v Values) string {
				if v.on("remove.volumes") {
					return ""
				}
				return "They would stay behind, where no container uses them."
			},
		})
	}
	list = append(list, keepImageField(on))
	if anonymous {
		list = append(list, keepVolumesField(on, func(v Values) bool { return v.on("remove.volumes") }))
	}
	return list
}

func anonymousOf(c *object.Container) []string {
	var names []string
	for _, m := range c.Mounts {
		if m.Type == "volume" && m.Anonymous && m.Name != "" {
			names = append(names, m.Name)
		}
	}
	return names
}

// removesItself reports containers that the engine removes when they end, at a
// signal that makes them.
func removesItself(on On, v Values) bool {
	if s := v["kill.signal"]; s == "HUP" || s == "USR1" || s == "USR2" {
		return false
	}
	for _, c := range on.containers() {
		if c.AutoRemove {
			return true
		}
	}
	return false
}

// lossesOfEnding are those of containers that were made with --rm.
func lossesOfEnding(on On, v Values) Losses {
	if !removesItself(on, v) {
		return Losses{Freed: -1}
	}
	ending := on
	ending.IDs = nil
	for _, c := range on.containers() {
		if c.AutoRemove {
			ending.IDs = append(ending.IDs, c.ID)
		}
	}
	l := lossesOfRemoving(ending, Values{"remove.volumes": Yes})
	if len(ending.IDs) == 1 {
		l.Care = ending.name(ending.IDs[0]) + " was made to be removed when it ends (--rm)."
	} else {
		l.Care = "These were made to be removed when they end (--rm)."
	}
	for _, c := range on.containers() {
		if !c.AutoRemove {
			l.stays(object.KindContainer, format.CleanLine(c.Name), "stopped, with its files")
		}
	}
	return l
}

func lossesOfRemoving(on On, v Values) Losses {
	l := Losses{Freed: -1}
	going := map[string]bool{}
	for _, c := range on.containers() {
		going[c.ID] = true
		on.losesContainer(&l, c, "")
	}
	for _, c := range on.containers() {
		for _, m := range c.Mounts {
			on.lossOfMount(&l, going, m, v.on("remove.volumes"))
		}
	}
	for _, c := range on.containers() {
		line := Line{Kind: object.KindImage, Text: format.CleanLine(format.ImageName(c)), Detail: "a new container can be made from it", Size: -1}
		if i := on.Snapshot.Image(c.ImageID); i != nil && i.Size > 0 {
			line.Size = i.Size
		}
		l.remains(line)
	}
	for _, c := range on.containers() {
		for _, e := range c.Networks {
			if n := on.Snapshot.Network(e.NetworkID); n != nil && !n.Predefined() {
				l.stays(object.KindNetwork, format.CleanLine(n.Name), "without "+few(containerNames(on.containers())))
			}
		}
	}
	l.sum()
	return l
}

func (on On) lossOfMount(l *Losses, going map[string]bool, m object.Mount, volumes bool) {
	s := on.Snapshot
	switch {
	case m.Type == "bind":
		l.stays("folder", format.CleanLine(m.Source), "a folder of this computer")
	case m.Type != "volume" || m.Name == "":
	case !m.Anonymous:
		l.remains(on.volumeLine(m.Name, on.ifUncounted("with its files")))
	case !volumes:
		detail := on.ifUncounted("nobody named it, and no container will use it")
		if detail == "" { // what was counted needs the room
			detail = "unnamed, unused from then on"
		}
		l.remains(on.volumeLine(m.Name, detail))
	default:
		for _, user := range s.UsedBy(object.Ref{Kind: object.KindVolume, ID: m.Name}) {
			if !going[user.ID] {
				l.remains(on.volumeLine(m.Name, user.Name+" uses it, too"))
				return
			}
		}
		for _, line := range l.Goes {
			if line.Ref.ID == m.Name {
				return
			}
		}
		l.Goes = append(l.Goes, on.volumeLine(m.Name, on.ifUncounted("with its files, ")+"at "+format.CleanLine(m.Destination)))
	}
}

// The least memory that an engine gives a container.
const leastMemory = 6 << 20

func limitFields(on On) []Field {
	cs := on.containers()
	memory, agree := same(cs, func(c *object.Container) int64 { return c.MemoryLimit })
	hadMemory := ""
	if agree && memory > 0 {
		hadMemory = memoryText(memory)
	}
	cpus, agree := same(cs, func(c *object.Container) float64 { return c.CPULimit })
	hadCPUs := ""
	if agree && cpus > 0 {
		hadCPUs = strconv.FormatFloat(cpus, 'f', -1, 64)
	}
	return []Field{
		{
			ID: "update.memory", Label: "Memory", Kind: Text, Default: hadMemory, Hint: "such as 512m or 2g",
			Check:  func(v Values) string { return badMemory(v.trimmed("update.memory"), hadMemory) },
			Remark: func(v Values) string { return unchanged(v.trimmed("update.memory"), hadMemory, "no limit now") },
		},
		{
			ID: "update.cpus", Label: "Processors", Kind: Text, Default: hadCPUs, Hint: "such as 0.5 or 2",
			Check:  func(v Values) string { return badCPUs(v.trimmed("update.cpus"), hadCPUs, on.Snapshot.Engine.CPUs) },
			Remark: func(v Values) string { return unchanged(v.trimmed("update.cpus"), hadCPUs, "no limit now") },
		},
		{
			ID: "update.pids", Label: "Processes", Kind: Text, Hint: "such as 100, or none",
			Check: func(v Values) string {
				s := v.trimmed("update.pids")
				if n, err := strconv.ParseInt(s, 10, 64); s != "" && s != "none" && (err != nil || n < 1) {
					return "This is a number above 0, or none"
				}
				return ""
			},
		},
		restartField(cs),
	}
}

func unchanged(now, had, without string) string {
	if now == "" && had == "" {
		return "Left empty, it stays as it is: " + without + "."
	}
	if now == had {
		return "As it is now."
	}
	return ""
}

func restartField(cs []*object.Container) Field {
	policy, agree := same(cs, func(c *object.Container) string { return c.RestartPolicy })
	if !agree || policy == "" {
		policy = keep
	}
	f := Field{ID: "update.restart", Label: "Restart by itself", Kind: Choice, Default: policy}
	if policy == keep {
		f.Choices = append(f.Choices, Option{keep, "as it is"})
	}
	f.Choices = append(f.Choices, Option{"no", "never"}, Option{"on-failure", "after a failure"},
		Option{"unless-stopped", "unless stopped"}, Option{"always", "always"})
	if _, count, counted := strings.Cut(policy, ":"); counted {
		f.Choices = append(f.Choices, Option{policy, "after a failure, up to " + count + " times"})
	}
	f.Check = func(v Values) string {
		for _, c := range cs {
			if c.AutoRemove && v["update.restart"] != policy {
				return c.Name + " is removed when it ends, so it can't be started again"
			}
		}
		return ""
	}
	return f
}

// keep is the restart policy that leaves each container its own.
const keep = "keep"

// memoryText writes a limit as docker takes it.
func memoryText(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1 << 30, "g"}, {1 << 20, "m"}, {1 << 10, "k"}} {
		if n%u.size == 0 {
			return strconv.FormatInt(n/u.size, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + "b"
}

func badMemory(s, had string) string {
	if s == "" {
		if had != "" {
			return "A limit can be changed, not taken away"
		}
		return ""
	}
	n, err := units.RAMInBytes(s)
	switch {
	case err != nil || n < 0:
		return "This is a number with m or g behind it"
	case n < leastMemory:
		return "The least is 6m"
	}
	return ""
}

func badCPUs(s, had string, most int) string {
	if s == "" {
		if had != "" {
			return "A limit can be changed, not taken away"
		}
		return ""
	}
	n, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || !(n > 0): // NaN isn't either
		return "This is a number such as 1.5"
	case n < 0.01:
		return "The least is 0.01"
	case most > 0 && n > float64(most):
		return "The engine has " + format.Count(most, "processor")
	}
	return ""
}

// limits are what differs from what the containers have.
func limits(on On, v Values) operations.Limits {
	var l operations.Limits
	fields := map[string]string{}
	for _, f := range limitFields(on) {
		fields[f.ID] = f.Default
	}
	changed := func(id string) string {
		if s := v.trimmed(id); s != fields[id] {
			return s
		}
		return ""
	}
	if n, err := units.RAMInBytes(changed("update.memory")); err == nil && n > 0 {
		l.Memory = n
		// The engine refuses more memory than memory and swap together, which is
		// twice the memory unless somebody asked for less, and nothing where
		// there was no limit.
		for _, c := range on.containers() {
			if n > c.MemoryLimit {
				l.MemorySwap = 2 * n
			}
		}
	}
	if n, err := strconv.ParseFloat(changed("update.cpus"), 64); err == nil {
		l.CPUs = n
	}
	switch s := changed("update.pids"); s {
	case "none":
		l.PIDs = -1
	default:
		l.PIDs, _ = strconv.ParseInt(s, 10, 64)
	}
	if s := changed("update.restart"); s != keep {
		l.Restart = s
	}
	return l
}

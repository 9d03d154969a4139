package journal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// read puts an event into words.
func read(ev object.Event) *Entry {
	action, detail, _ := strings.Cut(ev.Action, ": ")
	e := &Entry{Time: ev.Time, Ref: ev.Ref(), Action: action}
	e.Name = format.CleanLine(cmp.Or(ev.Name, ev.ID))
	if e.Name == ev.ID {
		e.Name = object.ShortID(ev.ID)
	}
	if ev.Kind == object.KindVolume {
		e.Name = format.VolumeName(e.Name)
	}
	if strings.HasPrefix(action, "exec_") && detail != "" {
		detail = masked(detail)
	}
	e.Means = means(ev, action, detail)
	for name, value := range ev.Attributes {
		shown, _ := secret.MaskNamed(name, value)
		e.Pairs = append(e.Pairs, [2]string{name, shown})
	}
	if detail != "" {
		e.Pairs = append(e.Pairs, [2]string{action, detail})
	}
	slices.SortFunc(e.Pairs, func(a, b [2]string) int { return cmp.Compare(a[0], b[0]) })
	return e
}

// masked is a command line without its secrets.
func masked(line string) string {
	words, _ := secret.MaskCommand(strings.Fields(line))
	return strings.Join(words, " ")
}

// plain are the words for what happened to each kind of object, where nothing
// else needs to be said.
var plain = map[object.Kind]map[string]string{
	object.KindContainer: {
		"create": "was made", "start": "was started", "stop": "was stopped", "restart": "was restarted",
		"pause": "holds still", "unpause": "goes on", "destroy": "was removed", "remove": "was removed",
		"oom": "ran out of memory", "update": "got other limits", "attach": "somebody looks at its output",
		"detach": "nobody looks at its output any more", "resize": "its terminal has another size", "commit": "was kept as an image",
		"copy": "files were copied out", "archive-path": "files were copied out", "extract-to-dir": "files were copied in",
		"export": "its files were saved", "top": "its processes were listed", "cleanup": "was tidied up", "init": "gets ready",
		"prune": "stopped containers were cleared out",
	},
	object.KindImage: {
		"pull": "was fetched", "push": "was sent to a registry", "tag": "got a name", "untag": "lost a name", "delete": "was removed",
		"load": "was read from a file", "import": "was made from a file", "save": "was written to a file", "build": "was built",
		"create": "was made", "prune": "unused images were cleared out",
	},
	object.KindVolume: {
		"create": "was made", "destroy": "was removed", "prune": "unused volumes were cleared out",
	},
	object.KindNetwork: {
		"create": "was made", "destroy": "was removed", "remove": "was removed", "update": "was changed", "prune": "unused networks were cleared out",
	},
	"builder": {"prune": "build cache was cleared out"},
	"daemon":  {"reload": "the engine read its settings again", "shutdown": "the engine stops", "start": "the engine started"},
}

// means says in plain words what happened; "" where the engine's word is all
// that is known.
func means(ev object.Event, action, detail string) string {
	if ev.Kind == object.KindContainer {
		if words, ok := containerMeans(ev, action, detail); ok {
			return words
		}
	}
	container := object.ShortID(ev.Attributes["container"])
	switch {
	case ev.Kind == object.KindVolume && action == "mount":
		return "container " + container + " uses it at " + format.CleanLine(ev.Attributes["destination"])
	case ev.Kind == object.KindVolume && action == "unmount":
		return "container " + container + " lets go of it"
	case ev.Kind == object.KindNetwork && action == "connect":
		return "container " + container + " joined"
	case ev.Kind == object.KindNetwork && action == "disconnect":
		return "container " + container + " left"
	}
	words := plain[ev.Kind][action]
	if action == "prune" {
		if n, err := strconv.ParseInt(ev.Attributes["reclaimed"], 10, 64); err == nil {
			words += ", " + format.Size(n) + " freed"
		}
	}
	return words
}

func containerMeans(ev object.Event, action, detail string) (string, bool) {
	switch action {
	case "die", "died":
		return "ended with exit code " + cmp.Or(format.CleanLine(ev.Attributes["exitCode"]), "unknown"), true
	case "kill":
		return "got the signal " + signal(ev.Attributes["signal"]), true
	case "health_status":
		return "health check: " + cmp.Or(format.CleanLine(detail), "done"), true
	case "rename":
		return "was called " + format.CleanLine(strings.TrimPrefix(ev.Attributes["oldName"], "/")), true
	case "exec_create":
		return "a command was prepared inside", true
	case "exec_start":
		return "a command runs inside: " + format.CleanLine(detail), true
	case "exec_die", "exec_died":
		return "the command inside ended with exit code " + cmp.Or(format.CleanLine(ev.Attributes["exitCode"]), "unknown"), true
	}
	return "", false
}

// signals are those that people meet; the engine tells the number.
var signals = map[string]string{
	"1": "HUP", "2": "INT", "3": "QUIT", "6": "ABRT", "9": "KILL", "10": "USR1", "12": "USR2", "15": "TERM", "28": "WINCH",
}

func signal(number string) string {
	if name, ok := signals[number]; ok {
		return "SIG" + name
	}
	return format.CleanLine(cmp.Or(number, "unknown"))
}

// Group is the sort of object as the filter has it.
type Group string

// The groups.
const (
	Containers Group = "containers"
	Inside     Group = "inside" // commands that run inside a container, such as health checks
	Images     Group = "images"
	Volumes    Group = "volumes"
	Networks   Group = "networks"
	Others     Group = "others"
)

// Group is where the entry belongs.
func (e *Entry) Group() Group {
	switch e.Ref.Kind {
	case object.KindContainer:
		if strings.HasPrefix(e.Action, "exec_") {
			return Inside
		}
		return Containers
	case object.KindImage:
		return Images
	case object.KindVolume:
		return Volumes
	case object.KindNetwork:
		return Networks
	}
	return Others
}

// Text is everything that a search looks in.
func (e *Entry) Text() string {
	var b strings.Builder
	for _, s := range []string{e.Name, string(e.Ref.Kind), e.Action, e.Means, e.Ref.ID} {
		b.WriteString(s)
		b.WriteByte('\n')
	}
	for _, p := range e.Pairs {
		b.WriteString(p[0] + "=" + p[1] + "\n")
	}
	return b.String()
}

// Matches reports whether every word is somewhere in its text, upper or lower
// case alike.
func (e *Entry) Matches(query string) bool {
	text := ""
	for _, w := range strings.Fields(strings.ToLower(query)) {
		if text == "" {
			text = strings.ToLower(e.Text())
		}
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

package containers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/top"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// readEvery is how often the list is read while the person wants that.
const readEvery = 2 * time.Second

// processesTab is the processes of the selected container. The engine tells
// nobody when a process starts, so it reads the list when it is shown, when a
// command starts or ends inside, and when the person asks; again and again only
// if the person switches that on.
type processesTab struct {
	host *page.Host
	now  *object.Container
	link object.Link
	seen bool

	unhear func() // ends the listening to events
	every  bool
	timer  *time.Timer // of the next reading; nil for none
	number int         // of the reading; answers to others are dropped
	cancel context.CancelFunc
	again  bool // something happened while it read

	content fyne.CanvasObject
	words   *widgets.Text
	chip    *widgets.Chip
	read    *widgets.Button
	list    *datalist.DataList[process]
	line    *widgets.Text
	lineRow *fyne.Container // leaves its room to what is said in an empty list
}

// process is a row: a process with its command as it may be shown.
type process struct{ top.Process }

func newProcessesTab(host *page.Host) *processesTab { return &processesTab{host: host} }

func (t *processesTab) object() fyne.CanvasObject {
	if t.content != nil {
		return t.content
	}
	t.words = widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	t.words.ID, t.words.Truncate = "processes.words", true
	t.chip = widgets.NewChip("processes.every", "Every 2 s", t.toggleEvery)
	t.chip.Topic = "tab.processes"
	t.read = widgets.NewButton("processes.again", "Read again", "refresh", widgets.Quiet, t.ask)
	t.read.Topic = "tab.processes"
	right := container.New(layout.NewCustomPaddedHBoxLayout(8), widgets.Middle(t.chip), t.read)
	bar := container.NewBorder(nil, nil, nil, right, widgets.PadSides(widgets.Middle(t.words), 0, 12, 0, 2))
	t.list = t.newList()
	t.line = widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Mono: true, Color: theme.Muted})
	t.line.ID, t.line.Truncate = "processes.command", true
	t.lineRow = widgets.PadSides(t.line, 6, 0, 0, 2)
	t.lineRow.Hide()
	t.content = container.NewBorder(widgets.PadSides(bar, 0, 0, 6, 0), t.lineRow, nil, nil, t.list)
	return t.content
}

func (t *processesTab) newList() *datalist.DataList[process] {
	number := func(n int) string {
		if n < 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	column := func(id, title string, text func(process) string) datalist.Column[process] {
		return datalist.Column[process]{ID: id, Title: title, Topic: "column.processes." + id, Text: text}
	}
	pid := column("pid", "PID", func(p process) string { return number(p.PID) })
	pid.Min, pid.Ideal, pid.Align, pid.Compare = 62, 70, datalist.Right, func(a, b process) int { return cmp.Compare(a.PID, b.PID) }
	parent := column("parent", "Parent", func(p process) string { return number(p.Parent) })
	parent.Min, parent.Ideal, parent.Align, parent.Priority = 62, 70, datalist.Right, 5
	parent.Compare = func(a, b process) int { return cmp.Compare(a.Parent, b.Parent) }
	user := column("user", "User", func(p process) string { return p.User })
	user.Min, user.Ideal, user.Priority = 64, 84, 1
	cpu := column("cpu", "CPU", func(p process) string {
		if p.CPU < 0 {
			return ""
		}
		return format.Percent(p.CPU)
	})
	cpu.Min, cpu.Ideal, cpu.Align, cpu.Priority, cpu.Compare = 56, 62, datalist.Right, 2, func(a, b process) int { return cmp.Compare(a.CPU, b.CPU) }
	memory := column("memory", "Memory", func(p process) string {
		if p.Memory < 0 {
			return ""
		}
		return format.Memory(float64(p.Memory))
	})
	memory.Min, memory.Ideal, memory.Align, memory.Priority = 66, 74, datalist.Right, 2
	memory.Compare = func(a, b process) int { return cmp.Compare(a.Memory, b.Memory) }
	age := column("age", "Age", func(p process) string { return p.Age })
	age.Min, age.Ideal, age.Align, age.Priority, age.Compare = 76, 84, datalist.Right, 3, func(a, b process) int { return compareTimes(a.Age, b.Age) }
	used := column("time", "CPU time", func(p process) string { return p.Time })
	used.Min, used.Ideal, used.Align, used.Priority, used.Compare = 78, 84, datalist.Right, 4, func(a, b process) int { return compareTimes(a.Time, b.Time) }
	state := column("state", "State", func(p process) string { return stateWords(p.State) })
	state.Min, state.Ideal, state.Priority = 62, 70, 4
	line := column("command", "Command", func(p process) string { return p.Command })
	line.Min, line.Ideal, line.Grow, line.Style = 140, 220, 1, datalist.Code
	return datalist.New(datalist.Config[process]{
		ID: "processes", Post: t.host.Post, Sort: "pid",
		Key:     func(p process) string { return strconv.Itoa(p.PID) },
		Topic:   func(process) string { return "tab.processes" },
		Columns: []datalist.Column[process]{pid, parent, user, cpu, memory, age, used, state, line},
		OnMenu:  t.menu,
	})
}

// compareTimes orders what ps writes: 03:04, 02:03:04, 1-02:03:04. What is
// longer is more, as every part but the first has two digits.
func compareTimes(a, b string) int {
	if len(a) != len(b) {
		return cmp.Compare(len(a), len(b))
	}
	return strings.Compare(a, b)
}

// stateWords is what a process does, for the first letter that ps has for it.
func stateWords(letters string) string {
	if letters == "" {
		return ""
	}
	words := map[byte]string{'R': "runs", 'S': "waits", 'I': "waits", 'D': "disk", 'T': "stopped", 't': "traced", 'Z': "ended"}
	if w := words[letters[0]]; w != "" {
		return w
	}
	return letters
}

func (t *processesTab) menu(keys []string, at fyne.Position) {
	var lines []string
	for _, k := range keys {
		if p, ok := t.list.Item(k); ok {
			lines = append(lines, fmt.Sprintf("%d\t%s\t%s", p.PID, p.User, p.Command))
		}
	}
	if len(lines) == 0 {
		return
	}
	t.host.Menu([]page.MenuItem{
		{ID: "processes.copy", Title: "Copy as text", Icon: "copy", Topic: "action.window.copy", Do: func() { t.host.Copy(strings.Join(lines, "\n")) }},
	}, at)
}

// show says which container is selected, and how the engine stands.
func (t *processesTab) show(c *object.Container, all *object.Snapshot) {
	changed := t.now == nil || t.now.ID != c.ID || t.now.State != c.State || t.now.Started != c.Started || t.link != all.Link
	other := t.now == nil || t.now.ID != c.ID
	t.now, t.link = c, all.Link
	if t.content == nil || !changed {
		return
	}
	if other {
		t.stopEvery()
		t.fill(nil)
	}
	if t.seen {
		t.ask()
	}
}

func (t *processesTab) shown() {
	t.object()
	t.seen = true
	if t.host.Events != nil {
		t.unhear = t.host.Events(t.heard)
	}
	t.ask()
}

func (t *processesTab) hidden() {
	t.seen = false
	if t.unhear != nil {
		t.unhear()
		t.unhear = nil
	}
	t.stopEvery()
	t.stop()
}

// heard reads again when a command starts or ends inside. It is called by any
// goroutine.
func (t *processesTab) heard(ev object.Event) {
	action, _, _ := strings.Cut(ev.Action, ":")
	if ev.Kind != object.KindContainer || action != "exec_start" && action != "exec_die" && action != "exec_died" {
		return
	}
	t.host.Post(func() {
		if t.seen && t.now != nil && t.now.ID == ev.ID {
			t.ask()
		}
	})
}

func (t *processesTab) toggleEvery() {
	if t.every {
		t.stopEvery()
		return
	}
	t.every = true
	t.chip.SetOn(true)
	t.ask()
}

func (t *processesTab) stopEvery() {
	t.every = false
	t.chip.SetOn(false)
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
}

// stop gives up the reading that is under way.
func (t *processesTab) stop() {
	t.number++
	t.again = false
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
}

// ask reads the list, unless it is known that there is none.
func (t *processesTab) ask() {
	c := t.now
	if c == nil {
		return
	}
	name := shortName(c)
	t.line.SetText(command.ContainerProcesses(c.Name, top.Columns...).Display(command.Bash))
	if !c.Running() || t.link == object.LinkLost {
		t.stop()
		t.nothing(name)
		return
	}
	t.read.SetDisabled(false)
	t.chip.SetDisabled(false)
	if t.cancel != nil { // its answer may be older than what happened
		t.again = true
		return
	}
	t.number++
	mine := t.number
	given, cancel := context.WithCancel(context.Background())
	t.cancel = cancel
	if t.list.Total() == 0 {
		t.list.SetEmpty(widgets.Empty("Reading the processes", "The engine is asked what runs inside.", nil))
	}
	t.host.Go(func(ctx context.Context) {
		ctx, end := context.WithCancel(ctx)
		defer end()
		defer context.AfterFunc(given, end)()
		list, plain, err := t.host.Processes(ctx, c.ID)
		t.host.Post(func() {
			if t.number == mine {
				t.answered(name, list, plain, err)
			}
		})
	})
}

func (t *processesTab) answered(name string, list []top.Process, plain bool, err error) {
	t.cancel()
	t.cancel = nil
	if t.again {
		t.again = false
		defer t.ask()
	}
	switch {
	case errors.Is(err, top.ErrNotRunning):
		t.nothing(name)
		return
	case err != nil:
		t.say("The engine gave no answer: "+format.CleanLine(err.Error()), theme.Danger)
	default:
		rows := make([]process, len(list))
		for i, p := range list {
			shown, _ := secret.MaskCommand(strings.Fields(p.Command))
			p.Command = format.CleanLine(strings.Join(shown, " "))
			rows[i] = process{p}
		}
		t.fill(rows)
		words := counted(len(list)) + ", read at " + t.host.Now().Format("15:04:05") + "."
		if plain {
			words += " This engine's computer says less of them than others."
		}
		t.say(words, theme.Muted)
	}
	if t.every {
		t.timer = time.AfterFunc(readEvery, func() {
			t.host.Post(func() {
				if t.every && t.seen {
					t.ask()
				}
			})
		})
	}
}

// fill shows rows, and their command if there are any.
func (t *processesTab) fill(rows []process) {
	t.list.SetItems(rows)
	if shown := len(rows) > 0; shown != t.lineRow.Visible() {
		widgets.SetVisible(t.lineRow, shown)
		t.content.Refresh()
	}
}

func counted(n int) string {
	if n == 1 {
		return "1 process"
	}
	return strconv.Itoa(n) + " processes"
}

// nothing says why there are no processes.
func (t *processesTab) nothing(name string) {
	t.stopEvery()
	t.read.SetDisabled(true)
	t.chip.SetDisabled(true)
	t.fill(nil)
	if t.link == object.LinkLost {
		t.list.SetEmpty(widgets.Empty("The engine does not answer", "The processes are read as soon as it does.", nil))
	} else {
		t.list.SetEmpty(widgets.Empty(name+" does not run", "So it has no processes. Start it to see them here.", nil))
	}
	t.say("", theme.Muted)
}

func (t *processesTab) say(words string, ink fyne.ThemeColorName) {
	t.words.SetColor(ink)
	t.words.SetText(words)
}

package run

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// section is a part of the form that is folded away until it is wanted. Its head
// counts what is said in it.
type section struct {
	p      *Page
	title  string
	head   *widgets.Button
	object *padded
	flags  []runcommand.Flag
	paths  []string // further fields in it
	open   bool
}

// custom are the flags that have controls of their own in the form.
var custom = []string{
	"detach", "interactive", "tty", "rm", "name", "publish", "env", "volume", "mount", "tmpfs", "network", "network-alias",
	"ip", "ip6", "link-local-ip", "mac-address", "restart",
}

// makeSections puts every flag of the table that has no control of its own into
// the section that the table says.
func (p *Page) makeSections() []*section {
	list := []*section{
		p.section("Environment", []string{runcommand.Telling}, modal.NewStack(cardGap, p.env().object, p.given.object), "env"),
		p.section("Network", []string{runcommand.Network}, p.network(), "networks"),
		p.section("Program", []string{runcommand.Program}, p.program(), "command"),
		p.section("Limits", []string{runcommand.Limits}, nil),
		p.section("Safety", []string{runcommand.Safety}, nil),
		p.section("Health", []string{runcommand.Health}, nil),
		p.section("Output", []string{runcommand.Output}, nil),
		p.section("Labels", []string{runcommand.Notes}, nil),
		p.section("Everything else", []string{runcommand.Basics, runcommand.Doors, runcommand.Data, runcommand.Windows}, nil),
	}
	return list
}

// section makes one. own are its controls that no flag stands for alone.
func (p *Page) section(title string, parts []string, own fyne.CanvasObject, paths ...string) *section {
	s := &section{p: p, title: title, paths: paths}
	id := "run.section." + strings.ToLower(strings.ReplaceAll(title, " ", "-"))
	s.head = widgets.NewButton(id, title, "chevron-right", widgets.Quiet, func() { s.unfold(!s.open) })
	s.head.Topic = "page.run"
	blocks := []fyne.CanvasObject{widgets.NewText(title, widgets.TextStyle{Bold: true})}
	if own != nil {
		blocks = append(blocks, own)
	}
	var everyday, rare []fyne.CanvasObject
	for _, f := range runcommand.Flags() {
		if !slices.Contains(parts, f.Section) || f.Field == "" || slices.Contains(custom, f.Long) {
			continue
		}
		s.flags = append(s.flags, f)
		made := p.flagField(f)
		if f.Use == runcommand.Form {
			everyday = append(everyday, made)
		} else {
			rare = append(rare, made)
		}
	}
	blocks = append(blocks, pairs(everyday)...)
	if len(rare) > 0 {
		blocks = append(blocks, widgets.NewText("Rarely needed", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted, Bold: true}))
		blocks = append(blocks, pairs(rare)...)
	}
	s.object = newPadded(modal.NewStack(cardGap, blocks...))
	s.object.Hide()
	return s
}

// pairs puts fields side by side, two in a row.
func pairs(fields []fyne.CanvasObject) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for i := 0; i < len(fields); i += 2 {
		second := fyne.CanvasObject(modal.NewStack(0))
		if i+1 < len(fields) {
			second = fields[i+1]
		}
		rows = append(rows, modal.NewRow(rowGap, fields[i], second))
	}
	return rows
}

// unfold shows the section, or folds it away.
func (s *section) unfold(open bool) {
	if s.open == open {
		return
	}
	s.open = open
	s.head.SetIcon(map[bool]string{true: "chevron-down", false: "chevron-right"}[open])
	widgets.SetVisible(s.object, open)
	s.p.column.Refit()
}

// tell counts in the head what is said in the section.
func (s *section) tell() {
	n := 0
	for _, f := range s.flags {
		if len(f.Lines(&s.p.m.spec)) > 0 {
			n++
		}
	}
	switch {
	case slices.Contains(s.paths, "env"):
		n += len(s.p.m.spec.Env)
	case slices.Contains(s.paths, "networks"):
		n += len(s.p.m.spec.Networks)
	case slices.Contains(s.paths, "command") && len(s.p.m.spec.Command) > 0:
		n++
	}
	words := s.title
	if n > 0 {
		words = fmt.Sprintf("%s (%d)", s.title, n)
	}
	s.head.SetText(words)
}

// has reports whether a word of the command comes from the section.
func (s *section) has(t command.Token) bool {
	return slices.ContainsFunc(s.paths, func(path string) bool { return about(path, t) }) ||
		slices.ContainsFunc(s.flags, func(f runcommand.Flag) bool { return about(f.Field, t) })
}

// flagField is the control of a flag as the table describes it.
func (p *Page) flagField(f runcommand.Flag) fyne.CanvasObject {
	hint := f.Value
	var made *field
	switch {
	case f.Switch():
		made = p.toggle(f.Field, labelOf(f), f.Topic(), func(s *spec.RunSpec) bool {
			lines := f.Lines(s)
			return len(lines) > 0 && lines[0] == "true"
		}, func(s *spec.RunSpec, on bool) {
			p.fill(f, s, map[bool][]string{true: {"true"}}[on])
		})
	case f.Many:
		made = p.value(f.Field, labelOf(f), hint+", …", f.Topic(), func(s *spec.RunSpec) string {
			return strings.Join(f.Lines(s), ", ")
		}, func(s *spec.RunSpec, v string) { p.fill(f, s, splitList(v)) })
	default:
		made = p.value(f.Field, labelOf(f), hint, f.Topic(), func(s *spec.RunSpec) string {
			return strings.Join(f.Lines(s), "")
		}, func(s *spec.RunSpec, v string) {
			p.fill(f, s, map[bool][]string{true: {strings.TrimSpace(v)}}[strings.TrimSpace(v) != ""])
		})
	}
	note := widgets.NewParagraph(upper(f.Means), widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	return modal.NewStack(2, made.object, note)
}

// fill takes a flag's text over. One that can't be read yet is kept out of the
// spec, and said at the field by unread.
func (p *Page) fill(f runcommand.Flag, s *spec.RunSpec, lines []string) {
	delete(p.unread, f.Field)
	if err := f.Fill(s, lines); err != nil {
		p.unread[f.Field] = upper(err.Error())
	}
}

// splitList takes a list apart at its commas and line breaks.
func splitList(text string) []string {
	var list []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

func upper(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// labels are the names of flags that their long names don't make.
var labels = map[string]string{
	"cpus": "Processors", "pids-limit": "Processes", "cap-add": "Rights to add", "cap-drop": "Rights to drop", "dns": "DNS servers",
	"dns-search": "DNS search domains", "dns-option": "DNS options", "env-file": "Files with variables", "read-only": "Its own files are read-only",
	"security-opt": "Security options", "user": "Runs as", "group-add": "Further groups", "workdir": "Working folder", "health-cmd": "Check with",
	"health-interval": "Every", "health-timeout": "A check may take", "health-retries": "Failures in a row", "health-start-period": "Time to get ready",
	"health-start-interval": "Every, while it gets ready", "no-healthcheck": "No health check", "log-driver": "Where output goes", "log-opt": "Settings for that",
	"label": "Labels", "label-file": "Files with labels", "add-host": "Names of other computers", "init": "A small helper as process 1", "gpus": "Graphics processors",
	"privileged": "Nearly every right on this computer", "publish-all": "Publish every exposed port", "volumes-from": "Volumes of other containers",
	"shm-size": "Shared memory", "ulimit": "Limits for a process", "sysctl": "Kernel settings", "device": "Devices", "pull": "When to fetch the image",
	"oom-kill-disable": "Never end it when memory runs out", "entrypoint": "Start instead of the image's program", "memory": "Memory", "link": "Links (old)",
	"cpuset-cpus": "Which processors", "cpuset-mems": "Which memory nodes", "uts": "Host name space", "ipc": "Shared memory space", "pid": "Process space",
}

func labelOf(f runcommand.Flag) string {
	if known, ok := labels[f.Long]; ok {
		return known
	}
	return upper(strings.ReplaceAll(f.Long, "-", " "))
}

// network are the networks that it is on, with its further names there.
func (p *Page) network() fyne.CanvasObject {
	add := p.adder("networks.add", "Another network", "networks", "field.run.network", func(s *spec.RunSpec) {
		s.Networks = append(s.Networks, spec.Network{})
	})
	return p.lines("networks", lines{
		count: func(s *spec.RunSpec) int { return len(s.Networks) },
		drop:  func(s *spec.RunSpec, i int) { s.Networks = slices.Delete(s.Networks, i, i+1) },
		row: func(i int) *modal.Row {
			path := "networks." + itoa(i)
			name := p.valueWith(p.networkButton(i), path, "Network", "a name, host or none", "field.run.network",
				func(s *spec.RunSpec) string { return s.Networks[i].Name },
				func(s *spec.RunSpec, v string) { s.Networks[i].Name = strings.TrimSpace(v) })
			alias := p.value(path+".aliases", "Further names there", "db, …", "field.run.network-alias",
				func(s *spec.RunSpec) string { return strings.Join(s.Networks[i].Aliases, ", ") },
				func(s *spec.RunSpec, v string) { s.Networks[i].Aliases = splitList(v) })
			address := p.text(path+".ipv4", "Address there", "any free one", "field.run.ip",
				func(s *spec.RunSpec) *string { return &s.Networks[i].IPv4 })
			return modal.NewRow(rowGap, name.object, alias.object, address.object)
		},
	}, add).object
}

// program is what runs inside: the words after the image.
func (p *Page) program() fyne.CanvasObject {
	made := p.value("command", "Command", "what the image says", "field.run.command", func(s *spec.RunSpec) string {
		words := make([]string, len(s.Command))
		for i, w := range s.Command {
			words[i] = command.Bash.Quote(w)
		}
		return strings.Join(words, " ")
	}, func(s *spec.RunSpec, v string) {
		delete(p.unread, "command")
		read := runcommand.Parse("docker run x "+v, runcommand.Options{Shell: command.Bash, Dir: p.o.Dir})
		if open := read.Questions(); len(open) > 0 {
			p.unread["command"] = open[0].Words
			return
		}
		s.Command = read.Spec.Command
	})
	made.long().focus.(*modal.Entry).ID = "run.program" // run.command is the whole line
	return made.object
}

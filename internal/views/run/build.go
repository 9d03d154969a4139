package run

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
)

// build makes the form, from the everyday to the rare.
func (p *Page) build() {
	p.line = p.newLine("run.command")
	p.steps = newSteps(p)
	p.images = newImages(p)
	p.before = newBefore()
	p.foot = newFoot(p)
	p.card = newJobCard(p)
	p.given = newGiven(p)
	p.lacks = widgets.NewParagraph("", widgets.TextStyle{Color: theme.Warn, Bold: true})
	p.lacks.ID = "run.lacks"
	p.lacking = modal.NewStack(0, widgets.Remark("warning", theme.Warn, p.lacks))
	p.lacking.Hide()
	blocks := []fyne.CanvasObject{
		p.lacking,
		card("", p.basics()),
		card("Ports", p.ports().object),
		card("Files", p.mounts().object),
	}
	p.sections = p.makeSections()
	var heads []fyne.CanvasObject
	for _, s := range p.sections {
		heads = append(heads, s.head)
	}
	blocks = append(blocks, widgets.NewFlow(8, 4, heads...))
	for _, s := range p.sections {
		blocks = append(blocks, s.object)
	}
	blocks = append(blocks, p.before.object)
	margin := theme.Size(theme.SizeMargin)
	p.column = column.New(column.Options{Gap: 10, Top: 2, Bottom: margin, Sides: margin}, blocks...)
	title := widgets.High(widgets.Sized(widgets.Middle(widgets.Title("Run a container")), 0, theme.Size(theme.SizeControl)))
	bottom := widgets.PadSides(modal.NewStack(8, p.card.object, p.steps.words, p.line, p.steps.object, p.foot.why, p.foot.object), 8, margin, margin, margin)
	p.content = container.New(&formLayout{bottom: bottom.Objects[0].(*modal.Stack), margin: margin, line: p.line},
		widgets.PadSides(title, 14, margin, 10, margin), p.column, bottom)
}

// card is a titled part of the form.
func card(title string, body fyne.CanvasObject) fyne.CanvasObject {
	blocks := []fyne.CanvasObject{body}
	if title != "" {
		blocks = append([]fyne.CanvasObject{widgets.NewText(title, widgets.TextStyle{Bold: true})}, blocks...)
	}
	return newPadded(modal.NewStack(cardGap, blocks...))
}

func (p *Page) basics() fyne.CanvasObject {
	name := p.text("name", "Name", "the engine makes one up", "field.run.name", func(s *spec.RunSpec) *string { return &s.Name })
	how := p.chips("detach", "When it runs", []choice{
		{"background", "In the background", "field.run.detach"},
		{"output", "Show its output", "field.run.detach"},
		{"terminal", "With a terminal", "field.run.interactive"},
	}, howOf, setHow)
	ends := p.chips("rm", "When it ends", []choice{
		{"keep", "Keep it", "field.run.rm"}, {"remove", "Remove it", "field.run.rm"},
	}, func(s *spec.RunSpec) string {
		return map[bool]string{true: "remove", false: "keep"}[s.Rm]
	}, func(s *spec.RunSpec, v string) { s.Rm = v == "remove" })
	again := p.chips("restart", "Start it again by itself", []choice{
		{"", "Never", "field.run.restart"}, {"on-failure", "After an error", "field.run.restart"},
		{"unless-stopped", "Unless you stopped it", "field.run.restart"}, {"always", "Always", "field.run.restart"},
	}, func(s *spec.RunSpec) string {
		if s.Restart == "no" {
			return ""
		}
		policy, _, _ := strings.Cut(s.Restart, ":")
		return policy
	}, func(s *spec.RunSpec, v string) { s.Restart = v })
	return modal.NewStack(cardGap,
		modal.NewWeighted(rowGap, []float32{1.6, 1}, p.images.object, name.object),
		modal.NewWeighted(rowGap, []float32{1.6, 1}, how.object, ends.object), again.object)
}

func howOf(s *spec.RunSpec) string {
	switch {
	case s.Detach:
		return "background"
	case s.Interactive && s.TTY:
		return "terminal"
	}
	return "output"
}

func setHow(s *spec.RunSpec, v string) {
	s.Detach = v == "background"
	s.Interactive, s.TTY = v == "terminal", v == "terminal"
}

// arrow stands between two fields and says that one leads to the other.
func arrow() fyne.CanvasObject {
	return widgets.PadSides(widgets.Middle(widgets.NewSizedIcon("arrow-right", theme.Muted, 16)), 27, 0, 0, 0)
}

func (p *Page) ports() *lines {
	add := p.adder("ports.add", "Another port", "ports", "field.run.publish", func(s *spec.RunSpec) {
		s.Ports = append(s.Ports, spec.Port{})
	})
	return p.lines("ports", lines{
		count: func(s *spec.RunSpec) int { return len(s.Ports) },
		drop:  func(s *spec.RunSpec, i int) { s.Ports = slices.Delete(s.Ports, i, i+1) },
		row:   p.portRow,
	}, add)
}

func (p *Page) portRow(i int) *modal.Row {
	path, topic := "ports."+itoa(i), "field.run.publish"
	host := p.value(path+".host", "On this computer", "any free one", topic, func(s *spec.RunSpec) string {
		if s.Ports[i].HostIP == "" {
			return s.Ports[i].Host
		}
		return s.Ports[i].HostIP + ":" + s.Ports[i].Host
	}, func(s *spec.RunSpec, v string) {
		s.Ports[i].HostIP, s.Ports[i].Host = "", strings.TrimSpace(v)
		if at := strings.LastIndex(v, ":"); at >= 0 {
			s.Ports[i].HostIP, s.Ports[i].Host = strings.TrimSpace(v[:at]), strings.TrimSpace(v[at+1:])
		}
	})
	inside := p.value(path+".container", "In the container", "80", topic,
		func(s *spec.RunSpec) string { return s.Ports[i].Container },
		func(s *spec.RunSpec, v string) { s.Ports[i].Container = strings.TrimSpace(v) })
	kind := p.chips(path+".proto", "Kind", []choice{{"tcp", "TCP", topic}, {"udp", "UDP", topic}},
		func(s *spec.RunSpec) string { return s.Ports[i].Protocol() },
		func(s *spec.RunSpec, v string) {
			if s.Ports[i].Proto = v; v == "tcp" {
				s.Ports[i].Proto = ""
			}
		})
	return modal.NewWeighted(rowGap, []float32{1, -18, 1, -124}, host.object, arrow(), inside.object, lower(kind))
}

func (p *Page) mounts() *lines {
	add := func(id, words, topic string, m spec.Mount) fyne.CanvasObject {
		return p.adder("mounts.add."+id, words, "mounts", topic, func(s *spec.RunSpec) { s.Mounts = append(s.Mounts, m) })
	}
	return p.lines("mounts", lines{
		count: func(s *spec.RunSpec) int { return len(s.Mounts) },
		drop:  func(s *spec.RunSpec, i int) { s.Mounts = slices.Delete(s.Mounts, i, i+1) },
		row:   p.mountRow,
	}, add("volume", "A volume", "field.run.volume", spec.Mount{Kind: spec.Volume}),
		add("bind", "A folder of this computer", "field.run.volume", spec.Mount{Kind: spec.Bind}),
		add("tmpfs", "Memory", "field.run.tmpfs", spec.Mount{Kind: spec.Tmpfs}))
}

func (p *Page) mountRow(i int) *modal.Row {
	path, topic := "mounts."+itoa(i), "field.run.volume"
	label, hint := "Volume", "a name, new or not"
	switch m := p.m.spec.Mounts[i]; {
	case m.Kind == spec.Bind:
		label, hint = "Folder of this computer", "/home/…"
	case m.Kind == spec.Tmpfs:
		label, hint, topic = "Memory", "", "field.run.tmpfs"
	case m.Kind != spec.Volume:
		label = string(m.Kind)
	}
	where := func() *field {
		return p.value(path+".target", "Path in the container", "/data", topic,
			func(s *spec.RunSpec) string { return s.Mounts[i].Target },
			func(s *spec.RunSpec, v string) { s.Mounts[i].Target = strings.TrimSpace(v) })
	}
	if p.m.spec.Mounts[i].Kind == spec.Tmpfs {
		words := p.setup(path+".source", label, widgets.Sized(widgets.Middle(widgets.MutedText("gone when it ends")), 0, theme.Size(theme.SizeControl)), nil, func(*spec.RunSpec) {})
		return modal.NewWeighted(rowGap, []float32{1, -18, 1, -124}, words.object, arrow(), where().object, layout.NewSpacer())
	}
	source := p.valueWith(p.sourceButton(i), path+".source", label, hint, topic,
		func(s *spec.RunSpec) string { return s.Mounts[i].Source },
		func(s *spec.RunSpec, v string) { s.Mounts[i].Source = strings.TrimSpace(v) }).long()
	target := where()
	only := p.toggle(path+".options", "Read-only", topic,
		func(s *spec.RunSpec) bool { return s.Mounts[i].IsReadOnly() },
		func(s *spec.RunSpec, on bool) { s.Mounts[i] = s.Mounts[i].WithReadOnly(on) })
	return modal.NewWeighted(rowGap, []float32{1, -18, 1, -124}, source.object, arrow(), target.object, widgets.PadSides(only.object, 21, 0, 0, 0))
}

func (p *Page) env() *lines {
	add := p.adder("env.add", "Another variable", "env", "field.run.env", func(s *spec.RunSpec) {
		s.Env = append(s.Env, spec.Env{HasValue: true})
	})
	many := widgets.NewLink("run.env.lines", "Paste lines…", p.pasteEnv)
	many.Topic = "field.run.env"
	file := widgets.NewLink("run.env.file", "From a file…", p.envFromFile)
	file.Topic = "field.run.env-from-file"
	return p.lines("env", lines{
		count: func(s *spec.RunSpec) int { return len(s.Env) },
		drop:  func(s *spec.RunSpec, i int) { s.Env = slices.Delete(s.Env, i, i+1) },
		row:   p.envRow,
	}, add, many, file)
}

func (p *Page) envRow(i int) *modal.Row {
	path, topic := "env."+itoa(i), "field.run.env"
	hide := func(*spec.RunSpec) {}
	key := p.value(path+".key", "Name", "NAME", topic,
		func(s *spec.RunSpec) string { return s.Env[i].Key },
		func(s *spec.RunSpec, v string) { s.Env[i].Key = strings.TrimSpace(v); hide(s) })
	value := p.value(path+".value", "Value", "", topic,
		func(s *spec.RunSpec) string { return s.Env[i].Value },
		func(s *spec.RunSpec, v string) { s.Env[i].Value, s.Env[i].HasValue = v, true }).long()
	entry := value.focus.(*modal.Entry)
	hide = func(s *spec.RunSpec) {
		if key := s.Env[i].Key; key != entry.Of {
			entry.Of, entry.Secret = key, secret.Name(key)
			entry.Refresh()
		}
	}
	hide(&p.m.spec)
	return modal.NewWeighted(rowGap, []float32{1, 1.6}, key.object, value.object)
}

// formLayout keeps title and foot in their heights, and gives the form the rest.
type formLayout struct {
	bottom *modal.Stack
	line   fyne.CanvasObject // the command; the window shows it where there is little height
	margin float32
}

func (l *formLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	widgets.SetVisible(l.line, !theme.Low())
	top := o[0].MinSize().Height
	foot := l.bottom.Fit(size.Width-2*l.margin) + 8 + l.margin
	o[0].Resize(fyne.NewSize(size.Width, top))
	o[1].Move(fyne.NewPos(0, top))
	o[1].Resize(fyne.NewSize(size.Width, max(size.Height-top-foot, 0)))
	o[2].Move(fyne.NewPos(0, size.Height-foot))
	o[2].Resize(fyne.NewSize(size.Width, foot))
}

func (l *formLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	if theme.Low() {
		return fyne.NewSize(200, 120)
	}
	return fyne.NewSize(480, 320)
}

// lower puts the chips of a field at the middle of the entries beside it.
func lower(f *field) fyne.CanvasObject {
	f.object.SetGap(fieldGap + 4)
	return f.object
}

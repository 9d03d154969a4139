package system

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// freePart shows what a prune would remove, before anything goes.
type freePart struct {
	host    *page.Host
	engine  Engine
	onPrune func(*action.Action, action.On, action.Values)
	ask     asking

	scopes   []scope
	choices  []*widgets.Chip
	now      int // of scopes
	values   action.Values
	switches *widgets.Flow
	remarks  *fyne.Container
	head     *widgets.Text
	stays    *widgets.Text
	command  *widgets.Text
	copies   *widgets.Button
	bar      *bar
	remove   *widgets.Button
	list     *datalist.DataList[*loss]
	root     fyne.CanvasObject

	snapshot *object.Snapshot
	plan     *operations.Plan // what is shown; nil for none
	mark     uint64           // of the snapshot when the plan was asked for
	pruned   bool             // the person let the plan be run
}

// loss is one line of the list.
type loss struct {
	action.Line
	key string
}

func newFree(host *page.Host, o Options) *freePart {
	p := &freePart{
		host: host, engine: o.Engine, onPrune: o.OnPrune, ask: asking{host: host}, scopes: scopes(),
		snapshot: &object.Snapshot{Link: object.LinkConnecting},
	}
	choices := widgets.NewFlow(10, 6)
	var chips []fyne.CanvasObject
	for i, s := range p.scopes {
		c := widgets.NewChip("system.free."+string(s.prune.ID), s.choice, func() { p.choose(s.prune.ID) })
		c.Topic = s.prune.Topic()
		c.SetOn(i == 0)
		p.choices, chips = append(p.choices, c), append(chips, c)
	}
	choices.Set(chips...)
	p.switches = widgets.NewFlow(10, 6)
	p.remarks = container.New(layout.NewCustomPaddedVBoxLayout(2))
	p.head = truncated("system.free.head", theme.SizeText, theme.Text)
	p.stays = truncated("system.free.stays", theme.SizeSmall, theme.Muted)
	p.command = widgets.NewCode("")
	p.command.ID = "system.free.command"
	p.copies = widgets.NewButton("system.free.copy", "", "copy", widgets.Quiet, p.copy)
	p.copies.Tip, p.copies.Topic = "Copy the command", "action.window.copy"
	p.bar = newBar("system.free", "Look again", p.look)
	p.remove = widgets.NewButton("system.free.remove", "Remove…", "remove", widgets.Destroys, p.prune)
	if o.OnBin != nil {
		b := widgets.NewButton("system.free.bin", "Bin", "undo", widgets.Ordinary, o.OnBin)
		b.Topic, b.Tip = "action.window.bin", "What was removed, to be made again"
		p.bar.right.Add(b)
	}
	p.bar.right.Add(p.remove)
	p.list = p.newList()

	line := container.NewBorder(nil, nil, nil, p.copies, widgets.PadSides(widgets.Middle(p.command), 0, 8, 0, 12))
	below := container.New(layout.NewCustomPaddedVBoxLayout(6), p.stays,
		container.NewStack(widgets.NewBox(theme.Surface, theme.Border, theme.SizeControlR), line))
	above := container.New(layout.NewCustomPaddedVBoxLayout(8), choices, p.switches, p.remarks, p.bar.object)
	p.root = container.NewBorder(above, widgets.PadSides(below, 10, 0, 0, 0), nil, nil,
		container.NewBorder(widgets.PadSides(p.head, 0, 0, 8, 0), nil, nil, nil, p.list))
	p.choose("system.prune")
	return p
}

func truncated(id string, size fyne.ThemeSizeName, color fyne.ThemeColorName) *widgets.Text {
	t := widgets.NewText("", widgets.TextStyle{Size: size, Color: color, Bold: size == theme.SizeText})
	t.ID, t.Truncate = id, true
	return t
}

func (p *freePart) newList() *datalist.DataList[*loss] {
	return datalist.New(datalist.Config[*loss]{
		ID: "system.free", Post: p.host.Post,
		Key:   func(l *loss) string { return l.key },
		Topic: func(*loss) string { return p.prunes().Topic() },
		Columns: []datalist.Column[*loss]{
			{ID: "kind", Title: "Kind", Topic: "system.disk", Min: 84, Ideal: 92, Priority: 1, Text: func(l *loss) string { return kindWord(l.Kind) }},
			{ID: "name", Title: "Name", Topic: "system.disk", Min: 120, Ideal: 180, Grow: 1, Style: datalist.Bold, Text: func(l *loss) string { return l.Text }},
			{ID: "why", Title: "Why it can go", Topic: "badge.unused", Min: 120, Ideal: 180, Grow: 0.6, Text: func(l *loss) string { return l.Detail }},
			{ID: "frees", Title: "Frees", Topic: "system.disk", Min: 68, Ideal: 76, Align: datalist.Right,
				Text: func(l *loss) string { return sizeOrNone(l.Size) }, Compare: func(a, b *loss) int { return cmp.Compare(a.Size, b.Size) }},
		},
		OnOpen: func(key string) {
			if l, ok := p.list.Item(key); ok && l.Ref.ID != "" && l.Kind != operations.KindBuildCache {
				p.host.Open(l.Ref)
			}
		},
	})
}

func (p *freePart) object() fyne.CanvasObject { return p.root }

func (p *freePart) prunes() *action.Action { return p.scopes[p.now].prune }

func (p *freePart) on() action.On { return action.On{Snapshot: p.snapshot, Plan: p.plan} }

// choose turns to another prune.
func (p *freePart) choose(id action.ID) {
	for i, s := range p.scopes {
		if s.prune.ID == id {
			p.now = i
		}
		p.choices[i].SetOn(s.prune.ID == id)
	}
	p.values = p.prunes().Defaults(p.on())
	p.setSwitches()
	p.forget()
	p.look()
}

// setSwitches shows what the prune can be told.
func (p *freePart) setSwitches() {
	var chips []fyne.CanvasObject
	for _, f := range p.prunes().Fields(p.on()) {
		if f.Kind != action.Switch { // what is to be typed is asked on the other pages
			continue
		}
		c := widgets.NewChip("system.free.switch."+f.ID, f.Label, nil)
		c.Topic = f.Topic()
		c.SetOn(p.values[f.ID] == action.Yes)
		c.OnTap = func() {
			on := p.values[f.ID] != action.Yes
			p.values[f.ID] = map[bool]string{true: action.Yes, false: ""}[on]
			c.SetOn(on)
			p.setRemarks()
			p.forget()
			p.look()
		}
		chips = append(chips, c)
	}
	p.switches.Set(chips...)
	widgets.SetVisible(p.switches, len(chips) > 0)
	p.setRemarks()
}

// setRemarks says what the switches that are on mean.
func (p *freePart) setRemarks() {
	p.remarks.Objects = nil
	for _, f := range p.prunes().Fields(p.on()) {
		if f.Remark == nil {
			continue
		}
		if s := f.Remark(p.values); s != "" {
			t := truncated("system.free.remark."+f.ID, theme.SizeSmall, theme.Warn)
			t.SetText(s)
			p.remarks.Add(t)
		}
	}
	widgets.SetVisible(p.remarks, len(p.remarks.Objects) > 0)
	if p.root != nil {
		p.root.Refresh()
	}
}

func (p *freePart) update(s *object.Snapshot) {
	older := p.snapshot.Engine.APIVersion
	p.snapshot = s
	if s.Engine.APIVersion != older {
		p.setSwitches()
	}
	if p.plan == nil || s.Link != object.LinkLive || mark(s) == p.mark {
		return
	}
	if p.pruned { // what was to go is going; the rest comes with more news
		p.pruned = false
		p.renewed()
		p.look()
		return
	}
	p.bar.say("Something has come, gone or started since. Look again.", theme.Warn)
}

func (p *freePart) renewed() { p.forget() }

func (p *freePart) seen() {
	if p.plan == nil {
		p.look()
	}
}

func (p *freePart) left() { p.ask.stop() }

// forget shows no plan.
func (p *freePart) forget() {
	p.ask.stop()
	p.plan = nil
	p.show()
}

// look asks for the exact list. The engine may need seconds to measure it.
func (p *freePart) look() {
	if no := p.prunes().Applies(p.on()); no != "" {
		p.bar.failed(no + ".")
		return
	}
	wish, ok := p.prunes().Selection(p.on(), p.values)
	if !ok {
		return
	}
	p.bar.busy("Looking it up…")
	if p.plan == nil {
		p.list.SetEmpty(widgets.Empty("Looking up what would go", "Nothing is removed.", nil))
	}
	p.remove.SetDisabled(true)
	p.mark = mark(p.snapshot)
	start(&p.ask, func(ctx context.Context) (operations.Plan, error) { return p.engine.PlanPrune(ctx, wish) },
		func(plan operations.Plan, err error) {
			if err != nil {
				p.forget()
				p.bar.failed(why(err))
				return
			}
			p.plan = &plan
			p.bar.done("As of " + p.host.Now().Format("15:04:05") + ". Nothing is removed yet.")
			p.show()
		})
}

// show shows the plan, or that there is none.
func (p *freePart) show() {
	losses := action.Losses{}
	if p.plan != nil {
		losses = p.prunes().Losses(p.on(), p.values)
	}
	items := make([]*loss, len(losses.Goes))
	for i, line := range losses.Goes {
		items[i] = &loss{line, strconv.Itoa(i) + " " + line.Ref.ID + " " + line.Text}
	}
	p.list.SetItems(items)
	p.head.SetText("")
	if p.plan != nil {
		p.head.SetText(headline(losses))
		p.list.SetEmpty(widgets.Empty("Nothing to clear out", "All that the engine has is in use, or was left out above.", nil))
	} else {
		p.list.SetEmpty(widgets.Empty("No list yet", "First the exact list, then the question, and only then something goes.", nil))
	}
	p.stays.SetText(stays(losses))
	widgets.SetVisible(p.stays, len(losses.Stays) > 0)
	p.command.SetText(p.commandLine(command.Command.Display))
	p.remove.SetText("Remove…")
	if n := len(items); n > 0 {
		p.remove.SetText("Remove " + strconv.Itoa(n) + "…")
	}
	p.remove.SetDisabled(len(items) == 0 || p.onPrune == nil)
	if p.root != nil {
		p.root.Refresh()
	}
}

func (p *freePart) commandLine(text func(command.Command, command.Shell) string) string {
	var lines []string
	for _, c := range p.prunes().Commands(p.on(), p.values) {
		lines = append(lines, text(c, command.Bash))
	}
	return format.CleanLine(strings.Join(lines, "; "))
}

func (p *freePart) copy() { p.host.Copy(p.commandLine(command.Command.For)) }

// prune hands the plan over as it is shown.
func (p *freePart) prune() {
	if p.plan == nil || p.onPrune == nil {
		return
	}
	p.pruned = true
	p.onPrune(p.prunes(), p.on(), p.values)
}

package containers

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/detail"
	"github.com/dockdesk/dockdesk/internal/views/files"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/reach"
	"github.com/dockdesk/dockdesk/internal/views/terminals"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// pane is the selected container.
type pane struct {
	*detail.Pane
	host   *page.Host
	stats  *statsTab
	logs   *logsTab
	procs  *processesTab
	terms  *terminals.Tab
	files  *files.Tab
	diff   *changesTab
	health *healthTab
	reach  *reach.View
	safe   *safetyTab
	now    *object.Container
	reveal bool
	life   string // what was last said of its age
}

func newPane(host *page.Host) *pane {
	p := &pane{host: host, stats: newStatsTab(host), procs: newProcessesTab(host), logs: newLogsTab(host), terms: terminals.New(host), files: files.New(host, "containers.files"), diff: newChangesTab(host), health: newHealthTab(host)}
	p.reach, p.safe = reach.New(host, "reach", false), newSafetyTab(host)
	p.health.show = func(tab string) {
		p.Select(tab)
		p.Focus()
	}
	tabs := []detail.Tab{{
		ID: "stats", Title: "Stats", Topic: "tab.stats",
		Content: p.stats.object, Shown: p.stats.shown, Hidden: p.stats.hidden, Tall: true,
	}}
	if host.Processes != nil {
		tabs = append(tabs, detail.Tab{
			ID: "processes", Title: "Processes", Topic: "tab.processes",
			Content: p.procs.object, Shown: p.procs.shown, Hidden: p.procs.hidden,
		})
	}
	if host.OpenLog != nil {
		tabs = append([]detail.Tab{{
			ID: "logs", Title: "Logs", Topic: "tab.logs",
			Content: p.logs.object, Shown: p.logs.shown, Hidden: p.logs.hidden,
		}}, tabs...)
	}
	if host.Terminals != nil {
		tabs = append(tabs, detail.Tab{
			ID: "terminal", Title: "Terminal", Topic: "tab.terminal",
			Content: p.terms.Object, Shown: p.terms.Shown, Hidden: p.terms.Hidden, Focus: p.terms.Focus,
		})
	}
	if host.Files != nil {
		tabs = append(tabs, detail.Tab{
			ID: "files", Title: "Files", Topic: "tab.files",
			Content: p.files.Object, Shown: p.files.Shown, Hidden: p.files.Hidden,
		})
	}
	if host.Fare != nil {
		tabs = append(tabs, detail.Tab{
			ID: "changes", Title: "Changes", Topic: "tab.changes",
			Content: p.diff.object, Shown: p.diff.shown, Hidden: p.diff.hidden,
		}, detail.Tab{
			ID: "health", Title: "Health", Topic: "tab.health",
			Content: p.health.object, Shown: p.health.shown, Hidden: p.health.hidden,
		})
	}
	if host.Reach != nil {
		tabs = append(tabs, detail.Tab{
			ID: "reach", Title: "Reach", Topic: "tab.reach",
			Content: p.reach.Object, Shown: p.reach.Shown, Hidden: p.reach.Hidden,
		})
	}
	if host.HowMade != nil {
		tabs = append(tabs, detail.Tab{
			ID: "safety", Title: "Safety", Topic: "tab.safety",
			Content: p.safe.object, Shown: p.safe.shown, Hidden: p.safe.hidden,
		})
	}
	p.Pane = detail.NewPane(host, "containers.detail", tabs...)
	return p
}

// Show implements listpage.Detail.
func (p *pane) Show(c *object.Container, all *object.Snapshot) {
	p.SetObject(object.Ref{Kind: object.KindContainer, ID: c.ID}, c.Name, c)
	p.stats.show(c, all)
	p.procs.show(c, all)
	p.logs.show(c, all.Containers)
	p.terms.Show(c, all)
	p.files.Show(object.Ref{Kind: object.KindContainer, ID: c.ID}, c.Name, all)
	p.diff.set(c, all)
	p.health.set(c, all)
	p.reach.Set(c, all)
	p.safe.set(c, all)
	if c == p.now {
		return
	}
	if p.now == nil || p.now.ID != c.ID {
		p.reveal = false
	}
	p.now = c
	p.draw()
}

// Clock implements listpage.Detail.
func (p *pane) Clock() {
	if p.now != nil && life(p.now, p.host.Now()) != p.life {
		p.draw()
	}
}

func (p *pane) draw() {
	c := p.now
	p.life = life(c, p.host.Now())
	s := format.State(c)
	badges := []fyne.CanvasObject{widgets.NewBadge("containers.detail.state", s.Word, s.Icon, widgets.ToneOf(s.Tone), s.Topic)}
	for _, m := range remarks(c) {
		badges = append(badges, widgets.NewBadge("containers.badge."+m.Word, m.Word, "", widgets.TonePlain, m.Topic))
	}
	p.Head.Set(format.CleanLine(c.Name), badges...)
	list := facts(c, p.host, p.host.Now(), p.reveal, func() {
		p.reveal = !p.reveal
		p.draw()
	})
	p.Overview.Set(p.leadToReach(list))
}

// leadToReach puts the question that ports raise where they stand.
func (p *pane) leadToReach(list []widgets.Fact) []widgets.Fact {
	for i, f := range list {
		if f.ID != "fact.ports" || p.host.Reach == nil {
			continue
		}
		link := widgets.NewSmallLink("fact.ports.reach", "Why can't I reach it?", func() {
			p.Select("reach")
			p.Focus()
		})
		link.Topic = "action.container.reach"
		list[i].Lines = append(f.Lines, widgets.Line{link})
	}
	return list
}

// remarks are the marks that stand beside the name. The others stand at what they
// are about.
func remarks(c *object.Container) []widgets.Mark {
	return slices.DeleteFunc(marks(c), func(m widgets.Mark) bool { return m.Everyday && m.Topic != "badge.root" })
}

package run

import (
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// sourceButton stands at the end of a mount's source: a volume is chosen from
// those that there are, a folder or a file on this computer.
func (p *Page) sourceButton(i int) *widgets.Button {
	switch p.m.spec.Mounts[i].Kind {
	case spec.Bind:
		b := widgets.NewButton("run.mounts."+itoa(i)+".pick", "", "folder", widgets.Quiet, func() { p.pickPath("mounts." + itoa(i) + ".source") })
		b.Tip = "Choose a folder or a file"
		return b
	case spec.Volume:
		return p.chooser("run.mounts."+itoa(i)+".pick", "Choose a volume", "volume", p.volumeNames, func(s *spec.RunSpec, name string) { s.Mounts[i].Source = name }, "mounts."+itoa(i)+".source")
	}
	return nil
}

// networkButton stands at the end of a network's name.
func (p *Page) networkButton(i int) *widgets.Button {
	return p.chooser("run.networks."+itoa(i)+".pick", "Choose a network", "network", p.networkNames, func(s *spec.RunSpec, name string) { s.Networks[i].Name = name }, "networks."+itoa(i))
}

// chooser is a button with the names that there are.
func (p *Page) chooser(id, tip, icon string, names func() []string, set func(*spec.RunSpec, string), path string) *widgets.Button {
	var b *widgets.Button
	b = widgets.NewButton(id, "", "chevron-down", widgets.Quiet, func() {
		var items []page.MenuItem
		for _, name := range names() {
			items = append(items, page.MenuItem{ID: id + "." + name, Title: format.CleanLine(name), Icon: icon, Topic: b.Topic, Do: func() {
				p.edit(path, func(s *spec.RunSpec) { set(s, name) })
				p.pull()
			}})
		}
		if len(items) == 0 {
			items = []page.MenuItem{{ID: id + ".none", Title: "There is none yet", Icon: icon, Topic: b.Topic, Disabled: "A name that is written here is made"}}
		}
		p.host.Menu(items, widgets.Below(b))
	})
	b.Tip = tip
	return b
}

// volumeNames are the volumes that have names of their own.
func (p *Page) volumeNames() []string {
	var names []string
	for _, v := range p.m.facts.Snapshot.Volumes {
		if !v.Anonymous {
			names = append(names, v.Name)
		}
	}
	return names
}

func (p *Page) networkNames() []string {
	var names []string
	for _, n := range p.m.facts.Snapshot.Networks {
		names = append(names, n.Name)
	}
	return names
}

package topology

import (
	"cmp"
	"image"
	"image/png"
	"io"
	"slices"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/topology/draw"
	places "github.com/dockdesk/dockdesk/internal/views/topology/layout"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// offers brings the filters up to date: a project or network that is gone is not
// filtered by any more.
func (p *Page) offers() {
	p.projects = p.projects[:0]
	for _, c := range p.snapshot.Containers {
		if name := c.Project(); name != "" && !slices.Contains(p.projects, name) {
			p.projects = append(p.projects, name)
		}
	}
	slices.Sort(p.projects)
	if !slices.Contains(p.projects, p.filter.Project) {
		p.filter.Project = ""
	}
	name := ""
	for _, n := range p.snapshot.Networks {
		if n.ID == p.filter.Network {
			name = n.Name
		}
	}
	if name == "" {
		p.filter.Network = ""
	}
	p.project.SetText(cmp.Or(p.filter.Project, "All projects"))
	p.network.SetText(cmp.Or(name, "All networks"))
	widgets.SetVisible(p.project, len(p.projects) > 0)
	p.running.SetOn(p.filter.Stopped)
	p.choices.Refresh() // their words have another width
}

func (p *Page) projectItems() []page.MenuItem {
	items := []page.MenuItem{p.choice("map.project.all", "All projects", func() { p.filter.Project = "" })}
	for _, name := range p.projects {
		items = append(items, p.choice("map.project."+name, name, func() { p.filter.Project = name }))
	}
	return items
}

func (p *Page) networkItems() []page.MenuItem {
	items := []page.MenuItem{p.choice("map.network.all", "All networks", func() { p.filter.Network = "" })}
	networks := slices.Clone(p.snapshot.Networks)
	slices.SortFunc(networks, func(a, b *object.Network) int { return cmp.Compare(a.Name, b.Name) })
	for _, n := range networks {
		items = append(items, p.choice("map.network."+n.Name, n.Name, func() { p.filter.Network = n.ID }))
	}
	return items
}

func (p *Page) choice(id, title string, set func()) page.MenuItem {
	return page.MenuItem{ID: id, Title: title, Topic: "map.filter", Do: func() { set(); p.refilter() }}
}

// saveScale is how many pixels of a saved picture stand for one of the map's.
const saveScale = 2

// mostPixels keeps the picture of a very large map within a few hundred megabytes.
const mostPixels = 60_000_000

func (p *Page) saveItems() []page.MenuItem {
	s := p.chart.scene
	return []page.MenuItem{
		{ID: "map.save.png", Title: "As a picture (PNG)", Icon: "image", Topic: "map.save", Do: func() {
			f := fonts()
			p.host.Save("map.png", func(w io.Writer) error { return png.Encode(w, s.image(f)) }, func(error) {})
		}},
		{ID: "map.save.svg", Title: "As a drawing (SVG)", Icon: "file", Topic: "map.save", Do: func() {
			p.host.Save("map.svg", func(w io.Writer) error { return draw.SVG(w, s.shapes, s.bounds, s.ground, summary(s.plan)) }, func(error) {})
		}},
	}
}

// image is the whole map as a picture.
func (s *scene) image(f draw.Fonts) *image.RGBA {
	scale := float32(saveScale)
	for scale > 0.2 && s.bounds.W*s.bounds.H*scale*scale > mostPixels {
		scale *= 0.8
	}
	img := image.NewRGBA(image.Rect(0, 0, max(int(s.bounds.W*scale), 1), max(int(s.bounds.H*scale), 1)))
	draw.Paint(img, s.shapes, draw.View{Origin: places.Point{X: s.bounds.X, Y: s.bounds.Y}, Scale: scale}, f, s.ground)
	return img
}

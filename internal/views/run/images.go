package run

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/palette"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// images is the field of the image: a name, and under it the images of this
// engine that are called like it, to be chosen.
type images struct {
	p      *Page
	object *modal.Stack
	field  *field
	note   *widgets.Text
	found  *widgets.Flow
	names  []string
	list   []*object.Image
	index  palette.Index
	shown  string
}

// imagesFound is how many images are offered at once.
const imagesFound = 6

func newImages(p *Page) *images {
	m := &images{p: p, found: widgets.NewFlow(14, 2)}
	m.note = widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	m.note.ID, m.note.Truncate = "run.image.note", true
	m.field = p.value("image", "Image", "an image of this engine, or a name to fetch", "field.run.image",
		func(s *spec.RunSpec) string { return s.Image },
		func(s *spec.RunSpec, v string) {
			s.Image = v
			m.search()
		})
	entry := m.field.focus.(*modal.Entry)
	entry.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyDown || len(m.found0()) == 0 {
			return false
		}
		m.choose(m.found0()[0])
		return true
	}
	m.object = modal.NewStack(fieldGap, m.field.object, m.note, m.found)
	return m
}

// update takes over the images that there are.
func (m *images) update(s *object.Snapshot) {
	if len(m.list) == len(s.Images) {
		same := true
		for i, img := range s.Images {
			same = same && m.list[i] == img
		}
		if same {
			return
		}
	}
	m.list, m.names, m.index, m.shown = s.Images, nil, palette.Index{}, "\x00"
	for _, img := range s.Images {
		for _, name := range img.Tags {
			m.index.Add(name, "", 0)
			m.names = append(m.names, name)
		}
	}
	m.search()
}

// found0 are the names that fit what is typed, but for the one that is it.
func (m *images) found0() []string {
	query := m.p.m.spec.Image
	if localImage(m.p.m.facts.Snapshot, query) != nil {
		return nil
	}
	if query == "" {
		return m.names[:min(len(m.names), imagesFound)]
	}
	var list []string
	for _, h := range m.index.Search(query, imagesFound) {
		list = append(list, m.names[h.Number])
	}
	return list
}

func (m *images) search() {
	m.say()
	key := m.p.m.spec.Image
	if key == m.shown {
		return
	}
	m.shown = key
	var links []fyne.CanvasObject
	for _, name := range m.found0() {
		link := widgets.NewSmallLink("run.image.choose."+name, format.CleanLine(name), func() { m.choose(name) })
		link.Topic = "field.run.image"
		links = append(links, link)
	}
	m.found.Set(links...)
	widgets.SetVisible(m.found, len(links) > 0)
	m.object.Refresh()
}

func (m *images) choose(name string) {
	m.p.edit("image", func(s *spec.RunSpec) { s.Image = name })
	m.p.pull()
	m.search()
	m.p.tell(true)
}

// say tells what is known of the image that is named.
func (m *images) say() {
	ref := m.p.m.spec.Image
	img := localImage(m.p.m.facts.Snapshot, ref)
	switch {
	case ref == "":
		m.note.SetText("Down takes the first of these.")
	case img != nil:
		m.note.SetText("On this engine, " + format.Size(img.Size) + ".")
	default:
		m.note.SetText("") // the checks say that it is fetched
	}
	widgets.SetVisible(m.note, m.note.Text() != "")
}

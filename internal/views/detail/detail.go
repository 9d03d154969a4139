// Package detail is the pane under a list: the selected object's name, its
// badges, and its tabs. It keeps one pane for all objects of a page and only
// changes what it shows.
//
// It must know nothing of the kinds of object; their pages fill it.
package detail

import (
	"context"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/jsonview"
)

// Head is the line with the object's name, its badges and what can be done.
type Head struct {
	Object fyne.CanvasObject
	name   *widgets.Text
	badges *fyne.Container
	right  *fyne.Container
	end    *fyne.Container
	layout *headLayout
}

// NewHead makes the line; the name's control id is prefix+".name".
func NewHead(prefix string) *Head {
	h := &Head{
		name:   widgets.NewText("", widgets.TextStyle{Size: theme.SizeObject, Bold: true}),
		badges: container.New(layout.NewCustomPaddedHBoxLayout(6)),
		right:  container.New(layout.NewCustomPaddedHBoxLayout(10)),
		end:    container.NewHBox(),
	}
	h.name.ID = prefix + ".name"
	h.name.Truncate = true
	h.layout = &headLayout{name: h.name}
	h.Object = container.New(h.layout, h.name, h.badges, h.right, h.end)
	return h
}

// Set shows a name and badges.
func (h *Head) Set(name string, badges ...fyne.CanvasObject) {
	h.name.SetText(name)
	h.badges.Objects = h.badges.Objects[:0]
	for _, b := range badges {
		h.badges.Add(widgets.Middle(b))
	}
	h.Object.Refresh()
}

// SetActions puts buttons at the right end.
func (h *Head) SetActions(buttons ...fyne.CanvasObject) {
	h.right.Objects = buttons
	h.right.Refresh()
}

// setEnd puts a control of the pane itself after all else. It is not there on a
// projector, where the pane has its own place.
func (h *Head) setEnd(o fyne.CanvasObject) { h.end.Objects = []fyne.CanvasObject{o} }

// headLayout gives the name what badges and buttons leave of the line.
type headLayout struct {
	name    *widgets.Text
	stacked bool // on a projector the name has a line for itself
}

// backRoom is what leads back to the list has at the right, on a projector.
const backRoom = 104

func (l *headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	end := o[3]
	widgets.SetVisible(end, !theme.Projecting() && len(end.(*fyne.Container).Objects) > 0)
	if end.Visible() {
		least := end.MinSize()
		end.Move(fyne.NewPos(size.Width-least.Width, (size.Height-least.Height)/2))
		end.Resize(least)
		size.Width = max(size.Width-least.Width-4, 0)
	}
	if theme.Projecting() && l.stacked {
		l.stack(o, size)
		return
	}
	for _, b := range o[1].(*fyne.Container).Objects {
		b.Show()
	}
	if theme.Projecting() {
		size.Width = max(size.Width-backRoom, 0)
	}
	badges, right := o[1].MinSize(), l.fit(o, size.Width)
	room := size.Width - badges.Width - right.Width - 20
	width := max(min(l.name.Wanted()+1, room), 0)
	height := l.name.MinSize().Height
	l.name.Move(fyne.NewPos(0, (size.Height-height)/2))
	l.name.Resize(fyne.NewSize(width, height))
	o[1].Move(fyne.NewPos(width+10, 0))
	o[1].Resize(fyne.NewSize(badges.Width, size.Height))
	o[2].Move(fyne.NewPos(size.Width-right.Width, (size.Height-right.Height)/2))
	o[2].Resize(right)
}

// farGap is between the name and what stands under it, on a projector.
const farGap = 6

// stack puts the name over badges and actions: on a projector it has the line for
// itself.
func (l *headLayout) stack(o []fyne.CanvasObject, size fyne.Size) {
	name := l.name.MinSize().Height
	l.name.Move(fyne.Position{})
	l.name.Resize(fyne.NewSize(size.Width, name))
	l.fitBadges(o, size.Width)
	badges := o[1].MinSize()
	for _, a := range o[2].(*fyne.Container).Objects {
		if f, ok := a.(interface{ Fit(room float32) float32 }); ok {
			f.Fit(size.Width - badges.Width - 20)
		}
	}
	right, top := o[2].MinSize(), name+farGap
	height := size.Height - top
	o[1].Move(fyne.NewPos(0, top))
	o[1].Resize(fyne.NewSize(badges.Width, height))
	o[2].Move(fyne.NewPos(size.Width-right.Width, top+(height-right.Height)/2))
	o[2].Resize(right)
}

// fitBadges leaves out the last badges where there is no room beside the menu.
func (l *headLayout) fitBadges(o []fyne.CanvasObject, width float32) {
	all := o[1].(*fyne.Container).Objects
	for _, b := range all {
		b.Show()
	}
	for i := len(all) - 1; i > 0 && o[1].MinSize().Width+farMenu > width; i-- {
		all[i].Hide()
	}
}

// farMenu is the room of the menu's button and what is before it.
const farMenu = 60

// fit leaves the actions what a readable part of the name leaves of the line.
func (l *headLayout) fit(o []fyne.CanvasObject, width float32) fyne.Size {
	name := min(l.name.Wanted()+1, nameLeast)
	for _, a := range o[2].(*fyne.Container).Objects {
		if f, ok := a.(interface{ Fit(room float32) float32 }); ok {
			f.Fit(width - name - o[1].MinSize().Width - 20)
		}
	}
	return o[2].MinSize()
}

// nameLeast is how much of a long name is seen at least, in px at scale 1.
const nameLeast = 120

func (l *headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	switch {
	case !theme.Projecting():
	case !l.stacked:
		return fyne.NewSize(120, max(l.name.MinSize().Height, theme.Size(theme.SizeControl)))
	default:
		return fyne.NewSize(120, l.name.MinSize().Height+farGap+max(theme.Size(theme.SizeControl), theme.Size(theme.SizeStateChip)))
	}
	return fyne.NewSize(120, theme.Size(theme.SizeControl))
}

// Inspect is the tab with the engine's full answer about one object. It asks
// the engine when it is shown, and again when the object changed.
type Inspect struct {
	host *page.Host
	view *jsonview.View
	seq  atomic.Uint64
}

// NewInspect makes the tab; its control ids begin with prefix.
func NewInspect(host *page.Host, prefix string) *Inspect {
	return &Inspect{host: host, view: jsonview.New(prefix, "tab.inspect")}
}

// Object is what the tab shows.
func (i *Inspect) Object() fyne.CanvasObject { return i.view }

// Show asks for an object and shows the answer; a late answer about another
// object is dropped. name is what the docker command would call it.
func (i *Inspect) Show(ref object.Ref, name string) {
	if ref.ID == "" {
		return
	}
	mine := i.seq.Add(1)
	i.host.Go(func(ctx context.Context) {
		raw, err := i.host.Engine.Inspect(ctx, ref)
		i.host.Post(func() {
			switch {
			case i.seq.Load() != mine:
			case err != nil:
				i.view.SetDocument(jsonview.Target{}, []byte("The engine gave no answer about "+name+". "+err.Error()))
			default:
				i.view.SetDocument(jsonview.Target{Kind: string(ref.Kind), Name: name}, raw)
			}
		})
	})
}

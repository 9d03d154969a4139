package dialogs

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	ddtheme "github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Measures of the lists, in px at scale 1.
const (
	lineHeight = 24
	withinBy   = 25 // by which a part stands further in
	linesPlain = 7  // so many are shown as they are; more get a list that scrolls
)

// kindIcons are the icons of what can go or stay.
var kindIcons = map[object.Kind]string{
	object.KindContainer: "container", object.KindImage: "image", object.KindVolume: "volume", object.KindNetwork: "network",
	operations.KindBuildCache: "build", "folder": "folder", "file": "file", "name": "tag", "layer": "image",
}

// goesCard lists what goes.
func goesCard(l action.Losses) fyne.CanvasObject {
	title := "This goes"
	if len(l.Goes) > 1 {
		title = "These go: " + l.Headline()
	}
	size := ""
	if l.Freed > 0 {
		size = "frees " + format.Size(l.Freed)
	}
	return listCard("ask.goes", title, size, "warning", ddtheme.Danger, ddtheme.DangerTint, ddtheme.Danger, l.Goes)
}

// staysCard lists what stays.
func staysCard(l action.Losses) fyne.CanvasObject {
	return listCard("ask.stays", "This stays", "", "check", ddtheme.OK, "", ddtheme.Border, l.Stays)
}

func listCard(id, title, note, icon string, ink, fill, edge fyne.ThemeColorName, lines []action.Line) fyne.CanvasObject {
	head := widgets.NewText(title, widgets.TextStyle{Bold: true, Color: ink})
	head.ID, head.Truncate = id, true
	end := widgets.NewText(note, widgets.TextStyle{Bold: true, Color: ink})
	end.ID = id + ".size"
	top := widgets.Sized(container.NewBorder(nil, nil, widgets.PadSides(widgets.Middle(widgets.NewIcon(icon, ink)), 0, 8, 0, 0), end, widgets.Middle(head)), 0, lineHeight)
	return container.NewStack(widgets.NewBox(fill, edge, ddtheme.SizeControlR),
		widgets.Pad(modal.NewStack(2, top, linesOf(id+".list", lines)), 8, 12))
}

func linesOf(id string, lines []action.Line) fyne.CanvasObject {
	if len(lines) <= linesPlain {
		stack := make([]fyne.CanvasObject, len(lines))
		for i, l := range lines {
			row := newLossLine()
			row.set(l)
			stack[i] = row
		}
		return modal.NewStack(0, stack...)
	}
	return newLongList(id, lines)
}

// lossLine is one line: what it is, its name, what that means, its size.
type lossLine struct {
	widget.BaseWidget
	icon               *widgets.Icon
	name, detail, size *widgets.Text
	within             bool // a part of the line above it
}

func newLossLine() *lossLine {
	l := &lossLine{
		icon:   widgets.NewIcon("container", ddtheme.Muted),
		name:   widgets.NewText("", widgets.TextStyle{Bold: true}),
		detail: widgets.NewText("", widgets.TextStyle{Color: ddtheme.Muted}),
		size:   widgets.NewText("", widgets.TextStyle{Align: fyne.TextAlignTrailing}),
	}
	l.name.Truncate, l.detail.Truncate = true, true
	l.ExtendBaseWidget(l)
	return l
}

func (l *lossLine) set(line action.Line) {
	icon := kindIcons[line.Kind]
	if icon == "" {
		icon = "dot"
	}
	l.icon.Set(icon, ddtheme.Muted)
	l.within = line.Within
	l.name.SetText(line.Text)
	l.detail.SetText(line.Detail)
	size := ""
	if line.Size > 0 {
		size = format.Size(line.Size)
	}
	l.size.SetText(size)
	l.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (l *lossLine) CreateRenderer() fyne.WidgetRenderer { return &lossRenderer{l} }

type lossRenderer struct{ l *lossLine }

func (r *lossRenderer) Destroy()           {}
func (r *lossRenderer) Refresh()           { r.Layout(r.l.Size()) }
func (r *lossRenderer) MinSize() fyne.Size { return fyne.NewSize(80, lineHeight) }

func (r *lossRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.l.icon, r.l.name, r.l.detail, r.l.size}
}

func (r *lossRenderer) Layout(size fyne.Size) {
	l := r.l
	const side = 16
	nameAt, iconAt := float32(26), float32(1)
	if l.within {
		nameAt, iconAt = nameAt+withinBy, iconAt+withinBy
	}
	l.icon.Move(fyne.NewPos(iconAt, (size.Height-side)/2))
	l.icon.Resize(fyne.NewSquareSize(side))
	put := func(t *widgets.Text, x, width float32) {
		h := t.MinSize().Height
		t.Move(fyne.NewPos(x, (size.Height-h)/2))
		t.Resize(fyne.NewSize(max(width, 0), h))
	}
	end := size.Width
	if w := l.size.Wanted(); w > 0 {
		end -= w + 4
		put(l.size, end, w+4)
		end -= 10
	}
	name := min(l.name.Wanted()+1, end-nameAt)
	if l.detail.Text() != "" { // the name gives way only to half of the line
		name = min(name, max((end-nameAt)*0.55, end-nameAt-l.detail.Wanted()-10))
	}
	put(l.name, nameAt, name)
	put(l.detail, nameAt+name+10, end-nameAt-name-10)
}

// longList is lines that scroll by themselves; only those on the screen are
// drawn. The keyboard moves in it, and leaves it as any other control.
type longList struct {
	widget.List
	id    string
	count int
}

func newLongList(id string, lines []action.Line) *fyne.Container {
	l := &longList{id: id, count: len(lines)}
	l.Length = func() int { return len(lines) }
	l.CreateItem = func() fyne.CanvasObject { return newLossLine() }
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) { o.(*lossLine).set(lines[i]) }
	l.OnSelected = func(i widget.ListItemID) { l.Unselect(i) }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return widgets.Sized(l, 0, linesPlain*(lineHeight+theme.Padding()))
}

// DescribeControl implements control.Describer.
func (l *longList) DescribeControl() control.Description {
	return control.Description{ID: l.id, Kind: control.KindList, Text: fmt.Sprint(l.count), Enabled: true}
}

// TypedKey implements fyne.Focusable.
func (l *longList) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp, fyne.KeyDown:
		l.List.TypedKey(e)
	default:
		widgets.PassKey(l, e)
	}
}

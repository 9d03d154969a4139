package dialogs

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// picker chooses one of many: a field to type a part of the name into, and the
// choices that fit. Up and Down move through them while the field has the
// keyboard.
type picker struct {
	object  fyne.CanvasObject
	entry   *modal.Entry
	rows    *fyne.Container
	more    *widgets.Text
	id      string
	choices []action.Option
	fit     []action.Option
	chosen  string
	choose  func(value string)
}

// pickerRows is how many choices are seen at once.
const pickerRows = 5

func newPicker(id string, choices []action.Option, chosen string, choose func(string)) *picker {
	p := &picker{id: id, choices: choices, fit: choices, chosen: chosen, choose: choose}
	p.entry = modal.NewEntry(id, "Type a part of the name", func(s string) {
		p.fit = matching(p.choices, s)
		if len(p.fit) > 0 && p.place() < 0 {
			p.take(p.fit[0].Value)
			return
		}
		p.draw()
	})
	p.entry.OnKey = p.key
	p.rows = container.New(layout.NewCustomPaddedVBoxLayout(0))
	p.more = widgets.MutedText("")
	p.object = modal.NewStack(4, p.entry, p.rows, p.more)
	p.draw()
	return p
}

// place is where the chosen one stands among those that fit; -1 for nowhere.
func (p *picker) place() int {
	for i, o := range p.fit {
		if o.Value == p.chosen {
			return i
		}
	}
	return -1
}

func (p *picker) key(e *fyne.KeyEvent) bool {
	by := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1}[e.Name]
	if by == 0 {
		return false
	}
	if at := p.place() + by; at >= 0 && at < len(p.fit) {
		p.take(p.fit[at].Value)
	}
	return true
}

func (p *picker) take(value string) {
	p.chosen = value
	p.draw()
	p.choose(value)
}

// draw shows a window of the choices that has the chosen one in it.
func (p *picker) draw() {
	from := min(max(p.place()-pickerRows/2, 0), max(len(p.fit)-pickerRows, 0))
	p.rows.Objects = nil
	for _, o := range p.fit[from:min(from+pickerRows, len(p.fit))] {
		row := widgets.NewNavItem(p.id+"."+o.Value, o.Label, "", func() { p.take(o.Value) })
		row.SetOn(o.Value == p.chosen)
		p.rows.Add(widgets.Sized(row, 0, 28))
	}
	switch more := len(p.fit) - pickerRows; {
	case len(p.fit) == 0:
		p.more.SetText("Nothing is called that.")
	case more > 0:
		p.more.SetText("Up and Down show the others.")
	default:
		p.more.SetText("")
	}
	p.rows.Refresh()
}

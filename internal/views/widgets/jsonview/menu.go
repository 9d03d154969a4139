package jsonview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/widgets/jsonview/jsondoc"
)

// selected is the value that is selected in the tree, nil for none.
func (v *View) selected() *jsondoc.Node {
	i := v.model.Selected()
	if i < 0 {
		return nil
	}
	return v.model.Rows()[i].Node
}

// valueText is what copying a value gives: a string without its quotes, an
// object as JSON.
func valueText(n *jsondoc.Node, reveal bool) string {
	if n.IsContainer() {
		return n.Pretty(reveal)
	}
	return n.Value(reveal)
}

// copiedRow is what Ctrl+C takes in the tree when no text is selected.
func (v *View) copiedRow() (string, bool) {
	n := v.selected()
	if _, _, some := v.tree.Selection(); some || n == nil {
		return "", false
	}
	return valueText(n, v.reveal), true
}

func (v *View) copy(text, told string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	v.tell(told)
}

func (v *View) tell(what string) {
	if v.OnCopied != nil {
		v.OnCopied(what)
	}
}

// copyAll copies the document as it is shown, hidden values hidden.
func (v *View) copyAll() {
	text := v.rawShown
	if v.doc != nil {
		text = v.doc.Root.Pretty(v.reveal)
	}
	told := "All copied"
	if v.hidden() > 0 && !v.reveal {
		told = "All copied, hidden values stay hidden"
	}
	v.copy(text, told)
}

func (v *View) copyPath() {
	if n := v.selected(); n != nil {
		v.copy(n.Dotted(), "Path copied")
	}
}

func (v *View) copyCommand() {
	if n := v.selected(); n != nil {
		v.copy(n.InspectCommand(v.target.Kind, v.target.Name), "Command copied")
	}
}

// menuItems are what can be done with the selected value.
func (v *View) menuItems() []*fyne.MenuItem {
	n := v.selected()
	if n == nil {
		return nil
	}
	row := v.model.Selected()
	hidden := n.Masked() && !v.reveal
	items := []*fyne.MenuItem{
		fyne.NewMenuItem("Copy value", func() { v.copy(valueText(n, v.reveal), "Value copied") }),
	}
	if hidden {
		items[0].Label = "Copy hidden value"
		items[0].Action = func() { v.copy(valueText(n, true), "Hidden value copied") }
	}
	items = append(items,
		fyne.NewMenuItem("Copy path", v.copyPath),
		fyne.NewMenuItem("Copy docker command", v.copyCommand),
		fyne.NewMenuItemSeparator(),
	)
	if v.model.Opens(row) {
		items = append(items, fyne.NewMenuItem("Open all inside", func() { v.model.OpenAll(row); v.rowsChanged() }))
	}
	items = append(items,
		fyne.NewMenuItem("Open everything", func() { v.model.OpenAll(-1); v.rowsChanged() }),
		fyne.NewMenuItem("Close everything", func() { v.model.CloseAll(); v.rowsChanged() }),
	)
	if v.doc.Hidden > 0 {
		label := "Show hidden values"
		if v.reveal {
			label = "Hide what looks secret"
		}
		items = append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(label, func() { v.SetReveal(!v.reveal) }))
	}
	return items
}

func (v *View) showMenu(where fyne.Position) {
	c := fyne.CurrentApp().Driver().CanvasForObject(v.tree)
	items := v.menuItems()
	if c == nil || items == nil {
		return
	}
	v.menu = widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	v.menu.ShowAtPosition(where)
}

// menuPlace is below the selected row, for the menu by keyboard.
func (v *View) menuPlace() fyne.Position {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v.tree)
	for _, p := range v.tree.DescribeParts() {
		if p.Selected {
			return at.AddXY(p.X+40, p.Y+p.Height)
		}
	}
	return at
}

package action

import "slices"

// Shortcut is one line of the shortcut sheet.
type Shortcut struct {
	Keys  string // "Ctrl+K"; several ways are separated by ", "
	Does  string // what they do
	Where string // a heading: where they work
	Topic string // the guide topic, "" for none
}

// The headings of the sheet, in their order.
const (
	Everywhere = "Everywhere"
	InLists    = "In a list"
	InFiles    = "In a list of files"
	Selected   = "For what is selected, or the page"
	InDialogs  = "In a dialog"
	InTerminal = "In a terminal"
)

// window are the shortcuts that are no actions.
var window = []Shortcut{
	{"Ctrl+K", "Find an action, an object, a page or a topic", Everywhere, ""},
	{"F1", "Explain what has the focus", Everywhere, ""},
	{"Ctrl+1 … Ctrl+9", "Go to a page", Everywhere, ""},
	{"Ctrl+F, /", "Search the list", Everywhere, "list.search"},
	{"Ctrl+H", "Open the history", Everywhere, ""},
	{"Ctrl+G", "Fold the guide away or bring it back", Everywhere, ""},
	{"Ctrl+=, Ctrl+-, Ctrl+0", "Larger, smaller, as it was", Everywhere, ""},
	{"F9", "Lay the window out for a projector, or as it was", Everywhere, "projector.mode"},
	{"Ctrl+Shift+K", "Show this sheet", Everywhere, ""},
	{"Tab, Shift+Tab", "Go to the next or the previous control", Everywhere, ""},
	{"Ctrl+Q", "Quit", Everywhere, ""},
	{"Up, Down", "Go to another row", InLists, "list.select"},
	{"PgUp, PgDn, Home, End", "Go a page, or to the first or last row", InLists, "list.select"},
	{"Shift with these", "Select all rows on the way", InLists, "list.select"},
	{"Ctrl+A", "Select all rows", InLists, "list.select"},
	{"Space", "Select the row, or not", InLists, "list.select"},
	{"Right, Left", "Go through the badges of the row", InLists, "list.badges"},
	{"Enter", "Explain the badge, or open the row", InLists, "list.badges"},
	{"Menu", "Open the menu of what is selected", InLists, ""},
	{"Left, Right", "Fold the versions of an image into one row, or unfold them", InLists, "column.images.repository"},
	{"Enter, Right", "Open the folder", InFiles, "column.files.name"},
	{"Backspace, Left", "Go to the folder above", InFiles, "list.path"},
	{"F2", "Rename", InFiles, "action.files.rename"},
	{"Delete", "Delete", InFiles, "action.files.delete"},
	{"F5", "Read the folder again", InFiles, "list.reading"},
	{"Esc", "End the search", InFiles, "list.find"},
	{"Esc", "Close, and change nothing", InDialogs, ""},
	{"Enter", "Press what has the focus, or hand in the form", InDialogs, ""},
	{"All keys but these", "Go to the program, also Tab, Esc, Ctrl+C and Ctrl+K", InTerminal, "tab.terminal"},
	{"Ctrl+Tab, Ctrl+Shift+Tab", "Leave the terminal for the next or the previous control", InTerminal, "tab.terminal"},
	{"Ctrl+Shift+C, Ctrl+Insert", "Copy what is selected", InTerminal, "tab.terminal"},
	{"Ctrl+Shift+V, Shift+Insert", "Paste", InTerminal, "tab.terminal"},
	{"Ctrl+Shift+A", "Select all", InTerminal, "tab.terminal"},
	{"Shift+PgUp, Shift+PgDn", "Scroll back and forth", InTerminal, "tab.terminal"},
	{"Shift+Home, Shift+End", "Go to the first or the newest line", InTerminal, "tab.terminal"},
	{"Menu", "Open the menu", InTerminal, "tab.terminal"},
}

// Shortcuts are all of them, heading by heading: the window's own and the
// actions'. Actions that share a key share a line: the window takes the one
// that applies.
func Shortcuts() []Shortcut {
	list := slices.Clone(window)
	begin := len(list)
	for _, a := range all {
		if a.Key == "" {
			continue
		}
		at := slices.IndexFunc(list[begin:], func(s Shortcut) bool { return s.Keys == a.Key })
		if at < 0 {
			list = append(list, Shortcut{a.Key, a.Words.Title, Selected, a.Topic()})
		} else if s := &list[begin+at]; s.Does != a.Words.Title {
			s.Does += " / " + a.Words.Title
		}
	}
	order := []string{Everywhere, Selected, InLists, InFiles, InDialogs, InTerminal}
	slices.SortStableFunc(list, func(x, y Shortcut) int {
		return slices.Index(order, x.Where) - slices.Index(order, y.Where)
	})
	return list
}

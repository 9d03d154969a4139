package dialogs

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// form shows fields and keeps their values. What is wrong with a field stands
// at it, once a person has been there.
type form struct {
	prefix  string
	values  action.Values
	rows    []*fieldRow
	current string // the field in use
	changed func()
	browse  func(Browsing)
}

// fieldRow is one field: its label, its control, and what is to be said.
type fieldRow struct {
	field   action.Field
	object  *modal.Stack
	first   fyne.Focusable
	problem *fyne.Container
	words   *widgets.Paragraph // of the problem
	note    *widgets.Paragraph
	touched bool
	update  func() // shows the value, for chips and switches
}

func newForm(prefix string, fields []action.Field, values action.Values, changed func(), browse func(Browsing)) *form {
	f := &form{prefix: prefix, values: values, changed: changed, browse: browse}
	for _, field := range fields {
		f.rows = append(f.rows, f.row(field))
	}
	f.tell()
	return f
}

func (f *form) objects() []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, len(f.rows))
	for i, r := range f.rows {
		list[i] = r.object
	}
	return list
}

// first is the control that the keyboard begins at; nil without fields.
func (f *form) first() fyne.Focusable {
	if len(f.rows) == 0 {
		return nil
	}
	return f.rows[0].first
}

// invalid is the first problem; "" for none.
func (f *form) invalid() string {
	for _, r := range f.rows {
		if why := r.field.Problem(f.values); why != "" {
			return why
		}
	}
	return ""
}

func (f *form) row(field action.Field) *fieldRow {
	r := &fieldRow{field: field}
	id := f.prefix + "." + field.ID
	r.words = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Danger, Bold: true})
	r.words.ID = id + ".problem"
	r.problem = widgets.Remark("failed", theme.Danger, r.words)
	r.note = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	r.note.ID = id + ".note"
	label := widgets.NewText(field.Label, widgets.TextStyle{Size: theme.SizeSmall, Bold: true})
	switch field.Kind {
	case action.Switch:
		r.object = modal.NewStack(fieldGap, f.toggle(r, id), r.note, r.problem)
	case action.Choice:
		r.object = modal.NewStack(fieldGap, label, f.choice(r, id), r.note, r.problem)
	default:
		r.object = modal.NewStack(fieldGap, label, f.entry(r, id), r.note, r.problem)
	}
	return r
}

// set takes a value over and tells everybody.
func (f *form) set(r *fieldRow, value string) {
	f.values[r.field.ID] = value
	r.touched, f.current = true, r.field.ID
	if r.update != nil {
		r.update()
	}
	f.tell()
	f.changed()
}

// untold is the first problem that stands at no field yet, since nobody has
// been there.
func (f *form) untold() string {
	for _, r := range f.rows {
		if why := r.field.Problem(f.values); why != "" {
			if r.problem.Visible() {
				return ""
			}
			return why
		}
	}
	return ""
}

// tell says at each field what there is to say.
func (f *form) tell() {
	for _, r := range f.rows {
		problem, note := r.field.Problem(f.values), r.field.Note(f.values)
		if !r.touched && r.field.Kind != action.Switch {
			problem = ""
		}
		r.words.SetText(problem)
		r.note.SetText(note)
		widgets.SetVisible(r.problem, problem != "")
		widgets.SetVisible(r.note, note != "" && problem == "")
	}
}

func (f *form) entry(r *fieldRow, id string) fyne.CanvasObject {
	e := modal.NewEntry(id, r.field.Hint, nil)
	e.Text, e.Password = f.values[r.field.ID], r.field.Kind == action.Secret
	e.Topic = r.field.Topic()
	e.OnChanged = func(s string) { f.set(r, s) }
	e.OnFocus = func() {
		f.current = r.field.ID
		e.SelectAll()
		f.changed()
	}
	r.first = e
	if r.field.Here != action.HereNothing {
		return container.NewBorder(nil, nil, nil, widgets.PadSides(f.chooser(r, id, e), 0, 0, 0, 8), e)
	}
	if r.field.Unit == "" {
		return e
	}
	return container.NewHBox(widgets.Sized(e, 120, 0), widgets.Middle(widgets.PadSides(widgets.NewText(r.field.Unit, widgets.TextStyle{}), 0, 0, 0, 4)))
}

// chooser is the button that chooses something of this computer.
func (f *form) chooser(r *fieldRow, id string, e *modal.Entry) fyne.CanvasObject {
	b := widgets.NewButton(id+".choose", "Choose…", "folder", widgets.Ordinary, func() {
		f.browse(Browsing{
			Title: r.field.Label, Topic: r.field.Topic(), From: f.values[r.field.ID],
			Folders: r.field.Here != action.HereFile, Files: r.field.Here != action.HereFolder, Then: e.SetText,
		})
	})
	b.Topic = r.field.Topic()
	return b
}

func (f *form) toggle(r *fieldRow, id string) fyne.CanvasObject {
	b := widgets.NewButton(id, r.field.Label, "", widgets.Quiet, nil)
	b.Kind, b.Topic = control.KindCheck, r.field.Topic()
	b.OnTap = func() {
		f.set(r, map[bool]string{true: "", false: action.Yes}[f.values[r.field.ID] == action.Yes])
	}
	r.update = func() {
		on := f.values[r.field.ID] == action.Yes
		b.SetIcon(map[bool]string{true: "checkbox-checked", false: "checkbox"}[on])
		b.SetLit(on)
	}
	r.update()
	r.first = b
	// The icon stands below the labels of the other fields.
	return widgets.PadSides(container.NewHBox(widgets.Sized(b, 0, switchHeight)), 0, 0, 0, -switchInset)
}

// chipsMost is how many choices are shown side by side; more are searched.
const chipsMost = 8

func (f *form) choice(r *fieldRow, id string) fyne.CanvasObject {
	if len(r.field.Choices) > chipsMost {
		return f.picker(r, id)
	}
	var chips []fyne.CanvasObject
	byValue := map[string]*widgets.Chip{}
	for _, o := range r.field.Choices {
		c := widgets.NewChip(id+"."+o.Value, o.Label, func() { f.set(r, o.Value) })
		c.Topic = r.field.Topic()
		byValue[o.Value] = c
		chips = append(chips, c)
		if r.first == nil || o.Value == f.values[r.field.ID] {
			r.first = c
		}
	}
	r.update = func() {
		for value, c := range byValue {
			c.SetOn(value == f.values[r.field.ID])
		}
	}
	r.update()
	return modal.NewStack(0, widgets.NewFlow(6, 6, chips...))
}

// picker finds one of many choices by typing a part of its name.
func (f *form) picker(r *fieldRow, id string) fyne.CanvasObject {
	p := newPicker(id, r.field.Choices, f.values[r.field.ID], func(value string) { f.set(r, value) })
	p.entry.Topic = r.field.Topic()
	p.entry.OnFocus = func() { f.current = r.field.ID; f.changed() }
	r.first = p.entry
	return p.object
}

// matching are the choices that have all words of a query in their label.
func matching(choices []action.Option, query string) []action.Option {
	words := strings.Fields(strings.ToLower(query))
	var found []action.Option
next:
	for _, o := range choices {
		label := strings.ToLower(o.Label)
		for _, w := range words {
			if !strings.Contains(label, w) {
				continue next
			}
		}
		found = append(found, o)
	}
	return found
}

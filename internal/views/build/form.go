package build

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
)

// form are the fields: the folder and the names above the tabs, the others in a
// tab of their own.
type form struct {
	p        *Page
	folder   *modal.Entry
	tags     *modal.Entry
	top      *modal.Row
	settings fyne.CanvasObject
	column   *column.Column
	fields   []*field
	rows     []*rows
	pulling  bool
}

// field is a control with what shows the spec in it.
type field struct {
	path  string
	focus fyne.Focusable
	pull  func()
}

const fieldGap = 4

func newForm(p *Page) *form {
	f := &form{p: p}
	choose := widgets.NewButton("build.folder.choose", "", "folder", widgets.Quiet, f.chooseFolder)
	choose.Tip, choose.Topic = "Choose a folder", "field.build.folder"
	var folder, tags fyne.CanvasObject
	f.folder, folder = f.text("folder", "Folder", "choose one, or drop it here", "field.build.folder",
		func(s *spec.BuildSpec) string { return s.Folder }, func(s *spec.BuildSpec, v string) { s.Folder = strings.TrimSpace(v) }, choose)
	f.tags, tags = f.text("tags", "Name of the image", "such as shop:1", "field.build.tags",
		func(s *spec.BuildSpec) string { return strings.Join(s.Tags, ", ") }, func(s *spec.BuildSpec, v string) { s.Tags = split(v) }, nil)
	f.top = modal.NewWeighted(theme.Size(theme.SizeGap), []float32{1.7, 1}, folder, tags)
	f.settings = f.makeSettings()
	return f
}

func (f *form) makeSettings() fyne.CanvasObject {
	file := widgets.NewButton("build.file.choose", "", "folder", widgets.Quiet, f.chooseFile)
	file.Tip, file.Topic = "Choose a file", "field.build.file"
	_, fileField := f.text("file", "Dockerfile", "Dockerfile", "field.build.file",
		func(s *spec.BuildSpec) string { return s.File }, func(s *spec.BuildSpec, v string) { s.File = strings.TrimSpace(v) }, file)
	target := f.chooser("target", "Choose a stage", "field.build.target", f.stages, func(s *spec.BuildSpec, v string) { s.Target = v })
	_, targetField := f.text("target", "Stop at the stage", "the last one", "field.build.target",
		func(s *spec.BuildSpec) string { return s.Target }, func(s *spec.BuildSpec, v string) { s.Target = strings.TrimSpace(v) }, target)
	kinds := f.chooser("platform", "Choose a kind of computer", "field.build.platform", func() []string {
		return []string{"linux/amd64", "linux/arm64", "linux/arm/v7"}
	}, func(s *spec.BuildSpec, v string) { s.Platform = v })
	_, platform := f.text("platform", "For the kind of computer", "this one's", "field.build.platform",
		func(s *spec.BuildSpec) string { return s.Platform }, func(s *spec.BuildSpec, v string) { s.Platform = strings.TrimSpace(v) }, kinds)
	noCache := f.toggle("no-cache", "Do every step afresh", func(s *spec.BuildSpec) *bool { return &s.NoCache })
	pull := f.toggle("pull", "Ask for newer bases", func(s *spec.BuildSpec) *bool { return &s.Pull })
	gap := theme.Size(theme.SizeGap)
	general := modal.NewCard(modal.NewStack(10,
		modal.NewRow(gap, fileField, targetField, platform),
		widgets.NewFlow(16, 4, noCache, pull)))
	f.column = column.New(column.Options{Gap: 10, Top: 10, Bottom: 10, Sides: 6}, general,
		f.list("args", "Arguments", "Another argument", argRows{}), f.list("secrets", "Secrets", "Another secret", secretRows{}), f.list("labels", "Labels", "Another label", labelRows{}))
	return f.column
}

// text is a field of one line, with a button at its end if there is one.
func (f *form) text(path, label, hint, topic string, get func(*spec.BuildSpec) string, set func(*spec.BuildSpec, string), end *widgets.Button) (*modal.Entry, fyne.CanvasObject) {
	e := modal.NewEntry("build."+path, hint, nil)
	e.Topic, e.Scroll = topic, fyne.ScrollHorizontalOnly
	e.OnChanged = func(v string) {
		if !f.pulling {
			f.p.edit(func(s *spec.BuildSpec) { set(s, v) })
		}
	}
	f.light(e, path)
	var inner fyne.CanvasObject = e
	if end != nil {
		inner = container.NewBorder(nil, nil, nil, end, e)
	}
	f.fields = append(f.fields, &field{path, e, func() {
		if v := get(&f.p.spec); v != e.Text && !(path == "tags" && slices.Equal(split(e.Text), split(v))) {
			e.SetText(v)
		}
	}})
	return e, modal.NewStack(fieldGap, widgets.NewText(label, widgets.TextStyle{Size: theme.SizeSmall, Bold: true}), inner)
}

// light lights the words of the command that come from a field.
func (f *form) light(e *modal.Entry, path string) {
	e.OnFocus = func() { f.lightWords(path) }
}

func (f *form) toggle(path, label string, at func(*spec.BuildSpec) *bool) fyne.CanvasObject {
	b := widgets.NewButton("build."+path, label, "checkbox", widgets.Quiet, nil)
	b.Kind, b.Topic = control.KindCheck, "field.build."+path
	show := func() {
		on := *at(&f.p.spec)
		b.SetIcon(map[bool]string{true: "checkbox-checked", false: "checkbox"}[on])
		b.SetLit(on)
	}
	b.OnTap = func() {
		f.p.edit(func(s *spec.BuildSpec) { *at(s) = !*at(s) })
		show()
	}
	f.fields = append(f.fields, &field{map[string]string{"no-cache": "noCache"}[path] + map[string]string{"pull": "pull"}[path], b, show})
	return b
}

func (f *form) chooser(path, tip, topic string, values func() []string, set func(*spec.BuildSpec, string)) *widgets.Button {
	var b *widgets.Button
	b = widgets.NewButton("build."+path+".choose", "", "chevron-down", widgets.Quiet, func() {
		var items []page.MenuItem
		for _, v := range values() {
			items = append(items, page.MenuItem{ID: "build." + path + "." + v, Title: format.CleanLine(v), Icon: "check", Topic: topic, Do: func() {
				f.p.edit(func(s *spec.BuildSpec) { set(s, v) })
				f.pull()
			}})
		}
		if len(items) == 0 {
			items = []page.MenuItem{{ID: "build." + path + ".none", Title: "There is none with a name", Icon: "info", Topic: topic, Disabled: "A name stands behind AS in a FROM line"}}
		}
		f.p.host.Menu(items, widgets.Below(b))
	})
	b.Tip, b.Topic = tip, topic
	return b
}

func (f *form) stages() []string {
	var names []string
	for _, s := range f.p.plan.Stages {
		if s.Name != "" {
			names = append(names, s.Name)
		}
	}
	return names
}

func (f *form) chooseFolder() {
	from := f.p.spec.Folder
	if from == "" {
		from = f.p.o.Dir
	}
	f.p.o.Choose(Choice{Title: "Choose a folder to build", Topic: "field.build.folder", From: from, Folders: true, Then: f.p.choose})
}

func (f *form) chooseFile() {
	folder := f.p.spec.Folder
	f.p.o.Choose(Choice{Title: "Choose a Dockerfile", Topic: "field.build.file", From: folder, Files: true, Then: func(path string) {
		if rel, err := filepath.Rel(folder, path); err == nil && filepath.IsLocal(rel) {
			path = rel
		}
		f.p.edit(func(s *spec.BuildSpec) { s.File = fileWord(path) })
		f.pull()
	}})
}

// pull makes all controls show what the spec says.
func (f *form) pull() {
	f.pulling = true
	for _, r := range f.rows {
		r.pull()
	}
	for _, c := range f.fields {
		c.pull()
	}
	f.pulling = false
	f.column.Refit()
}

// tell does what follows from the spec beside that.
func (f *form) tell() {}

// focus goes to a field.
func (f *form) focus(path string) {
	name, _, _ := strings.Cut(path, ".")
	if name != "folder" && name != "tags" {
		f.p.tabs.Select("settings")
	}
	for _, c := range f.fields {
		if c.path == path || c.path == name {
			f.p.host.Focus(c.focus)
			return
		}
	}
}

func split(text string) []string {
	var list []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// --- lists ---

// kind is a list of the spec whose entries have two parts.
type kind interface {
	count(*spec.BuildSpec) int
	add(*spec.BuildSpec)
	drop(s *spec.BuildSpec, i int)
	parts(s *spec.BuildSpec, i int) (first, second string)
	set(s *spec.BuildSpec, i int, first, second string)
	words() (first, second, hint string)
	hides(first string) bool
}

// rows edits a list.
type rows struct {
	f      *form
	path   string
	kind   kind
	stack  *modal.Stack
	adds   fyne.CanvasObject
	shown  int
	fields []*field
}

func (f *form) list(path, title, more string, k kind) fyne.CanvasObject {
	r := &rows{f: f, path: path, kind: k, stack: modal.NewStack(8), shown: -1}
	add := widgets.NewLink("build."+path+".add", "+ "+more, func() {
		f.p.edit(k.add)
		f.pull()
		f.focus(fmt.Sprintf("%s.%d", path, r.shown-1))
	})
	add.Topic = "field.build." + path
	r.adds = container.NewHBox(add)
	f.rows = append(f.rows, r)
	return modal.NewCard(modal.NewStack(8, widgets.NewText(title, widgets.TextStyle{Bold: true}), r.stack))
}

// pull shows the entries that the spec has.
func (r *rows) pull() {
	n := r.kind.count(&r.f.p.spec)
	if n == r.shown {
		return
	}
	r.shown = n
	r.f.fields = slices.DeleteFunc(r.f.fields, func(c *field) bool { return slices.Contains(r.fields, c) })
	before := len(r.f.fields)
	var blocks []fyne.CanvasObject
	for i := range n {
		blocks = append(blocks, r.entry(i))
	}
	r.fields = slices.Clone(r.f.fields[before:])
	r.stack.Set(append(blocks, r.adds)...)
}

func (r *rows) entry(i int) fyne.CanvasObject {
	path, topic := fmt.Sprintf("%s.%d", r.path, i), "field.build."+r.path
	firstWord, secondWord, hint := r.kind.words()
	var second *modal.Entry
	first, a := r.f.text(path, firstWord, "NAME", topic,
		func(s *spec.BuildSpec) string { v, _ := r.kind.parts(s, i); return v },
		func(s *spec.BuildSpec, v string) {
			_, other := r.kind.parts(s, i)
			r.kind.set(s, i, strings.TrimSpace(v), other)
			if hide := r.kind.hides(v); hide != second.Password {
				second.Password = hide
				second.Refresh()
			}
		}, nil)
	second, b := r.f.text(path+".value", secondWord, hint, topic,
		func(s *spec.BuildSpec) string { _, v := r.kind.parts(s, i); return v },
		func(s *spec.BuildSpec, v string) { r.kind.set(s, i, strings.TrimSpace(first.Text), v) }, nil)
	second.OnFocus = func() { r.f.lightWords(path) }
	name, _ := r.kind.parts(&r.f.p.spec, i)
	second.Password = r.kind.hides(name)
	remove := widgets.NewButton("build."+path+".remove", "", "close", widgets.Quiet, func() {
		r.f.p.edit(func(s *spec.BuildSpec) { r.kind.drop(s, i) })
		r.shown = -1
		r.f.pull()
	})
	remove.Tip, remove.Topic = "Leave this out", topic
	return modal.NewWeighted(theme.Size(theme.SizeGap), []float32{1, 1.6, -34}, a, b, widgets.PadSides(remove, 22, 0, 0, 0))
}

func (f *form) lightWords(path string) {
	f.p.line.Light(func(t command.Token) bool { return t.Field == path || strings.HasPrefix(t.Field, path+".") })
}

type argRows struct{}

func (argRows) count(s *spec.BuildSpec) int { return len(s.Args) }
func (argRows) add(s *spec.BuildSpec)       { s.Args = append(s.Args, spec.Env{}) }
func (argRows) drop(s *spec.BuildSpec, i int) {
	s.Args = slices.Delete(slices.Clone(s.Args), i, i+1)
}
func (argRows) parts(s *spec.BuildSpec, i int) (string, string) {
	return s.Args[i].Key, s.Args[i].Value
}
func (argRows) set(s *spec.BuildSpec, i int, first, second string) {
	s.Args[i] = spec.Env{Key: first, Value: second, HasValue: second != ""}
}
func (argRows) words() (string, string, string) {
	return "Name of the ARG", "Value", "as on this computer"
}
func (argRows) hides(first string) bool { return secret.Name(first) }

type labelRows struct{}

func (labelRows) count(s *spec.BuildSpec) int { return len(s.Labels) }
func (labelRows) add(s *spec.BuildSpec)       { s.Labels = append(s.Labels, spec.Pair{}) }
func (labelRows) drop(s *spec.BuildSpec, i int) {
	s.Labels = slices.Delete(slices.Clone(s.Labels), i, i+1)
}
func (labelRows) parts(s *spec.BuildSpec, i int) (string, string) {
	return s.Labels[i].Key, s.Labels[i].Value
}
func (labelRows) set(s *spec.BuildSpec, i int, first, second string) {
	s.Labels[i] = spec.Pair{Key: first, Value: second}
}
func (labelRows) words() (string, string, string) { return "Name", "Value", "" }
func (labelRows) hides(string) bool               { return false }

type secretRows struct{}

// variable begins the source of a secret that is a variable.
const variable = "$"

func (secretRows) count(s *spec.BuildSpec) int { return len(s.Secrets) }
func (secretRows) add(s *spec.BuildSpec)       { s.Secrets = append(s.Secrets, spec.Secret{}) }
func (secretRows) drop(s *spec.BuildSpec, i int) {
	s.Secrets = slices.Delete(slices.Clone(s.Secrets), i, i+1)
}
func (secretRows) parts(s *spec.BuildSpec, i int) (string, string) {
	c := s.Secrets[i]
	if c.Env != "" {
		return c.ID, variable + c.Env
	}
	return c.ID, c.File
}
func (secretRows) set(s *spec.BuildSpec, i int, first, second string) {
	c := spec.Secret{ID: first, File: strings.TrimSpace(second)}
	if name, ok := strings.CutPrefix(c.File, variable); ok {
		c.File, c.Env = "", name
	}
	s.Secrets[i] = c
}
func (secretRows) words() (string, string, string) {
	return "Name in the Dockerfile", "File, or $VARIABLE of this computer", "key.txt"
}
func (secretRows) hides(string) bool { return false }

package run

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// presetsKey is what the presets are kept under among the settings, which are
// written as a whole or not at all.
const presetsKey = "run.presets"

// preset is a filled form that was given a name. Values that look secret are
// not kept.
type preset struct {
	Name string          `json:"name"`
	Spec json.RawMessage `json:"spec"` // as spec.Marshal writes it
}

func (p *Page) presets() []preset {
	var list []preset
	if json.Unmarshal([]byte(p.host.Settings.Get(presetsKey)), &list) != nil {
		return nil
	}
	return list
}

func (p *Page) keepPresets(list []preset) {
	text, err := json.Marshal(list)
	if err == nil {
		p.host.Settings.Set(presetsKey, string(text))
	}
}

// savePreset keeps what the form says under a name, in place of what had it.
func (p *Page) savePreset(name string) error {
	text, err := spec.Marshal(withoutSecrets(p.m.spec))
	if err != nil {
		return fmt.Errorf("keep the preset: %w", err)
	}
	list := slices.DeleteFunc(p.presets(), func(q preset) bool { return q.Name == name })
	list = append(list, preset{name, text})
	slices.SortFunc(list, func(a, b preset) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	p.keepPresets(list)
	return nil
}

// withoutSecrets leaves the values out of variables whose names look secret.
func withoutSecrets(s spec.RunSpec) spec.RunSpec {
	s = s.Clone()
	for i, e := range s.Env {
		if secret.Name(e.Key) {
			s.Env[i].Value = ""
		}
	}
	return s
}

func (p *Page) openPreset(q preset) {
	s, err := spec.Unmarshal(q.Spec)
	if err != nil {
		p.o.Say("The preset " + q.Name + " can't be read: " + err.Error() + ".")
		return
	}
	if p.NameTaken(s.Name) {
		s.Name = spec.NextFreeName(s.Name, p.NameTaken)
	}
	p.Open(s, "")
}

// choosePreset is the menu of the presets.
func (f *foot) choosePreset() {
	p := f.p
	var items, drop []page.MenuItem
	for i, q := range p.presets() {
		items = append(items, page.MenuItem{ID: "preset." + itoa(i), Title: format.CleanLine(q.Name), Icon: "file", Topic: "field.run.preset", Do: func() { p.openPreset(q) }})
		drop = append(drop, page.MenuItem{ID: "preset.drop." + itoa(i), Title: "Forget " + format.CleanLine(q.Name), Icon: "remove", Ink: theme.Danger, Topic: "field.run.preset", Do: func() {
			p.keepPresets(slices.DeleteFunc(p.presets(), func(other preset) bool { return other.Name == q.Name }))
		}})
	}
	save := page.MenuItem{ID: "preset.save", Title: "Save this form as a preset…", Icon: "save", Topic: "field.run.preset", Do: p.askPreset}
	if len(items) > 0 {
		items = append(items, page.MenuItem{})
		drop = append([]page.MenuItem{{}}, drop...)
	}
	p.host.Menu(append(append(items, save), drop...), widgets.Below(f.preset))
}

// askPreset asks for the name of a preset.
func (p *Page) askPreset() {
	var dialog *modal.Dialog
	name := modal.NewEntry("run.preset.name", "what you would call it", nil)
	name.Text, name.Topic = p.m.spec.Name, "field.run.preset"
	note := widgets.NewParagraph("Values that look secret are left out of it.", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	do := widgets.NewButton("run.preset.save", "Save", "save", widgets.Main, func() {
		if strings.TrimSpace(name.Text) == "" {
			return
		}
		err := p.savePreset(strings.TrimSpace(name.Text))
		dialog.Close()
		if err != nil {
			p.o.Say(err.Error())
			return
		}
		p.o.Say("Saved as " + strings.TrimSpace(name.Text) + ".")
	})
	cancel := widgets.NewButton("run.preset.cancel", "Cancel", "", widgets.Ordinary, func() { dialog.Close() })
	do.Topic, cancel.Topic = "field.run.preset", "field.run.preset"
	dialog = &modal.Dialog{
		ID: "run.preset.dialog", Title: "Save as a preset", Icon: "save", Width: 440, First: name, OnEnter: do.Tap,
		Body:   modal.NewStack(fieldGap, widgets.NewText("Name", widgets.TextStyle{Size: theme.SizeSmall, Bold: true}), name, note),
		Footer: container.New(layout.NewCustomPaddedHBoxLayout(10), layout.NewSpacer(), cancel, do),
	}
	p.o.Layer.Show(dialog)
}

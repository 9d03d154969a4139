// Package diagnosis shows why something failed: the headline, the cause with the
// object that is in the way as a link, the remedies as buttons, why this happens,
// and the engine's own words folded away. The task line, the history and dialogs
// use the one view.
//
// It must know neither what failures mean nor how a remedy is carried out.
package diagnosis

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Services are what a view needs of the window. Each may be nil.
type Services struct {
	Explain func(topic string)
	Copy    func(text string)
	Open    func(object.Ref)
}

// View shows one diagnosis. Put its Object into a modal.Stack.
type View struct {
	// Leaving is called before a remedy is carried out, or a link leads away: what
	// the view stands in may close. nil for nothing.
	Leaving func()
	// Resized is called when it has become higher or lower.
	Resized func()

	id       string
	services Services
	shown    *diagnosis.Case

	object   *modal.Stack
	title    *widgets.Paragraph
	words    *widgets.Paragraph
	remedies *widgets.Flow
	links    *widgets.Flow
	culprit  *widgets.Link
	why      *widgets.Link
	fold     *widgets.Link
	copyRaw  *widgets.Link
	raw      *widgets.Paragraph
	filled   int  // how many remedies have a button
	open     bool // the engine's words are unfolded
}

// New makes a view whose parts have ids that begin with id.
func New(id string, s Services) *View {
	v := &View{
		id: id, services: s,
		title:    widgets.NewParagraph("", widgets.TextStyle{Bold: true, Color: theme.Danger}),
		words:    widgets.NewParagraph("", widgets.TextStyle{}),
		raw:      widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeCode, Mono: true}),
		remedies: widgets.NewFlow(8, 6),
		links:    widgets.NewFlow(14, 2),
	}
	v.title.ID, v.words.ID, v.raw.ID = id+".title", id+".words", id+".raw"
	v.culprit = widgets.NewSmallLink(id+".culprit", "", func() {
		v.leave()
		v.services.Open(v.shown.Culprit.Ref)
	})
	v.why = widgets.NewSmallLink(id+".why", "Why does this happen?", func() { v.services.Explain(v.shown.Topic()) })
	v.fold = widgets.NewSmallLink(id+".fold", "", func() {
		v.open = !v.open
		v.unfold()
		v.resized()
	})
	v.copyRaw = widgets.NewSmallLink(id+".copy", "Copy them", func() { v.services.Copy(v.shown.Raw) })
	v.links.Set(v.culprit, v.why, v.fold, v.copyRaw)
	v.object = modal.NewStack(8, v.title, v.words, v.remedies, v.links, v.raw)
	return v
}

// Object is what to show. It says how high it is at a width.
func (v *View) Object() *modal.Stack { return v.object }

// Set shows a diagnosis; nil shows nothing.
func (v *View) Set(c *diagnosis.Case) {
	widgets.SetVisible(v.object, c != nil)
	if c == nil || c == v.shown && v.filled == v.offered() {
		return
	}
	if c != v.shown {
		v.open = !c.Known() // then they are all there is to say
	}
	v.shown = c
	v.title.SetText(format.CleanLine(c.Title))
	v.words.SetText(format.CleanLine(c.Words))
	v.fill()
	v.culprit.SetText("Show " + format.CleanLine(c.Culprit.Name))
	v.culprit.Topic, v.why.Topic, v.fold.Topic, v.copyRaw.Topic = c.Topic(), c.Topic(), c.Topic(), c.Topic()
	widgets.SetVisible(v.culprit, c.Culprit.Ref.ID != "" && v.services.Open != nil && !v.shows())
	widgets.SetVisible(v.why, v.services.Explain != nil)
	v.raw.SetText(lines(c.Raw))
	v.unfold()
}

// offered is how many remedies there are to be shown.
func (v *View) offered() int {
	if v.shown.Used || v.shown.Do == nil {
		return 0
	}
	return min(len(v.shown.Remedies), mostRemedies)
}

// mostRemedies is how many are offered: with more, none is the way.
const mostRemedies = 3

// shows reports whether a remedy leads to the culprit already.
func (v *View) shows() bool {
	for i := range v.offered() {
		if r := v.shown.Remedies[i]; r.Then == diagnosis.Show && len(r.First) == 0 && r.Who == v.shown.Culprit.Ref {
			return true
		}
	}
	return false
}

func (v *View) fill() {
	var buttons []fyne.CanvasObject
	for i := range v.offered() {
		remedy, role := v.shown.Remedies[i], widgets.Ordinary
		words := format.CleanLine(remedy.Words)
		switch {
		case remedy.Loses(): // it is never the one that suggests itself, and asks
			words += "…"
		case i == 0:
			role = widgets.Main
		}
		b := widgets.NewButton(fmt.Sprintf("%s.remedy.%d", v.id, i), words, remedy.Icon, role, func() {
			c := v.shown
			v.leave()
			c.Do(remedy)
		})
		b.Topic = v.shown.Topic()
		buttons = append(buttons, b)
	}
	v.filled = len(buttons)
	v.remedies.Set(buttons...)
	widgets.SetVisible(v.remedies, len(buttons) > 0)
}

func (v *View) leave() {
	if v.Leaving != nil {
		v.Leaving()
	}
}

func (v *View) resized() {
	if v.Resized != nil {
		v.Resized()
	}
}

func (v *View) unfold() {
	has := strings.TrimSpace(v.shown.Raw) != ""
	widgets.SetVisible(v.fold, has)
	widgets.SetVisible(v.raw, has && v.open)
	widgets.SetVisible(v.copyRaw, has && v.open && v.services.Copy != nil)
	v.fold.SetText(map[bool]string{true: "Hide the engine's own words", false: "Show the engine's own words"}[v.open])
	v.links.Refresh()
	v.object.Refresh()
}

// lines are the engine's words without what a screen would not show.
func lines(raw string) string {
	list := strings.Split(strings.TrimSpace(raw), "\n")
	for i, l := range list {
		list[i] = format.CleanLine(l)
	}
	return strings.Join(list, "\n")
}

// Show explains a failure in a dialog. further are buttons beside "Close".
func Show(layer *modal.Layer, id string, c *diagnosis.Case, s Services, title string, further ...*widgets.Button) {
	var d *modal.Dialog
	v := New(id, s)
	v.Leaving = func() { d.Close() }
	v.Resized = func() { d.Refit() }
	v.Set(c)
	closes := widgets.NewButton(id+".close", "Close", "", widgets.Ordinary, func() { d.Close() })
	closes.Topic = c.Topic()
	row := []fyne.CanvasObject{layout.NewSpacer()}
	for _, b := range further {
		tap := b.OnTap
		b.OnTap = func() {
			d.Close()
			tap()
		}
		row = append(row, b)
	}
	d = &modal.Dialog{
		ID: id, Title: format.CleanLine(title), Icon: "failed", Grave: true, Width: dialogWidth, Outside: true, First: closes,
		Body: v.Object(), Footer: container.New(layout.NewCustomPaddedHBoxLayout(10), append(row, closes)...),
	}
	layer.Show(d)
}

const dialogWidth = 600 // px at scale 1

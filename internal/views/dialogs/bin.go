package dialogs

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Bin is what the sheet with all that was removed is made from.
type Bin struct {
	List     func() []bin.Entry
	Snapshot func() *object.Snapshot
	Again    func(bin.Entry)
	Restore  func(file, volume string)
	Forget   func(bin.Entry)
}

// binSheet is the open bin.
type binSheet struct {
	d      *Dialogs
	b      Bin
	dialog *modal.Dialog
	body   *modal.Stack
}

const binTopic = "action.window.bin"

// ShowBin opens the bin.
func (d *Dialogs) ShowBin(b Bin) {
	if d.bin != nil {
		return
	}
	s := &binSheet{d: d, b: b, body: modal.NewStack(blockGap)}
	done := widgets.NewButton("bin.close", "Close", "", widgets.Ordinary, func() { s.dialog.Close() })
	done.Topic = binTopic
	s.dialog = &modal.Dialog{
		ID: "bin", Title: "Bin", Icon: "remove", Width: sheetWidth, Body: s.body, Outside: true,
		Footer:   container.New(layout.NewCustomPaddedHBoxLayout(0), layout.NewSpacer(), done),
		First:    done,
		OnClosed: func() { d.bin = nil },
	}
	s.dialog.OnEnter = s.dialog.Close
	d.bin = s
	s.update()
	d.layer.Show(s.dialog)
}

// BinChanged shows the bin as it is now, if it is open.
func (d *Dialogs) BinChanged() {
	if d.bin != nil {
		d.bin.update()
	}
}

func (s *binSheet) update() {
	list := s.b.List()
	blocks := []fyne.CanvasObject{widgets.NewParagraph(
		"What was removed in this window, the last 20. Files are in it only where a copy was kept.", widgets.TextStyle{Color: theme.Muted})}
	for _, e := range list {
		blocks = append(blocks, s.card(e))
	}
	if len(list) == 0 {
		p := widgets.NewParagraph("Nothing was removed yet. What is removed from now on can be made again from here.", widgets.TextStyle{})
		p.ID = "bin.empty"
		blocks = append(blocks, widgets.Note("check", widgets.ToneOK, p))
	}
	s.body.Set(blocks...)
	s.dialog.Refit()
}

// card is one thing: what it was and when, what comes back, and its buttons.
func (s *binSheet) card(e bin.Entry) fyne.CanvasObject {
	id := "bin." + e.ID
	name := widgets.NewText(format.CleanLine(format.VolumeName(e.Name)), widgets.TextStyle{Bold: true})
	name.ID, name.Truncate = id+".name", true
	when := widgets.NewText(binNote(e)+" · "+format.Ago(e.At, s.d.host.Now()), widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	icon := widgets.PadSides(widgets.Middle(widgets.NewIcon(kindIcons[e.Kind], theme.Muted)), 0, 8, 0, 0)
	head := widgets.Sized(container.NewBorder(nil, nil, icon, widgets.Middle(when), widgets.Middle(name)), 0, lineHeight)

	now := s.b.Snapshot()
	why := action.WhyNotAgain(now, e)
	words := widgets.NewParagraph(action.AgainWords(now, e), widgets.TextStyle{Size: theme.SizeSmall})
	words.ID = id + ".words"
	blocks := []fyne.CanvasObject{head, words}
	if why != "" {
		p := widgets.NewParagraph(why+".", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Warn, Bold: true})
		p.ID = id + ".why"
		blocks = append(blocks, p)
	}
	blocks = append(blocks, widgets.PadSides(widgets.NewFlow(8, 6, s.buttons(e, id, why)...), 4, 0, 0, 0))
	return container.NewStack(widgets.NewBox("", theme.Border, theme.SizeControlR), widgets.Pad(modal.NewStack(4, blocks...), 8, 12))
}

func (s *binSheet) buttons(e bin.Entry, id, why string) []fyne.CanvasObject {
	button := func(part, words, icon, topic string, do func()) *widgets.Button {
		b := widgets.NewButton(id+"."+part, words, icon, widgets.Ordinary, do)
		b.Topic = topic
		return b
	}
	restore := func(part, file, volume string) *widgets.Button {
		b := button(part, "Restore "+format.VolumeName(volume), "upload", action.ID("volume.restore").Topic(), func() {
			s.dialog.Close()
			s.b.Restore(file, volume)
		})
		b.SetDisabled(s.b.Snapshot().Volume(volume) != nil)
		return b
	}
	var list []fyne.CanvasObject
	if e.Volume != nil && e.Volume.File != "" {
		list = append(list, restore("restore", e.Volume.File, e.Name))
	} else {
		words := "Make it again"
		if e.Container != nil && len(e.Container.Hidden) > 0 {
			words = "Make it again…"
		}
		b := button("again", words, "undo", action.ID("bin.again").Topic(), func() {
			s.dialog.Close()
			s.b.Again(e)
		})
		b.SetDisabled(why != "" || e.Volume != nil && len(e.Volume.Hidden) > 0)
		list = append(list, b)
	}
	if e.Container != nil {
		for _, a := range e.Container.Anonymous {
			if a.File != "" {
				list = append(list, restore("restore."+object.ShortID(a.Name), a.File, a.Name))
			}
		}
	}
	return append(list, button("forget", "Forget", "close", "action.window.forget", func() {
		s.d.Confirm(page.Confirmation{
			Title: "Forget " + format.CleanLine(format.VolumeName(e.Name)) + "?", Do: "Forget", Topic: "action.window.forget",
			Words: "How it was made is forgotten, and it can't be made again from here. Files that it was saved to stay where they are.",
			Yes:   func() { s.b.Forget(e) },
		})
	}))
}

// binNote says what it was.
func binNote(e bin.Entry) string {
	switch {
	case e.Container != nil:
		return "Container of " + format.CleanLine(e.Container.Spec.Image)
	case e.Network != nil:
		return "Network, " + format.CleanLine(e.Network.Driver)
	case e.Volume != nil:
		return "Volume"
	}
	return "Name of an image"
}

// Command demo is a small window that the tests of package window drive: one
// of each stock control, a list, a pop-up and an area that can be dragged. It
// stands in for dockdesk so that a failure of the harness and a failure of the
// program can be told apart.
//
// It must know nothing of Docker.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
)

func main() {
	socket := flag.String("ui-socket", "", "answer with the controls on this unix socket")
	misbehave := flag.String("misbehave", "", `"thread" touches a widget off the main goroutine, "panic" panics on quit, "exit" ends with code 3`)
	flag.Parse()
	if err := run(*socket, *misbehave); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(socket, misbehave string) error {
	a := app.NewWithID("io.github.dockdesk.demo")
	w := a.NewWindow("Demo")
	w.SetContent(content(w))
	w.Resize(fyne.NewSize(500, 500))

	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	s, err := uisocket.Listen(socket, uisocket.Options{
		Window: w,
		Page:   func() string { return "demo" },
		Quit:   func() { quit(a, misbehave) },
	})
	if err != nil {
		cancel()
		return err
	}
	go func() { served <- s.Serve(ctx) }()
	if misbehave == "thread" {
		a.Lifecycle().SetOnStarted(func() {
			go w.Content().Refresh()
		})
	}
	w.ShowAndRun()
	cancel()
	return <-served
}

func quit(a fyne.App, misbehave string) {
	switch misbehave {
	case "panic":
		panic("on purpose")
	case "exit":
		os.Exit(3)
	}
	a.Quit()
}

// content is a form on the left whose last line tells what happened last, and
// a list on the right.
func content(w fyne.Window) fyne.CanvasObject {
	said := widget.NewLabel("nothing yet")
	say := func(format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		log.Print("said: ", text)
		said.SetText(text)
	}
	name := widget.NewEntry()
	name.SetPlaceHolder("name")
	name.OnChanged = func(text string) { say("name %s", text) }
	name.OnSubmitted = func(text string) { say("submitted %s", text) }
	off := widget.NewButton("Off", func() { say("off was pressed") })
	off.Disable()
	pick := widget.NewSelect([]string{"one", "two", "three"}, func(s string) { say("picked %s", s) })
	pick.PlaceHolder = "number"
	form := container.NewVBox(
		widget.NewButton("Run", func() { say("run was pressed") }), off,
		widget.NewCheck("Follow", func(on bool) { say("follow is %v", on) }),
		name, pick,
		widget.NewButton("Ask", func() { ask(w, say) }),
		newArea(say), said,
	)
	names := make([]string, 200)
	for i := range names {
		names[i] = fmt.Sprintf("row %d", i)
	}
	list := widget.NewList(func() int { return len(names) },
		func() fyne.CanvasObject { return widget.NewLabel(strings.Repeat(" ", 10)) },
		func(i widget.ListItemID, o fyne.CanvasObject) { o.(*widget.Label).SetText(names[i]) })
	list.OnSelected = func(i widget.ListItemID) { say("selected %s", names[i]) }
	w.SetMainMenu(fyne.NewMainMenu(fyne.NewMenu("File", fyne.NewMenuItem("Refresh", func() { say("refreshed") }))))
	return container.NewHSplit(form, list)
}

func ask(w fyne.Window, say func(string, ...any)) {
	var p *widget.PopUp
	p = widget.NewModalPopUp(container.NewVBox(widget.NewLabel("Really?"), widget.NewButton("Yes", func() {
		p.Hide()
		say("yes")
	})), w.Canvas())
	p.Show()
}

// area tells what the mouse did on it.
type area struct {
	widget.BaseWidget
	say     func(string, ...any)
	dragged fyne.Delta
}

var (
	_ fyne.Draggable         = (*area)(nil)
	_ fyne.DoubleTappable    = (*area)(nil)
	_ fyne.SecondaryTappable = (*area)(nil)
	_ desktop.Hoverable      = (*area)(nil)
)

func newArea(say func(string, ...any)) *area {
	a := &area{say: say}
	a.ExtendBaseWidget(a)
	return a
}

func (a *area) CreateRenderer() fyne.WidgetRenderer {
	back := canvas.NewRectangle(theme.Color(theme.ColorNameInputBackground))
	back.SetMinSize(fyne.NewSize(200, 80))
	return widget.NewSimpleRenderer(back)
}

func (a *area) DescribeControl() control.Description {
	return control.Description{ID: "area", Kind: control.KindPane, Enabled: true}
}

func (a *area) Dragged(e *fyne.DragEvent) {
	a.dragged.DX += e.Dragged.DX
	a.dragged.DY += e.Dragged.DY
}

func (a *area) DragEnd() {
	a.say("dragged %.0f,%.0f", a.dragged.DX, a.dragged.DY)
	a.dragged = fyne.Delta{}
}

func (a *area) MouseIn(*desktop.MouseEvent)        { a.say("mouse in") }
func (a *area) MouseMoved(*desktop.MouseEvent)     {}
func (a *area) MouseOut()                          {}
func (a *area) DoubleTapped(*fyne.PointEvent)      { a.say("tapped twice") }
func (a *area) TappedSecondary(e *fyne.PointEvent) { a.say("tapped with the right button") }

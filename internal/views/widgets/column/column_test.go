package column_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
)

func block(height float32) *canvas.Rectangle {
	r := &canvas.Rectangle{}
	r.SetMinSize(fyne.NewSize(10, height))
	return r
}

func show(t *testing.T, c fyne.CanvasObject, width float32) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light))
	w := test.NewTempWindow(t, container.NewStack(c))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, 300))
}

func bottom(o fyne.CanvasObject) float32 { return o.Position().Y + o.Size().Height }

func TestTextIsAsHighAsItIsAtTheWidth(t *testing.T) {
	text := widgets.NewParagraph(strings.Repeat("a few words of text ", 40), widgets.TextStyle{})
	below := block(20)
	c := column.New(column.Options{Gap: 10, Sides: 16}, text, below)
	show(t, c, 400)
	narrow := text.Size().Height
	if below.Position().Y != narrow+10 || text.Size().Width != 368 {
		t.Errorf("the text is %v at width %v, the next block begins at %v", narrow, text.Size().Width, below.Position().Y)
	}
	c.Resize(fyne.NewSize(1200, 300))
	if text.Size().Height >= narrow || below.Position().Y != text.Size().Height+10 {
		t.Errorf("wide, the text is %v high, narrow %v", text.Size().Height, narrow)
	}
}

func TestBlocksAreNoWiderThanAllowedAndHiddenOnesTakeNoRoom(t *testing.T) {
	first, hidden, last := block(20), block(20), block(20)
	hidden.Hide()
	c := column.New(column.Options{Gap: 10, Top: 5, MaxWidth: 500}, first, hidden, last)
	show(t, c, 1000)
	if first.Size().Width != 500 || first.Position() != fyne.NewPos(250, 5) || last.Position().Y != 35 {
		t.Errorf("the first is %v wide at %v, the last at %v", first.Size().Width, first.Position(), last.Position())
	}
	hidden.Show()
	c.Refit()
	if last.Position().Y != 65 {
		t.Errorf("with one more shown the last is at %v", last.Position().Y)
	}
}

func TestAPairIsSideBySideWhereThereIsRoom(t *testing.T) {
	a, b, c := block(30), block(40), block(50)
	p := column.NewPair(600, 10, []fyne.CanvasObject{a, b}, []fyne.CanvasObject{c})
	if h := p.HeightAt(610); h != 80 || c.Position() != fyne.NewPos(310, 0) || bottom(b) != 80 {
		t.Errorf("wide it is %v high, the right one is at %v", h, c.Position())
	}
	if h := p.HeightAt(500); h != 140 || c.Position() != fyne.NewPos(0, 90) || a.Size().Width != 500 {
		t.Errorf("narrow it is %v high, the last one is at %v", h, c.Position())
	}
}

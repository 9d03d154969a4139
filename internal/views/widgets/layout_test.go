package widgets

import (
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// width is anything from a narrow column to a whole window.
func width(t *rapid.T) float32 { return float32(rapid.IntRange(150, 1920).Draw(t, "width")) }

func words(t *rapid.T, name string) string {
	return rapid.StringOfN(rapid.RuneFrom([]rune("aW.-_/ \n漢é")), 0, 200, -1).Draw(t, name)
}

func look(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light))
}

func spaceless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestWrappedLinesFitAndLoseNothing(t *testing.T) {
	look(t)
	rapid.Check(t, func(t *rapid.T) {
		text, wide := words(t, "text"), width(t)
		lines := Wrap(text, wide, 14, fyne.TextStyle{})
		if got, want := spaceless(strings.Join(lines, "")), spaceless(text); got != want {
			t.Fatalf("%q became %q", want, got)
		}
		for _, line := range lines {
			if w := fyne.MeasureText(line, 14, fyne.TextStyle{}).Width; w > wide {
				t.Fatalf("%q is %v wide, of %v", line, w, wide)
			}
		}
	})
}

func TestAnEllipsisFitsAndKeepsTheBeginning(t *testing.T) {
	look(t)
	rapid.Check(t, func(t *rapid.T) {
		text, wide := words(t, "text"), width(t)
		got := Ellipsis(text, wide, 14, fyne.TextStyle{})
		if w := fyne.MeasureText(got, 14, fyne.TextStyle{}).Width; w > wide {
			t.Fatalf("%q is %v wide, of %v", got, w, wide)
		}
		if kept, cut := strings.CutSuffix(got, "…"); got != text && (!cut || !strings.HasPrefix(text, kept)) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

// pieces are what stands in a line of an overview.
func pieces(t *rapid.T) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for range rapid.IntRange(1, 8).Draw(t, "pieces") {
		s := strings.ReplaceAll(words(t, "piece"), "\n", " ")
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			out = append(out, Words(s))
		case 1:
			out = append(out, CodeWords(s))
		case 2:
			out = append(out, NewLink("", s, nil))
		case 3:
			out = append(out, NewBadge("", s, "", TonePlain, ""))
		default:
			out = append(out, NewParagraph(s, TextStyle{}))
		}
	}
	return out
}

func TestNothingInAFlowOverlapsOrStandsOut(t *testing.T) {
	look(t)
	rapid.Check(t, func(t *rapid.T) {
		parts, wide := pieces(t), width(t)
		f := NewFlow(5, 4, parts...)
		f.Resize(fyne.NewSize(wide, 1))
		f.Resize(fyne.NewSize(wide, f.MinSize().Height))
		apart(t, parts, f.Size())
	})
}

func TestFactsStandBelowEachOther(t *testing.T) {
	look(t)
	rapid.Check(t, func(t *rapid.T) {
		facts := NewFacts()
		var list []Fact
		for range rapid.IntRange(1, 4).Draw(t, "facts") {
			list = append(list, Fact{Label: "Label", Lines: []Line{pieces(t), pieces(t)}})
		}
		facts.Set(list)
		wide := width(t) + factLabelWidth
		facts.Resize(fyne.NewSize(wide, 1))
		facts.Resize(fyne.NewSize(wide, facts.MinSize().Height))
		apart(t, facts.body.Objects, facts.Size())
		for i := 1; i < len(facts.body.Objects); i += 2 {
			lines := facts.body.Objects[i].(*fyne.Container)
			apart(t, lines.Objects, lines.Size())
		}
	})
}

func TestARowIsEqualAndFull(t *testing.T) {
	look(t)
	rapid.Check(t, func(t *rapid.T) {
		var parts []fyne.CanvasObject
		for range rapid.IntRange(1, 5).Draw(t, "parts") {
			parts = append(parts, NewBox("", "", ""))
		}
		wide := width(t)
		row := Row(12, parts...)
		row.Resize(fyne.NewSize(wide, 40))
		apart(t, parts, row.Size())
		last := parts[len(parts)-1]
		if end := last.Position().X + last.Size().Width; end < wide-2 {
			t.Fatalf("it ends at %v of %v", end, wide)
		}
	})
}

// apart fails when two objects overlap, or one stands out of its parent.
func apart(t *rapid.T, objects []fyne.CanvasObject, parent fyne.Size) {
	const slack = 0.5 // px; positions are fractions
	for i, a := range objects {
		ap, as := a.Position(), a.Size()
		if ap.X < -slack || ap.Y < -slack || ap.X+as.Width > parent.Width+slack || ap.Y+as.Height > parent.Height+slack {
			t.Fatalf("object %d, %v at %v, stands out of %v", i, as, ap, parent)
		}
		for j, b := range objects[i+1:] {
			bp, bs := b.Position(), b.Size()
			if ap.X+as.Width > bp.X+slack && bp.X+bs.Width > ap.X+slack && ap.Y+as.Height > bp.Y+slack && bp.Y+bs.Height > ap.Y+slack {
				t.Fatalf("object %d, %v at %v, lies over object %d, %v at %v", i, as, ap, i+1+j, bs, bp)
			}
		}
	}
}

// TestAScrollerHandsARefreshOn since Fyne's own does not when no size changed.
func TestAScrollerHandsARefreshOn(t *testing.T) {
	look(t)
	inner := &counted{Box: NewBox("", "", "")}
	for name, o := range map[string]fyne.CanvasObject{"scroller": NewScroll(inner), "flow": NewFlow(1, 1, inner), "card": FitCard(container.NewStack(inner))} {
		w := test.NewTempWindow(t, o)
		w.Resize(fyne.NewSize(200, 200))
		inner.refreshes = 0
		o.Refresh()
		if inner.refreshes == 0 {
			t.Errorf("the %s keeps a refresh to itself", name)
		}
	}
}

type counted struct {
	*Box
	refreshes int
}

func (c *counted) Refresh() {
	c.refreshes++
	c.Box.Refresh()
}

func TestWhatIsHiddenStaysHiddenNear(t *testing.T) {
	test.NewTempApp(t)
	hidden, seen := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	hidden.SetMinSize(fyne.NewSize(10, 20))
	seen.SetMinSize(fyne.NewSize(10, 30))
	hidden.Hide()
	column := container.New(layout.NewCustomPaddedVBoxLayout(0), Near(hidden), Near(seen))
	column.Resize(fyne.NewSize(100, 100))
	if hidden.Visible() || !seen.Visible() {
		t.Errorf("hidden is seen: %v, seen is seen: %v", hidden.Visible(), seen.Visible())
	}
	if h := column.MinSize().Height; h != 30 {
		t.Errorf("they take %v px", h)
	}
}

func TestWhatScrollsLeavesRoomForTheBarOnlyWhereThereIsOne(t *testing.T) {
	test.NewTempApp(t)
	inner := canvas.NewRectangle(nil)
	inner.SetMinSize(fyne.NewSize(10, 200))
	scroll := NewScroll(BesideBar(inner))
	for height, want := range map[float32]float32{100: 100 - barRoom, 300: 100} {
		scroll.Resize(fyne.NewSize(100, height))
		if got := inner.Size().Width; got != want {
			t.Errorf("in a height of %v it is %v wide, not %v", height, got, want)
		}
	}
}

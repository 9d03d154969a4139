package draw

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"io"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/dockdesk/dockdesk/internal/views/topology/layout"
)

var (
	white = color.NRGBA{255, 255, 255, 255}
	red   = color.NRGBA{200, 0, 0, 255}
)

func testFonts(t testing.TB) Fonts {
	t.Helper()
	regular, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	bold, err := opentype.Parse(gobold.TTF)
	if err != nil {
		t.Fatal(err)
	}
	return Fonts{regular, bold}
}

// reds are the corners between which a picture of shapes has red pixels.
func reds(t *testing.T, v View, shapes ...Shape) image.Rectangle {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 100, 80))
	Paint(img, shapes, v, testFonts(t), white)
	found := image.Rectangle{}
	for y := range 80 {
		for x := range 100 {
			if c := img.RGBAAt(x, y); c.R > 150 && c.G < 100 {
				found = found.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return found
}

func TestShapesArePaintedWhereTheyStandInTheView(t *testing.T) {
	box := Box{Rect: layout.Rect{X: 10, Y: 20, W: 30, H: 10}, Fill: red}
	for name, c := range map[string]struct {
		shape Shape
		view  View
		want  image.Rectangle
	}{
		"a box":                {box, View{Scale: 1}, image.Rect(10, 20, 40, 30)},
		"moved":                {box, View{Origin: layout.Point{X: 5, Y: 10}, Scale: 1}, image.Rect(5, 10, 35, 20)},
		"twice as large":       {box, View{Scale: 2}, image.Rect(20, 40, 80, 60)},
		"half outside":         {box, View{Origin: layout.Point{X: 25, Y: 0}, Scale: 1}, image.Rect(0, 20, 15, 30)},
		"wholly outside":       {box, View{Origin: layout.Point{X: 500, Y: 0}, Scale: 1}, image.Rectangle{}},
		"an edge":              {Box{Rect: box.Rect, Edge: red, Stroke: 2}, View{Scale: 1}, image.Rect(10, 20, 40, 30)},
		"a line":               {Line(layout.Point{X: 10, Y: 40}, layout.Point{X: 90, Y: 40}, red, 4), View{Scale: 1}, image.Rect(10, 38, 90, 42)},
		"a circle":             {Circle(layout.Point{X: 50, Y: 40}, 10, red), View{Scale: 1}, image.Rect(40, 30, 60, 50)},
		"letters too small":    {Text{At: layout.Point{X: 10, Y: 40}, Words: "words", Size: 12, Ink: red}, View{Scale: 0.3}, image.Rectangle{}},
		"no words, no trouble": {Text{At: layout.Point{X: 10, Y: 40}, Size: 12, Ink: red, Room: 10}, View{Scale: 1}, image.Rectangle{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := reds(t, c.view, c.shape); got != c.want {
				t.Errorf("red in %v, want %v", got, c.want)
			}
		})
	}
}

func TestAnEdgeLeavesTheInsideFree(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 60, 60))
	Paint(img, []Shape{Box{Rect: layout.Rect{X: 10, Y: 10, W: 40, H: 40}, Radius: 8, Edge: red, Stroke: 3}}, View{Scale: 1}, testFonts(t), white)
	if c := img.RGBAAt(30, 30); c.G != 255 {
		t.Errorf("the middle is %v", c)
	}
	if c := img.RGBAAt(11, 30); c.G > 50 {
		t.Errorf("the edge is %v", c)
	}
}

func TestDashesAreAsLongAsTheyShould(t *testing.T) {
	pieces := dashes([]layout.Point{{X: 0}, {X: 13}, {X: 30}}, 6, 4)
	var got []float32
	for _, p := range pieces {
		got = append(got, p[0].X, p[len(p)-1].X)
	}
	want := []float32{0, 6, 10, 16, 20, 26}
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

func TestWordsAreCutToTheirRoom(t *testing.T) {
	face, err := opentype.NewFace(testFonts(t).Regular, &opentype.FaceOptions{Size: 14, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"", "a", "a-name-that-goes-on-and-on", "ünïcödé-names-too-and-longer"} {
		for _, room := range []int{0, 5, 20, 80, 400} {
			got := cut(face, words, fixed.I(room))
			if width := font.MeasureString(face, got); width > fixed.I(room) && got != "…" {
				t.Errorf("%q in %d px is %q, %v wide", words, room, got, width)
			}
		}
	}
	if got := cut(face, "web", fixed.I(100)); got != "web" {
		t.Errorf("what has room became %q", got)
	}
}

func TestTheDrawingIsWellFormedWhateverThingsAreCalled(t *testing.T) {
	var out bytes.Buffer
	shapes := []Shape{
		Text{Words: "<script>alert(1)</script>&\"'\x00\xff\u202e", Size: 12, Room: 400},
		Text{Words: strings.Repeat("long ", 100), Size: 12, Room: 50},
		Box{Rect: layout.Rect{W: 10, H: 10}, Fill: color.NRGBA{1, 2, 3, 100}, Stroke: 2, Edge: red, Dashed: true},
		Path{Curves: []Curve{{To: layout.Point{X: 30, Y: 4}}}, Ink: red, Width: 2, Arrow: true, Dashed: true},
		Triangle(layout.Point{X: 4, Y: 4}, 3, red),
	}
	if err := SVG(&out, shapes, layout.Rect{X: -5, W: 100, H: 50}, white, "a <map>"); err != nil {
		t.Fatal(err)
	}
	decoder := xml.NewDecoder(bytes.NewReader(out.Bytes()))
	elements := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, out.String())
		}
		if start, ok := token.(xml.StartElement); ok {
			elements++
			if start.Name.Local == "script" {
				t.Error("a name became a script")
			}
		}
	}
	if elements != 9 { // svg, title, ground; two texts, a box, a line with its head, a triangle
		t.Errorf("%d elements", elements)
	}
}

// BenchmarkPaint paints a card three hundred times, as in a crowd seen whole.
func BenchmarkPaint(b *testing.B) {
	var shapes []Shape
	for i := range 300 {
		x, y := float32(i%20)*60, float32(i/20)*50
		shapes = append(shapes, Box{Rect: layout.Rect{X: x, Y: y, W: 50, H: 40}, Radius: 8, Fill: white, Edge: red, Stroke: 1},
			Text{At: layout.Point{X: x + 4, Y: y + 16}, Words: "container", Size: 12, Bold: true, Room: 44},
			Path{From: layout.Point{X: x, Y: y}, Curves: []Curve{{A: layout.Point{X: x + 30, Y: y}, B: layout.Point{X: x + 30, Y: y + 40}, To: layout.Point{X: x + 60, Y: y + 40}}}, Ink: red, Width: 2, Arrow: true})
	}
	img, f := image.NewRGBA(image.Rect(0, 0, 1200, 800)), testFonts(b)
	for b.Loop() {
		Paint(img, shapes, View{Scale: 1}, f, white)
	}
}

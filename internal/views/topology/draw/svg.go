package draw

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"strings"

	"github.com/dockdesk/dockdesk/internal/views/topology/layout"
)

// SVG writes shapes as a picture of a part of the map, on a ground. Words are cut where
// they would be on the screen by a guess at their width: a reader may have other fonts.
func SVG(out io.Writer, shapes []Shape, part layout.Rect, ground color.NRGBA, title string) error {
	w := &writer{}
	w.add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="%s %s %s %s" width="%s" height="%s" font-family="Noto Sans, sans-serif">`+"\n",
		num(part.X), num(part.Y), num(part.W), num(part.H), num(part.W), num(part.H))
	w.add("<title>%s</title>\n", text(title))
	w.add(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`+"\n", num(part.X), num(part.Y), num(part.W), num(part.H), hex(ground))
	for _, s := range shapes {
		s.svg(w)
	}
	w.add("</svg>\n")
	_, err := io.WriteString(out, w.b.String())
	return err
}

type writer struct{ b strings.Builder }

func (w *writer) add(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

func num(v float32) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// paint is an attribute for a colour, with its opacity where it has one.
func paintOf(name string, c color.NRGBA) string {
	if c.A == 0 {
		return name + `="none"`
	}
	if c.A == 255 {
		return fmt.Sprintf(`%s="%s"`, name, hex(c))
	}
	return fmt.Sprintf(`%s="%s" %s-opacity="%.2f"`, name, hex(c), name, float64(c.A)/255)
}

// text is words within XML: what no XML may have is left out.
func text(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(strings.ToValidUTF8(s, "?"))) // into memory, it can't fail
	return b.String()
}

func (b Box) svg(w *writer) {
	half := b.Stroke / 2
	w.add(`<rect x="%s" y="%s" width="%s" height="%s" rx="%s" %s`, num(b.X+half), num(b.Y+half), num(max(b.W-b.Stroke, 0)), num(max(b.H-b.Stroke, 0)), num(max(b.Radius-half, 0)), paintOf("fill", b.Fill))
	if b.Stroke > 0 {
		w.add(` %s stroke-width="%s"`, paintOf("stroke", b.Edge), num(b.Stroke))
		if b.Dashed {
			w.add(` stroke-dasharray="6 4"`)
		}
	}
	w.add("/>\n")
}

func (l Path) svg(w *writer) {
	w.add(`<path d="M%s %s`, num(l.From.X), num(l.From.Y))
	for _, c := range l.Curves {
		w.add(" C%s %s %s %s %s %s", num(c.A.X), num(c.A.Y), num(c.B.X), num(c.B.Y), num(c.To.X), num(c.To.Y))
	}
	if l.Closed {
		w.add(`Z" %s/>`+"\n", paintOf("fill", l.Ink))
		return
	}
	w.add(`" fill="none" %s stroke-width="%s"`, paintOf("stroke", l.Ink), num(l.Width))
	if l.Dashed {
		w.add(` stroke-dasharray="6 4"`)
	}
	w.add("/>\n")
	if head := l.head(); l.Arrow && head != nil {
		w.add(`<path d="M%s %s L%s %s L%s %sZ" %s/>`+"\n", num(head[0].X), num(head[0].Y), num(head[1].X), num(head[1].Y), num(head[2].X), num(head[2].Y), paintOf("fill", l.Ink))
	}
}

// em is how wide a letter is on average, in sizes.
const em = 0.56

func (t Text) svg(w *writer) {
	words := []rune(t.Words)
	if most := int(t.Room / (t.Size * em)); t.Room > 0 && len(words) > most && most > 1 {
		words = append(words[:most-1:most-1], '…')
	}
	w.add(`<text x="%s" y="%s" font-size="%s" %s`, num(t.At.X), num(t.At.Y), num(t.Size), paintOf("fill", t.Ink))
	if t.Bold {
		w.add(` font-weight="bold"`)
	}
	w.add(">%s</text>\n", text(string(words)))
}

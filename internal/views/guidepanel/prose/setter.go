package prose

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// ink is how a piece of text looks.
type ink struct {
	size  float32
	style fyne.TextStyle
	color fyne.ThemeColorName
	back  fyne.ThemeColorName // the ground behind it; "" for none
}

// metrics are a font's measures; all of them in px at scale 1.
type metrics struct {
	height, baseline, space float32
	advance                 map[rune]float32
}

// setter sets blocks one below the other and collects what it draws.
type setter struct {
	doc     *Document
	objects []fyne.CanvasObject
	seq     int // links so far
	pieces  int // pieces of links so far
	last    int // the link of the piece before
}

func (s *setter) font(k ink) *metrics {
	k.color, k.back = "", ""
	m, ok := s.doc.fonts[k]
	if !ok {
		size, base := fyne.CurrentApp().Driver().RenderedTextSize("M", k.size, k.style, nil)
		m = &metrics{height: size.Height, baseline: base, advance: map[rune]float32{}}
		m.space = fyne.MeasureText("x x", k.size, k.style).Width - fyne.MeasureText("xx", k.size, k.style).Width
		s.doc.fonts[k] = m
	}
	return m
}

// width is nearly how wide a word is, and never less than it but for a hair: it
// adds up letters and leaves out that some pairs stand closer. Measuring a word
// costs a hundred times as much, and is done for whole lines only.
func (s *setter) width(text string, k ink) float32 {
	m := s.font(k)
	w := float32(0)
	for _, r := range text {
		a, ok := m.advance[r]
		if !ok {
			a = fyne.MeasureText(string(r), k.size, k.style).Width
			m.advance[r] = a
		}
		w += a
	}
	return w
}

// para is how a run of text is set.
type para struct {
	ink  ink
	line float32 // line height
	hang float32 // further in from the second line on
	code bool    // monospaced: blanks count
}

// piece is a part of a word, or of a line, in one look.
type piece struct {
	text  string
	ink   ink
	link  string
	hint  string
	seq   int // which link of the document, counted from 1; 0 for none
	width float32
}

// word is what is never broken, unless it is wider than a line.
type word struct {
	blanks int // before it
	pieces []piece
	width  float32
}

// inkFor is how a span looks inside a paragraph.
func inkFor(base ink, sp Span) ink {
	k := base
	if sp.Bold {
		k.style.Bold = true
	}
	if sp.Italic {
		k.style.Italic = true
	}
	if sp.Quiet {
		k.color = theme.Muted
	}
	if sp.Link != "" && sp.Hint == "" {
		k.color = theme.Accent
	}
	if sp.Code && !k.style.Monospace {
		k.size -= theme.Size(theme.SizeText) - theme.Size(theme.SizeCode)
		k.style = fyne.TextStyle{Monospace: true}
		k.back = theme.IdleTint
	}
	if sp.Lit {
		k.color, k.back = theme.Text, theme.Lit
	}
	return k
}

func (s *setter) words(spans []Span, p para) []word {
	var out []word
	blanks, open := 0, false
	for i, sp := range spans {
		k := inkFor(p.ink, sp)
		seq := 0
		if sp.Link != "" {
			if i == 0 || spans[i-1].Link != sp.Link {
				s.seq++
			}
			seq = s.seq
		}
		for text := sp.Text; text != ""; {
			n := strings.IndexAny(text, " \n\t")
			if n == 0 {
				blanks, open, text = blanks+1, false, text[1:]
				continue
			}
			if n < 0 {
				n = len(text)
			}
			pc := piece{text: text[:n], ink: k, link: sp.Link, hint: sp.Hint, seq: seq, width: s.width(text[:n], k)}
			text = text[n:]
			if !open {
				if !p.code {
					blanks = min(blanks, 1)
				}
				out = append(out, word{blanks: blanks})
				blanks, open = 0, true
			}
			w := &out[len(out)-1]
			w.pieces = append(w.pieces, pc)
			w.width += pc.width
		}
	}
	return out
}

// text sets spans from x, y in a width, and gives the height it took.
func (s *setter) text(spans []Span, p para, x, y, width float32) float32 {
	top, left, at := y, float32(0), float32(0)
	space := s.font(p.ink).space
	var line []word
	flush := func() {
		s.line(line, p, x+left, y)
		y += p.line
		line, left, at = line[:0], p.hang, 0
	}
	for _, w := range s.words(spans, p) {
		gap := float32(w.blanks) * space
		if len(line) == 0 && !p.code {
			gap, w.blanks = 0, 0
		}
		if len(line) > 0 && left+at+gap+w.width > width {
			flush()
			gap, w.blanks = 0, 0
		}
		for left+gap+w.width > width {
			head, tail, ok := s.split(w, width-left-gap)
			if !ok {
				break
			}
			line = append(line, head)
			flush()
			gap, w = 0, tail
		}
		line = append(line, w)
		at += gap + w.width
	}
	if len(line) > 0 || y == top {
		flush()
	}
	return y - top
}

// split cuts a word so that its first part fits a width; ok is false when not
// one character more would.
func (s *setter) split(w word, width float32) (head, tail word, ok bool) {
	head.blanks = w.blanks
	for i, pc := range w.pieces {
		if head.width+pc.width <= width {
			head.pieces = append(head.pieces, pc)
			head.width += pc.width
			continue
		}
		measure := func(n int) float32 { return s.width(pc.text[:n], pc.ink) }
		cut := 0
		for n := 0; n < len(pc.text); {
			_, size := utf8.DecodeRuneInString(pc.text[n:])
			if n += size; head.width+measure(n) > width && (cut > 0 || len(head.pieces) > 0) {
				break
			}
			cut = n
			if head.width+measure(n) > width {
				break
			}
		}
		rest := pc
		if cut > 0 {
			first := pc
			first.text, first.width = pc.text[:cut], measure(cut)
			head.pieces = append(head.pieces, first)
			head.width += first.width
			rest.text = pc.text[cut:]
			rest.width = s.width(rest.text, rest.ink)
		}
		if rest.text != "" {
			tail.pieces = append(tail.pieces, rest)
		}
		tail.pieces = append(tail.pieces, w.pieces[i+1:]...)
		for _, t := range tail.pieces {
			tail.width += t.width
		}
		return head, tail, len(tail.pieces) > 0
	}
	return head, tail, false
}

// line draws the words of one line, neighbours in the same look as one text.
func (s *setter) line(line []word, p para, x, y float32) {
	m := s.font(p.ink)
	baseline := y + (p.line-m.height)/2 + m.baseline
	var run piece
	blanks := 0 // before the run
	draw := func() {
		if run.text == "" {
			return
		}
		x += float32(blanks) * m.space
		run.text = discreet.Text(run.text)
		run.width = fyne.MeasureText(run.text, run.ink.size, run.ink.style).Width
		s.run(run, x, y, p.line, baseline)
		x += run.width
	}
	for _, w := range line {
		for i, pc := range w.pieces {
			before := 0
			if i == 0 {
				before = w.blanks
			}
			if run.text != "" && run.ink == pc.ink && run.seq == pc.seq {
				run.text += strings.Repeat(" ", before) + pc.text
			} else {
				draw()
				run, blanks = pc, before
			}
		}
	}
	draw()
}

// run draws one text, with its ground or its link.
func (s *setter) run(run piece, x, y, height, baseline float32) {
	f := s.font(run.ink)
	if run.ink.back != "" {
		s.rect(run.ink.back, "", theme.SizeGrid, x-3, baseline-f.baseline-1, run.width+6, f.height+2)
	}
	if run.link != "" {
		s.link(run, fyne.NewPos(x, y), fyne.NewSize(run.width, height), baseline)
	}
	t := canvas.NewText(run.text, theme.Color(run.ink.color))
	t.TextSize, t.TextStyle = run.ink.size, run.ink.style
	t.Move(fyne.NewPos(x, baseline-f.baseline))
	t.Resize(fyne.NewSize(run.width, f.height))
	s.objects = append(s.objects, t)
}

// rect draws a filled area with an edge.
func (s *setter) rect(fill, edge fyne.ThemeColorName, radius fyne.ThemeSizeName, x, y, width, height float32) *canvas.Rectangle {
	r := canvas.NewRectangle(theme.Color(fill))
	if edge != "" {
		r.StrokeColor, r.StrokeWidth = theme.Color(edge), theme.Size(theme.SizeBorder)
	}
	if radius != "" {
		r.CornerRadius = theme.Size(radius)
	}
	r.Move(fyne.NewPos(x, y))
	r.Resize(fyne.NewSize(width, height))
	s.objects = append(s.objects, r)
	return r
}

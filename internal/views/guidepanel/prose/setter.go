package prose

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

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
type metrics struct{ height, baseline, space float32 }

// setter sets blocks one below the other and collects what it draws.
type setter struct {
	doc     *Document
	objects []fyne.CanvasObject
	seq     int // links so far
	pieces  int // pieces of links so far
	last    int // the link of the piece before
	fonts   map[ink]metrics
}

func (s *setter) font(k ink) metrics {
	k.color, k.back = "", ""
	m, ok := s.fonts[k]
	if !ok {
		size, base := fyne.CurrentApp().Driver().RenderedTextSize("M", k.size, k.style, nil)
		m = metrics{height: size.Height, baseline: base, space: fyne.MeasureText("x x", k.size, k.style).Width - fyne.MeasureText("xx", k.size, k.style).Width}
		s.fonts[k] = m
	}
	return m
}

// para is how a run of text is set.
type para struct {
	ink  ink
	line float32 // line height
	hang float32 // further in from the second line on
	code bool    // monospaced: blanks count
	grow float32 // least room for the first line, for what stands beside it
}

// piece is a part of a word, or of a line, in one look.
type piece struct {
	text  string
	ink   ink
	link  string
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
	if sp.Link != "" {
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
			pc := piece{text: text[:n], ink: k, link: sp.Link, seq: seq, width: fyne.MeasureText(text[:n], k.size, k.style).Width}
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
			head, tail, ok := split(w, width-left-gap)
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
func split(w word, width float32) (head, tail word, ok bool) {
	head.blanks = w.blanks
	for i, pc := range w.pieces {
		if head.width+pc.width <= width {
			head.pieces = append(head.pieces, pc)
			head.width += pc.width
			continue
		}
		measure := func(n int) float32 { return fyne.MeasureText(pc.text[:n], pc.ink.size, pc.ink.style).Width }
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
			rest.width = fyne.MeasureText(rest.text, rest.ink.size, rest.ink.style).Width
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
	start := x
	draw := func() {
		if run.text == "" {
			return
		}
		f := s.font(run.ink)
		if run.ink.back != "" {
			r := canvas.NewRectangle(theme.Color(run.ink.back))
			r.CornerRadius = theme.Size(theme.SizeGrid)
			r.Move(fyne.NewPos(start-3, baseline-f.baseline-1))
			r.Resize(fyne.NewSize(run.width+6, f.height+2))
			s.objects = append(s.objects, r)
		}
		if run.link != "" {
			s.link(run, fyne.NewPos(start, y), fyne.NewSize(run.width, p.line), baseline)
		}
		t := canvas.NewText(run.text, theme.Color(run.ink.color))
		t.TextSize, t.TextStyle = run.ink.size, run.ink.style
		t.Move(fyne.NewPos(start, baseline-f.baseline))
		t.Resize(fyne.NewSize(run.width, f.height))
		s.objects = append(s.objects, t)
	}
	for _, w := range line {
		for i, pc := range w.pieces {
			gap, blanks := float32(0), 0
			if i == 0 {
				blanks = w.blanks
				gap = float32(blanks) * m.space
			}
			if run.text != "" && run.ink == pc.ink && run.seq == pc.seq {
				run.text += strings.Repeat(" ", blanks) + pc.text
				run.width += gap + pc.width
			} else {
				draw()
				start = x + gap
				run = pc
			}
			x += gap + pc.width
		}
	}
	draw()
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

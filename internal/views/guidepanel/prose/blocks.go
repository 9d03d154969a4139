package prose

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Measures of the setting, in px at scale 1, where no token of the theme says
// them.
const (
	sectionSize = 13 // of a section's heading
	smallLine   = 18 // line height of small text and code
	indent      = 16 // of a list's items
	cardPad     = 12 // inside a code card
	notePad     = 10 // inside a call-out
	barWidth    = 3  // of the bar beside an Aside
	asideIn     = 11 // from the bar's left edge to its text
	cellPad     = 6  // above and below a table's cell
	cellGap     = 12 // between a table's columns
	copyRoom    = 34 // what the copy button takes of a card's width
	copySide    = 28 // its width and height
	copyIcon    = 16 // its icon's
	bottomRoom  = 16 // below the last block
)

func bodyInk() ink { return ink{size: theme.Size(theme.SizeText), color: theme.Text} }

func body() para { return para{ink: bodyInk(), line: theme.Size(theme.SizeLine)} }

func small() para {
	return para{ink: ink{size: theme.Size(theme.SizeSmall), color: theme.Text}, line: smallLine}
}

// gapBefore is the room between two blocks.
func gapBefore(prev, b Block) float32 {
	switch {
	case b.Kind == Heading && b.Level <= 1:
		return 16
	case prev.Kind == Heading && prev.Level <= 1:
		return 10
	case b.Kind == Heading:
		return 10
	case prev.Kind == Heading && (b.Kind == Code || b.Kind == Note):
		return 4
	case prev.Kind == Heading:
		return 0
	case b.Kind == Item && prev.Kind == Item:
		return 3
	case prev.Kind == Aside && b.Kind == Code:
		return 12
	case b.Kind == Aside:
		return 6
	case onlyLink(prev) && onlyLink(b):
		return 2
	}
	return 8
}

// onlyLink reports a paragraph that is one link, as in a list of what to read
// next.
func onlyLink(b Block) bool { return b.Kind == Paragraph && len(b.Spans) == 1 && b.Spans[0].Link != "" }

// stack sets blocks one below the other and gives the height they took.
func (s *setter) stack(blocks []Block, x, y, width float32) float32 {
	top := y
	for i, b := range blocks {
		if i > 0 {
			y += gapBefore(blocks[i-1], b)
		}
		y += s.block(b, x, y, width)
	}
	return y - top
}

func (s *setter) block(b Block, x, y, width float32) float32 {
	switch b.Kind {
	case Heading:
		return s.text(b.Spans, headingPara(b.Level), x, y, width)
	case Item:
		in := float32(indent * (b.Level + 1))
		if b.Marker != "" {
			p := body()
			p.ink.color = theme.Muted
			w := s.width(b.Marker, p.ink)
			s.text([]Span{{Text: b.Marker}}, p, x+in-w-6, y, w+1)
		}
		return s.text(b.Spans, body(), x+in, y, width-in)
	case Table:
		return s.table(b, x, y, width)
	case Code:
		return s.code(b, x, y, width)
	case Note:
		return s.note(b, x, y, width)
	case Picture:
		return s.picture(b, x, y, width)
	case Aside:
		bar := s.rect(theme.Focus, "", "", x, y, barWidth, 0)
		h := s.text(b.Spans, small(), x+asideIn, y, width-asideIn)
		bar.Resize(fyne.NewSize(barWidth, h))
		return h
	case Rule:
		s.rect(theme.Border, "", "", x, y, width, theme.Size(theme.SizeBorder))
		return theme.Size(theme.SizeBorder)
	}
	return s.text(b.Spans, body(), x, y, width)
}

func headingPara(level int) para {
	p := body()
	p.ink.style.Bold = true
	switch level {
	case 1:
		p.ink.size, p.line = theme.Size(theme.SizeObject), 24
	default:
		p.ink.size, p.ink.color = sectionSize, theme.Muted
	}
	return p
}

// code sets a card with a copy button. Its text may fill the last line up to
// the button, which stands in the top right corner.
func (s *setter) code(b Block, x, y, width float32) float32 {
	card := s.rect(theme.Surface, theme.Border, theme.SizeControlR, x, y, width, 0)
	p := para{ink: ink{size: theme.Size(theme.SizeCode), style: fyne.TextStyle{Monospace: true}, color: theme.Text}, line: smallLine, hang: 14, code: true}
	h := float32(cardPad - 2)
	inner := width - cardPad - copyRoom
	for _, line := range b.Lines {
		h += s.text(line, p, x+cardPad, y+h, inner)
	}
	h += cardPad - 2
	card.Resize(fyne.NewSize(width, h))
	text := b.Copy
	if text == "" {
		text = strings.TrimSuffix(Plain([]Block{b}), "\n")
	}
	s.copyButton(text, x+width, y)
	return h
}

func (s *setter) note(b Block, x, y, width float32) float32 {
	icon, mark, tint := "info", theme.Info, theme.InfoTint
	switch b.Tone {
	case ToneTip:
		icon, mark, tint = "check", theme.OK, theme.OKTint
	case ToneCare:
		icon, mark, tint = "warning", theme.Warn, theme.WarnTint
	}
	box := s.rect(tint, "", theme.SizeControlR, x, y, width, 0)
	side := theme.Size(theme.SizeIcon)
	i := widgets.NewIcon(icon, mark)
	i.Move(fyne.NewPos(x+notePad, y+notePad-2+(theme.Size(theme.SizeLine)-side)/2))
	i.Resize(fyne.NewSquareSize(side))
	s.objects = append(s.objects, i)
	in := notePad + side + 8
	h := s.stack(b.Blocks, x+in, y+notePad-2, width-in-notePad) + 2*(notePad-2)
	box.Resize(fyne.NewSize(width, h))
	return h
}

// table sets rows between thin lines. Columns get the width that their text
// wants; where that is too much, the wide ones give way.
func (s *setter) table(b Block, x, y, width float32) float32 {
	top := y
	widths := s.columnWidths(b.Rows, width)
	p := small()
	for i, row := range b.Rows {
		if i > 0 {
			s.rect(theme.Border, "", "", x, y, width, theme.Size(theme.SizeBorder))
		}
		tallest, at := float32(p.line), x
		for j, cell := range row {
			q := p
			if i == 0 {
				q.ink.style.Bold, q.ink.color = true, theme.Muted
			}
			tallest = max(tallest, s.text(cell, q, at, y+cellPad, widths[j]))
			at += widths[j] + cellGap
		}
		y += tallest + 2*cellPad
	}
	return y - top
}

func (s *setter) columnWidths(rows [][][]Span, width float32) []float32 {
	if len(rows) == 0 {
		return nil
	}
	n := len(rows[0])
	wants, needs := make([]float32, n), make([]float32, n) // the whole cell, its longest word
	for i, row := range rows {
		for j, cell := range row {
			p := small()
			p.ink.style.Bold = i == 0
			all := float32(0)
			for k, w := range s.words(cell, p) {
				if k > 0 {
					all += 4
				}
				all += w.width
				needs[j] = max(needs[j], w.width+1)
			}
			wants[j] = max(wants[j], all+1)
		}
	}
	room := width - cellGap*float32(n-1)
	sum := func(v []float32) (t float32) {
		for _, x := range v {
			t += x
		}
		return t
	}
	want, need := sum(wants), sum(needs)
	out := make([]float32, n)
	for j := range out {
		switch {
		case want <= room: // there is room for all
			out[j] = wants[j]
		case need <= room: // each its longest word, and of the rest what it would want
			out[j] = needs[j] + (wants[j]-needs[j])*(room-need)/(want-need)
		default:
			out[j] = room * needs[j] / need
		}
	}
	return out
}

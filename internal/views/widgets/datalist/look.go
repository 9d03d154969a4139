package datalist

import (
	"image/color"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// look is what the theme says, read once: rows ask for it very often.
type look struct {
	row, header, border      float32 // heights
	pad, gap, check, first   float32 // first is where the first column begins
	box                      float32 // where the boxes to tick begin
	wide                     float32 // by how much columns are wider than they say
	emptyPad, radius, stroke float32

	edge, surface, selected, hover, focus, accent color.Color

	text  [4]textLook // by Style
	title textLook
}

// textLook is how a text is drawn, with the ruler that measures it.
type textLook struct {
	color color.Color
	ruler *ruler
}

// newLook reads the theme. one leaves out the boxes to tick.
func newLook(one bool) *look {
	k := &look{
		row: theme.Size(theme.SizeRow), header: theme.Size(theme.SizeRow) - theme.Size(theme.SizeGrid), border: theme.Size(theme.SizeBorder),
		pad: theme.Size(theme.SizeCell), gap: theme.Size(theme.SizeGap), check: theme.Size(theme.SizeGrid) * 4,
		emptyPad: 2 * theme.Size(theme.SizeMargin), radius: theme.Size(theme.SizeCardR), stroke: theme.Size(theme.SizeFocus),
		edge: theme.Color(theme.Border), surface: theme.Color(theme.Surface), selected: theme.Color(theme.Selected),
		hover: theme.Color(theme.Hover), focus: theme.Color(theme.Focus), accent: theme.Color(theme.Accent),
	}
	k.wide = 1
	if theme.Projecting() {
		k.wide = 0.97 * theme.Size(theme.SizeName) / theme.Size(theme.SizeText)
	}
	if one || theme.Projecting() {
		k.check, k.first = 0, k.pad+4
	} else {
		k.first = k.pad + k.check + k.gap + 1
	}
	k.box = k.pad - 2 // the icon has a margin of its own
	text, muted := theme.Color(theme.Text), theme.Color(theme.Muted)
	body, code, small := theme.Size(theme.SizeName), theme.Size(theme.SizeCode), theme.Size(theme.SizeSmall)
	k.text[Normal] = textLook{text, newRuler(body, fyne.TextStyle{})}
	k.text[Bold] = textLook{text, newRuler(body, fyne.TextStyle{Bold: true})}
	k.text[Muted] = textLook{muted, newRuler(body, fyne.TextStyle{})}
	k.text[Code] = textLook{text, newRuler(code, fyne.TextStyle{Monospace: true})}
	k.title = textLook{muted, newRuler(small, fyne.TextStyle{Bold: true})}
	return k
}

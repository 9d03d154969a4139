package theme

import (
	"image/color"
	"maps"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"github.com/dockdesk/dockdesk/internal/views/theme/projector"
)

// The contrasts that a beamer in a lit room leaves readable.
const (
	farText = 9.0
	farLine = 3.0
)

// far is the palette for a projector: the light one, with more contrast.
var far = stronger(light)

// stronger gives every ink of a light palette the contrast that is needed from
// afar on each ground it is used on.
func stronger(p palette) palette {
	out := maps.Clone(p)
	out[Background] = rgb(0xF6F8FB) // not that of the light theme: pages compare
	grounds := []fyne.ThemeColorName{Background, Surface, Guide, Selected, Hover}
	plain := []fyne.ThemeColorName{Background, Surface, Guide}
	raise := func(ink fyne.ThemeColorName, least float64, on ...fyne.ThemeColorName) {
		for _, g := range on {
			out[ink] = ReadableAt(out[ink], out[g], least)
		}
	}
	out[Border] = out[Line]
	raise(Text, farText, grounds...)
	raise(Muted, farText, append(grounds, IdleTint)...)
	raise(Accent, farText, Background, Surface, Guide, Selected)
	raise(OnAccent, farText, Accent)
	for ink, tint := range map[fyne.ThemeColorName]fyne.ThemeColorName{OK: OKTint, Warn: WarnTint, Danger: DangerTint, Info: InfoTint} {
		raise(ink, farText, append(grounds, tint)...)
	}
	raise(Text, farText, Lit)
	for _, line := range []fyne.ThemeColorName{Line, Border, Focus, Series1, Series2, Series3, Series4} {
		raise(line, farLine+0.2, grounds...)
	}
	for n := range uint8(16) {
		raise(ansi(n), farText, plain...)
	}
	for n := range NameColors {
		raise(Name(n), farText, plain...)
	}
	return out
}

// Projector is the theme for a projector, for what must be how large, in px of the
// picture, where scale of those are one px at scale 1.
func Projector(s projector.Sizes, scale float64) *Theme {
	at := func(px float64) float32 { return float32(px / scale) }
	text := sizes[SizeText] // the scale makes it as large as it must be
	name := max(at(s.Name), text)
	line := at(s.Line)
	control, row, chip, gap := sizes[SizeControl], name*2, float32(28), float32(10)
	if low(at(s.Foot)) { // every line that is given away is one of the list
		control, row, chip, gap = 28, name*1.75, 22, 6
	}
	own := map[fyne.ThemeSizeName]float32{
		SizeObject: max(at(s.Headline), text), SizeTitle: name,
		SizeSmall: text, SizeRemark: text, SizeCode: text, SizeName: name, SizeNameLine: name * 1.4, SizeState: name, SizeCommand: name,
		SizeRow: row, SizeStateCell: name * 1.55, SizeStateChip: name * 1.6, SizeBadge: min(chip, 24), SizeChip: chip,
		SizeMargin: 14, SizeGap: gap, SizeCell: 12, SizeControl: control,
		SizeBorder: line, SizeFocus: line, SizeGraph: line,
		SizeNav: 52, SizeHistory: name * 2, SizeStatus: at(s.Foot),
		fynetheme.SizeNameCaptionText:        text,
		fynetheme.SizeNameHeadingText:        name,
		fynetheme.SizeNameSubHeadingText:     name,
		fynetheme.SizeNameInputBorder:        line,
		fynetheme.SizeNameSeparatorThickness: line,
		fynetheme.SizeNameScrollBar:          14,
	}
	return &Theme{choice: Light, own: own}
}

// Projecting reports whether the theme now in use is one for a projector. What is
// laid out asks it: less is shown then, and larger.
func Projecting() bool {
	app := fyne.CurrentApp()
	if app == nil {
		return false
	}
	t, ok := app.Settings().Theme().(*Theme)
	return ok && t.own != nil
}

// lowest is the height of a window, in px at scale 1, under which a projector's
// picture has room for one thing only.
const lowest = 360

// low reports whether a window whose fifth at the bottom is so high has less.
func low(foot float32) bool { return foot*5 < lowest }

// Low reports whether the window is laid out for a projector and has little height:
// for a back row far away. Titles go then.
func Low() bool { return Projecting() && low(Size(SizeStatus)) }

// CommandGround and CommandInk are those of the caption with a command.
func CommandGround() color.Color { return Color(Text) }

// CommandInk is what is written on CommandGround.
func CommandInk() color.Color { return Color(Surface) }

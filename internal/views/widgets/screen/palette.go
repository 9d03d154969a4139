package screen

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

// Text in the theme's own colour reaches 8:1 on any ground, and so does text in
// the 16 colours that programs name on the terminal's own ground. What a program
// mixes itself is kept as it is down to 4.5:1, where it is made readable.
const (
	contrastNamed = 8
	contrastOwn   = 4.5
)

// palette is what a terminal is drawn in under one theme.
type palette struct {
	ink, ground           color.RGBA
	selected, selectedInk color.RGBA
	cursor, cursorInk     color.RGBA
	named                 [16]color.RGBA
	readable              map[[2]color.RGBA]color.RGBA // what was worked out
}

// The 16 colours as they are used for grounds, where white must stay white; as
// text they are made readable. The theme's own 16 are for text only.
var (
	namedLight = [16]uint32{
		0x15202b, 0xb3261e, 0x1b7f3b, 0x8a5a00, 0x1a5fb4, 0x8b2fa8, 0x00707f, 0xd5dbe2,
		0x5a6673, 0xd33a30, 0x23974a, 0xa86e00, 0x2a76d2, 0xa649c4, 0x008a9c, 0xffffff,
	}
	namedDark = [16]uint32{
		0x2a3440, 0xe5766d, 0x6cc48c, 0xdcb35c, 0x6aa9f5, 0xc792ea, 0x5fc7d2, 0xd5dde6,
		0x7f8da0, 0xff9a92, 0x8fe0ab, 0xf5cd7a, 0x94c5ff, 0xdcb3f7, 0x86e0e9, 0xffffff,
	}
)

// newPalette reads the theme; main goroutine only.
func newPalette() *palette {
	of := func(name fyne.ThemeColorName) color.RGBA { return opaque(theme.Color(name)) }
	p := &palette{
		ink: of(theme.Text), ground: of(theme.Surface),
		selected: of(theme.Accent), selectedInk: of(theme.OnAccent),
		cursor: of(theme.Text), cursorInk: of(theme.Surface),
		readable: map[[2]color.RGBA]color.RGBA{},
	}
	named := namedLight
	if p.ground.G < p.ink.G {
		named = namedDark
	}
	for i, hex := range named {
		p.named[i] = rgba(uint8(hex>>16), uint8(hex>>8), uint8(hex))
	}
	return p
}

// like reports whether both are of the same theme.
func (p *palette) like(q *palette) bool {
	return p.ink == q.ink && p.ground == q.ground && p.selected == q.selected && p.selectedInk == q.selectedInk && p.named == q.named
}

func rgba(r, g, b uint8) color.RGBA { return color.RGBA{R: r, G: g, B: b, A: 255} }

func opaque(c color.Color) color.RGBA {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return rgba(n.R, n.G, n.B)
}

// of is a colour that a program asks for.
func (p *palette) of(c vt.Color, otherwise color.RGBA) color.RGBA {
	if r, g, b, ok := c.RGB(); ok {
		return rgba(r, g, b)
	}
	i, ok := c.Index()
	switch {
	case !ok:
		return otherwise
	case i < 16:
		return p.named[i]
	}
	return color.RGBA(theme.Ansi(i))
}

// colors are what a cell is written in and on.
func (p *palette) colors(s *vt.Style, inverse bool) (ink, ground color.RGBA) {
	if s == nil {
		if inverse {
			return p.ground, p.ink
		}
		return p.ink, p.ground
	}
	ink, ground = p.of(s.Ink, p.ink), p.of(s.Ground, p.ground)
	if (s.Attr&vt.Inverse != 0) != inverse {
		ink, ground = ground, ink
	}
	return ink, ground
}

// legible is the ink that can be read on a ground.
func (p *palette) legible(ink, ground color.RGBA, s *vt.Style) color.RGBA {
	least := contrastOwn
	if i, ok := s.Ink.Index(); s.Ink.Default() || ok && i < 16 && ground == p.ground {
		least = contrastNamed
	}
	if s.Attr&vt.Faint != 0 {
		ink, least = mix(ink, ground, 0.4), contrastOwn
	}
	k := [2]color.RGBA{ink, ground}
	k[0].A = uint8(least) // the two limits are kept apart
	if c, ok := p.readable[k]; ok {
		return c
	}
	if len(p.readable) > 4096 {
		clear(p.readable)
	}
	c := color.RGBA(theme.ReadableAt(color.NRGBA(ink), color.NRGBA(ground), least))
	p.readable[k] = c
	return c
}

// mix is the colour that lies the share t of the way from a to b.
func mix(a, b color.RGBA, t float64) color.RGBA {
	at := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*t)) }
	return rgba(at(a.R, b.R), at(a.G, b.G), at(a.B, b.B))
}

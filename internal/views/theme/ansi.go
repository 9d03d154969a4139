package theme

import (
	"image/color"
	"math"
	"strconv"

	"fyne.io/fyne/v2"
)

// Programs ask for sixteen colours by number, without knowing what they are
// written on. Each palette has its own sixteen, all readable on its Surface;
// what is called white is dark on a light one.

// NameColors is how many colours there are to tell things apart by; see Name.
const NameColors = 6

// ansi is the token of one of the sixteen colours.
func ansi(n uint8) fyne.ThemeColorName { return fyne.ThemeColorName("dd-ansi-" + strconv.Itoa(int(n))) }

// Name is the token of the nth of the colours that things are told apart by,
// beside their names. There are NameColors; then they come again.
func Name(n int) fyne.ThemeColorName {
	return fyne.ThemeColorName("dd-name-" + strconv.Itoa(1+n%NameColors))
}

var (
	ansiLight = [16]uint32{
		0x15202B, 0xB3261E, 0x1A7F37, 0x8A6100, 0x0B57D0, 0x8E24AA, 0x00707F, 0x5B6672,
		0x57606A, 0xCF222E, 0x187D39, 0x946300, 0x0969DA, 0xA33FC8, 0x007A8A, 0x37444F,
	}
	ansiDark = [16]uint32{
		0x8A97A8, 0xFF8F85, 0x6FD08C, 0xE3B341, 0x79B8FF, 0xD2A8FF, 0x56D4DD, 0xC9D3DF,
		0x9AA7B8, 0xFFB0A8, 0x8BE3AE, 0xFFD580, 0xA9D0FF, 0xE2C5FF, 0x8AE6EE, 0xF3F6FA,
	}
	namesLight = [NameColors]uint32{0x004A94, 0x6B2FA0, 0x00563A, 0x7A3B00, 0x8C1D4B, 0x00525E}
	namesDark  = [NameColors]uint32{0x9CCBFF, 0xD9BBFF, 0x8BE3AE, 0xFFC98A, 0xFFB3CF, 0x8AE6EE}
)

// with adds the colours that have numbers to a palette.
func (p palette) with(ansis [16]uint32, names [NameColors]uint32) palette {
	for n, hex := range ansis {
		p[ansi(uint8(n))] = rgb(hex)
	}
	for n, hex := range names {
		p[Name(n)] = rgb(hex)
	}
	return p
}

// Ansi is one of the 256 colours that programs ask for by number: the first
// sixteen as the theme has them, the others as terminals have them.
func Ansi(n uint8) color.NRGBA {
	switch {
	case n < 16:
		return color.NRGBAModel.Convert(Color(ansi(n))).(color.NRGBA)
	case n < 232:
		steps := [6]uint8{0, 95, 135, 175, 215, 255}
		n -= 16
		return color.NRGBA{R: steps[n/36], G: steps[n/6%6], B: steps[n%6], A: 255}
	}
	grey := 8 + 10*(n-232)
	return color.NRGBA{R: grey, G: grey, B: grey, A: 255}
}

// ReadableContrast is the contrast of text whose colour a program has chosen.
const ReadableContrast = 4.5

// Readable is a colour as near to ink as can be read on a ground.
func Readable(ink, ground color.Color) color.NRGBA {
	a, b := color.NRGBAModel.Convert(ink).(color.NRGBA), color.NRGBAModel.Convert(ground).(color.NRGBA)
	a.A, b.A = 255, 255
	return ReadableAt(a, b, ReadableContrast)
}

// ReadableAt is Readable for another contrast, between opaque colours.
func ReadableAt(ink, ground color.NRGBA, least float64) color.NRGBA {
	if Contrast(ink, ground) >= least {
		return ink
	}
	towards := color.NRGBA{A: 255}
	if white := (color.NRGBA{255, 255, 255, 255}); Contrast(white, ground) > Contrast(towards, ground) {
		towards = white
	}
	low, high := 0.0, 1.0 // how far to go
	for range 8 {
		half := (low + high) / 2
		if Contrast(mix(ink, towards, half), ground) >= least {
			high = half
		} else {
			low = half
		}
	}
	return mix(ink, towards, high)
}

// TextOn is the theme's own colour that text is read best in on a ground.
func TextOn(ground color.Color) color.NRGBA {
	of := func(c color.Color) color.NRGBA { return color.NRGBAModel.Convert(c).(color.NRGBA) }
	text, surface := of(Color(Text)), of(Color(Surface))
	if Contrast(text, of(ground)) >= Contrast(surface, of(ground)) {
		return text
	}
	return surface
}

// luminance is WCAG 2.2's relative luminance.
func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

// Contrast is WCAG 2.2's contrast ratio, from 1 to 21.
func Contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

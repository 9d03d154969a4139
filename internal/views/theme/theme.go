package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Choice is which palette the person wants.
type Choice string

// The choices; System follows the desktop.
const (
	System Choice = "system"
	Light  Choice = "light"
	Dark   Choice = "dark"
)

// Theme is DockDesk's fyne.Theme.
type Theme struct {
	choice Choice
	own    map[fyne.ThemeSizeName]float32 // the sizes for a projector; nil for none
}

// New makes the theme for a choice; anything unknown follows the system.
func New(choice Choice) *Theme { return &Theme{choice: choice} }

var _ fyne.Theme = (*Theme)(nil)

func (t *Theme) palette(variant fyne.ThemeVariant) palette {
	switch {
	case t.own != nil:
		return far
	case t.choice == Light:
		return light
	case t.choice == Dark:
		return dark
	case variant == fynetheme.VariantDark:
		return dark
	}
	return light
}

// Dark reports whether the dark palette is in use under the variant that the
// system reports.
func (t *Theme) Dark(variant fyne.ThemeVariant) bool {
	return t.palette(variant)[Background] == dark[Background]
}

// Color answers for DockDesk's tokens and for the names that Fyne's own widgets
// ask for.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	p := t.palette(variant)
	if c, ok := p[name]; ok {
		return c
	}
	if token, ok := fyneColors[name]; ok {
		return p[token]
	}
	switch name {
	case fynetheme.ColorNameDisabled:
		if t.own != nil {
			return p[Muted]
		}
		return mix(p[Muted], p[Surface], 0.35)
	case fynetheme.ColorNamePressed:
		return mix(p[Accent], p[Surface], 0.8)
	case fynetheme.ColorNameShadow:
		return color.Transparent
	case fynetheme.ColorNameScrollBarBackground:
		return color.Transparent
	}
	if t.Dark(variant) {
		variant = fynetheme.VariantDark
	} else {
		variant = fynetheme.VariantLight
	}
	return fynetheme.DefaultTheme().Color(name, variant)
}

// fyneColors gives Fyne's names the token that means the same here.
var fyneColors = map[fyne.ThemeColorName]fyne.ThemeColorName{
	fynetheme.ColorNameButton:              Surface,
	fynetheme.ColorNameDisabledButton:      IdleTint,
	fynetheme.ColorNameError:               Danger,
	fynetheme.ColorNameForegroundOnError:   Surface,
	fynetheme.ColorNameForegroundOnSuccess: Surface,
	fynetheme.ColorNameForegroundOnWarning: Surface,
	fynetheme.ColorNameHeaderBackground:    Surface,
	fynetheme.ColorNameHyperlink:           Accent,
	fynetheme.ColorNameInputBackground:     Surface,
	fynetheme.ColorNameInputBorder:         Line,
	fynetheme.ColorNameMenuBackground:      Surface,
	fynetheme.ColorNameOverlayBackground:   Surface,
	fynetheme.ColorNamePlaceHolder:         Muted,
	fynetheme.ColorNameScrollBar:           Line,
	fynetheme.ColorNameSelection:           Selected,
	fynetheme.ColorNameSeparator:           Border,
	fynetheme.ColorNameSuccess:             OK,
	fynetheme.ColorNameWarning:             Warn,
}

// mix is the colour that lies the share t (0…1) of the way from a to b.
func mix(a, b color.NRGBA, t float64) color.NRGBA {
	at := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*t + 0.5) }
	return color.NRGBA{R: at(a.R, b.R), G: at(a.G, b.G), B: at(a.B, b.B), A: 255}
}

// Font is Fyne's own: Noto Sans, and DejaVu Sans Mono for code.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	return fynetheme.DefaultTheme().Font(style)
}

// Icon is Fyne's own set, for its own widgets; DockDesk's icons come from the
// function Icon.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fynetheme.DefaultTheme().Icon(name)
}

// Size answers in px at scale 1.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := t.own[name]; ok {
		return s
	}
	if s, ok := sizes[name]; ok {
		return s
	}
	return fynetheme.DefaultTheme().Size(name)
}

// Color is a token's colour in the theme now in use.
func Color(name fyne.ThemeColorName) color.Color { return fynetheme.Color(name) }

// Size is a size token in px at scale 1 in the theme now in use.
func Size(name fyne.ThemeSizeName) float32 { return fynetheme.Size(name) }

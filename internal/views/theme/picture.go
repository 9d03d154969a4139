package theme

import (
	"fmt"
	"html"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/assets"
)

// Picture is a drawing of the guide in the colours that the theme has now, and the
// words in it. Fyne's pictures have no words, so whoever shows it sets them.
type Picture struct {
	Size   fyne.Size // its own, px at scale 1
	Shapes fyne.Resource
	Labels []PictureLabel
}

// PictureLabel is a word of a Picture.
type PictureLabel struct {
	Words string
	X, Y  float32 // where its baseline begins, ends or has its middle, by Align
	Align fyne.TextAlign
	Size  float32
	Bold  bool
	Mono  bool
	Ink   fyne.ThemeColorName
}

// inks are the tokens that pictures are drawn in, by the colour that each has in
// the light theme.
var inks = []fyne.ThemeColorName{Surface, Border, Line, Text, Muted, Accent, Selected, OK, OKTint, Warn, WarnTint, Danger, DangerTint, InfoTint, IdleTint, Lit}

func hexOf(c color.Color) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf("#%02X%02X%02X", n.R, n.G, n.B)
}

// tokenOf is the token that a colour of the light theme stands for.
var tokenOf = sync.OnceValue(func() map[string]fyne.ThemeColorName {
	m := map[string]fyne.ThemeColorName{}
	for _, name := range inks {
		m[hexOf(light[name])] = name
	}
	return m
})

var (
	pictureSize  = regexp.MustCompile(`<svg [^>]*width="(\d+)" height="(\d+)"`)
	pictureText  = regexp.MustCompile(`(?s)\s*<text ([^>]*)>([^<]*)</text>`)
	pictureColor = regexp.MustCompile(`#[0-9A-F]{6}`)
	attribute    = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

// PictureOf is the picture with this name; false when there is none, or when it is
// not drawn as pictures are.
func PictureOf(name string) (Picture, bool) {
	source, ok := assets.Picture(name)
	if !ok {
		return Picture{}, false
	}
	p, err := picture(name, string(source))
	return p, err == nil
}

func picture(name, source string) (Picture, error) {
	m := pictureSize.FindStringSubmatch(source)
	if m == nil {
		return Picture{}, fmt.Errorf("picture %s has no size", name)
	}
	p := Picture{Size: fyne.NewSize(number(m[1]), number(m[2]))}
	for _, m := range pictureText.FindAllStringSubmatch(source, -1) {
		l, err := label(m[1], html.UnescapeString(m[2]))
		if err != nil {
			return Picture{}, fmt.Errorf("picture %s: %w", name, err)
		}
		p.Labels = append(p.Labels, l)
	}
	shapes := pictureText.ReplaceAllString(source, "")
	strange := ""
	shapes = pictureColor.ReplaceAllStringFunc(shapes, func(hex string) string {
		token, ok := tokenOf()[hex]
		if !ok {
			strange = hex
		}
		return hexOf(Color(token))
	})
	if strange != "" {
		return Picture{}, fmt.Errorf("picture %s: %s is no colour of the light theme", name, strange)
	}
	// The name tells pictures of different themes apart.
	p.Shapes = fyne.NewStaticResource(name+hexOf(Color(Surface))+hexOf(Color(Text))+".svg", []byte(shapes))
	return p, nil
}

func label(attributes, words string) (PictureLabel, error) {
	l := PictureLabel{Words: words, Size: sizes[SizeSmall], Ink: Text}
	for _, m := range attribute.FindAllStringSubmatch(attributes, -1) {
		switch m[1] {
		case "x":
			l.X = number(m[2])
		case "y":
			l.Y = number(m[2])
		case "font-size":
			l.Size = number(m[2])
		case "font-weight":
			l.Bold = m[2] == "bold"
		case "font-family":
			l.Mono = strings.Contains(m[2], "mono")
		case "text-anchor":
			l.Align = map[string]fyne.TextAlign{"middle": fyne.TextAlignCenter, "end": fyne.TextAlignTrailing}[m[2]]
		case "fill":
			token, ok := tokenOf()[m[2]]
			if !ok {
				return l, fmt.Errorf("%s is no colour of the light theme", m[2])
			}
			l.Ink = token
		}
	}
	return l, nil
}

// number reads a measure; what is none is 0, which shows when it is looked at.
func number(s string) float32 {
	f, _ := strconv.ParseFloat(s, 32)
	return float32(f)
}

package vt

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Color is a colour as a program asks for it: the zero value is the default,
// which the theme knows.
type Color uint32

const (
	colorIndexed Color = 1 << 24
	colorRGB     Color = 2 << 24
)

// Indexed is one of the 256 colours of the palette.
func Indexed(i uint8) Color { return colorIndexed | Color(i) }

// RGB is a colour of its own.
func RGB(r, g, b uint8) Color { return colorRGB | Color(r)<<16 | Color(g)<<8 | Color(b) }

// Default reports whether the theme is to choose.
func (c Color) Default() bool { return c == 0 }

// Index is the place in the palette, if the colour is one of it.
func (c Color) Index() (i uint8, ok bool) { return uint8(c), c&^0xffffff == colorIndexed }

// RGB are the parts of a colour that is none of the palette.
func (c Color) RGB() (r, g, b uint8, ok bool) {
	return uint8(c >> 16), uint8(c >> 8), uint8(c), c&^0xffffff == colorRGB
}

// Attr are ways of writing, added to each other.
type Attr uint16

// The ways of writing.
const (
	Bold Attr = 1 << iota
	Faint
	Italic
	Underline
	DoubleUnderline
	Blink
	Inverse
	Conceal
	Strike
)

// Link is where a piece of text leads (OSC 8).
type Link struct {
	URI string
	ID  string // pieces with the same one belong together
}

// Style is how a cell is written. Equal styles are one value in memory, so that
// pointers can be compared.
type Style struct {
	Ink, Ground Color
	Attr        Attr
	Link        *Link
}

// Cell is one place of the grid. A character that is two cells wide has Width 2
// and is followed by a cell of Width 0.
type Cell struct {
	Rune  rune // 0 where nothing was written; above unicode.MaxRune see Terminal.Text
	Width uint8
	Style *Style // nil for the default
}

// Is reports whether the cell is written in one of these ways.
func (c Cell) Is(a Attr) bool { return c.Style != nil && c.Style.Attr&a != 0 }

// blank reports whether nothing of the cell is seen.
func (c Cell) blank() bool {
	return c.Rune == 0 && c.Width != 0 && (c.Style == nil || c.Style.Ground.Default() && c.Style.Attr&Inverse == 0)
}

// maxMarks is how many combining marks one character may carry: a pile of them
// covers its neighbours and is of no use to anyone.
const maxMarks = 6

// clusters are the characters with combining marks. A cell holds the number of
// one, above all runes, so that cells stay small.
type clusters struct {
	texts  []string
	number map[string]rune
}

const (
	firstCluster = unicode.MaxRune + 1
	// maxClusters is when those that are no longer on the screen are dropped.
	maxClusters = 8192
)

// text is what a rune of a cell stands for.
func (c *clusters) text(r rune) string {
	if i := int(r) - firstCluster; i >= 0 && i < len(c.texts) {
		return c.texts[i]
	}
	return string(r)
}

// of is the rune that stands for a text. When there are too many of them it is
// the text's first rune: marks are lost then.
func (c *clusters) of(text string) rune {
	first, size := utf8.DecodeRuneInString(text)
	if size == len(text) {
		return first
	}
	if r, ok := c.number[text]; ok {
		return r
	}
	if len(c.texts) >= maxClusters {
		return first
	}
	if c.number == nil {
		c.number = map[string]rune{}
	}
	r := rune(firstCluster + len(c.texts))
	text = strings.Clone(text)
	c.texts = append(c.texts, text)
	c.number[text] = r
	return r
}

// full reports whether it is time to drop what nobody uses.
func (c *clusters) full() bool { return len(c.texts) >= maxClusters }

// with is a cell's rune with a mark added.
func (c *clusters) with(r, mark rune) rune {
	text := c.text(r)
	if utf8.RuneCountInString(text) > maxMarks {
		return r
	}
	return c.of(text + string(mark))
}

// widths is how many cells each rune takes, remembered in pages of 256.
type widths struct {
	pages map[rune]*[256]int8
	last  *[256]int8
	at    rune
}

// of is 0, 1 or 2; or -1 for a rune that must not be shown at all. It counts
// rune by rune, as the C library does that the programs inside the container
// measure with.
func (w *widths) of(r rune) int {
	key := r >> 8
	if w.last == nil || w.at != key {
		w.turn(key)
	}
	return int(w.last[r&0xff])
}

func (w *widths) turn(key rune) {
	page := w.pages[key]
	if page == nil {
		page = new([256]int8)
		for i := range page {
			page[i] = int8(widthOf(key<<8 | rune(i)))
		}
		if w.pages == nil {
			w.pages = map[rune]*[256]int8{}
		}
		w.pages[key] = page
	}
	w.at, w.last = key, page
}

func widthOf(r rune) int {
	const joiner = 0x200d
	switch {
	case r >= 0x1160 && r <= 0x11ff, r == joiner:
		return 0 // the later parts of a Hangul syllable; what joins emoji
	case unicode.In(r, unicode.Cf, unicode.Cc, unicode.Zl, unicode.Zp):
		return -1 // what turns the direction of text, and other invisible orders
	}
	return min(ansi.StringWidthWc(string(r)), 2)
}

package datalist

import "fyne.io/fyne/v2"

// ruler measures texts of one font. Fyne shapes a text to measure it and
// remembers every text it has seen; a list cuts too many texts for that. The
// ruler adds up the widths of the characters, which is as wide or a little wider
// than the text is drawn.
type ruler struct {
	size  float32
	style fyne.TextStyle
	low   [128]float32
	high  map[rune]float32
}

func newRuler(size float32, style fyne.TextStyle) *ruler {
	return &ruler{size: size, style: style, high: map[rune]float32{}}
}

func (r *ruler) rune(c rune) float32 {
	if c >= 0 && c < 128 {
		if r.low[c] == 0 {
			r.low[c] = r.measure(c)
		}
		return r.low[c]
	}
	w, ok := r.high[c]
	if !ok {
		w = r.measure(c)
		r.high[c] = w
	}
	return w
}

func (r *ruler) measure(c rune) float32 {
	return fyne.MeasureText(string(c), r.size, r.style).Width
}

func (r *ruler) width(s string) float32 {
	var w float32
	for _, c := range s {
		w += r.rune(c)
	}
	return w
}

// fit cuts a text to a width, with "…" where it does.
func (r *ruler) fit(s string, width float32) (fitted string, cut bool) {
	room := width - r.rune('…')
	var w float32
	end := 0 // what still leaves room for the dots
	for i, c := range s {
		if w <= room {
			end = i
		}
		w += r.rune(c)
		if w > width+0.5 {
			if room < 0 {
				return "", true
			}
			return s[:end] + "…", true
		}
	}
	return s, false
}

package screen

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

// address finds what looks like one of the web.
var address = regexp.MustCompile(`https?://[^\s<>"'` + "`" + `│┃|(){}\[\]]+`)

// found is a link under the mouse: where it leads, and its cells in the row.
type found struct {
	uri      string
	line     int
	from, to int
}

// linkAt is the link at a cell, if there is one: what the program says is one,
// or else what reads like an address.
func linkAt(t *vt.Terminal, line, col int) (found, bool) {
	cells, _ := t.Line(line, nil)
	if col < 0 || col >= len(cells) {
		return found{}, false
	}
	if s := cells[col].Style; s != nil && s.Link != nil {
		same := func(i int) bool {
			o := cells[i].Style
			return o != nil && o.Link != nil && *o.Link == *s.Link
		}
		f := found{uri: s.Link.URI, line: line, from: col, to: col + 1}
		for f.from > 0 && same(f.from-1) {
			f.from--
		}
		for f.to < len(cells) && same(f.to) {
			f.to++
		}
		return f, true
	}
	return addressAt(t, line, col)
}

// addressAt looks through the whole line: a long address goes on in the next
// row.
func addressAt(t *vt.Terminal, line, col int) (found, bool) {
	first, last := logical(t, line)
	if last-first > 8 {
		return found{}, false
	}
	var text strings.Builder
	var rows, cols []int // of each byte of the text
	for n := first; n <= last; n++ {
		cells, _ := t.Line(n, nil)
		for x, c := range cells {
			if c.Width == 0 {
				continue
			}
			s := t.Text(c)
			text.WriteString(s)
			for range len(s) {
				rows, cols = append(rows, n), append(cols, x)
			}
		}
	}
	all := text.String()
	for _, m := range address.FindAllStringIndex(all, -1) {
		uri := strings.TrimRight(all[m[0]:m[1]], ".,:;!?*")
		end := m[0] + len(uri) - 1
		if !utf8.ValidString(uri) || len(uri) < len("http://x") {
			continue
		}
		f := found{uri: uri, line: line, from: -1}
		for i := m[0]; i <= end; i++ {
			if rows[i] == line {
				if f.from < 0 {
					f.from = cols[i]
				}
				f.to = cols[i] + 1
			}
		}
		if f.from >= 0 && col >= f.from && col < f.to {
			return f, true
		}
	}
	return found{}, false
}

package jsonview

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/jsonview/jsondoc"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

// inks are the colour tokens of the parts of a line. Only values have a colour
// of their own, so that they stand out from the keys.
var inks = map[jsondoc.Part]fyne.ThemeColorName{
	jsondoc.Mark: theme.Muted, jsondoc.Name: theme.Muted, jsondoc.Punct: theme.Muted,
	jsondoc.Text: theme.OK, jsondoc.Figure: theme.Info, jsondoc.Truth: theme.Warn,
	jsondoc.Nothing: theme.Muted, jsondoc.Count: theme.Muted, jsondoc.Secret: theme.Text,
}

// styled is a line of pieces with their colours.
func styled(pieces []jsondoc.Piece) textview.Line {
	line := textview.Line{Text: jsondoc.Join(pieces)}
	at := 0
	for _, p := range pieces {
		end := at + len(p.Text)
		if ink := inks[p.Part]; ink != "" && end > at {
			style := textview.Style{Ink: ink}
			if p.Part == jsondoc.Secret {
				style.Ground = theme.IdleTint
			}
			line.Spans = append(line.Spans, textview.Span{Start: at, End: end, Style: style})
		}
		at = end
	}
	return line
}

// Signs before a row of the tree. Each is one column wide and two with its
// space, as is a step of the indentation.
const (
	openSign   = "▾ "
	closedSign = "▸ "
	noSign     = "  "
)

const stepWidth = 2 // columns of indentation a level

// prefix is what stands before the body of a row.
func prefix(t *jsondoc.Tree, i int) []jsondoc.Piece {
	row := t.Rows()[i]
	sign := noSign
	if t.Opens(i) {
		sign = closedSign
		if row.Open {
			sign = openSign
		}
	}
	return []jsondoc.Piece{
		{Part: jsondoc.Space, Text: strings.Repeat(" ", stepWidth*row.Depth)},
		{Part: jsondoc.Mark, Text: sign},
	}
}

// prefixBytes is how long the prefix of a row is.
func prefixBytes(t *jsondoc.Tree, i int) int { return len(jsondoc.Join(prefix(t, i))) }

// treeSource shows the visible rows of a tree.
type treeSource struct {
	tree   *jsondoc.Tree
	reveal bool
}

func (s treeSource) Len() int { return len(s.tree.Rows()) }

func (s treeSource) Line(i int) textview.Line {
	row := s.tree.Rows()[i]
	return styled(append(prefix(s.tree, i), row.Node.Body(s.reveal, row.Open)...))
}

// textSource shows a document as indented text.
type textSource []jsondoc.Line

func (s textSource) Len() int                 { return len(s) }
func (s textSource) Line(i int) textview.Line { return styled(s[i].Pieces) }

package jsonview

import (
	"context"
	"fmt"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/jsonview/jsondoc"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

// mostFound is how many matches are counted; nobody steps through more.
const mostFound = 10_000

// found is a match in the tree: a part of a value's row, open or not.
type found struct {
	node       *jsondoc.Node
	start, end int
}

// searchTree finds words in the keys and values of a whole document.
func searchTree(root *jsondoc.Node, m textview.Matcher, reveal bool) (all []found) {
	if m == nil {
		return nil
	}
	root.Walk(func(n *jsondoc.Node) {
		if len(all) >= mostFound || n.Parent == nil && n.IsContainer() {
			return
		}
		for _, at := range m(jsondoc.Join(n.Body(reveal, true))) {
			all = append(all, found{node: n, start: at[0], end: at[1]})
		}
	})
	return all
}

// search looks for what is in the field, and shows the match that comes next
// from where the person is.
func (v *View) search(words string) {
	v.matcher = textview.Literal(words)
	v.tree.SetMatcher(v.matcher)
	v.text.SetMatcher(v.matcher)
	v.find()
	v.at = v.nearest() - 1
	v.step(1)
}

// find collects all matches in what is shown.
func (v *View) find() {
	v.inTree, v.inText = nil, nil
	switch {
	case v.matcher == nil:
	case v.doc != nil && !v.asText:
		v.inTree = searchTree(v.doc.Root, v.matcher, v.reveal)
	default:
		// It can't fail: nothing cancels it.
		v.inText, _ = textview.FindAll(context.Background(), v.text.Source(), v.matcher, mostFound)
	}
	v.at = max(0, min(v.at, v.matches()-1))
	v.countMatches()
}

func (v *View) matches() int { return len(v.inTree) + len(v.inText) }

// nearest is the first match at or below the selected row or the top line.
func (v *View) nearest() int {
	first, _ := v.text.VisibleLines()
	for i, m := range v.inText {
		if m.Line >= first {
			return i
		}
	}
	selected := v.model.Selected()
	if selected < 0 {
		return 0
	}
	order := map[*jsondoc.Node]int{}
	v.doc.Root.Walk(func(n *jsondoc.Node) { order[n] = len(order) })
	from := order[v.model.Rows()[selected].Node]
	for i, m := range v.inTree {
		if order[m.node] >= from {
			return i
		}
	}
	return 0
}

// step shows the next match, or the one before for -1, round the ends.
func (v *View) step(by int) {
	n := v.matches()
	if n == 0 {
		v.tree.ClearMatch()
		v.text.ClearMatch()
		v.countMatches()
		return
	}
	v.at = ((v.at+by)%n + n) % n
	if v.inText != nil {
		v.text.ShowMatch(v.inText[v.at])
	} else {
		m := v.inTree[v.at]
		row := v.model.Show(m.node)
		v.rowsChanged()
		before := prefixBytes(v.model, row)
		v.tree.ShowMatch(textview.Match{Line: row, Start: before + m.start, End: before + m.end})
	}
	v.countMatches()
}

// mark frames the current match again after its source was made anew.
func (v *View) mark() {
	if v.at < 0 || v.at >= v.matches() {
		return
	}
	if v.inText != nil {
		v.text.MarkMatch(v.inText[v.at])
		return
	}
	m := v.inTree[v.at]
	for i, r := range v.model.Rows() {
		if r.Node == m.node {
			before := prefixBytes(v.model, i)
			v.tree.MarkMatch(textview.Match{Line: i, Start: before + m.start, End: before + m.end})
		}
	}
}

func (v *View) countMatches() {
	n := v.matches()
	words, ink := "", theme.Muted
	switch {
	case v.matcher == nil:
	case n == 0:
		words, ink = "none", theme.Warn
	case n >= mostFound:
		words = fmt.Sprintf("%d of many", v.at+1)
	default:
		words = fmt.Sprintf("%d of %d", v.at+1, n)
	}
	v.count.SetText(words)
	v.count.SetColor(ink)
	v.before.SetDisabled(n == 0)
	v.next.SetDisabled(n == 0)
}

func direction(back bool) int {
	if back {
		return -1
	}
	return 1
}

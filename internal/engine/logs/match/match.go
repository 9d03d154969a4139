// Package match finds the lines that have certain words, or that a regular
// expression matches, at a speed that lets a million lines be searched while a
// person waits: the standard library's regexp needs seconds for them.
//
// It must know neither where lines come from nor what is done with them.
package match

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// Pattern is what is looked for. Capitals don't matter, unless a regular
// expression says so itself by (?-i).
type Pattern struct {
	re   *regexp.Regexp
	prog *syntax.Prog
}

// Words looks for words as they are.
func Words(words string) *Pattern {
	p, err := Regexp(regexp.QuoteMeta(strings.ToValidUTF8(words, "\ufffd")))
	if err != nil {
		panic(err) // quoted text is an expression
	}
	return p
}

// Regexp looks for what an expression of Go's syntax matches. The error is for
// people: it says what is wrong with the expression.
func Regexp(expression string) (*Pattern, error) {
	const flags = syntax.Perl | syntax.FoldCase
	tree, err := syntax.Parse(expression, flags)
	if err != nil {
		return nil, explain(err)
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, explain(err)
	}
	re, err := regexp.Compile("(?i)" + expression)
	if err != nil {
		return nil, explain(err)
	}
	return &Pattern{re: re, prog: prog}, nil
}

func explain(err error) error {
	if e, ok := err.(*syntax.Error); ok {
		return fmt.Errorf("%s: %s", e.Code, e.Expr)
	}
	return err
}

// All are the parts of a text that match: pairs of start and end, none of them
// empty.
func (p *Pattern) All(text string) (found [][2]int) {
	for _, m := range p.re.FindAllStringIndex(text, -1) {
		if m[1] > m[0] {
			found = append(found, [2]int{m[0], m[1]})
		}
	}
	return found
}

// Finder says which texts match. It is for one goroutine; it learns while it
// reads.
func (p *Pattern) Finder() *Finder { return newFinder(p) }

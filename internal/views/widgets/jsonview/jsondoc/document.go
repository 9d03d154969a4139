// Package jsondoc holds one JSON document as a person reads it: its keys in the
// order in which they came, as a tree that opens and closes and as lines of
// text, with the values that look like secrets masked.
//
// It must know neither Fyne nor Docker, so that all of it is tested without a
// window.
package jsondoc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// maxDepth is how deep a document may be nested.
const maxDepth = 500

// Kind is what a value is.
type Kind int

// The kinds of JSON.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Node is one value and the name it goes by.
type Node struct {
	Parent   *Node
	Key      string // in an object
	Index    int    // in an array
	Kind     Kind
	Text     string // of a scalar, decoded
	Children []*Node

	path   string // kept once it was asked for
	masked string // what is shown of a value that looks like a secret; "" if it doesn't
}

// Document is a JSON text that was read.
type Document struct {
	Root *Node
	// Hidden is the number of values that look like secrets.
	Hidden int
}

// SyntaxError says where a text stops being JSON, in plain words.
type SyntaxError struct {
	Line, Column int  // from 1; 0 when the text is empty or too deep
	Cut          bool // the text ends in the middle
	Deep         bool // it is nested deeper than anybody reads
	err          error
}

func (e *SyntaxError) Error() string {
	switch {
	case e.Deep:
		return fmt.Sprintf("This is nested more than %d levels deep.", maxDepth)
	case e.Line == 0:
		return "There is no text here."
	case e.Cut:
		return fmt.Sprintf("This text ends in the middle, at line %d.", e.Line)
	}
	return fmt.Sprintf("This isn’t JSON: line %d, column %d can’t be read.", e.Line, e.Column)
}

// Unwrap gives the reader's own error.
func (e *SyntaxError) Unwrap() error { return e.err }

// Parse reads a whole document. Its error is a *SyntaxError.
func Parse(raw []byte) (*Document, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, &SyntaxError{}
	}
	var checked json.RawMessage
	if err := json.Unmarshal(raw, &checked); err != nil {
		return nil, explain(raw, err)
	}
	p := parser{raw: raw, doc: &Document{Root: &Node{Index: -1}}}
	if !p.value(p.doc.Root, 0) {
		return nil, &SyntaxError{Deep: true}
	}
	return p.doc, nil
}

// explain finds the place in the text that the reader complains of.
func explain(raw []byte, err error) error {
	e := &SyntaxError{err: err}
	at := len(raw)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = min(at, int(syntax.Offset))
		e.Deep = strings.Contains(syntax.Error(), "max depth")
		e.Cut = strings.Contains(syntax.Error(), "unexpected end")
	}
	if e.Cut {
		at = len(bytes.TrimRight(raw, " \t\r\n"))
	}
	before := raw[:at]
	e.Line = bytes.Count(before, []byte("\n")) + 1
	e.Column = max(1, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]))
	return e
}

// parser reads a text that is known to be JSON. encoding/json reads tokens too
// slowly for a megabyte between two frames, and maps lose the keys' order.
type parser struct {
	raw []byte
	at  int
	doc *Document
}

// peek is the next byte that isn't a space.
func (p *parser) peek() byte {
	for {
		switch b := p.raw[p.at]; b {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return b
		}
	}
}

// value reads a value into a node that has its place and its name already; it
// is false when the value is nested too deep.
func (p *parser) value(n *Node, depth int) bool {
	switch p.peek() {
	case '{':
		n.Kind = Object
		return p.container(n, '}', depth)
	case '[':
		n.Kind = Array
		return p.container(n, ']', depth)
	case '"':
		n.Kind, n.Text = String, p.str()
	case 't', 'f':
		n.Kind, n.Text = Bool, p.word()
	case 'n':
		n.Kind, n.Text = Null, p.word()
	default:
		n.Kind, n.Text = Number, p.word()
	}
	p.mask(n)
	return true
}

func (p *parser) container(n *Node, end byte, depth int) bool {
	if depth >= maxDepth {
		return false
	}
	p.at++
	for p.peek() != end {
		if p.raw[p.at] == ',' {
			p.at++
			p.peek()
		}
		child := &Node{Parent: n, Index: -1}
		if n.Kind == Array {
			child.Index = len(n.Children)
		} else {
			child.Key = p.str()
			p.peek()
			p.at++ // the colon
		}
		if !p.value(child, depth+1) {
			return false
		}
		n.Children = append(n.Children, child)
	}
	p.at++
	return true
}

// word is a number, true, false or null.
func (p *parser) word() string {
	from := p.at
	for p.at < len(p.raw) && !bytes.ContainsRune([]byte(",]} \t\r\n"), rune(p.raw[p.at])) {
		p.at++
	}
	return string(p.raw[from:p.at])
}

func (p *parser) str() string {
	from := p.at
	plain := true
	for p.at++; p.raw[p.at] != '"'; p.at++ {
		if p.raw[p.at] == '\\' {
			plain = false
			p.at++
		}
	}
	p.at++
	if quoted := p.raw[from:p.at]; !plain || !utf8.Valid(quoted) {
		var s string
		if json.Unmarshal(quoted, &s) == nil { // it was checked before
			return s
		}
	}
	return string(p.raw[from+1 : p.at-1])
}

// mask decides what may be shown of a scalar, by its key and by its own form.
func (p *parser) mask(n *Node) {
	if n.Parent == nil || n.Kind != String && n.Kind != Number {
		return
	}
	shown, masked := "", false
	name, before := n.namedBy()
	if n.Index >= 0 {
		shown, masked = secret.MaskCommandArg(before, n.Text)
	}
	if !masked && name != "" {
		shown, masked = secret.MaskNamed(name, n.Text)
	}
	if masked {
		n.masked = shown
		p.doc.Hidden++
	}
}

// namedBy is the key that a value goes by: its own, or that of the array it is
// in; and the text before it in that array.
func (n *Node) namedBy() (name, before string) {
	if n.Index < 0 {
		return n.Key, ""
	}
	if n.Index > 0 && n.Parent.Children[n.Index-1].Kind == String {
		before = n.Parent.Children[n.Index-1].Text
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Index < 0 {
			return up.Key, before
		}
	}
	return "", before
}

// Masked reports whether the value looks like a secret.
func (n *Node) Masked() bool { return n.masked != "" }

// IsContainer reports whether it is an object or an array.
func (n *Node) IsContainer() bool { return n.Kind == Array || n.Kind == Object }

// Name is the key or the index that it goes by; "" for the root.
func (n *Node) Name() string {
	switch {
	case n.Parent == nil:
		return ""
	case n.Index >= 0:
		return strconv.Itoa(n.Index)
	}
	return n.Key
}

// Value is a scalar's text as it may be shown; reveal shows secrets as well.
func (n *Node) Value(reveal bool) string {
	if n.Masked() && !reveal {
		return n.masked
	}
	return n.Text
}

// Walk visits a value and all within, parents first.
func (n *Node) Walk(visit func(*Node)) {
	visit(n)
	for _, c := range n.Children {
		c.Walk(visit)
	}
}

// quote writes a string as JSON does, with nothing escaped that needn't be.
func quote(s string) string {
	if utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' }) < 0 {
		return `"` + s + `"`
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // a string can always be written
		return strconv.Quote(s)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Package prose sets text as a book does: Markdown is read into blocks
// (headings, paragraphs, lists, tables, code cards, call-outs), and a Document
// lays them out at the width it is given, with links that work by mouse and
// keyboard.
//
// It knows neither topics nor Docker: where a link leads and what is copied is
// handed to functions of its user.
package prose

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Kind says how a block is set.
type Kind int

// The kinds of block.
const (
	Paragraph Kind = iota
	Heading        // Level 1 to 3
	Item           // of a list; Marker, and Level for how deep it stands
	Table          // Rows, the first one the header
	Code           // Lines, on a card with a copy button
	Note           // Blocks, on the tint of its Tone
	Aside          // beside a bar: what explains the block above
	Rule           // a line across
	Picture        // Name, and Spans for who can't see it
)

// Tone is what a Note is for.
type Tone int

// The tones of a Note.
const (
	ToneInfo Tone = iota
	ToneTip
	ToneCare
)

// Block is one thing that stands below the one before it.
type Block struct {
	Kind   Kind
	Level  int
	Marker string
	Tone   Tone
	Spans  []Span     // Paragraph, Heading, Item, Aside
	Rows   [][][]Span // Table: rows of cells
	Lines  [][]Span   // Code
	Copy   string     // Code: what the copy button hands over; "" for its text
	Name   string     // Picture: which one
	Blocks []Block    // Note
}

// Span is a piece of text in one style. Spans of a block follow each other
// without a gap.
type Span struct {
	Text   string
	Bold   bool
	Italic bool
	Code   bool
	Lit    bool   // stands out: the word that is explained
	Quiet  bool   // steps back
	Link   string // where it leads; "" for nowhere
	Hint   string // what it means, shown while it is pointed at; only with Link
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM))

// Parse reads Markdown (GFM). What can't be set (HTML) is shown as its text.
func Parse(source string) []Block {
	src := []byte(source)
	r := reader{src: src}
	r.blocks(markdown.Parser().Parse(text.NewReader(src)), 0)
	return r.out
}

type reader struct {
	src []byte
	out []Block
}

func (r *reader) add(b Block) { r.out = append(r.out, b) }

func (r *reader) blocks(parent ast.Node, depth int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			r.add(Block{Kind: Heading, Level: n.Level, Spans: r.spans(n)})
		case *ast.Paragraph, *ast.TextBlock:
			if img, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 {
				r.picture(img)
				continue
			}
			r.add(Block{Kind: Paragraph, Spans: r.spans(n)})
		case *ast.List:
			r.list(n, depth)
		case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
			r.add(Block{Kind: Code, Lines: r.lines(n)})
		case *ast.Blockquote:
			r.note(n, depth)
		case *ast.ThematicBreak:
			r.add(Block{Kind: Rule})
		case *east.Table:
			r.table(n)
		default:
			r.blocks(n, depth)
		}
	}
}

// list flattens a list: each item is a block of its own, its further
// paragraphs stand below it.
func (r *reader) list(l *ast.List, depth int) {
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		marker := "•"
		if l.IsOrdered() {
			marker = strconv.Itoa(number) + "."
			number++
		}
		first := len(r.out)
		r.blocks(item, depth+1)
		for i := first; i < len(r.out); i++ {
			if r.out[i].Kind == Paragraph {
				r.out[i].Kind, r.out[i].Level = Item, depth
				if i == first {
					r.out[i].Marker = marker
				}
			}
		}
	}
}

// note reads a block quote; its first words say what it is for.
func (r *reader) note(n ast.Node, depth int) {
	inner := reader{src: r.src}
	inner.blocks(n, depth)
	b := Block{Kind: Note, Blocks: inner.out}
	if len(b.Blocks) > 0 && len(b.Blocks[0].Spans) > 0 {
		spans := b.Blocks[0].Spans
		for lead, tone := range map[string]Tone{"Note:": ToneInfo, "Tip:": ToneTip, "Take care:": ToneCare} {
			if rest, ok := strings.CutPrefix(spans[0].Text, lead); ok {
				b.Tone = tone
				spans[0].Text = rest
				b.Blocks[0].Spans = append([]Span{{Text: lead, Bold: true}}, spans...)
				break
			}
		}
	}
	r.add(b)
}

func (r *reader) table(t *east.Table) {
	b := Block{Kind: Table}
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		var cells [][]Span
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, r.spans(cell))
		}
		b.Rows = append(b.Rows, cells)
	}
	r.add(b)
}

// picture is an image that stands alone. One from anywhere else than the
// program's own pictures is told in words.
func (r *reader) picture(img *ast.Image) {
	b := Block{Kind: Picture, Spans: r.spans(img)}
	name, ok := strings.CutPrefix(string(img.Destination), "picture:")
	if b.Name = name; !ok {
		b.Kind = Paragraph
	}
	r.add(b)
}

func (r *reader) lines(n ast.Node) [][]Span {
	var lines [][]Span
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		line := strings.TrimRight(string(seg.Value(r.src)), "\r\n")
		lines = append(lines, []Span{{Text: strings.ReplaceAll(line, "\t", "    "), Code: true}})
	}
	return lines
}

// spans reads the text of a block, neighbours in the same style joined.
func (r *reader) spans(n ast.Node) []Span {
	var out []Span
	add := func(s Span) {
		if s.Text == "" {
			return
		}
		if last := len(out) - 1; last >= 0 && sameStyle(out[last], s) {
			out[last].Text += s.Text
		} else {
			out = append(out, s)
		}
	}
	var walk func(n ast.Node, style Span)
	walk = func(n ast.Node, style Span) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			s := style
			switch c := c.(type) {
			case *ast.Text:
				s.Text = string(c.Segment.Value(r.src))
				add(s)
				if c.SoftLineBreak() || c.HardLineBreak() {
					s.Text = " "
					add(s)
				}
			case *ast.String:
				s.Text = string(c.Value)
				add(s)
			case *ast.Emphasis:
				if c.Level > 1 {
					s.Bold = true
				} else {
					s.Italic = true
				}
				walk(c, s)
			case *ast.CodeSpan:
				s.Code = true
				walk(c, s)
			case *ast.Link:
				s.Link = string(c.Destination)
				walk(c, s)
			case *ast.AutoLink:
				s.Link, s.Text = string(c.URL(r.src)), string(c.Label(r.src))
				add(s)
			case *ast.RawHTML:
				for i := range c.Segments.Len() {
					seg := c.Segments.At(i)
					s.Text = string(seg.Value(r.src))
					add(s)
				}
			default:
				walk(c, s)
			}
		}
	}
	walk(n, Span{})
	for i := range out {
		if !out[i].Code {
			out[i].Text = Typeset(out[i].Text)
		}
	}
	return out
}

func sameStyle(a, b Span) bool {
	a.Text, b.Text = "", ""
	return a == b
}

// Typeset gives straight quotes the direction that a printer gives them.
func Typeset(s string) string {
	if !strings.ContainsAny(s, `'"`) {
		return s
	}
	var b strings.Builder
	before := ' '
	for _, r := range s {
		opens := unicode.IsSpace(before) || strings.ContainsRune("([{–", before)
		was := r
		switch {
		case r == '"' && opens:
			r = '“'
		case r == '"':
			r = '”'
		case r == '\'' && opens:
			r = '‘'
		case r == '\'':
			r = '’'
		}
		b.WriteRune(r)
		before = was
	}
	return b.String()
}

// Plain is the text of blocks without its styles, for tests and searching.
func Plain(blocks []Block) string {
	var b strings.Builder
	line := func(spans []Span) {
		for _, s := range spans {
			b.WriteString(s.Text)
		}
		b.WriteByte('\n')
	}
	for _, bl := range blocks {
		if bl.Marker != "" {
			b.WriteString(bl.Marker + " ")
		}
		if bl.Spans != nil {
			line(bl.Spans)
		}
		for _, l := range bl.Lines {
			line(l)
		}
		for _, row := range bl.Rows {
			for i, cell := range row {
				if i > 0 {
					b.WriteString(" | ")
				}
				for _, s := range cell {
					b.WriteString(s.Text)
				}
			}
			b.WriteByte('\n')
		}
		b.WriteString(Plain(bl.Blocks))
	}
	return b.String()
}

// Map gives back blocks in which every span was replaced by what f makes of it.
// The blocks that were given are not changed.
func Map(blocks []Block, f func(Span) []Span) []Block {
	spans := func(in []Span) []Span {
		var out []Span
		for _, s := range in {
			out = append(out, f(s)...)
		}
		return out
	}
	out := append([]Block(nil), blocks...)
	for i := range out {
		b := &out[i]
		b.Spans = spans(b.Spans)
		b.Blocks = Map(b.Blocks, f)
		lines := make([][]Span, len(b.Lines))
		for j, l := range b.Lines {
			lines[j] = spans(l)
		}
		rows := make([][][]Span, len(b.Rows))
		for j, row := range b.Rows {
			for _, cell := range row {
				rows[j] = append(rows[j], spans(cell))
			}
		}
		b.Lines, b.Rows = lines, rows
	}
	return out
}

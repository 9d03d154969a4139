package prose

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func plainSpan(s string) []Span { return []Span{{Text: s}} }

func TestMarkdownBecomesBlocks(t *testing.T) {
	for name, tc := range map[string]struct {
		source string
		want   []Block
	}{
		"paragraphs": {"One\ntwo.\n\nThree.", []Block{{Spans: plainSpan("One two.")}, {Spans: plainSpan("Three.")}}},
		"heading":    {"## Why", []Block{{Kind: Heading, Level: 2, Spans: plainSpan("Why")}}},
		"styles": {"a **b** *c* `d e` [f](topic:g)", []Block{{Spans: []Span{
			{Text: "a "}, {Text: "b", Bold: true}, {Text: " "}, {Text: "c", Italic: true}, {Text: " "},
			{Text: "d e", Code: true}, {Text: " "}, {Text: "f", Link: "topic:g"}}}}},
		"list": {"- a\n- b\n  - c\n", []Block{
			{Kind: Item, Marker: "•", Spans: plainSpan("a")}, {Kind: Item, Marker: "•", Spans: plainSpan("b")},
			{Kind: Item, Level: 1, Marker: "•", Spans: plainSpan("c")}}},
		"numbered": {"3. a\n4. b\n", []Block{{Kind: Item, Marker: "3.", Spans: plainSpan("a")}, {Kind: Item, Marker: "4.", Spans: plainSpan("b")}}},
		"code":     {"```\na  b\n\tc\n```", []Block{{Kind: Code, Lines: [][]Span{{{Text: "a  b", Code: true}}, {{Text: "    c", Code: true}}}}}},
		"table": {"| a | b |\n|---|---|\n| `c` | d |", []Block{{Kind: Table, Rows: [][][]Span{
			{plainSpan("a"), plainSpan("b")}, {{{Text: "c", Code: true}}, plainSpan("d")}}}}},
		"care":  {"> Take care: it goes.", []Block{{Kind: Note, Tone: ToneCare, Blocks: []Block{{Spans: []Span{{Text: "Take care:", Bold: true}, {Text: " it goes."}}}}}}},
		"quote": {"> Hm.", []Block{{Kind: Note, Blocks: []Block{{Spans: plainSpan("Hm.")}}}}},
		"rule":  {"a\n\n---\n", []Block{{Spans: plainSpan("a")}, {Kind: Rule}}},
		"html":  {"a <b>c</b>", []Block{{Spans: plainSpan("a <b>c</b>")}}},
		"live":  {"Stops {{container:the\ncontainer}}.", []Block{{Spans: plainSpan("Stops {{container:the container}}.")}}},
	} {
		if got := Parse(tc.source); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, tc.want)
		}
	}
}

func TestQuotesAreSetAsAPrinterDoes(t *testing.T) {
	for in, want := range map[string]string{
		"isn't":           "isn’t",
		`say "hi" to it`:  "say “hi” to it",
		`("x")`:           "(“x”)",
		"the boxes' door": "the boxes’ door",
		"no quotes":       "no quotes",
	} {
		if got := Typeset(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
	if got := Parse("`it's`")[0].Spans[0].Text; got != "it's" {
		t.Errorf("code was changed to %s", got)
	}
}

func TestMapLeavesTheBlocksThatWereGiven(t *testing.T) {
	blocks := Parse("a\n\n> b\n\n| c |\n|---|\n| d |\n\n```\ne\n```")
	before := Plain(blocks)
	after := Plain(Map(blocks, func(s Span) []Span {
		s.Text = strings.ToUpper(s.Text)
		return []Span{s}
	}))
	if Plain(blocks) != before || after != strings.ToUpper(before) {
		t.Errorf("before %q, after %q, mapped %q", before, Plain(blocks), after)
	}
}

func TestAnyTextCanBeParsed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		Plain(Parse(rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("#>-*`|[]() \nab1.:\"'")))).Draw(rt, "source")))
	})
}

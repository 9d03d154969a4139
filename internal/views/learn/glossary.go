package learn

import (
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
)

// glossaryBlocks are all words of the trade, one in each row.
func glossaryBlocks() []prose.Block {
	table := prose.Block{Kind: prose.Table, Rows: [][][]prose.Span{{{{Text: "Word"}}, {{Text: "What it means"}}}}}
	for _, t := range guide.Glossary {
		table.Rows = append(table.Rows, [][]prose.Span{{{Text: t.Word, Link: "topic:" + t.Topic}}, {{Text: prose.Typeset(t.Meaning)}}})
	}
	return []prose.Block{
		{Kind: prose.Heading, Level: 1, Spans: []prose.Span{{Text: "Glossary"}}},
		{Spans: []prose.Span{{Text: "The words of the trade, in short. In the pages of the book they have a thin line below: point at one, or go to it with Tab, and its meaning appears."}}},
		table,
	}
}

// idea is the section that speaks in everyday pictures: a container in it may be
// one on a ship.
const idea = "The idea"

// gloss gives the first mention of each word of the trade its meaning, but for the
// word that the page is about, and for those that the page has a link for. Titles,
// links and code stay as they are.
func gloss(blocks []prose.Block, topic string) []prose.Block {
	leads := map[string]bool{topic: true}
	if t, ok := guide.ByID(topic); ok {
		for _, l := range t.Links() {
			leads[l.Target] = true
		}
	}
	said := map[*guide.Term]bool{}
	for i := range guide.Glossary {
		if leads[guide.Glossary[i].Topic] {
			said[&guide.Glossary[i]] = true
		}
	}
	pictured := false
	var all func([]prose.Block) []prose.Block
	all = func(in []prose.Block) []prose.Block {
		out := make([]prose.Block, len(in))
		for i, b := range in {
			if b.Kind == prose.Heading {
				pictured = prose.Plain([]prose.Block{b}) == idea+"\n"
			}
			switch {
			case pictured:
			case b.Kind == prose.Paragraph || b.Kind == prose.Item:
				var spans []prose.Span
				for _, s := range b.Spans {
					spans = append(spans, glossSpan(s, said)...)
				}
				b.Spans = spans
			case b.Kind == prose.Note:
				b.Blocks = all(b.Blocks)
			}
			out[i] = b
		}
		return out
	}
	return all(blocks)
}

func glossSpan(s prose.Span, said map[*guide.Term]bool) []prose.Span {
	if s.Link != "" || s.Code || s.Bold {
		return []prose.Span{s}
	}
	var out []prose.Span
	at := 0
	piece := func(to int) {
		if to > at {
			p := s
			p.Text = s.Text[at:to]
			out = append(out, p)
		}
	}
	for _, m := range guide.Mentions(s.Text) {
		if said[m.Term] {
			continue
		}
		said[m.Term] = true
		piece(m.Start)
		word := s
		word.Text, word.Link, word.Hint = s.Text[m.Start:m.End], "topic:"+m.Term.Topic, m.Term.Meaning
		out = append(out, word)
		at = m.End
	}
	piece(len(s.Text))
	return out
}

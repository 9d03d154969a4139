package guidepanel

import (
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
)

// Page sets a whole topic as it stands in a book: its title, its text, its
// examples word by word, and what to read next. Nothing live is in it.
func Page(t *guide.Topic) []prose.Block {
	return page(t, prose.Parse(t.Body), command.Command{}, nil, -1)
}

// First is the first section of a topic without its heading, and what is so just
// now if there are words for it.
func First(t *guide.Topic, values guide.Values, fact string) []prose.Block {
	var blocks []prose.Block
	for _, b := range prose.Parse(t.Body) {
		if b.Kind == prose.Heading && b.Level == 2 {
			if len(blocks) > 0 {
				break
			}
			continue
		}
		blocks = append(blocks, b)
	}
	blocks = prose.Map(blocks, func(s prose.Span) []prose.Span { return fill(s, values) })
	if fact != "" {
		blocks = append(blocks, factNote(fact))
	}
	return blocks
}

// page is a topic with the command that is at hand, or its own examples.
func page(t *guide.Topic, body []prose.Block, c command.Command, values guide.Values, lit int) []prose.Block {
	blocks := []prose.Block{{Kind: prose.Heading, Level: 1, Spans: []prose.Span{{Text: prose.Typeset(t.Title)}}}}
	blocks = prose.Map(append(blocks, body...), func(s prose.Span) []prose.Span { return fill(s, values) })
	blocks = append(blocks, commands(t, c, values, lit)...)
	return append(blocks, related(t)...)
}

// fill puts live values into a span; they stand out, being what it is about.
func fill(s prose.Span, values guide.Values) []prose.Span {
	var out []prose.Span
	for _, piece := range guide.Pieces(s.Text, values) {
		part := s
		part.Text = format.CleanLine(piece.Text)
		part.Bold = s.Bold || piece.Live
		out = append(out, part)
	}
	return out
}

// commands are the command that is at hand, or the topic's examples.
func commands(t *guide.Topic, c command.Command, values guide.Values, lit int) []prose.Block {
	cmds := []command.Command{c}
	if c.Empty() {
		cmds = nil
		for _, line := range t.Commands {
			cmds = append(cmds, example(line, values))
		}
	}
	if len(cmds) == 0 {
		return nil
	}
	title := "Command"
	if len(cmds) > 1 {
		title = "Commands"
	}
	blocks := []prose.Block{{Kind: prose.Heading, Level: 2, Spans: []prose.Span{{Text: title}}}}
	said := map[string]bool{}
	for _, c := range cmds {
		at := lit
		if at < 0 {
			at = verb(c)
		}
		blocks = append(blocks, card(c, at))
		blocks = append(blocks, explain(c, said)...)
	}
	return blocks
}

// related are the links to read on.
func related(t *guide.Topic) []prose.Block {
	var blocks []prose.Block
	for _, id := range t.Related {
		if to, ok := guide.ByID(id); ok {
			blocks = append(blocks, prose.Block{Kind: prose.Paragraph, Spans: []prose.Span{{Text: prose.Typeset(guide.Fill(to.Title, nil)), Link: "topic:" + id}}})
		}
	}
	if len(blocks) == 0 {
		return nil
	}
	return append([]prose.Block{{Kind: prose.Heading, Level: 2, Spans: []prose.Span{{Text: "Read more"}}}}, blocks...)
}

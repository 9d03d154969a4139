package guidepanel

import "github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"

// Depth is how much the panel says.
type Depth string

// The depths.
const (
	Guided Depth = "guided" // everything
	Brief  Depth = "brief"  // what it does, how to undo it, the command
	Off    Depth = "off"    // the command alone
)

// Depths are all of them, the fullest first.
var Depths = []Depth{Guided, Brief, Off}

// Word is what the depth is called.
func (d Depth) Word() string {
	return map[Depth]string{Guided: "Guided", Brief: "Brief", Off: "Off"}[d]
}

// scheme begins the addresses of links that choose a depth.
const scheme = "depth:"

// Chosen is the depth that a link's address chooses; false for another link.
func Chosen(address string) (Depth, bool) {
	for _, d := range Depths {
		if address == scheme+string(d) {
			return d, true
		}
	}
	return Guided, false
}

// SetDepth says how much is shown from now on, and whether less is offered: to
// somebody who has done this often.
func (p *Panel) SetDepth(d Depth, offer bool) {
	if p.depth != d || p.offer != offer {
		p.depth, p.offer = d, offer
		p.set()
	}
}

// Depth is how much is shown.
func (p *Panel) Depth() Depth { return p.depth }

// shorten leaves of a topic what a depth shows. A topic without an action's
// sections keeps its first one.
func shorten(blocks []prose.Block, d Depth) []prose.Block {
	if d != Brief && d != Off {
		return blocks
	}
	var out []prose.Block
	section, sections := "", 0
	for _, b := range blocks {
		if b.Kind == prose.Heading && b.Level == 2 {
			section = b.Spans[0].Text
			sections++
		}
		command := section == "Command" || section == "Commands"
		switch {
		case sections == 0: // the title
		case command && b.Kind != prose.Aside:
		case d == Brief && !command && (sections == 1 || section == "Undo"):
		default:
			continue
		}
		out = append(out, b)
	}
	if d == Off {
		out = append(out, prose.Block{Spans: []prose.Span{{Text: "The guide is off for this. ", Quiet: true}, {Text: "Explain it", Link: scheme + string(Guided)}}})
	}
	return out
}

// offered puts the offer to say less below the title.
func offered(blocks []prose.Block) []prose.Block {
	note := prose.Block{Kind: prose.Note, Tone: prose.ToneTip, Blocks: []prose.Block{{Spans: []prose.Span{
		{Text: "You have done this three times. "},
		{Text: "Be brief", Link: scheme + string(Brief)}, {Text: " from now on, or "}, {Text: "explain all", Link: scheme + string(Guided)}, {Text: " as before."},
	}}}}
	return append(append(append([]prose.Block{}, blocks[0]), note), blocks[1:]...)
}

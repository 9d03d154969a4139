// Package reach is the answer to "why can't I reach it?": who calls, the way with
// the link that is broken, what mends it, and a real try. It stands in the pane of
// a container, where that one is called, and in that of a network, where both ends
// are chosen.
//
// It must know neither what the answer is made of nor how the engine is asked.
package reach

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/engine/reach"
	help "github.com/dockdesk/dockdesk/internal/help/reach"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// View is the question and its answer. It asks the engine when one of the ends has
// changed, and only while it is seen.
type View struct {
	host *page.Host
	id   string
	pick bool // both ends are chosen

	all    *object.Snapshot
	to     *object.Container
	among  *object.Network // whose containers are offered first
	from   string          // the caller's id; "" is a computer
	others bool            // the computer is another one
	port   way.Port        // zero is the likeliest
	name   string          // by which it is called; "" is its own

	seen   bool
	number int // of the question; late answers to others are dropped
	asking bool
	again  bool
	helper bool // one may look
	facts  *way.Facts
	err    error
	knock  *way.Knock
	trying bool

	content                     fyne.CanvasObject
	card                        *fyne.Container
	caller, called, door, alias *widgets.Button
	look, try                   *widgets.Button
	target, title, words, tried *widgets.Paragraph
	picture                     *widgets.Way
	question, remedies          *widgets.Flow
	found                       *widgets.Facts
	verdict                     help.Verdict
}

// New makes the view; the ids of its controls begin with id. With pick both ends
// can be chosen.
func New(host *page.Host, id string, pick bool) *View {
	return &View{host: host, id: id, pick: pick, all: &object.Snapshot{}}
}

// Object is what is shown.
func (v *View) Object() fyne.CanvasObject {
	if v.content != nil {
		return v.content
	}
	button := func(name, topic string, tap func()) *widgets.Button {
		b := widgets.NewButton(v.id+"."+name, "", "", widgets.Ordinary, tap)
		b.Topic = topic
		b.SetAfter("chevron-down")
		return b
	}
	v.caller = button("from", "reach.from", v.callerMenu)
	v.called = button("to", "reach.from", v.calledMenu)
	v.door = button("port", "reach.port", v.portMenu)
	v.alias = button("name", "reach.name", v.nameMenu)
	v.look = widgets.NewButton(v.id+".again", "Look again", "refresh", widgets.Quiet, func() { v.ask(0) })
	v.look.Topic = "reach.listens"
	v.try = widgets.NewButton(v.id+".try", "Try it now", "port", widgets.Ordinary, v.knockNow)
	v.try.Topic = "reach.try"
	v.title = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeObject, Bold: true})
	v.words, v.tried = widgets.Words(""), widgets.Words("")
	v.title.ID, v.words.ID, v.tried.ID = v.id+".title", v.id+".words", v.id+".tried"
	v.picture = widgets.NewWay()
	v.remedies = widgets.NewFlow(10, 8)
	v.found = widgets.NewFacts()
	ends := []fyne.CanvasObject{widgets.MutedWords("Can"), v.caller, widgets.MutedWords("reach")}
	v.target = widgets.MutedWords("")
	if v.pick {
		ends = append(ends, v.called)
	} else {
		ends = append(ends, v.target)
	}
	ends = append(ends, v.door, v.alias)
	v.question = widgets.NewFlow(8, 8, ends...)
	stack := container.New(stackLayout{}, v.question, v.title, v.words, v.remedies, v.tried, widgets.Pad(v.picture, 2, 1), v.found)
	v.card = widgets.FitCard(stack)
	v.content = v.card
	v.draw()
	return v.content
}

// stackLayout puts objects below each other. Each may be as high as it must be at
// the width. On a projector the picture follows the headline, and what asks and
// explains comes last.
type stackLayout struct{}

const stackGap = 10

// The places of the objects in the stack.
const (
	atQuestion = iota
	atTitle
	atWords
	atRemedies
	atTried
	atPicture
	atFound
)

func (stackLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	order := []int{atQuestion, atTitle, atWords, atRemedies, atTried, atPicture, atFound}
	if theme.Projecting() {
		order = []int{atTitle, atPicture, atRemedies, atTried, atWords, atQuestion, atFound}
	}
	y := float32(0)
	for _, i := range order {
		o := objects[i]
		if !o.Visible() {
			continue
		}
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height)) // now it knows its width
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, h))
		if h > 0 {
			y += h + stackGap
		}
	}
}

func (stackLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(200, 0)
	for _, o := range objects {
		if h := o.MinSize().Height; o.Visible() && h > 0 {
			size.Height += h + stackGap
		}
	}
	size.Height = max(size.Height-stackGap, 0)
	return size
}

// Set says which container is called, and what there is.
func (v *View) Set(to *object.Container, all *object.Snapshot) {
	before, was := v.to, v.all
	v.to, v.all = to, all
	switch {
	case before == nil || to == nil || before.ID != to.ID:
		v.forget()
		v.port, v.name = way.Port{}, ""
		if to != nil && v.from == to.ID {
			v.from = ""
		}
		v.begin()
	case v.seen && (before != to || was.Container(v.from) != all.Container(v.from) || all.Link != was.Link):
		v.ask(settle)
	}
}

// Among says whose containers are offered: two of them at first.
func (v *View) Among(n *object.Network, all *object.Snapshot) {
	if v.among != nil && v.among.ID == n.ID {
		v.among = n
		to := all.Container(idOf(v.to))
		if to == nil {
			v.choose(all)
			return
		}
		v.Set(to, all)
		return
	}
	v.among = n
	v.choose(all)
}

func idOf(c *object.Container) string {
	if c == nil {
		return ""
	}
	return c.ID
}

// choose takes the first containers of the network that run.
func (v *View) choose(all *object.Snapshot) {
	var on []*object.Container
	for _, running := range []bool{true, false} {
		for _, c := range all.UsedBy(object.Ref{Kind: object.KindNetwork, ID: v.among.ID}) {
			if c.Running() == running {
				on = append(on, c)
			}
		}
	}
	v.from, v.others = "", false
	switch len(on) {
	case 0:
		v.Set(nil, all)
	case 1:
		v.Set(on[0], all)
	default:
		v.from = on[0].ID
		v.Set(on[1], all)
		v.from = on[0].ID
		v.begin()
	}
}

// From says who calls: a container by its id, or with "" this computer.
func (v *View) From(id string) { v.call(id, false) }

func (v *View) call(id string, others bool) {
	if v.from == id && v.others == others {
		return
	}
	v.from, v.others, v.name = id, others, ""
	v.forget()
	v.begin()
}

func (v *View) forget() { v.facts, v.err, v.knock, v.helper = nil, nil, nil, false }

// Shown and Hidden tell when it is seen.
func (v *View) Shown() {
	v.seen = true
	v.begin()
}

// Hidden implements the other half of Shown.
func (v *View) Hidden() {
	v.seen = false
	v.number++
}

// begin asks anew, if anybody looks.
func (v *View) begin() {
	v.number++
	v.asking, v.trying = false, false
	if v.seen && v.to != nil {
		v.ask(0)
	}
	v.draw()
}

// How long after news the engine is asked, and until when a program that has just
// been started may still begin to listen.
const (
	settle = 250 * time.Millisecond
	later  = 800 * time.Millisecond
	young  = 15 * time.Second
)

// ask finds out about the way after a while: news that come together are asked for
// once.
func (v *View) ask(after time.Duration) {
	if v.to == nil || v.host.Reach == nil {
		return
	}
	if v.asking {
		v.again = true
		return
	}
	v.asking, v.again = true, false
	mine, wish := v.number, reach.Wish{To: v.to.ID, From: v.from, Helper: v.helper}
	v.host.Go(func(ctx context.Context) {
		if !slept(ctx, after) {
			return
		}
		facts, err := v.host.Reach.Facts(ctx, wish)
		v.host.Post(func() {
			if v.number != mine {
				return
			}
			v.asking, v.err = false, err
			if err == nil {
				v.facts = &facts
			}
			v.draw()
			switch {
			case v.again:
				v.ask(settle)
			case v.starting():
				v.ask(later)
			}
		})
	})
}

func slept(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// starting reports whether nobody listens who may still begin to: no event tells of
// that.
func (v *View) starting() bool {
	if v.to == nil || v.err != nil || v.facts == nil || v.facts.Looked != way.Kernel && v.facts.Looked != way.Inside {
		return false
	}
	waits := v.verdict.ID == "silent" || v.verdict.ID == "wrong-port" || v.verdict.ID == "not-published"
	return waits && v.seen && len(v.facts.Listen(v.verdict.Inside)) == 0 && v.host.Now().Sub(v.to.Started) < young
}

// knockNow really tries it.
func (v *View) knockNow() {
	if v.trying || v.verdict.Host == "" || v.host.Reach == nil {
		return
	}
	v.trying, v.knock = true, nil
	mine, from, host, port := v.number, v.from, v.verdict.Host, v.verdict.Port
	v.draw()
	v.host.Go(func(ctx context.Context) {
		var k way.Knock
		var err error
		if from == "" {
			k = v.host.Reach.Knock(ctx, host, port)
		} else {
			k, err = v.host.Reach.KnockFrom(ctx, from, host, port)
		}
		v.host.Post(func() {
			v.record(k)
			if v.number != mine {
				return
			}
			if err != nil {
				k.Raw = err.Error()
			}
			v.trying, v.knock = false, &k
			v.draw()
		})
	})
}

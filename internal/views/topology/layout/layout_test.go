package layout_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/views/topology/layout"
	"github.com/dockdesk/dockdesk/internal/views/topology/made"
	"github.com/dockdesk/dockdesk/internal/views/topology/plan"
)

// Two that both ask the same two, and a third: no order does with less.
func TestAComposeSetUpCrossesTwoLinesThatMust(t *testing.T) {
	p := layout.Make(context.Background(), planOf(made.Shop()))
	if n := crossings(p); n > 2 {
		t.Errorf("%d lines cross", n)
	}
}

func TestEverythingHasAPlaceOfItsOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pl := planOf(drawn(t))
		p := layout.Make(context.Background(), pl)
		orderly(t, pl, p)
		if again := layout.Make(context.Background(), pl); !reflect.DeepEqual(again, p) {
			t.Error("the same plan was laid out in two ways")
		}
	})
}

func TestOneMoreContainerLeavesTheOthersInTheirColumns(t *testing.T) {
	before := made.Shop()
	was := layout.Make(context.Background(), planOf(before))
	before.Container("newcomer", []string{"back"}, 0, nil, "DB=db")
	is := layout.Make(context.Background(), planOf(before))
	for id, box := range was.Boxes {
		if now := is.Boxes[id]; now.X != box.X {
			t.Errorf("%s moved from %v to %v", id, box, now)
		}
	}
}

func TestAnEmptyEngineHasAnEmptyMap(t *testing.T) {
	p := layout.Make(context.Background(), planOf(&made.Engine{}))
	if len(p.Boxes) != 0 || len(p.Lines) != 0 || p.Size != (layout.Point{}) {
		t.Errorf("%+v", p)
	}
}

// drawn is an engine made up at random.
func drawn(t *rapid.T) *made.Engine {
	m := &made.Engine{}
	var networks []string
	for i := range rapid.IntRange(0, 6).Draw(t, "networks") {
		networks = append(networks, fmt.Sprintf("net%d", i))
		m.Network(networks[i])
	}
	count := rapid.IntRange(0, 25).Draw(t, "containers")
	for i := range count {
		var on, mounts, env []string
		for _, n := range networks {
			if rapid.IntRange(0, 3).Draw(t, "on") == 0 {
				on = append(on, n)
			}
		}
		for range rapid.IntRange(0, 2).Draw(t, "mounts") {
			mounts = append(mounts, fmt.Sprintf("v%d", rapid.IntRange(0, 8).Draw(t, "volume")))
		}
		for range rapid.IntRange(0, 2).Draw(t, "names") {
			env = append(env, fmt.Sprintf("X=c%d", rapid.IntRange(0, count).Draw(t, "asked")))
		}
		port := uint16(0)
		if rapid.Bool().Draw(t, "door") {
			port = uint16(8000 + i)
		}
		m.Container(fmt.Sprintf("c%d", i), on, port, mounts, env...)
	}
	return m
}

func planOf(e *made.Engine) *plan.Plan { return plan.Make(&e.Snapshot, plan.Filter{}) }

type fataler interface{ Errorf(string, ...any) }

// orderly fails where things overlap, or a card is not on its networks.
func orderly(t fataler, pl *plan.Plan, p *layout.Picture) {
	var ids []string
	for _, d := range pl.Doors {
		ids = append(ids, d.ID)
	}
	for _, c := range pl.Cards {
		ids = append(ids, c.ID)
	}
	for _, s := range pl.Stores {
		ids = append(ids, s.ID)
	}
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			if p.Boxes[a].Overlaps(p.Boxes[b]) {
				t.Errorf("%s %v overlaps %s %v", a, p.Boxes[a], b, p.Boxes[b])
			}
		}
	}
	tied := map[string]bool{}
	for _, l := range p.Also {
		tied[l.Link.ID] = true
	}
	for _, c := range pl.Cards {
		for _, a := range pl.Areas {
			card, area := p.Boxes[c.ID], p.Boxes[a.ID]
			switch {
			case slices.Contains(c.Areas, a.ID) && !tied[c.ID+">"+a.ID]:
				if !card.Within(area) {
					t.Errorf("%s %v isn't on %s %v", c.ID, card, a.ID, area)
				}
			case card.Overlaps(area):
				t.Errorf("%s %v is on %s %v by mistake", c.ID, card, a.ID, area)
			}
		}
	}
	if len(p.Lines) != len(pl.Links) {
		t.Errorf("%d lines for %d links", len(p.Lines), len(pl.Links))
	}
}

// crossings counts lines that cut each other between two columns.
func crossings(p *layout.Picture) int {
	n := 0
	for i, a := range p.Lines {
		for _, b := range p.Lines[i+1:] {
			for k := 1; k < len(a.Points); k++ {
				for m := 1; m < len(b.Points); m++ {
					p, q, r, s := a.Points[k-1], a.Points[k], b.Points[m-1], b.Points[m]
					if p.X == r.X && q.X == s.X && (p.Y-r.Y)*(q.Y-s.Y) < 0 {
						n++
					}
				}
			}
		}
	}
	return n
}

func TestACrowdIsOrderly(t *testing.T) {
	pl := planOf(made.Crowd())
	orderly(t, pl, layout.Make(context.Background(), pl))
}

// BenchmarkCrowd: a map of 200 containers, 20 networks and 50 volumes must be laid out
// in 200 ms.
func BenchmarkCrowd(b *testing.B) {
	pl := planOf(made.Crowd())
	for b.Loop() {
		layout.Make(context.Background(), pl)
	}
}

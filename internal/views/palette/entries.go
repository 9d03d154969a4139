package palette

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// Entry is one thing that can be found and done.
type Entry struct {
	ID    string // "action.container.stop", "page.images", "container.<id>", "topic.concept.port"
	Title string
	Note  string // what sort of thing it is
	Icon  string
	Key   string // its shortcut
	also  string
	bonus int

	action *action.Action // nil for all but actions
	on     action.On
	ref    object.Ref // of an object
	do     func()
}

// Command is what an action would run, in one line; "" for all else.
func (e *Entry) Command() string {
	if e.action == nil {
		return ""
	}
	return action.Offer{Action: e.action, On: e.on}.Line()
}

// How much of an entry's place is owed to what it is.
const (
	bonusAction   = 60 // one on what is selected
	bonusPage     = 40
	bonusObject   = 20
	bonusUnmeant  = 10   // an action for which nothing is selected
	bonusInside   = -110 // an action on something in what is selected, such as a file
	bonusTopic    = -120 // an explanation comes after what can be done
	bonusCombined = 90   // "stop db"
)

var noteOf = map[object.Kind]string{
	object.KindContainer: "Container", object.KindImage: "Image", object.KindVolume: "Volume", object.KindNetwork: "Network",
}

// entries are all there is to find. Actions come first, in the order of the
// registry, then pages and commands of the window, objects, topics.
func (p *Palette) entries(targets action.On) []Entry {
	var list []Entry
	for _, a := range action.All() {
		list = append(list, p.actionEntry(a, targets))
	}
	for _, e := range p.o.Extra {
		list = append(list, Entry{
			ID: e.ID, Title: e.Title, Icon: e.Icon, Key: e.Key, Note: e.Note, also: e.Also, bonus: bonusPage, do: e.Do,
		})
	}
	list = append(list, p.objects(targets.Snapshot)...)
	for _, t := range guide.All() {
		list = append(list, Entry{
			ID: "topic." + t.ID, Title: strings.ReplaceAll(guide.Fill(t.Title, nil), "`", ""), Note: "Guide", Icon: "learn",
			also: strings.ReplaceAll(t.ID, ".", " "), bonus: bonusTopic, do: func() { p.o.Explain(t.ID) },
		})
	}
	return list
}

func (p *Palette) actionEntry(a *action.Action, targets action.On) Entry {
	e := Entry{
		ID: "action." + string(a.ID), Icon: a.Icon, Key: a.Key, Note: "Action", action: a,
		also: a.Words.Also + " " + strings.ReplaceAll(string(a.ID), ".", " ") + " " + string(a.Kind),
	}
	e.on = targets
	switch {
	case a.Takes == action.None:
		e.on.Kind, e.on.IDs = a.Kind, nil
		e.Title, e.bonus = a.Words.Title, bonusObject
	case len(targets.IDs) > 0 && a.TakesKind(targets.Kind):
		e.Title, e.bonus = a.Title(targets), bonusAction
		if a.Inside { // what is meant by most words is the object, not a file in it
			e.bonus = bonusInside
		}
	default:
		e.on.Kind, e.on.IDs = a.Kind, nil
		e.Title, e.bonus = a.Name(), bonusUnmeant
	}
	if a.Question(e.on) {
		e.Title += "…"
	}
	return e
}

func (p *Palette) objects(s *object.Snapshot) []Entry {
	var list []Entry
	add := func(kind object.Kind, id, also, icon string) {
		ref := object.Ref{Kind: kind, ID: id}
		name := action.NameOf(s, ref)
		list = append(list, Entry{
			ID: string(kind) + "." + id, Title: name, Note: noteOf[kind], Icon: icon,
			also: also + " go " + string(kind), bonus: bonusObject, ref: ref, do: func() { p.o.Open(ref) },
		})
	}
	for _, c := range s.Containers {
		add(object.KindContainer, c.ID, format.ImageName(c), "container")
	}
	for _, i := range s.Images {
		also := object.ShortID(i.ID)
		if len(i.Tags) > 1 {
			also = strings.Join(i.Tags[1:], " ")
		}
		add(object.KindImage, i.ID, also, "image")
	}
	for _, v := range s.Volumes {
		add(object.KindVolume, v.Name, "", "volume")
	}
	for _, n := range s.Networks {
		add(object.KindNetwork, n.ID, n.Driver, "network")
	}
	return list
}

// finder is what can be found in one opening of the palette.
type finder struct {
	p       *Palette
	targets action.On
	list    []Entry
	all     Index

	actions   Index // by title alone, for "stop db"
	numbers   []int // of the actions, in list
	objects   Index
	objectsAt int // the first object, in list
}

func (p *Palette) newFinder(targets action.On) *finder {
	f := &finder{p: p, targets: targets, list: p.entries(targets)}
	for n, e := range f.list {
		f.all.Add(e.Title, e.also, e.bonus)
		switch {
		case e.action != nil && e.action.Takes != action.None:
			f.actions.Add(e.action.Words.Title, e.action.Words.Also, 0)
			f.numbers = append(f.numbers, n)
		case e.ref.ID != "":
			if f.objectsAt == 0 {
				f.objectsAt = n
			}
			f.objects.Add(e.Title, "", 0)
		}
	}
	return f
}

// found is how many entries are kept of a search.
const found = 60

// find gives the entries for a query, the best first. Without a query it is
// what can be done to what is selected, then the pages.
func (f *finder) find(query string) []Entry {
	if strings.TrimSpace(query) == "" {
		return f.first()
	}
	hits := f.all.Search(query, found)
	list := make([]Entry, 0, len(hits)+combinations)
	combined := f.combine(query)
	best := 0
	if len(hits) > 0 {
		best = hits[0].Score
	}
	for _, c := range combined { // "stop db" means that, unless something is called so
		if c.bonus > best {
			list = append(list, c)
		}
	}
	for _, h := range hits {
		list = append(list, f.list[h.Number])
	}
	for _, c := range combined {
		if c.bonus <= best {
			list = append(list, c)
		}
	}
	return list
}

func (f *finder) first() []Entry {
	var can, cannot, pages []Entry
	for _, e := range f.list {
		switch {
		case e.action != nil && e.bonus == bonusAction && f.p.o.Why(e.action, e.on) == "":
			can = append(can, e)
		case e.action != nil && e.bonus == bonusAction:
			cannot = append(cannot, e)
		case e.bonus == bonusPage:
			pages = append(pages, e)
		}
	}
	return append(append(can, pages...), cannot...)
}

// combinations is how many pairs of an action and an object are offered.
const combinations = 6

// combine reads a query as an action and an object: "stop db".
func (f *finder) combine(query string) []Entry {
	words := strings.Fields(query)
	var list []Entry
	for split := 1; split < len(words) && split < 4; split++ {
		verbs := f.actions.Search(strings.Join(words[:split], " "), 4)
		things := f.objects.Search(strings.Join(words[split:], " "), 8)
		for _, t := range things {
			thing := f.list[f.objectsAt+t.Number]
			for _, v := range verbs {
				a := f.list[f.numbers[v.Number]].action
				if !a.TakesKind(thing.ref.Kind) || len(list) == combinations {
					continue
				}
				on := action.About(f.targets.Snapshot, thing.ref)
				e := Entry{
					ID: "action." + string(a.ID) + "." + thing.ref.ID, Title: a.Title(on), Note: "Action", Icon: a.Icon,
					action: a, on: on, bonus: (v.Score+t.Score)/2 + bonusCombined,
				}
				if a.Question(on) {
					e.Title += "…"
				}
				list = append(list, e)
			}
		}
	}
	return list
}

package rows_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist/rows"
)

type thing struct {
	id, name, image string
	size            int
	runs            bool
}

func config() rows.Config[*thing] {
	return rows.Config[*thing]{
		Key: func(t *thing) string { return t.id },
		Columns: []rows.Column[*thing]{
			{ID: "name", Text: func(t *thing) string { return t.name }},
			{ID: "image", Text: func(t *thing) string { return t.image }},
			{ID: "size", Compare: func(a, b *thing) int { return cmp.Compare(a.size, b.size) }},
		},
		Filters: []rows.Filter[*thing]{
			{ID: "all"},
			{ID: "running", Match: func(t *thing) bool { return t.runs }},
			{ID: "stopped", Match: func(t *thing) bool { return !t.runs }},
		},
	}
}

func five() []*thing {
	return []*thing{
		{id: "1", name: "web", image: "nginx:1.27", size: 24, runs: true},
		{id: "2", name: "db", image: "postgres:16", size: 96, runs: true},
		{id: "3", name: "cache", image: "redis:7", size: 9, runs: true},
		{id: "4", name: "job", image: "python:3.12"},
		{id: "5", name: "hello", image: "hello-world"},
	}
}

// byName is the model of five sorted by name: cache db hello job web, or by key
// 3 2 5 4 1.
func byName(t *testing.T) *rows.Model[*thing] {
	t.Helper()
	m := rows.New(config())
	m.SetSort("name", false)
	m.SetItems(five())
	expect(t, m, "32541")
	return m
}

func shown(m *rows.Model[*thing]) string {
	var b strings.Builder
	for i := range m.Len() {
		b.WriteString(m.KeyAt(i))
	}
	return b.String()
}

func expect(t *testing.T, m *rows.Model[*thing], keys string) {
	t.Helper()
	if got := shown(m); got != keys {
		t.Fatalf("shows %q, want %q", got, keys)
	}
}

func ticked(m *rows.Model[*thing]) string { return strings.Join(m.Ticked(), "") }

func expectState(t *testing.T, m *rows.Model[*thing], cursor, ticks string) {
	t.Helper()
	if m.Cursor() != cursor || ticked(m) != ticks {
		t.Fatalf("cursor %q, ticked %q; want %q, %q", m.Cursor(), ticked(m), cursor, ticks)
	}
}

func without(items []*thing, ids string) []*thing {
	return slices.DeleteFunc(slices.Clone(items), func(t *thing) bool { return strings.Contains(ids, t.id) })
}

func TestSearchNeedsEveryWordInAnyCase(t *testing.T) {
	for query, want := range map[string]string{
		"":            "32541",
		"WEB":         "1",
		"e":           "3251",
		"red cache":   "3",
		"cache redis": "3",
		"db redis":    "",
		"  16  ":      "2",
	} {
		m := byName(t)
		m.SetSearch(query)
		if got := shown(m); got != want {
			t.Errorf("%q shows %q, want %q", query, got, want)
		}
	}
}

func TestSearchTextIsAskedOncePerItem(t *testing.T) {
	asked := map[string]int{}
	c := config()
	c.Search = func(t *thing) string { asked[t.id]++; return t.name }
	m := rows.New(c)
	items := five()
	m.SetItems(items)
	for _, q := range []string{"e", "we", "web", "we", ""} {
		m.SetSearch(q)
	}
	changed := *items[0]
	changed.name = "webber"
	items[0] = &changed
	m.SetItems(items)
	m.SetSearch("webber")
	expect(t, m, "1")
	if asked["1"] != 2 || asked["2"] != 1 {
		t.Errorf("asked %v, want twice for the changed item and once for the others", asked)
	}
}

func TestFiltersCountAllItemsWhateverIsSearched(t *testing.T) {
	m := byName(t)
	m.SetFilter("running")
	m.SetSearch("web")
	expect(t, m, "1")
	for id, want := range map[string]int{"all": 5, "running": 3, "stopped": 2, "unknown": 0} {
		if got := m.Count(id); got != want {
			t.Errorf("%s counts %d, want %d", id, got, want)
		}
	}
	if m.SetFilter("unknown") || m.Filter() != "running" {
		t.Errorf("an unknown filter was taken")
	}
	items := five()
	items[0] = &thing{id: "1", name: "web"}
	m.SetItems(items)
	expect(t, m, "")
	if got := m.Count("running"); got != 2 {
		t.Errorf("running counts %d after one stopped, want 2", got)
	}
}

func TestSorting(t *testing.T) {
	for _, c := range []struct {
		column string
		down   bool
		want   string
	}{
		{"name", false, "32541"},
		{"name", true, "14523"},
		{"size", false, "45312"}, // 4 and 5 are equal: by key
		{"size", true, "21345"},  // still by key
		{"", false, "12345"},
		{"", true, "54321"},
	} {
		m := rows.New(config())
		m.SetItems(five())
		m.SetSort(c.column, c.down)
		if got := shown(m); got != c.want {
			t.Errorf("%q down=%v shows %q, want %q", c.column, c.down, got, c.want)
		}
		m.SetItems(five()) // all of them changed, as far as it can know
		if got := shown(m); got != c.want {
			t.Errorf("%q down=%v shows %q after new items, want %q", c.column, c.down, got, c.want)
		}
	}
}

func TestNaturalOrder(t *testing.T) {
	want := []string{"", "-", "0", "1", "a", "A-1", "a1", "a02", "A10", "a10b", "ab", "b", "web1.2", "web1.10", "web9", "web10", "web10000000000000000000000", "ä"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortStableFunc(got, rows.CompareNatural)
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestOfTwoItemsWithOneKeyTheFirstCounts(t *testing.T) {
	m := rows.New(config())
	twice := append(five(), &thing{id: "1", name: "other"})
	m.SetItems(twice)
	m.SetItems(twice)
	expect(t, m, "12345")
	if item, ok := m.Item("1"); !ok || item.name != "web" {
		t.Errorf("item 1 is %+v", item)
	}
}

func TestClicks(t *testing.T) {
	for _, c := range []struct {
		what          string
		do            func(m *rows.Model[*thing])
		cursor, ticks string
	}{
		{"a press moves the cursor", func(m *rows.Model[*thing]) { m.Click(1) }, "2", ""},
		{"a press outside does nothing", func(m *rows.Model[*thing]) { m.Click(1); m.Click(7); m.Click(-1) }, "2", ""},
		{"Ctrl ticks the earlier row too", func(m *rows.Model[*thing]) { m.Click(1); m.ClickAdd(3) }, "4", "24"},
		{"Ctrl takes a tick away", func(m *rows.Model[*thing]) { m.Click(1); m.ClickAdd(3); m.ClickAdd(1) }, "2", "4"},
		{"Ctrl with no cursor", func(m *rows.Model[*thing]) { m.ClickAdd(0) }, "3", "3"},
		{"a press clears", func(m *rows.Model[*thing]) { m.Click(1); m.ClickAdd(3); m.Click(0) }, "3", ""},
		{"Shift ticks a range", func(m *rows.Model[*thing]) { m.Click(1); m.ClickRange(3) }, "4", "254"},
		{"Shift upwards", func(m *rows.Model[*thing]) { m.Click(3); m.ClickRange(1) }, "2", "254"},
		{"Shift again turns about where it began", func(m *rows.Model[*thing]) { m.Click(2); m.ClickRange(4); m.ClickRange(0) }, "3", "325"},
		{"Shift with no cursor", func(m *rows.Model[*thing]) { m.ClickRange(2) }, "5", "5"},
		{"a box leaves the cursor", func(m *rows.Model[*thing]) { m.Click(0); m.Check(2) }, "3", "5"},
		{"a box twice", func(m *rows.Model[*thing]) { m.Check(2); m.Check(2) }, "", ""},
		{"a box with Shift adds", func(m *rows.Model[*thing]) { m.Check(0); m.Check(2); m.CheckRange(3) }, "", "354"},
		{"moving keeps ticks", func(m *rows.Model[*thing]) { m.Check(0); m.Move(1, false) }, "2", "3"},
		{"moving with Shift ticks", func(m *rows.Model[*thing]) { m.Move(1, false); m.Move(2, true); m.Move(3, true) }, "4", "254"},
		{"moving with Shift and back", func(m *rows.Model[*thing]) { m.Move(1, false); m.Move(3, true); m.Move(2, true) }, "5", "25"},
		{"moving too far", func(m *rows.Model[*thing]) { m.Move(99, false) }, "1", ""},
		{"moving too far up", func(m *rows.Model[*thing]) { m.Move(-9, false) }, "3", ""},
		{"all", func(m *rows.Model[*thing]) { m.TickAll() }, "", "32541"},
		{"all and none", func(m *rows.Model[*thing]) { m.TickAll(); m.ClearTicks() }, "", ""},
	} {
		m := byName(t)
		c.do(m)
		if m.Cursor() != c.cursor || ticked(m) != c.ticks {
			t.Errorf("%s: cursor %q, ticked %q; want %q, %q", c.what, m.Cursor(), ticked(m), c.cursor, c.ticks)
		}
	}
}

func TestStateOfAllTicks(t *testing.T) {
	m := byName(t)
	states := []rows.Ticks{m.State()}
	m.Check(0)
	states = append(states, m.State())
	m.TickAll()
	states = append(states, m.State())
	m.SetSearch("nothing has this")
	states = append(states, m.State())
	if want := []rows.Ticks{rows.TicksNone, rows.TicksSome, rows.TicksAll, rows.TicksNone}; !slices.Equal(states, want) {
		t.Errorf("states %v, want %v", states, want)
	}
}

func TestActionsAreAboutTicksOrElseTheCursorAndNeverAboutHiddenRows(t *testing.T) {
	m := byName(t)
	targets := func() string { return strings.Join(m.Targets(), "") }
	steps := []struct {
		do   func()
		want string
	}{
		{func() {}, ""},
		{func() { m.Click(4) }, "1"},
		{func() { m.Check(0); m.Check(3) }, "34"},
		{func() { m.SetFilter("running") }, "3"},
		{func() { m.SetSearch("web") }, "1"}, // the ticked ones are hidden, the cursor is not
		{func() { m.SetSearch("db") }, ""},
		{func() { m.SetSearch(""); m.SetFilter("all") }, "34"},
	}
	for i, s := range steps {
		s.do()
		if got := targets(); got != s.want {
			t.Errorf("step %d: about %q, want %q", i, got, s.want)
		}
	}
	expectState(t, m, "1", "34")
}

func TestNewItemsKeepTicksAndCursorByKey(t *testing.T) {
	m := byName(t)
	m.Click(2) // 5
	m.Check(0) // 3
	m.Check(4) // 1
	renamed := five()
	renamed[0].name = "a"                                            // 1 goes first
	m.SetItems(append(renamed, &thing{id: "6", name: "b", size: 1})) // 6 second
	expect(t, m, "163254")
	expectState(t, m, "5", "13")
}

func TestACursorWhoseItemIsGoneMovesToItsNeighbour(t *testing.T) {
	for _, c := range []struct{ at, gone, want string }{
		{"5", "5", "4"},    // the next one
		{"5", "54", "1"},   // the next that is left
		{"1", "1", "4"},    // the last one: the one before
		{"5", "541", "2"},  // nothing below
		{"3", "32541", ""}, // nothing at all
		{"5", "32", "5"},   // still there
		{"", "32", ""},     // there was none
		{"2", "2541", "3"}, // only one left
		{"3", "3", "2"},    // the first
	} {
		m := byName(t)
		m.SetCursor(c.at)
		m.SetItems(without(five(), c.gone))
		if m.Cursor() != c.want {
			t.Errorf("at %q, gone %q: cursor %q, want %q", c.at, c.gone, m.Cursor(), c.want)
		}
	}
}

func TestACursorThatWasHiddenAndIsGoneLeavesNone(t *testing.T) {
	m := byName(t)
	m.SetCursor("4")
	m.SetFilter("running")
	if m.Cursor() != "4" || m.CursorIndex() != -1 {
		t.Fatalf("hidden cursor %q in row %d", m.Cursor(), m.CursorIndex())
	}
	m.SetItems(without(five(), "4"))
	expectState(t, m, "", "")
}

func TestAFrozenOrderStays(t *testing.T) {
	m := byName(t)
	m.SetFrozen(true)
	items := without(five(), "2")
	items[0] = &thing{id: "1", name: "a"}
	items = append(items, &thing{id: "7", name: "zz"}, &thing{id: "6", name: "aa"})
	m.SetItems(items)
	expect(t, m, "354167") // 2 is gone, 1 stays, the new ones come last
	m.Resort()
	expect(t, m, "354167")
	m.SetFrozen(false)
	expect(t, m, "163547")
}

func TestResortFollowsFiguresOutsideOfTheItems(t *testing.T) {
	cpu := map[string]int{"1": 3, "2": 2, "3": 1}
	c := config()
	c.Columns = append(c.Columns, rows.Column[*thing]{ID: "cpu", Compare: func(a, b *thing) int { return cmp.Compare(cpu[a.id], cpu[b.id]) }})
	m := rows.New(c)
	m.SetItems(five()[:3])
	m.SetSort("cpu", false)
	expect(t, m, "321")
	cpu["3"] = 9
	expect(t, m, "321")
	m.Resort()
	expect(t, m, "213")
}

// plain is what a Model is, written without care for speed.
type plain struct {
	items  []*thing
	search []string
	filter string
	column string
	down   bool
}

func (p *plain) shown() string {
	items := slices.Clone(p.items)
	slices.SortStableFunc(items, func(a, b *thing) int {
		n := 0
		switch p.column {
		case "":
			return 0
		case "name":
			n = rows.CompareNatural(a.name, b.name)
		case "image":
			n = rows.CompareNatural(a.image, b.image)
		case "size":
			n = a.size - b.size
		}
		if n == 0 {
			return strings.Compare(a.id, b.id)
		}
		if p.down {
			return -n
		}
		return n
	})
	if p.column == "" && p.down {
		slices.Reverse(items)
	}
	var b strings.Builder
	for _, t := range items {
		if (p.filter == "running" && !t.runs) || (p.filter == "stopped" && t.runs) {
			continue
		}
		text := strings.ToLower(t.name + "\n" + t.image)
		if !slices.ContainsFunc(p.search, func(w string) bool { return !strings.Contains(text, w) }) {
			b.WriteString(t.id)
		}
	}
	return b.String()
}

func someThing(t *rapid.T, id string) *thing {
	return &thing{
		id:    id,
		name:  rapid.StringMatching(`[abAB][0-9]{0,2}`).Draw(t, "name"),
		image: rapid.SampledFrom([]string{"x", "y:1", "y:02"}).Draw(t, "image"),
		size:  rapid.IntRange(0, 3).Draw(t, "size"),
		runs:  rapid.Bool().Draw(t, "runs"),
	}
}

// TestWhateverHappens lets anything happen to a model in any order, and
// compares it after each step with a plain one and with what must always hold.
func TestWhateverHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, p := rows.New(config()), &plain{filter: "all"}
		row := func(t *rapid.T) int { return rapid.IntRange(-1, 12).Draw(t, "row") }
		t.Repeat(map[string]func(*rapid.T){
			"items": func(t *rapid.T) {
				items := slices.DeleteFunc(slices.Clone(p.items), func(*thing) bool { return rapid.IntRange(0, 4).Draw(t, "drop") == 0 })
				for i := range items {
					if rapid.IntRange(0, 3).Draw(t, "change") == 0 {
						items[i] = someThing(t, items[i].id)
					}
				}
				for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(strings.Split("abcdefghijkl", "")), 0, 4, rapid.ID).Draw(t, "new") {
					if !slices.ContainsFunc(items, func(t *thing) bool { return t.id == id }) {
						items = slices.Insert(items, rapid.IntRange(0, len(items)).Draw(t, "place"), someThing(t, id))
					}
				}
				p.items = items
				m.SetItems(items)
			},
			"search": func(t *rapid.T) {
				q := rapid.SampledFrom([]string{"", "a", "B", "y 1", "a0 y", "zz"}).Draw(t, "query")
				p.search = strings.Fields(strings.ToLower(q))
				m.SetSearch(q)
			},
			"filter": func(t *rapid.T) {
				p.filter = rapid.SampledFrom([]string{"all", "running", "stopped"}).Draw(t, "filter")
				m.SetFilter(p.filter)
			},
			"sort": func(t *rapid.T) {
				p.column = rapid.SampledFrom([]string{"", "name", "image", "size"}).Draw(t, "column")
				p.down = rapid.Bool().Draw(t, "down")
				m.SetSort(p.column, p.down)
			},
			"click":      func(t *rapid.T) { m.Click(row(t)) },
			"clickAdd":   func(t *rapid.T) { m.ClickAdd(row(t)) },
			"clickRange": func(t *rapid.T) { m.ClickRange(row(t)) },
			"check":      func(t *rapid.T) { m.Check(row(t)) },
			"checkRange": func(t *rapid.T) { m.CheckRange(row(t)) },
			"move":       func(t *rapid.T) { m.Move(row(t), rapid.Bool().Draw(t, "extend")) },
			"all":        func(*rapid.T) { m.TickAll() },
			"clear":      func(*rapid.T) { m.ClearTicks() },
			"":           func(t *rapid.T) { check(t, m, p) },
		})
	})
}

func check(t *rapid.T, m *rows.Model[*thing], p *plain) {
	view := shown(m)
	if want := p.shown(); view != want {
		t.Fatalf("shows %q, want %q (search %q filter %s sort %q down %v)", view, want, p.search, p.filter, p.column, p.down)
	}
	if m.Total() != len(p.items) {
		t.Fatalf("has %d items, want %d", m.Total(), len(p.items))
	}
	if _, there := m.Item(m.Cursor()); m.Cursor() != "" && !there {
		t.Fatalf("the cursor is on %q, which is gone", m.Cursor())
	}
	if m.CursorIndex() != strings.Index(view+"\n", orNone(m.Cursor())) {
		t.Fatalf("cursor %q in row %d of %q", m.Cursor(), m.CursorIndex(), view)
	}
	last := -1
	for _, key := range m.Ticked() {
		at := strings.Index(view, key)
		if at <= last {
			t.Fatalf("ticked %q are not shown in this order in %q", m.Ticked(), view)
		}
		last = at
	}
	for _, key := range m.Targets() {
		if !strings.Contains(view, key) {
			t.Fatalf("an action would be about %q, which is not shown in %q", key, view)
		}
	}
	running := 0
	for _, t := range p.items {
		if t.runs {
			running++
		}
	}
	if m.Count("running") != running || m.Count("all") != len(p.items) {
		t.Fatalf("counts %d running, want %d", m.Count("running"), running)
	}
}

func orNone(key string) string {
	if key == "" {
		return "there is no such key"
	}
	return key
}

func many(n int) []*thing {
	items := make([]*thing, n)
	for i := range items {
		items[i] = &thing{
			id: fmt.Sprintf("%064x", i*2654435761), name: fmt.Sprintf("%s-%d", []string{"web", "db", "cache", "job"}[i%4], (i*7919)%n),
			image: fmt.Sprintf("registry/app%d:%d", i%50, i%20), size: (i * 104729) % 1000, runs: i%5 == 0,
		}
	}
	return items
}

func big() (*rows.Model[*thing], []*thing) {
	m, items := rows.New(config()), many(10_000)
	m.SetSort("name", false)
	m.SetItems(items)
	return m, items
}

func BenchmarkSetItemsFirst10000(b *testing.B) {
	items := many(10_000)
	b.ReportAllocs()
	for b.Loop() {
		m := rows.New(config())
		m.SetSort("name", false)
		m.SetItems(items)
	}
}

func BenchmarkSetItemsTenOf10000Changed(b *testing.B) {
	m, items := big()
	m.SetSearch("web")
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		items = slices.Clone(items)
		for range 10 {
			i = (i + 997) % len(items)
			t := *items[i]
			t.runs, t.name = !t.runs, fmt.Sprintf("web-%d", i)
			items[i] = &t
		}
		m.SetItems(items)
	}
}

func BenchmarkSetItemsOneOf10000GoneAndOneNew(b *testing.B) {
	m, items := big()
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		items = slices.Insert(items[:len(items)-1:len(items)-1], 0, &thing{id: fmt.Sprint("new", i), name: "new"})
		i++
		m.SetItems(items)
	}
}

func BenchmarkSearchKeystroke10000(b *testing.B) {
	m, _ := big()
	queries := []string{"w", "we", "web", "web 1", "web 19"}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		m.SetSearch(queries[i%len(queries)])
		i++
	}
}

func BenchmarkFirstSearch10000(b *testing.B) {
	items := many(10_000)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		m := rows.New(config())
		m.SetItems(items)
		b.StartTimer()
		m.SetSearch("web")
	}
}

func BenchmarkSortByText10000(b *testing.B) {
	m, _ := big()
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		m.SetSort([]string{"name", "image"}[i%2], i%3 == 0)
		i++
	}
}

func BenchmarkSortByNumber10000(b *testing.B) {
	m, _ := big()
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		m.SetSort("size", i%2 == 0)
		i++
	}
}

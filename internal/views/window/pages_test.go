package window_test

import (
	"cmp"
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// wide is a window in which every column has room.
var wide = fyne.NewSize(1920, 1080)

// lists are the pages with a list, and what each of them must have.
var lists = []struct {
	page    string
	columns []string
	chips   []string // as they read with the small shop
	rows    map[string]int
}{
	{"containers", []string{"state", "name", "image", "ports", "cpu", "memory", "age"},
		[]string{"All 5", "Running 3", "Stopped 2", "Needs attention 2"}, map[string]int{"all": 5, "running": 3, "stopped": 2, "attention": 2}},
	{"images", []string{"name", "id", "used-by", "size", "created"},
		[]string{"All 5", "In use 4", "Unused 1", "Dangling 1"}, map[string]int{"all": 5, "used": 4, "unused": 1, "dangling": 1}},
	{"volumes", []string{"name", "used-by", "driver", "mountpoint", "created"},
		[]string{"All 3", "In use 2", "Unused 1", "Anonymous 1"}, map[string]int{"all": 3, "used": 2, "unused": 1, "anonymous": 1}},
	{"networks", []string{"name", "driver", "subnet", "used-by", "scope", "created"},
		[]string{"All 5", "Own 2", "Default 3", "Unused 1"}, map[string]int{"all": 5, "own": 2, "default": 3, "unused": 1}},
}

func TestFiltersCountWhatTheyShow(t *testing.T) {
	s := newStage(t, scene{size: wide})
	for _, l := range lists {
		s.GoTo(l.page)
		s.drain()
		var chips []string
		for _, c := range s.tree().Where(func(c control.Control) bool { return strings.HasPrefix(c.ID, l.page+".filter.") }) {
			chips = append(chips, c.Text)
		}
		if !slices.Equal(chips, l.chips) {
			t.Errorf("%s: the filters are %q, want %q", l.page, chips, l.chips)
		}
		for id, want := range l.rows {
			s.press(l.page + ".filter." + id)
			if got := len(s.rows()); got != want {
				t.Errorf("%s: %s shows %d rows, want %d", l.page, id, got, want)
			}
		}
	}
}

func TestSearchFindsWhatAPersonReads(t *testing.T) {
	s := newStage(t, scene{size: wide})
	for _, tc := range []struct {
		page, query string
		want        []string
	}{
		{"containers", "UNHEALTHY", []string{hash('c', 3)}},
		{"containers", "nginx", []string{hash('c', 1)}},
		{"containers", hash('c', 4)[:12], []string{hash('c', 4)}},
		{"containers", "exited hello", []string{hash('c', 5)}},
		{"containers", "nobody", nil},
		{"images", "hi:1", []string{imageID(4)}},
		{"images", "cache", []string{imageID(3)}},
		{"volumes", "data db", []string{"pg-data"}},
		{"networks", "172.20", []string{hash('e', 4)}},
	} {
		s.GoTo(tc.page)
		s.drain()
		s.write(tc.page+".search", tc.query)
		if got := s.rows(); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q finds %q, want %q", tc.page, tc.query, got, tc.want)
		}
		s.key(fyne.KeyEscape)
		if got := s.find(tc.page + ".search").Text; got != "" {
			t.Errorf("%s: Esc leaves %q in the search field", tc.page, got)
		}
	}
}

// TestEveryColumnSortsBothWays presses every title twice: the second order is
// the first one turned round, up to rows that are alike.
func TestEveryColumnSortsBothWays(t *testing.T) {
	for _, room := range []*object.Snapshot{five(), hostile()} {
		s := newStage(t, scene{size: wide, room: room})
		for _, c := range room.Containers {
			if c.State == object.StateRunning {
				s.figures.tell(c.ID, float64(c.ID[7]), float64(c.ID[7]))
			}
		}
		for _, l := range lists {
			s.GoTo(l.page)
			s.drain()
			for _, column := range l.columns {
				id := l.page + ".list.header." + column
				s.press(id)
				up, all := s.rows(), len(s.rows())
				s.press(id)
				down := s.rows()
				if !s.find(id).Selected {
					t.Errorf("%s: the title doesn't say that it orders", id)
				}
				if len(room.Containers) == 5 && differs(room, l.page, column) && slices.Equal(up, down) {
					t.Errorf("%s: both ways it reads %q", id, up)
				}
				if len(down) != all {
					t.Errorf("%s: %d rows one way, %d the other", id, all, len(down))
				}
			}
		}
	}
}

// differs reports whether the small shop differs in a column at all.
func differs(_ *object.Snapshot, page, column string) bool {
	return page+"."+column != "volumes.driver" && page+"."+column != "networks.scope"
}

func TestOrdersAreWhatAPersonExpects(t *testing.T) {
	s := newStage(t, scene{size: wide})
	s.figures.tell(hash('c', 1), 3, 200)
	s.figures.tell(hash('c', 2), 20, 90)
	s.figures.tell(hash('c', 3), 100, 100)
	names := func() (out []string) {
		for _, key := range s.rows() {
			switch s.Page() {
			case "containers":
				out = append(out, s.state.now.Container(key).Name)
			case "images":
				out = append(out, s.state.now.Image(key).Name())
			}
		}
		return out
	}
	for _, tc := range []struct{ page, column, first, last string }{
		{"containers", "state", "job", "hello"}, // what needs a look comes first
		{"containers", "name", "cache", "web"},
		{"containers", "ports", "web", "hello"}, // those without a door come last
		{"containers", "cpu", "hello", "cache"}, // 20 % is less than 100 %
		{"containers", "memory", "hello", "web"},
		{"containers", "age", "job", "hello"},
		{"images", "size", "hello-world:latest", "postgres:16"}, // 9 MB is less than 117 MB
		{"images", "created", object.ShortID(imageID(5)), "hello-world:latest"},
	} {
		s.GoTo(tc.page)
		s.drain()
		s.press(tc.page + ".list.header." + tc.column)
		got := names()
		if tc.column == "state" || tc.column == "cpu" || tc.column == "memory" || tc.column == "ports" {
			// several rows are alike in these: one end is enough
			first := tc.first
			if tc.column == "state" {
				if got[0] != "cache" && got[0] != "job" {
					t.Errorf("%s by %s begins with %q, want what needs a look", tc.page, tc.column, got[0])
				}
			} else if tc.column == "ports" && got[0] != first {
				t.Errorf("%s by %s begins with %q, want %q", tc.page, tc.column, got[0], first)
			} else if tc.column != "ports" && got[len(got)-1] != tc.last {
				t.Errorf("%s by %s reads %q, want %q last", tc.page, tc.column, got, tc.last)
			}
			continue
		}
		if got[0] != tc.first || got[len(got)-1] != tc.last {
			t.Errorf("%s by %s reads %q, want %q first and %q last", tc.page, tc.column, got, tc.first, tc.last)
		}
	}
}

// TestTheSelectionStaysWithItsObject whatever comes, goes and moves around it.
func TestTheSelectionStaysWithItsObject(t *testing.T) {
	s := newStage(t, scene{room: thousand()})
	s.Open(object.Ref{Kind: object.KindContainer, ID: hash('c', 501)})
	s.drain()
	row := "containers.list.row." + hash('c', 501)
	before := s.find(row)
	next := thousand()
	next.Containers = append([]*object.Container{{ID: hash('c', 5000), Name: "newest", State: object.StateRunning, Created: noon}}, next.Containers[40:]...)
	s.publish(next)
	after := s.find(row)
	if !after.Selected || after.Rect != before.Rect {
		t.Errorf("the row was at %v, and is selected %v at %v", before.Rect, after.Selected, after.Rect)
	}
	if got := s.find("containers.detail.name").Text; got != "worker-0500" {
		t.Errorf("the pane shows %q", got)
	}
}

func TestThePaneFollowsTheCursorAndTheNews(t *testing.T) {
	s := newStage(t, scene{})
	s.press("containers.list.row." + hash('c', 2))
	s.key(fyne.KeyDown)
	if got := s.find("containers.detail.name").Text; got != "cache" {
		t.Fatalf("Down leads to %q", got)
	}
	next := five()
	next.Containers[2].Name, next.Containers[2].Health = "cache2", object.HealthHealthy
	s.publish(next)
	if name, state := s.find("containers.detail.name").Text, s.find("containers.detail.state").Text; name != "cache2" || state != "healthy" {
		t.Errorf("after the news the pane says %q, %q", name, state)
	}
}

func TestSecretsAreMaskedAgainForAnotherObject(t *testing.T) {
	s := newStage(t, scene{size: wide})
	if s.shows("tr0ub4dor") {
		t.Fatal("a secret is shown unasked")
	}
	s.press("fact.env.reveal")
	if !s.shows("tr0ub4dor") {
		t.Fatal("the secret isn't shown when asked for")
	}
	s.publish(five()) // the same container, read anew
	if !s.shows("tr0ub4dor") {
		t.Error("news about the same container hide what was asked for")
	}
	s.key(fyne.KeyDown)
	s.press("containers.list.row." + hash('c', 2))
	if s.shows("correcthorse") {
		t.Error("another container's secret is shown unasked")
	}
	s.press("containers.list.row." + hash('c', 1))
	if s.shows("tr0ub4dor") {
		t.Error("the secret is shown again unasked")
	}
}

func TestInspectAsksOncePerChangeAndDropsLateAnswers(t *testing.T) {
	s := newStage(t, scene{})
	if n := s.engine.count(); n != 0 {
		t.Fatalf("%d answers were asked for that nobody sees", n)
	}
	s.press("containers.detail.tab.inspect")
	s.await("the answer about web is shown", func() bool { return s.shows(hash('c', 1)) })
	same := five()
	same.Containers = s.state.now.Containers
	s.publish(same)
	if n := s.engine.count(); n != 1 {
		t.Errorf("news about others made it ask %d times", n)
	}

	held := make(chan struct{})
	s.engine.mu.Lock()
	s.engine.held = held
	s.engine.mu.Unlock()
	s.press("containers.list.row." + hash('c', 2))
	s.await("db is asked about", func() bool { return s.engine.count() == 2 })
	s.engine.mu.Lock()
	s.engine.held = nil
	s.engine.mu.Unlock()
	s.press("containers.list.row." + hash('c', 3))
	s.await("the answer about cache is shown", func() bool { return s.shows(hash('c', 3)) })
	close(held)
	time.Sleep(20 * time.Millisecond) // for the late answer
	s.drain()
	if s.shows(hash('c', 2)) || !s.shows(hash('c', 3)) {
		t.Error("a late answer took the place of the newer one")
	}
}

func TestFiguresAreWantedForRunningRowsOnTheScreen(t *testing.T) {
	s := newStage(t, scene{room: thousand(), size: fyne.NewSize(1024, 700)})
	check := func(when string) {
		t.Helper()
		var want []string
		for _, key := range s.rows() {
			if s.state.now.Container(key).State == object.StateRunning {
				want = append(want, key)
			}
		}
		if got := s.figures.wanted["containers.list"]; !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s: wanted %q, on the screen %q", when, got, want)
		}
	}
	check("at first")
	s.press("containers.list.row." + s.rows()[2])
	s.key(fyne.KeyPageDown, fyne.KeyPageDown)
	check("after scrolling")
	s.press("containers.filter.running")
	check("after filtering")
	for _, away := range []func(){func() { s.GoTo("volumes") }, s.close} {
		away()
		s.drain()
		if len(s.figures.wanted) != 0 {
			t.Errorf("nobody looks, and %v are wanted", s.figures.wanted)
		}
		if !s.closed {
			s.GoTo("containers")
			s.drain()
			check("after coming back")
		}
	}
	if n := len(s.figures.subs); n != 0 {
		t.Errorf("%d still listen to figures", n)
	}
}

func TestFiguresOffMeansNone(t *testing.T) {
	s := newStage(t, scene{kept: map[string]string{"figures": "off"}})
	if got := s.figures.wanted["containers.list"]; len(got) != 0 {
		t.Errorf("wanted %q", got)
	}
}

func TestStatsAreWantedWhileTheirTabIsSeen(t *testing.T) {
	s := newStage(t, scene{kept: map[string]string{"room.stats": "low"}})
	wanted := func() []string { return s.figures.wanted["containers.stats"] }
	s.press("containers.detail.tab.stats")
	if got := wanted(); !slices.Equal(got, []string{hash('c', 1)}) {
		t.Fatalf("wanted %q", got)
	}
	s.press("containers.list.row." + hash('c', 5))
	if got := wanted(); len(got) != 0 {
		t.Errorf("wanted %q of a container that doesn't run", got)
	}
	s.press("containers.list.row." + hash('c', 2))
	s.press("containers.detail.tab.overview")
	if got := wanted(); len(got) != 0 {
		t.Errorf("wanted %q behind another tab", got)
	}
}

func TestEveryEmptyListSaysWhy(t *testing.T) {
	empty := func(link object.Link) *object.Snapshot { s := nothing(); s.Link = link; return s }
	own := func() *object.Snapshot { s := five(); s.Containers = s.Containers[:1]; return s }
	for _, tc := range []struct {
		name string
		room *object.Snapshot
		do   func(*stage)
		says string
	}{
		{"while reading", &object.Snapshot{Link: object.LinkConnecting}, nil, "Reading the list"},
		{"with nothing", empty(object.LinkLive), nil, "No containers yet"},
		{"without a match", five(), func(s *stage) { s.write("containers.search", "nobody") }, "Nothing matches"},
		{"behind a filter", own(), func(s *stage) { s.press("containers.filter.attention") }, "None of this sort"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t, scene{room: tc.room})
			if tc.do != nil {
				tc.do(s)
			}
			if !s.shows(tc.says) {
				t.Fatalf("it doesn't say %q:\n%s", tc.says, s.tree())
			}
			for _, out := range []string{"containers.search.clear", "containers.filter.clear"} {
				if s.sees(out) {
					s.press(out)
					if len(s.rows()) == 0 || s.shows(tc.says) {
						t.Errorf("%s brings no row back", out)
					}
				}
			}
		})
	}
}

// TestRevealingGoesPastSearchAndFilter since a link that leads to nothing is a
// broken one.
func TestRevealingGoesPastSearchAndFilter(t *testing.T) {
	s := newStage(t, scene{})
	s.press("containers.filter.running")
	s.write("containers.search", "web")
	s.Open(object.Ref{Kind: object.KindContainer, ID: hash('c', 5)})
	s.drain()
	if got := s.find("containers.detail.name").Text; got != "hello" {
		t.Errorf("the pane shows %q", got)
	}
	if !s.sees("containers.list.row." + hash('c', 5)) {
		t.Error("its row isn't on the screen")
	}
}

func TestVanishedObjectsLeadNowhere(t *testing.T) {
	s := newStage(t, scene{})
	s.Open(object.Ref{Kind: object.KindImage, ID: "sha256:gone"})
	s.Open(object.Ref{Kind: "plugin", ID: "x"})
	s.drain()
	if s.Page() != "images" || len(s.rows()) != 5 {
		t.Errorf("on %s with %d rows", s.Page(), len(s.rows()))
	}
}

// TestAThemeReachesWhatIsNotOnTheScreen compares, page by page and tab by tab, a
// window that was light with one that was dark from the beginning. Fyne tells
// only what is on the screen of a new theme.
func TestAThemeReachesWhatIsNotOnTheScreen(t *testing.T) {
	draw := func(first theme.Choice) map[string]image.Image {
		s := newStage(t, scene{choice: first})
		out := map[string]image.Image{}
		each := func(keep bool) {
			for _, page := range s.Pages() {
				s.GoTo(page)
				s.drain()
				for _, tab := range tabsOf[page] {
					if tab == "inspect" && page != "containers" {
						continue // drawn by the same widget
					}
					if tab != "" {
						s.press(page + ".detail.tab." + tab)
					}
					if is := answered[tab]; is != nil {
						s.await("the answer is shown", func() bool { return is(s) })
					}
					s.win.Canvas().Unfocus()
					s.drain()
					if keep {
						out[page+" "+tab] = s.win.Canvas().Capture()
					}
				}
			}
		}
		each(false)
		s.GoTo("volumes")
		s.app.Settings().SetTheme(theme.New(theme.Dark))
		s.drain()
		each(true)
		return out
	}
	was, fresh := draw(theme.Light), draw(theme.Dark)
	for name, img := range fresh {
		if n := different(img, was[name]); n > 0 {
			t.Errorf("%s: %d pixels keep the colours of the theme before", name, n)
		}
	}
}

func different(a, b image.Image) int {
	n := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return n
}

// answered says of the tabs that ask the engine whether all of the answer is shown.
var answered = map[string]func(*stage) bool{
	"inspect":   func(s *stage) bool { return s.shows("Config") },
	"health":    func(s *stage) bool { return s.shows("Started again") },
	"processes": func(s *stage) bool { return s.shows("3 processes, read at") },
	"changes":   func(s *stage) bool { return s.shows("Looked at") && s.find("changes.again").Enabled },
}

// TestEveryControlIsExplained puts the pointer on all that can be pressed, and
// the keyboard on every title, on every page and tab.
func TestEveryControlIsExplained(t *testing.T) {
	s := newStage(t, scene{size: wide})
	seen := 0
	for _, page := range s.Pages() {
		if _, ok := guide.ByID("page." + page); !ok {
			t.Errorf("the page %s has no topic", page)
		}
		s.GoTo(page)
		s.drain()
		for _, tab := range tabsOf[page] {
			if tab != "" {
				s.press(page + ".detail.tab." + tab)
			}
			if tab == "inspect" { // the answer must not come while it is looked at
				s.await("the answer is shown", func() bool { return s.shows("Config") })
			}
			for _, c := range s.tree().Where(explained) {
				topic := s.topicOf(c)
				seen++
				if topic == "" && !unexplained(c) {
					t.Errorf("%s %s: %s %q has no topic", page, tab, c.Kind, c.ID)
				}
				if _, ok := guide.ByID(topic); topic != "" && !ok {
					t.Errorf("%s %s: %s %q has a topic that the guide lacks: %s", page, tab, c.Kind, c.ID, topic)
				}
			}
		}
	}
	if seen < 150 {
		t.Errorf("only %d controls were found", seen)
	}
}

// explained are the controls that a person may ask about.
func explained(c control.Control) bool {
	kinds := []string{control.KindChip, control.KindHeader, control.KindTab, control.KindNav, control.KindEntry, control.KindButton, "badge", "fact", control.KindRow}
	return c.Visible && slices.Contains(kinds, c.Kind) && c.Text != "" && !strings.HasPrefix(c.ID, "guide.")
}

// unexplained are those that lead out of a list that shows nothing, and the
// marks of the history line before anything was done.
func unexplained(c control.Control) bool {
	return strings.HasSuffix(c.ID, ".clear") || strings.HasPrefix(c.ID, "history.")
}

// topicOf is what a control tells when the pointer comes to its middle.
func (s *stage) topicOf(c control.Control) (topic string) {
	defer attention.Observe(s.win.Canvas(), func(a attention.Target, in bool) {
		if in {
			topic = cmp.Or(topic, a.Topic)
		}
	})()
	x, y := c.Shown.Center()
	at := fyne.NewPos(float32(x), float32(y))
	var found desktop.Hoverable
	var corner fyne.Position
	eachObject(s.win.Canvas().Content(), func(o fyne.CanvasObject, p place) {
		if h, ok := o.(desktop.Hoverable); ok && p.cut(p.clip).holds(at) {
			found, corner = h, fyne.NewPos(p.x0, p.y0)
		}
	})
	if found == nil {
		return ""
	}
	e := &desktop.MouseEvent{}
	e.Position, e.AbsolutePosition = at.Subtract(corner), at
	found.MouseIn(e)
	found.MouseOut()
	return topic
}

func TestStatesAndBadgesAreExplained(t *testing.T) {
	room := five()
	room.Containers = nil
	for i, c := range []object.Container{
		{State: object.StateRunning}, {State: object.StateRunning, Health: object.HealthStarting}, {State: object.StateRunning, Health: object.HealthHealthy},
		{State: object.StateRunning, Health: object.HealthUnhealthy}, {State: object.StatePaused}, {State: object.StateRestarting},
		{State: object.StateRemoving}, {State: object.StateExited}, {State: object.StateExited, ExitCode: 1}, {State: object.StateDead},
		{State: object.StateCreated}, {State: object.StateCreated, Error: "no"},
		{State: object.StateExited, ExitCode: 137, OOMKilled: true, Privileged: true, Inspected: true, Mounts: []object.Mount{
			{Type: "bind", Source: "/var/run/docker.sock", Destination: "/s"}, {Type: "volume", Name: "v", Anonymous: true, ReadOnly: true}},
			Ports: []object.Port{{IP: "::", Public: 1, Private: 2, Proto: "udp"}}},
	} {
		c.ID, c.Name, c.Created = hash('c', i), fmt.Sprint("c", i), noon
		room.Containers = append(room.Containers, &c)
	}
	s := newStage(t, scene{size: wide, room: room})
	met := map[string]bool{}
	for _, c := range room.Containers {
		s.Open(object.Ref{Kind: object.KindContainer, ID: c.ID})
		s.drain()
		for _, b := range s.tree().Where(func(c control.Control) bool { return c.Kind == "badge" && c.Visible && c.Text != "" }) {
			topic := s.topicOf(b)
			met[topic] = true
			if _, ok := guide.ByID(topic); !ok {
				t.Errorf("the badge %q of %s has the topic %q, which the guide lacks", b.Text, c.State, topic)
			}
		}
	}
	for _, want := range guide.States {
		if !met[want] {
			t.Errorf("no container shows %s", want)
		}
	}
}

package window_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// journals are the logs that the window opened.
type journals struct {
	mu   sync.Mutex
	all  []*journal
	fill func(*journal) // what is there at first; nil for what most containers print
}

// journal is a log: it has what the test prints.
type journal struct {
	opts logs.Options

	mu     sync.Mutex
	store  *lines.Store
	status []logs.Status
	above  logs.Above
	read   bool
	at     time.Time
	closed bool
	older  int
}

func (j *journals) open(o logs.Options) page.Log {
	log := &journal{opts: o, store: lines.NewStore(lines.Limits{}), read: true, above: logs.AboveNothing, at: noon.Add(-time.Hour)}
	for _, s := range o.Sources {
		log.status = append(log.status, logs.Status{Source: s, Phase: logs.Live})
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.all = append(j.all, log)
	if j.fill != nil {
		j.fill(log)
	} else {
		log.usual()
	}
	return log
}

func (j *journals) last() *journal {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.all) == 0 {
		return nil
	}
	return j.all[len(j.all)-1]
}

// opened is how many logs are open.
func (j *journals) opened() (n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, log := range j.all {
		log.mu.Lock()
		if !log.closed {
			n++
		}
		log.mu.Unlock()
	}
	return n
}

func (j *journal) usual() {
	j.add(0, lines.Event, "started")
	for i := range 40 {
		j.add(i%len(j.status), lines.Stdout, fmt.Sprintf("\x1b[32mINFO\x1b[0m  listening, request %d served from the cache in %d ms", i, i*7%90))
	}
	j.add(0, lines.Stderr, "WARN  slow query: SELECT * FROM orders WHERE customer = 4711 AND state IN ('open', 'paid', 'sent') ORDER BY created")
	j.add(0, lines.Stderr, "ERROR connection to db:5432 refused")
	j.add(0, lines.Event, "exited (1)")
}

func (j *journal) add(source int, kind lines.Kind, text string) {
	var b lines.Batch
	j.at = j.at.Add(time.Second)
	b.Add(source, kind, j.at.UnixNano(), []byte(text), 0)
	j.store.Append(&b)
}

// say adds lines and tells of them.
func (j *journal) say(texts ...string) {
	j.mu.Lock()
	for _, text := range texts {
		j.add(0, lines.Stdout, text)
	}
	j.mu.Unlock()
	j.opts.Changed()
}

func (j *journal) Snapshot() *logs.Snapshot {
	j.mu.Lock()
	defer j.mu.Unlock()
	return &logs.Snapshot{Snapshot: j.store.Snapshot(), Sources: slices.Clone(j.status), Above: j.above, Read: j.read}
}

func (j *journal) Older() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.older++
}

func (j *journal) Close() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
}

// logsStage is a window that shows the log of web.
func logsStage(t *testing.T, sc scene, fill func(*journal)) *stage {
	t.Helper()
	s := newStage(t, sc)
	s.logs.fill = fill
	s.Open(object.Ref{Kind: object.KindContainer, ID: hash('c', 1)})
	s.press("containers.detail.tab.logs")
	return s
}

// logLines are the visible lines of the log.
func (s *stage) logLines() (out []string) {
	for _, c := range s.tree().Controls {
		if c.Kind == control.KindRow && strings.HasPrefix(c.ID, "containers.logs:") && c.Visible {
			out = append(out, c.Text)
		}
	}
	return out
}

func (s *stage) lastLine() string {
	all := s.logLines()
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// choose opens a menu at a button and chooses a line of it.
func (s *stage) choose(button, item string) {
	s.t.Helper()
	s.press(button)
	for range 30 {
		if s.find("menu." + item).Selected {
			s.key(fyne.KeyReturn)
			return
		}
		s.key(fyne.KeyDown)
	}
	s.t.Fatalf("menu.%s can't be chosen:\n%s", item, s.tree())
}

func TestTheLogOfTheSelectedContainerIsReadWhileItIsSeen(t *testing.T) {
	s := logsStage(t, scene{}, nil)
	if got := s.lastLine(); got != "▲ exited (1) at 11:00:44" && !strings.HasPrefix(got, "▲ exited (1)") {
		t.Errorf("the last line is %q", got)
	}
	log := s.logs.last()
	if len(log.opts.Sources) != 1 || log.opts.Sources[0].Name != "web" || log.opts.Tail != 5000 {
		t.Errorf("asked for %+v", log.opts)
	}
	log.say("one more")
	s.await("it follows", func() bool { return s.lastLine() == "one more" })

	s.Open(object.Ref{Kind: object.KindContainer, ID: hash('c', 2)})
	s.await("the other log is open alone", func() bool { return s.logs.opened() == 1 && s.logs.last().opts.Sources[0].Name == "db" })
	log.say("a late line")
	s.drain()
	if slices.Contains(s.logLines(), "a late line") {
		t.Error("the log that was left is still heard")
	}
	s.press("containers.detail.tab.stats")
	s.await("nothing is read", func() bool { return s.logs.opened() == 0 })
	s.press("containers.detail.tab.logs")
	s.await("it is read again", func() bool { return s.logs.opened() == 1 })
	s.GoTo("images")
	s.await("nothing is read", func() bool { return s.logs.opened() == 0 })
	s.GoTo("containers")
	s.await("it is read again", func() bool { return s.logs.opened() == 1 })
	s.close()
	if n := s.logs.opened(); n != 0 {
		t.Errorf("%d logs stay open after the window", n)
	}
}

func TestNewsOfAContainerDoNotOpenItsLogAnew(t *testing.T) {
	s := logsStage(t, scene{}, nil)
	room := five()
	room.Containers[0].Health = object.HealthHealthy
	s.publish(room)
	s.publish(five())
	if n := len(s.logs.all); n != 1 {
		t.Errorf("it was opened %d times", n)
	}
}

func TestScrolledUpALogStaysAndSaysWhatCame(t *testing.T) {
	s := logsStage(t, scene{}, nil)
	s.press("containers.logs:44")
	s.key(fyne.KeyHome)
	first := s.logLines()[0]
	if s.find("containers.logs.follow").Selected {
		t.Error("it says that it follows")
	}
	if s.logs.last().older == 0 {
		t.Error("at the top no older lines are asked for")
	}
	s.logs.last().say("a", "b", "c")
	s.await("it says what came", func() bool {
		return s.sees("containers.logs.more") && s.find("containers.logs.more").Text == "3 new lines"
	})
	if got := s.logLines()[0]; got != first {
		t.Errorf("it goes from %q to %q", first, got)
	}
	s.press("containers.logs.more")
	if got := s.lastLine(); got != "c" || s.sees("containers.logs.more") || !s.find("containers.logs.follow").Selected {
		t.Errorf("the button leads to %q", got)
	}
}

func TestALogIsSearched(t *testing.T) {
	s := logsStage(t, scene{}, nil)
	s.write("containers.logs.search", "request 1")
	s.await("it is counted", func() bool { return s.find("containers.logs.count").Text == "11 of 11 lines" })
	s.key(fyne.KeyReturn)
	s.press("containers.logs.next")
	if got := s.find("containers.logs.count").Text; got != "2 of 11 lines" {
		t.Errorf("two further it says %q", got)
	}
	s.press("containers.logs.previous")
	s.press("containers.logs.regexp")
	s.write("containers.logs.search", `\d+$`)
	s.await("the expression is used", func() bool { return strings.HasSuffix(s.find("containers.logs.count").Text, "no line") })
	s.write("containers.logs.search", "(")
	if got := s.find("containers.logs.count").Text; !strings.Contains(got, "missing closing )") {
		t.Errorf("of a broken expression it says %q", got)
	}
	s.key(fyne.KeyEscape)
	if got := s.find("containers.logs.count").Text; got != "" {
		t.Errorf("without words it says %q", got)
	}
}

func TestCtrlFSearchesWhatHasTheKeyboard(t *testing.T) {
	s := logsStage(t, scene{}, nil)
	s.Current().FocusSearch()
	if !s.find("containers.search").Focused {
		t.Error("from the tabs it doesn't lead to the list's search")
	}
	s.press("containers.logs:44")
	s.Current().FocusSearch()
	if !s.find("containers.logs.search").Focused {
		t.Error("from the log it doesn't lead to the log's search")
	}
	s.key(fyne.KeyEscape)
	if s.find("containers.logs.search").Focused {
		t.Error("Esc doesn't lead back to the log")
	}
}

func TestWhatIsReadCanBeChosen(t *testing.T) {
	s := logsStage(t, scene{}, nil)
	s.choose("containers.logs.span", "all")
	if o := s.logs.last().opts; o.Tail != logs.All || !o.Since.IsZero() {
		t.Errorf("all lines: %+v", o)
	}
	s.choose("containers.logs.span", "15m")
	if o := s.logs.last().opts; o.Tail != logs.All || !o.Since.Equal(noon.Add(-15*time.Minute)) {
		t.Errorf("15 minutes: %+v", o)
	}
	s.choose("containers.logs.span", "between")
	s.write("containers.logs.from", "10:30")
	s.key(fyne.KeyReturn)
	s.write("containers.logs.until", noon.Format("2006-01-02")+" 11:00")
	s.key(fyne.KeyReturn)
	if o := s.logs.last().opts; o.Since.Format("15:04") != "10:30" || o.Until.IsZero() {
		t.Errorf("between: %+v", o)
	}
	n := len(s.logs.all)
	s.write("containers.logs.until", "yesterday")
	s.key(fyne.KeyReturn)
	if !s.shows("is no time") || len(s.logs.all) != n {
		t.Errorf("of no time it says nothing:\n%s", s.tree())
	}
	if got := s.settings.Get("logs.span"); got != "between" {
		t.Errorf("remembered: %q", got)
	}
}

func TestSeveralLogsAreShownTogether(t *testing.T) {
	room := five()
	for _, c := range room.Containers[:3] {
		c.Labels = map[string]string{"com.docker.compose.project": "shop"}
	}
	s := logsStage(t, scene{room: room}, nil)
	s.choose("containers.logs.with", "project")
	log := s.logs.last()
	if len(log.opts.Sources) != 3 || s.find("containers.logs.with").Text != "With 2 more" {
		t.Fatalf("sources %+v, the button says %q", log.opts.Sources, s.find("containers.logs.with").Text)
	}
	s.picture("logs-together")
	s.choose("containers.logs.with", "with."+hash('c', 2))
	if got := s.logs.last().opts.Sources; len(got) != 2 || got[1].Name != "cache" {
		t.Errorf("without db: %+v", got)
	}
	later := five()
	later.Containers = slices.Delete(later.Containers, 2, 3)
	s.publish(later)
	if got := s.logs.last().opts.Sources; len(got) != 1 {
		t.Errorf("after cache is gone: %+v", got)
	}
	s.Open(object.Ref{Kind: object.KindContainer, ID: hash('c', 2)})
	if got := s.logs.last().opts.Sources; len(got) != 1 || got[0].Name != "db" {
		t.Errorf("another container: %+v", got)
	}
}

func TestALogIsClearedAndBroughtBack(t *testing.T) {
	s := logsStage(t, scene{}, nil)
	s.press("containers.logs.clear")
	if !s.shows("Cleared") || len(s.logLines()) != 0 {
		t.Errorf("after clearing it shows %q", s.logLines())
	}
	s.logs.last().say("new")
	s.await("the new line is there", func() bool { return slices.Equal(s.logLines(), []string{"new"}) && !s.shows("Cleared") })
	s.press("containers.logs.clear")
	if len(s.logLines()) < 5 || s.lastLine() != "new" {
		t.Errorf("brought back: %q", s.logLines())
	}
}

func TestALogIsSaved(t *testing.T) {
	s := logsStage(t, scene{}, nil)
	s.press("containers.logs.save")
	path := filepath.Join(t.TempDir(), "web.log")
	if got := s.find("save.path").Text; !strings.HasSuffix(got, "web-"+noon.Format("20060102-150405")+".log") {
		t.Errorf("it offers %q", got)
	}
	field := s.win.Canvas().Focused().(interface{ SetText(string) })
	field.SetText(path)
	s.key(fyne.KeyReturn)
	s.await("it is saved", func() bool { return !s.sees("save.path") })
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "INFO  listening, request 39") || strings.Contains(string(text), "\x1b") {
		t.Errorf("saved: %q, %v", text, err)
	}
}

func TestALogThatCannotBeShownSaysWhy(t *testing.T) {
	fail := func(reason logs.Reason, driver string) func(*journal) {
		return func(j *journal) {
			j.status[0].Err = &logs.Error{Reason: reason, Container: "web", Driver: driver, Err: errors.New("the engine's words")}
		}
	}
	for name, tc := range map[string]struct {
		fill func(*journal)
		want string
	}{
		"driver-none":  {fail(logs.ReasonDriver, "none"), "--log-driver none"},
		"driver-gelf":  {fail(logs.ReasonDriver, "gelf"), "driver gelf sends every line elsewhere"},
		"removed":      {fail(logs.ReasonRemoved, ""), "web has been removed"},
		"away":         {fail(logs.ReasonAway, ""), "as soon as it does"},
		"engine":       {fail(logs.ReasonEngine, ""), "It says: the engine's words"},
		"reading":      {func(j *journal) { j.read = false }, "Reading the log"},
		"nothing":      {func(*journal) {}, "web has printed nothing"},
		"only started": {func(j *journal) { j.add(0, lines.Event, "started") }, "web has printed nothing so far."},
		"away with lines": {func(j *journal) {
			j.usual()
			fail(logs.ReasonAway, "")(j)
		}, "The engine does not answer. The log goes on as soon as it does."},
		"no room": {func(j *journal) {
			j.usual()
			j.above = logs.AboveDropped
		}, "There are older lines, but no room for them"},
	} {
		s := logsStage(t, scene{}, tc.fill)
		if !s.shows(tc.want) {
			t.Errorf("%s: it doesn't say %q:\n%s", name, tc.want, s.tree())
		}
		s.picture("logs-" + strings.ReplaceAll(name, " ", "-"))
		for _, fault := range faults(s) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

func TestPicturesOfALog(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range sizes {
			s := logsStage(t, scene{size: size, choice: choice, kept: map[string]string{"logs.times": "yes", "containers.split": "0.3"}}, nil)
			s.write("containers.logs.search", "connection")
			s.await("it is found", func() bool { return s.find("containers.logs.count").Text == "1 of 1 line" })
			s.picture(fmt.Sprintf("logs-%.0f-%s", size.Width, choice))
			for _, fault := range faults(s) {
				t.Errorf("%v %s: %s", size, choice, fault)
			}
			s.press("containers.logs.span")
			s.picture(fmt.Sprintf("logs-menu-%.0f-%s", size.Width, choice))
		}
	}
}

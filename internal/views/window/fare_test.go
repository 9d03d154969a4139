package window_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/containerd/errdefs"

	"github.com/dockdesk/dockdesk/internal/engine/changes"
	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/vitals"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// fares is how the made-up containers fare, and what they changed.
type fares struct {
	mu       sync.Mutex
	reports  map[string]vitals.Report // by id
	ends     map[string]vitals.End
	changed  []changes.Change
	err      error
	asked    int
	compared int
	watchers map[string]map[int]func()
	next     int
}

func newFares() *fares {
	return &fares{
		reports: map[string]vitals.Report{}, ends: map[string]vitals.End{}, watchers: map[string]map[int]func(){},
		changed: []changes.Change{
			{Path: "/data", Kind: changes.Added}, {Path: "/etc", Kind: changes.Changed}, {Path: "/etc/app.conf", Kind: changes.Changed}, {Path: "/etc/motd", Kind: changes.Deleted},
			{Path: "/usr", Kind: changes.Changed}, {Path: "/usr/share", Kind: changes.Changed}, {Path: "/usr/share/nginx", Kind: changes.Changed}, {Path: "/usr/share/nginx/html", Kind: changes.Changed},
			{Path: "/var", Kind: changes.Changed}, {Path: "/var/log", Kind: changes.Changed}, {Path: "/var/log/app", Kind: changes.Added},
			{Path: "/var/log/app/access.log", Kind: changes.Added}, {Path: "/var/log/app/errors of a long Monday.log", Kind: changes.Added},
		},
	}
}

func (f *fares) Vitals(_ context.Context, id string) (vitals.Report, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	r, ok := f.reports[id]
	if !ok && f.err == nil {
		r = vitals.Report{State: object.StateRunning, Started: noon.Add(-3 * time.Hour), Program: []string{"nginx"}}
	}
	return r, f.err
}

func (f *fares) LastEnd(_ context.Context, id string, _ vitals.Report) (vitals.End, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	end, ok := f.ends[id]
	return end, ok
}

func (f *fares) Watch(id string, fn func()) func() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	n := f.next
	if f.watchers[id] == nil {
		f.watchers[id] = map[int]func(){}
	}
	f.watchers[id][n] = fn
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.watchers[id], n)
	}
}

func (f *fares) Changes(context.Context, string) ([]changes.Change, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.compared++
	return f.changed, f.err
}

func (f *fares) Written(context.Context, string) (int64, error) { return 4_200_000, nil }

// set says how a container fares, and that something has happened to it.
func (f *fares) set(id string, r vitals.Report) {
	f.mu.Lock()
	f.reports[id] = r
	var tell []func()
	for _, fn := range f.watchers[id] {
		tell = append(tell, fn)
	}
	f.mu.Unlock()
	for _, fn := range tell {
		fn()
	}
}

func (f *fares) watched() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, w := range f.watchers {
		n += len(w)
	}
	return n
}

// counts are how often it was asked how a container fares and what it changed.
func (f *fares) counts() (asked, compared int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked, f.compared
}

func (f *fares) fail(err error) {
	f.mu.Lock()
	f.err = err
	f.mu.Unlock()
}

var check = vitals.Check{Command: []string{"curl -fsS http://localhost/health || exit 1"}, Shell: true, Interval: 30 * time.Second, Timeout: 5 * time.Second, StartPeriod: 40 * time.Second, Retries: 3}

// ill is a container whose check says no.
func ill() vitals.Report {
	r := vitals.Report{
		Check: &check, Health: object.HealthUnhealthy, Streak: 4, State: object.StateRunning, Started: noon.Add(-2 * time.Hour),
		Finished: noon.Add(-2*time.Hour - time.Minute), Restarts: 2, Policy: "on-failure:5", Program: []string{"redis-server"},
	}
	for i := range 5 {
		at := noon.Add(-time.Duration(i) * 30 * time.Second)
		p := vitals.Probe{Began: at, Ended: at.Add(34 * time.Millisecond), Code: 1, Output: "curl: (7) Failed to connect to localhost port 80: Connection refused\n"}
		switch i {
		case 1:
			p.Code, p.Ended, p.Output = -1, at.Add(5*time.Second), "Health check exceeded timeout (5s)"
		case 4:
			p.Code, p.Output = 0, ""
		}
		r.Probes = append(r.Probes, p)
	}
	return r
}

// dead is a container whose program ended with a code.
func dead(code int) vitals.Report {
	return vitals.Report{State: object.StateExited, ExitCode: code, Started: noon.Add(-12 * time.Minute), Finished: noon.Add(-11 * time.Minute), Program: []string{"python", "job.py"}}
}

// fareStage shows a tab of a container of the small shop.
func fareStage(t *testing.T, sc scene, name, tab string, arrange func(*stage, string)) *stage {
	t.Helper()
	if sc.ops == nil {
		sc.ops = func() (action.Ops, error) { return action.Ops{}, nil }
	}
	if sc.kept == nil {
		sc.kept = map[string]string{"containers.split": "0.3"}
	}
	s := newStage(t, sc)
	id := ""
	for _, c := range s.state.now.Containers {
		if c.Name == name {
			id = c.ID
		}
	}
	if arrange != nil {
		arrange(s, id)
	}
	s.press("containers.list.row." + id)
	s.press("containers.detail.tab." + tab)
	return s
}

// tall is a window in which a whole tab is seen.
var tall = fyne.NewSize(1280, 1200)

func TestHealthFollowsTheEngineAndNobodyAsksOtherwise(t *testing.T) {
	s := fareStage(t, scene{size: tall}, "cache", "health", func(s *stage, id string) { s.fares.set(id, ill()) })
	s.await("the probes are shown", func() bool { return s.shows("Connection refused") })
	for _, want := range []string{"said no 4 times in a row", "curl -fsS", "Asked every 30 s", "took 34 ms", "no answer", "2 times by itself; it restarts after a failure, up to 5 times"} {
		if !s.shows(want) {
			t.Errorf("it doesn't say %q:\n%s", want, s.tree())
		}
	}
	asked, _ := s.fares.counts()
	time.Sleep(400 * time.Millisecond)
	s.drain()
	if now, _ := s.fares.counts(); now != asked {
		t.Error("the engine is asked though nothing happens")
	}
	well := ill()
	well.Health, well.Streak = object.HealthHealthy, 0
	s.fares.set(hash('c', 3), well)
	s.await("the news is shown", func() bool { return s.shows("Its last check said yes") })
	s.press("containers.detail.tab.overview")
	if s.fares.watched() != 0 {
		t.Error("somebody listens though nobody looks")
	}
}

func TestAnEndIsReadInPlainWordsWithWhatHelps(t *testing.T) {
	for name, tc := range map[string]struct {
		report vitals.Report
		end    *vitals.End
		want   []string
		button string
	}{
		"an error":      {report: dead(1), want: []string{"Exit code 1: an error", "What it printed last says why"}, button: "log"},
		"out of memory": {report: func() vitals.Report { r := dead(137); r.OOMKilled, r.Memory = true, 64<<20; return r }(), want: []string{"64MiB it may use"}, button: "memory"},
		"killed here":   {report: dead(137), end: &vitals.End{Code: 137, Signals: []int{9}}, want: []string{"Somebody killed it through the engine"}, button: "start"},
		"stopped hard":  {report: dead(137), end: &vitals.End{Code: 137, Signals: []int{15, 9}, Stopped: true}, want: []string{"did not end in the time it had"}},
		"from outside":  {report: dead(137), end: &vitals.End{Code: 137}, want: []string{"nobody asked the engine"}},
		"not found":     {report: dead(127), want: []string{"was not found inside the container"}},
		"stopped well":  {report: dead(0), end: &vitals.End{Signals: []int{15}, Stopped: true}, want: []string{"ended in good order"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := fareStage(t, scene{size: tall}, "job", "health", func(s *stage, id string) {
				s.fares.set(id, tc.report)
				if tc.end != nil {
					s.fares.ends[id] = *tc.end
				}
				s.logs.fill = func(j *journal) { j.add(0, lines.Stderr, "Traceback: no such table") }
			})
			s.await("the end is read", func() bool { return s.shows(tc.want[0]) })
			for _, want := range append(tc.want, "no such table") {
				if !s.shows(want) {
					t.Errorf("it doesn't say %q:\n%s", want, s.tree())
				}
			}
			if tc.button != "" && !s.sees("health.remedy."+tc.button) {
				t.Errorf("there is no button %q:\n%s", tc.button, s.tree())
			}
			if s.logs.opened() != 0 {
				t.Error("the log stays open")
			}
		})
	}
}

func TestWhatCouldNotBeStartedNamesWhoIsInTheWay(t *testing.T) {
	s := fareStage(t, scene{size: tall}, "job", "health", func(s *stage, id string) {
		s.fares.set(id, vitals.Report{State: object.StateCreated, ExitCode: 128, Program: []string{"nginx"},
			Error: "driver failed programming external connectivity on endpoint job (b5): Bind for 0.0.0.0:8080 failed: port is already allocated"})
	})
	s.await("it is explained", func() bool { return s.shows("Port 8080 is taken by web") })
	s.press("health.culprit")
	if s.find("containers.detail.name").Text != "web" {
		t.Errorf("it leads to %q", s.find("containers.detail.name").Text)
	}
}

func TestWhatGoesWrongInTheTabsIsSaid(t *testing.T) {
	away := errors.New("the engine does not answer")
	for _, tab := range []string{"health", "changes"} {
		s := fareStage(t, scene{}, "web", tab, func(s *stage, _ string) { s.fares.fail(fmt.Errorf("inspect: %w", errdefs.ErrNotFound)) })
		s.await("it is said", func() bool { return s.shows("web is gone") })
		s.fares.fail(away)
		lost := five()
		lost.Link = object.LinkLost
		s.press("containers.detail.tab.overview")
		s.press("containers.detail.tab." + tab)
		s.await("the engine's words are said", func() bool { return s.shows("It says: the engine does not answer") })
		s.publish(lost)
		s.fares.fail(nil)
		s.publish(five())
		s.await("it is asked again when the engine is back", func() bool { return s.shows("It runs since") || s.shows("Looked at") })
	}
}

func TestChangesAreATreeWithCountsAndAFilter(t *testing.T) {
	s := fareStage(t, scene{size: tall}, "web", "changes", nil)
	s.await("the tree is there", func() bool { return s.shows("4.2 MB written") })
	for id, want := range map[string]string{
		"changes.filter.added": "Added  3", "changes.filter.all": "All  5",
	} {
		if !strings.Contains(s.find(id).Text, want) {
			t.Errorf("%s says %q, want %q", id, s.find(id).Text, want)
		}
	}
	if !s.shows("the volume web-data stays") || !s.shows("All of it is lost when web is removed") {
		t.Errorf("it doesn't say what is lost and what stays:\n%s", s.tree())
	}
	shown := func() (paths []string) {
		for _, c := range s.tree().Controls {
			if path, ok := strings.CutPrefix(c.ID, "changes.list.row."); ok && c.Visible {
				paths = append(paths, path)
			}
		}
		return paths
	}
	all := len(shown())
	s.press("changes.fold./etc")
	if now := len(shown()); now != all-2 {
		t.Errorf("folded, %d rows are there, want %d: %q", now, all-2, shown())
	}
	s.press("changes.list.row./etc") // by keyboard: into the folder, down, out of it, and it is folded
	s.key(fyne.KeyRight, fyne.KeyDown, fyne.KeyLeft)
	if !s.find("changes.list.row./etc").Selected || len(shown()) != all {
		t.Errorf("%d rows are there, want %d: %q", len(shown()), all, shown())
	}
	s.key(fyne.KeyLeft)
	if now := len(shown()); now != all-2 {
		t.Errorf("folded, %d rows are there, want %d", now, all-2)
	}
	s.press("changes.filter.deleted") // what is asked for is shown, folded before or not
	if got := fmt.Sprint(shown()); got != "[/etc /etc/motd]" {
		t.Errorf("only what was deleted: %s", got)
	}
	s.press("changes.filter.all")
	s.write("changes.search", "monday")
	if got := fmt.Sprint(shown()); got != "[/var /var/log /var/log/app /var/log/app/errors of a long Monday.log]" {
		t.Errorf("found: %s", got)
	}
	_, looks := s.fares.counts()
	s.press("changes.again")
	s.await("it was looked at again", func() bool { _, n := s.fares.counts(); return n == looks+1 && s.find("changes.again").Enabled })
}

func TestTenThousandChangesAreShownFast(t *testing.T) {
	var list []changes.Change
	for i := range 100 {
		dir := fmt.Sprintf("/srv/d%02d", i)
		list = append(list, changes.Change{Path: dir, Kind: changes.Added})
		for k := range 100 {
			list = append(list, changes.Change{Path: fmt.Sprintf("%s/f%02d", dir, k), Kind: changes.Kind(k % 3)})
		}
	}
	s := fareStage(t, scene{}, "web", "changes", func(s *stage, _ string) { s.fares.changed = list })
	s.await("the tree is there", func() bool { return s.shows("All  10000") })
	begun := time.Now()
	s.press("changes.filter.added")
	s.write("changes.search", "f9")
	if took := time.Since(begun); took > time.Second {
		t.Errorf("a filter and a search took %v", took)
	}
	if !s.shows("/srv") && !s.shows("srv") {
		t.Error("nothing is found")
	}
	t.Logf("filter and search over 10,000: %v", time.Since(begun))
}

func TestPicturesOfChangesAndHealth(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{sizes[0], sizes[1]} {
			if choice == theme.Dark && os.Getenv("DOCKDESK_LOOK") == "" {
				continue // colours take no room
			}
			sc := scene{size: size, choice: choice}
			draw := func(what, name, tab string, ready func(*stage) bool, arrange func(*stage, string)) {
				s := fareStage(t, sc, name, tab, arrange)
				s.await("it is drawn", func() bool { return ready(s) })
				s.picture(fmt.Sprintf("fare-%s-%.0f-%s", what, size.Width, choice))
				for _, fault := range faults(s) {
					t.Errorf("%s %v %s: %s", what, size, choice, fault)
				}
			}
			says := func(words string) func(*stage) bool { return func(s *stage) bool { return s.shows(words) } }
			draw("changes", "web", "changes", says("4.2 MB"), nil)
			draw("unchanged", "web", "changes", says("Nothing differs"), func(s *stage, _ string) { s.fares.changed = nil })
			draw("ill", "cache", "health", says("Asked every 30 s"), func(s *stage, id string) { s.fares.set(id, ill()) })
			draw("unchecked", "web", "health", says("no health check"), nil)
			draw("ended", "job", "health", says("Exit code 1"), func(s *stage, id string) {
				s.fares.set(id, dead(1))
				s.logs.fill = func(j *journal) {
					j.add(0, lines.Stdout, "reading prices.csv")
					j.add(0, lines.Stderr, "sqlite3.OperationalError: no such table: prices")
				}
			})
			draw("refused", "job", "health", says("could not be started"), func(s *stage, id string) {
				s.fares.set(id, vitals.Report{State: object.StateCreated, ExitCode: 127, Program: []string{"bahs"},
					Error: `OCI runtime create failed: runc create failed: unable to start container process: exec: "bahs": executable file not found in $PATH: unknown`})
			})
			draw("gone", "web", "changes", says("web is gone"), func(s *stage, _ string) { s.fares.fail(errdefs.ErrNotFound) })
		}
	}
}

package logs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/session"
	"github.com/dockdesk/dockdesk/test/faults"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// follow is a session on an engine, for the length of the test.
func follow(t testing.TB, host string) *session.Session {
	t.Helper()
	s := session.New(engine.Options{Host: host}, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { _ = s.Run(ctx) })
	t.Cleanup(func() { cancel(); work.Wait() })
	await(t, "the session is live", func() bool { return s.Snapshot().Link == object.LinkLive })
	return s
}

func await(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not after 30 s", what)
		}
	}
}

// open opens a log of containers, for the length of the test.
func open(t testing.TB, s *session.Session, o logs.Options, ids ...string) *logs.Log {
	t.Helper()
	for _, id := range ids {
		o.Sources = append(o.Sources, logs.Source{ID: id, Name: id[:min(len(id), 12)]})
	}
	l := s.OpenLog(o)
	t.Cleanup(l.Close)
	return l
}

// said is what a log shows of the containers' own lines; rows what is said of
// their lives.
func said(l *logs.Log) (out []string) { return pick(l, false) }

func rows(l *logs.Log) (out []string) { return pick(l, true) }

func pick(l *logs.Log, events bool) (out []string) {
	s := l.Snapshot()
	s.All(s.First(), s.Next(), func(line lines.Line) bool {
		if (line.Kind == lines.Event) == events {
			out = append(out, string(line.Text))
		}
		return true
	})
	return out
}

func awaitLines(t testing.TB, l *logs.Log, n int) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); len(said(l)) < n; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d lines of %d after 30 s; %v", len(said(l)), n, l.Snapshot().Sources)
		}
	}
}

// printed is what the docker command prints of a container's log.
func printed(t testing.TB, eng *realengine.Engine, id string, stderr bool) []string {
	t.Helper()
	cmd := eng.Command(t.Context(), "logs", id)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("docker logs: %v\n%s", err, errs.String())
	}
	text := out.String()
	if stderr {
		text = errs.String()
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func run(t testing.TB, eng *realengine.Engine, args ...string) string {
	t.Helper()
	return strings.TrimSpace(eng.Docker(t, append([]string{"run", "-d"}, args...)...))
}

// ended runs a container to its end.
func ended(t testing.TB, eng *realengine.Engine, args ...string) string {
	t.Helper()
	id := run(t, eng, args...)
	eng.Docker(t, "wait", id)
	return id
}

func TestWhatDockerLogsPrintsIsShown(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	for name, args := range map[string][]string{
		"json-file": {"lab:1", "logs", "-rate", "0", "-n", "5000", "-stderr", "3"},
		"local":     {"--log-driver", "local", "lab:1", "logs", "-rate", "0", "-n", "5000", "-stderr", "3"},
		"terminal":  {"-t", "lab:1", "logs", "-rate", "0", "-n", "5000"},
		"rotated":   {"--log-opt", "max-size=100k", "--log-opt", "max-file=3", "lab:1", "logs", "-rate", "0", "-n", "5000"},
		"binary":    {"lab:1", "logs", "-rate", "0", "-n", "100", "-text", `\x00\xff\x1b[31m\r\t`},
		"long":      {"lab:1", "logs", "-rate", "0", "-n", "3", "-size", "1000000", "-stderr", "2"},
		"long tty":  {"-t", "lab:1", "logs", "-rate", "0", "-n", "3", "-size", "1000000"},
		"cached":    {"--log-driver", "gelf", "--log-opt", "gelf-address=udp://127.0.0.1:12201", "lab:1", "logs", "-rate", "0", "-n", "100"},
		"nothing":   {"lab:1", "logs", "-n", "1", "-size", "1", "-rate", "0", "-text", ""},
	} {
		t.Run(name, func(t *testing.T) {
			id := ended(t, eng, args...)
			for _, tail := range []int{logs.All, 1000} {
				l := open(t, s, logs.Options{Tail: tail}, id)
				await(t, "it is read", func() bool { return l.Snapshot().Read })
				await(t, "older lines are read", func() bool {
					l.Older()
					return l.Snapshot().Above == logs.AboveNothing
				})
				snap := l.Snapshot()
				var got [2][]string
				snap.All(snap.First(), snap.Next(), func(line lines.Line) bool {
					if line.Kind != lines.Event {
						got[line.Kind] = append(got[line.Kind], string(line.Text))
						if line.Time.Before(time.Now().Add(-time.Hour)) {
							t.Errorf("a line is of %v", line.Time)
						}
					}
					return true
				})
				for kind, want := range [][]string{printed(t, eng, id, false), printed(t, eng, id, true)} {
					for i := range want { // a terminal's line ends are shown as line ends
						want[i] = strings.TrimSuffix(want[i], "\r")
					}
					if len(want) == 1 && want[0] == "" {
						want = nil
					}
					if !slices.Equal(got[kind], want) {
						t.Errorf("tail %d, kind %d: %d lines, want %d", tail, kind, len(got[kind]), len(want))
					}
				}
				if got := rows(l); len(got) != 2 || got[0] != "started" || got[1] != "exited (0)" {
					t.Errorf("tail %d: the rows are %q", tail, got)
				}
			}
		})
	}
}

func TestALifeIsTold(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	id := run(t, eng, "--name", "web", "lab:1", "logs", "-rate", "50")
	l := open(t, s, logs.Options{}, id)
	awaitLines(t, l, 5)
	eng.Docker(t, "pause", id)
	eng.Docker(t, "unpause", id)
	eng.Docker(t, "stop", id)
	await(t, "it is stopped", func() bool { return l.Snapshot().Sources[0].Phase == logs.Stopped })
	await(t, "the stop is told", func() bool { return len(rows(l)) == 5 })
	n := len(said(l))
	eng.Docker(t, "start", id)
	awaitLines(t, l, n+3)
	eng.Docker(t, "kill", id)
	await(t, "it is killed", func() bool { return len(rows(l)) == 7 })
	eng.Docker(t, "rm", id)
	await(t, "it is removed", func() bool { return l.Snapshot().Sources[0].Phase == logs.Ended })
	if got, want := rows(l), []string{"started", "paused", "resumed", "exited (0)", "stopped", "started", "exited (137)", "removed"}; !slices.Equal(got, want) {
		t.Errorf("the rows are %q, want %q", got, want)
	}
	text := said(l)
	if i := slices.Index(text[1:], "line 1 "+strings.Repeat(".", 72)) + 1; i != n {
		t.Errorf("the second run begins at line %d, want %d", i, n)
	}
}

func TestARestartingContainerIsFollowedThroughAllItsLives(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	id := run(t, eng, "--restart", "on-failure:4", "lab:1", "fail", "3")
	l := open(t, s, logs.Options{}, id)
	await(t, "all its lives are told", func() bool {
		text := said(l)
		return len(text) == 5 && strings.Count(fmt.Sprint(rows(l)), "exited (3)") >= 1 && l.Snapshot().Sources[0].Phase == logs.Stopped
	})
	var told []string
	snap := l.Snapshot()
	snap.All(snap.First(), snap.Next(), func(line lines.Line) bool {
		told = append(told, string(line.Text))
		return true
	})
	// What was before the log was opened is known only of the last life.
	if got := told[len(told)-3:]; !slices.Equal(got, []string{"started", "failing with 3 as asked", "exited (3)"}) {
		t.Errorf("it ends with %q", got)
	}
}

func TestDriversThatKeepNothingAreNamed(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	for driver, args := range map[string][]string{
		"none": {"--log-driver", "none"},
		"gelf": {"--log-driver", "gelf", "--log-opt", "gelf-address=udp://127.0.0.1:12201", "--log-opt", "cache-disabled=true"},
	} {
		id := run(t, eng, append(args, "lab:1", "logs")...)
		l := open(t, s, logs.Options{}, id)
		await(t, "it is known", func() bool { return l.Snapshot().Read && l.Snapshot().Sources[0].Err != nil })
		st := l.Snapshot().Sources[0]
		var why *logs.Error
		if !errors.As(st.Err, &why) || why.Reason != logs.ReasonDriver || why.Driver != driver || st.Phase != logs.Ended {
			t.Errorf("%s: %v, phase %d", driver, st.Err, st.Phase)
		}
		t.Log(st.Err)
	}
}

// wantCounting fails unless the lines of the last life count up from some number
// without a gap.
func wantCounting(t *testing.T, text []string) {
	t.Helper()
	before := 0
	for i, line := range text {
		n, err := strconv.Atoi(strings.Fields(line)[1])
		if err != nil {
			t.Fatalf("line %d is %q", i, line)
		}
		if n != before+1 && n != 1 && i > 0 {
			t.Fatalf("line %d follows line %d", n, before)
		}
		before = n
	}
}

func TestCutsAndAnEngineThatGoesLoseNothing(t *testing.T) {
	eng := realengine.Start(t)
	proxy := faults.New(t, eng.Host())
	s := follow(t, proxy.Host())
	id := run(t, eng, "--restart", "always", "lab:1", "logs", "-rate", "2000")
	l := open(t, s, logs.Options{Tail: logs.All}, id)
	awaitLines(t, l, 100)
	for range 4 {
		n := len(said(l))
		proxy.CloseAll()
		awaitLines(t, l, n+1000)
	}
	n := len(said(l))
	proxy.Down()
	await(t, "the engine is missed", func() bool { return l.Snapshot().Sources[0].Phase == logs.Away })
	if err := l.Snapshot().Sources[0].Err; !errors.Is(err, logs.ReasonAway) {
		t.Errorf("the reason is %v", err)
	}
	proxy.Heal()
	awaitLines(t, l, n+1000)

	proxy.Set(faults.Fault{On: faults.Path(`/logs$`), CutAt: 50_000})
	proxy.CloseAll()
	awaitLines(t, l, len(said(l))+3000)
	proxy.Set(faults.Fault{On: faults.Path(`/logs$`), Refuse: 50})
	proxy.CloseAll()
	awaitLines(t, l, len(said(l))+1000)
	proxy.Heal()

	eng.Kill(t)
	await(t, "the engine is missed", func() bool { return l.Snapshot().Sources[0].Phase == logs.Away })
	eng.Resume(t)
	await(t, "the container lives again", func() bool {
		return l.Snapshot().Sources[0].Phase == logs.Live && strings.Count(fmt.Sprint(rows(l)), "started") >= 2
	})
	awaitLines(t, l, len(said(l))+100)
	wantCounting(t, said(l))
	t.Logf("%d lines, rows %q", len(said(l)), rows(l))
}

func TestAContainerThatIsRemovedWhileItsLogIsOpen(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	id := run(t, eng, "--rm", "lab:1", "logs", "-rate", "0", "-n", "20000")
	l := open(t, s, logs.Options{Tail: logs.All}, id)
	await(t, "its end is told", func() bool { return l.Snapshot().Sources[0].Phase == logs.Ended })
	if err := l.Snapshot().Sources[0].Err; !errors.Is(err, logs.ReasonRemoved) {
		t.Errorf("the reason is %v", err)
	}
	wantCounting(t, said(l))
}

func TestATruncatedLogGoesOn(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	id := run(t, eng, "lab:1", "logs", "-rate", "200")
	l := open(t, s, logs.Options{}, id)
	awaitLines(t, l, 50)
	path := strings.TrimSpace(eng.Docker(t, "inspect", "--format", "{{.LogPath}}", id))
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	n := len(said(l))
	awaitLines(t, l, n+50)
}

func TestARotatingLogIsFollowed(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	id := run(t, eng, "--log-opt", "max-size=200k", "--log-opt", "max-file=5", "lab:1", "logs", "-rate", "4000")
	l := open(t, s, logs.Options{}, id)
	awaitLines(t, l, 20_000)
	wantCounting(t, said(l))
}

// crowd starts many containers of the lab image.
func crowd(t testing.TB, eng *realengine.Engine, n int, command ...string) []string {
	t.Helper()
	ids := make([]string, n)
	var work sync.WaitGroup
	for first := range 4 {
		work.Go(func() {
			for i := first; i < n; i += 4 {
				c, err := eng.Client().ContainerCreate(t.Context(), &container.Config{Image: "lab:1", Cmd: command}, nil, nil, nil, "")
				if err == nil {
					err = eng.Client().ContainerStart(t.Context(), c.ID, container.StartOptions{})
				}
				if err != nil {
					t.Errorf("container %d: %v", i, err)
				}
				ids[i] = c.ID
			}
		})
	}
	work.Wait()
	return ids
}

func TestManyContainersAreOneLog(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	ids := crowd(t, eng, 40, "logs", "-rate", "20")
	l := open(t, s, logs.Options{}, ids...)
	await(t, "all is read", func() bool { return l.Snapshot().Read })
	n := l.Snapshot().Len()
	time.Sleep(2 * time.Second)
	snap := l.Snapshot()
	heard := map[int]int{}
	var before time.Time
	late := 0
	snap.All(snap.First(), snap.Next(), func(line lines.Line) bool {
		heard[line.Source]++
		if line.Time.Before(before) {
			late++
		}
		before = line.Time
		return true
	})
	for i := range ids {
		if heard[i] < 30 {
			t.Errorf("%d lines of container %d", heard[i], i)
		}
	}
	if late > snap.Len()/100 {
		t.Errorf("%d of %d lines are out of order", late, snap.Len())
	}
	t.Logf("%d lines at first, %d after 2 s, %d out of order", n, snap.Len(), late)
}

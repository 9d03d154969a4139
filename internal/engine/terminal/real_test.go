package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/terminal"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// seat is a person at a terminal.
type seat struct {
	*terminal.Session
	t     *testing.T
	close context.CancelFunc
	ended chan terminal.End

	mu   sync.Mutex
	text bytes.Buffer
}

func (s *seat) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *seat) seen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func sit(t *testing.T, eng *realengine.Engine, w terminal.Wish) *seat {
	t.Helper()
	session, err := terminal.Open(t.Context(), eng.Client(), w)
	if err != nil {
		t.Fatal(err)
	}
	return take(t, session)
}

// take sits down at an open terminal.
func take(t *testing.T, session *terminal.Session) *seat {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &seat{Session: session, t: t, close: cancel, ended: make(chan terminal.End, 1)}
	var out struct{ *seat }
	out.seat = s
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.ended <- session.Run(ctx, out.seat)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return s
}

func (s *seat) types(text string) { _, _ = s.Session.Write([]byte(text)) }

func (s *seat) awaits(text string) {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(s.seen(), text) {
			return
		}
	}
	s.t.Fatalf("%q never came; the screen has\n%s", text, s.seen())
}

func (s *seat) end() terminal.End {
	s.t.Helper()
	select {
	case e := <-s.ended:
		return e
	case <-time.After(15 * time.Second):
		s.t.Fatalf("it doesn't end; the screen has\n%s", s.seen())
		return terminal.End{}
	}
}

func shop(t *testing.T) *realengine.Engine {
	t.Helper()
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "-d", "--name", "web", "--init", realengine.ShellImage, "sleep", "1000")
	return eng
}

func TestAShellIsTypedInto(t *testing.T) {
	eng := shop(t)
	s := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"sh"}, Cols: 90, Rows: 30})
	s.types("stty size; echo $TERM; pwd\r")
	s.awaits("30 90")
	s.awaits(terminal.Term)
	s.awaits("/root")
	s.Resize(77, 22)
	time.Sleep(100 * time.Millisecond)
	s.types("stty size\r")
	s.awaits("22 77")
	s.types("echo b-$((1+1))\r")
	s.awaits("b-2")
	s.types("\x10") // Ctrl+P fetches the line before
	for end := time.Now().Add(5 * time.Second); strings.Count(s.seen(), "echo b-") < 2; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("Ctrl+P does nothing; the screen has\n%s", s.seen())
		}
	}
	s.types("\x03exit 7\r")
	if e := s.end(); e.Code != 7 || !e.Known || e.Err != nil {
		t.Errorf("it ended with %+v", e)
	}
}

func TestUserAndFolder(t *testing.T) {
	eng := shop(t)
	s := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"sh", "-c", "id; pwd"}, User: "app", Dir: "/tmp"})
	if e := s.end(); e.Code != 0 || !strings.Contains(s.seen(), "uid=1000(app)") || !strings.Contains(s.seen(), "/tmp\r\n") {
		t.Errorf("it ended with %+v and\n%s", e, s.seen())
	}
}

func TestWhatCantBeOpenedSaysWhy(t *testing.T) {
	eng := shop(t)
	eng.Docker(t, "run", "-d", "--name", "bare", "lab:1", "sleep")
	eng.Docker(t, "run", "-d", "--name", "frozen", realengine.ShellImage, "sleep", "1000")
	eng.Docker(t, "pause", "frozen")
	eng.Docker(t, "create", "--name", "still", realengine.ShellImage)
	eng.Docker(t, "run", "-d", "--name", "again", "--restart", "always", realengine.ShellImage, "false")
	sh := []string{"sh"}
	for _, c := range []struct {
		wish   terminal.Wish
		reason terminal.Reason
		what   string
	}{
		{terminal.Wish{Container: "gone", Command: sh}, terminal.ReasonGone, ""},
		{terminal.Wish{Container: "gone"}, terminal.ReasonGone, ""},
		{terminal.Wish{Container: "still", Command: sh}, terminal.ReasonNotRunning, ""},
		{terminal.Wish{Container: "still"}, terminal.ReasonNotRunning, ""},
		{terminal.Wish{Container: "frozen", Command: sh}, terminal.ReasonPaused, ""},
		{terminal.Wish{Container: "frozen"}, terminal.ReasonPaused, ""},
		{terminal.Wish{Container: "bare", Command: sh}, terminal.ReasonNoProgram, "sh"},
		{terminal.Wish{Container: "web", Command: []string{"/bin/zsh"}}, terminal.ReasonNoProgram, "/bin/zsh"},
		{terminal.Wish{Container: "web", Command: []string{"/etc/passwd"}}, terminal.ReasonNotExecutable, "/etc/passwd"},
		{terminal.Wish{Container: "web", Command: []string{"/tmp"}}, terminal.ReasonNotExecutable, "/tmp"},
		{terminal.Wish{Container: "web", Command: sh, User: "nobody2"}, terminal.ReasonNoUser, "nobody2"},
		{terminal.Wish{Container: "web", Command: sh, User: "root:nogroup2"}, terminal.ReasonNoUser, "root:nogroup2"},
		{terminal.Wish{Container: "web", Command: sh, User: "99999999999"}, terminal.ReasonNoUser, "99999999999"},
		{terminal.Wish{Container: "web", Command: sh, Dir: "/nope"}, terminal.ReasonNoFolder, "/nope"},
		{terminal.Wish{Container: "web", Command: sh, Dir: "nope"}, terminal.ReasonNoFolder, "nope"},
	} {
		t.Run(fmt.Sprint(c.wish), func(t *testing.T) {
			var failed *terminal.Error
			session, err := terminal.Open(t.Context(), eng.Client(), c.wish)
			if err == nil {
				var out bytes.Buffer
				errors.As(session.Run(t.Context(), &out).Err, &failed)
				if out.Len() > 0 {
					t.Errorf("the screen has %q", out.String())
				}
			} else {
				errors.As(err, &failed)
			}
			if failed == nil || !errors.Is(failed, c.reason) || failed.What != c.what || failed.Container != c.wish.Container {
				t.Errorf("%#v (%v)", failed, err)
			}
		})
	}
}

func TestAProgramThatBeginsLikeARefusalIsShown(t *testing.T) {
	eng := shop(t)
	for _, more := range []int{1, 5000} {
		text := "OCI runtime exec failed: " + strings.Repeat("x", more)
		s := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"sh", "-c", "echo '" + text + "'"}})
		if e := s.end(); e.Err != nil || !strings.Contains(s.seen(), text) {
			t.Errorf("it ended with %+v, shown %d bytes", e, len(s.seen()))
		}
	}
}

func TestClosingLeavesNothingRunning(t *testing.T) {
	eng := shop(t)
	for _, c := range []struct {
		name string
		wish terminal.Wish
		do   string
		sees string
	}{
		{"a shell", terminal.Wish{Command: []string{"sh"}}, "echo a-$((1+1))\r", "a-2"},
		{"a half-typed line", terminal.Wish{Command: []string{"sh"}}, "echo a-$((1+1))\rrm -rf ", "rm -rf "},
		{"a full-screen program", terminal.Wish{Command: []string{"sh"}}, "vi /etc/passwd\r", "nobody"},
		{"a pager", terminal.Wish{Command: []string{"sh"}}, "top\r", "Load average"},
		{"another user's", terminal.Wish{Command: []string{"sh"}, User: "app"}, "cat /etc/group -\r", "nogroup"},
		{"no shell", terminal.Wish{Command: []string{"cat"}}, "hello\r", "hello\r\nhello"},
		{"several of them", terminal.Wish{Command: []string{"sh"}}, "sleep 987 & sleep 986\r", "sleep 986"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.wish.Container = "web"
			other := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"sh"}})
			other.types("echo other-$((1+1))\r")
			other.awaits("other-2")
			s := sit(t, eng, c.wish)
			s.types(c.do)
			s.awaits(c.sees)
			s.close()
			if e := s.end(); !errors.Is(e.Err, terminal.ReasonClosed) {
				t.Errorf("it ended with %+v", e)
			}
			left := eng.Docker(t, "top", "web", "-eo", "pid,args")
			if strings.Count(left, "\n") != 3 { // a title, --init, sleep and the other shell
				t.Errorf("these still run, and only one shell should:\n%s", left)
			}
			other.types("echo still-$((1+1))\r")
			other.awaits("still-2")
			other.close()
			other.end()
		})
	}
}

func TestAProgramWithoutAShellIsAskedToEnd(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "bare", "lab:1", "sleep")
	s := sit(t, eng, terminal.Wish{Container: "bare", Command: []string{"/lab", "sleep"}})
	time.Sleep(200 * time.Millisecond)
	s.close() // by Ctrl+C: there is no shell that could send HUP
	s.end()
	if left := eng.Docker(t, "top", "bare", "-eo", "pid,args"); strings.Count(left, "\n") != 1 {
		t.Errorf("it still runs:\n%s", left)
	}
}

func TestWhatRuns(t *testing.T) {
	eng := shop(t)
	s := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"/bin/sh"}})
	s.types("echo a-$((1+1))\r")
	s.awaits("a-2")
	running := func() string {
		t.Helper()
		list, err := s.Running(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(list, "; ")
	}
	if got := running(); got != "" {
		t.Errorf("at the prompt %q runs", got)
	}
	s.types("sleep 500 | cat &\rvi /etc/passwd\r")
	s.awaits("nobody")
	if got := running(); got != "sleep 500; cat; vi /etc/passwd" {
		t.Errorf("%q runs", got)
	}
	own := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"cat"}})
	time.Sleep(200 * time.Millisecond)
	if list, err := own.Running(t.Context()); err != nil || strings.Join(list, "; ") != "cat" {
		t.Errorf("%q runs, %v", list, err)
	}
}

func TestTheContainerDies(t *testing.T) {
	eng := shop(t)
	s := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"sh"}})
	s.types("echo a-$((1+1))\r")
	s.awaits("a-2")
	eng.Docker(t, "kill", "web")
	if e := s.end(); !errors.Is(e.Err, terminal.ReasonStopped) {
		t.Errorf("it ended with %+v", e)
	}
}

func TestTheContainerIsRemoved(t *testing.T) {
	eng := shop(t)
	s := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"sh"}})
	s.types("echo a-$((1+1))\r")
	s.awaits("a-2")
	eng.Docker(t, "rm", "-f", "web")
	e := s.end()
	if !errors.Is(e.Err, terminal.ReasonGone) && !errors.Is(e.Err, terminal.ReasonStopped) {
		t.Errorf("it ended with %+v", e)
	}
}

func TestTheEngineDies(t *testing.T) {
	eng := realengine.Start(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "-d", "--name", "web", realengine.ShellImage, "sleep", "1000")
	s := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"sh"}})
	s.types("echo a-$((1+1))\r")
	s.awaits("a-2")
	eng.Kill(t)
	if e := s.end(); !errors.Is(e.Err, terminal.ReasonLost) {
		t.Errorf("it ended with %+v", e)
	}
	eng.Resume(t)
}

func TestAttaching(t *testing.T) {
	eng := shop(t)
	t.Run("with a terminal", func(t *testing.T) {
		eng.Docker(t, "run", "-dit", "--name", "talks", realengine.ShellImage, "sh")
		s := sit(t, eng, terminal.Wish{Container: "talks", Cols: 66, Rows: 20})
		s.types("stty size; echo a-$((1+1))\r")
		s.awaits("a-2")
		s.awaits("20 66")
		s.close()
		if e := s.end(); !errors.Is(e.Err, terminal.ReasonClosed) {
			t.Errorf("it ended with %+v", e)
		}
		if got := eng.Docker(t, "inspect", "-f", "{{.State.Running}}", "talks"); got != "true" {
			t.Error("closing the terminal ended the container's own program")
		}
		again := sit(t, eng, terminal.Wish{Container: "talks"})
		again.types("exit 5\r")
		if e := again.end(); e.Code != 5 || !e.Known || e.Err != nil {
			t.Errorf("it ended with %+v", e)
		}
	})
	t.Run("without one", func(t *testing.T) {
		eng.Docker(t, "run", "-di", "--name", "plain", realengine.ShellImage, "sh", "-c", "while read x; do echo got $x; echo bad $x >&2; done")
		s := sit(t, eng, terminal.Wish{Container: "plain"})
		if s.Tty || s.Deaf {
			t.Errorf("tty %v, deaf %v", s.Tty, s.Deaf)
		}
		s.types("one\n")
		s.awaits("got one\r\n")
		s.awaits("bad one\r\n")
	})
	t.Run("one that reads nothing", func(t *testing.T) {
		s := sit(t, eng, terminal.Wish{Container: "web"})
		s.types("x\n")
		if !s.Deaf {
			t.Error("it is said to read")
		}
	})
}

func TestShells(t *testing.T) {
	eng := shop(t)
	eng.Docker(t, "run", "-d", "--name", "bare", "lab:1", "sleep")
	eng.Docker(t, "create", "--name", "still", "-e", "PATH=/nowhere:/bin", realengine.ShellImage)
	eng.Docker(t, "create", "--name", "elsewhere", "-e", "PATH=/sbin", realengine.ShellImage)
	eng.Docker(t, "exec", "web", "sh", "-c", "ln -s /bin/nothing /bin/bash; mkdir /bin/zsh; echo x > /usr; ln -s sh /bin/fish")
	for name, want := range map[string]string{
		"web":   "[{fish /bin/fish} {sh /bin/sh} {ash /bin/ash}]",
		"still": "[{sh /bin/sh} {ash /bin/ash}]",
		"bare":  "[]", "elsewhere": "[]",
	} {
		shells, err := terminal.Shells(t.Context(), eng.Client(), name)
		if err != nil || fmt.Sprint(shells) != want {
			t.Errorf("%s: %v %v, want %s", name, shells, err, want)
		}
	}
	if _, err := terminal.Shells(t.Context(), eng.Client(), "gone"); !errors.Is(err, terminal.ReasonGone) {
		t.Errorf("gone: %v", err)
	}
}

func TestAProgramThatPrintsAndOneThatDoesntRead(t *testing.T) {
	eng := shop(t)
	s := sit(t, eng, terminal.Wish{Container: "web", Command: []string{"sh", "-c", "head -c 10000000 /dev/zero | tr '\\0' x; sleep 100"}})
	s.types(strings.Repeat("y", 1<<20))
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end) && len(s.seen()) < 10_000_000; {
		time.Sleep(20 * time.Millisecond)
	}
	if n := len(s.seen()); n < 10_000_000 {
		t.Errorf("only %d bytes came", n)
	}
	begun := time.Now()
	s.close()
	s.end()
	if took := time.Since(begun); took > 6*time.Second {
		t.Errorf("closing took %v", took)
	}
}

func TestAHelperContainer(t *testing.T) {
	eng := shop(t)
	eng.Docker(t, "run", "-d", "--name", "bare", "lab:1", "serve")
	open := func(image string) (*terminal.Session, error) {
		return terminal.OpenHelper(t.Context(), eng.Client(), terminal.Wish{Container: "bare", Cols: 90, Rows: 30}, image)
	}
	all := func() string { return eng.Docker(t, "ps", "-a", "--format", "{{.Image}}") }
	before := all()

	session, err := open(realengine.ShellImage)
	if err != nil {
		t.Fatal(err)
	}
	s := take(t, session)
	s.types("ps -o args; wget -q -O - localhost/env | head -c 4; stty size\r")
	s.awaits("/lab serve") // its processes
	s.awaits("PATH")       // its network
	s.awaits("30 90")
	if list, err := s.Running(t.Context()); err != nil || len(list) > 0 {
		t.Errorf("%q runs, %v", list, err)
	}
	s.types("sleep 400\r")
	s.awaits("sleep 400\r\n")
	time.Sleep(100 * time.Millisecond)
	if list, err := s.Running(t.Context()); err != nil || strings.Join(list, "; ") != "sleep 400" {
		t.Errorf("%q runs, %v", list, err)
	}
	s.close()
	s.end()
	gone := func() bool { return all() == before }
	for end := time.Now().Add(5 * time.Second); !gone() && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
	}
	if !gone() {
		t.Errorf("closed, it leaves\n%s", all())
	}

	if session, err = open(realengine.ShellImage); err != nil {
		t.Fatal(err)
	}
	s = take(t, session)
	s.types("exit 4\r")
	if e := s.end(); e.Code != 4 || !e.Known || e.Err != nil {
		t.Errorf("it ended with %+v", e)
	}
	if _, err := open("lab:1"); !errors.Is(err, terminal.ReasonNoProgram) {
		t.Errorf("an image without a shell: %v", err)
	}
	if _, err := open("none:1"); !errors.Is(err, terminal.ReasonNoImage) {
		t.Errorf("no image: %v", err)
	}
	eng.Docker(t, "stop", "-t", "0", "bare")
	if _, err := open(realengine.ShellImage); !errors.Is(err, terminal.ReasonNotRunning) {
		t.Errorf("a container that doesn't run: %v", err)
	}
	for end := time.Now().Add(5 * time.Second); !gone() && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
	}
	if !gone() {
		t.Errorf("failures leave\n%s", all())
	}
}

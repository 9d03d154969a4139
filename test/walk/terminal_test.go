package walk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// look leaves a picture of a window where DOCKDESK_LOOK says.
func look(t *testing.T, w *window.Window, name string) {
	t.Helper()
	if dir := os.Getenv("DOCKDESK_LOOK"); dir != "" {
		w.Screenshot(filepath.Join(dir, name+".png"))
	}
}

// prints waits for a row of a terminal.
func prints(w *window.Window, text string) {
	w.WaitFor(func(t window.Tree) bool {
		for _, c := range t.Controls {
			if strings.HasPrefix(c.ID, "terminal.") && strings.Contains(c.ID, ".screen:") && c.Visible && strings.Contains(c.Text, text) {
				return true
			}
		}
		return false
	}, "\""+text+"\" in the terminal")
}

// screenRow is the row of a terminal that says just that.
func screenRow(t window.Tree, text string) (window.Control, bool) {
	for _, c := range t.Controls {
		if strings.Contains(c.ID, ".screen:") && c.Visible && c.Text == text {
			return c, true
		}
	}
	return window.Control{}, false
}

func enter(w *window.Window, line string) {
	w.Type(line)
	w.Key("Return")
}

func TestAPersonWorksInAShell(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "-d", "--init", "--name", "web", realengine.ShellImage, "sleep", "1000")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("web"), "web")
	w.Click("containers.detail.tab.terminal")
	w.WaitFor(sees("terminal.shell.sh"), "the shells that web has")
	w.Click("terminal.shell.sh")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("terminal.command")
		return ok && c.Text == "docker exec -it -e TERM=xterm-256color web sh"
	}, "the command")
	look(t, w, "terminal-form")
	w.Click("terminal.open")
	prints(w, "#")
	enter(w, "echo a-$((1+2))")
	prints(w, "a-3")

	// Tab completes, Ctrl+C interrupts, Ctrl+R searches: none is the window's.
	w.Type("cat /etc/pass")
	w.Key("Tab", "Return")
	prints(w, "root:x:0:0")
	enter(w, "sleep 500")
	w.Key("ctrl+c")
	enter(w, "echo b-$((1+3))")
	prints(w, "b-4")
	w.Key("ctrl+r")
	w.Type("a-")
	w.Key("Return")
	prints(w, "a-3")
	enter(w, "clear; ls -l --color=always /")
	prints(w, "bin")
	look(t, w, "terminal-shell")

	// Input stays live while a program prints as fast as it can.
	enter(w, "yes $((7*11))")
	prints(w, "77")
	w.Key("ctrl+c")
	enter(w, "echo d-$((1+5))")
	prints(w, "d-6")

	// Two clicks take a word, the wheel scrolls back, typing leads to the end.
	word := strings.Repeat("w", 90)
	enter(w, "clear; echo "+word)
	w.WaitFor(func(t window.Tree) bool { _, ok := screenRow(t, word); return ok }, "the word in a row of its own")
	row, _ := screenRow(w.Tree(), word)
	w.DoubleClick(row.ID)
	w.Key("ctrl+shift+c")
	enter(w, "echo e-$((1+6)) # ")
	prints(w, "e-7")
	w.Type("echo f")
	w.Key("ctrl+shift+v", "Return")
	prints(w, "f"+word)
	enter(w, "clear; seq 200")
	prints(w, "200")
	w.Scroll("terminal.1.screen", -10)
	prints(w, "170")
	w.Type("#")
	prints(w, "200")
	w.Key("Return")

	w.Click("containers.detail.taller")
	enter(w, "vi /etc/passwd")
	prints(w, "app:x:1000")
	prints(w, "- /etc/passwd")
	w.Key("G", "o")
	w.Type("new:x:1")
	w.Key("Escape")
	prints(w, "new:x:1")
	look(t, w, "terminal-vi")
	time.Sleep(300 * time.Millisecond) // vi takes Esc and a quick key for one
	enter(w, ":q!")
	enter(w, "echo c-$((1+4))")
	prints(w, "c-5")
	enter(w, "top")
	prints(w, "Load average")
	look(t, w, "terminal-top")

	// Two at once, and the first goes on meanwhile.
	w.Click("terminal.new")
	w.WaitFor(sees("terminal.open"), "the form for another")
	w.Click("terminal.open")
	prints(w, "#")
	enter(w, "tty")
	prints(w, "/dev/pts/1")
	w.Click("terminal.1.tab")
	prints(w, "Load average")

	// Closing one that runs something asks; closing one at its prompt doesn't.
	w.Click("terminal.close")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("confirm.words")
		return ok && strings.Contains(c.Text, "top")
	}, "the question")
	look(t, w, "terminal-close")
	w.Click("confirm.cancel")
	w.WaitGone("confirm.words")
	w.Click("terminal.close")
	w.WaitFor(sees("confirm.do"), "the question again")
	w.Click("confirm.do")
	prints(w, "/dev/pts/1")
	w.Click("terminal.close")
	w.WaitFor(sees("terminal.open"), "the form")
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		left := eng.Docker(t, "top", "web", "-eo", "pid,args")
		if strings.Count(left, "\n") == 2 { // a title, --init and sleep
			break
		}
		if time.Now().After(end) {
			t.Fatalf("these still run:\n%s", left)
		}
	}
}

func TestATerminalSaysWhyItEnds(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "-d", "--init", "--name", "web", realengine.ShellImage, "sleep", "1000")
	w := window.Start(t, window.Options{Engine: eng, Args: []string{"--theme", "dark"}})
	w.WaitFor(shows("web"), "web")
	w.Click("containers.detail.tab.terminal")
	w.WaitFor(sees("terminal.shell.sh"), "the shells that web has")
	w.Click("terminal.user")
	w.Type("nobody2")
	w.Click("terminal.open")
	prints(w, "web knows no user called nobody2.")
	w.Click("terminal.close")
	w.Click("terminal.user")
	w.Key("ctrl+a", "BackSpace")
	w.Click("terminal.open")
	prints(w, "#")
	enter(w, "exit 3")
	prints(w, "ended with exit code 3.")
	w.Click("terminal.again")
	prints(w, "#")
	w.Key("ctrl+Tab")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Focused()
		return !ok || !strings.HasPrefix(c.ID, "terminal.2")
	}, "the keyboard elsewhere")
	eng.Docker(t, "kill", "web")
	prints(w, "web stopped, and the terminal with it.")
	look(t, w, "terminal-stopped")
}

func TestAnImageWithoutAShellIsExplainedAndHelped(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "tag", realengine.ShellImage, "busybox:1")
	eng.Docker(t, "run", "-d", "--name", "bare", "lab:1", "serve")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("bare"), "bare")
	w.Click("containers.detail.tab.terminal")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("terminal.note")
		return ok && strings.Contains(c.Text, "bare has no shell")
	}, "why there is no shell")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("terminal.command")
		return ok && strings.HasSuffix(c.Text, "--entrypoint sh busybox:1")
	}, "the helper's command")
	look(t, w, "terminal-helper")
	w.Click("terminal.open")
	prints(w, "#")
	enter(w, "ps -o args; wget -q -O - localhost/env | head -c 4; ls /proc/1/root/lab")
	prints(w, "/lab serve")
	prints(w, "/proc/1/root/lab")
	w.Click("terminal.close")
	w.WaitFor(hides("busybox"), "the helper gone")
}

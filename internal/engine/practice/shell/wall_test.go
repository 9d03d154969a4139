package shell_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lonely is a host without a network.
type lonely struct{}

func (lonely) Hostname() string              { return "box" }
func (lonely) Now() time.Time                { return time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC) }
func (lonely) Processes() []shell.Proc       { return []shell.Proc{{PID: 1, User: "root", Command: "sh"}} }
func (lonely) Addresses() []string           { return []string{"172.17.0.2"} }
func (lonely) Lookup(string) (string, error) { return "", errors.New("bad address") }
func (lonely) Signal(int, string) error      { return errors.New("no such process") }
func (lonely) Serve(shell.Server)            {}
func (lonely) Limits() (int64, float64)      { return 1 << 30, 2 }
func (lonely) Log(string)                    {}
func (lonely) Retitle(int, string)           {}
func (lonely) Terminal(int) *shell.TTY       { return nil }
func (lonely) Begin(shell.Proc, *shell.TTY, func(string, int)) (int, func()) {
	return 2, func() {}
}
func (lonely) Fetch(context.Context, string, int, string) (shell.Page, error) {
	return shell.Page{}, errors.New("refused")
}

func system() *files.FS {
	base := map[string]*files.File{}
	for _, dir := range []string{"/", "/bin", "/tmp", "/root", "/etc"} {
		base[dir] = &files.File{Mode: fs.ModeDir | 0o755}
	}
	for _, name := range shell.Names() {
		base["/bin/"+name] = &files.File{Mode: 0o755}
	}
	base["/etc/passwd"] = &files.File{Mode: 0o644, Data: []byte("root:x:0:0:made up:/root:/bin/sh\n")}
	return files.New(base, time.Now)
}

func process(fsys *files.FS, args ...string) (*shell.Process, *bytes.Buffer) {
	var out bytes.Buffer
	return &shell.Process{Files: fsys, Host: lonely{}, Args: args, Env: []string{"PATH=/bin"}, Dir: "/", Stdout: &out, Stderr: &out}, &out
}

func run(t *testing.T, script string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	p, out := process(system(), "sh", "-c", script)
	code, err := p.Run(ctx)
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return out.String(), code
}

func TestNoScriptReachesThisComputersFiles(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret.sh")
	if err := os.WriteFile(secret, []byte("echo REACHED\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, script := range []string{
		"cat SECRET", "cat < SECRET", ". SECRET", "source SECRET", "SECRET", "sh SECRET", "exec SECRET", "command SECRET",
		"command . SECRET", "builtin source SECRET", "eval '. SECRET'", "eval \"cat <SECRET\"", "cd DIR && cat secret.sh", "cd DIR; ./secret.sh", "cd DIR && echo REACHED",
		"[ -e SECRET ] && echo REACHED", "test -x SECRET && echo REACHED", "[[ -f SECRET ]] && echo REACHED", "[ -O SECRET ] && echo REACHED",
		"for f in DIR/*; do [ \"$f\" = SECRET ] && echo REACHED; done", "echo DIR/* | grep -q secret && echo REACHED", "ls DIR", "ls -la DIR/..", "find DIR",
		"PATH=DIR secret.sh", "PATH=DIR; secret.sh", "PATH=DIR command -v secret.sh && echo REACHED", "PATH=DIR; type secret.sh && echo REACHED", "PATH=DIR; hash secret.sh && echo REACHED",
		"head SECRET", "grep . SECRET", "cp SECRET /tmp/x && cat /tmp/x", "read x < SECRET; echo $x", "mapfile a < SECRET; echo ${a[0]}", "x=$(<SECRET); eval \"$x\"",
		"trap '. SECRET' EXIT", "dd if=SECRET", "f() { . SECRET; }; f", "cat <(cat SECRET)", "env SECRET", "xargs SECRET", "(cd DIR; . ./secret.sh)", "pushd DIR && echo REACHED",
		"[ SECRET -nt /etc/passwd ] && echo REACHED", "exec < SECRET; cat", "PATH=DIR; . secret.sh", "alias x='. SECRET'; x",
	} {
		script = strings.NewReplacer("SECRET", secret, "DIR", dir).Replace(script)
		if out, _ := run(t, script); strings.Contains(out, "REACHED") || strings.Contains(out, "secret.sh\n") && strings.HasPrefix(script, "ls") {
			t.Errorf("%s reached it:\n%s", script, out)
		}
	}
}

func TestNoScriptWritesToThisComputer(t *testing.T) {
	dir := t.TempDir()
	for _, script := range []string{
		"echo x > DIR/made", "echo x >> DIR/made", "touch DIR/made", "mkdir DIR/made", "mkdir -p DIR/a/b && echo x > DIR/a/b/made", "cp /etc/passwd DIR/made",
		"echo x | tee DIR/made", "ln -s /etc/passwd DIR/made", "mv /etc/passwd DIR/made", "cat <(echo x)", "cat > >(cat)", "TMPDIR=DIR; cat <(echo x)",
		"TMPDIR=DIR sh -c 'cat <(echo x)'", "eval 'cat <(echo x)'", "x='cat <(echo x)'; eval $x", "trap 'cat <(echo x)' EXIT", "{ echo x; } 2> DIR/made", "exec > DIR/made; echo x",
		"dd if=/dev/zero of=DIR/made bs=1 count=1", "wget -O DIR/made http://localhost", "umask 0; :> DIR/made",
	} {
		run(t, strings.ReplaceAll(script, "DIR", dir))
		if in, err := os.ReadDir(dir); err != nil || len(in) > 0 {
			t.Fatalf("%s left %v (%v)", script, in, err)
		}
	}
}

func TestNoProgramOfThisComputerRuns(t *testing.T) {
	t.Setenv("PATH", os.Getenv("PATH"))
	for _, script := range []string{"/bin/uname -v", "go version", "/usr/bin/env go version", "exec go version", "command go version", "PATH=" + os.Getenv("PATH") + " go version"} {
		if out, code := run(t, script); strings.Contains(out, "go1") || code == 0 && !strings.HasPrefix(script, "/bin/uname") {
			t.Errorf("%s ran: %s", script, out)
		}
	}
	if out, _ := run(t, "echo $HOME $UID $TMPDIR; env"); strings.Contains(out, "nowhere\n") && strings.Contains(out, "TMPDIR=") {
		t.Errorf("the wall can be seen: %s", out)
	}
}

func TestTheShellDoesWhatAShellDoes(t *testing.T) {
	for _, tc := range []struct {
		script, want string
		code         int
	}{
		{"echo hello", "hello\n", 0},
		{"cat /etc/passwd", "root:x:0:0:made up:/root:/bin/sh\n", 0},
		{"echo a > /tmp/x; echo b >> /tmp/x; cat /tmp/x", "a\nb\n", 0},
		{"mkdir /tmp/d; cd /tmp/d; pwd; touch f; ls", "/tmp/d\nf\n", 0},
		{"mkdir /tmp/d; cd /tmp/d; echo a > f; sh -c 'cat f; cat < f; [ -e f ] && echo there'; ls /tmp/d", "a\na\nthere\nf\n", 0},
		{"head -c 4 /dev/zero | tr '\\0' x", "xxxx", 0},
		{"umask; mkfifo /tmp/p; chmod 4750 /etc/passwd; chown 7:8 /etc/passwd; stat -c '%a %u:%g' /etc/passwd; find /tmp -type p", "0022\n4750 7:8\n/tmp/p\n", 0},
		{"mkdir /tmp/t; echo a > /tmp/t/x; tar c -C /tmp t | tar t; tar cf /tmp/a.tar -C /tmp t; mkdir /tmp/u; tar xf /tmp/a.tar -C /tmp/u; cat /tmp/u/t/x", "t/\nt/x\na\n", 0},
		{"for i in 3 1 2; do echo $i; done | sort | head -2", "1\n2\n", 0},
		{"yes | head -1", "y\n", 0},
		{"nosuch", "sh: nosuch: not found\n", 127},
		{"/etc/passwd", "sh: /etc/passwd: Permission denied\n", 126},
		{"exit 4", "", 4},
		{"cat /nosuch", "cat: can't open '/nosuch': No such file or directory\n", 1},
		{"cat < /nosuch", "sh: can't open /nosuch: No such file or directory\n", 1},
		{"x=1; export y=2; sh -c 'echo [$x] [$y]'", "[] [2]\n", 0},
		{"echo 'echo from a script' > /tmp/s; . /tmp/s", "from a script\n", 0},
		{"printf '#!/bin/sh\\necho script $1\\n' > /tmp/s; chmod +x /tmp/s; /tmp/s one", "script one\n", 0},
		{"command -v ls", "/bin/ls\n", 0},
		{"ls /tmp /nosuch > /dev/null 2>&1; echo $?", "1\n", 0},
		{"echo hello world | wc -w", "2\n", 0},
		{"echo one two | cut -d' ' -f2", "two\n", 0},
		{"echo hello | sed 's/l\\(.\\)o/L\\1O/'", "heLlO\n", 0},
		{"ln -s /etc/passwd /tmp/l; readlink /tmp/l; wc -l < /tmp/l", "/etc/passwd\n1\n", 0},
		{"rm /etc; rm -r /etc; ls /etc", "rm: '/etc' is a directory\nls: /etc: No such file or directory\n", 1},
		{"hostname; whoami; id -u", "box\nroot\n0\n", 0},
		{"date", "Thu Jan  2 03:04:05 UTC 2025\n", 0},
		{"ping -c1 nobody", "ping: bad address 'nobody'\n", 1},
	} {
		if out, code := run(t, tc.script); out != tc.want || code != tc.code {
			t.Errorf("%s gives %d\n%q, want %d\n%q", tc.script, code, out, tc.code, tc.want)
		}
	}
}

func TestACommandEndsWhenItIsToldTo(t *testing.T) {
	for _, script := range []string{"sleep infinity", "while true; do :; done", "yes > /dev/null", "tail -f /etc/passwd", "sleep 100 & wait", "sleep 100 | cat"} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		p, _ := process(system(), "sh", "-c", script)
		done := make(chan struct{})
		go func() { defer close(done); _, _ = p.Run(ctx) }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Errorf("%s goes on", script)
		}
		cancel()
	}
}

func TestATerminalEchoesEditsAndRemembers(t *testing.T) {
	var out bytes.Buffer
	tty := shell.NewTTY(&out)
	tty.Feed([]byte("ehco\x7f\x7f\x7fcho one\r"))
	tty.Feed([]byte("\x1b[A\r\x04"))
	for _, want := range []string{"echo one\n", "echo one\n"} {
		if line, err := tty.ReadLine(); line != want || err != nil {
			t.Errorf("it reads %q, %v", line, err)
		}
	}
	if _, err := tty.ReadLine(); err == nil {
		t.Error("Ctrl+D is no end")
	}
	if !strings.Contains(out.String(), "\b \b") {
		t.Errorf("it echoes %q", out.String())
	}
}

// Package runform proves that the run form's spec, its command and its request
// are one thing: the real docker command, fed through a real shell with exactly
// the text that the window shows, sends the request that DockDesk sends and
// makes the container that DockDesk makes.
//
// DOCKDESK_RUNFORM=full looks at hundreds of containers instead of dozens.
package runform

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine/request"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/specs"
)

func TestMain(m *testing.M) { realengine.Main(m, goleak.IgnoreCurrent()) }

// count is how many containers a test looks at.
func count(some, all int) int {
	if os.Getenv("DOCKDESK_RUNFORM") == "full" {
		return all
	}
	return some
}

// cliCommand is the docker command that is installed.
type cliCommand struct {
	path    string
	version [3]int
}

var installed = sync.OnceValues(func() (cliCommand, error) {
	path, err := exec.LookPath("docker")
	if err != nil {
		return cliCommand{}, err
	}
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return cliCommand{}, err
	}
	c := cliCommand{path: path, version: [3]int{math.MaxInt}} // one without a number is taken for new
	_, _ = fmt.Sscanf(string(out), "Docker version %d.%d.%d", &c.version[0], &c.version[1], &c.version[2])
	return c, nil
})

func docker(t *testing.T) cliCommand {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("docker run -t wants a terminal, which these tests can make only on Linux")
	}
	c, err := installed()
	if err == nil {
		_, err = exec.LookPath("bash")
	}
	if err != nil {
		if os.Getenv("DOCKDESK_NO_SKIP") == "1" {
			t.Fatal(err)
		}
		t.Skip("no docker command and no bash here to prove it with: ", err)
	}
	return c
}

// atLeast reports whether the docker command is this one or a newer one.
func (c cliCommand) atLeast(version string) bool {
	var v [3]int
	_, _ = fmt.Sscanf(version, "%d.%d.%d", &v[0], &v[1], &v[2])
	return slices.Compare(c.version[:], v[:]) >= 0
}

// knows reports whether the docker command has every flag that a spec needs.
func (c cliCommand) knows(s spec.RunSpec) bool {
	for _, tok := range runcommand.Run(s, runcommand.Style{Long: true}).Tokens {
		if name, ok := strings.CutPrefix(tok.Text, "--"); ok {
			name, _, _ = strings.Cut(name, "=")
			if f, ok := runcommand.FlagByName(name); ok && f.Docker != "" && !c.atLeast(f.Docker) {
				return false
			}
		}
	}
	return true
}

// stage is the folder that commands are typed in, with the files they name.
type stage struct {
	dir   string
	world specs.World
	env   []string
}

func newStage(t *testing.T) stage {
	t.Helper()
	s := stage{dir: t.TempDir()}
	write := func(name, text string) string {
		path := filepath.Join(s.dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("relative.env", "RELATIVE=yes\n")
	s.world = specs.World{
		Images:     []string{"lab:1", "lab-web:1", "lab"},
		EnvFiles:   []string{write("a file.env", "# comment\nFROM_FILE=it's $HOME \nHANDED_ON\nUNSET_ANYWHERE\n  LEADING=x\n"), "relative.env"},
		LabelFiles: []string{write("labels", "from.file=yes\nempty\n")},
		Profiles:   []string{write("profile.json", "{\n  \"defaultAction\": \"SCMP_ACT_ALLOW\"\n}\n")},
		EnvNames:   []string{"HANDED_ON", "UNSET_ANYWHERE"},
	}
	s.env = []string{"HANDED_ON=from here: it's $HOME", "HOME=" + s.dir, "LC_ALL=C.UTF-8", "PATH=" + filepath.Dir(mustPath(t)) + ":/usr/bin:/bin"}
	return s
}

func mustPath(t *testing.T) string { return docker(t).path }

// local is the same computer as DockDesk sees it.
func (s stage) local() request.Local {
	return request.Local{
		Dir: s.dir, ReadFile: os.ReadFile,
		LookupEnv: func(name string) (string, bool) {
			for _, e := range s.env {
				if key, value, _ := strings.Cut(e, "="); key == name {
					return value, true
				}
			}
			return "", false
		},
	}
}

// typed is a text typed into bash on the stage. Its input is a terminal.
func (s stage) typed(ctx context.Context, t *testing.T, text string, env ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(ctx, "bash", "--norc", "--noprofile", "-c", text)
	cmd.Dir = s.dir
	cmd.Env = append(slices.Clone(s.env), env...)
	terminal, err := openTerminal()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.close()
	if terminal.slave != nil {
		cmd.Stdin = terminal.slave
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

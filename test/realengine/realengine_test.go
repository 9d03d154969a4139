//go:build linux

package realengine

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
)

// ownerEnv makes the test binary a process that owns an engine and waits to be
// killed.
const ownerEnv = "DOCKDESK_TEST_OWN_AN_ENGINE"

func TestMain(m *testing.M) {
	if os.Getenv(ownerEnv) != "" {
		ownAnEngine()
	}
	Main(m)
}

func ownAnEngine() {
	eng, err := Launch(context.Background())
	if err == nil {
		_, err = eng.Command(context.Background(), "run", "-d", "lab:1", "ignoreterm").Output()
	}
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	os.Stdout.WriteString(eng.root + " " + strconv.Itoa(eng.supervisor.Process.Pid) + "\n")
	time.Sleep(time.Minute)
}

func TestARunningContainerIsReachedInTheEnginesNetwork(t *testing.T) {
	eng := Start(t)
	eng.Docker(t, "run", "-d", "--name", "web", "-p", "8080:80", "-v", "files:/data", "lab-web:1")

	if page := eng.Fetch(t, "http://127.0.0.1:8080/env"); !strings.Contains(page, "GREETING=hello") {
		t.Errorf("the published port answers %q", page)
	}
	if exec.CommandContext(t.Context(), mustLab(t), "get", "http://127.0.0.1:8080/").Run() == nil {
		t.Error("the published port is open outside of the engine's network")
	}
	if got := eng.Docker(t, "exec", "web", "/lab", "health", "/lab"); got != "well" {
		t.Errorf("the lab program in the container says %q", got)
	}
	awaitState(t, eng, "web", func(s *container.State) bool { return s.Health.Status == container.Healthy })
}

func TestTwoEnginesDoNotSeeEachOther(t *testing.T) {
	one, two := Start(t), Start(t)
	for _, eng := range []*Engine{one, two} {
		// The same name, the same port.
		eng.Docker(t, "run", "-d", "--name", "web", "-p", "8080:80", "lab-web:1")
	}
	a, b := one.Fetch(t, "http://127.0.0.1:8080/"), two.Fetch(t, "http://127.0.0.1:8080/")
	if a == b {
		t.Errorf("both engines answer %q", a)
	}
}

func TestAnEngineComesBackAfterACrashAndAfterAStop(t *testing.T) {
	eng := Start(t)
	for name, end := range map[string]func(testing.TB){"crash": eng.Kill, "stop": eng.Stop} {
		eng.Docker(t, "run", "-d", "--name", name, "--restart", "always", "lab:1")
		end(t)
		if _, err := eng.Client().Ping(t.Context()); err == nil {
			t.Errorf("%s: the engine still answers", name)
		}
		eng.Resume(t)
		awaitState(t, eng, name, func(s *container.State) bool { return s.Running })
	}
}

func TestASharedEngineIsCleanForTheNextTest(t *testing.T) {
	t.Run("one leaves things behind", func(t *testing.T) {
		eng := Shared(t)
		eng.Docker(t, "network", "create", "n")
		eng.Docker(t, "volume", "create", "files")
		eng.Docker(t, "tag", "lab:1", "mine:1")
		eng.Docker(t, "run", "-d", "--network", "n", "-v", "files:/files", "lab:1", "ignoreterm")
		eng.Docker(t, "run", "--name", "work", "lab:1", "write", "/file", "1k")
		eng.Docker(t, "commit", "work")
		eng.Docker(t, "rmi", "-f", "lab-web:1")
	})
	t.Run("the next finds nothing", func(t *testing.T) {
		eng := Shared(t)
		for what, want := range map[string]string{
			"ps -aq":                          "",
			"volume ls -q":                    "",
			"network ls -q -f type=custom":    "",
			"images --format {{.Repository}}": "lab lab-web",
		} {
			got := strings.Fields(eng.Docker(t, strings.Fields(what)...))
			slices.Sort(got)
			if strings.Join(got, " ") != want {
				t.Errorf("docker %s says %q, want %q", what, got, want)
			}
		}
	})
}

func TestClosingLeavesNothing(t *testing.T) {
	eng, err := Launch(t.Context())
	failOrSkip(t, err)
	eng.Docker(t, "run", "-d", "-p", "80", "lab-web:1")
	if err := eng.Close(); err != nil {
		t.Fatal(err)
	}
	wantNothingLeft(t, eng.root)
}

func TestAnEngineEndsWithItsOwner(t *testing.T) {
	owner, root, _ := startOwner(t)
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait()
	wantNothingLeft(t, root)
}

func TestTheNextEngineRemovesOneWhoseSupervisorWasKilledToo(t *testing.T) {
	owner, root, supervisor := startOwner(t)
	if err := errors.Join(syscall.Kill(supervisor, syscall.SIGKILL), owner.Process.Kill()); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait()
	if len(processes(root)) == 0 {
		t.Fatal("nothing is left over, so this test shows nothing")
	}
	long := time.Now().Add(-time.Hour)
	if err := os.Chtimes(root, long, long); err != nil {
		t.Fatal(err)
	}
	Start(t)
	wantNothingLeft(t, root)
}

func TestAnEngineInUseIsNoLeftover(t *testing.T) {
	eng := Start(t)
	long := time.Now().Add(-time.Hour)
	if err := os.Chtimes(eng.root, long, long); err != nil {
		t.Fatal(err)
	}
	sweepLeftovers()
	if _, err := eng.Client().Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// startOwner starts a process with an engine in which a container runs.
func startOwner(t *testing.T) (owner *exec.Cmd, root string, supervisor int) {
	t.Helper()
	failOrSkip(t, available())
	owner = exec.Command("/proc/self/exe")
	owner.Env = append(os.Environ(), ownerEnv+"=1")
	var complaint strings.Builder
	owner.Stderr = &complaint
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = owner.Wait()
		t.Fatalf("the owner has no engine: %v %s", err, complaint.String())
	}
	root, pid, _ := strings.Cut(strings.TrimSpace(line), " ")
	if supervisor, err = strconv.Atoi(pid); err != nil {
		t.Fatal(err)
	}
	return owner, root, supervisor
}

// wantNothingLeft gives the supervisor a moment, then looks for processes,
// mounts, files and control groups.
func wantNothingLeft(t *testing.T, root string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); len(leftOf(t, root)) > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("left over of the engine in %s: %v", root, leftOf(t, root))
		}
	}
}

func leftOf(t *testing.T, root string) (left []string) {
	t.Helper()
	for _, pid := range processes(root) {
		left = append(left, "process "+strconv.Itoa(pid))
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(mounts), root) {
		left = append(left, "a mount")
	}
	if _, err := os.Stat(root); err == nil {
		left = append(left, "files")
	}
	groups, _ := filepath.Glob("/sys/fs/cgroup/*/" + filepath.Base(root))
	return append(left, groups...)
}

func awaitState(t *testing.T, eng *Engine, name string, is func(*container.State) bool) {
	t.Helper()
	var found container.InspectResponse
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var err error
		if found, err = eng.Client().ContainerInspect(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		if is(found.State) {
			return
		}
	}
	t.Fatalf("%s stays in %+v", name, found.State)
}

func mustLab(t *testing.T) string {
	t.Helper()
	lab, err := labBinary()
	if err != nil {
		t.Fatal(err)
	}
	return lab
}

//go:build unix

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// wantReason asserts why a connection can't be made, and that the error says
// where to.
func wantReason(t *testing.T, options engine.Options, want engine.Reason) *engine.ConnectError {
	t.Helper()
	e, err := engine.Connect(t.Context(), options)
	if err == nil {
		e.Close()
		t.Errorf("there is a connection, want: %s", want)
		return nil
	}
	var failure *engine.ConnectError
	if !errors.Is(err, want) || !errors.As(err, &failure) {
		t.Errorf("got: %v, want: %s", err, want)
		return nil
	}
	if failure.Endpoint != "" && !strings.Contains(err.Error(), failure.Endpoint) {
		t.Errorf("%q doesn't say where", err)
	}
	return failure
}

func TestNothingAtTheSocket(t *testing.T) {
	cleanEnvironment(t)
	missing := "unix://" + filepath.Join(t.TempDir(), "docker.sock")
	wantReason(t, engine.Options{Host: missing}, engine.ReasonNoSocket)
	t.Setenv("PATH", t.TempDir())
	if failure := wantReason(t, engine.Options{Host: missing}, engine.ReasonNotInstalled); failure.Endpoint != missing {
		t.Errorf("the error is about %q", failure.Endpoint)
	}
}

func TestASocketThatNobodyListensAt(t *testing.T) {
	cleanEnvironment(t)
	path := filepath.Join(t.TempDir(), "docker.sock")
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
	if err != nil {
		t.Fatal(err)
	}
	listener.SetUnlinkOnClose(false)
	_ = listener.Close()
	wantReason(t, engine.Options{Host: "unix://" + path}, engine.ReasonStopped)
	wantReason(t, engine.Options{Host: "tcp://" + freeAddress(t)}, engine.ReasonStopped)
}

// freeAddress is a loopback address that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// connectEnv makes the test binary connect to its value and print the outcome.
const connectEnv = "DOCKDESK_TEST_CONNECT"

func connectAndTell(host string) {
	_, err := engine.Connect(context.Background(), engine.Options{Host: host, ConfigDir: "/nonexistent"})
	fmt.Println(errors.Is(err, engine.ReasonPermission), err)
	os.Exit(0)
}

func TestASocketThatThisUserMayNotUse(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not root, so it can't become another user")
	}
	real := realengine.Shared(t)
	// The test binary lies where only its owner may go.
	dir, err := os.MkdirTemp("", "connect")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "connect")
	if err := errors.Join(os.WriteFile(copied, program, 0o755), os.Chmod(copied, 0o755), os.Chmod(dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), copied)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), connectEnv+"="+real.Host())
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "true ") {
		t.Errorf("another user gets %v: %s", err, out)
	}
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	configDir := cleanEnvironment(t)
	wantReason(t, engine.Options{Host: "unix:///s", Context: "c"}, engine.ReasonSettings)
	wantReason(t, engine.Options{Host: "gopher://lab"}, engine.ReasonSettings)
	wantReason(t, engine.Options{Host: "fd://3"}, engine.ReasonSettings)
	wantReason(t, engine.Options{Host: "ssh://me:secret@lab"}, engine.ReasonSettings)
	wantReason(t, engine.Options{Host: "unix:///" + strings.Repeat("long", 50)}, engine.ReasonSettings)
	if failure := wantReason(t, engine.Options{Context: "nowhere"}, engine.ReasonUnknownContext); failure.Context != "nowhere" {
		t.Errorf("the error is about context %q", failure.Context)
	}
	writeFile(t, filepath.Join(configDir, "config.json"), `{"currentContext": 7}`)
	wantReason(t, engine.Options{}, engine.ReasonSettings)
}

func TestASilentEngine(t *testing.T) {
	cleanEnvironment(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0") // accepts in the kernel, and that is all
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	silent := engine.Options{Host: "tcp://" + listener.Addr().String()}

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := engine.Connect(ctx, silent); !errors.Is(err, engine.ReasonTimeout) {
		t.Errorf("got: %v", err)
	}

	ctx, cancel = context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err = engine.Connect(ctx, silent)
	var failure *engine.ConnectError
	if !errors.Is(err, context.Canceled) || errors.As(err, &failure) {
		t.Errorf("giving up is no failure, got: %v", err)
	}
}

// The fakes below stand for what no real engine at hand is: very old, very new,
// or no engine at all.

// fakeEngine answers pings as an engine does that has the API versions from
// oldest to newest, and counts requests.
type fakeEngine struct {
	oldest, newest atomic.Pointer[string]
	requests       atomic.Int32
	lastHeader     atomic.Pointer[http.Header]
}

func (f *fakeEngine) speak(oldest, newest string) { f.oldest.Store(&oldest); f.newest.Store(&newest) }

func (f *fakeEngine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.requests.Add(1)
	f.lastHeader.Store(&r.Header)
	w.Header().Set("Api-Version", *f.newest.Load())
	if version, _, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v"), "/"); ok && version != "" && version < *f.oldest.Load() {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"message":"client version %s is too old. Minimum supported API version is %s"}`, version, *f.oldest.Load())
		return
	}
	_, _ = io.WriteString(w, "OK")
}

func startFake(t *testing.T, oldest, newest string) (*fakeEngine, engine.Options) {
	t.Helper()
	fake := &fakeEngine{}
	fake.speak(oldest, newest)
	return fake, serve(t, fake)
}

func serve(t *testing.T, handler http.Handler) engine.Options {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return engine.Options{Host: strings.Replace(server.URL, "http", "tcp", 1)}
}

func TestTheAPIVersionFitsBothSides(t *testing.T) {
	cases := map[string]struct {
		oldest, newest string
		setting        string // DOCKER_API_VERSION
		used           string
		reason         engine.Reason
	}{
		"the oldest that will do":         {oldest: "1.12", newest: "1.41", used: "1.41"},
		"too old":                         {oldest: "1.12", newest: "1.40", reason: engine.ReasonTooOld},
		"newer than we know":              {oldest: "1.44", newest: "1.99", used: "1.51"},
		"too new":                         {oldest: "1.60", newest: "1.99", reason: engine.ReasonTooNew},
		"the setting is the most":         {oldest: "1.24", newest: "1.51", setting: "1.45", used: "1.45"},
		"the setting as older users do":   {oldest: "1.24", newest: "1.51", setting: "v1.45", used: "1.45"},
		"the setting is more than it has": {oldest: "1.12", newest: "1.41", setting: "1.45", used: "1.41"},
		"the setting is more than we do":  {oldest: "1.24", newest: "1.99", setting: "1.77", used: "1.51"},
		"the setting is too low for us":   {oldest: "1.12", newest: "1.51", setting: "1.40", reason: engine.ReasonVersionSetting},
		"the setting is too low for it":   {oldest: "1.46", newest: "1.51", setting: "1.45", reason: engine.ReasonVersionSetting},
		"the setting is nonsense":         {oldest: "1.24", newest: "1.51", setting: "new", reason: engine.ReasonVersionSetting},
		"no version at all":               {newest: "", reason: engine.ReasonNotDocker},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			cleanEnvironment(t)
			t.Setenv("DOCKER_API_VERSION", c.setting)
			_, options := startFake(t, c.oldest, c.newest)
			if c.reason != "" {
				wantReason(t, options, c.reason)
				return
			}
			if got := connect(t, options).Client().ClientVersion(); got != c.used {
				t.Errorf("version %s is in use, want %s", got, c.used)
			}
		})
	}
}

func TestTheRealEngineIsUsedWithASetVersion(t *testing.T) {
	real := realengine.Shared(t)
	cleanEnvironment(t)
	for _, setting := range []string{"1.41", "1.51"} {
		t.Setenv("DOCKER_API_VERSION", setting)
		if _, err := connect(t, engine.Options{Host: real.Host()}).Info(t.Context()); err != nil {
			t.Errorf("DOCKER_API_VERSION=%s: %v", setting, err)
		}
	}
}

func TestAnUpgradedEngineIsTalkedToInItsNewVersion(t *testing.T) {
	cleanEnvironment(t)
	fake, options := startFake(t, "1.24", "1.41")
	e := connect(t, options)
	before := e.Client()
	if err := e.Ping(t.Context()); err != nil || e.Client() != before {
		t.Errorf("an unchanged engine changes the client: %v", err)
	}
	fake.speak("1.44", "1.48")
	if err := e.Ping(t.Context()); err != nil || e.Client().ClientVersion() != "1.48" {
		t.Errorf("version %s is in use: %v", e.Client().ClientVersion(), err)
	}
}

func TestConnectingTakesOneRoundTrip(t *testing.T) {
	cleanEnvironment(t)
	fake, options := startFake(t, "1.24", "1.41")
	connect(t, options)
	if got := fake.requests.Load(); got != 1 {
		t.Errorf("connecting takes %d requests", got)
	}
}

func TestConfiguredHeadersAreSent(t *testing.T) {
	configDir := cleanEnvironment(t)
	writeFile(t, filepath.Join(configDir, "config.json"), `{"HttpHeaders":{"X-Desk":"seven"}}`)
	fake, options := startFake(t, "1.24", "1.41")
	e := connect(t, options)
	if got := fake.lastHeader.Load().Get("X-Desk"); got != "seven" {
		t.Errorf("the first request has %q", got)
	}
	_, _ = e.Client().Ping(t.Context())
	if got := fake.lastHeader.Load().Get("X-Desk"); got != "seven" {
		t.Errorf("the client's requests have %q", got)
	}
}

func TestWhatIsNoDockerEngine(t *testing.T) {
	cleanEnvironment(t)
	for _, answer := range []string{
		"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
		"SSH-2.0-OpenSSH_9.2\r\n",
	} {
		wantReason(t, engine.Options{Host: "tcp://" + say(t, answer)}, engine.ReasonNotDocker)
	}
	wantReason(t, engine.Options{Host: "tcp://" + say(t, "")}, engine.ReasonUnreachable)
	wantReason(t, engine.Options{Host: "tcp://no-such-name.invalid:2375"}, engine.ReasonUnreachable)
}

// say listens, and answers the first request of each connection with a text.
func say(t *testing.T, text string) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() {
		_ = listener.Close()
		<-ended
	})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = io.WriteString(conn, text)
			_ = conn.Close()
		}
	}()
	return listener.Addr().String()
}

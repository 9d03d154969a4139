package reach_test

import (
	"context"
	"net"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/engine/reach"
	help "github.com/dockdesk/dockdesk/internal/help/reach"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// within dials from the engine's network, where published ports are reached. The
// thread that went there is never used again.
func within(eng *realengine.Engine) reach.Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		type result struct {
			conn net.Conn
			err  error
		}
		done := make(chan result)
		go func() {
			runtime.LockOSThread() // and never unlocked, so that the thread ends with the goroutine
			file, err := os.Open(eng.Namespace())
			if err == nil {
				err = unix.Setns(int(file.Fd()), unix.CLONE_NEWNET)
				_ = file.Close()
			}
			if err != nil {
				done <- result{err: err}
				return
			}
			conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
			done <- result{conn, err}
		}()
		r := <-done
		return r.conn, r.err
	}
}

func reacher(eng *realengine.Engine) *reach.Reach {
	return reach.New(func() (reach.API, string, error) { return eng.Client(), eng.Host(), nil })
}

func idOf(t *testing.T, eng *realengine.Engine, name string) string {
	if name == "" {
		return ""
	}
	return eng.Docker(t, "inspect", "-f", "{{.Id}}", name)
}

// setup is a way in the scene, what is to be said of it, and the address that is
// really tried: that of the verdict if it is whole, else try.
type setup struct {
	name   string
	from   string // "" is the engine's computer
	to     string
	port   int
	called string
	others bool
	id     string
	whole  bool
	try    string
}

// The scene: callers on each network, and servers that can be reached or not.
const (
	calls  = " lab-shell:1 sleep 1d"
	serves = " lab:1 serve -addr :80"
)

var sceneNetworks = []string{"shop", "blog", "--internal inner", "-o com.docker.network.bridge.enable_icc=false apart"}

var scene = []string{
	"run -d --name onbridge" + calls, "run -d --name onshop --network shop" + calls, "run -d --name oninner --network inner" + calls,
	"run -d --name onapart --network apart" + calls, "run -d --name onhost --network host" + calls,
	"run -d --name plain" + serves, "run -d --name web --network shop --network-alias front" + serves, "run -d --name page --network blog" + serves,
	"run -d --name odd --network shop -p 8082:80 lab:1 serve -addr :3000", "run -d --name shy --network shop -p 8083:80 lab:1 serve -addr 127.0.0.1:80",
	"run -d --name hidden --network inner -p 8084:80" + serves, "run -d --name kept --network apart" + serves, "run -d --name held --network shop" + serves,
	"run -d --name hosted --network host lab:1 serve -addr :8090", "run -d --name hostshy --network host lab:1 serve -addr 127.0.0.1:8091",
	"run -d --name alone --network none" + serves, "create --name off -p 8085:80" + serves,
	"run -d --name open -p 8080:80" + serves, "run -d --name local -p 127.0.0.1:8081:80" + serves, "run -d --name mute -p 8086:80 lab:1 sleep",
}

// later are made when the scene is there.
var later = []string{"run -d --name linked --link plain:friend" + calls, "run -d --name guest --network container:onshop lab:1 serve -addr 127.0.0.1:81", "pause held"}

var setups = []setup{
	{name: "same network", from: "onshop", to: "web", port: 80, id: "reached", whole: true},
	{name: "other network", from: "onshop", to: "page", port: 80, id: "other-network", try: "page:80"},
	{name: "default bridge by name", from: "onbridge", to: "plain", port: 80, id: "no-names", try: "plain:80"},
	{name: "default bridge by address", from: "onbridge", to: "plain", port: 80, called: "@address", id: "reached", whole: true},
	{name: "default bridge by link", from: "linked", to: "plain", port: 80, called: "friend", id: "reached", whole: true},
	{name: "wrong port", from: "onshop", to: "odd", port: 80, id: "wrong-port", try: "odd:80"},
	{name: "loopback listener", from: "onshop", to: "shy", port: 80, id: "loopback", try: "shy:80"},
	{name: "internal network, from within", from: "oninner", to: "hidden", port: 80, id: "reached", whole: true},
	{name: "internal network, from this computer", to: "hidden", port: 80, id: "internal", try: "127.0.0.1:8084"},
	{name: "host, from this computer", to: "hosted", port: 8090, id: "reached", whole: true},
	{name: "host, from a container", from: "onbridge", to: "hosted", port: 8090, id: "reached", whole: true},
	{name: "host, from an internal network", from: "oninner", to: "hosted", port: 8090, id: "reached", whole: true},
	{name: "host, for itself only, from a container", from: "onbridge", to: "hostshy", port: 8091, id: "loopback", try: "172.17.0.1:8091"},
	{name: "host, for itself only, from this computer", to: "hostshy", port: 8091, id: "reached", whole: true},
	{name: "from host", from: "onhost", to: "web", port: 80, id: "reached", whole: true},
	{name: "none", to: "alone", port: 80, id: "no-network", try: "127.0.0.1:80"},
	{name: "none, from a container", from: "onshop", to: "alone", port: 80, id: "no-network", try: "alone:80"},
	{name: "alias", from: "onshop", to: "web", port: 80, called: "front", id: "reached", whole: true},
	{name: "no such alias", from: "onshop", to: "web", port: 80, called: "shopfront", id: "name", try: "shopfront:80"},
	{name: "stopped", to: "off", port: 80, id: "stopped", try: "127.0.0.1:8085"},
	{name: "not published", to: "plain", port: 80, id: "not-published", try: "127.0.0.1:80"},
	{name: "published", to: "open", port: 80, id: "reached", whole: true},
	{name: "published on 127.0.0.1", to: "local", port: 80, id: "reached", whole: true},
	{name: "published on 127.0.0.1, for another computer", to: "local", port: 80, others: true, id: "here-only", try: "172.17.0.1:8081"},
	{name: "published, and listens to itself", to: "shy", port: 80, id: "loopback", try: "127.0.0.1:8083"},
	{name: "published, to the wrong port", to: "odd", port: 80, id: "wrong-port", try: "127.0.0.1:8082"},
	{name: "published, no server", to: "mute", port: 80, id: "silent", try: "127.0.0.1:8086"},
	{name: "another's network", from: "onshop", to: "guest", port: 81, id: "reached", whole: true},
	{name: "apart", from: "onapart", to: "kept", port: 80, id: "apart", try: "kept:80"},
	{name: "paused", from: "onshop", to: "held", port: 80, id: "paused"},
}

// What is said of a way is held against what happens when it is really gone.
func TestVerdictsAreWhatARealKnockFinds(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	for _, n := range sceneNetworks {
		eng.Docker(t, append([]string{"network", "create"}, strings.Fields(n)...)...)
	}
	t.Run("scene", func(t *testing.T) {
		for _, line := range scene {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				eng.Docker(t, strings.Fields(line)...)
			})
		}
	})
	for _, line := range later {
		eng.Docker(t, strings.Fields(line)...)
	}
	r := reacher(eng)
	t.Run("ways", func(t *testing.T) {
		for _, s := range setups {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				v := judged(t, eng, r, s)
				if v.ID != s.id || (v.State == help.Whole) != s.whole {
					t.Fatalf("the verdict is %s (%s): %s. %s", v.ID, v.State, v.Title, v.Words)
				}
				at := s.try
				if s.whole {
					at = v.Call()
				}
				if at == "" {
					return
				}
				k := knocked(t, eng, r, s, at)
				if (k.Outcome == way.Answers) != s.whole {
					t.Errorf("%s: %q, and the knock at %s says %+v", v.ID, v.Title, at, k)
				}
				t.Logf("%s; %s: %s %s", v.Title, at, k.Outcome, k.HTTP)
			})
		}
	})
	if left := eng.Docker(t, "ps", "-aq", "--filter", "label="+object.HelperLabel); left != "" {
		t.Errorf("helpers are left: %s", left)
	}
}

// judged asks until the program inside has begun to listen.
func judged(t *testing.T, eng *realengine.Engine, r *reach.Reach, s setup) help.Verdict {
	t.Helper()
	var v help.Verdict
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		f, err := r.Facts(t.Context(), reach.Wish{From: idOf(t, eng, s.from), To: idOf(t, eng, s.to)})
		if err != nil {
			t.Fatal(err)
		}
		q := help.Question{Facts: f, Port: way.Port{Number: s.port, Proto: "tcp"}, Name: s.called, Others: s.others}
		if s.called == "@address" {
			q.Name = f.To.Places[0].IPv4
		}
		if v = help.Judge(q); v.ID == s.id {
			return v
		}
	}
	return v
}

func knocked(t *testing.T, eng *realengine.Engine, r *reach.Reach, s setup, at string) way.Knock {
	t.Helper()
	host, port, err := net.SplitHostPort(at)
	n, _ := net.LookupPort("tcp", port)
	if err != nil {
		t.Fatal(err)
	}
	if s.from == "" && !s.others {
		return reach.Knock(t.Context(), within(eng), host, n)
	}
	from := s.from
	if s.others { // a container is another computer to this one
		from = "onbridge"
	}
	k, err := r.KnockFrom(t.Context(), idOf(t, eng, from), host, n)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// The kernel's books, the container's own cat and a helper say the same.
func TestWhoListensIsReadInThreeWays(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "network", "create", "shop")
	eng.Docker(t, "run", "-d", "--name", "bare", "--network", "shop", "lab:1", "serve", "-addr", "127.0.0.1:81")
	eng.Docker(t, "run", "-d", "--name", "able", "--network", "shop", "lab-shell:1", "httpd", "-f", "-p", "82")
	remote := reach.New(func() (reach.API, string, error) { return eng.Client(), "tcp://far.example:2375", nil })
	want := func(address string, port int) []way.Listener {
		return []way.Listener{{Address: netip.MustParseAddr(address), Port: way.Port{Number: port, Proto: "tcp"}}}
	}
	for _, c := range []struct {
		name, container string
		r               *reach.Reach
		helper          bool
		looked          way.Looked
		listeners       []way.Listener
	}{
		{"the kernel's books", "bare", reacher(eng), false, way.Kernel, want("127.0.0.1", 81)},
		{"its own cat", "able", remote, false, way.Inside, want("::", 82)},
		{"nobody", "bare", remote, false, way.NotLooked, nil},
		{"a helper", "bare", remote, true, way.Helper, want("127.0.0.1", 81)},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f way.Facts
			for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
				var err error
				f, err = c.r.Facts(t.Context(), reach.Wish{To: idOf(t, eng, c.container), Helper: c.helper})
				if err != nil {
					t.Fatal(err)
				}
				if len(f.Listeners) > 0 || c.looked == way.NotLooked {
					break
				}
			}
			if f.Looked != c.looked || !slices.Equal(f.Listeners, c.listeners) {
				t.Errorf("looked by %q: %v (%s)", f.Looked, f.Listeners, f.Refused)
			}
			if c.looked == way.Helper && f.Image != realengine.ShellImage {
				t.Errorf("the helper was made from %q", f.Image)
			}
		})
	}
}

// One that has no program that could knock gets a helper, which is gone afterwards.
func TestAContainerWithoutProgramsKnocksByAHelper(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "network", "create", "shop")
	eng.Docker(t, "run", "-d", "--name", "caller", "--network", "shop", "lab:1", "sleep")
	eng.Docker(t, "run", "-d", "--name", "web", "--network", "shop", "lab:1", "serve", "-addr", ":80")
	r := reacher(eng)
	s := setup{from: "caller", to: "web", port: 80, id: "reached"}
	v := judged(t, eng, r, s)
	k := knocked(t, eng, r, s, v.Call())
	if k.Outcome != way.Answers || k.Image != realengine.ShellImage || strings.Join(k.Words, " ") != "docker run --rm --network container:caller --entrypoint timeout lab-shell:1 4 nc -w 3 web 80" {
		t.Errorf("%+v", k)
	}
	if k := knocked(t, eng, r, s, "web:81"); k.Outcome != way.Refused {
		t.Errorf("a port at which nobody listens: %+v", k)
	}
	if names := eng.Docker(t, "ps", "-a", "--format", "{{.Names}}"); strings.Contains(names, "dockdesk") {
		t.Errorf("a helper is left: %s", names)
	}
}

func TestAskingEndsWithItsContext(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "-d", "--name", "web", "lab:1", "sleep")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reacher(eng).Facts(ctx, reach.Wish{To: idOf(t, eng, "web")}); err == nil {
		t.Error("the facts came all the same")
	}
	if k, err := reacher(eng).KnockFrom(ctx, idOf(t, eng, "web"), "web", 80); err == nil {
		t.Errorf("it knocked all the same: %+v", k)
	}
	if k := reach.Knock(ctx, nil, "127.0.0.1", 1); k.Outcome == way.Answers {
		t.Errorf("%+v", k)
	}
}

// What the remedies do, done here by the docker command, makes the way whole.
func TestTheRemediesMendTheWay(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "network", "create", "--internal", "inner")
	eng.Docker(t, "run", "-d", "--name", "hidden", "--network", "inner", "-p", "8084:80", "lab:1", "serve", "-addr", ":80")
	eng.Docker(t, "run", "-d", "--name", "onbridge", "lab-shell:1", "sleep", "1d")
	eng.Docker(t, "run", "-d", "--name", "plain", "lab:1", "serve", "-addr", ":80")
	r := reacher(eng)
	for _, c := range []struct {
		name   string
		broken setup
		words  string // on the remedy
	}{
		{"an internal network", setup{to: "hidden", port: 80, id: "internal"}, "Connect it to bridge as well"},
		{"no names on bridge", setup{from: "onbridge", to: "plain", port: 80, id: "no-names"}, "Make a network and put both on it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := judged(t, eng, r, c.broken)
			if v.ID != c.broken.id || len(v.Remedies) == 0 || v.Remedies[0].Words != c.words {
				t.Fatalf("%s: %+v", v.ID, v.Remedies)
			}
			for _, d := range v.Remedies[0].First {
				switch d.Action {
				case "network.create":
					eng.Docker(t, "network", "create", d.Values["network.name"])
				case "network.connect":
					eng.Docker(t, "network", "connect", d.Values["connect.network"], d.On[0].ID)
				default:
					t.Fatalf("%s is not tried", d.Action)
				}
			}
			mended := c.broken
			mended.id = "reached"
			v = judged(t, eng, r, mended)
			if v.State != help.Whole {
				t.Fatalf("it is still %s: %s", v.ID, v.Title)
			}
			if k := knocked(t, eng, r, mended, v.Call()); k.Outcome != way.Answers {
				t.Errorf("a knock at %s says %+v", v.Call(), k)
			}
		})
	}
}

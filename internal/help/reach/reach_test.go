package reach_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/reach"
)

func listens(address string, port int) way.Listener {
	return way.Listener{Address: netip.MustParseAddr(address), Port: way.Port{Number: port, Proto: "tcp"}}
}

func on(network string, more ...func(*way.Place)) way.Place {
	p := way.Place{Network: network, NetworkID: "n-" + network, Driver: "bridge", Gateway: "172.18.0.1", IPv4: "172.18.0.2", Names: []string{"web", "front"}}
	for _, m := range more {
		m(&p)
	}
	return p
}

func internal(p *way.Place) { p.Internal = true }
func apart(p *way.Place)    { p.Apart = true }
func macvlan(p *way.Place)  { p.Driver, p.Gateway = "macvlan", "" }

func web(places ...way.Place) way.End {
	return way.End{ID: "w", Name: "web", State: object.StateRunning, Net: way.Own, Places: places}
}

func shop(places ...way.Place) *way.End {
	e := web(places...)
	e.ID, e.Name = "s", "shop"
	return &e
}

func at(e way.End, change func(*way.End)) way.End { change(&e); return e }

func door(ip string, public, inside int) func(*way.End) {
	return func(e *way.End) {
		e.Doors = append(e.Doors, way.Door{IP: ip, Public: public, Inside: way.Port{Number: inside, Proto: "tcp"}})
		e.Wished = e.Doors
	}
}

func facts(from *way.End, to way.End, list ...way.Listener) way.Facts {
	return way.Facts{From: from, To: to, Looked: way.Kernel, Listeners: list, Beside: true}
}

var wish = way.Door{IP: "", Public: 8080, Inside: way.Port{Number: 80, Proto: "tcp"}}

func TestEachBrokenLinkIsNamedWithWhatMendsIt(t *testing.T) {
	hears := listens("::", 80)
	alone := func(e *way.End) { e.Net, e.Places = way.None, nil }
	hosted := func(e *way.End) { e.Net, e.Places = way.Host, nil }
	state := func(s object.State) func(*way.End) { return func(e *way.End) { e.State = s } }
	for _, c := range []struct {
		name   string
		q      reach.Question
		id     string
		state  reach.State
		title  string
		broken string // the title of the broken link
		remedy string // on its first button
		call   string
	}{
		{"published", reach.Question{Facts: facts(nil, at(web(on("shop")), door("0.0.0.0", 8080, 80)), hears)}, "reached", reach.Whole, "This computer reaches web at 127.0.0.1:8080", "", "", "127.0.0.1:8080"},
		{"published on an address", reach.Question{Facts: facts(nil, at(web(on("shop")), door("10.0.0.5", 8080, 80)), hears)}, "reached", reach.Whole, "at 10.0.0.5:8080", "", "", "10.0.0.5:8080"},
		{"published for IPv6 only", reach.Question{Facts: facts(nil, at(web(on("shop")), door("::", 8080, 80)), hears)}, "reached", reach.Whole, "at [::1]:8080", "", "", "[::1]:8080"},
		{"published, for others", reach.Question{Facts: facts(nil, at(web(on("shop")), door("0.0.0.0", 8080, 80)), hears), Others: true}, "reached", reach.Whole, "any address of this computer, port 8080", "", "", ""},
		{"on an engine elsewhere", reach.Question{Facts: func() way.Facts {
			f := facts(nil, at(web(on("shop")), door("0.0.0.0", 8080, 80)), hears)
			f.Elsewhere = "box"
			return f
		}()}, "reached", reach.Whole, "at box:8080", "", "", "box:8080"},
		{"for the engine's computer only", reach.Question{Facts: func() way.Facts {
			f := facts(nil, at(web(on("shop")), door("127.0.0.1", 8080, 80)), hears)
			f.Elsewhere = "box"
			return f
		}()}, "here-only", reach.Broken, "Only box can use port 8080", "port 8080", "Open it to other computers", ""},
		{"published for this computer only", reach.Question{Facts: facts(nil, at(web(on("shop")), door("127.0.0.1", 8080, 80)), hears), Others: true}, "here-only", reach.Broken, "Only this computer can use port 8080", "port 8080", "Open it to other computers", ""},
		{"not published", reach.Question{Facts: facts(nil, web(on("shop")), hears)}, "not-published", reach.Broken, "No port of this computer leads to port 80 of web", "no port", "Publish port 80", ""},
		{"not published, and nobody there", reach.Question{Facts: facts(nil, web(on("shop")), listens("0.0.0.0", 3000)), Port: way.Port{Number: 80}}, "not-published", reach.Broken, "port 80 of web", "no port", "Publish port 3000", ""},
		{"listens to itself", reach.Question{Facts: facts(nil, at(web(on("shop")), door("0.0.0.0", 8080, 80)), listens("127.0.0.1", 80))}, "loopback", reach.Broken, "web listens only to itself", "port 80", "Let it listen at 0.0.0.0", "127.0.0.1:8080"},
		{"wrong port", reach.Question{Facts: facts(nil, at(web(on("shop")), door("0.0.0.0", 8080, 80)), listens("0.0.0.0", 3000))}, "wrong-port", reach.Broken, "web listens at port 3000, not at 80", "port 80", "Let 8080 lead to 3000", "127.0.0.1:8080"},
		{"another address", reach.Question{Facts: facts(nil, at(web(on("shop")), door("0.0.0.0", 8080, 80)), listens("172.19.0.9", 80))}, "address", reach.Broken, "another of its addresses", "port 80", "Change its settings", "127.0.0.1:8080"},
		{"its own address", reach.Question{Facts: facts(nil, at(web(on("shop")), door("0.0.0.0", 8080, 80)), listens("172.18.0.2", 80))}, "reached", reach.Whole, "reaches", "", "", "127.0.0.1:8080"},
		{"silent", reach.Question{Facts: facts(nil, at(web(on("shop")), door("0.0.0.0", 8080, 80)))}, "silent", reach.Broken, "Nothing listens in web", "port 80", "Show its log", "127.0.0.1:8080"},
		{"nobody looked", reach.Question{Facts: way.Facts{To: at(web(on("shop")), door("0.0.0.0", 8080, 80))}}, "unsure", reach.Unsure, "not known", "", "", "127.0.0.1:8080"},
		{"internal", reach.Question{Facts: facts(nil, at(web(on("inner", internal)), func(e *way.End) { e.Wished = []way.Door{wish} }), hears)}, "internal", reach.Broken, "Nothing from outside leads into inner", "no port", "Connect it to bridge as well", ""},
		{"macvlan", reach.Question{Facts: facts(nil, web(on("lan", macvlan)), hears)}, "macvlan", reach.Broken, "This computer can't reach a container on lan", "lan", "Copy its address", ""},
		{"macvlan, for others", reach.Question{Facts: facts(nil, web(on("lan", macvlan)), hears), Others: true}, "reached", reach.Whole, "at 172.18.0.2:80", "", "", ""},
		{"none", reach.Question{Facts: facts(nil, at(web(), alone), hears)}, "no-network", reach.Broken, "web has no network", "no port", "Give it a network, and publish port 80", ""},
		{"host", reach.Question{Facts: facts(nil, at(web(), hosted), listens("127.0.0.1", 80))}, "reached", reach.Whole, "at 127.0.0.1:80", "", "", "127.0.0.1:80"},
		{"host, for others", reach.Question{Facts: facts(nil, at(web(), hosted), listens("127.0.0.1", 80)), Others: true}, "loopback", reach.Broken, "web listens only to itself", "port 80", "Let it listen at 0.0.0.0", ""},
		{"stopped", reach.Question{Facts: facts(nil, at(web(on("shop")), state(object.StateExited)))}, "stopped", reach.Broken, "web does not run", "web", "Start it", ""},
		{"created", reach.Question{Facts: facts(shop(on("shop")), at(web(on("shop")), state(object.StateCreated)))}, "stopped", reach.Broken, "web does not run", "web", "Start it", ""},
		{"paused", reach.Question{Facts: facts(nil, at(web(on("shop")), state(object.StatePaused)))}, "paused", reach.Broken, "web is paused", "web", "Let it go on", ""},
		{"restarting", reach.Question{Facts: facts(nil, at(web(on("shop")), state(object.StateRestarting)))}, "restarting", reach.Broken, "web ends again and again", "web", "Show its log", ""},

		{"same network", reach.Question{Facts: facts(shop(on("shop")), web(on("shop")), hears)}, "reached", reach.Whole, "shop reaches web at web:80", "", "", "web:80"},
		{"alias", reach.Question{Facts: facts(shop(on("shop")), web(on("shop")), hears), Name: "FRONT"}, "reached", reach.Whole, "at FRONT:80", "", "", "FRONT:80"},
		{"no such name", reach.Question{Facts: facts(shop(on("shop")), web(on("shop")), hears), Name: "wob"}, "name", reach.Broken, "Nobody on shop is called wob", "wob", "Copy web:80", ""},
		{"by address", reach.Question{Facts: facts(shop(on("bridge")), web(on("bridge")), hears), Name: "172.18.0.2"}, "reached", reach.Whole, "at 172.18.0.2:80", "", "", "172.18.0.2:80"},
		{"linked", reach.Question{Facts: facts(func() *way.End { e := shop(on("bridge")); e.Links = map[string]string{"web": "w"}; return e }(), web(on("bridge")), hears)}, "reached", reach.Whole, "shop reaches web", "", "", "web:80"},
		{"default bridge", reach.Question{Facts: facts(shop(on("bridge")), web(on("bridge")), hears)}, "no-names", reach.Broken, "On bridge, web is not found by its name", "web", "Make a network and put both on it", ""},
		{"also on an own network", reach.Question{Facts: facts(shop(on("bridge"), on("shop")), web(on("bridge"), on("shop")), hears)}, "reached", reach.Whole, "shop reaches web", "", "", "web:80"},
		{"other network", reach.Question{Facts: facts(shop(on("shop")), web(on("blog")), hears)}, "other-network", reach.Broken, "shop and web share no network", "no common network", "Connect shop to blog", ""},
		{"from an own network to the usual one", reach.Question{Facts: facts(shop(on("shop")), web(on("bridge")), hears)}, "other-network", reach.Broken, "share no network", "no common network", "Connect web to shop", ""},
		{"apart", reach.Question{Facts: facts(shop(on("shop", apart)), web(on("shop", apart)), hears)}, "apart", reach.Broken, "shop keeps its containers from each other", "shop", "Make a network for both", ""},
		{"internal, within", reach.Question{Facts: facts(shop(on("inner", internal)), web(on("inner", internal)), hears)}, "reached", reach.Whole, "shop reaches web", "", "", "web:80"},
		{"wrong port, within", reach.Question{Facts: facts(shop(on("shop")), web(on("shop")), listens("0.0.0.0", 3000)), Port: way.Port{Number: 80}}, "wrong-port", reach.Broken, "web listens at port 3000, not at 80", "port 80", "Copy web:3000", "web:80"},
		{"caller stopped", reach.Question{Facts: facts(func() *way.End { e := shop(on("shop")); e.State = object.StateExited; return e }(), web(on("shop")), hears)}, "caller", reach.Broken, "shop does not run", "shop", "Start it", ""},
		{"caller alone", reach.Question{Facts: facts(func() *way.End { e := shop(); e.Net = way.None; return e }(), web(on("shop")), hears)}, "no-network", reach.Broken, "shop has no network", "no network", "Give it a network", ""},
		{"none, within", reach.Question{Facts: facts(shop(on("shop")), at(web(), alone), hears)}, "no-network", reach.Broken, "web has no network", "no port", "Give it a network", ""},
		{"to host", reach.Question{Facts: facts(shop(on("shop")), at(web(), hosted), hears)}, "reached", reach.Whole, "shop reaches web at 172.18.0.1:80", "", "", "172.18.0.1:80"},
		{"to host, for itself only", reach.Question{Facts: facts(shop(on("shop")), at(web(), hosted), listens("127.0.0.1", 80))}, "loopback", reach.Broken, "web listens only to itself", "port 80", "Let it listen at 0.0.0.0", "172.18.0.1:80"},
		{"to host, without a gateway", reach.Question{Facts: facts(shop(on("lan", macvlan)), at(web(), hosted), hears)}, "own-net", reach.Broken, "no way leads there from shop", "host", "Connect it to bridge as well", ""},
		{"from host", reach.Question{Facts: facts(func() *way.End { e := shop(); e.Net = way.Host; return e }(), web(on("shop")), hears)}, "reached", reach.Whole, "shop reaches web at 172.18.0.2:80", "", "", "172.18.0.2:80"},
		{"from host to macvlan", reach.Question{Facts: facts(func() *way.End { e := shop(); e.Net = way.Host; return e }(), web(on("lan", macvlan)), hears)}, "macvlan", reach.Broken, "can't reach a container on lan", "lan", "", ""},
		{"both on host", reach.Question{Facts: facts(func() *way.End { e := shop(); e.Net = way.Host; return e }(), at(web(), hosted), listens("127.0.0.1", 80))}, "reached", reach.Whole, "at 127.0.0.1:80", "", "", "127.0.0.1:80"},
		{"a lent network", reach.Question{Facts: facts(shop(on("shop")), at(web(on("shop")), func(e *way.End) { e.Net, e.Lender, e.LenderID = way.Lent, "shop", "s" }), listens("127.0.0.1", 80))}, "reached", reach.Whole, "at 127.0.0.1:80", "", "", "127.0.0.1:80"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := reach.Judge(c.q)
			if v.ID != c.id || v.State != c.state || !strings.Contains(v.Title, c.title) || v.Call() != c.call {
				t.Errorf("%s %s %q at %q", v.ID, v.State, v.Title, v.Call())
			}
			expectWellDrawn(t, v, c.broken)
			first := ""
			if len(v.Remedies) > 0 {
				first = v.Remedies[0].Words
			}
			if first != c.remedy {
				t.Errorf("the first remedy is %q, want %q", first, c.remedy)
			}
		})
	}
}

// expectWellDrawn holds a verdict against what every one has: five stops, one that
// is broken if any is, nothing whole behind it, and words that are sentences.
func expectWellDrawn(t *testing.T, v reach.Verdict, broken string) {
	t.Helper()
	at, n := "", 0
	for _, l := range v.Chain {
		if l.Title == "" || l.Icon == "" {
			t.Errorf("a link has no words: %+v", l)
		}
		if l.State == reach.Broken {
			at, n = l.Title, n+1
		} else if n > 0 && l.State != reach.Beyond {
			t.Errorf("%s is %s behind what is broken", l.Title, l.State)
		}
	}
	if at != broken || n > 1 || len(v.Chain) != 5 {
		t.Errorf("%q is broken, want %q: %+v", at, broken, v.Chain)
	}
	if !strings.HasSuffix(v.Words, ".") || strings.HasSuffix(v.Title, ".") || strings.Contains(v.Words, "!") {
		t.Errorf("%q: %q", v.Title, v.Words)
	}
	if _, ok := guide.ByID(v.Topic); !ok {
		t.Errorf("%s: the guide has no topic %q", v.ID, v.Topic)
	}
}

func TestRemediesChangeWhatTheySay(t *testing.T) {
	change := func(q reach.Question, s spec.RunSpec) spec.RunSpec {
		reach.Judge(q).Remedies[0].Change(&s)
		return s
	}
	published := spec.RunSpec{Ports: []spec.Port{{HostIP: "127.0.0.1", Host: "8080", Container: "80"}, {Host: "9000", Container: "9000"}}}
	to := at(web(on("shop")), door("127.0.0.1", 8080, 80))

	s := change(reach.Question{Facts: facts(nil, to, listens("0.0.0.0", 3000))}, published)
	if s.Ports[0].Container != "3000" || s.Ports[1].Container != "9000" || published.Ports[0].Container != "80" {
		t.Errorf("to another port: %+v, and before %+v", s.Ports, published.Ports)
	}
	s = change(reach.Question{Facts: facts(nil, to, listens("::", 80)), Others: true}, published)
	if s.Ports[0].HostIP != "" {
		t.Errorf("for others: %+v", s.Ports)
	}
	taken := func(n int) bool { return n == 8080 }
	s = change(reach.Question{Facts: facts(nil, web(on("shop")), listens("::", 80)), Taken: taken}, spec.RunSpec{})
	if len(s.Ports) != 1 || s.Ports[0].String() != "127.0.0.1:8081:80" {
		t.Errorf("published: %v", s.Ports)
	}
	s = change(reach.Question{Facts: facts(nil, web(on("shop")), listens("::", 80)), Others: true}, spec.RunSpec{})
	if len(s.Ports) != 1 || s.Ports[0].String() != "8080:80" {
		t.Errorf("published for others: %v", s.Ports)
	}
	s = change(reach.Question{Facts: facts(nil, to, listens("127.0.0.1", 80))}, spec.RunSpec{
		Command: []string{"serve", "-addr", "127.0.0.1:80", "--host=localhost", "http://localhost:9/x", "localhosts"},
		Env:     []spec.Env{{Key: "BIND_ADDR", Value: "127.0.0.1", HasValue: true}, {Key: "DATABASE", Value: "127.0.0.1:5432", HasValue: true}},
	})
	if got := strings.Join(s.Command, " "); got != "serve -addr 0.0.0.0:80 --host=0.0.0.0 http://localhost:9/x localhosts" || s.Env[0].Value != "0.0.0.0" || s.Env[1].Value != "127.0.0.1:5432" {
		t.Errorf("%s %v", got, s.Env)
	}
	s = change(reach.Question{Facts: facts(nil, at(web(), func(e *way.End) { e.Net, e.Places = way.None, nil }), listens("::", 80))}, spec.RunSpec{Networks: []spec.Network{{Name: "none"}}})
	if len(s.Networks) > 0 || len(s.Ports) != 1 {
		t.Errorf("with a network: %+v", s)
	}
}

func TestWhatAKnockFoundIsSaid(t *testing.T) {
	for _, c := range []struct {
		k    way.Knock
		from string
		want string
	}{
		{way.Knock{Outcome: way.Answers, At: "127.0.0.1:8080", HTTP: "200 OK", Took: 3 * time.Millisecond}, "", "127.0.0.1:8080 answers after 3 ms: HTTP 200 OK."},
		{way.Knock{Outcome: way.Answers, At: "web:80", Took: 1200 * time.Millisecond, By: "wget"}, "shop", "web:80 answers after 1.2 s. wget knocked, inside shop."},
		{way.Knock{Outcome: way.NoName, At: "web:80", By: "nc", Image: "busybox:1"}, "shop", "The name web leads nowhere. shop has no program that could knock, so nc did it in a helper made from busybox:1 that shared its network. It is gone again."},
		{way.Knock{Outcome: way.Empty, At: "127.0.0.1:8080"}, "", "opens and shuts at once"},
		{way.Knock{At: "web:80"}, "shop", "Nobody could knock"},
	} {
		if got := reach.Tried(c.k, c.from); !strings.Contains(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	f := facts(nil, web(on("shop")), listens("::", 80), listens("127.0.0.1", 9000))
	if lines, how := reach.Heard(f); strings.Join(lines, "; ") != "port 80 at every address; port 9000 at 127.0.0.1, for itself only" || how != "Read from this computer's kernel." {
		t.Errorf("%q %q", lines, how)
	}
}

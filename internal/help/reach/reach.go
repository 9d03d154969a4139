// Package reach says whether a container can be reached, and if not, why: it
// walks the way from the caller to the program that should answer, names the
// first link that is broken, and what mends it.
//
// It is a function of plain values: it asks nobody, and knows neither Fyne nor
// the Docker client. Remedies are described, and carried out by others.
package reach

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
)

// Question is who wants to reach what.
type Question struct {
	way.Facts
	Port   way.Port // inside; zero is the likeliest
	Name   string   // by which another container calls it; "" is its own
	Others bool     // another computer calls

	// Taken tells which ports of the engine's computer are in use; nil if nobody
	// knows.
	Taken func(port int) bool
}

// State is how a link of the way is.
type State int

// The states of a link.
const (
	Beyond State = iota // it doesn't matter: the way is broken elsewhere
	Whole
	Broken
	Unsure // nobody knows
)

func (s State) String() string {
	return [...]string{"not reached", "whole", "broken here", "not known"}[s]
}

// Link is one stop on the way.
type Link struct {
	Icon          string
	Title, Detail string
	State         State
}

// Remedy is one way to mend it. The form that it may open is that of On, or of the
// container that is called where that is "".
type Remedy struct {
	diagnosis.Remedy
	On string
}

// Verdict is the answer.
type Verdict struct {
	ID       string // of the cause: "loopback"
	State    State  // Whole, Broken or Unsure
	Title    string // the headline, without a full stop
	Words    string // why, in sentences
	Topic    string
	Chain    []Link
	Remedies []Remedy
	Host     string // what is to be called; "" for nothing that could be tried
	Port     int
	Inside   way.Port // the port that the answer is about
}

// Call is the address that is to be called.
func (v Verdict) Call() string {
	if v.Host == "" {
		return ""
	}
	return net.JoinHostPort(v.Host, strconv.Itoa(v.Port))
}

// Judge answers the question.
func Judge(q Question) Verdict {
	if q.Port.Number == 0 {
		if ports := q.Ports(); len(ports) > 0 {
			q.Port = ports[0]
		}
	}
	if q.Port.Proto == "" {
		q.Port.Proto = "tcp"
	}
	j := &judge{Question: q}
	j.v.Inside = q.Port
	switch {
	case !q.To.Runs():
		j.atRest()
	case q.From == nil:
		j.fromOutside()
	default:
		j.fromContainer()
	}
	j.fill()
	return j.v
}

// judge walks the way.
type judge struct {
	Question
	v     Verdict
	stops []Link // so far
}

// pass goes past a link that is whole.
func (j *judge) pass(icon, title, detail string) {
	j.stops = append(j.stops, Link{icon, title, detail, Whole})
}

// stop ends the way at a link that is broken.
func (j *judge) stop(icon, title, detail, id, headline, words string) {
	j.stops = append(j.stops, Link{icon, title, detail, Broken})
	j.v.ID, j.v.State, j.v.Title, j.v.Words = id, Broken, headline, words
}

func (j *judge) offer(r diagnosis.Remedy) { j.v.Remedies = append(j.v.Remedies, Remedy{Remedy: r}) }

// fill draws what lies beyond the broken link, and says where the cause is
// explained.
func (j *judge) fill() {
	rest := []Link{{Icon: "tag", Title: "its name"}, {Icon: "network", Title: "network"}, {Icon: "container", Title: j.name()}, {Icon: "plug", Title: j.port()}}
	if j.v.State != Whole && len(j.stops) < 5 {
		j.stops = append(j.stops, rest[max(len(rest)-(5-len(j.stops)), 0):]...)
	}
	j.v.Chain = j.stops
	if j.v.Topic == "" {
		j.v.Topic = topics[j.v.ID]
	}
	if j.v.Topic == "" {
		j.v.Topic = "tab.reach"
	}
}

// topics say where a cause is explained at length.
var topics = map[string]string{
	"stopped": "diagnosis.not-running", "paused": "diagnosis.paused", "restarting": "diagnosis.restarting", "not-published": "diagnosis.not-published",
	"loopback": "diagnosis.own-localhost", "no-names": "diagnosis.no-names", "name": "concept.discovery", "wrong-port": "diagnosis.nobody-listens", "silent": "diagnosis.nobody-listens",
	"here-only": "badge.all-addresses", "no-network": "concept.special-networks", "own-net": "concept.special-networks", "internal": "badge.internal", "apart": "concept.bridge",
	"other-network": "concept.network", "macvlan": "concept.macvlan", "address": "diagnosis.nobody-listens", "caller": "diagnosis.not-running",
}

func (j *judge) name() string { return j.To.Name }

// port is the port inside in words.
func (j *judge) port() string { return portWords(j.Port) }

func portWords(p way.Port) string {
	if p.Number == 0 {
		return "a port"
	}
	if p.Proto == "udp" {
		return fmt.Sprintf("port %d (UDP)", p.Number)
	}
	return fmt.Sprintf("port %d", p.Number)
}

// computer is the computer that the engine runs on, in words.
func (j *judge) computer() string {
	if j.Elsewhere != "" {
		return j.Elsewhere
	}
	return "this computer"
}

// caller is the first link.
func (j *judge) caller() Link {
	switch {
	case j.From != nil:
		return Link{"container", j.From.Name, "calls", Whole}
	case j.Others:
		return Link{"network", "another computer", "calls", Whole}
	}
	return Link{"home", "this computer", "calls", Whole}
}

func (j *judge) atRest() {
	j.stops = append(j.stops, j.caller())
	door := Link{Icon: "port", Title: "its port"}
	if j.From != nil {
		door = Link{Icon: "tag", Title: "its name"}
	}
	j.stops = append(j.stops, door, Link{Icon: "network", Title: "network"})
	name, ref := j.name(), object.Ref{Kind: object.KindContainer, ID: j.To.ID}
	switch j.To.State {
	case object.StatePaused:
		j.stop("container", name, "paused", "paused", name+" is paused", "Its programs are held, so whoever calls waits for an answer that doesn't come.")
		j.offer(deed("Let it go on", "play", "container.unpause", ref))
	case object.StateRestarting:
		j.stop("container", name, "restarting", "restarting", name+" ends again and again", "The engine starts it each time, and its program ends before anybody is answered. Its log says why.")
		j.offer(diagnosis.Remedy{Words: "Show its log", Icon: "file", Then: diagnosis.Log, Who: ref})
	case object.StateRemoving, object.StateDead:
		j.stop("container", name, "being removed", "stopped", name+" is being removed", "There is nothing behind its name any more.")
	default:
		j.stop("container", name, "not running", "stopped", name+" does not run", "Nobody is inside. While it does not run it has no address, and none of its ports is open.")
		j.offer(deed("Start it", "play", "container.start", ref))
	}
}

func deed(words, icon, action string, ref object.Ref) diagnosis.Remedy {
	return diagnosis.Remedy{Words: words, Icon: icon, First: []diagnosis.Deed{{Action: action, On: []object.Ref{ref}}}}
}

// arrive is the end of the way: the container and who listens in it. address is
// the one that is called there; own says that the caller is in the same network as
// the program, where a listener for itself hears it too.
func (j *judge) arrive(address string, own bool) {
	detail := address
	if own {
		detail = "the same network"
	}
	j.pass("container", j.name(), detail)
	if j.Looked == way.NotLooked {
		j.stops = append(j.stops, Link{"plug", j.port(), "nobody looked", Unsure})
		j.v.ID, j.v.State = "unsure", Unsure
		j.v.Title = fmt.Sprintf("The way leads to %s; whether somebody listens there is not known", j.name())
		j.v.Words = "All that the engine knows is in order. Who listens inside, it doesn't know, and its books can't be read from here."
		if j.Refused != "" {
			j.v.Words += " " + j.Refused
		}
		return
	}
	deaf, elsewhere := "", ""
	for _, l := range j.Listen(j.Port) {
		switch {
		case own || l.Address.IsUnspecified() || l.Address.String() == address || address == "":
			j.pass("plug", j.port(), "listens at "+place(l))
			j.v.ID, j.v.State = "reached", Whole
			return
		case l.Deaf():
			deaf = place(l)
		default:
			elsewhere = place(l)
		}
	}
	switch {
	case deaf != "":
		j.loopback(deaf, address)
	case elsewhere != "":
		j.stop("plug", j.port(), "listens at "+elsewhere, "address", fmt.Sprintf("%s listens at another of its addresses", j.name()),
			fmt.Sprintf("Its program waits at %s only, and the call arrives at %s. It has to listen at 0.0.0.0, which is all of its addresses.", elsewhere, address))
		j.offer(diagnosis.Remedy{Words: "Change its settings", Icon: "rename", Then: diagnosis.Form, Change: listenEverywhere})
	default:
		j.nobody()
	}
}

// place is where a listener waits, in words.
func place(l way.Listener) string {
	if l.Address.IsUnspecified() {
		return "every address"
	}
	return l.Address.String()
}

func (j *judge) loopback(at, address string) {
	arrives := "its own address"
	if address != "" {
		arrives = address
	}
	j.stop("plug", j.port(), "listens at "+at+" only", "loopback", fmt.Sprintf("%s listens only to itself", j.name()),
		fmt.Sprintf("Inside a container, %s is the container alone. A call from outside arrives at %s, where nobody waits. The program has to listen at 0.0.0.0: an option, a variable or its settings say so.", at, arrives))
	j.offer(diagnosis.Remedy{Words: "Let it listen at 0.0.0.0", Icon: "rename", Then: diagnosis.Form, Change: listenEverywhere})
	j.offer(diagnosis.Remedy{Words: "Show its log", Icon: "file", Then: diagnosis.Log, Who: j.ref()})
}

func (j *judge) ref() object.Ref { return object.Ref{Kind: object.KindContainer, ID: j.To.ID} }

// nobody is at the port. Somebody may be at another.
func (j *judge) nobody() {
	other := j.heard()
	if other.Number == 0 {
		j.stop("plug", j.port(), "nobody listens", "silent", "Nothing listens in "+j.name(),
			"Its program runs, but waits at no port that others can call. It may still be starting, or it is no server at all. Its log may say which.")
		j.offer(diagnosis.Remedy{Words: "Show its log", Icon: "file", Then: diagnosis.Log, Who: j.ref()})
		return
	}
	j.stop("plug", j.port(), "nobody listens", "wrong-port", fmt.Sprintf("%s listens at %s, not at %d", j.name(), portWords(other), j.Port.Number),
		fmt.Sprintf("The call arrives at %s, and nobody is there. Its program waits at %s.", j.port(), portWords(other)))
	if d, ok := j.door(j.Port); ok && j.From == nil {
		j.offer(diagnosis.Remedy{Words: fmt.Sprintf("Let %d lead to %d", d.Public, other.Number), Icon: "port", Then: diagnosis.Form, Change: leadTo(j.Port, other)})
		return
	}
	j.offer(diagnosis.Remedy{Words: fmt.Sprintf("Copy %s:%d", j.name(), other.Number), Icon: "copy", Then: diagnosis.Copy, Value: fmt.Sprintf("%s:%d", j.name(), other.Number)})
}

// heard is the first port at which somebody listens whom others hear; a zero one
// for none.
func (j *judge) heard() way.Port {
	for _, l := range j.Listeners {
		if !l.Deaf() && l.Proto == j.Port.Proto {
			return l.Port
		}
	}
	return way.Port{}
}

// door is the open door that leads to a port: one that more can use before others.
func (j *judge) door(p way.Port) (best way.Door, ok bool) {
	for _, d := range j.To.Doors {
		if d.Inside != p {
			continue
		}
		better := !ok || best.Loopback() && !d.Loopback() || strings.Contains(best.IP, ":") && !strings.Contains(d.IP, ":") && best.Loopback() == d.Loopback()
		if better {
			best, ok = d, true
		}
	}
	return best, ok
}

// reached is the headline of a way that is whole.
func (j *judge) reached(who, call string) {
	if j.v.State != Whole {
		return
	}
	j.v.Title = fmt.Sprintf("%s reaches %s at %s", who, j.name(), call)
	j.v.Words = "Every link is whole. Whether the answer is the right one, only a try tells."
	if j.Port.Proto == "udp" {
		j.v.Words = "Every link is whole. UDP has no handshake, so a knock proves nothing."
	}
}

// publish offers the form with a door for a port.
func (j *judge) publish(p way.Port, fresh bool) {
	want := p.Number
	if want < 1024 {
		want += 8000
	}
	taken := j.Taken
	if taken == nil {
		taken = func(int) bool { return false }
	}
	outside := spec.NextFreePort(want, taken)
	door := spec.Port{Host: strconv.Itoa(outside), Container: strconv.Itoa(p.Number)}
	if p.Proto != "tcp" {
		door.Proto = p.Proto
	}
	if !j.Others && j.Elsewhere == "" {
		door.HostIP = "127.0.0.1" // nobody else asked
	}
	words := fmt.Sprintf("Publish port %d", p.Number)
	if fresh {
		words = fmt.Sprintf("Give it a network, and publish port %d", p.Number)
	}
	j.offer(diagnosis.Remedy{Words: words, Icon: "port", Then: diagnosis.Form, Change: func(s *spec.RunSpec) {
		if fresh {
			s.Networks = nil
		}
		s.Ports = append(slices.Clone(s.Ports), door)
	}})
}

// leadTo changes which port inside a door leads to.
func leadTo(from, to way.Port) func(*spec.RunSpec) {
	return func(s *spec.RunSpec) {
		s.Ports = slices.Clone(s.Ports)
		for i, p := range s.Ports {
			if p.Container == strconv.Itoa(from.Number) && p.Protocol() == from.Proto {
				s.Ports[i].Container = strconv.Itoa(to.Number)
			}
		}
	}
}

// openToAll takes the address from the doors that lead to a port.
func openToAll(inside way.Port) func(*spec.RunSpec) {
	return func(s *spec.RunSpec) {
		s.Ports = slices.Clone(s.Ports)
		for i, p := range s.Ports {
			if p.Container == strconv.Itoa(inside.Number) && p.Protocol() == inside.Proto {
				s.Ports[i].HostIP = ""
			}
		}
	}
}

// listenEverywhere turns what looks like a listening address in the command or
// the variables into 0.0.0.0. The form shows what became of it.
func listenEverywhere(s *spec.RunSpec) {
	s.Command = slices.Clone(s.Command)
	for i, word := range s.Command {
		s.Command[i] = widened(word)
	}
	s.Env = slices.Clone(s.Env)
	for i, e := range s.Env {
		key := strings.ToUpper(e.Key)
		if strings.Contains(key, "HOST") || strings.Contains(key, "BIND") || strings.Contains(key, "LISTEN") || strings.Contains(key, "ADDR") {
			s.Env[i].Value = widened(e.Value)
		}
	}
}

// widened is a word with 0.0.0.0 in the place of an address that is the container
// alone.
func widened(word string) string {
	for _, own := range []string{"127.0.0.1", "localhost", "[::1]"} {
		before, after, found := strings.Cut(word, own)
		ends := after == "" || after[0] == ':' || after[0] == ','
		begins := before == "" || strings.HasSuffix(before, "=") || strings.HasSuffix(before, "/")
		if found && ends && begins && !strings.Contains(before, "://") {
			return before + "0.0.0.0" + after
		}
	}
	return word
}

// isAddress reports whether a name is an address.
func isAddress(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil
}

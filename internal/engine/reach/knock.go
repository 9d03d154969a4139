package reach

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
)

// Dial opens a connection, as net.Dialer does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// How long the parts of a knock may take.
const (
	dialWithin   = 3 * time.Second
	greetWithin  = 300 * time.Millisecond // what speaks first has spoken by then
	answerWithin = 2 * time.Second
)

// Knock tries an address from this computer, once: it connects, waits whether the
// other side hangs up or speaks, and else asks it for the head of a page. A nil
// dial is this computer's own.
func Knock(ctx context.Context, dial Dial, host string, port int) (k way.Knock) {
	began := time.Now()
	k.At = net.JoinHostPort(host, strconv.Itoa(port))
	defer func() { k.Took = time.Since(began) }()
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	dialing, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	conn, err := dial(dialing, "tcp", k.At)
	if err != nil {
		k.Outcome, k.Raw = outcomeOf(err), err.Error()
		return k
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer func() { _ = conn.Close() }()
	k.Outcome, k.HTTP = converse(conn, host)
	return k
}

// converse finds out who is behind a connection. The engine's own doorman opens for
// everybody, and hangs up when nobody listens inside.
func converse(conn net.Conn, host string) (o way.Outcome, http string) {
	buffer := make([]byte, 512)
	_ = conn.SetDeadline(time.Now().Add(greetWithin))
	if n, err := conn.Read(buffer); n > 0 {
		return way.Answers, ""
	} else if !errors.Is(err, os.ErrDeadlineExceeded) {
		return way.Empty, ""
	}
	_ = conn.SetDeadline(time.Now().Add(answerWithin))
	if _, err := io.WriteString(conn, "HEAD / HTTP/1.0\r\nHost: "+host+"\r\nUser-Agent: DockDesk\r\n\r\n"); err != nil {
		return way.Empty, ""
	}
	n, _ := conn.Read(buffer) // whoever waited so long is somebody, whatever they say
	line, _, _ := bytes.Cut(buffer[:n], []byte("\n"))
	if proto, status, ok := strings.Cut(strings.TrimSpace(string(line)), " "); ok && strings.HasPrefix(proto, "HTTP/") {
		http = status
	}
	return way.Answers, http
}

func outcomeOf(err error) way.Outcome {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return way.NoName
	case errors.Is(err, syscall.ECONNREFUSED):
		return way.Refused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EADDRNOTAVAIL):
		return way.NoWay
	case errors.Is(err, context.Canceled):
		return way.Untold
	}
	return way.Silent
}

// tools are the programs that can knock, with what they are told.
var tools = []func(host, port string) []string{
	func(host, port string) []string {
		return []string{"curl", "-sS", "-o", "/dev/null", "-m", "4", "http://" + net.JoinHostPort(host, port) + "/"}
	},
	func(host, port string) []string {
		return []string{"wget", "-T", "3", "-O", "/dev/null", "http://" + net.JoinHostPort(host, port) + "/"}
	},
	func(host, port string) []string { return []string{"nc", "-v", "-z", "-w3", host, port} },
	// A plain nc waits until the other side hangs up, too.
	func(host, port string) []string { return []string{"timeout", "4", "nc", "-w", "3", host, port} },
}

// KnockFrom tries an address from within a container: with a program of its own, or
// with one of a helper that shares its network.
func (r *Reach) KnockFrom(ctx context.Context, from, host string, port int) (way.Knock, error) {
	k := way.Knock{At: net.JoinHostPort(host, strconv.Itoa(port))}
	api, _, err := r.api()
	if err != nil {
		return k, err
	}
	a := &asking{r: r, api: api}
	c, err := api.ContainerInspect(ctx, from)
	if err != nil || c.ContainerJSONBase == nil {
		return k, err
	}
	began := time.Now()
	var commands [][]string
	for _, t := range tools {
		command := t(host, strconv.Itoa(port))
		commands = append(commands, command)
		if c.State == nil || object.State(c.State.Status) != object.StateRunning {
			continue
		}
		said, ok := a.inside(ctx, end{End: way.End{ID: c.ID}, inspected: c}, command)
		if !ok {
			continue
		}
		if k.Outcome = understood(command[0], said); k.Outcome == way.Untold {
			continue // it doesn't know what it was told
		}
		k.By, k.Words = knocker(command[0]), append([]string{"docker", "exec", strings.TrimPrefix(c.Name, "/")}, command...)
		return finish(k, said, began), ctx.Err()
	}
	said, err := a.beside(ctx, c.ID, commands, func(name string, s saying) bool { return understood(name, s) != way.Untold })
	if err != nil {
		return k, err
	}
	name := said.command[0][strings.LastIndex(said.command[0], "/")+1:]
	k.Outcome, k.By, k.Image = understood(name, said), knocker(name), said.image
	k.Words = append([]string{"docker", "run", "--rm", "--network", "container:" + strings.TrimPrefix(c.Name, "/"), "--entrypoint", name, said.image}, said.command[1:]...)
	return finish(k, said, began), ctx.Err()
}

// knocker is the program that knocks where another only watches the time.
func knocker(program string) string {
	if program == "timeout" {
		return "nc"
	}
	return program
}

func finish(k way.Knock, s saying, began time.Time) way.Knock {
	k.Took, k.Raw = time.Since(began), strings.TrimSpace(s.err+"\n"+s.out)
	if _, status, ok := strings.Cut(k.Raw, "server returned error: HTTP/"); ok {
		_, status, _ = strings.Cut(status, " ")
		k.HTTP, _, _ = strings.Cut(status, "\n")
	}
	return k
}

// understood reads what came of a knock from the words of a program: each has its
// own.
func understood(program string, s saying) way.Outcome {
	said := strings.ToLower(s.err + " " + s.out)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	switch {
	case s.code == 0, program == "timeout" && (s.code == 124 || s.code == 143):
		return way.Answers
	case has("usage:", "invalid option", "unrecognized option", "unknown option"):
		return way.Untold
	case program == "wget" && has("connected.", "connecting to") && has("connected.", "bad address", "resolve"):
		return way.Answers // and led on to somewhere else
	case has("bad address", "resolve", "name or service not known", "name does not", "no address associated", "temporary failure in name", "unknown host", "lookup failed"):
		return way.NoName
	case program == "curl" && (s.code == 1 || s.code == 8 || s.code == 22 || s.code == 52 || s.code == 56), has("server returned error", "error getting response"):
		return way.Answers // it connected
	case has("refused"):
		return way.Refused
	case has("unreachable", "no route"):
		return way.NoWay
	case has("timed out", "timeout"), program == "nc" && s.code == 1:
		return way.Silent
	case program == "curl" && s.code == 7:
		return way.Refused
	}
	return way.Untold
}

// Package faults puts a proxy between a client and a Docker engine that can
// misbehave on demand: slow, cut off, garbled, refusing, renaming things,
// telling of events that never happened.
//
//	proxy := faults.New(t, eng.Host())
//	proxy.Set(faults.Fault{On: faults.Lists, Delay: 5 * time.Second})
//	… a client of proxy.Host() …
//	proxy.Heal()
//
// It passes attached terminals, builds and other upgraded connections on
// untouched. It knows the shape of the engine's HTTP API and nothing of
// DockDesk.
package faults

import (
	"context"
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// Match chooses calls.
type Match func(method, path string) bool

// Path chooses the calls whose path, without the /v1.41 that clients put in
// front, matches a regular expression.
func Path(pattern string) Match {
	re := regexp.MustCompile(pattern)
	return func(_, path string) bool { return re.MatchString(path) }
}

// The calls that tests usually spoil.
var (
	Every        = Path(``)
	Lists        = Path(`^/(containers/json|images/json|volumes|networks)$`)
	Inspections  = Path(`^/(containers|images)/.+/json$|^/(volumes|networks)/[^/]+$`)
	EventStreams = Path(`^/events$`)
)

// Fault is what goes wrong with some calls. Several may be set at once; each
// call suffers all that match it, in their order.
type Fault struct {
	On Match // nil: every call

	Delay   time.Duration // before the call is passed on
	Refuse  int           // percent of the calls that get a 500 instead of an answer
	Garble  bool          // the answer's body is not JSON
	CutAt   int           // the connection closes after so many bytes of the body; 0: never
	Rewrite func([]byte) []byte
}

// Proxy stands in front of one engine.
type Proxy struct {
	host     string
	upstream *url.URL
	dial     func(context.Context) (net.Conn, error)

	listener  net.Listener
	server    *http.Server
	transport *http.Transport

	mu      sync.Mutex
	faults  []Fault
	down    bool
	conns   map[net.Conn]bool
	streams map[*stream]bool
	calls   []Call
}

// Call is a call that a client made.
type Call struct {
	Method string
	Path   string // without the version
	Query  url.Values
}

// New starts a proxy for the length of the test. upstream is an address as
// DOCKER_HOST takes it, unix:// or tcp://.
func New(t testing.TB, upstream string) *Proxy {
	t.Helper()
	dir, err := os.MkdirTemp("", "dd") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatalf("making a folder for the proxy's socket: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "p")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatalf("listening for clients: %v", err)
	}
	scheme, address, _ := strings.Cut(upstream, "://")
	p := &Proxy{
		host:     "unix://" + socket,
		upstream: &url.URL{Scheme: "http", Host: "docker"},
		dial: func(ctx context.Context) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, scheme, address)
		},
		listener: listener,
		conns:    map[net.Conn]bool{},
		streams:  map[*stream]bool{},
	}
	p.start(t)
	return p
}

func (p *Proxy) start(t testing.TB) {
	p.transport = &http.Transport{
		DialContext:        func(ctx context.Context, _, _ string) (net.Conn, error) { return p.dial(ctx) },
		DisableCompression: true,
		DisableKeepAlives:  true, // so that nothing is left over
	}
	quiet := log.New(io.Discard, "", 0)
	passOn := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(p.upstream) },
		Transport:      p.transport,
		FlushInterval:  -1,
		ModifyResponse: p.spoil,
		ErrorLog:       quiet,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	p.server = &http.Server{
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.serve(w, r, passOn) }),
		ErrorLog:  quiet,
		ConnState: p.track,
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := p.server.Serve(p.listener); !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("fault proxy: %v", err)
		}
	}()
	t.Cleanup(func() {
		_ = p.server.Close()
		p.CloseAll()
		p.transport.CloseIdleConnections()
		<-served
	})
}

// Host is the proxy's address, as DOCKER_HOST takes it.
func (p *Proxy) Host() string { return p.host }

// Set replaces the faults; calls that are already passed on keep theirs.
func (p *Proxy) Set(faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults, p.down = faults, false
}

// Heal ends all faults.
func (p *Proxy) Heal() { p.Set() }

// Down makes the engine seem gone: every connection is closed, and so is every
// new one at once, until Heal or Set.
func (p *Proxy) Down() {
	p.mu.Lock()
	p.down = true
	p.mu.Unlock()
	p.CloseAll()
}

// CloseAll closes every connection once; new ones are served.
func (p *Proxy) CloseAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		_ = conn.Close()
	}
}

// Calls are the calls that match, since the proxy began or Forget was called.
func (p *Proxy) Calls(match Match) []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []Call
	for _, c := range p.calls {
		if match(c.Method, c.Path) {
			out = append(out, c)
		}
	}
	return out
}

// Forget empties the memory of Calls.
func (p *Proxy) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = nil
}

func (p *Proxy) track(conn net.Conn, state http.ConnState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch state {
	case http.StateNew:
		p.conns[conn] = true
		if p.down {
			_ = conn.Close()
		}
	case http.StateClosed, http.StateHijacked:
		delete(p.conns, conn)
	}
}

var version = regexp.MustCompile(`^/v[0-9.]+/`)

func bare(path string) string { return version.ReplaceAllString(path, "/") }

// serve suffers what comes before an answer, then passes the call on.
func (p *Proxy) serve(w http.ResponseWriter, r *http.Request, passOn http.Handler) {
	path := bare(r.URL.Path)
	p.mu.Lock()
	p.calls = append(p.calls, Call{r.Method, path, r.URL.Query()})
	p.mu.Unlock()
	for _, f := range p.of(r.Method, path) {
		if f.Delay > 0 {
			select {
			case <-time.After(f.Delay):
			case <-r.Context().Done():
				return
			}
		}
		if rand.IntN(100) < f.Refuse {
			http.Error(w, `{"message":"the fault proxy refuses this call"}`, http.StatusInternalServerError)
			return
		}
	}
	passOn.ServeHTTP(w, r)
}

// of are the faults that a call suffers now.
func (p *Proxy) of(method, path string) []Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []Fault
	for _, f := range p.faults {
		if f.On == nil || f.On(method, path) {
			out = append(out, f)
		}
	}
	return out
}

// spoil suffers what comes with an answer.
func (p *Proxy) spoil(resp *http.Response) error {
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil
	}
	path := bare(resp.Request.URL.Path)
	if EventStreams("", path) && resp.StatusCode == http.StatusOK {
		resp.Body = p.openStream(resp.Body)
	}
	for _, f := range p.of(resp.Request.Method, path) {
		if err := f.spoil(resp); err != nil {
			return err
		}
	}
	return nil
}

func (f Fault) spoil(resp *http.Response) error {
	if f.Rewrite != nil {
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		_ = resp.Body.Close()
		setBody(resp, f.Rewrite(body))
	}
	if f.Garble {
		_ = resp.Body.Close()
		setBody(resp, []byte(`[{"Id": "\x00 not JSON at all`))
	}
	if f.CutAt > 0 {
		resp.Body = &cutBody{ReadCloser: resp.Body, left: f.CutAt}
	}
	return nil
}

func setBody(resp *http.Response, body []byte) {
	resp.Body = io.NopCloser(strings.NewReader(string(body)))
	resp.ContentLength = int64(len(body))
	resp.Header.Del("Content-Length")
	resp.TransferEncoding = nil
}

// cutBody fails after so many bytes, which makes the reverse proxy close the
// connection in the middle of the answer.
type cutBody struct {
	io.ReadCloser
	left int
}

func (c *cutBody) Read(b []byte) (int, error) {
	if c.left <= 0 {
		return 0, errors.New("cut off by the fault proxy")
	}
	n, err := c.ReadCloser.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}

// Package api lets the practice engine's world speak the Docker Engine API over
// HTTP: paths, versions, bodies, streams and errors as the real engine has them.
//
// It must know no rule of the world; it only asks it.
package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/versions"

	"github.com/dockdesk/dockdesk/internal/engine/practice/world"
)

// Server answers requests about a world.
type Server struct {
	world  *world.World
	routes []route

	mu     sync.Mutex
	conns  map[net.Conn]bool // taken over from HTTP
	closed bool
}

// request is one request and its answer.
type request struct {
	*http.Request
	out     http.ResponseWriter
	world   *world.World
	server  *Server
	version string
	names   []string // what the path's parts were
	query   url.Values
	began   bool // the answer is under way: its status can't change any more
}

type handler func(*request) error

type route struct {
	method string
	path   *regexp.Regexp
	handle handler
}

// New makes a server.
func New(w *world.World) *Server {
	s := &Server{world: w, conns: map[net.Conn]bool{}}
	for _, table := range [][]entry{systemRoutes, containerRoutes, execRoutes, imageRoutes, volumeRoutes, networkRoutes, swarmRoutes} {
		for _, e := range table {
			pattern := strings.NewReplacer("{id}", "([^/]+)", "{name}", "(.+)").Replace(e.path)
			s.routes = append(s.routes, route{e.method, regexp.MustCompile("^" + pattern + "$"), e.handle})
		}
	}
	return s
}

// entry is a line of a table of routes; {id} is one part of a path, {name} may
// have slashes.
type entry struct {
	method, path string
	handle       handler
}

// Close ends the connections that were taken over from HTTP.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for c := range s.conns {
		_ = c.Close()
	}
}

var versioned = regexp.MustCompile(`^/v([0-9][0-9.]*)(/.*)$`)

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	h := out.Header()
	h.Set("Api-Version", world.APIVersion)
	h.Set("Docker-Experimental", "false")
	h.Set("Ostype", "linux")
	h.Set("Server", "Docker/"+world.EngineVersion+" ("+runtime.GOOS+")")
	req := &request{Request: r, out: out, world: s.world, server: s, version: world.APIVersion, query: r.URL.Query()}
	path := r.URL.Path
	if m := versioned.FindStringSubmatch(path); m != nil {
		req.version, path = m[1], m[2]
	}
	if err := s.serve(req, path); err != nil {
		req.fail(err)
	}
}

func (s *Server) serve(r *request, path string) error {
	switch {
	case versions.LessThan(world.APIVersion, r.version):
		return refuse(http.StatusBadRequest, "client version "+r.version+" is too new. Maximum supported API version is "+world.APIVersion)
	case versions.LessThan(r.version, world.MinAPIVersion):
		return refuse(http.StatusBadRequest, "client version "+r.version+" is too old. Minimum supported API version is "+world.MinAPIVersion+", please upgrade your client to a newer version")
	}
	for _, route := range s.routes {
		if route.method != r.Method {
			continue
		}
		if m := route.path.FindStringSubmatch(path); m != nil {
			r.names = m[1:]
			return route.handle(r)
		}
	}
	return refuse(http.StatusNotFound, "page not found")
}

func refuse(status int, words string) error { return &world.Error{Status: status, Message: words} }

// fail writes an error as the engine does.
func (r *request) fail(err error) {
	status, message := http.StatusInternalServerError, err.Error()
	var known *world.Error
	if errors.As(err, &known) {
		status = known.Status
	}
	if r.began {
		return
	}
	if status == http.StatusNotModified {
		r.out.WriteHeader(status)
		return
	}
	r.write(status, map[string]string{"message": message})
}

func (r *request) write(status int, body any) {
	r.out.Header().Set("Content-Type", "application/json")
	r.out.WriteHeader(status)
	e := json.NewEncoder(r.out)
	e.SetEscapeHTML(false)
	_ = e.Encode(body)
}

// answer writes what was asked for, or the error.
func (r *request) answer(body any, err error) error {
	if err != nil {
		return err
	}
	r.write(http.StatusOK, body)
	return nil
}

// done is the answer to something that was done.
func (r *request) done(err error) error {
	if err != nil {
		return err
	}
	r.out.WriteHeader(http.StatusNoContent)
	return nil
}

// flag reads a truth value as the engine does.
func (r *request) flag(name string) bool {
	return r.flagOr(name, false)
}

func (r *request) flagOr(name string, standard bool) bool {
	if !r.query.Has(name) {
		return standard
	}
	switch strings.ToLower(strings.TrimSpace(r.query.Get(name))) {
	case "", "0", "no", "false", "none":
		return false
	}
	return true
}

func (r *request) number(name string, standard int) (int, error) {
	text := r.query.Get(name)
	if text == "" {
		return standard, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, refuse(http.StatusBadRequest, err.Error())
	}
	return n, nil
}

func (r *request) filters() (filters.Args, error) {
	f, err := filters.FromJSON(r.query.Get("filters"))
	if err != nil {
		return f, refuse(http.StatusBadRequest, err.Error())
	}
	return f, nil
}

// body reads a JSON body. With need it must be there.
func (r *request) body(into any, need bool) error {
	if r.ContentLength == 0 && !need {
		return nil
	}
	kind := r.Header.Get("Content-Type")
	if kind == "" && r.ContentLength == 0 {
		return refuse(http.StatusBadRequest, "invalid JSON: got EOF while reading request body")
	}
	if media, _, err := mime.ParseMediaType(kind); kind != "" && (err != nil || media != "application/json") || kind == "" {
		return refuse(http.StatusBadRequest, "unsupported Content-Type header ("+kind+"): must be 'application/json'")
	}
	d := json.NewDecoder(r.Body)
	if err := d.Decode(into); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("got EOF while reading request body")
			if !need {
				return nil
			}
		}
		return refuse(http.StatusBadRequest, "invalid JSON: "+err.Error())
	}
	if d.More() {
		return refuse(http.StatusBadRequest, "unexpected content after JSON")
	}
	return nil
}

// stream is an answer that goes on: each piece is on its way at once.
type stream struct {
	out http.ResponseWriter
}

func (r *request) stream(kind string) stream {
	if kind != "" {
		r.out.Header().Set("Content-Type", kind)
	}
	r.out.WriteHeader(http.StatusOK)
	r.began = true
	s := stream{r.out}
	s.flush()
	return s
}

func (s stream) flush() { _ = http.NewResponseController(s.out).Flush() }

func (s stream) Write(p []byte) (int, error) {
	n, err := s.out.Write(p)
	s.flush()
	return n, err
}

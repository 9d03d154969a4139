package registry

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

// PracticeUser is the name to log in to the practice registry with.
const PracticeUser = "learner"

// practicePort is where it likes to listen: where everybody expects a registry.
const practicePort = 5000

// Practice is a registry within this program, on this computer's loopback, with a
// login. What is pushed to it lies in a folder of its own and is gone when it
// stops. Its methods may be called from any goroutine.
type Practice struct {
	logins Logins

	turning sync.Mutex // held while it starts or stops, which may take long

	mu      sync.Mutex
	running *running // nil while it is stopped
	changed []func()
}

// running is the registry from a Start to its Stop.
type running struct {
	state  PracticeState
	server *http.Server
	dir    string
	served sync.WaitGroup
}

// PracticeState is how to reach it.
type PracticeState struct {
	On             bool
	Address        string // as names of images begin: "127.0.0.1:5000"
	User, Password string // made up for this run, and of no use elsewhere
}

// NewPractice makes a registry that is not running.
func NewPractice(logins Logins) *Practice { return &Practice{logins: logins} }

// State is how to reach it now.
func (p *Practice) State() PracticeState {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running == nil {
		return PracticeState{}
	}
	return p.running.state
}

// Changed calls fn, on any goroutine, whenever the registry starts, stops or gets
// an image.
func (p *Practice) Changed(fn func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changed = append(p.changed, fn)
}

func (p *Practice) tell() {
	p.mu.Lock()
	fns := p.changed
	p.mu.Unlock()
	for _, fn := range fns {
		fn()
	}
}

// Start opens it, if it isn't open. Who logged in to it in an earlier run still
// is.
func (p *Practice) Start(ctx context.Context) error {
	err := p.start(ctx)
	p.tell()
	return err
}

func (p *Practice) start(ctx context.Context) error {
	p.turning.Lock()
	defer p.turning.Unlock()
	if p.State().On {
		return nil
	}
	listener, err := listenNear(ctx, practicePort)
	if err != nil {
		return fmt.Errorf("opening the practice registry: %w", err)
	}
	dir, err := os.MkdirTemp("", "dockdesk-registry-")
	if err != nil {
		return errors.Join(fmt.Errorf("making a folder for the practice registry: %w", err), listener.Close())
	}
	r := &running{dir: dir, state: PracticeState{On: true, Address: listener.Addr().String(), User: PracticeUser, Password: rand.Text()[:8]}}
	if known, err := p.logins.Secret(ctx, r.state.Address); err == nil && known.Username == PracticeUser && known.Password != "" {
		r.state.Password = known.Password
	}
	all := registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithBlobHandler(registry.NewDiskBlobHandler(dir)))
	r.server = &http.Server{Handler: guarded{all, r.state, p.tell}, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	r.served.Go(func() { _ = r.server.Serve(listener) }) // until Stop
	p.mu.Lock()
	p.running = r
	p.mu.Unlock()
	return nil
}

// listenNear opens a port of the loopback, one above the other until one is free.
func listenNear(ctx context.Context, port int) (net.Listener, error) {
	var open net.ListenConfig
	for i := range 20 {
		if l, err := open.Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port+i)); err == nil {
			return l, nil
		}
	}
	return open.Listen(ctx, "tcp", "127.0.0.1:0")
}

// Stop closes it and removes what was pushed to it.
func (p *Practice) Stop() error {
	p.turning.Lock()
	defer p.turning.Unlock()
	p.mu.Lock()
	r := p.running
	p.running = nil
	p.mu.Unlock()
	if r == nil {
		return nil
	}
	err := r.server.Close()
	r.served.Wait()
	err = errors.Join(err, os.RemoveAll(r.dir))
	p.tell()
	return err
}

// guarded lets in who knows the password, and tells of each image that came.
type guarded struct {
	all     http.Handler
	state   PracticeState
	arrived func()
}

// ServeHTTP implements http.Handler.
func (g guarded) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	user, password, _ := q.BasicAuth()
	if !same(user, g.state.User) || !same(password, g.state.Password) {
		w.Header().Set("Www-Authenticate", `Basic realm="practice registry"`)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Docker-Distribution-Api-Version", "registry/2.0")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}`)
		return
	}
	g.all.ServeHTTP(w, q)
	if (q.Method == http.MethodPut || q.Method == http.MethodDelete) && strings.Contains(q.URL.Path, "/manifests/") {
		g.arrived()
	}
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Package world is what the practice engine pretends: containers, images,
// volumes and networks in memory, the rules that they follow, and their time.
// Its answers have the Docker API's shapes; how they travel is no matter of
// this package.
//
// Nothing in it touches this computer, but for the ports that a container
// publishes, where asked for. Nothing ticks while nobody looks: figures are
// computed from the clock when somebody asks.
package world

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

// Options choose the world.
type Options struct {
	Scene   string           // what is there at the beginning; "" is nothing
	Now     func() time.Time // the clock; nil is this computer's
	Publish bool             // whether published ports are opened on this computer
	Still   bool             // whether nothing happens by itself
	Log     *slog.Logger     // nil is silent
	// Programs are those that only tests need, by name.
	Programs map[string]shell.Program
}

// World is everything that there is. Its methods may be called by any
// goroutine.
type World struct {
	options Options
	born    time.Time
	ctx     context.Context
	cancel  context.CancelFunc
	work    sync.WaitGroup // every goroutine of the world
	set     chan struct{}  // closed when the scene is set; programs wait for it

	mu          sync.Mutex
	random      *rand.Rand
	containers  map[string]*Container
	images      map[string]*Image
	tags        map[string]*Image
	volumes     map[string]*Volume
	networks    map[string]*Network
	execs       map[string]*Exec
	cache       map[string]*Image // of builds: by what was built, on what
	pids        atomic.Int64
	events      *eventLog
	quiet       bool // while a scene is set
	names       map[string]*Container
	hostFolders map[string]*files.FS // what bound folders hold
}

// New makes a world. Close ends it.
func New(o Options) (*World, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	scene, ok := scenes[o.Scene]
	if !ok {
		return nil, fmt.Errorf("there is no scene %q; there are: %s", o.Scene, sceneNames())
	}
	w := &World{
		options: o, born: o.Now(), set: make(chan struct{}),
		random:     rand.New(rand.NewChaCha8(sha256.Sum256([]byte("practice " + o.Scene)))),
		containers: map[string]*Container{}, names: map[string]*Container{}, images: map[string]*Image{}, tags: map[string]*Image{},
		volumes: map[string]*Volume{}, networks: map[string]*Network{}, execs: map[string]*Exec{}, cache: map[string]*Image{},
		events: newEventLog(),
	}
	w.pids.Store(1200)
	w.ctx, w.cancel = context.WithCancel(context.Background())
	w.mu.Lock()
	defer w.mu.Unlock()
	w.addPredefined()
	w.quiet = true // what led to the scene is not told
	scene.set(&stage{w})
	w.quiet = false
	close(w.set)
	return w, nil
}

// Close ends every program and waits until all are gone.
func (w *World) Close() {
	w.cancel()
	w.mu.Lock()
	for _, c := range w.containers {
		c.closePorts()
		c.stopTimers()
		c.out.end()
		if c.in != nil {
			c.in.Close()
		}
		if c.tty != nil {
			c.tty.Close()
		}
	}
	for _, e := range w.execs {
		e.close()
	}
	w.mu.Unlock()
	w.events.close()
	w.work.Wait()
}

func (w *World) now() time.Time { return w.options.Now() }

// Still reports whether nothing happens by itself.
func (w *World) Still() bool { return w.options.Still }

// Now is the world's time.
func (w *World) Now() time.Time { return w.now() }

// newID is a name that nothing else has. mu is held.
func (w *World) newID() string {
	var b [32]byte
	for i := range 4 {
		n := w.random.Uint64()
		for j := range 8 {
			b[i*8+j] = byte(n >> (8 * j))
		}
	}
	return hex.EncodeToString(b[:])
}

// Error is a failure with the status that the engine gives it.
type Error struct {
	Status  int
	Message string
}

func (e *Error) Error() string { return e.Message }

func fail(status int, format string, args ...any) error {
	return &Error{status, fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error { return fail(http.StatusNotFound, format, args...) }
func conflict(format string, args ...any) error { return fail(http.StatusConflict, format, args...) }
func invalid(format string, args ...any) error  { return fail(http.StatusBadRequest, format, args...) }
func broken(format string, args ...any) error {
	return fail(http.StatusInternalServerError, format, args...)
}

// Unchanged is the answer to a wish that is already fulfilled.
var Unchanged = &Error{Status: http.StatusNotModified}

func digest(parts ...string) string {
	sum := sha256.New()
	for _, p := range parts {
		_, _ = sum.Write([]byte(p + "\x00"))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

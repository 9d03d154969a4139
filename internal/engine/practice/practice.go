// Package practice is a Docker engine to practise with: it speaks the real
// engine's API, but everything it has is made up and lives in memory. It is to
// Docker what a flight simulator is to a plane.
//
// The world and its rules are in world, the API in api, the containers' programs
// in shell, their files in files. This package puts them together and lets
// others reach them: over connections in memory, or a unix socket.
package practice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice/api"
	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
	"github.com/dockdesk/dockdesk/internal/engine/practice/world"
)

// Options choose what is there, and how real it is.
type Options struct {
	Scene   string           // "" is FirstScene
	Now     func() time.Time // the clock; nil is this computer's
	Publish bool             // open published ports on this computer
	// Still lets nothing happen by itself, and gives figures a past at once: for
	// pictures, with a clock that stands still.
	Still bool
	Log   *slog.Logger
	// Programs are those that only tests need, by name.
	Programs map[string]shell.Program
}

// FirstScene is what a person sees who names no scene.
const FirstScene = world.FirstScene

// Scenes are the names that a scene can have.
func Scenes() []string { return world.Scenes() }

// Catalogue are the images that can be pulled.
func Catalogue() []string { return world.Catalogue() }

// Engine is a practice engine that runs. Its methods may be called by any
// goroutine.
type Engine struct {
	scene  string
	world  *world.World
	api    *api.Server
	server *http.Server
	memory *listener

	serving sync.WaitGroup
	mu      sync.Mutex
	socket  string
}

// Start starts an engine. The caller must Close it.
func Start(o Options) (*Engine, error) {
	if o.Scene == "" {
		o.Scene = FirstScene
	}
	w, err := world.New(world.Options{Scene: o.Scene, Now: o.Now, Publish: o.Publish, Still: o.Still, Log: o.Log, Programs: o.Programs})
	if err != nil {
		return nil, fmt.Errorf("starting the practice engine: %w", err)
	}
	e := &Engine{scene: o.Scene, world: w, api: api.New(w), memory: newListener()}
	quiet := slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)
	e.server = &http.Server{Handler: e.api, ReadHeaderTimeout: time.Minute, ErrorLog: quiet}
	e.serve(e.memory)
	return e, nil
}

func (e *Engine) serve(l net.Listener) {
	e.serving.Go(func() { _ = e.server.Serve(l) })
}

// Dial connects to the engine.
func (e *Engine) Dial(ctx context.Context) (net.Conn, error) { return e.memory.dial(ctx) }

// Scene is what was there at the beginning.
func (e *Engine) Scene() string { return e.scene }

// ListenUnix lets the docker command of this computer connect, at a path that
// must be free.
func (e *Engine) ListenUnix(path string) error {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("listening for the docker command: %w", err)
	}
	l, err := net.Listen("unix", absolute)
	if err != nil {
		return fmt.Errorf("listening for the docker command: %w", err)
	}
	if err := os.Chmod(absolute, 0o600); err != nil {
		return errors.Join(fmt.Errorf("listening for the docker command: %w", err), l.Close())
	}
	e.mu.Lock()
	e.socket = absolute
	e.mu.Unlock()
	e.serve(l)
	return nil
}

// Socket is where ListenUnix listens, "" if nowhere.
func (e *Engine) Socket() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.socket
}

// Close ends the engine with everything in it. Nothing of it is left.
func (e *Engine) Close() {
	_ = e.server.Close() // closes the listeners and all idle connections
	e.api.Close()
	e.world.Close()
	e.serving.Wait()
}

package api

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/practice/world"
)

var execRoutes = []entry{
	{"POST", "/containers/{id}/exec", newExec},
	{"POST", "/exec/{id}/start", startExec},
	{"POST", "/exec/{id}/resize", func(r *request) error {
		return r.resize(func(cols, rows int) error { return r.world.ResizeExec(r.names[0], cols, rows) })
	}},
	{"GET", "/exec/{id}/json", func(r *request) error {
		e, err := r.world.InspectExec(r.names[0])
		return r.answer(e, err)
	}},
}

func newExec(r *request) error {
	var body container.ExecOptions
	if err := r.body(&body, true); err != nil {
		return err
	}
	id, err := r.world.NewExec(r.names[0], body)
	if err != nil {
		return err
	}
	r.write(http.StatusCreated, container.ExecCreateResponse{ID: id})
	return nil
}

func startExec(r *request) error {
	var body container.ExecStartOptions
	if err := r.body(&body, false); err != nil {
		return err
	}
	session, err := r.world.StartExec(r.names[0], body)
	if err != nil {
		return err
	}
	if session == nil {
		r.out.WriteHeader(http.StatusOK)
		return nil
	}
	return r.talk(session, "")
}

func attach(r *request) error {
	session, err := r.world.Attach(r.names[0], world.AttachWish{Stdin: r.flag("stdin"), Stdout: r.flag("stdout"), Stderr: r.flag("stderr"), Logs: r.flag("logs")})
	if err != nil {
		return err
	}
	if !r.flag("stream") {
		session.Out.Close()
	}
	return r.talk(session, r.query.Get("detachKeys"))
}

// take takes the connection over from HTTP.
func (r *request) take(tty bool) (net.Conn, []byte, error) {
	conn, buffered, err := http.NewResponseController(r.out).Hijack()
	if err != nil {
		return nil, nil, err
	}
	r.server.mu.Lock()
	r.server.conns[conn] = true
	if r.server.closed {
		_ = conn.Close()
	}
	r.server.mu.Unlock()
	kind := "application/vnd.docker.raw-stream"
	if !tty {
		kind = "application/vnd.docker.multiplexed-stream"
	}
	head := "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
	if r.Header.Get("Upgrade") != "" {
		head = "HTTP/1.1 101 UPGRADED\r\nContent-Type: " + kind + "\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
	}
	if _, err := fmt.Fprint(conn, head); err != nil {
		return conn, nil, nil // whoever asked is gone
	}
	early := make([]byte, buffered.Reader.Buffered())
	_, _ = buffered.Read(early)
	return conn, early, nil
}

// talk passes on what is typed and what is written, until the program ends or
// whoever asked goes.
func (r *request) talk(session *world.Session, detachKeys string) error {
	conn, early, err := r.take(session.TTY)
	if err != nil {
		session.Out.Close()
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var typing sync.WaitGroup
	typing.Go(func() {
		listen(conn, early, session, detachKeys)
		cancel()
	})
	outs := writers(conn, session.TTY)
	for _, l := range session.Past {
		_, _ = outs[l.Stream].Write(l.Text) // whoever has gone is noticed below
	}
	for {
		piece, err := session.Out.Next()
		if err != nil {
			break
		}
		if _, err := outs[piece.Stream].Write(piece.Data); err != nil {
			break
		}
	}
	session.Out.Close()
	_ = conn.Close()
	typing.Wait()
	<-ctx.Done()
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	delete(r.server.conns, conn)
	return nil
}

// listen passes on what is typed until there is no more, or until the keys are
// typed that leave the program alone.
func listen(conn net.Conn, early []byte, session *world.Session, detachKeys string) {
	leave := []byte{0x10, 0x11} // Ctrl+P, Ctrl+Q
	if keys := parseKeys(detachKeys); keys != nil {
		leave = keys
	}
	pass := func(p []byte) (left bool) {
		if session.TTY && bytes.Contains(p, leave) {
			session.Out.Close()
			return true
		}
		if session.In != nil && len(p) > 0 {
			_, _ = session.In.Write(p)
		}
		return false
	}
	if pass(early) {
		return
	}
	buffer := make([]byte, 32<<10)
	for {
		n, err := conn.Read(buffer)
		if pass(buffer[:n]) {
			return
		}
		if err != nil {
			session.CloseIn() // the docker command ends its side early and goes on reading
			return
		}
	}
}

func parseKeys(text string) (keys []byte) {
	for _, key := range strings.Split(text, ",") {
		switch {
		case strings.HasPrefix(key, "ctrl-") && len(key) == 6:
			keys = append(keys, key[5]&0x1f)
		case len(key) == 1:
			keys = append(keys, key[0])
		}
	}
	return keys
}

// graceful does what may wait for a program to end.
func (r *request) graceful(do func(ctx context.Context, ref, signal string, grace *int) error) error {
	var grace *int
	if r.query.Get("t") != "" {
		n, err := r.number("t", 0)
		if err != nil {
			return err
		}
		grace = &n
	}
	// The engine goes on although whoever asked has gone.
	return r.done(do(context.WithoutCancel(r.Context()), r.names[0], r.query.Get("signal"), grace))
}

package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

const (
	// asking is how long a question to the engine may take.
	asking = 5 * time.Second
	// hangingUp is how long all of the closing may take, and goodbye how long a
	// program has to go.
	hangingUp = 3 * time.Second
	goodbye   = 700 * time.Millisecond
)

// Run copies what the program prints to out until the program ends, the
// connection breaks or ctx ends; then the program is hung up on. It leaves no
// goroutine behind and no connection open.
func (s *Session) Run(ctx context.Context, out io.Writer) End {
	defer func() { _ = s.out.Close() }()
	defer s.conn.Close()
	pumping, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { s.input.pump(pumping, s.conn.Conn, s.target.resize) })
	over := make(chan error, 1)
	first := &beginning{}
	work.Go(func() { over <- s.copyOut(out, first) })

	var err error
	select {
	case err = <-over:
		stop()
		_ = s.conn.Conn.SetWriteDeadline(time.Now()) // the pump may wait in a write
	case <-ctx.Done():
		stop()
		s.part(context.WithoutCancel(ctx), over)
		s.conn.Close()
		work.Wait()
		return End{Err: s.fail(ReasonClosed, ctx.Err())}
	}
	work.Wait()
	e := s.end(ctx, first, err)
	if rest := first.text; len(rest) > 0 && !refusedBy(e) { // the program only ended with such words
		_, _ = out.Write(rest)
	}
	return e
}

func refusedBy(e End) bool {
	var failed *Error
	return errors.As(e.Err, &failed) && failed.refusal
}

// end works out why the output ended.
func (s *Session) end(ctx context.Context, first *beginning, err error) End {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), asking)
	defer cancel()
	e := s.target.ended(ctx)
	if refused := first.refusal(); refused != "" && (!e.Known || e.Code == 126 || e.Code == 127) {
		failed := s.failWith(reasonOf(refused), refused)
		failed.refusal = true
		return End{Code: e.Code, Known: e.Known, Err: failed}
	}
	if err != nil && !e.Known && e.Err == nil {
		e.Err = s.fail(ReasonLost, err)
	}
	return e
}

// part ends the program. What it still prints is read, so that it isn't held up.
func (s *Session) part(ctx context.Context, over <-chan error) {
	ctx, cancel := context.WithTimeout(ctx, hangingUp)
	defer cancel()
	s.target.hangUp(ctx)
	if s.wish.Attaches() {
		return
	}
	for _, keys := range []string{"", "\x03\x04", "\x04"} { // Ctrl+C, Ctrl+D
		if keys != "" {
			_ = s.conn.Conn.SetWriteDeadline(time.Now().Add(goodbye))
			if _, err := s.conn.Conn.Write([]byte(keys)); err != nil {
				return
			}
		}
		select {
		case <-over:
			return
		case <-ctx.Done():
			return
		case <-time.After(goodbye):
		}
	}
}

// copyOut copies the program's output until it ends; its end is no error.
func (s *Session) copyOut(out io.Writer, first *beginning) error {
	buf := make([]byte, 64<<10)
	for {
		n, err := s.out.Read(buf)
		if n > 0 {
			p := buf[:n]
			if shown := first.see(p); len(shown) > 0 {
				if _, err := out.Write(shown); err != nil {
					return err
				}
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed):
			return nil
		case err != nil:
			return err
		}
	}
}

// beginning is the first that came. Where a program can't be started the engine
// writes why in place of its output.
type beginning struct {
	begun bool
	text  []byte // held back since it may be a refusal
}

// maxRefusal is how long a refusal may be.
const maxRefusal = 4096

// see gives back what can be shown now.
func (b *beginning) see(p []byte) []byte {
	if !b.begun {
		b.begun = true
		if len(p) <= maxRefusal && refuses(p) {
			b.text = bytes.Clone(p)
			return nil
		}
		return p
	}
	if b.text == nil {
		return p
	}
	if b.text = append(b.text, p...); len(b.text) <= maxRefusal {
		return nil
	}
	shown := b.text // a program that only begins alike
	b.text = nil
	return shown
}

func (b *beginning) refusal() string { return strings.TrimSpace(string(b.text)) }

package practice

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// listener takes connections in memory.
type listener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newListener() *listener {
	return &listener{conns: make(chan net.Conn), done: make(chan struct{})}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr implements net.Listener.
func (l *listener) Addr() net.Addr { return address{} }

type address struct{}

func (address) Network() string { return "memory" }
func (address) String() string  { return "practice" }

func (l *listener) dial(ctx context.Context) (net.Conn, error) {
	mine, theirs := pair()
	select {
	case l.conns <- theirs:
		return mine, nil
	case <-ctx.Done():
		return nil, &net.OpError{Op: "dial", Net: "memory", Err: ctx.Err()}
	case <-l.done:
		return nil, &net.OpError{Op: "dial", Net: "memory", Err: net.ErrClosed}
	}
}

// conn is one end of a connection in memory: a pipe each way, so that each side
// can end what it says and still hear the other, as streams into containers
// need it.
type conn struct {
	in, out net.Conn
}

func pair() (a, b *conn) {
	aIn, bOut := net.Pipe()
	bIn, aOut := net.Pipe()
	return &conn{aIn, aOut}, &conn{bIn, bOut}
}

func (c *conn) Read(p []byte) (int, error)  { return c.in.Read(p) }
func (c *conn) Write(p []byte) (int, error) { return c.out.Write(p) }

// CloseWrite ends what this side says.
func (c *conn) CloseWrite() error { return c.out.Close() }

// CloseRead ends what this side hears.
func (c *conn) CloseRead() error { return c.in.Close() }

func (c *conn) Close() error { return errors.Join(c.in.Close(), c.out.Close()) }

func (c *conn) LocalAddr() net.Addr  { return address{} }
func (c *conn) RemoteAddr() net.Addr { return address{} }

func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.in.SetReadDeadline(t), c.out.SetWriteDeadline(t))
}
func (c *conn) SetReadDeadline(t time.Time) error  { return c.in.SetReadDeadline(t) }
func (c *conn) SetWriteDeadline(t time.Time) error { return c.out.SetWriteDeadline(t) }

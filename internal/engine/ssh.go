package engine

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"syscall"

	"github.com/docker/cli/cli/connhelper"
)

func (w *wire) throughSSH() error {
	helper, err := connhelper.GetConnectionHelper(w.target.host)
	if err != nil {
		return w.target.fail(ReasonSettings, err)
	}
	w.host = helper.Host
	w.url = url.URL{Scheme: "http", Host: strings.TrimPrefix(helper.Host, "http://")}
	w.transport = newTransport()
	w.transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := helper.Dialer(ctx, network, address)
		if through, ok := conn.(halfCloser); ok && err == nil {
			return &sshConn{halfCloser: through}, nil
		}
		return conn, err
	}
	return nil
}

// halfCloser is what a stream into a container needs of a connection.
type halfCloser interface {
	net.Conn
	CloseRead() error
	CloseWrite() error
}

// sshConn is a connection through an ssh program. If that ends at once, a write
// fails because the pipe is broken or closed; why the program ended is known to
// the reading side only.
type sshConn struct {
	halfCloser

	reading sync.Mutex
	ended   error // what the first failed read said
}

func (c *sshConn) Read(p []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	n, err := c.halfCloser.Read(p)
	if c.ended == nil {
		c.ended = err
	}
	return n, err
}

func (c *sshConn) Write(p []byte) (int, error) {
	n, err := c.halfCloser.Write(p)
	if !errors.Is(err, syscall.EPIPE) && !errors.Is(err, os.ErrClosed) {
		return n, err
	}
	// The program is gone, so a read under way or a new one ends soon.
	c.reading.Lock()
	defer c.reading.Unlock()
	if c.ended == nil {
		_, c.ended = c.halfCloser.Read(make([]byte, 1))
	}
	if c.ended != nil {
		err = c.ended
	}
	return n, err
}

// reasonFromSSH reads what ssh, or the docker command at the far end, printed
// before the connection ended: there is nothing else to go by.
func reasonFromSSH(err error) Reason {
	said := strings.ToLower(err.Error())
	says := func(part string) bool { return strings.Contains(said, part) }
	switch {
	case says("docker: command not found"), says("docker: not found"):
		return ReasonNotInstalled
	case !says("raw stream connection") && !says("docker daemon"):
		return ReasonSSH
	case says("permission denied"):
		return ReasonPermission
	case says("no such file"):
		return ReasonNoSocket
	}
	return ReasonStopped
}

package localregistry

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// listen opens a port of the loopback in another network namespace.
func listen(namespace string) (listener net.Listener, err error) {
	err = within(namespace, func() (err error) {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
		return err
	})
	return listener, err
}

// dial opens a connection in another network namespace.
func dial(ctx context.Context, namespace, network, address string) (c net.Conn, err error) {
	err = within(namespace, func() (err error) {
		c, err = (&net.Dialer{}).DialContext(ctx, network, address)
		return err
	})
	return c, err
}

// within does something in another network namespace; "" is this one, where an
// engine that was borrowed is. Sockets stay in it.
func within(namespace string, do func() error) (err error) {
	if namespace == "" {
		return do()
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked: the thread is of the other namespace, and ends
		var f *os.File
		if f, err = os.Open(namespace); err != nil {
			return
		}
		defer func() { _ = f.Close() }()
		if err = unix.Setns(int(f.Fd()), unix.CLONE_NEWNET); err != nil {
			err = fmt.Errorf("enter %s: %w", namespace, err)
			return
		}
		err = do()
	}()
	<-done
	return err
}

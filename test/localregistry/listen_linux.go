package localregistry

import (
	"fmt"
	"net"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// listen opens a port of the loopback in another network namespace.
func listen(namespace string) (listener net.Listener, err error) {
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
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}()
	<-done
	return listener, err
}

//go:build unix

package window

import (
	"os"
	"syscall"
)

// quitSignal makes a Go program print the stacks of all goroutines.
const quitSignal = syscall.SIGQUIT

// lock waits until no other process holds the file, which the system lets go
// of even when its holder is killed.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}

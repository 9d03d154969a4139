package practice_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice"
)

// spent is the processor time of this process so far.
func spent(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestNothingTicksWhileNobodyLooks(t *testing.T) {
	for _, scene := range practice.Scenes() {
		e, err := practice.Start(practice.Options{Scene: scene})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond) // until what runs has begun
		before := spent(t)
		time.Sleep(time.Second)
		if used := spent(t) - before; used > 10*time.Millisecond {
			t.Errorf("%s uses %v in a second of rest", scene, used)
		}
		e.Close()
	}
}

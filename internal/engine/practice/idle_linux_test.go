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
		if used := leastIn(t, 3); used > 10*time.Millisecond {
			t.Errorf("%s uses %v in a second of rest", scene, used)
		}
		e.Close()
	}
}

// leastIn is the processor time of the quietest of some seconds, the first that is quiet
// enough for any test: what ticks does so in each of them, while a collection or a
// start on a busy machine is over after one.
func leastIn(t *testing.T, seconds int) time.Duration {
	t.Helper()
	least := time.Hour
	for i := 0; i < seconds && least > 10*time.Millisecond; i++ {
		before := spent(t)
		time.Sleep(time.Second)
		least = min(least, spent(t)-before)
	}
	return least
}

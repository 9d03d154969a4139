package terminal

import (
	"context"
	"io"
	"sync"
	"time"
)

// maxWaiting is how many bytes may wait for a program that doesn't read: more
// than anyone pastes.
const maxWaiting = 16 << 20

// input is what is still to be told to the program. It takes bytes without
// waiting and gives them on by a goroutine of its own.
type input struct {
	mu      sync.Mutex
	waiting []byte
	cols    int
	rows    int
	sized   bool
	more    chan struct{}
}

func (in *input) add(p []byte) {
	in.mu.Lock()
	if len(in.waiting)+len(p) <= maxWaiting {
		in.waiting = append(in.waiting, p...)
	}
	in.mu.Unlock()
	in.wake()
}

func (in *input) resize(cols, rows int) {
	in.mu.Lock()
	in.cols, in.rows, in.sized = cols, rows, true
	in.mu.Unlock()
	in.wake()
}

func (in *input) wake() {
	select {
	case in.more <- struct{}{}:
	default:
	}
}

func (in *input) take() (bytes []byte, cols, rows int, sized bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	bytes, cols, rows, sized = in.waiting, in.cols, in.rows, in.sized
	in.waiting, in.sized = nil, false
	return bytes, cols, rows, sized
}

// pump gives everything on until ctx ends or the connection breaks.
func (in *input) pump(ctx context.Context, to io.Writer, resize func(ctx context.Context, cols, rows int) error) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-in.more:
		}
		bytes, cols, rows, sized := in.take()
		if sized {
			resizeSoon(ctx, func() error { return resize(ctx, cols, rows) })
		}
		if len(bytes) == 0 {
			continue
		}
		if _, err := to.Write(bytes); err != nil {
			return // whoever reads hears of it
		}
	}
}

// resizeSoon tries some times: right after the start the program's terminal may
// not be there yet. A program that has ended needs none.
func resizeSoon(ctx context.Context, try func() error) {
	for wait := 10 * time.Millisecond; wait < 500*time.Millisecond; wait *= 2 {
		if try() == nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

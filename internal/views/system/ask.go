package system

import (
	"context"
	"errors"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
)

// asking is one question that is under way at most. It belongs to the main
// goroutine.
type asking struct {
	host   *page.Host
	seq    int
	cancel context.CancelFunc // nil while none is under way
}

// busy reports whether an answer is awaited.
func (a *asking) busy() bool { return a.cancel != nil }

// stop gives up the question that is under way; its answer is never heard.
func (a *asking) stop() {
	if a.cancel != nil {
		a.cancel()
		a.cancel = nil
	}
	a.seq++
}

// start puts a question in place of the one that is under way. then hears the
// answer on the main goroutine.
func start[T any](a *asking, question func(context.Context) (T, error), then func(T, error)) {
	a.stop()
	mine := a.seq
	given, cancel := context.WithCancel(context.Background())
	a.cancel = cancel
	a.host.Go(func(ctx context.Context) {
		ctx, end := context.WithCancel(ctx)
		defer end()
		defer context.AfterFunc(given, end)()
		answer, err := question(ctx)
		a.host.Post(func() {
			if a.seq != mine {
				return
			}
			a.cancel()
			a.cancel = nil
			then(answer, err)
		})
	})
}

// why says why a question was not answered.
func why(err error) string {
	var failed *operations.Error
	if errors.As(err, &failed) {
		return "The engine gave no answer: " + format.CleanLine(failed.Raw)
	}
	return "The engine gave no answer: " + format.CleanLine(err.Error())
}

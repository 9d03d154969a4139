package realengine

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// BorrowEnv is the variable that names the socket of an engine that somebody else
// runs. With it every test that asks for an engine gets that one, cleaned; what
// only an engine of one's own can do is skipped. That is how the project's engine
// tests are run against another engine than the real one.
const BorrowEnv = "DOCKDESK_TEST_SOCKET"

func borrow(ctx context.Context, socket string) (*Engine, error) {
	root, err := os.MkdirTemp("", "dockdesk-borrowed-")
	if err != nil {
		return nil, fmt.Errorf("borrowing an engine: %w", err)
	}
	e := &Engine{root: root, borrowed: socket}
	if err := errors.Join(e.prepare(ctx), e.clean(ctx)); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

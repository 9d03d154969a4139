package operations_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// begin runs a container on a real engine and follows how it begins.
func begin(t *testing.T, s spec.RunSpec, patience time.Duration) (operations.End, bool) {
	t.Helper()
	eng := realengine.Shared(t) // clean, without other images than the lab's
	if s.Image == realengine.ShellImage {
		eng.LoadShell(t)
	}
	var b *operations.Beginning
	out, err := operations.Runs{Engine: eng.Client()}.Run(t.Context(), s, operations.RunOptions{
		Created: func(_ context.Context, id string) (err error) {
			b, err = operations.Follow(t.Context(), eng.Client(), id)
			return err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = operations.Containers{Engine: eng.Client()}.Remove(context.WithoutCancel(t.Context()), out.Created.ID, true, true)
	})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return b.Ended(ctx)
}

// The pause keeps the order: Docker has a pipe for each of the two outputs.
func TestWhatEndsAtOnceIsKnownToTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		spec   spec.RunSpec
		code   int
		output string
		gone   bool
	}{
		"an error":         {spec.RunSpec{Detach: true, Command: []string{"sh", "-c", "echo before; sleep 1; echo no such table >&2; exit 3"}}, 3, "before\nno such table\n", false},
		"removed at once":  {spec.RunSpec{Rm: true, Command: []string{"echo", "hello"}}, 0, "hello\n", true},
		"in a terminal":    {spec.RunSpec{TTY: true, Interactive: true, Command: []string{"echo", "hello"}}, 0, "hello\r\n", false},
		"nothing to print": {spec.RunSpec{Detach: true, Command: []string{"false"}}, 1, "", false},
		"no log kept":      {spec.RunSpec{Detach: true, LogDriver: "none", Command: []string{"sh", "-c", "echo lost; exit 2"}}, 2, "lost\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			c.spec.Image = realengine.ShellImage
			e, ok := begin(t, c.spec, 20*time.Second)
			if !ok || e.ExitCode != c.code || e.Output != c.output || e.Gone != c.gone {
				t.Errorf("%+v, %v", e, ok)
			}
		})
	}
}

func TestOfMuchOutputTheLastIsKept(t *testing.T) {
	e, ok := begin(t, spec.RunSpec{Image: realengine.ShellImage, Command: []string{"seq", "1", "20000"}}, 20*time.Second)
	if !ok || !strings.HasSuffix(e.Output, "\n19999\n20000\n") || len(e.Output) > 32<<10 {
		t.Errorf("%v, %d bytes: %.80q", ok, len(e.Output), e.Output)
	}
}

func TestWhatGoesOnIsFollowedNoLongerThanWished(t *testing.T) {
	if e, ok := begin(t, spec.RunSpec{Image: "lab:1", Detach: true, Command: []string{"sleep"}}, 300*time.Millisecond); ok {
		t.Errorf("it ended: %+v", e)
	}
}

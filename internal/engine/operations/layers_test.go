package operations_test

import (
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

// The news are those of a real pull of two layers, one of which was here.
func TestTheNewsOfAPullComeToBytesAndLayers(t *testing.T) {
	var f operations.Fetching
	for i, c := range []struct {
		step        operations.PullStep
		here, size  int64
		known       bool
		done, total int
	}{
		{operations.PullStep{Layer: "1.27", Status: "Pulling from library/nginx"}, 0, 0, false, 0, 0},
		{operations.PullStep{Layer: "a1", Status: "Already exists"}, 0, 0, false, 1, 1},
		{operations.PullStep{Layer: "b2", Status: "Pulling fs layer"}, 0, 0, false, 1, 2},
		{operations.PullStep{Layer: "b2", Status: "Waiting"}, 0, 0, false, 1, 2},
		{operations.PullStep{Layer: "b2", Status: "Downloading", Current: 50, Total: 200}, 50, 200, true, 1, 2},
		{operations.PullStep{Layer: "b2", Status: "Verifying Checksum"}, 200, 200, true, 1, 2},
		{operations.PullStep{Layer: "b2", Status: "Download complete"}, 200, 200, true, 1, 2},
		{operations.PullStep{Layer: "b2", Status: "Extracting", Current: 10, Total: 200}, 200, 200, true, 1, 2},
		{operations.PullStep{Layer: "b2", Status: "Extracting"}, 200, 200, true, 1, 2}, // one that counts seconds
		{operations.PullStep{Layer: "b2", Status: "Pull complete"}, 200, 200, true, 2, 2},
		{operations.PullStep{Status: "Status: Downloaded newer image for nginx:1.27"}, 200, 200, true, 2, 2},
	} {
		f.Add(c.step)
		here, size, known := f.Bytes()
		done, total := f.Done()
		if here != c.here || size != c.size || known != c.known || done != c.done || total != c.total {
			t.Errorf("%d %s: %d of %d bytes (%v), %d of %d layers", i, c.step.Status, here, size, known, done, total)
		}
	}
}

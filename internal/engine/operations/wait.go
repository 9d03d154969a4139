package operations

import (
	"context"
	"errors"

	"github.com/docker/docker/api/types/container"
)

// Ended is how a container's program ended.
type Ended struct {
	Code      int
	OOMKilled bool  // unknown of one that was removed when it ended
	Memory    int64 // bytes it might use; 0 is no limit
}

// Wait is docker wait: it blocks until the program of a container has ended. Of
// one that does not run it gives the last end at once.
func (c Containers) Wait(ctx context.Context, id string) (Ended, error) {
	replies, failed := c.Engine.ContainerWait(ctx, id, container.WaitConditionNotRunning)
	var end Ended
	select {
	case err := <-failed:
		return end, containerFailure("wait", id, err)
	case reply := <-replies:
		end.Code = int(reply.StatusCode)
		if reply.Error != nil && reply.Error.Message != "" {
			return end, containerFailure("wait", id, errors.New(reply.Error.Message))
		}
	}
	after, err := c.Engine.ContainerInspect(ctx, id)
	if err != nil || after.ContainerJSONBase == nil { // it was made to be removed
		return end, nil
	}
	if after.State != nil {
		end.OOMKilled = after.State.OOMKilled
	}
	if after.HostConfig != nil {
		end.Memory = after.HostConfig.Memory
	}
	return end, nil
}

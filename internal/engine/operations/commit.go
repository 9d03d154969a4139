package operations

import (
	"context"
	"strings"

	"github.com/distribution/reference"
	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// CommitOptions are what docker commit can be told.
type CommitOptions struct {
	Name    string // name:tag of the image; "" leaves it without a name
	Message string
	Author  string
	Changes []string // Dockerfile instructions: "ENV A=b", "CMD [\"sleep\"]"
	NoPause bool     // the programs go on writing meanwhile
}

// Commit is docker commit: it makes an image of what a container has written.
// What is in its volumes is not in the image.
func (c Containers) Commit(ctx context.Context, id string, o CommitOptions) (Outcome, error) {
	name := strings.TrimSpace(o.Name)
	if name != "" {
		named, err := reference.ParseNormalizedNamed(name)
		if err != nil {
			return Outcome{}, invalid("commit", containerRef(id), "the name %q: %w", name, err)
		}
		name = reference.FamiliarString(reference.TagNameOnly(named))
	}
	reply, err := c.Engine.ContainerCommit(ctx, id, container.CommitOptions{
		Reference: name, Comment: o.Message, Author: o.Author, Changes: o.Changes, Pause: !o.NoPause,
	})
	if err != nil {
		return Outcome{}, containerFailure("commit", id, err)
	}
	return Outcome{Created: object.Ref{Kind: object.KindImage, ID: reply.ID}}, nil
}

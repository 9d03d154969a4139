package request

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Image is what an image says about the containers made from it.
func Image(i image.InspectResponse) spec.Image {
	out := spec.Image{ID: i.ID, Names: i.RepoTags, OS: i.Os, Arch: i.Architecture, Variant: i.Variant}
	c := i.Config
	if c == nil {
		return out
	}
	out.Entrypoint, out.Command = c.Entrypoint, c.Cmd
	out.Workdir, out.User, out.StopSignal = c.WorkingDir, c.User, c.StopSignal
	out.Labels = sortedPairs(c.Labels)
	out.Volumes = slices.Sorted(maps.Keys(c.Volumes))
	out.Expose = slices.SortedFunc(maps.Keys(c.ExposedPorts), func(a, b string) int {
		return cmp.Or(cmp.Compare(portNumber(a), portNumber(b)), cmp.Compare(a, b))
	})
	for _, text := range c.Env {
		if e, err := spec.ParseEnv(text); err == nil {
			out.Env = append(out.Env, e)
		}
	}
	out.Health = c.Healthcheck != nil && len(c.Healthcheck.Test) > 0 && c.Healthcheck.Test[0] != "NONE"
	return out
}

func portNumber(port string) int {
	text, _, _ := strings.Cut(port, "/")
	n, _ := strconv.Atoi(text)
	return n
}

// imageHealth is the image's own check.
func imageHealth(i image.InspectResponse) (h container.HealthConfig) {
	if i.Config == nil || i.Config.Healthcheck == nil {
		return h
	}
	own := i.Config.Healthcheck
	return container.HealthConfig{
		Test: own.Test, Interval: own.Interval, Timeout: own.Timeout,
		StartPeriod: own.StartPeriod, StartInterval: own.StartInterval, Retries: own.Retries,
	}
}

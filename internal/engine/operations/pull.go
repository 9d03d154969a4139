package operations

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/distribution/reference"
	"github.com/docker/cli/cli/config/configfile"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/registry"
)

// PullEngine is what fetching an image needs of the Docker client.
type PullEngine interface {
	ImageCreate(ctx context.Context, reference string, options image.CreateOptions) (io.ReadCloser, error)
}

// PullStep is one piece of news while an image is fetched.
type PullStep struct {
	Layer   string // short id; "" for news about the whole
	Status  string // in the engine's words: "Downloading", "Pull complete", …
	Current int64  // bytes; 0 where it makes no sense
	Total   int64  // bytes; 0 if not known
}

// pull fetches an image as docker run does when it is not there. The progress
// is called from the caller's goroutine.
func pull(ctx context.Context, engine PullEngine, ref, platform string, settings *configfile.ConfigFile, progress func(PullStep)) error {
	auth, err := loginFor(ref, settings)
	if err != nil {
		return imageFailure("pull", ref, err)
	}
	stream, err := engine.ImageCreate(ctx, ref, image.CreateOptions{Platform: platform, RegistryAuth: auth})
	if err != nil {
		return imageFailure("pull", ref, err)
	}
	return imageFailure("pull", ref, follow(ctx, stream, progress, nil))
}

// follow reads the news of a pull, a push or the like to their end. aux, which
// may be nil, hears what stands beside them.
func follow(ctx context.Context, stream io.ReadCloser, progress func(PullStep), aux func(json.RawMessage)) error {
	defer func() { _ = stream.Close() }()
	for news := json.NewDecoder(stream); ; {
		var m struct {
			ID, Status, Stream string
			ProgressDetail     struct {
				Current, Total int64
				Units          string // "" for bytes; engines with the image store of containerd count seconds, too
			}
			Error string
			Aux   json.RawMessage
		}
		switch err := news.Decode(&m); {
		case errors.Is(err, io.EOF):
			return ctx.Err()
		case err != nil:
			return err
		case m.Error != "":
			return errors.New(m.Error)
		case m.Aux != nil:
			if aux != nil {
				aux(m.Aux)
			}
		case progress != nil:
			step := PullStep{Layer: m.ID, Status: m.Status}
			if m.Status == "" {
				step.Status = m.Stream
			}
			if m.ProgressDetail.Units == "" {
				step.Current, step.Total = m.ProgressDetail.Current, m.ProgressDetail.Total
			}
			progress(step)
		}
	}
}

// loginFor is what the docker command's settings know about the image's
// registry, as the engine takes it.
func loginFor(ref string, settings *configfile.ConfigFile) (string, error) {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return "", err
	}
	var login registry.AuthConfig
	if settings != nil {
		key := reference.Domain(named)
		if key == "docker.io" {
			key = "https://index.docker.io/v1/"
		}
		known, err := settings.GetAuthConfig(key)
		if err != nil {
			return "", fmt.Errorf("asking for the login: %w", err)
		}
		login = registry.AuthConfig{
			Username: known.Username, Password: known.Password, Auth: known.Auth,
			ServerAddress: known.ServerAddress, IdentityToken: known.IdentityToken, RegistryToken: known.RegistryToken,
		}
	}
	return registry.EncodeAuthConfig(login)
}

package world

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/distribution/reference"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/pkg/jsonmessage"
)

// Say sends one message of a long answer.
type Say func(jsonmessage.JSONMessage) error

// Pull takes an image out of the catalogue, layer by layer, as if it came over
// a network, or truly from a registry of this computer. Nothing else can be had.
func (w *World) Pull(ctx context.Context, repo, tag string, login registry.AuthConfig, say Say) error {
	parsed, err := reference.ParseNormalizedNamed(repo)
	if err != nil {
		return invalid("invalid reference format")
	}
	if onLoopback(reference.Domain(parsed)) {
		full := reference.TagNameOnly(parsed).String()
		switch {
		case strings.HasPrefix(tag, "sha256:"):
			full = parsed.Name() + "@" + tag
		case tag != "":
			full = parsed.Name() + ":" + tag
		}
		return w.pullFrom(ctx, full, login, say)
	}
	if strings.HasPrefix(tag, "sha256:") {
		return notFound("pull access denied for %s, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", repo)
	}
	name, err := tagName(repo, tag)
	if err != nil {
		return err
	}
	familiar := reference.FamiliarName(parsed)
	r := recipeFor(name)
	switch {
	case reference.Domain(parsed) != "docker.io":
		return w.unreachable(reference.Domain(parsed))
	case r == nil && knownRepo(familiar):
		return notFound("manifest for %s not found: manifest unknown: manifest unknown", name)
	case r == nil:
		return fail(http.StatusNotFound, "pull access denied for %s, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", familiar)
	}
	tag = name[strings.LastIndex(name, ":")+1:]
	if err := say(jsonmessage.JSONMessage{Status: "Pulling from " + reference.Path(parsed), ID: tag}); err != nil {
		return err
	}
	img := r.make()
	if err := w.fetch(ctx, img, say); err != nil {
		return err
	}
	return w.pulled(img, name, say)
}

func (w *World) pulled(img *Image, name string, say Say) error {
	w.mu.Lock()
	old := w.images[img.ID]
	fresh := w.tags[name] == nil || w.tags[name].ID != img.ID
	if old != nil {
		img = old
	}
	w.images[img.ID] = img
	if !strings.Contains(name, "@") { // what is pulled by its digest has no name
		w.tags[name] = img
	}
	if fresh {
		img.Tagged = w.now()
	}
	w.tell(events.ImageEventType, events.ActionPull, name, map[string]string{"name": name[:strings.LastIndexAny(name, ":@")]})
	w.mu.Unlock()
	_, sum, _ := strings.Cut(img.Digests[0], "@")
	words := "Status: Image is up to date for " + name
	if fresh {
		words = "Status: Downloaded newer image for " + name
	}
	if err := say(jsonmessage.JSONMessage{Status: "Digest: " + sum}); err != nil {
		return err
	}
	return say(jsonmessage.JSONMessage{Status: words})
}

// fetch tells of each layer that it comes. How long that takes follows its size.
func (w *World) fetch(ctx context.Context, img *Image, say Say) error {
	w.mu.Lock()
	var missing []*Layer
	for _, l := range img.Layers {
		if !w.layerUsed(l) {
			missing = append(missing, l)
		}
	}
	w.mu.Unlock()
	for _, l := range img.Layers {
		status := "Pulling fs layer"
		if !slices.Contains(missing, l) {
			status = "Already exists"
		}
		if err := say(jsonmessage.JSONMessage{Status: status, ID: short(l)}); err != nil {
			return err
		}
	}
	for _, l := range missing {
		if err := w.fetchLayer(ctx, l, say); err != nil {
			return err
		}
	}
	return nil
}

func short(l *Layer) string { return l.DiffID[7:19] }

func (w *World) fetchLayer(ctx context.Context, l *Layer, say Say) error {
	const (
		steps = 8
		speed = 120_000_000 // bytes a second
	)
	total := max(l.Files.Size()*2/5, 1) // it travels compressed
	for _, phase := range []string{"Downloading", "Extracting"} {
		for i := int64(1); i <= steps; i++ {
			p := &jsonmessage.JSONProgress{Current: total * i / steps, Total: total}
			m := jsonmessage.JSONMessage{Status: phase, ID: short(l), Progress: p}
			//lint:ignore SA1019 older clients read it
			m.ProgressMessage = p.String()
			if err := say(m); err != nil {
				return err
			}
			if err := pause(ctx, time.Duration(total)*time.Second/speed/steps); err != nil {
				return err
			}
		}
		done := map[string]string{"Downloading": "Download complete", "Extracting": "Pull complete"}[phase]
		if phase == "Downloading" {
			if err := say(jsonmessage.JSONMessage{Status: "Verifying Checksum", ID: short(l)}); err != nil {
				return err
			}
		}
		if err := say(jsonmessage.JSONMessage{Status: done, ID: short(l)}); err != nil {
			return err
		}
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

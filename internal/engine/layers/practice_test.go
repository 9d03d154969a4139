package layers_test

import (
	"context"
	"net"
	"net/http"
	"testing"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/internal/engine/practice"
)

// The practice engine's images have layers like any others.
func TestImagesOfPracticeAreLookedInto(t *testing.T) {
	e, err := practice.Start(practice.Options{Scene: "web"})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return e.Dial(ctx) }}
	defer transport.CloseIdleConnections()
	c, err := client.NewClientWithOpts(client.WithHost("http://practice"), client.WithHTTPClient(&http.Client{Transport: transport}), client.WithAPIVersionNegotiation())
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.ImageList(t.Context(), image.ListOptions{})
	if err != nil || len(list) == 0 {
		t.Fatalf("%d images, %v", len(list), err)
	}
	reader := layers.NewReader()
	for _, i := range list {
		img, err := reader.Read(t.Context(), c, i.ID, 0, nil)
		if err != nil {
			t.Errorf("%v: %v", i.RepoTags, err)
			continue
		}
		if s := layers.NewSurvey(img); s.Files == 0 || len(img.Steps) < len(img.Layers) || img.Guessed {
			t.Errorf("%v: %d files, %d steps for %d layers", i.RepoTags, s.Files, len(img.Steps), len(img.Layers))
		}
	}
}

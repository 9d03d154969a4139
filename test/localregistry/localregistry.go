// Package localregistry gives a private engine a registry of its own, on the
// loopback of its network: images are pushed to it, and the engine fetches them,
// as slowly as a test wishes.
//
// It is for tests only. It knows nothing of what is tested.
package localregistry

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/dockdesk/dockdesk/test/realengine"
)

// Registry is a registry that runs until its test ends.
type Registry struct {
	// Address is its name in those of its images: "127.0.0.1:40123".
	Address string

	eng   *realengine.Engine
	all   http.Handler
	pause atomic.Int64 // between two pieces of a layer
}

// piece is how much of a layer is sent at once.
const piece = 64 << 10

// Start starts a registry that only the engine reaches.
func Start(t testing.TB, eng *realengine.Engine) *Registry {
	t.Helper()
	listener, err := listen(eng.Namespace())
	if err != nil {
		t.Skip("no registry beside a private engine here: ", err)
	}
	r := &Registry{Address: listener.Addr().String(), eng: eng, all: registry.New(registry.Logger(log.New(io.Discard, "", 0)))}
	server := &http.Server{Handler: http.HandlerFunc(r.serve), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		r.Slow(0)
		_ = server.Close()
		<-ended
	})
	return r
}

// Slow lets every piece of a layer come so much later.
func (r *Registry) Slow(pause time.Duration) { r.pause.Store(int64(pause)) }

func (r *Registry) serve(w http.ResponseWriter, q *http.Request) {
	if q.Method == http.MethodGet && strings.Contains(q.URL.Path, "/blobs/") {
		w = &slowly{w, r, q}
	}
	r.all.ServeHTTP(w, q)
}

// slowly sends in pieces.
type slowly struct {
	http.ResponseWriter
	r *Registry
	q *http.Request
}

func (s *slowly) Write(p []byte) (int, error) {
	sent := 0
	for len(p) > 0 {
		n, err := s.ResponseWriter.Write(p[:min(len(p), piece)])
		sent, p = sent+n, p[n:]
		if err != nil {
			return sent, err
		}
		if pause := time.Duration(s.r.pause.Load()); pause > 0 {
			if f, ok := s.ResponseWriter.(http.Flusher); ok {
				f.Flush()
			}
			select {
			case <-time.After(pause):
			case <-s.q.Context().Done():
				return sent, s.q.Context().Err()
			}
		}
	}
	return sent, nil
}

// Push puts an image of the engine into the registry, with further layers of these
// sizes on top of it, and gives its name there.
func (r *Registry) Push(t testing.TB, image, as string, sizes ...int64) string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "image.tar")
	r.eng.Docker(t, "save", "-o", file, image)
	made, err := tarball.ImageFromPath(file, nil)
	must(err)
	for _, size := range sizes {
		var layer v1.Layer
		layer, err = random.Layer(size, types.DockerLayer)
		must(err)
		made, err = mutate.AppendLayers(made, layer)
		must(err)
	}
	full := r.Address + "/" + as
	ref, err := name.ParseReference(full, name.Insecure)
	must(err)
	must(remote.Write(ref, made, remote.WithTransport(direct{r.all})))
	return full
}

// direct asks a handler without a network.
type direct struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (d direct) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.Body == nil {
		q.Body = http.NoBody
	}
	answer := httptest.NewRecorder()
	d.handler.ServeHTTP(answer, q)
	if answer.Code == 0 {
		return nil, fmt.Errorf("no answer to %s", q.URL)
	}
	got := answer.Result()
	got.Request = q
	return got, nil
}

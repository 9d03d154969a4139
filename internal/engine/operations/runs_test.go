package operations_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/request"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// shelf is an engine that has no image until one is fetched.
type shelf struct {
	mu    sync.Mutex
	has   bool
	asked []string
	news  string // what it says while it fetches
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := q.URL.Path[strings.Index(q.URL.Path[1:], "/")+1:]
	w.Header().Set("Content-Type", "application/json")
	if strings.HasSuffix(q.URL.Path, "_ping") {
		w.Header().Set("Ostype", "linux")
		return
	}
	s.asked = append(s.asked, path)
	switch {
	case path == "/images/create":
		_, _ = fmt.Fprint(w, s.news)
		s.has = !strings.Contains(s.news, "error")
	case path == "/containers/create" && !s.has:
		w.WriteHeader(http.StatusNotFound)
		_, _ = fmt.Fprint(w, `{"message":"No such image: nginx:1.27"}`)
	case path == "/containers/create":
		w.WriteHeader(http.StatusCreated)
		_, _ = fmt.Fprint(w, `{"Id":"c1","Warnings":["mind the gap"]}`)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

func runsOn(t *testing.T, s *shelf) operations.Runs {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	api, err := client.NewClientWithOpts(client.WithHost("tcp://"+server.Listener.Addr().String()), client.WithVersion("1.45"),
		client.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = api.Close() })
	return operations.Runs{Engine: api, Local: request.Local{LookupEnv: func(string) (string, bool) { return "", false }}}
}

const layers = `{"status":"Pulling from library/nginx","id":"1.27"}
{"status":"Downloading","progressDetail":{"current":5,"total":10},"id":"a1"}
{"status":"Pull complete","progressDetail":{},"id":"a1"}
{"status":"Status: Downloaded newer image for nginx:1.27"}
`

func TestAMissingImageIsFetchedAndToldOf(t *testing.T) {
	s := &shelf{news: layers}
	var steps []operations.PullStep
	var madeBefore string
	out, err := runsOn(t, s).Run(t.Context(), spec.RunSpec{Image: "nginx:1.27"}, operations.RunOptions{
		Progress: func(p operations.PullStep) { steps = append(steps, p) },
		Created:  func(_ context.Context, id string) error { madeBefore = id; return nil },
	})
	if err != nil || out.Created.ID != "c1" || !slices.Equal(out.Warnings, []string{"mind the gap"}) || madeBefore != "c1" {
		t.Errorf("%+v, %v, before the start %q", out, err, madeBefore)
	}
	if want := []string{"/containers/create", "/images/create", "/containers/create", "/containers/c1/start"}; !slices.Equal(s.asked, want) {
		t.Errorf("asked for %q", s.asked)
	}
	if len(steps) != 4 || steps[1] != (operations.PullStep{Layer: "a1", Status: "Downloading", Current: 5, Total: 10}) {
		t.Errorf("told %+v", steps)
	}
}

func TestThePullPolicyIsKept(t *testing.T) {
	for policy, want := range map[string][]string{
		"always": {"/images/create", "/containers/create", "/containers/c1/start"}, "never": {"/containers/create"},
		"missing": {"/containers/create", "/images/create", "/containers/create", "/containers/c1/start"},
	} {
		s := &shelf{news: layers}
		_, err := runsOn(t, s).Run(t.Context(), spec.RunSpec{Image: "nginx:1.27", Pull: policy}, operations.RunOptions{})
		if !slices.Equal(s.asked, want) || (err != nil) != (policy == "never") {
			t.Errorf("%s: asked for %q, %v", policy, s.asked, err)
		}
	}
}

func TestAFailedFetchSaysWhatTheRegistrySaid(t *testing.T) {
	for news, want := range map[string]string{
		`{"errorDetail":{"message":"manifest unknown"},"error":"manifest unknown"}`: "manifest unknown",
		`{"status":"Pulling"}` + "\n" + `{"status":`:                                "unexpected EOF",
	} {
		s := &shelf{news: news}
		_, err := runsOn(t, s).Run(t.Context(), spec.RunSpec{Image: "nginx:1.27", Pull: "always"}, operations.RunOptions{})
		var failed *operations.Error
		if !errors.As(err, &failed) || failed.Op != "pull" || failed.Raw != want {
			t.Errorf("%q: %+v", news, failed)
		}
	}
}

func TestWhatIsOnlyMadeIsNotStarted(t *testing.T) {
	for _, c := range []struct {
		name string
		run  func(operations.Runs, spec.RunSpec) (operations.Outcome, error)
	}{
		{"Create", func(r operations.Runs, s spec.RunSpec) (operations.Outcome, error) {
			return r.Create(t.Context(), s, operations.RunOptions{})
		}},
		{"Run with CreateOnly", func(r operations.Runs, s spec.RunSpec) (operations.Outcome, error) {
			s.CreateOnly = true
			return r.Run(t.Context(), s, operations.RunOptions{})
		}},
	} {
		s := &shelf{has: true}
		if _, err := c.run(runsOn(t, s), spec.RunSpec{Image: "nginx:1.27", Detach: true}); err != nil || !slices.Equal(s.asked, []string{"/containers/create"}) {
			t.Errorf("%s: asked for %q, %v", c.name, s.asked, err)
		}
	}
}

func TestAnIDIsNeverFetched(t *testing.T) {
	s := &shelf{news: layers}
	id := strings.Repeat("ab", 32)
	for _, policy := range []string{"", "always"} {
		if _, err := runsOn(t, s).Run(t.Context(), spec.RunSpec{Image: id, Pull: policy}, operations.RunOptions{}); err == nil || slices.Contains(s.asked, "/images/create") {
			t.Errorf("%q: %v, asked for %q", policy, err, s.asked)
		}
	}
}

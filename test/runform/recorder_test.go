package runform

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/docker/docker/client"
)

// recorder stands in for an engine: it writes down what it is asked to make,
// and makes nothing.
type recorder struct {
	socket string
	engine engineKind
	logins bool // written down, too

	mu   sync.Mutex
	sent []sent
}

// sent is one request.
type sent struct {
	What  string // "containers/create", "images/create", "containers/x/start"
	Query map[string][]string
	Login any // as the registry gets it
	Body  any
}

// engineKind is what a recorder says that it is.
type engineKind struct{ api, os string }

func record(t *testing.T, engine engineKind) *recorder {
	t.Helper()
	r := &recorder{engine: engine}
	r.socket = serve(t, r)
	return r
}

// serve answers on a unix socket until the test ends, and gives its path.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "rec") // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
		_ = os.RemoveAll(dir)
	})
	return socket
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	w.Header().Set("Api-Version", r.engine.api)
	w.Header().Set("Ostype", r.engine.os)
	path := q.URL.Path
	if strings.HasPrefix(path, "/v1.") {
		path = "/" + strings.SplitN(path, "/", 3)[2]
	}
	path = strings.TrimPrefix(path, "/")
	if path == "_ping" {
		_, _ = io.WriteString(w, "OK")
		return
	}
	one := sent{What: path, Query: q.URL.Query()}
	if body, _ := io.ReadAll(q.Body); len(body) > 0 {
		_ = json.Unmarshal(body, &one.Body)
	}
	if login := q.Header.Get("X-Registry-Auth"); r.logins && login != "" {
		text, _ := base64.URLEncoding.DecodeString(login)
		_ = json.Unmarshal(text, &one.Login)
	}
	r.mu.Lock()
	r.sent = append(r.sent, one)
	r.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if path == "images/create" {
		_, _ = io.WriteString(w, `{"status":"done"}`)
		return
	}
	w.WriteHeader(http.StatusConflict)
	_, _ = io.WriteString(w, `{"message":"written down"}`)
}

// taken is what was sent since the last time.
func (r *recorder) taken() []sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.sent
	r.sent = nil
	for i := range all {
		all[i].Body = settled("", all[i].Body)
	}
	return all
}

func (r *recorder) client(t *testing.T) *client.Client {
	t.Helper()
	c, err := client.NewClientWithOpts(
		client.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}),
		client.WithHost("unix://"+r.socket), client.WithAPIVersionNegotiation(),
	)
	if err != nil {
		t.Fatal(err)
	}
	c.NegotiateAPIVersion(t.Context())
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// settled sorts what has no order: docker itself keeps these in maps.
func settled(key string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, each := range v {
			v[k] = settled(k, each)
		}
	case []any:
		for i, each := range v {
			v[i] = settled("", each)
		}
		if key == "Env" || key == "Binds" || key == "Volumes" {
			sort.Slice(v, func(i, j int) bool { return fmt.Sprint(v[i]) < fmt.Sprint(v[j]) })
		}
	}
	return v
}

// differences lists where two values differ, a line for each.
func differences(path string, a, b any) []string {
	x, xok := a.(map[string]any)
	y, yok := b.(map[string]any)
	if !xok || !yok {
		if reflect.DeepEqual(a, b) {
			return nil
		}
		return []string{fmt.Sprintf("%s: ours %s, docker's %s", path, written(a), written(b))}
	}
	var keys []string
	for k := range x {
		keys = append(keys, k)
	}
	for k := range y {
		if _, both := x[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var all []string
	for _, k := range keys {
		one, here := x[k]
		other, there := y[k]
		if here != there {
			all = append(all, fmt.Sprintf("%s.%s: ours %s (%v), docker's %s (%v)", path, k, written(one), here, written(other), there))
			continue
		}
		all = append(all, differences(path+"."+k, one, other)...)
	}
	return all
}

func written(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

package runform

import (
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"context"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/specs"
)

// reluctant stands before an engine and lets containers be made, but not
// started: what a docker run leaves behind can then be looked at.
type reluctant struct {
	socket string
	mu     sync.Mutex
	made   []string
}

var startPath = regexp.MustCompile(`/containers/([^/]+)/(start|attach|wait)$`)

func standBefore(t *testing.T, eng *realengine.Engine) *reluctant {
	t.Helper()
	r := &reluctant{}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", eng.Socket())
	}
	target := &url.URL{Scheme: "http", Host: "engine"}
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(q *httputil.ProxyRequest) { q.SetURL(target) },
		Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true},
	}
	r.socket = serve(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if strings.HasSuffix(q.URL.Path, "/images/create") { // nothing can be fetched here, and nothing needs to be
			_, _ = w.Write([]byte(`{"status":"done"}`))
			return
		}
		m := startPath.FindStringSubmatch(q.URL.Path)
		if m == nil {
			proxy.ServeHTTP(w, q)
			return
		}
		r.mu.Lock()
		r.made = append(r.made, m[1])
		r.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if m[2] == "wait" {
			_, _ = w.Write([]byte(`{"StatusCode":0}`))
			return
		}
		w.WriteHeader(http.StatusConflict)
		_, _ = w.Write([]byte(`{"message":"it is not started here"}`))
	}))
	return r
}

// last is the container that a docker run would have started; "" if none.
func (r *reluctant) last() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.made) == 0 {
		return ""
	}
	id := r.made[len(r.made)-1]
	r.made = nil
	return id
}

// The texts are run as they stand, but with an image that is here.
func TestPastedTextsMakeWhatTheCommandMakes(t *testing.T) {
	cli := docker(t)
	eng, api := lived(t)
	for _, network := range []string{"some-network", "somenetwork", "my-net", "todo-app"} {
		eng.Docker(t, "network", "create", network)
	}
	for _, name := range []string{"elasticsearch", "some_database", "mysql_db_server", "dbstore", "web"} {
		eng.Docker(t, "create", "--name", name, "lab:1")
	}
	texts := bashable(t)
	if n := count(40, len(texts)); n < len(texts) {
		texts = texts[len(texts)-n:]
	}
	var made atomic.Int64
	inParallel(t, texts, func(int) func(*testing.T, int, specs.Pasted) {
		place, between := newStage(t), standBefore(t, eng)
		place.furnish(t)
		runs := operations.Runs{Engine: api, Local: place.local()}
		enough := operations.RunOptions{Created: func(context.Context, string) error { return errEnough }}
		return func(t *testing.T, i int, p specs.Pasted) {
			reading := place.reading(t.Context(), p.Text)
			text := p.Text
			for _, f := range reading.Findings {
				if f.Field == "image" {
					text = text[:f.From] + "lab:1" + text[f.To:]
				}
			}
			s := place.reading(t.Context(), text).Spec
			if s.Image != "lab:1" || !cli.knows(s) {
				t.Errorf("%s: the image is %q", p.Name, s.Image)
				return
			}
			s.Name, s.Pull = "", "never"
			out, ourErr := runs.Run(t.Context(), s, enough)
			ours := inspected(t, api, out.Created.ID)
			said, _ := place.typed(t.Context(), t, withoutName(text)+"\nwait", "DOCKER_HOST=unix://"+between.socket, "DOCKER_CONFIG="+place.dir)
			_ = os.Remove(filepath.Join(place.dir, "web.cid"))
			id := between.last()
			if s.CreateOnly {
				id = containerID(said)
			}
			theirs := inspected(t, api, id)
			switch {
			case theirs == nil && ours != nil && !cli.atLeast("28.0.0"):
				t.Logf("%s: docker %d doesn't know this yet: %s", p.Name, cli.version, said)
			case ours == nil && theirs != nil && strings.Contains(text, "--mac-address") && !cli.atLeast("28.0.0"):
				t.Logf("%s: newer docker commands refuse it on this engine, and so does DockDesk: %v", p.Name, ourErr)
			case (ours == nil) != (theirs == nil):
				t.Errorf("%s:\n%s\ndocker said %s\nDockDesk said %v", p.Name, text, said, ourErr)
			case ours == nil:
				t.Logf("%s: both refused: %v", p.Name, ourErr)
			default:
				made.Add(1)
				if !cli.atLeast("28.0.0") {
					ours, theirs = alike(ours), alike(theirs)
				}
				if bad := differences("", ours, theirs); len(bad) > 0 {
					t.Errorf("%s:\n%s\n%s", p.Name, text, strings.Join(bad, "\n"))
				}
			}
		}
	})
	t.Logf("%d of %d texts made the same container", made.Load(), len(texts))
	if int(made.Load()) < len(texts)*8/10 {
		t.Errorf("only %d of %d texts made a container", made.Load(), len(texts))
	}
}

var nameFlag = regexp.MustCompile(`--name[=\s]\s*("[^"]*"|\S+)`)

// withoutName takes the name out, which others could have at the same moment.
func withoutName(text string) string { return nameFlag.ReplaceAllString(text, "") }

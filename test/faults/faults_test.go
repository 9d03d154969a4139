package faults_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/events"
	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/test/faults"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// engine is a stand-in for an engine, so that what the proxy itself does to an
// answer can be told exactly. How real engines and clients take it is seen in
// the tests of the store.
func engine(t *testing.T) *faults.Proxy {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/v1.41/containers/json", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"Names":["/web"]}]`)
	})
	mux.HandleFunc("/v1.41/events", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"Action":"first"}`)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return faults.New(t, "tcp://"+strings.TrimPrefix(server.URL, "http://"))
}

func get(t *testing.T, p *faults.Proxy, path string) (*http.Response, error) {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", strings.TrimPrefix(p.Host(), "unix://"))
	}}
	resp, err := (&http.Client{Transport: transport}).Get("http://docker/v1.41" + path)
	if err == nil {
		t.Cleanup(func() { resp.Body.Close() })
	}
	return resp, err
}

func TestFaults(t *testing.T) {
	const whole = `[{"Names":["/web"]}]`
	for _, test := range []struct {
		name  string
		fault faults.Fault
		check func(t *testing.T, status int, body string, err error, took time.Duration)
	}{
		{"none", faults.Fault{}, func(t *testing.T, status int, body string, err error, _ time.Duration) {
			if status != 200 || body != whole || err != nil {
				t.Errorf("got %d %q %v", status, body, err)
			}
		}},
		{"of other calls", faults.Fault{On: faults.Inspections, Refuse: 100}, func(t *testing.T, status int, _ string, _ error, _ time.Duration) {
			if status != 200 {
				t.Errorf("got %d", status)
			}
		}},
		{"delay", faults.Fault{Delay: 200 * time.Millisecond}, func(t *testing.T, _ int, body string, _ error, took time.Duration) {
			if took < 200*time.Millisecond || body != whole {
				t.Errorf("got %q after %v", body, took)
			}
		}},
		{"refusal", faults.Fault{On: faults.Lists, Refuse: 100}, func(t *testing.T, status int, body string, _ error, _ time.Duration) {
			if status != 500 || !strings.Contains(body, "message") {
				t.Errorf("got %d %q", status, body)
			}
		}},
		{"garbage", faults.Fault{Garble: true}, func(t *testing.T, status int, body string, _ error, _ time.Duration) {
			if status != 200 || json.Valid([]byte(body)) {
				t.Errorf("got %d %q", status, body)
			}
		}},
		{"half an answer", faults.Fault{CutAt: 5}, func(t *testing.T, _ int, body string, err error, _ time.Duration) {
			if err == nil || body != whole[:5] {
				t.Errorf("got %q and %v, want the first five bytes and an error", body, err)
			}
		}},
		{"rewriting", faults.Fault{Rewrite: func(b []byte) []byte { return append(b, " and more"...) }}, func(t *testing.T, _ int, body string, err error, _ time.Duration) {
			if body != whole+" and more" || err != nil {
				t.Errorf("got %q %v", body, err)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := engine(t)
			p.Set(test.fault)
			started := time.Now()
			resp, err := get(t, p, "/containers/json")
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			test.check(t, resp.StatusCode, string(body), err, time.Since(started))
			if calls := p.Calls(faults.Lists); len(calls) != 1 {
				t.Errorf("it remembers the calls %v", calls)
			}
		})
	}
}

func TestDownUntilHealed(t *testing.T) {
	p := engine(t)
	p.Down()
	if _, err := get(t, p, "/containers/json"); err == nil {
		t.Error("it answers although it is down")
	}
	p.Heal()
	if _, err := get(t, p, "/containers/json"); err != nil {
		t.Errorf("healed, it answers %v", err)
	}
}

func TestEventsArePassedOnInjectedAndCut(t *testing.T) {
	p := engine(t)
	resp, err := get(t, p, "/events")
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(resp.Body)
	next := func() string {
		t.Helper()
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(line)
	}
	if got := next(); got != `{"Action":"first"}` {
		t.Errorf("the engine's event came as %q", got)
	}
	if n := p.Inject(events.Message{Action: "second"}, events.Message{Action: "third"}); n != 1 {
		t.Errorf("injected into %d streams, want 1", n)
	}
	if a, b := next(), next(); !strings.Contains(a, "second") || !strings.Contains(b, "third") {
		t.Errorf("injected events came as %q and %q", a, b)
	}
	p.InjectRaw([]byte("}{\n"))
	if got := next(); got != "}{" {
		t.Errorf("raw bytes came as %q", got)
	}
	if n := p.CutEvents(); n != 1 {
		t.Errorf("cut %d streams, want 1", n)
	}
	if _, err := lines.ReadString('\n'); err == nil {
		t.Error("the stream goes on after it was cut")
	}
}

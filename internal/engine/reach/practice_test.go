package reach_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/engine/practice"
	"github.com/dockdesk/dockdesk/internal/engine/reach"
	help "github.com/dockdesk/dockdesk/internal/help/reach"
)

// The practice engine gives the same answers: what pretends to listen can be read
// and knocked at.
func TestPracticeAnswersToo(t *testing.T) {
	e, err := practice.Start(practice.Options{Scene: "web", Publish: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return e.Dial(ctx) }}
	t.Cleanup(transport.CloseIdleConnections)
	api, err := client.NewClientWithOpts(client.WithHost("http://practice"), client.WithHTTPClient(&http.Client{Transport: transport}), client.WithAPIVersionNegotiation())
	if err != nil {
		t.Fatal(err)
	}
	r := reach.New(func() (reach.API, string, error) { return api, "practice://web", nil })
	for _, c := range []struct {
		from, to, id string
		whole        bool
	}{{"", "web", "reached", true}, {"cache", "web", "reached", true}, {"", "db", "not-published", false}} {
		f, err := r.Facts(t.Context(), reach.Wish{From: c.from, To: c.to})
		if err != nil {
			t.Fatal(err)
		}
		v := help.Judge(help.Question{Facts: f})
		if v.ID != c.id || f.Looked != way.Inside {
			t.Errorf("from %q to %s: %s, %s; looked by %q: %v", c.from, c.to, v.ID, v.Title, f.Looked, f.Listeners)
			continue
		}
		if !c.whole {
			continue
		}
		k := r.Knock(t.Context(), v.Host, v.Port)
		if c.from != "" {
			k, err = r.KnockFrom(t.Context(), c.from, v.Host, v.Port)
		}
		if err != nil || k.Outcome != way.Answers || c.from == "" && !strings.HasPrefix(k.HTTP, "200") {
			t.Errorf("from %q to %s at %s: %+v %v", c.from, c.to, v.Call(), k, err)
		}
	}
}

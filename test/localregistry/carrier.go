package localregistry

import (
	"context"
	"net"
	"net/http"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
)

// Carrier reaches what listens in the network of a private engine.
func Carrier(t testing.TB, eng *realengine.Engine) http.RoundTripper {
	c := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return dial(ctx, eng.Namespace(), network, address)
	}}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

package probe_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine/probe"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAPortThatAProgramHasIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tcp, udp := l.Addr().(*net.TCPAddr).Port, u.LocalAddr().(*net.UDPAddr).Port
	doors := []spec.Door{
		{IP: "127.0.0.1", Port: tcp, Proto: "tcp"}, {Port: tcp, Proto: "tcp"}, {IP: "127.0.0.1", Port: udp, Proto: "udp"},
		{IP: "192.0.2.7", Port: 80, Proto: "tcp"}, {Port: 1234, Proto: "sctp"},
	}
	got := probe.Doors(t.Context(), doors)
	for d, want := range map[spec.Door]spec.PortUse{
		doors[0]: spec.PortTaken, doors[1]: spec.PortTaken, doors[2]: spec.PortTaken, doors[3]: spec.PortNoAddress, doors[4]: spec.PortUnknown,
	} {
		if got[d] != want {
			t.Errorf("%+v is %q, want %q", d, got[d], want)
		}
	}
	_ = l.Close()
	_ = u.Close()
	for d, use := range probe.Doors(t.Context(), doors[:3]) {
		if use != spec.PortFree {
			t.Errorf("%+v is still %q", d, use)
		}
	}
}

func TestPathsAreWhatTheyAre(t *testing.T) {
	dir := t.TempDir()
	file, socket := filepath.Join(dir, "file"), filepath.Join(dir, "s")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	want := map[string]spec.PathState{dir: spec.PathFolder, file: spec.PathFile, socket: spec.PathSocket, filepath.Join(dir, "no"): spec.PathMissing}
	var paths []string
	for p := range want {
		paths = append(paths, p)
	}
	got := probe.Paths(t.Context(), paths)
	for p, state := range want {
		if got[p] != state {
			t.Errorf("%s is %q, want %q", p, got[p], state)
		}
	}
}

func TestNobodyLooksWhenNobodyWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := probe.Doors(ctx, []spec.Door{{Port: 1, Proto: "tcp"}}); len(got) > 0 {
		t.Errorf("found %v", got)
	}
	if got := probe.Paths(ctx, []string{"/"}); len(got) > 0 {
		t.Errorf("found %v", got)
	}
}

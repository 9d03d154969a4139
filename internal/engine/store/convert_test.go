package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/go-connections/nat"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestStatusIsReadFromItsWords(t *testing.T) {
	for _, test := range []struct {
		status string
		health object.Health
		code   int
	}{
		{"Up 2 hours", object.HealthNone, 0},
		{"Up 2 hours (healthy)", object.HealthHealthy, 0},
		{"Up Less than a second (health: starting)", object.HealthStarting, 0},
		{"Up 3 minutes (unhealthy)", object.HealthUnhealthy, 0},
		{"Up 3 minutes (Paused)", object.HealthNone, 0},
		{"Exited (0) 5 seconds ago", object.HealthNone, 0},
		{"Exited (137) 5 seconds ago", object.HealthNone, 137},
		{"Exited (-1) 5 seconds ago", object.HealthNone, -1},
		{"Restarting (3) 1 second ago", object.HealthNone, 3},
		{"Created", object.HealthNone, 0},
		{"Exited (", object.HealthNone, 0},
		{"", object.HealthNone, 0},
	} {
		if health, code := parseStatus(test.status); health != test.health || code != test.code {
			t.Errorf("%q is read as %q, %d; want %q, %d", test.status, health, code, test.health, test.code)
		}
	}
}

func TestNamesOfContainers(t *testing.T) {
	for _, test := range []struct {
		names []string
		want  string
	}{
		{[]string{"/web"}, "web"},
		{[]string{"/db/alias", "/web"}, "web"}, // a legacy link's name comes along
		{[]string{"podman"}, "podman"},
		{[]string{"/a/b"}, "a/b"},
		{nil, ""},
	} {
		if got := containerName(test.names); got != test.want {
			t.Errorf("%q is named %q, want %q", test.names, got, test.want)
		}
	}
}

func TestNoneIsNoName(t *testing.T) {
	got := references([]string{"b:1", "<none>:<none>", "a:1", "<none>@<none>", "a:1"})
	if want := []string{"a:1", "b:1"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := references([]string{"<none>:<none>"}); got != nil {
		t.Errorf("got %q, want nil", got)
	}
}

func TestAnonymousVolumes(t *testing.T) {
	const hex64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	for name, want := range map[string]bool{hex64: true, hex64[1:]: false, "G" + hex64[1:]: false, "data": false, "": false} {
		if got := looksAnonymous(name); got != want {
			t.Errorf("%q: anonymous %v, want %v", name, got, want)
		}
	}
}

func TestPortsOfListAndInspectionAgree(t *testing.T) {
	listed := fromContainerSummary(container.Summary{Ports: []container.Port{
		{IP: "::", PrivatePort: 80, PublicPort: 8080, Type: "tcp"},
		{PrivatePort: 443, Type: "tcp"},
		{IP: "0.0.0.0", PrivatePort: 80, PublicPort: 8080, Type: "tcp"},
		{IP: "127.0.0.1", PrivatePort: 53, PublicPort: 53, Type: "udp"},
	}}).Ports
	inspected := fromPortMap(nat.PortMap{
		"80/tcp":  {{HostIP: "0.0.0.0", HostPort: "8080"}, {HostIP: "::", HostPort: "8080"}},
		"443/tcp": nil,
		"53/udp":  {{HostIP: "127.0.0.1", HostPort: "53"}},
	})
	if !reflect.DeepEqual(listed, inspected) {
		t.Errorf("a list says %v, an inspection %v", listed, inspected)
	}
}

func TestAListKeepsWhatOnlyAnInspectionTells(t *testing.T) {
	known := &object.Container{
		ID: "a", Name: "old", State: object.StateRunning, Inspected: true, Env: []string{"A=b"}, Pid: 7, Image: "web:1",
		Networks: []object.Endpoint{{Network: "back", NetworkID: "n1", IPv4: "10.0.0.2", Aliases: []string{"www"}}},
	}
	listed := &object.Container{
		ID: "a", Name: "new", State: object.StateExited, ExitCode: 3, Image: "sha256:moved",
		Networks: []object.Endpoint{{Network: "back", NetworkID: "n1"}},
	}
	want := &object.Container{
		ID: "a", Name: "new", State: object.StateExited, ExitCode: 3, Inspected: true, Env: []string{"A=b"}, Image: "web:1",
		Networks: []object.Endpoint{{Network: "back", NetworkID: "n1", Aliases: []string{"www"}}},
	}
	if got := withInspected(listed, known); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if known.Name != "old" || known.Networks[0].IPv4 != "10.0.0.2" {
		t.Errorf("it changed what was already published: %+v", known)
	}
}

func TestLimits(t *testing.T) {
	for _, test := range []struct {
		name string
		host container.HostConfig
		want object.Container
	}{
		{"none", container.HostConfig{}, object.Container{RestartPolicy: "no"}},
		{"cpus", container.HostConfig{Resources: container.Resources{NanoCPUs: 1_500_000_000}}, object.Container{RestartPolicy: "no", CPULimit: 1.5}},
		{"quota", container.HostConfig{Resources: container.Resources{CPUQuota: 50_000}}, object.Container{RestartPolicy: "no", CPULimit: 0.5}},
		{"quota and period", container.HostConfig{Resources: container.Resources{CPUQuota: 50_000, CPUPeriod: 25_000}}, object.Container{RestartPolicy: "no", CPULimit: 2}},
		{"memory", container.HostConfig{Resources: container.Resources{Memory: 1 << 20}}, object.Container{RestartPolicy: "no", MemoryLimit: 1 << 20}},
		{"pids", container.HostConfig{Resources: container.Resources{PidsLimit: number(50)}}, object.Container{RestartPolicy: "no", PIDsLimit: 50}},
		{"no limit of pids", container.HostConfig{Resources: container.Resources{PidsLimit: number(-1)}}, object.Container{RestartPolicy: "no"}},
		{"restart", container.HostConfig{RestartPolicy: container.RestartPolicy{Name: "on-failure", MaximumRetryCount: 3}}, object.Container{RestartPolicy: "on-failure:3"}},
	} {
		var got object.Container
		fillHostConfig(&got, &test.host)
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestAnswersWithHolesAreTaken(t *testing.T) {
	// Engines leave out what they don't know; none of it may be fatal.
	fromContainerSummary(container.Summary{})
	fromContainerInspect(container.InspectResponse{})
	fromContainerInspect(container.InspectResponse{
		ContainerJSONBase: &container.ContainerJSONBase{},
		NetworkSettings:   &container.NetworkSettings{Networks: map[string]*network.EndpointSettings{"x": nil}},
	})
	fromNetwork(network.Inspect{})
}

func TestBackoffGrowsToSeconds(t *testing.T) {
	for range 100 {
		if d := backoff(0); d < 50*time.Millisecond || d > 100*time.Millisecond {
			t.Fatalf("the first wait is %v", d)
		}
		if d := backoff(1000); d < 3*time.Second || d > 7*time.Second {
			t.Fatalf("the longest wait is %v", d)
		}
	}
}

func TestTheEnginesClockIsRead(t *testing.T) {
	eng := realengine.Shared(t)
	got, err := clockOf(eng.Client())(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if ago := time.Since(got); ago < 0 || ago > 3*time.Second {
		t.Errorf("the engine's clock, which is ours, is read as %v ago", ago)
	}
}

func number(n int64) *int64 { return &n }

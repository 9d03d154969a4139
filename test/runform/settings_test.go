package runform

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/cli/cli/config"
	"github.com/docker/cli/cli/config/configfile"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

// The docker command hands its proxies on to every container, and its logins to
// the engine that fetches an image. So does DockDesk.
func TestTheCommandsSettingsAreHandedOn(t *testing.T) {
	cli := docker(t)
	if !cli.atLeast("28.0.0") {
		t.Logf("docker %d sends other words for the same", cli.version)
		return
	}
	place, r := newStage(t), record(t, engineKind{"1.50", "linux"})
	r.logins = true
	text := fmt.Sprintf(`{
		"proxies": {"default": {"httpProxy": "http://proxy:3128", "noProxy": "localhost"}, "unix://%s": {"httpsProxy": "http://other:3128", "allProxy": "socks://x"}},
		"auths": {"registry.example": {"auth": "bWU6c2VjcmV0"}, "https://index.docker.io/v1/": {"auth": "aHViOmh1Yg=="}}}`, r.socket)
	if err := os.WriteFile(filepath.Join(place.dir, "config.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	local := place.local()
	local.Settings = func() (*configfile.ConfigFile, error) { return config.Load(place.dir) }
	runs := operations.Runs{Engine: r.client(t), Local: local}
	for _, s := range []spec.RunSpec{
		{Image: "lab:1", Detach: true},
		{Image: "lab:1", Detach: true, Env: []spec.Env{{Key: "HTTPS_PROXY", Value: "mine", HasValue: true}, {Key: "http_proxy"}}},
		{Image: "registry.example/lab:1", Pull: "always", Detach: true},
		{Image: "lab", Pull: "always", Platform: "linux/arm64", Detach: true},
		{Image: "elsewhere.example:5000/a/b@sha256:0d17b565c37bcbd895e9d92315a05c1c3c9a29f762b011a10c54a66cd53c9b31", Pull: "always"},
	} {
		shown := runcommand.Run(s, runcommand.Style{}).String()
		out, _ := place.typed(t.Context(), t, shown, "DOCKER_HOST=unix://"+r.socket, "DOCKER_CONFIG="+place.dir)
		theirs := r.taken()
		_, _ = runs.Run(t.Context(), s, operations.RunOptions{})
		ours := r.taken()
		if bad := compareSent(ours, theirs); len(bad) > 0 || len(ours) == 0 {
			t.Errorf("%s\n%s\n%s", shown, out, strings.Join(bad, "\n"))
		}
	}
}

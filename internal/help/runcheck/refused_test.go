package runcheck_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
)

// The words of engines are those that 20.10 to 28 were heard to say.
func TestWhyAnImageDidNotCome(t *testing.T) {
	facts := runcheck.Facts{Snapshot: &object.Snapshot{Images: []*object.Image{{Tags: []string{"nginx:1.25", "redis:7"}}}}}
	for _, c := range []struct {
		spec  spec.RunSpec
		op    string
		raw   string
		words string
		fixes []string
	}{
		{spec.RunSpec{Image: "nginx:1.27"}, "pull", `Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: dial udp 10.0.0.2:53: connect: network is unreachable`,
			"nginx:1.27 is not on this engine, and Docker Hub does not answer: the engine has no way into the network.", []string{"Use nginx:1.25, which is here", "Try again"}},
		{spec.RunSpec{Image: "127.0.0.1:5000/shop:2"}, "pull", `Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused`,
			"127.0.0.1:5000/shop:2 is not on this engine, and 127.0.0.1:5000 does not answer: nothing listens at its address.", []string{"Try again"}},
		{spec.RunSpec{Image: "nginx:1.27"}, "pull", `Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
			"Docker Hub does not answer: it takes too long.", []string{"Use nginx:1.25, which is here", "Try again"}},
		{spec.RunSpec{Image: "nginx:9"}, "pull", "manifest for nginx:9 not found: manifest unknown: manifest unknown",
			"Docker Hub has no nginx:9: no such name, or no such version of it.", []string{"Use nginx:1.25, which is here", "Use nginx:latest"}},
		{spec.RunSpec{Image: "ngnix"}, "pull", "pull access denied for ngnix, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
			"has no image called ngnix, or shows it only to those who have logged in", nil},
		{spec.RunSpec{Image: "app:1", Platform: "linux/s390x"}, "pull", "no matching manifest for linux/s390x in the manifest list entries",
			"Docker Hub has no image of app:1 for linux/s390x.", []string{"Take the one for this computer"}},
		{spec.RunSpec{Image: "app:1"}, "pull", "no matching manifest for linux/amd64 in the manifest list entries", "for this kind of computer", nil},
		{spec.RunSpec{Image: "app:1"}, "pull", "toomanyrequests: You have reached your pull rate limit.", "too many were fetched", []string{"Try again"}},
		{spec.RunSpec{Image: "10.0.0.9:5000/a"}, "pull", `Get "https://10.0.0.9:5000/v2/": http: server gave HTTP response to HTTPS client`, "doesn't trust 10.0.0.9:5000", nil},
		{spec.RunSpec{Image: "app:1"}, "pull", "write /var/lib/docker/tmp/x: no space left on device", "disk of the engine is full", nil},
		{spec.RunSpec{Image: "app:1"}, "pull", "something else", "", nil},
		{spec.RunSpec{Image: "app:1"}, "start", "connection refused", "", nil},
	} {
		words, fixes := runcheck.Refused(c.spec, facts, runcheck.Failure{Op: c.op, Raw: c.raw})
		if !strings.Contains(words, c.words) || (words == "") != (c.words == "") {
			t.Errorf("%s: %q", c.raw, words)
		}
		var got []string
		for _, f := range fixes {
			got = append(got, f.Words)
		}
		if strings.Join(got, "|") != strings.Join(c.fixes, "|") {
			t.Errorf("%s: offers %q, want %q", c.raw, got, c.fixes)
		}
	}
}

func TestAProgramThatIsNotThereIsLeftToTheImage(t *testing.T) {
	words, fixes := runcheck.Ended(spec.RunSpec{Image: "nginx", Command: []string{"bahs"}}, nil, runcheck.End{ExitCode: 127})
	if !strings.Contains(words, "127") || len(fixes) != 1 || len(fixes[0].Apply(spec.RunSpec{Command: []string{"bahs"}}).Command) != 0 {
		t.Errorf("%q %+v", words, fixes)
	}
}

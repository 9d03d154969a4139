package diagnoses_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
)

// registryEnv makes the test binary a registry that refuses everything: there is
// no other one here, and a real engine asks it.
const registryEnv = "DOCKDESK_TEST_REGISTRY"

// refusals are what a registry says, by the first part of an image's name, with
// the codes that the registry's specification has for it.
var refusals = map[string]struct {
	status int
	code   string
	words  string
}{
	"tagless": {http.StatusNotFound, "MANIFEST_UNKNOWN", "manifest unknown"},
	"unknown": {http.StatusNotFound, "NAME_UNKNOWN", "repository name not known to registry"},
	"private": {http.StatusForbidden, "DENIED", "requested access to the resource is denied"},
	"limited": {http.StatusTooManyRequests, "TOOMANYREQUESTS", "You have reached your pull rate limit."},
}

func serveRegistry() {
	listener, err := net.Listen("tcp", ":5000")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ready")
	go func() { // it ends with the test
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		os.Exit(0)
	}()
	_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Docker-Distribution-Api-Version", "registry/2.0")
		kind, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v2/"), "/")
		refusal, ok := refusals[kind]
		if !ok {
			return // /v2/ itself: all is well
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(refusal.status)
		_, _ = fmt.Fprintf(w, `{"errors":[{"code":%q,"message":%q}]}`, refusal.code, refusal.words)
	}))
}

// registry starts one in the engine's network.
func registry(t *testing.T, eng *realengine.Engine) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := eng.InNetwork(exec.Command(self))
	cmd.Env = append(cmd.Environ(), registryEnv+"=yes")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	if line, _ := bufio.NewReader(out).ReadString('\n'); strings.TrimSpace(line) != "ready" {
		t.Fatalf("the registry says %q", line)
	}
}

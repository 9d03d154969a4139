//go:build unix

package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) {
	if host := os.Getenv(connectEnv); host != "" {
		connectAndTell(host)
	}
	realengine.Main(m)
}

// connect is Connect with what would make it go elsewhere taken away, for the
// length of the test.
func connect(t *testing.T, options engine.Options) *engine.Engine {
	t.Helper()
	e, err := engine.Connect(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// cleanEnvironment takes away whatever of this computer's own would decide
// where a connection goes, and returns an empty configuration directory.
func cleanEnvironment(t *testing.T) (configDir string) {
	t.Helper()
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "DOCKER_") {
			t.Setenv(name, "")
		}
	}
	configDir = t.TempDir()
	t.Setenv("DOCKER_CONFIG", configDir)
	return configDir
}

func TestTheEngineDescribesItself(t *testing.T) {
	real := realengine.Shared(t)
	cleanEnvironment(t)
	e := connect(t, engine.Options{Host: real.Host()})
	got, err := e.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Name, ServerVersion, Driver, DockerRootDir string
		MemTotal                                   int64
		NCPU                                       int
	}
	if err := json.Unmarshal([]byte(real.Docker(t, "info", "--format", "{{json .}}")), &want); err != nil {
		t.Fatal(err)
	}
	if got.Name != want.Name || got.Version != want.ServerVersion || got.StorageDriver != want.Driver ||
		got.RootDir != want.DockerRootDir || got.Memory != want.MemTotal || got.CPUs != want.NCPU {
		t.Errorf("it says %+v, the docker command %+v", got, want)
	}
	if got.Endpoint != real.Host() || got.Context != "default" {
		t.Errorf("it is reached at %s by context %s", got.Endpoint, got.Context)
	}
	if got.APIVersion != real.Docker(t, "version", "--format", "{{.Server.APIVersion}}") {
		t.Errorf("API version %s is in use", got.APIVersion)
	}
}

func TestInspectSaysWhatDockerInspectSays(t *testing.T) {
	real := realengine.Shared(t)
	cleanEnvironment(t)
	e := connect(t, engine.Options{Host: real.Host()})
	container := real.Docker(t, "create", "--name", "web", "lab-web:1")
	network := real.Docker(t, "network", "create", "shop")
	real.Docker(t, "volume", "create", "files")
	image := real.Docker(t, "inspect", "--format", "{{.Id}}", "lab:1")

	for _, ref := range []object.Ref{
		{Kind: object.KindContainer, ID: container},
		{Kind: object.KindNetwork, ID: network},
		{Kind: object.KindVolume, ID: "files"},
		{Kind: object.KindImage, ID: image},
	} {
		raw, err := e.Inspect(t.Context(), ref)
		if err != nil {
			t.Error(err)
			continue
		}
		var got map[string]any
		var want []map[string]any
		text := real.Docker(t, "inspect", "--type", string(ref.Kind), ref.ID)
		if err := errors.Join(json.Unmarshal(raw, &got), json.Unmarshal([]byte(text), &want)); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want[0]) {
			t.Errorf("%s: got %v, want %v", ref.Kind, got, want[0])
		}

		ref.ID = "nosuchthing"
		if _, err := e.Inspect(t.Context(), ref); !engine.IsNotFound(err) {
			t.Errorf("a missing %s gives %v", ref.Kind, err)
		}
	}
	if _, err := e.Inspect(t.Context(), object.Ref{Kind: "planet", ID: "mars"}); err == nil || engine.IsNotFound(err) {
		t.Errorf("a kind that there isn't gives %v", err)
	}
}

func TestAConnectionOutlivesTheEngine(t *testing.T) {
	real := realengine.Start(t)
	cleanEnvironment(t)
	e := connect(t, engine.Options{Host: real.Host()})
	real.Kill(t)
	if err := e.Ping(t.Context()); !errors.Is(err, engine.ReasonStopped) {
		t.Errorf("without the engine: %v", err)
	}
	if _, err := e.Info(t.Context()); err == nil {
		t.Error("an engine that isn't there describes itself")
	}
	real.Resume(t)
	if err := e.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := e.Info(t.Context()); err != nil {
		t.Error(err)
	}
}

func BenchmarkConnect(b *testing.B) {
	real := realengine.Start(b)
	b.Setenv("DOCKER_CONFIG", b.TempDir())
	for b.Loop() {
		e, err := engine.Connect(b.Context(), engine.Options{Host: real.Host()})
		if err != nil {
			b.Fatal(err)
		}
		e.Close()
	}
}

// route is a way to say which engine is meant.
type route struct {
	flags   engine.Options
	env     map[string]string
	current string // the configuration's currentContext
}

// The docker command itself says which engine each of these means: one answers
// at address one and in context "one", the other likewise.
func TestTheEngineIsTheOneThatTheDockerCommandUses(t *testing.T) {
	one, two := realengine.Start(t), realengine.Start(t)
	configDir := cleanEnvironment(t)
	for name, eng := range map[string]*realengine.Engine{"one": one, "two": two} {
		one.Docker(t, "--config", configDir, "context", "create", name, "--docker", "host="+eng.Host())
	}
	for name, r := range map[string]route{
		"host flag":                         {flags: engine.Options{Host: one.Host()}},
		"host variable":                     {env: map[string]string{"DOCKER_HOST": two.Host()}},
		"context flag":                      {flags: engine.Options{Context: "one"}},
		"context variable":                  {env: map[string]string{"DOCKER_CONTEXT": "two"}},
		"current context":                   {current: "one"},
		"host flag over variable":           {flags: engine.Options{Host: one.Host()}, env: map[string]string{"DOCKER_HOST": two.Host()}},
		"host flag over context variable":   {flags: engine.Options{Host: one.Host()}, env: map[string]string{"DOCKER_CONTEXT": "two"}},
		"context flag over host variable":   {flags: engine.Options{Context: "one"}, env: map[string]string{"DOCKER_HOST": two.Host()}},
		"context flag over current":         {flags: engine.Options{Context: "two"}, current: "one"},
		"host variable over context's":      {env: map[string]string{"DOCKER_HOST": two.Host(), "DOCKER_CONTEXT": "one"}},
		"host variable over current":        {env: map[string]string{"DOCKER_HOST": two.Host()}, current: "one"},
		"context variable over current":     {env: map[string]string{"DOCKER_CONTEXT": "two"}, current: "one"},
		"default context over host's":       {flags: engine.Options{Context: "default"}, env: map[string]string{"DOCKER_HOST": one.Host()}, current: "two"},
		"TLS settings don't concern a file": {env: map[string]string{"DOCKER_HOST": one.Host(), tlsSetting: "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			for key, value := range r.env {
				t.Setenv(key, value)
			}
			setCurrentContext(t, configDir, r.current)
			if r.env[tlsSetting] != "" {
				newAuthority(t).writeCertificate(t, filepath.Join(configDir, "ca.pem")) // the docker command wants to read one
			}

			info, err := connect(t, r.flags).Info(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if want := theirRootDir(t, one, r); info.RootDir != want {
				t.Errorf("we use the engine in %s, the docker command the one in %s", info.RootDir, want)
			}
			if got := currentContext(t, r.flags); got != info.Context {
				t.Errorf("the list marks %q as current, connected by %q", got, info.Context)
			}
		})
	}
}

const tlsSetting = "DOCKER_TLS"

// theirRootDir asks the docker command which engine it uses. Before 23.0 it
// reaches none when there is a TLS setting and the address is a file, which it
// then takes for the name of a host: such a one says what it uses without.
func theirRootDir(t *testing.T, real *realengine.Engine, r route) string {
	t.Helper()
	ask := func(env []string, words ...string) (string, error) {
		command := real.Command(t.Context(), append(flagsOf(r.flags), words...)...)
		command.Env = env
		out, err := command.Output()
		if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
			return "", fmt.Errorf("docker %s: %s", strings.Join(words, " "), failed.Stderr)
		}
		return strings.TrimSpace(string(out)), err
	}
	env := os.Environ()
	if _, err := ask(env, "ps"); err != nil && r.env[tlsSetting] != "" && strings.Contains(err.Error(), `"https://%2F`) {
		t.Logf("compared with the docker command without %s, for with it: %v", tlsSetting, err)
		env = slices.DeleteFunc(env, func(entry string) bool { return strings.HasPrefix(entry, tlsSetting+"=") })
	}
	said, err := ask(env, "info", "--format", "{{.DockerRootDir}}")
	if err != nil {
		t.Fatal(err)
	}
	return said
}

func flagsOf(o engine.Options) (flags []string) {
	if o.Host != "" {
		flags = append(flags, "--host", o.Host)
	}
	if o.Context != "" {
		flags = append(flags, "--context", o.Context)
	}
	return flags
}

func setCurrentContext(t *testing.T, configDir, name string) {
	t.Helper()
	text, err := json.Marshal(map[string]string{"currentContext": name})
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(configDir, "config.json"), string(text))
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func currentContext(t *testing.T, options engine.Options) (name string) {
	t.Helper()
	contexts, err := engine.Contexts(options)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range contexts {
		if c.Current {
			name += c.Name
		}
	}
	return name
}

func TestContextsAreListedAsTheDockerCommandListsThem(t *testing.T) {
	real := realengine.Shared(t)
	configDir := cleanEnvironment(t)
	real.Docker(t, "--config", configDir, "context", "create", "lab", "--description", "The lab's own", "--docker", "host=tcp://lab:2375")
	writeFile(t, filepath.Join(configDir, "contexts", "meta", "odd", "meta.json"), `{"Name":"odd","Endpoints":{"kubernetes":{}}}`)
	setCurrentContext(t, configDir, "gone")

	got, err := engine.Contexts(engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 4 {
		t.Fatalf("the list is %+v", got)
	}
	if c := got[0]; c.Name != "default" || c.Host != "unix:///var/run/docker.sock" || c.Err != nil || c.Current {
		t.Errorf("the default context is %+v", c)
	}
	if c := got[1]; c.Name != "lab" || c.Description != "The lab's own" || c.Host != "tcp://lab:2375" || c.Err != nil {
		t.Errorf("a usual context is %+v", c)
	}
	if c := got[2]; c.Name != "odd" || c.Err == nil {
		t.Errorf("a context without an engine is %+v", c)
	}
	if c := got[3]; c.Name != "gone" || !c.Current || !errors.Is(c.Err, engine.ReasonUnknownContext) {
		t.Errorf("a missing current context is %+v", c)
	}

	writeFile(t, filepath.Join(configDir, "contexts", "meta", "broken", "meta.json"), `{`)
	if got, err := engine.Contexts(engine.Options{}); err == nil || len(got) != 2 || got[0].Name != "default" {
		t.Errorf("with a broken context the list is %+v, %v", got, err)
	}
}

package registry_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docker/cli/cli/config/types"
	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine/registry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func secret(user, password string) registry.Secret {
	return registry.Secret{AuthConfig: types.AuthConfig{Username: user, Password: password}}
}

// opened starts a practice registry with one image in it.
func opened(t *testing.T, logins registry.Logins) *registry.Practice {
	t.Helper()
	p := registry.NewPractice(logins)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func put(t *testing.T, p *registry.Practice, image string) {
	t.Helper()
	s := p.State()
	made, err := random.Image(4096, 2)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := name.ParseReference(s.Address + "/" + image)
	if err != nil {
		t.Fatal(err)
	}
	carrier := remote.DefaultTransport.(*http.Transport).Clone()
	defer carrier.CloseIdleConnections()
	auth := remote.WithAuth(&authn.Basic{Username: s.User, Password: s.Password})
	if err := remote.Write(ref, made, auth, remote.WithTransport(carrier), remote.WithContext(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func TestThePracticeRegistryLetsInWhoKnowsThePassword(t *testing.T) {
	logins := registry.Logins{Dir: t.TempDir()}
	p := opened(t, logins)
	told := make(chan struct{}, 100)
	p.Changed(func() { told <- struct{}{} })
	put(t, p, "shop/web:1")
	put(t, p, "shop/web:2")
	if len(told) < 2 {
		t.Error("nobody was told of the images that came")
	}
	c, s := registry.Client{Logins: logins}, p.State()

	if _, _, err := c.Repositories(t.Context(), s.Address); registry.KindOf(err) != registry.LoginNeeded {
		t.Errorf("without a login: %v", err)
	}
	if err := logins.Keep(t.Context(), s.Address, secret(s.User, "wrong")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Repositories(t.Context(), s.Address); registry.KindOf(err) != registry.BadLogin || strings.Contains(err.Error(), "wrong") {
		t.Errorf("with another password: %v", err)
	}
	if err := logins.Keep(t.Context(), s.Address, secret(s.User, s.Password)); err != nil {
		t.Fatal(err)
	}
	list, more, err := c.Repositories(t.Context(), s.Address)
	if err != nil || more || !slices.Equal(list, []string{"shop/web"}) {
		t.Errorf("%v %v %v", list, more, err)
	}
	tags, err := c.Tags(t.Context(), s.Address+"/shop/web")
	if err != nil || !slices.Equal(tags, []string{"1", "2"}) {
		t.Errorf("%v %v", tags, err)
	}
	found, err := c.Look(t.Context(), s.Address+"/shop/web:1")
	if err != nil || !strings.HasPrefix(found.Digest, "sha256:") || found.Size < 8192 {
		t.Errorf("%+v %v", found, err)
	}
	if _, err := c.Look(t.Context(), s.Address+"/shop/web:9"); registry.KindOf(err) != registry.NotFound {
		t.Errorf("a tag that is not there: %v", err)
	}
	if _, err := c.Tags(t.Context(), s.Address+"/shop/nothing"); registry.KindOf(err) != registry.NotFound {
		t.Errorf("a repository that is not there: %v", err)
	}
}

func TestTheLoginToPracticeStaysGoodAfterARestart(t *testing.T) {
	logins := registry.Logins{Dir: t.TempDir()}
	p := opened(t, logins)
	first := p.State()
	if err := logins.Keep(t.Context(), first.Address, secret(first.User, first.Password)); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err != nil {
		t.Fatal(err)
	}
	if p.State().On {
		t.Error("it runs after it was stopped")
	}
	again := opened(t, logins).State()
	if again != first {
		t.Errorf("%+v after %+v", again, first)
	}
	other := opened(t, registry.Logins{Dir: t.TempDir()}).State()
	if other.Address == again.Address || other.Password == again.Password {
		t.Errorf("two at once are %+v and %+v", again, other)
	}
}

func TestLoginsAreTheDockerCommands(t *testing.T) {
	dir := t.TempDir()
	logins := registry.Logins{Dir: dir}
	exp := time.Now().Add(time.Hour).Truncate(time.Second)
	jwt := "a." + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"exp":%d}`, exp.Unix())) + ".c"
	amazon := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, `{"payload":"x","expiration":%d}`, exp.Unix()))
	text := func(user, password string) string {
		return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
	}
	written := fmt.Sprintf(`{"auths": {
		"https://index.docker.io/v1/": {"auth": %q},
		"https://index.docker.io/v1/refresh-token": {"auth": %q},
		"ghcr.io": {"auth": %q, "identitytoken": %q},
		"123.dkr.ecr.eu-west-1.amazonaws.com": {"auth": %q},
		"empty.example.com": {}
	}, "detachKeys": "ctrl-q"}`, text("alice", "secret"), text("alice", "x"), text("<token>", ""), jwt, text("AWS", amazon))
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(written), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := logins.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []registry.Login{
		{Registry: "123.dkr.ecr.eu-west-1.amazonaws.com", User: "AWS", Expires: exp},
		{Registry: "docker.io", User: "alice"},
		{Registry: "ghcr.io", Token: true, Expires: exp},
	}
	if !slices.EqualFunc(list, want, func(a, b registry.Login) bool {
		same := a.Expires.Equal(b.Expires)
		a.Expires, b.Expires = time.Time{}, time.Time{}
		return same && a == b
	}) {
		t.Errorf("got  %+v\nwant %+v", list, want)
	}
	if err := logins.Forget(t.Context(), "docker.io"); err != nil {
		t.Fatal(err)
	}
	if err := logins.Forget(t.Context(), "ghcr.io"); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadFile(filepath.Join(dir, "config.json"))
	if err != nil || strings.Contains(string(left), "alice") || strings.Contains(string(left), "ghcr.io") || !strings.Contains(string(left), "ctrl-q") {
		t.Errorf("%s %v", left, err)
	}
}

func TestASecretPrintsAsNothing(t *testing.T) {
	s := secret("alice", "hunter2")
	if said := fmt.Sprintf("%v %+v %s %#v %v", s, s, s, s, []registry.Secret{s}); strings.Contains(said, "hunter2") {
		t.Error(said)
	}
}

func TestARegistrysNameIsReadAsItIsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"": "docker.io", "docker.io": "docker.io", "https://index.docker.io/v1/": "docker.io", " ghcr.io ": "ghcr.io",
		"https://registry.example.com/": "registry.example.com", "localhost": "localhost", "127.0.0.1:5000": "127.0.0.1:5000", "shop:5000": "shop:5000",
		"shop": "", "a b.com": "", "registry.example.com:": "",
	} {
		got, err := registry.Host(typed)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q is %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestWhatARegistryRefusesHasAKind(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path != "/v2/" {
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, `{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}`)
		}
	}))
	host := strings.TrimPrefix(server.URL, "http://")
	c := registry.Client{Logins: registry.Logins{Dir: t.TempDir()}}
	for s, want := range map[int]registry.Kind{
		http.StatusForbidden: registry.Denied, http.StatusTooManyRequests: registry.TooMany, http.StatusUnauthorized: registry.LoginNeeded,
		http.StatusNotFound: registry.NotOffered, http.StatusBadGateway: registry.Unreachable,
	} {
		status = s
		if _, _, err := c.Repositories(t.Context(), host); registry.KindOf(err) != want {
			t.Errorf("%d is %q, want %q: %v", s, registry.KindOf(err), want, err)
		}
	}
	server.Close()
	if _, _, err := c.Repositories(t.Context(), host); registry.KindOf(err) != registry.Unreachable {
		t.Errorf("nobody there: %v", err)
	}
	if _, _, err := c.Repositories(t.Context(), "docker.io"); registry.KindOf(err) != registry.NotOffered {
		t.Errorf("Docker Hub: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Tags(ctx, host+"/shop/x"); registry.KindOf(err) != registry.Canceled {
		t.Errorf("cancelled: %v", err)
	}
}

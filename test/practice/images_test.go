package practice_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/registry"

	"github.com/dockdesk/dockdesk/test/realengine"
)

// must runs a line that has to do its work.
func (s stage) must(t *testing.T, line string) string {
	t.Helper()
	o := s.run(t, line)
	if o.code != 0 {
		t.Fatalf("%s: %v", line, o)
	}
	return o.out
}

// What practice saves is an image to a real engine too: it checks the sum of each
// layer.
func TestARealEngineLoadsWhatPracticeSaves(t *testing.T) {
	eng := realengine.Shared(t)
	real, pretended := newStage(t, eng.Host()), newStage(t, "unix://"+startPractice(t))
	pretended.must(t, "docker pull -q alpine:3.20")
	pretended.must(t, "docker run --name job alpine:3.20 sh -c 'rm -r /etc/passwd /srv; echo kept > /note; ln -s /note /link; chmod 4755 /note; touch /own; chown 33:33 /own'")
	pretended.must(t, "docker commit job made:1")
	file := filepath.Join(t.TempDir(), "made.tar")
	pretended.must(t, "docker save -o "+file+" made:1 alpine:3.20")
	real.must(t, "docker load -q -i "+file)
	for _, image := range []string{"made:1", "alpine:3.20"} {
		look := "docker image inspect -f '{{.Id}} {{.RootFS.Layers}} {{.Config.Cmd}}' " + image
		if want, got := pretended.must(t, look), real.must(t, look); want != got {
			t.Errorf("%s is %s, and loaded %s", image, want, got)
		}
	}
	real.must(t, "docker create --name made made:1")
	list := real.must(t, "docker export made | tar tv --numeric-owner")
	for _, want := range []string{" note", " link -> /note", "-rwsr-xr-x", " 33/33 "} {
		if !strings.Contains(list, want) {
			t.Errorf("%q is not in the files:\n%s", want, list)
		}
	}
	for _, gone := range []string{" etc/passwd", " srv/"} {
		if strings.Contains(list, gone) {
			t.Errorf("%s is still in the files:\n%s", gone, list)
		}
	}
}

// guarded is a registry that lets in ada with the password "secret".
func guarded(t *testing.T) (address string) {
	t.Helper()
	all := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "ada" || password != "secret" {
			w.Header().Set("WWW-Authenticate", `Basic realm="practice"`)
			http.Error(w, `{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}`, http.StatusUnauthorized)
			return
		}
		all.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func TestPracticePushesToARegistryOfThisComputerAndPullsFromIt(t *testing.T) {
	s := newStage(t, "unix://"+startPractice(t))
	at := guarded(t)
	name := at + "/team/app:1"
	s.must(t, "docker pull -q alpine:3.20")
	s.must(t, "docker run --name job alpine:3.20 sh -c 'rm /etc/passwd; echo kept > /note'")
	s.must(t, "docker commit job "+name)
	if o := s.run(t, "docker push "+name); o.code == 0 || !strings.Contains(o.out, "no basic auth credentials") {
		t.Errorf("without a login it pushes: %v", o)
	}
	if o := s.run(t, "echo wrong | docker login -u ada --password-stdin "+at); o.code == 0 || !strings.Contains(o.out, "401 Unauthorized") {
		t.Errorf("a wrong password is taken: %v", o)
	}
	s.must(t, "echo secret | docker login -u ada --password-stdin "+at)
	if said := s.must(t, "docker push "+name); !strings.Contains(said, "Pushed") || !strings.Contains(said, "1: digest: SHA size: ") {
		t.Errorf("pushing says %s", said)
	}
	if said := s.must(t, "docker push "+name); strings.Count(said, "Layer already exists") != 2 {
		t.Errorf("pushing again says %s", said)
	}
	id := s.must(t, "docker image inspect -f '{{.Id}} {{.RepoDigests}}' "+name)
	s.must(t, "docker rm job && docker rmi "+name)
	if said := s.must(t, "docker pull "+name); strings.Count(said, "Already exists") != 1 || strings.Count(said, "Pull complete") != 1 {
		t.Errorf("pulling says %s", said)
	}
	if again := s.must(t, "docker image inspect -f '{{.Id}} {{.RepoDigests}}' "+name); again != id {
		t.Errorf("it was %s and comes back as %s", id, again)
	}
	if got := s.must(t, "docker run --rm "+name+" sh -c 'cat /note; ls /etc/passwd || true'"); !strings.Contains(got, "kept") || !strings.Contains(got, "No such file") {
		t.Errorf("it has %s", got)
	}
	if o := s.run(t, "docker pull "+at+"/team/app:2"); o.code == 0 || !strings.Contains(o.out, "manifest for "+at+"/team/app:2 not found: manifest unknown") {
		t.Errorf("a tag that is not there: %v", o)
	}
}

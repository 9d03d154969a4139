package diagnosis_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
)

// The answers of the engine and of registries were recorded, except those of a
// rate limit and of a helper, which are in the words of their specifications.
func TestWhatARegistryRefusesIsExplained(t *testing.T) {
	image, registry := object.KindImage, object.Kind("registry")
	for name, c := range map[string]struct {
		failure diagnosis.Failure
		id      diagnosis.ID
		title   string
		offers  string
	}{
		"a push without a login": {diagnosis.Failure{Op: "push", Ref: ref(image, "127.0.0.1:5055/shop/web:1"), Raw: "no basic auth credentials"},
			diagnosis.PushDenied, "127.0.0.1:5055 does not let you push 127.0.0.1:5055/shop/web:1", "Log in…|Push again"},
		"a push to Docker's own shelf": {diagnosis.Failure{Op: "push", Ref: ref(image, "shop:1"), Raw: "denied: requested access to the resource is denied"},
			diagnosis.PushDenied, "shop:1 would lie on Docker's own shelf", ""},
		"a push that was interrupted": {diagnosis.Failure{Op: "push", Ref: ref(image, "127.0.0.1:5055/big:1"), Raw: `Put "http://127.0.0.1:5055/v2/big/blobs/uploads/1": write tcp 127.0.0.1:1->127.0.0.1:5055: write: connection reset by peer`},
			diagnosis.PushBroken, "did not arrive whole: 127.0.0.1:5055, it hung up", "Push again"},
		"a registry that was stopped": {diagnosis.Failure{Op: "push", Ref: ref(image, "127.0.0.1:5055/big:1"), Raw: `Get "http://127.0.0.1:5055/v2/": dial tcp 127.0.0.1:5055: connect: connection refused`},
			diagnosis.PushBroken, "nothing listens at its address", "Push again"},
		"a push that fills the registry's disk": {diagnosis.Failure{Op: "push", Ref: ref(image, "127.0.0.1:5055/big:1"), Raw: "write /data/docker/registry: no space left on device"},
			diagnosis.DiskFull, "", "Show what can go|Try again"},
		"too many pushes": {diagnosis.Failure{Op: "push", Ref: ref(image, "alice/web:1"), Raw: "toomanyrequests: slow down"},
			diagnosis.PullLimit, "Docker Hub gives no more images", "Try again"},
		"a wrong password": {diagnosis.Failure{Op: "login", Ref: ref(registry, "127.0.0.1:5055"), Class: diagnosis.Forbidden, Raw: "login attempt to http://127.0.0.1:5055/v2/ failed with status: 401 Unauthorized"},
			diagnosis.LoginRefused, "127.0.0.1:5055 does not accept this name with this password", "Log in again…"},
		"a wrong password at Docker Hub": {diagnosis.Failure{Op: "login", Ref: ref(registry, "docker.io"), Class: diagnosis.Forbidden, Raw: `Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password`},
			diagnosis.LoginRefused, "Docker Hub does not accept", "Log in again…"},
		"an unknown certificate": {diagnosis.Failure{Op: "login", Ref: ref(registry, "registry.example.com"), Raw: `Get "https://registry.example.com/v2/": x509: certificate signed by unknown authority`},
			diagnosis.PullUntrusted, "doesn't trust registry.example.com", ""},
		"no network": {diagnosis.Failure{Op: "login", Ref: ref(registry, "registry.example.com"), Raw: `Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com: no such host`},
			diagnosis.RegistrySilent, "registry.example.com does not answer: nobody knows its name", "Try again"},
		"a search without a network": {diagnosis.Failure{Op: "search", Ref: ref(image, "nginx"), Raw: `Get "https://index.docker.io/v1/search?q=nginx": dial tcp: lookup index.docker.io: network is unreachable`},
			diagnosis.RegistrySilent, "Docker Hub does not answer", "Try again"},
		"a list for nobody": {diagnosis.Failure{Op: "browse", Ref: ref(registry, "docker.io"), Raw: "asking docker.io: it lists its repositories to nobody"},
			diagnosis.RegistryCloses, "Docker Hub lists its repositories to nobody", ""},
		"a list for those who are logged in": {diagnosis.Failure{Op: "browse", Ref: ref(registry, "127.0.0.1:5055"), Raw: "GET http://127.0.0.1:5055/v2/_catalog?n=200: UNAUTHORIZED: authentication required"},
			diagnosis.RegistryCloses, "127.0.0.1:5055 does not show what it has", "Log in…"},
		"a helper that is not there": {diagnosis.Failure{Op: "login", Ref: ref(registry, "ghcr.io"), Raw: `keeping the login: error storing credentials - err: exec: "docker-credential-desktop": executable file not found in $PATH, out: `},
			diagnosis.LoginHelper, "docker-credential-desktop, which keeps logins, is not on this computer", "Try again"},
		"a file that is cut off": {diagnosis.Failure{Op: "load", Ref: ref(image, "/tmp/a.tar"), Raw: "Error processing tar file(exit status 1): unexpected EOF"},
			diagnosis.LoadCutOff, "The file ends in the middle", "Try again"},
		"a container's files": {diagnosis.Failure{Op: "load", Ref: ref(image, "/tmp/a.tar"), Raw: "open /var/lib/docker/tmp/docker-import-2969216947/data/json: no such file or directory"},
			diagnosis.LoadNoImage, "There is no image in this file", ""},
		"words": {diagnosis.Failure{Op: "import", Ref: ref(image, "/tmp/a.tar"), Raw: "there is no image in this file"},
			diagnosis.LoadNoImage, "This file is no archive of files", ""},
		"no file": {diagnosis.Failure{Op: "load", Ref: ref(image, "/tmp/a.tar"), Class: diagnosis.Unknown, Raw: "read /tmp/a.tar: there is no such file on this computer"},
			diagnosis.FileMissing, "There is no such file on this computer: /tmp/a.tar", ""},
		"an image that lost its name meanwhile": {diagnosis.Failure{Op: "push", Ref: ref(image, "alice/web:1"), Raw: "An image does not exist locally with the tag: alice/web"},
			diagnosis.ImageMissing, "alice/web is not on this engine", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.failure.Snapshot = room()
			d := diagnosis.Explain(c.failure)
			var offers []string
			for _, r := range d.Remedies {
				offers = append(offers, r.Words)
			}
			if d.ID != c.id || !strings.Contains(d.Title, c.title) || strings.Join(offers, "|") != c.offers && c.id != diagnosis.DiskFull {
				t.Errorf("%s: %q, it offers %q", d.ID, d.Title, offers)
			}
			if d.Words == "" || strings.HasSuffix(d.Clause, ".") || !strings.HasSuffix(d.Words, ".") {
				t.Errorf("it says %+v", d)
			}
		})
	}
}

func TestAnEngineElsewhereHasAnother127(t *testing.T) {
	s := room()
	s.Engine.OS = "Docker Desktop"
	f := diagnosis.Failure{Op: "login", Ref: ref(object.Kind("registry"), "127.0.0.1:5000"), Snapshot: s,
		Raw: `Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused`}
	if d := diagnosis.Explain(f); d.ID != diagnosis.RegistryElse || len(d.Remedies) != 1 {
		t.Errorf("%+v", d)
	}
	f.Op, f.Ref = "push", ref(object.KindImage, "localhost:5000/a:1")
	if d := diagnosis.Explain(f); d.ID != diagnosis.RegistryElse {
		t.Errorf("%+v", d)
	}
	s.Engine.OS = "Debian"
	if d := diagnosis.Explain(f); d.ID != diagnosis.PushBroken {
		t.Errorf("on this computer: %+v", d)
	}
}

// Package registries_test pushes to registries with a login and pulls from them,
// on a real engine, beside the docker command: both use the same stored login.
package registries_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/docker/cli/cli/config"
	"github.com/docker/cli/cli/config/configfile"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/registry"
	"github.com/dockdesk/dockdesk/internal/engine/request"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/test/localregistry"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// Whose login the registry knows. The line is what htpasswd -B writes.
const (
	user     = "alice"
	password = "correct horse"
	htpasswd = user + ":$2a$05$dRQX.QasRbGEfi0fNmJ0NuoTe1C471yTiU/gKJY/lRFSmip/zzY86\n"
	address  = "127.0.0.1:5055"
)

// desk is a person with a folder of docker settings, an engine, and Debian's
// registry beside it.
type desk struct {
	eng    *realengine.Engine
	dir    string // of the docker command's settings
	kept   registry.Logins
	logins operations.Logins
	carry  operations.Transfers
	client registry.Client
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	program, err := exec.LookPath("docker-registry")
	if err != nil {
		t.Skip("no docker-registry here; Debian has it in a package of that name")
	}
	eng := realengine.Shared(t)
	d := &desk{eng: eng, dir: t.TempDir(), kept: registry.Logins{}}
	d.kept.Dir = d.dir
	local := request.ThisComputer()
	local.Settings = func() (*configfile.ConfigFile, error) { return config.Load(d.dir) }
	d.logins = operations.Logins{Engine: eng.Client(), Kept: d.kept}
	d.carry = operations.Transfers{Engine: eng.Client(), Local: local}
	d.client = registry.Client{Logins: d.kept, Transport: localregistry.Carrier(t, eng)}
	d.serve(t, program)
	return d
}

// serve runs Debian's registry in the engine's network until the test ends.
func (d *desk) serve(t *testing.T, program string) {
	t.Helper()
	dir := t.TempDir()
	settings := fmt.Sprintf("version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: %s/data}, delete: {enabled: true}}\n"+
		"http: {addr: %q}\nauth: {htpasswd: {realm: test, path: %s/users}}\n", dir, address, dir)
	for name, text := range map[string]string{"config.yml": settings, "users": htpasswd} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := d.eng.InNetwork(exec.Command(program, "serve", filepath.Join(dir, "config.yml")))
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/v2/", nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer, err := d.client.Transport.RoundTrip(q); err == nil {
			_ = answer.Body.Close()
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the registry does not answer: %s", said.String())
		}
	}
}

// docker runs the docker command with the person's settings.
func (d *desk) docker(t *testing.T, input string, args ...string) (string, error) {
	t.Helper()
	cmd := d.eng.Command(t.Context(), args...)
	cmd.Env = slices.DeleteFunc(cmd.Environ(), func(e string) bool { return strings.HasPrefix(e, "DOCKER_CONFIG=") })
	cmd.Env = append(cmd.Env, "DOCKER_CONFIG="+d.dir)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// gone takes an image off the engine.
func (d *desk) gone(t *testing.T, names ...string) {
	t.Helper()
	for _, n := range names {
		d.eng.Docker(t, "rmi", n)
	}
}

// explained says that a failure is understood.
func explained(t *testing.T, err error, want diagnosis.ID) {
	t.Helper()
	if err == nil {
		t.Errorf("it went well, and not into %s", want)
	} else if d := perform.Explain(err); d.ID != want {
		t.Errorf("%v is explained as %s, want %s", err, d.ID, want)
	}
}

func TestALoginIsSharedWithTheDockerCommand(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	image := address + "/shop/web:1"
	d.eng.Docker(t, "tag", "lab:1", image)

	// Without a login nothing goes there.
	_, err := d.carry.Push(ctx, image, nil)
	explained(t, err, diagnosis.PushDenied)
	if _, _, err := d.client.Repositories(ctx, address); registry.KindOf(err) != registry.LoginNeeded {
		t.Errorf("listed without a login: %v", err)
	}
	_, err = d.logins.LogIn(ctx, address, user, "wrong")
	explained(t, err, diagnosis.LoginRefused)
	if operations.KindOf(err) != operations.Forbidden || strings.Contains(err.Error(), "wrong") {
		t.Errorf("with a wrong password: %v", err)
	}
	if list, err := d.kept.List(ctx); err != nil || len(list) != 0 {
		t.Errorf("kept is %v, %v", list, err)
	}

	// DockDesk logs in and pushes, docker pulls with that.
	if _, err := d.logins.LogIn(ctx, "http://"+address+"/", user, password); err != nil {
		t.Fatal(err)
	}
	var f operations.Fetching
	out, err := d.carry.Push(ctx, image, f.Add)
	if done, all := f.Done(); err != nil || !strings.HasPrefix(out.Digest, "sha256:") || done != all || all == 0 {
		t.Fatalf("%+v %v, %d of %d layers: %+v", out, err, done, all, f)
	}
	d.gone(t, image)
	if said, err := d.docker(t, "", "pull", image); err != nil {
		t.Fatalf("docker can't pull with the login: %s", said)
	}

	// What is there can be looked at.
	repositories, _, err := d.client.Repositories(ctx, address)
	if err != nil || !slices.Equal(repositories, []string{"shop/web"}) {
		t.Errorf("%v %v", repositories, err)
	}
	if tags, err := d.client.Tags(ctx, address+"/shop/web"); err != nil || !slices.Equal(tags, []string{"1"}) {
		t.Errorf("%v %v", tags, err)
	}
	found, err := d.client.Look(ctx, image)
	if err != nil || found.Digest != out.Digest || found.Size == 0 || len(found.Platforms) != 1 {
		t.Errorf("%+v %v, pushed was %s", found, err, out.Digest)
	}
	if err := d.logins.Check(ctx, address); err != nil {
		t.Errorf("the login is not accepted: %v", err)
	}

	// DockDesk pulls, and has nothing to do the second time.
	d.gone(t, image)
	pulled, err := d.carry.Pull(ctx, image, "", nil)
	if err != nil || pulled.Created.ID == "" || pulled.Unchanged || pulled.Digest != out.Digest {
		t.Errorf("%+v %v", pulled, err)
	}
	if again, err := d.carry.Pull(ctx, image, "", nil); err != nil || !again.Unchanged {
		t.Errorf("%+v %v", again, err)
	}
	_, err = d.carry.Pull(ctx, address+"/shop/web:9", "", nil)
	explained(t, err, diagnosis.PullNoTag)
	_, err = d.carry.Pull(ctx, "127.0.0.1:5056/shop/web:1", "", nil)
	explained(t, err, diagnosis.PullSilent)
	_, err = d.logins.LogIn(ctx, "127.0.0.1:5056", user, password)
	explained(t, err, diagnosis.RegistrySilent)

	// DockDesk logs out: docker is out, too, and in again by its own command.
	if _, err := d.logins.LogOut(ctx, address); err != nil {
		t.Fatal(err)
	}
	if said, err := d.docker(t, "", "push", image); err == nil {
		t.Errorf("docker pushes after the logout: %s", said)
	}
	values := action.Values{action.LoginServer: address, action.LoginUser: user, action.LoginPassword: password, action.LogoutServer: address}
	login := action.Must("registry.login").Commands(action.On{}, values)[0]
	if strings.Contains(login.String(), password) {
		t.Errorf("the command shows the password: %s", login)
	}
	if said, err := d.docker(t, password, login.Words()[1:]...); err != nil {
		t.Fatalf("%s: %s", login, said)
	}
	list, err := d.kept.List(ctx)
	if err != nil || len(list) != 1 || list[0].Registry != address || list[0].User != user {
		t.Errorf("docker's login is seen as %+v %v", list, err)
	}
	if _, err := d.carry.Push(ctx, image, nil); err != nil {
		t.Errorf("with docker's login: %v", err)
	}
	if said, err := d.docker(t, "", action.Must("registry.logout").Commands(action.On{}, values)[0].Words()[1:]...); err != nil {
		t.Fatal(said)
	}
	if list, err := d.kept.List(ctx); err != nil || len(list) != 0 {
		t.Errorf("after docker logout: %+v %v", list, err)
	}
}

func TestAPushThatWasCancelledIsTakenUpAgain(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	from := localregistry.Start(t, d.eng)
	big := from.Push(t, "lab:1", "big:1", 256<<10, 256<<10, 8<<20)
	d.eng.Docker(t, "pull", big)
	image := address + "/big:1"
	d.eng.Docker(t, "tag", big, image)
	if _, err := d.logins.LogIn(ctx, address, user, password); err != nil {
		t.Fatal(err)
	}
	first, cancel := context.WithCancel(ctx)
	defer cancel()
	var f operations.Fetching
	_, err := d.carry.Push(first, image, func(s operations.PullStep) {
		f.Add(s)
		if done, _ := f.Done(); done > 0 {
			cancel()
		}
	})
	if operations.KindOf(err) != operations.Canceled {
		t.Fatalf("cancelled: %v, %+v", err, f)
	}
	if tags, err := d.client.Tags(ctx, address+"/big"); registry.KindOf(err) != registry.NotFound && len(tags) > 0 {
		t.Fatalf("half of it has a name: %v %v", tags, err)
	}
	kept := 0
	if _, err := d.carry.Push(ctx, image, func(s operations.PullStep) {
		if s.Status == "Layer already exists" {
			kept++
		}
	}); err != nil {
		t.Fatal(err)
	}
	if kept == 0 {
		t.Error("every layer was sent again")
	}
	d.gone(t, image, big)
	if out, err := d.carry.Pull(ctx, image, "", nil); err != nil || out.Created.ID == "" {
		t.Errorf("%+v %v", out, err)
	}
}

func TestImagesGoThroughFilesAsWithTheDockerCommand(t *testing.T) {
	eng := realengine.Shared(t)
	ctx := t.Context()
	carry := operations.Transfers{Engine: eng.Client()}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	eng.Docker(t, "run", "--name", "job", "lab:1", "env")
	eng.Docker(t, "commit", "job", "app:1")
	eng.Docker(t, "tag", "app:1", "app:2")
	eng.Docker(t, "export", "-o", at("files.tar"), "job")
	id := eng.Docker(t, "inspect", "-f", "{{.Id}}", "app:1")

	if _, err := carry.Save(ctx, []string{"app:1", "app:2"}, at("app.tar"), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := carry.Save(ctx, []string{"app:1"}, at("app.tar"), nil); err == nil || !strings.Contains(err.Error(), operations.ErrFileThere.Error()) {
		t.Errorf("written over: %v", err)
	}
	if _, err := carry.Save(ctx, []string{"app:9"}, at("none.tar"), nil); operations.KindOf(err) != operations.NotFound {
		t.Errorf("no such image: %v", err)
	}
	if left, err := filepath.Glob(at("*none*")); err != nil || len(left) > 0 {
		t.Errorf("left is %v", left)
	}
	eng.Docker(t, "rm", "job")
	eng.Docker(t, "rmi", "app:1", "app:2")
	var read int64
	out, err := carry.Load(ctx, at("app.tar"), func(n, size int64) { read = n })
	slices.Sort(out.Came)
	if err != nil || !slices.Equal(out.Came, []string{"app:1", "app:2"}) || read == 0 {
		t.Errorf("%+v %v, %d read", out, err, read)
	}
	if back := eng.Docker(t, "inspect", "-f", "{{.Id}}", "app:2"); back != id {
		t.Errorf("%s came back as %s", id, back)
	}

	made, err := carry.Import(ctx, at("files.tar"), "bare:1", "from a file", nil)
	if err != nil || made.Created.ID != eng.Docker(t, "inspect", "-f", "{{.Id}}", "bare:1") {
		t.Errorf("%+v %v", made, err)
	}
	whole, err := os.ReadFile(at("app.tar"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"words.tar": []byte("no archive at all"), "cut.tar": whole[:len(whole)/2], "empty.tar": nil} {
		if err := os.WriteFile(at(name), text, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := carry.Load(ctx, at(name), nil)
		explained(t, err, map[string]diagnosis.ID{"cut.tar": diagnosis.LoadCutOff, "words.tar": diagnosis.LoadNoImage, "empty.tar": diagnosis.LoadNoImage}[name])
	}
	_, err = carry.Load(ctx, at("files.tar"), nil)
	explained(t, err, diagnosis.LoadNoImage)
	for _, name := range []string{at("nothing.tar"), dir} {
		_, err := carry.Load(ctx, name, nil)
		explained(t, err, diagnosis.FileMissing)
	}
}

package practice_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
)

// failure is something that an engine refuses: after some docker commands, a
// request, and what it answers.
type failure struct {
	name         string
	arrange      string // shell lines; box:1 is an image with a shell
	method, path string
	body         string
	file         string // a Dockerfile, in the place of a body
	status       int
	says         string // a regular expression, for the wordings of 20.10 and of newer engines
	then         string // a docker command to look with afterwards
	shows        string // what it prints
	only         string // why a real engine here can't be asked; "" if it is
}

const (
	create = "/v1.41/containers/create"
	lookAt = "docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' "
)

// failures are the engine's own ones of the project's list of errors, in its
// order. Those of the docker command, of programs and of browsers are no
// engine's; those of registries are in images_test.go and, like a full disk and
// a program for another kind of computer, in test/diagnoses.
var failures = []failure{
	{name: "port, other container", arrange: "docker run -d --name p1 -p 38211:80 box:1 sleep 1000 && docker create --name p2 -p 38211:80 box:1", method: "POST", path: "/v1.41/containers/p2/start",
		status: 500, says: `driver failed programming external connectivity on endpoint p2 \([0-9a-f]+\): Bind for 0\.0\.0\.0:38211 failed: port is already allocated`, then: lookAt + "p2", shows: "created 128"},
	{name: "port, host process", arrange: "docker run -d --name p3 --net host box:1 httpd -f -p 38212 && sleep 0.3 && docker create --name p4 -p 38212:80 box:1", method: "POST", path: "/v1.41/containers/p4/start",
		status: 500, says: `listen tcp4 0\.0\.0\.0:38212: bind: address already in use`, then: lookAt + "p4", shows: "created 128"},
	{name: "name", arrange: "docker create --name n1 box:1", method: "POST", path: create + "?name=n1", body: `{"Image":"box:1"}`,
		status: 409, says: `^Conflict\. The container name "/n1" is already in use by container "[0-9a-f]{64}"\. You have to remove \(or rename\) that container to be able to reuse that name\.$`},
	{name: "image not local", method: "POST", path: create, body: `{"Image":"missing:1"}`, status: 404, says: `^No such image: missing:1$`},
	{name: "pull denied", method: "POST", path: "/v1.41/images/create?fromImage=nosuch%2Fnosuch&tag=1", status: 404, only: "there is no network",
		says: `^pull access denied for nosuch/nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied$`},
	{name: "pull no network", method: "POST", path: "/v1.41/images/create?fromImage=registry.example%2Fapp&tag=1", status: 500, says: `^Get "https://registry\.example/v2/": dial tcp: lookup registry\.example.*`},
	{name: "rm running", arrange: "docker run -d --name r1 box:1 sleep 1000", method: "DELETE", path: "/v1.41/containers/r1", status: 409,
		says: `^(You cannot remove a running container [0-9a-f]{64}\. Stop the container before attempting removal or force remove|cannot remove container "/?r1": container is running: stop the container before removing or force remove)$`},
	{name: "rmi used, by its name", arrange: "docker create --name i1 box:1 && docker commit i1 used:1 && docker run --name i2 used:1 true", method: "DELETE", path: "/v1.41/images/used:1", status: 409,
		says: `^conflict: unable to remove repository reference "used:1" \(must force\) - container [0-9a-f]{12} is using its referenced image [0-9a-f]{12}$`},
	{name: "rmi used, by images", arrange: "docker create --name i3 box:1 && docker commit i3 base:1 && docker create --name i4 base:1 && docker commit i4 above:1 && docker rm i4",
		method: "DELETE", path: "/v1.41/images/$base:1", status: 409, says: `^conflict: unable to delete [0-9a-f]{12} \(cannot be forced\) - image has dependent child images$`},
	{name: "volume in use", arrange: "docker create --name v1 -v myvol:/data box:1", method: "DELETE", path: "/v1.41/volumes/myvol", status: 409, says: `^remove myvol: volume is in use - \[[0-9a-f]{64}\]$`},
	{name: "network in use", arrange: "docker network create net1 && docker run -d --name w1 --net net1 box:1 sleep 1000", method: "DELETE", path: "/v1.41/networks/net1", status: 403,
		says: `^error while removing network: network net1 (id [0-9a-f]{64} has active endpoints|has active endpoints \(name:"w1" id:"[0-9a-f]{12}"\))$`},
	{name: "network predefined", method: "DELETE", path: "/v1.41/networks/bridge", status: 403, says: `^bridge is a pre-defined network and cannot be removed$`},
	{name: "network missing", arrange: "docker create --name w2 --net nonet box:1", method: "POST", path: "/v1.41/containers/w2/start", status: 404, says: `^network nonet not found$`, then: lookAt + "w2", shows: "created 128"},
	{name: "exec on stopped", arrange: "docker create --name e1 box:1", method: "POST", path: "/v1.41/containers/e1/exec", body: `{"Cmd":["sh"]}`, status: 409, says: `^[Cc]ontainer [0-9a-f]{64} is not running$`},
	{name: "exec on restarting", arrange: "docker run -d --name e2 --restart always box:1 false && until [ \"$(docker inspect -f '{{.RestartCount}} {{.State.Status}}' e2)\" = '3 restarting' ]; do sleep 0.02; done", method: "POST", path: "/v1.41/containers/e2/exec", body: `{"Cmd":["sh"]}`, status: 409,
		says: `^[Cc]ontainer [0-9a-f]{64} is restarting, wait until the container is running$`},
	{name: "exec no bash", arrange: "docker run -d --name e3 box:1 sleep 1000", method: "EXEC", path: "e3", body: `{"Cmd":["/bin/nobash"]}`, status: 400,
		says: `^OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/nobash": stat /bin/nobash: no such file or directory: unknown$`},
	{name: "cmd missing", arrange: "docker create --name c1 box:1 nobash", method: "POST", path: "/v1.41/containers/c1/start", status: 400,
		says: `OCI runtime create failed: runc create failed: unable to start container process: exec: "nobash": executable file not found in \$PATH: unknown$`, then: lookAt + "c1", shows: "created 127"},
	{name: "not executable", arrange: "docker create --name c2 box:1 /etc/passwd", method: "POST", path: "/v1.41/containers/c2/start", status: 400, says: `exec: "/etc/passwd": permission denied: unknown$`, then: lookAt + "c2", shows: "created 126"},
	{name: "bind, --mount", method: "POST", path: create, body: `{"Image":"box:1","HostConfig":{"Mounts":[{"Type":"bind","Source":"/no/such","Target":"/data"}]}}`, status: 400,
		says: `^invalid mount config for type "bind": bind source path does not exist: /no/such$`},
	{name: "bind, -v", method: "POST", path: create + "?name=b1", body: `{"Image":"box:1","HostConfig":{"Binds":["/tmp/no-such-folder-of-a-test:/data"]}}`, status: 201},
	{name: "bind, relative name", method: "POST", path: create, body: `{"Image":"box:1","HostConfig":{"Binds":["rel/path:/data"]}}`, status: 400,
		says: `^create rel/path: "rel/path" includes invalid characters for a local volume name, only "\[a-zA-Z0-9\]\[a-zA-Z0-9_\.-\]" are allowed\. If you intended to pass a host directory, use absolute path$`},
	{name: "bind, file over folder", arrange: "docker create --name b2 -v /etc/hostname:/tmp box:1", method: "POST", path: "/v1.41/containers/b2/start", status: 400,
		says: `not a directory: unknown: Are you trying to mount a directory onto a file \(or vice-versa\)\? Check if the specified host path exists and is the expected type$`, then: lookAt + "b2", shows: "created 127"},
	{name: "volume path relative", method: "POST", path: create, body: `{"Image":"box:1","HostConfig":{"Binds":["myvol:data"]}}`, status: 500,
		says: `^invalid volume specification: 'myvol:data': invalid mount config for type "volume": invalid mount path: 'data' mount path must be absolute$`},
	{name: "COPY missing", method: "BUILD", file: "FROM box:1\nCOPY missing.txt /\n", status: 200, says: `COPY failed: file not found in build context or excluded by \.dockerignore: stat missing\.txt: file does not exist`},
	{name: "COPY ..", method: "BUILD", file: "FROM box:1\nCOPY ../secret /\n", status: 200, says: `COPY failed: forbidden path outside the build context: \.\./secret \(\)`},
	{name: "bad instruction", method: "BUILD", file: "FROM box:1\nCOPPY a b\n", status: 400, says: `^dockerfile parse error( on)? line 2: unknown instruction: COPPY`},
	{name: "no FROM", method: "BUILD", file: "RUN true\n", status: 400, says: `^no build stage in current context$`},
	{name: "bad container name", method: "POST", path: create + "?name=my%20app", body: `{"Image":"box:1"}`, status: 400, says: `^Invalid container name \(my app\), only \[a-zA-Z0-9\]\[a-zA-Z0-9_\.-\] are allowed$`},
	{name: "memory too small", method: "POST", path: create, body: `{"Image":"box:1","HostConfig":{"Memory":1048576}}`, status: 400, says: `^Minimum memory limit allowed is 6MB$`},
	{name: "cpus too many", method: "POST", path: create, body: `{"Image":"box:1","HostConfig":{"NanoCpus":99000000000000}}`, status: 400, says: `^[Rr]ange of CPUs is from 0\.01 to \d+\.00, as there are only \d+ CPUs available$`},
	{name: "SIGTERM ignored", arrange: "docker run -d --name s1 box:1 sleep 1000", method: "POST", path: "/v1.41/containers/s1/stop?t=1", status: 204, then: lookAt + "s1", shows: "exited 137"},
	{name: "API too new", method: "GET", path: "/v1.99/info", status: 400, says: `^client version 1\.99 is too new\. Maximum supported API version is 1\.\d+$`},
	{name: "API too old", method: "GET", path: "/v1.10/info", status: 400, says: `^client version 1\.10 is too old\. Minimum supported API version is 1\.\d+, please upgrade your client to a newer version$`},
	{name: "start running", arrange: "docker run -d --name t1 box:1 sleep 1000", method: "POST", path: "/v1.41/containers/t1/start", status: 304, says: "^$"},
	{name: "stop stopped", arrange: "docker create --name t2 box:1", method: "POST", path: "/v1.41/containers/t2/stop", status: 304, says: "^$"},
	{name: "ports on the host's network", method: "POST", path: create, body: `{"Image":"box:1","HostConfig":{"NetworkMode":"host","PortBindings":{"80/tcp":[{"HostPort":"80"}]}}}`, status: 201},
	{name: "the first words of an argument are the program's", arrange: "docker run --name a1 box:1 echo -p 80 x", method: "GET", path: "/v1.41/containers/a1/json", status: 200, then: "docker logs a1", shows: "-p 80 x"},
}

// ask sends a request and gives the status and the error's words, wherever in the
// answer they stand.
func ask(t *testing.T, socket, method, path, kind string, body io.Reader) (int, string) {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}
	r, err := http.NewRequestWithContext(t.Context(), method, "http://docker"+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	words := ""
	for all := json.NewDecoder(bytes.NewReader(text)); ; {
		var said struct{ Message, Error, ID string }
		if err := all.Decode(&said); err != nil {
			if words == "" && err != io.EOF {
				words = strings.TrimSpace(string(text)) // as old versions of the API are answered
			}
			return answer.StatusCode, words
		}
		words += said.Message + said.Error
		if said.ID != "" && kind == execKind {
			words = said.ID
		}
	}
}

// execKind marks the request that makes an exec, whose answer is its id.
const execKind = "application/json; charset=utf-8"

func (f failure) provoke(t *testing.T, s stage, socket string) (int, string) {
	t.Helper()
	if f.arrange != "" {
		s.must(t, f.arrange)
	}
	path, kind := f.path, ""
	if at := strings.Index(path, "$"); at >= 0 { // an image by its id
		path = path[:at] + s.id(t, path[at+1:])
	}
	switch {
	case f.method == "EXEC":
		_, id := ask(t, socket, "POST", "/v1.41/containers/"+f.path+"/exec", execKind, strings.NewReader(f.body))
		return ask(t, socket, "POST", "/v1.41/exec/"+id+"/start", "application/json", strings.NewReader(`{"Detach":true}`))
	case f.method == "BUILD":
		var context bytes.Buffer
		out := tar.NewWriter(&context)
		_ = out.WriteHeader(&tar.Header{Name: "Dockerfile", Mode: 0o644, Size: int64(len(f.file))}) // into memory
		_, _ = out.Write([]byte(f.file))
		_ = out.Close()
		return ask(t, socket, "POST", "/v1.41/build", "application/x-tar", &context)
	case f.body != "":
		kind = "application/json"
	}
	return ask(t, socket, f.method, path, kind, strings.NewReader(f.body))
}

// id is the short one of an image, which no replacement has touched.
func (s stage) id(t *testing.T, image string) string {
	t.Helper()
	socket := strings.TrimPrefix(s.host, "unix://")
	_, id := ask(t, socket, "GET", "/v1.41/images/"+image+"/json", execKind, nil)
	if len(id) < 19 {
		t.Fatalf("%s has the id %q", image, id)
	}
	return id[7:19]
}

func (f failure) judge(t *testing.T, who string, s stage, socket string) {
	t.Helper()
	status, said := f.provoke(t, s, socket)
	if status != f.status {
		t.Errorf("%s: the %s engine says %d, want %d: %s", f.name, who, status, f.status, said)
	}
	if f.says != "" && !regexp.MustCompile(f.says).MatchString(said) {
		t.Errorf("%s: the %s engine says\n%s\nand not\n%s", f.name, who, said, f.says)
	}
	if f.then != "" {
		if got := strings.TrimSpace(s.must(t, f.then)); got != f.shows {
			t.Errorf("%s: the %s engine leaves %q, want %q", f.name, who, got, f.shows)
		}
	}
}

func TestFailuresHaveTheRealEnginesWordsAndStatuses(t *testing.T) {
	socket := startPractice(t)
	pretended := newStage(t, "unix://"+socket)
	pretended.must(t, "docker pull -q alpine:3.20 && docker tag alpine:3.20 box:1")
	for _, f := range failures {
		f.judge(t, "practice", pretended, socket)
	}
	if os.Getenv("DOCKDESK_PRACTICE") != "all" {
		return
	}
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	real := newStage(t, eng.Host())
	real.must(t, "docker tag "+realengine.ShellImage+" box:1")
	for _, f := range failures {
		if f.only == "" {
			f.judge(t, "real", real, eng.Socket())
		}
	}
}

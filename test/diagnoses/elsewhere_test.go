package diagnoses_test

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/build"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// A registry of the test's own stands in for those of the world, which can't be
// reached here; the engine that asks it is real.
func TestWhatARegistrySaysIsExplainedAndGoneRound(t *testing.T) {
	eng := realengine.Shared(t)
	registry(t, eng)
	gateway := eng.Docker(t, "network", "inspect", "-f", "{{range .IPAM.Config}}{{.Gateway}}{{end}}", "bridge")
	if gateway == "" {
		gateway = "172.17.0.1"
	}
	for _, r := range []struct {
		name, image, here, title string
		id                       diagnosis.ID
	}{
		{"no such version", "127.0.0.1:5000/tagless/hello:99", "127.0.0.1:5000/tagless/hello:1", "has no 127.0.0.1:5000/tagless/hello:99", diagnosis.PullNoTag},
		{"no such name", "127.0.0.1:5000/unknown/nope:1", "127.0.0.1:5000/unknown/nope:0", "has no 127.0.0.1:5000/unknown/nope:1", diagnosis.PullNoName},
		{"not for everybody", "127.0.0.1:5000/private/app:1", "127.0.0.1:5000/private/app:0", "or shows it only to those who have logged in", diagnosis.PullDenied},
		{"too many", "127.0.0.1:5000/limited/app:1", "127.0.0.1:5000/limited/app:0", "too many were fetched", diagnosis.PullLimit},
		{"not encrypted", gateway + ":5000/plain/app:1", gateway + ":5000/plain/app:0", "doesn't trust", diagnosis.PullUntrusted},
		{"nobody listens", "127.0.0.1:5999/app:1", "127.0.0.1:5999/app:0", "nothing listens at its address", diagnosis.PullSilent},
	} {
		t.Run(r.name, func(t *testing.T) {
			eng := realengine.Shared(t)
			s := newStage(t, eng)
			s.docker("tag", "lab:1", r.here)
			s.ref(object.KindImage, r.here)
			made := spec.RunSpec{Name: "shop", Image: r.image, Detach: true, Command: []string{"sleep"}}
			c := s.fails("container.run", written(made))
			row{id: r.id, title: r.title, culprit: nobody}.judge(t, c)
			s.repair(c, "Use "+r.here+", which is here")
			if s.docker("inspect", "-f", "{{.State.Running}}", "shop") != "true" {
				t.Error(s.told())
			}
		})
	}
}

func TestSettingsThatDontGoTogether(t *testing.T) {
	for _, r := range []struct {
		name   string
		spec   spec.RunSpec
		id     diagnosis.ID
		title  string
		remedy string
	}{
		{"removed and started again", spec.RunSpec{Rm: true, Restart: "always"}, diagnosis.RemoveRestart, "can't be removed when it ends", "Keep it when it ends"},
		{"removed and started again, the other way", spec.RunSpec{Rm: true, Restart: "always"}, diagnosis.RemoveRestart, "can't be removed when it ends", "Don't start it again"},
		{"a path that isn't whole", spec.RunSpec{Mounts: []spec.Mount{{Kind: spec.Volume, Source: "files", Target: "data", Spelled: true}}}, diagnosis.MountRelative, "begins with /", "Write a / before it"},
		{"less swap than memory", spec.RunSpec{Memory: "64m", MemorySwap: "32m"}, diagnosis.SwapLimit, "swap", "Leave swap to the engine"},
		{"an image in capitals", spec.RunSpec{Image: "LAB:1"}, diagnosis.ImageCapitals, "small letters", "Use lab:1"},
	} {
		t.Run(r.name, func(t *testing.T) {
			s := newStage(t, realengine.Shared(t))
			s.knows()
			made := r.spec
			made.Name, made.Detach, made.Command = "shop", true, []string{"sleep"}
			if made.Image == "" {
				made.Image = "lab:1"
			}
			c := s.fails("container.run", written(made))
			row{id: r.id, title: r.title, culprit: nobody}.judge(t, c)
			s.repair(c, r.remedy)
			if s.docker("inspect", "-f", "{{.State.Running}}", "shop") != "true" {
				t.Error(s.told())
			}
		})
	}
}

func TestPortsOnTheComputersOwnNetwork(t *testing.T) {
	s := newStage(t, realengine.Shared(t))
	s.knows()
	made := spec.RunSpec{Name: "shop", Image: "lab-web:1", Detach: true, Networks: []spec.Network{{Name: "host"}}, Ports: ports("3100:80")}
	s.Do(action.Must("container.run"), action.On{Kind: object.KindContainer, Snapshot: s.session.Snapshot()}, written(made))
	e := s.rest()
	if !strings.Contains(e.Words, "ports are not used") {
		t.Fatalf("the warning is told as %q", e.Words)
	}
	c := s.Case(diagnosis.Failure{Op: "create", Raw: "Published ports are discarded when using host network mode", Ref: s.ref(object.KindContainer, "shop")}, nil)
	row{id: diagnosis.HostPorts, title: "ports are not used", culprit: nobody}.judge(t, c)
	s.repair(c, "Give it a network of its own")
	if got := s.docker("port", "shop"); !strings.HasPrefix(got, "80/tcp -> 0.0.0.0:3100") {
		t.Errorf("it is published at %q; %s", got, s.told())
	}
}

func TestAnImageThatAnotherIsBuiltOn(t *testing.T) {
	s := newStage(t, realengine.Shared(t))
	for _, words := range []string{"run --name seed lab:1 env", "commit seed base:1", "rm seed", "run --name seed base:1 env", "commit seed above:1", "rm seed"} {
		s.docker(strings.Fields(words)...)
	}
	base := s.ref(object.KindImage, "base:1")
	s.ref(object.KindImage, "above:1")
	raw := s.refuses(nil, "", "rmi", base.ID)
	c := s.Case(diagnosis.Failure{Op: "remove", Ref: base, Class: diagnosis.Conflict, Raw: raw}, func(map[string]string) { s.docker("rmi", base.ID) })
	row{id: diagnosis.ImageParent, title: "above:1 is built on base:1", culprit: "above:1"}.judge(t, c)
	s.repair(c, "Remove above:1 and try again")
	if got := s.docker("images", "-q", "base"); got != "" {
		t.Errorf("it is still there: %s", s.told())
	}
}

func TestAShellThatIsNotThere(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	s := newStage(t, eng)
	s.docker("run", "-d", "--name", "web", "lab:1", "sleep")
	raw := s.refuses(nil, "", "exec", "web", "/bin/bash")
	told := ""
	c := s.Case(diagnosis.Failure{Op: "exec", Ref: s.ref(object.KindContainer, "web"), Raw: raw}, func(v map[string]string) { told = v["terminal.shell"] })
	row{id: diagnosis.ShellMissing, title: "no /bin/bash inside web", culprit: nobody}.judge(t, c)
	s.repair(c, "Use sh")
	if told != "/bin/sh" {
		t.Errorf("it is tried again with %q", told)
	}
}

func TestAFullDisk(t *testing.T) {
	s := newStage(t, realengine.Shared(t))
	s.docker("volume", "create", "--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=size=64k", "small")
	s.docker("run", "-d", "--name", "web", "-v", "small:/small", "lab:1", "sleep")
	big := filepath.Join(t.TempDir(), "big")
	if err := os.WriteFile(big, bytes.Repeat([]byte("x"), 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	c := s.Case(diagnosis.Failure{Op: "copy", Raw: s.refuses(nil, "", "cp", big, "web:/small/big")}, nil)
	row{id: diagnosis.DiskFull, title: "disk is full", culprit: nobody}.judge(t, c)
	s.repair(c, "Show what fills the disk")
	if len(s.led) != 1 || s.led[0] != "page system" {
		t.Errorf("it leads to %q", s.led)
	}
}

func TestAnEngineThatWasStopped(t *testing.T) {
	eng := realengine.Start(t)
	s := newStage(t, eng)
	s.docker("create", "--name", "web", "lab:1", "sleep")
	s.knows()
	web := s.ref(object.KindContainer, "web")
	on := action.About(s.session.Snapshot(), web)
	eng.Kill(t)
	a := action.Must("container.start")
	s.Do(a, on, a.Defaults(on))
	e := s.rest()
	if len(e.Cases) != 1 {
		t.Fatal(s.told())
	}
	row{id: diagnosis.EngineDown, title: "the engine does not answer", culprit: nobody}.judge(t, e.Cases[0])
	eng.Resume(t)
	s.knows()
	s.repair(e.Cases[0], "Try again")
	if s.docker("inspect", "-f", "{{.State.Running}}", "web") != "true" {
		t.Error(s.told())
	}
}

func TestAnEngineThatSpeaksAnotherVersion(t *testing.T) {
	s := newStage(t, realengine.Shared(t))
	for version, want := range map[string]string{"1.99": "newer language", "1.10": "older language"} {
		raw := s.refuses([]string{"DOCKER_API_VERSION=" + version}, "", "ps")
		c := s.Case(diagnosis.Failure{Raw: raw}, func(map[string]string) { s.docker("ps") })
		row{id: diagnosis.EngineVersion, title: "another version", culprit: nobody}.judge(t, c)
		if !strings.Contains(c.Words, want) {
			t.Errorf("%s: %s", version, c.Words)
		}
		s.repair(c, "Try again") // without the variable
	}
}

// Nothing in the window builds yet, so that the engine is asked by itself.
func TestWhatABuildSaysIsExplained(t *testing.T) {
	for _, r := range []struct {
		name, file, title, copied string
		version                   build.BuilderVersion
		id                        diagnosis.ID
	}{
		{"a file that is not there", "FROM lab:1\nCOPY missing.txt /\n", "missing.txt is not among the files", "!missing.txt", build.BuilderV1, diagnosis.CopyMissing},
		{"a file that is not there, the newer builder", "FROM lab:1\nCOPY missing.txt /\n", "missing.txt is not among the files", "!missing.txt", build.BuilderBuildKit, diagnosis.CopyMissing},
		{"a file outside", "FROM lab:1\nCOPY ../secret /\n", "secret is outside", "COPY secret ./", build.BuilderV1, diagnosis.CopyOutside},
		{"a word that is none", "FROM lab:1\nCOPPY a /\n", "line 2 of the Dockerfile begins with COPPY", "COPY", build.BuilderV1, diagnosis.BuildWord},
		{"no beginning", "RUN true\n", "no FROM", "FROM alpine:3", build.BuilderV1, diagnosis.BuildFrom},
	} {
		t.Run(r.name, func(t *testing.T) {
			s := newStage(t, realengine.Shared(t))
			raw := s.builds(r.file, r.version)
			if raw == "" {
				t.Fatal("it was built")
			}
			c := s.Case(diagnosis.Failure{Op: "build", Raw: raw}, nil)
			row{id: r.id, title: r.title, culprit: nobody}.judge(t, c)
			s.repair(c, c.Remedies[0].Words)
			if len(s.led) != 1 || s.led[0] != "copy "+r.copied {
				t.Errorf("it copies %q", s.led)
			}
			if good := s.builds("FROM lab:1\nENV A=1\n", r.version); good != "" {
				t.Errorf("put right it is not built: %s", good)
			}
		})
	}
}

// builds gives what the engine says of a build that fails.
func (s *stage) builds(dockerfile string, version build.BuilderVersion) string {
	s.t.Helper()
	var files bytes.Buffer
	out := tar.NewWriter(&files)
	_ = out.WriteHeader(&tar.Header{Name: "Dockerfile", Mode: 0o644, Size: int64(len(dockerfile))}) // into memory
	_, _ = out.Write([]byte(dockerfile))
	_ = out.Close()
	answer, err := s.eng.Client().ImageBuild(s.t.Context(), &files, build.ImageBuildOptions{Version: version})
	if err != nil {
		return err.Error()
	}
	defer func() { _ = answer.Body.Close() }()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, `"error"`) {
			return strings.ReplaceAll(line, `\"`, `"`)
		}
	}
	return ""
}

func TestNamesOnTheUsualNetwork(t *testing.T) {
	s := newStage(t, realengine.Shared(t))
	s.docker("run", "-d", "--name", "db", "lab:1", "serve")
	out, err := s.eng.Command(t.Context(), "run", "--name", "app", "lab:1", "resolve", "db").CombinedOutput()
	if err == nil {
		t.Fatalf("it was found: %s", out)
	}
	s.knows()
	c := s.Case(diagnosis.Failure{Op: "log", Ref: s.ref(object.KindContainer, "app"), Raw: string(out)}, nil)
	row{id: diagnosis.NoNames, title: "nobody answers to the name db", culprit: "db"}.judge(t, c)
	s.repair(c, "Make a network and put both on it")
	s.until("it has ended", func() bool { return s.docker("inspect", "-f", "{{.State.Running}}", "app") == "false" })
	if code := s.docker("inspect", "-f", "{{.State.ExitCode}}", "app"); code != "0" {
		t.Errorf("it ends with %s:\n%s\n%s", code, s.docker("logs", "app"), s.told())
	}
}

func TestLocalhostInsideIsTheContainerItself(t *testing.T) {
	s := newStage(t, realengine.Shared(t))
	s.docker("run", "-d", "--name", "db", "lab-web:1")
	out, _ := s.eng.Command(t.Context(), "run", "--name", "app", "lab:1", "get", "http://127.0.0.1:80/").CombinedOutput()
	s.knows()
	c := s.Case(diagnosis.Failure{Op: "log", Ref: s.ref(object.KindContainer, "app"), Raw: string(out)}, nil)
	row{id: diagnosis.OwnLocalhost, title: "nothing listens at port 80 inside", culprit: "db"}.judge(t, c)
	s.repair(c, "Change its settings")
	if len(s.led) != 1 || s.led[0] != "form" {
		t.Errorf("it leads to %q", s.led)
	}
}

func TestAPageThatIsNotReached(t *testing.T) {
	s := newStage(t, realengine.Shared(t))
	s.docker("run", "-d", "--name", "web", "lab-web:1")
	s.docker("run", "-d", "--name", "wrong", "-p", "3200:81", "lab-web:1")
	s.knows()
	for _, r := range []struct {
		name, title, remedy string
		raw                 string
		id                  diagnosis.ID
	}{
		{"web", "no port of this computer leads to web", "Publish port 80", "curl: (7) Failed to connect to 127.0.0.1 port 3100: Couldn't connect to server", diagnosis.NotPublished},
		{"wrong", "nobody listens behind the port of wrong", "Publish port 80 instead", "curl: (56) Recv failure: Connection reset by peer", diagnosis.NobodyListens},
	} {
		c := s.Case(diagnosis.Failure{Op: "reach", Ref: s.ref(object.KindContainer, r.name), Raw: r.raw}, nil)
		row{id: r.id, title: r.title, culprit: nobody}.judge(t, c)
		s.repair(c, r.remedy)
		published := s.docker("port", r.name)
		_, port, _ := strings.Cut(strings.Split(published, "\n")[0], "0.0.0.0:")
		if page := s.eng.Fetch(t, "http://127.0.0.1:"+port+"/"); page == "" {
			t.Errorf("%s: nothing at %s", r.name, published)
		}
	}
}

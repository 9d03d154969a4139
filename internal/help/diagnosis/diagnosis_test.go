package diagnosis_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
)

const hash = "5ec3aa1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7"

// room is an engine with some objects.
func room() *object.Snapshot {
	return &object.Snapshot{
		Containers: []*object.Container{
			{ID: hash, Name: "web1", State: object.StateRunning, ImageID: "sha256:i", Ports: []object.Port{{Public: 3000, Private: 80, Proto: "tcp"}},
				Mounts: []object.Mount{{Name: "myvol"}}, Networks: []object.Endpoint{{Network: "n1", NetworkID: "n-1"}}},
			{ID: "c-left", Name: "left", State: object.StateCreated},
			{ID: "c-round", Name: "round", State: object.StateRestarting, RestartPolicy: "always"},
		},
		Images:   []*object.Image{{ID: "sha256:i", Tags: []string{"rt:1"}}, {Tags: []string{"nginx:1.25", "redis:7"}}},
		Volumes:  []*object.Volume{{Name: "myvol"}},
		Networks: []*object.Network{{ID: "n-1", Name: "n1"}, {ID: "n-b", Name: "bridge"}},
	}
}

func ref(kind object.Kind, id string) object.Ref { return object.Ref{Kind: kind, ID: id} }

// Those that a test machine can't provoke, or that another engine says otherwise,
// are told from what was recorded. All others are provoked in test/diagnoses.
func TestRecordedAnswersAreExplained(t *testing.T) {
	left := ref(object.KindContainer, "c-left")
	for name, c := range map[string]struct {
		failure diagnosis.Failure
		id      diagnosis.ID
		title   string
		culprit string
		offers  string
	}{
		"20.10: a port of another container": {diagnosis.Failure{Op: "start", Ref: left, Raw: "driver failed programming external connectivity on endpoint web2 (b5d0): Bind for 0.0.0.0:3000 failed: port is already allocated"},
			diagnosis.PortContainer, "Port 3000 is taken by web1", "web1", "Use port 3001|Stop web1 and start left"},
		"28: a port of another container": {diagnosis.Failure{Op: "start", Ref: left, Raw: "failed to set up container networking: driver failed programming external connectivity on endpoint web2 (b5d0): Bind for 0.0.0.0:3000 failed: port is already allocated"},
			diagnosis.PortContainer, "Port 3000 is taken by web1", "web1", "Use port 3001|Stop web1 and start left"},
		"29: a port, in words that fit both": {diagnosis.Failure{Op: "start", Ref: left, Raw: "failed to bind host port 0.0.0.0:3000/tcp: address already in use"},
			diagnosis.PortProgram, "Port 3000 is taken by web1", "web1", "Use port 3001|Stop web1 and start left"},
		"28: a port of a program": {diagnosis.Failure{Op: "start", Ref: left, Raw: "failed to bind host port for 0.0.0.0:3500:172.17.0.2:80/tcp: address already in use"},
			diagnosis.PortProgram, "Port 3500 is taken by another program of this computer", "", "Use port 3501|Try again"},
		"IPv6: a port of a program": {diagnosis.Failure{Op: "start", Ref: left, Raw: "Error starting userland proxy: listen tcp6 [::]:3500: bind: address already in use"},
			diagnosis.PortProgram, "Port 3500 is taken by another program of this computer", "", "Use port 3501|Try again"},
		"Docker Desktop on Windows: a port that the system keeps": {diagnosis.Failure{Op: "start", Ref: left, Raw: "Ports are not available: exposing port TCP 0.0.0.0:80 -> 0.0.0.0:0: listen tcp 0.0.0.0:80: bind: An attempt was made to access a socket in a way forbidden by its access permissions."},
			diagnosis.PortForbidden, "This computer keeps port 80 to itself", "", "Use port 8080|Try again"},
		"rootless: a port below 1024": {diagnosis.Failure{Op: "start", Ref: left, Raw: "driver failed programming external connectivity: Error starting userland proxy: error while calling PortManager.AddPort(): cannot expose privileged port 443, you can add 'net.ipv4.ip_unprivileged_port_start=443' to /etc/sysctl.conf"},
			diagnosis.PortForbidden, "This computer keeps port 443 to itself", "", "Use port 8443|Try again"},
		"Docker Hub: too many were fetched": {diagnosis.Failure{Op: "pull", Spec: &spec.RunSpec{Image: "nginx:1.27"}, Raw: "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading"},
			diagnosis.PullLimit, "Docker Hub gives no more images", "", "Use nginx:1.25, which is here|Try again"},
		"Docker Hub: no such name": {diagnosis.Failure{Op: "pull", Spec: &spec.RunSpec{Image: "ngnix"}, Raw: "pull access denied for ngnix, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"},
			diagnosis.PullDenied, "Docker Hub has no image called ngnix", "", "Correct the name|Try again|Log in…"},
		"Docker Hub: no such version": {diagnosis.Failure{Op: "pull", Spec: &spec.RunSpec{Image: "nginx:9"}, Raw: "manifest for nginx:9 not found: manifest unknown: manifest unknown"},
			diagnosis.PullNoTag, "Docker Hub has no nginx:9", "", "Use nginx:1.25, which is here|Use nginx:latest|Choose another version"},
		"Docker Hub: it takes too long": {diagnosis.Failure{Op: "pull", Spec: &spec.RunSpec{Image: "nginx:1.27"}, Raw: `Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`},
			diagnosis.PullSilent, "Docker Hub does not answer: it takes too long", "", "Use nginx:1.25, which is here|Try again"},
		"a registry: not for the platform that was asked for": {diagnosis.Failure{Op: "pull", Spec: &spec.RunSpec{Image: "app:1", Platform: "linux/s390x"}, Raw: "no matching manifest for linux/s390x in the manifest list entries"},
			diagnosis.PullPlatform, "Docker Hub has no image of app:1 for linux/s390x", "", "Take the one for this computer"},
		"a registry: not for this computer": {diagnosis.Failure{Op: "pull", Spec: &spec.RunSpec{Image: "app:1"}, Raw: "no matching manifest for linux/amd64 in the manifest list entries"},
			diagnosis.PullPlatform, "for this kind of computer", "", "Choose another image"},
		"a name": {diagnosis.Failure{Op: "create", Spec: &spec.RunSpec{Name: "web1"}, Class: diagnosis.Conflict, Raw: `Conflict. The container name "/web1" is already in use by container "` + hash + `". You have to remove (or rename) that container to be able to reuse that name.`},
			diagnosis.NameTaken, "called web1 already", "web1", "Use the name web1-2|Show web1"},
		"Podman: a name": {diagnosis.Failure{Op: "create", Spec: &spec.RunSpec{Name: "web1"}, Raw: `creating container storage: the container name "web1" is already in use by ` + hash + `. You have to remove that container to be able to reuse that name: that name is already in use`},
			diagnosis.NameTaken, "called web1 already", "web1", "Use the name web1-2|Show web1"},
		"20.10: removing what runs": {diagnosis.Failure{Op: "remove", Ref: ref(object.KindContainer, hash), Class: diagnosis.Conflict, Raw: "You cannot remove a running container 5ec3. Stop the container before attempting removal or force remove"},
			diagnosis.RemoveRunning, "web1 is running", "web1", "Stop it and remove it|Remove it as it runs"},
		"28: removing what runs": {diagnosis.Failure{Op: "remove", Ref: ref(object.KindContainer, hash), Class: diagnosis.Conflict, Raw: `cannot remove container "web1": container is running: stop the container before removing or force remove`},
			diagnosis.RemoveRunning, "web1 is running", "web1", "Stop it and remove it|Remove it as it runs"},
		"an unknown wording: removing what runs": {diagnosis.Failure{Op: "remove", Ref: ref(object.KindContainer, hash), Class: diagnosis.Conflict, Raw: "nope"},
			diagnosis.RemoveRunning, "web1 is running", "web1", "Stop it and remove it|Remove it as it runs"},
		"an unknown wording: an image in use": {diagnosis.Failure{Op: "remove", Ref: ref(object.KindImage, "sha256:i"), Class: diagnosis.Conflict, Raw: "nope"},
			diagnosis.ImageUsed, "web1 uses rt:1", "web1", "Remove web1 and try again|Show web1"},
		"an unknown wording: a volume in use": {diagnosis.Failure{Op: "remove", Ref: ref(object.KindVolume, "myvol"), Class: diagnosis.Conflict, Raw: "nope"},
			diagnosis.VolumeUsed, "web1 uses myvol", "web1", "Remove web1 and try again|Show web1"},
		"an unknown wording: a network in use": {diagnosis.Failure{Op: "remove", Ref: ref(object.KindNetwork, "n-1"), Class: diagnosis.Forbidden, Raw: "nope"},
			diagnosis.NetworkUsed, "web1 is on n1", "web1", "Take web1 off it and try again|Show web1"},
		"containerd's store: an image in use": {diagnosis.Failure{Op: "remove", Ref: ref(object.KindImage, "sha256:i"), Class: diagnosis.Conflict, Raw: "conflict: unable to delete rt:1 (must be forced) - container " + hash[:12] + " is using its referenced image e1e9"},
			diagnosis.ImageUsed, "web1 uses rt:1", "web1", "Remove web1 and try again|Show web1"},
		"28: a network in use": {diagnosis.Failure{Op: "remove", Ref: ref(object.KindNetwork, "n-1"), Class: diagnosis.Forbidden, Raw: `network n1 has active endpoints (name:"web1", id:"5ec3")`},
			diagnosis.NetworkUsed, "web1 is on n1", "web1", "Take web1 off it and try again|Show web1"},
		"an unknown wording: what is restarting": {diagnosis.Failure{Op: "exec", Ref: ref(object.KindContainer, "c-round"), Class: diagnosis.Conflict, Raw: "nope"},
			diagnosis.Restarting, "round starts over and over", "round", "Show its log|Stop round"},
		"28: the platform does not match": {diagnosis.Failure{Op: "create", Spec: &spec.RunSpec{Image: "app:1"}, Raw: "The requested image's platform (linux/arm64) does not match the detected host platform (linux/amd64) and no specific platform was requested"},
			diagnosis.OtherComputer, "another kind of computer", "", "Fetch the one for this computer|Choose another image"},
		"a newer builder: a file that is not there": {diagnosis.Failure{Op: "build", Raw: `failed to solve: failed to compute cache key: failed to calculate checksum of ref 7ck9::x1: "/missing.txt": not found`},
			diagnosis.CopyMissing, "missing.txt is not among", "", "Copy the exception for .dockerignore|Try again"},
		"a newer builder: a word that is none": {diagnosis.Failure{Op: "build", Raw: "dockerfile parse error on line 2: unknown instruction: COPPY (did you mean COPY?)"},
			diagnosis.BuildWord, "Line 2 of the Dockerfile begins with COPPY", "", "Copy COPY|Try again"},
		"a socket of others": {diagnosis.Failure{Class: diagnosis.Forbidden, Raw: `permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun": dial unix /var/run/docker.sock: connect: permission denied`},
			diagnosis.SocketDenied, "may not talk to the engine", "", "Show how the engine is reached|Try again"},
		"28: a socket of others": {diagnosis.Failure{Class: diagnosis.Forbidden, Raw: "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock"},
			diagnosis.SocketDenied, "may not talk to the engine", "", "Show how the engine is reached|Try again"},
		"28: no engine": {diagnosis.Failure{Raw: "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running"},
			diagnosis.EngineDown, "does not answer", "", "Try again|Show how the engine is reached"},
		"the command's own words: --rm and --restart": {diagnosis.Failure{Op: "create", Spec: &spec.RunSpec{Rm: true, Restart: "always"}, Raw: "conflicting options: cannot specify both --restart and --rm"},
			diagnosis.RemoveRestart, "can't be removed when it ends", "", "Keep it when it ends|Don't start it again"},
		"a program that prints what an engine says": {diagnosis.Failure{Op: "log", Ref: left, Raw: "ERROR: container x is not running; bind: address already in use"},
			diagnosis.Unclear, "The engine refused", "", "Try again"},
		"nobody knows it": {diagnosis.Failure{Op: "start", Ref: left, Class: diagnosis.Unknown, Raw: "the moon is in the wrong house"},
			diagnosis.Unclear, "The engine refused", "", "Try again"},
		"nobody knows more than that it is gone": {diagnosis.Failure{Op: "start", Ref: ref(object.KindContainer, "c-x"), Name: "web9", Class: diagnosis.NotFound, Raw: "No such container: c-x"},
			diagnosis.Gone, "web9 is gone", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.failure.Snapshot = room()
			d := diagnosis.Explain(c.failure)
			if d.ID != c.id || !strings.Contains(d.Title, c.title) || d.Culprit.Name != c.culprit {
				t.Errorf("%s: %q, in the way is %q", d.ID, d.Title, d.Culprit.Name)
			}
			var offers []string
			for _, r := range d.Remedies {
				offers = append(offers, r.Words)
			}
			if strings.Join(offers, "|") != c.offers {
				t.Errorf("it offers %q, want %q", offers, c.offers)
			}
			if d.Raw != c.failure.Raw || d.Words == "" || d.Clause == "" || strings.HasSuffix(d.Clause, ".") || !strings.HasSuffix(d.Words, ".") {
				t.Errorf("it says %+v", d)
			}
		})
	}
}

// rows are the failures that were met on engines, one for each way to fail, and
// what explains it.
var rows = map[string]diagnosis.ID{
	"port, other container": diagnosis.PortContainer, "port, host process": diagnosis.PortProgram, "port, Docker Desktop": diagnosis.PortForbidden,
	"name": diagnosis.NameTaken, "image not local": diagnosis.ImageMissing, "pull denied": diagnosis.PullDenied, "pull, no network": diagnosis.PullSilent,
	"tag missing": diagnosis.PullNoTag, "repository missing": diagnosis.PullNoName, "rate limit": diagnosis.PullLimit, "rm, running": diagnosis.RemoveRunning,
	"rmi, used": diagnosis.ImageUsed, "rmi, children": diagnosis.ImageParent, "volume in use": diagnosis.VolumeUsed, "network in use": diagnosis.NetworkUsed,
	"network predefined": diagnosis.NetworkFixed, "network missing": diagnosis.NetworkMissing, "exec on stopped": diagnosis.NotRunning,
	"exec on restarting": diagnosis.Restarting, "exec, no bash": diagnosis.ShellMissing, "command missing": diagnosis.ProgramMissing,
	"not executable": diagnosis.NotExecutable, "wrong architecture": diagnosis.OtherComputer, "bind, --mount": diagnosis.FolderMissing,
	"bind, relative name": diagnosis.VolumeName, "bind, file and folder": diagnosis.MountKind, "volume path relative": diagnosis.MountRelative,
	"COPY missing": diagnosis.CopyMissing, "COPY ..": diagnosis.CopyOutside, "bad instruction": diagnosis.BuildWord, "no FROM": diagnosis.BuildFrom,
	"upper-case name": diagnosis.ImageCapitals, "bad container name": diagnosis.NameBad, "memory too small": diagnosis.MemorySmall,
	"cpus too many": diagnosis.CPUsMany, "disk full": diagnosis.DiskFull, "socket permission": diagnosis.SocketDenied, "daemon down": diagnosis.EngineDown,
	"API skew": diagnosis.EngineVersion, "DNS, default bridge": diagnosis.NoNames, "localhost in a container": diagnosis.OwnLocalhost,
	"published to a wrong port": diagnosis.NobodyListens, "not published": diagnosis.NotPublished, "--network host -p": diagnosis.HostPorts,
	"--rm --restart": diagnosis.RemoveRestart,
	// The others are no failures of the engine, and are told elsewhere: a folder
	// that -v makes by package runcheck, options behind the image by runcommand,
	// how programs end by exitcode, and starting what runs as nothing to do.
}

func TestEveryWayToFailHasItsDiagnosis(t *testing.T) {
	known := diagnosis.All()
	for name, id := range rows {
		if !slices.Contains(known, id) {
			t.Errorf("%s: there is no diagnosis %s", name, id)
		}
	}
}

func TestAPortMovesAndNothingElse(t *testing.T) {
	f := diagnosis.Failure{Op: "start", Raw: "Bind for 0.0.0.0:3000 failed: port is already allocated", Snapshot: room(), Made: ref(object.KindContainer, "c-left"),
		Spec: &spec.RunSpec{Ports: []spec.Port{{Host: "3000", Container: "80"}, {Host: "3001", Container: "81"}}}}
	d := diagnosis.Explain(f)
	if d.Remedies[0].Words != "Use port 3002" {
		t.Fatalf("it offers %q", d.Remedies[0].Words)
	}
	s := f.Spec.Clone()
	d.Remedies[0].Change(&s)
	if s.Ports[0].Host != "3002" || s.Ports[1].Host != "3001" {
		t.Errorf("it made %+v", s.Ports)
	}
}

func TestALongNameIsShortOnAButton(t *testing.T) {
	s := room()
	s.Containers[0].Name = strings.Repeat("a-long-name-", 8)
	d := diagnosis.Explain(diagnosis.Failure{Op: "start", Ref: ref(object.KindContainer, "c-left"), Raw: "Bind for 0.0.0.0:3000 failed: port is already allocated", Snapshot: s})
	if n := len([]rune(d.Remedies[1].Words)); n > 60 || !strings.Contains(d.Title, s.Containers[0].Name) {
		t.Errorf("%d letters: %s; %s", n, d.Remedies[1].Words, d.Title)
	}
}

func FuzzExplain(f *testing.F) {
	f.Add("start", "conflict", "Bind for 0.0.0.0:3000 failed: port is already allocated")
	f.Add("build", "", "dockerfile parse error on line 2: unknown instruction: X")
	f.Fuzz(func(t *testing.T, op, class, raw string) {
		d := diagnosis.Explain(diagnosis.Failure{Op: op, Class: diagnosis.Class(class), Raw: raw, Snapshot: room(), Ref: ref(object.KindContainer, hash)})
		if d.ID == "" || d.Title == "" || d.Clause == "" || d.Words == "" {
			t.Errorf("%q: %+v", raw, d)
		}
	})
}

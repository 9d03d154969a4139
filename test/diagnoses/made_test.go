package diagnoses_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// row is a failure that is made on the engine, and what is to come of it.
type row struct {
	name    string
	arrange []string // docker commands
	// What fails: an action on named objects of a kind, or else a run.
	action  action.ID
	kind    object.Kind
	on      string
	values  action.Values
	run     *spec.RunSpec
	id      diagnosis.ID
	title   string // is in the headline
	culprit string // what is in the way, by its name
	remedy  string // the button that is pressed
	asked   string // the actions that are asked about first
	led     string // where it leads
	check   string // a docker command
	want    string // what it then says
}

const (
	web      = "run -d --name web -p 3000:80 lab-web:1"
	runs     = "inspect -f {{.State.Running}} "
	nobody   = "@nobody" // no culprit
	anything = ""
)

var rows = []row{
	// Ports.
	{name: "port of another container, another port", arrange: []string{web}, run: &spec.RunSpec{Name: "web2", Image: "lab-web:1", Ports: ports("3000:80")},
		id: diagnosis.PortContainer, title: "Port 3000 is taken by web", culprit: "web", remedy: "Use port 3001", check: "port web2", want: "80/tcp -> 0.0.0.0:3001"},
	{name: "port of another container, which is stopped", arrange: []string{web}, run: &spec.RunSpec{Name: "web2", Image: "lab-web:1", Ports: ports("3000:80")},
		id: diagnosis.PortContainer, title: "Port 3000 is taken by web", culprit: "web", remedy: "Stop web and start web2", check: "port web2", want: "80/tcp -> 0.0.0.0:3000"},
	{name: "port of another container, of one that was made elsewhere", arrange: []string{web, "create --name web2 -p 3000:80 -e A=b lab-web:1"}, action: "container.start", kind: object.KindContainer, on: "web2",
		id: diagnosis.PortContainer, title: "Port 3000 is taken by web", culprit: "web", remedy: "Use port 3001", check: "port web2", want: "80/tcp -> 0.0.0.0:3001"},
	{name: "port of another container, of one that has run", arrange: []string{"run -d --name web2 -p 3000:80 lab-web:1", "stop -t 1 web2", web}, action: "container.start", kind: object.KindContainer, on: "web2",
		id: diagnosis.PortContainer, title: "Port 3000 is taken by web", culprit: "web", remedy: "Use port 3001", led: "form", check: "port web2", want: "80/tcp -> 0.0.0.0:3001"},
	{name: "port of another program", arrange: []string{"run -d --name other --net host lab:1 serve -addr :3500"}, run: &spec.RunSpec{Name: "web2", Image: "lab-web:1", Ports: ports("3500:80")},
		id: diagnosis.PortProgram, title: "Port 3500 is taken by another program", culprit: nobody, remedy: "Use port 3501", check: "port web2", want: "80/tcp -> 0.0.0.0:3501"},

	// Names.
	{name: "name of a leftover", arrange: []string{"create --name shop lab:1 sleep"}, run: &spec.RunSpec{Name: "shop", Image: "lab:1"},
		id: diagnosis.NameTaken, title: "called shop already", culprit: "shop", remedy: "Remove the leftover and try again", check: runs + "shop", want: "true"},
	{name: "name of a container that runs", arrange: []string{"run -d --name shop lab:1 sleep"}, run: &spec.RunSpec{Name: "shop", Image: "lab:1"},
		id: diagnosis.NameTaken, title: "called shop already", culprit: "shop", remedy: "Use the name shop-2", check: runs + "shop-2", want: "true"},
	{name: "name, renaming", arrange: []string{"run -d --name shop lab:1 sleep", "create --name other lab:1 sleep"}, action: "container.rename", kind: object.KindContainer, on: "other", values: action.Values{"rename.name": "shop"},
		id: diagnosis.NameTaken, title: "called shop already", culprit: "shop", remedy: "Use the name shop-2", check: "inspect -f {{.Name}} shop-2", want: "/shop-2"},
	{name: "no name", arrange: []string{"create --name other lab:1 sleep"}, action: "container.rename", kind: object.KindContainer, on: "other", values: action.Values{"rename.name": "my app"},
		id: diagnosis.NameBad, title: `"my app" can't be`, culprit: nobody, remedy: "Use the name my-app", check: "inspect -f {{.Name}} my-app", want: "/my-app"},
	{name: "name of an image in capitals", action: "image.tag", kind: object.KindImage, on: "lab:1", values: action.Values{"tag.name": "Shop:V1"},
		id: diagnosis.ImageCapitals, title: "small letters", culprit: nobody, remedy: "Use shop:V1", check: "images -q shop:V1 --no-trunc", want: "sha256:"},

	// Images.
	{name: "image that is not to be fetched", arrange: []string{"tag lab:1 shop:1"}, run: &spec.RunSpec{Name: "shop", Image: "shop:2", Pull: "never"},
		id: diagnosis.ImageMissing, title: "shop:2 is not on this engine", culprit: nobody, remedy: "Use shop:1, which is here", check: runs + "shop", want: "true"},
	{name: "registry that is not reached", arrange: []string{"tag lab:1 shop/app:1"}, run: &spec.RunSpec{Name: "shop", Image: "shop/app:2"},
		id: diagnosis.PullSilent, title: "Docker Hub does not answer", culprit: nobody, remedy: "Use shop/app:1, which is here", check: runs + "shop", want: "true"},
	{name: "program for another kind of computer", arrange: []string{"@foreign", "tag lab:1 foreign:1"}, run: &spec.RunSpec{Name: "shop", Image: "foreign:2"},
		id: diagnosis.OtherComputer, title: "made for another kind of computer", culprit: nobody, remedy: "Use foreign:1, which is here", check: runs + "shop", want: "true"},

	// What runs.
	{name: "program that is not there", run: &spec.RunSpec{Name: "shop", Image: "lab:1", Entrypoint: "bash"},
		id: diagnosis.ProgramMissing, title: "no bash in its image", culprit: nobody, remedy: "Use the image's own program", check: runs + "shop", want: "true"},
	{name: "program that may not be run", run: &spec.RunSpec{Name: "shop", Image: "lab:1", Entrypoint: "/etc/passwd"},
		id: diagnosis.NotExecutable, title: "/etc/passwd can't be run", culprit: nobody, remedy: "Use the image's own program", check: runs + "shop", want: "true"},

	// Limits.
	{name: "too little memory", run: &spec.RunSpec{Name: "shop", Image: "lab:1", Memory: "1m"},
		id: diagnosis.MemorySmall, title: "6MB", culprit: nobody, remedy: "Use 6MB", check: "inspect -f {{.HostConfig.Memory}} shop", want: "6291456"},
	{name: "too little memory for one that is there", arrange: []string{"run -d --name shop lab:1 sleep"}, action: "container.update", kind: object.KindContainer, on: "shop", values: action.Values{"update.memory": "1m"},
		id: diagnosis.MemorySmall, title: "6MB", culprit: nobody, remedy: "Use 6MB", check: "inspect -f {{.HostConfig.Memory}} shop", want: "6291456"},
	{name: "too many processors", run: &spec.RunSpec{Name: "shop", Image: "lab:1", CPUs: "640"},
		id: diagnosis.CPUsMany, title: "processors", culprit: nobody, remedy: "@Use", check: runs + "shop", want: "true"},

	// Files.
	{name: "folder that is not there", run: &spec.RunSpec{Name: "shop", Image: "lab:1", Mounts: []spec.Mount{{Kind: spec.Bind, Source: "@dir/fresh/deep", Target: "/files", Spelled: true}}},
		id: diagnosis.FolderMissing, title: "there is no ", culprit: nobody, remedy: "Make the folder", check: runs + "shop", want: "true"},
	{name: "path that was taken for a volume", run: &spec.RunSpec{Name: "shop", Image: "lab:1", Mounts: []spec.Mount{{Kind: spec.Volume, Source: "my/files", Target: "/files"}}},
		id: diagnosis.VolumeName, title: "my/files was taken", culprit: nobody, remedy: "Use a volume called my-files", check: "inspect -f {{.Mounts}} shop", want: "[{volume my-files"},
	{name: "file in the place of a folder", run: &spec.RunSpec{Name: "shop", Image: "lab:1", Mounts: []spec.Mount{{Kind: spec.Bind, Source: "@file", Target: "/data"}}},
		id: diagnosis.MountKind, title: "file stands where a folder", culprit: nobody, remedy: "@Put the file at /data/", check: runs + "shop", want: "true"},

	// Networks.
	{name: "network that is not there", arrange: []string{"create --name shop --network nonet lab:1 sleep"}, action: "container.start", kind: object.KindContainer, on: "shop",
		id: diagnosis.NetworkMissing, title: "network nonet is not there", culprit: nobody, remedy: "Make the network nonet", check: runs + "shop", want: "true"},
	{name: "network that is gone", arrange: []string{"network create gone", "create --name shop --network gone lab:1 sleep", "network rm gone"}, action: "container.start", kind: object.KindContainer, on: "shop",
		id: diagnosis.NetworkMissing, title: "is not there", culprit: nobody, remedy: "Use the usual network", check: runs + "shop", want: "true"},
	{name: "network that containers are on", arrange: []string{"network create n1", "run -d --name web --net n1 lab:1 sleep"}, action: "network.remove", kind: object.KindNetwork, on: "n1",
		id: diagnosis.NetworkUsed, title: "web is on n1", culprit: "web", remedy: "Take web off it and try again", check: "network ls -q -f name=n1", want: anything},
	{name: "network of the engine", action: "network.remove", kind: object.KindNetwork, on: "bridge",
		id: diagnosis.NetworkFixed, title: "bridge comes with Docker", culprit: nobody, remedy: "Show the networks", led: "page networks"},
	{name: "addresses of another network", arrange: []string{"network create --subnet 10.99.0.0/24 n1"}, action: "network.create", values: action.Values{"network.name": "n2", "network.subnet": "10.99.0.0/16"},
		id: diagnosis.NetworkPool, title: "another network has these addresses", culprit: nobody, remedy: "Let the engine choose", check: "network ls -f name=n2 --format {{.Name}}", want: "n2"},
	{name: "address of another container", arrange: []string{"network create --subnet 10.99.0.0/24 n1", "run -d --name one --net n1 --ip 10.99.0.7 lab:1 sleep", "run -d --name web lab:1 sleep"},
		action: "network.connect", kind: object.KindContainer, on: "web", values: action.Values{"connect.network": "@n1", "connect.address": "10.99.0.7"},
		id: diagnosis.AddressTaken, title: "another container has this address", culprit: nobody, remedy: "Let the network choose an address", check: "ps -f network=n1 --format {{.Names}}", want: "web\none"},

	// Removing.
	{name: "removing what runs", arrange: []string{"run -d --name web lab:1 sleep"}, action: "container.remove", kind: object.KindContainer, on: "web", values: action.Values{"remove.force": ""},
		id: diagnosis.RemoveRunning, title: "web is running", culprit: "web", remedy: "Stop it and remove it", check: "ps -aq", want: anything},
	{name: "removing what runs, as it runs", arrange: []string{"run -d --name web lab:1 sleep"}, action: "container.remove", kind: object.KindContainer, on: "web", values: action.Values{"remove.force": ""},
		id: diagnosis.RemoveRunning, title: "web is running", culprit: "web", remedy: "Remove it as it runs", asked: "container.remove", check: "ps -aq", want: anything},
	{name: "image that a container uses", arrange: []string{"tag lab:1 used:1", "create --name job used:1 env", "rmi lab:1"}, action: "image.remove", kind: object.KindImage, on: "used:1",
		id: diagnosis.ImageUsed, title: "job uses used:1", culprit: "job", remedy: "Remove job and try again", check: "images -q used", want: anything},
	{name: "image that a running container uses", arrange: []string{"run --name seed lab:1 env", "commit seed used:1", "rm seed", "run -d --name job used:1 sleep"}, action: "image.remove", kind: object.KindImage, on: "used:1",
		id: diagnosis.ImageUsed, title: "job uses used:1", culprit: "job", remedy: "Remove job and try again", asked: "container.remove", check: "images -q used", want: anything},
	{name: "volume that a container has", arrange: []string{"volume create shelf", "create --name job -v shelf:/data lab:1 env"}, action: "volume.remove", kind: object.KindVolume, on: "shelf",
		id: diagnosis.VolumeUsed, title: "job uses shelf", culprit: "job", remedy: "Remove job and try again", check: "volume ls -q", want: anything},
	{name: "volume that a running container has", arrange: []string{"run -d --name job -v shelf:/data lab:1 sleep"}, action: "volume.remove", kind: object.KindVolume, on: "shelf",
		id: diagnosis.VolumeUsed, title: "job uses shelf", culprit: "job", remedy: "Remove job and try again", asked: "container.remove", check: "volume ls -q", want: anything},

	// What must run.
	{name: "pausing what doesn't run", arrange: []string{"create --name job lab:1 sleep"}, action: "container.pause", kind: object.KindContainer, on: "job",
		id: diagnosis.NotRunning, title: "job is not running", culprit: "job", remedy: "Start job and try again", check: "inspect -f {{.State.Status}} job", want: "paused"},
	{name: "pausing what is restarting, its log", arrange: []string{"run -d --name job --restart always lab:1 fail 3", "@restarting job"}, action: "container.pause", kind: object.KindContainer, on: "job",
		id: diagnosis.Restarting, title: "job starts over and over", culprit: "job", remedy: "Show its log", led: "log job"},
	{name: "pausing what is restarting", arrange: []string{"run -d --name job --restart always lab:1 fail 3", "@restarting job"}, action: "container.pause", kind: object.KindContainer, on: "job",
		id: diagnosis.Restarting, title: "job starts over and over", culprit: "job", remedy: "Stop job", check: "inspect -f {{.State.Status}} job", want: "exited"},
	{name: "pausing what is paused", arrange: []string{"run -d --name job lab:1 sleep", "pause job"}, action: "container.pause", kind: object.KindContainer, on: "job",
		id: diagnosis.Paused, title: "it is paused already", culprit: nobody},

	// Files of this computer.
	{name: "file that is there", arrange: []string{"create --name job lab:1 env"}, action: "container.export", kind: object.KindContainer, on: "job", values: action.Values{"export.path": "@file"},
		id: diagnosis.FileThere, title: "file of this name", culprit: nobody, remedy: "@Call it"},
	{name: "folder that is nowhere", arrange: []string{"create --name job lab:1 env"}, action: "container.export", kind: object.KindContainer, on: "job", values: action.Values{"export.path": "@dir/nowhere/job.tar"},
		id: diagnosis.FolderNowhere, title: "no such folder", culprit: nobody, remedy: "Make the folder"},

	// Nobody knows more.
	{name: "gone", arrange: []string{"create --name job lab:1 env", "@gone job"}, action: "container.start", kind: object.KindContainer, on: "job",
		id: diagnosis.Gone, title: "job is gone", culprit: nobody},
}

func ports(texts ...string) []spec.Port {
	var list []spec.Port
	for _, t := range texts {
		p, err := spec.ParsePort(t)
		if err != nil {
			panic(err)
		}
		list = append(list, p)
	}
	return list
}

func TestEveryFailureIsExplainedAndRepaired(t *testing.T) {
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) { r.prove(t, realengine.Shared(t)) })
	}
}

func (r row) prove(t *testing.T, eng *realengine.Engine) {
	s := newStage(t, eng)
	gone := ""
	for _, command := range r.arrange {
		switch word, of, _ := strings.Cut(command, " "); word {
		case "@foreign":
			foreign(t, eng)
		case "@restarting":
			s.until(of+" restarts", func() bool { return s.docker("inspect", "-f", "{{.State.Status}}", of) == "restarting" })
		case "@gone":
			gone = of
		default:
			s.docker(strings.Fields(command)...)
		}
	}
	s.knows()
	dir := t.TempDir()
	file := filepath.Join(dir, "app.conf")
	if err := os.WriteFile(file, []byte("on"), 0o600); err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("@dir", dir, "@file", file)
	var c *diagnosis.Case
	if r.run != nil {
		made := r.run.Clone()
		made.Detach = true
		if made.Entrypoint == "" && made.Command == nil && made.Image != "lab-web:1" && !strings.HasPrefix(made.Image, "foreign") {
			made.Command = []string{"sleep"}
		}
		for i := range made.Mounts {
			made.Mounts[i].Source = fill.Replace(made.Mounts[i].Source)
		}
		c = r.runFails(s, made)
	} else {
		v := action.Values{}
		for k, text := range r.values {
			text = fill.Replace(text)
			if name, ok := strings.CutPrefix(text, "@"); ok {
				text = s.ref(object.KindNetwork, name).ID
			}
			v[k] = text
		}
		var refs []object.Ref
		if r.kind != "" {
			refs = append(refs, s.ref(r.kind, r.on))
		}
		if gone != "" {
			s.before = func() { eng.Docker(t, "rm", gone) }
		}
		c = s.fails(r.action, v, refs...)
	}
	r.judge(t, c)
	if r.remedy == "" {
		return
	}
	words := r.remedy
	if begin, ok := strings.CutPrefix(words, "@"); ok {
		for _, offered := range c.Remedies {
			if strings.HasPrefix(offered.Words, begin) {
				words = offered.Words
				break
			}
		}
	}
	s.repair(c, words)
	var asked []string
	for _, id := range s.asked {
		asked = append(asked, string(id))
	}
	if strings.Join(asked, ",") != r.asked || strings.Join(s.led, ",") != r.led {
		t.Errorf("asked about %q, want %q; led to %q, want %q", asked, r.asked, s.led, r.led)
	}
	if r.check != "" {
		said := s.docker(strings.Fields(r.check)...)
		if r.want == anything && said != "" || !strings.HasPrefix(said, r.want) {
			t.Errorf("docker %s says %q, want %q\n%s", r.check, said, r.want, s.told())
		}
	}
}

// runFails runs what must fail. A program for another kind of computer starts on
// some engines, and fails in its log.
func (r row) runFails(s *stage, made spec.RunSpec) *diagnosis.Case {
	s.t.Helper()
	a, on := action.Must("container.run"), action.On{Kind: object.KindContainer, Snapshot: s.session.Snapshot()}
	s.Do(a, on, written(made))
	e := s.rest()
	if len(e.Cases) == 1 {
		return e.Cases[0]
	}
	if r.id != diagnosis.OtherComputer {
		s.t.Fatalf("it ended as %s with %d diagnoses: %s", e.Outcome, len(e.Cases), s.told())
	}
	s.until("it has ended", func() bool { return s.docker("inspect", "-f", "{{.State.Running}}", made.Name) == "false" })
	ref := s.ref(object.KindContainer, made.Name)
	out, _ := s.eng.Command(s.t.Context(), "logs", made.Name).CombinedOutput()
	s.docker("rm", made.Name) // the run form would be shown filled; it is the same here
	return s.Case(diagnosis.Failure{Op: "log", Ref: ref, Raw: string(out), Spec: &made}, nil)
}

// judge looks at a diagnosis.
func (r row) judge(t *testing.T, c *diagnosis.Case) {
	t.Helper()
	if c.ID != r.id || !strings.Contains(strings.ToLower(c.Title), strings.ToLower(r.title)) {
		t.Fatalf("%s: %q, want %s: %q\n%s", c.ID, c.Title, r.id, r.title, c.Raw)
	}
	if want := strings.TrimPrefix(r.culprit, nobody); c.Culprit.Name != want {
		t.Errorf("in the way is %q, want %q", c.Culprit.Name, want)
	}
	if c.Words == "" || c.Clause == "" || c.Raw == "" {
		t.Errorf("it says too little: %+v", c.Diagnosis)
	}
	t.Logf("%s. %s [%s]", c.Title, c.Words, strings.ReplaceAll(c.Raw, "\n", " "))
}

package runcommand_test

import (
	"slices"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

func TestAnUnknownFlagIsAskedFor(t *testing.T) {
	const text = "docker run --frob one --name web -x two nginx three"
	r := runcommand.Parse(text, runcommand.Options{})
	asked := r.Questions()
	if len(asked) != 2 || asked[0].Key != "--frob" || asked[1].Key != "-x" || asked[0].Question != runcommand.AskArity {
		t.Fatalf("asked %+v", asked)
	}
	for _, c := range []struct {
		frob, x bool
		image   string
		command []string
	}{
		{true, true, "nginx", []string{"three"}}, {true, false, "two", []string{"nginx", "three"}},
		{false, true, "one", []string{"--name", "web", "-x", "two", "nginx", "three"}},
	} {
		r := runcommand.Parse(text, runcommand.Options{Answers: runcommand.Answers{TakesValue: map[string]bool{"--frob": c.frob, "-x": c.x}}})
		if len(r.Questions()) > 0 || r.Spec.Image != c.image || !slices.Equal(r.Spec.Command, c.command) {
			t.Errorf("%+v: asks %v, reads %+v", c, r.Questions(), r.Spec)
		}
	}
}

func TestAnUnknownLetterAmongOthersIsAskedFor(t *testing.T) {
	r := runcommand.Parse("docker run -dxp 80:80 nginx", runcommand.Options{})
	if q := r.Questions(); len(q) != 1 || q[0].Key != "-x" || !r.Spec.Detach {
		t.Fatalf("asked %+v of %+v", q, r.Spec)
	}
	r = runcommand.Parse("docker run -dxp 80:80 nginx", runcommand.Options{Answers: runcommand.Answers{TakesValue: map[string]bool{"-x": false}}})
	if len(r.Spec.Ports) != 1 || r.Spec.Image != "nginx" {
		t.Errorf("a switch: %+v", r.Spec)
	}
	r = runcommand.Parse("docker run -dxp nginx", runcommand.Options{Answers: runcommand.Answers{TakesValue: map[string]bool{"-x": true}}})
	if len(r.Spec.Ports) != 0 || r.Spec.Image != "nginx" {
		t.Errorf("with a value: %+v", r.Spec)
	}
}

func TestWhatAShellWouldPutIsAskedFor(t *testing.T) {
	const text = `docker run -v $(pwd)/src:/src -u $(id -u) -e A=$TOKEN nginx:$VERSION`
	r := runcommand.Parse(text, runcommand.Options{})
	var keys []string
	for _, q := range r.Questions() {
		keys = append(keys, string(q.Question)+" "+q.Key)
	}
	if want := []string{"folder folder", "value $(id -u)", "value $TOKEN", "value $VERSION"}; !slices.Equal(keys, want) {
		t.Errorf("asked %q", keys)
	}
	r = runcommand.Parse(text, runcommand.Options{Dir: "/work", Answers: runcommand.Answers{Values: map[string]string{"$(id -u)": "1000", "$TOKEN": "a b", "$VERSION": "1"}}})
	want := spec.RunSpec{Image: "nginx:1", User: "1000", Env: []spec.Env{{Key: "A", Value: "a b", HasValue: true}},
		Mounts: []spec.Mount{{Kind: spec.Bind, Source: "/work/src", Target: "/src"}}}
	if len(r.Questions()) > 0 || !r.Spec.Equal(want) {
		t.Errorf("reads %+v", r.Spec)
	}
}

func TestEveryWordIsSpokenOf(t *testing.T) {
	const text = "sudo docker run -dit --name=web -p 80:80 --frob=1 --cidfile x nginx a > log"
	r := runcommand.Parse(text, runcommand.Options{})
	covered := make([]bool, len(text))
	for _, f := range r.Findings {
		for i := f.From; i < f.To; i++ {
			covered[i] = true
		}
	}
	for i, c := range covered {
		if !c && text[i] != ' ' && !slices.Contains([]int{5, 6, 7, 8, 9, 10, 12, 13, 14}, i) { // docker run
			t.Errorf("nothing is said of %q at %d", text[i:i+1], i)
		}
	}
}

func TestOnlyOneCommandIsRead(t *testing.T) {
	r := runcommand.Parse("docker run a\ndocker run b", runcommand.Options{})
	if r.Spec.Image != "a" || !slices.ContainsFunc(r.Findings, func(f runcommand.Finding) bool {
		return f.Text == "docker run b" && f.Outcome == runcommand.NotUsed
	}) {
		t.Errorf("%+v", r)
	}
}

func TestATextWithoutACommandSaysSo(t *testing.T) {
	for _, text := range []string{"", "hello", "docker ps", "docker compose run web", "-p 80:80 nginx", "podman", "docker", "docker run-me"} {
		r := runcommand.Parse(text, runcommand.Options{})
		if r.Program != "" || len(r.Findings) != 1 || r.Findings[0].Outcome != runcommand.Unknown {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

func TestWhatDockerRefusesIsSaid(t *testing.T) {
	for _, text := range []string{
		"docker run -p 99999:80 nginx", "docker run --rm=perhaps nginx", "docker run --mount type=bind nginx", "docker run --ulimit files=1 nginx",
		"docker run -v aa:bb:cc:dd nginx", "docker run --name", "docker run -p", "docker run --network alias=a nginx", "docker create -d nginx",
	} {
		r := runcommand.Parse(text, runcommand.Options{})
		if !slices.ContainsFunc(r.Findings, func(f runcommand.Finding) bool { return f.Outcome == runcommand.Warned }) {
			t.Errorf("%q: %+v", text, r.Findings)
		}
	}
}

func TestDangersAreCalledOut(t *testing.T) {
	r := runcommand.Parse("docker run --privileged -v /var/run/docker.sock:/s -v /:/host --pid host --net host --cap-add SYS_ADMIN a", runcommand.Options{})
	var fields []string
	for _, f := range r.Findings {
		if f.Outcome == runcommand.Dangerous {
			fields = append(fields, f.Field)
		}
	}
	if want := []string{"privileged", "mounts.0", "mounts.1", "pid", "networks.0", "capAdd.0"}; !slices.Equal(fields, want) {
		t.Errorf("called out are %q", fields)
	}
}

package command

import (
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

func TestABuildIsWrittenAsItsCommand(t *testing.T) {
	c := BuildImage(spec.BuildSpec{
		Folder: "/src/app", File: "docker/Web", Tags: []string{"app:1", "app"}, Args: []spec.Env{{Key: "A", Value: "b c", HasValue: true}, {Key: "HOME"}, {Key: "API_TOKEN", Value: "hunter2", HasValue: true}},
		Target: "test", Platform: "linux/arm64", NoCache: true, Pull: true, Labels: []spec.Pair{{Key: "who", Value: "me"}},
		Secrets: []spec.Secret{{ID: "key", File: "key.txt"}, {ID: "t", Env: "TOKEN"}},
	})
	want := `docker build -t app:1 -t app -f /src/app/docker/Web --build-arg 'A=b c' --build-arg HOME --build-arg API_TOKEN=•••• --target test --platform linux/arm64 --no-cache --pull --label who=me --secret id=key,src=/src/app/key.txt --secret id=t,env=TOKEN /src/app`
	if got := c.Display(Bash); got != want {
		t.Errorf("it is\n%s\nwant\n%s", got, want)
	}
	for _, tok := range c.Tokens {
		if tok.Meaning == "" && tok.Role != RoleValue {
			t.Errorf("%s has no meaning", tok.Text)
		}
	}
	if got := BuildImage(spec.BuildSpec{File: "Dockerfile"}).String(); got != "docker build FOLDER" {
		t.Errorf("an empty one is %s", got)
	}
}

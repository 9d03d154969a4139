package runcommand_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/test/specs"
)

var world = specs.World{
	Images: []string{"nginx:1.27", "ghcr.io/a/b@sha256:0123", "lab"}, Networks: []string{"front", "back"}, Containers: []string{"other"},
	EnvFiles: []string{"/it's here.env"}, LabelFiles: []string{"labels"}, Profiles: []string{"/p 1.json"}, EnvNames: []string{"HANDED_ON"},
	Modern: true, Exotic: true, Windows: true,
}

func TestWhatIsWrittenIsReadBackTheSame(t *testing.T) {
	for _, sh := range []command.Shell{command.Bash, command.PowerShell, command.Cmd} {
		t.Run(string(sh), func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				s := specs.Any(world).Draw(rt, "spec")
				c := runcommand.Run(s, runcommand.Style{Long: rapid.Bool().Draw(rt, "long")})
				for _, w := range c.Words() {
					if !sh.Carries(w) {
						return
					}
				}
				text := c.For(sh)
				if rapid.Bool().Draw(rt, "wrapped") {
					text = c.Wrapped(sh, rapid.IntRange(0, 100).Draw(rt, "width"))
				}
				got := runcommand.Parse(text, runcommand.Options{Shell: sh})
				if !got.Spec.Equal(s) {
					rt.Fatalf("%s\nwritten from %s\nread as      %s", text, written(s), written(got.Spec))
				}
				for _, f := range got.Findings {
					if f.Outcome != runcommand.Filled && f.Outcome != runcommand.Dangerous && f.Field == "" {
						rt.Fatalf("%s\n%+v", text, f)
					}
				}
			})
		})
	}
}

func written(s spec.RunSpec) string {
	text, err := spec.Marshal(s)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

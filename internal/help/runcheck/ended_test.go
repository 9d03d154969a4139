package runcheck_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
)

func TestWhyItWasSoonOver(t *testing.T) {
	ubuntu := &spec.Image{Command: []string{"/bin/bash"}}
	for _, c := range []struct {
		spec  spec.RunSpec
		image *spec.Image
		end   runcheck.End
		words string
		fixed func(spec.RunSpec) bool
	}{
		{spec.RunSpec{Image: "ubuntu", Detach: true}, ubuntu, runcheck.End{}, "nobody could type", func(s spec.RunSpec) bool { return s.TTY && s.Interactive && !s.Detach }},
		{spec.RunSpec{Image: "python", Command: []string{"python3"}}, nil, runcheck.End{}, "nobody could type", func(s spec.RunSpec) bool { return s.TTY }},
		{spec.RunSpec{Image: "ubuntu", Command: []string{"bash", "-c", "true"}}, ubuntu, runcheck.End{}, "did its work", nil},
		{spec.RunSpec{Image: "ubuntu", TTY: true, Interactive: true}, ubuntu, runcheck.End{}, "did its work", nil},
		{spec.RunSpec{Memory: "6m"}, nil, runcheck.End{ExitCode: 137, OOMKilled: true}, "more memory", func(s spec.RunSpec) bool { return s.Memory == "" }},
		{spec.RunSpec{}, nil, runcheck.End{ExitCode: 1, Output: "exec /app: exec format error"}, "another kind of computer", nil},
		{spec.RunSpec{}, nil, runcheck.End{ExitCode: 127}, "not found", nil},
		{spec.RunSpec{}, nil, runcheck.End{ExitCode: 126}, "can't be run", nil},
		{spec.RunSpec{}, nil, runcheck.End{ExitCode: 139}, "crashed", nil},
		{spec.RunSpec{}, nil, runcheck.End{ExitCode: 3}, "printed nothing", nil},
		{spec.RunSpec{}, nil, runcheck.End{ExitCode: 3, Output: "no such table"}, "printed last", nil},
	} {
		words, fixes := runcheck.Ended(c.spec, c.image, c.end)
		if !strings.Contains(words, c.words) || !strings.HasSuffix(words, ".") {
			t.Errorf("%+v: %q", c.end, words)
		}
		if (len(fixes) > 0) != (c.fixed != nil) || c.fixed != nil && !c.fixed(fixes[0].Apply(c.spec)) {
			t.Errorf("%+v: fixes %+v", c.end, fixes)
		}
	}
}

func TestAProgramThatIsNotThereIsLeftToTheImage(t *testing.T) {
	words, fixes := runcheck.Ended(spec.RunSpec{Image: "nginx", Command: []string{"bahs"}}, nil, runcheck.End{ExitCode: 127})
	if !strings.Contains(words, "127") || len(fixes) != 1 || len(fixes[0].Apply(spec.RunSpec{Command: []string{"bahs"}}).Command) != 0 {
		t.Errorf("%q %+v", words, fixes)
	}
}

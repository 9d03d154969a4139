package diagnoses_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// oldBuilder is an engine that has no BuildKit.
type oldBuilder struct{ *client.Client }

func (oldBuilder) DialHijack(context.Context, string, string, map[string][]string) (net.Conn, error) {
	return nil, errors.New("there is no such way")
}

func TestFailedBuildsAreExplained(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	for _, c := range []struct {
		name, dockerfile string
		spec             spec.BuildSpec
		want             diagnosis.ID
		says             string
		newer            bool // only BuildKit says it, or both say the same
	}{
		{"a program that is not there", "FROM lab-shell:1\nRUN nosuchprogram\n", spec.BuildSpec{}, diagnosis.BuildStep, "127", false},
		{"a program that fails and speaks of ports", "FROM lab-shell:1\nRUN echo port is already allocated; exit 3\n", spec.BuildSpec{}, diagnosis.BuildStep, "exit code 3", true},
		{"no network in a step", "FROM lab-shell:1\nRUN echo Temporary failure resolving deb.debian.org; exit 100\n", spec.BuildSpec{}, diagnosis.BuildStep, "network was not there", true},
		{"a file that is not there", "FROM lab-shell:1\nCOPY nosuch.txt /\n", spec.BuildSpec{}, diagnosis.CopyMissing, "nosuch.txt", false},
		{"a file outside", "FROM lab-shell:1\nCOPY ../nosuch.txt /\n", spec.BuildSpec{}, "", "nosuch.txt", false},
		{"a base that nobody gives", "FROM nobody.invalid/x:9\nRUN true\n", spec.BuildSpec{}, diagnosis.BuildBase, "nobody.invalid/x:9", true},
		{"a misspelt instruction", "FROM lab-shell:1\nRUNN true\n", spec.BuildSpec{}, diagnosis.BuildWord, "RUNN", false},
		{"an instruction that lacks a word", "FROM lab-shell:1\nCOPY a\n", spec.BuildSpec{}, diagnosis.BuildSyntax, "read", false},
		{"no FROM", "RUN true\n", spec.BuildSpec{}, diagnosis.BuildFrom, "FROM", false},
		{"no such stage", "FROM lab-shell:1\n", spec.BuildSpec{Target: "nowhere"}, diagnosis.BuildTarget, "nowhere", false},
		{"no Dockerfile", "", spec.BuildSpec{File: "Other"}, diagnosis.BuildFile, "Other", false},
		{"no secret", "FROM lab-shell:1\n", spec.BuildSpec{Secrets: []spec.Secret{{ID: "k", Env: "NO_SUCH_VARIABLE"}}}, diagnosis.BuildSecret, "NO_SUCH_VARIABLE", false},
		{"a capital in the name", "FROM lab-shell:1\n", spec.BuildSpec{Tags: []string{"Shop:1"}}, "", "small letters", false},
	} {
		for builder, engine := range map[string]build.Engine{"BuildKit": eng.Client(), "the old builder": oldBuilder{eng.Client()}} {
			if c.newer && builder != "BuildKit" {
				continue
			}
			t.Run(c.name+", "+builder, func(t *testing.T) {
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(c.dockerfile), 0o644); err != nil {
					t.Fatal(err)
				}
				c.spec.Folder = dir
				_, err := build.Builder{Engine: engine}.Build(t.Context(), c.spec, build.Options{})
				if err == nil {
					t.Fatal("it was built")
				}
				d := perform.Explain(err)
				if c.want != "" && d.ID != c.want || !strings.Contains(d.Title+d.Words+d.Raw, c.says) {
					t.Errorf("it is %s: %s. %s\n%s", d.ID, d.Title, d.Words, d.Raw)
				}
				if !d.Known() {
					t.Logf("nobody knows: %s", d.Raw)
				}
			})
		}
	}
}

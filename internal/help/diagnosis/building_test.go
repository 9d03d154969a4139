package diagnosis_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
)

func TestFailedBuildsAreExplained(t *testing.T) {
	for _, c := range []struct {
		name  string
		class diagnosis.Class
		raw   string
		want  diagnosis.ID
		says  string
	}{
		{"a step", diagnosis.Unknown, "executor failed running [/bin/sh -c nosuch]: exit code: 127\n/bin/sh: nosuch: not found", diagnosis.BuildStep, "no such program"},
		{"a step of a newer engine", diagnosis.Unknown, "process \"/bin/sh -c false\" did not complete successfully: exit code: 1\nport is already allocated", diagnosis.BuildStep, "exit code 1"},
		{"the old builder's step", diagnosis.Unknown, "The command '/bin/sh -c false' returned a non-zero code: 1", diagnosis.BuildStep, "exit code 1"},
		{"a step without a network", diagnosis.Unknown, "exit code: 100\nTemporary failure resolving 'deb.debian.org'", diagnosis.BuildStep, "network was not there"},
		{"no room", diagnosis.Unknown, "exit code: 1\nwrite /x: no space left on device", diagnosis.DiskFull, ""},
		{"no base", diagnosis.NotFound, "failed to load metadata for docker.io/library/nosuch:1: docker.io/library/nosuch:1: not found", diagnosis.BuildBase, "nosuch:1"},
		{"no network", diagnosis.NotFound, "failed to do request: Head \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: no such host", diagnosis.BuildBase, "nobody knows its name"},
		{"no stage", diagnosis.Invalid, "target stage nowhere could not be found", diagnosis.BuildTarget, "nowhere"},
		{"no secret", diagnosis.NotFound, "the variable TOKEN is not set on this computer", diagnosis.BuildSecret, "TOKEN"},
		{"no Dockerfile", diagnosis.NotFound, "/src/Dockerfile: no such file or directory", diagnosis.BuildFile, "/src/Dockerfile"},
		{"an unreadable file", diagnosis.Forbidden, "data/key: permission denied", diagnosis.BuildUnreadable, "data/key"},
		{"a line", diagnosis.Invalid, "dockerfile parse error line 3: COPY requires at least two arguments", diagnosis.BuildSyntax, "Line 3"},
		{"a word", diagnosis.Invalid, "dockerfile parse error line 2: unknown instruction: RUNN", diagnosis.BuildWord, "RUNN"},
		{"no secrets here", diagnosis.Invalid, "the builder of this engine takes no secrets", diagnosis.BuildBuilder, "BuildKit"},
		{"a file to copy", diagnosis.NotFound, `failed to compute cache key: "/missing.txt" not found: not found`, diagnosis.CopyMissing, "missing.txt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := diagnosis.Explain(diagnosis.Failure{Op: "build", Class: c.class, Raw: c.raw})
			if d.ID != c.want || !strings.Contains(d.Title+" "+d.Words, c.says) {
				t.Errorf("it is %s: %s. %s", d.ID, d.Title, d.Words)
			}
		})
	}
}

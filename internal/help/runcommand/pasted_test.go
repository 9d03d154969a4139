package runcommand_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/test/specs"
)

var update = flag.Bool("update", false, "write down what comes out now")

const pasted, golden = "testdata/pasted.txt", "testdata/pasted.golden"

// What each text is read as is written down, so that a change is seen. That it
// is right is proven against the real docker command in test/runform.
func TestPastedTextsAreReadAsWrittenDown(t *testing.T) {
	texts, err := specs.ReadPasted(pasted)
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) < 150 {
		t.Errorf("only %d texts", len(texts))
	}
	var got strings.Builder
	for _, p := range texts {
		fmt.Fprintf(&got, "=== %s\n%s", p.Name, described(runcommand.Parse(p.Text, knowing())))
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(got.String(), "\n") {
		lines := strings.Split(string(want), "\n")
		if i >= len(lines) || lines[i] != line {
			t.Fatalf("line %d is\n%s\nand was written down as\n%s\n(-update writes it down anew)", i+1, line, append(lines, "")[min(i, len(lines))])
		}
	}
}

// knowing is a computer that knows its home and its user, and nothing else.
func knowing() runcommand.Options {
	return runcommand.Options{Dir: "/work here", Lookup: func(name string) (string, bool) {
		value, ok := map[string]string{"HOME": "/home/anna", "USERPROFILE": `C:\Users\anna`, "USER": "anna", "$(id -u)": "1000", "$(id -g)": "1000"}[name]
		return value, ok
	}}
}

func described(r runcommand.Reading) string {
	var b strings.Builder
	spec, _ := json.Marshal(r.Spec)
	fmt.Fprintf(&b, "%s %s %s\n", r.Shell, r.Program, spec)
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "  %-9s %q", f.Outcome, f.Text)
		if f.Field != "" {
			fmt.Fprintf(&b, " → %s", f.Field)
		}
		if f.Question != "" {
			fmt.Fprintf(&b, " ? %s %s", f.Question, f.Key)
		}
		if f.Outcome != runcommand.Filled {
			fmt.Fprintf(&b, ": %s", f.Words)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

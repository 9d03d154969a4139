package exitcode_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/help/exitcode"
)

func TestAnEndIsReadInPlainWords(t *testing.T) {
	for name, tc := range map[string]struct {
		end      exitcode.End
		verdict  exitcode.Verdict
		title    string
		words    string
		remedies []exitcode.Kind
	}{
		"done":                     {exitcode.End{}, exitcode.Well, "Exit code 0: all is well", "did its work", []exitcode.Kind{exitcode.StartAgain}},
		"stopped in time":          {exitcode.End{Heard: true, Signals: []int{15}, Stopped: true}, exitcode.Asked, "Exit code 0", "in good order", nil},
		"a prompt without typing":  {exitcode.End{Program: []string{"/bin/bash"}}, exitcode.Failed, "Exit code 0: ended at once", "nobody could type", []exitcode.Kind{exitcode.Terminal}},
		"a prompt with a terminal": {exitcode.End{Program: []string{"bash"}, Terminal: true}, exitcode.Well, "Exit code 0", "did its work", nil},
		"a script":                 {exitcode.End{Program: []string{"bash", "x.sh"}}, exitcode.Well, "Exit code 0", "did its work", nil},
		"an error":                 {exitcode.End{Code: 1, Output: "no such table"}, exitcode.Failed, "Exit code 1: an error", "What it printed last says why", []exitcode.Kind{exitcode.ShowLog}},
		"a silent error":           {exitcode.End{Code: 3}, exitcode.Failed, "Exit code 3: an error", "printed nothing", nil},
		"a wrong option":           {exitcode.End{Code: 2}, exitcode.Failed, "Exit code 2", "wrong option", []exitcode.Kind{exitcode.OtherCommand}},
		"docker's own":             {exitcode.End{Code: 125}, exitcode.Failed, "Exit code 125", "docker command says 125", nil},
		"no program":               {exitcode.End{Code: 126}, exitcode.Failed, "Exit code 126: can't be run", "nobody may run it", []exitcode.Kind{exitcode.OtherCommand}},
		"not found":                {exitcode.End{Code: 127}, exitcode.Failed, "Exit code 127: not found", "not in the image", []exitcode.Kind{exitcode.OtherCommand}},
		"Ctrl+C":                   {exitcode.End{Code: 130}, exitcode.Asked, "Exit code 130: interrupted", "Ctrl+C", nil},
		"gave up":                  {exitcode.End{Code: 134}, exitcode.Failed, "Exit code 134: gave up", "gave up by itself", nil},
		"crashed":                  {exitcode.End{Code: 139}, exitcode.Failed, "Exit code 139: crashed", "crashed", []exitcode.Kind{exitcode.ShowLog}},
		"asked":                    {exitcode.End{Code: 143, Heard: true, Stopped: true, Signals: []int{15}}, exitcode.Asked, "Exit code 143: asked to stop", "and did", nil},
		"asked from elsewhere":     {exitcode.End{Code: 143, Heard: true}, exitcode.Asked, "Exit code 143", "Nobody asked the engine", nil},
		"a rare signal":            {exitcode.End{Code: 128 + 40}, exitcode.Failed, "Exit code 168", "signal 40", nil},
		"-1":                       {exitcode.End{Code: 255}, exitcode.Failed, "Exit code 255", "-1", nil},
		"out of memory":            {exitcode.End{Code: 137, OOMKilled: true, Memory: 64 << 20}, exitcode.Failed, "Exit code 137: out of memory", "64MiB it may use", []exitcode.Kind{exitcode.RaiseMemory}},
		"a child out of memory":    {exitcode.End{Code: 1, OOMKilled: true}, exitcode.Failed, "Exit code 1: out of memory", "one of its programs", nil},
		"killed, nobody knows":     {exitcode.End{Code: 137}, exitcode.Asked, "Exit code 137: ended by force", "killed, stopped without", nil},
		"killed here":              {exitcode.End{Code: 137, Heard: true, Signals: []int{9}}, exitcode.Asked, "Exit code 137", "Somebody killed it", nil},
		"stopped late":             {exitcode.End{Code: 137, Heard: true, Signals: []int{15, 9}, Stopped: true}, exitcode.Asked, "Exit code 137", "in the time it had", nil},
		"killed from outside":      {exitcode.End{Code: 137, Heard: true}, exitcode.Failed, "Exit code 137", "no memory left, or somebody killed", []exitcode.Kind{exitcode.ShowLog}},
		"another computer's":       {exitcode.End{Code: 1, Output: "exec /app: exec format error"}, exitcode.Failed, "Exit code 1", "another kind of computer", []exitcode.Kind{exitcode.OtherImage}},
	} {
		r := exitcode.Read(tc.end)
		if r.Verdict != tc.verdict || !strings.HasPrefix(r.Title, tc.title) || !strings.Contains(r.Words, tc.words) {
			t.Errorf("%s: %d %q %q", name, r.Verdict, r.Title, r.Words)
		}
		if !strings.HasSuffix(r.Words, ".") {
			t.Errorf("%s: %q is no sentence", name, r.Words)
		}
		for _, want := range tc.remedies {
			if !slices.ContainsFunc(r.Remedies, func(m exitcode.Remedy) bool { return m.Kind == want && m.Words != "" }) {
				t.Errorf("%s: no remedy %q among %v", name, want, r.Remedies)
			}
		}
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	for code := range 256 {
		for _, oom := range []bool{false, true} {
			r := exitcode.Read(exitcode.End{Code: code, OOMKilled: oom})
			if r.Verdict == 0 || r.Title == "" || r.Words == "" || exitcode.Short(code, oom) == "" || len(r.Remedies) == 0 {
				t.Errorf("%d: %+v", code, r)
			}
		}
	}
}

package dockerfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// step is a RUN in the shell's words, with its lines.
type step struct {
	words       string
	first, last int
	stage, at   int
}

// runs are the RUNs in shell form, in order.
func (f *file) runs() []step {
	var list []step
	for n, s := range f.stages {
		for i, command := range s.Commands {
			run, ok := command.(*instructions.RunCommand)
			if !ok || !run.PrependShell {
				continue
			}
			first, last := linesOf(run.Location())
			if first > 0 {
				list = append(list, step{words: strings.Join(run.CmdLine, " "), first: first, last: last, stage: n, at: i})
			}
		}
	}
	return list
}

var (
	aptInstall  = regexp.MustCompile(`\bapt(-get)?( -\S+)* install\b`)
	aptUpdate   = regexp.MustCompile(`^\s*apt(-get)?( -\S+)* update\s*$`)
	aptFlag     = regexp.MustCompile(`\b(apt(?:-get)?(?: -\S+)* install)\b`)
	aptLists    = "/var/lib/apt/lists"
	pipInstall  = regexp.MustCompile(`\b(pip3? install)\b`)
	sudoWord    = regexp.MustCompile(`(^|[\s;&|])sudo (-\S+ )*`)
	cdAlone     = regexp.MustCompile(`^\s*cd\s+(\S+)\s*$`)
	mountsCache = regexp.MustCompile(`--mount=\S*type=cache`)
)

// apt has the three rules about Debian's packages.
func apt(f *file, _ Context) []Finding {
	var found []Finding
	runs := f.runs()
	for i, r := range runs {
		if aptUpdate.MatchString(r.words) {
			found = append(found, aptAlone(f, runs, i))
			continue
		}
		if !aptInstall.MatchString(r.words) {
			continue
		}
		if !strings.Contains(r.words, "--no-install-recommends") {
			found = append(found, Finding{Rule: AptSuggests, First: r.first, Last: r.last, Words: "What is recommended is installed, too: often more than what was asked for.",
				Fix: f.rewrite(r, "Leave it out", func(line string) string { return aptFlag.ReplaceAllString(line, "$1 --no-install-recommends") })})
		}
		if !strings.Contains(r.words, aptLists) && !mountsCache.MatchString(f.line(r.first)) {
			end := f.line(r.last)
			found = append(found, Finding{Rule: AptClean, First: r.first, Last: r.last, Words: "The lists of packages stay in the layer: 20 MB and more that nobody needs again.",
				Fix: &Fix{Words: "Remove them in the same step", Edits: []Edit{{r.last, r.last, []string{strings.TrimRight(end, " \t") + ` \`, "    && rm -rf " + aptLists + "/*"}}}}})
		}
	}
	return found
}

// aptAlone is an update in a step of its own. Where an installation follows, both become
// one.
func aptAlone(f *file, runs []step, i int) Finding {
	r := runs[i]
	one := Finding{Rule: AptUpdate, First: r.first, Last: r.last, Words: "The update is a step of its own: it comes from the cache when the list of packages changes, and what is old then isn't found."}
	if i+1 >= len(runs) {
		one.Fix = &Fix{Words: "Leave it out", Edits: []Edit{{r.first, r.last, nil}}}
		return one
	}
	next := runs[i+1]
	if next.stage != r.stage || next.at != r.at+1 || !aptInstall.MatchString(next.words) {
		return one
	}
	lines := slices.Clone(f.lines[next.first-1 : next.last])
	at := strings.Index(strings.ToUpper(lines[0]), "RUN ")
	if at < 0 {
		return one
	}
	if !strings.Contains(next.words, "update") {
		lines[0] = lines[0][:at+4] + "apt-get update && " + strings.TrimLeft(lines[0][at+4:], " ")
	}
	one.Fix = &Fix{Words: "Update in the step that installs", Edits: []Edit{{r.first, next.last, lines}}}
	return one
}

// perRun has the rules about one RUN.
func perRun(f *file, _ Context) []Finding {
	var found []Finding
	for _, r := range f.runs() {
		if pipInstall.MatchString(r.words) && !strings.Contains(r.words, "--no-cache-dir") && !mountsCache.MatchString(f.line(r.first)) {
			found = append(found, Finding{Rule: PipCache, First: r.first, Last: r.last, Words: "pip keeps what it downloaded in the layer, though nobody installs it again.",
				Fix: f.rewrite(r, "Keep nothing", func(line string) string { return pipInstall.ReplaceAllString(line, "$1 --no-cache-dir") })})
		}
		if sudoWord.MatchString(r.words) {
			found = append(found, Finding{Rule: Sudo, First: r.first, Last: r.last, Words: "A build runs as root unless USER says otherwise; sudo isn't there in most images.",
				Fix: f.rewrite(r, "Leave sudo out", func(line string) string { return sudoWord.ReplaceAllString(line, "$1") })})
		}
		if to := cdAlone.FindStringSubmatch(r.words); to != nil {
			found = append(found, Finding{Rule: CdAlone, First: r.first, Last: r.last, Words: fmt.Sprintf("cd %s holds for this step only; the next one begins where it was.", to[1]),
				Fix: &Fix{Words: "Write WORKDIR", Edits: []Edit{{r.first, r.last, []string{"WORKDIR " + to[1]}}}}})
		}
	}
	return found
}

// rewrite changes the lines of a step one by one; nil where none is changed.
func (f *file) rewrite(r step, words string, change func(line string) string) *Fix {
	lines := slices.Clone(f.lines[r.first-1 : r.last])
	same := true
	for i, line := range lines {
		// The instruction's own word isn't part of the command.
		head, rest := "", line
		if at := strings.Index(strings.ToUpper(line), "RUN "); i == 0 && at >= 0 {
			head, rest = line[:at+4], line[at+4:]
		}
		lines[i] = head + change(rest)
		same = same && lines[i] == line
	}
	if same {
		return nil
	}
	return &Fix{Words: words, Edits: []Edit{{r.first, r.last, lines}}}
}

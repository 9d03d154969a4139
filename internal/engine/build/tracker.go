package build

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/distribution/reference"
	bk "github.com/moby/buildkit/client"
	"github.com/opencontainers/go-digest"
)

// tracker follows a build: it knows the plan, and hears what happens.
type tracker struct {
	p      Picture
	places map[digest.Digest]place
	masks  *strings.Replacer // what no log may show
	begun  map[digest.Digest]string
	bytes  map[digest.Digest]map[string][2]int64 // of what a step fetches: how much of how much
	tell   func(Picture)
}

// place is a step of the picture; stage -1 is among those before.
type place struct{ stage, step int }

// Measures of a step's log.
const (
	mostLines = 4000 // of a step's log that are kept
	lineBytes = 4000 // of a line
)

func newTracker(plan Picture, masks []string, tell func(Picture)) *tracker {
	var pairs []string
	for _, m := range masks {
		pairs = append(pairs, m, "•••")
	}
	if tell == nil {
		tell = func(Picture) {}
	}
	return &tracker{p: plan, places: map[digest.Digest]place{}, begun: map[digest.Digest]string{}, bytes: map[digest.Digest]map[string][2]int64{}, masks: strings.NewReplacer(pairs...), tell: tell}
}

func (t *tracker) at(p place) *Step {
	if p.stage < 0 {
		return &t.p.Before[p.step]
	}
	return &t.p.Stages[p.stage].Steps[p.step]
}

func (t *tracker) report() { t.tell(t.p.clone()) }

// hear takes in what BuildKit says.
func (t *tracker) hear(s *bk.SolveStatus) {
	for _, v := range s.Vertexes {
		t.vertex(v)
	}
	for _, v := range s.Statuses {
		if at, ok := t.places[v.Vertex]; ok {
			t.fetched(t.at(at), v)
		}
	}
	for _, l := range s.Logs {
		if at, ok := t.places[l.Vertex]; ok {
			t.print(t.at(at), l.Vertex, string(l.Data))
		}
	}
	for _, w := range s.Warnings {
		if words := t.masks.Replace(string(w.Short)); !slices.Contains(t.p.Warnings, words) {
			t.p.Warnings = append(t.p.Warnings, words)
		}
	}
	t.settle()
	t.report()
}

// fetched adds up what a step fetches or sends, which has several parts.
func (t *tracker) fetched(s *Step, v *bk.VertexStatus) {
	parts := t.bytes[v.Vertex]
	if parts == nil {
		parts = map[string][2]int64{}
		t.bytes[v.Vertex] = parts
	}
	parts[v.ID] = [2]int64{v.Current, v.Total}
	s.Current, s.Total = 0, 0
	for _, part := range parts {
		s.Current += part[0]
		s.Total += part[1]
	}
	if s.Total < s.Current { // of some part nobody knows how large it is
		s.Total = 0
	}
}

// counted is how BuildKit names the steps of a Dockerfile: [build 2/4] RUN …
var counted = regexp.MustCompile(`^\[(?:(\S+) +)??(?:(\S+) +)? *(\d+)/(\d+)\] (.*)$`)

var metadata = regexp.MustCompile(`^\[internal\] load metadata for (\S+)`)

func (t *tracker) vertex(v *bk.Vertex) {
	at, known := t.places[v.Digest]
	if !known {
		at = t.placeOf(v)
		t.places[v.Digest] = at
	}
	s := t.at(at)
	if v.Started != nil {
		s.Started, s.State = *v.Started, Running
	}
	if v.Completed != nil {
		s.Ended, s.State = *v.Completed, Done
	}
	if v.Cached || s.State == Done && s.Keyword == "FROM" && s.Current == 0 { // nothing was fetched
		s.State = Cached
	}
	switch {
	case v.Error == "":
	case strings.Contains(v.Error, "context canceled"):
		s.State = Canceled
	default:
		s.State, s.Error = Failed, t.masks.Replace(v.Error)
		t.blame(v, s.Error)
	}
}

// placeOf finds the step that a vertex is about.
func (t *tracker) placeOf(v *bk.Vertex) place {
	if m := counted.FindStringSubmatch(v.Name); m != nil {
		number, _ := strconv.Atoi(m[3])
		total, _ := strconv.Atoi(m[4])
		if at, ok := t.numbered(m[2], number, total); ok && !strings.HasPrefix(m[5], "ONBUILD ") {
			return at
		}
	}
	t.p.Before = append(t.p.Before, Step{Text: t.masks.Replace(v.Name), From: -1, State: Waiting})
	return place{-1, len(t.p.Before) - 1}
}

// numbered is the step that a stage counts as a number. What an image does when
// it is built upon is counted, too, after its FROM.
func (t *tracker) numbered(name string, number, total int) (place, bool) {
	for i, stage := range t.p.Stages {
		if name == "" && len(t.p.Stages) > 1 || name != "" && stage.called != name {
			continue
		}
		if number > 1 {
			number -= max(total-stage.total, 0)
		}
		for j, s := range stage.Steps {
			if s.number == number && number > 0 {
				return place{i, j}, true
			}
		}
	}
	return place{}, false
}

// blame marks the FROM of an image that was not to be had.
func (t *tracker) blame(v *bk.Vertex, why string) {
	m := metadata.FindStringSubmatch(v.Name)
	if m == nil {
		return
	}
	for i := range t.p.Stages {
		if from := &t.p.Stages[i].Steps[0]; t.p.Stages[i].From < 0 && whole(t.p.Stages[i].Base) == m[1] {
			from.State, from.Error = Failed, why
		}
	}
}

// whole is an image's name with all that may be left out.
func whole(name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return name
	}
	return reference.TagNameOnly(named).String()
}

// print adds to a step's log. Text comes in pieces that end anywhere; of a line
// that was drawn over by a carriage return the newest is kept.
func (t *tracker) print(s *Step, of digest.Digest, text string) {
	text = t.begun[of] + strings.ReplaceAll(text, "\r\n", "\n")
	lines := strings.Split(text, "\n")
	t.begun[of] = lines[len(lines)-1]
	if len(t.begun[of]) > lineBytes { // no end in sight
		t.begun[of] = ""
		lines = append(lines, "")
	}
	t.lines(s, lines[:len(lines)-1])
}

func (t *tracker) lines(s *Step, lines []string) {
	for _, line := range lines {
		if i := strings.LastIndexByte(strings.TrimRight(line, "\r"), '\r'); i >= 0 {
			line = line[i+1:]
		}
		line = t.masks.Replace(strings.ToValidUTF8(strings.TrimRight(line, "\r"), "�"))
		if len(line) > lineBytes {
			line = strings.ToValidUTF8(line[:lineBytes], "") + "…"
		}
		s.Log = append(s.Log, line)
	}
	if over := len(s.Log) - mostLines; over > 0 { // a copy: earlier pictures keep theirs
		s.Log = slices.Clone(s.Log[over+mostLines/4:])
		s.Lost += over + mostLines/4
	}
}

// settle works out the steps that nobody speaks of: a setting is made when the
// stage has gone past it, and steps that two stages share are told of once.
func (t *tracker) settle() {
	for i := range t.p.Stages {
		steps := t.p.Stages[i].Steps
		past := false
		for j := len(steps) - 1; j >= 0; j-- {
			if past && steps[j].State == Waiting {
				steps[j].State = Done
				if !steps[j].Setting {
					steps[j].State = Cached
				}
			}
			past = past || steps[j].State != Waiting && !steps[j].Setting && steps[j].State != Canceled
		}
	}
}

// end settles what is left when the build is over.
func (t *tracker) end(err error) {
	for of, rest := range t.begun {
		if at, ok := t.places[of]; ok && rest != "" {
			t.lines(t.at(at), []string{rest})
		}
	}
	clear(t.begun)
	for i := range t.p.Stages {
		stage := &t.p.Stages[i]
		for j := range stage.Steps {
			s := &stage.Steps[j]
			switch {
			case s.State.Over():
			case s.State == Running:
				s.State, s.Ended = Canceled, time.Now()
			case !stage.Needed:
				s.State = Skipped
			case err == nil && s.Setting:
				s.State = Done
			case err == nil:
				s.State = Cached
			}
		}
	}
	t.report()
}

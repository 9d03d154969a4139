package build

import (
	"encoding/json"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/page"
)

// past are the last builds, the newest first. They hold no secret.
type past struct {
	Version int     `json:"version"`
	Builds  []entry `json:"builds"`
}

// entry is one build.
type entry struct {
	At     time.Time      `json:"at"`
	Took   time.Duration  `json:"took"`
	Spec   spec.BuildSpec `json:"spec"`
	State  string         `json:"state"` // "built", "failed", "given up"
	Image  string         `json:"image,omitempty"`
	Line   int            `json:"line,omitempty"` // at which it failed
	Cached int            `json:"cached"`
	All    int            `json:"all"`
	Steps  [][]string     `json:"steps,omitempty"` // marks of the instructions, by stage
}

const (
	pastKey     = "builds"
	pastVersion = 1
	mostPast    = 20
)

// readPast reads what was kept. What can't be read is left out.
func readPast(s page.Settings) *past {
	empty := &past{Version: pastVersion}
	if s == nil {
		return empty
	}
	var p past
	if err := json.Unmarshal([]byte(s.Get(pastKey)), &p); err != nil || p.Version != pastVersion {
		return empty
	}
	return &p
}

func (p *past) write(s page.Settings) {
	if s == nil {
		return
	}
	if text, err := json.Marshal(p); err == nil {
		s.Set(pastKey, string(text))
	}
}

func (p *past) add(e entry) {
	p.Builds = slices.Insert(p.Builds, 0, e)
	if len(p.Builds) > mostPast {
		p.Builds = p.Builds[:mostPast]
	}
	for i := 1; i < len(p.Builds); i++ { // only the newest of a Dockerfile is compared with
		if p.Builds[i].Spec.Dockerfile() == e.Spec.Dockerfile() && e.Steps != nil {
			p.Builds[i].Steps = nil
		}
	}
}

func (p *past) last() (entry, bool) {
	if len(p.Builds) == 0 {
		return entry{}, false
	}
	return p.Builds[0], true
}

// of is the newest build of the same Dockerfile that came to its end.
func (p *past) of(s spec.BuildSpec) (entry, bool) {
	for _, e := range p.Builds {
		if e.Spec.Dockerfile() == s.Dockerfile() && e.Steps != nil {
			return e, true
		}
	}
	return entry{}, false
}

// entryOf is a build as it is kept.
func entryOf(j *Job) entry {
	e := entry{At: j.began, Took: j.took, Spec: withoutSecrets(j.spec), State: "failed", Image: j.made.ID}
	switch {
	case j.made.ID != "":
		e.State = "built"
		e.Steps = marks(j.picture)
	case j.given:
		e.State = "given up"
	}
	e.Line, _ = j.failedAt()
	_, e.Cached, e.All = j.picture.Count()
	return e
}

// marks are marks of the instructions by stage: enough to see that one is another,
// and nothing of what it says is kept.
func marks(p build.Picture) [][]string {
	all := make([][]string, len(p.Stages))
	for i, s := range p.Stages {
		for _, step := range s.Steps {
			all[i] = append(all[i], mark(step.Text))
		}
	}
	return all
}

func mark(text string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text))
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// withoutSecrets leaves the values of arguments out that look like secrets.
func withoutSecrets(s spec.BuildSpec) spec.BuildSpec {
	s = s.Clone()
	for i, a := range s.Args {
		if secret.Name(a.Key) {
			s.Args[i].Value, s.Args[i].HasValue = "", false
		}
	}
	return s
}

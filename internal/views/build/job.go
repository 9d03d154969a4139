package build

import (
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	help "github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/frame"
)

// Job is a build that was begun from the page. It goes on when the page is left or
// shows another folder: then nothing of it is seen here any more.
type Job struct {
	p      *Page
	spec   spec.BuildSpec
	cancel func()
	began  time.Time
	told   *frame.Pump[build.Picture]

	picture build.Picture
	over    bool
	took    time.Duration
	made    object.Ref // what came of it; zero for nothing
	words   string
	given   bool // it was given up
	failure *help.Case
	before  [][]string // the steps of the build before it; nil if nobody knows
}

func newJob(p *Page, s spec.BuildSpec) *Job {
	j := &Job{p: p, spec: s, began: p.host.Now(), picture: p.plan}
	if last, ok := p.past.of(s); ok {
		j.before = last.Steps
	}
	j.told = frame.New(p.host.Post, func(at build.Picture) {
		j.picture = at
		if j.here() {
			p.picture.follow()
		}
	})
	return j
}

// Spec is what is being built.
func (j *Job) Spec() spec.BuildSpec { return j.spec }

// Began says how to give it up.
func (j *Job) Began(cancel func()) { j.cancel = cancel }

// Told hears how far it is. It may be called by any goroutine.
func (j *Job) Told(at build.Picture) { j.told.Send(at) }

// here reports whether the page still shows what was begun from it.
func (j *Job) here() bool { return j.p.job == j }

// Outcome is what came of a build.
type Outcome struct {
	Made     object.Ref // the image; zero if there is none
	Words    string     // what came of it, in a sentence
	Canceled bool
	Failure  *help.Case // nil if it didn't fail, or nobody knows why
}

// Ended says what came of it. It is called on the main goroutine, once.
func (j *Job) Ended(o Outcome) {
	j.over, j.took = true, j.p.host.Now().Sub(j.began)
	j.made, j.words, j.given, j.failure = o.Made, o.Words, o.Canceled, o.Failure
	// The newest picture may still be on its way: it was sent before.
	j.p.host.Post(j.settled)
}

// settled takes it into the history, once its last picture is known.
func (j *Job) settled() {
	p := j.p
	p.past.add(entryOf(j))
	p.past.write(p.host.Settings)
	if !j.here() {
		p.earlier.tell()
		return
	}
	p.cancel.SetDisabled(false)
	p.picture.end()
	p.recipe.tell()
	p.tell()
	if p.again {
		p.again = false
		p.start()
	}
}

// failedAt is the line at which it failed, and why; 0 if it didn't.
func (j *Job) failedAt() (line int, words string) {
	if !j.over || j.made.ID != "" || j.given {
		return 0, ""
	}
	if i, k, ok := j.picture.Failure(); ok {
		line = j.picture.Stages[i].Steps[k].Lines[0]
	}
	if j.failure != nil {
		words = j.failure.Title
	}
	return line, words
}

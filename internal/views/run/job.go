package run

import (
	"slices"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
	"github.com/dockdesk/dockdesk/internal/views/frame"
)

// Job is a container that the form has begun to make. It goes on when the form
// is left or shows something else: then nothing of it is seen here any more.
type Job struct {
	p      *Page
	spec   spec.RunSpec
	cancel func()
	shown  *frame.Pump[operations.Fetching]

	mu    sync.Mutex
	fetch operations.Fetching
	told  time.Time

	pulled operations.Fetching // what is shown
	over   bool
}

// tellEvery is how often bytes that arrive are shown: each time the window is
// painted anew.
const tellEvery = 100 * time.Millisecond

func newJob(p *Page, s spec.RunSpec) *Job {
	j := &Job{p: p, spec: s}
	j.shown = frame.New(p.host.Post, func(f operations.Fetching) {
		if j.pulled = f; j.Here() && !j.over {
			p.card.pulled(f)
		}
	})
	return j
}

// Began says that it is being made from now on, and how to give that up. The form
// shows how far it is.
func (j *Job) Began(cancel func()) {
	j.cancel, j.p.job = cancel, j
	j.p.foot.tell()
}

// Pulled hears how far the image is. It may be called by any goroutine.
func (j *Job) Pulled(s operations.PullStep) {
	j.mu.Lock()
	defer j.mu.Unlock()
	same := slices.ContainsFunc(j.fetch.Layers, func(l operations.Layer) bool { return l.ID == s.Layer && l.Status == s.Status })
	j.fetch.Add(s)
	if now := time.Now(); !same || now.Sub(j.told) >= tellEvery {
		j.told = now
		next := j.fetch
		next.Layers = slices.Clone(next.Layers)
		j.shown.Send(next)
	}
}

// Here reports whether the form still shows what was begun from it.
func (j *Job) Here() bool { return j.p.job == j }

// Done says that there is nothing more to show of it.
func (j *Job) Done() {
	j.over = true
	if j.Here() {
		j.p.forgetJob()
	}
}

// Failed says why nothing was made. fixes change the form, ways are what else can
// be done. The engine's own words are folded away.
func (j *Job) Failed(words, raw string, fixes []runcheck.Fix, ways ...Way) {
	j.over = true
	if j.Here() {
		j.p.card.failed(words, raw, fixes, ways)
		j.p.foot.tell()
		j.p.content.Refresh()
	}
}

// Spec is what is being made.
func (j *Job) Spec() spec.RunSpec { return j.spec }

// forgetJob shows the form as if nothing had been begun from it.
func (p *Page) forgetJob() {
	p.job = nil
	p.card.clear()
	p.foot.tell()
	if size := p.content.Size(); size.Width > 0 {
		p.content.Refresh()
	}
}

// busy reports whether what the form says is being made right now.
func (p *Page) busy() bool { return p.job != nil && !p.job.over }

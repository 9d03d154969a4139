// Package build builds images and tells, step by step, how far that is: as a
// Picture of the Dockerfile's stages and their steps, each waiting, running,
// cached, done or failed.
//
// It speaks to BuildKit where the engine has it, and else asks the engine for
// the build as a whole and reads its words; the picture is the same. What is
// built is a spec.BuildSpec. It knows nothing of how a picture is shown, nor of
// what a failure means to a person: failures are *Error.
package build

import (
	"slices"
	"time"
)

// State is how a step stands.
type State string

// The states of a step.
const (
	Waiting  State = "waiting"
	Running  State = "running"
	Cached   State = "cached" // it was there from an earlier build
	Done     State = "done"
	Failed   State = "failed"
	Canceled State = "canceled" // it was given up
	Skipped  State = "skipped"  // it is not needed for what is built
)

// Over reports whether nothing more happens to the step.
func (s State) Over() bool { return s != Waiting && s != Running }

// Picture is a build at one moment. Its parts must not be changed.
type Picture struct {
	Stages []Stage
	// Before are the steps beside those of the Dockerfile: what is read and sent
	// first, and what is written at the end.
	Before   []Step
	Target   int // the stage that the image comes from; -1 for none
	Warnings []string
	// Classic says that the engine's old builder does it: it builds every stage, one
	// step after the other.
	Classic bool
}

// Stage is one FROM of a Dockerfile with what follows it.
type Stage struct {
	Name   string // "" if it has none
	Base   string // the image or the stage that it begins with
	From   int    // the stage that it begins with; -1 for none
	Needed bool   // the image stands on it
	Steps  []Step // the first one is FROM

	called string // what the engine calls it
	total  int    // the steps that the engine counts
}

// Step is one instruction.
type Step struct {
	Keyword string // "RUN"
	Text    string // the whole instruction in one line
	Lines   [2]int // first and last in the Dockerfile, counted from 1; 0 if unknown
	From    int    // the stage that it takes files from; -1 for none
	Setting bool   // it only notes something in the image: nothing is run or copied

	State   State
	Started time.Time
	Ended   time.Time
	Error   string
	Log     []string // the last lines that it printed
	Lost    int      // lines before those
	Current int64    // bytes, of Total if that is known
	Total   int64

	number int // as the engine counts; 0 if it doesn't
}

// Took is how long the step ran; 0 while nobody knows.
func (s Step) Took() time.Duration {
	if s.Started.IsZero() || s.Ended.IsZero() {
		return 0
	}
	return s.Ended.Sub(s.Started)
}

// Count tells how many of the needed steps are over, how many of those were
// cached, and how many there are. Only steps that run or copy something are
// counted: not FROM, and no settings.
func (p Picture) Count() (over, cached, all int) {
	for _, stage := range p.Stages {
		for _, s := range stage.Steps {
			if s.Setting || s.Keyword == "FROM" || !stage.Needed && s.State != Done && s.State != Cached {
				continue
			}
			all++
			if s.State.Over() {
				over++
			}
			if s.State == Cached {
				cached++
			}
		}
	}
	return over, cached, all
}

// Now is the instruction that runs; "" if none does.
func (p Picture) Now() string {
	for _, stage := range p.Stages {
		for _, s := range stage.Steps {
			if s.State == Running {
				return s.Text
			}
		}
	}
	return ""
}

// Failure is where the step is that failed; false if none did.
func (p Picture) Failure() (stage, step int, ok bool) {
	for i := range p.Stages {
		for j := range p.Stages[i].Steps {
			if p.Stages[i].Steps[j].State == Failed {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// FirstDone is the first step of a stage that was not cached, and whether steps
// before it were; -1 if all were. All that follows it had to be done anew.
func (s Stage) FirstDone() int {
	return slices.IndexFunc(s.Steps, func(s Step) bool { return !s.Setting && (s.State == Done || s.State == Failed) })
}

// clone is a copy whose steps can be changed. Log lines are only ever added.
func (p Picture) clone() Picture {
	p.Stages, p.Before, p.Warnings = slices.Clone(p.Stages), slices.Clone(p.Before), slices.Clone(p.Warnings)
	for i := range p.Stages {
		p.Stages[i].Steps = slices.Clone(p.Stages[i].Steps)
	}
	return p
}

package build

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/containerd/errdefs"
	solver "github.com/moby/buildkit/solver/errdefs"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

// Kind sorts failed builds.
type Kind string

// The kinds of failure.
const (
	Syntax      Kind = "syntax"       // the Dockerfile can't be read
	NoFile      Kind = "no-file"      // there is no Dockerfile, or no folder
	Unreadable  Kind = "unreadable"   // a file of the folder can't be read
	Missing     Kind = "missing"      // a file to be copied is not there
	StepFailed  Kind = "step"         // a program in it ended with an error
	NoBase      Kind = "no-base"      // the image to begin with is not to be had
	NoTarget    Kind = "no-target"    // there is no such stage
	NoSecret    Kind = "no-secret"    // a secret is not there
	NotPossible Kind = "not-possible" // this engine's builder can't do it
	DiskFull    Kind = "disk-full"
	Stopped     Kind = "canceled"
	Other       Kind = "other"
)

// Error is a build that failed.
type Error struct {
	Kind Kind
	Line int    // of the Dockerfile; 0 if it is about none
	Step string // the instruction; "" for none
	Exit int    // of StepFailed
	Path string // of Unreadable, NoFile and NoSecret
	Raw  string // the engine's own words
	Err  error
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.Raw)
	}
	return e.Raw
}

func (e *Error) Unwrap() error { return e.Err }

var (
	exitCode = regexp.MustCompile(`(?:exit code:?|returned a non-zero code:|exit status) (\d+)`)
	noSource = regexp.MustCompile(`(?i)failed to (?:calculate checksum|compute cache key)|no such file or directory|file not found in build context|excluded by \.dockerignore|forbidden path outside`)
	noTarget = regexp.MustCompile(`(?i)target stage "?\S+"? could not be found|failed to reach build target`)
	noBase   = regexp.MustCompile(`(?i)failed to (?:do request|resolve|load cache key|authorize|copy|solve with frontend .* metadata)|pull access denied|not found: manifest|manifest unknown|manifest for|no such image|failed to load metadata|dial tcp|image not known|short-name`)
)

// sort finds out what kind of failure it is, and which line it is about.
func sort(ctx context.Context, err error, p Picture) *Error {
	var already *Error
	if errors.As(err, &already) {
		return already
	}
	raw := err.Error()
	for _, preface := range []string{"failed to solve with frontend dockerfile.v0: ", "rpc error: code = Unknown desc = ", "failed to solve: ", "Error response from daemon: "} {
		raw = strings.TrimPrefix(raw, preface)
	}
	e := &Error{Kind: Other, Raw: raw, Err: err}
	if i, j, ok := p.Failure(); ok {
		s := p.Stages[i].Steps[j]
		e.Line, e.Step = s.Lines[0], s.Text
		if s.Keyword == "FROM" {
			e.Kind = NoBase
		}
	}
	for _, s := range solver.Sources(err) {
		if len(s.Ranges) > 0 && s.Ranges[0].GetStart().GetLine() > 0 {
			e.Line = int(s.Ranges[0].GetStart().GetLine())
		}
	}
	found := exitCode.FindStringSubmatch(raw)
	switch lower := strings.ToLower(raw); {
	case ctx.Err() != nil, errors.Is(err, context.Canceled):
		e.Kind = Stopped
	case strings.Contains(lower, "no space left on device"):
		e.Kind = DiskFull
	case strings.Contains(lower, "dockerfile parse error"), strings.Contains(lower, "unknown instruction"), strings.Contains(lower, "no build stage"):
		e.Kind = Syntax
		if m := atLine.FindStringSubmatch(raw); m != nil {
			e.Line, _ = strconv.Atoi(m[1])
		}
	case noTarget.MatchString(raw):
		e.Kind, e.Line = NoTarget, 0
	case e.Kind == NoBase:
	case found != nil:
		e.Kind = StepFailed
		e.Exit, _ = strconv.Atoi(found[1])
	case strings.HasPrefix(e.Step, "COPY"), strings.HasPrefix(e.Step, "ADD"):
		if noSource.MatchString(raw) || strings.Contains(lower, "not found") {
			e.Kind = Missing
		}
	case noBase.MatchString(raw):
		e.Kind = NoBase
	case noSource.MatchString(raw):
		e.Kind = Missing
	}
	return e
}

// outward is a failure as operations have them.
func outward(e *Error, name string, p Picture) error {
	status := operations.Unknown
	switch {
	case e.Kind == Stopped:
		status = operations.Canceled
	case e.Kind == Other && (errdefs.IsUnavailable(e.Err) || operations.KindOf(e.Err) == operations.Unavailable):
		status = operations.Unavailable
	case e.Kind == Syntax, e.Kind == NoTarget, e.Kind == NotPossible:
		status = operations.Invalid
	case e.Kind == NoFile, e.Kind == Missing, e.Kind == NoSecret, e.Kind == NoBase:
		status = operations.NotFound
	case e.Kind == Unreadable:
		status = operations.Forbidden
	}
	raw := e.Raw
	if i, j, ok := p.Failure(); ok {
		if log := p.Stages[i].Steps[j].Log; len(log) > 0 {
			raw += "\n" + strings.Join(log[max(len(log)-lastWords, 0):], "\n")
		}
	}
	return &operations.Error{Op: "build", Ref: object.Ref{Kind: object.KindImage, ID: name}, Name: name, Status: status, Raw: raw, Err: e}
}

// lastWords is how many lines of a failed step go with its failure.
const lastWords = 12

package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"syscall"

	"github.com/containerd/errdefs"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Reason is why something can't be had or done.
type Reason string

// The reasons.
const (
	ReasonGone       Reason = "the container or volume is gone"
	ReasonNoFile     Reason = "there is nothing at this path"
	ReasonNoFolder   Reason = "this is no folder"
	ReasonFolder     Reason = "this is a folder"
	ReasonSpecial    Reason = "this is no file that can be read"
	ReasonExists     Reason = "there is something of this name already"
	ReasonName       Reason = "this is no name for a file"
	ReasonOutside    Reason = "a link leads out of the volume"
	ReasonRoot       Reason = "this is the root"
	ReasonMount      Reason = "a volume or a folder of this computer is mounted there"
	ReasonReadOnly   Reason = "it is read-only"
	ReasonStopped    Reason = "the container does not run"
	ReasonPaused     Reason = "the container is paused"
	ReasonNoProgram  Reason = "the container has no program for it"
	ReasonNoImage    Reason = "no image here has the programs for it"
	ReasonHere       Reason = "this computer refuses it"
	ReasonFull       Reason = "the disk is full"
	ReasonForbidden  Reason = "it is not allowed"
	ReasonNoEngine   Reason = "the engine does not answer"
	ReasonCanceled   Reason = "it was cancelled"
	ReasonNotSettled Reason = "the engine refuses it"
)

// Error makes a Reason a target for errors.Is.
func (r Reason) Error() string { return string(r) }

// Error is a look or a copy that failed.
type Error struct {
	Reason Reason
	Ref    object.Ref
	Path   string // inside, or on this computer for ReasonHere
	What   string // the program that is missing, what is mounted
	Raw    string // the engine's own words, without the client's preface
	Err    error
}

func (e *Error) Error() string {
	words := strings.TrimSpace(fmt.Sprintf("%s %s", e.Path, e.Reason))
	if e.Raw != "" {
		words += ": " + e.Raw
	}
	return words
}

// Unwrap is what the client or the computer said.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the Reason.
func (e *Error) Is(target error) bool {
	reason, ok := target.(Reason)
	return ok && reason == e.Reason
}

// ReasonOf is why; "" for nil.
func ReasonOf(err error) Reason {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Reason
	}
	return reasonOf(err)
}

func failed(ref object.Ref, p string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return err
	}
	return &Error{Reason: reasonOf(err), Ref: ref, Path: p, Err: err, Raw: strings.TrimPrefix(err.Error(), "Error response from daemon: ")}
}

// here is a failure of this computer's own files.
func here(p string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	e := &Error{Reason: ReasonHere, Path: p, Err: err, Raw: err.Error()}
	if errors.Is(err, syscall.ENOSPC) {
		e.Reason = ReasonFull
	}
	return e
}

// patterns find the reason in the engine's words, which differ from version to
// version; the first that matches counts.
var patterns = []struct {
	pattern *regexp.Regexp
	reason  Reason
}{
	{regexp.MustCompile(`(?i)no such container`), ReasonGone},
	{regexp.MustCompile(`(?i)(get .*: )?no such volume`), ReasonGone},
	{regexp.MustCompile(`(?i)read-only`), ReasonReadOnly},
	{regexp.MustCompile(`(?i)no space left`), ReasonFull},
	{regexp.MustCompile(`(?i)(could not find the file|no such file)`), ReasonNoFile},
	{regexp.MustCompile(`(?i)(not a directory|extraction point is not a directory)`), ReasonNoFolder},
	{regexp.MustCompile(`(?i)cannot overwrite (directory|non-directory)`), ReasonExists},
	{regexp.MustCompile(`(?i)is paused`), ReasonPaused},
	{regexp.MustCompile(`(?i)(is not running|is restarting)`), ReasonStopped},
	{regexp.MustCompile(`(?i)(executable file not found|exec: )`), ReasonNoProgram},
	{regexp.MustCompile(`(?i)(permission denied|operation not permitted)`), ReasonForbidden},
	{regexp.MustCompile(`(?i)(cannot connect|does not answer|EOF|connection re)`), ReasonNoEngine},
}

func reasonOf(err error) Reason {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return ReasonCanceled
	case errors.Is(err, fs.ErrPermission):
		return ReasonForbidden
	}
	for _, p := range patterns {
		if p.pattern.MatchString(err.Error()) {
			return p.reason
		}
	}
	switch {
	case errdefs.IsNotFound(err):
		return ReasonNoFile
	case errdefs.IsPermissionDenied(err):
		return ReasonForbidden
	}
	return ReasonNotSettled
}

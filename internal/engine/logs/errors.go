package logs

import (
	"errors"
	"fmt"

	"github.com/containerd/errdefs"
)

// Reason is why a container's log can't be read, for those who decide on it:
//
//	if errors.Is(err, logs.ReasonDriver) { … }
type Reason string

// The reasons.
const (
	ReasonDriver  Reason = "its logging driver keeps nothing that can be read"
	ReasonRemoved Reason = "the container has been removed"
	ReasonDying   Reason = "the container is being removed"
	ReasonAway    Reason = "the engine does not answer"
	ReasonEngine  Reason = "the engine can't read it"
)

// Error makes a Reason a target for errors.Is.
func (r Reason) Error() string { return string(r) }

// Error says why the log of one container can't be read.
type Error struct {
	Reason    Reason
	Container string // its name
	Driver    string // its logging driver, if that is known
	Err       error  // what the engine said; nil if it was not asked
}

func (e *Error) Error() string {
	words := fmt.Sprintf("the log of %s: %s", e.Container, e.Reason)
	if e.Reason == ReasonDriver && e.Driver != "" {
		words += fmt.Sprintf(" (driver %s)", e.Driver)
	}
	if e.Err != nil {
		words += ": " + e.Err.Error()
	}
	return words
}

// Unwrap is what the engine said.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the Reason.
func (e *Error) Is(target error) bool {
	reason, ok := target.(Reason)
	return ok && reason == e.Reason
}

// final says that asking again can't help.
func (e *Error) final() bool { return e.Reason == ReasonDriver || e.Reason == ReasonRemoved }

// explain gives an error of the engine its reason.
func (s *source) explain(err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	e := &Error{Reason: ReasonAway, Container: s.Name, Driver: s.driver, Err: err}
	switch {
	case errdefs.IsNotFound(err):
		e.Reason = ReasonRemoved
	case errdefs.IsNotImplemented(err), s.driver == "none":
		e.Reason = ReasonDriver
	case errdefs.IsConflict(err):
		e.Reason = ReasonDying
	case isGrumble(err), errdefs.IsInternal(err), errdefs.IsInvalidArgument(err), errdefs.IsPermissionDenied(err), errdefs.IsUnknown(err):
		e.Reason = ReasonEngine
	}
	return e
}

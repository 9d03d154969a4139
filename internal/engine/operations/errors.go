package operations

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Kind sorts failures by what a person could do about them.
type Kind string

// The kinds of failure.
const (
	Conflict    Kind = "conflict"    // something else is in the way: a use, a name, a state
	NotFound    Kind = "notfound"    // no such object, or another object that it names
	Forbidden   Kind = "forbidden"   // not allowed, ever or for this user
	Invalid     Kind = "invalid"     // the wish itself can't be fulfilled
	Unavailable Kind = "unavailable" // the engine does not answer
	Canceled    Kind = "canceled"    // the context ended first
	NotModified Kind = "notmodified" // nothing to do; operations report it as Outcome.Unchanged
	Unknown     Kind = "unknown"     // see Raw: port clashes and full disks are among these
)

// Error is an operation that failed.
type Error struct {
	Op     string     // the operation in one word: "start", "remove", "create"
	Ref    object.Ref // the object; its ID is what the operation was called with if no more is known
	Name   string     // its name where known, else as Ref.ID
	Status Kind
	Raw    string // the engine's own words, without the client's preface
	Err    error
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s %s %s: %s", e.Op, e.Ref.Kind, e.Name, e.Raw)
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf sorts any error; it is "" for nil.
func KindOf(err error) Kind {
	var failed *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &failed):
		return failed.Status
	}
	return classify(err)
}

func classify(err error) Kind {
	var transport *url.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errdefs.IsCanceled(err):
		return Canceled
	case errors.Is(err, fs.ErrPermission), errdefs.IsPermissionDenied(err), errdefs.IsUnauthorized(err):
		return Forbidden
	case client.IsErrConnectionFailed(err), errdefs.IsUnavailable(err), errors.As(err, &transport),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return Unavailable
	case errdefs.IsNotModified(err):
		return NotModified
	case errdefs.IsNotFound(err):
		return NotFound
	case errdefs.IsConflict(err), errdefs.IsAlreadyExists(err), errors.Is(err, errChanged), errors.Is(err, errNamed):
		return Conflict
	case errdefs.IsInvalidArgument(err):
		return Invalid
	}
	return Unknown
}

// failure gives an error of the client its type. A nil error stays nil.
func failure(op string, ref object.Ref, name string, err error) error {
	if err == nil {
		return nil
	}
	if name == "" {
		name = ref.ID
	}
	return &Error{
		Op: op, Ref: ref, Name: name,
		Status: classify(err),
		Raw:    strings.TrimPrefix(err.Error(), "Error response from daemon: "),
		Err:    err,
	}
}

// invalid is a wish that is refused before the engine is asked.
func invalid(op string, ref object.Ref, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &Error{Op: op, Ref: ref, Name: ref.ID, Status: Invalid, Raw: err.Error(), Err: err}
}

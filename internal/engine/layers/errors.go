package layers

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/containerd/errdefs"
)

// Reason is why an image can't be looked into.
type Reason string

// The reasons.
const (
	ReasonGone     Reason = "the image is gone"
	ReasonLarge    Reason = "the image is larger than what may be read"
	ReasonNoImage  Reason = "what was read is no image"
	ReasonCut      Reason = "what was read is cut off"
	ReasonMany     Reason = "the image has more files than can be held"
	ReasonNoFile   Reason = "the image has no such file"
	ReasonCanceled Reason = "it was cancelled"
	ReasonEngine   Reason = "the engine can't hand the image over"
	ReasonHere     Reason = "this computer can't write the file"
)

// Error makes a Reason a target for errors.Is.
func (r Reason) Error() string { return string(r) }

// Error is a look that failed.
type Error struct {
	Reason Reason
	Image  string
	Size   int64  // of the image, for ReasonLarge
	Part   string // of the archive, where that is known
	Err    error
}

func (e *Error) Error() string {
	words := string(e.Reason)
	if e.Part != "" {
		words += " at " + e.Part
	}
	if e.Err != nil {
		words = fmt.Sprintf("%s: %v", words, e.Err)
	}
	return words
}

// Unwrap is what the engine or the archive said.
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
	case errors.Is(err, context.Canceled):
		return ReasonCanceled
	}
	return ReasonEngine
}

// asked is an error of a question to the engine about an image.
func asked(ctx context.Context, image string, err error) error {
	switch {
	case ctx.Err() != nil:
		return &Error{Reason: ReasonCanceled, Image: image, Err: ctx.Err()}
	case errdefs.IsNotFound(err):
		return &Error{Reason: ReasonGone, Image: image, Err: err}
	}
	return &Error{Reason: ReasonEngine, Image: image, Err: err}
}

// broken is an error in the middle of an archive.
func broken(ctx context.Context, part string, err error) error {
	var known *Error
	switch {
	case ctx.Err() != nil:
		return &Error{Reason: ReasonCanceled, Err: ctx.Err()}
	case errors.As(err, &known):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &Error{Reason: ReasonCut, Part: part, Err: io.ErrUnexpectedEOF}
	}
	return &Error{Reason: ReasonNoImage, Part: part, Err: err}
}

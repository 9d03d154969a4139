package terminal

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/containerd/errdefs"
)

// Reason is why a terminal can't be opened, or ended, for those who decide on it:
//
//	if errors.Is(err, terminal.ReasonPaused) { … }
type Reason string

// The reasons.
const (
	ReasonNotRunning    Reason = "the container does not run"
	ReasonPaused        Reason = "the container is paused"
	ReasonRestarting    Reason = "the container is restarting"
	ReasonGone          Reason = "there is no such container"
	ReasonStopped       Reason = "the container stopped meanwhile"
	ReasonNoProgram     Reason = "there is no such program inside"
	ReasonNotExecutable Reason = "the file can't be run"
	ReasonNoUser        Reason = "there is no such user inside"
	ReasonNoFolder      Reason = "there is no such folder inside"
	ReasonNoImage       Reason = "there is no such image"
	ReasonLost          Reason = "the connection broke"
	ReasonClosed        Reason = "it was closed"
	ReasonUnknown       Reason = "the engine refuses it"
)

// Error makes a Reason a target for errors.Is.
func (r Reason) Error() string { return string(r) }

// Error says why a terminal can't be had.
type Error struct {
	Reason    Reason
	Container string // its name
	What      string // the program, the user or the folder that is at fault; "" for others
	Raw       string // the engine's own words, without the client's preface
	Err       error

	refusal bool // read in place of the program's output
}

func (e *Error) Error() string {
	if e.Raw == "" {
		return fmt.Sprintf("terminal in %s: %s", e.Container, e.Reason)
	}
	return fmt.Sprintf("terminal in %s: %s: %s", e.Container, e.Reason, e.Raw)
}

// Unwrap is what the client said.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the Reason.
func (e *Error) Is(target error) bool {
	reason, ok := target.(Reason)
	return ok && reason == e.Reason
}

func (s *Session) fail(reason Reason, err error) *Error {
	raw := ""
	if err != nil {
		raw = err.Error()
	}
	e := s.failWith(reason, raw)
	e.Err = err
	return e
}

func (s *Session) failWith(reason Reason, raw string) *Error {
	e := &Error{Reason: reason, Container: s.wish.Name, Raw: strings.TrimPrefix(raw, "Error response from daemon: ")}
	switch reason {
	case ReasonNoProgram, ReasonNotExecutable:
		if !s.wish.Attaches() {
			e.What = s.wish.Command[0]
		}
	case ReasonNoUser:
		e.What = s.wish.User
	case ReasonNoFolder:
		e.What = s.wish.Dir
	}
	return e
}

// refused gives an error of the client its type.
func (s *Session) refused(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return s.fail(ReasonClosed, err)
	case errdefs.IsNotFound(err) && strings.Contains(err.Error(), "No such image"):
		return s.fail(ReasonNoImage, err)
	case errdefs.IsNotFound(err):
		return s.fail(ReasonGone, err)
	}
	return s.fail(reasonOf(err.Error()), err)
}

// why is how things stand with the container after something about it went wrong
// with an error; nil if nothing did, and it runs.
func (s *Session) why(ctx context.Context, err error) error {
	found, asked := s.api.ContainerInspect(ctx, s.wish.Container)
	switch {
	case errdefs.IsNotFound(asked):
		return s.fail(ReasonGone, asked)
	case asked != nil:
		return s.fail(ReasonLost, asked)
	case found.State != nil && !found.State.Running:
		return s.fail(ReasonStopped, err)
	case errdefs.IsNotFound(err): // the engine was restarted
		return s.fail(ReasonLost, err)
	case err != nil:
		return s.fail(ReasonUnknown, err)
	}
	return nil
}

// patterns find the reason in the engine's words, which differ from version to
// version; the first that matches counts.
var patterns = []struct {
	pattern *regexp.Regexp
	reason  Reason
}{
	{regexp.MustCompile(`(?i)is paused`), ReasonPaused},
	{regexp.MustCompile(`(?i)is restarting`), ReasonRestarting},
	{regexp.MustCompile(`(?i)(container .*is not running|of a non.running container)`), ReasonNotRunning},
	{regexp.MustCompile(`(?i)(unable to find (user|group)|no matching entries in (passwd|group) file|uids and gids must be)`), ReasonNoUser},
	{regexp.MustCompile(`(?i)(chdir to cwd|cwd must be an absolute path|mkdir .*not a directory)`), ReasonNoFolder},
	{regexp.MustCompile(`(?i)(executable file not found|exec: .*no such file or directory)`), ReasonNoProgram},
	{regexp.MustCompile(`(?i)(exec: .*(permission denied|is a directory)|exec format error)`), ReasonNotExecutable},
}

func reasonOf(words string) Reason {
	for _, p := range patterns {
		if p.pattern.MatchString(words) {
			return p.reason
		}
	}
	return ReasonUnknown
}

// refusing is how the words begin that an engine writes into the terminal when
// the program can't be started.
var refusing = regexp.MustCompile(`^(OCI runtime exec failed|unable to find (user|group)|uids and gids must be|cannot exec in a|failed to exec|runc exec failed)`)

func refuses(p []byte) bool { return refusing.Match(p) }

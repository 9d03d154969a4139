package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
)

// Reason is why there is no connection, for those who decide on it:
//
//	if errors.Is(err, engine.ReasonStopped) { … }
type Reason string

// The reasons.
const (
	ReasonNotInstalled   Reason = "Docker is not installed"          // no socket, and no Docker program in PATH
	ReasonNoSocket       Reason = "no socket at this address"        // nothing ever listened, or a desktop engine is off
	ReasonStopped        Reason = "nothing listens at this address"  // the connection is refused
	ReasonPermission     Reason = "permission denied"                // this user may not use the socket
	ReasonTooOld         Reason = "the engine is too old"            // below API 1.41
	ReasonTooNew         Reason = "the engine is too new"            // dropped every API version known here
	ReasonVersionSetting Reason = "DOCKER_API_VERSION does not fit"  // without it there might be a connection
	ReasonUnknownContext Reason = "there is no such Docker context"  //
	ReasonSettings       Reason = "the settings can't be used"       // an address, a file, or flags that exclude each other
	ReasonTLS            Reason = "no trusted connection"            // certificates, or only one side wants TLS
	ReasonTimeout        Reason = "no answer in time"                //
	ReasonSSH            Reason = "ssh does not get through"         // the program, the login or the far end
	ReasonUnreachable    Reason = "the address can't be reached"     // name, route, or a broken connection
	ReasonNotDocker      Reason = "what answers is no Docker engine" //
)

// Error makes a Reason a target for errors.Is.
func (r Reason) Error() string { return string(r) }

// ConnectError says why an engine can't be used.
type ConnectError struct {
	Reason   Reason
	Context  string // the Docker context's name
	Endpoint string // the address; "" if it was not known yet
	Err      error  // what the system or the engine said
}

func (e *ConnectError) Error() string {
	if e.Endpoint == "" {
		return fmt.Sprintf("%s: %v", e.Reason, e.Err)
	}
	return fmt.Sprintf("%s (%s): %v", e.Reason, e.Endpoint, e.Err)
}

// Unwrap is what the system or the engine said.
func (e *ConnectError) Unwrap() error { return e.Err }

// Is matches the Reason.
func (e *ConnectError) Is(target error) bool {
	reason, ok := target.(Reason)
	return ok && reason == e.Reason
}

// fail names the place that an error is about.
func (t target) fail(reason Reason, err error) error {
	return &ConnectError{Reason: reason, Context: t.context, Endpoint: t.host, Err: err}
}

// unanswered tells why a request got no answer.
func (t target) unanswered(err error) error {
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("connecting to %s: %w", t.host, err)
	}
	return t.fail(t.reasonFor(err), err)
}

func (t target) reasonFor(err error) Reason {
	switch {
	case isTimeout(err):
		return ReasonTimeout
	case t.overSSH():
		return reasonFromSSH(err)
	case errors.Is(err, fs.ErrPermission):
		return ReasonPermission
	case errors.Is(err, fs.ErrNotExist):
		if t.local() && !dockerInPath() {
			return ReasonNotInstalled
		}
		return ReasonNoSocket
	case errors.Is(err, syscall.ECONNREFUSED):
		return ReasonStopped
	case isTLS(err):
		return ReasonTLS
	case strings.Contains(err.Error(), "malformed HTTP"):
		return ReasonNotDocker // net/http has no type for it
	}
	return ReasonUnreachable
}

func isTimeout(err error) bool {
	var slow net.Error
	return errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &slow) && slow.Timeout())
}

func isTLS(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
		record      tls.RecordHeaderError
		operation   *net.OpError
	)
	return errors.As(err, &certificate) || errors.As(err, &authority) || errors.As(err, &record) ||
		errors.Is(err, http.ErrSchemeMismatch) ||
		// A far end that refuses our certificate sends an alert.
		(errors.As(err, &operation) && operation.Op == "remote error")
}

// dockerInPath reports whether there is any sign of Docker on this computer.
func dockerInPath() bool {
	for _, program := range []string{"dockerd", "docker", "podman"} {
		if _, err := exec.LookPath(program); err == nil {
			return true
		}
	}
	return false
}

package registry

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// Kind sorts what a registry refuses by what a person could do about it.
type Kind string

// The kinds of refusal.
const (
	BadLogin    Kind = "bad login"    // the name or the password is not accepted
	LoginNeeded Kind = "login needed" // nobody is logged in
	Denied      Kind = "denied"       // who is logged in may not
	NotFound    Kind = "not found"    // no such repository or tag
	TooMany     Kind = "too many"     // asked too often; some time later it answers again
	Untrusted   Kind = "untrusted"    // its certificate is not known, or it has none
	Unreachable Kind = "unreachable"  // no network, no such name, nothing listens
	NotOffered  Kind = "not offered"  // this registry lists nothing
	Canceled    Kind = "canceled"
	Unknown     Kind = "unknown"
)

// Error is a question that a registry did not answer.
type Error struct {
	Kind     Kind
	Registry string
	Name     string // the repository or image that was asked about; "" for none
	Err      error
}

func (e *Error) Error() string {
	if e.Name == "" {
		return fmt.Sprintf("asking %s: %v", e.Registry, e.Err)
	}
	return fmt.Sprintf("asking %s about %s: %v", e.Registry, e.Name, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf sorts any error; it is "" for nil.
func KindOf(err error) Kind {
	var failed *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &failed):
		return failed.Kind
	}
	return classify(err, false)
}

// refused gives an error its type. known says that somebody is logged in.
func refused(host, name string, known bool, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: classify(err, known), Registry: host, Name: name, Err: err}
}

func classify(err error, known bool) Kind {
	var (
		answer      *transport.Error
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
		record      tls.RecordHeaderError
		network     net.Error
		address     *url.Error
		operation   *net.OpError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.As(err, &answer):
		return ofStatus(answer.StatusCode, known)
	case errors.As(err, &certificate), errors.As(err, &authority), errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return Untrusted
	case errors.As(err, &network), errors.As(err, &address), errors.As(err, &operation), errors.Is(err, context.DeadlineExceeded):
		return Unreachable
	}
	return Unknown
}

func ofStatus(status int, known bool) Kind {
	switch {
	case status == http.StatusUnauthorized && known:
		return BadLogin
	case status == http.StatusUnauthorized:
		return LoginNeeded
	case status == http.StatusForbidden:
		return Denied
	case status == http.StatusNotFound:
		return NotFound
	case status == http.StatusTooManyRequests:
		return TooMany
	case status == http.StatusMethodNotAllowed:
		return NotOffered
	case status >= http.StatusBadGateway:
		return Unreachable
	}
	return Unknown
}

package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/docker/docker/api"
	"github.com/docker/docker/api/types/versions"
	"github.com/docker/docker/client"
	"github.com/docker/go-connections/sockets"
)

// MinAPIVersion is the oldest API version that is spoken: Engine 20.10's.
const MinAPIVersion = "1.41"

const (
	answerWithin    = 10 * time.Second
	sshAnswerWithin = 45 * time.Second // a login over a slow line, or a question for a passphrase
)

// wire is the way to the engine below the Docker client. The first questions
// are asked over it directly, for the client hides why a connection failed.
type wire struct {
	target    target
	host      string // as the client takes it
	url       url.URL
	transport *http.Transport
	patience  time.Duration
}

func newWire(t target) (*wire, error) {
	w := &wire{target: t, host: t.host, patience: answerWithin}
	if t.overSSH() {
		w.patience = sshAnswerWithin
		return w, w.throughSSH()
	}
	if t.inside != nil {
		w.withinProgram()
		return w, nil
	}
	parsed, err := client.ParseHostURL(t.host)
	if err == nil && parsed.Scheme == "fd" {
		err = errors.New("an address for the daemon's use only")
	}
	if err != nil {
		return nil, t.fail(ReasonSettings, err)
	}
	w.transport = newTransport()
	if err := sockets.ConfigureTransport(w.transport, parsed.Scheme, parsed.Host); err != nil {
		return nil, t.fail(ReasonSettings, err)
	}
	w.url = url.URL{Scheme: "http", Host: parsed.Host, Path: parsed.Path}
	if t.local() {
		w.url = url.URL{Scheme: "http", Host: client.DummyHost}
	} else if t.tls != nil {
		w.transport.TLSClientConfig = t.tls
		w.url.Scheme = "https"
	}
	return w, nil
}

// withinProgram leads to an engine inside this program; the address is for show.
func (w *wire) withinProgram() {
	w.host = "http://practice.invalid"
	w.url = url.URL{Scheme: "http", Host: "practice.invalid"}
	w.transport = newTransport()
	w.transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return w.target.inside.Dial(ctx) }
}

func newTransport() *http.Transport {
	return &http.Transport{
		MaxIdleConns:        8, // as many as operations on many objects run at once
		MaxIdleConnsPerHost: 8,
		IdleConnTimeout:     90 * time.Second,
	}
}

func (w *wire) close() { w.transport.CloseIdleConnections() }

// agree finds the API version to use. used is the one in use so far, or "".
func (w *wire) agree(ctx context.Context, used string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, w.patience)
	defer cancel()
	most, limited, err := w.target.mostAPIVersion()
	if err != nil {
		return "", err
	}
	answer, err := w.get(ctx, "/_ping")
	if err != nil {
		return "", err
	}
	offered := answer.version
	if offered == "" {
		return "", w.target.fail(answer.reason(), fmt.Errorf("it answers with status %d, but names no API version", answer.status))
	}
	if versions.LessThan(offered, MinAPIVersion) {
		return "", w.target.fail(ReasonTooOld, fmt.Errorf("its newest API version is %s, the oldest that can be used is %s", offered, MinAPIVersion))
	}
	if !versions.LessThan(most, offered) {
		return offered, nil
	}
	if most == used {
		return most, nil
	}
	// A newer engine may have dropped the newest version that we know. It
	// doesn't say so unless asked in that version.
	answer, err = w.get(ctx, "/v"+most+"/_ping")
	if err != nil {
		return "", err
	}
	if answer.status == http.StatusBadRequest {
		reason := ReasonTooNew
		if limited {
			reason = ReasonVersionSetting
		}
		return "", w.target.fail(reason, fmt.Errorf("the engine says: %s", answer.message))
	}
	return most, nil
}

var versionForm = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)

// mostAPIVersion is the newest version to use, and whether DOCKER_API_VERSION
// made it less than what is known here. The docker client would use that
// variable's version even if the engine doesn't have it.
func (t target) mostAPIVersion() (version string, limited bool, err error) {
	wish := strings.TrimPrefix(os.Getenv(client.EnvOverrideAPIVersion), "v")
	switch {
	case wish == "":
		return api.DefaultVersion, false, nil
	case !versionForm.MatchString(wish):
		return "", false, t.fail(ReasonVersionSetting, fmt.Errorf("%s=%s is no version such as %s", client.EnvOverrideAPIVersion, wish, MinAPIVersion))
	case versions.LessThan(wish, MinAPIVersion):
		return "", false, t.fail(ReasonVersionSetting, fmt.Errorf("%s=%s, the oldest that can be used is %s", client.EnvOverrideAPIVersion, wish, MinAPIVersion))
	case versions.LessThan(wish, api.DefaultVersion):
		return wish, true, nil
	}
	return api.DefaultVersion, false, nil
}

type answer struct {
	status  int
	version string // the newest API version that the engine has
	message string
}

// reason tells why something that is no Docker engine answered.
func (a answer) reason() Reason {
	if strings.Contains(a.message, "HTTP request to an HTTPS server") {
		return ReasonTLS
	}
	return ReasonNotDocker
}

func (w *wire) get(ctx context.Context, path string) (answer, error) {
	address := w.url
	address.Path = strings.TrimSuffix(address.Path, "/") + path
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return answer{}, w.target.fail(ReasonSettings, err)
	}
	for name, value := range w.target.headers {
		request.Header.Set(name, value)
	}
	response, err := w.transport.RoundTrip(request)
	if err != nil {
		return answer{}, w.target.unanswered(err)
	}
	defer func() { _ = response.Body.Close() }()
	const enough = 4096
	body, err := io.ReadAll(io.LimitReader(response.Body, enough))
	if err != nil {
		return answer{}, w.target.unanswered(err)
	}
	a := answer{status: response.StatusCode, message: strings.TrimSpace(string(body))}
	if version := response.Header.Get("Api-Version"); versionForm.MatchString(version) {
		a.version = version
	}
	var said struct{ Message string }
	if json.Unmarshal(body, &said) == nil && said.Message != "" {
		a.message = said.Message
	}
	return a, nil
}

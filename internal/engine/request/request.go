// Package request turns a spec into what the engine's API takes, and a
// container that the engine has back into a spec.
//
// From does what the docker command does between its command line and its
// request: it reads files for variables and labels, asks the environment, adds
// proxies, makes relative paths whole, and fills in defaults, so that the same
// request leaves. Where docker's own library has a parser for a flag, the very
// text that the command shows goes through it. Tests record the requests of the
// real command and compare.
//
// It knows the Docker client's types, and neither help nor views; it sends
// nothing.
package request

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/containerd/platforms"
	"github.com/docker/cli/cli/config"
	"github.com/docker/cli/cli/config/configfile"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/versions"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Local is what the docker command looks at on the computer that it runs on.
type Local struct {
	Dir       string // what relative paths start from
	LookupEnv func(name string) (value string, found bool)
	ReadFile  func(path string) ([]byte, error)
	Settings  func() (*configfile.ConfigFile, error) // the docker command's
}

// ThisComputer is where the program itself runs.
func ThisComputer() Local {
	dir, err := os.Getwd()
	if err != nil {
		dir = "" // a relative path is refused then
	}
	return Local{
		Dir: dir, LookupEnv: os.LookupEnv, ReadFile: os.ReadFile,
		Settings: func() (*configfile.ConfigFile, error) { return config.Load(config.Dir()) },
	}
}

// Platform is the platform that is said, or the one that the environment names
// for all containers.
func (l Local) Platform(said string) string {
	if value, found := l.LookupEnv("DOCKER_DEFAULT_PLATFORM"); said == "" && found {
		return value
	}
	return said
}

// Engine is whom the request goes to.
type Engine struct {
	API  string // the version agreed on
	OS   string // "linux", "windows"
	Host string // its address; the docker command's proxies can depend on it
}

// Request is what makes one container.
type Request struct {
	Config     *container.Config
	Host       *container.HostConfig
	Networking *network.NetworkingConfig
	Platform   *oci.Platform
	Name       string

	// Others are networks to join before it is started. Engines before API 1.44
	// take only one network when they make a container.
	Others []Joining
	// Warnings are what the docker command itself would remark.
	Warnings []string
}

// Joining is one more network and the container's place on it.
type Joining struct {
	Network  string
	Endpoint *network.EndpointSettings
}

// severalNetworks is the first API version whose engines make a container on
// several networks at once.
const severalNetworks = "1.44"

// From makes the request of a spec. Its error is a *spec.FieldError where one
// field is at fault.
func From(s spec.RunSpec, local Local, engine Engine) (Request, error) {
	r := reader{local: local, engine: engine}
	oneByOne := versions.LessThan(engine.API, severalNetworks) && len(s.Networks) > 1
	if oneByOne { // the commands for it are docker create, docker network connect and docker start
		s.CreateOnly = true
	}
	request := Request{
		Config: r.config(s), Host: r.host(s), Networking: r.networking(s), Name: s.Name,
		Platform: r.platform(s.Platform),
	}
	r.whole(s, &request)
	if r.err != nil {
		return Request{}, r.err
	}
	if oneByOne {
		request.split(s.Networks)
	}
	return request, nil
}

// split leaves the first network to the making of the container. Without more
// to say than its name nothing is said of it, as of a single one.
func (q *Request) split(networks []spec.Network) {
	places := q.Networking.EndpointsConfig
	for _, n := range networks[1:] {
		place := places[n.Name]
		delete(places, n.Name)
		if place.IPAMConfig == nil {
			place.IPAMConfig = &network.EndpointIPAMConfig{}
		}
		if place.DriverOpts == nil {
			place.DriverOpts = map[string]string{}
		}
		q.Others = append(q.Others, Joining{n.Name, place})
	}
	if plain(networks[0], places[networks[0].Name].Links) {
		delete(places, networks[0].Name)
	}
}

// whole does what concerns several parts at once.
func (r *reader) whole(s spec.RunSpec, q *Request) {
	if q.Config == nil || q.Host == nil || q.Networking == nil {
		return
	}
	if q.Config.OpenStdin && q.Config.AttachStdin {
		q.Config.StdinOnce = true
	}
	if s.Detach && !s.CreateOnly {
		if len(s.Attach) > 0 {
			r.fail("attach", errors.New("a container in the background has nothing attached"))
		}
		q.Config.AttachStdin, q.Config.AttachStdout, q.Config.AttachStderr, q.Config.StdinOnce = false, false, false, false
	}
	if s.Rm && !q.Host.RestartPolicy.IsNone() {
		r.fail("restart", errors.New("a container that is removed when it ends can't be started again"))
	}
	// Older engines know the number of the network card only for the container
	// as a whole.
	if len(s.Networks) > 0 {
		//lint:ignore SA1019 newer engines pay no heed to it, older ones to nothing else
		q.Config.MacAddress = s.Networks[0].MAC
	}
	for _, address := range q.Host.DNS {
		if strings.HasPrefix(address, "127.") || address == "::1" {
			q.Warnings = append(q.Warnings, fmt.Sprintf("Localhost DNS (%s) may fail in containers.", address))
		}
	}
}

func (r *reader) platform(text string) *oci.Platform {
	text = r.local.Platform(text)
	if text == "" || versions.LessThan(r.engine.API, "1.41") {
		return nil
	}
	p, err := platforms.Parse(text)
	if err != nil {
		r.fail("platform", fmt.Errorf("%q is no platform, such as linux/arm64", text))
		return nil
	}
	return &p
}

// reader reads the texts of a spec and keeps the first failure.
type reader struct {
	local  Local
	engine Engine
	err    error
}

func (r *reader) fail(field string, err error) {
	if r.err == nil {
		r.err = &spec.FieldError{Field: field, Err: err}
	}
}

// failed reports an error, if there is one, and whether there is.
func (r *reader) failed(field string, err error) bool {
	if err != nil {
		r.fail(field, err)
	}
	return err != nil
}

// path makes a path that begins with a dot whole, as docker does.
func (r *reader) path(field, path string) string {
	if filepath.IsAbs(path) || !strings.HasPrefix(path, ".") {
		return path
	}
	if r.local.Dir == "" {
		r.fail(field, fmt.Errorf("%q starts from a folder that nobody named", path))
		return path
	}
	return filepath.Join(r.local.Dir, path)
}

// file reads a file of this computer that a flag names.
func (r *reader) file(field, path string) []byte {
	whole := path
	if !filepath.IsAbs(path) {
		whole = filepath.Join(r.local.Dir, path)
	}
	text, err := r.local.ReadFile(whole)
	r.failed(field, err)
	return text
}

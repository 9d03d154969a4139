package engine

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/containerd/errdefs"
	dcontext "github.com/docker/cli/cli/context"
	"github.com/docker/cli/cli/context/docker"
	"github.com/docker/cli/cli/context/store"
	"github.com/docker/cli/opts"
	"github.com/docker/docker/client"
	"github.com/docker/go-connections/tlsconfig"
)

// defaultContext is the name of the context that is made of flags and
// environment.
const defaultContext = "default"

// target is where an engine is and what it takes to get there.
type target struct {
	context string
	host    string      // with its scheme
	tls     *tls.Config // nil: none
	headers map[string]string
	inside  *Inside // the engine itself, if it is within this program
}

// local reports whether the address is a file on this computer.
func (t target) local() bool { return isLocal(t.host) }

func isLocal(host string) bool {
	return strings.HasPrefix(host, "unix://") || strings.HasPrefix(host, "npipe://")
}

func (t target) overSSH() bool { return strings.HasPrefix(t.host, "ssh://") }

// settings is the part of the docker command's configuration file that is about
// connections.
type settings struct {
	dir string

	CurrentContext string            `json:"currentContext"`
	HTTPHeaders    map[string]string `json:"HttpHeaders"`
}

func readSettings(dir string) (settings, error) {
	s := settings{dir: cmp.Or(dir, os.Getenv("DOCKER_CONFIG"))}
	if s.dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return s, nil // as with an empty home directory
		}
		s.dir = filepath.Join(home, ".docker")
	}
	text, err := os.ReadFile(filepath.Join(s.dir, "config.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return s, fmt.Errorf("reading the docker command's settings: %w", err)
	}
	return s, nil
}

// contextName is the context that the docker command would use.
func (s settings) contextName(options Options) string {
	switch {
	case options.Context != "":
		return options.Context
	case options.Host != "", os.Getenv(client.EnvOverrideHost) != "":
		return defaultContext
	}
	return cmp.Or(os.Getenv("DOCKER_CONTEXT"), s.CurrentContext, defaultContext)
}

// resolve finds the engine's address by the docker command's rules.
func resolve(options Options) (target, error) {
	if options.Inside != nil {
		return target{context: defaultContext, host: options.Inside.Endpoint(), inside: options.Inside}, nil
	}
	if options.Host != "" && options.Context != "" {
		return target{}, target{}.fail(ReasonSettings, errors.New("an address and a context can't be given together"))
	}
	settings, err := readSettings(options.ConfigDir)
	if err != nil {
		return target{}, target{}.fail(ReasonSettings, err)
	}
	t := target{context: settings.contextName(options), headers: settings.HTTPHeaders}
	var material *dcontext.TLSData
	var unverified bool
	if t.context == defaultContext {
		material, unverified, err = t.fromEnvironment(options, settings)
	} else {
		material, unverified, err = t.fromStore(settings.contextStore())
	}
	if err != nil {
		return target{}, err
	}
	if !isLocal(t.host) && (material != nil || unverified) {
		if t.tls, err = tlsConfig(material, unverified); err != nil {
			return target{}, t.fail(ReasonTLS, err)
		}
	}
	return t, nil
}

func (t *target) fromEnvironment(options Options, s settings) (material *dcontext.TLSData, unverified bool, err error) {
	verify := os.Getenv(client.EnvTLSVerify) != ""
	secure := verify || os.Getenv("DOCKER_TLS") != ""
	t.host, err = defaultHost(options, secure)
	if err != nil {
		return nil, false, t.fail(ReasonSettings, err)
	}
	if !secure || t.local() || t.overSSH() {
		return nil, false, nil
	}
	dir := cmp.Or(os.Getenv(client.EnvOverrideCertPath), s.dir)
	certificate, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	// Own certificates are only needed where the engine asks for them.
	for _, file := range []*string{&certificate, &key} {
		if _, err := os.Stat(*file); errors.Is(err, fs.ErrNotExist) {
			*file = ""
		}
	}
	material, err = dcontext.TLSDataFromFiles(filepath.Join(dir, "ca.pem"), certificate, key)
	if err != nil {
		return nil, false, t.fail(ReasonTLS, err)
	}
	return material, !verify, nil
}

func defaultHost(options Options, secure bool) (string, error) {
	return opts.ParseHost(secure, cmp.Or(options.Host, os.Getenv(client.EnvOverrideHost)))
}

func (t *target) fromStore(contexts *store.ContextStore) (material *dcontext.TLSData, unverified bool, err error) {
	metadata, err := contexts.GetMetadata(t.context)
	if errdefs.IsNotFound(err) {
		return nil, false, t.fail(ReasonUnknownContext, err)
	}
	if err != nil {
		return nil, false, t.fail(ReasonSettings, err)
	}
	endpoint, err := docker.EndpointFromContext(metadata)
	if err != nil {
		return nil, false, t.fail(ReasonSettings, err)
	}
	if t.host, err = opts.ParseHost(false, endpoint.Host); err != nil {
		return nil, false, t.fail(ReasonSettings, err)
	}
	material, err = dcontext.LoadTLSData(contexts, t.context, docker.DockerEndpoint)
	if err != nil {
		return nil, false, t.fail(ReasonTLS, err)
	}
	return material, endpoint.SkipTLSVerify, nil
}

func tlsConfig(material *dcontext.TLSData, unverified bool) (*tls.Config, error) {
	c := tlsconfig.ClientDefault()
	c.InsecureSkipVerify = unverified
	if material == nil {
		return c, nil
	}
	if material.CA != nil {
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(material.CA) {
			return nil, errors.New("ca.pem holds no certificate")
		}
	}
	if material.Cert != nil && material.Key != nil {
		own, err := tls.X509KeyPair(material.Cert, material.Key)
		if err != nil {
			return nil, fmt.Errorf("reading cert.pem and key.pem: %w", err)
		}
		c.Certificates = []tls.Certificate{own}
	}
	return c, nil
}

// Context is a named address that the docker command knows.
type Context struct {
	Name        string
	Description string
	Host        string
	Current     bool  // Connect would use it with the same options
	Err         error // why it can't be used; nil if nothing speaks against it
}

// Contexts lists the Docker contexts by name, the default one first. If the
// current one is missing, it is in the list with an error. With an error the
// list holds what could be read.
func Contexts(options Options) ([]Context, error) {
	settings, err := readSettings(options.ConfigDir)
	current := settings.contextName(options)
	standard := Context{Name: defaultContext, Description: "From DOCKER_HOST, or this computer's own engine"}
	standard.Host, standard.Err = defaultHost(options, os.Getenv(client.EnvTLSVerify) != "")
	list := []Context{standard}

	stored, listErr := settings.contextStore().List()
	for _, metadata := range stored {
		c := Context{Name: metadata.Name}
		if about, ok := metadata.Metadata.(about); ok {
			c.Description = about.Description
		}
		endpoint, err := docker.EndpointFromContext(metadata)
		c.Host, c.Err = endpoint.Host, err
		list = append(list, c)
	}
	if !slices.ContainsFunc(list, func(c Context) bool { return c.Name == current }) {
		list = append(list, Context{Name: current, Err: ReasonUnknownContext})
	}
	for i := range list {
		list[i].Current = list[i].Name == current
	}
	if err = errors.Join(err, listErr); err != nil {
		return list, fmt.Errorf("listing Docker contexts: %w", err)
	}
	return list, nil
}

// about is what a context says about itself.
type about struct{ Description string }

func (s settings) contextStore() *store.ContextStore {
	return store.New(filepath.Join(s.dir, "contexts"), store.NewConfig(
		func() any { return &about{} },
		store.EndpointTypeGetter(docker.DockerEndpoint, func() any { return &docker.EndpointMeta{} }),
	))
}

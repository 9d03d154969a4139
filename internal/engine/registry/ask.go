package registry

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

var errNoList = errors.New("it lists its repositories to nobody")

// Client asks registries, from this computer. Its methods may be called from any
// goroutine; nothing is kept between them.
type Client struct {
	Logins    Logins
	Transport http.RoundTripper // nil is the network
}

// The most that is listed: who looks for one of more searches for it.
const (
	mostRepositories = 2000
	pageSize         = 200
)

// Repositories lists what a registry has, by name. Many let nobody list it, or
// only some; Docker Hub nobody at all: the error is NotOffered then.
func (c Client) Repositories(ctx context.Context, host string) (list []string, more bool, err error) {
	if host == Hub {
		return nil, false, &Error{Kind: NotOffered, Registry: host, Err: errNoList}
	}
	target, err := name.NewRegistry(host)
	if err != nil {
		return nil, false, refused(host, "", false, err)
	}
	options, known, done, err := c.options(ctx, host)
	if err != nil {
		return nil, false, err
	}
	defer done()
	last := ""
	for len(list) < mostRepositories {
		page, err := remote.CatalogPage(target, last, pageSize, options...)
		if KindOf(err) == NotFound {
			return nil, false, &Error{Kind: NotOffered, Registry: host, Err: err}
		}
		if err != nil {
			return list, false, refused(host, "", known, err)
		}
		fresh := slices.DeleteFunc(page, func(r string) bool { return slices.Contains(list, r) })
		if list = append(list, fresh...); len(fresh) < pageSize { // some ignore where to go on
			slices.Sort(list)
			return list, false, nil
		}
		last = list[len(list)-1]
	}
	slices.Sort(list)
	return list, true, nil
}

// Tags lists the versions of a repository, which is named with its registry.
func (c Client) Tags(ctx context.Context, repository string) ([]string, error) {
	target, err := name.NewRepository(repository)
	if err != nil {
		return nil, refused("", repository, false, err)
	}
	host := hostOf(target.Registry)
	options, known, done, err := c.options(ctx, host)
	if err != nil {
		return nil, err
	}
	defer done()
	tags, err := remote.List(target, options...)
	slices.Sort(tags)
	return tags, refused(host, repository, known, err)
}

// Found is an image in a registry.
type Found struct {
	Digest    string
	Platforms []string // "linux/amd64"; nil if nobody asked
	Size      int64    // what is to be fetched for this computer's kind; 0 if nobody asked
	Created   time.Time
}

// Look tells whether a registry has an image, and what it says of it. Of Docker
// Hub it asks no more than that, since the rest would be counted as a pull.
func (c Client) Look(ctx context.Context, image string) (Found, error) {
	ref, err := name.ParseReference(image)
	if err != nil {
		return Found{}, refused("", image, false, err)
	}
	host := hostOf(ref.Context().Registry)
	options, known, done, err := c.options(ctx, host)
	if err != nil {
		return Found{}, err
	}
	defer done()
	head, err := remote.Head(ref, options...)
	if err != nil {
		return Found{}, refused(host, image, known, err)
	}
	found := Found{Digest: head.Digest.String()}
	if host == Hub {
		return found, nil
	}
	whole, err := remote.Get(ref, options...)
	if err != nil {
		return found, refused(host, image, known, err)
	}
	return found, refused(host, image, known, found.describe(whole))
}

// describe reads what there is, for which kinds of computer.
func (f *Found) describe(d *remote.Descriptor) error {
	if !d.MediaType.IsIndex() {
		made, err := d.Image()
		if err != nil {
			return err
		}
		return f.measure(made)
	}
	index, err := d.ImageIndex()
	if err != nil {
		return err
	}
	list, err := index.IndexManifest()
	if err != nil {
		return err
	}
	var mine *v1.Hash
	for _, m := range list.Manifests {
		if m.Platform == nil || m.Platform.OS == "unknown" {
			continue // an attestation, no image
		}
		f.Platforms = append(f.Platforms, m.Platform.String())
		if m.Platform.OS == "linux" && m.Platform.Architecture == runtime.GOARCH && mine == nil {
			mine = &m.Digest
		}
	}
	if mine == nil {
		return nil
	}
	made, err := index.Image(*mine)
	if err != nil {
		return err
	}
	platforms := f.Platforms
	err = f.measure(made)
	f.Platforms = platforms
	return err
}

func (f *Found) measure(made v1.Image) error {
	manifest, err := made.Manifest()
	if err != nil {
		return err
	}
	for _, l := range manifest.Layers {
		f.Size += l.Size
	}
	config, err := made.ConfigFile()
	if err != nil {
		return err
	}
	f.Created = config.Created.Time
	if p := config.Platform(); p != nil {
		f.Platforms = []string{p.String()}
	}
	return nil
}

// hostOf is a registry's name as names of images have it.
func hostOf(r name.Registry) string {
	if host := r.RegistryStr(); !strings.HasSuffix(host, "docker.io") {
		return host
	}
	return Hub
}

// options are how a registry is asked: with the docker command's login, over
// connections of their own that done ends.
func (c Client) options(ctx context.Context, host string) (list []remote.Option, known bool, done func(), err error) {
	secret, err := c.Logins.Secret(ctx, host)
	if ctx.Err() != nil {
		return nil, false, nil, refused(host, "", false, ctx.Err())
	}
	if err != nil {
		secret = Secret{} // what is public needs none, as with the docker command
	}
	var who authn.Authenticator = authn.Anonymous
	known = secret.Username != "" || secret.IdentityToken != "" || secret.RegistryToken != ""
	if known {
		who = authn.FromConfig(authn.AuthConfig{
			Username: secret.Username, Password: secret.Password, IdentityToken: secret.IdentityToken, RegistryToken: secret.RegistryToken,
		})
	}
	carrier, done := c.Transport, func() {}
	if carrier == nil {
		own := remote.DefaultTransport.(*http.Transport).Clone()
		carrier, done = own, own.CloseIdleConnections
	}
	return []remote.Option{
		remote.WithContext(ctx), remote.WithAuth(who), remote.WithTransport(carrier),
		remote.WithRetryBackoff(remote.Backoff{Duration: 200 * time.Millisecond, Factor: 1, Steps: 1}),
	}, known, done, nil
}

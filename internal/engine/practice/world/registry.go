package world

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"

	"github.com/distribution/reference"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/pkg/jsonmessage"
	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"github.com/google/go-containerregistry/pkg/v1/types"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	godigest "github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// Registries on this computer's loopback are the only ones that practice reaches,
// and it does so truly: a person can push to one and pull from it again.

// onLoopback reports whether a registry is on this computer.
func onLoopback(domain string) bool {
	host := domain
	if h, _, err := net.SplitHostPort(domain); err == nil {
		host = h
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// way is how a registry is reached.
type way struct {
	ref     name.Reference
	options []remote.Option
}

func wayTo(ctx context.Context, ref string, login registry.AuthConfig) (way, error) {
	parsed, err := name.ParseReference(ref, name.Insecure)
	if err != nil {
		return way{}, invalid("invalid reference format")
	}
	return way{parsed, []remote.Option{
		remote.WithContext(ctx), remote.WithAuth(authentication(login)), remote.WithTransport(oneByOne()), remote.WithJobs(1),
	}}, nil
}

func authentication(login registry.AuthConfig) authn.Authenticator {
	return authn.FromConfig(authn.AuthConfig{
		Username: login.Username, Password: login.Password, Auth: login.Auth, IdentityToken: login.IdentityToken, RegistryToken: login.RegistryToken,
	})
}

// oneByOne keeps no connection open, so that nothing of it outlives a request.
func oneByOne() http.RoundTripper { return &http.Transport{DisableKeepAlives: true} }

// refusal is a registry's no in the engine's words.
func (w way) refusal(err error) error {
	if err == nil {
		return nil
	}
	full, repo := w.ref.Name(), w.ref.Context().Name()
	var said *transport.Error
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, syscall.ECONNREFUSED):
		address := w.ref.Context().RegistryStr()
		return broken("Get \"http://%s/v2/\": dial tcp %s: connect: connection refused", address, address)
	case !errors.As(err, &said):
		return broken("%v", err)
	}
	code, words := said.StatusCode, http.StatusText(said.StatusCode)
	kind := transport.ErrorCode("")
	if len(said.Errors) > 0 {
		kind, words = said.Errors[0].Code, said.Errors[0].Message
	}
	switch {
	case kind == transport.ManifestUnknownErrorCode, kind == "" && code == http.StatusNotFound:
		return notFound("manifest for %s not found: manifest unknown: %s", full, words)
	case kind == transport.NameUnknownErrorCode:
		return notFound("repository %s not found: name unknown: %s", repo, words)
	case kind == transport.DeniedErrorCode:
		return notFound("pull access denied for %s, repository does not exist or may require 'docker login': denied: %s", repo, words)
	case code == http.StatusUnauthorized:
		return broken("Head \"http://%s/v2/%s/manifests/%s\": no basic auth credentials", w.ref.Context().RegistryStr(), w.ref.Context().RepositoryStr(), w.ref.Identifier())
	case code == http.StatusTooManyRequests:
		return broken("toomanyrequests: %s", words)
	}
	return broken("%s", words)
}

// Login asks a registry whether it knows somebody.
func (w *World) Login(ctx context.Context, login registry.AuthConfig) error {
	host := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(login.ServerAddress, "https://"), "http://"), "/")
	if !onLoopback(host) {
		return w.unreachable(host)
	}
	at, err := name.NewRegistry(host, name.Insecure)
	if err != nil {
		return invalid("invalid registry %q", host)
	}
	address := at.Scheme() + "://" + at.RegistryStr() + "/v2/"
	t, err := transport.NewWithContext(ctx, at, authentication(login), oneByOne(), nil)
	if err != nil {
		return broken("Get %q: %v", address, why(err))
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return invalid("%v", err)
	}
	answer, err := (&http.Client{Transport: t}).Do(q)
	if err != nil {
		return broken("Get %q: %v", address, why(err))
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fail(http.StatusUnauthorized, "login attempt to %s failed with status: %s", address, answer.Status)
	}
	return nil
}

// unreachable is what an engine says that has no network.
func (w *World) unreachable(domain string) error {
	return broken("Get \"https://%s/v2/\": dial tcp: lookup %s: network is unreachable", domain, domain)
}

// Distribution is what a registry says of an image without sending it.
func (w *World) Distribution(ctx context.Context, ref string, login registry.AuthConfig) (registry.DistributionInspect, error) {
	var found registry.DistributionInspect
	parsed, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return found, invalid("invalid reference format")
	}
	if !onLoopback(reference.Domain(parsed)) {
		return found, fail(http.StatusUnauthorized, "practice reaches no registry but those of this computer")
	}
	to, err := wayTo(ctx, parsed.String(), login)
	if err != nil {
		return found, err
	}
	head, err := remote.Head(to.ref, to.options...)
	if err != nil {
		return found, to.refusal(err)
	}
	found.Descriptor = ocispec.Descriptor{MediaType: string(head.MediaType), Size: head.Size, Digest: godigest.Digest(head.Digest.String())}
	found.Platforms = []ocispec.Platform{{OS: "linux", Architecture: "amd64"}}
	return found, nil
}

// pullFrom fetches an image from a registry.
func (w *World) pullFrom(ctx context.Context, full string, login registry.AuthConfig, say Say) error {
	from, err := wayTo(ctx, full, login)
	if err != nil {
		return err
	}
	img, err := remote.Image(from.ref, from.options...)
	if err != nil {
		return from.refusal(err)
	}
	text, err := img.RawConfigFile()
	if err != nil {
		return from.refusal(err)
	}
	var config dockerspec.DockerOCIImage
	if err := json.Unmarshal(text, &config); err != nil {
		return broken("invalid image config: %v", err)
	}
	layers, err := img.Layers()
	if err != nil {
		return from.refusal(err)
	}
	sum, err := img.Digest()
	if err != nil {
		return from.refusal(err)
	}
	if err := say(jsonmessage.JSONMessage{Status: "Pulling from " + from.ref.Context().RepositoryStr(), ID: from.ref.Identifier()}); err != nil {
		return err
	}
	made := &Image{ID: "sha256:" + hash(text), Config: config, Digests: []string{from.ref.Context().Name() + "@" + sum.String()}}
	if made.Layers, err = w.download(ctx, layers, config.RootFS, say); err != nil {
		return err
	}
	return w.pulled(made, from.ref.Name(), say)
}

// download takes the layers that are not there yet.
func (w *World) download(ctx context.Context, layers []v1.Layer, root ocispec.RootFS, say Say) ([]*Layer, error) {
	if len(layers) != len(root.DiffIDs) {
		return nil, broken("layers from manifest don't match image configuration")
	}
	all := make([]*Layer, len(layers))
	for i, l := range layers {
		id, err := l.Digest()
		if err != nil {
			return nil, broken("%v", err)
		}
		status := "Pulling fs layer"
		if all[i] = w.layer(string(root.DiffIDs[i])); all[i] != nil {
			status = "Already exists"
		}
		if err := say(jsonmessage.JSONMessage{Status: status, ID: id.Hex[:12]}); err != nil {
			return nil, err
		}
	}
	for i, l := range layers {
		if all[i] != nil {
			continue
		}
		got, err := unpack(ctx, l, say)
		if err != nil {
			return nil, err
		}
		all[i] = foreignLayer(string(root.DiffIDs[i]), got.files, got.packed)
	}
	return all, nil
}

// layer is one that an image here has already; nil if there is none.
func (w *World) layer(id string) *Layer {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, img := range w.images {
		for _, l := range img.Layers {
			if l.DiffID == id {
				return l
			}
		}
	}
	return nil
}

func unpack(ctx context.Context, l v1.Layer, say Say) (got loaded, err error) {
	id, err := l.Digest()
	if err != nil {
		return got, broken("%v", err)
	}
	size, err := l.Size()
	if err != nil {
		return got, broken("%v", err)
	}
	packed, err := l.Compressed()
	if err != nil {
		return got, broken("%v", err)
	}
	defer func() { _ = packed.Close() }()
	short := id.Hex[:12]
	in := bufio.NewReader(&meter{ctx: ctx, in: packed, total: size, tell: func(done int64) error {
		p := &jsonmessage.JSONProgress{Current: done, Total: size}
		m := jsonmessage.JSONMessage{Status: "Downloading", ID: short, Progress: p}
		//lint:ignore SA1019 older clients read it
		m.ProgressMessage = p.String()
		return say(m)
	}})
	got, err = readPacked(in)
	if err != nil {
		return got, broken("%v", err)
	}
	for _, status := range []string{"Verifying Checksum", "Download complete", "Pull complete"} {
		if err := say(jsonmessage.JSONMessage{Status: status, ID: short}); err != nil {
			return got, err
		}
	}
	return got, nil
}

// readPacked reads a layer, whether it is compressed or not, to its end.
func readPacked(in *bufio.Reader) (loaded, error) {
	if head, err := in.Peek(2); err != nil || !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return readLoaded(in)
	}
	plain, err := gzip.NewReader(in)
	if err != nil {
		return loaded{}, err
	}
	return readLoaded(plain)
}

// meter tells how much of something has been read.
type meter struct {
	ctx         context.Context
	in          io.Reader
	done, total int64
	told        int64
	tell        func(int64) error
}

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.in.Read(p)
	m.done += int64(n)
	if m.done-m.told > m.total/20 {
		m.told = m.done
		if err := m.tell(m.done); err != nil {
			return n, err
		}
	}
	return n, err
}

// Push sends an image to a registry. The public ones can't be reached.
func (w *World) Push(ctx context.Context, ref string, login registry.AuthConfig, say Say) error {
	parsed, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return invalid("invalid reference format")
	}
	images := w.toPush(parsed)
	if len(images) == 0 {
		return notFound("An image does not exist locally with the tag: %s", reference.FamiliarName(parsed))
	}
	if err := say(jsonmessage.JSONMessage{Status: "The push refers to repository [" + parsed.Name() + "]"}); err != nil {
		return err
	}
	if !onLoopback(reference.Domain(parsed)) {
		return errors.New("denied: requested access to the resource is denied")
	}
	for _, full := range sortedKeys(images) {
		if err := w.pushOne(ctx, full, images[full], login, say); err != nil {
			return err
		}
	}
	return nil
}

// toPush are the images that a name means: one with a tag, else all of the
// repository.
func (w *World) toPush(ref reference.Named) map[string]*Image {
	w.mu.Lock()
	defer w.mu.Unlock()
	found := map[string]*Image{}
	for full, img := range w.tags {
		_, tagged := ref.(reference.Tagged)
		if tagged && full == reference.FamiliarString(ref) || !tagged && strings.HasPrefix(full, reference.FamiliarName(ref)+":") {
			found[full] = img
		}
	}
	return found
}

func (w *World) pushOne(ctx context.Context, full string, img *Image, login registry.AuthConfig, say Say) error {
	to, err := wayTo(ctx, full, login)
	if err != nil {
		return err
	}
	sent, err := partial.UncompressedToImage(parcel{img})
	if err != nil {
		return broken("%v", err)
	}
	layers, err := sent.Layers()
	if err != nil {
		return broken("%v", err)
	}
	for _, l := range img.Layers {
		if err := say(jsonmessage.JSONMessage{Status: "Preparing", ID: short(l)}); err != nil {
			return err
		}
	}
	for i, l := range layers {
		if err := to.upload(l, short(img.Layers[i]), say); err != nil {
			return err
		}
	}
	if err := remote.Write(to.ref, sent, to.options...); err != nil {
		return to.pushRefusal(err)
	}
	return w.pushed(to, img, sent, say)
}

// upload sends a layer that the registry has not got.
func (w way) upload(l v1.Layer, short string, say Say) error {
	sum, err := l.Digest()
	if err != nil {
		return broken("%v", err)
	}
	if there, err := remote.Layer(w.ref.Context().Digest(sum.String()), w.options...); err == nil {
		if ok, err := partial.Exists(there); ok && err == nil {
			return say(jsonmessage.JSONMessage{Status: "Layer already exists", ID: short})
		}
	}
	size, err := l.Size()
	if err != nil {
		return broken("%v", err)
	}
	updates := make(chan v1.Update, 16)
	over := make(chan error, 1)
	go func() {
		over <- remote.WriteLayer(w.ref.Context(), l, append(slices.Clone(w.options), remote.WithProgress(updates))...)
	}()
	for u := range updates { // closed when it is over
		p := &jsonmessage.JSONProgress{Current: min(u.Complete, size), Total: size}
		m := jsonmessage.JSONMessage{Status: "Pushing", ID: short, Progress: p}
		//lint:ignore SA1019 older clients read it
		m.ProgressMessage = p.String()
		_ = say(m) // whoever asked may have gone; then the request's end ends the sending
	}
	if err := <-over; err != nil {
		return w.pushRefusal(err)
	}
	return say(jsonmessage.JSONMessage{Status: "Pushed", ID: short})
}

// pushRefusal is a registry's no to a push.
func (w way) pushRefusal(err error) error {
	var said *transport.Error
	if errors.As(err, &said) && said.StatusCode == http.StatusUnauthorized {
		return errors.New("no basic auth credentials")
	}
	if errors.As(err, &said) && said.StatusCode == http.StatusForbidden {
		return errors.New("denied: requested access to the resource is denied")
	}
	return w.refusal(err)
}

func (w *World) pushed(to way, img *Image, sent v1.Image, say Say) error {
	sum, err := sent.Digest()
	if err != nil {
		return broken("%v", err)
	}
	size, err := sent.Size()
	if err != nil {
		return broken("%v", err)
	}
	w.mu.Lock()
	if at := to.ref.Context().Name() + "@" + sum.String(); !slices.Contains(img.Digests, at) {
		img.Digests = append(slices.Clone(img.Digests), at)
	}
	w.tell(events.ImageEventType, events.ActionPush, to.ref.Name(), map[string]string{"name": to.ref.Context().Name()})
	w.mu.Unlock()
	tag := to.ref.Identifier()
	if err := say(jsonmessage.JSONMessage{Status: fmt.Sprintf("%s: digest: %s size: %d", tag, sum, size)}); err != nil {
		return err
	}
	aux, err := json.Marshal(map[string]any{"Tag": tag, "Digest": sum.String(), "Size": size})
	if err != nil {
		return err
	}
	raw := json.RawMessage(aux)
	return say(jsonmessage.JSONMessage{Aux: &raw})
}

// parcel is an image in the shape that a registry's client sends.
type parcel struct{ img *Image }

func (p parcel) RawConfigFile() ([]byte, error)      { return json.Marshal(p.img.Config) }
func (p parcel) MediaType() (types.MediaType, error) { return types.DockerManifestSchema2, nil }
func (p parcel) LayerByDiffID(id v1.Hash) (partial.UncompressedLayer, error) {
	for _, l := range p.img.Layers {
		if l.DiffID == id.String() {
			return content{l}, nil
		}
	}
	return nil, fmt.Errorf("there is no layer %s", id)
}

// content is a layer in that shape.
type content struct{ l *Layer }

func (c content) DiffID() (v1.Hash, error)            { return v1.NewHash(c.l.DiffID) }
func (c content) MediaType() (types.MediaType, error) { return types.DockerLayer, nil }

// Uncompressed is the layer's tar. Whoever closes it early ends its writer too.
func (c content) Uncompressed() (io.ReadCloser, error) {
	out, in := io.Pipe()
	go func() { in.CloseWithError(c.l.pack(in)) }()
	return out, nil
}

package build

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/distribution/reference"
	"github.com/docker/cli/cli/config"
	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
	bk "github.com/moby/buildkit/client"
	"github.com/moby/buildkit/session"
	"github.com/moby/buildkit/session/auth/authprovider"
	"github.com/moby/buildkit/session/secrets/secretsprovider"
	"github.com/tonistiigi/fsutil"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Engine is what building needs of the Docker client.
type Engine interface {
	DialHijack(ctx context.Context, url, proto string, meta map[string][]string) (net.Conn, error)
	ImageBuild(ctx context.Context, context io.Reader, options build.ImageBuildOptions) (build.ImageBuildResponse, error)
	ImageInspect(ctx context.Context, ref string, options ...client.ImageInspectOption) (image.InspectResponse, error)
}

// Builder builds images on one engine. It keeps no state.
type Builder struct{ Engine Engine }

// Options are what else a build is told. Each may be nil.
type Options struct {
	// Tell hears how far it is, on a goroutine of the build's own, and for the last
	// time before Build returns.
	Tell func(Picture)
	// Hides says which arguments hold secrets, by their names.
	Hides func(name string) bool
}

// Build builds an image. When ctx ends, the engine stops what it does, and Build
// returns soon after.
func (b Builder) Build(ctx context.Context, s spec.BuildSpec, o Options) (operations.Outcome, error) {
	j := job{engine: b.Engine, spec: s, hides: o.Hides, tracker: newTracker(Picture{Target: -1}, nil, o.Tell)}
	err := j.prepare()
	id := ""
	if err == nil {
		id, err = j.build(ctx)
	}
	if j.folder != nil {
		if fault := j.folder.failed(); fault != nil && err != nil {
			err = fault
		}
		j.tracker.p.Warnings = append(j.tracker.p.Warnings, j.folder.notes...)
	}
	j.tracker.end(err)
	name := first(s.Tags)
	if err != nil {
		e := sort(ctx, err, j.tracker.p)
		e.Raw = j.tracker.masks.Replace(e.Raw)
		return operations.Outcome{}, outward(e, name, j.tracker.p)
	}
	return operations.Outcome{Created: object.Ref{Kind: object.KindImage, ID: b.id(ctx, id, s.Tags)}, Warnings: j.tracker.p.Warnings}, nil
}

func first(tags []string) string {
	if len(tags) == 0 {
		return ""
	}
	return tags[0]
}

// id is the image's id as the engine lists it: newer ones speak of a digest.
func (b Builder) id(ctx context.Context, said string, tags []string) string {
	for _, ref := range append([]string{said}, tags...) {
		if ref == "" {
			continue
		}
		if i, err := b.Engine.ImageInspect(ctx, ref); err == nil {
			return i.ID
		}
	}
	return said
}

// job is one build.
type job struct {
	engine     Engine
	spec       spec.BuildSpec
	dockerfile []byte
	folder     *folder
	secrets    map[string][]byte
	tags       []string
	hides      func(string) bool
	tracker    *tracker
}

// prepare looks at all that lies on this computer.
func (j *job) prepare() (err error) {
	if j.spec.Folder, err = filepath.Abs(j.spec.Folder); err != nil {
		return &Error{Kind: NoFile, Path: j.spec.Folder, Raw: err.Error(), Err: err}
	}
	if flaws := j.spec.Flaws(); len(flaws) > 0 {
		return &Error{Kind: NotPossible, Raw: flaws[0].Words}
	}
	if j.folder, err = openFolder(j.spec.Folder); err != nil {
		return err
	}
	if j.dockerfile, err = readDockerfile(j.spec); err != nil {
		return err
	}
	values, masks, err := secrets(j.spec)
	if err != nil {
		return err
	}
	for _, a := range j.spec.Args {
		if a.HasValue && j.hides != nil && j.hides(a.Key) {
			masks = append(masks, hidden(a.Value)...)
		}
	}
	for _, t := range j.spec.Tags {
		named, err := reference.ParseNormalizedNamed(t)
		if err != nil {
			return &Error{Kind: NotPossible, Raw: err.Error(), Err: err}
		}
		j.tags = append(j.tags, reference.TagNameOnly(named).String())
	}
	j.secrets = values
	plan, err := PlanOf(j.dockerfile, j.spec.Target)
	if err != nil {
		plan = Picture{Target: -1} // the engine may know more words than we do
	}
	j.tracker = newTracker(plan, masks, j.tracker.tell)
	j.tracker.report()
	return nil
}

// build has the image built, by BuildKit if the engine has it.
func (j *job) build(ctx context.Context) (string, error) {
	conn, err := j.engine.DialHijack(ctx, "/grpc", "h2c", nil)
	if err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return j.classic(ctx)
	}
	return j.solve(ctx, conn)
}

// solve builds with BuildKit. conn is the first connection to it.
func (j *job) solve(ctx context.Context, conn net.Conn) (string, error) {
	taken := make(chan net.Conn, 1)
	taken <- conn
	defer func() {
		select {
		case c := <-taken:
			_ = c.Close()
		default:
		}
	}()
	c, err := bk.New(ctx, "", bk.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
		select {
		case c := <-taken:
			return c, nil
		default:
			return j.engine.DialHijack(ctx, "/grpc", "h2c", nil)
		}
	}), bk.WithSessionDialer(func(ctx context.Context, proto string, meta map[string][]string) (net.Conn, error) {
		return j.engine.DialHijack(ctx, "/session", proto, meta)
	}))
	if err != nil {
		return "", err
	}
	defer func() { _ = c.Close() }()
	beside, err := fsutil.NewFS(filepath.Dir(j.spec.Dockerfile()))
	if err != nil {
		return "", &Error{Kind: NoFile, Path: j.spec.Dockerfile(), Raw: plain(err), Err: err}
	}
	news := make(chan *bk.SolveStatus)
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		for s := range news {
			j.tracker.hear(s)
		}
	}()
	answer, err := c.Solve(ctx, nil, bk.SolveOpt{
		Frontend:      "dockerfile.v0",
		FrontendAttrs: j.attributes(),
		LocalMounts:   map[string]fsutil.FS{"context": j.folder, "dockerfile": beside},
		Exports:       []bk.ExportEntry{{Type: "moby", Attrs: j.named()}},
		Session:       j.attachables(),
		SharedKey:     "dockdesk:" + j.spec.Folder,
	}, news)
	<-heard
	if err != nil {
		return "", err
	}
	for _, key := range []string{"containerimage.config.digest", "containerimage.digest"} {
		if id := answer.ExporterResponse[key]; id != "" {
			return id, nil
		}
	}
	return "", errors.New("the engine did not say what it built")
}

// named are the image's names; an engine takes no empty one.
func (j *job) named() map[string]string {
	if len(j.tags) == 0 {
		return nil
	}
	return map[string]string{"name": strings.Join(j.tags, ",")}
}

func (j *job) attributes() map[string]string {
	s := j.spec
	attrs := map[string]string{"filename": filepath.Base(s.Dockerfile())}
	if s.Target != "" {
		attrs["target"] = s.Target
	}
	if s.Platform != "" {
		attrs["platform"] = s.Platform
	}
	if s.NoCache {
		attrs["no-cache"] = ""
	}
	if s.Pull {
		attrs["image-resolve-mode"] = "pull"
	}
	for key, value := range arguments(s) {
		if value != nil {
			attrs["build-arg:"+key] = *value
		}
	}
	for _, l := range s.Labels {
		attrs["label:"+l.Key] = l.Value
	}
	return attrs
}

// arguments are the build's arguments. One without a value is handed on from this
// computer, if it is set there.
func arguments(s spec.BuildSpec) map[string]*string {
	args := map[string]*string{}
	for _, a := range s.Args {
		if a.HasValue {
			args[a.Key] = &a.Value
		} else if value, ok := os.LookupEnv(a.Key); ok {
			args[a.Key] = &value
		}
	}
	return args
}

// attachables are what the engine may ask of this computer meanwhile: logins and
// secrets.
func (j *job) attachables() []session.Attachable {
	list := []session.Attachable{secretsprovider.FromMap(j.secrets)}
	if file, err := config.Load(""); err == nil { // without it, it is tried without a login
		list = append(list, authprovider.NewDockerAuthProvider(authprovider.DockerAuthProviderConfig{ConfigFile: file}))
	}
	return list
}

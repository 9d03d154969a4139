package world

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/pkg/jsonmessage"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func historyLine(at time.Time, by, comment string, empty bool) ocispec.History {
	return ocispec.History{Created: &at, CreatedBy: by, Comment: comment, EmptyLayer: empty}
}

// BuildWish is an image to be built.
type BuildWish struct {
	Dockerfile string
	Tags       []string
	Args       map[string]*string
	Labels     map[string]string
	Target     string
	NoCache    bool
	Context    io.Reader // a tar
}

// stage is one FROM of a Dockerfile while it is built.
type buildStage struct {
	name  string
	img   *Image
	shell []string
	args  map[string]string
	cache bool
}

// builder builds one image.
type builder struct {
	w       *World
	wish    BuildWish
	context *files.FS
	say     func(string) error
	stages  []*buildStage
	global  map[string]string // what ARG set before the first FROM
}

// Build builds an image as the classic builder does, a step at a time. say gets
// its words.
func (w *World) Build(ctx context.Context, wish BuildWish, say func(string) error) (string, error) {
	content := files.New(nil, w.now)
	if err := content.Unpack(wish.Context, "/"); err != nil {
		return "", broken("Error processing tar file(exit status 1): %v", err)
	}
	if wish.Dockerfile == "" {
		wish.Dockerfile = "Dockerfile"
	}
	text, err := content.ReadFile("/" + wish.Dockerfile)
	if err != nil {
		return "", broken("Cannot locate specified Dockerfile: %s", wish.Dockerfile)
	}
	steps, err := parseDockerfile(string(text))
	if err != nil {
		return "", err
	}
	b := &builder{w: w, wish: wish, context: content, say: say, global: map[string]string{}}
	img, err := b.run(ctx, steps)
	if err != nil {
		return "", err
	}
	return img.ID, b.finish(img)
}

func (b *builder) run(ctx context.Context, steps []instruction) (*Image, error) {
	if b.wish.Target != "" && !slices.ContainsFunc(steps, func(s instruction) bool { return stageName(s) == b.wish.Target }) {
		return nil, invalid("failed to reach build target %s in Dockerfile", b.wish.Target)
	}
	for i, s := range steps {
		if s.name != "FROM" && s.name != "ARG" && len(b.stages) == 0 {
			return nil, invalid("no build stage in current context")
		}
		if s.name == "FROM" && len(b.stages) > 0 && b.wish.Target != "" && b.stages[len(b.stages)-1].name == b.wish.Target {
			break
		}
		if err := b.say(fmt.Sprintf("Step %d/%d : %s %s\n", i+1, len(steps), s.name, s.rest)); err != nil {
			return nil, err
		}
		if err := b.step(ctx, s); err != nil {
			return nil, err
		}
	}
	if len(b.stages) == 0 {
		return nil, invalid("no build stage in current context")
	}
	return b.stages[len(b.stages)-1].img, nil
}

// stageName is the name that a FROM gives its stage; "" for none, and for every
// other instruction.
func stageName(s instruction) string {
	parts := strings.Fields(s.rest)
	if n := len(parts); s.name == "FROM" && n > 2 && strings.EqualFold(parts[n-2], "AS") {
		return parts[n-1]
	}
	return ""
}

func (b *builder) finish(img *Image) error {
	if err := b.say("Successfully built " + img.ID[7:19] + "\n"); err != nil {
		return err
	}
	for _, tag := range b.wish.Tags {
		name, err := tagName(tag, "")
		if err != nil {
			return err
		}
		b.w.mu.Lock()
		b.w.name(img, name)
		b.w.mu.Unlock()
		if err := b.say("Successfully tagged " + name + "\n"); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) step(ctx context.Context, s instruction) error {
	if s.name == "FROM" {
		return b.from(ctx, s)
	}
	if s.name == "ARG" && b.arg(s) {
		return nil
	}
	st := b.stages[len(b.stages)-1]
	s.rest = st.expanded(s)
	key := digest(st.img.ID, s.name, s.rest, strings.Join(st.shell, " "))
	if s.name == "RUN" {
		key = digest(key, fmt.Sprint(st.args))
	}
	if s.name == "COPY" || s.name == "ADD" {
		sum, err := b.sources(s)
		if err != nil {
			return err
		}
		key = digest(key, sum)
	}
	if done, err := b.cached(st, key); done || err != nil {
		return err
	}
	st.cache = false
	img, err := b.perform(ctx, st, s)
	if err != nil {
		return err
	}
	img.Parent = st.img.ID
	b.w.mu.Lock()
	if old := b.w.images[img.ID]; old != nil {
		img = old
	}
	b.w.images[img.ID], b.w.cache[key] = img, img
	b.w.mu.Unlock()
	st.img = img
	return b.say(" ---> " + img.ID[7:19] + "\n")
}

func (b *builder) cached(st *buildStage, key string) (bool, error) {
	b.w.mu.Lock()
	img := b.w.cache[key]
	b.w.mu.Unlock()
	if img == nil || !st.cache || b.wish.NoCache {
		return false, nil
	}
	st.img = img
	return true, b.say(" ---> Using cache\n ---> " + img.ID[7:19] + "\n")
}

func (b *builder) from(ctx context.Context, s instruction) error {
	parts := strings.Fields(s.rest)
	parts = slices.DeleteFunc(parts, func(p string) bool { return strings.HasPrefix(p, "--") })
	ref := os.Expand(parts[0], func(name string) string { return b.global[name] })
	st := &buildStage{shell: []string{"/bin/sh", "-c"}, args: map[string]string{}, cache: true}
	st.name = stageName(s)
	img, err := b.base(ctx, ref)
	if err != nil {
		return err
	}
	st.img = img
	b.stages = append(b.stages, st)
	return b.say(" ---> " + img.ID[7:19] + "\n")
}

// base is an earlier stage, nothing, an image that is there or one that can be
// pulled.
func (b *builder) base(ctx context.Context, ref string) (*Image, error) {
	for _, st := range b.stages {
		if st.name == ref && ref != "" {
			return st.img, nil
		}
	}
	if ref == "scratch" {
		var config dockerspec.DockerOCIImage
		config.OS, config.Architecture = "linux", "amd64"
		return newImage(config, nil), nil
	}
	b.w.mu.Lock()
	img, err := b.w.image(ref)
	b.w.mu.Unlock()
	if err == nil {
		return img, nil
	}
	full := named(ref)
	at := strings.LastIndex(full, ":")
	repo, tag := full[:at], full[at+1:]
	if err := b.w.Pull(ctx, repo, tag, registry.AuthConfig{}, b.pulling); err != nil {
		return nil, err
	}
	b.w.mu.Lock()
	defer b.w.mu.Unlock()
	return b.w.image(ref)
}

// arg notes a variable, and reports whether that is all: before the first FROM
// there is no image that could tell of it.
func (b *builder) arg(s instruction) bool {
	name, standard, _ := strings.Cut(s.rest, "=")
	standard = strings.Trim(standard, `"'`)
	if given := b.wish.Args[name]; given != nil {
		standard = *given
	}
	if len(b.stages) == 0 {
		b.global[name] = standard
		return true
	}
	st := b.stages[len(b.stages)-1]
	if standard == "" {
		standard = b.global[name]
	}
	st.args[name] = standard
	return false
}

// expanded puts values where an instruction names variables. A command's are the
// shell's business.
func (st *buildStage) expanded(s instruction) string {
	switch s.name {
	case "RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL", "ARG":
		return s.rest
	}
	return os.Expand(s.rest, func(name string) string {
		name, standard, _ := strings.Cut(name, ":-")
		for _, entry := range st.img.Config.Config.Env {
			if key, value, _ := strings.Cut(entry, "="); key == name {
				return value
			}
		}
		if v := st.args[name]; v != "" {
			return v
		}
		return standard
	})
}

// perform makes the image that a step leaves.
func (b *builder) perform(ctx context.Context, st *buildStage, s instruction) (*Image, error) {
	config, layers := st.img.Config, slices.Clone(st.img.Layers)
	config.Config = cloned(config.Config)
	now := b.w.now().UTC()
	config.Created = &now
	empty := true
	by := "/bin/sh -c #(nop) " + s.name + " " + s.rest
	var err error
	var layer *files.Layer
	switch s.name {
	case "RUN":
		by = strings.Join(words(s.rest, st.shell), " ")
		layer, err = b.command(ctx, st, s)
	case "COPY", "ADD":
		layer, err = b.copy(st, s)
	case "SHELL":
		st.shell = words(s.rest, nil)
	case "WORKDIR":
		config.Config.WorkingDir = path.Join("/", config.Config.WorkingDir, s.rest)
		if path.IsAbs(s.rest) {
			config.Config.WorkingDir = path.Clean(s.rest)
		}
		layer = b.folder(st, config.Config.WorkingDir)
	case "CMD", "ENTRYPOINT":
		err = apply(&config.Config, s.name, jsonOr(s.rest, st.shell))
	default:
		err = apply(&config.Config, s.name, s.rest)
	}
	if err != nil {
		return nil, err
	}
	if layer != nil {
		empty = false
		layers = append(layers, &Layer{DiffID: "sha256:" + layerSum(layer), Files: layer})
	}
	for name, value := range b.wish.Labels {
		if config.Config.Labels == nil {
			config.Config.Labels = map[string]string{}
		}
		config.Config.Labels[name] = value
	}
	config.History = append(slices.Clone(config.History), historyLine(now, by, "", empty))
	return newImage(config, layers), nil
}

func cloned(c dockerspec.DockerOCIImageConfig) dockerspec.DockerOCIImageConfig {
	c.Env, c.Labels, c.ExposedPorts, c.Volumes = slices.Clone(c.Env), maps.Clone(c.Labels), maps.Clone(c.ExposedPorts), maps.Clone(c.Volumes)
	return c
}

func jsonOr(rest string, shell []string) string {
	var b strings.Builder
	for i, w := range words(rest, shell) {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(strconv.Quote(w))
	}
	return "[" + b.String() + "]"
}

// layerSum is the sum of a layer's tar, which is its name.
func layerSum(l *files.Layer) string {
	sum := sha256.New()
	_ = files.PackLayer(sum, l)
	return hex.EncodeToString(sum.Sum(nil))
}

func (b *builder) folder(st *buildStage, name string) *files.Layer {
	if st.img.Files()[name] != nil {
		return nil
	}
	l := files.NewLayer()
	l.Files[name] = &files.File{Mode: fs.ModeDir | 0o755, Time: b.w.now()}
	return l
}

// command runs a RUN in a container of its own that nobody sees.
func (b *builder) command(ctx context.Context, st *buildStage, s instruction) (*files.Layer, error) {
	c := &Container{ID: digest("build", st.img.ID, s.rest), image: st.img, Host: &container.HostConfig{}, endpoints: map[string]*network.EndpointSettings{}, out: newOutput(b.w.now), Created: b.w.now(), changed: make(chan struct{})}
	c.Config = &container.Config{Env: slices.Clone(st.img.Config.Config.Env), WorkingDir: st.img.Config.Config.WorkingDir, User: st.img.Config.Config.User, Hostname: c.ID[:12]}
	for name, value := range st.args {
		c.Config.Env = append(c.Config.Env, name+"="+value)
	}
	c.fs = files.New(st.img.Files(), b.w.now)
	b.w.outfit(c)
	if err := b.say(" ---> Running in " + c.ID[:12] + "\n"); err != nil {
		return nil, err
	}
	args := words(s.rest, st.shell)
	p := b.w.process(c, args)
	p.Stdout = said(b.say)
	p.Stderr = p.Stdout
	code, err := p.Run(ctx)
	if err != nil {
		return nil, broken("failed to create task for container: OCI runtime create failed: runc create failed: unable to start container process: exec: %q: %v: unknown", args[0], err)
	}
	if code != 0 {
		return nil, &Failed{Code: code, Message: fmt.Sprintf("The command '%s' returned a non-zero code: %d", strings.Join(args, " "), code)}
	}
	if err := b.say(" ---> Removed intermediate container " + c.ID[:12] + "\n"); err != nil {
		return nil, err
	}
	if own := c.fs.Own(); len(own.Files)+len(own.Gone) > 0 {
		return own, nil
	}
	return nil, nil // it changed nothing
}

// Failed is a build's command that ended badly.
type Failed struct {
	Code    int
	Message string
}

func (f *Failed) Error() string { return f.Message }

type said func(string) error

func (s said) Write(p []byte) (int, error) { return len(p), s(string(p)) }

// copied is what a COPY or ADD is about.
func (b *builder) copied(s instruction) (from *files.FS, sources []string, to string, err error) {
	from = b.context
	var flags []string
	rest := s.rest
	for strings.HasPrefix(rest, "--") {
		flag, after, _ := strings.Cut(rest, " ")
		flags, rest = append(flags, flag), strings.TrimSpace(after)
	}
	all := list(rest)
	if len(all) < 2 {
		return nil, nil, "", invalid("dockerfile parse error line %d: %s requires at least two arguments, but only one was provided. Destination could not be determined", s.line, s.name)
	}
	for _, flag := range flags {
		name, ok := strings.CutPrefix(flag, "--from=")
		if !ok {
			continue
		}
		img, err := b.stageImage(name)
		if err != nil {
			return nil, nil, "", err
		}
		from = files.New(img.Files(), b.w.now)
	}
	return from, all[:len(all)-1], all[len(all)-1], nil
}

func (b *builder) stageImage(name string) (*Image, error) {
	for i, st := range b.stages {
		if st.name == name || itoa(i) == name {
			return st.img, nil
		}
	}
	b.w.mu.Lock()
	defer b.w.mu.Unlock()
	img, err := b.w.image(name)
	if err != nil {
		return nil, invalid("invalid from flag value %s: %v", name, err)
	}
	return img, nil
}

// matches are the names that a source means.
func matchesIn(from *files.FS, source string) ([]string, error) {
	if clean := path.Clean("/" + source); strings.HasPrefix(path.Clean(source), "..") {
		return nil, broken("COPY failed: forbidden path outside the build context: %s ()", source)
	} else if !strings.ContainsAny(source, "*?[") {
		if _, err := from.Stat(clean); err != nil {
			return nil, broken("COPY failed: file not found in build context or excluded by .dockerignore: stat %s: file does not exist", source)
		}
		return []string{clean}, nil
	}
	in, err := from.ReadDir(path.Dir("/" + source))
	if err != nil {
		return nil, broken("COPY failed: no source files were specified")
	}
	var found []string
	for _, base := range slices.Sorted(maps.Keys(in)) {
		if ok, _ := path.Match(path.Base(source), base); ok {
			found = append(found, path.Join(path.Dir("/"+source), base))
		}
	}
	if len(found) == 0 {
		return nil, broken("COPY failed: no source files were specified")
	}
	return found, nil
}

// sources is a sum of what is copied, so that the cache knows when it changed.
func (b *builder) sources(s instruction) (string, error) {
	from, sources, _, err := b.copied(s)
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	for _, source := range sources {
		names, err := matchesIn(from, source)
		if err != nil {
			return "", err
		}
		for _, name := range names {
			if err := from.Pack(&text, name, "x"); err != nil {
				return "", broken("%v", err)
			}
		}
	}
	return hash(text.Bytes()), nil
}

func (b *builder) copy(st *buildStage, s instruction) (*files.Layer, error) {
	from, sources, to, err := b.copied(s)
	if err != nil {
		return nil, err
	}
	into := files.New(st.img.Files(), b.w.now)
	folder := strings.HasSuffix(to, "/") || len(sources) > 1 || to == "."
	if !path.IsAbs(to) {
		to = path.Join("/", st.img.Config.Config.WorkingDir, to)
	}
	if there, err := into.Stat(to); err == nil && there.Mode.IsDir() {
		folder = true
	}
	for _, source := range sources {
		names, err := matchesIn(from, source)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := copyOne(from, name, into, to, folder); err != nil {
				return nil, broken("COPY failed: %v", err)
			}
		}
	}
	return into.Own(), nil
}

func copyOne(from *files.FS, name string, into *files.FS, to string, folder bool) error {
	file, err := from.Stat(name)
	if err != nil {
		return err
	}
	if !file.Mode.IsDir() {
		if folder {
			to = path.Join(to, path.Base(name))
		}
		return into.Put(to, *file)
	}
	return from.Walk(name, func(at string, f *files.File) error {
		rest := strings.TrimPrefix(strings.TrimPrefix(at, name), "/")
		target := path.Join(to, rest)
		if have, err := into.Stat(target); err == nil && have.Mode.IsDir() && f.Mode.IsDir() {
			return nil
		}
		return into.Put(target, *f)
	})
}

// apply changes a configuration as an instruction says.
func apply(c *dockerspec.DockerOCIImageConfig, name, rest string) error {
	shell := []string{"/bin/sh", "-c"}
	switch strings.ToUpper(name) {
	case "CMD":
		c.Cmd = words(rest, shell)
	case "ENTRYPOINT":
		c.Entrypoint = words(rest, shell)
	case "ENV":
		return setPairs(rest, func(key, value string) { c.Env = withEnv(c.Env, key, value) })
	case "LABEL":
		if c.Labels == nil {
			c.Labels = map[string]string{}
		}
		return setPairs(rest, func(key, value string) { c.Labels[key] = value })
	case "EXPOSE":
		if c.ExposedPorts == nil {
			c.ExposedPorts = map[string]struct{}{}
		}
		for _, port := range strings.Fields(rest) {
			if !strings.Contains(port, "/") {
				port += "/tcp"
			}
			c.ExposedPorts[port] = struct{}{}
		}
	case "USER":
		c.User = rest
	case "WORKDIR":
		c.WorkingDir = rest
	case "VOLUME":
		if c.Volumes == nil {
			c.Volumes = map[string]struct{}{}
		}
		for _, v := range list(rest) {
			c.Volumes[v] = struct{}{}
		}
	case "STOPSIGNAL":
		c.StopSignal = rest
	case "HEALTHCHECK":
		return setHealth(c, rest)
	case "MAINTAINER", "ONBUILD", "SHELL", "ARG":
	default:
		return invalid("dockerfile parse error on line 1: unknown instruction: %s", name)
	}
	return nil
}

// withEnv sets a variable in its place, or at the end.
func withEnv(env []string, key, value string) []string {
	for i, entry := range env {
		if name, _, _ := strings.Cut(entry, "="); name == key {
			env[i] = key + "=" + value
			return env
		}
	}
	return append(env, key+"="+value)
}

func setPairs(rest string, set func(key, value string)) error {
	all, err := pairs(rest)
	if err != nil {
		return invalid("%v", err)
	}
	for _, p := range all {
		set(p[0], p[1])
	}
	return nil
}

func setHealth(c *dockerspec.DockerOCIImageConfig, rest string) error {
	h := &dockerspec.HealthcheckConfig{}
	for strings.HasPrefix(rest, "--") {
		flag, after, _ := strings.Cut(rest, " ")
		rest = strings.TrimSpace(after)
		name, value, _ := strings.Cut(strings.TrimPrefix(flag, "--"), "=")
		d, err := time.ParseDuration(value)
		if n, bad := strconv.Atoi(value); name == "retries" && bad == nil {
			h.Retries = n
			continue
		}
		if err != nil {
			return invalid("%v", err)
		}
		switch name {
		case "interval":
			h.Interval = d
		case "timeout":
			h.Timeout = d
		case "start-period":
			h.StartPeriod = d
		}
	}
	kind, command, _ := strings.Cut(rest, " ")
	if strings.EqualFold(kind, "NONE") {
		h.Test = []string{"NONE"}
	} else if command = strings.TrimSpace(command); strings.HasPrefix(command, "[") {
		h.Test = append([]string{"CMD"}, list(command)...)
	} else {
		h.Test = []string{"CMD-SHELL", command}
	}
	c.Healthcheck = h
	return nil
}

// pulling tells of a pull in the midst of a build.
func (b *builder) pulling(m jsonmessage.JSONMessage) error {
	if m.ID != "" || m.Status == "" {
		return nil
	}
	return b.say(m.Status + "\n")
}

// PruneBuilds forgets what builds were made of.
func (w *World) PruneBuilds() build.CachePruneReport {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.cache)
	return build.CachePruneReport{}
}

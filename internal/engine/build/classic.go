package build

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/docker/cli/cli/config"
	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/registry"
	"github.com/tonistiigi/fsutil"
)

// classic builds where there is no BuildKit: all files are sent at once, and the
// engine's words are read.
func (j *job) classic(ctx context.Context) (string, error) {
	if len(j.spec.Secrets) > 0 {
		return "", &Error{Kind: NotPossible, Raw: "the builder of this engine takes no secrets"}
	}
	j.tracker.p.Classic = true
	patterns, err := ignored(j.spec)
	if err != nil {
		return "", err
	}
	name, extra := j.inTar()
	files, err := fsutil.NewFilterFS(j.folder, &fsutil.FilterOpt{ExcludePatterns: append(patterns, "!"+name, "!.dockerignore")})
	if err != nil {
		return "", &Error{Kind: Syntax, Path: ".dockerignore", Raw: err.Error(), Err: err}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	read, write := io.Pipe()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_ = write.CloseWithError(send(ctx, write, files, name, extra))
	}()
	defer func() {
		_ = read.Close()
		<-sent
	}()
	labels := map[string]string{}
	for _, l := range j.spec.Labels {
		labels[l.Key] = l.Value
	}
	answer, err := j.engine.ImageBuild(ctx, read, build.ImageBuildOptions{
		Tags: j.tags, Dockerfile: filepath.ToSlash(name), NoCache: j.spec.NoCache, PullParent: j.spec.Pull, Remove: true, ForceRemove: true,
		BuildArgs: arguments(j.spec), Labels: labels, Target: j.spec.Target, Platform: j.spec.Platform, AuthConfigs: logins(),
	})
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	return j.listen(answer.Body)
}

// inTar is the Dockerfile's name among the files that are sent. One that is not in
// the folder is put beside them.
func (j *job) inTar() (name string, extra []byte) {
	rel, err := filepath.Rel(j.spec.Folder, j.spec.Dockerfile())
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return ".dockerfile.dockdesk", j.dockerfile
	}
	return rel, nil
}

func send(ctx context.Context, w io.Writer, files fsutil.FS, name string, extra []byte) error {
	if extra != nil {
		t := tar.NewWriter(w)
		if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(extra)), Typeflag: tar.TypeReg}); err != nil {
			return err
		}
		if _, err := t.Write(extra); err != nil {
			return err
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return fsutil.WriteTar(ctx, files, w)
}

// logins are what the docker command knows of registries.
func logins() map[string]registry.AuthConfig {
	known := map[string]registry.AuthConfig{}
	file, err := config.Load("")
	if err != nil {
		return known
	}
	all, err := file.GetAllCredentials()
	if err != nil {
		return known
	}
	for host, a := range all {
		known[host] = registry.AuthConfig{Username: a.Username, Password: a.Password, Auth: a.Auth, ServerAddress: a.ServerAddress, IdentityToken: a.IdentityToken, RegistryToken: a.RegistryToken}
	}
	return known
}

// listen reads the engine's words until the build is over.
func (j *job) listen(body io.Reader) (id string, err error) {
	c := classic{t: j.tracker}
	for news := json.NewDecoder(body); ; {
		var m struct {
			Stream, Status, ID, Error string
			Aux                       json.RawMessage
		}
		switch err := news.Decode(&m); {
		case errors.Is(err, io.EOF):
			if c.id == "" {
				return "", errors.New("the engine did not say what it built")
			}
			return c.id, nil
		case err != nil:
			return "", err
		case m.Error != "":
			c.fail(m.Error)
			return "", errors.New(m.Error)
		}
		var made struct{ ID string }
		if json.Unmarshal(m.Aux, &made) == nil && made.ID != "" {
			c.id = made.ID
		}
		if m.Stream != "" {
			c.hear(m.Stream)
		}
		if m.Status != "" {
			c.print(strings.TrimSpace(m.ID+" "+m.Status) + "\n")
		}
		j.tracker.report()
	}
}

// classic reads what the old builder, and Podman, say.
type classic struct {
	t       *tracker
	id      string
	at      *Step
	stage   int
	step    int // of the stage, the one that runs
	began   bool
	pending string
}

var (
	stepLine  = regexp.MustCompile(`^(?:\[\d+/\d+\] )?(?:Step|STEP) (\d+)(?:/\d+)? ?: (.*)$`)
	cacheLine = regexp.MustCompile(`^\s*-+> Using cache`)
	idLine    = regexp.MustCompile(`^\s*-+> (?:Running in |Removed intermediate container )?([0-9a-f]{12,})\s*$`)
	builtLine = regexp.MustCompile(`^Successfully built ([0-9a-f]+)`)
)

func (c *classic) hear(text string) {
	text = c.pending + text
	lines := strings.Split(text, "\n")
	c.pending = lines[len(lines)-1]
	for _, line := range lines[:len(lines)-1] {
		c.line(strings.TrimRight(line, "\r"))
	}
}

func (c *classic) line(line string) {
	switch m := stepLine.FindStringSubmatch(line); {
	case m != nil:
		c.finish(Done)
		c.next(m[2])
	case cacheLine.MatchString(line):
		if c.at != nil {
			c.at.State = Cached
		}
	case builtLine.MatchString(line):
		c.finish(Done)
		c.id = builtLine.FindStringSubmatch(line)[1]
	case idLine.MatchString(line), strings.HasPrefix(line, "Successfully tagged"), strings.HasPrefix(line, "COMMIT "):
	default:
		c.print(line + "\n")
	}
}

func (c *classic) print(line string) {
	if c.at != nil {
		c.t.lines(c.at, []string{strings.TrimRight(line, "\n")})
	}
}

// next goes to the next step: the first one from here on that has its instruction.
func (c *classic) next(text string) {
	keyword, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	keyword = strings.ToUpper(keyword)
	if keyword == "FROM" {
		if c.began {
			c.stage++
		}
		c.began, c.step = true, -1
	}
	if !c.began || c.stage >= len(c.t.p.Stages) {
		c.at = nil // an ARG before the first FROM
		return
	}
	steps := c.t.p.Stages[c.stage].Steps
	for i := c.step + 1; i < len(steps); i++ {
		if steps[i].Keyword == keyword {
			c.step, c.at = i, &steps[i]
			c.at.State, c.at.Started = Running, time.Now()
			return
		}
	}
	c.at = nil
}

func (c *classic) finish(state State) {
	if c.at == nil {
		return
	}
	c.at.Ended = time.Now()
	if c.at.State != Running {
		return
	}
	c.at.State = state
	if state == Done && c.at.Keyword == "FROM" && !c.at.Setting && len(c.at.Log) == 0 { // nothing was fetched
		c.at.State = Cached
	}
}

func (c *classic) fail(why string) {
	if c.pending != "" {
		c.print(c.pending)
	}
	c.finish(Failed)
	if c.at != nil {
		c.at.State, c.at.Error = Failed, c.t.masks.Replace(why)
	}
}

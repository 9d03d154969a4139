// Package dockerfile reads Dockerfiles and finds in them what works but isn't good:
// by the linter of BuildKit, which the engine builds with, and by rules of ours for what
// the guide recommends. Most findings have a fix, as an edit of whole lines.
//
// It reads text only: it asks no engine and no network, and must know nothing of pages.
package dockerfile

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
)

// Finding is something that could be better.
type Finding struct {
	Rule        string // "pinned-base"; BuildKit's are called as there: "JSONArgsRecommended"
	First, Last int    // lines, from 1; 0 for the file as a whole
	Words       string // what is found, in a sentence
	Fix         *Fix   // nil where only a person can tell what is right
}

// Fix is a change that takes a finding away.
type Fix struct {
	Words string // what it does: "Name the version"
	Edits []Edit
	// Ignore is the text of a .dockerignore to be made; "" for none.
	Ignore string
}

// Edit replaces the lines First to Last by others; where Last is First-1 it inserts
// them before First.
type Edit struct {
	First, Last int
	With        []string
}

// Context is what is known of the folder of a Dockerfile.
type Context struct {
	Ignored bool // there is a .dockerignore
	// Tags are the tags that this engine has of a repository; nil where nobody knows.
	Tags func(repository string) []string
}

// Broken is a Dockerfile that can't be read.
type Broken struct {
	Line  int // 0 where it isn't known
	Words string
}

func (b *Broken) Error() string { return b.Words }

// Lint finds what could be better, in the order of the lines. The error is a *Broken
// where the text is no Dockerfile.
func Lint(ctx context.Context, text []byte, c Context) ([]Finding, error) {
	f, err := read(text)
	if err != nil {
		return nil, err
	}
	found, err := buildKit(ctx, text, f)
	if err != nil {
		return nil, err
	}
	for _, rule := range rules {
		found = append(found, rule(f, c)...)
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(a.First, b.First) })
	return found, nil
}

// Apply makes a fix. The text keeps its line ends.
func Apply(text []byte, fix *Fix) []byte {
	ending := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		ending = "\r\n"
	}
	lines := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	edits := slices.Clone(fix.Edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(b.First, a.First) }) // from below, so that numbers stay
	for _, e := range edits {
		first, last := min(max(e.First-1, 0), len(lines)), min(max(e.Last, 0), len(lines))
		lines = slices.Replace(lines, first, max(first, last), e.With...)
	}
	return []byte(strings.Join(lines, ending))
}

// file is a Dockerfile that was read.
type file struct {
	lines  []string
	stages []instructions.Stage
}

func read(text []byte) (*file, error) {
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, broken(err)
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return nil, broken(err)
	}
	return &file{lines: strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), stages: stages}, nil
}

func broken(err error) error {
	b := &Broken{Words: err.Error()}
	var at *parser.LocationError
	if errors.As(err, &at) && len(at.Locations) > 0 && len(at.Locations[0]) > 0 {
		b.Line = at.Locations[0][0].Start.Line
	}
	return b
}

// line is a line of the text, from 1.
func (f *file) line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	return f.lines[n-1]
}

// names are the stages that a FROM or --from may mean.
func (f *file) names() map[string]bool {
	names := map[string]bool{"scratch": true}
	for _, s := range f.stages {
		if s.Name != "" {
			names[strings.ToLower(s.Name)] = true
		}
	}
	return names
}

// nobody answers for images that aren't there: what they set is not known, and linting
// needs no network.
type nobody struct{}

func (nobody) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	config, err := json.Marshal(map[string]any{"config": map[string]any{}, "rootfs": map[string]any{"type": "layers"}})
	return ref, "", config, err
}

// buildKit asks BuildKit's own linter, and adds fixes of ours where the text tells them.
func buildKit(ctx context.Context, text []byte, f *file) ([]Finding, error) {
	caps := pb.Caps.CapSet(pb.Caps.All())
	source := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", text)
	source.Definition = &llb.Definition{} // without it, it panics
	var found []Finding
	results, err := dockerfile2llb.DockerfileLint(ctx, text, dockerfile2llb.ConvertOpt{
		SourceMap:    source,
		MetaResolver: nobody{},
		LLBCaps:      &caps,
	})
	if err != nil {
		return nil, fmt.Errorf("linting: %w", err)
	}
	for _, w := range results.Warnings {
		one := Finding{Rule: w.RuleName, Words: w.Detail + "."}
		if w.Location != nil && len(w.Location.Ranges) > 0 {
			one.First, one.Last = int(w.Location.Ranges[0].Start.Line), int(w.Location.Ranges[0].End.Line)
		}
		if fix := fixes[one.Rule]; fix != nil {
			one.Fix = fix(f, one)
		}
		found = append(found, one)
	}
	return found, nil
}

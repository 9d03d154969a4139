package operations_test

import (
	"archive/tar"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/image"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// runBuild builds a Dockerfile with BuildKit, so that there is build cache.
func runBuild(t *testing.T, eng *realengine.Engine, name string, lines ...string) {
	t.Helper()
	var files bytes.Buffer
	out := tar.NewWriter(&files)
	text := strings.Join(lines, "\n") + "\n"
	must(0, out.WriteHeader(&tar.Header{Name: "Dockerfile", Mode: 0o644, Size: int64(len(text))}))(t)
	must(out.Write([]byte(text)))(t)
	must(0, out.Close())(t)
	answer := must(eng.Client().ImageBuild(t.Context(), &files, build.ImageBuildOptions{
		Version: build.BuilderBuildKit, Tags: []string{name},
	}))(t)
	defer func() { _ = answer.Body.Close() }()
	if said := string(must(io.ReadAll(answer.Body))(t)); strings.Contains(said, `"error"`) {
		t.Fatal(said)
	}
}

// cached builds two images, one of which goes again: some of the cache is
// shared with an image, some is not.
func cached(t *testing.T, eng *realengine.Engine) {
	t.Helper()
	must(eng.Client().BuildCachePrune(t.Context(), build.CachePruneOptions{All: true}))(t)
	write := func(file string) string { return `RUN ["/lab","write","` + file + `","50k"]` }
	runBuild(t, eng, "stays:1", "FROM lab:1", write("/a"), write("/b"))
	runBuild(t, eng, "goes:1", "FROM lab:1", write("/a"), write("/c"), write("/d"))
	must(eng.Client().ImageRemove(t.Context(), "goes:1", image.RemoveOptions{PruneChildren: true}))(t)
}

// records are the descriptions of the build cache that there is.
func records(t *testing.T, eng *realengine.Engine) []string {
	t.Helper()
	var list []string
	for _, c := range must(eng.Client().DiskUsage(t.Context(), types.DiskUsageOptions{}))(t).BuildCache {
		what, _, _ := strings.Cut(c.Description, "http://") // of a new one each time
		list = append(list, c.Type+" "+what)
	}
	slices.Sort(list)
	return list
}

func TestPruneTakesTheBuildCacheThatTheDockerCommandTakes(t *testing.T) {
	for command, choice := range map[string]operations.CacheChoice{
		"builder prune -f":    operations.DanglingCache,
		"builder prune -f -a": operations.UnusedCache,
	} {
		t.Run(command, func(t *testing.T) {
			eng := realengine.Shared(t)
			cached(t, eng)
			all := records(t, eng)
			eng.Docker(t, strings.Fields(command)...)
			theirs := records(t, eng)
			eng.Clean(t)

			cached(t, eng)
			if again := records(t, eng); !slices.Equal(again, all) {
				t.Fatalf("caches differ before\n%q\n%q", all, again)
			}
			prunes := operations.Prunes{Engine: eng.Client()}
			plan := must(prunes.Plan(t.Context(), operations.Selection{BuildCache: choice}))(t)
			result := prunes.Prune(t.Context(), plan, nil)
			if ours := records(t, eng); !slices.Equal(ours, theirs) {
				t.Errorf("caches differ\nbefore: %q\n  ours: %q\ntheirs: %q", all, ours, theirs)
			}
			if len(theirs) == len(all) || len(result.Kept) > 0 || len(plan.Items) != len(all)-len(theirs) {
				t.Errorf("of %d records %d planned, kept %+v", len(all), len(plan.Items), result.Kept)
			}
		})
	}
}

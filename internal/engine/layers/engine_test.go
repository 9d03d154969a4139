package layers_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// build builds an image on the engine and is its id.
func build(t *testing.T, eng *realengine.Engine, tag, dockerfile string) string {
	t.Helper()
	cmd := eng.Command(t.Context(), "build", "-t", tag, "-")
	cmd.Env = append(cmd.Env, "DOCKER_BUILDKIT=0")
	cmd.Stdin = strings.NewReader(dockerfile)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return eng.Docker(t, "image", "inspect", "-f", "{{.Id}}", tag)
}

// rough is a Dockerfile that does all that a layer can hold.
const rough = "FROM " + realengine.ShellImage + `
RUN mkdir -p /srv/deep/er /cache/a /cache/b /swap && echo one > /srv/deep/er/file && echo cached > /cache/a/x && echo cached > /cache/b/y && echo s > /swap/s && ln /srv/deep/er/file /srv/hard && ln -s ../nowhere /srv/soft && mkfifo /srv/pipe
ENV MODE=test
RUN rm -rf /cache && mkdir /cache && echo new > /cache/new && rm -r /swap && echo file > /swap && rm /srv/hard
RUN chmod 4750 /srv/deep/er/file && chown 7:8 /srv/deep && echo more >> /etc/passwd && rm /srv/pipe && mkdir /srv/pipe
RUN true
RUN rm /swap && mkdir -p /swap/again && echo last > /swap/again/f && rm -rf /srv/deep/er
CMD ["sh"]
`

// fact is what a test holds about a file, of whatever it reads.
func fact(kind byte, mode int64, uid, gid int, size int64, link string) string {
	if kind != tar.TypeReg && kind != 0 {
		size = 0
	}
	return fmt.Sprintf("%c %o %d:%d %d %s", kind, mode&0o7777, uid, gid, size, link)
}

func factOf(h *tar.Header) string {
	link := h.Linkname
	if h.Typeflag == tar.TypeLink {
		link = path.Clean("/" + link)
	}
	return fact(h.Typeflag, h.Mode, h.Uid, h.Gid, h.Size, link)
}

func factOfEntry(e *layers.Entry) string {
	kinds := map[layers.Kind]byte{layers.File: tar.TypeReg, layers.Folder: tar.TypeDir, layers.Link: tar.TypeSymlink, layers.Hard: tar.TypeLink, layers.Pipe: tar.TypeFifo, layers.Device: tar.TypeChar}
	return fact(kinds[e.Kind], int64(e.Mode), int(e.UID), int(e.GID), e.Size, e.Link)
}

// unpacked is what docker save says, read by other means: each layer's paths with
// what they are, and for removals "gone" and "emptied".
func savedLayers(t *testing.T, archive []byte) []map[string]string {
	t.Helper()
	files := map[string][]byte{}
	links := map[string]string{}
	for r := tar.NewReader(bytes.NewReader(archive)); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeSymlink {
			links[h.Name] = path.Join(path.Dir(h.Name), h.Linkname)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[h.Name] = text
	}
	var list []struct{ Layers []string }
	if err := json.Unmarshal(files["manifest.json"], &list); err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, name := range list[0].Layers {
		if to := links[name]; to != "" {
			name = to
		}
		m := map[string]string{}
		for r := tar.NewReader(bytes.NewReader(files[name])); ; {
			h, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			p := path.Clean("/" + h.Name)
			base := path.Base(p)
			switch {
			case p == "/":
			case base == ".wh..wh..opq":
				m["emptied "+path.Dir(p)] = ""
			case strings.HasPrefix(base, ".wh."):
				m["gone "+path.Join(path.Dir(p), base[4:])] = ""
			default:
				m[p] = factOf(h)
			}
		}
		out = append(out, m)
	}
	return out
}

func ours(l *layers.Layer) map[string]string {
	m := map[string]string{}
	for i := range l.Entries {
		switch e := &l.Entries[i]; e.Kind {
		case layers.Gone:
			m["gone "+e.Path] = ""
		case layers.Emptied:
			m["emptied "+e.Path] = ""
		default:
			m[e.Path] = factOfEntry(e)
		}
	}
	return m
}

func same(t *testing.T, what string, ours, theirs map[string]string) {
	t.Helper()
	for p := range maps.Keys(ours) {
		if _, ok := theirs[p]; !ok {
			t.Errorf("%s: %s is only ours: %s", what, p, ours[p])
		}
	}
	for p, f := range theirs {
		if got, ok := ours[p]; !ok || got != f {
			t.Errorf("%s: %s is %q, ours %q", what, p, f, got)
		}
	}
}

// The layer view agrees, file by file, with the tar of docker save, and in the end
// with what docker export writes of a container.
func TestLayersAreThoseOfDockerSaveAndFilesThoseOfDockerExport(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	id := build(t, eng, "rough:1", rough)
	reader := layers.NewReader()
	var heard []int
	img, err := reader.Read(t.Context(), eng.Client(), id, 0, func(n layers.News) { heard = append(heard, n.Image.Read()) })
	if err != nil {
		t.Fatal(err)
	}
	if heard[0] != 0 || !slices.IsSorted(heard) || heard[len(heard)-1] != len(img.Layers) {
		t.Errorf("the news were %v", heard)
	}
	archive, err := eng.Command(t.Context(), "save", "rough:1").Output()
	if err != nil {
		t.Fatal(err)
	}
	saved := savedLayers(t, archive)
	if len(saved) != len(img.Layers) || len(saved) != 6 {
		t.Fatalf("%d layers, ours %d", len(saved), len(img.Layers))
	}
	for i, theirs := range saved {
		same(t, fmt.Sprintf("layer %d", i), ours(img.Layers[i]), theirs)
	}

	// The history stands beside them.
	var words []string
	for _, s := range img.Steps {
		words = append(words, fmt.Sprintf("%d %s", s.Layer, layers.Word(s.Instruction)))
	}
	if got := strings.Join(words, ", "); !strings.HasSuffix(got, "2 RUN, -1 ENV, 3 RUN, 4 RUN, -1 RUN, 5 RUN, -1 CMD") {
		t.Errorf("the steps are %s", got)
	}

	// All of it together.
	eng.Docker(t, "create", "--name", "rough", "rough:1")
	export, err := eng.Command(t.Context(), "export", "rough").Output()
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string]string{}
	made := map[string]bool{"/.dockerenv": true, "/dev": true, "/dev/console": true, "/dev/pts": true, "/dev/shm": true, "/etc/hostname": true, "/etc/hosts": true, "/etc/mtab": true, "/etc/resolv.conf": true, "/proc": true, "/sys": true}
	for r := tar.NewReader(bytes.NewReader(export)); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if p := path.Clean("/" + h.Name); p != "/" && !made[p] {
			theirs[p] = factOf(h)
		}
	}
	seen := map[string]string{}
	var walk func(*layers.Node)
	walk = func(n *layers.Node) {
		for _, c := range n.Children {
			if c.Mark != layers.Removed && !made[c.Path] && c.Entry != nil {
				seen[c.Path] = factOfEntry(c.Entry)
			}
			walk(c)
		}
	}
	walk(layers.Tree(img, len(img.Layers)-1))
	same(t, "export", seen, theirs)

	// What is wasted is what was removed or overwritten.
	survey := layers.NewSurvey(img)
	wasted := map[string]bool{}
	for _, w := range survey.Waste {
		wasted[w.Path] = true
	}
	for _, p := range []string{"/cache/a/x", "/cache/b/y", "/swap", "/swap/s", "/etc/passwd", "/srv/deep/er/file"} {
		if !wasted[p] {
			t.Errorf("%s is not wasted: %v", p, survey.Waste)
		}
	}

	// A file is read as docker has it, also one that is gone.
	var out bytes.Buffer
	for _, e := range img.Layers[2].Entries {
		if e.Path == "/cache/a/x" {
			if whole, err := layers.Content(t.Context(), eng.Client(), id, e, 0, &out); err != nil || !whole || out.String() != "cached\n" {
				t.Errorf("%q, %v, %v", out.String(), whole, err)
			}
		}
	}

	// What is remembered needs no engine; what is gone says so.
	again, err := reader.Read(t.Context(), eng.Client(), id, 1, nil)
	if err != nil || again.Layers[3] != img.Layers[3] || again.Guessed {
		t.Errorf("it was not remembered: %v", err)
	}
	stacks, err := reader.Stacks(t.Context(), eng.Client(), []string{id, "sha256:" + strings.Repeat("0", 64)})
	if err != nil || len(stacks) != 1 || !slices.Equal(stacks[id], img.Digests) {
		t.Errorf("the stacks are %v, %v", stacks, err)
	}
	if _, err := reader.Read(t.Context(), eng.Client(), "nobody:here", 0, nil); !errors.Is(err, layers.ReasonGone) {
		t.Error(err)
	}
}

// Cancelling ends the engine's work too.
func TestAReadingThatIsCancelledLeavesNothingRunning(t *testing.T) {
	eng := realengine.Shared(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := layers.NewReader().Read(ctx, eng.Client(), "lab-web:1", 0, func(layers.News) { cancel() })
	cancel()
	if layers.ReasonOf(err) != layers.ReasonCanceled {
		t.Error(err)
	}
}

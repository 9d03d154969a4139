package changes_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/changes"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// drawn is a tree as indented lines.
func drawn(n *changes.Node) string {
	var b strings.Builder
	var walk func(*changes.Node)
	walk = func(n *changes.Node) {
		mark := "-"
		switch {
		case n.Mount:
			mark = "mount"
		case n.Listed:
			mark = n.Kind.String()
		}
		fmt.Fprintf(&b, "%s%s %s %v\n", strings.Repeat(" ", n.Depth), n.Name, mark, n.Counts)
		for _, c := range n.Children {
			walk(c)
		}
	}
	for _, c := range n.Children {
		walk(c)
	}
	return b.String()
}

func TestAListBecomesATreeWithCounts(t *testing.T) {
	root := changes.Tree([]changes.Change{
		{"/a", changes.Changed}, {"/a/b", changes.Added}, {"/a/c", changes.Deleted}, {"/data", changes.Added}, {"/e/f/g", changes.Changed},
	}, []string{"/data", "/elsewhere"})
	want := "a changed [0 1 1]\n b added [0 1 0]\n c deleted [0 0 1]\ndata mount [0 0 0]\ne - [1 0 0]\n f - [1 0 0]\n  g changed [1 0 0]\n"
	if got := drawn(root); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if root.Counts.All() != 3 || root.Counts.Of(changes.Deleted) != 1 {
		t.Errorf("%v in all", root.Counts)
	}
}

func TestOddPathsMakeATree(t *testing.T) {
	for _, p := range []string{"", "/", "//", "../..", "/a//b/../c", "/\x00\xff", strings.Repeat("/d", 3000)} {
		if root := changes.Tree([]changes.Change{{p, changes.Added}}, nil); root.Counts.All() > 1 {
			t.Errorf("%q counts %v", p, root.Counts)
		}
	}
}

func TestTenThousandChangesBecomeATreeFast(t *testing.T) {
	var list []changes.Change
	for i := range 10_000 {
		list = append(list, changes.Change{Path: fmt.Sprintf("/srv/d%03d/e%02d/f%d", i/100, i/10%10, i), Kind: changes.Kind(i % 3)})
	}
	begun := time.Now()
	root := changes.Tree(list, nil)
	if took := time.Since(begun); took > 500*time.Millisecond {
		t.Errorf("it took %v", took)
	}
	if root.Counts.All() != len(list) {
		t.Errorf("%d of %d are counted", root.Counts.All(), len(list))
	}
}

// What is read is what docker diff lists, of a running container and of one that
// has ended.
func TestChangesAreThoseOfDockerDiff(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "-d", "--name", "box", "-v", "shelf:/shelf", realengine.ShellImage, "sh", "-c",
		"mkdir -p /new/deep && echo a > /new/deep/file && echo b >> /etc/passwd; rm /etc/group && echo c > /shelf/inside && sleep 1000")
	id := eng.Docker(t, "inspect", "-f", "{{.Id}}", "box")
	var list []changes.Change
	for range 100 {
		var err error
		if list, err = changes.Read(t.Context(), eng.Client(), id); err != nil {
			t.Fatal(err)
		}
		if len(list) > 5 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	for _, state := range []string{"running", "ended"} {
		if state == "ended" {
			eng.Docker(t, "kill", "box")
		}
		list, err := changes.Read(t.Context(), eng.Client(), id)
		if err != nil {
			t.Fatal(err)
		}
		var ours []string
		for _, c := range list {
			ours = append(ours, strings.ToUpper(c.Kind.String()[:1])+" "+c.Path)
		}
		theirs := strings.Split(eng.Docker(t, "diff", "box"), "\n")
		if len(ours) != len(theirs) {
			t.Errorf("%s: %d and %d", state, len(ours), len(theirs))
		}
		for _, line := range theirs {
			if !strings.Contains("\n"+strings.Join(ours, "\n")+"\n", "\n"+line+"\n") {
				t.Errorf("%s: %q is missing in %q", state, line, ours)
			}
		}
		root := changes.Tree(list, []string{"/shelf"})
		if got := root.Counts; got.Of(changes.Added) != 1 || got.Of(changes.Changed) != 1 || got.Of(changes.Deleted) != 1 {
			t.Errorf("%s: %v\n%s", state, got, drawn(root))
		}
		if n, err := changes.Written(t.Context(), eng.Client(), id); err != nil || n <= 0 {
			t.Errorf("%s: %d bytes written, %v", state, n, err)
		}
	}
}

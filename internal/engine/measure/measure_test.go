package measure_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

func measured(t *testing.T, eng *realengine.Engine, w measure.Wish) measure.Figures {
	t.Helper()
	f := files.New(func() (files.API, error) { return eng.Client(), nil })
	var last measure.Figures
	measure.Meter{API: eng.Client(), Files: f}.Measure(t.Context(), w, func(f measure.Figures) { last = f })
	if !last.Done {
		t.Fatal("it never says that it has all")
	}
	return last
}

// What is counted is what docker diff lists, and the sizes are those of the files.
func TestWhatAContainerHasWrittenIsCounted(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "--name", "box", "-v", "shelf:/shelf", "-v", "/own", realengine.ShellImage, "sh", "-c",
		"head -c 3000000 /dev/zero >/big; head -c 2000 /dev/zero >/small; mkdir /dir; head -c 500000 /dev/zero >/dir/middle; : >/none; rm /etc/group; echo 1 >/shelf/a; echo 2 >/shelf/b; mkdir /own/c")
	id := eng.Docker(t, "inspect", "-f", "{{.Id}}", "box")
	own := eng.Docker(t, "inspect", "-f", `{{range .Mounts}}{{if eq .Destination "/own"}}{{.Name}}{{end}}{{end}}`, "box")
	eng.Docker(t, "volume", "create", "empty")
	f := measured(t, eng, measure.Wish{
		Containers: []string{id}, Volumes: []string{"shelf", own, "empty", "no such"},
		In: object.Ref{Kind: object.KindContainer, ID: id}, Paths: []string{"/dir", "/big"},
	})
	files := 0
	for _, line := range strings.Split(eng.Docker(t, "diff", "box"), "\n") {
		switch line[2:] {
		case "/shelf", "/own", "/dir", "/etc": // places, and folders for what is in them
		default:
			files++
		}
	}
	c := f.Containers[id]
	if c.Files != files || c.Bytes < 3_502_000 {
		t.Errorf("%+v, and docker diff lists %d files", c, files)
	}
	if len(c.Largest) != 3 || c.Largest[0] != (measure.File{Path: "/big", Bytes: 3_000_000}) || c.Largest[1].Path != "/dir/middle" || c.Largest[2].Path != "/small" {
		t.Errorf("the largest are %+v", c.Largest)
	}
	if v := f.Volumes["shelf"]; v != (measure.Volume{Files: 2, Bytes: 4}) {
		t.Errorf("shelf is %+v", v)
	}
	if v := f.Volumes[own]; v.Files != 1 || v.Empty() {
		t.Errorf("a folder is nothing to lose: %+v", v)
	}
	if v, known := f.Volumes["empty"]; !known || !v.Empty() {
		t.Errorf("empty is %+v, %v", v, known)
	}
	if _, known := f.Volumes["no such"]; known {
		t.Error("a volume that isn't there was measured")
	}
	if w := f.Paths["/dir"]; w.Files != 1 || w.Bytes != 500_000 || !w.Whole {
		t.Errorf("/dir is %+v", w)
	}
	if left := eng.Docker(t, "ps", "-aq", "--filter", "label="+object.HelperLabel); left != "" {
		t.Errorf("the helper %s is still there", left)
	}
}

func TestOnlyLayersThatNobodySharesAreLost(t *testing.T) {
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "--name", "box", realengine.ShellImage, "sh", "-c", "head -c 3000000 /dev/zero >/big")
	eng.Docker(t, "commit", "box", "base:1")
	eng.Docker(t, "run", "--name", "more", "base:1", "sh", "-c", "head -c 1000000 /dev/zero >/more")
	eng.Docker(t, "commit", "more", "upon:1")
	id := func(name string) string { return eng.Docker(t, "inspect", "-f", "{{.Id}}", name) }
	base, upon := id("base:1"), id("upon:1")
	f := measured(t, eng, measure.Wish{Images: []string{base, upon}})
	if i := f.Images[upon]; i.Own != 1 || i.Layers != 4 || i.Bytes < 1_000_000 || i.Bytes > 1_200_000 {
		t.Errorf("upon is %+v", i)
	}
	if i := f.Images[base]; i.Own != 0 || i.Layers != 3 || i.Bytes != 0 {
		t.Errorf("base is %+v", i)
	}
	eng.Docker(t, "rm", "more")
	eng.Docker(t, "rmi", "upon:1")
	f = measured(t, eng, measure.Wish{Images: []string{base}})
	if i := f.Images[base]; i.Own != 1 || i.Bytes < 3_000_000 {
		t.Errorf("base alone is %+v", i)
	}
}

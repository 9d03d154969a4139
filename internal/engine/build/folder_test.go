package build

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"

	bk "github.com/moby/buildkit/client"
	"github.com/opencontainers/go-digest"
)

// locked is a folder in which one file can't be read.
type locked struct{ fstest.MapFS }

func (l locked) Walk(_ context.Context, _ string, fn fs.WalkDirFunc) error {
	return fs.WalkDir(l.MapFS, ".", fn)
}

func (l locked) Open(path string) (io.ReadCloser, error) {
	if path == "secret" {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(path)
}

func TestAFileThatCantBeReadEndsTheBuild(t *testing.T) {
	f := &folder{inner: locked{fstest.MapFS{"a": {Data: []byte("a")}, "secret": {}}}}
	for path, want := range map[string]bool{"a": true, "secret": false} {
		r, err := f.Open(path)
		if err != nil {
			t.Fatalf("%s: an error here would be sent as an empty file: %v", path, err)
		}
		if _, err := io.ReadAll(r); (err == nil) != want {
			t.Errorf("%s: reading it gives %v", path, err)
		}
		_ = r.Close()
	}
	var e *Error
	if err := f.failed(); !errors.As(err, &e) || e.Kind != Unreadable || e.Path != "secret" {
		t.Errorf("it says %v", err)
	}
	if got := outward(e, "x", Picture{}).Error(); got != "build image x: secret: permission denied" {
		t.Errorf("outside it is %q", got)
	}
}

func TestWhatIsFetchedIsAddedUp(t *testing.T) {
	plan, err := PlanOf([]byte("FROM lab:1\nRUN x\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	var at Picture
	tr := newTracker(plan, []string{"hunter2"}, func(p Picture) { at = p })
	d := digest.FromString("from")
	tr.hear(&bk.SolveStatus{Vertexes: []*bk.Vertex{{Digest: d, Name: "[1/2] FROM docker.io/library/lab:1"}}, Statuses: []*bk.VertexStatus{
		{ID: "a", Vertex: d, Current: 10, Total: 100}, {ID: "b", Vertex: d, Current: 50, Total: 100},
	}})
	if s := at.Stages[0].Steps[0]; s.Current != 60 || s.Total != 200 {
		t.Errorf("it is %d of %d", s.Current, s.Total)
	}
	// Pieces of lines, carriage returns and a secret.
	r := digest.FromString("run")
	tr.hear(&bk.SolveStatus{Vertexes: []*bk.Vertex{{Digest: r, Name: "[2/2] RUN x"}}, Logs: []*bk.VertexLog{
		{Vertex: r, Data: []byte("10 %\r50 %\r100 %\nthe key is hun")}, {Vertex: r, Data: []byte("ter2\nend")},
	}})
	tr.end(nil)
	if log := at.Stages[0].Steps[1].Log; len(log) != 3 || log[0] != "100 %" || log[1] != "the key is •••" || log[2] != "end" {
		t.Errorf("the log is %q", log)
	}
	for range mostLines + 100 {
		tr.hear(&bk.SolveStatus{Logs: []*bk.VertexLog{{Vertex: r, Data: []byte("x\n")}}})
	}
	if s := at.Stages[0].Steps[1]; len(s.Log) > mostLines || s.Lost == 0 || len(s.Log)+s.Lost != mostLines+103 {
		t.Errorf("%d lines are kept, %d lost", len(s.Log), s.Lost)
	}
}

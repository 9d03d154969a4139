package files_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/files"
)

// liar is an engine that sends whatever archive it likes.
type liar struct {
	files.API
	send []byte
	mode fs.FileMode
}

func (l *liar) ContainerInspect(context.Context, string) (container.InspectResponse, error) {
	return container.InspectResponse{ContainerJSONBase: &container.ContainerJSONBase{ID: "c", Name: "/web"}}, nil
}

func (l *liar) ContainerStatPath(context.Context, string, string) (container.PathStat, error) {
	return container.PathStat{Mode: l.mode}, nil
}

func (l *liar) CopyFromContainer(_ context.Context, _, p string) (io.ReadCloser, container.PathStat, error) {
	if strings.HasPrefix(p, "/etc/") {
		return nil, container.PathStat{}, errors.New("could not find the file")
	}
	return io.NopCloser(bytes.NewReader(l.send)), container.PathStat{}, nil
}

func made(t testing.TB, headers ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		h.Mode |= 0o644
		text := []byte(nil)
		if h.Typeflag == tar.TypeReg {
			text = []byte("evil")
		}
		h.Size = int64(len(text))
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func folder(name string) tar.Header {
	return tar.Header{Typeflag: tar.TypeDir, Name: name, Mode: 0o755}
}
func file(name string) tar.Header { return tar.Header{Typeflag: tar.TypeReg, Name: name} }
func link(name, to string) tar.Header {
	return tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: to}
}
func hard(name, to string) tar.Header {
	return tar.Header{Typeflag: tar.TypeLink, Name: name, Linkname: to}
}

func TestNothingIsWrittenOutsideOfTheFolder(t *testing.T) {
	for name, c := range map[string]struct {
		archive []tar.Header
		left    int
		has     string // what is in the folder afterwards, in order
	}{
		"names that lead upwards":  {[]tar.Header{folder("d/"), file("d/../../out"), file("../out"), file("d/x/../../../out"), file("d/ok")}, 3, "ok"},
		"absolute names":           {[]tar.Header{folder("d/"), file("/out"), file("//out"), file("d//ok")}, 2, "ok"},
		"other names":              {[]tar.Header{folder("d/"), file("dd/x"), file("e")}, 2, ""},
		"a link, then through it":  {[]tar.Header{folder("d/"), link("d/l", "/"), file("d/l/tmp/out"), link("d/up", ".."), file("d/up/out")}, 2, "l l/tmp l/tmp/out up up/out"},
		"a link, then over it":     {[]tar.Header{folder("d/"), file("d/real"), link("d/l", "real"), file("d/l")}, 1, "l real"},
		"links in steps":           {[]tar.Header{folder("d/"), folder("d/a/"), folder("d/a/b/"), link("d/x", "a/b"), link("d/y", "x/../../.."), file("d/y/out")}, 1, "a a/b x y y/out"},
		"a link that climbs":       {[]tar.Header{folder("d/"), folder("d/a/"), link("d/a/l", "../../out"), link("d/a/fine", "../a")}, 1, "a a/fine"},
		"hard links":               {[]tar.Header{folder("d/"), file("d/a"), hard("d/b", "d/a"), hard("d/c", "/etc/passwd"), hard("d/e", "../a"), hard("d/f", "d/none")}, 3, "a b"},
		"a hard link to a link":    {[]tar.Header{folder("d/"), link("d/l", "a"), hard("d/h", "d/l"), file("d/h")}, 1, "h l"},
		"devices":                  {[]tar.Header{folder("d/"), {Typeflag: tar.TypeChar, Name: "d/zero", Devmajor: 1, Devminor: 5}, {Typeflag: tar.TypeBlock, Name: "d/disk"}, {Typeflag: tar.TypeFifo, Name: "d/pipe"}}, 3, ""},
		"a folder where a file is": {[]tar.Header{folder("d/"), file("d/a"), folder("d/a/"), file("d/a/b")}, 2, "a"},
		"no folder at first":       {[]tar.Header{folder("d/"), file("d/a/b/c")}, 0, "a a/b a/b/c"},
		"a name of only dots":      {[]tar.Header{folder("d/"), file("d/.."), file("d/.")}, 2, ""},
		"setuid":                   {[]tar.Header{folder("d/"), {Typeflag: tar.TypeReg, Name: "d/su", Mode: 0o6755}}, 0, "su"},
	} {
		t.Run(name, func(t *testing.T) {
			outer := t.TempDir()
			to := filepath.Join(outer, "to")
			if err := os.Mkdir(to, 0o755); err != nil {
				t.Fatal(err)
			}
			api := &liar{send: made(t, c.archive...), mode: fs.ModeDir}
			f := files.New(func() (files.API, error) { return api, nil })
			done, err := f.Download(t.Context(), box("web"), []string{"/srv/d"}, to, false, nil)
			if err != nil || done.LeftOut != c.left {
				t.Errorf("%d left out, want %d: %v, %v", done.LeftOut, c.left, done.Left, err)
			}
			if out, _ := os.ReadDir(outer); len(out) != 1 {
				t.Errorf("outside there are %v", out)
			}
			if in, _ := os.ReadDir(to); len(in) != 1 {
				t.Errorf("beside it there are %v", in)
			}
			var has []string
			_ = filepath.WalkDir(filepath.Join(to, "d"), func(p string, e fs.DirEntry, err error) error {
				rel, _ := filepath.Rel(filepath.Join(to, "d"), p)
				if info, err := os.Stat(p); err == nil && info.Mode()&(fs.ModeSetuid|fs.ModeSetgid) != 0 {
					t.Errorf("%s has %v", rel, info.Mode())
				}
				if rel != "." {
					has = append(has, rel)
				}
				return err
			})
			if got := strings.Join(has, " "); got != c.has {
				t.Errorf("the folder has %q, want %q", got, c.has)
			}
		})
	}
}

func TestACutArchiveLeavesNothing(t *testing.T) {
	whole := made(t, folder("d/"), file("d/a"), file("d/b"))
	for _, asTar := range []bool{false} {
		to := t.TempDir()
		api := &liar{send: whole[:len(whole)/2+100], mode: fs.ModeDir}
		f := files.New(func() (files.API, error) { return api, nil })
		if _, err := f.Download(t.Context(), box("web"), []string{"/d"}, to, asTar, nil); err == nil {
			t.Error("it says that all went well")
		}
		if left, _ := os.ReadDir(to); len(left) > 0 {
			t.Errorf("left over: %v", left)
		}
	}
}

func TestAHundredThousandEntriesAreListed(t *testing.T) {
	headers := []tar.Header{folder("d/")}
	for i := range 100_000 {
		headers = append(headers, tar.Header{Typeflag: tar.TypeDir, Name: fmt.Sprintf("d/%06d/", i)})
	}
	api := &liar{send: made(t, headers...), mode: fs.ModeDir}
	f := files.New(func() (files.API, error) { return api, nil })
	l, err := f.List(t.Context(), box("web"), "/d", true, 0, nil)
	if err != nil || len(l.Entries) != 100_000 || !l.Whole {
		t.Errorf("%d entries, %v", len(l.Entries), err)
	}
	l, err = f.List(t.Context(), box("web"), "/d", true, 1<<20, nil)
	if err != nil || l.Whole || l.Read > 1<<20+1024 || len(l.Entries) < 1000 {
		t.Errorf("limited: %d entries, %d bytes, whole %v, %v", len(l.Entries), l.Read, l.Whole, err)
	}
}

func TestAnArchiveOfForeignNamesListsNothing(t *testing.T) {
	api := &liar{send: made(t, folder("d/"), file("../../etc/x"), file("/y"), file("d/ok")), mode: fs.ModeDir}
	f := files.New(func() (files.API, error) { return api, nil })
	l, err := f.List(t.Context(), box("web"), "/d", true, 0, nil)
	if err != nil || len(l.Entries) != 1 || l.Entries[0].Path != "/d/ok" {
		t.Errorf("%v, %v", l.Entries, err)
	}
}

package files_test

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

func at(eng *realengine.Engine) *files.Files {
	return files.New(func() (files.API, error) { return eng.Client(), nil })
}

func box(id string) object.Ref    { return object.Ref{Kind: object.KindContainer, ID: id} }
func volume(id string) object.Ref { return object.Ref{Kind: object.KindVolume, ID: id} }

// engine is one with an image that has programs.
func engine(t *testing.T) *realengine.Engine {
	t.Helper()
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	return eng
}

const shell = realengine.ShellImage

func list(t *testing.T, f *files.Files, ref object.Ref, dir string) files.Listing {
	t.Helper()
	l, err := f.List(t.Context(), ref, dir, true, 0, nil)
	if err != nil {
		t.Fatalf("list %s: %v", dir, err)
	}
	return l
}

// lines are a listing as ls would have it.
func lines(l files.Listing) string {
	var b strings.Builder
	for _, e := range l.Entries {
		fmt.Fprintf(&b, "%s %v %d:%d %s:%s %d %s %s\n", e.Path, e.Kind, e.UID, e.GID, e.User, e.Group, e.Size, e.Mode, e.Target)
	}
	return b.String()
}

func noHelpers(t *testing.T, eng *realengine.Engine) {
	t.Helper()
	left, err := eng.Client().ContainerList(t.Context(), container.ListOptions{All: true, Filters: filters.NewArgs(filters.Arg("label", "io.github.dockdesk.helper"))})
	if err != nil || len(left) > 0 {
		t.Errorf("helpers left over: %v, %v", left, err)
	}
}

const furnish = `mkdir -p /srv/deep/er /srv/"a b"; echo hello >/srv/hello; chmod 4755 /srv/hello; chown 1000:7 /srv/deep; chmod 1777 /srv/deep
ln -s hello /srv/link; ln -s /etc/passwd "/srv/to -> there"; ln -s nowhere /srv/broken; mkfifo /srv/pipe; echo x >"/srv/new
line"; echo y >/srv/-n; touch -d 2020-02-03 /srv/old; sleep 1000`

func TestRunningAndStoppedContainersListTheSame(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "run", "-d", "--init", "--name", "web", shell, "sh", "-c", furnish)
	f := at(eng)
	waitFor(t, func() bool {
		l, err := f.List(t.Context(), box("web"), "/srv", true, 0, nil)
		return err == nil && len(l.Entries) == 10
	})
	by := list(t, f, box("web"), "/srv")
	if by.How != files.ByFind {
		t.Errorf("listed by %s", by.How)
	}
	eng.Docker(t, "kill", "web")
	read := list(t, f, box("web"), "/srv")
	if read.How != files.ByArchive || !read.Whole || read.Read == 0 {
		t.Errorf("stopped: %s, whole %v, %d bytes", read.How, read.Whole, read.Read)
	}
	if a, b := lines(by), lines(read); a != b {
		t.Errorf("find says\n%s\nthe archive says\n%s", a, b)
	}
	if text := lines(by); !strings.Contains(text, "/srv/deep folder 1000:7 app:") || !strings.Contains(text, "/srv/to -> there link 0:0 root:root 0 Lrwxrwxrwx /etc/passwd") ||
		!strings.Contains(text, "/srv/hello file 0:0 root:root 6 urwxr-xr-x") {
		t.Errorf("the listing is\n%s", text)
	}
	if l, err := f.List(t.Context(), box("web"), "/srv/deep", false, 0, nil); err != nil || l.Read != read.Read || len(l.Entries) != 1 {
		t.Errorf("what was read is not kept: %+v, %v", l, err)
	}
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never came to that")
		}
	}
}

func TestWhatCantBeListedSaysWhy(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "run", "-d", "--init", "--name", "web", shell, "sleep", "1000")
	eng.Docker(t, "volume", "create", "shelf")
	f := at(eng)
	for _, c := range []struct {
		ref  object.Ref
		path string
		want files.Reason
	}{
		{box("nobody"), "/", files.ReasonGone},
		{box("web"), "/nowhere", files.ReasonNoFile},
		{box("web"), "/etc/passwd", files.ReasonNoFolder},
		{volume("no-such"), "/", files.ReasonGone},
		{volume("shelf"), "/nowhere", files.ReasonNoFile},
	} {
		if _, err := f.List(t.Context(), c.ref, c.path, true, 0, nil); !errors.Is(err, c.want) {
			t.Errorf("%v %s: %v, want %v", c.ref, c.path, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.List(ctx, box("web"), "/", true, 0, nil); !errors.Is(err, files.ReasonCanceled) {
		t.Errorf("cancelled: %v", err)
	}
	noHelpers(t, eng)
	if vs := strings.TrimSpace(eng.Docker(t, "volume", "ls", "-q")); vs != "shelf" {
		t.Errorf("looking has made volumes: %s", vs)
	}
}

// tree makes files with all that can be carried, and tells what they are.
func tree(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tree")
	big := make([]byte, 3<<20+17)
	_, _ = rand.Read(big)
	for name, text := range map[string][]byte{"big.bin": big, "sub/empty": nil, "sub/a b.txt": []byte("text\n"), "sub/ü-😀": []byte("x"), "sub/deeper/run.sh": []byte("#!/bin/sh\n")} {
		p := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, text, 0o640)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Chmod(filepath.Join(dir, "sub/deeper/run.sh"), 0o755), os.Symlink("big.bin", filepath.Join(dir, "link")),
		os.Symlink("../big.bin", filepath.Join(dir, "sub/up")), os.Chmod(filepath.Join(dir, "sub/deeper"), 0o750),
		os.Chtimes(filepath.Join(dir, "big.bin"), time.Time{}, time.Unix(1_600_000_000, 0))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// state is all that a person could tell two trees apart by.
func state(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		info, err2 := e.Info()
		if err = errors.Join(err, err2); err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		fmt.Fprintf(&b, "%s %s", rel, info.Mode())
		if info.Mode().IsRegular() {
			text, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, " %d %x", info.ModTime().Unix(), text)
		}
		if target, err := os.Readlink(p); err == nil {
			b.WriteString(" -> " + target)
		}
		b.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAFolderGoesUpAndComesDownTheSame(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "run", "-d", "--name", "lab", "lab:1", "sleep") // no program inside
	eng.Docker(t, "create", "--name", "still", "-v", "used:/data", shell, "sh")
	eng.Docker(t, "run", "-d", "--init", "--name", "web", "-v", "busy:/data", shell, "sleep", "1000")
	eng.Docker(t, "run", "-d", "--name", "held", "lab:1", "sleep")
	eng.Docker(t, "pause", "held")
	eng.Docker(t, "volume", "create", "unused")
	f := at(eng)
	from := tree(t)
	want := state(t, from)
	for name, place := range map[string]struct {
		ref object.Ref
		dir string
	}{
		"no program": {box("lab"), "/"}, "stopped": {box("still"), "/srv"}, "running": {box("web"), "/root"}, "paused": {box("held"), "/tmp"},
		"unused volume": {volume("unused"), "/"}, "volume of a stopped one": {volume("used"), "/"}, "volume of a running one": {volume("busy"), "/"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "stopped" {
				if err := f.NewFolder(t.Context(), place.ref, "/", "srv"); err != nil {
					t.Fatal(err)
				}
			}
			up, err := f.Upload(t.Context(), place.ref, place.dir, []string{from}, nil, nil)
			if err != nil || up.LeftOut > 0 || up.Files != 5 {
				t.Fatalf("up: %+v, %v", up, err)
			}
			if _, err := f.Upload(t.Context(), place.ref, place.dir, []string{from}, nil, nil); !errors.Is(err, files.ReasonExists) {
				t.Errorf("it is written over unasked: %v", err)
			}
			if _, err := f.Upload(t.Context(), place.ref, place.dir, []string{from}, []string{"tree"}, nil); err != nil {
				t.Errorf("it is not written over: %v", err)
			}
			to := t.TempDir()
			down, err := f.Download(t.Context(), place.ref, []string{files.Clean(place.dir + "/tree")}, to, false, nil)
			if err != nil || down.LeftOut > 0 || down.Files != 5 || down.Links != 2 {
				t.Fatalf("down: %+v, %v", down, err)
			}
			if got := state(t, filepath.Join(to, "tree")); got != want {
				t.Errorf("what came back is another:\n%.600s\nwant\n%.600s", got, want)
			}
			if left, _ := os.ReadDir(to); len(left) != 1 {
				t.Errorf("there are also %v", left)
			}
			c, err := f.Read(t.Context(), place.ref, files.Clean(place.dir+"/tree/sub/up"), 100)
			if err != nil || len(c.Bytes) != 100 || c.Whole || c.Entry.Size != 3<<20+17 {
				t.Errorf("read through a link: %d bytes of %d, %v", len(c.Bytes), c.Entry.Size, err)
			}
		})
	}
	noHelpers(t, eng)
}

func TestADownloadedTarIsWhatDockerCpGives(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "create", "--name", "still", shell, "sh")
	to := t.TempDir()
	f := at(eng)
	for range 2 {
		if _, err := f.Download(t.Context(), box("still"), []string{"/etc"}, to, true, nil); err != nil {
			t.Fatal(err)
		}
	}
	a, err := os.ReadFile(filepath.Join(to, "etc.tar"))
	b, err2 := os.ReadFile(filepath.Join(to, "etc (2).tar"))
	if err := errors.Join(err, err2); err != nil || !bytes.Equal(a, b) {
		t.Fatal("the second is another, or not there", err)
	}
	if names := tarNames(t, a); !slices.Contains(names, "etc/passwd") {
		t.Errorf("it has %v", names)
	}
}

func tarNames(t *testing.T, b []byte) []string {
	t.Helper()
	var names []string
	r := tar.NewReader(bytes.NewReader(b))
	for {
		h, err := r.Next()
		if err != nil {
			return names
		}
		names = append(names, h.Name)
	}
}

func TestRenamingAndDeletingIsDoneByPrograms(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "run", "-d", "--init", "--name", "web", "-v", "busy:/data", shell, "sleep", "1000")
	eng.Docker(t, "run", "-d", "--name", "lab", "-v", "labs:/data", "lab:1", "sleep")
	eng.Docker(t, "run", "-d", "--name", "user", "-u", "1000", "lab:1", "sleep")
	eng.Docker(t, "run", "-d", "--name", "wide", "--pid", "host", "lab:1", "sleep")
	eng.Docker(t, "run", "-d", "--name", "joined", "--pid", "container:web", "lab:1", "sleep")
	eng.Docker(t, "create", "--name", "still", shell, "sh")
	eng.Docker(t, "volume", "create", "unused")
	f := at(eng)
	for name, c := range map[string]struct {
		ref  object.Ref
		want files.Reason
	}{
		"running": {box("web"), ""}, "no program": {box("lab"), ""}, "no program, another user": {box("user"), ""},
		"no program, processes of all": {box("wide"), files.ReasonNoProgram}, "no program, processes of another": {box("joined"), files.ReasonNoProgram}, "stopped": {box("still"), files.ReasonStopped},
		"volume of a running one": {volume("busy"), ""}, "volume of one without programs": {volume("labs"), ""}, "unused volume": {volume("unused"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			able, err := f.Able(t.Context(), c.ref)
			if err != nil || files.ReasonOf(able.Delete) != c.want || files.ReasonOf(able.Rename) != c.want {
				t.Fatalf("%+v, %v", able, err)
			}
			if err := f.NewFolder(t.Context(), c.ref, "/", "-rf one"); err != nil {
				t.Fatal(err)
			}
			if err := f.NewFolder(t.Context(), c.ref, "/", "-rf one"); !errors.Is(err, files.ReasonExists) {
				t.Errorf("made twice: %v", err)
			}
			err = f.Rename(t.Context(), c.ref, "/-rf one", "two")
			if files.ReasonOf(err) != c.want {
				t.Fatalf("rename: %v", err)
			}
			if c.want != "" {
				return
			}
			if err := f.Rename(t.Context(), c.ref, "/two", "two"); !errors.Is(err, files.ReasonExists) {
				t.Errorf("renamed to itself: %v", err)
			}
			if l := list(t, f, c.ref, "/two"); len(l.Entries) > 0 {
				t.Errorf("/two has %v", l.Entries)
			}
			if err := f.Delete(t.Context(), c.ref, []string{"/two"}); err != nil {
				t.Fatal(err)
			}
			if _, err := f.List(t.Context(), c.ref, "/two", true, 0, nil); !errors.Is(err, files.ReasonNoFile) {
				t.Errorf("it is still there: %v", err)
			}
			for path, want := range map[string]files.Reason{"/": files.ReasonRoot, "/nowhere": files.ReasonNoFile} {
				if err := f.Delete(t.Context(), c.ref, []string{path}); !errors.Is(err, want) {
					t.Errorf("delete %s: %v", path, err)
				}
			}
		})
	}
	eng.Docker(t, "exec", "web", "ln", "-s", "/", "/root/all")
	for _, p := range []string{"/data", "/root/all/data"} {
		if err := f.Delete(t.Context(), box("web"), []string{p}); !errors.Is(err, files.ReasonMount) {
			t.Errorf("delete %s: %v", p, err)
		}
	}
	noHelpers(t, eng)
}

func TestALinkLeadsNotOutOfAVolume(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "run", "--name", "maker", "-v", "shelf:/data", shell, "sh", "-c",
		"mkdir /data/in; echo 1 >/data/in/f; ln -s /etc /data/out; ln -s ../../etc /data/in/up; ln -s /etc/passwd /data/pass; ln -s in /data/fine")
	f := at(eng)
	check := func(t *testing.T) {
		for _, p := range []string{"/out", "/in/up", "/out/ssl"} {
			if _, err := f.List(t.Context(), volume("shelf"), p, true, 0, nil); !errors.Is(err, files.ReasonOutside) {
				t.Errorf("list %s: %v", p, err)
			}
		}
		for _, p := range []string{"/pass", "/out/passwd"} {
			if _, err := f.Read(t.Context(), volume("shelf"), p, 10); !errors.Is(err, files.ReasonOutside) {
				t.Errorf("read %s: %v", p, err)
			}
		}
		if err := f.Delete(t.Context(), volume("shelf"), []string{"/out/passwd"}); !errors.Is(err, files.ReasonOutside) {
			t.Errorf("delete: %v", err)
		}
		if _, err := f.Upload(t.Context(), volume("shelf"), "/out", []string{t.TempDir()}, nil, nil); !errors.Is(err, files.ReasonOutside) {
			t.Errorf("upload: %v", err)
		}
		if l := list(t, f, volume("shelf"), "/fine"); len(l.Entries) != 2 || l.Entries[0].Path != "/fine/f" {
			t.Errorf("a link within: %+v", l)
		}
		to := t.TempDir()
		done, err := f.Download(t.Context(), volume("shelf"), []string{"/"}, to, false, nil)
		if err != nil || done.LeftOut != 3 || done.Files != 1 {
			t.Errorf("download: %+v, %v", done, err)
		}
	}
	t.Run("through a container", check)
	eng.Docker(t, "rm", "maker")
	t.Run("through a helper", check)
	noHelpers(t, eng)
}

func TestAVolumeThatIsMountedOverIsReachedByAHelper(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "run", "-d", "--init", "--name", "web", "-v", "outer:/data", "-v", "inner:/data/in", shell, "sh", "-c", "echo 1 >/data/a; echo 2 >/data/in/b; sleep 1000")
	f := at(eng)
	waitFor(t, func() bool { return len(list(t, f, volume("inner"), "/").Entries) == 1 })
	if l := list(t, f, volume("outer"), "/"); l.Through != "" || len(l.Entries) != 2 {
		t.Errorf("through %q: %v", l.Through, l.Entries)
	}
	if l := list(t, f, volume("outer"), "/in"); len(l.Entries) != 0 {
		t.Errorf("it shows what is in another volume: %v", l.Entries)
	}
}

func TestReadOnlyIsSaid(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "run", "-d", "--init", "--name", "firm", "--read-only", "-v", "fixed:/data:ro", shell, "sleep", "1000")
	f := at(eng)
	for _, dir := range []string{"/", "/data"} {
		if err := f.NewFolder(t.Context(), box("firm"), dir, "x"); !errors.Is(err, files.ReasonReadOnly) {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if err := f.NewFolder(t.Context(), volume("fixed"), "/", "x"); err != nil { // the volume itself can be written
		t.Error(err)
	}
}

// A helper beside a container sees that one's files only: whatever a link in them
// says, nothing of this computer is touched.
func TestAHelperBesideAContainerStaysInside(t *testing.T) {
	eng := engine(t)
	outside := t.TempDir()
	for _, name := range []string{"kept", "old"} {
		if err := os.WriteFile(filepath.Join(outside, name), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	eng.Docker(t, "run", "-d", "--name", "lab", "lab:1", "sleep")
	f := at(eng)
	dir := "/"
	for _, name := range append(strings.Split(strings.Trim(outside, "/"), "/"), "kept") { // the same path inside
		if err := f.NewFolder(t.Context(), box("lab"), dir, name); err != nil && !errors.Is(err, files.ReasonExists) {
			t.Fatal(err)
		}
		dir = filepath.Join(dir, name)
	}
	links := made(t,
		tar.Header{Typeflag: tar.TypeSymlink, Name: "up", Linkname: "../../../../../.." + outside},
		tar.Header{Typeflag: tar.TypeSymlink, Name: "whole", Linkname: outside})
	if err := eng.Client().CopyToContainer(t.Context(), "lab", "/", bytes.NewReader(links), container.CopyToContainerOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := f.Rename(t.Context(), box("lab"), "/whole/kept", "moved"); err != nil {
		t.Error(err)
	}
	if err := f.Delete(t.Context(), box("lab"), []string{"/up/moved", "/up", "/whole"}); err != nil {
		t.Error(err)
	}
	if l := list(t, f, box("lab"), outside); len(l.Entries) != 0 {
		t.Errorf("inside there still is\n%s", lines(l))
	}
	if err := f.Delete(t.Context(), box("lab"), []string{filepath.Join(outside, "old")}); !errors.Is(err, files.ReasonNoFile) {
		t.Errorf("what only this computer has: %v", err)
	}
	for _, name := range []string{"kept", "old"} {
		if b, err := os.ReadFile(filepath.Join(outside, name)); err != nil || string(b) != "mine" {
			t.Errorf("%s of this computer: %q, %v", name, b, err)
		}
	}
	noHelpers(t, eng)
}

func TestAnEmptyVolumeStaysEmpty(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "volume", "create", "void")
	f := at(eng)
	if l := list(t, f, volume("void"), "/"); len(l.Entries) != 0 || l.How != files.ByArchive {
		t.Errorf("%+v", l)
	}
	if vs := eng.Docker(t, "volume", "ls", "-q"); strings.TrimSpace(vs) != "void" {
		t.Errorf("the helper has left volumes: %q", vs)
	}

	// Looking for programs goes through images that ask for volumes.
	begun := time.Now()
	if _, err := f.Able(t.Context(), volume("void")); err != nil {
		t.Fatal(err)
	}
	made := eng.Docker(t, "events", "--since", fmt.Sprint(begun.Unix()), "--until", fmt.Sprint(time.Now().Unix()+1), "--filter", "type=volume", "--format", "{{.Actor.ID}}")
	for name := range strings.FieldsSeq(made) {
		if name != "void" {
			t.Errorf("a helper has made the volume %s", name)
		}
	}
	noHelpers(t, eng)
}

func TestWhatACrashLeftIsSweptAway(t *testing.T) {
	eng := engine(t)
	host, _ := os.Hostname()
	for name, label := range map[string]string{
		"dockdesk-files-1": host + ":999999999", "dockdesk-files-2": fmt.Sprintf("%s:%d", host, os.Getpid()), "dockdesk-files-3": "elsewhere:1", "mine": "",
	} {
		args := []string{"create", "--name", name, "--label", "io.github.dockdesk.helper=" + label, "lab:1"}
		if label == "" {
			args = []string{"create", "--name", name, "lab:1"}
		}
		eng.Docker(t, args...)
	}
	if n, err := at(eng).Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("%d swept, %v", n, err)
	}
	if left := eng.Docker(t, "ps", "-aq", "--filter", "name=dockdesk-files-1"); left != "" {
		t.Error("it is still there")
	}
}

func TestSearchFindsNamesOnBothWays(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "run", "-d", "--init", "--name", "web", shell, "sh", "-c", "mkdir -p /srv/a/b; touch /srv/a/Passage /srv/a/b/compass /srv/x[1] /srv/x1; sleep 1000")
	f := at(eng)
	find := func(part string) []string {
		found, err := f.Search(t.Context(), box("web"), "/", part, nil)
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, e := range found.Entries {
			paths = append(paths, e.Path)
		}
		return paths
	}
	waitFor(t, func() bool { return len(find("x1")) == 1 })
	for _, state := range []string{"running", "stopped"} {
		if state == "stopped" {
			eng.Docker(t, "kill", "web")
		}
		if got := find("pass"); !slices.Contains(got, "/srv/a/Passage") || !slices.Contains(got, "/srv/a/b/compass") || !slices.Contains(got, "/etc/passwd") {
			t.Errorf("%s: %v", state, got)
		}
		if got := find("x["); !slices.Equal(got, []string{"/srv/x[1]"}) {
			t.Errorf("%s: %v", state, got)
		}
	}
}

// A volume with much in it is not read to its end where an image has the
// programs to list it.
func TestABigVolumeIsListedByAHelpersFind(t *testing.T) {
	eng := engine(t)
	eng.Docker(t, "run", "--rm", "-v", "hall:/data", shell, "sh", "-c", "mkdir /data/a /data/z; dd if=/dev/zero of=/data/a/big bs=1M count=60; echo 1 >/data/z/small; chown 7 /data/z")
	f := at(eng)
	l := list(t, f, volume("hall"), "/")
	if l.How != files.ByTool || !l.Whole || len(l.Entries) != 2 || l.Entries[1].Path != "/z" || l.Entries[1].UID != 7 {
		t.Errorf("with an image that has find: %+v", l)
	}
	noHelpers(t, eng)
	eng.Docker(t, "rmi", shell)
	l = list(t, f, volume("hall"), "/")
	if l.How != files.ByArchive || !l.Whole || len(l.Entries) != 2 || l.Read < 60<<20 {
		t.Errorf("without one: %s, whole %v, %d bytes, %v", l.How, l.Whole, l.Read, l.Entries)
	}
	noHelpers(t, eng)
}

package actions_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// fileProof is an action on files inside: what is left is looked for there, and
// on this computer.
type fileProof struct {
	id     action.ID
	values func(here string) action.Values
}

var fileProofs = []fileProof{
	{"files.upload", func(here string) action.Values {
		v := action.Values{action.FilesFolder: "/in"}
		v.Choose(action.FilesHere, []string{filepath.Join(here, "up"), filepath.Join(here, "one.txt")})
		return v
	}},
	{"files.download", func(here string) action.Values {
		v := action.Values{action.FilesTo: filepath.Join(here, "down")}
		v.Choose(action.FilesPath, []string{"/in", "/f.txt"})
		return v
	}},
	{"files.folder", func(string) action.Values {
		return action.Values{action.FilesFolder: "/in", action.FilesName: "a new one"}
	}},
	{"files.rename", func(string) action.Values {
		return action.Values{action.FilesPath: "/in/-x", action.FilesName: "b c"}
	}},
	{"files.delete", func(string) action.Values {
		v := action.Values{}
		v.Choose(action.FilesPath, []string{"/in/-x", "/in/deep"})
		return v
	}},
}

// inThere makes the files that the proofs are about, at a root inside.
func inThere(root string) string {
	return strings.ReplaceAll("mkdir -p @/in/deep; echo 1 >@/in/-x; echo 2 >@/in/deep/y; echo 3 >@/f.txt; ln -s -- -x @/in/link; chown 7:8 @/f.txt; touch -d 2020-01-01 @/f.txt @/in/-x @/in/deep/y @/in/deep @/in", "@", root)
}

// beside runs a program beside web, which has none.
func beside(program ...string) []string {
	return append([]string{"run", "--rm", "--pid", "container:web", "--cap-add", "SYS_PTRACE", realengine.ShellImage}, program...)
}

// places are where files can be, each with what arranges it.
var places = map[string]struct {
	arrange [][]string
	ref     object.Ref
	reads   []string // what writes all of it as a tar
	only    []action.ID
}{
	"a running container": {
		[][]string{{"run", "-d", "--init", "--name", "web", realengine.ShellImage, "sleep", "1000"}, {"exec", "web", "sh", "-c", inThere("")}},
		object.Ref{Kind: object.KindContainer, ID: "web"}, []string{"exec", "web", "tar", "c", "-C", "/", "in", "f.txt"}, nil,
	},
	"a running container without programs": {
		[][]string{{"run", "-d", "--name", "web", "lab:1", "sleep"}, beside("sh", "-c", inThere("/proc/1/root"))},
		object.Ref{Kind: object.KindContainer, ID: "web"}, beside("tar", "c", "-C", "/proc/1/root", "in", "f.txt"), []action.ID{"files.delete"},
	},
	"a stopped container": {
		[][]string{{"run", "--name", "web", realengine.ShellImage, "sh", "-c", inThere("")}},
		object.Ref{Kind: object.KindContainer, ID: "web"}, []string{"cp", "web:/in", "-"}, []action.ID{"files.upload"},
	},
	"a volume that a container has": {
		[][]string{{"run", "-d", "--init", "--name", "web", "-v", "shelf:/data", realengine.ShellImage, "sleep", "1000"}, {"exec", "web", "sh", "-c", inThere("/data")}},
		object.Ref{Kind: object.KindVolume, ID: "shelf"}, []string{"exec", "web", "tar", "c", "-C", "/data", "in", "f.txt"}, []action.ID{"files.rename"},
	},
	"a volume that nobody has": {
		[][]string{{"run", "--rm", "-v", "shelf:/data", realengine.ShellImage, "sh", "-c", inThere("/data")}},
		object.Ref{Kind: object.KindVolume, ID: "shelf"}, []string{"run", "--rm", "-v", "shelf:/data", realengine.ShellImage, "tar", "c", "-C", "/data", "in", "f.txt"}, []action.ID{"files.download", "files.folder", "files.delete"},
	},
}

// The same files are arranged twice. Once the real docker command does what the
// action shows, once the action is done: both times the same must be left, inside
// and on this computer.
func TestFileActionsLeaveWhatTheirCommandsLeave(t *testing.T) {
	for where, place := range places {
		for _, p := range fileProofs {
			if place.only != nil && !slices.Contains(place.only, p.id) {
				continue
			}
			t.Run(string(p.id)+" in "+where, func(t *testing.T) {
				eng := realengine.Shared(t)
				var left [2]string
				for i, do := range []func(*testing.T, *realengine.Engine, *action.Action, action.On, action.Values){byCommand, byAction} {
					eng.Clean(t)
					eng.LoadShell(t)
					for _, c := range place.arrange {
						eng.Docker(t, c...)
					}
					here := computer(t)
					s := snapshot(t, eng)
					on := action.About(s, object.Ref{Kind: place.ref.Kind, ID: idOf(t, s, place.ref.Kind, place.ref.ID)})
					v := p.values(here)
					v[action.FilesImage] = must(filesOf(eng).Able(t.Context(), place.ref))(t).Image // as the window knows it
					a := action.Must(p.id)
					if why := a.Applies(on); why != "" {
						t.Fatal(why)
					}
					before := inside(t, eng, place.reads) + outside(t, here)
					do(t, eng, a, on, v)
					left[i] = inside(t, eng, place.reads) + outside(t, here)
					if left[i] == before {
						t.Error("it changed nothing, so that it proves nothing")
					}
				}
				if left[0] != left[1] {
					t.Errorf("the command leaves\n%s\nthe action\n%s", left[0], left[1])
				}
			})
		}
	}
}

func filesOf(eng *realengine.Engine) *files.Files {
	return files.New(func() (files.API, error) { return eng.Client(), nil })
}

func byCommand(t *testing.T, eng *realengine.Engine, a *action.Action, on action.On, v action.Values) {
	t.Helper()
	for _, c := range a.Commands(on, v) {
		if out, err := eng.Command(t.Context(), c.Words()[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", c, err, out)
		}
	}
}

func byAction(t *testing.T, eng *realengine.Engine, a *action.Action, on action.On, v action.Values) {
	t.Helper()
	o := ops(eng)
	o.Files = filesOf(eng)
	if r := a.Run(t.Context(), o, on, v, nil); r.Err() != nil {
		t.Fatal(r.Err())
	}
}

// computer is a folder of this computer with something in it.
func computer(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, "up/sub"), 0o750), os.Mkdir(filepath.Join(dir, "down"), 0o755),
		os.WriteFile(filepath.Join(dir, "up/sub/run.sh"), []byte("#!/bin/sh\n"), 0o700), os.WriteFile(filepath.Join(dir, "one.txt"), []byte("one"), 0o640),
		os.Symlink("sub/run.sh", filepath.Join(dir, "up/link")), os.Chown(filepath.Join(dir, "one.txt"), 1234, 5678)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// inside is what a tar says of the files, without the times of folders.
func inside(t *testing.T, eng *realengine.Engine, reads []string) string {
	t.Helper()
	out, err := eng.Command(t.Context(), reads...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	r := tar.NewReader(bytes.NewReader(out))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(r)
		lines = append(lines, fmt.Sprintf("%s %c %o %d:%d %s %q", h.Name, h.Typeflag, h.Mode, h.Uid, h.Gid, h.Linkname, text))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// outside is what lies on this computer.
func outside(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	if err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		fmt.Fprintf(&b, "%s %s", rel, info.Mode())
		if info.Mode().IsRegular() {
			text, _ := os.ReadFile(p)
			fmt.Fprintf(&b, " %q", text)
		}
		b.WriteString("\n")
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

package keep_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"golang.org/x/sys/unix"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/keep"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

func volumes(eng *realengine.Engine) *keep.Volumes {
	f := files.New(func() (files.API, error) { return eng.Client(), nil })
	return keep.New(func() (keep.API, error) { return eng.Client(), nil }, f)
}

// odd fills a folder with everything that a volume can hold.
func odd(t *testing.T, root string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Chown(root, 999, 998))
	must(os.Chmod(root, 0o2750))
	must(os.MkdirAll(filepath.Join(root, "deep", "er"), 0o755))
	must(os.WriteFile(filepath.Join(root, "deep", "er", "big"), bytes.Repeat([]byte("0123456789abcdef"), 1<<15), 0o640))
	must(os.WriteFile(filepath.Join(root, "with space ü\n.txt"), []byte("hello"), 0o600))
	must(os.WriteFile(filepath.Join(root, strings.Repeat("n", 200)), nil, 0o444))
	must(os.WriteFile(filepath.Join(root, "tool"), []byte("#!"), 0o755))
	must(os.Chmod(filepath.Join(root, "tool"), fs.ModeSetuid|0o755))
	must(os.Chown(filepath.Join(root, "tool"), 0, 7))
	must(os.Chmod(filepath.Join(root, "tool"), fs.ModeSetuid|0o755))
	must(os.Symlink("deep/er/big", filepath.Join(root, "link")))
	must(os.Symlink("/nowhere/at all", filepath.Join(root, "dangling")))
	must(os.Link(filepath.Join(root, "deep", "er", "big"), filepath.Join(root, "again")))
	must(unix.Mkfifo(filepath.Join(root, "pipe"), 0o622))
	must(os.Lchown(filepath.Join(root, "link"), 5, 6))
	// cap_net_bind_service, as setcap writes it.
	must(unix.Setxattr(filepath.Join(root, "tool"), "security.capability", []byte{1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0))
	for _, dir := range []string{filepath.Join(root, "deep"), root} {
		must(unix.UtimesNanoAt(unix.AT_FDCWD, dir, []unix.Timespec{{Sec: 1500000000}, {Sec: 1500000000}}, 0))
	}
}

// drawn is a folder line by line, with all that is known of each file.
func drawn(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	inodes := map[uint64]string{}
	err := filepath.WalkDir(root, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		var st unix.Stat_t
		if err := unix.Lstat(p, &st); err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		fmt.Fprintf(&b, "%q %o %d:%d %d", rel, st.Mode, st.Uid, st.Gid, st.Mtim.Sec)
		switch st.Mode & unix.S_IFMT {
		case unix.S_IFREG:
			text, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, " %d %x", len(text), text[:min(len(text), 20)])
			if first := inodes[st.Ino]; first != "" {
				fmt.Fprintf(&b, " is %s", first)
			}
			inodes[st.Ino] = rel
		case unix.S_IFLNK:
			to, _ := os.Readlink(p)
			b.WriteString(" to " + to)
		}
		value := make([]byte, 100)
		if n, err := unix.Lgetxattr(p, "security.capability", value); err == nil {
			fmt.Fprintf(&b, " cap %x", value[:n])
		}
		b.WriteByte('\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func mountpoint(t *testing.T, eng *realengine.Engine, name string) string {
	t.Helper()
	return eng.Docker(t, "volume", "inspect", "-f", "{{.Mountpoint}}", name)
}

func TestAVolumeThatWasSavedComesBackAsItWas(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "volume", "create", "--label", "team=shop", "data")
	odd(t, mountpoint(t, eng, "data"))
	before := drawn(t, mountpoint(t, eng, "data"))
	path := filepath.Join(t.TempDir(), "data.tar")
	v := volumes(eng)

	saved, err := v.SaveFile(t.Context(), "data", path, nil)
	if err != nil || saved.Files != 8 || saved.Volume != "data" {
		t.Fatalf("saved %+v, %v", saved, err)
	}
	if left := eng.Docker(t, "ps", "-aq"); left != "" {
		t.Errorf("the helper %s is still there", left)
	}
	if _, err := v.SaveFile(t.Context(), "data", path, nil); !errors.Is(err, operations.ErrFileThere) {
		t.Errorf("what was there is written over: %v", err)
	}
	if out, err := exec.Command("tar", "tf", path).CombinedOutput(); err != nil || !strings.Contains(string(out), "deep/er/big") {
		t.Errorf("other programs can't read it: %v\n%s", err, out)
	}

	if _, err := v.RestoreFile(t.Context(), path, "data", nil); !errors.Is(err, keep.ErrThere) {
		t.Errorf("a volume with files is written over: %v", err)
	}
	eng.Docker(t, "volume", "rm", "data")
	for _, name := range []string{"data", "other"} {
		back, err := v.RestoreFile(t.Context(), path, name, nil)
		if err != nil || back.SHA256 != saved.SHA256 || back.Files != saved.Files {
			t.Fatalf("restored %+v, %v", back, err)
		}
		if after := drawn(t, mountpoint(t, eng, name)); after != before {
			t.Errorf("it was\n%s\nand is\n%s", before, after)
		}
		if label := eng.Docker(t, "volume", "inspect", "-f", "{{.Labels.team}}", name); label != "shop" {
			t.Errorf("its label is %q", label)
		}
	}
	if left := eng.Docker(t, "ps", "-aq"); left != "" {
		t.Errorf("the helper %s is still there", left)
	}
	// An empty one that is there is filled.
	eng.Docker(t, "volume", "create", "empty")
	if _, err := v.RestoreFile(t.Context(), path, "empty", nil); err != nil || drawn(t, mountpoint(t, eng, "empty")) != before {
		t.Errorf("an empty volume isn't filled: %v", err)
	}
}

func TestAFileThatCantBeTrustedMakesNothing(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "volume", "create", "data")
	odd(t, mountpoint(t, eng, "data"))
	v := volumes(eng)
	var whole bytes.Buffer
	if _, err := v.Save(t.Context(), "data", &whole, nil); err != nil {
		t.Fatal(err)
	}
	good := whole.Bytes()
	at := bytes.Index(good, []byte("0123456789abcdef"))
	changed := bytes.Clone(good)
	changed[at+5] ^= 1
	var foreign bytes.Buffer
	tw := tar.NewWriter(&foreign)
	_ = tw.WriteHeader(&tar.Header{Name: "../../etc/passwd", Size: 2, Mode: 0o644})
	_, _ = tw.Write([]byte("hi"))
	_ = tw.Close()
	for name, tc := range map[string]struct {
		file []byte
		want error
	}{
		"empty":         {nil, keep.ErrForeign},
		"no tar":        {[]byte("hello, this is a text"), keep.ErrForeign},
		"another tar":   {foreign.Bytes(), keep.ErrForeign},
		"only begun":    {good[:1024], keep.ErrCut},
		"cut":           {good[:len(good)/2/512*512], keep.ErrCut},
		"without end":   {good[:len(good)-1024], keep.ErrCut},
		"with more":     {append(bytes.Clone(good), make([]byte, 512)...), keep.ErrCut},
		"one bit":       {changed, keep.ErrChanged},
		"a header's":    {func() []byte { c := bytes.Clone(good); c[3*512+3] ^= 0x40; return c }(), keep.ErrChanged},
		"two in a row":  {append(bytes.Clone(good), good...), keep.ErrCut},
		"one file less": {append(bytes.Clone(good[:len(good)-2048-512]), good[len(good)-2048:]...), keep.ErrCut},
	} {
		_, err := v.Restore(t.Context(), bytes.NewReader(tc.file), int64(len(tc.file)), "back", nil)
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if _, err := v.RestoreFile(t.Context(), filepath.Join(t.TempDir(), "no.tar"), "back", nil); !errors.Is(err, keep.ErrNoFile) {
		t.Errorf("a file that isn't there: %v", err)
	}
	if _, err := v.RestoreFile(t.Context(), t.TempDir(), "back", nil); !errors.Is(err, keep.ErrFolder) {
		t.Errorf("a folder: %v", err)
	}
	if there := eng.Docker(t, "volume", "ls", "-q"); there != "data" {
		t.Errorf("there are the volumes %q", there)
	}
}

// broken is an engine whose copies end in the middle.
type broken struct {
	keep.API
	after int64
}

func (b broken) CopyFromContainer(ctx context.Context, id, p string) (io.ReadCloser, container.PathStat, error) {
	r, st, err := b.API.CopyFromContainer(ctx, id, p)
	if err != nil {
		return nil, st, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(r, b.after), r}, st, nil
}

func (b broken) CopyToContainer(ctx context.Context, id, p string, r io.Reader, o container.CopyToContainerOptions) error {
	if err := b.API.CopyToContainer(ctx, id, p, io.LimitReader(r, b.after), o); err != nil {
		return err
	}
	return errors.New("the disk is full")
}

func TestWhatBreaksOffLeavesNothingHalf(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "volume", "create", "data")
	odd(t, mountpoint(t, eng, "data"))
	dir := t.TempDir()
	path := filepath.Join(dir, "data.tar")
	f := files.New(func() (files.API, error) { return eng.Client(), nil })
	for _, after := range []int64{1000, 1024, 200 * 1024} {
		v := keep.New(func() (keep.API, error) { return broken{eng.Client(), after}, nil }, f)
		if _, err := v.SaveFile(t.Context(), "data", path, nil); err == nil {
			t.Errorf("after %d bytes: the file counts as whole", after)
		}
	}
	if there, _ := os.ReadDir(dir); len(there) != 0 {
		t.Errorf("%v is left", there)
	}
	if _, err := volumes(eng).SaveFile(t.Context(), "data", filepath.Join(dir, "no", "data.tar"), nil); !errors.Is(err, operations.ErrNoFolder) {
		t.Errorf("into no folder: %v", err)
	}
	if _, err := volumes(eng).SaveFile(t.Context(), "data", path, nil); err != nil {
		t.Fatal(err)
	}
	v := keep.New(func() (keep.API, error) { return broken{eng.Client(), 4096}, nil }, f)
	if _, err := v.RestoreFile(t.Context(), path, "back", nil); err == nil {
		t.Error("half a volume counts as restored")
	}
	ctx, cancel := context.WithCancel(t.Context())
	stop := func(done, _ int64) {
		if done > 0 {
			cancel()
		}
	}
	if _, err := volumes(eng).RestoreFile(ctx, path, "back", stop); operations.KindOf(err) != operations.Canceled && err != nil {
		t.Logf("cancelled: %v", err)
	}
	if there := eng.Docker(t, "volume", "ls", "-q"); there != "data" {
		t.Errorf("there are the volumes %q", there)
	}
	if left := eng.Docker(t, "ps", "-aq"); left != "" {
		t.Errorf("the helper %s is still there", left)
	}
}

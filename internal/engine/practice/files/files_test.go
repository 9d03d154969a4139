package files_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

func image() map[string]*files.File {
	dir := func() *files.File { return &files.File{Mode: fs.ModeDir | 0o755} }
	return map[string]*files.File{
		"/": dir(), "/etc": dir(), "/tmp": dir(), "/etc/passwd": {Mode: 0o644, Data: []byte("root")},
		"/etc/link": {Mode: fs.ModeSymlink | 0o777, Link: "passwd"}, "/loop": {Mode: fs.ModeSymlink | 0o777, Link: "loop"},
		"/var": {Mode: fs.ModeSymlink | 0o777, Link: "/etc"},
	}
}

func TestChangesAreThoseFromTheImage(t *testing.T) {
	f := files.New(image(), time.Now)
	for _, err := range []error{
		f.WriteFile("/tmp/new", []byte("x"), 0o644), f.WriteFile("/etc/link", []byte("y"), 0o644), f.Mkdir("/made", 0o755), f.Remove("/loop", false),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := "[{0 /etc} {0 /etc/passwd} {2 /loop} {1 /made} {0 /tmp} {1 /tmp/new}]"
	if got := fmt.Sprint(f.Changes()); got != want {
		t.Errorf("changes are %s, want %s", got, want)
	}
	if other := files.New(image(), time.Now); len(other.Changes()) != 0 {
		t.Error("another container of the image sees them")
	}
}

func TestLinksLeadWithinTheContainer(t *testing.T) {
	f := files.New(image(), time.Now)
	if got, err := f.ReadFile("/var/link"); string(got) != "root" || err != nil {
		t.Errorf("it reads %q, %v", got, err)
	}
	if _, err := f.Stat("/loop"); !errors.Is(err, files.ErrLoop) {
		t.Errorf("the loop is %v", err)
	}
	if _, err := f.Stat("/../../etc/passwd"); err != nil {
		t.Error(err)
	}
}

func TestWhatCantBeIsRefused(t *testing.T) {
	f := files.New(image(), time.Now)
	volume := files.New(nil, time.Now)
	f.Mount("/data", volume, true)
	for _, tc := range []struct {
		err  error
		want error
	}{
		{f.WriteFile("/nosuch/x", nil, 0o644), fs.ErrNotExist},
		{f.WriteFile("/etc", nil, 0o644), files.ErrIsDir},
		{f.WriteFile("/etc/passwd/x", nil, 0o644), files.ErrNotDir},
		{f.Mkdir("/etc", 0o755), fs.ErrExist},
		{f.Remove("/etc", false), files.ErrNotEmpty},
		{f.Remove("/nosuch", true), fs.ErrNotExist},
		{f.WriteFile("/data/x", nil, 0o644), files.ErrReadOnly},
	} {
		if !errors.Is(tc.err, tc.want) {
			t.Errorf("it is %v, want %v", tc.err, tc.want)
		}
	}
}

func TestAVolumeIsSeenByAllWhoMountIt(t *testing.T) {
	volume := files.New(nil, time.Now)
	one, two := files.New(image(), time.Now), files.New(image(), time.Now)
	one.Mount("/data", volume, false)
	two.Mount("/other/place", volume, false)
	if err := one.WriteFile("/data/x", []byte("kept"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := two.ReadFile("/other/place/x"); string(got) != "kept" || err != nil {
		t.Errorf("the other reads %q, %v", got, err)
	}
	if len(one.Changes()) != 0 {
		t.Errorf("a volume's files are changes: %v", one.Changes())
	}
}

func TestALayerSurvivesItsArchive(t *testing.T) {
	f := files.New(image(), time.Now)
	for _, err := range []error{f.WriteFile("/tmp/new", []byte("x"), 0o600), f.Remove("/etc/passwd", false), f.Put("/big", files.File{Mode: 0o644, Bulk: 300 << 20})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var tar bytes.Buffer
	own := f.Own()
	big := own.Files["/big"]
	own.Files["/big"] = &files.File{Mode: big.Mode, Bulk: 1 << 20, Time: big.Time} // enough to be bulk
	if err := files.PackLayer(&tar, own); err != nil {
		t.Fatal(err)
	}
	back, err := files.ReadLayer(&tar)
	if err != nil {
		t.Fatal(err)
	}
	seen := back.Over(image())
	if seen["/etc/passwd"] != nil || string(seen["/tmp/new"].Data) != "x" || seen["/big"].Bulk != 1<<20 || back.Size() != own.Size() {
		t.Errorf("it comes back as %v", seen)
	}
}

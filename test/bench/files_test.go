package bench

import (
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// BenchmarkFiles is how long it takes until a folder is listed: a volume that
// nobody has, through a helper that is never started, beside docker cp to
// nowhere; and what is listed by find in a running container.
func BenchmarkFiles(b *testing.B) {
	eng := realengine.Start(b)
	eng.LoadShell(b)
	eng.Docker(b, "run", "--rm", "-v", "shelf:/data", realengine.ShellImage, "sh", "-c", sow(10_000))
	eng.Docker(b, "run", "--rm", "-v", "hall:/data", realengine.ShellImage, "sh", "-c", sow(100_000))
	f := files.New(func() (files.API, error) { return eng.Client(), nil })
	list := func(ref object.Ref, dir string) time.Duration {
		return median(b, func() {
			if _, err := f.List(b.Context(), ref, dir, true, 0, nil); err != nil {
				b.Fatal(err)
			}
		})
	}
	t := newTable()
	for b.Loop() {
		shelf := list(object.Ref{Kind: object.KindVolume, ID: "shelf"}, "/")
		t.row("volume of 10,000 files, in nobody's hands", fmt.Sprintf("%.0f ms", ms(shelf)), "≤ 500 ms")
		hall := list(object.Ref{Kind: object.KindVolume, ID: "hall"}, "/")
		t.row("volume of 100,000 files, in nobody's hands", fmt.Sprintf("%.0f ms", ms(hall)), "")
		eng.Docker(b, "run", "-d", "--init", "--name", "web", "-v", "shelf:/shelf", "-v", "hall:/hall", realengine.ShellImage, "sleep", "1000")
		t.row("docker cp of the 100,000 to nowhere", fmt.Sprintf("%.0f ms", ms(median(b, func() {
			c := eng.Command(b.Context(), "cp", "web:/hall", "-")
			c.Stdout = io.Discard
			if err := c.Run(); err != nil {
				b.Fatal(err)
			}
		}))), "")
		web := object.Ref{Kind: object.KindContainer, ID: "web"}
		t.row("the root above them, of a running container", fmt.Sprintf("%.0f ms", ms(list(web, "/"))), "")
		eng.Docker(b, "rm", "-f", "web")
		b.ReportMetric(ms(shelf), "ms/10k-volume")
		b.ReportMetric(ms(hall), "ms/100k-volume")
	}
	t.print()
	eng.Docker(b, "volume", "rm", "shelf", "hall") // takes longer than the engine has at its end
}

// sow writes small files into a hundred folders.
func sow(n int) string {
	return fmt.Sprintf(`i=0; while [ $i -lt 100 ]; do mkdir /data/$i; (cd /data/$i; seq %d | while read j; do echo $j >$j; done); i=$((i+1)); done`, n/100)
}

// median is the time in the middle of five.
func median(b *testing.B, do func()) time.Duration {
	b.Helper()
	var took []time.Duration
	for range 5 {
		begun := time.Now()
		do()
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

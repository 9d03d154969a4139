//go:build unix

package datalist_test

import (
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// cpu reports the processor time of a benchmark beside the time that went by,
// which means little on a machine that others use too.
func cpu(b *testing.B) (stop func()) {
	b.ReportAllocs()
	start := processTime(b)
	return func() {
		b.ReportMetric(float64(processTime(b)-start)/float64(b.N), "cpu-ns/op")
	}
}

func processTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func bigRig(b *testing.B) (*rig, []*box) {
	b.Helper()
	r := newRig(b, theme.Light, 784, 33+20*36)
	items := many(10_000)
	r.list.SetSort("name", false)
	r.list.SetItems(items)
	r.told = nil
	return r, items
}

func BenchmarkFirstItems10000(b *testing.B) {
	items := many(10_000)
	r := newRig(b, theme.Light, 784, 33+20*36)
	r.list.SetSort("name", false)
	defer cpu(b)()
	for b.Loop() {
		r.list.SetItems(nil)
		r.list.SetItems(items)
	}
}

func BenchmarkSetItems10000Unchanged(b *testing.B) {
	r, items := bigRig(b)
	defer cpu(b)()
	for b.Loop() {
		r.list.SetItems(items)
	}
}

func BenchmarkSetItems10000TenChanged(b *testing.B) {
	r, items := bigRig(b)
	i := 0
	defer cpu(b)()
	for b.Loop() {
		items = slices.Clone(items)
		for range 10 {
			i = (i + 997) % len(items)
			c := *items[i]
			c.memory++
			items[i] = &c
		}
		r.list.SetItems(items)
	}
}

func BenchmarkSearchKeystroke10000(b *testing.B) {
	r, _ := bigRig(b)
	queries := []string{"w", "we", "web", "web-1", "web-12"}
	i := 0
	defer cpu(b)()
	for b.Loop() {
		r.list.SetSearch(queries[i%len(queries)])
		i++
	}
}

func BenchmarkSort10000(b *testing.B) {
	r, _ := bigRig(b)
	i := 0
	defer cpu(b)()
	for b.Loop() {
		r.list.SetSort([]string{"image", "name", "memory"}[i%3], i%2 == 0)
		i++
	}
}

func BenchmarkScrollPage10000(b *testing.B) { benchmarkKey(b, "Next", "Prior") }

func BenchmarkCursorDown10000(b *testing.B) { benchmarkKey(b, "Down", "Up") }

// benchmarkKey types a key until it leads no further, then the one back.
func benchmarkKey(b *testing.B, key, back string) {
	b.Helper()
	r, _ := bigRig(b)
	r.list.Focus()
	defer cpu(b)()
	for b.Loop() {
		before := r.list.Cursor()
		if r.keys(key); r.list.Cursor() == before {
			key, back = back, key
		}
	}
}

func BenchmarkUpdate20Rows(b *testing.B) {
	r, _ := bigRig(b)
	keys := r.list.OnScreen()
	n := 0
	defer cpu(b)()
	for b.Loop() {
		n++
		for _, key := range keys {
			r.memory[key] = n
			r.list.Update(key)
		}
	}
}

func BenchmarkRefresh10000(b *testing.B) {
	r, _ := bigRig(b)
	defer cpu(b)()
	for b.Loop() {
		r.list.Refresh()
	}
}

func BenchmarkHostileNames20Rows(b *testing.B) {
	r, _ := bigRig(b)
	long := fmt.Sprintf("%0200d", 7)
	n := 0
	defer cpu(b)()
	for b.Loop() {
		items := many(20)
		for i := range items {
			items[i].name = fmt.Sprint(n, long)
		}
		n++
		r.list.SetItems(items)
	}
}

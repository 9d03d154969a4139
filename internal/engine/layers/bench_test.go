package layers_test

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// What the large image has: 1 GB in 50,000 files.
const (
	largeLayers = 10
	largeFiles  = 5_000 // in each
	largeFile   = 20 << 10
)

// largeLayer writes one of its layers; each overwrites some files of the one below.
func largeLayer(out io.Writer, n int) error {
	w := tar.NewWriter(out)
	random := rand.NewChaCha8([32]byte{byte(n)})
	content := make([]byte, largeFile)
	for i := range largeFiles {
		at := n
		if i%100 == 0 && n > 0 {
			at = n - 1
		}
		h := &tar.Header{Name: fmt.Sprintf("usr/share/part%02d/group%03d/file-number-%05d.dat", at, i/50, i), Mode: 0o644, Size: largeFile, ModTime: time.Unix(1_700_000_000, 0)}
		if err := w.WriteHeader(h); err != nil {
			return err
		}
		_, _ = random.Read(content)
		if _, err := w.Write(content); err != nil {
			return err
		}
	}
	return w.Close()
}

// counting counts and sums up what is written to it.
type counting struct {
	n int64
	w io.Writer
}

func (c *counting) Write(p []byte) (int, error) { c.n += int64(len(p)); return c.w.Write(p) }

// loadLarge makes the image in the engine, without a file on this computer.
func loadLarge(b *testing.B, eng *realengine.Engine) {
	b.Helper()
	in, out := io.Pipe()
	go func() {
		_ = out.CloseWithError(func() error {
			w := tar.NewWriter(out)
			var ids, names []string
			for n := range largeLayers {
				sum := sha256.New()
				c := &counting{w: sum}
				if err := largeLayer(c, n); err != nil {
					return err
				}
				ids, names = append(ids, fmt.Sprintf("sha256:%x", sum.Sum(nil))), append(names, fmt.Sprintf("%d/layer.tar", n))
				if err := w.WriteHeader(&tar.Header{Name: names[n], Mode: 0o644, Size: c.n}); err != nil {
					return err
				}
				if err := largeLayer(w, n); err != nil {
					return err
				}
			}
			config, err := json.Marshal(map[string]any{"architecture": runtime.GOARCH, "os": "linux", "rootfs": map[string]any{"type": "layers", "diff_ids": ids}})
			if err != nil {
				return err
			}
			list, err := json.Marshal([]map[string]any{{"Config": "config.json", "RepoTags": []string{"large:1"}, "Layers": names}})
			if err != nil {
				return err
			}
			for name, text := range map[string][]byte{"config.json": config, "manifest.json": list} {
				if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
					return err
				}
				if _, err := w.Write(text); err != nil {
					return err
				}
			}
			return w.Close()
		}())
	}()
	load := eng.Command(context.Background(), "load", "-q")
	load.Stdin = in
	if out, err := load.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
}

// BenchmarkLayers reads an image of 1 GB with 50,000 files, beside docker save in
// the same run. Run it with -benchtime 1x.
func BenchmarkLayers(b *testing.B) {
	eng := realengine.Start(b)
	loadLarge(b, eng)
	save := func() (first, all time.Duration) {
		begun := time.Now()
		cmd := eng.Command(context.Background(), "save", "large:1")
		out, err := cmd.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		buffer := make([]byte, 1<<20)
		_, _ = out.Read(buffer)
		first = time.Since(begun)
		_, _ = io.CopyBuffer(io.Discard, struct{ io.Reader }{out}, buffer)
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
		return first, time.Since(begun)
	}
	byte1, before := save()
	for b.Loop() {
		var was, is runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&was)
		begun := time.Now()
		var list, first time.Duration
		img, err := layers.NewReader().Read(context.Background(), eng.Client(), "large:1", 0, func(n layers.News) {
			switch {
			case list == 0:
				list = time.Since(begun)
			case first == 0 && n.Image.Read() > 0:
				first = time.Since(begun)
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		all := time.Since(begun)
		survey := layers.NewSurvey(img)
		surveyed := time.Since(begun) - all
		root := layers.Tree(img, largeLayers-1)
		planted := time.Since(begun) - all - surveyed
		runtime.ReadMemStats(&is)
		peak := is.Sys - was.Sys
		runtime.GC()
		runtime.ReadMemStats(&is)
		byte2, after := save()
		fmt.Printf("docker save               %.2f s and %.2f s, its first byte after %.2f s and %.2f s\nlist of layers            %.0f ms\nfirst layer's files       %.2f s\nall files                 %.2f s, %.2f times docker save\nsurvey, tree              %.0f ms, %.0f ms\nmemory                    %.1f MB held, %.1f MB more asked of the system, %d files, score %d\n",
			before.Seconds(), after.Seconds(), byte1.Seconds(), byte2.Seconds(), float64(list.Milliseconds()), first.Seconds(), all.Seconds(), all.Seconds()/min(before, after).Seconds(),
			float64(surveyed.Milliseconds()), float64(planted.Milliseconds()),
			float64(is.HeapAlloc-was.HeapAlloc)/1e6, float64(peak)/1e6, survey.Files, survey.Score())
		runtime.KeepAlive(root)
		runtime.KeepAlive(img)
	}
}

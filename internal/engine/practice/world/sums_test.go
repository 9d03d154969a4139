package world

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/format"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

// small is how large a layer may be to be summed in every run of the tests.
const small = 20 << 20

// steps are all steps of the catalogue and the scenes that add files, with their day.
func steps() map[string]func() *Layer {
	all := map[string]func() *Layer{}
	add := func(s step, made time.Time) {
		if s.size > 0 {
			all[digest("layer", s.by, itoa(int(s.size)), made.Format(time.DateOnly))[:12]] = func() *Layer { return s.layer(made) }
		}
	}
	for _, r := range recipes {
		made, _ := time.Parse(time.DateOnly, r.made)
		for _, s := range r.steps {
			add(s, made)
		}
	}
	for n := range danglings {
		add(danglingStep(n), buildDay)
	}
	return all
}

// A layer's sum is that of its tar, as the real engine has it: what is saved here
// can be loaded there.
func TestTheSumsOfLayersAreTrue(t *testing.T) {
	write := os.Getenv("DOCKDESK_SUMS") == "write"
	every := write || os.Getenv("DOCKDESK_PRACTICE") == "all"
	all, sums := steps(), map[string]string{}
	for key, layer := range all {
		l := layer()
		if l.Files.Size() > small && !every {
			continue
		}
		sum := sha256.New()
		if err := files.PackLayer(sum, l.Files); err != nil {
			t.Fatal(err)
		}
		sums[key] = hex.EncodeToString(sum.Sum(nil))
		if !write && layerSums[key] != sums[key] {
			t.Errorf("the sum of %s is %s, and not %q", key, sums[key], layerSums[key])
		}
	}
	if len(all) != len(layerSums) && !write {
		t.Errorf("there are %d layers and %d sums", len(all), len(layerSums))
	}
	if write {
		writeSums(t, sums)
	}
}

func writeSums(t *testing.T, sums map[string]string) {
	t.Helper()
	old, err := os.ReadFile("sums.go")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := bytes.Cut(old, []byte("map[string]string{"))
	var lines strings.Builder
	for _, key := range sortedKeys(sums) {
		fmt.Fprintf(&lines, "%q: %q,\n", key, sums[key])
	}
	text, err := format.Source(append(head, []byte("map[string]string{\n"+lines.String()+"}\n")...))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("sums.go", text, 0o644); err != nil {
		t.Fatal(err)
	}
}

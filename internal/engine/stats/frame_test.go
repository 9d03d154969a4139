package stats

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/docker/docker/api/types/container"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parsed(t testing.TB, name string) frame {
	t.Helper()
	var f frame
	if !f.parse(fixture(t, name)) {
		t.Fatalf("%s is not read", name)
	}
	return f
}

// same takes two unknown figures for equal.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

var none = math.NaN()

func TestAFrameHasTheFiguresThatTheEngineGave(t *testing.T) {
	for name, want := range map[string]Sample{
		"docker-cgroup1": {Memory: 3121152, MemoryLimit: 67108864, PIDs: 4, RxTotal: 936, TxTotal: 0, ReadTotal: none, WriteTotal: none},
		"docker-cgroup2": {Memory: 7500000, MemoryLimit: 8e9, PIDs: 3, RxTotal: 300, TxTotal: 30, ReadTotal: 4196, WriteTotal: 8192},
		"podman":         {Memory: 1000000, MemoryLimit: 8e9, PIDs: 2, RxTotal: 5, TxTotal: 6, ReadTotal: none, WriteTotal: none},
		"not-running":    {Memory: none, MemoryLimit: none, PIDs: none, RxTotal: none, TxTotal: none, ReadTotal: none, WriteTotal: none},
	} {
		t.Run(name, func(t *testing.T) {
			f := parsed(t, name)
			got := f.sample(nil, time.Time{})
			for _, c := range []struct {
				figure    string
				got, want float64
			}{
				{"memory", got.Memory, want.Memory}, {"limit", got.MemoryLimit, want.MemoryLimit}, {"pids", got.PIDs, want.PIDs},
				{"rx", got.RxTotal, want.RxTotal}, {"tx", got.TxTotal, want.TxTotal},
				{"read", got.ReadTotal, want.ReadTotal}, {"write", got.WriteTotal, want.WriteTotal},
				{"CPU of the first frame", got.CPU, none}, {"rx rate of the first frame", got.Rx, none},
			} {
				if !same(c.got, c.want) {
					t.Errorf("%s is %v, want %v", c.figure, c.got, c.want)
				}
			}
			if f.running() != (name != "not-running") {
				t.Errorf("running is %v", f.running())
			}
		})
	}
}

func TestCPUIsTheShareOfOneCore(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(second, cpu, system, cpus float64, percpus int) *frame {
		return &frame{at: start.Add(time.Duration(second * 1e9)), cpu: cpu, system: system, onlineCPUs: cpus, percpus: percpus}
	}
	for name, c := range map[string]struct {
		prev, now *frame
		want      float64
	}{
		"half a core of two":            {at(0, 0, 0, 2, 2), at(1, 0.5e9, 2e9, 2, 2), 50},
		"two cores of four":             {at(0, 1e9, 8e9, 4, 0), at(1, 3e9, 12e9, 4, 0), 200},
		"cores counted by their usage":  {at(0, 0, 0, 0, 2), at(1, 0.5e9, 2e9, 0, 2), 50},
		"nothing used":                  {at(0, 5, 0, 2, 2), at(1, 5, 2e9, 2, 2), 0},
		"system clock stands":           {at(0, 5, 7, 2, 2), at(1, 6, 7, 2, 2), 0},
		"restarted in between":          {at(0, 5e9, 0, 2, 2), at(1, 1e9, 2e9, 2, 2), none},
		"no first frame":                {nil, at(1, 1e9, 2e9, 2, 2), none},
		"too long ago":                  {at(0, 0, 0, 2, 2), at(60, 1e9, 120e9, 2, 2), none},
		"the engine does not say (NaN)": {at(0, 0, none, 2, 2), at(1, 1e9, none, 2, 2), none},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.now.sample(c.prev, start).CPU; !same(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestRatesAreDifferencesPerSecond(t *testing.T) {
	prev := &frame{at: time.Unix(10, 0), rx: 1000, tx: 50, read: none, write: 100}
	now := &frame{at: time.Unix(12, 0), rx: 3000, tx: 40, read: 500, write: 100}
	s := now.sample(prev, time.Now())
	if s.Rx != 1000 || s.Write != 0 {
		t.Errorf("rx %v, write %v a second; want 1000 and 0", s.Rx, s.Write)
	}
	if Known(s.Tx) {
		t.Errorf("a counter that went back gives a rate of %v", s.Tx)
	}
	if Known(s.Read) {
		t.Errorf("a counter without a past gives a rate of %v", s.Read)
	}
}

func TestAStreamIsReadHoweverItArrives(t *testing.T) {
	one := strings.TrimSpace(string(fixture(t, "docker-cgroup1")))
	two := strings.TrimSpace(string(fixture(t, "docker-cgroup2")))
	big := `{"read":"2026-03-01T10:00:00Z","percpu":[` + strings.Repeat("12345678,", 30000) + `1],"pids_stats":{"current":7}}`
	for name, c := range map[string]struct {
		text string
		pids []float64
		err  error
	}{
		"whole lines":               {one + "\n" + two + "\n", []float64{4, 3}, io.EOF},
		"no end of line at the end": {one + "\r\n" + two, []float64{4, 3}, io.EOF},
		"empty lines":               {"\n\n" + one + "\n \n", []float64{4}, io.EOF},
		"larger than the buffer":    {one + "\n" + big + "\n" + two, []float64{4, 7, 3}, io.EOF},
		"garbage in between":        {one + "\n<html>\n{\"read\":\n" + two, []float64{4, 3}, io.EOF},
		"half an answer":            {one + "\n" + two[:len(two)/2], []float64{4}, io.EOF},
		"nothing but garbage":       {strings.Repeat("x\n", 100), nil, errBroken},
		"an endless answer":         {strings.Repeat("x", maxFrame*3), nil, errBroken},
		"nothing":                   {"", nil, io.EOF},
	} {
		for how, reader := range map[string]io.Reader{
			"at once": strings.NewReader(c.text), "in halves": iotest.HalfReader(strings.NewReader(c.text)),
			"with its end": iotest.DataErrReader(strings.NewReader(c.text)),
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				in := newFrames(reader)
				var f frame
				for _, want := range c.pids {
					if err := in.next(&f); err != nil || f.pids != want {
						t.Fatalf("pids %v, error %v; want %v", f.pids, err, want)
					}
				}
				if err := in.next(&f); !errors.Is(err, c.err) {
					t.Errorf("ended with %v, want %v", err, c.err)
				}
			})
		}
	}
}

// FuzzParse holds the hand-written decoder against encoding/json: what that
// reads, this reads with the same figures, and nothing makes it hang or panic.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"docker-cgroup1", "docker-cgroup2", "podman", "not-running"} {
		f.Add(fixture(f, name))
	}
	f.Add([]byte(`{"pids_stats":{"current":1e2},"a":[[{"b":"\\\""}],null,true,-1.5]}`))
	f.Add([]byte(strings.Repeat("[", 1000)))
	f.Fuzz(func(t *testing.T, line []byte) {
		var got frame
		ok := got.parse(line)
		var want struct {
			Pids struct {
				Current json.Number `json:"current"`
			} `json:"pids_stats"`
		}
		if json.Unmarshal(line, &want) != nil || !ok {
			return
		}
		// Names are matched without regard to case by encoding/json, and
		// repeated ones are merged: only the plain case can be compared.
		if strings.Count(strings.ToLower(string(line)), "current") != 1 || strings.Count(strings.ToLower(string(line)), "pids_stats") != 1 {
			return
		}
		if v, err := want.Pids.Current.Float64(); err == nil && Known(got.pids) && v != got.pids {
			t.Errorf("pids %v, encoding/json says %v", got.pids, v)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	line := fixture(b, "docker-cgroup1")
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(line)))
		var f frame
		for b.Loop() {
			if !f.parse(line) {
				b.Fatal("not read")
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(line)))
		for b.Loop() {
			var v container.StatsResponse
			if err := json.Unmarshal(line, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

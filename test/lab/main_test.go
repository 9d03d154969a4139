package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSizesAreReadAsDockerReadsThem(t *testing.T) {
	for text, want := range map[string]int64{"0": 0, "512": 512, "1k": 1 << 10, "20M": 20 << 20, "2g": 2 << 30, "7b": 7} {
		got, err := parseBytes(text)
		if err != nil || got != want {
			t.Errorf("parseBytes(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "k", "-1", "1kk", "1t", "9999999999g"} {
		if got, err := parseBytes(text); err == nil {
			t.Errorf("parseBytes(%q) = %d, want an error", text, got)
		}
	}
}

func TestExitCodesSayWhatHappened(t *testing.T) {
	present := filepath.Join(t.TempDir(), "present")
	if err := os.WriteFile(present, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		want int
		args []string
	}{
		{0, []string{"env"}},
		{0, []string{"sleep", "1ms"}},
		{0, []string{"logs", "-rate", "0", "-n", "3"}},
		{0, []string{"health", present}},
		{1, []string{"health", present + "-not"}},
		{7, []string{"fail", "7"}},
		{0, []string{"fail", "0"}},
		{1, []string{"fail", "nonsense"}},
		{1, []string{"write", present}},
		{2, []string{"dance"}},
		{2, nil},
	}
	for _, c := range cases {
		if got := dispatch(t.Context(), c.args); got != c.want {
			t.Errorf("lab %v ended with %d, want %d", c.args, got, c.want)
		}
	}
}

func TestWhatRunsForeverEndsWellWhenAsked(t *testing.T) {
	for _, args := range [][]string{
		{"sleep"}, {"burn", "0.1"}, {"mem", "1m"}, {"mem", "0"}, {"logs", "-rate", "1"}, {"serve", "-addr", "127.0.0.1:0"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		if got := dispatch(ctx, args); got != 0 {
			t.Errorf("lab %v ended with %d, want 0", args, got)
		}
		cancel()
	}
}

func TestLinesHaveTheSizeAsked(t *testing.T) {
	for _, size := range []int{10, 80, 4096} {
		if line := logLine(12, size, ""); len(line) != size {
			t.Errorf("a line of %d bytes has %d: %q", size, len(line), line)
		}
	}
	if line := logLine(12, 0, ""); line != "line 12\n" {
		t.Errorf("the number is never cut off, got %q", line)
	}
}

func TestFilesHaveTheSizeAsked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "file")
	if code := dispatch(t.Context(), []string{"write", file, "3k"}); code != 0 {
		t.Fatal("lab write ended with", code)
	}
	if info, err := os.Stat(file); err != nil || info.Size() != 3<<10 {
		t.Errorf("the file is %v, %v", info, err)
	}
}

func TestServedPagesCanBeFetched(t *testing.T) {
	probe, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := probe.Addr().String()
	_ = probe.Close()

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() { ended <- dispatch(ctx, []string{"serve", "-addr", addr, "-text", "good day"}) }()
	defer func() {
		stop()
		<-ended
	}()

	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		response, err := http.Get("http://" + addr)
		if err == nil {
			_ = response.Body.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	if code := dispatch(t.Context(), []string{"get", "http://" + addr + "/env"}); code != 0 {
		t.Error("lab get ended with", code)
	}
}

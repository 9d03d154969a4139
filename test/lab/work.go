package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

func write(_ context.Context, args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("needs a file and a size")
	}
	size, err := parseBytes(args[1])
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(args[0]), 0o755); err != nil {
		return err
	}
	file, err := os.Create(args[0])
	if err != nil {
		return err
	}
	if _, err := io.CopyN(file, pattern{}, size); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}

// pattern is an endless text that no filesystem stores as a hole.
type pattern struct{}

func (pattern) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "DockDesk lab.\n"[i%14]
	}
	return len(p), nil
}

func logs(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("logs", flag.ContinueOnError)
	rate := flags.Float64("rate", 1, "lines a second; 0 is as fast as it can")
	size := flags.Int("size", 80, "bytes a line, its end included")
	count := flags.Int("n", 0, "how many lines; 0 never ends")
	toStderr := flags.Int("stderr", 0, "every how many-th line goes to stderr; 0 is none")
	text := flags.String("text", "", "what a line says after its number, in Go's quoting without the quotes")
	if err := flags.Parse(args); err != nil {
		return err
	}
	said, err := strconv.Unquote(`"` + *text + `"`)
	if err != nil {
		return fmt.Errorf("%q is no text: %w", *text, err)
	}

	stdout := bufio.NewWriterSize(os.Stdout, 1<<16)
	defer func() { _ = stdout.Flush() }()
	start := time.Now()
	for i := 1; (*count == 0 || i <= *count) && ctx.Err() == nil; i++ {
		line := logLine(i, *size, said)
		if *toStderr > 0 && i%*toStderr == 0 {
			_, _ = os.Stderr.WriteString(line)
		} else if _, err := stdout.WriteString(line); err != nil {
			return err
		}
		if *rate > 0 {
			due := start.Add(time.Duration(float64(i) / *rate * float64(time.Second)))
			if wait := time.Until(due); wait > 0 {
				_ = stdout.Flush()
				pause(ctx, wait)
			}
		}
	}
	return nil
}

// logLine is "line N" and a text, filled up to size bytes with its line end.
func logLine(n, size int, text string) string {
	line := "line " + strconv.Itoa(n) + text
	if fill := size - len(line) - 2; fill > 0 {
		line += " " + strings.Repeat(".", fill)
	}
	return line + "\n"
}

func burn(ctx context.Context, args []string) error {
	word, err := one(args, "a number of cores")
	if err != nil {
		return err
	}
	cores, err := strconv.ParseFloat(word, 64)
	if err != nil || cores <= 0 || cores > 1024 {
		return fmt.Errorf("%q is no number of cores", word)
	}
	whole, part := math.Modf(cores)
	var wg sync.WaitGroup
	for range int(whole) {
		wg.Go(func() { spin(ctx, 1) })
	}
	if part > 0 {
		wg.Go(func() { spin(ctx, part) })
	}
	wg.Wait()
	return nil
}

// spin keeps one core busy for a share of each 20 ms.
func spin(ctx context.Context, share float64) {
	const period = 20 * time.Millisecond
	for ctx.Err() == nil {
		start := time.Now()
		for time.Since(start) < time.Duration(share*float64(period)) {
		}
		if share < 1 {
			time.Sleep(period - time.Since(start))
		}
	}
}

func mem(ctx context.Context, args []string) error {
	word, err := one(args, "a size")
	if err != nil {
		return err
	}
	size, err := parseBytes(word)
	if err != nil {
		return err
	}
	held := make([]byte, size)
	for i := 0; i < len(held); i += 4096 {
		held[i] = 1
	}
	fmt.Println("holding", size, "bytes")
	<-ctx.Done()
	runtime.KeepAlive(held)
	return nil
}

func fail(_ context.Context, args []string) error {
	word, err := one(args, "an exit code")
	if err != nil {
		return err
	}
	code, err := strconv.Atoi(word)
	if err != nil || code < 0 || code > 255 {
		return fmt.Errorf("%q is no exit code", word)
	}
	fmt.Fprintln(os.Stderr, "failing with", code, "as asked")
	return exitCode(code)
}

func ignoreTerm(context.Context, []string) error {
	signal.Ignore(syscall.SIGTERM)
	for {
		time.Sleep(time.Hour)
	}
}

func sleep(ctx context.Context, args []string) error {
	if len(args) == 0 {
		<-ctx.Done()
		return nil
	}
	length, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	pause(ctx, length)
	return nil
}

func health(_ context.Context, args []string) error {
	file, err := one(args, "a file")
	if err != nil {
		return err
	}
	if _, err := os.Stat(file); err != nil {
		fmt.Println(file, "is missing")
		return exitCode(1)
	}
	fmt.Println("well")
	return nil
}

// pause sleeps, but not beyond the end of ctx.
func pause(ctx context.Context, length time.Duration) {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Command lab is the program inside the test images: one static binary, in an
// image FROM scratch, that does whatever a test wants to look at. It serves and
// fetches pages, resolves names, writes files and logs, uses CPU and memory,
// fails, hangs and falls ill on request.
//
// It must stay small and need nothing but the standard library, for it runs a
// thousand times at once where there is neither a shell nor a C library.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"sort"
	"strconv"
	"strings"
	"syscall"
)

// A command does its work until it is done or ctx ends, which SIGTERM and
// SIGINT bring about; ending that way is a success.
type command struct {
	usage string
	run   func(ctx context.Context, args []string) error
}

var commands = map[string]command{
	"serve":      {"serve [-addr :80] [-text TEXT]   answer every path with TEXT, /env and /headers with those", serve},
	"get":        {"get URL                          fetch a page and print it; fails on a status of 400 and above", get},
	"resolve":    {"resolve NAME                     print the addresses of a name, one a line", resolve},
	"write":      {"write FILE SIZE                  write SIZE bytes (1k, 1m, 1g) to a file", write},
	"logs":       {"logs [-rate N] [-size B] [-n COUNT] [-stderr EVERY] [-text TEXT]   print lines; rate 0 is as fast as it can", logs},
	"burn":       {"burn CORES                       keep cores busy; 0.5 is half of one", burn},
	"mem":        {"mem BYTES                        take memory (1k, 1m, 1g), touch it, hold it", mem},
	"fail":       {"fail CODE                        end at once with an exit code", fail},
	"ignoreterm": {"ignoreterm                       sleep, deaf to SIGTERM", ignoreTerm},
	"sleep":      {"sleep [DURATION]                 sleep, forever if not told how long", sleep},
	"health":     {"health FILE                      healthy while the file exists", health},
	"env":        {"env                              print the environment, sorted", env},
}

// exitCode is a failure that says nothing but its number.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	os.Exit(dispatch(ctx, os.Args[1:]))
}

func dispatch(ctx context.Context, args []string) int {
	if len(args) == 0 {
		return usage("what shall I do?")
	}
	c, ok := commands[args[0]]
	if !ok {
		return usage("I don't know " + args[0])
	}
	err := c.run(ctx, args[1:])
	if code := exitCode(0); errors.As(err, &code) {
		return int(code)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintf(os.Stderr, "lab %s: %v\n", args[0], err)
		return 1
	}
	return 0
}

func usage(complaint string) int {
	fmt.Fprintln(os.Stderr, "lab:", complaint)
	names := make([]string, 0, len(commands))
	for name := range commands {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintln(os.Stderr, "  lab", commands[name].usage)
	}
	return 2
}

// one returns the only argument of a command that needs exactly one.
func one(args []string, what string) (string, error) {
	if len(args) != 1 {
		return "", fmt.Errorf("needs %s", what)
	}
	return args[0], nil
}

// parseBytes reads 512, 1k, 20m or 1g: powers of 1024, as docker's own limits.
func parseBytes(s string) (int64, error) {
	digits := strings.TrimRight(strings.ToLower(s), "bkmg")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is no size", s)
	}
	shift, ok := map[string]int{"": 0, "b": 0, "k": 10, "m": 20, "g": 30}[strings.ToLower(s[len(digits):])]
	if !ok || n > (1<<62)>>shift {
		return 0, fmt.Errorf("%q is no size", s)
	}
	return n << shift, nil
}

func env(context.Context, []string) error {
	for _, line := range slices.Sorted(slices.Values(os.Environ())) {
		fmt.Println(line)
	}
	return nil
}

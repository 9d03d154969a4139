// Package lab is the lab program of the test images as the practice engine runs
// it: so that the project's engine tests, whose containers run that program, can be
// run against practice too.
//
// It must do what test/lab does, as far as a program that only pretends can.
package lab

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

// Programs is the lab program under its name.
var Programs = map[string]shell.Program{"lab": run}

var ending = []string{"TERM", "INT"}

func run(ctx context.Context, p *shell.Process) int {
	if len(p.Args) < 2 {
		fmt.Fprintln(p.Stderr, "lab: what shall I do?")
		return 2
	}
	name, args := p.Args[1], p.Args[2:]
	does := commands[name]
	if does == nil {
		fmt.Fprintln(p.Stderr, "lab: I don't know "+name)
		return 2
	}
	server := shell.Server{Name: "lab", Signals: ending, Ends: map[string]int{"HUP": 2, "QUIT": 2}, Memory: 1 << 20}
	if name == "ignoreterm" {
		server.Signals = nil
	}
	if name != "serve" && name != "burn" && name != "mem" {
		p.Host.Serve(server)
	}
	return does(ctx, p, args, server)
}

type command func(ctx context.Context, p *shell.Process, args []string, server shell.Server) int

var commands = map[string]command{
	"serve": serve, "get": get, "resolve": resolve, "write": write, "logs": logs, "burn": burn, "mem": mem, "fail": fail,
	"ignoreterm": rest, "sleep": sleep, "health": health, "env": env,
}

func say(p *shell.Process, words ...any) { fmt.Fprintln(p.Stdout, words...) }

func wrong(p *shell.Process, err any) int {
	fmt.Fprintf(p.Stderr, "lab %s: %v\n", p.Args[1], err)
	return 1
}

func rest(ctx context.Context, _ *shell.Process, _ []string, _ shell.Server) int {
	<-ctx.Done()
	return 0
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func sleep(ctx context.Context, p *shell.Process, args []string, _ shell.Server) int {
	if len(args) == 0 {
		<-ctx.Done()
		return 0
	}
	d, err := time.ParseDuration(args[0])
	if err != nil {
		return wrong(p, err)
	}
	pause(ctx, d)
	return 0
}

func serve(ctx context.Context, p *shell.Process, args []string, server shell.Server) int {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	addr := flags.String("addr", ":80", "")
	text := flags.String("text", "", "")
	if err := flags.Parse(args); err != nil {
		return wrong(p, err)
	}
	if *text == "" {
		*text = "hello from " + p.Host.Hostname()
	}
	server.Port, _ = strconv.Atoi((*addr)[strings.LastIndex(*addr, ":")+1:])
	server.Answer = func(at string) shell.Page {
		body := *text + "\n"
		if at == "/env" {
			body = strings.Join(p.Env, "\n") + "\n"
		}
		p.Host.Log("172.17.0.1:1 GET " + at)
		return shell.Page{Status: 200, Server: "lab", Type: "text/plain", Body: body}
	}
	say(p, "listening on", "[::]"+*addr)
	p.Host.Serve(server)
	<-ctx.Done()
	return 0
}

func get(ctx context.Context, p *shell.Process, args []string, _ shell.Server) int {
	u, err := url.Parse(args[0])
	if err != nil {
		return wrong(p, err)
	}
	ip, err := p.Host.Lookup(u.Hostname())
	if err != nil {
		return wrong(p, err)
	}
	port := 80
	if u.Port() != "" {
		port, _ = strconv.Atoi(u.Port())
	}
	page, err := p.Host.Fetch(ctx, ip, port, u.Path)
	if err != nil {
		return wrong(p, &url.Error{Op: "Get", URL: args[0], Err: fmt.Errorf("dial tcp %s:%d: connect: connection refused", ip, port)})
	}
	fmt.Fprint(p.Stdout, page.Body)
	return 0
}

func resolve(_ context.Context, p *shell.Process, args []string, _ shell.Server) int {
	ip, err := p.Host.Lookup(args[0])
	if err != nil {
		return wrong(p, err)
	}
	say(p, ip)
	return 0
}

func size(s string) int64 {
	digits := strings.TrimRight(strings.ToLower(s), "bkmg")
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n << map[string]int{"k": 10, "m": 20, "g": 30}[strings.ToLower(s[len(digits):])]
}

func write(_ context.Context, p *shell.Process, args []string, _ shell.Server) int {
	at := args[0]
	if !path.IsAbs(at) {
		at = path.Join(p.Dir, at)
	}
	file := files.File{Mode: 0o644, Bulk: size(args[1])}
	if n := file.Bulk; n < 1<<20 {
		file.Bulk, file.Data = 0, []byte(strings.Repeat("DockDesk lab.\n", int(n)/14+1)[:n])
	}
	if err := p.Files.Put(at, file); err != nil {
		return wrong(p, err)
	}
	return 0
}

func logs(ctx context.Context, p *shell.Process, args []string, _ shell.Server) int {
	flags := flag.NewFlagSet("logs", flag.ContinueOnError)
	rate := flags.Float64("rate", 1, "")
	long := flags.Int("size", 80, "")
	count := flags.Int("n", 0, "")
	onStderr := flags.Int("stderr", 0, "")
	text := flags.String("text", "", "")
	if err := flags.Parse(args); err != nil {
		return wrong(p, err)
	}
	said, err := strconv.Unquote(`"` + *text + `"`)
	if err != nil {
		return wrong(p, err)
	}
	start := time.Now()
	for i := 1; (*count == 0 || i <= *count) && ctx.Err() == nil; i++ {
		line := "line " + strconv.Itoa(i) + said
		if fill := *long - len(line) - 2; fill > 0 {
			line += " " + strings.Repeat(".", fill)
		}
		out := p.Stdout
		if *onStderr > 0 && i%*onStderr == 0 {
			out = p.Stderr
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return 1
		}
		if *rate > 0 {
			if wait := time.Until(start.Add(time.Duration(float64(i) / *rate * float64(time.Second)))); wait > 0 {
				pause(ctx, wait)
			}
		}
	}
	return 0
}

func burn(ctx context.Context, p *shell.Process, args []string, server shell.Server) int {
	server.CPU, _ = strconv.ParseFloat(args[0], 64)
	p.Host.Serve(server)
	<-ctx.Done()
	return 0
}

func mem(ctx context.Context, p *shell.Process, args []string, server shell.Server) int {
	server.Memory = size(args[0])
	p.Host.Serve(server)
	if ctx.Err() == nil {
		say(p, "holding", server.Memory, "bytes")
	}
	<-ctx.Done()
	return 0
}

func fail(_ context.Context, p *shell.Process, args []string, _ shell.Server) int {
	code, err := strconv.Atoi(args[0])
	if err != nil {
		return wrong(p, err)
	}
	fmt.Fprintln(p.Stderr, "failing with", code, "as asked")
	return code
}

func health(_ context.Context, p *shell.Process, args []string, _ shell.Server) int {
	if _, err := p.Files.Stat(args[0]); err != nil {
		say(p, args[0], "is missing")
		return 1
	}
	say(p, "well")
	return 0
}

func env(_ context.Context, p *shell.Process, _ []string, _ shell.Server) int {
	for _, line := range slices.Sorted(slices.Values(p.Env)) {
		say(p, line)
	}
	return 0
}

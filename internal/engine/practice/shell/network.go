package shell

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reach asks an address for a page: the answer, and the IP that it came from.
func (p *Process) reach(ctx context.Context, address string) (page Page, at *url.URL, ip string, err error) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	at, err = url.Parse(address)
	if err != nil || at.Hostname() == "" {
		return page, at, "", fmt.Errorf("bad address '%s'", address)
	}
	if ip, err = p.Host.Lookup(at.Hostname()); err != nil {
		return page, at, "", err
	}
	port := 80
	if at.Scheme == "https" {
		port = 443
	}
	if at.Port() != "" {
		port, _ = strconv.Atoi(at.Port())
	}
	at.Host = net.JoinHostPort(at.Hostname(), strconv.Itoa(port))
	page, err = p.Host.Fetch(ctx, ip, port, cmpPath(at.Path))
	return page, at, ip, err
}

func cmpPath(name string) string { return path.Clean("/" + name) }

// wgetCall is what wget is asked.
type wgetCall struct {
	quiet, spider bool
	out           string // "-" is to the standard output, "" a file by the page's name
	address       string
}

func parseWget(args []string) (c wgetCall) {
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case arg == "--spider":
			c.spider = true
		case arg == "-T" || arg == "-U" || arg == "-t" || arg == "--header":
			i++
		case strings.HasPrefix(arg, "--"):
			c.quiet = c.quiet || arg == "--quiet"
		case strings.HasPrefix(arg, "-"):
			c.quiet = c.quiet || strings.Contains(arg, "q")
			if _, name, ok := strings.Cut(arg, "O"); ok {
				if c.out = name; name == "" && i+1 < len(args) {
					i++
					c.out = args[i]
				}
			}
		default:
			c.address = arg
		}
	}
	return c
}

func wget(ctx context.Context, p *Process) int {
	c := parseWget(p.Args[1:])
	if c.address == "" {
		return usage(p, "wget [-cqS] [--spider] [-O FILE] URL...")
	}
	page, at, ip, err := p.reach(ctx, c.address)
	if ip == "" {
		p.errorf("wget: %v\n", err)
		return 1
	}
	c.say(p, "Connecting to %s (%s:%s)\n", at.Host, ip, at.Port())
	switch {
	case err != nil:
		p.errorf("wget: can't connect to remote host (%s): %v\n", ip, err)
		return 1
	case page.Status >= 400:
		p.errorf("wget: server returned error: HTTP/1.1 %d %s\n", page.Status, statusWords(page.Status))
		return 1
	case c.spider:
		c.say(p, "remote file exists\n")
		return 0
	case c.out == "-":
		c.say(p, "writing to stdout\n")
		p.printf("%s", page.Body)
		return 0
	}
	return c.save(p, page, at.Path)
}

func (c wgetCall) say(p *Process, format string, args ...any) {
	if !c.quiet {
		p.errorf(format, args...)
	}
}

// save writes the page to a file.
func (c wgetCall) save(p *Process, page Page, from string) int {
	out := c.out
	if out == "" {
		if out = path.Base(from); out == "/" || out == "." {
			out = "index.html"
		}
	}
	c.say(p, "saving to '%s'\n", out)
	if err := p.write(p.abs(out), []byte(page.Body), 0o644); err != nil {
		p.errorf("wget: can't open '%s': %s\n", out, Reason(err))
		return 1
	}
	c.say(p, "'%s' saved\n", out)
	return 0
}

func statusWords(status int) string {
	if status == 404 {
		return "Not Found"
	}
	return "Internal Server Error"
}

func curl(ctx context.Context, p *Process) int {
	headers, fails, silent, out, address := false, false, false, "", ""
	for i := 1; i < len(p.Args); i++ {
		switch arg := p.Args[i]; {
		case arg == "-o":
			if i++; i < len(p.Args) {
				out = p.Args[i]
			}
		case arg == "-H" || arg == "-m" || arg == "--max-time" || arg == "-X":
			i++
		case strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--"):
			headers = headers || strings.ContainsAny(arg, "iI")
			fails = fails || strings.Contains(arg, "f")
			silent = silent || strings.Contains(arg, "s")
		case strings.HasPrefix(arg, "--"):
			fails, silent = fails || arg == "--fail", silent || arg == "--silent"
		default:
			address = arg
		}
	}
	page, at, ip, err := p.reach(ctx, address)
	switch {
	case ip == "":
		p.errorf("curl: (6) Could not resolve host: %s\n", at.Hostname())
		return 6
	case err != nil:
		p.errorf("curl: (7) Failed to connect to %s port %s after 0 ms: Could not connect to server\n", at.Hostname(), at.Port())
		return 7
	case fails && page.Status >= 400:
		p.errorf("curl: (22) The requested URL returned error: %d\n", page.Status)
		return 22
	}
	text := page.Body
	if headers {
		text = fmt.Sprintf("HTTP/1.1 %d OK\r\nServer: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", page.Status, page.Server, page.Type, len(page.Body)) + text
	}
	if out == "" {
		p.printf("%s", text)
		return 0
	}
	if out == "/dev/null" {
		return 0
	}
	if err := p.Files.WriteFile(p.abs(out), []byte(text), 0o644); err != nil {
		return 23
	}
	return 0
}

func ping(ctx context.Context, p *Process) int {
	n, name := -1, ""
	for i := 1; i < len(p.Args); i++ {
		switch arg := p.Args[i]; {
		case (arg == "-c" || arg == "-W" || arg == "-w" || arg == "-i") && i+1 < len(p.Args):
			i++
			if arg == "-c" {
				n, _ = strconv.Atoi(p.Args[i])
			}
		case strings.HasPrefix(arg, "-c"):
			n, _ = strconv.Atoi(arg[2:])
		case !strings.HasPrefix(arg, "-"):
			name = arg
		}
	}
	if name == "" {
		return usage(p, "ping [OPTIONS] HOST")
	}
	ip, err := p.Host.Lookup(name)
	if err != nil {
		p.errorf("ping: bad address '%s'\n", name)
		return 1
	}
	p.printf("PING %s (%s): 56 data bytes\n", name, ip)
	sent := 0
	for ; n < 0 || sent < n; sent++ {
		if sent > 0 && wait(ctx, time.Second) != 0 {
			break
		}
		if !p.printf("64 bytes from %s: seq=%d ttl=64 time=%.3f ms\n", ip, sent, 0.08+float64(sent%5)*0.011) {
			return 1
		}
	}
	p.printf("\n--- %s ping statistics ---\n%d packets transmitted, %d packets received, 0%% packet loss\nround-trip min/avg/max = 0.080/0.094/0.124 ms\n", name, sent, sent)
	return 0
}

func nslookup(_ context.Context, p *Process) int {
	if len(p.Args) < 2 {
		return usage(p, "nslookup [-type=QUERY_TYPE] HOST")
	}
	p.printf("Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\n")
	address, err := p.Host.Lookup(p.Args[1])
	if err != nil {
		p.printf("** server can't find %s: NXDOMAIN\n\n", p.Args[1])
		return 1
	}
	p.printf("Non-authoritative answer:\nName:\t%s\nAddress: %s\n\n", p.Args[1], address)
	return 0
}

func nc(ctx context.Context, p *Process) int {
	_, rest := options(p.Args[1:])
	if len(rest) < 2 {
		return usage(p, "nc [-iN] [-wN] [-l] [-p PORT] [IPADDR PORT]")
	}
	address, err := p.Host.Lookup(rest[0])
	if err != nil {
		p.errorf("nc: bad address '%s'\n", rest[0])
		return 1
	}
	port, _ := strconv.Atoi(rest[1])
	if _, err := p.Host.Fetch(ctx, address, port, "/"); err != nil {
		p.errorf("nc: %s (%s:%s): %v\n", rest[0], address, rest[1], err)
		return 1
	}
	return 0
}

func ip(_ context.Context, p *Process) int {
	if !slices.ContainsFunc(p.Args[1:], func(a string) bool { return strings.HasPrefix("address", a) }) {
		return usage(p, "ip address")
	}
	p.printf("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    inet 127.0.0.1/8 scope host lo\n")
	for i, address := range p.Host.Addresses() {
		p.printf("%d: eth%d@if%d: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue\n    inet %s/16 scope global eth%d\n", i+2, i, i+3, address, i)
	}
	return 0
}

package shell

import (
	"context"
	"fmt"
	"html"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

// Server is a program that waits to be asked. A container that runs one can be
// reached at the port.
type Server struct {
	Name string
	Port int
	// Answer is the page at a path; nil if the program speaks something else
	// than HTTP.
	Answer func(path string) Page
	// Signals are those that end it in good order.
	Signals []string
	Code    int
	// Ends are the signals that end it in another way, and how.
	Ends   map[string]int
	Memory int64   // bytes, about
	CPU    float64 // of one processor, on average
}

// service is how a server starts: what it says, what it needs, how it is reached.
type service struct {
	server Server
	words  []string // %s is the time in the service's own form
	form   string
	err    bool   // it speaks on stderr
	needs  string // one of these variables must be set
	lack   string
	root   string // serves the files of this folder
	when   func(args []string) bool
}

const mebibyte = 1 << 20

// needsPassword are the words of databases that have none.
const (
	lackPostgres = "Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".\n"
	lackMySQL    = "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n"
)

var graceful = []string{"TERM", "INT", "QUIT"}

var services = map[string]service{
	"nginx": {server: Server{Name: "nginx", Port: 80, Signals: graceful, Memory: 7 * mebibyte, CPU: 0.004}, root: "/usr/share/nginx/html", err: true,
		form: "2006/01/02 15:04:05", words: []string{"%s [notice] 1#1: using the \"epoll\" event method", "%s [notice] 1#1: nginx/1.27.3", "%s [notice] 1#1: OS: Linux 6.8.0-practice", "%s [notice] 1#1: start worker processes"}},
	"httpd-foreground": {server: Server{Name: "httpd", Port: 80, Signals: graceful, Memory: 9 * mebibyte, CPU: 0.003}, root: "/usr/local/apache2/htdocs", err: true,
		form: "Mon Jan 02 15:04:05.000000 2006", words: []string{"[%s] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.62 (Unix) configured -- resuming normal operations", "[%s] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'"}},
	"httpd": {server: Server{Name: "httpd", Port: 80, Memory: mebibyte, CPU: 0.001}, root: "/www"},
	"redis-server": {server: Server{Name: "redis", Port: 6379, Signals: graceful, Memory: 12 * mebibyte, CPU: 0.006},
		form: "02 Jan 2006 15:04:05.000", words: []string{"1:C %s * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo", "1:C %s * Redis version=7.4.1, bits=64, commit=00000000, modified=0, pid=1, just started", "1:M %s * Running mode=standalone, port=6379.", "1:M %s * Server initialized", "1:M %s * Ready to accept connections tcp"}},
	"postgres": {server: Server{Name: "postgres", Port: 5432, Signals: graceful, Memory: 38 * mebibyte, CPU: 0.012}, needs: "POSTGRES_PASSWORD POSTGRES_HOST_AUTH_METHOD", lack: lackPostgres, err: true,
		form: "2006-01-02 15:04:05.000 UTC", words: []string{"%s [1] LOG:  starting PostgreSQL 17.2 (Debian 17.2-1.pgdg120+1) on x86_64-pc-linux-gnu", "%s [1] LOG:  listening on IPv4 address \"0.0.0.0\", port 5432", "%s [1] LOG:  listening on Unix socket \"/var/run/postgresql/.s.PGSQL.5432\"", "%s [29] LOG:  database system was shut down at 2024-12-01 09:00:00 UTC", "%s [1] LOG:  database system is ready to accept connections"}},
	"mysqld": {server: Server{Name: "mysql", Port: 3306, Signals: graceful, Memory: 380 * mebibyte, CPU: 0.02}, needs: "MYSQL_ROOT_PASSWORD MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD", lack: lackMySQL, err: true,
		form: "2006-01-02T15:04:05.000000Z", words: []string{"%s 0 [System] [MY-015015] [Server] MySQL Server - start.", "%s 0 [System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld 9.1.0) starting as process 1", "%s 1 [System] [MY-013577] [InnoDB] InnoDB initialization has ended.", "%s 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '9.1.0'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL."}},
	"memcached": {server: Server{Name: "memcached", Port: 11211, Signals: graceful, Memory: 4 * mebibyte, CPU: 0.001}},
	"registry": {server: Server{Name: "registry", Port: 5000, Signals: graceful, Code: 2, Memory: 14 * mebibyte, CPU: 0.001, Answer: func(string) Page {
		return Page{Status: 200, Server: "registry", Type: "application/json", Body: "{}"}
	}}, err: true, form: time.RFC3339, words: []string{`time="%s" level=info msg="listening on [::]:5000"`}},
	"traefik": {server: Server{Name: "traefik", Port: 80, Signals: graceful, Memory: 30 * mebibyte, CPU: 0.004, Answer: func(string) Page {
		return Page{Status: 404, Server: "traefik", Type: "text/plain", Body: "404 page not found\n"}
	}}, form: time.RFC3339, words: []string{"%s INF Traefik version 3.2.1 built", "%s INF Starting provider aggregator"}},
	"python3": {server: Server{Name: "python", Port: 8000, Memory: 18 * mebibyte, CPU: 0.002}, root: ".", when: httpServer},
	"python":  {server: Server{Name: "python", Port: 8000, Memory: 18 * mebibyte, CPU: 0.002}, root: ".", when: httpServer},
	"node":    {server: Server{Name: "node", Memory: 40 * mebibyte, CPU: 0.01}, when: func([]string) bool { return false }},
	"hello":   {server: Server{Name: "hello"}, when: func([]string) bool { return false }},
}

func httpServer(args []string) bool { return slices.Contains(args, "http.server") }

// run is the server's life.
func (s service) run(ctx context.Context, p *Process) int {
	if slices.Contains(p.Args, "-v") || slices.Contains(p.Args, "--version") {
		p.errorf("%s version (practice)\n", s.server.Name)
		return 0
	}
	if s.when != nil && !s.when(p.Args) {
		return s.other(p)
	}
	if s.needs != "" && !slices.ContainsFunc(strings.Fields(s.needs), func(name string) bool { return p.Getenv(name) != "" }) {
		p.errorf("%s", s.lack)
		return 1
	}
	s.say(p)
	p.Host.Serve(s.serving(p))
	<-ctx.Done()
	return s.server.Code
}

// other is what a program does that is no server as it was called.
func (s service) other(p *Process) int {
	switch {
	case s.server.Name == "hello":
		p.printf("%s", hello)
		return 0
	case len(p.Args) > 1:
		p.errorf("%s: programs in this language do not run in practice\n", p.Args[0])
		return 1
	case p.TTY != nil:
		p.printf("%s does not run in practice; type exit in a shell to see more.\n", s.server.Name)
	}
	return 0
}

func (s service) say(p *Process) {
	out := p.Stdout
	if s.err {
		out = p.Stderr
	}
	for _, words := range s.words {
		if strings.Contains(words, "%s") {
			words = fmt.Sprintf(words, p.Host.Now().UTC().Format(s.form))
		}
		fmt.Fprintln(out, words)
	}
}

// serving is the server as it was called: its port and folder may be named.
func (s service) serving(p *Process) Server {
	server := s.server
	root := s.root
	for i, arg := range p.Args {
		next := ""
		if i+1 < len(p.Args) {
			next = p.Args[i+1]
		}
		switch arg {
		case "-p", "--port", "http.server":
			if n, err := strconv.Atoi(next); err == nil {
				server.Port = n
			}
		case "-h", "-d", "--directory":
			root = next
		}
	}
	if root != "" {
		site := site{files: p.Files, root: p.abs(root), server: server.Name, host: p.Host}
		server.Answer = site.answer
	}
	return server
}

// site serves the files of a folder.
type site struct {
	files  *files.FS
	root   string
	server string
	host   Host
}

func (s site) answer(name string) Page {
	page := s.page(name)
	s.host.Log(fmt.Sprintf("172.17.0.1 - - [%s] \"GET %s HTTP/1.1\" %d %d \"-\" \"practice\" \"-\"", s.host.Now().UTC().Format("02/Jan/2006:15:04:05 -0700"), name, page.Status, len(page.Body)))
	return page
}

func (s site) page(name string) Page {
	at := path.Join(s.root, path.Clean("/"+name))
	file, err := s.files.Stat(at)
	if err == nil && file.Mode.IsDir() {
		index, missing := s.files.Stat(path.Join(at, "index.html"))
		if missing != nil && s.server == "python" {
			return s.listing(name, at)
		}
		file, err = index, missing
		at = path.Join(at, "index.html")
	}
	if err != nil {
		return Page{Status: 404, Server: s.server, Type: "text/html", Body: "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>" + s.server + "</center>\r\n</body>\r\n</html>\r\n"}
	}
	return Page{Status: 200, Server: s.server, Type: typeByName(at), Body: string(file.Data)}
}

func (s site) listing(name, at string) Page {
	in, _ := s.files.ReadDir(at)
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE HTML>\n<html><head><title>Directory listing for %[1]s</title></head><body><h1>Directory listing for %[1]s</h1><ul>\n", html.EscapeString(name))
	for _, base := range sortedNames(in) {
		fmt.Fprintf(&b, "<li><a href=\"%[1]s\">%[1]s</a></li>\n", html.EscapeString(base))
	}
	b.WriteString("</ul></body></html>\n")
	return Page{Status: 200, Server: s.server, Type: "text/html", Body: b.String()}
}

func typeByName(name string) string {
	types := map[string]string{".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".txt": "text/plain"}
	if t := types[path.Ext(name)]; t != "" {
		return t
	}
	return "application/octet-stream"
}

const hello = `
Hello from Docker!
This message shows that your installation appears to be working correctly.

To generate this message, Docker took the following steps:
 1. The Docker client contacted the Docker daemon.
 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.
    (amd64)
 3. The Docker daemon created a new container from that image which runs the
    executable that produces the output you are currently reading.
 4. The Docker daemon streamed that output to the Docker client, which sent it
    to your terminal.

To try something more ambitious, you can run an Ubuntu container with:
 $ docker run -it ubuntu bash

Share images, automate workflows, and more with a free Docker ID:
 https://hub.docker.com/

For more examples and ideas, visit:
 https://docs.docker.com/get-started/

`

func redisCLI(_ context.Context, p *Process) int {
	if len(p.Args) > 1 && strings.EqualFold(p.Args[len(p.Args)-1], "ping") {
		p.printf("PONG\n")
		return 0
	}
	p.errorf("redis-cli: practice answers only ping\n")
	return 1
}

func psql(_ context.Context, p *Process) int {
	p.errorf("psql: practice has no database inside\n")
	return 1
}

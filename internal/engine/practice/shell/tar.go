package shell

import (
	"bytes"
	"context"
	"io"
	"path"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

// tarCall is what tar is asked.
type tarCall struct {
	do    byte // c, x or t
	file  string
	dir   string
	names []string
	loud  bool
}

func parseTar(args []string) (c tarCall) {
	c.dir = "."
	take := func(letters string, rest []string) []string {
		for _, r := range letters {
			switch r {
			case 'c', 'x', 't':
				c.do = byte(r)
			case 'v':
				c.loud = true
			case 'f', 'C':
				if len(rest) == 0 {
					continue
				}
				if r == 'f' {
					c.file = rest[0]
				} else {
					c.dir = rest[0]
				}
				rest = rest[1:]
			}
		}
		return rest
	}
	for first := true; len(args) > 0; first = false {
		word := args[0]
		args = args[1:]
		switch {
		case word == "--":
			c.names = append(c.names, args...)
			return c
		case strings.HasPrefix(word, "--"):
		case strings.HasPrefix(word, "-") && len(word) > 1:
			args = take(word[1:], args)
		case first:
			args = take(word, args)
		default:
			c.names = append(c.names, word)
		}
	}
	return c
}

// tarball packs files and unpacks them.
func tarball(_ context.Context, p *Process) int {
	c := parseTar(p.Args[1:])
	dir := p.abs(c.dir)
	if c.do == 'c' {
		return p.pack(c, dir)
	}
	in := p.input()
	if c.file != "" && c.file != "-" {
		data, err := p.Files.ReadFile(p.abs(c.file))
		if err != nil {
			p.errorf("tar: can't open '%s': %s\n", c.file, Reason(err))
			return 1
		}
		in = bytes.NewReader(data)
	}
	var err error
	switch c.do {
	case 'x':
		err = p.Files.Unpack(in, dir)
	case 't':
		err = files.List(in, func(name string) { p.printf("%s\n", name) })
	default:
		return usage(p, "tar c|x|t [-f TARFILE] [-C DIR] [FILE]...")
	}
	if err != nil {
		p.errorf("tar: %s\n", Reason(err))
		return 1
	}
	return 0
}

func (p *Process) pack(c tarCall, dir string) int {
	var to bytes.Buffer
	out := io.Writer(p.Stdout)
	if c.file != "" && c.file != "-" {
		out = &to
	}
	var sources []files.Source
	for _, name := range c.names {
		at := path.Join(dir, name)
		if path.IsAbs(name) {
			at = path.Clean(name)
		}
		if _, err := p.Files.Lstat(at); err != nil {
			p.errorf("tar: %s: %s\n", name, Reason(err))
			return 1
		}
		sources = append(sources, files.Source{Name: at, As: strings.TrimPrefix(name, "/")})
	}
	if err := p.Files.PackAll(out, sources); err != nil {
		p.errorf("tar: %s\n", Reason(err))
		return 1
	}
	if out == &to {
		if err := p.write(p.abs(c.file), to.Bytes(), 0o644); err != nil {
			return p.fail(c.file, err)
		}
	}
	return 0
}

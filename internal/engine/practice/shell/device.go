package shell

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
)

// device is a file that is no file.
type device struct {
	p    *Process
	name string
	left string // what is still to be read, of a terminal
}

// device is nil for a name that is none.
func (p *Process) device(name string) *device {
	switch name {
	case "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/tty", "/dev/stdout", "/dev/stderr":
		return &device{p: p, name: name}
	}
	if p.terminalAt(name) != nil {
		// The interpreter hands files on through pipes of its own, so a program
		// could not tell which one it reads: this one says its name.
		return &device{p: p, name: name, left: name + "\n"}
	}
	return nil
}

// terminalAt is the terminal of that name in /dev/pts.
func (p *Process) terminalAt(name string) *TTY {
	var n int
	if c, _ := fmt.Sscanf(name, "/dev/pts/%d", &n); c != 1 {
		return nil
	}
	return p.Host.Terminal(n)
}

func (d *device) Read(b []byte) (int, error) {
	switch d.name {
	case "/dev/zero":
		clear(b)
		return len(b), nil
	case "/dev/urandom", "/dev/random":
		for i := range b {
			b[i] = byte(i*37 + len(b))
		}
		return len(b), nil
	}
	if d.left == "" {
		return 0, io.EOF
	}
	n := copy(b, d.left)
	d.left = d.left[n:]
	return n, nil
}

func (d *device) Close() error { return nil }

func (d *device) Write(b []byte) (int, error) {
	if tty := d.p.terminalAt(d.name); tty != nil {
		return tty.Write(b)
	}
	switch d.name {
	case "/dev/stderr":
		return d.p.Stderr.Write(b)
	case "/dev/stdout", "/dev/tty":
		return d.p.Stdout.Write(b)
	}
	return len(b), nil
}

// reads is the content of a file or of a device.
func (p *Process) reads(ctx context.Context, name string) (io.Reader, error) {
	at := p.abs(name)
	if d := p.device(at); d != nil {
		return stoppable{ctx, d}, nil
	}
	if text, ok := p.books(at); ok {
		return strings.NewReader(text), nil
	}
	data, err := p.Files.ReadFile(at)
	if err != nil {
		return nil, err
	}
	return strings.NewReader(string(data)), nil
}

// terminal is the one that a program's input is; nil if it is none.
func (p *Process) terminal() *TTY {
	pipe, ok := p.Stdin.(*os.File)
	if !ok {
		return p.TTY
	}
	name := make([]byte, 64)
	n, _ := pipe.Read(name)
	return p.terminalAt(strings.TrimSpace(string(name[:n])))
}

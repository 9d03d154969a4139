package shell

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

// sh is the shell: with -c, with a script, or reading what it is told.
func sh(ctx context.Context, p *Process) int {
	args := p.Args[1:]
	for len(args) > 0 && strings.HasPrefix(args[0], "-") && args[0] != "-c" && args[0] != "-" && !strings.HasPrefix(args[0], "--") {
		if strings.HasSuffix(args[0], "c") {
			args[0] = "-c"
			break
		}
		args = args[1:]
	}
	switch {
	case len(args) > 1 && args[0] == "-c":
		return p.script1(ctx, args[1], "sh", args[min(3, len(args)):])
	case len(args) > 0 && args[0] != "-c" && !strings.HasPrefix(args[0], "-"):
		text, err := p.Files.ReadFile(p.abs(args[0]))
		if err != nil {
			p.errorf("sh: can't open '%s': %s\n", args[0], Reason(err))
			return 2
		}
		return p.script1(ctx, string(text), args[0], args[1:])
	}
	return p.talk(ctx)
}

func parse(text, name string) (*syntax.File, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), name)
	if err != nil {
		return nil, err
	}
	return file, refused(file)
}

// script1 runs a whole text.
func (p *Process) script1(ctx context.Context, text, name string, params []string) int {
	file, err := parse(text, name)
	if err != nil {
		p.errorf("%s: syntax error: %v\n", path.Base(p.Args[0]), err)
		return 2
	}
	stdin := p.Stdin
	if p.TTY != nil {
		stdin = nil // a terminal is read by one at a time
	}
	r, err := p.newRunner(stdin)
	if err != nil {
		p.errorf("sh: %v\n", err)
		return 2
	}
	if err := interp.Params(append([]string{"--"}, params...)...)(r); err != nil {
		p.errorf("sh: %v\n", err)
		return 2
	}
	r.Dir = p.Dir
	return exitCode(ctx, p, r.Run(ctx, file))
}

func exitCode(ctx context.Context, p *Process, err error) int {
	var code interp.ExitStatus
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case ctx.Err() != nil:
		return 130
	}
	p.errorf("%v\n", err)
	return 2
}

// talk reads a command at a time, as a person or a pipe gives them.
func (p *Process) talk(ctx context.Context) int {
	r, err := p.newRunner(nil) // what a command reads comes from the process itself
	if err != nil {
		p.errorf("sh: %v\n", err)
		return 2
	}
	r.Dir = p.Dir
	lines := p.lines()
	if p.TTY != nil {
		defer p.TTY.Foreground(nil)()
	}
	code := 0
	for text := ""; ctx.Err() == nil; {
		p.prompt(r, text != "")
		line, err := lines()
		if errors.Is(err, ErrInterrupt) {
			text, code = "", 130
			continue
		}
		if err != nil && line == "" {
			break
		}
		text += line
		file, perr := parse(text, "")
		if perr != nil && syntax.IsIncomplete(perr) && err == nil {
			continue
		}
		text = ""
		if perr != nil {
			p.errorf("sh: %v\n", perr)
			code = 2
			continue
		}
		code = p.one(ctx, r, file)
		if r.Exited() {
			break
		}
	}
	return code
}

// one runs one command; at a terminal Ctrl+C ends it.
func (p *Process) one(shell context.Context, r *interp.Runner, file *syntax.File) (code int) {
	ctx, cancel := context.WithCancel(shell)
	defer cancel()
	if p.TTY != nil {
		defer p.TTY.Foreground(cancel)()
	}
	for _, stmt := range file.Stmts {
		if stmt.Background { // it goes on when the line is over
			code = exitCode(shell, p, r.Run(shell, stmt))
			continue
		}
		code = exitCode(ctx, p, r.Run(ctx, stmt))
		if r.Exited() || ctx.Err() != nil {
			return code
		}
	}
	return code
}

// lines gives what is read, a line at a time.
func (p *Process) lines() func() (string, error) {
	if p.TTY != nil {
		return p.TTY.ReadLine
	}
	if p.Stdin == nil {
		return func() (string, error) { return "", io.EOF }
	}
	in := bufio.NewReader(p.Stdin)
	p.Stdin = in // so that a command reads on where the shell stopped
	return func() (string, error) { return in.ReadString('\n') }
}

// prompt is busybox's: the folder and a sign for who may do everything.
func (p *Process) prompt(r *interp.Runner, more bool) {
	if p.TTY == nil {
		return
	}
	if more {
		fmt.Fprint(p.Stdout, "> ")
		return
	}
	sign, dir := "#", inside(r.Dir)
	if p.User != "" && p.User != "root" && p.User != "0" {
		sign = "$"
	}
	if dir == "/root" {
		dir = "~"
	}
	fmt.Fprintf(p.Stdout, "%s %s ", dir, sign)
}

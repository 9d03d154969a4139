package shell

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

// This file is the wall between the shell's interpreter and this computer. It
// answers everything that the interpreter would ask the system for: opening,
// listing, asking about files, and running programs. What the interpreter does
// not let others answer (looking for a program in PATH, named pipes, asking who
// owns a file) is turned into a command of our own or refused before it runs.

// instead is put before the name of a builtin that is a command of ours here.
const instead = "practice."

// nowhere is a folder that can't be: the interpreter makes its named pipes
// there, so it can make none.
const nowhere = "/dev/null/nowhere"

// newRunner is an interpreter within the wall.
func (p *Process) newRunner(stdin io.Reader) (*interp.Runner, error) {
	r, err := interp.New(
		interp.Env(expand.ListEnviron(p.shellEnv()...)),
		interp.Dir("/"), // this must exist on this computer, and is left at once
		interp.StdIO(stdin, p.Stdout, p.Stderr),
		interp.OpenHandler(p.open),
		interp.ReadDirHandler2(p.readDir),
		interp.StatHandler(p.statFor),
		interp.AccessHandler(p.access),
		interp.CallHandler(p.call),
		interp.ExecHandlers(func(interp.ExecHandlerFunc) interp.ExecHandlerFunc { return p.execFor }),
	)
	if err != nil {
		return nil, err
	}
	r.Dir = p.Dir
	return r, nil
}

// own are the variables that the wall needs and that no program should see.
var own = map[string]string{"TMPDIR": nowhere, "UID": "0", "EUID": "0", "GID": "0"}

func (p *Process) shellEnv() []string {
	env := append([]string{"HOME=/root", "PATH=" + p.path()}, p.Env...)
	for name, value := range own {
		env = append(env, name+"="+value)
	}
	return env
}

// inside is a path as the container has it, whatever this computer's look like.
func inside(name string) string {
	name = filepath.ToSlash(strings.TrimPrefix(name, filepath.VolumeName(name)))
	return path.Clean("/" + name)
}

func (p *Process) open(ctx context.Context, name string, flag int, mode os.FileMode) (io.ReadWriteCloser, error) {
	if !path.IsAbs(filepath.ToSlash(name)) && filepath.VolumeName(name) == "" {
		name = path.Join(inside(interp.HandlerCtx(ctx).Dir), name)
	}
	name = inside(name)
	if d := p.device(name); d != nil {
		return d, nil
	}
	if flag&(os.O_WRONLY|os.O_RDWR) == 0 {
		data, err := p.Files.ReadFile(name)
		if err != nil {
			return nil, said("sh: can't open", name, err)
		}
		return &reader{strings.NewReader(string(data))}, nil
	}
	var before []byte
	old, err := p.Files.Stat(name)
	switch {
	case err == nil && flag&os.O_EXCL != 0:
		return nil, said("sh: can't create", name, fs.ErrExist)
	case err != nil && flag&os.O_CREATE == 0:
		return nil, said("sh: can't open", name, err)
	case err == nil && flag&os.O_TRUNC == 0:
		before = old.Data
	}
	f := &writer{p: p, name: name, mode: mode, data: append([]byte(nil), before...)}
	return f, said("sh: can't create", name, f.flush())
}

// said is an error in the shell's words.
func said(what, name string, err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: what, Path: name, Err: wording{err}}
}

// worded gives an error the C library's words, which is what a shell prints.
func worded(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return &fs.PathError{Op: at.Op, Path: at.Path, Err: wording{at.Err}}
	}
	return err
}

type wording struct{ error }

func (w wording) Error() string { return Reason(w.error) }
func (w wording) Unwrap() error { return w.error }

type reader struct{ *strings.Reader }

func (reader) Write([]byte) (int, error) { return 0, fs.ErrInvalid }
func (reader) Close() error              { return nil }

// writer is a file open for writing.
type writer struct {
	p    *Process
	name string
	mode fs.FileMode
	data []byte
}

func (w *writer) Read([]byte) (int, error) { return 0, io.EOF }

// biggest is the size of a file that a program may write.
const biggest = 16 << 20

func (w *writer) Write(b []byte) (int, error) {
	if len(w.data)+len(b) > biggest {
		return 0, files.ErrTooBig
	}
	w.data = append(w.data, b...)
	return len(b), w.flush()
}

func (w *writer) flush() error {
	return w.p.write(w.name, w.data[:len(w.data):len(w.data)], w.mode)
}
func (w *writer) Close() error { return nil }

// info is a file in the shape that the interpreter takes.
type info struct {
	name string
	*files.File
}

func (i info) Name() string       { return i.name }
func (i info) Mode() fs.FileMode  { return i.File.Mode }
func (i info) ModTime() time.Time { return i.Time }
func (i info) IsDir() bool        { return i.File.Mode.IsDir() }
func (i info) Sys() any           { return nil }

func (p *Process) statFor(_ context.Context, name string, follow bool) (fs.FileInfo, error) {
	name = inside(name)
	stat := p.Files.Lstat
	if follow {
		stat = p.Files.Stat
	}
	file, err := stat(name)
	if err != nil {
		return nil, worded(err)
	}
	return info{path.Base(name), file}, nil
}

func (p *Process) access(_ context.Context, name string, mode interp.AccessMode) error {
	file, err := p.Files.Stat(inside(name))
	if err != nil {
		return err
	}
	const execute = 1
	if mode&execute != 0 && file.Mode&0o111 == 0 {
		return fs.ErrPermission
	}
	return nil
}

func (p *Process) readDir(_ context.Context, name string) ([]fs.DirEntry, error) {
	in, err := p.Files.ReadDir(inside(name))
	if err != nil {
		return nil, err
	}
	var entries []fs.DirEntry
	for _, base := range sortedNames(in) {
		entries = append(entries, fs.FileInfoToDirEntry(info{base, in[base]}))
	}
	return entries, nil
}

// call sees every simple command before it runs, builtin or not.
func (p *Process) call(_ context.Context, args []string) ([]string, error) {
	for len(args) > 1 && (args[0] == "builtin" || args[0] == "command" && !strings.HasPrefix(args[1], "-")) {
		args = args[1:]
	}
	switch args[0] {
	case "type", "hash", "kill", "ulimit", "umask", "times", "command", "builtin", "mapfile", "readarray":
		return append([]string{instead + args[0]}, args[1:]...), nil
	case "pwd":
		return []string{"pwd"}, nil
	case "eval", "trap":
		return args, refusePipes(strings.Join(args[1:], " "))
	case "test", "[":
		return p.sameFile(withoutOwners(args)), nil
	case ".", "source":
		return p.source(args)
	}
	return args, nil
}

// withoutOwners answers the questions of test about owners with "no": the
// interpreter would ask this computer who its user is.
func withoutOwners(args []string) []string {
	for _, arg := range args {
		if arg == "-O" || arg == "-G" {
			return []string{"false"}
		}
	}
	return args
}

// sameFile answers the question whether two names lead to one file, which the
// interpreter would ask this computer about.
func (p *Process) sameFile(args []string) []string {
	at := slices.Index(args, "-ef")
	if at < 1 || at+1 >= len(args) {
		return args
	}
	one, bad := p.Files.Resolve(p.abs(args[at-1]), true)
	other, worse := p.Files.Resolve(p.abs(args[at+1]), true)
	if bad == nil && worse == nil && one == other {
		return []string{"true"}
	}
	return []string{"false"}
}

// source runs a file's text as eval does, for the interpreter would look for
// the file on this computer.
func (p *Process) source(args []string) ([]string, error) {
	if len(args) < 2 {
		return []string{"false"}, nil
	}
	name := args[1]
	if !strings.Contains(name, "/") {
		if found, err := p.Find(name); err == nil {
			name = found
		}
	}
	text, err := p.Files.ReadFile(p.abs(name))
	if err != nil {
		p.errorf("sh: %s: %s\n", args[1], Reason(err))
		return []string{"false"}, nil
	}
	return []string{"eval", string(text)}, refusePipes(string(text))
}

// refusePipes is the answer to <(…): the interpreter would make a named pipe on
// this computer.
func refusePipes(text string) error {
	parsed, err := syntax.NewParser().Parse(strings.NewReader(text), "")
	if err != nil {
		return nil // the interpreter says it better
	}
	return refused(parsed)
}

func refused(node syntax.Node) (err error) {
	syntax.Walk(node, func(n syntax.Node) bool {
		if _, ok := n.(*syntax.ProcSubst); ok {
			err = errors.New("sh: <(…) does not exist in this shell")
		}
		return true
	})
	return err
}

// execFor runs a command that is no builtin.
func (p *Process) execFor(ctx context.Context, args []string) error {
	at := interp.HandlerCtx(ctx)
	child := *p
	child.Args = append([]string{strings.TrimPrefix(args[0], instead)}, args[1:]...)
	child.Dir = inside(at.Dir)
	child.Env = exported(at.Env)
	child.Stdout, child.Stderr = at.Stdout, at.Stderr
	if at.Stdin != nil {
		child.Stdin = at.Stdin
	}
	if strings.HasPrefix(args[0], instead) {
		return status(builtins[child.Args[0]](ctx, &child))
	}
	found, err := child.Find(args[0])
	switch {
	case errors.Is(err, ErrNotFound):
		child.errorf("sh: %s: not found\n", args[0])
		return interp.ExitStatus(127)
	case errors.Is(err, ErrNoFile):
		child.errorf("sh: %s: not found\n", args[0])
		return interp.ExitStatus(127)
	case err != nil:
		child.errorf("sh: %s: Permission denied\n", args[0])
		return interp.ExitStatus(126)
	}
	inner, code, over := child.begun(ctx)
	defer over()
	return status(code(child.exec(inner, found)))
}

func status(code int) error {
	if code == 0 {
		return nil
	}
	return interp.ExitStatus(uint8(code))
}

func exported(env expand.Environ) (list []string) {
	env.Each(func(name string, v expand.Variable) bool {
		if v.Exported && v.Kind == expand.String && own[name] != v.Str {
			list = append(list, name+"="+v.Str)
		}
		return true
	})
	return list
}

// Package shell runs the programs of a practice container: a shell and the small
// commands that a person types into one. They see the container's file system in
// memory, its environment and what a Host tells them, and nothing else: no file
// of this computer is read, no program of it is run.
//
// The shell's language is mvdan.cc/sh's; what it would ask this computer for is
// answered here instead, see guard.go.
package shell

import (
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

// Host is what lies around a program: the other processes of its container, the
// network it is on and the time.
type Host interface {
	Hostname() string
	Now() time.Time
	Processes() []Proc
	Addresses() []string
	// Lookup resolves a name as the container's DNS does.
	Lookup(name string) (ip string, err error)
	// Fetch asks a program on the network for a page. The error's text is what
	// wget says.
	Fetch(ctx context.Context, ip string, port int, path string) (Page, error)
	// Begin counts a program among the processes while it runs; signal is called
	// when somebody sends it one.
	Begin(p Proc, tty *TTY, signal func(name string, number int)) (pid int, over func())
	// Retitle is another program in the same process.
	Retitle(pid int, command string)
	// Terminal is one of the container's by its number; nil if there is none.
	Terminal(number int) *TTY
	// Signal asks a process to end.
	Signal(pid int, signal string) error
	// Limits are the memory in bytes and the processors that there are.
	Limits() (memory int64, cpus float64)
	// Serve says that the program is ready, and what it serves.
	Serve(Server)
	// Log writes to the container's own log, as a server does while it is used.
	Log(line string)
}

// Page is an answer to a request.
type Page struct {
	Status int
	Server string
	Type   string
	Body   string
}

// Proc is a line of ps.
type Proc struct {
	PID, Parent int
	User        string
	Start       time.Time
	Command     string
	Terminal    int // its number; fewer than 0 is none
}

// Name is the program's, without its folder and arguments.
func (p Proc) Name() string {
	name, _, _ := strings.Cut(p.Command, " ")
	return path.Base(name)
}

// Process is a program about to run.
type Process struct {
	Files *files.FS
	Host  Host
	Args  []string
	Env   []string
	Dir   string
	User  string
	PID   int  // as its container numbers it
	TTY   *TTY // nil: no terminal
	// Programs are run before those that everybody has; nil for none.
	Programs map[string]Program
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
}

// The reasons why a program can't be started.
var (
	ErrNotFound   = errors.New("executable file not found in $PATH")
	ErrNoFile     = errors.New("no such file or directory")
	ErrPermission = errors.New("permission denied")
	ErrIsFolder   = errors.New("is a directory")
)

// Program is a command by name.
type Program func(ctx context.Context, p *Process) (code int)

// Find looks for a program as the kernel does: by its path, or in PATH.
func (p *Process) Find(name string) (string, error) {
	if name == "" {
		return "", ErrNotFound
	}
	if strings.Contains(name, "/") {
		return p.executable(p.abs(name))
	}
	err := ErrNotFound
	for _, dir := range strings.Split(p.path(), ":") {
		found, why := p.executable(path.Join("/", dir, name))
		if why == nil {
			return found, nil
		}
		if errors.Is(why, ErrPermission) {
			err = why
		}
	}
	return "", err
}

func (p *Process) executable(name string) (string, error) {
	file, err := p.Files.Stat(name)
	switch {
	case err != nil:
		return "", ErrNoFile
	case file.Mode.IsDir():
		return "", ErrIsFolder
	case file.Mode&0o111 == 0:
		return "", ErrPermission
	}
	return name, nil
}

// defaultPath is what a container has that says nothing else.
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

func (p *Process) path() string {
	if set, ok := p.lookupEnv("PATH"); ok {
		return set
	}
	return defaultPath
}

func (p *Process) lookupEnv(name string) (string, bool) {
	for i := len(p.Env) - 1; i >= 0; i-- {
		if key, value, _ := strings.Cut(p.Env[i], "="); key == name {
			return value, true
		}
	}
	return "", false
}

// Getenv is a variable of the environment, "" if it is not set.
func (p *Process) Getenv(name string) string {
	value, _ := p.lookupEnv(name)
	return value
}

// abs is a name as seen from the working directory.
func (p *Process) abs(name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join("/", p.Dir, name)
}

// Run runs the program to its end, or until ctx ends. An error means that it
// could not be started.
func (p *Process) Run(ctx context.Context) (code int, err error) {
	if len(p.Args) == 0 {
		return 127, ErrNotFound
	}
	found, err := p.Find(p.Args[0])
	if err != nil {
		return 127, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(p.Stderr, "practice: the program broke: %v\n%s", r, debug.Stack())
			code, err = 139, nil
		}
	}()
	return p.exec(ctx, found), nil
}

// exec runs what lies at a path: a script by its interpreter, a command by its
// name.
func (p *Process) exec(ctx context.Context, at string) int {
	name := path.Base(at)
	if interpreter, ok := p.script(at); ok {
		p.Args = append(append(interpreter, at), p.Args[1:]...)
		name = path.Base(interpreter[0])
		p.Host.Retitle(p.PID, strings.Join(p.Args, " "))
	}
	if p.foreign(at) {
		p.errorf("exec %s: exec format error\n", p.Args[0])
		return 1
	}
	if program := p.Programs[name]; program != nil {
		return program(ctx, p)
	}
	if program := programs[name]; program != nil {
		return program(ctx, p)
	}
	if s, ok := services[name]; ok {
		return s.run(ctx, p)
	}
	p.errorf("%s: this program does not run in practice\n", name)
	return 1
}

// foreign reports whether a program is for another kind of computer than this
// one, or the one that practice pretends.
func (p *Process) foreign(at string) bool {
	file, err := p.Files.Stat(at)
	if err != nil || len(file.Data) < 20 || string(file.Data[:4]) != elf.ELFMAG {
		return false
	}
	machine := elf.Machine(file.Data[18]) | elf.Machine(file.Data[19])<<8
	return machine != elf.EM_X86_64 && (runtime.GOARCH != "arm64" || machine != elf.EM_AARCH64)
}

// script reads the first line of a script.
func (p *Process) script(at string) (interpreter []string, ok bool) {
	file, err := p.Files.Stat(at)
	if err != nil || len(file.Data) < 2 || string(file.Data[:2]) != "#!" {
		return nil, false
	}
	line, _, _ := strings.Cut(string(file.Data[2:]), "\n")
	words := strings.Fields(line)
	if len(words) > 1 && path.Base(words[0]) == "env" {
		words = words[1:]
	}
	return words, len(words) > 0
}

func (p *Process) printf(format string, args ...any) bool {
	_, err := fmt.Fprintf(p.Stdout, format, args...)
	return err == nil
}

func (p *Process) errorf(format string, args ...any) { fmt.Fprintf(p.Stderr, format, args...) }

// fail says that something failed in the command's own words: "cat: can't open
// 'x': No such file or directory".
func (p *Process) fail(what string, err error) int {
	p.errorf("%s: %s: %s\n", path.Base(p.Args[0]), what, Reason(err))
	return 1
}

// Reason is an error in the C library's words.
func Reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "No such file or directory"
	case errors.Is(err, fs.ErrExist):
		return "File exists"
	case errors.Is(err, fs.ErrPermission):
		return "Permission denied"
	case errors.Is(err, files.ErrIsDir):
		return "Is a directory"
	case errors.Is(err, files.ErrNotDir):
		return "Not a directory"
	case errors.Is(err, files.ErrNotEmpty):
		return "Directory not empty"
	case errors.Is(err, files.ErrReadOnly):
		return "Read-only file system"
	case errors.Is(err, files.ErrLoop):
		return "Too many levels of symbolic links"
	}
	return err.Error()
}

// --- processes ---

// begun counts a program that a shell starts among the processes. A signal ends
// it; how is what code tells afterwards.
func (p *Process) begun(ctx context.Context) (inner context.Context, code func(int) int, over func()) {
	inner, cancel := context.WithCancel(ctx)
	var ended atomic.Int32
	command := Proc{Parent: p.PID, User: p.userName(), Start: p.Host.Now(), Command: strings.Join(p.Args, " ")}
	pid, gone := p.Host.Begin(command, p.TTY, func(name string, number int) {
		if Ignores(name) {
			return
		}
		ended.Store(int32(128 + number))
		cancel()
		if p.TTY != nil {
			p.TTY.Break()
		}
	})
	p.PID = pid
	code = func(own int) int {
		if by := ended.Load(); by != 0 {
			return int(by)
		}
		return own
	}
	return inner, code, func() { cancel(); gone() }
}

// Ignores tells which signals a program takes no notice of that says nothing
// about them.
func Ignores(signal string) bool {
	switch signal {
	case "CHLD", "WINCH", "CONT", "STOP", "TSTP", "URG":
		return true
	}
	return false
}

// Interactive reports whether a program is a shell, which at a terminal is not
// ended by what is meant for the programs in it.
func Interactive(name string) bool {
	switch path.Base(name) {
	case "sh", "ash", "bash", "dash":
		return true
	}
	return false
}

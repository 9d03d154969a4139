package shell

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

func sortedNames(in map[string]*files.File) []string { return slices.Sorted(maps.Keys(in)) }

// options takes the flags of one letter from the arguments.
func options(args []string) (flags map[rune]bool, rest []string) {
	flags = map[rune]bool{}
	for i, arg := range args {
		if arg == "--" {
			return flags, append(rest, args[i+1:]...)
		}
		if len(arg) > 1 && arg[0] == '-' && !strings.HasPrefix(arg, "--") {
			for _, r := range arg[1:] {
				flags[r] = true
			}
			continue
		}
		if !strings.HasPrefix(arg, "--") {
			rest = append(rest, arg)
		}
	}
	return flags, rest
}

func ls(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	if len(names) == 0 {
		names = []string{"."}
	}
	code := 0
	for i, name := range names {
		file, err := p.Files.Stat(p.abs(name))
		if err != nil {
			if file, err = p.Files.Lstat(p.abs(name)); err != nil {
				code = p.fail(name, err)
				continue
			}
		}
		if !file.Mode.IsDir() || flags['d'] {
			p.list(flags, "", map[string]*files.File{name: file})
			continue
		}
		if len(names) > 1 {
			if i > 0 {
				p.printf("\n")
			}
			p.printf("%s:\n", name)
		}
		in, err := p.Files.ReadDir(p.abs(name))
		if err != nil {
			code = p.fail(name, err)
			continue
		}
		p.list(flags, p.abs(name), in)
	}
	return code
}

func (p *Process) list(flags map[rune]bool, dir string, in map[string]*files.File) {
	names := sortedNames(in)
	if dir != "" {
		names = slices.DeleteFunc(names, func(n string) bool { return n[0] == '.' && !flags['a'] && !flags['A'] })
	}
	if flags['a'] && dir != "" {
		self, _ := p.Files.Stat(dir)
		above, _ := p.Files.Stat(path.Dir(dir))
		in["."], in[".."] = self, above
		names = append([]string{".", ".."}, names...)
	}
	if flags['l'] && dir != "" {
		p.printf("total %d\n", len(names)*4)
	}
	var plain []string
	for _, name := range names {
		if flags['l'] {
			p.long(name, in[name], flags['h'])
			continue
		}
		plain = append(plain, name)
	}
	if len(plain) == 0 {
		return
	}
	if p.TTY == nil || flags['1'] {
		p.printf("%s\n", strings.Join(plain, "\n"))
		return
	}
	p.columns(plain)
}

func (p *Process) columns(names []string) {
	width := 0
	for _, n := range names {
		width = max(width, len(n)+2)
	}
	total, _ := p.TTY.Size()
	across := max(1, total/width)
	down := (len(names) + across - 1) / across
	for row := range down {
		var line strings.Builder
		for i := row; i < len(names); i += down {
			fmt.Fprintf(&line, "%-*s", width, names[i])
		}
		p.printf("%s\n", strings.TrimRight(line.String(), " "))
	}
}

func (p *Process) long(name string, f *files.File, human bool) {
	size := strconv.FormatInt(f.Size(), 10)
	if human {
		size = humanSize(f.Size())
	}
	link := ""
	if f.Link != "" {
		link = " -> " + f.Link
	}
	p.printf("%s    1 %-8s %-8s %9s %s %s%s\n", permissions(f), p.owner(f.UID), p.owner(f.GID), size, f.Time.UTC().Format("Jan _2 15:04"), name, link)
}

func permissions(f *files.File) string {
	kind := "-"
	switch {
	case f.Link != "":
		kind = "l"
	case f.Mode.IsDir():
		kind = "d"
	}
	mode := f.Mode.Perm().String()[1:]
	if f.Link != "" {
		mode = "rwxrwxrwx"
	}
	if f.Mode&fs.ModeSticky != 0 {
		mode = mode[:8] + "t"
	}
	return kind + mode
}

func (p *Process) owner(id int) string {
	if id == 0 {
		return "root"
	}
	passwd, _ := p.Files.ReadFile("/etc/passwd")
	for _, line := range strings.Split(string(passwd), "\n") {
		if fields := strings.Split(line, ":"); len(fields) > 2 && fields[2] == strconv.Itoa(id) {
			return fields[0]
		}
	}
	return strconv.Itoa(id)
}

func humanSize(n int64) string {
	v, units := float64(n), []string{"", "K", "M", "G"}
	for len(units) > 1 && v >= 1024 {
		v /= 1024
		units = units[1:]
	}
	if units[0] == "" {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%.1f%s", v, units[0])
}

// cat copies files, or what it reads, a piece at a time, so that a person sees
// what they type.
func cat(ctx context.Context, p *Process) int {
	_, names := options(p.Args[1:])
	if len(names) == 0 {
		names = []string{"-"}
	}
	code := 0
	for _, name := range names {
		if name == "-" {
			if _, err := io.Copy(p.Stdout, stoppable{ctx, p.input()}); err != nil {
				return 1
			}
			continue
		}
		data, err := p.Files.ReadFile(p.abs(name))
		if err != nil {
			p.errorf("cat: can't open '%s': %s\n", name, Reason(err))
			code = 1
			continue
		}
		if _, err := p.Stdout.Write(data); err != nil {
			return 1
		}
	}
	return code
}

type stoppable struct {
	ctx context.Context
	in  io.Reader
}

func (s stoppable) Read(b []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, io.EOF
	}
	return s.in.Read(b)
}

func mkdir(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	code := 0
	for _, name := range names {
		at := p.abs(name)
		var err error
		if flags['p'] {
			if _, have := p.Files.Stat(at); have != nil {
				err = p.Files.Put(at, files.File{Mode: fs.ModeDir | 0o755})
			}
		} else {
			err = p.Files.Mkdir(at, 0o755)
		}
		if err != nil {
			p.errorf("mkdir: can't create directory '%s': %s\n", name, Reason(err))
			code = 1
		}
	}
	return code
}

func rmdir(_ context.Context, p *Process) int {
	code := 0
	for _, name := range p.Args[1:] {
		if err := p.Files.Remove(p.abs(name), false); err != nil {
			p.errorf("rmdir: '%s': %s\n", name, Reason(err))
			code = 1
		}
	}
	return code
}

func rm(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	all, code := flags['r'] || flags['R'], 0
	for _, name := range names {
		file, err := p.Files.Lstat(p.abs(name))
		switch {
		case err != nil && flags['f']:
			continue
		case err == nil && file.Mode.IsDir() && !all:
			p.errorf("rm: '%s' is a directory\n", name)
			code = 1
			continue
		case err == nil:
			err = p.Files.Remove(p.abs(name), all)
		}
		if err != nil {
			p.errorf("rm: can't remove '%s': %s\n", name, Reason(err))
			code = 1
		}
	}
	return code
}

// target is where something called name goes: into a folder, or to a name.
func (p *Process) target(to, name string) string {
	at := p.abs(to)
	if file, err := p.Files.Stat(at); err == nil && file.Mode.IsDir() {
		return path.Join(at, path.Base(name))
	}
	return at
}

func cp(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	if len(names) < 2 {
		return usage(p, "cp [-arPLHpfinlsTu] SOURCE DEST")
	}
	all, code := flags['r'] || flags['R'] || flags['a'], 0
	for _, name := range names[:len(names)-1] {
		from := p.abs(name)
		file, err := p.Files.Stat(from)
		if err != nil {
			p.errorf("cp: can't stat '%s': %s\n", name, Reason(err))
			code = 1
			continue
		}
		if file.Mode.IsDir() && !all {
			p.errorf("cp: omitting directory '%s'\n", name)
			code = 1
			continue
		}
		if err := p.copyTree(from, p.target(names[len(names)-1], name)); err != nil {
			p.errorf("cp: can't create '%s': %s\n", names[len(names)-1], Reason(err))
			code = 1
		}
	}
	return code
}

func (p *Process) copyTree(from, to string) error {
	if parent, err := p.Files.Stat(path.Dir(to)); err != nil || !parent.Mode.IsDir() {
		return fs.ErrNotExist
	}
	return p.Files.Walk(from, func(name string, file *files.File) error {
		return p.Files.Put(path.Join(to, strings.TrimPrefix(name, from)), *file)
	})
}

func mv(_ context.Context, p *Process) int {
	_, names := options(p.Args[1:])
	if len(names) < 2 {
		return usage(p, "mv [-finT] SOURCE DEST")
	}
	code := 0
	for _, name := range names[:len(names)-1] {
		from := p.abs(name)
		if _, err := p.Files.Lstat(from); err != nil {
			p.errorf("mv: can't rename '%s': %s\n", name, Reason(err))
			code = 1
			continue
		}
		err := p.copyTree(from, p.target(names[len(names)-1], name))
		if err == nil {
			err = p.Files.Remove(from, true)
		}
		if err != nil {
			p.errorf("mv: can't rename '%s': %s\n", name, Reason(err))
			code = 1
		}
	}
	return code
}

func touch(_ context.Context, p *Process) int {
	_, names := options(p.Args[1:])
	code := 0
	for _, name := range names {
		at := p.abs(name)
		old, err := p.Files.Stat(at)
		if err == nil {
			file := *old
			file.Time = p.Host.Now()
			err = p.Files.Put(at, file)
		} else {
			err = p.Files.WriteFile(at, nil, 0o644)
		}
		if err != nil {
			code = p.fail(name, err)
		}
	}
	return code
}

func ln(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	if len(names) != 2 {
		return usage(p, "ln [-sfnbtv] [-S SUF] TARGET... LINK|DIR")
	}
	at := p.target(names[1], names[0])
	if _, err := p.Files.Lstat(at); err == nil && !flags['f'] {
		return p.fail(names[1], fs.ErrExist)
	}
	link := files.File{Mode: fs.ModeSymlink | 0o777, Link: names[0]}
	if !flags['s'] {
		old, err := p.Files.Stat(p.abs(names[0]))
		if err != nil {
			return p.fail(names[0], err)
		}
		link = *old
	}
	if err := p.Files.Put(at, link); err != nil {
		return p.fail(names[1], err)
	}
	return 0
}

func readlink(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	if len(names) != 1 {
		return 1
	}
	if flags['f'] {
		at, err := p.Files.Resolve(p.abs(names[0]), true)
		if err != nil {
			return 1
		}
		p.printf("%s\n", at)
		return 0
	}
	file, err := p.Files.Lstat(p.abs(names[0]))
	if err != nil || file.Link == "" {
		return 1
	}
	p.printf("%s\n", file.Link)
	return 0
}

func chmod(_ context.Context, p *Process) int {
	_, names := options(p.Args[1:])
	if strings.HasPrefix(p.Args[min(1, len(p.Args)-1)], "-x") || len(names) < 2 {
		return usage(p, "chmod [-Rcvf] MODE[,MODE]... FILE...")
	}
	code := 0
	for _, name := range names[1:] {
		old, err := p.Files.Stat(p.abs(name))
		if err != nil {
			code = p.fail(name, err)
			continue
		}
		file := *old
		mode, ok := changedMode(old.Mode, names[0])
		if !ok {
			p.errorf("chmod: invalid mode '%s'\n", names[0])
			return 1
		}
		file.Mode = mode
		if err := p.Files.Put(p.abs(name), file); err != nil {
			code = p.fail(name, err)
		}
	}
	return code
}

func changedMode(old fs.FileMode, how string) (fs.FileMode, bool) {
	if n, err := strconv.ParseUint(how, 8, 12); err == nil {
		return old&^fs.ModePerm | fs.FileMode(n).Perm(), true
	}
	who, what, ok := strings.Cut(how, "+")
	bits := map[string]fs.FileMode{"x": 0o111, "w": 0o222, "r": 0o444, "rw": 0o666, "rx": 0o555, "rwx": 0o777}[what]
	if ok && bits != 0 {
		return old | bits&forWhom(who), true
	}
	who, what, ok = strings.Cut(how, "-")
	bits = map[string]fs.FileMode{"x": 0o111, "w": 0o222, "r": 0o444, "rw": 0o666, "rx": 0o555, "rwx": 0o777}[what]
	return old &^ (bits & forWhom(who)), ok && bits != 0
}

func forWhom(who string) fs.FileMode {
	if who == "" || strings.Contains(who, "a") {
		return 0o777
	}
	var mask fs.FileMode
	for _, r := range who {
		mask |= map[rune]fs.FileMode{'u': 0o700, 'g': 0o070, 'o': 0o007}[r]
	}
	return mask
}

func chown(_ context.Context, p *Process) int {
	_, names := options(p.Args[1:])
	if len(names) < 2 {
		return usage(p, "chown [-Rhc] USER[:[GRP]] FILE...")
	}
	code := 0
	for _, name := range names[1:] {
		if _, err := p.Files.Stat(p.abs(name)); err != nil {
			code = p.fail(name, err)
		}
	}
	return code
}

func stat(_ context.Context, p *Process) int {
	_, names := options(p.Args[1:])
	code := 0
	for _, name := range names {
		file, err := p.Files.Stat(p.abs(name))
		if err != nil {
			p.errorf("stat: can't stat '%s': %s\n", name, Reason(err))
			code = 1
			continue
		}
		p.printf("  File: %s\n  Size: %d\n  Modify: %s\n", name, file.Size(), file.Time.UTC().Format("2006-01-02 15:04:05.000000000 -0700"))
	}
	return code
}

func find(ctx context.Context, p *Process) int {
	start, name, kind := ".", "", ""
	args := p.Args[1:]
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		start, args = args[0], args[1:]
	}
	for i := 0; i+1 < len(args); i++ {
		switch args[i] {
		case "-name":
			name = args[i+1]
		case "-type":
			kind = args[i+1]
		}
	}
	top := p.abs(start)
	err := p.Files.Walk(top, func(at string, file *files.File) error {
		if matched, _ := path.Match(name, path.Base(at)); name != "" && !matched {
			return nil
		}
		if kind == "f" && !file.Mode.IsRegular() || kind == "d" && !file.Mode.IsDir() {
			return nil
		}
		p.printf("%s\n", start+strings.TrimPrefix(at, strings.TrimSuffix(top, "/")))
		return ctx.Err()
	})
	if err != nil {
		return p.fail(start, err)
	}
	return 0
}

func du(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	if len(names) == 0 {
		names = []string{"."}
	}
	for _, name := range names {
		var total int64
		if err := p.Files.Walk(p.abs(name), func(_ string, f *files.File) error { total += f.Size(); return nil }); err != nil {
			return p.fail(name, err)
		}
		size := strconv.FormatInt((total+1023)/1024, 10)
		if flags['h'] {
			size = humanSize(total)
		}
		p.printf("%s\t%s\n", size, name)
	}
	return 0
}

// dd writes zeros, which is what people fill a disk with.
func dd(_ context.Context, p *Process) int {
	out, size, count := "", int64(512), int64(1)
	for _, arg := range p.Args[1:] {
		key, value, _ := strings.Cut(arg, "=")
		switch key {
		case "of":
			out = value
		case "bs":
			size = parseSize(value)
		case "count":
			count = parseSize(value)
		}
	}
	total := size * count
	if out == "" || total < 0 {
		return usage(p, "dd [if=FILE] [of=FILE] [bs=N] [count=N]")
	}
	if out != "/dev/null" {
		if err := p.Files.Put(p.abs(out), files.File{Mode: 0o644, Bulk: total}); err != nil {
			return p.fail(out, err)
		}
	}
	p.errorf("%d+0 records in\n%d+0 records out\n", count, count)
	return 0
}

func parseSize(s string) int64 {
	shift := map[byte]int{'k': 10, 'K': 10, 'm': 20, 'M': 20, 'g': 30, 'G': 30}
	digits := strings.TrimRight(s, "kKmMgGB")
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	if len(s) > len(digits) {
		n <<= shift[s[len(digits)]]
	}
	return n
}

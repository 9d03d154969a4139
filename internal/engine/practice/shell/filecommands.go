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
	"time"

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
		if len(names) > 1 || flags['R'] {
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
		if flags['R'] {
			p.listBelow(flags, name)
		}
	}
	return code
}

// listBelow lists the folders in a folder, each under its name.
func (p *Process) listBelow(flags map[rune]bool, name string) {
	in, err := p.Files.ReadDir(p.abs(name))
	if err != nil {
		return // it was listed a moment ago; now it is gone
	}
	for _, base := range sortedNames(in) {
		if !in[base].Mode.IsDir() || base[0] == '.' && !flags['a'] && !flags['A'] {
			continue
		}
		below := strings.TrimSuffix(name, "/") + "/" + base
		p.printf("\n%s:\n", below)
		if inside, err := p.Files.ReadDir(p.abs(below)); err == nil {
			p.list(flags, p.abs(below), inside)
			p.listBelow(flags, below)
		}
	}
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
	if flags['n'] {
		flags['l'] = true
	}
	if flags['l'] && dir != "" {
		p.printf("total %d\n", len(names)*4)
	}
	var plain []string
	for _, name := range names {
		if flags['l'] {
			p.long(name, in[name], flags)
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

func (p *Process) long(name string, f *files.File, flags map[rune]bool) {
	size := strconv.FormatInt(f.Size(), 10)
	owner := p.owner
	if flags['n'] {
		owner = strconv.Itoa
	}
	if flags['h'] {
		size = humanSize(f.Size())
	}
	link := ""
	if f.Link != "" {
		link = " -> " + f.Link
	}
	p.printf("%s    1 %-8s %-8s %9s %s %s%s\n", permissions(f), owner(f.UID), owner(f.GID), size, f.Time.UTC().Format("Jan _2 15:04"), name, link)
}

func permissions(f *files.File) string {
	kind := "-"
	switch {
	case f.Link != "":
		kind = "l"
	case f.Mode.IsDir():
		kind = "d"
	case f.Mode&fs.ModeNamedPipe != 0:
		kind = "p"
	case f.Mode&fs.ModeCharDevice != 0:
		kind = "c"
	}
	mode := f.Mode.Perm().String()[1:]
	if f.Link != "" {
		mode = "rwxrwxrwx"
	}
	b := []byte(mode)
	for _, special := range []struct {
		bit  fs.FileMode
		at   int
		sign string // where it may be run too, and where not
	}{{fs.ModeSetuid, 2, "sS"}, {fs.ModeSetgid, 5, "sS"}, {fs.ModeSticky, 8, "tT"}} {
		if f.Mode&special.bit == 0 {
			continue
		}
		sign := special.sign[0]
		if b[special.at] == '-' {
			sign = special.sign[1]
		}
		b[special.at] = sign
	}
	return kind + string(b)
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
		data, err := p.reads(ctx, name)
		if err != nil {
			p.errorf("cat: can't open '%s': %s\n", name, Reason(err))
			code = 1
			continue
		}
		if _, err := io.Copy(p.Stdout, data); err != nil {
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
				uid, gid := p.as()
				err = p.Files.Put(at, files.File{Mode: fs.ModeDir | 0o755, UID: uid, GID: gid})
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

// write writes a file as the one who the program runs as.
func (p *Process) write(at string, data []byte, mode fs.FileMode) error {
	uid, gid := p.as()
	return p.Files.WriteAs(uid, gid, at, data, mode)
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
	when, args := p.Host.Now(), p.Args[1:]
	for i, arg := range args {
		if (arg == "-d" || arg == "-t") && i+1 < len(args) {
			day, err := time.Parse("2006-01-02", args[i+1])
			if err != nil {
				p.errorf("touch: invalid date '%s'\n", args[i+1])
				return 1
			}
			when, args = day, slices.Delete(slices.Clone(args), i, i+2)
			break
		}
	}
	_, names := options(args)
	code := 0
	for _, name := range names {
		at := p.abs(name)
		var err error
		if _, missing := p.Files.Stat(at); missing != nil {
			err = p.write(at, nil, 0o644)
		}
		if old, there := p.Files.Stat(at); err == nil && there == nil {
			file := *old
			file.Time = when
			err = p.Files.Put(at, file)
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
		mode := old&^(fs.ModePerm|fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky) | fs.FileMode(n).Perm()
		for bit, value := range specialBits {
			if uint32(n)&value != 0 {
				mode |= bit
			}
		}
		return mode, true
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
	flags, names := options(p.Args[1:])
	if len(names) < 2 {
		return usage(p, "chown [-Rhc] USER[:[GRP]] FILE...")
	}
	code := 0
	user, group, both := strings.Cut(names[0], ":")
	uid, gid, ok := p.ids(user, group)
	if !ok {
		p.errorf("chown: unknown user/group %s\n", names[0])
		return 1
	}
	for _, name := range names[1:] {
		own := func(at string, old *files.File) error {
			file := *old
			if user != "" {
				file.UID = uid
			}
			if both {
				file.GID = gid
			}
			return p.Files.Put(at, file)
		}
		at, err := p.Files.Resolve(p.abs(name), true)
		if err == nil && flags['R'] {
			err = p.Files.Walk(at, own)
		} else if err == nil {
			var file *files.File
			if file, err = p.Files.Lstat(at); err == nil {
				err = own(at, file)
			}
		}
		if err != nil {
			code = p.fail(name, err)
		}
	}
	return code
}

// ids are the numbers of a user and a group, whose names may be numbers already.
func (p *Process) ids(user, group string) (uid, gid int, ok bool) {
	uid, ok = p.idIn("/etc/passwd", user)
	if !ok {
		return 0, 0, false
	}
	gid, ok = p.idIn("/etc/group", group)
	return uid, gid, ok
}

func (p *Process) idIn(file, name string) (int, bool) {
	if name == "" || name == "root" {
		return 0, true
	}
	if n, err := strconv.Atoi(name); err == nil {
		return n, true
	}
	text, _ := p.Files.ReadFile(file)
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Split(line, ":"); len(fields) > 2 && fields[0] == name {
			n, err := strconv.Atoi(fields[2])
			return n, err == nil
		}
	}
	return 0, false
}

// as is who the program runs as.
func (p *Process) as() (uid, gid int) {
	user, group, _ := strings.Cut(p.User, ":")
	uid, gid, _ = p.ids(user, group)
	if group == "" && uid != 0 { // the user's own group, or as a rule one of the same number
		gid = uid
	}
	return uid, gid
}

// mkfifo makes named pipes.
func mkfifo(_ context.Context, p *Process) int {
	_, names := options(p.Args[1:])
	code := 0
	for _, name := range names {
		if _, err := p.Files.Lstat(p.abs(name)); err == nil {
			code = p.fail(name, fs.ErrExist)
			continue
		}
		uid, gid := p.as()
		if err := p.Files.Put(p.abs(name), files.File{Mode: fs.ModeNamedPipe | 0o644, UID: uid, GID: gid}); err != nil {
			code = p.fail(name, err)
		}
	}
	return code
}

// stat describes files, with -c in the form that is asked for.
func stat(_ context.Context, p *Process) int {
	format, names := "", []string(nil)
	for i := 1; i < len(p.Args); i++ {
		switch arg := p.Args[i]; {
		case arg == "-c" && i+1 < len(p.Args):
			i++
			format = p.Args[i]
		case arg == "--":
		case strings.HasPrefix(arg, "-") && len(names) == 0:
		default:
			names = append(names, arg)
		}
	}
	code := 0
	for _, name := range names {
		file, err := p.Files.Lstat(p.abs(name))
		if err != nil {
			p.errorf("stat: can't stat '%s': %s\n", name, Reason(err))
			code = 1
			continue
		}
		if format == "" {
			p.printf("  File: %s\n  Size: %d\n  Modify: %s\n", name, file.Size(), file.Time.UTC().Format("2006-01-02 15:04:05.000000000 -0700"))
			continue
		}
		p.printf("%s\n", p.described(format, name, file))
	}
	return code
}

func (p *Process) described(format, name string, f *files.File) string {
	link := name
	if f.Link != "" {
		link = "'" + name + "' -> '" + f.Link + "'"
	}
	return strings.NewReplacer("%f", strconv.FormatUint(uint64(rawMode(f)), 16), "%a", strconv.FormatUint(uint64(rawMode(f)&0o7777), 8), "%s", strconv.FormatInt(f.Size(), 10),
		"%u", strconv.Itoa(f.UID), "%g", strconv.Itoa(f.GID), "%U", p.owner(f.UID), "%G", p.owner(f.GID), "%Y", strconv.FormatInt(f.Time.Unix(), 10), "%n", name, "%N", link, "%%", "%").Replace(format)
}

// specialBits are the bits of a mode above the permissions.
var specialBits = map[fs.FileMode]uint32{fs.ModeSetuid: 0o4000, fs.ModeSetgid: 0o2000, fs.ModeSticky: 0o1000}

// rawMode is a file's mode as the kernel writes it.
func rawMode(f *files.File) uint32 {
	mode := uint32(f.Mode.Perm())
	switch {
	case f.Mode.IsDir():
		mode |= 0o040000
	case f.Link != "":
		return 0o120777
	case f.Mode&fs.ModeNamedPipe != 0:
		mode |= 0o010000
	case f.Mode&fs.ModeCharDevice != 0:
		mode |= 0o020000
	default:
		mode |= 0o100000
	}
	for bit, value := range specialBits {
		if f.Mode&bit != 0 {
			mode |= value
		}
	}
	return mode
}

// query is what find is asked: a choice of alternatives, each of conditions.
type query struct {
	start    string
	min, max int
	any      [][]condition
	exec     []string // with all that is found at its end
}

type condition func(p *Process, at string, file *files.File) (yes, prune bool)

// parseFind reads find's words.
func parseFind(args []string) (q query) {
	q = query{start: ".", max: 1 << 30, any: [][]condition{nil}}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") && args[0] != "(" {
		q.start, args = args[0], args[1:]
	}
	var group []condition // within brackets: any of them
	inside := false
	add := func(c condition) {
		if inside {
			group = append(group, c)
			return
		}
		q.any[len(q.any)-1] = append(q.any[len(q.any)-1], c)
	}
	for i := 0; i < len(args); i++ {
		word, next := args[i], ""
		if i+1 < len(args) {
			next = args[i+1]
		}
		switch word {
		case "(":
			inside, group = true, nil
		case ")":
			inside = false
			add(anyOf(group))
		case "-o":
			if !inside {
				q.any = append(q.any, nil)
			}
		case "-prune":
			add(func(*Process, string, *files.File) (bool, bool) { return true, true })
		case "-exec":
			for i++; i < len(args) && args[i] != "+" && args[i] != ";"; i++ {
				q.exec = append(q.exec, args[i])
			}
		case "-mindepth", "-maxdepth", "-name", "-iname", "-path", "-type":
			i++
			q.take(word, next, add)
		}
	}
	return q
}

func (q *query) take(word, value string, add func(condition)) {
	switch word {
	case "-mindepth":
		q.min, _ = strconv.Atoi(value)
	case "-maxdepth":
		q.max, _ = strconv.Atoi(value)
	case "-name", "-iname":
		fold := func(s string) string { return s }
		if word == "-iname" {
			fold = strings.ToLower
		}
		add(func(_ *Process, at string, _ *files.File) (bool, bool) {
			ok, _ := path.Match(fold(value), fold(path.Base(at)))
			return ok, false
		})
	case "-path":
		add(func(_ *Process, at string, _ *files.File) (bool, bool) {
			ok, _ := path.Match(value, at)
			return ok, false
		})
	case "-type":
		add(func(_ *Process, _ string, f *files.File) (bool, bool) {
			return value == "d" && f.Mode.IsDir() || value == "f" && f.Mode.IsRegular() || value == "l" && f.Link != "" || value == "p" && f.Mode&fs.ModeNamedPipe != 0, false
		})
	}
}

func anyOf(group []condition) condition {
	return func(p *Process, at string, f *files.File) (bool, bool) {
		for _, c := range group {
			if yes, _ := c(p, at, f); yes {
				return true, false
			}
		}
		return false, false
	}
}

// matches tells whether something is found, and whether to go no deeper.
func (q *query) matches(p *Process, at string, f *files.File) (found, prune bool) {
	for _, all := range q.any {
		yes, pruned := true, false
		for _, c := range all {
			ok, stop := c(p, at, f)
			yes, pruned = yes && ok, pruned || stop
		}
		if yes {
			return !pruned, pruned
		}
	}
	return false, false
}

func find(ctx context.Context, p *Process) int {
	q := parseFind(p.Args[1:])
	top := p.abs(q.start)
	var found []string
	prefix := strings.TrimSuffix(q.start, "/")
	err := p.walk(ctx, &q, top, prefix, 0, func(shown string) { found = append(found, shown) })
	if err != nil {
		return p.fail(q.start, err)
	}
	if len(q.exec) == 0 {
		for _, name := range found {
			p.printf("%s\n", name)
		}
		return 0
	}
	if len(found) == 0 {
		return 0
	}
	words := slices.DeleteFunc(slices.Clone(q.exec), func(w string) bool { return w == "{}" })
	child := *p
	child.Args = append(words, found...)
	code, err := child.Run(ctx)
	if err != nil {
		p.errorf("find: %s: No such file or directory\n", q.exec[0])
		return 1
	}
	return code
}

// walk goes through a folder as far as is asked.
func (p *Process) walk(ctx context.Context, q *query, at, shown string, depth int, tell func(string)) error {
	file, err := p.Files.Lstat(at)
	if err != nil {
		return err
	}
	if shown == "" {
		shown = "/"
	}
	found, prune := q.matches(p, strings.TrimSuffix(shown, "/"), file)
	if found && depth >= q.min {
		tell(shown)
	}
	if prune || !file.Mode.IsDir() || depth >= q.max || ctx.Err() != nil {
		return ctx.Err()
	}
	in, err := p.Files.ReadDir(at)
	if err != nil {
		return err
	}
	for _, name := range sortedNames(in) {
		if err := p.walk(ctx, q, path.Join(at, name), strings.TrimSuffix(shown, "/")+"/"+name, depth+1, tell); err != nil {
			return err
		}
	}
	return nil
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

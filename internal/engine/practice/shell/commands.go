package shell

import (
	"context"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// programs are the commands by name. Which of them a container has is a matter
// of the files of its image.
var programs map[string]Program

// builtins are the shell's own commands that the wall has us answer.
var builtins map[string]Program

func init() {
	programs = map[string]Program{
		"sh": sh, "ash": sh, "bash": sh, "dash": sh,
		"true": func(context.Context, *Process) int { return 0 }, "false": func(context.Context, *Process) int { return 1 },
		"echo": echo, "printf": printf, "env": env, "printenv": printenv, "sleep": sleep, "pwd": pwd,
		"date": date, "hostname": hostname, "whoami": whoami, "id": id, "uname": uname, "which": which,
		"ps": ps, "kill": kill, "top": top, "free": free, "df": df, "uptime": uptime, "nproc": nproc,
		"ls": ls, "cat": cat, "mkdir": mkdir, "rmdir": rmdir, "rm": rm, "cp": cp, "mv": mv, "touch": touch,
		"ln": ln, "chmod": chmod, "chown": chown, "stat": stat, "find": find, "du": du, "readlink": readlink,
		"head": head, "tail": tail, "wc": wc, "grep": grep, "sort": sortLines, "uniq": uniq, "cut": cut, "tr": tr,
		"sed": sed, "tee": tee, "yes": yes, "seq": seq, "basename": base, "dirname": dir, "clear": clearScreen, "dd": dd,
		"wget": wget, "curl": curl, "ping": ping, "nslookup": nslookup, "nc": nc, "ip": ip,
		"test": test, "[": test, "sync": nothing, "usleep": nothing, "tty": tty, "stty": stty, "xargs": xargs,
		"less": pager, "more": pager, "vi": vi, "mkfifo": mkfifo, "tar": tarball,
		"apk": noNetwork, "apt-get": noNetwork, "apt": noNetwork, "pip": noNetwork, "npm": noNetwork,
		"redis-cli": redisCLI, "psql": psql, "docker-entrypoint.sh": entrypoint,
		"tini": entrypoint, "docker-init": entrypoint,
	}
	builtins = map[string]Program{
		"type": typeOf, "command": typeOf, "builtin": nothing, "hash": hash, "kill": kill,
		"ulimit": func(_ context.Context, p *Process) int { p.printf("unlimited\n"); return 0 },
		"umask":  func(_ context.Context, p *Process) int { p.printf("0022\n"); return 0 },
		"times":  nothing, "mapfile": refuse, "readarray": refuse,
	}
}

// Names are the commands that can be had, by name.
func Names() []string { return slices.Sorted(maps.Keys(programs)) }

func nothing(context.Context, *Process) int { return 0 }

func hash(ctx context.Context, p *Process) int {
	p.Stdout, p.Stderr = io.Discard, io.Discard
	return typeOf(ctx, p)
}

func refuse(_ context.Context, p *Process) int {
	p.errorf("sh: %s: not found\n", p.Args[0])
	return 127
}

func test(ctx context.Context, p *Process) int {
	p.Args = []string{"sh", "-c", quoted(p.Args)}
	return sh(ctx, p)
}

func quoted(words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
	}
	return strings.Join(out, " ")
}

// entrypoint is the script that many images start with: it prepares, then
// becomes the program named after it.
func entrypoint(ctx context.Context, p *Process) int {
	rest := p.Args[1:]
	for len(rest) > 0 && strings.HasPrefix(rest[0], "-") && rest[0] != "-c" {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return 0
	}
	p.Args = rest
	found, err := p.Find(rest[0])
	if err != nil {
		p.errorf("/usr/local/bin/docker-entrypoint.sh: exec: line 11: %s: not found\n", rest[0])
		return 127
	}
	p.Host.Retitle(p.PID, strings.Join(p.Args, " "))
	return p.exec(ctx, found)
}

func echo(_ context.Context, p *Process) int {
	args, end := p.Args[1:], "\n"
	if len(args) > 0 && args[0] == "-n" {
		args, end = args[1:], ""
	}
	p.printf("%s%s", strings.Join(args, " "), end)
	return 0
}

func printf(ctx context.Context, p *Process) int { return test(ctx, p) }

func env(ctx context.Context, p *Process) int {
	args := p.Args[1:]
	for len(args) > 0 && strings.Contains(args[0], "=") {
		p.Env = append(p.Env, args[0])
		args = args[1:]
	}
	if len(args) > 0 {
		p.Args = args
		code, err := p.Run(ctx)
		if err != nil {
			p.errorf("env: can't execute '%s': No such file or directory\n", args[0])
			return 127
		}
		return code
	}
	shown := map[string]bool{}
	for i := len(p.Env) - 1; i >= 0; i-- {
		name, _, _ := strings.Cut(p.Env[i], "=")
		if shown[name] {
			p.Env = slices.Delete(p.Env, i, i+1)
		}
		shown[name] = true
	}
	for _, line := range p.Env {
		p.printf("%s\n", line)
	}
	return 0
}

func printenv(ctx context.Context, p *Process) int {
	if len(p.Args) < 2 {
		return env(ctx, p)
	}
	value, ok := p.lookupEnv(p.Args[1])
	if !ok {
		return 1
	}
	p.printf("%s\n", value)
	return 0
}

// forever is a sleep that nobody waits to the end of.
const forever = 100 * 365 * 24 * time.Hour

func sleep(ctx context.Context, p *Process) int {
	if len(p.Args) < 2 {
		p.errorf("BusyBox v1.37.0 multi-call binary.\n\nUsage: sleep [N]...\n")
		return 1
	}
	var total time.Duration
	for _, arg := range p.Args[1:] {
		d, ok := duration(arg)
		if !ok {
			p.errorf("sleep: invalid number '%s'\n", arg)
			return 1
		}
		total = min(total+d, forever)
	}
	return wait(ctx, total)
}

func duration(s string) (time.Duration, bool) {
	if s == "infinity" || s == "inf" {
		return forever, true
	}
	unit := time.Second
	switch {
	case strings.HasSuffix(s, "m"):
		unit = time.Minute
	case strings.HasSuffix(s, "h"):
		unit = time.Hour
	case strings.HasSuffix(s, "d"):
		unit = 24 * time.Hour
	}
	n, err := strconv.ParseFloat(strings.TrimRight(s, "smhd"), 64)
	if err != nil || n < 0 || n > float64(forever/unit) {
		return 0, false
	}
	return time.Duration(n * float64(unit)), true
}

// wait sleeps; it is 143 if it was ended.
func wait(ctx context.Context, d time.Duration) int {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return 143
	case <-t.C:
		return 0
	}
}

func pwd(_ context.Context, p *Process) int {
	p.printf("%s\n", path.Clean("/"+p.Dir))
	return 0
}

func date(_ context.Context, p *Process) int {
	now := p.Host.Now().UTC()
	for _, arg := range p.Args[1:] {
		if format, ok := strings.CutPrefix(arg, "+"); ok {
			p.printf("%s\n", strftime(format, now))
			return 0
		}
	}
	p.printf("%s\n", now.Format("Mon Jan _2 15:04:05 UTC 2006"))
	return 0
}

func strftime(format string, t time.Time) string {
	return strings.NewReplacer("%Y", t.Format("2006"), "%m", t.Format("01"), "%d", t.Format("02"), "%H", t.Format("15"),
		"%M", t.Format("04"), "%S", t.Format("05"), "%s", strconv.FormatInt(t.Unix(), 10), "%F", t.Format("2006-01-02"),
		"%T", t.Format("15:04:05"), "%N", t.Format("000000000"), "%%", "%").Replace(format)
}

func hostname(_ context.Context, p *Process) int {
	if slices.Contains(p.Args, "-i") {
		p.printf("%s\n", strings.Join(p.Host.Addresses(), " "))
		return 0
	}
	p.printf("%s\n", p.Host.Hostname())
	return 0
}

func (p *Process) userName() string {
	name, _, _ := strings.Cut(p.User, ":")
	if name == "" || name == "0" {
		return "root"
	}
	passwd, _ := p.Files.ReadFile("/etc/passwd")
	for _, line := range strings.Split(string(passwd), "\n") {
		if fields := strings.Split(line, ":"); len(fields) > 2 && fields[2] == name {
			return fields[0]
		}
	}
	return name
}

// Unknown is the part of the user that the program is to run as that neither is a
// number nor one of the container's: "user alice", "group staff"; "" for none.
func (p *Process) Unknown() string {
	user, group, _ := strings.Cut(p.User, ":")
	if !p.known("/etc/passwd", user) {
		return "user " + user
	}
	if !p.known("/etc/group", group) {
		return "group " + group
	}
	return ""
}

func (p *Process) known(file, name string) bool {
	if name == "" || name == "root" {
		return true
	}
	if _, err := strconv.ParseInt(name, 10, 32); err == nil {
		return true
	}
	text, _ := p.Files.ReadFile(file)
	return slices.ContainsFunc(strings.Split(string(text), "\n"), func(line string) bool { return strings.HasPrefix(line, name+":") })
}

func whoami(_ context.Context, p *Process) int {
	p.printf("%s\n", p.userName())
	return 0
}

func id(_ context.Context, p *Process) int {
	name := p.userName()
	uid, gid := p.as()
	if slices.Contains(p.Args, "-u") {
		p.printf("%d\n", uid)
		return 0
	}
	p.printf("uid=%d(%s) gid=%d(%s) groups=%d(%s)\n", uid, name, gid, name, gid, name)
	return 0
}

func uname(_ context.Context, p *Process) int {
	switch {
	case slices.Contains(p.Args, "-a"):
		p.printf("Linux %s 6.8.0-practice #1 SMP x86_64 Linux\n", p.Host.Hostname())
	case slices.Contains(p.Args, "-m"):
		p.printf("x86_64\n")
	case slices.Contains(p.Args, "-r"):
		p.printf("6.8.0-practice\n")
	case slices.Contains(p.Args, "-n"):
		p.printf("%s\n", p.Host.Hostname())
	default:
		p.printf("Linux\n")
	}
	return 0
}

func which(_ context.Context, p *Process) int {
	code := 0
	for _, name := range p.Args[1:] {
		found, err := p.Find(name)
		if err != nil {
			code = 1
			continue
		}
		p.printf("%s\n", found)
	}
	return code
}

func typeOf(_ context.Context, p *Process) int {
	short := p.Args[0] == "command"
	code := 0
	for _, name := range p.Args[1:] {
		if strings.HasPrefix(name, "-") {
			continue
		}
		found, err := p.Find(name)
		switch {
		case err != nil && short:
			code = 127
		case err != nil:
			p.errorf("sh: %s: not found\n", name)
			code = 127
		case short:
			p.printf("%s\n", found)
		default:
			p.printf("%s is %s\n", name, found)
		}
	}
	return code
}

// psColumns are those that ps -o knows, with their titles and widths; fewer than
// none is to the left.
var psColumns = map[string]struct {
	title string
	width int
	cell  func(Proc) string
}{
	"pid":  {"PID", 5, func(p Proc) string { return strconv.Itoa(p.PID) }},
	"ppid": {"PPID", 5, func(p Proc) string { return strconv.Itoa(p.Parent) }},
	"user": {"USER", -8, func(p Proc) string { return p.User }},
	"time": {"TIME", 5, func(Proc) string { return "0:00" }},
	"stat": {"STAT", -4, func(Proc) string { return "S" }},
	"vsz":  {"VSZ", 5, func(p Proc) string { return strconv.Itoa(1700 + len(p.Command)*10) }},
	"rss":  {"RSS", 5, func(p Proc) string { return strconv.Itoa(900 + len(p.Command)*4) }},
	"comm": {"COMMAND", -16, Proc.Name},
	"args": {"COMMAND", 0, func(p Proc) string { return p.Command }},
	"tty": {"TT", -6, func(p Proc) string {
		if p.Terminal < 0 {
			return "?"
		}
		return fmt.Sprintf("136,%d", p.Terminal)
	}},
}

func ps(_ context.Context, p *Process) int {
	columns := []string{"pid", "user", "time", "args"}
	for i, arg := range p.Args {
		if arg == "-o" && i+1 < len(p.Args) {
			columns = strings.Split(p.Args[i+1], ",")
		}
	}
	row := func(cell func(string) string) {
		var line strings.Builder
		for i, name := range columns {
			if i > 0 {
				line.WriteByte(' ')
			}
			fmt.Fprintf(&line, "%*s", psColumns[name].width, cell(name))
		}
		p.printf("%s\n", strings.TrimRight(line.String(), " "))
	}
	for _, name := range columns {
		if psColumns[name].cell == nil {
			p.errorf("ps: bad -o argument '%s'\n", name)
			return 1
		}
	}
	if len(p.Args) < 3 { // in the form that everybody knows
		p.printf("PID   USER     TIME  COMMAND\n")
		for _, proc := range p.Host.Processes() {
			p.printf("%5d %-8s  0:00 %s\n", proc.PID, proc.User, proc.Command)
		}
		return 0
	}
	row(func(name string) string { return psColumns[name].title })
	for _, proc := range p.Host.Processes() {
		row(func(name string) string { return psColumns[name].cell(proc) })
	}
	return 0
}

func kill(_ context.Context, p *Process) int {
	signal, code := "TERM", 0
	args := p.Args[1:]
	if len(args) > 1 && args[0] == "-s" {
		signal, args = args[1], args[2:]
	} else if len(args) > 0 && strings.HasPrefix(args[0], "-") && len(args[0]) > 1 {
		signal, args = args[0][1:], args[1:]
	}
	for _, arg := range args {
		pid, err := strconv.Atoi(arg)
		if err == nil {
			err = p.Host.Signal(pid, signal)
		}
		if err != nil {
			p.errorf("sh: can't kill pid %s: No such process\n", arg)
			code = 1
		}
	}
	return code
}

func free(_ context.Context, p *Process) int {
	memory, _ := p.Host.Limits()
	k := memory / 1024
	p.printf("              total        used        free      shared  buff/cache   available\nMem:    %11d %11d %11d %11d %11d %11d\nSwap:             0           0           0\n", k, k/8, k/2, 1024, k/4, k*3/4)
	return 0
}

func df(_ context.Context, p *Process) int {
	p.printf("Filesystem           1K-blocks      Used Available Use%% Mounted on\noverlay               61202244  18360672  39699884  32%% /\ntmpfs                    65536         0     65536   0%% /dev\nshm                      65536         0     65536   0%% /dev/shm\n")
	return 0
}

func uptime(_ context.Context, p *Process) int {
	p.printf(" %s up 2 days,  4:01,  0 users,  load average: 0.12, 0.08, 0.05\n", p.Host.Now().UTC().Format("15:04:05"))
	return 0
}

func nproc(_ context.Context, p *Process) int {
	_, cpus := p.Host.Limits()
	p.printf("%d\n", max(1, int(cpus)))
	return 0
}

func tty(_ context.Context, p *Process) int {
	if p.TTY == nil {
		p.printf("not a tty\n")
		return 1
	}
	for _, proc := range p.Host.Processes() {
		if proc.PID == p.PID {
			p.printf("/dev/pts/%d\n", max(proc.Terminal, 0))
			return 0
		}
	}
	p.printf("/dev/pts/0\n")
	return 0
}

func stty(_ context.Context, p *Process) int {
	at := p.terminal()
	if at == nil {
		p.errorf("stty: standard input: Not a tty\n")
		return 1
	}
	cols, rows := at.Size()
	if slices.Contains(p.Args, "size") {
		p.printf("%d %d\n", rows, cols)
	}
	return 0
}

func clearScreen(_ context.Context, p *Process) int {
	p.printf("\x1b[H\x1b[J")
	return 0
}

func yes(ctx context.Context, p *Process) int {
	word := "y"
	if len(p.Args) > 1 {
		word = strings.Join(p.Args[1:], " ")
	}
	text := []byte(word + "\n")
	for ctx.Err() == nil {
		if _, err := p.Stdout.Write(text); err != nil {
			return 1
		}
	}
	return 143
}

func seq(ctx context.Context, p *Process) int {
	var n []int
	for _, arg := range p.Args[1:] {
		v, err := strconv.Atoi(arg)
		if err != nil {
			p.errorf("seq: invalid number '%s'\n", arg)
			return 1
		}
		n = append(n, v)
	}
	from, step, to := 1, 1, 0
	switch len(n) {
	case 1:
		to = n[0]
	case 2:
		from, to = n[0], n[1]
	case 3:
		from, step, to = n[0], n[1], n[2]
	default:
		return 1
	}
	for i := from; step > 0 && i <= to || step < 0 && i >= to; i += step {
		if ctx.Err() != nil || !p.printf("%d\n", i) {
			return 1
		}
	}
	return 0
}

func base(_ context.Context, p *Process) int {
	if len(p.Args) < 2 {
		return 1
	}
	name := path.Base(p.Args[1])
	if len(p.Args) > 2 {
		name = strings.TrimSuffix(name, p.Args[2])
	}
	p.printf("%s\n", name)
	return 0
}

func dir(_ context.Context, p *Process) int {
	if len(p.Args) < 2 {
		return 1
	}
	p.printf("%s\n", path.Dir(p.Args[1]))
	return 0
}

func noNetwork(_ context.Context, p *Process) int {
	p.errorf("%s: practice has no internet; nothing can be installed here\n", path.Base(p.Args[0]))
	return 1
}

func xargs(ctx context.Context, p *Process) int {
	text, err := io.ReadAll(p.input())
	if err != nil {
		return 1
	}
	p.Args = append(slices.Clone(p.Args[1:]), strings.Fields(string(text))...)
	if len(p.Args) == 0 || p.Args[0] == "" {
		return 0
	}
	p.Stdin = nil
	code, err := p.Run(ctx)
	if err != nil {
		p.errorf("xargs: %s: No such file or directory\n", p.Args[0])
		return 127
	}
	return code
}

// input is what a command reads; nothing if nobody gives it anything.
func (p *Process) input() io.Reader {
	if p.Stdin == nil {
		return strings.NewReader("")
	}
	return p.Stdin
}

func usage(p *Process, words string) int {
	p.errorf("%s", fmt.Sprintf("BusyBox v1.37.0 multi-call binary.\n\nUsage: %s\n", words))
	return 1
}

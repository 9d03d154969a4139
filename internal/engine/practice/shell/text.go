package shell

import (
	"bufio"
	"context"
	"io"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// each gives the content of every file that is named, or what is read.
func (p *Process) each(names []string, fn func(name string, text []byte)) (code int) {
	if len(names) == 0 {
		text, err := io.ReadAll(p.input())
		if err != nil {
			return 1
		}
		fn("", text)
		return 0
	}
	for _, name := range names {
		text, err := p.Files.ReadFile(p.abs(name))
		if err != nil {
			code = p.fail(name, err)
			continue
		}
		fn(name, text)
	}
	return code
}

func linesOf(text []byte) []string {
	s := strings.TrimSuffix(string(text), "\n")
	if s == "" && len(text) == 0 {
		return nil
	}
	return strings.Split(s, "\n")
}

// count takes -n N, -nN and -N from the arguments.
func count(args []string, standard int) (n int, follow bool, rest []string) {
	n = standard
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case (arg == "-n" || arg == "-c") && i+1 < len(args):
			i++
			n, _ = strconv.Atoi(strings.TrimPrefix(args[i], "+"))
		case arg == "-f" || arg == "-F":
			follow = true
		case strings.HasPrefix(arg, "-n"):
			n, _ = strconv.Atoi(arg[2:])
		case len(arg) > 1 && arg[0] == '-':
			if v, err := strconv.Atoi(arg[1:]); err == nil {
				n = v
			}
		default:
			rest = append(rest, arg)
		}
	}
	return max(n, 0), follow, rest
}

func head(ctx context.Context, p *Process) int {
	n, _, names := count(p.Args[1:], 10)
	if slices.Contains(p.Args, "-c") {
		return p.headBytes(ctx, int64(n), names)
	}
	if len(names) == 0 {
		in := bufio.NewScanner(p.input()) // what is read may have no end
		for i := 0; i < n && in.Scan(); i++ {
			p.printf("%s\n", in.Text())
		}
		return 0
	}
	return p.each(names, func(_ string, text []byte) {
		lines := linesOf(text)
		for _, line := range lines[:min(n, len(lines))] {
			p.printf("%s\n", line)
		}
	})
}

// headBytes copies so many bytes of each file, or of what is read.
func (p *Process) headBytes(ctx context.Context, n int64, names []string) int {
	if len(names) == 0 {
		_, _ = io.CopyN(p.Stdout, stoppable{ctx, p.input()}, n)
		return 0
	}
	code := 0
	for _, name := range names {
		in, err := p.reads(ctx, name)
		if err != nil {
			code = p.fail(name, err)
			continue
		}
		_, _ = io.CopyN(p.Stdout, in, n) // a shorter file is all of it
	}
	return code
}

func tail(ctx context.Context, p *Process) int {
	n, follow, names := count(p.Args[1:], 10)
	if len(names) == 1 && names[0] == "/dev/null" {
		if follow {
			return wait(ctx, forever)
		}
		return 0
	}
	code := p.each(names, func(_ string, text []byte) {
		lines := linesOf(text)
		for _, line := range lines[max(0, len(lines)-n):] {
			p.printf("%s\n", line)
		}
	})
	if !follow || code != 0 || len(names) == 0 {
		return code
	}
	return p.followFile(ctx, p.abs(names[0]))
}

// followFile prints what is added to a file.
func (p *Process) followFile(ctx context.Context, name string) int {
	text, _ := p.Files.ReadFile(name)
	have := len(text)
	for {
		if code := wait(ctx, 250*time.Millisecond); code != 0 {
			return code
		}
		text, _ := p.Files.ReadFile(name)
		if len(text) > have {
			p.printf("%s", text[have:])
		}
		have = len(text)
	}
}

func wc(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	return p.each(names, func(name string, text []byte) {
		numbers := []int{strings.Count(string(text), "\n"), len(strings.Fields(string(text))), len(text)}
		var shown []string
		for i, flag := range "lwc" {
			if flags[flag] {
				shown = append(shown, strconv.Itoa(numbers[i]))
			}
		}
		if len(shown) == 0 {
			p.printf("%9d %9d %9d %s\n", numbers[0], numbers[1], numbers[2], name)
			return
		}
		p.printf("%s\n", strings.TrimSpace(strings.Join(shown, " ")+" "+name))
	})
}

// search is what grep looks for, and how it tells.
type search struct {
	match  *regexp.Regexp
	flags  map[rune]bool
	prefix bool // say which file a line is of
	found  int
}

func grep(_ context.Context, p *Process) int {
	flags, rest := options(p.Args[1:])
	if len(rest) == 0 {
		return usage(p, "grep [-HhnlLoqvsrRiwFEz] PATTERN [FILE]...")
	}
	match, err := regexp.Compile(searched(rest[0], flags))
	if err != nil {
		p.errorf("grep: bad regex '%s'\n", rest[0])
		return 2
	}
	s := &search{match: match, flags: flags, prefix: len(rest) > 2 && !flags['h']}
	switch code := p.each(rest[1:], func(name string, text []byte) { s.in(p, name, text) }); {
	case code != 0:
		return 2
	case s.found == 0:
		return 1
	}
	return 0
}

// searched is grep's pattern in Go's language.
func searched(pattern string, flags map[rune]bool) string {
	switch {
	case flags['F']:
		pattern = regexp.QuoteMeta(pattern)
	case !flags['E']:
		pattern = basic.Replace(pattern)
	}
	if flags['i'] {
		pattern = "(?i)" + pattern
	}
	return pattern
}

// in looks through one file.
func (s *search) in(p *Process, name string, text []byte) {
	hits := 0
	for i, line := range linesOf(text) {
		if s.match.MatchString(line) == s.flags['v'] {
			continue
		}
		hits++
		if !s.flags['q'] && !s.flags['c'] && !s.flags['l'] {
			p.printf("%s%s\n", s.before(name, i+1), line)
		}
	}
	s.found += hits
	switch {
	case s.flags['c']:
		p.printf("%d\n", hits)
	case s.flags['l'] && hits > 0:
		p.printf("%s\n", name)
	}
}

// before is what stands before a line.
func (s *search) before(name string, line int) (prefix string) {
	if s.prefix {
		prefix = name + ":"
	}
	if s.flags['n'] {
		prefix += strconv.Itoa(line) + ":"
	}
	return prefix
}

func sortLines(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	var all []string
	code := p.each(names, func(_ string, text []byte) { all = append(all, linesOf(text)...) })
	less := func(a, b string) bool { return a < b }
	if flags['n'] {
		less = func(a, b string) bool { return leading(a) < leading(b) }
	}
	sort.SliceStable(all, func(i, j int) bool {
		if flags['r'] {
			return less(all[j], all[i])
		}
		return less(all[i], all[j])
	})
	if flags['u'] {
		all = slices.Compact(all)
	}
	for _, line := range all {
		p.printf("%s\n", line)
	}
	return code
}

var number = regexp.MustCompile(`^\s*-?[0-9.]+`)

func leading(s string) float64 {
	n, _ := strconv.ParseFloat(strings.TrimSpace(number.FindString(s)), 64)
	return n
}

func uniq(_ context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	return p.each(names, func(_ string, text []byte) {
		lines := linesOf(text)
		for i := 0; i < len(lines); {
			n := 1
			for i+n < len(lines) && lines[i+n] == lines[i] {
				n++
			}
			if flags['c'] {
				p.printf("%7d %s\n", n, lines[i])
			} else {
				p.printf("%s\n", lines[i])
			}
			i += n
		}
	})
}

func cut(_ context.Context, p *Process) int {
	delimiter, field := "\t", 1
	var names []string
	for i := 1; i < len(p.Args); i++ {
		arg := p.Args[i]
		value := func() string {
			if len(arg) > 2 {
				return arg[2:]
			}
			if i++; i < len(p.Args) {
				return p.Args[i]
			}
			return ""
		}
		switch {
		case strings.HasPrefix(arg, "-d"):
			delimiter = value()
		case strings.HasPrefix(arg, "-f"):
			field, _ = strconv.Atoi(value())
		default:
			names = append(names, arg)
		}
	}
	return p.each(names, func(_ string, text []byte) {
		for _, line := range linesOf(text) {
			parts := strings.Split(line, delimiter)
			switch {
			case len(parts) == 1:
				p.printf("%s\n", line)
			case field >= 1 && field <= len(parts):
				p.printf("%s\n", parts[field-1])
			default:
				p.printf("\n")
			}
		}
	})
}

// tr passes on what it reads, a character for another.
func tr(ctx context.Context, p *Process) int {
	flags, sets := options(p.Args[1:])
	if len(sets) == 0 {
		return usage(p, "tr [-cds] STRING1 [STRING2]")
	}
	from, to := spread(sets[0]), []rune(nil)
	if len(sets) > 1 {
		to = spread(sets[1])
	}
	in, out := bufio.NewReader(stoppable{ctx, p.input()}), bufio.NewWriter(p.Stdout)
	for {
		r, size, err := in.ReadRune()
		if err != nil {
			break
		}
		i := slices.Index(from, r)
		switch {
		case i >= 0 && (flags['d'] || len(to) == 0):
			continue
		case i >= 0:
			r = to[min(i, len(to)-1)]
		}
		if r == utf8.RuneError && size == 1 { // not text; it goes on as it is
			_ = in.UnreadRune()
			b, _ := in.ReadByte()
			err = out.WriteByte(b)
		} else {
			_, err = out.WriteRune(r)
		}
		if err == nil && in.Buffered() == 0 {
			err = out.Flush()
		}
		if err != nil {
			return 1
		}
	}
	if out.Flush() != nil {
		return 1
	}
	return 0
}

// spread writes a-z out.
func spread(set string) (out []rune) {
	set = strings.NewReplacer(`\0`, "\x00", `\n`, "\n", `\t`, "\t", "[:lower:]", "a-z", "[:upper:]", "A-Z").Replace(set)
	runes := []rune(set)
	for i := 0; i < len(runes); i++ {
		if i+2 < len(runes) && runes[i+1] == '-' && runes[i+2] > runes[i] && runes[i+2]-runes[i] < 256 {
			for r := runes[i]; r <= runes[i+2]; r++ {
				out = append(out, r)
			}
			i += 2
			continue
		}
		out = append(out, runes[i])
	}
	return out
}

// sed does what most use it for: s/from/to/ with g and i, in place or not.
func sed(_ context.Context, p *Process) int {
	flags, rest := options(p.Args[1:])
	if len(rest) == 0 || len(rest[0]) < 4 || rest[0][0] != 's' {
		p.errorf("sed: practice knows only s/from/to/\n")
		return 1
	}
	parts := strings.Split(rest[0][2:], rest[0][1:2])
	if len(parts) != 3 {
		p.errorf("sed: unmatched '%c'\n", rest[0][1])
		return 1
	}
	pattern := parts[0]
	if !flags['E'] && !flags['r'] {
		pattern = basic.Replace(pattern)
	}
	if strings.Contains(parts[2], "i") {
		pattern = "(?i)" + pattern
	}
	match, err := regexp.Compile(pattern)
	if err != nil {
		p.errorf("sed: bad regex '%s'\n", parts[0])
		return 1
	}
	to := regexp.MustCompile(`\\([0-9])`).ReplaceAllString(strings.ReplaceAll(parts[1], "$", "$$"), "$${$1}")
	return p.each(rest[1:], func(name string, text []byte) {
		lines := linesOf(text)
		for i, line := range lines {
			lines[i] = replaced(match, line, to, strings.Contains(parts[2], "g"))
		}
		out := strings.Join(lines, "\n") + "\n"
		if !flags['i'] || name == "" {
			p.printf("%s", out)
		} else if err := p.Files.WriteFile(p.abs(name), []byte(out), 0o644); err != nil {
			p.fail(name, err)
		}
	})
}

// basic turns a basic regular expression into an extended one.
var basic = strings.NewReplacer(`\(`, "(", `\)`, ")", `\+`, "+", `\?`, "?", `\|`, "|", "(", `\(`, ")", `\)`, "+", `\+`, "?", `\?`, "|", `\|`)

func replaced(match *regexp.Regexp, line, to string, all bool) string {
	if all {
		return match.ReplaceAllString(line, to)
	}
	at := match.FindStringSubmatchIndex(line)
	if at == nil {
		return line
	}
	return line[:at[0]] + string(match.ExpandString(nil, to, line, at)) + line[at[1]:]
}

func tee(ctx context.Context, p *Process) int {
	flags, names := options(p.Args[1:])
	flag := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	if flags['a'] {
		flag = os.O_CREATE | os.O_WRONLY
	}
	outs := []io.Writer{p.Stdout}
	for _, name := range names {
		f, err := p.open(ctx, p.abs(name), flag, 0o644)
		if err != nil {
			return p.fail(name, err)
		}
		outs = append(outs, f)
	}
	in := bufio.NewReader(stoppable{ctx, p.input()})
	if _, err := io.Copy(io.MultiWriter(outs...), in); err != nil {
		return 1
	}
	return 0
}

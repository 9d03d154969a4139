package shell

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// pager shows a text a screen at a time. Without a terminal it is cat.
func pager(ctx context.Context, p *Process) int { return p.leaf(ctx, false) }

// vi shows a file as the editor does; practice's changes nothing.
func vi(ctx context.Context, p *Process) int { return p.leaf(ctx, true) }

// leaf lets a person leaf through a file.
func (p *Process) leaf(ctx context.Context, editor bool) int {
	if p.TTY == nil {
		return cat(ctx, p)
	}
	_, names := options(p.Args[1:])
	name, text := "", []byte(nil)
	var err error
	if len(names) > 0 {
		name = names[0]
		text, err = p.Files.ReadFile(p.abs(name))
	} else if !editor {
		text, err = io.ReadAll(stoppable{ctx, p.input()})
	}
	if err != nil && !editor {
		return p.fail(name, err)
	}
	s := &screen{p: p, name: name, lines: linesOf(text), editor: editor}
	return s.run(ctx)
}

// screen is a text with a line under it.
type screen struct {
	p       *Process
	name    string
	lines   []string
	top     int
	editor  bool
	command string // being typed after a colon
	words   string // shown once, in the line under the text
}

func (s *screen) run(ctx context.Context) int {
	defer s.p.TTY.Raw()()
	defer context.AfterFunc(ctx, s.p.TTY.Break)()
	s.p.printf("\x1b[?1049h")
	defer s.p.printf("\x1b[?1049l")
	last := byte(0)
	for s.draw(); ctx.Err() == nil; s.draw() {
		key, err := s.p.TTY.ReadKey()
		if err != nil {
			return 129
		}
		if s.over(last, key) {
			return 0
		}
		last = key
	}
	return 129
}

func (s *screen) height() int {
	_, rows := s.p.TTY.Size()
	return max(rows-1, 1)
}

func (s *screen) draw() {
	cols, _ := s.p.TTY.Size()
	height := s.height()
	s.top = max(0, min(s.top, len(s.lines)-height))
	var b strings.Builder
	b.WriteString("\x1b[H\x1b[J")
	for i := range height {
		line := "~"
		if s.top+i < len(s.lines) {
			line = strings.ReplaceAll(s.lines[s.top+i], "\t", "    ")
		}
		b.WriteString(line[:min(len(line), cols)] + "\n")
	}
	switch {
	case s.command != "":
		b.WriteString(s.command)
	case s.words != "":
		b.WriteString(s.words)
	case s.editor:
		fmt.Fprintf(&b, "- %s %d/%d", s.name, min(s.top+1, len(s.lines)), len(s.lines))
	case s.top+height >= len(s.lines):
		b.WriteString("\x1b[7m(END)\x1b[0m")
	default:
		b.WriteString(":")
	}
	s.words = ""
	s.p.printf("%s", b.String())
}

// over takes a key, and reports whether it is the last one.
func (s *screen) over(last, key byte) bool {
	if s.command != "" {
		return s.colon(key)
	}
	switch key {
	case 'q', 0x03:
		return !s.editor
	case 'Z':
		return s.editor && last == 'Z'
	case ':':
		s.command = ":"
	case 'j', '\r':
		s.top++
	case 'k':
		s.top--
	case ' ', 'f', 0x06:
		s.top += s.height()
	case 'b', 0x02:
		s.top -= s.height()
	case 'g':
		s.top = 0
	case 'G':
		s.top = len(s.lines)
	case 'i', 'a', 'o', 'x', 'd', 'c', 'I', 'A', 'O':
		if s.editor {
			s.words = "practice shows the file and changes nothing; :q leaves"
		}
	}
	return false
}

func (s *screen) colon(key byte) bool {
	switch key {
	case '\r', '\n':
		command := s.command
		s.command = ""
		switch {
		case strings.HasPrefix(command, ":q"), command == ":x":
			return true
		case strings.HasPrefix(command, ":w"):
			s.words = "practice shows the file and changes nothing; :q leaves"
			return strings.Contains(command, "q")
		}
		s.words = "'" + command + "' is not known here"
	case 0x1b, 0x03:
		s.command = ""
	case 0x7f, 0x08:
		s.command = s.command[:len(s.command)-1]
	default:
		s.command += string(rune(key))
	}
	return false
}

// top shows the processes: once, or at a terminal again and again.
func top(ctx context.Context, p *Process) int {
	once := slices.Contains(p.Args, "-b") || p.TTY == nil
	if once {
		p.showTop()
		return 0
	}
	defer p.TTY.Raw()()
	defer context.AfterFunc(ctx, p.TTY.Break)()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			if key, err := p.TTY.ReadKey(); err != nil || key == 'q' || key == 0x03 {
				return
			}
		}
	}()
	refresh := time.NewTicker(5 * time.Second)
	defer refresh.Stop()
	for {
		p.printf("\x1b[H\x1b[J")
		p.showTop()
		select {
		case <-done:
			return 0
		case <-refresh.C:
		}
	}
}

func (p *Process) showTop() {
	memory, _ := p.Host.Limits()
	p.printf("Mem: %dK used, %dK free\nCPU:   1%% usr   0%% sys   0%% nic  98%% idle   0%% io   0%% irq   0%% sirq\nLoad average: 0.12 0.08 0.05 1/120 42\n", memory/1024/8, memory/1024*7/8)
	p.printf("  PID  PPID USER     STAT   VSZ %%VSZ CPU %%CPU COMMAND\n")
	for _, proc := range p.Host.Processes() {
		p.printf("%5d %5d %-8s S    %5d   0%%   0   0%% %s\n", proc.PID, proc.Parent, proc.User, 1700+len(proc.Command)*10, proc.Command)
	}
}

package terminals

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/terminal"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/widgets/screen"
)

// seat is one terminal: what is shown of it, and what it is connected to.
type seat struct {
	d      *deck
	wish   wish
	name   string // on its tab
	id     string // of its controls
	title  string // what the program calls itself
	screen *screen.Screen
	ctx    context.Context
	leave  context.CancelFunc
	over   bool   // it has ended
	words  string // how
	asking bool   // what runs in it is being looked up

	mu    sync.Mutex // guards what is below
	line  terminal.Line
	early []byte // what was typed before the line was there
}

// newSeat makes a terminal that is not connected yet; begin connects it, once it
// has its place on the screen.
func newSeat(d *deck, w wish, name, id string) *seat {
	s := &seat{d: d, wish: w, name: name, id: id, screen: screen.New(d.host().Post)}
	s.ctx, s.leave = context.WithCancel(context.Background())
	s.screen.ID, s.screen.Topic = id+".screen", "tab.terminal"
	s.screen.OnInput, s.screen.OnResize, s.screen.OnLink = s.input, s.resize, d.host().OpenURL
	s.screen.OnTitle = func(title string) {
		s.title = title
		d.refresh()
	}
	d.host().Go(func(ctx context.Context) {
		defer context.AfterFunc(ctx, s.leave)()
		s.screen.Run(s.ctx)
	})
	return s
}

// maxEarly is how much may be typed before the line is there.
const maxEarly = 4096

// input hands on what is typed. It is called by any goroutine.
func (s *seat) input(p []byte) {
	s.mu.Lock()
	line := s.line
	if line == nil && len(s.early)+len(p) <= maxEarly {
		s.early = append(s.early, p...)
	}
	s.mu.Unlock()
	if line != nil {
		_, _ = line.Write(p) // it takes everything
	}
}

func (s *seat) resize(cols, rows int) {
	if line := s.connected(); line != nil {
		line.Resize(cols, rows)
	}
}

func (s *seat) connected() terminal.Line {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.line
}

// begin connects the terminal and stays until it ends.
func (s *seat) begin() {
	host := s.d.host()
	w := s.wish
	w.Cols, w.Rows = s.screen.Cells()
	recorded := s.record()
	host.Go(func(ctx context.Context) {
		defer context.AfterFunc(ctx, s.leave)()
		line, err := s.open(w)
		if err != nil {
			words := because(w, err)
			recorded(history.Failed, words, rawOf(err))
			host.Post(func() { s.ended(words) })
			return
		}
		s.mu.Lock()
		s.line = line
		early := s.early
		s.early = nil
		s.mu.Unlock()
		_, _ = line.Write(early)
		line.Resize(s.screen.Cells()) // it may have changed meanwhile
		end := line.Run(s.ctx, &firstWord{to: s.screen, told: func() {
			recorded(history.Done, "A terminal was opened in "+w.Name+".", "")
		}})
		words := ended(w, end)
		if end.Err != nil {
			recorded(history.Failed, words, rawOf(end.Err))
		} else {
			recorded(history.Done, words, "")
		}
		host.Post(func() { s.ended(words) })
	})
}

func (s *seat) open(w wish) (terminal.Line, error) {
	if w.image != "" {
		return s.d.host().Terminals.OpenHelper(s.ctx, w.Wish, w.image)
	}
	return s.d.host().Terminals.Open(s.ctx, w.Wish)
}

// record begins a line of the history. It is ended once: when the program says
// its first word, or else when the terminal ends.
func (s *seat) record() (ended func(history.Outcome, string, string)) {
	end := s.d.host().Record(s.wish.command())
	var once sync.Once
	return func(o history.Outcome, words, raw string) { once.Do(func() { end(o, words, raw) }) }
}

func rawOf(err error) string {
	var failed *terminal.Error
	if errors.As(err, &failed) {
		return failed.Raw
	}
	return err.Error()
}

// firstWord tells of the first that is written.
type firstWord struct {
	to   *screen.Screen
	told func()
}

func (f *firstWord) Write(p []byte) (int, error) {
	if f.told != nil {
		f.told()
		f.told = nil
	}
	return f.to.Write(p)
}

// ended shows how it ended. What was on the screen stays, to be read and copied.
func (s *seat) ended(words string) {
	s.over, s.words = true, words
	if words != "" {
		_, _ = s.screen.Write([]byte("\x1b[!p\x1b[?1049l\x1b[?1000;1002;1003;1004;2004l\x1b[?25l\r\n\x1b[3m" + format.CleanLine(words) + "\x1b[m\r\n"))
	}
	s.d.refresh()
}

// close closes the terminal. Where something runs in it, that is asked about
// first.
func (s *seat) close() {
	line := s.connected()
	if s.over || line == nil {
		s.gone()
		return
	}
	if s.asking {
		return
	}
	s.asking = true
	host := s.d.host()
	host.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, lookTime)
		defer cancel()
		running, err := line.Running(ctx)
		host.Post(func() {
			s.asking = false
			if s.over || err == nil && len(running) == 0 {
				s.gone()
				return
			}
			host.Confirm(confirmation(losses(running, err == nil), s.gone))
		})
	})
}

// lookTime is how long to look for what runs in a terminal.
const lookTime = 3 * time.Second

// gone ends the terminal and takes it away.
func (s *seat) gone() {
	s.leave()
	s.d.remove(s)
}

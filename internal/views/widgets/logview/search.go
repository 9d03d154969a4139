package logview

import (
	"context"
	"sort"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/engine/logs/match"
	"github.com/dockdesk/dockdesk/internal/views/widgets/logview/ansi"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

// Found is what is said of a search.
type Found struct {
	Active bool // something is looked for
	Busy   bool // the search isn't done
	Lines  int  // that match
	At     int  // which of them is the current one, from 1 on; 0 for none
}

// String is the count beside a search field.
func (f Found) String() string {
	switch {
	case !f.Active:
		return ""
	case f.Lines == 0 && f.Busy:
		return "searching"
	case f.Lines == 0:
		return "no line"
	case f.At == 0:
		return Count(int64(f.Lines), "line")
	}
	return Grouped(int64(f.At)) + " of " + Count(int64(f.Lines), "line")
}

// finder searches a log that grows, off the main goroutine, each line once.
type finder struct {
	view    *View
	pattern *match.Pattern
	found   []int64 // numbers of the lines that match
	from    int64   // the lines from here
	to      int64   // up to here (exclusive) have been searched
	fresh   bool    // nothing has been searched yet
	busy    bool
	cancel  context.CancelFunc
	seq     int
	jump    bool  // go to the nearest match when it is known
	at      int64 // the current line's number
	part    int   // which of its matches
	has     bool  // there is a current match
}

// Search looks for a pattern, nil for nothing, and shows the nearest match.
func (v *View) Search(p *match.Pattern) {
	f := &v.finder
	f.stop()
	f.pattern, f.has, f.jump = p, false, p != nil
	f.found, f.fresh = nil, true
	v.text.ClearMatch()
	if p == nil {
		v.text.SetMatcher(nil)
		f.tell()
		return
	}
	v.text.SetMatcher(p.All)
	f.grown()
}

// reset forgets what was found; the pattern stays.
func (f *finder) reset() {
	f.stop()
	f.found, f.fresh, f.has = nil, true, false
	f.tell()
}

func (f *finder) stop() {
	f.seq++
	f.busy = false
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
}

// grown searches the lines that came, at one end at a time.
func (f *finder) grown() {
	if f.pattern == nil || f.busy {
		return
	}
	snap := f.view.rows.snap
	f.prune(snap)
	a, b := f.to, snap.Next()
	switch {
	case f.fresh || f.to <= snap.First():
		a, f.from = snap.First(), snap.First()
	case f.from > snap.First():
		a, b = snap.First(), f.from
	}
	f.fresh = false
	if a >= b {
		f.tell()
		return
	}
	f.search(snap, a, b)
	f.tell()
}

func (f *finder) search(snap *lines.Snapshot, a, b int64) {
	f.busy = true
	seq, pattern, view := f.seq, f.pattern, f.view
	stopped, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	view.o.Go(func(ctx context.Context) {
		defer context.AfterFunc(ctx, cancel)()
		found, err := snap.Search(stopped, a, b, func() lines.Matcher { return pattern.Finder() }, ansi.Clean)
		cancel()
		if err != nil {
			return // nobody waits for it any more
		}
		view.o.Post(func() {
			if f.seq == seq {
				f.take(found, a, b)
			}
		})
	})
}

// take adds what was found between two lines.
func (f *finder) take(found []int64, a, b int64) {
	f.busy, f.cancel = false, nil
	if a < f.from {
		f.found = append(found, f.found...)
		f.from = a
	} else {
		f.found = append(f.found, found...)
		f.to = b
	}
	if f.jump {
		f.jump = false
		f.nearest()
	}
	f.grown()
}

// prune lets go of lines that are no more.
func (f *finder) prune(snap *lines.Snapshot) {
	n := sort.Search(len(f.found), func(i int) bool { return f.found[i] >= snap.First() })
	f.found = f.found[n:]
	f.from = max(f.from, min(snap.First(), f.to))
	f.has = f.has && f.at >= snap.First()
}

func (f *finder) tell() {
	if f.view.o.OnFound == nil {
		return
	}
	s := Found{Active: f.pattern != nil, Busy: f.busy, Lines: len(f.found)}
	if i, ok := f.index(); f.has && ok {
		s.At = i + 1
	}
	f.view.o.OnFound(s)
}

// index is where the current line is among those found, or would be.
func (f *finder) index() (i int, ok bool) {
	i = sort.Search(len(f.found), func(i int) bool { return f.found[i] >= f.at })
	return i, i < len(f.found) && f.found[i] == f.at
}

// nearest shows the first match from the first visible line on, else the last.
func (f *finder) nearest() {
	if len(f.found) == 0 {
		return
	}
	first, _ := f.view.text.VisibleLines()
	f.at = f.view.rows.snap.First() + int64(first)
	i, _ := f.index()
	f.show(min(i, len(f.found)-1), 0)
}

// Next shows the next match, and after the last one the first.
func (v *View) Next() { v.finder.step(1) }

// Previous shows the match before, and before the first one the last.
func (v *View) Previous() { v.finder.step(-1) }

func (f *finder) step(by int) {
	n := len(f.found)
	if n == 0 {
		return
	}
	if !f.has {
		f.nearest()
		f.tell()
		return
	}
	i, ok := f.index()
	if ok && f.part+by >= 0 && f.part+by < len(f.parts(f.at)) {
		f.show(i, f.part+by)
		return
	}
	if by > 0 && ok {
		i++
	} else if by < 0 {
		i--
	}
	i = (i + n) % n
	part := 0
	if by < 0 {
		part = max(0, len(f.parts(f.found[i]))-1)
	}
	f.show(i, part)
}

// parts are the matches in a line.
func (f *finder) parts(number int64) [][2]int {
	text := f.view.rows.Line(int(number - f.view.rows.snap.First())).Text
	return f.pattern.All(text[:min(len(text), longLine)])
}

// longLine is how much of a line is searched for the places of matches.
const longLine = 100_000

// show makes a match the current one.
func (f *finder) show(i, part int) {
	f.at, f.part, f.has = f.found[i], part, true
	line := int(f.at - f.view.rows.snap.First())
	m := textview.Match{Line: line}
	if parts := f.parts(f.at); part < len(parts) {
		m.Start, m.End = parts[part][0], parts[part][1]
	}
	f.view.text.ShowMatch(m)
	f.tell()
}

package logview

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/logview/ansi"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

const (
	clockForm = "15:04:05.000"
	dateForm  = "01-02 15:04:05.000" // when the log is of more than one day
	// nameColumns is how much of a name is shown.
	nameColumns = 18
	// cachedRows is how many composed lines are kept: more than fit on a screen.
	cachedRows = 1000
)

// rows is a log as text to be shown.
type rows struct {
	snap   *lines.Snapshot
	names  []string // of the sources; nil when there is only one
	times  bool
	dates  bool
	widest int // columns of the names

	cache  map[int64]textview.Line
	ground color.Color // of the theme that the cache was made under
}

var _ textview.Marked = (*rows)(nil)

// Len implements textview.Source.
func (r *rows) Len() int { return r.snap.Len() }

// Line implements textview.Source.
func (r *rows) Line(i int) textview.Line {
	if ground := theme.Color(theme.Surface); r.cache == nil || len(r.cache) > cachedRows || ground != r.ground {
		r.cache, r.ground = map[int64]textview.Line{}, ground
	}
	number := r.snap.First() + int64(i)
	if l, ok := r.cache[number]; ok {
		return l
	}
	l := r.compose(r.snap.Numbered(number))
	r.cache[number] = l
	return l
}

// forget makes every line be composed anew.
func (r *rows) forget() { r.cache = nil }

func (r *rows) compose(l lines.Line) textview.Line {
	if l.Kind == lines.Event {
		return r.event(l)
	}
	text, spans := ansi.Parse(nil, l.Text)
	out := textview.Line{Text: string(text)}
	for _, s := range spans {
		out.Spans = append(out.Spans, textview.Span{Start: s.Start, End: s.End, Style: r.style(s.Attr)})
	}
	if start, end, level := levelOf(out.Text); level != noLevel {
		out.Spans = lay(out.Spans, textview.Span{Start: start, End: end, Style: textview.Style{Ink: level.ink(), Bold: true}})
	}
	if l.Cut > 0 {
		start := len(out.Text)
		out.Text += fmt.Sprintf(" … %s more are not kept", format.Size(int64(l.Cut)))
		out.Spans = append(out.Spans, textview.Span{Start: start, End: len(out.Text), Style: textview.Style{Ink: theme.Muted, Ground: theme.IdleTint}})
	}
	return out
}

// lay puts a span between the others, unless one of them covers a part of it: a
// program's own colours win.
func lay(spans []textview.Span, s textview.Span) []textview.Span {
	at := 0
	for i, o := range spans {
		if o.Start < s.End && s.Start < o.End {
			return spans
		}
		if o.End <= s.Start {
			at = i + 1
		}
	}
	spans = append(spans, s)
	copy(spans[at+1:], spans[at:])
	spans[at] = s
	return spans
}

// style is how a program wants its text, readable.
func (r *rows) style(a ansi.Attr) textview.Style {
	s := textview.Style{Bold: a.Bold, Underline: a.Underline}
	ink, ground := of(a.Ink), of(a.Ground)
	if a.Inverse {
		if ink == nil {
			ink = theme.Color(theme.Text)
		}
		if ground == nil {
			ground = r.ground
		}
		ink, ground = ground, ink
	}
	behind := ground
	if behind == nil {
		behind = r.ground
	}
	switch {
	case ink != nil:
		s.InkColor = theme.Readable(ink, behind)
	case ground != nil:
		s.InkColor = theme.TextOn(behind)
	case a.Faint:
		s.Ink = theme.Muted
	}
	s.GroundColor = ground
	return s
}

// of is a colour that a program asks for, nil for none.
func of(c ansi.Color) color.Color {
	switch c.Kind {
	case ansi.Indexed:
		return theme.Ansi(c.Index)
	case ansi.RGB:
		return color.NRGBA{R: c.R, G: c.G, B: c.B, A: 255}
	}
	return nil
}

// look is how a line looks that says what happened to a container: by its sign,
// its words and its colour.
type look struct {
	sign        string
	ink, ground fyne.ThemeColorName
}

// An end that was asked for, by docker stop or kill, is quiet: see
// object.Container.NeedsAttention.
func lookOf(words string) look {
	switch {
	case words == "started", words == "resumed":
		return look{"▶", theme.OK, theme.OKTint}
	case words == "paused":
		return look{"‖", theme.Muted, theme.IdleTint}
	case slices.Contains([]string{"exited (0)", "exited (137)", "exited (143)", "exited", "stopped", "removed"}, words):
		return look{"■", theme.Muted, theme.IdleTint}
	}
	return look{"▲", theme.Danger, theme.DangerTint}
}

func (r *rows) event(l lines.Line) textview.Line {
	words := string(l.Text)
	look := lookOf(words)
	text := look.sign + " " + words
	if !r.times && !l.Time.IsZero() {
		text += " at " + l.Time.Local().Format("15:04:05")
	}
	return textview.Line{
		Text: text, Ground: look.ground,
		Spans: []textview.Span{{Start: 0, End: len(text), Style: textview.Style{Ink: look.ink, Bold: true}}},
	}
}

func (r *rows) name(source int) string {
	if source < len(r.names) {
		return r.names[source]
	}
	return ""
}

// --- in front of the lines ---

// errorSign marks what was written to the error output.
const errorSign = "▌"

// setNames gives the sources names; one source needs none.
func (r *rows) setNames(names []string) {
	r.names, r.widest = nil, 0
	if len(names) < 2 {
		return
	}
	r.names = names
	for _, n := range names {
		r.widest = max(r.widest, min(utf8.RuneCountInString(n), nameColumns))
	}
}

// MarkColumns implements textview.Marked.
func (r *rows) MarkColumns() int {
	n := 1
	if r.times {
		n += 1 + len(r.form())
	}
	if r.names != nil {
		n += 1 + r.widest
	}
	return n
}

func (r *rows) form() string {
	if r.dates {
		return dateForm
	}
	return clockForm
}

// Mark implements textview.Marked.
func (r *rows) Mark(i int) textview.Line {
	l := r.snap.Line(i)
	var b strings.Builder
	var spans []textview.Span
	add := func(text string, ink fyne.ThemeColorName, bold bool) {
		spans = append(spans, textview.Span{Start: b.Len(), End: b.Len() + len(text), Style: textview.Style{Ink: ink, Bold: bold}})
		b.WriteString(text)
	}
	if l.Kind == lines.Stderr {
		add(errorSign, theme.Danger, false)
	} else {
		b.WriteByte(' ')
	}
	if r.times {
		b.WriteByte(' ')
		if l.Time.IsZero() {
			b.WriteString(strings.Repeat(" ", len(r.form())))
		} else {
			add(l.Time.Local().Format(r.form()), theme.Muted, false)
		}
	}
	if r.names != nil {
		b.WriteByte(' ')
		add(short(r.name(l.Source)), theme.Name(l.Source), true)
	}
	return textview.Line{Text: b.String(), Spans: spans}
}

// short is as much of a name as there is room for.
func short(name string) string {
	if utf8.RuneCountInString(name) <= nameColumns {
		return name
	}
	r := []rune(name)
	return string(r[:nameColumns-1]) + "…"
}

// setDates decides whether times need their dates.
func (r *rows) setDates() {
	r.dates = false
	if n := r.snap.Len(); n > 0 {
		first, last := r.snap.Line(0).Time, r.snap.Line(n-1).Time
		r.dates = !first.IsZero() && day(first) != day(last)
	}
}

func day(t time.Time) string { return t.Local().Format(time.DateOnly) }

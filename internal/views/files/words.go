package files

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/filewords"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

func clean(s string) string { return format.CleanLine(s) }

func footWords(prefix string) *widgets.Paragraph {
	p := widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	p.ID = prefix + ".foot"
	return p
}

// because says why something can't be had, in a sentence.
func (t *Tab) because(err error) string {
	words, ok := filewords.Clause(err)
	if !ok {
		words = "the engine gave no answer"
	}
	return sentence(words)
}

func sentence(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:] + "."
}

// unableTo says why programs can't do something, without a full stop; "" that
// they can, as far as anybody knows.
func (t *Tab) unableTo(err error) string {
	if err == nil {
		return ""
	}
	return strings.TrimSuffix(t.because(err), ".")
}

// readingWords say how far the reading is.
func (t *Tab) readingWords() string {
	words := "The folder " + clean(t.dir) + " of " + t.title() + "."
	if t.partial.Read > 0 {
		words = fmt.Sprintf("%s of the engine's archive so far, %s in it.", format.Size(t.partial.Read), format.Count(t.partial.Seen, "name"))
	}
	return words
}

// footing says what is shown and how it came about.
func (t *Tab) footing() string {
	switch {
	case t.reading != nil && t.found != nil:
		return "Searching below " + clean(t.dir) + ". " + t.readSoFar()
	case t.reading != nil:
		return "Reading " + clean(t.dir) + ". " + t.readSoFar()
	case t.failed != nil:
		return ""
	case t.found != nil:
		words := format.Count(len(t.found.Entries), "name") + " found below " + clean(t.dir) + "."
		if t.found.More {
			words += " There may be more: the search stopped."
		}
		return words
	}
	words := count(t.listing.Entries) + " " + t.how()
	return strings.TrimSpace(words + " " + t.limits())
}

func (t *Tab) readSoFar() string {
	if t.partial.Read == 0 && t.partial.Seen == 0 {
		return ""
	}
	if t.partial.Read == 0 {
		return format.Count(t.partial.Seen, "name") + " so far."
	}
	return format.Size(t.partial.Read) + " so far, " + format.Count(t.partial.Seen, "name") + " in it."
}

func count(entries []files.Entry) string {
	folders := 0
	for _, e := range entries {
		if e.Kind == files.Folder {
			folders++
		}
	}
	others := len(entries) - folders
	switch {
	case len(entries) == 0:
		return "Nothing in it."
	case folders == 0:
		return format.Count(others, "file") + "."
	case others == 0:
		return format.Count(folders, "folder") + "."
	}
	return format.Count(folders, "folder") + " and " + format.Count(others, "file") + "."
}

// how says how the listing came about.
func (t *Tab) how() string {
	through := ""
	if t.ref.Kind == object.KindVolume {
		through = ", through " + clean(t.listing.Through)
		if t.listing.Through == "" {
			through = ", through a helper container that was never started and is gone again"
		}
	}
	at := " at " + t.listing.At.Local().Format("15:04:05")
	switch {
	case t.listing.At.IsZero() && !t.listing.Whole:
		return "You stopped after " + format.Size(t.listing.Read) + ": there may be more."
	case t.listing.How == files.ByFind:
		return "Listed" + at + " by find inside " + clean(t.listing.Through) + "."
	case t.listing.How == files.ByTool:
		return "Listed" + at + " by find in a helper container, which is gone again."
	case !t.listing.Whole:
		return "Read" + at + through + ". It stopped after " + format.Size(t.listing.Read) + ": there may be more."
	}
	return "Read" + at + " from the engine's archive of " + format.Size(t.listing.Read) + through + "."
}

// limits say what can't be done here, and why in short: the buttons say it in
// full.
func (t *Tab) limits() string {
	if t.unable != nil || t.able.Delete == nil && t.able.Rename == nil {
		return ""
	}
	err := t.able.Delete
	if err == nil {
		err = t.able.Rename
	}
	const no = "No renaming and deleting: "
	var e *files.Error
	switch {
	case !errors.As(err, &e):
	case e.Reason == files.ReasonStopped:
		return no + t.title() + " would have to run."
	case e.Reason == files.ReasonPaused:
		return no + t.title() + " is paused."
	case e.Reason == files.ReasonNoProgram:
		return no + "there is no program " + clean(e.What) + " inside."
	}
	return no + strings.TrimSuffix(lower(t.because(err)), ".") + "."
}

func lower(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}

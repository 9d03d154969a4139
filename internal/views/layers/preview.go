package layers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

// textMost is how much of a file is shown.
const textMost = 256 << 10

// preview is the text of a file.
type preview struct {
	number int
	cancel func()
	words  *widgets.Paragraph
	back   *widgets.Chip
	view   *textview.View
}

func (p *preview) end() {
	p.number++
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}

// whose is the image that holds a file which is looked at.
func (t *Tab) whose(n *layers.Node) string {
	if t.lit() == partCompare && n.Mark != layers.Removed {
		return t.against.id
	}
	return t.id
}

// lookInside shows the text of the file at the cursor.
func (t *Tab) lookInside() {
	n := t.here()
	e, ok := readable(n)
	if !ok {
		return
	}
	p := &t.text
	p.end()
	mine, id := p.number, t.whose(n)
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	t.before, t.part = t.shown(), partText
	p.words.SetText("The image is read until " + format.CleanLine(e.Path) + " comes.")
	p.view.SetSource(textview.Lines{})
	t.host.Go(func(window context.Context) {
		defer cancel()
		defer context.AfterFunc(window, cancel)()
		var out bytes.Buffer
		whole, err := t.host.Layers.Content(ctx, id, e, textMost, &out)
		t.host.Post(func() {
			if p.number == mine {
				t.showText(e, out.Bytes(), whole, err)
			}
		})
	})
	t.draw()
	t.host.Focus(p.back)
}

func (t *Tab) showText(e layers.Entry, text []byte, whole bool, err error) {
	p := &t.text
	name := format.CleanLine(e.Path)
	switch {
	case err != nil:
		_, words := failureWords(t.name, err, t.snapshot)
		p.words.SetText(name + ": " + words)
	case len(text) == 0:
		p.words.SetText(name + " is an empty file.")
	case !isText(text):
		p.words.SetText(name + ": " + format.Size(e.Size) + " that are no text. Save it to open it with a program of yours.")
	default:
		words := name + ", " + format.Size(e.Size) + "."
		if !whole {
			words = fmt.Sprintf("%s: the first %s of %s.", name, format.Size(int64(len(text))), format.Size(e.Size))
		}
		p.words.SetText(words)
		lines := strings.ToValidUTF8(strings.TrimSuffix(string(text), "\n"), "\uFFFD")
		p.view.SetSource(textview.Lines(strings.Split(strings.ReplaceAll(lines, "\r\n", "\n"), "\n")))
	}
	t.draw()
}

// isText reports whether bytes make sense to a person: nothing but characters,
// save for the last, which may have been cut.
func isText(b []byte) bool {
	return bytes.IndexByte(b, 0) < 0 && (utf8.Valid(b) || utf8.Valid(b[:max(len(b)-utf8.UTFMax, 0)]))
}

// leaveText goes back to the files.
func (t *Tab) leaveText() {
	t.text.end()
	t.part = t.before
	t.draw()
	if t.part == partCompare {
		t.differing.Focus()
	} else {
		t.list.Focus()
	}
}

// saveFile saves the file at the cursor on this computer.
func (t *Tab) saveFile() {
	n := t.here()
	e, ok := readable(n)
	if !ok || t.host.Save == nil {
		return
	}
	id := t.whose(n)
	if t.life == nil { // a save goes on when the tab is left, and ends with the window
		var end func()
		t.life, end = context.WithCancel(context.Background())
		t.host.Go(func(window context.Context) { context.AfterFunc(window, end) })
	}
	life := t.life
	t.host.Save(path.Base(e.Path), func(w io.Writer) error {
		_, err := t.host.Layers.Content(life, id, e, 0, w)
		return err
	}, func(err error) {
		if err == nil {
			t.foot.SetText("Saved " + format.CleanLine(e.Path) + ".")
			return
		}
		t.foot.SetText("Not saved: " + format.CleanLine(err.Error()))
	})
}

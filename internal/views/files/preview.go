package files

import (
	"bytes"
	"context"
	"image"
	_ "image/gif"  // pictures that are shown
	_ "image/jpeg" // pictures that are shown
	_ "image/png"  // pictures that are shown
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

// What of a file is read to be shown.
const (
	textLimit    = 64 << 10
	pictureLimit = 16 << 20
	pictureMost  = 50_000_000 // pixels
	pauseBefore  = 120 * time.Millisecond
)

// preview shows the beginning of the selected file.
type preview struct {
	t       *Tab
	title   *widgets.Text
	words   *widgets.Paragraph
	text    *textview.View
	picture *canvas.Image
	holder  *fyne.Container
	object  fyne.CanvasObject
	shown   files.Entry
	looks   int
	cancel  func()
}

func newPreview(t *Tab) *preview {
	p := &preview{t: t}
	p.title = widgets.NewText("", widgets.TextStyle{Bold: true})
	p.title.ID, p.title.Truncate = t.prefix+".preview.name", true
	p.words = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	p.words.ID = t.prefix + ".preview.words"
	p.text = textview.New(textview.Lines{})
	p.text.ID, p.text.Topic = t.prefix+".preview.text", "list.preview"
	p.picture = &canvas.Image{FillMode: canvas.ImageFillContain}
	p.holder = container.NewStack()
	top := container.NewVBox(p.title, p.words)
	p.object = container.NewBorder(widgets.PadSides(top, 0, 0, 4, 0), nil, nil, nil, p.holder)
	p.clear()
	return p
}

func (p *preview) stop() {
	p.looks++
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}

func (p *preview) clear() {
	p.stop()
	p.shown = files.Entry{}
	p.show("", "Select a file to see what is in it.", nil)
}

func (p *preview) show(title, words string, content fyne.CanvasObject) {
	p.title.SetText(format.CleanLine(title))
	p.words.SetText(words)
	p.holder.Objects = nil
	if content != nil {
		p.holder.Objects = []fyne.CanvasObject{content}
	}
	p.holder.Refresh()
	p.object.Refresh()
}

// cursor hears which row a person is at.
func (t *Tab) cursor(key string) {
	t.tell()
	r, ok := t.list.Item(key)
	if !ok {
		t.preview.clear()
		return
	}
	if r.Entry != t.preview.shown {
		t.preview.look(r.Entry)
	}
}

// look shows an entry, as soon as a person stays at it.
func (p *preview) look(e files.Entry) {
	p.stop()
	p.shown = e
	switch e.Kind {
	case files.Folder:
		p.show(e.Name(), "A folder. Enter opens it.", nil)
		return
	case files.File, files.Link:
	default:
		p.show(e.Name(), "A "+e.Kind.String()+". It has no contents to be read.", nil)
		return
	}
	p.show(e.Name(), "Reading.", nil)
	mine, ref := p.looks, p.t.ref
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	p.t.host.Go(func(window context.Context) {
		defer cancel()
		defer context.AfterFunc(window, cancel)()
		select {
		case <-time.After(pauseBefore):
		case <-ctx.Done():
			return
		}
		limit := int64(textLimit)
		if isPicture(e.Path) {
			limit = pictureLimit
		}
		c, err := p.t.host.Files.Read(ctx, ref, e.Path, limit)
		img := decode(e.Path, c)
		p.t.host.Post(func() {
			if p.looks == mine {
				p.tell(e, c, img, err)
			}
		})
	})
}

func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif":
		return true
	}
	return false
}

// decode makes a picture of what was read, if it is one and not too large to be
// held.
func decode(name string, c files.Content) image.Image {
	if !isPicture(name) || !c.Whole || len(c.Bytes) == 0 {
		return nil
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(c.Bytes))
	if err != nil || size.Width <= 0 || size.Height <= 0 || size.Width > pictureMost/size.Height {
		return nil
	}
	img, _, err := image.Decode(bytes.NewReader(c.Bytes))
	if err != nil {
		return nil
	}
	return img
}

func (p *preview) tell(e files.Entry, c files.Content, img image.Image, err error) {
	where := ""
	if e.Kind == files.Link {
		where = "A link to " + clean(e.Target) + ". "
	}
	switch {
	case files.ReasonOf(err) == files.ReasonFolder:
		p.show(e.Name(), where+"It leads to a folder. Enter opens it.", nil)
	case files.ReasonOf(err) == files.ReasonCanceled:
	case err != nil:
		p.show(e.Name(), where+p.t.because(err), nil)
	case img != nil:
		p.picture.Image = img
		p.picture.Refresh()
		p.show(e.Name(), where+"A picture, "+format.Size(c.Entry.Size)+".", p.picture)
	case c.Entry.Size == 0:
		p.show(e.Name(), where+"An empty file.", nil)
	case !readable(c.Bytes):
		p.show(e.Name(), where+format.Size(c.Entry.Size)+" that are no text. Download it to open it with a program of yours.", nil)
	default:
		words := where + format.Size(c.Entry.Size) + "."
		if !c.Whole {
			words = where + "The first " + format.Size(int64(len(c.Bytes))) + " of " + format.Size(c.Entry.Size) + "."
		}
		p.text.SetSource(textview.Lines(linesOf(c.Bytes)))
		p.show(e.Name(), words, p.text)
	}
}

func linesOf(b []byte) []string {
	text := strings.ToValidUTF8(strings.TrimSuffix(string(b), "\n"), "\uFFFD")
	return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

// readable reports whether a text makes sense to a person: nothing but
// characters, save for the last, which may have been cut.
func readable(b []byte) bool {
	if bytes.IndexByte(b, 0) >= 0 {
		return false
	}
	bad, all := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if all++; r == utf8.RuneError && n == 1 {
			bad++
		}
		b = b[n:]
	}
	return bad*20 <= all
}

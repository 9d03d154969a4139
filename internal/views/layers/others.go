package layers

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// other is another image, beside this one.
type other struct {
	id, name    string
	common, all int   // layers
	size        int64 // of it
}

// common is how many layers two stacks share, from the first on.
func common(a, b []string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// with is how many other images have each layer, standing on the same ones.
func (t *Tab) with() []int {
	counts := make([]int, len(t.img.Digests))
	for id, stack := range t.stacks {
		if id == t.img.ID || id == t.id {
			continue
		}
		for i := range common(t.img.Digests, stack) {
			counts[i]++
		}
	}
	return counts
}

// otherRows are the other images, those with the most layers in common first.
func (t *Tab) otherRows() []other {
	var list []other
	if t.img == nil {
		return nil
	}
	for _, i := range t.snapshot.Images {
		if i.ID == t.id {
			continue
		}
		stack := t.stacks[i.ID]
		list = append(list, other{id: i.ID, name: nameOf(i), common: common(t.img.Digests, stack), all: len(stack), size: i.Size})
	}
	slices.SortStableFunc(list, func(a, b other) int {
		return cmp.Or(cmp.Compare(b.common, a.common), cmp.Compare(a.name, b.name))
	})
	return list
}

func nameOf(i *object.Image) string {
	if i.Dangling() {
		return "<none> " + object.ShortID(i.ID)
	}
	return i.Name()
}

// sharing is how many of them have layers in common.
func sharing(list []other) int {
	n := 0
	for _, o := range list {
		if o.common > 0 {
			n++
		}
	}
	return n
}

func (t *Tab) newOthers() *datalist.DataList[other] {
	return datalist.New(datalist.Config[other]{
		ID: "layers.others", Post: t.host.Post, One: true,
		Key:   func(o other) string { return o.id },
		Topic: func(other) string { return "layer.shared" },
		Columns: []datalist.Column[other]{
			{ID: "name", Title: "Image", Topic: "layer.shared", Min: 130, Ideal: 220, Grow: 1, Style: datalist.Bold,
				Text: func(o other) string { return format.CleanLine(o.name) }},
			{ID: "common", Title: "Layers in common", Topic: "layer.shared", Min: 190, Ideal: 230, Fixed: true,
				Text: commonWords,
				Cell: func() datalist.Cell[other] { return newStripCell() }},
			{ID: "size", Title: "Size", Topic: "layer.size", Min: 66, Ideal: 76, Fixed: true, Align: datalist.Right, Priority: 1,
				Text: func(o other) string { return format.Size(o.size) }},
		},
		OnCursor: func(string) { t.drawCompare() },
		OnOpen:   t.beside,
	})
}

func commonWords(o other) string {
	if o.all == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d", o.common, o.all)
}

// stripCell draws an image's layers as a row of blocks, the common ones filled.
type stripCell struct {
	widget.BaseWidget
	other other
}

func newStripCell() *stripCell {
	c := &stripCell{}
	c.ExtendBaseWidget(c)
	return c
}

// Update implements datalist.Cell.
func (c *stripCell) Update(o other) {
	if c.other != o {
		c.other = o
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *stripCell) CreateRenderer() fyne.WidgetRenderer {
	r := &stripRenderer{c: c, text: &canvas.Text{}}
	r.Refresh()
	return r
}

type stripRenderer struct {
	c      *stripCell
	text   *canvas.Text
	blocks []*canvas.Rectangle
	all    []fyne.CanvasObject
}

// Measures of the blocks, in px at scale 1. More than fit are drawn narrower.
const (
	blockWide, blockHigh = 12, 14
	blockGap             = 2
	blocksMost           = 40
	countRoom            = 70
)

func (r *stripRenderer) Destroy()                     {}
func (r *stripRenderer) Objects() []fyne.CanvasObject { return r.all }
func (r *stripRenderer) MinSize() fyne.Size           { return fyne.NewSize(120, theme.Size(theme.SizeLine)) }

// Layout implements fyne.WidgetRenderer.
func (r *stripRenderer) Layout(size fyne.Size) {
	height := r.text.MinSize().Height
	room := countRoom * theme.Size(theme.SizeName) / 14
	r.text.Move(fyne.NewPos(0, (size.Height-height)/2))
	r.text.Resize(fyne.NewSize(room, height))
	n := float32(len(r.blocks))
	if n == 0 {
		return
	}
	each := min(float32(blockWide), (size.Width-room)/n-blockGap)
	for i, b := range r.blocks {
		b.Move(fyne.NewPos(room+float32(i)*(each+blockGap), (size.Height-blockHigh)/2))
		b.Resize(fyne.NewSize(max(each, 1), blockHigh))
	}
}

// Refresh implements fyne.WidgetRenderer.
func (r *stripRenderer) Refresh() {
	o := r.c.other
	r.text.Text, r.text.Color, r.text.TextSize = commonWords(o), theme.Color(theme.Text), theme.Size(theme.SizeName)
	n := min(o.all, blocksMost)
	for len(r.blocks) < n {
		r.blocks = append(r.blocks, &canvas.Rectangle{CornerRadius: 2})
	}
	r.blocks = r.blocks[:n]
	r.all = append(r.all[:0], r.text)
	for i, b := range r.blocks {
		b.StrokeWidth, b.StrokeColor, b.FillColor = 1, theme.Color(theme.Line), theme.Color(theme.Surface)
		if i < o.common {
			b.FillColor = theme.Color(theme.Series1)
		}
		r.all = append(r.all, b)
	}
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

// --- two images side by side ---

// against is the image that this one is compared with.
type against struct {
	id, name string
	size     int64
	number   int
	reading  func()
	bytes    int64
	img      *layers.Image
	found    *layers.Comparison
	err      error
	may      bool // read although it is large
	model    *model
}

func (a *against) end() {
	a.number++
	if a.reading != nil {
		a.reading()
		a.reading = nil
	}
}

func (a *against) drop() {
	a.end()
	*a = against{number: a.number, model: newModel()}
}

// beside compares the image with another one.
func (t *Tab) beside(id string) {
	o, ok := t.others.Item(id)
	if !ok || t.img == nil || !t.img.Whole() {
		return
	}
	t.against.drop()
	t.against.id, t.against.name, t.against.size = id, o.name, o.size
	t.find.SetText("")
	t.part = partCompare
	t.readOther()
}

// readOther reads the other image and compares.
func (t *Tab) readOther() {
	a := &t.against
	a.end()
	a.err, a.bytes = nil, 0
	mine, id, here := a.number, a.id, t.img
	limit := int64(readAtOnce)
	if a.may {
		limit = 0
	}
	ctx, cancel := context.WithCancel(context.Background())
	a.reading = cancel
	post := func(f func()) {
		t.host.Post(func() {
			if a.number == mine {
				f()
				t.draw()
			}
		})
	}
	t.host.Go(func(window context.Context) {
		defer cancel()
		defer context.AfterFunc(window, cancel)()
		img, err := t.host.Layers.Read(ctx, id, limit, func(n layers.News) {
			post(func() { a.bytes = n.Bytes })
		})
		var found *layers.Comparison
		if err == nil {
			found = layers.Compare(here, img)
		}
		post(func() {
			a.reading, a.img, a.err, a.found = nil, img, err, found
			if found != nil {
				a.model.set(found.Root)
			}
		})
	})
	t.draw()
}

// sidesWords say how two images differ.
func (t *Tab) sidesWords() string {
	a := &t.against
	here, there := format.CleanLine(t.name), format.CleanLine(a.name)
	if a.found == nil {
		return "Here is " + here + ", there " + there + "."
	}
	words := fmt.Sprintf("Here is %s, there %s. ", here, there)
	switch a.found.Common {
	case 0:
		words += "They have no layer in common. "
	case 1:
		words += "They have the first layer in common, " + format.Size(a.found.CommonSize) + ". "
	default:
		words += fmt.Sprintf("They have the first %d layers in common, %s. ", a.found.Common, format.Size(a.found.CommonSize))
	}
	if a.found.Root.Counts.Differing() == 0 {
		return words + "Their files are the same."
	}
	return words + "Files: " + sidesWords(a.found.Root.Counts) + "."
}

// noSides says why nothing is compared.
func (t *Tab) noSides() (title, words string, step fyne.CanvasObject) {
	a := &t.against
	switch {
	case layers.ReasonOf(a.err) == layers.ReasonLarge:
		b := widgets.NewButton("layers.read-other", "Read it", "download", widgets.Main, func() { a.may = true; t.readOther() })
		b.Topic = "layer.reading"
		return "A large image", fmt.Sprintf("%s has %s. To compare, the engine hands over all of it.", a.name, format.Size(a.size)), b
	case a.err != nil:
		b := widgets.NewButton("layers.again-other", "Read it again", "refresh", widgets.Ordinary, t.readOther)
		b.Topic = "layer.reading"
		return t.failed(a.id, a.name, a.err, b)
	case a.reading != nil:
		return "Reading " + format.CleanLine(a.name), format.Size(a.bytes) + " so far.", nil
	case a.model.narrowed():
		return "Nothing fits", "No file that differs fits what is searched for.", nil
	}
	return "The same files", "Every file is in both images, with the same content, owner and permissions.", nil
}

// Package layers is the Layers tab of an image: its layers with the instructions
// that made them, the files of one layer or of all so far as a tree, what is
// wasted, which other images have the same layers, and two images side by side.
//
// It must know neither the Docker client nor how an image comes to be read. It
// changes nothing in the engine.
package layers

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// readAtOnce is how large an image may be to be read unasked.
const readAtOnce = 1 << 30

// The parts of the tab, by the names of their chips.
const (
	partSteps   = "layers" // a part of its own only where it is narrow
	partFiles   = "files"
	partWaste   = "waste"
	partOthers  = "others"
	partCompare = "compare"
	partText    = "text" // a file's text; it has no chip
)

// Tab is the tab. Its methods are for the main goroutine.
type Tab struct {
	host     *page.Host
	id, name string
	snapshot *object.Snapshot
	seen     bool

	reading func() // ends the reading; nil while nothing is read
	number  int    // grows with each: late answers are dropped
	bytes   int64
	img     *layers.Image
	survey  *layers.Survey
	err     error
	stopped bool            // a person ended the reading
	may     map[string]bool // images that may be read although they are large

	step  string // the key of the step that is looked at
	noted string // its instruction
	files *model // of the image
	of    source // what files was made of
	next  source // what is being made
	goal  string // the path that the cursor goes to when the tree is there

	stacks   map[string][]string // the layers of all images
	stacking bool
	against  against

	life    context.Context // that of the window, for what is saved; nil until then
	part    string
	narrow  bool   // the layers have no room beside the rest
	before  string // the part that a text is in front of
	text    preview
	content fyne.CanvasObject
	parts
}

// source is what a tree is made of. Two equal ones make the same tree.
type source struct {
	img   *layers.Image
	layer int
}

// parts are the widgets.
type parts struct {
	words   *widgets.Paragraph
	bar     *widgets.Progress
	stop    *widgets.Chip
	steps   *datalist.DataList[step]
	chips   map[string]*widgets.Chip
	shelves map[string]fyne.CanvasObject // what each part shows

	made   *widgets.Paragraph // the instruction of the step
	did    *widgets.Paragraph // what it did
	tools  fyne.CanvasObject
	flow   *widgets.Flow // the marks
	search *widgets.Field
	only   *widgets.Chip
	all    *widgets.Chip
	marks  [4]*widgets.Chip
	list   *datalist.DataList[row]
	foot   *widgets.Paragraph
	foots  *fyne.Container // with the buttons beside it
	look   *widgets.Chip
	save   *widgets.Chip

	wasteWords *widgets.Paragraph
	waste      *datalist.DataList[layers.Waste]

	others    *datalist.DataList[other]
	compare   *widgets.Button
	blocks    *widgets.Paragraph // what its blocks are
	sides     *widgets.Paragraph
	differing *datalist.DataList[row]
	find      *widgets.Field
}

// New makes the tab.
func New(host *page.Host) *Tab {
	return &Tab{host: host, snapshot: &object.Snapshot{}, may: map[string]bool{}, files: newModel(), part: partSteps, against: against{model: newModel()}}
}

// Object is what the tab shows.
func (t *Tab) Object() fyne.CanvasObject {
	if t.content == nil {
		t.build()
	}
	return t.content
}

// Show hears which image is selected, and how all of them are now.
func (t *Tab) Show(id, name string, s *object.Snapshot) {
	before, was := t.id, t.snapshot
	t.id, t.name, t.snapshot = id, name, s
	switch {
	case before != id:
		t.forget()
		if t.seen {
			t.enter()
		}
	case t.seen && t.err != nil && s.Link == object.LinkLive && was.Link != object.LinkLive:
		t.read() // the engine is back
	case t.seen && s != was && len(s.Images) != len(was.Images):
		t.stack()
	}
}

// forget lets go of what is about another image.
func (t *Tab) forget() {
	t.end()
	t.img, t.survey, t.err, t.stopped, t.bytes = nil, nil, nil, false, 0
	t.step, t.of, t.next, t.goal = "", source{}, source{}, ""
	t.files = newModel()
	t.against.drop()
	if t.part == partCompare || t.part == partText {
		t.part = partSteps
	}
	if t.content != nil {
		t.search.SetText("")
		t.find.SetText("")
	}
}

// Shown tells the tab that it is seen.
func (t *Tab) Shown() {
	t.Object()
	t.seen = true
	t.enter()
}

// Hidden tells the tab that it is not.
func (t *Tab) Hidden() {
	t.seen = false
	t.end()
	t.against.end()
}

func (t *Tab) enter() {
	if t.id == "" {
		return
	}
	if t.img == nil || !t.img.Whole() {
		if !t.stopped {
			t.read()
		}
	}
	t.stack()
	t.draw()
}

// --- reading ---

// end ends what is being read.
func (t *Tab) end() {
	t.number++
	if t.reading != nil {
		t.reading()
		t.reading = nil
	}
}

// read reads the image.
func (t *Tab) read() {
	t.end()
	t.err, t.stopped, t.bytes = nil, false, 0
	mine, id := t.number, t.id
	limit := int64(readAtOnce)
	if t.may[id] {
		limit = 0
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.reading = cancel
	post := func(f func()) {
		t.host.Post(func() {
			if t.number == mine {
				f()
				t.draw()
			}
		})
	}
	t.host.Go(func(window context.Context) {
		defer cancel()
		defer context.AfterFunc(window, cancel)()
		img, err := t.host.Layers.Read(ctx, id, limit, func(n layers.News) {
			post(func() { t.heard(n.Image, n.Bytes) })
		})
		var survey *layers.Survey
		if err == nil {
			survey = layers.NewSurvey(img)
		}
		post(func() {
			t.reading, t.err, t.survey = nil, err, survey
			if err != nil && t.part == partSteps {
				t.part = partFiles // where it is said what to do
			}
			if img != nil {
				t.heard(img, t.bytes)
			}
		})
	})
	t.draw()
}

// heard takes what is known of the image now.
func (t *Tab) heard(img *layers.Image, bytes int64) {
	t.bytes = bytes
	if t.img == img {
		return
	}
	first := t.img == nil
	t.img = img
	if first {
		t.step = t.lastStep()
	}
	t.plant()
}

// lastStep is the step of the topmost layer.
func (t *Tab) lastStep() string {
	steps := t.stepRows()
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].layer >= 0 {
			return steps[i].key
		}
	}
	return ""
}

// halt ends the reading for now.
func (t *Tab) halt() {
	t.end()
	t.stopped = true
	if t.part == partSteps {
		t.part = partFiles
	}
	t.draw()
}

// allow reads an image although it is large.
func (t *Tab) allow() {
	t.may[t.id] = true
	t.read()
}

// --- the tree ---

// layer is the layer that is looked at, and whether the step made it.
func (t *Tab) layer() (at int, made bool) {
	at = -1
	for _, s := range t.stepRows() {
		if s.layer >= 0 {
			at = s.layer
		}
		if s.key == t.step {
			return at, s.layer >= 0
		}
	}
	return at, false
}

// plant has the tree made of what is looked at, off the main goroutine.
func (t *Tab) plant() {
	at, _ := t.layer()
	if t.img == nil || at < 0 || t.img.Layers[at] == nil {
		t.files.set(nil)
		t.of, t.next = source{}, source{}
		return
	}
	want := source{t.img, at}
	if want == t.of || want == t.next {
		return
	}
	if t.of.img != nil && t.of.layer == at && sameBelow(t.of.img, t.img, at) {
		t.of = want // what came meanwhile lies above it
		return
	}
	t.next = want
	t.host.Go(func(context.Context) {
		root := layers.Tree(want.img, want.layer)
		t.host.Post(func() {
			if t.next == want {
				t.of, t.next = want, source{}
				t.files.set(root)
				t.draw()
			}
		})
	})
}

// sameBelow reports whether two readings of one image know the same of a layer and
// those below.
func sameBelow(a, b *layers.Image, layer int) bool {
	for i := range layer + 1 {
		if a.Layers[i] != b.Layers[i] {
			return false
		}
	}
	return true
}

// choose looks at a step.
func (t *Tab) choose(key string) {
	if key == "" || key == t.step {
		return
	}
	t.step = key
	t.plant()
	t.draw()
}

// showPath shows a file in the tree of a layer.
func (t *Tab) showPath(layer int, p string) {
	for _, s := range t.stepRows() {
		if s.layer == layer {
			t.step = s.key
		}
	}
	t.files.choose(anyMark)
	t.files.search("")
	t.search.SetText("")
	t.files.reveal(p)
	t.goal, t.part = p, partFiles
	t.plant()
	t.draw()
}

// --- the layers of other images ---

// stack asks which layers all the images have.
func (t *Tab) stack() {
	if t.stacking || t.host.Layers == nil {
		return
	}
	t.stacking = true
	var ids []string
	for _, i := range t.snapshot.Images {
		ids = append(ids, i.ID)
	}
	t.host.Go(func(ctx context.Context) {
		stacks, err := t.host.Layers.Stacks(ctx, ids)
		t.host.Post(func() {
			t.stacking = false
			if err == nil {
				t.stacks = stacks
				t.draw()
			}
		})
	})
}

// --- what is looked at ---

func (t *Tab) turn(part string) {
	t.part = part
	t.draw()
}

// shown is the part that is shown beside the layers, or alone where it is narrow.
func (t *Tab) shown() string {
	if t.part == partSteps && !t.narrow {
		return partFiles
	}
	return t.part
}

// lit is the part whose chip is lit: a text is in front of another part.
func (t *Tab) lit() string {
	if t.part == partText {
		return t.before
	}
	return t.shown()
}

// enterFiles gives the keyboard to the files of the step.
func (t *Tab) enterFiles(string) {
	t.turn(partFiles)
	t.list.Enter()
}

func keyOf(n int) string { return strconv.Itoa(n) }

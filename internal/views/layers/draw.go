package layers

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

func (t *Tab) build() {
	t.words = small("layers.words")
	t.bar = widgets.NewProgress("layers.progress")
	t.stop = chip("layers.stop", "Stop", "layer.reading", t.halt)
	t.steps = t.newSteps()
	t.chips = map[string]*widgets.Chip{}
	var turns []fyne.CanvasObject
	for _, p := range []struct{ part, topic string }{{partSteps, "layer.step"}, {partFiles, "layer.files"}, {partWaste, "layer.waste"}, {partOthers, "layer.shared"}, {partCompare, "layer.compare"}} {
		c := chip("layers.part."+p.part, p.part, p.topic, func() { t.turn(p.part) })
		t.chips[p.part] = c
		turns = append(turns, c)
	}
	t.shelves = map[string]fyne.CanvasObject{
		partFiles: t.buildFiles(), partWaste: t.buildWaste(), partOthers: t.buildOthers(), partCompare: t.buildCompare(), partText: t.buildText(),
	}
	stack := container.NewStack()
	for _, part := range []string{partFiles, partWaste, partOthers, partCompare, partText} {
		stack.Add(t.shelves[part])
	}
	all := container.New(&sides{t}, t.head(), t.steps, widgets.NewFlow(6, 6, turns...), stack)
	t.content = widgets.NewScroll(widgets.PadSides(all, 1, scrollRoom, 1, 2))
}

// scrollRoom is beside what a low pane scrolls, in px at scale 1.
const scrollRoom = 8

func small(id string) *widgets.Paragraph {
	p := widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	p.ID = id
	return p
}

func chip(id, words, topic string, tap func()) *widgets.Chip {
	c := widgets.NewChip(id, words, tap)
	c.Topic = topic
	return c
}

// head is the line about the whole image.
func (t *Tab) head() fyne.CanvasObject {
	right := container.New(layout.NewCustomPaddedHBoxLayout(8), widgets.Middle(widgets.Sized(t.bar, 120, 0)), t.stop)
	return container.NewBorder(nil, nil, nil, right, widgets.Middle(t.words))
}

func (t *Tab) buildFiles() fyne.CanvasObject {
	t.made = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeCode, Mono: true})
	t.made.ID = "layers.instruction"
	t.did = small("layers.did")
	t.search = widgets.NewSearch("layers.search", "Search the files", func(q string) {
		t.files.search(q)
		t.fill()
	})
	t.search.Topic = "layer.search"
	t.only = chip("layers.only", "This layer", "layer.files", func() { t.showAll(false) })
	t.all = chip("layers.all", "All so far", "layer.files", func() { t.showAll(true) })
	var chips []fyne.CanvasObject
	for i, k := range marksShown {
		t.marks[i] = chip("layers.marks."+k.id, k.title, "layer.marks", func() {
			t.files.choose(k.kind)
			t.fill()
		})
		chips = append(chips, t.marks[i])
	}
	t.list = (&tree{id: "layers.files", model: func() *model { return t.files }, shape: shapeOf, inner: countsWords, moved: func(string) { t.drawFoot() }, fill: t.fill, host: t.host}).make()
	t.search.OnDown, t.search.OnLeave = t.list.Enter, t.list.Focus
	t.foot = small("layers.foot")
	t.look = chip("layers.look", "Look inside", "layer.file", t.lookInside)
	t.save = chip("layers.save", "Save…", "layer.file", t.saveFile)
	t.foots = container.NewBorder(nil, nil, nil, container.New(layout.NewCustomPaddedHBoxLayout(6), t.look, t.save), widgets.Middle(t.foot))
	which := container.New(layout.NewCustomPaddedHBoxLayout(6), widgets.Middle(t.only), widgets.Middle(t.all))
	search := container.NewBorder(nil, nil, nil, widgets.PadSides(which, 0, 0, 0, 8), t.search)
	t.flow = widgets.NewFlow(6, 6, chips...)
	t.tools = container.New(floors{}, search, t.flow)
	top := container.New(floors{}, container.New(floors{}, t.made, t.did), t.tools)
	return container.New(floors{}, top, container.NewBorder(nil, widgets.PadSides(t.foots, floorGap, 0, 0, 0), nil, nil, t.list))
}

func (t *Tab) buildWaste() fyne.CanvasObject {
	t.wasteWords = widgets.NewParagraph("", widgets.TextStyle{})
	t.wasteWords.ID = "layers.waste.words"
	t.waste = datalist.New(datalist.Config[layers.Waste]{
		ID: "layers.waste", Post: t.host.Post, One: true,
		Key:   func(w layers.Waste) string { return w.Path },
		Topic: func(layers.Waste) string { return "layer.waste" },
		Columns: []datalist.Column[layers.Waste]{
			{ID: "path", Title: "File", Topic: "layer.waste", Min: 160, Ideal: 300, Grow: 1,
				Text: func(w layers.Waste) string { return format.CleanLine(w.Path) }},
			{ID: "size", Title: "Wasted", Topic: "layer.waste", Min: 70, Ideal: 80, Align: datalist.Right,
				Text:    func(w layers.Waste) string { return format.Size(w.Size) },
				Compare: func(a, b layers.Waste) int { return int(min(max(a.Size-b.Size, -1), 1)) }},
			{ID: "by", Title: "How", Topic: "layer.waste", Min: 180, Ideal: 230, Priority: 1, Style: datalist.Muted, Fixed: true, Text: howWasted},
		},
		OnOpen: func(p string) {
			if w, ok := t.waste.Item(p); ok {
				t.showPath(w.By, p)
				t.list.Focus()
			}
		},
	})
	return container.New(floors{}, t.wasteWords, t.waste)
}

// howWasted says who hid a file.
func howWasted(w layers.Waste) string {
	what := "overwritten"
	if w.Removed {
		what = "removed"
	}
	words := fmt.Sprintf("of layer %d, %s in %d", w.From+1, what, w.By+1)
	if w.Copies > 1 {
		words += fmt.Sprintf(", %d copies", w.Copies)
	}
	return words
}

func (t *Tab) buildOthers() fyne.CanvasObject {
	t.others = t.newOthers()
	t.compare = widgets.NewButton("layers.compare", "Compare", "search", widgets.Ordinary, func() { t.beside(t.others.Cursor()) })
	t.compare.Topic = "layer.compare"
	t.blocks = small("layers.others.words")
	t.blocks.SetText("Blocks are layers, the first at the left. Filled ones are those of this image too: the engine keeps them once for all.")
	return container.New(floors{}, container.NewBorder(nil, nil, nil, t.compare, widgets.Middle(t.blocks)), t.others)
}

func (t *Tab) buildCompare() fyne.CanvasObject {
	t.sides = widgets.NewParagraph("", widgets.TextStyle{})
	t.sides.ID = "layers.compare.words"
	t.find = widgets.NewSearch("layers.compare.search", "Search the files", func(q string) {
		t.against.model.search(q)
		t.fill()
	})
	t.find.Topic = "layer.search"
	t.differing = (&tree{id: "layers.differing", model: func() *model { return t.against.model }, shape: sideOf, inner: differWords, moved: func(string) { t.drawFoot() }, fill: t.fill, host: t.host}).make()
	t.find.OnDown, t.find.OnLeave = t.differing.Enter, t.differing.Focus
	return container.New(floors{}, container.New(floors{}, t.sides, t.find), t.differing)
}

func (t *Tab) buildText() fyne.CanvasObject {
	p := &t.text
	p.words = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	p.words.ID = "layers.text.words"
	p.back = chip("layers.back", "Back to the files", "layer.file", t.leaveText)
	p.view = textview.New(textview.Lines{})
	p.view.ID, p.view.Topic = "layers.text", "layer.file"
	return container.New(floors{}, container.NewBorder(nil, nil, p.back, nil, widgets.PadSides(widgets.Middle(p.words), 0, 0, 0, 10)), p.view)
}

func (t *Tab) showAll(on bool) {
	t.files.all = on
	t.fill()
}

// fill shows the rows anew.
func (t *Tab) fill() {
	t.list.SetItems(t.files.rows())
	t.differing.SetItems(t.against.model.rows())
	t.draw()
}

// draw shows all that is known now.
func (t *Tab) draw() {
	if t.content == nil {
		return
	}
	t.words.SetText(t.headWords())
	busy := t.reading != nil
	widgets.SetVisible(t.bar, busy)
	widgets.SetVisible(t.stop, busy)
	if t.img != nil && t.img.Size > 0 {
		t.bar.Set(min(float64(t.bytes)/float64(t.img.Size), 1))
	}
	rows := t.stepRows()
	t.steps.SetItems(rows)
	if t.steps.Cursor() != t.step {
		t.steps.SetCursor(t.step)
	}
	t.steps.SetEmpty(t.noSteps())
	t.drawFiles()
	t.drawParts()
	t.drawWaste()
	others := t.otherRows()
	t.others.SetItems(others)
	t.drawCompare()
	t.content.Refresh()
	t.content.Refresh() // what wraps knows its height only now that it has its width
}

// headWords are about the whole image.
func (t *Tab) headWords() string {
	switch {
	case t.img == nil && t.reading != nil:
		return "The engine is asked."
	case t.img == nil:
		return ""
	case t.reading != nil:
		return fmt.Sprintf("Reading: %s of about %s, %d of %s.", format.Size(t.bytes), format.Size(t.img.Size), t.img.Read(), format.Count(len(t.img.Layers), "layer"))
	}
	words := format.Count(len(t.img.Layers), "layer") + ", " + format.Size(t.img.Size)
	if s := t.survey; s != nil {
		words = fmt.Sprintf("%s, %s, %s. Score %d.", format.Count(len(t.img.Layers), "layer"), format.Size(s.Held), format.Count(s.Files, "file"), s.Score())
		return words
	}
	if !t.img.Whole() && t.img.Read() > 0 {
		words += fmt.Sprintf(", %d of them read", t.img.Read())
	}
	return words + "."
}

func (t *Tab) noSteps() fyne.CanvasObject {
	if t.err != nil {
		title, words := failureWords(t.name, t.err, t.snapshot)
		return widgets.Empty(title, words, nil)
	}
	return widgets.Empty("One moment", "The engine is asked for the history.", nil)
}

func (t *Tab) drawParts() {
	titles := map[string]string{partSteps: "Layers", partFiles: "Files", partWaste: "Wasted", partOthers: "Other images", partCompare: "Compared"}
	if t.survey != nil {
		titles[partWaste] = "Wasted  " + format.Size(t.survey.Wasted)
	}
	if n := sharing(t.otherRows()); n > 0 {
		titles[partOthers] = fmt.Sprintf("Other images  %d share", n)
	}
	if t.against.id != "" {
		titles[partCompare] = "Beside " + format.CleanLine(t.against.name)
	}
	for part, c := range t.chips {
		c.SetText(titles[part])
	}
	t.arrange()
}

// arrange shows what belongs to the part, at the width that there is.
func (t *Tab) arrange() {
	for part, c := range t.chips {
		c.SetOn(part == t.lit())
	}
	widgets.SetVisible(t.chips[partSteps], t.narrow)
	widgets.SetVisible(t.chips[partCompare], t.against.id != "")
	for part, shelf := range t.shelves {
		widgets.SetVisible(shelf, part == t.shown())
	}
	widgets.SetVisible(t.steps, !t.narrow || t.part == partSteps)
	widgets.SetVisible(t.did, !t.narrow)
	near := !theme.Projecting() // from afar little can be read, and the rows matter most
	for _, o := range []fyne.CanvasObject{t.search, t.flow, t.foots, t.blocks, t.find} {
		widgets.SetVisible(o, near)
	}
	t.made.SetText(cut(t.noted, t.narrow))
}

func (t *Tab) drawFiles() {
	for _, s := range t.stepRows() {
		if s.key == t.step {
			t.noted = s.words
		}
	}
	t.did.SetText(t.filesWords())
	_, made := t.layer()
	t.files.only(made)
	t.only.SetOn(!t.files.all)
	t.all.SetOn(t.files.all)
	for i, k := range marksShown {
		title := k.title
		if r := t.files.root; r != nil && made {
			switch {
			case k.kind != anyMark:
				title = fmt.Sprintf("%s  %d", title, r.Counts[k.kind])
			case t.files.all:
				title = fmt.Sprintf("%s  %d", title, r.Counts.Differing()+r.Counts[layers.Same])
			default:
				title = fmt.Sprintf("%s  %d", title, r.Counts.Differing())
			}
		}
		t.marks[i].SetText(title)
		t.marks[i].SetOn(t.files.kind == k.kind)
	}
	t.list.SetItems(t.files.rows())
	if t.goal != "" && t.of.img != nil && t.next.img == nil {
		if t.list.SetCursor(t.goal) {
			t.goal = ""
		}
	}
	widgets.SetVisible(t.tools, t.files.root != nil)
	title, words, step := t.nothingHere()
	t.list.SetEmpty(t.emptied(t.list, title, words, step))
	t.drawFoot()
}

// emptied is what stands in a list without rows; nil while it has some, so that
// nothing is made for nobody.
func (t *Tab) emptied(l *datalist.DataList[row], title, words string, step fyne.CanvasObject) fyne.CanvasObject {
	if l.Len() > 0 {
		return nil
	}
	return widgets.Empty(title, words, step)
}

// cut leaves out the end of what is very long; docker history has all of it.
func cut(words string, narrow bool) string {
	most := 220
	if narrow {
		most = 56
	}
	runes := []rune(format.CleanLine(words))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most]) + " …"
}

// drawFoot says what the file at the cursor is.
func (t *Tab) drawFoot() {
	if t.foot == nil {
		return
	}
	n := t.here()
	words := ""
	if n != nil {
		words = entryWords(t.img, n)
	}
	t.foot.SetText(words)
	_, ok := readable(n)
	widgets.SetVisible(t.look, ok)
	widgets.SetVisible(t.save, ok && t.host.Save != nil)
	t.foots.Refresh()
}

func (t *Tab) drawWaste() {
	if t.survey == nil {
		t.wasteWords.SetText("")
		t.waste.SetItems(nil)
		t.waste.SetEmpty(widgets.Empty("Not known yet", "What is wasted shows when all layers are read.", nil))
		return
	}
	t.wasteWords.SetText(wasteWords(t.survey))
	t.waste.SetItems(t.survey.Waste)
	t.waste.SetEmpty(widgets.Empty("Nothing is wasted", "No layer overwrites or removes a file of a layer below it.", nil))
}

func (t *Tab) drawCompare() {
	if t.others == nil || t.differing == nil {
		return
	}
	_, ok := t.others.Item(t.others.Cursor())
	t.compare.SetDisabled(!ok || t.img == nil || !t.img.Whole())
	t.others.SetEmpty(widgets.Empty("No other image", "The engine has only this one.", nil))
	t.sides.SetText(t.sidesWords())
	t.differing.SetItems(t.against.model.rows())
	title, words, step := t.noSides()
	t.differing.SetEmpty(t.emptied(t.differing, title, words, step))
}

// --- layouts ---

// floors lays two objects one below the other; the second has what the first
// leaves. What wraps knows its height only once it has its width.
type floors struct{}

const floorGap = 6

// Layout implements fyne.Layout.
func (floors) Layout(o []fyne.CanvasObject, size fyne.Size) {
	if !o[1].Visible() {
		o[0].Move(fyne.Position{})
		o[0].Resize(size)
		return
	}
	h := column.HeightAt(o[0], size.Width)
	o[0].Resize(fyne.NewSize(size.Width, h))
	h = max(h, o[0].MinSize().Height)
	o[0].Resize(fyne.NewSize(size.Width, h))
	o[0].Move(fyne.Position{})
	o[1].Move(fyne.NewPos(0, h+floorGap))
	o[1].Resize(fyne.NewSize(size.Width, max(size.Height-h-floorGap, 0)))
}

// MinSize implements fyne.Layout.
func (floors) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	if !o[1].Visible() {
		return a
	}
	return fyne.NewSize(max(a.Width, b.Width), a.Height+floorGap+b.Height)
}

// sides lays the head over the layers, and the parts beside these. Where it is
// narrow, the layers are a part like the others.
type sides struct{ t *Tab }

// Measures in px at scale 1: where both have room side by side, the layers' share
// of it, and how low it may be.
const (
	besideFrom = 760
	stepsShare = 0.42
	sidesGap   = 12
	besideHigh = 330
	aloneHigh  = 270
	farHigh    = 200
)

// Layout implements fyne.Layout.
func (s *sides) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head, steps, chips, stack := o[0], o[1], o[2], o[3]
	if narrow := theme.Projecting() || size.Width < besideFrom; narrow != s.t.narrow {
		s.t.narrow = narrow
		s.t.arrange()
	}
	narrow := s.t.narrow
	widgets.SetVisible(head, !narrow || s.t.part == partSteps && !theme.Projecting() || s.t.reading != nil)
	top := float32(0)
	if head.Visible() {
		h := column.HeightAt(head, size.Width)
		put(head, 0, 0, size.Width, h)
		top = h + floorGap
	}
	left := float32(0)
	if !narrow {
		left = float32(int(size.Width*stepsShare)) + sidesGap
		put(steps, 0, top, left-sidesGap, size.Height-top)
	}
	h := column.HeightAt(chips, size.Width-left)
	put(chips, left, top, size.Width-left, h)
	top += h + floorGap
	if narrow && s.t.part == partSteps {
		put(steps, 0, top, size.Width, size.Height-top)
	}
	put(stack, left, top, size.Width-left, size.Height-top)
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, max(height, 0)))
}

// MinSize implements fyne.Layout.
func (s *sides) MinSize([]fyne.CanvasObject) fyne.Size {
	switch {
	case theme.Projecting():
		return fyne.NewSize(240, farHigh)
	case s.t.narrow:
		return fyne.NewSize(240, aloneHigh)
	}
	return fyne.NewSize(240, besideHigh)
}

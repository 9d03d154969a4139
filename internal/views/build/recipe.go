package build

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

// recipeTab shows the Dockerfile, with the line marked at which a build failed.
type recipeTab struct {
	p       *Page
	content *fyne.Container
	says    *widgets.Paragraph
	failed  *widgets.Paragraph
	top     *modal.Stack
	view    *textview.View
	marked  int
	found   *findings
}

func newRecipeTab(p *Page) *recipeTab {
	t := &recipeTab{p: p, view: textview.New(textview.Lines(nil))}
	t.says = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	t.says.ID = "build.dockerfile.says"
	t.failed = widgets.NewParagraph("", widgets.TextStyle{Color: theme.Danger, Bold: true})
	t.failed.ID = "build.dockerfile.failed"
	t.top = modal.NewStack(4, t.says, t.failed)
	t.view.ID, t.view.Topic = "build.dockerfile", "tab.build-dockerfile"
	t.view.SetNumbers(true)
	t.found = newFindings(p, func() { t.content.Refresh() })
	t.content = container.New(&recipeLayout{t}, append([]fyne.CanvasObject{t.top, t.view}, t.found.objects()...)...)
	return t
}

type recipeLayout struct{ t *recipeTab }

func (l *recipeLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 120) }

func (l *recipeLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	high := l.t.top.Fit(size.Width)
	l.t.top.Move(fyne.NewPos(0, 10))
	l.t.top.Resize(fyne.NewSize(size.Width, high))
	l.t.view.Move(fyne.NewPos(0, 16+high))
	rest := max(size.Height-16-high, 0)
	found, title := l.t.found.height(rest), float32(0)
	if l.t.found.title.Visible() {
		title = theme.Size(theme.SizeLine) + 10
	}
	l.t.view.Resize(fyne.NewSize(size.Width, max(rest-found-title, 0)))
	l.t.found.title.Move(fyne.NewPos(0, size.Height-found-title+6))
	l.t.found.title.Resize(fyne.NewSize(size.Width, theme.Size(theme.SizeLine)))
	l.t.found.scroll.Move(fyne.NewPos(0, size.Height-found))
	l.t.found.scroll.Resize(fyne.NewSize(size.Width, found))
}

// marked are the lines of the Dockerfile, one of them marked.
type marked struct {
	lines []string
	line  int // from 1; 0 for none
}

// Len implements textview.Source.
func (m marked) Len() int { return len(m.lines) }

// Line implements textview.Source.
func (m marked) Line(i int) textview.Line {
	l := textview.Line{Text: m.lines[i]}
	if i == m.line-1 {
		l.Ground = theme.DangerTint
	}
	return l
}

// tell shows the Dockerfile as it was read last.
func (t *recipeTab) tell() {
	line, why := 0, ""
	if j := t.p.job; j != nil {
		line, why = j.failedAt()
	}
	says := t.p.spec.Dockerfile()
	switch {
	case t.p.spec.Folder == "":
		says = "Choose a folder first."
	case t.p.text == nil && t.p.planErr != nil:
		says = "There is no " + says + "."
	}
	t.says.SetText(format.CleanLine(says))
	widgets.SetVisible(t.failed, line > 0)
	if line > 0 {
		t.failed.SetText(format.CleanLine("▲ " + lineWords(line) + " failed. " + why + "."))
	}
	text := strings.Split(strings.TrimSuffix(string(t.p.text), "\n"), "\n")
	for i, l := range text {
		text[i] = format.CleanLine(strings.ReplaceAll(strings.TrimRight(l, "\r"), "\t", "    "))
	}
	if t.p.text == nil {
		text = nil
	}
	t.view.SetSource(marked{text, line})
	if line > 0 && line != t.marked && line <= len(text) {
		t.view.ScrollToLine(line - 1)
	}
	t.marked = line
	t.found.look()
	t.content.Refresh()
}

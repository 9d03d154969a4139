package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/dockerfile"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/wholefile"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// findings says under the Dockerfile what in it works but could be better, each with why
// and, where there is one, a fix that is shown before it is written.
type findings struct {
	p      *Page
	facts  *widgets.Facts
	title  *widgets.Heading
	scroll *widgets.Scroll
	turn   int    // of looking; late answers are dropped
	of     []byte // what was looked through last
	list   []dockerfile.Finding
	moved  func() // hears that they need another height
}

func newFindings(p *Page, moved func()) *findings {
	f := &findings{p: p, facts: widgets.NewFacts(), moved: moved}
	f.title = widgets.NewHeading("build.findings", "", "lint.buildkit")
	f.scroll = widgets.NewScroll(widgets.PadSides(f.facts, 4, 8, 4, 0))
	return f
}

func (f *findings) objects() []fyne.CanvasObject { return []fyne.CanvasObject{f.title, f.scroll} }

// height is what they take of a height: at most two fifths of it.
func (f *findings) height(of float32) float32 {
	if len(f.list) == 0 {
		return 0
	}
	return min(f.facts.MinSize().Height+8, of*0.4)
}

// look looks through the Dockerfile as it was read last, off the main goroutine.
func (f *findings) look() {
	text, folder, file := f.p.text, f.p.spec.Folder, f.p.spec.Dockerfile()
	f.turn++
	if text == nil {
		f.show(nil)
		return
	}
	if !bytes.Equal(text, f.of) {
		f.show(nil) // what was found is not about this text
	}
	turn, tags := f.turn, tagsOf(f.p.snapshot)
	f.p.host.Go(func(ctx context.Context) {
		list, err := dockerfile.Lint(ctx, text, dockerfile.Context{Ignored: ignored(folder, file), Tags: tags})
		if err != nil {
			list = nil // the page says what can't be read
		}
		f.p.host.Post(func() {
			if turn == f.turn {
				f.of = text
				f.show(list)
			}
		})
	})
}

// tagsOf are the tags that the engine has of a repository.
func tagsOf(s *object.Snapshot) func(string) []string {
	return func(repository string) []string {
		var tags []string
		for _, i := range s.Images {
			for _, t := range i.Tags {
				if name, tag, ok := strings.Cut(t, ":"); ok && name == repository {
					tags = append(tags, tag)
				}
			}
		}
		slices.Sort(tags)
		return tags
	}
}

// ignored reports whether a build of a folder leaves something out.
func ignored(folder, file string) bool {
	for _, path := range []string{file + ".dockerignore", filepath.Join(folder, ".dockerignore")} {
		if _, err := os.Stat(path); err == nil {
			return true
		}
	}
	return false
}

func (f *findings) show(list []dockerfile.Finding) {
	f.list = list
	switch len(list) {
	case 0:
		f.title.SetText("Nothing to be better is found.")
	case 1:
		f.title.SetText("One thing could be better")
	default:
		f.title.SetText(fmt.Sprintf("%d things could be better", len(list)))
	}
	widgets.SetVisible(f.title, f.p.text != nil && (len(list) > 0 || bytes.Equal(f.of, f.p.text)))
	widgets.SetVisible(f.scroll, len(list) > 0)
	facts := make([]widgets.Fact, len(list))
	for i, one := range list {
		parts := widgets.Line{widgets.NewParagraph("△ "+format.CleanLine(one.Words), widgets.TextStyle{})}
		if one.Fix != nil {
			fix := widgets.NewLink(fmt.Sprintf("build.fix.%d", i), one.Fix.Words+"…", func() { f.ask(one) })
			fix.Topic = lintTopic(one)
			parts = append(parts, fix)
		}
		label := "The folder"
		if one.First > 0 {
			label = lineWords(one.First)
		}
		facts[i] = widgets.Fact{ID: fmt.Sprintf("build.finding.%d", i), Label: label, Topic: lintTopic(one), Lines: []widgets.Line{parts}}
	}
	f.facts.Set(facts)
	f.moved()
}

func lintTopic(one dockerfile.Finding) string {
	if slices.Contains(dockerfile.Rules, one.Rule) {
		return "lint." + one.Rule
	}
	return "lint.buildkit"
}

// ask shows what a fix would change, before it is written.
func (f *findings) ask(one dockerfile.Finding) {
	text, file, folder := f.of, f.p.spec.Dockerfile(), f.p.spec.Folder
	words := difference(text, one.Fix)
	f.p.host.Confirm(page.Confirmation{Title: one.Fix.Words + "?", Words: words, Topic: lintTopic(one), Do: "Write it", Yes: func() {
		f.p.host.Go(func(context.Context) {
			err := write(folder, file, text, one.Fix)
			f.p.host.Post(func() {
				switch {
				case errors.Is(err, errChanged):
					f.p.o.Say("The Dockerfile was changed meanwhile. Look at it once more.")
				case err != nil:
					f.p.o.Say("It could not be written: " + format.CleanLine(err.Error()) + ".")
				default:
					f.p.o.Say(one.Fix.Words + ": written.")
				}
				f.p.read()
			})
		})
	}})
}

// difference is a fix in lines: what goes with −, what comes with +.
func difference(text []byte, fix *dockerfile.Fix) string {
	if fix.Ignore != "" {
		return "A new file .dockerignore:\n\n" + prefixed("+ ", strings.Split(strings.TrimSpace(fix.Ignore), "\n"))
	}
	lines := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	var parts []string
	for _, e := range fix.Edits {
		gone := lines[min(max(e.First-1, 0), len(lines)):min(max(e.Last, e.First-1), len(lines))]
		parts = append(parts, lineWords(e.First)+":\n"+prefixed("− ", gone)+prefixed("+ ", e.With))
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

func prefixed(mark string, lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(mark + format.CleanLine(strings.ReplaceAll(l, "\t", "    ")) + "\n")
	}
	return b.String()
}

// errChanged: the file isn't what the finding was about.
var errChanged = errors.New("the file was changed meanwhile")

// write makes a fix in the file, if it still is what was looked through. A .dockerignore
// that is there is never written over.
func write(folder, file string, text []byte, fix *dockerfile.Fix) error {
	if fix.Ignore != "" {
		out, err := os.OpenFile(filepath.Join(folder, ".dockerignore"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		_, err = out.WriteString(fix.Ignore)
		return errors.Join(err, out.Close())
	}
	now, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, text) {
		return errChanged
	}
	return wholefile.Write(file, dockerfile.Apply(text, fix), modeOf(file))
}

// modeOf is the permissions of a file; usual ones where it has none yet.
func modeOf(file string) fs.FileMode {
	if info, err := os.Stat(file); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}

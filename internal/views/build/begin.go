package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/dockerfile/starter"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// beginButton offers a Dockerfile to begin with, where a folder has none.
func (p *Page) beginButton() *widgets.Button {
	b := widgets.NewButton("build.begin", "Begin with a template…", "file", widgets.Main, nil)
	b.Topic = "field.build.begin"
	b.OnTap = func() { p.host.Menu(p.beginItems(), widgets.Below(b)) }
	return b
}

// beginItems are the kinds of project, the one that the folder looks like first.
func (p *Page) beginItems() []page.MenuItem {
	folder := p.spec.Folder
	guess := starter.Guess(os.DirFS(folder))
	kinds := slices.Clone(starter.Kinds())
	slices.SortStableFunc(kinds, func(a, b starter.Kind) int { return order(b.ID == guess) - order(a.ID == guess) })
	items := make([]page.MenuItem, len(kinds))
	for i, k := range kinds {
		title := k.Title
		if k.ID == guess {
			title += ", as it looks"
		}
		items[i] = page.MenuItem{ID: "build.begin." + k.ID, Title: title, Topic: "field.build.begin", Note: k.Words, Do: func() { p.askBegin(k, folder) }}
	}
	return items
}

func order(first bool) int {
	if first {
		return 1
	}
	return 0
}

// askBegin shows what would be written, before it is.
func (p *Page) askBegin(k starter.Kind, folder string) {
	p.host.Go(func(context.Context) {
		files := k.Files(starter.Look(filepath.Base(folder), os.DirFS(folder)))
		var there []string
		for _, f := range files {
			if _, err := os.Lstat(filepath.Join(folder, f.Name)); err == nil {
				there = append(there, f.Name)
			}
		}
		p.host.Post(func() {
			p.host.Confirm(page.Confirmation{Title: "Begin with " + k.Title + "?", Words: beginWords(k, files, there), Topic: "field.build.begin", Do: "Write them", Yes: func() {
				p.host.Go(func(context.Context) {
					err := writeNew(folder, files)
					p.host.Post(func() { p.begun(err) })
				})
			}})
		})
	})
}

func beginWords(k starter.Kind, files []starter.File, there []string) string {
	var b strings.Builder
	b.WriteString(k.Words + " These files are written into the folder:\n\n")
	for _, f := range files {
		if slices.Contains(there, f.Name) {
			fmt.Fprintf(&b, "%s is there already, and stays as it is.\n", f.Name)
			continue
		}
		fmt.Fprintf(&b, "%s\n", f.Name)
	}
	b.WriteString("\nThe Dockerfile:\n\n" + files[0].Text)
	return strings.TrimSpace(b.String())
}

// writeNew writes files that aren't there; what is there is never written over.
func writeNew(folder string, files []starter.File) error {
	for _, f := range files {
		out, err := os.OpenFile(filepath.Join(folder, f.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = out.WriteString(f.Text)
		if err = errors.Join(err, out.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (p *Page) begun(err error) {
	if err != nil {
		p.o.Say("It could not be written: " + format.CleanLine(err.Error()) + ".")
	} else {
		p.o.Say("Written. Read the Dockerfile, then build.")
		p.tabs.Select("dockerfile")
	}
	p.read()
}

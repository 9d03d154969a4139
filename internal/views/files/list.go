package files

import (
	"cmp"
	"io/fs"
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

func (t *Tab) newList() *datalist.DataList[*row] {
	return datalist.New(datalist.Config[*row]{
		ID: t.prefix, Key: func(r *row) string { return r.Path }, Columns: columns(), Sort: "name",
		Search:   func(r *row) string { return r.shown },
		Topic:    func(*row) string { return "column.files.name" },
		OnCursor: t.cursor, OnSelect: func([]string) { t.tell() },
		OnOpen: t.open, OnMenu: t.menu,
		OnDelete: func([]string) { t.act("files.delete") },
		OnKey:    t.key,
		Post:     t.host.Post,
	})
}

// key hears what the list has no use for.
func (t *Tab) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyBackspace, fyne.KeyLeft:
		t.up()
	case fyne.KeyRight:
		t.open(t.list.Cursor())
	case fyne.KeyF5:
		t.read(true)
	case fyne.KeyF2:
		t.act("files.rename")
	case fyne.KeyEscape:
		if t.found == nil {
			return false
		}
		t.leaveSearch()
	default:
		return false
	}
	return true
}

func columns() []datalist.Column[*row] {
	return []datalist.Column[*row]{
		{ID: "name", Title: "Name", Topic: "column.files.name", Min: 130, Ideal: 220, Grow: 2, Style: datalist.Bold, Text: nameOf, Compare: compareName,
			Cell: func() datalist.Cell[*row] {
				icon, name := widgets.NewIcon("file", theme.Muted), widgets.NewNameCell()
				return datalist.NewCell[*row](newIconCell(icon, name), func(r *row) {
					icon.Set(iconOf(r.Kind), theme.Muted)
					name.Set(r.shown, remarks(r)...)
				})
			}},
		{ID: "size", Title: "Size", Topic: "column.files.size", Min: 64, Ideal: 70, Align: datalist.Right, Priority: 1, Text: sizeOf,
			Compare: func(a, b *row) int { return cmp.Or(cmp.Compare(a.Size, b.Size), compareName(a, b)) }},
		{ID: "owner", Title: "Owner", Topic: "column.files.owner", Min: 76, Ideal: 96, Priority: 3, Text: ownerOf},
		{ID: "mode", Title: "Mode", Topic: "column.files.mode", Min: 84, Ideal: 88, Priority: 4, Style: datalist.Code, Text: func(r *row) string { return modeOf(r.Entry) }},
		{ID: "modified", Title: "Changed", Topic: "column.files.modified", Min: 112, Ideal: 118, Align: datalist.Right, Priority: 2,
			Text:    func(r *row) string { return r.Modified.Local().Format("2006-01-02 15:04") },
			Compare: func(a, b *row) int { return cmp.Or(a.Modified.Compare(b.Modified), compareName(a, b)) }},
	}
}

// nameOf is a row's name with where a link leads.
func nameOf(r *row) string {
	if r.Target != "" {
		return r.shown + " → " + r.Target
	}
	return r.shown
}

func remarks(r *row) []widgets.Mark {
	if r.Target != "" {
		return []widgets.Mark{{Word: "→ " + format.CleanLine(r.Target)}}
	}
	return nil
}

// compareName puts folders first.
func compareName(a, b *row) int {
	return cmp.Or(cmp.Compare(folderRank(a), folderRank(b)), cmp.Compare(a.lower, b.lower), cmp.Compare(a.Path, b.Path))
}

func folderRank(r *row) int {
	if r.Kind == files.Folder {
		return 0
	}
	return 1
}

func sizeOf(r *row) string {
	if r.Kind != files.File {
		return ""
	}
	return format.Size(r.Size)
}

func ownerOf(r *row) string { return orNumber(r.User, r.UID) + ":" + orNumber(r.Group, r.GID) }

func iconOf(k files.Kind) string {
	switch k {
	case files.Folder:
		return "folder"
	case files.Link:
		return "link"
	case files.File:
		return "file"
	}
	return "plug"
}

// modeOf is a mode as ls writes it.
func modeOf(e files.Entry) string {
	b := []byte("-rwxrwxrwx")
	for i := range 9 {
		if e.Mode&(1<<(8-i)) == 0 {
			b[i+1] = '-'
		}
	}
	switch {
	case e.Kind == files.Folder:
		b[0] = 'd'
	case e.Kind == files.Link:
		b[0] = 'l'
	case e.Kind == files.Pipe:
		b[0] = 'p'
	case e.Kind == files.Socket:
		b[0] = 's'
	case e.Mode&fs.ModeCharDevice != 0:
		b[0] = 'c'
	case e.Kind == files.Device:
		b[0] = 'b'
	}
	special := func(at int, bit fs.FileMode, letter byte) {
		if e.Mode&bit == 0 {
			return
		}
		if b[at] == '-' {
			letter -= 'a' - 'A'
		}
		b[at] = letter
	}
	special(3, fs.ModeSetuid, 's')
	special(6, fs.ModeSetgid, 's')
	special(9, fs.ModeSticky, 't')
	return string(b)
}

func orNumber(name string, number int) string {
	if name == "" {
		return strconv.Itoa(number)
	}
	return name
}

package images

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/distribution/reference"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// fold is several versions of one repository in one row.
type fold struct {
	repository string
	images     []*object.Image // newest first
	users      []string        // what uses each
}

// folds says which repositories are folded, and makes one row of the versions of
// each.
type folds struct {
	settings page.Settings
	folded   map[string]bool
	all      []Row            // the rows of the images, one by one
	made     map[string]*fold // by repository; kept as long as nothing in them changes
	changed  func(key string) // hears that rows are others now, and which is meant
	cursor   func() string
}

// foldedSetting is where it is kept which repositories are folded.
const foldedSetting = "images.folded"

// foldKey begins the key of a folded row; no id of an image does.
const foldKey = "repository:"

func newFolds(s page.Settings) *folds {
	f := &folds{settings: s, folded: map[string]bool{}, made: map[string]*fold{}}
	for r := range strings.FieldsSeq(s.Get(foldedSetting)) {
		f.folded[r] = true
	}
	return f
}

// repositoryOf is the repository of an image's first name; "" for one without.
func repositoryOf(i *object.Image) string {
	if len(i.Tags) == 0 {
		return ""
	}
	named, err := reference.ParseNormalizedNamed(i.Tags[0])
	if err != nil {
		return ""
	}
	return reference.FamiliarName(named)
}

// fold makes one row of the versions of each repository that is folded.
func (f *folds) fold(rows []Row) []Row {
	f.all = rows
	groups := map[string][]Row{}
	for _, r := range rows {
		if name := repositoryOf(r.Image); f.folded[name] {
			groups[name] = append(groups[name], r)
		}
	}
	var out []Row
	done := map[string]bool{}
	for _, r := range rows {
		name := repositoryOf(r.Image)
		group := groups[name]
		switch {
		case len(group) < 2:
			out = append(out, r)
		case !done[name]:
			done[name] = true
			out = append(out, f.row(name, group))
		}
	}
	return out
}

// row is the row of a group. Its image is the newest; what it takes is the sum of
// what its versions take alone, where that is known.
func (f *folds) row(name string, group []Row) Row {
	g := &fold{repository: name}
	r := Row{UsedBy: format.None}
	users := []string{}
	for _, v := range group {
		g.images, g.users = append(g.images, v.Image), append(g.users, v.UsedBy)
		if v.used() {
			users = append(users, v.UsedBy)
		}
		if v.Own < 0 || r.Own < 0 {
			r.Own = -1
		} else {
			r.Own += v.Own
		}
	}
	if old := f.made[name]; old != nil && slices.Equal(old.images, g.images) && slices.Equal(old.users, g.users) {
		g = old
	}
	f.made[name] = g
	r.Image, r.folded = slices.MaxFunc(g.images, func(a, b *object.Image) int { return a.Created.Compare(b.Created) }), g
	if len(users) > 0 {
		r.UsedBy = strings.Join(users, ", ")
	}
	return r
}

// set folds a repository or unfolds it.
func (f *folds) set(repository string, on bool) {
	if repository == "" || f.folded[repository] == on || on && f.versions(repository) < 2 {
		return
	}
	f.folded[repository] = on
	var kept []string
	key := foldKey + repository
	for name, on := range f.folded {
		if on {
			kept = append(kept, name)
		}
	}
	slices.Sort(kept)
	f.settings.Set(foldedSetting, strings.Join(kept, " "))
	if !on {
		if i := slices.IndexFunc(f.all, func(r Row) bool { return repositoryOf(r.Image) == repository }); i >= 0 {
			key = f.all[i].ID
		}
	}
	f.changed(key)
}

func (f *folds) versions(repository string) int {
	n := 0
	for _, r := range f.all {
		if repositoryOf(r.Image) == repository {
			n++
		}
	}
	return n
}

// of is the repository of the row with this key, and whether it is folded.
func (f *folds) of(key string) (repository string, folded bool) {
	if name, ok := strings.CutPrefix(key, foldKey); ok {
		return name, true
	}
	for _, r := range f.all {
		if r.ID == key {
			return repositoryOf(r.Image), false
		}
	}
	return "", false
}

// ids are the images that rows stand for.
func (f *folds) ids(keys []string) []string {
	var ids []string
	for _, key := range keys {
		name, folded := f.of(key)
		if !folded {
			ids = append(ids, key)
			continue
		}
		if g := f.made[name]; g != nil {
			for _, i := range g.images {
				ids = append(ids, i.ID)
			}
		}
	}
	return ids
}

// open unfolds a row that is opened.
func (f *folds) open(key string) bool {
	name, folded := f.of(key)
	if folded {
		f.set(name, false)
	}
	return folded
}

// key folds with Left and unfolds with Right, as trees do.
func (f *folds) key(e *fyne.KeyEvent) bool {
	name, folded := f.of(f.cursor())
	switch {
	case e.Name == fyne.KeyRight && folded:
		f.set(name, false)
	case e.Name == fyne.KeyLeft && !folded && name != "" && f.versions(name) > 1:
		f.set(name, true)
	default:
		return false
	}
	return true
}

// menu is what a row's menu has of it.
func (f *folds) menu(r Row) []page.MenuItem {
	name := repositoryOf(r.Image)
	n := f.versions(name)
	switch {
	case r.folded != nil:
		return []page.MenuItem{{ID: "unfold", Title: "Show the versions one by one", Icon: "chevron-down", Topic: "column.images.repository", Key: "Right", Do: func() { f.set(name, false) }}}
	case name != "" && n > 1:
		return []page.MenuItem{{ID: "fold", Title: fmt.Sprintf("Fold the %d versions of %s", n, format.CleanLine(name)), Icon: "chevron-up", Topic: "column.images.repository", Key: "Left", Do: func() { f.set(name, true) }}}
	}
	return nil
}

func (r Row) key() string {
	if r.folded != nil {
		return foldKey + r.folded.repository
	}
	return r.ID
}

// words are what a search looks in.
func (r Row) words() string {
	if r.folded == nil {
		return strings.Join(r.Tags, " ") + " " + r.ID + " " + r.UsedBy
	}
	var b strings.Builder
	for i, img := range r.folded.images {
		b.WriteString(strings.Join(img.Tags, " ") + " " + img.ID + " " + r.folded.users[i] + " ")
	}
	return b.String()
}

func (r Row) used() bool { return r.UsedBy != format.None }

// unused reports whether no container uses it, or one of its versions.
func (r Row) unused() bool {
	if r.folded == nil {
		return !r.used()
	}
	return slices.Contains(r.folded.users, format.None)
}

func (r Row) idWords() string {
	if r.folded != nil {
		return format.Count(len(r.folded.images), "version")
	}
	return object.ShortID(r.ID)
}

// foldFact leads to one row for all versions, where an image has several.
func (f *folds) foldFact(r Row) []widgets.Fact {
	name := repositoryOf(r.Image)
	n := f.versions(name)
	if name == "" || n < 2 {
		return nil
	}
	link := widgets.NewSmallLink("fact.fold", "Fold them into one row", func() { f.set(name, true) })
	link.Topic = "column.images.repository"
	return []widgets.Fact{{ID: "fact.versions", Label: "Versions", Topic: "column.images.repository",
		Lines: widgets.One(widgets.Words(fmt.Sprintf("%d of %s are here", n, format.CleanLine(name))), link)}}
}

// versionFacts is the overview of a folded row: its versions, each a link.
func (f *folds) versionFacts(r Row, open func(object.Ref)) []widgets.Fact {
	var lines []widgets.Line
	list := slices.Clone(r.folded.images)
	slices.SortStableFunc(list, func(a, b *object.Image) int { return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(a.ID, b.ID)) })
	for _, i := range list {
		link := widgets.NewLink("link.image."+i.ID, format.CleanLine(i.Name()), func() { open(object.Ref{Kind: object.KindImage, ID: i.ID}) })
		link.Topic = "column.images.tag"
		at := slices.Index(r.folded.images, i)
		lines = append(lines, widgets.Line{link, widgets.MutedWords("· " + format.Size(i.Size) + ", used by " + map[bool]string{true: "nobody", false: r.folded.users[at]}[r.folded.users[at] == format.None])})
	}
	unfold := widgets.NewSmallLink("fact.unfold", "Show them one by one in the list", func() { f.set(r.folded.repository, false) })
	unfold.Topic = "column.images.repository"
	lines = append(lines, widgets.Line{unfold})
	return []widgets.Fact{{ID: "fact.versions", Label: "Versions", Topic: "column.images.repository", Lines: lines}}
}

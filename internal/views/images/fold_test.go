package images

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

type kept map[string]string

func (k kept) Get(key string) string { return k[key] }
func (k kept) Set(key, value string) { k[key] = value }

func image(id string, day int, tags ...string) *object.Image {
	return &object.Image{ID: id, Tags: tags, Size: 100, Created: time.Date(2026, 5, day, 0, 0, 0, 0, time.UTC)}
}

func shelf() *object.Snapshot {
	return &object.Snapshot{
		Images:     []*object.Image{image("n2", 9, "nginx:1.27"), image("p1", 8, "postgres:16"), image("n1", 3, "nginx:1.25", "web:1"), image("bare", 2), image("bare2", 1)},
		Containers: []*object.Container{{ID: "c", Name: "web", ImageID: "n1"}},
	}
}

func keys(rows []Row) string {
	var list []string
	for _, r := range rows {
		list = append(list, r.key())
	}
	return strings.Join(list, " ")
}

func TestTheVersionsOfARepositoryAreFoldedIntoOneRow(t *testing.T) {
	settings := kept{}
	f := newFolds(settings)
	s := shelf()
	var meant string
	f.changed = func(key string) { meant = key }
	rows := func() []Row {
		return f.fold(rowsOf(s, map[string]operations.Sizes{"n1": {Own: 10}, "n2": {Own: 5}}))
	}
	if got := keys(rows()); got != "n2 p1 n1 bare bare2" {
		t.Fatal(got)
	}
	f.cursor = func() string { return "n1" }
	if !f.key(&fyne.KeyEvent{Name: fyne.KeyLeft}) || meant != "repository:nginx" {
		t.Errorf("the cursor goes to %q", meant)
	}
	list := rows()
	if got := keys(list); got != "repository:nginx p1 bare bare2" {
		t.Fatal(got)
	}
	r := list[0]
	if r.Own != 15 || r.UsedBy != "web" || !r.unused() || !strings.Contains(r.words(), "web:1") || r.ID != "n2" {
		t.Errorf("%+v", r)
	}
	if r != rows()[0] {
		t.Error("a row in which nothing has changed is another one")
	}
	if got := f.ids([]string{"repository:nginx", "p1"}); !slices.Equal(got, []string{"n2", "n1", "p1"}) {
		t.Errorf("it stands for %v", got)
	}
	if again := newFolds(settings); !again.folded["nginx"] {
		t.Error("it is not remembered")
	}

	if !f.open("repository:nginx") || f.open("p1") || keys(rows()) != "n2 p1 n1 bare bare2" {
		t.Errorf("opened: %s", keys(rows()))
	}
	f.cursor = func() string { return "p1" }
	if f.key(&fyne.KeyEvent{Name: fyne.KeyLeft}) || f.key(&fyne.KeyEvent{Name: fyne.KeyDown}) {
		t.Error("one version alone is folded")
	}
	f.cursor = func() string { return "bare" }
	if f.key(&fyne.KeyEvent{Name: fyne.KeyLeft}) {
		t.Error("images without a name are folded")
	}
}

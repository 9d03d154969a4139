// Package terminals is the Terminal tab of a container's pane: it asks what to
// open, shows the terminals that are open, and closes them. They go on while
// another container or another page is looked at.
//
// It must know neither the Docker client nor how a terminal is drawn.
package terminals

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/terminal"
	"github.com/dockdesk/dockdesk/internal/views/page"
)

// Tab is the tab.
type Tab struct {
	host     *page.Host
	snapshot *object.Snapshot
	now      *object.Container
	decks    map[string]*deck // by the container's id
	content  *fyne.Container
	awaited  string // the container whose own program is attached to when it runs
	seen     bool
}

// New makes the tab.
func New(host *page.Host) *Tab {
	return &Tab{host: host, snapshot: &object.Snapshot{}, decks: map[string]*deck{}, content: container.NewStack()}
}

// Object is what the tab shows.
func (t *Tab) Object() fyne.CanvasObject { return t.content }

// deck is that of the container that is selected; nil if none is.
func (t *Tab) deck() *deck {
	if t.now == nil {
		return nil
	}
	return t.decks[t.now.ID]
}

// Show hears which container is selected, and how all of them are now.
func (t *Tab) Show(c *object.Container, s *object.Snapshot) {
	t.snapshot = s
	other := t.now == nil || t.now.ID != c.ID
	t.now = c
	t.sweep()
	if d := t.deck(); d != nil {
		d.show(c)
	}
	if other && t.seen {
		t.place()
	}
	t.join()
}

// Attach opens the terminal of the container's own program, from the first that
// it printed, as soon as it runs and is selected.
func (t *Tab) Attach(id string) {
	t.awaited = id
	t.join()
}

func (t *Tab) join() {
	if t.now == nil || t.now.ID != t.awaited || t.now.State != object.StateRunning {
		return
	}
	t.awaited = ""
	t.place()
	t.deck().open(wish{Wish: terminal.Wish{Container: t.now.ID, Name: t.now.Name, Replay: true}})
}

// sweep closes the terminals of containers that are no more.
func (t *Tab) sweep() {
	if t.snapshot.Link != object.LinkLive {
		return // what is not known to be there may be
	}
	for id, d := range t.decks {
		if t.snapshot.Container(id) == nil && d != t.deck() {
			d.close()
			delete(t.decks, id)
		}
	}
}

// place shows the deck of the container that is selected.
func (t *Tab) place() {
	if t.now == nil {
		return
	}
	d := t.deck()
	if d == nil {
		d = newDeck(t, t.now)
		t.decks[t.now.ID] = d
	}
	if d.at == nil {
		d.form.look()
	}
	d.renew()
	t.content.Objects = []fyne.CanvasObject{d.object}
	t.content.Refresh()
	t.tell()
}

func (t *Tab) tell() {
	for _, d := range t.decks {
		d.tell()
	}
}

// Shown tells the tab that it is seen.
func (t *Tab) Shown() {
	t.seen = true
	t.place()
}

// Hidden tells it that it is no more. Its terminals go on.
func (t *Tab) Hidden() {
	t.seen = false
	t.tell()
}

// Focus gives the keyboard back to the terminal that is seen.
func (t *Tab) Focus() {
	if d := t.deck(); d != nil && d.at != nil {
		t.host.Focus(d.at.screen)
	}
}

func confirmation(words string, yes func()) page.Confirmation {
	return page.Confirmation{Title: "Close the terminal?", Words: words, Topic: "action.window.close-terminal", Do: "Close it", Yes: yes}
}

func sortBy(names []string, rank func(string) int) {
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
}

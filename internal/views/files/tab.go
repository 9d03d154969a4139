// Package files is the Files tab of containers and volumes: one folder as a list,
// the path to it, a search below it, a look at the selected file, and what can be
// done with files.
//
// It must know neither the Docker client nor how a folder comes to be read. What
// changes something is an action of the registry.
package files

import (
	"context"
	"path"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// Tab is the tab. Its methods are for the main goroutine.
type Tab struct {
	host   *page.Host
	prefix string

	ref      object.Ref
	name     string
	snapshot *object.Snapshot
	standing string // what could change what can be done
	seen     bool

	dir     string
	dirs    map[object.Ref]string // where each was left
	listing files.Listing
	found   *files.Found // of a search; nil while a folder is shown
	query   string
	failed  error // why there is no listing
	partial files.Reading
	next    string // what the cursor goes to when the folder is there
	enter   bool   // the keyboard goes to the list then

	reading func() // ends what is being read; nil while nothing is
	reads   int    // grows with each: late answers are dropped
	able    files.Able
	ableFor string // what able was found out for
	unable  error  // why it isn't known
	known   bool   // able or unable is the answer

	drawn    []files.Entry // what rows was made of
	drawnFor bool          // as what a search found
	lines    []*row

	list    *datalist.DataList[*row]
	tools   *tools
	preview *preview
	foot    *foot
	body    fyne.CanvasObject
}

// row is a line of the list.
type row struct {
	files.Entry
	shown string // its name, or in a search its path below the folder
	lower string // that in small letters, to order by
}

// New makes the tab; its control ids begin with prefix.
func New(host *page.Host, prefix string) *Tab {
	return &Tab{host: host, prefix: prefix, dir: "/", dirs: map[object.Ref]string{}, snapshot: &object.Snapshot{}}
}

// Object is what the tab shows.
func (t *Tab) Object() fyne.CanvasObject {
	if t.body == nil {
		t.build()
	}
	return t.body
}

// Show hears which object is selected, and how all of them are now.
func (t *Tab) Show(ref object.Ref, name string, s *object.Snapshot) {
	t.snapshot = s
	standing := standingOf(ref, s)
	switch {
	case ref != t.ref:
		if t.ref.ID != "" {
			t.dirs[t.ref] = t.dir
		}
		t.stop()
		t.ref, t.name, t.standing = ref, name, standing
		t.dir, t.listing, t.found, t.failed, t.query = "/", files.Listing{}, nil, nil, ""
		if dir := t.dirs[ref]; dir != "" {
			t.dir = dir
		}
		t.able, t.ableFor, t.unable, t.known = files.Able{}, "", nil, false
		if t.body != nil {
			t.tools.search.SetText("")
			t.preview.clear()
		}
	case standing != t.standing: // what was read before it started may be no more
		t.name, t.standing = name, standing
		if t.seen {
			t.read(true)
		}
		return
	default:
		t.name = name
		return
	}
	if t.seen {
		t.read(false)
	}
}

// standingOf is all of an object that changes what can be done with its files.
func standingOf(ref object.Ref, s *object.Snapshot) string {
	text := ""
	if c := s.Container(ref.ID); ref.Kind == object.KindContainer && c != nil {
		text = string(c.State)
	}
	if ref.Kind == object.KindVolume {
		for _, c := range s.UsedBy(ref) {
			text += c.ID + string(c.State) + " "
		}
	}
	return text
}

// Shown tells the tab that it is seen.
func (t *Tab) Shown() {
	t.Object()
	t.seen = true
	if t.host.Drop != nil {
		t.host.Drop(t.upload)
	}
	t.read(false)
}

// Hidden tells it that it is no more: it reads nothing that nobody sees.
func (t *Tab) Hidden() {
	t.seen = false
	t.stop()
	if t.preview != nil {
		t.preview.stop()
	}
	if t.host.Drop != nil {
		t.host.Drop(nil)
	}
}

// --- reading ---

// stop ends what is being read.
func (t *Tab) stop() {
	t.reads++
	if t.reading != nil {
		t.reading()
		t.reading = nil
	}
}

// begin starts reading something; a later one, or Hidden, ends it.
func (t *Tab) begin(work func(ctx context.Context, progress func(files.Reading)) (show func())) {
	t.stop()
	mine := t.reads
	ctx, cancel := context.WithCancel(context.Background())
	t.reading, t.partial = cancel, files.Reading{}
	post := func(f func()) {
		t.host.Post(func() {
			if t.reads == mine {
				f()
			}
		})
	}
	told := time.Now()
	progress := func(r files.Reading) {
		if time.Since(told) < tellEvery {
			return
		}
		told = time.Now()
		r.Entries = slices.Clone(r.Entries[:min(len(r.Entries), partialMost)])
		post(func() {
			t.partial = r
			t.draw()
		})
	}
	t.host.Go(func(window context.Context) {
		defer cancel()
		defer context.AfterFunc(window, cancel)()
		show := work(ctx, progress)
		post(func() {
			t.reading = nil
			show()
			t.draw()
		})
	})
	t.draw()
}

// How often and how much is shown of a folder while it is being read.
const (
	tellEvery   = 150 * time.Millisecond
	partialMost = 2000
)

// read reads the folder. fresh asks the engine also where it was read before.
func (t *Tab) read(fresh bool) { t.readUpTo(fresh, files.Enough) }

func (t *Tab) readUpTo(fresh bool, limit int64) {
	if t.ref.ID == "" {
		return
	}
	ref, dir := t.ref, t.dir
	if t.listing.Dir != dir {
		t.listing = files.Listing{}
	}
	t.found, t.failed = nil, nil
	t.begin(func(ctx context.Context, progress func(files.Reading)) func() {
		l, err := t.host.Files.List(ctx, ref, dir, fresh, limit, progress)
		return func() {
			if files.ReasonOf(err) == files.ReasonNoFolder { // a link to a file
				t.dir = path.Dir(dir)
				t.next = dir
				t.read(false)
				return
			}
			t.listing, t.failed = l, err
			t.ask()
		}
	})
}

// find searches below the folder.
func (t *Tab) find(part string) {
	if part == "" {
		if t.found != nil {
			t.leaveSearch()
		}
		return
	}
	ref, dir := t.ref, t.dir
	t.query, t.found, t.failed = part, &files.Found{}, nil
	t.begin(func(ctx context.Context, progress func(files.Reading)) func() {
		found, err := t.host.Files.Search(ctx, ref, dir, part, progress)
		return func() {
			t.found, t.failed, t.enter = &found, err, true
		}
	})
}

func (t *Tab) leaveSearch() {
	t.stop()
	t.found, t.failed, t.query = nil, nil, ""
	t.tools.search.SetText("")
	t.list.SetSearch("")
	if t.listing.Dir != t.dir {
		t.read(false)
		return
	}
	t.draw()
}

// ask finds out what can be done with what lies here, once for each standing.
func (t *Tab) ask() {
	now := t.ref.ID + " " + t.standing
	if t.ableFor == now {
		return
	}
	t.ableFor, t.known = now, false
	ref := t.ref
	t.host.Go(func(ctx context.Context) {
		able, err := t.host.Files.Able(ctx, ref)
		t.host.Post(func() {
			if t.ableFor == now {
				t.able, t.unable, t.known = able, err, true
				t.draw()
			}
		})
	})
}

// --- going ---

// Go shows a folder; what is named in it has the cursor.
func (t *Tab) goTo(dir, name string) {
	t.dir, t.next, t.enter = files.Clean(dir), name, true
	t.found, t.query = nil, ""
	t.tools.search.SetText("")
	t.list.SetSearch("")
	t.list.ClearTicks()
	t.preview.clear()
	t.read(false)
}

// up goes to the folder above.
func (t *Tab) up() {
	if t.found != nil {
		t.leaveSearch()
		return
	}
	if t.dir != "/" {
		t.goTo(path.Dir(t.dir), t.dir)
	}
}

// open goes into a folder, or to where a found file lies.
func (t *Tab) open(key string) {
	r, ok := t.list.Item(key)
	switch {
	case !ok:
	case r.Kind == files.Folder, r.Kind == files.Link:
		t.goTo(r.Path, "")
	case t.found != nil:
		t.goTo(path.Dir(r.Path), r.Path)
	}
}

// chosen are the rows that something is to be done with.
func (t *Tab) chosen() []*row {
	var rows []*row
	for _, key := range t.list.Targets() {
		if r, ok := t.list.Item(key); ok {
			rows = append(rows, r)
		}
	}
	return rows
}

func (t *Tab) on() action.On { return action.About(t.snapshot, t.ref) }

// Package page says what a page of the window is, and what it is given. The
// shell shows pages and knows nothing else of them; pages know nothing of the
// shell but the Host they are handed.
package page

import (
	"context"
	"io"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/changes"
	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/engine/terminal"
	"github.com/dockdesk/dockdesk/internal/engine/top"
	"github.com/dockdesk/dockdesk/internal/engine/vitals"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/trace"
)

// Page is one entry of the navigation. All methods are called on the main
// goroutine.
type Page interface {
	// ID is its name in ids, links and settings: "containers".
	ID() string
	// Content is what it shows; made once.
	Content() fyne.CanvasObject
	// Update gives it the newest snapshot; only called while it is shown, and
	// once right before it is.
	Update(*object.Snapshot)
	// Shown and Hidden tell it when it comes and goes, so that it streams
	// nothing that nobody sees.
	Shown()
	Hidden()
	// FocusSearch puts the keyboard into its search field, if it has one.
	FocusSearch()
	// Reveal selects an object of its kind and shows it.
	Reveal(object.Ref)
}

// Aging is a page whose words change with time alone: ages. Clock draws them anew
// for a moment and says how long they stay true.
type Aging interface {
	Clock(now time.Time) time.Duration
}

// Engine is what pages ask the engine for, beside the snapshots.
type Engine interface {
	// Inspect is the engine's full answer about one object, as JSON.
	Inspect(ctx context.Context, ref object.Ref) ([]byte, error)
}

// Figures are the live CPU and memory figures of containers.
type Figures interface {
	// Want states the full set of running containers that owner shows now.
	Want(owner string, ids []string)
	// Last is the newest sample of a container.
	Last(id string) (stats.Sample, bool)
	// Series is the history of a container, oldest first.
	Series(id string) []stats.Sample
	// Marks are what happened to a container lately, oldest first.
	Marks(id string) []stats.Mark
	// Subscribe calls fn with the ids that have new samples, on any goroutine.
	Subscribe(fn func(ids []string)) (cancel func())
}

// Fare tells how containers fare, and what they changed. Its methods ask the
// engine, except Watch.
type Fare interface {
	// Vitals is how a container fares now, LastEnd how its program last ended, if
	// anybody knows.
	Vitals(ctx context.Context, id string) (vitals.Report, error)
	LastEnd(ctx context.Context, id string, r vitals.Report) (end vitals.End, known bool)
	// Watch calls fn, on any goroutine, when Vitals may give something else.
	Watch(id string, fn func()) (cancel func())
	// Changes are the files that differ from the image; Written is how many bytes
	// they are in all, -1 where the engine doesn't say.
	Changes(ctx context.Context, id string) ([]changes.Change, error)
	Written(ctx context.Context, id string) (int64, error)
}

// Terminals opens terminals in containers.
type Terminals interface {
	// Shells are the shells that a container has; nothing is run to find out.
	Shells(ctx context.Context, id string) ([]terminal.Shell, error)
	// Open opens what is wished for, OpenHelper a shell of an image beside it.
	Open(ctx context.Context, w terminal.Wish) (terminal.Line, error)
	OpenHelper(ctx context.Context, w terminal.Wish, image string) (terminal.Line, error)
}

// Confirmation is a question with a safe answer, for what is no action of the
// registry.
type Confirmation struct {
	Title, Words, Topic string
	Do                  string // on the button that does it
	Yes                 func()
}

// Log is an open log of containers.
type Log interface {
	Snapshot() *logs.Snapshot
	Older() // fetches lines before the first one
	Close() // waits for the engine
}

// Host is what a page is given: the engine's answers and the window's services.
// Functions may be called on the main goroutine only, Post from anywhere.
type Host struct {
	Post    func(func()) // runs on the main goroutine, in order
	Now     func() time.Time
	Engine  Engine
	Figures Figures
	OpenLog func(logs.Options) Log // nil where logs can't be read
	Actions Actions
	Trace   *trace.Log

	Terminals Terminals // nil in a window that can only look
	Files     Files     // nil where nobody can be asked
	Fare      Fare      // nil where nobody can be asked

	Registries Registries // nil where nobody can be asked
	Layers     Layers     // looks into images; nil where nobody can be asked
	// LookInside shows the layers of an image; nil where nobody can be asked.
	LookInside func(imageID string)

	// RunLike opens the run form filled like a container, changed by change, which
	// may be nil; nil where there is no form.
	RunLike func(id string, change func(*spec.RunSpec))

	// Failed looks into a failure, with the window's ways to put it right; nil in
	// a window that can only look.
	Failed func(diagnosis.Failure) *diagnosis.Case

	Go      func(func(ctx context.Context)) // runs off the main goroutine until done or the window closes
	Open    func(object.Ref)                // goes to the object's page and selects it
	GoTo    func(pageID string)             // goes to a page
	Explain func(topic string)              // shows a guide topic
	OpenURL func(url string)                // in the browser
	Copy    func(text string)               // to the clipboard
	Menu    func(items []MenuItem, at fyne.Position)
	Focus   func(fyne.Focusable)
	Confirm func(Confirmation)
	Reach   Reach // finds out about ways to containers; nil where nobody can be asked
	// HowMade is how a container was made, as far as a spec can say it; nil where
	// nobody can be asked.
	HowMade func(ctx context.Context, id string) (spec.RunSpec, []string, error)
	// Ask asks about an action with values to begin with; done, which may be nil,
	// hears when it has ended.
	Ask func(a *action.Action, on action.On, v action.Values, done func())
	// Drop says who takes files that are dropped on the window; nil for nobody.
	Drop func(take func(paths []string))
	// Save asks for a file and writes to it, off the main goroutine; done hears
	// what came of it.
	Save func(name string, write func(io.Writer) error, done func(error))
	// Record writes a command into the history that is no action of the registry;
	// ended, for any goroutine, says what came of it.
	Record   func(command.Command) (ended func(o history.Outcome, words, raw string))
	Settings Settings

	// Processes are what runs in a container, plain as in top.Of; nil where nobody
	// can be asked.
	Processes func(ctx context.Context, id string) (list []top.Process, plain bool, err error)
	// Events calls fn with each event of the engine, on any goroutine.
	Events func(fn func(object.Event)) (cancel func())
}

// MenuItem is a line of a menu; one without a Title is a rule between groups.
type MenuItem struct {
	ID, Title, Icon, Topic string
	Key                    string              // its shortcut
	Note                   string              // shown under the menu while it is chosen: its command
	Disabled               string              // why it can't be chosen, without a full stop; "" that it can
	Ink                    fyne.ThemeColorName // of its words; "" for that of text
	About                  any                 // what it stands for; see attention.Target
	Do                     func()
}

// Actions does what the registry of actions has. A Performer is one.
type Actions interface {
	// Why says why an action can't be done now, without a full stop; "" that it
	// can.
	Why(*action.Action, action.On) string
	// Click does it, or asks first where there is something to ask.
	Click(*action.Action, action.On)
	// ClickWith asks first what it can be told.
	ClickWith(*action.Action, action.On)
}

// Selecting is a page on which objects can be selected: what actions are about.
type Selecting interface {
	// Selected are the objects that an action would be about.
	Selected() action.On
	// Acted tells it that Why may say something else.
	Acted()
}

// Settings remembers small choices across runs.
type Settings interface {
	Get(key string) string
	Set(key, value string)
}

// Package page says what a page of the window is, and what it is given. The
// shell shows pages and knows nothing else of them; pages know nothing of the
// shell but the Host they are handed.
package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
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
	// Subscribe calls fn with the ids that have new samples, on any goroutine.
	Subscribe(fn func(ids []string)) (cancel func())
}

// Host is what a page is given: the engine's answers and the window's services.
// Functions may be called on the main goroutine only, Post from anywhere.
type Host struct {
	Post    func(func()) // runs on the main goroutine, in order
	Now     func() time.Time
	Engine  Engine
	Figures Figures
	Trace   *trace.Log

	Go       func(func(ctx context.Context)) // runs off the main goroutine until done or the window closes
	Open     func(object.Ref)                // goes to the object's page and selects it
	GoTo     func(pageID string)             // goes to a page
	Explain  func(topic string)              // shows a guide topic
	OpenURL  func(url string)                // in the browser
	Copy     func(text string)               // to the clipboard
	Menu     func(items []MenuItem, at fyne.Position)
	Focus    func(fyne.Focusable)
	Settings Settings
}

// MenuItem is a line of a context menu. Disabled says why it can't be chosen,
// "" that it can.
type MenuItem struct {
	ID, Title, Icon, Topic string
	Disabled               string
	Do                     func()
}

// Settings remembers small choices across runs.
type Settings interface {
	Get(key string) string
	Set(key, value string)
}

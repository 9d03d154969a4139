package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/session"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/fonts"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/settings"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/trace"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/window"
	"github.com/dockdesk/dockdesk/internal/views/zoom"
)

const appID = "io.github.dockdesk.dockdesk"

func openWindow(ctx context.Context, start time.Time, o options, log *slog.Logger) (err error) {
	width, height, err := parseSize(o.size)
	if err != nil {
		return err
	}
	traces, err := trace.Open(os.Getenv("DOCKDESK_TRACE"), start)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, traces.Close()) }()
	kept := openSettings(log)
	defer func() { err = errors.Join(err, kept.Save()) }()
	defer tuneMemory()()
	ses, practice, end, err := follow(ctx, o, log)
	if err != nil {
		return err
	}
	defer end()
	traces.Mark("session started", nil)

	fonts.Spare()
	a := zoom.New(app.NewWithID(appID), kept.Get("zoom"), func(step string) { kept.Set("zoom", step) })
	app.SetMetadata(fyne.AppMetadata{ID: appID, Name: "DockDesk", Version: version})
	if o.theme != "" {
		kept.Set("theme", o.theme)
	}
	a.Settings().SetTheme(theme.New(chosenTheme(kept)))
	win := a.NewWindow("DockDesk")
	if o.page != "" {
		kept.Set("page", o.page)
	}
	win.Resize(windowSize(kept, width, height))
	show := facing(ses, kept)
	show.App, show.Window, show.Trace, show.Zoom, show.Screen = a, win, traces, a.Step, screen{app: a, win: win}
	show.Ops, show.Practice, show.Bin = opsOf(ses), practice.Turn, openBin(log)
	w := window.New(ctx, show)
	a.Lifecycle().SetOnExitedForeground(func() { w.Away(true) })
	a.Lifecycle().SetOnEnteredForeground(func() { w.Away(false) })
	letEnd(a.Lifecycle())
	tray(a.App, win)
	traces.Mark("window built", nil)
	stopSocket, err := serveSocket(ctx, o.uiSocket, win, w, log)
	if err != nil {
		return err
	}
	defer stopSocket()
	context.AfterFunc(ctx, func() {
		w.Silence()
		fyne.Do(a.Quit)
	})
	win.SetMaster()
	win.SetOnClosed(w.Silence)
	win.ShowAndRun()
	size := win.Canvas().Size() // here, since there are many ways to close a window
	kept.Set("window.size", fmt.Sprintf("%.0fx%.0f", size.Width, size.Height))
	w.Close()
	return nil
}

// screen is what shows the window.
type screen struct {
	app *zoom.App
	win fyne.Window
}

// Scale implements window.Screen. The system has a scale of its own, by which
// Fyne multiplies.
func (s screen) Scale(px float64) {
	system := s.win.Canvas().Scale() / s.app.Settings().Scale()
	s.app.Fix(float32(px) / system)
	if at := s.win.Canvas().Scale(); at < float32(px)-0.05 { // Fyne rounds
		s.app.Fix((float32(px) + 0.06) / system)
	}
}

// facing is what a window is given of the session, whether it opens or is drawn.
func facing(ses *session.Session, kept *settings.Store) window.Options {
	return window.Options{
		State: ses, Engine: ses, Figures: ses.Figures(), OpenLog: openLog(ses), Processes: ses.Processes, Run: ses,
		Terminal: ses.Terminals(), Files: ses.Files(), Fare: ses.Fare(), Registries: ses.Registries(), Layers: ses.Layers(), System: ses, Contexts: ses, Retry: ses.Retry,
		Settings: kept, Dir: workingDir(), Reach: ses.Reach(),
	}
}

// letEnd takes away what Fyne does last, saving its own preferences, which are
// not used here. Fyne 2.7.1 hands that to its main loop while it empties the
// loop's queue, loses it once in some hundred times, and then waits for it for
// ever: the window is gone and the program stays.
func letEnd(l fyne.Lifecycle) {
	if fynes, ok := l.(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		fynes.SetOnStoppedHookExecuted(nil)
	}
}

// workingDir is where relative paths start from; "" if nobody knows.
func workingDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// opsOf are the operations of the engine that the session follows at the time.
func opsOf(ses *session.Session) func() (action.Ops, error) {
	return func() (action.Ops, error) {
		doer, err := ses.Operations()
		if err != nil {
			return action.Ops{}, err
		}
		ops := action.OpsOf(doer)
		ops.Reach = ses.Reach()
		ops.Files, ops.Builds = ses.Files(), ses
		ops.Keep, ops.Measure, ops.Memory = ses.Keeps(), ses, ses
		return ops, nil
	}
}

// openBin is what remembers what was removed, across runs where it can.
func openBin(log *slog.Logger) *bin.Store {
	path, err := bin.Path()
	if err != nil {
		log.Warn("the bin is not kept", "error", err)
	}
	s, err := bin.Open(bin.Options{Path: path, Hide: perform.WithoutSecrets})
	if err != nil {
		log.Warn("the bin", "error", err)
	}
	return s
}

func openSettings(log *slog.Logger) *settings.Store {
	path, err := settings.Path()
	if err != nil {
		log.Warn("settings are not kept", "error", err)
	}
	kept, err := settings.Open(path)
	if err != nil {
		log.Warn("settings", "error", err)
	}
	return kept
}

// chosenTheme is what the person wants, which is light where nobody says.
func chosenTheme(kept *settings.Store) theme.Choice {
	choice := theme.Choice(kept.Get("theme"))
	if choice == "" || choice == theme.System {
		return systemScheme()
	}
	return choice
}

// windowSize is what the flag says, else what it was in the last run.
func windowSize(kept *settings.Store, width, height int) fyne.Size {
	if width == 0 {
		width, height, _ = parseSize(kept.Get("window.size"))
	}
	if width == 0 {
		width, height = 1280, 800
	}
	return fyne.NewSize(float32(width), float32(height))
}

// serveSocket answers tests with the controls on the screen, until stopped.
func serveSocket(ctx context.Context, path string, win fyne.Window, w *window.Window, log *slog.Logger) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	server, err := uisocket.Listen(path, uisocket.Options{Window: win, Page: w.Page, Busy: w.Busy})
	if err != nil {
		return nil, fmt.Errorf("listen for tests: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() {
		if err := server.Serve(ctx); err != nil {
			log.Error("the socket for tests ended", "error", err)
		}
	})
	return func() {
		cancel()
		work.Wait()
	}, nil
}

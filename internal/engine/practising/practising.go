// Package practising turns a session to the practice engine and back: by the
// flags that the program was started with, and later as often as a person wishes.
//
// It knows sessions and the practice engine; nobody else needs to know both.
package practising

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/practice"
	"github.com/dockdesk/dockdesk/internal/engine/session"
)

// Choice is the flag --practice: yes, no, or where no engine answers.
type Choice string

// The choices.
const (
	Off  Choice = ""
	On   Choice = "true"
	Auto Choice = "auto"
)

func (c *Choice) String() string { return string(*c) }

// IsBoolFlag lets it stand alone.
func (*Choice) IsBoolFlag() bool { return true }

// Set implements flag.Value.
func (c *Choice) Set(text string) error {
	if text == string(Auto) {
		*c = Auto
		return nil
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		return errors.New("it is true, false or auto")
	}
	if *c = Off; on {
		*c = On
	}
	return nil
}

// patience is how long a real engine may take to answer before practice begins.
const patience = 3 * time.Second

// wanted tells whether to begin with the practice engine.
func (c Choice) wanted(ctx context.Context, real engine.Options) bool {
	if c != Auto {
		return c == On
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	e, err := engine.Connect(ctx, real)
	if err != nil {
		return true
	}
	e.Close()
	return false
}

// Options say how to practise.
type Options struct {
	Choice   Choice
	Scene    string // "" is the first one
	Socket   string // where the docker command reaches the practice engine; "" for nowhere
	Pictures bool   // for pictures, which are to be the same on every computer
	Log      *slog.Logger
}

// Turner turns a session. It belongs to one goroutine at a time.
type Turner struct {
	session *session.Session
	real    engine.Options
	o       Options
	engine  *practice.Engine // nil until it is first wanted
	now     func() time.Time // the clock of pictures; nil for this computer's
}

// Begin turns a session that does not run yet to the practice engine, if that is
// chosen. real is where it is turned back to.
func Begin(ctx context.Context, s *session.Session, real engine.Options, o Options) (*Turner, error) {
	if o.Choice == Off && (o.Scene != "" || o.Socket != "") {
		o.Choice = On
	}
	t := &Turner{session: s, real: real, o: o}
	if !o.Choice.wanted(ctx, real) {
		return t, nil
	}
	if err := t.start(); err != nil {
		return nil, err
	}
	s.Use(t.inside())
	return t, nil
}

func (t *Turner) start() error {
	if t.engine != nil {
		return nil
	}
	o := practice.Options{Scene: t.o.Scene, Publish: !t.o.Pictures, Still: t.o.Pictures, Log: t.o.Log}
	if t.o.Pictures {
		t.now = pictureClock
		o.Now = t.now
		time.Local = time.UTC
	}
	e, err := practice.Start(o)
	if err != nil {
		return err
	}
	if t.o.Socket != "" {
		if err := e.ListenUnix(t.o.Socket); err != nil {
			e.Close()
			return err
		}
	}
	t.engine = e
	return nil
}

func (t *Turner) inside() engine.Options {
	return engine.Options{Inside: &engine.Inside{Name: t.engine.Scene(), Dial: t.engine.Dial, Now: t.now}}
}

// Turn goes to the practice engine, or back to the real one. What was practised
// stays as it is for the next time.
func (t *Turner) Turn(on bool) {
	if !on {
		t.session.Use(t.real)
		return
	}
	if err := t.start(); err != nil {
		t.o.Log.Error("practice", "error", err)
		return
	}
	t.session.Use(t.inside())
}

// Now is the clock that ages are told by; nil for this computer's.
func (t *Turner) Now() func() time.Time { return t.now }

// Close ends the practice engine with everything in it.
func (t *Turner) Close() {
	if t.engine != nil {
		t.engine.Close()
	}
}

// pictureClock stands still at the same moment on every computer.
func pictureClock() time.Time { return time.Date(2025, 1, 15, 10, 30, 0, 0, time.UTC) }

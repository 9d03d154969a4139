package main

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

// practiceFlag is --practice: yes, no, or where no engine answers.
type practiceFlag string

const (
	practiceOff  practiceFlag = ""
	practiceOn   practiceFlag = "true"
	practiceAuto practiceFlag = "auto"
)

func (f *practiceFlag) String() string { return string(*f) }

// IsBoolFlag lets it stand alone.
func (f *practiceFlag) IsBoolFlag() bool { return true }

// Set implements flag.Value.
func (f *practiceFlag) Set(text string) error {
	if text == string(practiceAuto) {
		*f = practiceAuto
		return nil
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		return errors.New("it is true, false or auto")
	}
	if *f = practiceOff; on {
		*f = practiceOn
	}
	return nil
}

// patience is how long a real engine may take to answer before practice begins.
const patience = 3 * time.Second

// wanted tells whether to begin with the practice engine.
func (f practiceFlag) wanted(ctx context.Context, real engine.Options) bool {
	if f != practiceAuto {
		return f == practiceOn
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

// practising turns the session to the practice engine and back. It belongs to the
// main goroutine.
type practising struct {
	session *session.Session
	real    engine.Options
	flags   options
	log     *slog.Logger
	engine  *practice.Engine // nil until it is first wanted
	now     func() time.Time // the clock of pictures; nil for this computer's
}

// start makes the practice engine, with the clock of pictures for pictures.
func (p *practising) start() error {
	if p.engine != nil {
		return nil
	}
	o := practice.Options{Scene: p.flags.scene, Publish: !p.flags.shots, Log: p.log}
	if p.flags.shots {
		p.now = pictureClock()
		o.Now, time.Local = p.now, time.UTC
	}
	e, err := practice.Start(o)
	if err != nil {
		return err
	}
	if p.flags.socket != "" {
		if err := e.ListenUnix(p.flags.socket); err != nil {
			e.Close()
			return err
		}
	}
	p.engine = e
	return nil
}

func (p *practising) options() engine.Options {
	return engine.Options{Inside: &engine.Inside{Name: p.engine.Scene(), Dial: p.engine.Dial}}
}

// turn goes to the practice engine, or back to the real one. What was practised
// stays as it is for the next time.
func (p *practising) turn(on bool) {
	if !on {
		p.session.Use(p.real)
		return
	}
	if err := p.start(); err != nil {
		p.log.Error("practice", "error", err)
		return
	}
	p.session.Use(p.options())
}

// clock is what the window tells ages by; nil for this computer's.
func (p *practising) clock() func() time.Time { return p.now }

func (p *practising) close() {
	if p.engine != nil {
		p.engine.Close()
	}
}

// pictureClock begins at the same moment on every computer, so that pictures of
// practice are the same everywhere.
func pictureClock() func() time.Time {
	origin, begun := time.Date(2025, 1, 15, 10, 30, 0, 0, time.UTC), time.Now()
	return func() time.Time { return origin.Add(time.Since(begun)) }
}

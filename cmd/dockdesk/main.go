// Command dockdesk is a window onto the local Docker engine. This package is
// the door: it reads flags, connects the rooms and opens a window, or writes
// pictures of its pages.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice"
	"github.com/dockdesk/dockdesk/internal/engine/practising"
)

// version is set by the build.
var version = "development"

const usage = `DockDesk shows the Docker engine of this computer in a window.

  dockdesk [flags]          open the window
  dockdesk shots [flags]    write a picture of every page

Flags:
`

// options are the flags of both commands.
type options struct {
	host, context string
	theme         string
	size          string
	uiSocket      string
	logLevel      string
	page          string
	out           string
	shots         bool
	projector     int
	practice      practising.Options
}

func main() {
	start := time.Now()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, start, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	default:
		fmt.Fprintln(os.Stderr, "dockdesk:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, start time.Time, args []string, stdout, stderr io.Writer) error {
	o, showVersion, err := parse(args, stdout, stderr)
	if err != nil {
		return err
	}
	if showVersion {
		_, err := fmt.Fprintln(stdout, "dockdesk", version)
		return err
	}
	log, err := newLog(o.logLevel, stderr)
	if err != nil {
		return err
	}
	if o.shots {
		return shoot(ctx, o, log, stdout)
	}
	return openWindow(ctx, start, o, log)
}

func parse(args []string, stdout, stderr io.Writer) (o options, showVersion bool, err error) {
	if len(args) > 0 && args[0] == "shots" {
		o.shots = true
		args = args[1:]
	}
	f := flag.NewFlagSet("dockdesk", flag.ContinueOnError)
	f.SetOutput(stdout)
	f.Usage = func() {
		fmt.Fprint(stdout, usage)
		f.PrintDefaults()
	}
	f.StringVar(&o.host, "host", "", "`address` of the engine, as DOCKER_HOST has it")
	f.StringVar(&o.host, "H", "", "short for --host")
	f.StringVar(&o.context, "context", "", "`name` of the docker context to use")
	f.StringVar(&o.theme, "theme", "", "light, dark or system")
	f.StringVar(&o.size, "size", "", "`WIDTHxHEIGHT` of the window or the pictures (1280x800)")
	f.StringVar(&o.logLevel, "log-level", "warn", "debug, info, warn or error")
	f.Var(&o.practice.Choice, "practice", "use the practice engine, in which nothing is real Docker; with =auto only where no engine answers")
	f.StringVar(&o.practice.Scene, "scene", "", "what the practice engine begins with: "+strings.Join(practice.Scenes(), ", "))
	f.StringVar(&o.practice.Socket, "practice-socket", "", "let the docker command reach the practice engine at this `path`")
	f.BoolVar(&showVersion, "version", false, "print the version")
	if o.shots {
		f.StringVar(&o.out, "out", "shots", "`folder` for the pictures")
		f.IntVar(&o.projector, "projector", 0, "as on a projector, read from `4`, 6 or 8 heights of the picture away")
	} else {
		f.StringVar(&o.page, "page", "", "`name` of the page to open with")
		f.StringVar(&o.uiSocket, "ui-socket", "", "answer at this `path` with the controls on the screen, for tests")
	}
	if err := f.Parse(args); err != nil {
		return o, false, err
	}
	if f.NArg() > 0 {
		return o, false, fmt.Errorf("%q is no command; dockdesk --help lists them", f.Arg(0))
	}
	return o, showVersion, nil
}

func newLog(level string, w io.Writer) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("%q is no log level; use debug, info, warn or error", level)
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: l})), nil
}

// parseSize reads WIDTHxHEIGHT; "" gives 0, 0.
func parseSize(s string) (w, h int, err error) {
	if s == "" {
		return 0, 0, nil
	}
	if _, err := fmt.Sscanf(strings.ToLower(s), "%dx%d", &w, &h); err != nil || w < 320 || h < 240 || w > 16384 || h > 16384 {
		return 0, 0, fmt.Errorf("%q is no size; write it as 1280x800", s)
	}
	return w, h, nil
}

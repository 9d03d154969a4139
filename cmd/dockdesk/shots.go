package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/dockdesk/dockdesk/internal/views/settings"
	"github.com/dockdesk/dockdesk/internal/views/shots"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// shoot writes a picture of every page of the engine that answers.
func shoot(ctx context.Context, o options, log *slog.Logger, stdout io.Writer) error {
	width, height, err := parseSize(o.size)
	if err != nil {
		return err
	}
	if width == 0 {
		width, height = 1280, 800
	}
	kept, err := settings.Open("")
	if err != nil {
		return err
	}
	ses, practice, end, err := follow(ctx, o, log)
	if err != nil {
		return err
	}
	defer end()
	files, err := shots.Write(ctx, shots.Options{
		Now: practice.Now(), Projector: o.projector,
		Dir: o.out, Width: width, Height: height, Theme: theme.Choice(o.theme),
		State: ses, Engine: ses, Figures: ses.Figures(), OpenLog: openLog(ses), Settings: kept, Contexts: ses, Retry: ses.Retry, System: ses, Run: ses,
	})
	for _, f := range files {
		fmt.Fprintln(stdout, f)
	}
	return err
}

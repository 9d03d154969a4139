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
	show := facing(ses, kept)
	show.Now = practice.Now()
	files, err := shots.Write(ctx, shots.Options{
		Dir: o.out, Width: width, Height: height, Theme: theme.Choice(o.theme), Projector: o.projector, Show: show,
	})
	for _, f := range files {
		fmt.Fprintln(stdout, f)
	}
	return err
}

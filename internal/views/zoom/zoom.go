// Package zoom makes everything in the program's windows larger or smaller, in
// steps. Fyne asks the app's settings for the scale; so the app that it asks is
// one whose settings answer with the chosen step.
//
// It must know nothing of what is shown.
package zoom

import (
	"os"
	"strconv"

	"fyne.io/fyne/v2"
)

// steps are the scales to choose from.
var steps = []float32{0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3}

const normal = 3 // the place of 1 in steps

// App is an app whose windows can be zoomed.
type App struct {
	fyne.App
	settings *settings
	keep     func(string)
}

// New makes an app zoomable, and the one that Fyne asks. kept is what keep was
// told in an earlier run; "" for nothing.
func New(app fyne.App, kept string, keep func(string)) *App {
	z := &App{App: app, keep: keep, settings: &settings{Settings: app.Settings(), step: normal, base: base()}}
	if n, err := strconv.Atoi(kept); err == nil {
		z.settings.step = min(max(n+normal, 0), len(steps)-1)
	}
	fyne.SetCurrentApp(z)
	return z
}

// base is the scale that the environment asks for; 0 if it doesn't. Fyne would
// take that and nothing else, so it is taken out of the environment.
func base() float32 {
	asked := os.Getenv("FYNE_SCALE")
	scale, err := strconv.ParseFloat(asked, 32)
	if err != nil || scale <= 0 || os.Unsetenv("FYNE_SCALE") != nil {
		return 0
	}
	return float32(scale)
}

// Settings implements fyne.App.
func (z *App) Settings() fyne.Settings { return z.settings }

// Step goes by steps, up or down; 0 goes back to the normal size.
func (z *App) Step(by int) {
	at := normal
	if by != 0 {
		at = min(max(z.settings.step+by, 0), len(steps)-1)
	}
	if at == z.settings.step {
		return
	}
	z.settings.step = at
	kept := ""
	if at != normal {
		kept = strconv.Itoa(at - normal)
	}
	z.keep(kept)
	z.settings.SetTheme(z.settings.Theme()) // Fyne asks for the scale again
}

// Fix makes the scale what it is told, whatever was chosen; 0 goes back to that.
func (z *App) Fix(scale float32) {
	if z.settings.fixed != scale {
		z.settings.fixed = scale
		z.settings.SetTheme(z.settings.Theme())
	}
}

// settings are an app's, at another scale.
type settings struct {
	fyne.Settings
	step  int
	fixed float32 // the scale in place of all; 0 for none
	base  float32 // in place of the settings' own; 0 for none
}

// Scale implements fyne.Settings.
func (s *settings) Scale() float32 {
	if s.fixed > 0 {
		return s.fixed
	}
	scale := s.base
	if scale == 0 {
		scale = s.Settings.Scale()
	}
	if scale == 0 {
		scale = 1
	}
	return scale * steps[s.step]
}

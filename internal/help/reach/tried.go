package reach

import (
	"fmt"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object/way"
)

// Tried says what came of a real knock, in sentences. from is who knocked; "" is
// this computer.
func Tried(k way.Knock, from string) string {
	words := outcome(k)
	switch {
	case k.Outcome == way.Untold && k.By == "":
		return words
	case k.Image != "":
		words += fmt.Sprintf(" %s has no program that could knock, so %s did it in a helper made from %s that shared its network. It is gone again.", from, k.By, k.Image)
	case k.By != "":
		words += fmt.Sprintf(" %s knocked, inside %s.", k.By, from)
	}
	return words
}

func outcome(k way.Knock) string {
	switch k.Outcome {
	case way.Answers:
		if k.HTTP != "" {
			return fmt.Sprintf("%s answers after %s: HTTP %s.", k.At, took(k.Took), k.HTTP)
		}
		return fmt.Sprintf("%s answers after %s.", k.At, took(k.Took))
	case way.Refused:
		return fmt.Sprintf("%s refuses: nobody listens there.", k.At)
	case way.Silent:
		return fmt.Sprintf("Nothing came back from %s in time. Either no way leads there, or something on it drops the call.", k.At)
	case way.NoName:
		host, _, _ := strings.Cut(k.At, ":")
		return fmt.Sprintf("The name %s leads nowhere.", host)
	case way.NoWay:
		return fmt.Sprintf("No network leads to %s.", k.At)
	case way.Empty:
		return fmt.Sprintf("%s opens and shuts at once: the engine keeps that door, and nobody is behind it.", k.At)
	}
	words := "Nobody could knock: neither the container nor an image on this computer has curl, wget or nc."
	if k.By != "" {
		words = k.By + " could not tell whether somebody answers."
	}
	return words
}

// took is a short time as a person says it.
func took(d time.Duration) string {
	if d < time.Millisecond {
		return "less than 1 ms"
	}
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// Heard says who listens inside, one line each; how says who looked.
func Heard(f way.Facts) (lines []string, how string) {
	for _, l := range f.Listeners {
		words := portWords(l.Port) + " at " + place(l)
		if l.Deaf() {
			words += ", for itself only"
		}
		lines = append(lines, words)
	}
	switch f.Looked {
	case way.Kernel:
		how = "Read from this computer's kernel."
	case way.Inside:
		how = "Read by cat, inside the container."
	case way.Helper:
		how = fmt.Sprintf("Read by a helper made from %s that shared its network. It is gone again.", f.Image)
	default:
		return nil, strings.TrimSpace("Nobody looked. " + f.Refused)
	}
	if f.To.Net == way.Host {
		how += " These are all of the computer, since it has the computer's network."
	}
	return lines, how
}

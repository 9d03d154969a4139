package terminals

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/terminal"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// wish is what is to be opened.
type wish struct {
	terminal.Wish
	image string // of the helper container; "" for none
}

// command is what does the same on the command line.
func (w wish) command() command.Command {
	t := command.NewTerminal{User: w.User, Dir: w.Dir, Term: terminal.Term, Program: w.Command}
	switch {
	case w.image != "":
		t.Program = []string{terminal.HelperShell}
		return command.RunHelper(w.Name, w.image, t)
	case w.Attaches():
		return command.AttachContainer(w.Name)
	}
	return command.ExecTerminal(w.Name, t)
}

// title is what the terminal is called on its tab.
func (w wish) title() string {
	switch {
	case w.image != "":
		return "helper"
	case w.Attaches():
		return "attached"
	}
	return path.Base(w.Command[0])
}

// ended is how a terminal ended, in a sentence; "" when the person closed it.
func ended(w wish, e terminal.End) string {
	if e.Err != nil {
		return because(w, e.Err)
	}
	what := w.title()
	if w.Attaches() && w.image == "" {
		what = w.Name
	}
	if !e.Known {
		return what + " ended."
	}
	return fmt.Sprintf("%s ended with exit code %d.", what, e.Code)
}

// because says why there is no terminal, or no more.
func because(w wish, err error) string {
	var failed *terminal.Error
	if !errors.As(err, &failed) {
		if errors.Is(err, context.Canceled) {
			return ""
		}
		return "The engine does not answer, so no terminal can be opened."
	}
	name, what := format.CleanLine(w.Name), format.CleanLine(failed.What)
	where := name
	if w.image != "" {
		where = format.CleanLine(w.image)
	}
	switch failed.Reason {
	case terminal.ReasonNotRunning:
		return name + " does not run. Start it first."
	case terminal.ReasonPaused:
		return name + " is paused. Unpause it first."
	case terminal.ReasonRestarting:
		return name + " is restarting. Try again when it runs."
	case terminal.ReasonGone:
		return name + " was removed, and the terminal with it."
	case terminal.ReasonStopped:
		return name + " stopped, and the terminal with it."
	case terminal.ReasonNoProgram:
		return where + " has no program called " + what + "."
	case terminal.ReasonNotExecutable:
		return what + " in " + where + " is no program that can be run."
	case terminal.ReasonNoUser:
		return where + " knows no user called " + what + "."
	case terminal.ReasonNoFolder:
		return where + " has no folder " + what + "."
	case terminal.ReasonNoImage:
		return "This engine has no image called " + where + "."
	case terminal.ReasonLost:
		return "The connection to the engine broke. What ran here may still run in " + name + "."
	case terminal.ReasonClosed:
		return ""
	}
	return "The engine refuses it: " + format.CleanLine(failed.Raw)
}

// stateWords say why there can be no terminal in a container as it is now; ""
// when there can.
func stateWords(c *object.Container) (title, words string) {
	name := format.CleanLine(c.Name)
	switch c.State {
	case object.StateRunning:
		return "", ""
	case object.StatePaused:
		return name + " is paused", "A paused container holds its breath: nothing in it can run, and so no shell either. Unpause it to open a terminal."
	case object.StateRestarting:
		return name + " is restarting", "Its program ends again and again. A terminal can be opened in the moments in which it runs."
	}
	return name + " does not run", "A terminal is one more program inside a container that runs. Start it to open one."
}

// losses say what closing a terminal would end.
func losses(running []string, known bool) string {
	if !known {
		return "What runs in this terminal is not known. Closing it ends that."
	}
	var names []string
	for _, r := range running {
		names = append(names, "\u201c"+format.CleanLine(r)+"\u201d")
	}
	const most = 3
	if more := len(names) - most; more > 0 {
		names = append(names[:most], format.Count(more, "more program"))
	}
	if len(names) == 1 {
		return names[0] + " runs in this terminal. Closing it ends that."
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last] + " run in this terminal. Closing it ends them."
}

// guesses are images that are made to look round with, the best first.
var guesses = []string{"busybox", "alpine", "nicolaka/netshoot", "debian", "ubuntu"}

// helperImages are the names of the images that a helper container can be made
// of, those first that are likely to have a shell.
func helperImages(s *object.Snapshot) []string {
	var likely, others []string
	rank := map[string]int{}
	for _, i := range s.Images {
		for _, tag := range i.Tags {
			repository, _, _ := strings.Cut(tag, ":")
			at := len(guesses)
			for j, g := range guesses {
				if repository == g || strings.HasSuffix(repository, "/"+g) {
					at = j
				}
			}
			if rank[tag] = at; at < len(guesses) {
				likely = append(likely, tag)
			} else {
				others = append(others, tag)
			}
		}
	}
	sortBy(likely, func(tag string) int { return rank[tag] })
	sortBy(others, func(string) int { return 0 })
	return append(likely, others...)
}

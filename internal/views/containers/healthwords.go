package containers

import (
	"fmt"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/vitals"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/help/exitcode"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// cantTell says why nothing is known about a container.
func cantTell(c *object.Container, err error, s *object.Snapshot) string {
	name := shortName(c)
	switch {
	case operations.KindOf(err) == operations.NotFound:
		return name + " is gone: it was removed, and what was known of it went with it."
	case s.Link != object.LinkLive || operations.KindOf(err) == operations.Unavailable:
		return "The engine does not answer, so how " + name + " fares is not known. It is asked again as soon as it does."
	}
	return "The engine can't say how " + name + " fares. It says: " + format.CleanLine(err.Error())
}

// nowWords is how a container fares, in a sentence or two.
func nowWords(c *object.Container, f *fare, now time.Time) string {
	switch f.State {
	case object.StatePaused:
		return "Its programs are held, so nothing is checked until they go on."
	case object.StateRestarting:
		return "Its program has ended, and the engine is about to start it again."
	case object.StateCreated:
		if f.Error != "" {
			return "It was never started: the engine could not."
		}
		return "It was made and never started."
	case object.StateRunning:
	default:
		if f.Check == nil {
			return "It does not run."
		}
		return "It does not run, so nothing is checked."
	}
	started := "It runs since " + clockOf(f.Started, now) + "."
	switch f.Health {
	case object.HealthHealthy:
		if f.Streak > 0 {
			return "It counts as healthy, though its check said no " + times(f.Streak) + " in a row. " + started
		}
		return "Its last check said yes. " + started
	case object.HealthStarting:
		return "Its check has not said yes yet. " + started
	case object.HealthUnhealthy:
		return "Its check said no " + times(f.Streak) + " in a row. The engine itself does nothing about it. " + started
	}
	return started + " Whether it also answers, nobody checks."
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// clockOf is a time of the day, with the day where it is another one. It stays
// true, which an age doesn't.
func clockOf(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	return t.Format("2 January 2006, 15:04:05")
}

func noCheck(f *fare) string {
	words := "Nothing knocks at its door: the engine knows only whether its program exists. A check is a short command inside that fails when the program doesn't answer. It shows here and in docker ps, and compose can wait for it."
	if f.Off {
		return "Its image has a check, which was turned off for this container. " + words
	}
	return words
}

// checkCommand is the check as it was written.
func checkCommand(c *vitals.Check) string { return strings.Join(c.Command, " ") }

// timing says when it is checked, and what counts.
func timing(c *vitals.Check) string {
	words := fmt.Sprintf("Asked every %s. An answer may take %s. No %s in a row makes it unhealthy.", lasting(c.Interval), lasting(c.Timeout), times(c.Retries))
	if c.Retries == 1 {
		words = fmt.Sprintf("Asked every %s. An answer may take %s. A single no makes it unhealthy.", lasting(c.Interval), lasting(c.Timeout))
	}
	if c.StartPeriod > 0 {
		words += fmt.Sprintf(" In the first %s a no counts for nothing.", lasting(c.StartPeriod))
	}
	return words
}

// lasting is a length of time as a person says it: "30 s", "1 min 30 s".
func lasting(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second && d%time.Second != 0:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour && d%time.Minute == 0:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// streak says how often it was no in a row, and what that means.
func streak(f *fare) string {
	switch left := f.Check.Retries - f.Streak; {
	case f.Streak == 0:
		return "not at the last probe"
	case f.Health == object.HealthUnhealthy:
		return times(f.Streak) + " in a row. One yes makes it healthy again."
	case left > 0:
		return fmt.Sprintf("%s in a row; %s more makes it unhealthy.", times(f.Streak), number(left))
	}
	return times(f.Streak) + " in a row"
}

func number(n int) string {
	if n == 1 {
		return "one"
	}
	return fmt.Sprint(n)
}

// verdict is what a probe said.
func verdict(p vitals.Probe) format.Shape {
	switch {
	case p.Code == 0:
		return format.Shape{Word: "yes", Icon: "check", Tone: format.Good}
	case p.Code < 0:
		return format.Shape{Word: "no answer", Icon: "failed", Tone: format.Bad}
	}
	return format.Shape{Word: "no", Icon: "failed", Tone: format.Bad}
}

func probeWords(p vitals.Probe) string {
	words := fmt.Sprintf("at %s, took %s", p.Began.Local().Format("15:04:05"), lasting(p.Took()))
	switch {
	case p.Code < 0:
		words += ": it took too long, or could not be run"
	case p.Code > 1:
		words += fmt.Sprintf(", exit code %d (%s)", p.Code, exitcode.Short(p.Code, false))
	}
	return words
}

const (
	outputMost = 4   // lines of a probe's output
	outputWide = 300 // runes of such a line
)

// outputLines are the first lines of what a probe printed.
func outputLines(output string) []string {
	output = strings.TrimSpace(output)
	if output == "" {
		return nil
	}
	all := strings.Split(output, "\n")
	var list []string
	for _, line := range all[:min(len(all), outputMost)] {
		line = plain([]byte(strings.TrimRight(line, "\r")))
		if r := []rune(line); len(r) > outputWide {
			line = string(r[:outputWide]) + "…"
		}
		list = append(list, format.CleanLine(line))
	}
	if more := len(all) - outputMost; more > 0 {
		list = append(list, fmt.Sprintf("… and %s more", format.Count(more, "line")))
	}
	return list
}

// restartWords says whether the engine starts it again, and how often it did.
func restartWords(f *fare) string {
	switch {
	case f.Policy == "" || f.Policy == "no":
		return "never by itself"
	case f.Restarts == 0:
		return "not yet by itself; it " + format.Restart(f.Policy)
	}
	return times(f.Restarts) + " by itself; it " + format.Restart(f.Policy)
}

// refusal is why the engine could not start it, in plain words.
func refusal(c *object.Container, f *fare, s *object.Snapshot) diagnosis.Diagnosis {
	return diagnosis.Explain(refused(c, f, s))
}

func refused(c *object.Container, f *fare, s *object.Snapshot) diagnosis.Failure {
	return diagnosis.Failure{
		Op: "start", Ref: object.Ref{Kind: object.KindContainer, ID: c.ID}, Name: shortName(c), Class: diagnosis.Unknown, Raw: f.Error, Snapshot: s,
	}
}

// reading is the last end in plain words; false where there was none.
func reading(f *fare) (exitcode.Reading, bool) {
	e := exitcode.End{
		Code: f.ExitCode, OOMKilled: f.OOMKilled, Memory: f.Memory, Output: strings.Join(f.printed, "\n"),
		Program: f.Program, Terminal: f.Terminal,
	}
	switch {
	case f.Finished.IsZero():
		return exitcode.Reading{}, false
	case f.heard:
		e.Heard, e.Signals, e.Stopped = true, f.end.Signals, f.end.Stopped
		if f.runs() || f.State == object.StateRestarting { // an inspection tells of the run that is on
			e.Code, e.OOMKilled = f.end.Code, f.end.OOM
		}
	case f.runs():
		return exitcode.Reading{}, false // nobody knows any more
	}
	return exitcode.Read(e), true
}

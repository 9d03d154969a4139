// Package exitcode says in plain words why a container's program ended: what its
// exit code means, who or what ended it, and what can be done. It is the one
// place that knows exit codes; why a program could not be started at all is
// package diagnosis's to say.
//
// It is made of functions of plain values: it asks nobody, and knows neither an
// engine nor a window. Remedies are named, and carried out by others.
package exitcode

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/docker/go-units"
)

// End is what is known of an end.
type End struct {
	Code      int
	OOMKilled bool
	Memory    int64  // bytes it might use; 0 is no limit
	Output    string // the last lines that it printed

	// Heard says that the engine's events of the end were heard, so that Signals
	// and Stopped are all that was sent to it through the engine.
	Heard   bool
	Signals []int
	Stopped bool // by docker stop or docker restart

	Program  []string // what ran, word by word
	Terminal bool     // it had one
}

// Verdict says how good or bad an end is.
type Verdict int

// The verdicts.
const (
	Well   Verdict = iota + 1 // it did what it was there for
	Asked                     // somebody ended it
	Failed                    // it ended in a way nobody wanted
)

// Kind names a remedy.
type Kind string

// The kinds of remedy.
const (
	ShowLog      Kind = "log"      // read all it printed
	Terminal     Kind = "terminal" // run another with a terminal
	RaiseMemory  Kind = "memory"   // change its memory limit
	OtherCommand Kind = "command"  // run another with another program
	OtherImage   Kind = "image"    // run another from an image for this computer
	StartAgain   Kind = "start"
)

// Remedy is one thing that can be done about an end.
type Remedy struct {
	Kind  Kind
	Words string // on its button
}

// Reading is an end in plain words.
type Reading struct {
	Verdict  Verdict
	Title    string // "Exit code 127: not found"
	Words    string // one to three sentences
	Remedies []Remedy
}

var (
	showLog  = Remedy{ShowLog, "Show its log"}
	terminal = Remedy{Terminal, "Run another with a terminal"}
	raise    = Remedy{RaiseMemory, "Change its memory limit"}
	other    = Remedy{OtherCommand, "Run another with another program"}
	start    = Remedy{StartAgain, "Start it again"}
)

// Read reads an end.
func Read(e End) Reading {
	r := e.read()
	r.Title = e.title(r)
	return r
}

func (e End) title(r Reading) string {
	short := Short(e.Code, e.OOMKilled)
	if e.Code == 0 && r.Verdict == Failed {
		short = "ended at once"
	}
	return fmt.Sprintf("Exit code %d: %s", e.Code, short)
}

func (e End) read() Reading {
	printed := strings.ToLower(e.Output)
	switch {
	case strings.Contains(printed, "exec format error"):
		return Reading{Verdict: Failed, Words: "Its program is made for another kind of computer, so this one can't run it.",
			Remedies: []Remedy{{OtherImage, "Run another from another image"}}}
	case e.OOMKilled:
		return e.outOfMemory()
	case e.Code == 0 && e.waited():
		return Reading{Verdict: Failed, Remedies: []Remedy{terminal},
			Words: "Its program reads what is typed, and nobody could type anything: it ended at once, without an error."}
	case e.Code == 0 && e.Stopped:
		return Reading{Verdict: Asked, Words: "It was asked to stop, and its program ended in good order.", Remedies: []Remedy{start}}
	case e.Code == 0:
		return Reading{Verdict: Well, Remedies: []Remedy{start},
			Words: "Its program did its work and ended without an error. A container runs only as long as its program."}
	}
	switch e.Code {
	case 125, 126, 127:
		return e.cantRun()
	case 128 + sigKILL:
		return e.killed()
	case 128 + sigTERM, 128 + sigINT, 128 + sigHUP, 128 + sigQUIT:
		return e.asked()
	}
	if s, ok := signals[e.Code-128]; ok {
		return Reading{Verdict: Failed, Words: s.words, Remedies: []Remedy{showLog}}
	}
	return e.failed()
}

// failed is an error of the program's own.
func (e End) failed() Reading {
	r := Reading{Verdict: Failed, Remedies: []Remedy{showLog}}
	switch {
	case e.Code == 2:
		r.Words = "Its program ended with an error (exit code 2). Many programs say 2 when they don't understand what they were told: a wrong option or argument."
		r.Remedies = append(r.Remedies, other)
	case e.Code == 128:
		r.Words = "Its program ended with an error (exit code 128), which says that something it was given made no sense."
	case e.Code == 255:
		r.Words = "Its program ended with an error (exit code 255), which is also how -1 is written: it went wrong, and says no more."
	case e.Code > 128 && e.Code < 128+65:
		r.Words = fmt.Sprintf("It was ended by signal %d (exit code %d).", e.Code-128, e.Code)
	default:
		r.Words = fmt.Sprintf("Its program ended with an error (exit code %d). What the number means is up to the program.", e.Code)
	}
	if strings.TrimSpace(e.Output) == "" {
		r.Words += " It printed nothing."
	} else {
		r.Words += " What it printed last says why."
	}
	if e.waited() {
		r.Remedies = append(r.Remedies, terminal)
	}
	return r
}

func (e End) cantRun() Reading {
	r := Reading{Verdict: Failed, Remedies: []Remedy{other, showLog}}
	switch e.Code {
	case 125:
		r.Words = "The docker command says 125 when it could not do what it was told. Here the program itself said it (exit code 125); what it printed says why."
		r.Remedies = []Remedy{showLog}
	case 126:
		r.Words = "Its program is there, but can't be run (exit code 126): it is no program, or nobody may run it."
	default:
		r.Words = "Its program was not found inside the container (exit code 127): it is not in the image, or its name is misspelled."
	}
	return r
}

func (e End) outOfMemory() Reading {
	r := Reading{Verdict: Failed, Remedies: []Remedy{raise, showLog}}
	switch {
	case e.Code != 128+sigKILL:
		r.Words = fmt.Sprintf("Memory ran out, and one of its programs was ended for it. The container then ended with exit code %d.", e.Code)
	case e.Memory > 0:
		r.Words = fmt.Sprintf("It needed more memory than the %s it may use, and was ended.", units.BytesSize(float64(e.Memory)))
	default:
		r.Words = "It needed more memory than it may use, and was ended."
	}
	r.Words += " If its memory rises without end, a higher limit only delays it."
	return r
}

// killed is exit code 137 without a limit that was reached.
func (e End) killed() Reading {
	termed, killed := slices.Contains(e.Signals, sigTERM), slices.Contains(e.Signals, sigKILL)
	r := Reading{Verdict: Asked, Remedies: []Remedy{start}}
	switch {
	case e.Stopped || termed && killed:
		r.Words = "It was asked to stop, did not end in the time it had, and was ended by force (exit code 137). Programs that pay no heed to a request, such as a shell script as the first program, end like this."
	case killed:
		r.Words = "Somebody killed it through the engine: its program was ended by force (exit code 137), and could not finish anything."
	case e.Heard:
		r.Verdict, r.Remedies = Failed, []Remedy{showLog, start}
		r.Words = "It was ended by force (exit code 137), and nobody asked the engine for it: this computer had no memory left, or somebody killed the program from outside."
	default:
		r.Words = "It was ended by force (exit code 137): killed, stopped without ending in time, or ended because this computer had no memory left."
	}
	return r
}

// asked is an end by a signal that asks.
func (e End) asked() Reading {
	s := signals[e.Code-128]
	r := Reading{Verdict: Asked, Words: s.words, Remedies: []Remedy{start}}
	switch {
	case e.Stopped && e.Code == 128+sigTERM:
		r.Words = "It was asked to stop, and did (exit code 143)."
	case e.Heard && len(e.Signals) == 0:
		r.Words += " Nobody asked the engine for it: the request came from this computer or from inside the container."
	}
	return r
}

func (e End) waited() bool { return !e.Terminal && Prompt(e.Program) }

// prompts are programs that do nothing but answer what is typed.
var prompts = map[string]bool{
	"sh": true, "bash": true, "ash": true, "zsh": true, "fish": true, "dash": true, "python": true, "python3": true, "node": true, "irb": true,
	"ruby": true, "php": true, "psql": true, "mysql": true, "mongosh": true, "redis-cli": true, "lua": true, "julia": true, "R": true, "jshell": true,
	"iex": true, "erl": true, "ghci": true, "scala": true, "pwsh": true,
}

// Prompt reports whether a program is one that reads what is typed, and was
// given nothing else to do.
func Prompt(program []string) bool {
	return len(program) == 1 && prompts[path.Base(program[0])]
}

// Short is what a code means in a few words: "ended by force".
func Short(code int, oomKilled bool) string {
	if oomKilled {
		return "out of memory"
	}
	if s, ok := short[code]; ok {
		return s
	}
	return cmp.Or(signals[code-128].short, "an error")
}

var short = map[int]string{
	0: "all is well", 1: "an error", 2: "an error, often a wrong option",
	125: "docker's own error", 126: "can't be run", 127: "not found", 128: "an error",
}

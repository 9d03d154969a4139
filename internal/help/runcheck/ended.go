package runcheck

import (
	"fmt"
	"path"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// End is how a container ended soon after it was started.
type End struct {
	ExitCode  int
	OOMKilled bool
	Output    string // the last lines that it printed
}

// Ended explains why a container was soon over, and offers to run it another
// way.
func Ended(s spec.RunSpec, image *spec.Image, e End) (words string, fixes []Fix) {
	terminal := change("Run it again with a terminal", func(s *spec.RunSpec) { s.Detach, s.Interactive, s.TTY = false, true, true })
	waits := !s.TTY && waitsForTyping(s, image)
	switch {
	case strings.Contains(e.Output, "exec format error"):
		return "Its program is made for another kind of computer, so this one can't run it.", nil
	case e.OOMKilled:
		words = "It needed more memory than it may use, and was ended."
		if s.Memory != "" {
			fixes = []Fix{change("Run it again without the limit", func(s *spec.RunSpec) { s.Memory, s.MemorySwap, s.MemoryReservation = "", "", "" })}
		}
		return words, fixes
	case e.ExitCode == 0 && waits:
		return "Its program reads what is typed, and nobody could type anything: it ended at once, without an error.", []Fix{terminal}
	case e.ExitCode == 0:
		return "Its program did its work and ended without an error. A container runs only as long as its program.", nil
	}
	switch e.ExitCode {
	case 126:
		words = "Its program is there, but can't be run (exit code 126)."
	case 127:
		words = "Its program was not found inside the container (exit code 127)."
	case 137:
		words = "It was ended by force (exit code 137)."
	case 139:
		words = "Its program crashed (exit code 139)."
	case 143:
		words = "It was asked to stop, and did (exit code 143)."
	default:
		words = fmt.Sprintf("Its program ended with an error (exit code %d).", e.ExitCode)
		if strings.TrimSpace(e.Output) == "" {
			words += " It printed nothing."
		} else {
			words += " What it printed last says why."
		}
	}
	if waits {
		fixes = []Fix{terminal}
	}
	return words, fixes
}

// prompts are programs that do nothing but answer what is typed.
var prompts = map[string]bool{
	"sh": true, "bash": true, "ash": true, "zsh": true, "fish": true, "dash": true, "python": true, "python3": true, "node": true, "irb": true,
	"ruby": true, "php": true, "psql": true, "mysql": true, "mongosh": true, "redis-cli": true, "lua": true, "julia": true, "R": true, "jshell": true,
	"iex": true, "erl": true, "ghci": true, "scala": true, "pwsh": true,
}

// waitsForTyping says that the program is a prompt that was given nothing to do.
func waitsForTyping(s spec.RunSpec, image *spec.Image) bool {
	words := s.Command
	switch {
	case s.Entrypoint != "":
		words = append([]string{s.Entrypoint}, words...)
	case len(words) == 0 && image != nil && !s.NoEntrypoint && len(image.Entrypoint) == 0:
		words = image.Command
	}
	return len(words) == 1 && prompts[path.Base(words[0])]
}

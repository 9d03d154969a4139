package runcheck

import (
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/exitcode"
)

// End is how a container ended soon after it was started.
type End struct {
	ExitCode  int
	OOMKilled bool
	Output    string // the last lines that it printed
}

// Ended explains why a container was soon over, and offers to run it another
// way. What the codes mean is package exitcode's to say.
func Ended(s spec.RunSpec, image *spec.Image, e End) (words string, fixes []Fix) {
	r := exitcode.Read(exitcode.End{
		Code: e.ExitCode, OOMKilled: e.OOMKilled, Output: e.Output, Program: programOf(s, image), Terminal: s.TTY,
	})
	for _, remedy := range r.Remedies {
		switch {
		case remedy.Kind == exitcode.Terminal:
			fixes = append(fixes, change("Run it again with a terminal", func(s *spec.RunSpec) { s.Detach, s.Interactive, s.TTY = false, true, true }))
		case remedy.Kind == exitcode.RaiseMemory && s.Memory != "":
			fixes = append(fixes, change("Run it again without the limit", func(s *spec.RunSpec) { s.Memory, s.MemorySwap, s.MemoryReservation = "", "", "" }))
		}
	}
	said := len(s.Command) > 0 || s.Entrypoint != "" || s.NoEntrypoint
	if said && (e.ExitCode == 126 || e.ExitCode == 127) {
		fixes = append(fixes, change("Run it again with the image's own program", func(s *spec.RunSpec) {
			s.Command, s.Entrypoint, s.NoEntrypoint = nil, "", false
		}))
	}
	return r.Words, fixes
}

// programOf is what runs, as far as that is known.
func programOf(s spec.RunSpec, image *spec.Image) []string {
	switch {
	case s.Entrypoint != "":
		return append([]string{s.Entrypoint}, s.Command...)
	case len(s.Command) == 0 && image != nil && !s.NoEntrypoint && len(image.Entrypoint) == 0:
		return image.Command
	}
	return s.Command
}

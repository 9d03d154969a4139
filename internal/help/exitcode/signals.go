package exitcode

// The signals that mean something of their own here, by their numbers on Linux,
// which is what runs in containers.
const (
	sigHUP  = 1
	sigINT  = 2
	sigQUIT = 3
	sigKILL = 9
	sigTERM = 15
)

// signals are what it means when a program is ended by one; its exit code is
// 128 more.
var signals = map[int]struct{ short, words string }{
	sigHUP:  {"hung up", "Its terminal went away, or somebody sent HUP (exit code 129)."},
	sigINT:  {"interrupted", "It was interrupted, as by Ctrl+C in a terminal (exit code 130)."},
	sigQUIT: {"told to quit", "It was told to quit (exit code 131)."},
	4:       {"unknown instruction", "Its program used an instruction that this processor doesn't have (exit code 132): it is made for a newer or another one."},
	6:       {"gave up", "Its program gave up by itself (exit code 134): it found that something can't be as it is."},
	7:       {"memory fault", "Its program reached for memory that isn't there (exit code 135). Shared memory that is too small does that, too."},
	8:       {"wrong sum", "Its program did a sum that has no answer, such as dividing by zero (exit code 136)."},
	sigKILL: {"ended by force", "It was ended by force (exit code 137)."},
	11:      {"crashed", "Its program crashed (exit code 139): it reached for memory that isn't its own. That is a mistake in the program, or it doesn't fit this image."},
	13:      {"nobody listened", "Its program wrote to somebody who had gone (exit code 141)."},
	sigTERM: {"asked to stop", "It was asked to stop, and did (exit code 143)."},
	24:      {"out of time", "It used up the processor time it was allowed (exit code 152)."},
	25:      {"file too large", "It wrote a larger file than it may (exit code 153)."},
	31:      {"not allowed", "Its program asked the system for something that containers may not do (exit code 159)."},
}

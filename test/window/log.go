package window

import "strings"

// markers are the lines after which a run counts as failed, whatever the test
// saw: Fyne's own words for a widget that was touched off the main goroutine
// (or waited for on it), and Go's for a crash and a data race.
var markers = []string{
	"*** Error in Fyne call thread",
	"panic: ",
	"fatal error: ",
	"WARNING: DATA RACE",
}

// faults gives each line with a marker, together with the lines after it that
// say where it came from.
func faults(log string) []string {
	const context = 14 // lines: enough for both stacks of a short race report
	lines := strings.Split(log, "\n")
	var found []string
	for i := 0; i < len(lines); i++ {
		if !marked(lines[i]) {
			continue
		}
		end := min(i+context, len(lines))
		for j := i + 1; j < end; j++ {
			if marked(lines[j]) {
				end = j
			}
		}
		found = append(found, strings.TrimSpace(strings.Join(lines[i:end], "\n")))
		i = end - 1
	}
	return found
}

func marked(line string) bool {
	for _, m := range markers {
		if strings.Contains(line, m) {
			return true
		}
	}
	return false
}

// tail gives the last n lines.
func tail(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// stackOf gives the goroutines of a dump in which our own code stands or that
// is the main one, the main one last: it is what a reader asks for first, and
// what a shortened report keeps.
func stackOf(dump string) string {
	var ours []string
	main := ""
	for _, g := range strings.Split(dump, "\n\n") {
		switch {
		case strings.Contains(g, "goroutine 1 "):
			main = g
		case strings.Contains(g, "dockdesk/internal/"):
			ours = append(ours, g)
		}
	}
	return strings.Join(append(ours, main), "\n\n")
}

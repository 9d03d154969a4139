// Package historytext writes the history down for others: as a shell script
// that does the same again, or as a Markdown sheet that tells each step in a
// sentence, for a lesson or a report.
//
// It is pure. Secrets are masked in what it writes: a file is passed on.
package historytext

import (
	"fmt"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/history"
)

// Lines are the commands, one a line, for the clipboard.
func Lines(entries []history.Entry) string {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(e.Command.Display(command.Bash))
		if e.Practice {
			b.WriteString(" # practice")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Script is a shell script that runs what was done here and succeeded. What
// failed, was cancelled, was only seen or was practice stands in it as a comment.
func Script(entries []history.Entry, now time.Time) string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n# Written by DockDesk, " + now.Format("2006-01-02 15:04") + ".\nset -e\n")
	for _, e := range entries {
		line := e.Command.Display(command.Bash)
		fmt.Fprintf(&b, "\n# %s %s\n", e.At.Format("15:04:05"), oneLine(sentence(e)))
		switch {
		case e.Command.HasSecret():
			b.WriteString("# It has a secret in it, which is not written down.\n# " + line + "\n")
		case e.Outcome == history.Done && !e.Practice:
			b.WriteString(line + "\n")
		default:
			b.WriteString("# " + line + "\n")
		}
	}
	return b.String()
}

// Sheet is a Markdown page with a step for each entry: what happened, the
// command, and what its words mean.
func Sheet(entries []history.Entry, now time.Time) string {
	var b strings.Builder
	b.WriteString("# What was done\n\nWritten by DockDesk, " + now.Format("2 January 2006, 15:04") + ".\n")
	said := map[string]bool{}
	for i, e := range entries {
		fmt.Fprintf(&b, "\n%d. %s\n\n   ```sh\n   %s\n   ```\n", i+1, escape(oneLine(sentence(e))), e.Command.Display(command.Bash))
		if e.Raw != "" {
			b.WriteString("\n   The engine's own words: `" + strings.ReplaceAll(oneLine(e.Raw), "`", "'") + "`\n")
		}
		for _, line := range meanings(e.Command, said) {
			b.WriteString("\n   - " + line)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// sentence is what happened, and how it is known.
func sentence(e history.Entry) string {
	words := e.Words
	switch {
	case e.Outcome == history.Running:
		return "This is still under way."
	case e.Outcome == history.Seen:
		return "Seen, not done here: " + words
	case words == "":
		words = "This was done."
	}
	if e.Practice {
		return "In practice, not with real Docker: " + words
	}
	return words
}

// meanings explains the words of a command that were not explained before.
func meanings(c command.Command, said map[string]bool) []string {
	var lines []string
	for _, t := range c.Tokens {
		if t.Meaning == "" || t.Role == command.RoleProgram || t.Role == command.RoleName || t.Role == command.RoleImage || said[t.Text+t.Meaning] {
			continue
		}
		said[t.Text+t.Meaning] = true
		lines = append(lines, "`"+t.Shown()+"` "+t.Meaning)
	}
	return lines
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// escape keeps names such as my_app_1 from being read as Markdown.
func escape(s string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "<", "&lt;", "[", "\\[").Replace(s)
}

package perform

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/task"
)

// said is how an action ended, in words.
type said struct {
	state task.State
	words string
	raw   string // the engine's own words
	cases []*diagnosis.Case
}

func (s said) history() history.Outcome {
	return map[task.State]history.Outcome{
		task.Done: history.Done, task.Failed: history.Failed, task.Canceled: history.Canceled,
	}[s.state]
}

// wording puts results into words.
type wording struct {
	look func(i action.Item) *diagnosis.Case // into a failure
}

// failuresNamed is how many failures of many are told one by one.
const failuresNamed = 3

func (w wording) summary(a *action.Action, on action.On, v action.Values, r action.Result) said {
	done, failed, canceled := r.Count()
	s := said{state: task.Done}
	switch {
	case failed > 0:
		s.state = task.Failed
	case canceled > 0:
		s.state = task.Canceled
	}
	switch {
	case r.Prune != nil:
		if failed > 0 && done > 0 {
			s.state = task.Done // what is in use by now stays: that is as it should be
		}
		s.words = pruned(r.Prune)
	case a.Takes == action.None:
		s.words = w.made(a, v, r)
	case len(r.Items) == 1:
		s.words = w.single(a, v, r.Items[0])
	default:
		s.words = w.many(a, on, v, r, done, canceled)
	}
	s.words += warnings(r)
	s.raw = rawWords(r)
	return s
}

func (w wording) made(a *action.Action, v action.Values, r action.Result) string {
	i := r.Items[0]
	switch {
	case i.Words != "":
		return i.Words
	case operations.KindOf(i.Err) == operations.Canceled:
		return "It was cancelled."
	case i.Err != nil:
		return fmt.Sprintf("The %s %s was not %s: %s.", a.Kind, i.Name, a.Done(v), w.look(i).Clause)
	case i.Outcome.Unchanged:
		return fmt.Sprintf("The %s %s was there already.", a.Kind, i.Name)
	}
	return fmt.Sprintf("The %s %s was %s.", a.Kind, i.Name, a.Done(v))
}

func (w wording) single(a *action.Action, v action.Values, i action.Item) string {
	switch {
	case i.Words != "":
		return i.Words
	case operations.KindOf(i.Err) == operations.Canceled:
		return "It was cancelled. " + i.Name + " may have been " + a.Done(v) + " all the same."
	case i.Err != nil:
		return fmt.Sprintf("%s was not %s: %s.", i.Name, a.Done(v), w.look(i).Clause)
	case i.Outcome.Unchanged:
		return "There was nothing to do for " + i.Name + "."
	}
	return fmt.Sprintf("%s was %s.", i.Name, a.Done(v))
}

// many is "7 of 8 were stopped. db refused: …".
func (w wording) many(a *action.Action, on action.On, v action.Values, r action.Result, done, canceled int) string {
	total := len(r.Items)
	var b strings.Builder
	if done == total {
		fmt.Fprintf(&b, "%s were %s.", format.Count(total, string(on.Kind)), a.Done(v))
	} else {
		fmt.Fprintf(&b, "%d of %d %s %s.", done, total, map[bool]string{true: "was", false: "were"}[done == 1], a.Done(v))
	}
	told, more := 0, 0
	for _, i := range r.Items {
		switch {
		case i.Err == nil || operations.KindOf(i.Err) == operations.Canceled:
		case told == failuresNamed:
			more++
		default:
			told++
			fmt.Fprintf(&b, " %s refused: %s.", i.Name, w.look(i).Clause)
		}
	}
	if more > 0 {
		fmt.Fprintf(&b, " %d more refused.", more)
	}
	if canceled > 0 {
		fmt.Fprintf(&b, " It was cancelled before the other %d.", canceled)
	}
	return b.String()
}

func pruned(r *operations.PruneResult) string {
	var b strings.Builder
	switch n := len(r.Removed); n {
	case 0:
		b.WriteString("Nothing was removed.")
	case 1:
		b.WriteString("1 thing was removed")
	default:
		fmt.Fprintf(&b, "%d things were removed", n)
	}
	if len(r.Removed) > 0 {
		if r.Freed > 0 {
			fmt.Fprintf(&b, ", which freed %s", format.Size(r.Freed))
		}
		b.WriteString(".")
	}
	kept := action.KeptWords(r.Kept)
	for _, words := range kept[:min(len(kept), failuresNamed)] {
		fmt.Fprintf(&b, " %s.", words)
	}
	if more := len(kept) - failuresNamed; more > 0 {
		fmt.Fprintf(&b, " %d more were kept.", more)
	}
	return b.String()
}

func warnings(r action.Result) string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, i := range r.Items {
		for _, warning := range i.Outcome.Warnings {
			if !seen[warning] {
				seen[warning] = true
				if d := diagnosis.Explain(diagnosis.Failure{Op: "create", Raw: warning}); d.Known() {
					b.WriteString(" " + d.Title + ": " + d.Words)
					continue
				}
				b.WriteString(" The engine adds: " + strings.TrimSuffix(format.CleanLine(warning), ".") + ".")
			}
		}
	}
	return b.String()
}

// rawWords are the engine's own words about all failures, a line each.
func rawWords(r action.Result) string {
	var lines []string
	add := func(name string, err error) {
		var failed *operations.Error
		switch {
		case err == nil || operations.KindOf(err) == operations.Canceled:
		case errors.As(err, &failed):
			lines = append(lines, name+": "+failed.Raw)
		default:
			lines = append(lines, name+": "+err.Error())
		}
	}
	for _, i := range r.Items {
		add(i.Name, i.Err)
	}
	if r.Prune != nil {
		for _, k := range r.Prune.Kept {
			add(k.Item.Name, k.Err)
		}
	}
	return strings.Join(lines, "\n")
}

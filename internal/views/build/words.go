package build

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// look is how a state is drawn: a shape, a word and a colour.
type look struct {
	icon string
	ink  fyne.ThemeColorName
	word string
}

var looks = map[build.State]look{
	build.Waiting:  {"idle", theme.Muted, "waits"},
	build.Running:  {"play", theme.Accent, "runs"},
	build.Cached:   {"history", theme.Info, "cached"},
	build.Done:     {"check", theme.OK, "done"},
	build.Failed:   {"failed", theme.Danger, "failed"},
	build.Canceled: {"stop", theme.Warn, "given up"},
	build.Skipped:  {"minus", theme.Muted, "left out"},
}

// note is what stands at the end of a step's row.
func note(s build.Step, now time.Time) string {
	switch {
	case s.Setting && s.State != build.Failed && s.State != build.Skipped:
		return ""
	case s.State == build.Running && s.Total > 0:
		return fmt.Sprintf("%d %%", 100*s.Current/s.Total)
	case s.State == build.Running && !s.Started.IsZero():
		return seconds(max(now.Sub(s.Started), 0))
	case s.State == build.Done && s.Took() > 0:
		return seconds(s.Took())
	}
	return looks[s.State].word
}

// seconds is a time as short as it can be told.
func seconds(d time.Duration) string {
	switch {
	case d < 50*time.Millisecond:
		return "0.0 s"
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 100*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
}

// stageName is what a stage is called.
func stageName(p build.Picture, i int) string {
	s := p.Stages[i]
	switch {
	case s.Name != "":
		return format.CleanLine(s.Name)
	case len(p.Stages) == 1:
		return "The image"
	case i == p.Target:
		return "The last stage"
	}
	return fmt.Sprintf("Stage %d", i+1)
}

// begins says what a stage begins with.
func begins(p build.Picture, i int) string {
	s := p.Stages[i]
	switch {
	case s.From >= 0:
		return "begins with the stage " + stageName(p, s.From)
	case s.Base == "scratch":
		return "begins with nothing"
	}
	return "begins with " + format.CleanLine(s.Base)
}

// instruction is a step's text.
func instruction(s build.Step) string { return format.CleanLine(s.Text) }

// lines says where in the Dockerfile a step stands.
func lines(s build.Step) string {
	switch {
	case s.Lines[0] == 0:
		return ""
	case s.Lines[0] == s.Lines[1]:
		return fmt.Sprintf("Line %d", s.Lines[0])
	}
	return fmt.Sprintf("Lines %d to %d", s.Lines[0], s.Lines[1])
}

// progress says how far a build is.
func progress(p build.Picture, began, now time.Time) string {
	over, cached, all := p.Count()
	words := fmt.Sprintf("%d of %s", over, format.Count(all, "step"))
	if all == 0 {
		words = "Reading the files"
	}
	if doing := beside(p); doing != "" {
		words = strings.ToUpper(doing[:1]) + doing[1:] + ", " + strings.ToLower(words[:1]) + words[1:]
	}
	if cached > 0 {
		words += fmt.Sprintf(", %d from the cache", cached)
	}
	return words + ". " + seconds(max(now.Sub(began), 0))
}

// beside is what runs that is no step of the Dockerfile; "" for nothing.
func beside(p build.Picture) string {
	for _, s := range p.Before {
		if s.State != build.Running {
			continue
		}
		switch {
		case strings.Contains(s.Text, "load build context") && s.Current > 0:
			return "sending the files, " + format.Size(s.Current)
		case strings.Contains(s.Text, "load build context"):
			return "sending the files"
		case strings.Contains(s.Text, "load metadata for"):
			return "asking for " + format.CleanLine(s.Text[strings.Index(s.Text, "load metadata for ")+len("load metadata for "):])
		case strings.Contains(s.Text, "exporting"):
			return "writing the image"
		}
	}
	return ""
}

// built says what was cached and why the rest was not. before are marks of the
// steps of the build before this one of the same Dockerfile, by stage; nil if nobody knows.
func built(p build.Picture, before [][]string, noCache bool) string {
	_, cached, all := p.Count()
	switch {
	case all == 0:
		return ""
	case noCache:
		return "Every step was done afresh, as the settings say."
	case cached == all:
		return "Every step was cached: nothing that it stands on has changed."
	case cached == 0 && before == nil:
		return "No step was cached: none of it was built here before."
	}
	words := []string{fmt.Sprintf("%d of %s were cached.", cached, format.Count(all, "step"))}
	switch cached {
	case 0:
		words[0] = fmt.Sprintf("None of %s was cached.", format.Count(all, "step"))
	case 1:
		words[0] = fmt.Sprintf("1 of %s was cached.", format.Count(all, "step"))
	}
	for i, s := range p.Stages {
		first := s.FirstDone()
		if first < 0 || s.Steps[first].From >= 0 && p.Stages[s.Steps[first].From].FirstDone() >= 0 {
			continue // all of it was cached, or the stage that it stands on tells of it
		}
		where := ""
		if len(p.Stages) > 1 {
			where = "In " + lower(stageName(p, i), s.Name == "") + ", "
		}
		sentence := fmt.Sprintf("%sline %d (%s) was the first that had to be done: %s.", where, s.Steps[first].Lines[0], short(instruction(s.Steps[first]), 60), because(s, first, stepsOf(before, i)))
		words = append(words, strings.ToUpper(sentence[:1])+sentence[1:])
	}
	return strings.Join(words, " ")
}

func lower(words string, own bool) string {
	if own {
		return strings.ToLower(words[:1]) + words[1:]
	}
	return words
}

func stepsOf(before [][]string, stage int) []string {
	if stage >= len(before) {
		return nil
	}
	return before[stage]
}

// because is why a step was done though steps before it were cached.
func because(s build.Stage, step int, before []string) string {
	now := s.Steps[step]
	if step < len(before) && before[step] != mark(now.Text) {
		return "its line has changed"
	}
	if step >= len(before) && before != nil {
		return "its line is new"
	}
	switch now.Keyword {
	case "COPY", "ADD":
		if now.From >= 0 {
			return "what it takes from another stage is new"
		}
		return "a file that it copies is new or has changed"
	case "FROM":
		return "the image it begins with had to be fetched"
	}
	return "an argument it uses has changed, or the cache of it is gone"
}

// short cuts a text in its middle.
func short(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	return string(r[:most-1]) + "…"
}

// sizes says how large an image is beside what it was made with; "" while nobody
// knows.
func sizes(p build.Picture, name string, image *object.Image, s *object.Snapshot) string {
	if image == nil {
		return ""
	}
	words := fmt.Sprintf("%s is %s.", name, format.Size(image.Size))
	if p.Target < 0 || p.Target >= len(p.Stages) {
		return words
	}
	seen := map[int]bool{}
	for _, step := range p.Stages[p.Target].Steps[1:] {
		if step.From < 0 || seen[step.From] {
			continue
		}
		seen[step.From] = true
		base := p.Stages[step.From]
		for base.From >= 0 {
			base = p.Stages[base.From]
		}
		if i := imageNamed(s, base.Base); i != nil {
			words += fmt.Sprintf(" The stage %s begins with %s, %s; of it only what is copied is in the image.", stageName(p, step.From), format.CleanLine(base.Base), format.Size(i.Size))
		}
	}
	return words
}

func imageNamed(s *object.Snapshot, name string) *object.Image {
	for _, i := range s.Images {
		for _, t := range i.Tags {
			if t == name || t == name+":latest" {
				return i
			}
		}
	}
	return nil
}

func lineWords(line int) string { return fmt.Sprintf("Line %d", line) }

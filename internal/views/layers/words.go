package layers

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// shapeOf is how a mark is drawn: sign, word and colour say it together.
func shapeOf(n *layers.Node) format.Shape {
	switch n.Mark {
	case layers.Added:
		return format.Shape{Word: "added", Icon: "plus", Topic: "layer.marks", Tone: format.Good}
	case layers.Changed:
		return format.Shape{Word: "changed", Icon: "rename", Topic: "layer.marks", Tone: format.Warn}
	case layers.Removed:
		return format.Shape{Word: "removed", Icon: "minus", Topic: "layer.marks", Tone: format.Bad}
	}
	return format.Shape{Topic: "layer.marks"}
}

// sideOf is how a mark is drawn where two images are compared.
func sideOf(n *layers.Node) format.Shape {
	s := shapeOf(n)
	s.Topic = "layer.compare"
	switch n.Mark {
	case layers.Added:
		s.Word = "only there"
	case layers.Removed:
		s.Word = "only here"
	case layers.Changed:
		s.Word = "differs"
	}
	return s
}

// countsWords is "12 added, 3 changed, 1 removed".
func countsWords(c layers.Counts) string {
	var parts []string
	for _, m := range layers.Marks {
		if n := c[m]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, m))
		}
	}
	return strings.Join(parts, ", ")
}

// sidesWords is countsWords where two images are compared.
func sidesWords(c layers.Counts) string {
	var parts []string
	for _, p := range []struct {
		n     int
		words string
	}{{c[layers.Removed], "only here"}, {c[layers.Added], "only there"}, {c[layers.Changed], "different"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.words))
		}
	}
	return strings.Join(parts, ", ")
}

// differWords is how many files of a folder differ between two images.
func differWords(c layers.Counts) string {
	if n := c.Differing(); n > 0 {
		return fmt.Sprintf("%d differ", n)
	}
	return ""
}

// sums are what builders note instead of the names of files.
var sums = regexp.MustCompile(`\b([0-9a-f]{12})[0-9a-f]{52}\b`)

// instruction is a step as it is written, without what is secret in it.
func instruction(noted string) string {
	text := sums.ReplaceAllString(layers.Plain(noted), "$1…")
	if shown, masked := secret.MaskCommand(strings.Fields(text)); masked {
		return strings.Join(shown, " ")
	}
	if rest, ok := strings.CutPrefix(text, "ENV "); ok {
		words := strings.Fields(rest)
		if len(words) > 1 && !strings.Contains(words[0], "=") && secret.Name(words[0]) { // ENV NAME value
			return "ENV " + words[0] + " " + secret.Mask
		}
		any := false
		for i, w := range words {
			name, value, is := strings.Cut(w, "=")
			if shown, masked := secret.MaskNamed(name, value); is && masked {
				words[i], any = name+"="+shown, true
			}
		}
		if any {
			return "ENV " + strings.Join(words, " ")
		}
	}
	return text
}

// failureWords say why an image can't be looked into.
func failureWords(name string, err error, s *object.Snapshot) (title, words string) {
	switch layers.ReasonOf(err) {
	case layers.ReasonGone:
		return name + " is gone", "It was removed meanwhile."
	case layers.ReasonNoImage, layers.ReasonCut:
		return name + " can't be read", "What the engine handed over is " + brokenWords(err) + ". Read it again; if that is no help, the engine's own store is damaged."
	case layers.ReasonMany:
		return name + " has too many files", "It has more files than the window can hold."
	}
	if s != nil && s.Link != object.LinkLive {
		return "The engine does not answer", "The image is read when it does."
	}
	return "The engine can't hand over " + name, "It says: " + format.CleanLine(err.Error())
}

func brokenWords(err error) string {
	if layers.ReasonOf(err) == layers.ReasonCut {
		return "cut off"
	}
	return "no image"
}

// entryWords say what a file is, in one line.
func entryWords(img *layers.Image, n *layers.Node) string {
	e := n.Entry
	if e == nil {
		e = n.Was
	}
	if e == nil {
		return "A folder that no layer names: it is there for what is in it."
	}
	parts := []string{e.Permissions(), fmt.Sprintf("owner %d:%d", e.UID, e.GID)}
	switch e.Kind {
	case layers.File:
		parts = append(parts, format.Size(e.Size))
	case layers.Link:
		parts = append(parts, "leads to "+format.CleanLine(e.Link))
	case layers.Hard:
		parts = append(parts, "another name for "+format.CleanLine(e.Link))
	case layers.Folder:
	default:
		parts = append(parts, "a "+e.Kind.String())
	}
	if what := changeWords(n); what != "" {
		parts = append(parts, what)
	}
	if img != nil && n.Mark == layers.Same && len(img.Layers) > 1 {
		parts = append(parts, fmt.Sprintf("from layer %d", n.Layer+1))
	}
	return strings.Join(parts, " · ")
}

// changeWords say what is otherwise than before.
func changeWords(n *layers.Node) string {
	now, was := n.Entry, n.Was
	if n.Mark != layers.Changed || now == nil || was == nil {
		return ""
	}
	switch {
	case now.Kind != was.Kind:
		return "was a " + was.Kind.String()
	case now.Size != was.Size:
		return "was " + format.Size(was.Size)
	case now.Sum != was.Sum:
		return "other content of the same size"
	case now.Link != was.Link:
		return "led to " + format.CleanLine(was.Link)
	case now.Mode != was.Mode:
		return "was " + was.Permissions()
	case now.UID != was.UID || now.GID != was.GID:
		return fmt.Sprintf("was owned by %d:%d", was.UID, was.GID)
	}
	return "written again, unchanged"
}

// wasteWords explain the score.
func wasteWords(s *layers.Survey) string {
	if s.Wasted == 0 {
		return fmt.Sprintf("Score 100: every one of the %s that the layers hold is seen in a container. Nothing is wasted.", format.Size(s.Held))
	}
	return fmt.Sprintf("Score %d: of the %s that the layers hold, %s are files that a later layer overwrites or removes. They stay in the image, and no container sees them.",
		s.Score(), format.Size(s.Held), format.Size(s.Wasted))
}

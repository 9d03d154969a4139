package action

import (
	"fmt"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// Wish is what should be measured for the list of what goes and what stays.
func (a *Action) Wish(on On, v Values) measure.Wish {
	var w measure.Wish
	l := a.Losses(on, v)
	for i, line := range append(l.Goes, l.Stays...) {
		switch goes := i < len(l.Goes); {
		case line.Kind == object.KindContainer && goes && line.Ref.ID != "":
			w.Containers = append(w.Containers, line.Ref.ID)
		case line.Kind == object.KindVolume && line.Ref.ID != "":
			w.Volumes = append(w.Volumes, line.Ref.ID)
		case line.Kind == object.KindImage && goes && line.Ref.ID != "" && on.Plan == nil: // a plan knows their sizes
			w.Images = append(w.Images, line.Ref.ID)
		case (line.Kind == kindFile || line.Kind == kindFolder) && goes && !line.Within && a.Inside && strings.HasPrefix(line.Text, "/") && len(on.IDs) == 1:
			w.In, w.Paths = on.Refs()[0], append(w.Paths, line.Text)
		}
	}
	return w
}

// missing says of a figure that isn't there: that it is being counted, that it
// can't be had, or nothing where nobody counts.
func (on On) missing(counting string) string {
	switch {
	case on.Figures == nil:
		return ""
	case on.Figures.Done:
		return "how many is not known"
	}
	return counting
}

const counting = "counting…"

// losesContainer adds a container that goes, with what it has written.
func (on On) losesContainer(l *Losses, c *object.Container, detail string) {
	line := Line{Ref: object.Ref{Kind: object.KindContainer, ID: c.ID}, Kind: object.KindContainer, Text: format.CleanLine(c.Name), Size: -1}
	var largest []measure.File
	if on.Figures == nil {
		line.Detail = joined(detail, "with the files written inside it")
	} else if w, known := on.Figures.Containers[c.ID]; known {
		line.Detail, line.Size, largest = joined(detail, written(w.Files)), w.Bytes, w.Largest
	} else {
		line.Detail = joined(detail, "files written inside it: "+on.missing(counting))
	}
	l.Goes = append(l.Goes, line)
	if len(on.IDs) > 3 {
		return
	}
	for _, f := range largest {
		l.Goes = append(l.Goes, Line{Kind: kindFile, Text: format.CleanLine(f.Path), Size: f.Bytes, Within: true})
	}
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

func written(n int) string {
	if n == 0 {
		return "no files were written inside it"
	}
	return fmt.Sprintf("with %s written inside it", format.Count(n, "file"))
}

// volumeLine is a volume, with what lies in it.
func (on On) volumeLine(name, detail string) Line {
	line := Line{
		Ref: object.Ref{Kind: object.KindVolume, ID: name}, Kind: object.KindVolume,
		Text: format.CleanLine(format.VolumeName(name)), Detail: detail, Size: -1, Data: true,
	}
	if on.Figures == nil {
		return line
	}
	v, known := on.Figures.Volumes[name]
	if !known {
		line.Detail = joined("its files: "+on.missing(counting), detail)
		return line
	}
	line.Size, line.Data = v.Bytes, !v.Empty()
	line.Detail = joined(contents(v), detail)
	return line
}

func contents(v measure.Volume) string {
	switch {
	case v.Empty():
		return "empty"
	case v.Files == 0:
		return "with files"
	case v.More:
		return fmt.Sprintf("more than %s", format.Count(v.Files, "file"))
	}
	return "with " + format.Count(v.Files, "file")
}

// losesPath adds a file or folder inside, with what is in it.
func (on On) losesPath(l *Losses, kind object.Kind, p string) {
	line := Line{Kind: kind, Text: format.CleanLine(p), Size: -1}
	if kind == kindFolder {
		line.Detail = "with all that is in it"
	}
	if on.Figures != nil {
		w, known := on.Figures.Paths[p]
		switch {
		case known && kind == kindFolder && w.Whole:
			line.Size, line.Detail = w.Bytes, "with "+format.Count(w.Files, "file")+" in it"
		case known && kind == kindFolder:
			line.Detail = "with more than " + format.Count(w.Files, "file") + " in it"
		case known && w.Whole:
			line.Size = w.Bytes
		case kind == kindFolder:
			line.Detail = joined(line.Detail, on.missing(counting))
		}
	}
	l.Goes = append(l.Goes, line)
}

// imageLayers says which layers of an image go, and how large they are.
func (on On) imageLayers(id string) (detail string, size int64) {
	if on.Figures == nil {
		return "", -1
	}
	i, known := on.Figures.Images[id]
	switch {
	case !known && on.Figures.Done:
		return "which layers are only its own is not known", -1
	case !known:
		return "layers of its own: " + counting, -1
	case i.Own == 0:
		return fmt.Sprintf("other images share all %s", format.Count(i.Layers, "layer")), 0
	case i.Own == i.Layers:
		return "all " + format.Count(i.Layers, "layer") + " are its own", i.Bytes
	}
	return fmt.Sprintf("%d of %s its own", i.Own, format.Count(i.Layers, "layer")), i.Bytes
}

// sum adds up what is known to be freed; -1 while nothing is.
func (l *Losses) sum() {
	l.Freed = -1
	for _, line := range l.Goes {
		if line.Size > 0 && !line.Within {
			l.Freed = max(l.Freed, 0) + line.Size
		}
	}
}

// ifUncounted are words that figures take the place of.
func (on On) ifUncounted(words string) string {
	if on.Figures != nil {
		return ""
	}
	return words
}

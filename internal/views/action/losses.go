package action

import (
	"fmt"
	"strconv"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Losses are what a destroying action takes away, and what it leaves.
type Losses struct {
	Goes  []Line // each with the object that will be gone
	Stays []Line
	Care  string // what else should be known, in a sentence; "" for nothing
	Says  string // what comes of it where nothing goes, in sentences; "" for nothing
	Freed int64  // bytes, at least; -1 if nobody knows
}

// Line is one thing that goes or stays.
type Line struct {
	Ref    object.Ref // zero where it is no object of its own, or only a name
	Kind   object.Kind
	Text   string // its name
	Detail string // what it means, without a full stop; "" for nothing
	Size   int64  // bytes; -1 if nobody knows
	// Data says of a volume that it has files, or that nobody knows.
	Data bool
	// Within says that it is a part of what stands above it.
	Within bool
}

func (l *Losses) goes(kind object.Kind, id, text, detail string, size int64) {
	l.Goes = append(l.Goes, Line{Ref: object.Ref{Kind: kind, ID: id}, Kind: kind, Text: text, Detail: detail, Size: size})
}

func (l *Losses) stays(kind object.Kind, text, detail string) {
	l.remains(Line{Kind: kind, Text: text, Detail: detail, Size: -1})
}

// remains adds what stays, once.
func (l *Losses) remains(line Line) {
	for _, s := range l.Stays {
		if s.Kind == line.Kind && s.Text == line.Text {
			return
		}
	}
	l.Stays = append(l.Stays, line)
}

// Refs are the objects that will be gone.
func (l Losses) Refs() []object.Ref {
	var refs []object.Ref
	for _, line := range l.Goes {
		if line.Ref.ID != "" {
			refs = append(refs, line.Ref)
		}
	}
	return refs
}

// Headline says in one line what goes: "3 containers and 1 volume".
func (l Losses) Headline() string {
	var parts []string
	for _, k := range []struct {
		kind object.Kind
		word string
	}{
		{object.KindContainer, "container"}, {object.KindNetwork, "network"}, {object.KindVolume, "volume"},
		{object.KindImage, "image"}, {kindBuildCache, "build step"}, {kindName, "name"},
		{kindFile, "file"}, {kindFolder, "folder"},
	} {
		n := 0
		for _, line := range l.Goes {
			if line.Kind == k.kind && !line.Within {
				n++
			}
		}
		switch {
		case n == 1:
			parts = append(parts, "1 "+k.word)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, k.word))
		}
	}
	return few(parts)
}

// What goes or stays and is no object of its own.
const (
	kindName   object.Kind = "name" // of an image, which stays
	kindFile   object.Kind = "file"
	kindFolder object.Kind = "folder"
)

// Typed is what a person types before volumes with files go: the name of the one
// object that it is about, or how many volumes of several; "" where no files go.
func (a *Action) Typed(on On, v Values) string {
	n := 0
	for _, line := range a.Losses(on, v).Goes {
		if line.Kind == object.KindVolume && line.Data {
			n++
		}
	}
	switch {
	case n == 0:
		return ""
	case len(on.IDs) == 1:
		return on.name(on.IDs[0])
	}
	return strconv.Itoa(n)
}

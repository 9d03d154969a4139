package window

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/perform"
)

// What is made before a room gets a label, so that all of it, and nothing else, can
// be removed when the lesson is over. It stands in the command, as any label does.

// demoLabel is the label; its value says which lesson.
const demoLabel = "io.github.dockdesk.demo"

// lesson names what is made from this window while a room looks on.
func (w *Window) lesson() string {
	if w.presenting.lesson == "" {
		w.presenting.lesson = strconv.FormatInt(w.o.Now().Unix(), 36)
	}
	return w.presenting.lesson
}

// labelled gives a container that is about to be made the label of the lesson.
func (w *Window) labelled(s spec.RunSpec) spec.RunSpec {
	if w.far.on && !slices.ContainsFunc(s.Labels, func(l spec.Pair) bool { return l.Key == demoLabel }) {
		s.Labels = append(slices.Clone(s.Labels), spec.Pair{Key: demoLabel, Value: w.lesson()})
	}
	return s
}

// labelling fills the label in where a question asks for labels.
func (w *Window) labelling(q perform.Question) perform.Question {
	if !w.far.on || q.Action == nil {
		return q
	}
	for _, f := range q.Action.Fields(q.On) {
		if strings.HasSuffix(f.ID, ".labels") && q.Values != nil && q.Values[f.ID] == "" {
			q.Values[f.ID] = demoLabel + "=" + w.lesson()
		}
	}
	return q
}

// ofLesson are the objects of a kind that have the label of this lesson, and those
// of a kind whose making takes no labels.
func (w *Window) ofLesson(s *object.Snapshot, k object.Kind) []string {
	var ids []string
	mine := func(labels map[string]string) bool {
		return w.presenting.lesson != "" && labels[demoLabel] == w.presenting.lesson
	}
	switch k {
	case object.KindContainer:
		for _, c := range s.Containers {
			if mine(c.Labels) {
				ids = append(ids, c.ID)
			}
		}
	case object.KindVolume:
		for _, v := range s.Volumes {
			if mine(v.Labels) {
				ids = append(ids, v.Name)
			}
		}
	case object.KindNetwork:
		for _, n := range s.Networks {
			if mine(n.Labels) || slices.Contains(w.presenting.made, object.Ref{Kind: k, ID: n.ID}) {
				ids = append(ids, n.ID)
			}
		}
	}
	return ids
}

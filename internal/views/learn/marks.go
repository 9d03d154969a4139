package learn

import (
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/views/page"
)

// The keys under which settings keep what was read and where somebody stopped.
const (
	readKey  = "learn.read"
	placeKey = "learn.topic"
)

// marks are the topics that somebody has read, kept in the settings.
type marks struct {
	settings page.Settings
	read     map[string]bool
}

func newMarks(s page.Settings) *marks {
	m := &marks{settings: s, read: map[string]bool{}}
	for id := range strings.FieldsSeq(s.Get(readKey)) {
		m.read[id] = true
	}
	return m
}

// set marks a topic as read, or not, and reports whether that is new.
func (m *marks) set(id string, read bool) bool {
	if m.read[id] == read {
		return false
	}
	m.read[id] = read
	var ids []string
	for id, read := range m.read {
		if read {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	m.settings.Set(readKey, strings.Join(ids, " "))
	return true
}

package store

import (
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

func TestAHelperThatWasLeftBehindIsShown(t *testing.T) {
	f := newFollower(New(nil, Options{}))
	of := func(id string, age time.Duration) *object.Container {
		return &object.Container{ID: id, Created: time.Now().Add(-age), Labels: map[string]string{object.HelperLabel: "elsewhere:1"}}
	}
	if f.keepOut(of("left", time.Hour)) {
		t.Error("one that was left behind is in no list")
	}
	if !f.keepOut(of("new", time.Second)) {
		t.Error("one that was just made is in the lists")
	}
	if !f.keepOut(of("new", time.Hour)) {
		t.Error("one that works for long comes into the lists")
	}
	if f.keepOut(&object.Container{ID: "web", Created: time.Now()}) {
		t.Error("a container that is none is in no list")
	}
}

// Package echo carries clicks and keys from the controls that get them to whoever
// shows them to a room: a ring where was clicked, the key that was pressed.
//
// It must know nothing of controls or of what a key does. Letters that are typed
// into a field never come here, and nothing of a password's field does.
package echo

import (
	"strings"
	"sync"

	"fyne.io/fyne/v2"
)

// Watcher hears of clicks and keys, on the main goroutine.
type Watcher struct {
	Click func(at fyne.Position) // in the window
	Key   func(keys string)      // as a person calls them: "Ctrl+K"
}

var (
	mu      sync.Mutex
	watcher *Watcher
)

// Watch makes w hear of everything; cancel ends that. There is one at a time.
func Watch(w *Watcher) (cancel func()) {
	mu.Lock()
	defer mu.Unlock()
	watcher = w
	return func() {
		mu.Lock()
		defer mu.Unlock()
		if watcher == w {
			watcher = nil
		}
	}
}

func now() *Watcher {
	mu.Lock()
	defer mu.Unlock()
	return watcher
}

// Click says where was clicked.
func Click(at fyne.Position) {
	if w := now(); w != nil {
		w.Click(at)
	}
}

// Key says which key was pressed.
func Key(name fyne.KeyName) {
	if w := now(); w != nil && Words(name) != "" {
		w.Key(Words(name))
	}
}

// Keys is Key for several together, as the list of shortcuts has them.
func Keys(keys string) {
	if w := now(); w != nil && keys != "" {
		w.Key(strings.ReplaceAll(keys, "+", " + "))
	}
}

// names are the keys that people call otherwise than Fyne does.
var names = map[fyne.KeyName]string{
	fyne.KeyReturn: "Enter", fyne.KeyEnter: "Enter", fyne.KeyEscape: "Esc", fyne.KeyPageUp: "PgUp", fyne.KeyPageDown: "PgDn",
	fyne.KeyBackspace: "Backspace", fyne.KeyUp: "Up", fyne.KeyDown: "Down", fyne.KeyLeft: "Left", fyne.KeyRight: "Right",
	fyne.KeyHome: "Home", fyne.KeyEnd: "End", fyne.KeyDelete: "Delete", fyne.KeyTab: "Tab", fyne.KeySpace: "Space", fyne.KeyInsert: "Insert",
}

// Words is what a person calls a key; "" for one that is only held.
func Words(name fyne.KeyName) string {
	if w, ok := names[name]; ok {
		return w
	}
	if len(name) == 1 || len(name) <= 3 && strings.HasPrefix(string(name), "F") {
		return string(name)
	}
	return ""
}

package echo_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/echo"
)

func TestKeysAreCalledAsPeopleCallThem(t *testing.T) {
	for name, want := range map[fyne.KeyName]string{
		fyne.KeyReturn: "Enter", fyne.KeyPageDown: "PgDn", fyne.KeyEscape: "Esc", fyne.KeyF9: "F9", fyne.KeyF10: "F10", fyne.KeyDown: "Down", "LeftShift": "",
	} {
		if got := echo.Words(name); got != want {
			t.Errorf("%s is called %q, want %q", name, got, want)
		}
	}
}

func TestOnlyWhoWatchesHears(t *testing.T) {
	var heard []string
	cancel := echo.Watch(&echo.Watcher{Click: func(fyne.Position) {}, Key: func(k string) { heard = append(heard, k) }})
	echo.Key(fyne.KeyF9)
	echo.Keys("Ctrl+K")
	cancel()
	echo.Key(fyne.KeyF9)
	if len(heard) != 2 || heard[0] != "F9" || heard[1] != "Ctrl + K" {
		t.Errorf("heard %q", heard)
	}
}

package main

import (
	"os"
	"path/filepath"

	"github.com/rymdport/portal/settings/appearance"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// systemScheme is what to use for "follow the system": Fyne takes a desktop that
// says nothing for a dark one, and this window is light by default.
func systemScheme() theme.Choice {
	bus := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus")
	if _, err := os.Stat(bus); err != nil && os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		return theme.Light
	}
	if _, err := appearance.GetColorScheme(); err != nil {
		return theme.Light
	}
	return theme.System
}

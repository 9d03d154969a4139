package main

import (
	"os"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// tray puts an icon where the desktop keeps them, if it does: it brings the
// window to the front. On Linux that needs a session bus.
func tray(a fyne.App, win fyne.Window) {
	d, ok := a.(desktop.App)
	if !ok || runtime.GOOS == "linux" && os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		return
	}
	d.SetSystemTrayMenu(fyne.NewMenu("DockDesk", fyne.NewMenuItem("Show DockDesk", func() {
		win.Show()
		win.RequestFocus()
	})))
}

//go:build !linux

package main

import "github.com/dockdesk/dockdesk/internal/views/theme"

// systemScheme is what to use for "follow the system".
func systemScheme() theme.Choice { return theme.System }

//go:build !linux

package window

import "os/exec"

// dieWithParent can't be had here.
func dieWithParent(*exec.Cmd) {}

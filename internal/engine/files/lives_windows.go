package files

import "os"

// processLives reports whether there is a process of this number.
func processLives(pid int) bool {
	p, err := os.FindProcess(pid) // fails on Windows where there is none
	if err != nil {
		return false
	}
	_ = p.Release() // nothing was done with it
	return true
}

package main

import (
	"runtime/debug"
	"time"
)

// The collector's settings: starting allocates a lot that stays, so it must not
// be collected again and again; after that little is allocated, and a small heap
// is worth more than the collector's time.
const (
	percentAtStart = 400
	percentAtRest  = 50
	startTime      = 4 * time.Second
)

// tuneMemory starts quickly and settles small. Call stop before the end.
func tuneMemory() (stop func()) {
	debug.SetGCPercent(percentAtStart)
	t := time.AfterFunc(startTime, func() {
		debug.SetGCPercent(percentAtRest)
		debug.FreeOSMemory()
	})
	return func() { t.Stop() }
}

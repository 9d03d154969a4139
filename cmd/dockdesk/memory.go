package main

import (
	"math"
	"runtime/debug"
	"time"
)

// The collector's settings: starting allocates a lot that stays, so it must not
// be collected again and again; but what is left between it afterwards can't be
// given back (without a limit it was 12 MB beside 17 MB in use). After the start
// little is allocated, and a small heap is worth more than the collector's time.
const (
	percentAtStart = 400
	limitAtStart   = 40 << 20 // bytes
	percentAtRest  = 50
	startTime      = 4 * time.Second
)

// tuneMemory starts quickly and settles small. Call stop before the end.
func tuneMemory() (stop func()) {
	debug.SetGCPercent(percentAtStart)
	debug.SetMemoryLimit(limitAtStart)
	t := time.AfterFunc(startTime, func() {
		debug.SetGCPercent(percentAtRest)
		debug.SetMemoryLimit(math.MaxInt64)
		debug.FreeOSMemory()
		forgetCode()
	})
	return func() { t.Stop() }
}

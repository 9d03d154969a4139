//go:build !linux

package realengine

import "runtime"

func available() error { return Unavailable("not Linux but " + runtime.GOOS) }

func launch() (*Engine, error) { return nil, available() }

func sweepLeftovers() {}

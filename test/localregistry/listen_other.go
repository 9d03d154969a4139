//go:build !linux

package localregistry

import (
	"errors"
	"net"
)

func listen(string) (net.Listener, error) {
	return nil, errors.New("private engines are for Linux")
}

//go:build !linux

package localregistry

import (
	"context"
	"errors"
	"net"
)

func listen(string) (net.Listener, error) {
	return nil, errors.New("private engines are for Linux")
}

func dial(context.Context, string, string, string) (net.Conn, error) {
	return nil, errors.New("private engines are for Linux")
}

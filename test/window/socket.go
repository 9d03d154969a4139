package window

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/dockdesk/dockdesk/internal/views/control"
)

// socket asks the program what it shows. It isn't for two goroutines at once.
type socket struct {
	conn    net.Conn
	answers *bufio.Reader
}

// connect waits until the program listens.
func connect(path string, ended <-chan struct{}, wait time.Duration) (*socket, error) {
	deadline := time.Now().Add(wait)
	for {
		conn, err := net.Dial("unix", path)
		if err == nil {
			return &socket{conn: conn, answers: bufio.NewReader(conn)}, nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("it doesn't listen on its socket: %w", err)
		}
		select {
		case <-ended:
			return nil, errors.New("it ended by itself")
		case <-time.After(between):
		}
	}
}

// ask sends one request and waits for its answer, a little longer than the
// program itself is given.
func (s *socket) ask(r control.Request) (control.Answer, error) {
	limit := time.Duration(r.TimeoutMillis)*time.Millisecond + startWithin
	if err := s.conn.SetDeadline(time.Now().Add(limit)); err != nil {
		return control.Answer{}, err
	}
	if err := json.NewEncoder(s.conn).Encode(r); err != nil {
		return control.Answer{}, err
	}
	line, err := s.answers.ReadBytes('\n')
	if err != nil {
		return control.Answer{}, fmt.Errorf("the program hung up: %w", err)
	}
	var a control.Answer
	if err := json.Unmarshal(line, &a); err != nil {
		return control.Answer{}, err
	}
	if !a.OK {
		return a, errors.New(a.Error)
	}
	return a, nil
}

func (s *socket) close() { _ = s.conn.Close() }

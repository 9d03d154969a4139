package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/docker/docker/api/types/events"
)

// stream is one open event stream. What the engine sends is passed on event by
// event, so that others can be put in between.
type stream struct {
	proxy  *Proxy
	engine io.ReadCloser

	mu     sync.Mutex
	filled sync.Cond
	ready  bytes.Buffer
	err    error // what ends the stream, once ready is empty
}

func (p *Proxy) openStream(engine io.ReadCloser) *stream {
	s := &stream{proxy: p, engine: engine}
	s.filled.L = &s.mu
	p.mu.Lock()
	p.streams[s] = true
	p.mu.Unlock()
	go s.copy()
	return s
}

// copy ends when the engine's stream does, or is closed.
func (s *stream) copy() {
	decoder := json.NewDecoder(s.engine)
	for {
		var event json.RawMessage
		if err := decoder.Decode(&event); err != nil {
			s.put(nil, err)
			return
		}
		s.put(append(event, '\n'), nil)
	}
}

func (s *stream) put(data []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready.Write(data)
	if s.err == nil {
		s.err = err
	}
	s.filled.Broadcast()
}

// Read blocks until there is an event or the stream has ended.
func (s *stream) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.ready.Len() == 0 && s.err == nil {
		s.filled.Wait()
	}
	if s.ready.Len() > 0 {
		return s.ready.Read(b)
	}
	return 0, s.err
}

// Close is called when the client has gone.
func (s *stream) Close() error {
	s.proxy.mu.Lock()
	delete(s.proxy.streams, s)
	s.proxy.mu.Unlock()
	err := s.engine.Close()
	s.put(nil, io.EOF)
	return err
}

func (p *Proxy) openStreams() []*stream {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []*stream
	for s := range p.streams {
		out = append(out, s)
	}
	return out
}

// CutEvents ends every open event stream as a dying engine would, and returns
// how many there were.
func (p *Proxy) CutEvents() int {
	open := p.openStreams()
	for _, s := range open {
		s.put(nil, io.ErrUnexpectedEOF)
		_ = s.engine.Close()
	}
	return len(open)
}

// Inject puts events into every open event stream, in their order and without
// others in between, and returns how many streams there were.
func (p *Proxy) Inject(burst ...events.Message) int {
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	for _, event := range burst {
		if err := encoder.Encode(event); err != nil {
			panic(fmt.Sprintf("an event can't be encoded: %v", err)) // it is made of strings and numbers
		}
	}
	return p.InjectRaw(data.Bytes())
}

// InjectRaw puts bytes, such as no JSON at all, into every open event stream.
func (p *Proxy) InjectRaw(data []byte) int {
	open := p.openStreams()
	for _, s := range open {
		s.put(data, nil)
	}
	return len(open)
}

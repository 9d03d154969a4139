package spec

import (
	"encoding/json"
	"errors"
	"fmt"
)

// presetVersion grows when a spec that is written down would be read wrongly
// by an older program.
const presetVersion = 1

// ErrNewer is why a spec can't be read that a newer program wrote down.
var ErrNewer = errors.New("it was saved by a newer version of this program")

type preset struct {
	Version int      `json:"version"`
	Run     *RunSpec `json:"run"`
}

// Marshal writes a spec down so that it can be kept. It holds every value,
// secrets too.
func Marshal(s RunSpec) ([]byte, error) {
	return json.MarshalIndent(preset{presetVersion, &s}, "", "  ")
}

// Unmarshal reads what Marshal wrote.
func Unmarshal(text []byte) (RunSpec, error) {
	var p preset
	if err := json.Unmarshal(text, &p); err != nil {
		return RunSpec{}, fmt.Errorf("reading a saved container: %w", err)
	}
	switch {
	case p.Version > presetVersion:
		return RunSpec{}, ErrNewer
	case p.Version < 1 || p.Run == nil:
		return RunSpec{}, errors.New("it is no saved container")
	}
	return *p.Run, nil
}

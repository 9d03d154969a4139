package operations

import (
	"slices"
	"strings"
)

// Layer is how far one layer of an image is on its way here.
type Layer struct {
	ID      string
	Status  string // in the engine's words: "Downloading", "Waiting", …
	Here    int64  // bytes that have arrived
	Size    int64  // bytes; 0 if not known
	Arrived bool   // nothing more of it is fetched
	Done    bool   // it is unpacked, or was here before
}

// Fetching is how far an image is on its way here, or to a registry: what the
// news of a pull or a push come to, in the order in which they name the layers.
type Fetching struct {
	Layers []Layer
	Words  string // the newest words about the whole
}

// Add takes a piece of news in.
func (f *Fetching) Add(s PullStep) {
	if s.Layer == "" || strings.HasPrefix(s.Status, "Pulling from ") || strings.HasPrefix(s.Status, "The push refers to ") { // the first of these names the tag
		f.Words = s.Status
		return
	}
	i := slices.IndexFunc(f.Layers, func(l Layer) bool { return l.ID == s.Layer })
	if i < 0 {
		i = len(f.Layers)
		f.Layers = append(f.Layers, Layer{ID: s.Layer})
	}
	l := &f.Layers[i]
	l.Status = s.Status
	switch s.Status {
	case "Downloading":
		l.Here, l.Size = s.Current, max(l.Size, s.Total)
	case "Pushing":
		l.Size = max(l.Size, s.Total)
		l.Here = min(s.Current, l.Size) // the end of the archive is not in its size
	case "Verifying Checksum", "Download complete", "Extracting", "Pull complete", "Already exists", "Pushed", "Layer already exists":
		l.Arrived = true
		l.Size = max(l.Size, s.Total)
		l.Here = l.Size
	}
	if strings.HasPrefix(s.Status, "Mounted from ") { // the registry has it under another name
		l.Arrived, l.Here = true, l.Size
	}
	l.Done = l.Arrived && (s.Status == "Pull complete" || s.Status == "Already exists" ||
		s.Status == "Pushed" || s.Status == "Layer already exists" || strings.HasPrefix(s.Status, "Mounted from "))
}

// Done is how many layers are unpacked, of how many.
func (f *Fetching) Done() (done, total int) {
	for _, l := range f.Layers {
		if l.Done {
			done++
		}
	}
	return done, len(f.Layers)
}

// Bytes is how much has arrived of how much. It is known when the size of each
// layer that is still to come is known.
func (f *Fetching) Bytes() (here, size int64, known bool) {
	known = len(f.Layers) > 0
	for _, l := range f.Layers {
		here, size = here+l.Here, size+l.Size
		known = known && (l.Size > 0 || l.Arrived)
	}
	return here, size, known && size > 0
}

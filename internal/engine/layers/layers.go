// Package layers looks into images: which files each layer holds, what it adds,
// changes and removes against those below, what is wasted, what two images have in
// common. It reads the stream of docker save and keeps only lists of names; no
// file is unpacked and nothing is written to this computer.
//
// It must know nothing of what is shown. Layers are never changed once they are
// read, so that images and trees share them.
package layers

import (
	"io/fs"
	"time"
)

// Kind says what an entry of a layer is.
type Kind uint8

// The kinds. Gone and Emptied are notes about the layers below: the file or folder
// is removed, or all that was in the folder.
const (
	File Kind = iota
	Folder
	Link
	Hard // another name for a file of the same layer
	Device
	Pipe
	Gone
	Emptied
)

func (k Kind) String() string {
	return [...]string{"file", "folder", "link", "hard link", "device", "pipe", "removal", "emptied folder"}[k]
}

// Entry is one line of a layer's tar.
type Entry struct {
	Path     string // from the root: "/etc/passwd"
	Link     string // what a link leads to
	Size     int64
	Time     int64  // of its last change, in seconds since 1970
	Sum      uint64 // of its content, to tell two apart; it means nothing outside this run
	Mode     uint32 // permissions, with setuid, setgid and sticky as tar has them
	UID, GID uint32
	Kind     Kind
}

// note reports whether it is a note about what is below.
func (e *Entry) note() bool { return e.Kind >= Gone }

// Permissions are the mode as ls writes it, with the kind in front.
func (e *Entry) Permissions() string {
	mode := fs.FileMode(e.Mode & 0o777)
	for _, b := range []struct {
		bit uint32
		is  fs.FileMode
	}{{0o4000, fs.ModeSetuid}, {0o2000, fs.ModeSetgid}, {0o1000, fs.ModeSticky}} {
		if e.Mode&b.bit != 0 {
			mode |= b.is
		}
	}
	first := map[Kind]string{Folder: "d", Link: "l", Device: "c", Pipe: "p"}[e.Kind]
	if first == "" {
		first = "-"
	}
	text := []byte(first + mode.Perm().String()[1:])
	for _, special := range []struct {
		is      fs.FileMode
		at      int
		x, bare byte
	}{{fs.ModeSetuid, 3, 's', 'S'}, {fs.ModeSetgid, 6, 's', 'S'}, {fs.ModeSticky, 9, 't', 'T'}} {
		if mode&special.is == 0 {
			continue
		}
		if text[special.at] == 'x' {
			text[special.at] = special.x
		} else {
			text[special.at] = special.bare
		}
	}
	return string(text)
}

// same reports whether two entries are alike to whoever uses them: what they are,
// hold and allow. The time of the last change doesn't count.
func (e *Entry) same(o *Entry) bool {
	if e.Mode != o.Mode || e.UID != o.UID || e.GID != o.GID {
		return false
	}
	if e.Kind == Hard || o.Kind == Hard { // a name more for a file
		return (e.Kind == File || e.Kind == Hard) && (o.Kind == File || o.Kind == Hard) && e.Sum == o.Sum
	}
	return e.Kind == o.Kind && e.Size == o.Size && e.Sum == o.Sum && e.Link == o.Link
}

// Layer is what one layer holds.
type Layer struct {
	Digest  string  // of its plain tar
	Entries []Entry // by path; a note stands before an entry of the same path
	Size    int64   // of its files together
	Files   int     // entries that are neither folders nor notes
	Twice   int     // entries that a later one of the same layer replaces
}

// Step is one line of an image's history.
type Step struct {
	Instruction string // as the builder noted it
	Comment     string
	Created     time.Time
	Layer       int   // the layer that it made; -1 for none
	Size        int64 // as the engine counts it
}

// Image is how much is known of an image. Each one that is handed out stays as it
// is.
type Image struct {
	ID      string
	Size    int64 // as the engine counts it
	Digests []string
	Layers  []*Layer // one for each digest; nil until it is read
	Steps   []Step   // from the first to the last
	Guessed bool     // which step made which layer is not certain yet
}

// Whole reports whether every layer is read.
func (i *Image) Whole() bool { return i.Read() == len(i.Layers) }

// Read is how many layers are read.
func (i *Image) Read() int {
	n := 0
	for _, l := range i.Layers {
		if l != nil {
			n++
		}
	}
	return n
}

// Below reports whether a layer and all below it are read.
func (i *Image) Below(layer int) bool {
	for _, l := range i.Layers[:layer+1] {
		if l == nil {
			return false
		}
	}
	return true
}

// StepOf is the step that made a layer; nil if none is noted.
func (i *Image) StepOf(layer int) *Step {
	for n := range i.Steps {
		if i.Steps[n].Layer == layer {
			return &i.Steps[n]
		}
	}
	return nil
}

// News is how far the reading of an image is.
type News struct {
	Image *Image
	Bytes int64 // that have come from the engine
}

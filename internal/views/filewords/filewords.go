// Package filewords puts into words what can go wrong with the files of
// containers and volumes.
//
// It must know nothing of how words are shown.
package filewords

import (
	"errors"
	"path"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/keep"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// Clause says why something about files failed, in a clause that begins with a
// small letter and has no full stop; false for other errors.
func Clause(err error) (string, bool) {
	if words, ok := ofKeeping(err); ok {
		return words, true
	}
	var e *files.Error
	if !errors.As(err, &e) {
		return "", false
	}
	what, name := format.CleanLine(e.What), format.CleanLine(path.Base(e.Path))
	switch e.Reason {
	case files.ReasonGone:
		return "it is gone", true
	case files.ReasonNoFile:
		return "there is no " + format.CleanLine(e.Path) + " inside", true
	case files.ReasonNoFolder:
		return name + " is no folder", true
	case files.ReasonFolder:
		return name + " is a folder", true
	case files.ReasonSpecial:
		return name + " is a device, a pipe or a socket, which has no contents to be read", true
	case files.ReasonExists:
		return "there is a " + name + " in this folder already", true
	case files.ReasonName:
		return "that is no name for a file. It needs one to 255 letters and no /", true
	case files.ReasonOutside:
		return "the link " + name + " leads to " + what + ", which is outside of the volume", true
	case files.ReasonRoot:
		return "the root itself stays", true
	case files.ReasonMount:
		return "a volume or a folder of this computer is mounted at " + what + ", and its files would go", true
	case files.ReasonReadOnly:
		return "it is read-only inside the container", true
	case files.ReasonStopped:
		return "the engine has no call for it, and only a running container can run " + or(what, "the program") + " for it", true
	case files.ReasonPaused:
		return "it is paused. Unpause it first", true
	case files.ReasonNoProgram:
		return "the engine has no call for it, and there is no program " + or(what, "for it") + " inside the container", true
	case files.ReasonNoImage:
		return "it needs a helper container, and no image here has the programs for one. Pull a small one, such as busybox", true
	case files.ReasonHere:
		return "this computer refuses it: " + format.CleanLine(cause(e)), true
	case files.ReasonFull:
		return "the disk is full", true
	case files.ReasonForbidden:
		return "it is not allowed", true
	case files.ReasonNoEngine:
		return "the engine does not answer", true
	case files.ReasonCanceled:
		return "it was cancelled", true
	}
	return "the engine refused: " + format.CleanLine(e.Raw), true
}

// ofKeeping says why a volume could not be saved or restored.
func ofKeeping(err error) (string, bool) {
	for why, words := range map[error]string{
		keep.ErrForeign: "this is no file that DockDesk has saved a volume to",
		keep.ErrCut:     "the file is cut off: its end is missing, as after a copy that was broken off. Nothing was made of it",
		keep.ErrChanged: "the file is not as it was written: its checksum is another one. Nothing was made of it",
		keep.ErrThere:   "the volume has files, and they stay. Choose another name",
		keep.ErrNoFile:  "there is no such file on this computer",
		keep.ErrFolder:  "this is a folder. Choose the file in it",
	} {
		if errors.Is(err, why) {
			return words, true
		}
	}
	return "", false
}

// cause is this computer's own words.
func cause(e *files.Error) string {
	if e.Err == nil {
		return e.Raw
	}
	return e.Err.Error()
}

func or(words, otherwise string) string {
	if words == "" {
		return otherwise
	}
	return words
}

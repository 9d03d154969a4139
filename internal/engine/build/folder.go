package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// folder is the files that are sent. What can't be sent is left out and noted;
// what can't be read ends the build, since the engine would be sent an empty file
// in its place.
type folder struct {
	inner fsutil.FS

	mu    sync.Mutex
	notes []string
	fault error
}

var _ fsutil.FS = (*folder)(nil)

func openFolder(dir string) (*folder, error) {
	inner, err := fsutil.NewFS(dir)
	if err != nil {
		return nil, &Error{Kind: NoFile, Path: dir, Raw: plain(err), Err: err}
	}
	return &folder{inner: inner}, nil
}

// plain is an error without what was done when it happened.
func plain(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Path + ": " + path.Err.Error()
	}
	return err.Error()
}

// Walk implements fsutil.FS.
func (f *folder) Walk(ctx context.Context, target string, fn fs.WalkDirFunc) error {
	return f.inner.Walk(ctx, target, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrPermission) {
				return f.fail(path, err)
			}
			return fn(path, entry, err)
		}
		if kind := special(entry.Type()); kind != "" {
			f.note(fmt.Sprintf("%s is %s and was left out.", path, kind))
			return nil
		}
		return fn(path, entry, nil)
	})
}

// special is what a file is that holds nothing which could be copied.
func special(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSocket != 0:
		return "a socket, at which a program listens,"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe between programs"
	case mode&(fs.ModeDevice|fs.ModeCharDevice) != 0:
		return "a device"
	}
	return ""
}

// Open implements fsutil.FS.
func (f *folder) Open(path string) (io.ReadCloser, error) {
	r, err := f.inner.Open(path)
	if err != nil {
		return broken{f.fail(path, err)}, nil // an error would be taken for an empty file
	}
	return r, nil
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
func (b broken) Close() error             { return nil }

func (f *folder) fail(path string, err error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault == nil {
		f.fault = &Error{Kind: Unreadable, Path: path, Raw: plain(err), Err: err}
	}
	return f.fault
}

func (f *folder) note(words string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Contains(f.notes, words) && len(f.notes) < 20 {
		f.notes = append(f.notes, words)
	}
}

// failed is why something of the folder could not be read; nil if all could.
func (f *folder) failed() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fault
}

// readDockerfile reads the Dockerfile of a build.
func readDockerfile(s spec.BuildSpec) ([]byte, error) {
	path := s.Dockerfile()
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "read", Path: path, Err: errors.New("it is no file")}
	}
	if err != nil {
		return nil, &Error{Kind: NoFile, Path: path, Raw: plain(err), Err: err}
	}
	if info.Size() > mostDockerfile {
		return nil, &Error{Kind: Syntax, Raw: fmt.Sprintf("%s is larger than 2 MB, which no Dockerfile is", path)}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{Kind: Unreadable, Path: path, Raw: plain(err), Err: err}
	}
	return text, nil
}

const mostDockerfile = 2 << 20

// ignored are the patterns of what is left out: of the file beside the Dockerfile
// that has its name, if there is one, else of .dockerignore.
func ignored(s spec.BuildSpec) ([]string, error) {
	for _, path := range []string{s.Dockerfile() + ".dockerignore", filepath.Join(s.Folder, ".dockerignore")} {
		file, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, &Error{Kind: Unreadable, Path: path, Raw: plain(err), Err: err}
		}
		defer func() { _ = file.Close() }()
		patterns, err := ignorefile.ReadAll(file)
		if err != nil {
			return nil, &Error{Kind: Syntax, Path: path, Raw: err.Error(), Err: err}
		}
		return patterns, nil
	}
	return nil, nil
}

// secrets reads the secrets of a build. masks are the texts that no log may show.
func secrets(s spec.BuildSpec) (values map[string][]byte, masks []string, err error) {
	values = map[string][]byte{}
	for _, c := range s.Secrets {
		var value []byte
		if c.Env != "" {
			text, ok := os.LookupEnv(c.Env)
			if !ok {
				return nil, nil, &Error{Kind: NoSecret, Path: c.Env, Raw: "the variable " + c.Env + " is not set on this computer"}
			}
			value = []byte(text)
		} else if value, err = os.ReadFile(below(s.Folder, c.File)); err != nil {
			return nil, nil, &Error{Kind: NoSecret, Path: c.File, Raw: plain(err), Err: err}
		}
		values[c.ID] = value
		masks = append(masks, hidden(string(value))...)
	}
	return values, masks, nil
}

func below(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// shortest is how long a text must be to be masked: shorter ones would be found
// everywhere.
const shortest = 4

// hidden are the texts of a secret: all of it, and its lines.
func hidden(value string) []string {
	var masks []string
	for _, text := range append([]string{value}, strings.Split(value, "\n")...) {
		if text = strings.TrimSpace(text); len(text) >= shortest && !slices.Contains(masks, text) {
			masks = append(masks, text)
		}
	}
	return masks
}

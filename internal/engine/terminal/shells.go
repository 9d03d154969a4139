package terminal

import (
	"context"
	"path"
	"strings"

	"github.com/containerd/errdefs"

	"github.com/dockdesk/dockdesk/internal/engine/programs"
)

// shellNames are the shells that are looked for, those first that people like
// best to work in; where there is ash, sh is as a rule another name for it.
var shellNames = []string{"bash", "zsh", "fish", "sh", "ash"}

// Shell is a shell that a container has.
type Shell struct {
	Name string // "bash"
	Path string // "/bin/bash"
}

// Shells are the shells of a container, running or not, each once. Nothing is run
// to find out: the files are looked at.
func Shells(ctx context.Context, api API, id string) ([]Shell, error) {
	found, err := api.ContainerInspect(ctx, id)
	if err != nil {
		return nil, newSession(api, Wish{Container: id}).refused(err)
	}
	name := strings.TrimPrefix(found.Name, "/")
	var shells []Shell
	for _, shell := range shellNames {
		p, err := findProgram(ctx, api, id, programs.SearchPath(found.Config), shell)
		if err != nil {
			return nil, newSession(api, Wish{Container: id, Name: name}).refused(err)
		}
		if p != "" {
			shells = append(shells, Shell{Name: shell, Path: p})
		}
	}
	return shells, nil
}

// findProgram is where a program lies; "" if it is nowhere.
func findProgram(ctx context.Context, api API, id string, dirs []string, name string) (string, error) {
	for _, dir := range dirs {
		p := path.Join(dir, name)
		ok, err := executable(ctx, api, id, p)
		if err != nil {
			return "", err
		}
		if ok {
			return p, nil
		}
	}
	return "", nil
}

// maxLinks is how many links are followed to a program.
const maxLinks = 8

func executable(ctx context.Context, api API, id, p string) (bool, error) {
	for range maxLinks {
		stat, err := api.ContainerStatPath(ctx, id, p)
		// A file in the place of a folder is an internal error to some engines.
		if errdefs.IsNotFound(err) || errdefs.IsInternal(err) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if stat.LinkTarget == "" || stat.LinkTarget == p {
			return stat.Mode.IsRegular() && stat.Mode&0o111 != 0, nil
		}
		p = stat.LinkTarget
	}
	return false, nil
}

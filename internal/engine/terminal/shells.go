package terminal

import (
	"context"
	"path"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
)

// shellNames are the shells that are looked for, those first that people like
// best to work in; where there is ash, sh is as a rule another name for it.
var shellNames = []string{"bash", "zsh", "fish", "sh", "ash"}

// Shell is a shell that a container has.
type Shell struct {
	Name string // "bash"
	Path string // "/bin/bash"
}

// usualPath is where programs lie in an image that doesn't say.
const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

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
		p, err := findProgram(ctx, api, id, searchPath(found.Config), shell)
		if err != nil {
			return nil, newSession(api, Wish{Container: id, Name: name}).refused(err)
		}
		if p != "" {
			shells = append(shells, Shell{Name: shell, Path: p})
		}
	}
	return shells, nil
}

// searchPath are the folders in which a container looks for programs. An empty
// part of it is the folder that the program runs in, which is left out.
func searchPath(c *container.Config) []string {
	all := usualPath
	if c != nil {
		for _, env := range c.Env {
			if v, ok := strings.CutPrefix(env, "PATH="); ok {
				all = v
			}
		}
	}
	var dirs []string
	for dir := range strings.SplitSeq(all, ":") {
		if path.IsAbs(dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
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

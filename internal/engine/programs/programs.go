// Package programs says where a container looks for programs.
//
// It must not ask the engine: a container's configuration is all it knows.
package programs

import (
	"path"
	"strings"

	"github.com/docker/docker/api/types/container"
)

// usualPath is where programs lie in an image that doesn't say.
const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// SearchPath are the folders in which a container looks for programs. An empty
// part of it is the folder that the program runs in, which is left out.
func SearchPath(c *container.Config) []string {
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

package runcheck

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

var goodVolume = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]+$`)

func (c *checker) mounts() {
	seen := map[string]bool{}
	for i, m := range c.s.Mounts {
		field := entry("mounts", i)
		if c.source(i, field, m) || c.wrong(field, m.Problem()) {
			continue
		}
		target := path.Clean(m.Target)
		switch {
		case !strings.HasPrefix(m.Target, "/") && !isWindows(m.Target):
			c.block("target-relative", field, fmt.Sprintf("Inside the container a path begins with /, so write /%s.", m.Target),
				change("Use /"+m.Target, func(s *spec.RunSpec) { s.Mounts[i].Target = "/" + m.Target }))
		case target == "/":
			c.block("target-root", field, "It can't take the place of everything inside; choose a folder.")
		case seen[target]:
			c.block("target-twice", field, fmt.Sprintf("Something else shows at %s already.", target))
		}
		seen[target] = true
		c.options(field, m)
	}
}

func isWindows(p string) bool {
	return len(p) > 2 && p[1] == ':' && (p[2] == '\\' || p[2] == '/') || strings.HasPrefix(p, `\\`)
}

// source says what is wrong with where the files come from, and reports whether
// that is all there is to say.
func (c *checker) source(i int, field string, m spec.Mount) bool {
	switch m.Kind {
	case spec.Volume:
		return c.volume(i, field, m)
	case spec.Bind:
		return c.bind(i, field, m)
	case spec.ImageTree:
		if m.Source == "" {
			c.block("source-missing", field, "Choose the image whose files show.")
		}
	}
	return false
}

func (c *checker) volume(i int, field string, m spec.Mount) bool {
	name := m.Source
	if name == "" || goodVolume.MatchString(name) {
		return false
	}
	if strings.ContainsAny(name, `/\`) || strings.HasPrefix(name, "~") {
		c.block("volume-path", field, fmt.Sprintf("%q can't be the name of a volume. If a folder is meant, its path begins with / or ./.", name),
			append(c.fromHere(i, name), Fix{Kind: FixPickPath, Words: "Choose the folder"})...)
		return true
	}
	c.block("volume-name", field, "A volume's name has letters without accents, digits, and _ . - between them, at least two in all.")
	return true
}

// fromHere offers to take a relative path from the folder that paths start from.
func (c *checker) fromHere(i int, path string) []Fix {
	if c.f.Dir == "" || strings.HasPrefix(path, "~") || strings.HasPrefix(path, "/") {
		return nil
	}
	return []Fix{change("Use ./"+path, func(s *spec.RunSpec) { s.Mounts[i].Kind, s.Mounts[i].Source = spec.Bind, "./"+path })}
}

func (c *checker) bind(i int, field string, m spec.Mount) bool {
	pick := Fix{Kind: FixPickPath, Words: "Choose another"}
	source := m.Source
	switch {
	case source == "":
		c.block("source-missing", field, "Choose a folder or a file of this computer.", Fix{Kind: FixPickPath, Words: "Choose"})
		return true
	case strings.HasPrefix(source, "~"):
		c.block("path-home", field, "Only a shell knows what ~ is; write the whole path.", pick)
		return true
	case strings.HasPrefix(source, "."):
		if c.f.Dir == "" {
			c.block("path-relative", field, fmt.Sprintf("%s starts from a folder that nobody named.", source), Fix{Kind: FixPickPath, Words: "Choose the folder"})
			return true
		}
		whole := m.HostPath(c.f.Dir)
		c.note("path-relative", field, fmt.Sprintf("%s means %s here.", source, whole),
			change("Write the whole path", func(s *spec.RunSpec) { s.Mounts[i].Source = whole }))
	case !strings.HasPrefix(source, "/") && !isWindows(source):
		c.block("path-relative", field, fmt.Sprintf("Docker takes %q for the name of a volume; the path of a folder begins with / or ./.", source),
			append(c.fromHere(i, source), pick)...)
		return true
	}
	if c.f.Remote {
		c.note("path-remote", field, "The folder is on the engine's computer, which can't be looked into from here.")
		return false
	}
	whole := m.HostPath(c.f.Dir)
	if c.f.Paths[whole] != spec.PathMissing {
		return false
	}
	fixes := []Fix{{Kind: FixMakeFolder, Words: "Make the folder", Value: whole}, pick}
	if m.Spelled {
		c.block("path-missing", field, fmt.Sprintf("There is no %s on this computer, and --mount refuses that.", whole), fixes...)
	} else {
		c.warn("path-missing", field, fmt.Sprintf("There is no %s on this computer. Docker makes an empty folder there, which belongs to root.", whole), fixes...)
	}
	return false
}

// mountOptions are the settings of --mount, by the kind of mount that has them;
// "" is every kind. The version is the first API that has it.
var mountOptions = map[string]struct {
	kind spec.MountKind
	api  string
}{
	"readonly": {}, "consistency": {},
	"bind-propagation": {spec.Bind, ""}, "bind-nonrecursive": {spec.Bind, "1.40"}, "bind-recursive": {spec.Bind, "1.40"},
	"volume-nocopy": {spec.Volume, ""}, "volume-label": {spec.Volume, ""}, "volume-driver": {spec.Volume, ""}, "volume-opt": {spec.Volume, ""},
	"volume-subpath": {spec.Volume, "1.45"}, "image-subpath": {spec.ImageTree, "1.48"},
	"tmpfs-size": {spec.Tmpfs, ""}, "tmpfs-mode": {spec.Tmpfs, ""},
}

func (c *checker) options(field string, m spec.Mount) {
	if !m.Spelled {
		return
	}
	if m.Kind == spec.ImageTree {
		c.needs(field, "The files of an image", "1.48")
	}
	for _, o := range m.Options {
		key, value, _ := strings.Cut(o, "=")
		known, ok := mountOptions[key]
		switch {
		case !ok:
			c.block("mount-option", field, fmt.Sprintf("--mount has no setting %q.", key))
		case known.kind != "" && known.kind != m.Kind:
			c.block("mount-option", field, fmt.Sprintf("%s is for mounts of the kind %s, not %s.", key, known.kind, m.Kind))
		case key == "tmpfs-size":
			_, err := spec.ParseSize(value)
			c.wrong(field, err)
		case known.api != "":
			c.needs(field, key, known.api)
		}
	}
	if m.IsReadOnly() && m.Anonymous() {
		c.block("anonymous-readonly", field, "A volume without a name can't be read-only: nobody could put anything into it.")
	}
}

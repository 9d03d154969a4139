package spec

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// Image is what a local image says about the containers made from it.
type Image struct {
	ID         string
	Names      []string // repository:tag
	OS         string
	Arch       string
	Variant    string
	Entrypoint []string
	Command    []string
	Env        []Env
	Expose     []string // what EXPOSE says: "80/tcp", by number
	Volumes    []string // what VOLUME says, sorted
	Workdir    string
	User       string // "" is root
	StopSignal string
	Labels     []Pair // by key
	Health     bool   // it has a check of its own
}

// Platform is the kind of computer it was made for: "linux/arm64/v8".
func (i Image) Platform() string {
	p := i.OS + "/" + i.Arch
	if i.Variant != "" {
		p += "/" + i.Variant
	}
	return strings.Trim(p, "/")
}

// OfferPorts makes a door for each port that the image exposes, at a port of
// the engine's computer that isn't taken: the same number where anybody may use
// it, else the customary one (8080 for 80).
func (i Image) OfferPorts(taken func(port int, proto string) bool) []Port {
	var ports []Port
	given := map[string]bool{}
	for _, exposed := range i.Expose {
		text, proto, _ := strings.Cut(exposed, "/")
		inside, err := strconv.Atoi(text)
		if err != nil {
			continue // a range: nobody wants a thousand rows unasked
		}
		if proto == "" {
			proto = "tcp"
		}
		outside := NextFreePort(customaryPort(inside), func(n int) bool {
			return given[proto+strconv.Itoa(n)] || taken(n, proto)
		})
		if outside == 0 {
			continue
		}
		given[proto+strconv.Itoa(outside)] = true
		p := Port{Host: strconv.Itoa(outside), Container: text}
		if proto != "tcp" {
			p.Proto = proto
		}
		ports = append(ports, p)
	}
	return ports
}

func customaryPort(inside int) int {
	if inside < 1024 { // only an administrator may open those on many systems
		return inside + 8000
	}
	return inside
}

// NextFreePort is the first port from want upwards that isn't taken, or 0.
func NextFreePort(want int, taken func(port int) bool) int {
	for n := max(want, 1); n <= 65535; n++ {
		if !taken(n) {
			return n
		}
	}
	return 0
}

// OfferMounts makes a named volume for each folder that the image keeps its
// data in; without a name each would become an anonymous volume. The names
// begin with the container's name, or the image's while there is none.
func (i Image) OfferMounts(container string, taken func(volume string) bool) []Mount {
	prefix := container
	if prefix == "" && len(i.Names) > 0 {
		prefix = imageWord(i.Names[0])
	}
	if prefix == "" {
		prefix = "my"
	}
	var mounts []Mount
	given := map[string]bool{}
	for _, target := range i.Volumes {
		name := prefix + "-" + volumeWord(target)
		for n := 2; given[name] || taken(name); n++ {
			name = prefix + "-" + volumeWord(target) + "-" + strconv.Itoa(n)
		}
		given[name] = true
		mounts = append(mounts, Mount{Kind: Volume, Source: name, Target: target})
	}
	return mounts
}

// imageWord is the last word of an image's name without its tag.
func imageWord(name string) string {
	name, _, _ = strings.Cut(path.Base(name), "@")
	name, _, _ = strings.Cut(name, ":")
	return name
}

// volumeWord is the last word of a path, as far as a volume can be called so.
func volumeWord(target string) string {
	word := strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '_' || r == '.' || r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
			return r
		}
		return -1
	}, path.Base(target))
	if word = strings.Trim(word, ".-_"); word == "" {
		return "data"
	}
	return word
}

// Offered is a spec for this image with its ports and volumes filled in, where
// the spec doesn't say anything about them yet.
func (i Image) Offered(s RunSpec, portTaken func(port int, proto string) bool, volumeTaken func(string) bool) RunSpec {
	s = s.Clone()
	for _, p := range i.OfferPorts(portTaken) {
		if !slices.ContainsFunc(s.Ports, func(q Port) bool { return q.Container == p.Container && q.Protocol() == p.Protocol() }) {
			s.Ports = append(s.Ports, p)
		}
	}
	for _, m := range i.OfferMounts(s.Name, volumeTaken) {
		if !slices.ContainsFunc(s.Mounts, func(n Mount) bool { return path.Clean(n.Target) == path.Clean(m.Target) }) {
			s.Mounts = append(s.Mounts, m)
		}
	}
	return s
}

package runcheck

import (
	"fmt"
	"strings"

	"github.com/distribution/reference"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Failure is why a container could not be made.
type Failure struct {
	Op  string // what was being done: "pull", "create", "start"
	Raw string // the engine's own words
}

// Refused explains why the image of a container could not be fetched, and offers
// ways round it. The words are "" for other failures.
func Refused(s spec.RunSpec, f Facts, e Failure) (words string, fixes []Fix) {
	named, err := reference.ParseNormalizedNamed(s.Image)
	if e.Op != "pull" || err != nil {
		return "", nil
	}
	registry := reference.Domain(named)
	if registry == "docker.io" {
		registry = "Docker Hub"
	}
	again := Fix{Kind: FixAgain, Words: "Try again"}
	here := siblings(named, f.Snapshot)
	raw := strings.ToLower(e.Raw)
	has := func(texts ...string) bool {
		for _, t := range texts {
			if strings.Contains(raw, t) {
				return true
			}
		}
		return false
	}
	image := reference.FamiliarString(named)
	switch {
	case has("no matching manifest", "does not match the specified platform", "does not provide the specified platform"):
		if s.Platform != "" {
			return fmt.Sprintf("%s has no image of %s for %s.", registry, image, s.Platform),
				append([]Fix{change("Take the one for this computer", func(s *spec.RunSpec) { s.Platform = "" })}, here...)
		}
		return fmt.Sprintf("%s has no image of %s for this kind of computer.", registry, image), here
	case has("toomanyrequests", "rate limit"):
		return fmt.Sprintf("%s gives no more images to this address for a while: too many were fetched. Whoever logs in gets more.", registry), append(here, again)
	case has("access denied", "unauthorized", "authentication required", "no basic auth", "denied:"):
		return fmt.Sprintf("%s has no image called %s, or shows it only to those who have logged in. It may be spelt otherwise.", registry, reference.FamiliarName(named)), here
	case has("manifest unknown", "manifest for", "not found"):
		return fmt.Sprintf("%s has no %s: no such name, or no such version of it.", registry, image), append(here, latest(named)...)
	case has("http response to https", "x509", "certificate"):
		return fmt.Sprintf("The engine doesn't trust %s: the connection isn't encrypted as it must be.", registry), here
	case has("no space left"):
		return fmt.Sprintf("The disk of the engine is full, so %s can't be unpacked.", image), here
	}
	for _, silence := range silences {
		if has(silence.text) {
			return fmt.Sprintf("%s is not on this engine, and %s does not answer: %s.", image, registry, silence.why), append(here, again)
		}
	}
	return "", nil
}

// silences are the ways in which a registry doesn't answer, the first that fits
// counts.
var silences = []struct{ text, why string }{
	{"network is unreachable", "the engine has no way into the network"},
	{"no route to host", "the engine has no way to it"},
	{"no such host", "nobody knows its name"},
	{"server misbehaving", "nobody can be asked for its name"},
	{"connection refused", "nothing listens at its address"},
	{"tls handshake timeout", "it takes too long"},
	{"i/o timeout", "it takes too long"},
	{"client.timeout", "it takes too long"},
	{"deadline exceeded", "it takes too long"},
	{"connection reset", "it hung up"},
	{"unexpected eof", "it hung up"},
	{": eof", "it hung up"},
	{"dial tcp", "it can't be reached"},
	{"lookup ", "nobody can be asked for its name"},
	{"503 service", "it is not at its best now"},
	{"502 bad gateway", "it is not at its best now"},
}

// mostSiblings is how many other images are offered.
const mostSiblings = 2

// siblings offers images of the same name that are on the engine.
func siblings(named reference.Named, now *object.Snapshot) []Fix {
	if now == nil {
		return nil
	}
	var fixes []Fix
	for _, i := range now.Images {
		for _, tag := range i.Tags {
			other, err := reference.ParseNormalizedNamed(tag)
			if err != nil || other.Name() != named.Name() || len(fixes) == mostSiblings {
				continue
			}
			fixes = append(fixes, change("Use "+tag+", which is here", func(s *spec.RunSpec) { s.Image, s.Pull = tag, "" }))
		}
	}
	return fixes
}

// latest offers the version that most names have.
func latest(named reference.Named) []Fix {
	if tagged, ok := named.(reference.Tagged); !ok || tagged.Tag() == "latest" {
		return nil
	}
	name := reference.FamiliarName(named)
	return []Fix{change("Use "+name+":latest", func(s *spec.RunSpec) { s.Image = name + ":latest" })}
}

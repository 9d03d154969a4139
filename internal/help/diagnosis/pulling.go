package diagnosis

import (
	"fmt"
	"strings"

	"github.com/distribution/reference"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// wanted is the image that was to be fetched; nil if its name can't be read.
func (m *matter) wanted() reference.Named {
	text := m.spec().Image
	if text == "" {
		text = m.Ref.ID
	}
	named, err := reference.ParseNormalizedNamed(text)
	if err != nil {
		return nil
	}
	return named
}

// asked are the image's name as a person writes it, and the registry's.
func (m *matter) asked() (image, registry string) {
	if m.Ref.Kind == registryKind {
		return "the image", hostName(m.Ref.ID)
	}
	named := m.wanted()
	if named == nil {
		return "the image", "the registry"
	}
	return reference.FamiliarString(named), hostName(reference.Domain(named))
}

func (m *matter) pullPlatform() Diagnosis {
	image, registry := m.asked()
	if p := m.spec().Platform; p != "" {
		return named(fmt.Sprintf("%s has no image of %s for %s", registry, image, p)).because("An image is made for one kind of computer each. This one was not made for the kind that was asked for.").
			offer(run("Take the one for this computer", func(s *spec.RunSpec) { s.Platform = "" })).offer(m.siblings()...)
	}
	return named(fmt.Sprintf("%s has no image of %s for this kind of computer", registry, image)).because("An image is made for one kind of computer each. Another version of it may be there for this kind.").
		offer(m.siblings()...).offer(m.change("Choose another image"))
}

func (m *matter) pullLimit() Diagnosis {
	_, registry := m.asked()
	return titled(registry + " gives no more images to this address for a while: too many were fetched").because(
		"A registry counts what each address fetches. Whoever logs in gets more, and some hours later it begins anew. An image that is here needs no registry.").
		offer(m.siblings()...).offer(again("Try again"))
}

func (m *matter) pullDenied() Diagnosis {
	_, registry := m.asked()
	name := "it"
	if n := m.wanted(); n != nil {
		name = reference.FamiliarName(n)
	}
	return named(fmt.Sprintf("%s has no image called %s, or shows it only to those who have logged in", registry, name)).because(
		"A registry gives the same answer to both, so that nobody can find out private names. Look at the spelling first. For a private image, log in on the page Registries.").
		offer(m.siblings()...).offer(m.change("Correct the name"), again("Try again"), login("Log in…"))
}

func (m *matter) pullNoName() Diagnosis {
	image, registry := m.asked()
	return named(fmt.Sprintf("%s has no %s: no such name, or no such version of it", registry, image)).because("The registry answers, and knows no image of this name. It may be spelt otherwise, or lie in another registry.").
		offer(m.siblings()...).offer(m.change("Correct the name"))
}

func (m *matter) pullNoTag() Diagnosis {
	image, registry := m.asked()
	return named(fmt.Sprintf("%s has no %s: no such name, or no such version of it", registry, image)).because("What stands behind the colon is the version, the tag. The registry has no such one under this name.").
		offer(m.siblings()...).offer(m.latest(), m.change("Choose another version"))
}

func (m *matter) pullUntrusted() Diagnosis {
	_, registry := m.asked()
	return titled(fmt.Sprintf("the engine doesn't trust %s: the connection isn't encrypted as it must be", registry)).because(
		"Registries are spoken to over encrypted connections only, with a certificate that is known here, unless the engine's own settings name the registry as an exception.").offer(m.siblings()...)
}

func (m *matter) pullSilent() Diagnosis {
	image, registry := m.asked()
	return named(fmt.Sprintf("%s is not on this engine, and %s does not answer: %s", image, registry, silence(m.Raw))).because(
		"An image that isn't here is fetched from a registry, over the network. An image that is here needs none.").offer(m.siblings()...).offer(again("Try again"))
}

func (m *matter) imageMissing() Diagnosis {
	image := strings.TrimSuffix(m.group(1), ".")
	d := named(image + " is not on this engine")
	if m.spec().Pull == "never" {
		return d.because("It was to be run without being fetched, and it is not here.").
			offer(m.siblings()...).offer(run("Fetch it first", func(s *spec.RunSpec) { s.Pull = "" }))
	}
	return d.because("There is no image of this name here. It may be spelt otherwise, or its tag may be another.").
		offer(m.siblings()...).offer(m.change("Choose another image"))
}

// silence is how a registry does not answer; "" if it does.
func silence(raw string) string {
	raw = strings.ToLower(raw)
	for _, s := range silences {
		if strings.Contains(raw, s.text) {
			return s.why
		}
	}
	return ""
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
func (m *matter) siblings() []Remedy {
	named := m.wanted()
	if named == nil || m.Snapshot == nil || !m.runs() {
		return nil
	}
	var remedies []Remedy
	for _, i := range m.Snapshot.Images {
		for _, tag := range i.Tags {
			other, err := reference.ParseNormalizedNamed(tag)
			if err != nil || other.Name() != named.Name() || tag == reference.FamiliarString(reference.TagNameOnly(named)) || len(remedies) == mostSiblings {
				continue
			}
			remedies = append(remedies, run("Use "+short(tag)+", which is here", func(s *spec.RunSpec) { s.Image, s.Pull, s.Platform = tag, "", "" }))
		}
	}
	return remedies
}

// latest offers the version that most names have.
func (m *matter) latest() Remedy {
	named := m.wanted()
	if named == nil || !m.runs() {
		return Remedy{}
	}
	if tagged, ok := named.(reference.Tagged); !ok || tagged.Tag() == "latest" {
		return Remedy{}
	}
	name := reference.FamiliarName(named) + ":latest"
	return run("Use "+name, func(s *spec.RunSpec) { s.Image = name })
}

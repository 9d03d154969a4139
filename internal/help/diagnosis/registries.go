package diagnosis

import (
	"fmt"
	"net"
	"strings"

	"github.com/distribution/reference"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// registryKind is the kind of registries, in the words of package operations.
const registryKind object.Kind = "registry"

// hostName is what a person calls a registry.
func hostName(host string) string {
	if host == "docker.io" {
		return "Docker Hub"
	}
	return host
}

// login leads to where one logs in.
func login(words string) Remedy {
	return Remedy{Words: words, Icon: "key", Then: Page, Value: "registries"}
}

func (m *matter) loginRefused() Diagnosis {
	_, registry := m.asked()
	return named(registry + " does not accept this name with this password").because(
		"One of them is mistyped, or the password is no longer valid. Many registries want an access token, made in your account there, in place of the password. Nothing was kept.").
		offer(login("Log in again…"))
}

func (m *matter) pushDenied() Diagnosis {
	image, registry := m.asked()
	n := m.wanted()
	if n != nil && reference.Domain(n) == "docker.io" && strings.HasPrefix(reference.Path(n), "library/") {
		return named(image + " would lie on Docker's own shelf").because(
			"A name without an account before the slash belongs to Docker itself, and nobody else may push there. Push it under your own account, as in alice/" + reference.FamiliarName(n) + ".").
			offer(pushOtherwise(m))
	}
	return named(fmt.Sprintf("%s does not let you push %s", registry, image)).because(
		"Either nobody is logged in there, or who is logged in may not write to this name. The part before the last slash is mostly the account that it belongs to.").
		offer(login("Log in…"), again("Push again"))
}

// pushOtherwise asks for another name, where something was to be pushed.
func pushOtherwise(m *matter) Remedy {
	if i := m.image(m.Ref.ID); i != nil {
		return Remedy{Words: "Show the image", Icon: "image", Then: Show, Who: object.Ref{Kind: object.KindImage, ID: i.ID}}
	}
	return Remedy{}
}

func (m *matter) pushBroken() Diagnosis {
	image, registry := m.asked()
	return named(fmt.Sprintf("%s did not arrive whole: %s, %s", image, registry, silence(m.Raw))).because(
		"Layers that have arrived stay in the registry. Pushing again sends only what is missing.").offer(again("Push again"))
}

func (m *matter) registrySilent() Diagnosis {
	_, registry := m.asked()
	if m.Op == "search" {
		registry = "Docker Hub"
	}
	return named(fmt.Sprintf("%s does not answer: %s", registry, silence(m.Raw))).because(
		"A registry is reached over the network. Look at the spelling of its name, and whether this computer has a connection.").offer(again("Try again"))
}

func (m *matter) registryCloses() Diagnosis {
	_, registry := m.asked()
	if registry == "Docker Hub" {
		return named("Docker Hub lists its repositories to nobody").because("There are millions. Search finds some of them by a word; a name that is known can be pulled.")
	}
	return named(registry + " does not show what it has").because(
		"Some registries list nothing, and some only to those who have logged in. An image whose name is known can be pulled all the same.").offer(login("Log in…"))
}

// otherLoopback reports whether the engine found nobody at an address of its own
// computer, which is another one than this.
func (m *matter) otherLoopback() bool {
	_, host := m.asked()
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(host)
	return (host == "localhost" || ip != nil && ip.IsLoopback()) && m.Op != "browse" && m.Snapshot != nil &&
		m.Snapshot.Engine.Elsewhere() && silence(m.Raw) != ""
}

func (m *matter) registryElse() Diagnosis {
	_, registry := m.asked()
	return named(registry + " is another computer for the engine").because(
		"The engine runs in a virtual machine or on another computer. Addresses that begin with 127 and the name localhost lead to that one, not to this. Run a registry as a container there; the page Registries says how.").
		offer(login("Show how"))
}

func (m *matter) loginHelper() Diagnosis {
	name := m.group(1)
	d := titled("the program that keeps logins does not work")
	if name != "" {
		d = titled("the program docker-credential-" + name + ", which keeps logins, is not on this computer")
	}
	return d.because("The docker command's settings name a helper program to keep passwords in, such as the system's key ring. Without it nobody can be logged in. Install it, or take the line credsStore out of config.json.").
		offer(again("Try again"))
}

func (m *matter) fileMissing() Diagnosis {
	return titled("there is no such file on this computer: " + m.group(1)).because("It may be spelt otherwise, lie in another folder, or be a folder itself.")
}

func (m *matter) loadCutOff() Diagnosis {
	return titled("the file ends in the middle").because("It was cut off while it was written or copied. Layers that came whole may be on the engine; they have no name, and nothing uses them. Copy or save the file once more.").
		offer(again("Try again"))
}

func (m *matter) loadNoImage() Diagnosis {
	if m.Op == "import" {
		return titled("this file is no archive of files").because("An image is made of a .tar, also one that is packed with gzip, bzip2 or xz.")
	}
	return titled("there is no image in this file").because("Load takes files that Save to a file, or docker save, has written. A file that was exported from a container has no image in it; Make an image of an archive makes one of it.")
}

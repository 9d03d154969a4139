package runcheck

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/distribution/reference"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

func (c *checker) image() {
	name := c.s.Image
	if strings.TrimSpace(name) == "" {
		c.block("image-missing", "image", "Choose an image: it is what the container is made from.")
		return
	}
	ref, err := reference.ParseAnyReference(name)
	if err != nil {
		c.badImage(name)
		return
	}
	_, named := ref.(reference.Named)
	switch local := c.local(); {
	case c.f.Snapshot == nil:
	case local == nil && !named:
		c.block("image-missing", "image", fmt.Sprintf("No image on this engine has the id %s.", name))
	case local == nil && c.s.Pull == "never":
		c.block("image-not-here", "image", fmt.Sprintf("%s is not on this engine, and is not to be fetched.", name),
			change("Fetch it", func(s *spec.RunSpec) { s.Pull = "" }))
	case local == nil:
		c.note("image-pulled", "image", fmt.Sprintf("%s is not on this engine; it is fetched first.", name))
	}
	c.platform()
	c.program()
	switch c.s.Pull {
	case "", "always", "missing", "never":
	default:
		c.block("unreadable", "pull", fmt.Sprintf("An image is fetched always, when it is missing or never, not %q.", c.s.Pull))
	}
}

func (c *checker) badImage(name string) {
	lower := strings.ToLower(name)
	if _, err := reference.ParseAnyReference(lower); err == nil {
		c.block("image-name", "image", "Image names are written in small letters.", change("Use "+lower, func(s *spec.RunSpec) { s.Image = lower }))
		return
	}
	c.block("image-name", "image", fmt.Sprintf("%q can't be the name of an image; nginx:1.27 or ghcr.io/owner/app:2 can.", name))
}

// local is the image on the engine that the spec means; nil if there is none.
func (c *checker) local() *object.Image {
	ref, err := reference.ParseAnyReference(c.s.Image)
	if err != nil {
		return nil
	}
	tag, digest := c.s.Image, ""
	if named, ok := ref.(reference.Named); ok {
		if d, ok := named.(reference.Digested); ok {
			digest = reference.FamiliarName(named) + "@" + d.Digest().String()
		}
		tag = reference.FamiliarString(reference.TagNameOnly(named))
	}
	id := strings.TrimPrefix(c.s.Image, "sha256:")
	for _, i := range c.look.images {
		if slices.Contains(i.Tags, tag) || digest != "" && slices.Contains(i.Digests, digest) ||
			len(id) >= 4 && isHex(id) && strings.HasPrefix(strings.TrimPrefix(i.ID, "sha256:"), id) {
			return i
		}
	}
	return nil
}

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

// architectures are what systems call the kinds of computer that images name.
var architectures = map[string]string{"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "armv6l": "arm", "i686": "386", "i386": "386"}

func (c *checker) platform() {
	image, arch := c.f.Image, c.look.engine.Arch
	if known, ok := architectures[arch]; ok {
		arch = known
	}
	if image == nil || image.Arch == "" {
		return
	}
	if want := c.s.Platform; want != "" {
		if p := image.Platform(); want != p && want != image.Arch && !strings.HasPrefix(p, want+"/") && !strings.HasPrefix(want, p) {
			c.note("platform-other", "platform", fmt.Sprintf("The image on this engine is for %s; the one for %s is fetched.", p, want))
		}
		return
	}
	if arch != "" && image.Arch != arch {
		c.warn("platform-mismatch", "image", fmt.Sprintf("This image is made for %s, and this computer is %s. It runs slowly here, or not at all.",
			image.Platform(), arch))
	}
}

// program says when there is nothing to run.
func (c *checker) program() {
	i := c.f.Image
	if i == nil || len(c.s.Command) > 0 || c.s.Entrypoint != "" {
		return
	}
	if len(i.Command) == 0 && (len(i.Entrypoint) == 0 || c.s.NoEntrypoint) || c.s.NoEntrypoint {
		c.block("no-command", "command", "The image doesn't say what to run; write a command.")
	}
}

var goodName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]+$`)

func (c *checker) name() {
	name := strings.TrimPrefix(c.s.Name, "/")
	if name == "" {
		return
	}
	if !goodName.MatchString(name) {
		c.badName(name)
		return
	}
	owner := c.look.names[name]
	if owner == nil {
		return
	}
	free := spec.NextFreeName(name, func(n string) bool { return c.look.names[n] != nil })
	who := containerRef(owner)
	c.add(Problem{
		Kind: "name-taken", Field: "name", Severity: Blocker, Who: who,
		Words: fmt.Sprintf("Another container is called %s (%s, %s).", name, owner.Image, owner.State),
		Fixes: []Fix{
			change("Use "+free, func(s *spec.RunSpec) { s.Name = free }),
			{Kind: FixReplace, Words: "Replace it", Who: who},
			{Kind: FixRename, Words: "Rename it", Who: who},
			{Kind: FixOpen, Words: "Show it", Who: who},
		},
	})
}

var badInName = regexp.MustCompile(`[^a-zA-Z0-9_.-]+`)

func (c *checker) badName(name string) {
	const words = "A name has letters without accents, digits, and _ . - between them, and begins with a letter or a digit."
	better := strings.TrimLeft(badInName.ReplaceAllString(name, "-"), "_.-")
	if better = strings.TrimRight(better, "-"); !goodName.MatchString(better) {
		c.block("name-bad", "name", words)
		return
	}
	c.block("name-bad", "name", words, change("Use "+better, func(s *spec.RunSpec) { s.Name = better }))
}

func (c *checker) running() {
	c.restart()
	if c.s.Detach && !c.s.CreateOnly && len(c.s.Attach) > 0 {
		c.block("attach-detach", "attach", "A container in the background has nothing attached.",
			change("Attach nothing", func(s *spec.RunSpec) { s.Attach = nil }), change("Run it in the foreground", func(s *spec.RunSpec) { s.Detach = false }))
	}
	for i, stream := range c.s.Attach {
		if stream = strings.ToLower(stream); stream != "stdin" && stream != "stdout" && stream != "stderr" {
			c.block("unreadable", entry("attach", i), fmt.Sprintf("There are stdin, stdout and stderr, and no %q.", stream))
		}
	}
	if c.s.TTY && !c.s.Interactive && !c.s.Detach {
		c.note("tty-deaf", "tty", "It gets a terminal, but not what is typed.", change("Also hand on what is typed", func(s *spec.RunSpec) { s.Interactive = true }))
	}
	c.number("stopTimeout", c.s.StopTimeout)
	c.health()
	if c.s.LogDriver == "none" {
		if len(c.s.LogOptions) > 0 {
			c.block("log-none", "logOptions.0", "The driver none keeps nothing, and so has no settings.",
				change("Without settings", func(s *spec.RunSpec) { s.LogOptions = nil }))
		}
		c.note("log-none", "logDriver", "What it prints is kept nowhere; its logs stay empty.")
	}
}

func (c *checker) restart() {
	policy, times, counted := strings.Cut(c.s.Restart, ":")
	switch policy {
	case "", "no", "always", "unless-stopped", "on-failure":
	default:
		c.block("unreadable", "restart", fmt.Sprintf("It starts again no, always, unless-stopped or on-failure, not %q.", c.s.Restart))
		return
	}
	if counted {
		if n, err := spec.ParseNumber(times); err != nil || n < 0 || policy != "on-failure" {
			c.block("unreadable", "restart", "Only on-failure counts: on-failure:3 tries three times.")
			return
		}
	}
	if c.s.Rm && policy != "" && policy != "no" {
		c.block("rm-restart", "restart", "It can't be removed when it ends and be started again.",
			change("Keep it when it ends", func(s *spec.RunSpec) { s.Rm = false }),
			change("Don't start it again", func(s *spec.RunSpec) { s.Restart = "" }))
	}
}

func (c *checker) health() {
	h := c.s.Health
	if h.Off {
		if h != (spec.Health{Off: true}) {
			c.block("health-off", "health.off", "A check that is turned off has no settings.",
				change("Keep it off", func(s *spec.RunSpec) { s.Health = spec.Health{Off: true} }),
				change("Turn it on", func(s *spec.RunSpec) { s.Health.Off = false }))
		}
		return
	}
	for _, t := range []struct{ field, text string }{
		{"interval", h.Interval}, {"timeout", h.Timeout}, {"startPeriod", h.StartPeriod}, {"startInterval", h.StartInterval},
	} {
		if t.text == "" {
			continue
		}
		d, err := spec.ParseDuration(t.text)
		if !c.wrong("health."+t.field, err) && d > 0 && d < 1e6 {
			c.block("health-short", "health."+t.field, "It can't be shorter than a thousandth of a second.")
		}
	}
	if n, ok := c.number("health.retries", h.Retries); ok && n < 0 {
		c.block("unreadable", "health.retries", "It can't be less than none.")
	}
	if h.Command == "" && h != (spec.Health{}) && c.f.Image != nil && !c.f.Image.Health {
		c.warn("health-command", "health.command", "Neither the image nor you say how to check, so nothing is checked.")
	}
}

// number reads a whole number; ok says that there is one.
func (c *checker) number(field, text string) (n int64, ok bool) {
	if text == "" {
		return 0, false
	}
	n, err := spec.ParseNumber(text)
	return n, !c.wrong(field, err)
}

// telling is about variables and labels.
func (c *checker) telling() {
	seen := map[string]int{}
	for i, e := range c.s.Env {
		if c.wrong(entry("env", i), e.Problem()) {
			continue
		}
		if first, twice := seen[e.Key]; twice {
			c.warn("env-twice", entry("env", first), fmt.Sprintf("%s is there twice; the last one counts.", e.Key))
		}
		seen[e.Key] = i
	}
	for _, list := range []struct {
		field string
		pairs []spec.Pair
	}{{"labels", c.s.Labels}, {"annotations", c.s.Annotations}, {"logOptions", c.s.LogOptions}, {"storageOptions", c.s.StorageOptions}} {
		for i, p := range list.pairs {
			if c.wrong(entry(list.field, i), p.Problem()) {
				continue
			}
			if list.field == "labels" && strings.ContainsAny(p.Key, " \t") {
				c.block("unreadable", entry("labels", i), "A label's name has no blanks.")
			}
		}
	}
}

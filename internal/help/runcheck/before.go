package runcheck

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/power"
)

// Sentence is one thing that will happen.
type Sentence struct {
	About string // "start", "doors", "data" or "power"
	Words string
	Grave bool // the container gets power over this computer, or something is lost
}

// Before tells what will happen when the container is run: what is fetched and
// made, which door opens where, what stays, and what it may do to this
// computer.
func Before(s spec.RunSpec, f Facts) []Sentence {
	c := checker{s: s, f: f, look: newLook(f)}
	if strings.TrimSpace(s.Image) == "" {
		return nil
	}
	all := []Sentence{c.willStart()}
	if doors := c.willOpen(); doors != "" {
		all = append(all, Sentence{About: "doors", Words: doors})
	}
	all = append(all, c.willStay())
	return append(all, c.mayDo()...)
}

func (c *checker) willStart() Sentence {
	fetched := ""
	switch {
	case c.s.Pull == "always":
		fetched = c.s.Image + " is fetched anew. "
	case c.f.Snapshot != nil && c.local() == nil && c.s.Pull != "never":
		fetched = c.s.Image + " is fetched first. "
	}
	what := "a container with a name that the engine makes up"
	if c.s.Name != "" {
		what = "the container " + c.s.Name
	}
	var b strings.Builder
	if fetched != "" {
		fmt.Fprintf(&b, "%sThen %s is made from it", fetched, what)
	} else {
		fmt.Fprintf(&b, "%s is made from %s", sentenceStart(what), c.s.Image)
	}
	switch {
	case c.s.CreateOnly:
		b.WriteString(" and left stopped.")
	case c.s.Detach:
		b.WriteString(" and runs in the background.")
	case c.s.Interactive && c.s.TTY:
		b.WriteString(" and runs in a terminal.")
	default:
		b.WriteString(" and runs; you see what it prints.")
	}
	if again := c.again(); again != "" {
		b.WriteString(" " + again)
	}
	return Sentence{About: "start", Words: b.String()}
}

func (c *checker) again() string {
	switch policy, times, _ := strings.Cut(c.s.Restart, ":"); policy {
	case "always":
		return "Whenever it ends, and when the engine starts, it is started again."
	case "unless-stopped":
		return "Whenever it ends it is started again, until somebody stops it."
	case "on-failure":
		if times != "" {
			return fmt.Sprintf("If it ends with an error it is started again, %s times at most.", times)
		}
		return "If it ends with an error it is started again."
	}
	return ""
}

// mostDoors is how many doors are told one by one.
const mostDoors = 3

func (c *checker) willOpen() string {
	if len(c.s.Networks) > 0 {
		switch name := c.s.Networks[0].Name; {
		case name == "host":
			return "Its ports are this computer's own."
		case name == "none":
			return "It has no network: nothing comes in, and it reaches nobody."
		}
	}
	var doors []string
	open, chosen := false, false
	for i, p := range c.s.Ports {
		if p.Problem() != nil {
			continue
		}
		everywhere := p.HostIP != "127.0.0.1" && p.HostIP != "::1"
		open = open || everywhere
		if i >= mostDoors {
			continue
		}
		outside := "port " + p.Host
		if p.Host == "" || p.Host == "0" {
			outside, chosen = "a free port", true
		} else if strings.Contains(p.Host, "-") && !strings.Contains(p.Container, "-") {
			outside = "a free port of " + p.Host
		}
		inside := p.Container
		if p.Protocol() != "tcp" {
			inside += "/" + p.Proto
		}
		doors = append(doors, fmt.Sprintf("%s of this computer leads to %s inside", outside, inside))
	}
	if more := len(c.s.Ports) - mostDoors; more > 0 {
		doors = append(doors, fmt.Sprintf("%d more %s", more, plural(more, "door", "doors")))
	}
	var b strings.Builder
	if len(doors) > 0 {
		b.WriteString(sentence(listed(doors)))
		if open {
			b.WriteString(" Everybody who reaches this computer can come in.")
		} else {
			b.WriteString(" Only programs on this computer can come in.")
		}
	}
	if c.s.PublishAll {
		b.WriteString(" Every port that the image names gets a free port of this computer.")
	}
	if b.Len() == 0 && !chosen {
		return "No door is opened: nobody reaches it from this computer."
	}
	return strings.TrimSpace(b.String())
}

func (c *checker) willStay() Sentence {
	var volumes, fresh, folders, anonymous []string
	covered := map[string]bool{}
	for _, m := range c.s.Mounts {
		if m.Target == "" { // still being typed
			continue
		}
		covered[path.Clean(m.Target)] = true
		switch {
		case m.Anonymous():
			anonymous = append(anonymous, m.Target)
		case m.Kind == spec.Volume:
			volumes = append(volumes, m.Source)
			if c.f.Snapshot != nil && c.f.Snapshot.Volume(m.Source) == nil && !slices.Contains(fresh, m.Source) {
				fresh = append(fresh, m.Source)
			}
		case m.Kind == spec.Bind:
			folders = append(folders, m.Source)
		}
	}
	if c.f.Image != nil {
		for _, v := range c.f.Image.Volumes {
			if !covered[path.Clean(v)] {
				anonymous = append(anonymous, v)
			}
		}
	}
	volumes = compacted(volumes)
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+" ", args...) }
	if len(fresh) > 0 {
		say("The %s %s %s made.", plural(len(fresh), "volume", "volumes"), listed(fresh), plural(len(fresh), "is", "are"))
	}
	if keep := slices.Concat(volumes, folders); len(keep) > 0 {
		say("What it writes to %s stays when it is removed.", listed(keep))
	}
	grave := false
	switch {
	case c.s.Rm && len(anonymous) > 0:
		say("When it ends it is removed, with all else that it wrote, %s too.", listed(anonymous))
		grave = true
	case c.s.Rm:
		say("When it ends it is removed, with %s that it wrote.", map[bool]string{true: "all else", false: "everything"}[len(volumes)+len(folders) > 0])
	default:
		say("%s that it writes goes when it is removed, not when it stops.", map[bool]string{true: "All else", false: "Everything"}[len(volumes)+len(folders) > 0])
	}
	if len(anonymous) > 0 && !c.s.Rm {
		say("%s %s to a volume without a name, which is hard to find again.", sentenceStart(listed(anonymous)), plural(len(anonymous), "goes", "go"))
	}
	return Sentence{About: "data", Words: strings.TrimSpace(b.String()), Grave: grave}
}

func compacted(list []string) []string {
	var all []string
	for _, l := range list {
		if !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return all
}

func sentenceStart(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// mayDo tells what gives it power over this computer, or that nothing does.
func (c *checker) mayDo() []Sentence {
	powers := power.Of(c.s)
	var all []Sentence
	for _, p := range powers {
		all = append(all, Sentence{About: "power", Words: p.Words, Grave: true})
	}
	if len(all) > 0 {
		return all
	}
	words := "It sees neither the files nor the programs of this computer"
	if slices.ContainsFunc(c.s.Mounts, func(m spec.Mount) bool { return m.Kind == spec.Bind }) {
		words = "Of this computer's files it sees only the ones it is given, and none of its programs"
	}
	if c.s.Memory == "" && c.s.CPUs == "" && c.s.CPUQuota == "" {
		words += "; it may use all of its memory and processors"
	}
	return []Sentence{{About: "power", Words: words + "."}}
}

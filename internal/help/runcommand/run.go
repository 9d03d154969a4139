package runcommand

import (
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

// Style is how a command is written.
type Style struct {
	Long bool // --publish instead of -p
}

// Run is the docker command that makes what the spec says: docker run, or
// docker create if nothing is to be started. Each word names the field that it
// comes from. A spec without an image has no image in its command yet.
func Run(s spec.RunSpec, style Style) command.Command {
	w := writer{spec: &s, style: style}
	verb := "run"
	if s.CreateOnly {
		verb = "create"
	}
	w.word("docker", command.RoleProgram, command.Means("docker"), "")
	w.word(verb, command.RoleSubcommand, command.Means("docker "+verb), "createOnly")
	for i := range flags {
		w.flag(&flags[i])
	}
	if strings.HasPrefix(s.Image, "-") { // no image is called so, and docker must not take it for a flag
		w.word("--", command.RoleArgument, "no flag comes behind this", "image")
	}
	if s.Image != "" {
		w.token(command.Token{Text: s.Image, Role: command.RoleImage, Field: "image",
			Meaning: "the image that it is made from", Parts: imageParts(s.Image)})
	}
	for i, word := range s.Command {
		w.token(commandToken(s, i, word))
	}
	return command.Command{Tokens: w.tokens}
}

// severalNetworks is the first API version whose engines make a container on
// several networks at once.
const severalNetworks = 44

// Steps are the commands that do what the spec says on an engine with this API
// version: the one of Run, or, with several networks on an engine before 1.44,
// docker create, docker network connect for each further one, and docker start.
// An unknown version is taken for a new one.
func Steps(s spec.RunSpec, style Style, api string) []command.Command {
	minor, err := strconv.Atoi(strings.TrimPrefix(api, "1."))
	if len(s.Networks) < 2 || err != nil || minor >= severalNetworks {
		return []command.Command{Run(s, style)}
	}
	name := s.Name
	if name == "" {
		name = "CONTAINER" // the id that docker create prints
	}
	first := s.Clone()
	first.CreateOnly, first.Networks = true, first.Networks[:1]
	steps := []command.Command{Run(first, style)}
	for i, n := range s.Networks[1:] {
		j := command.Joining{Aliases: n.Aliases, IPv4: n.IPv4, IPv6: n.IPv6, LinkLocalIPs: n.LinkLocalIPs}
		for _, o := range n.DriverOpts {
			j.DriverOptions = append(j.DriverOptions, o.String())
		}
		connect := command.ConnectNetwork(n.Name, name, j)
		for k := range connect.Tokens {
			connect.Tokens[k].Field = entry("networks", i+1)
		}
		steps = append(steps, connect)
	}
	if !s.CreateOnly {
		steps = append(steps, command.StartContainers(name))
	}
	return steps
}

type writer struct {
	spec   *spec.RunSpec
	style  Style
	tokens []command.Token
}

func (w *writer) token(t command.Token) { w.tokens = append(w.tokens, t) }

func (w *writer) word(text string, role command.Role, means, field string) {
	w.token(command.Token{Text: text, Role: role, Meaning: means, Field: field})
}

func (w *writer) flag(f *Flag) {
	if f.write == nil || f.RunOnly && w.spec.CreateOnly || w.together(f) {
		return
	}
	for _, one := range f.write(w.spec) {
		g := *f
		if one.flag != "" {
			name, fixed, glued := strings.Cut(one.flag, "=")
			g = flags[byName[name]]
			if glued { // a switch that is turned off
				w.word("--"+name+"="+fixed, command.RoleFlag, "not: "+g.Means, one.field)
				continue
			}
		}
		w.word(w.name(g), command.RoleFlag, g.Means, one.field)
		if !g.Switch() {
			w.token(command.Token{Text: one.value, Role: command.RoleValue, Field: one.field, Parts: valueParts(g.Long, one.value)})
		}
	}
}

func (w *writer) name(f Flag) string {
	if f.Short != "" && !w.style.Long {
		return "-" + f.Short
	}
	return "--" + f.Long
}

// together writes -i and -t as everybody does.
func (w *writer) together(f *Flag) bool {
	if w.style.Long || !w.spec.Interactive || !w.spec.TTY {
		return false
	}
	switch f.Long {
	case "interactive":
		tty, _ := FlagByName("tty")
		w.token(command.Token{Text: "-it", Role: command.RoleFlag, Field: "interactive",
			Meaning: "you type to the program inside as in a terminal",
			Parts: []command.Part{{Text: "-"}, {Text: "i", Meaning: f.Means, Field: "interactive"},
				{Text: "t", Meaning: tty.Means, Field: "tty"}}})
		return true
	case "tty":
		return true
	}
	return false
}

// Said is a flag that a spec needs, and what for.
type Said struct {
	Flag  Flag
	Value string // "" for a switch
	Field string
}

// Says lists the flags that a spec needs, in the order of a command.
func Says(s spec.RunSpec) []Said {
	var all []Said
	for i := range flags {
		if flags[i].write == nil || flags[i].RunOnly && s.CreateOnly {
			continue
		}
		for _, one := range flags[i].write(&s) {
			f := flags[i]
			if name, _, _ := strings.Cut(one.flag, "="); name != "" {
				f = flags[byName[name]]
			}
			all = append(all, Said{f, one.value, one.field})
		}
	}
	return all
}

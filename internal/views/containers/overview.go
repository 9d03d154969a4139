package containers

import (
	"fmt"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/exitcode"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/detail"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// longName is the length from which a name may be cut in the pane's head.
const longName = 40

// facts is the overview of a container, line by line. reveal shows the values
// that look secret.
func facts(c *object.Container, host *page.Host, now time.Time, reveal bool, toggle func()) []widgets.Fact {
	var list []widgets.Fact
	if len(c.Name) > longName {
		list = append(list, widgets.Fact{ID: "fact.name", Label: "Name", Topic: "column.containers.name",
			Lines: widgets.One(widgets.Words(format.CleanLine(c.Name)))})
	}
	list = append(list, []widgets.Fact{
		{ID: "fact.image", Label: "Image", Topic: "concept.image", Lines: imageLine(c, host)},
		{ID: "fact.ports", Label: "Ports", Topic: "concept.port", Lines: portLines(c, host)},
		{ID: "fact.data", Label: "Data", Topic: "concept.volume", Lines: mountLines(c, host)},
		{ID: "fact.networks", Label: "Networks", Topic: "concept.network", Lines: networkLines(c, host)},
		{ID: "fact.life", Label: lifeLabel(c), Topic: format.State(c).Topic, Lines: widgets.One(widgets.NewParagraph(life(c, now), widgets.TextStyle{}))},
		{ID: "fact.command", Label: "Program", Topic: "concept.container", Lines: widgets.One(widgets.CodeWords(format.CleanLine(c.Command)))},
	}...)
	if line := missing(c); len(line) > 0 {
		list = append(list, widgets.Fact{ID: "fact.missing", Label: "Made without", Topic: "concept.limits", Lines: []widgets.Line{line}})
	}
	if c.Project() != "" {
		list = append(list, widgets.Fact{ID: "fact.project", Label: "Project", Topic: "page.projects",
			Lines: widgets.One(widgets.Words(format.CleanLine(projectWords(c))))})
	}
	list = append(list, widgets.Fact{ID: "fact.id", Label: "Id", Topic: "concept.container", Lines: detail.ID(c.ID, host)})
	list = append(list, detail.Labels(c.Labels)...)
	if len(c.Env) > 0 {
		list = append(list, widgets.Fact{ID: "fact.env", Label: "Environment", Topic: "concept.environment", Lines: envLines(c, reveal, toggle)})
	}
	return list
}

// shortName is a container's name where there is no room for a long one.
func shortName(c *object.Container) string {
	name := []rune(format.CleanLine(c.Name))
	if len(name) > longName {
		return string(name[:longName-1]) + "…"
	}
	return string(name)
}

func imageLine(c *object.Container, host *page.Host) []widgets.Line {
	name := format.ImageName(c)
	line := widgets.Line{widgets.NewLink("link.image", format.CleanLine(name), func() {
		host.Open(object.Ref{Kind: object.KindImage, ID: c.ImageID})
	})}
	if latest(c) {
		line = append(line, widgets.NewBadge("badge.latest", ":latest", "", widgets.TonePlain, "badge.latest"))
	}
	return []widgets.Line{line}
}

// missing are badges for what a container was made without.
func missing(c *object.Container) widgets.Line {
	var line widgets.Line
	if unlimited(c) {
		line = append(line, widgets.NewBadge("badge.no-limit", "no memory limit", "", widgets.TonePlain, "badge.no-limit"))
	}
	if unchecked(c) {
		line = append(line, widgets.NewBadge("badge.no-health", "no health check", "", widgets.TonePlain, "badge.no-health"))
	}
	return line
}

func portLines(c *object.Container, host *page.Host) []widgets.Line {
	var lines []widgets.Line
	for _, d := range format.Doors(c.Ports) {
		link := widgets.NewLink(fmt.Sprintf("link.port.%d", d.Public), d.Address(), func() { host.OpenURL(d.URL()) })
		link.Topic = "action.window.open-port"
		lead := fmt.Sprintf("leads to %d in the container", d.Private)
		if d.Proto == "udp" {
			lead += " (UDP)"
		}
		line := widgets.Line{link, widgets.Words(lead)}
		if d.All {
			line = append(line, widgets.NewBadge("badge.all-addresses", "all addresses", "", widgets.TonePlain, "badge.all-addresses"))
		}
		lines = append(lines, line)
	}
	if exposed := format.Exposed(c.Ports); len(exposed) > 0 {
		lines = append(lines, widgets.Line{widgets.MutedWords(strings.Join(exposed, ", ") + " noted by the image, not published")})
	}
	if len(lines) == 0 {
		return widgets.One(widgets.MutedWords("none published"))
	}
	return lines
}

func mountLines(c *object.Container, host *page.Host) []widgets.Line {
	var lines []widgets.Line
	for _, m := range c.Mounts {
		var line widgets.Line
		switch m.Type {
		case "volume":
			line = widgets.Line{widgets.Words("volume"), widgets.NewLink("link.volume."+m.Name, format.CleanLine(format.VolumeName(m.Name)), func() {
				host.Open(object.Ref{Kind: object.KindVolume, ID: m.Name})
			})}
		case "bind":
			line = widgets.Line{widgets.Words("folder of this computer"), widgets.CodeWords(format.CleanLine(m.Source))}
		default:
			line = widgets.Line{widgets.Words(m.Type)}
		}
		line = append(line, widgets.Words("at "+format.CleanLine(m.Destination)))
		if m.ReadOnly {
			line = append(line, widgets.NewBadge("", "read-only", "", widgets.TonePlain, "concept.volume"))
		}
		if m.Anonymous {
			line = append(line, widgets.NewBadge("", "anonymous", "", widgets.TonePlain, "badge.anonymous"))
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return widgets.One(widgets.MutedWords("nothing is kept outside: its files go when it is removed"))
	}
	return lines
}

func networkLines(c *object.Container, host *page.Host) []widgets.Line {
	var lines []widgets.Line
	for _, e := range c.Networks {
		line := widgets.Line{widgets.NewLink("link.network."+e.Network, format.CleanLine(e.Network), func() {
			host.Open(object.Ref{Kind: object.KindNetwork, ID: e.NetworkID})
		})}
		if e.IPv4 != "" {
			line = append(line, widgets.Words("· "+e.IPv4))
		}
		if names := foundAs(c, e); names != "" {
			line = append(line, widgets.Words("· found as "+names))
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return widgets.One(widgets.MutedWords("none"))
	}
	return lines
}

// foundAs are the names others on the network can call it by; the default
// bridge and host have no names.
func foundAs(c *object.Container, e object.Endpoint) string {
	switch e.Network {
	case "bridge", "host", "none":
		return ""
	}
	names := []string{"“" + format.CleanLine(c.Name) + "”"}
	for _, a := range e.Aliases {
		if a != c.Name && !strings.HasPrefix(c.ID, a) {
			names = append(names, "“"+format.CleanLine(a)+"”")
		}
	}
	return strings.Join(names, ", ")
}

func envLines(c *object.Container, reveal bool, toggle func()) []widgets.Line {
	var lines []widgets.Line
	hidden := 0
	for _, kv := range c.Env {
		name, shown, masked := secret.MaskEnv(kv)
		line := name + "=" + shown
		if masked {
			hidden++
			if reveal {
				line = kv
			}
		}
		lines = append(lines, widgets.Line{widgets.CodeWords(format.CleanLine(line))})
	}
	if hidden > 0 {
		words := "Show " + format.Count(hidden, "secret value")
		if reveal {
			words = "Hide them again"
		}
		show := widgets.NewSmallLink("fact.env.reveal", words, toggle)
		show.Topic = "action.window.reveal"
		lines = append(lines, widgets.Line{show})
	}
	return lines
}

func lifeLabel(c *object.Container) string {
	switch c.State {
	case object.StateRunning, object.StatePaused, object.StateRestarting:
		return "Started"
	case object.StateCreated:
		return "Made"
	}
	return "Ended"
}

// life is when it began or ended, and what would happen then.
func life(c *object.Container, now time.Time) string {
	var s string
	switch c.State {
	case object.StateRunning, object.StatePaused, object.StateRestarting:
		s = format.Ago(c.Started, now)
	case object.StateCreated:
		s = format.Ago(c.Created, now) + ", never started"
		if c.Error != "" {
			s += ": " + format.CleanLine(c.Error)
		}
	default:
		s = format.Ago(c.Finished, now) + fmt.Sprintf(" with exit code %d (%s)", c.ExitCode, exitcode.Short(c.ExitCode, c.OOMKilled))
	}
	if !c.Inspected {
		return s
	}
	if c.RestartCount > 0 {
		s += fmt.Sprintf(", restarted %s by itself", format.Count(c.RestartCount, "time"))
	}
	return s + ", " + format.Restart(c.RestartPolicy)
}

// projectWords names the Compose project, and the service in it where one is noted.
func projectWords(c *object.Container) string {
	if c.Service() == "" {
		return c.Project()
	}
	return c.Project() + ", service " + c.Service()
}

// Package format turns the engine's plain values into the words of the window:
// states, ages, sizes, ports. It is pure: no Fyne, no engine, no clock but the
// one that is passed in.
package format

import (
	"cmp"
	"fmt"
	"math"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/go-units"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// None stands where there is nothing to say.
const None = "–"

// Shape is how a state is drawn: word, icon, tone and the topic that explains
// it. Icon names are files in assets/icons.
type Shape struct {
	Word, Icon, Topic string
	Tone              Tone
}

// Tone is the meaning behind a colour.
type Tone int

// The tones.
const (
	Idle Tone = iota
	Good
	Warn
	Bad
)

// State is the shape of a container's state. Health speaks before the state,
// because it is the more urgent of the two.
func State(c *object.Container) Shape {
	switch c.State {
	case object.StateRunning:
		switch c.Health {
		case object.HealthUnhealthy:
			return Shape{"unhealthy", "attention", "health.unhealthy", Warn}
		case object.HealthStarting:
			return Shape{"starting", "running", "health.starting", Good}
		case object.HealthHealthy:
			return Shape{"healthy", "running", "health.healthy", Good}
		}
		return Shape{"running", "running", "state.running", Good}
	case object.StateRestarting:
		return Shape{"restarting", "attention", "state.restarting", Warn}
	case object.StatePaused:
		return Shape{"paused", "paused", "state.paused", Idle}
	case object.StateExited:
		if c.ExitCode == 0 {
			return Shape{"exited (0)", "idle", "state.exited", Idle}
		}
		word := fmt.Sprintf("exited (%d)", c.ExitCode)
		if c.NeedsAttention() {
			return Shape{word, "failed", "state.failed", Bad}
		}
		return Shape{word, "idle", "state.failed", Idle}
	case object.StateCreated:
		if c.Error != "" {
			return Shape{"not started", "failed", "state.created", Bad}
		}
		return Shape{"created", "idle", "state.created", Idle}
	case object.StateDead:
		return Shape{"dead", "failed", "state.dead", Bad}
	case object.StateRemoving:
		return Shape{"removing", "idle", "state.removing", Idle}
	}
	return Shape{string(c.State), "idle", "", Idle}
}

// stateRank puts what needs a look first, then what runs, then the rest.
func stateRank(c *object.Container) int {
	switch {
	case c.NeedsAttention():
		return 0
	case c.State == object.StateRunning:
		return 1
	case c.State == object.StatePaused:
		return 2
	case c.State == object.StateCreated:
		return 3
	}
	return 4
}

// CompareState orders containers by how much they need a look.
func CompareState(a, b *object.Container) int {
	return cmp.Or(cmp.Compare(stateRank(a), stateRank(b)), cmp.Compare(a.ExitCode, b.ExitCode))
}

// Age is how long ago something was, in few letters: "now", "40 s", "12 min",
// "3 h", "2 days", "5 months". A zero time gives None.
func Age(t, now time.Time) string {
	if t.IsZero() || t.Unix() <= 0 {
		return None
	}
	d := now.Sub(t)
	day := 24 * time.Hour
	switch {
	case d < 2*time.Second:
		return "now"
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < day:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d < 60*day:
		return plural(int(d/day), "day")
	case d < 730*day:
		return plural(int(d/(30*day)), "month")
	}
	return plural(int(d/(365*day)), "year")
}

// AgeStays is how long the Age of something stays true.
func AgeStays(t, now time.Time) time.Duration {
	switch d := now.Sub(t); {
	case t.IsZero() || d < 0:
		return time.Hour
	case d < time.Minute:
		return time.Second
	case d < time.Hour:
		return time.Minute - d%time.Minute
	default:
		return time.Hour - d%time.Hour
	}
}

// Ago is an Age in a sentence: "3 h ago", "now", "never".
func Ago(t, now time.Time) string {
	switch age := Age(t, now); age {
	case None:
		return "never"
	case "now":
		return age
	default:
		return age + " ago"
	}
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Count is a number with its word: "1 container", "3 containers".
func Count(n int, word string) string { return plural(n, word) }

// Size is bytes as the docker command writes them, with a space: "24 MB". A
// negative size is unknown.
func Size(bytes int64) string {
	if bytes < 0 {
		return None
	}
	return units.CustomSize("%.3g %s", float64(bytes), 1000, []string{"B", "kB", "MB", "GB", "TB", "PB"})
}

// Memory is bytes of memory, in the engine's powers of 1024 but with the short
// unit: "24 MB". It rounds to whole numbers from 10 on, so that a live figure
// doesn't jitter. NaN and negative sizes are unknown.
func Memory(bytes float64) string {
	if math.IsNaN(bytes) || bytes < 0 {
		return None
	}
	v, unit := bytes, []string{"B", "kB", "MB", "GB", "TB"}
	i := 0
	for v >= 1000 && i < len(unit)-1 {
		v /= 1024
		i++
	}
	if v < 10 && i > 1 {
		return fmt.Sprintf("%.1f %s", v, unit[i])
	}
	return fmt.Sprintf("%.0f %s", v, unit[i])
}

// Percent is a share of one core: "12 %", "0.4 %". NaN is unknown.
func Percent(p float64) string {
	switch {
	case math.IsNaN(p) || p < 0:
		return None
	case p == 0 || p >= 10:
		return fmt.Sprintf("%.0f %%", p)
	case p < 0.05:
		return "0 %"
	}
	return fmt.Sprintf("%.1f %%", p)
}

// Door is a port of a container that this computer can reach.
type Door struct {
	Host    string // the address to use in a browser: "localhost", or one address
	Public  uint16
	Private uint16
	Proto   string
	All     bool // open to other computers, too
}

// URL is where a browser finds it.
func (d Door) URL() string {
	scheme := "http"
	if d.Private == 443 || d.Private == 8443 {
		scheme = "https"
	}
	return scheme + "://" + d.Address()
}

// Address is host and port as one types them.
func (d Door) Address() string {
	return net.JoinHostPort(d.Host, strconv.Itoa(int(d.Public)))
}

// String is the short form of the list: "8080 → 80".
func (d Door) String() string {
	s := fmt.Sprintf("%d → %d", d.Public, d.Private)
	if d.Proto != "" && d.Proto != "tcp" {
		s += "/" + d.Proto
	}
	return s
}

// Doors are the published ports of a container, each once: the engine lists
// IPv4 and IPv6 apart, which is one door for a person.
func Doors(ports []object.Port) []Door {
	var doors []Door
	for _, p := range ports {
		if p.Public == 0 {
			continue
		}
		d := Door{Host: p.IP, Public: p.Public, Private: p.Private, Proto: p.Proto}
		switch p.IP {
		case "", "0.0.0.0", "::":
			d.Host, d.All = "localhost", true
		case "127.0.0.1", "::1":
			d.Host = "localhost"
		}
		if !slices.Contains(doors, d) {
			doors = append(doors, d)
		}
	}
	slices.SortFunc(doors, func(a, b Door) int {
		return cmp.Or(cmp.Compare(a.Public, b.Public), cmp.Compare(a.Private, b.Private), cmp.Compare(a.Proto, b.Proto))
	})
	return doors
}

// Ports is the ports of a container in one line: published ones as doors, else
// None.
func Ports(ports []object.Port) string {
	doors := Doors(ports)
	if len(doors) == 0 {
		return None
	}
	words := make([]string, len(doors))
	for i, d := range doors {
		words[i] = d.String()
	}
	return strings.Join(words, ", ")
}

// Exposed are the ports that are known but not published: "80/tcp".
func Exposed(ports []object.Port) []string {
	var out []string
	for _, p := range ports {
		if p.Public == 0 {
			out = append(out, fmt.Sprintf("%d/%s", p.Private, p.Proto))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ImageName is what a container's image is called: as it was asked for, with
// long ids made short.
func ImageName(c *object.Container) string {
	name, _, _ := strings.Cut(c.Image, "@sha256:")
	return object.ShortID(name)
}

// Users is who uses an object, for a list's cell: None, the one name, or how
// many.
func Users(cs []*object.Container) string {
	switch len(cs) {
	case 0:
		return None
	case 1:
		return cs[0].Name
	}
	return Count(len(cs), "container")
}

// VolumeName is a volume's name, anonymous ones made short.
func VolumeName(name string) string { return object.ShortID(name) }

// Restart is a restart policy in words.
func Restart(policy string) string {
	switch {
	case policy == "" || policy == "no":
		return "never restarts by itself"
	case policy == "always":
		return "always restarts"
	case policy == "unless-stopped":
		return "restarts unless stopped"
	case strings.HasPrefix(policy, "on-failure"):
		if _, n, ok := strings.Cut(policy, ":"); ok && n != "0" {
			return "restarts after a failure, up to " + n + " times"
		}
		return "restarts after a failure"
	}
	return policy
}

package system

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// group is a titled card of facts.
type group struct {
	id, title string
	facts     []fact
}

// fact is what a line of a card says. It may say several things.
type fact struct {
	id, label string
	values    []string
	code      bool
}

// describe puts an engine's facts into words, in the order of two columns. What
// the engine doesn't say is left out.
func describe(f operations.Facts, now time.Time) (left, right []group) {
	left = []group{
		build("engine", "The engine",
			words("version", "Version", versionWords(f)),
			words("built", "Built", join(", ", date(f.Built), f.GoVersion, f.GitCommit)),
			fact{id: "parts", label: "Made of", values: components(f.Components)},
			words("clock", "Its clock", clockWords(f.Time, now)),
			words("modes", "Modes", modes(f)),
			fact{id: "labels", label: "Labels", values: f.Labels, code: true},
		),
		build("host", "Where it runs",
			words("name", "Computer", f.Name),
			words("os", "System", join(", ", f.OS, prefixed("kernel ", f.Kernel), f.Arch)),
			words("size", "May use", sizeWords(f)),
			code("endpoint", "Reached at", f.Endpoint),
		),
		build("storage", "Storage",
			words("driver", "Driver", driverWords(f)),
			code("root", "Kept in", f.RootDir),
			fact{id: "details", label: "Details", values: pairs(f.StorageDetails)},
		),
	}
	right = []group{
		build("containers", "How containers run",
			words("runtimes", "Runtimes", runtimes(f)),
			words("cgroup", "Limits by", cgroupWords(f)),
			words("security", "Fenced by", strings.Join(f.Security, ", ")),
			words("logs", "Logs go to", prefixed("the driver ", f.LogDriver)),
			words("restore", "On restart", restoreWords(f)),
		),
		build("plugins", "Drivers to be had",
			words("volumes", "Volumes", strings.Join(f.Plugins.Volume, ", ")),
			words("networks", "Networks", strings.Join(f.Plugins.Network, ", ")),
			words("logging", "Logs", strings.Join(f.Plugins.Log, ", ")),
		),
		build("registries", "Registries",
			fact{id: "registries", label: "Known", values: registries(f.Registries)},
			fact{id: "proxy", label: "By way of", values: proxies(f)},
		),
		build("swarm", "Swarm", words("swarm", "Part in it", swarmWords(f.Swarm))),
	}
	return left, right
}

// build leaves out the facts that say nothing.
func build(id, title string, facts ...fact) group {
	g := group{id: id, title: title}
	for _, f := range facts {
		if len(f.values) > 0 {
			g.facts = append(g.facts, f)
		}
	}
	return g
}

func words(id, label, value string) fact {
	f := fact{id: id, label: label}
	if value != "" {
		f.values = []string{format.CleanLine(value)}
	}
	return f
}

func code(id, label, value string) fact {
	f := words(id, label, value)
	f.code = true
	return f
}

// join leaves out what is empty.
func join(by string, parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, by)
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func versionWords(f operations.Facts) string {
	api := ""
	if f.API != "" {
		api = "API " + f.API
		if f.APIMin != "" && f.APIMax != "" {
			api += fmt.Sprintf(" (it speaks %s to %s)", f.APIMin, f.APIMax)
		}
	}
	return join(" · ", f.Version, api)
}

// date shortens a time of day that an engine tells to its day.
func date(s string) string {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t.Format("2 January 2006")
	}
	return s
}

func components(list []operations.Component) []string {
	var out []string
	for _, c := range list {
		if !strings.EqualFold(c.Name, "engine") {
			out = append(out, format.CleanLine(join(" ", c.Name, c.Version)))
		}
	}
	return out
}

// clockWords are for a clock that is wrong; small differences are the answer's
// way.
func clockWords(engine, here time.Time) string {
	const worthSaying = 5 * time.Second
	if engine.IsZero() {
		return ""
	}
	switch d := engine.Sub(here); {
	case d > worthSaying:
		return d.Round(time.Second).String() + " ahead of this computer’s"
	case d < -worthSaying:
		return (-d).Round(time.Second).String() + " behind this computer’s"
	}
	return ""
}

func modes(f operations.Facts) string {
	var on []string
	if f.Experimental {
		on = append(on, "experimental features are on")
	}
	if f.Debug {
		on = append(on, "it writes a detailed log")
	}
	return strings.Join(on, ", ")
}

func sizeWords(f operations.Facts) string {
	if f.CPUs == 0 {
		return ""
	}
	return fmt.Sprintf("%s and %s of memory", format.Count(f.CPUs, "processor core"), format.Memory(float64(f.Memory)))
}

func driverWords(f operations.Facts) string {
	store := map[string]string{"containerd": "images are kept by containerd", "graphdriver": "images are kept by the engine"}[f.ImageStore]
	return join(", ", f.StorageDriver, store)
}

func pairs(list [][2]string) []string {
	var out []string
	for _, p := range list {
		if p[0] = strings.TrimSpace(p[0]); p[0] != "" {
			out = append(out, format.CleanLine(p[0]+": "+p[1]))
		}
	}
	return out
}

func runtimes(f operations.Facts) string {
	var out []string
	for _, r := range f.Runtimes {
		if r == f.DefaultRuntime {
			r += " (the usual one)"
		}
		out = append(out, r)
	}
	return strings.Join(out, ", ")
}

func cgroupWords(f operations.Facts) string {
	if f.CgroupDriver == "" || f.CgroupDriver == "none" {
		return ""
	}
	return join(", ", "cgroups"+prefixed(" version ", f.CgroupVersion), "set by "+f.CgroupDriver)
}

func restoreWords(f operations.Facts) string {
	if f.LiveRestore {
		return "containers go on while the engine restarts"
	}
	return "containers stop with the engine"
}

func registries(list []operations.Registry) []string {
	var out []string
	for _, r := range list {
		s := r.Name
		if r.Insecure {
			s += ", without a trusted connection"
		}
		if len(r.Mirrors) > 0 {
			s += ", by way of " + strings.Join(r.Mirrors, ", ")
		}
		out = append(out, format.CleanLine(s))
	}
	return out
}

func proxies(f operations.Facts) []string {
	var out []string
	for _, p := range [][2]string{{"HTTP", f.HTTPProxy}, {"HTTPS", f.HTTPSProxy}, {"not for", f.NoProxy}} {
		if p[1] != "" {
			out = append(out, format.CleanLine(p[0]+": "+p[1]))
		}
	}
	return out
}

func swarmWords(s operations.Swarm) string {
	switch s.State {
	case "", "inactive":
		return "none: this engine is on its own"
	case "active":
		role := "a worker"
		if s.Manager {
			role = fmt.Sprintf("a manager, one of %d", max(s.Managers, 1))
		}
		return join(", ", role, nodes(s.Nodes))
	}
	return join(": ", cmp.Or(s.State, "unknown"), s.Error)
}

func nodes(n int) string {
	if n == 0 {
		return ""
	}
	return format.Count(n, "engine") + " in all"
}

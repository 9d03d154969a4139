package runcheck

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

var (
	deviceRule = regexp.MustCompile(`^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$`)
	kernelName = regexp.MustCompile(`^(net\.|fs\.mqueue\.|kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)$)`)
)

// safety is about what it may do; what that means for this computer, Before
// tells.
func (c *checker) safety() {
	for i, d := range c.s.Devices {
		if !c.windows() {
			c.wrong(entry("devices", i), d.Problem())
		}
	}
	for i, r := range c.s.DeviceRules {
		if !deviceRule.MatchString(r) {
			c.block("unreadable", entry("deviceRules", i), fmt.Sprintf("%q is no rule, such as c 42:* rmw.", r))
		}
	}
	for i, p := range c.s.Sysctls {
		if c.wrong(entry("sysctls", i), p.Problem()) {
			continue
		}
		if !kernelName.MatchString(p.Key) {
			c.block("sysctl-bad", entry("sysctls", i), fmt.Sprintf("%s is a setting of the whole computer; a container can have its own of net. and fs.mqueue., and a few of kernel.", p.Key))
		}
	}
	for i, o := range c.s.SecurityOptions {
		key, value, ok := strings.Cut(o, "=")
		if !ok {
			key, value, ok = strings.Cut(o, ":")
		}
		if key != "no-new-privileges" && (!ok || value == "") {
			c.block("unreadable", entry("securityOptions", i), fmt.Sprintf("%q is not option=value.", o))
		}
	}
	c.modes()
	if c.s.UTS == "host" && c.s.Hostname != "" {
		c.block("uts-hostname", "hostname", "It has this computer's host name, so it can't have one of its own.")
	}
}

func (c *checker) modes() {
	for _, mode := range []struct {
		field, text string
		known       []string
		container   bool
	}{
		{"pid", c.s.PID, []string{"host"}, true}, {"ipc", c.s.IPC, []string{"host", "private", "shareable", "none"}, true},
		{"uts", c.s.UTS, []string{"host"}, false}, {"userns", c.s.Userns, []string{"host"}, false},
		{"cgroupns", c.s.Cgroupns, []string{"host", "private"}, false},
	} {
		other, ofContainer := strings.CutPrefix(mode.text, "container:")
		switch {
		case mode.text == "":
		case ofContainer && mode.container && other != "":
			c.other(mode.field, other)
		case !has(mode.known, mode.text):
			c.block("unreadable", mode.field, fmt.Sprintf("It can be %s, not %q.", strings.Join(mode.known, ", "), mode.text))
		}
	}
}

func has(list []string, text string) bool {
	for _, l := range list {
		if l == text {
			return true
		}
	}
	return false
}

// versions says which flags this engine doesn't know.
func (c *checker) versions() {
	for _, said := range runcommand.Says(c.s) {
		f := said.Flag
		switch {
		case f.Windows && c.look.engine.OS != "" && !c.windows():
			c.block("windows-only", said.Field, fmt.Sprintf("--%s is for Windows containers.", f.Long))
		case f.API != "":
			c.needs(said.Field, "--"+f.Long, f.API)
		case f.Until != "" && c.f.Snapshot != nil && !c.older(f.Until):
			c.note("no-effect", said.Field, fmt.Sprintf("This engine pays no heed to --%s.", f.Long))
		}
	}
}

// windows reports whether the engine makes Windows containers.
func (c *checker) windows() bool { return strings.Contains(c.look.engine.OS, "Windows") }

// needs blocks what the engine's API doesn't know yet.
func (c *checker) needs(field, what, api string) {
	if c.older(api) {
		c.block("too-new", field, fmt.Sprintf("%s needs an engine with API %s; this one speaks %s.", what, api, c.look.engine.APIVersion))
	}
}

// older reports whether the engine's API is known to be below a version.
func (c *checker) older(api string) bool {
	have, ok := apiNumber(c.look.engine.APIVersion)
	want, _ := apiNumber(api)
	return ok && have < want
}

func apiNumber(version string) (int, bool) {
	major, minor, ok := strings.Cut(version, ".")
	x, err := strconv.Atoi(major)
	y, err2 := strconv.Atoi(minor)
	return x*1000 + y, ok && err == nil && err2 == nil
}

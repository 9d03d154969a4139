package request

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/docker/cli/cli/config/configfile"
	"github.com/docker/cli/opts"
	"github.com/docker/cli/pkg/kvfile"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/go-connections/nat"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// config is the part of a request that could move to another computer.
func (r *reader) config(s spec.RunSpec) *container.Config {
	if strings.TrimSpace(s.Image) == "" {
		r.fail("image", errors.New("the image is missing"))
	}
	c := &container.Config{
		Image: s.Image, Hostname: s.Hostname, Domainname: s.Domainname, User: s.User, WorkingDir: s.Workdir,
		Tty: s.TTY, OpenStdin: s.Interactive, StopSignal: s.StopSignal,
		Env: r.env(s), Labels: r.labels(s), Healthcheck: r.health(s.Health),
		ExposedPorts: r.exposed(s), Volumes: anonymousVolumes(s.Mounts),
	}
	c.AttachStdin, c.AttachStdout, c.AttachStderr = r.attach(s)
	if len(s.Command) > 0 {
		c.Cmd = slices.Clone(s.Command)
	}
	switch {
	case s.NoEntrypoint:
		c.Entrypoint = []string{""}
	case s.Entrypoint != "":
		c.Entrypoint = []string{s.Entrypoint}
	}
	if s.StopTimeout != "" {
		seconds := int(r.number("stopTimeout", s.StopTimeout))
		c.StopTimeout = &seconds
	}
	return c
}

func (r *reader) attach(s spec.RunSpec) (in, out, errors bool) {
	for i, stream := range s.Attach {
		switch strings.ToLower(stream) {
		case "stdin":
			in = true
		case "stdout":
			out = true
		case "stderr":
			errors = true
		default:
			r.fail(entry("attach", i), fmt.Errorf("%q is neither stdin, stdout nor stderr", stream))
		}
	}
	if len(s.Attach) == 0 {
		out, errors = true, true
	}
	return in || s.Interactive, out, errors
}

// env are the variables of files, then those that are said one by one, then the
// proxies of the docker command's settings. Of several values for one name said
// one by one the last counts.
func (r *reader) env(s spec.RunSpec) []string {
	var list []string
	for i, path := range s.EnvFiles {
		list = append(list, r.lines(entry("envFiles", i), path, r.local.LookupEnv)...)
	}
	said := map[string]*string{}
	var order []string
	for i, e := range s.Env {
		if r.failed(entry("env", i), e.Problem()) {
			return nil
		}
		if !e.HasValue {
			e.Value, e.HasValue = r.local.LookupEnv(e.Key)
		}
		if _, known := said[e.Key]; !known {
			order = append(order, e.Key)
		}
		said[e.Key] = nil
		if e.HasValue {
			said[e.Key] = &e.Value
		}
	}
	order = append(order, r.addProxies(said)...)
	for _, name := range order {
		if value := said[name]; value != nil {
			name += "=" + *value
		}
		list = append(list, name)
	}
	return list
}

// addProxies adds what the docker command's settings tell every container, and
// gives the names, sorted.
func (r *reader) addProxies(said map[string]*string) []string {
	var settings *configfile.ConfigFile
	if r.local.Settings != nil {
		var err error
		if settings, err = r.local.Settings(); err != nil || settings == nil {
			return nil // the docker command only warns
		}
	}
	if settings == nil {
		return nil
	}
	before := make(map[string]bool, len(said))
	for name := range said {
		before[name] = true
	}
	settings.ParseProxyConfig(r.engine.Host, said)
	var added []string
	for name := range said {
		if !before[name] {
			added = append(added, name)
		}
	}
	slices.Sort(added)
	return added
}

// lines reads a file of NAME=value lines.
func (r *reader) lines(field, path string, lookup func(string) (string, bool)) []string {
	text := r.file(field, path)
	if r.err != nil {
		return nil
	}
	lines, err := kvfile.ParseFromReader(bytes.NewReader(text), lookup)
	r.failed(field, err)
	return lines
}

func (r *reader) labels(s spec.RunSpec) map[string]string {
	labels := map[string]string{}
	for i, path := range s.LabelFiles {
		for _, line := range r.lines(entry("labelFiles", i), path, nil) {
			key, value, _ := strings.Cut(line, "=")
			labels[key] = value
		}
	}
	for i, l := range s.Labels {
		_, err := opts.ValidateLabel(l.String())
		if r.failed(entry("labels", i), errors.Join(err, l.Problem())) {
			return nil
		}
		labels[l.Key] = l.Value
	}
	return labels
}

func (r *reader) health(h spec.Health) *container.HealthConfig {
	if h == (spec.Health{}) {
		return nil
	}
	if h.Off {
		if h != (spec.Health{Off: true}) {
			r.fail("health.off", errors.New("a check that is turned off has no settings"))
		}
		return &container.HealthConfig{Test: []string{"NONE"}}
	}
	c := &container.HealthConfig{
		Interval:      r.duration("health.interval", h.Interval),
		Timeout:       r.duration("health.timeout", h.Timeout),
		StartPeriod:   r.duration("health.startPeriod", h.StartPeriod),
		StartInterval: r.duration("health.startInterval", h.StartInterval),
		Retries:       int(r.number("health.retries", h.Retries)),
	}
	if c.Retries < 0 {
		r.fail("health.retries", errors.New("there can't be less than none"))
	}
	if h.Command != "" {
		c.Test = []string{"CMD-SHELL", h.Command}
	}
	if c.Test == nil && c.Interval == 0 && c.Timeout == 0 && c.StartPeriod == 0 && c.StartInterval == 0 && c.Retries == 0 {
		return nil
	}
	return c
}

// exposed are all ports that are known inside: the published and the noted.
func (r *reader) exposed(s spec.RunSpec) nat.PortSet {
	ports := nat.PortSet{}
	for port := range r.bindings(s.Ports) {
		ports[port] = struct{}{}
	}
	for i, text := range s.Expose {
		proto, numbers := nat.SplitProtoPort(text)
		first, last, err := nat.ParsePortRangeToInt(numbers)
		if strings.Contains(text, ":") || numbers == "" {
			err = fmt.Errorf("%q is no port, such as 80 or 53/udp", text)
		}
		if r.failed(entry("expose", i), err) {
			return nil
		}
		for n := first; n <= last; n++ {
			ports[nat.Port(fmt.Sprintf("%d/%s", n, proto))] = struct{}{}
		}
	}
	return ports
}

func (r *reader) bindings(ports []spec.Port) nat.PortMap {
	all := nat.PortMap{}
	for i, p := range ports {
		mappings, err := nat.ParsePortSpec(p.String())
		if p.Problem() != nil {
			err = p.Problem()
		}
		if r.failed(entry("ports", i), err) {
			return nil
		}
		for _, m := range mappings {
			all[m.Port] = append(all[m.Port], m.Binding)
		}
	}
	return all
}

// anonymousVolumes are the mounts that only say where inside.
func anonymousVolumes(mounts []spec.Mount) map[string]struct{} {
	volumes := map[string]struct{}{}
	for _, m := range mounts {
		if !m.Spelled && m.Kind == spec.Volume && m.Source == "" {
			volumes[m.Target] = struct{}{}
		}
	}
	return volumes
}

func (r *reader) number(field, text string) int64 {
	if text == "" {
		return 0
	}
	n, err := spec.ParseNumber(text)
	r.failed(field, err)
	return n
}

func (r *reader) size(field, text string) int64 {
	if text == "" {
		return 0
	}
	n, err := spec.ParseSize(text)
	r.failed(field, err)
	return n
}

func (r *reader) duration(field, text string) time.Duration {
	if text == "" {
		return 0
	}
	d, err := spec.ParseDuration(text)
	r.failed(field, err)
	return d
}

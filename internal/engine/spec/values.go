package spec

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// String is the variable as --env takes it.
func (e Env) String() string {
	if !e.HasValue {
		return e.Key
	}
	return e.Key + "=" + e.Value
}

// ParseEnv reads a value of --env: NAME=value, or NAME for a value of this
// computer's.
func ParseEnv(text string) (Env, error) {
	var e Env
	e.Key, e.Value, e.HasValue = strings.Cut(text, "=")
	if e.Key == "" {
		return e, errors.New("the variable's name is missing")
	}
	return e, nil
}

// Problem says what is wrong with the variable; nil for nothing.
func (e Env) Problem() error {
	again, err := ParseEnv(e.String())
	if err == nil && again != e {
		err = errors.New("a variable's name can't have = in it")
	}
	return err
}

// String is the pair as key=value.
func (p Pair) String() string { return p.Key + "=" + p.Value }

// ParsePair reads key=value; a key alone has an empty value.
func ParsePair(text string) (Pair, error) {
	var p Pair
	p.Key, p.Value, _ = strings.Cut(text, "=")
	if p.Key == "" {
		return p, errors.New("the name before the = is missing")
	}
	return p, nil
}

// Problem says what is wrong with the pair; nil for nothing.
func (p Pair) Problem() error {
	again, err := ParsePair(p.String())
	if err == nil && again != p {
		err = errors.New("the name can't have = in it")
	}
	return err
}

// String is the host as --add-host takes it.
func (h Host) String() string { return h.Name + ":" + h.Address }

// ParseHost reads a value of --add-host: name:address or name=address.
func ParseHost(text string) (Host, error) {
	h, err := splitHost(text)
	if err == nil {
		err = h.Problem()
	}
	return h, err
}

func splitHost(text string) (Host, error) {
	var h Host
	var ok bool
	if h.Name, h.Address, ok = strings.Cut(text, "="); !ok {
		h.Name, h.Address, ok = strings.Cut(text, ":")
	}
	if len(h.Address) > 2 {
		h.Address = unbracketed(h.Address)
	}
	if !ok || h.Name == "" || strings.Contains(h.Name, ":") {
		return h, fmt.Errorf("%q is not name:address", text)
	}
	return h, nil
}

// Problem says what is wrong with the host; nil for nothing.
func (h Host) Problem() error {
	again, err := splitHost(h.String())
	switch {
	case err != nil:
		return err
	case again != h:
		return fmt.Errorf("%q is not name:address", h.String())
	case h.Address != "host-gateway":
		return ipProblem(h.Address)
	}
	return nil
}

// String is the limit as --ulimit takes it.
func (u Ulimit) String() string {
	if u.Hard == "" {
		return u.Name + "=" + u.Soft
	}
	return u.Name + "=" + u.Soft + ":" + u.Hard
}

// ParseUlimit reads a value of --ulimit: name=soft[:hard].
func ParseUlimit(text string) (Ulimit, error) {
	var u Ulimit
	var ok bool
	if u.Name, u.Soft, ok = strings.Cut(text, "="); !ok {
		return u, fmt.Errorf("%q is not name=number", text)
	}
	u.Soft, u.Hard, _ = strings.Cut(u.Soft, ":")
	return u, u.Problem()
}

var ulimitNames = map[string]bool{
	"core": true, "cpu": true, "data": true, "fsize": true, "locks": true, "memlock": true, "msgqueue": true, "nice": true,
	"nofile": true, "nproc": true, "rss": true, "rtprio": true, "rttime": true, "sigpending": true, "stack": true,
}

// Problem says what is wrong with the limit; nil for nothing.
func (u Ulimit) Problem() error {
	if !ulimitNames[u.Name] {
		return fmt.Errorf("there is no limit called %q", u.Name)
	}
	soft, err := ParseNumber(u.Soft)
	if err != nil || u.Hard == "" {
		return err
	}
	hard, err := ParseNumber(u.Hard)
	if err == nil && hard != -1 && (soft == -1 || soft > hard) {
		err = errors.New("the first number can't be above the second")
	}
	return err
}

// String is the device as --device takes it.
func (d Device) String() string {
	s := d.Host
	if d.Container != "" {
		s += ":" + d.Container
	}
	if d.Permissions != "" {
		s += ":" + d.Permissions
	}
	return s
}

var cdiName = regexp.MustCompile(`^[A-Za-z][\w.-]*[A-Za-z0-9]?/[A-Za-z0-9][\w-]*=[A-Za-z0-9][\w.:-]*$`)

// CDI reports whether the device is named by the Container Device Interface.
func (d Device) CDI() bool {
	return d.Container == "" && d.Permissions == "" && cdiName.MatchString(d.Host)
}

// ParseDevice reads a value of --device: path[:path inside][:permissions], or
// a name of the Container Device Interface.
func ParseDevice(text string) (Device, error) {
	if d := (Device{Host: text}); d.CDI() {
		return d, nil
	}
	parts := strings.Split(text, ":")
	d := Device{Host: parts[0]}
	switch {
	case len(parts) > 3 || d.Host == "":
		return d, fmt.Errorf("%q is not path:path:permissions", text)
	case len(parts) == 3:
		d.Container, d.Permissions = parts[1], parts[2]
	case len(parts) == 2 && isDeviceMode(parts[1]):
		d.Permissions = parts[1]
	case len(parts) == 2:
		d.Container = parts[1]
	}
	return d, d.Problem()
}

// Problem says what is wrong with the device; nil for nothing. What it is
// called on Windows can't be judged here.
func (d Device) Problem() error {
	if d.CDI() {
		return nil
	}
	inside := d.Host
	if d.Container != "" {
		inside = d.Container
	}
	switch {
	case d.Permissions != "" && !isDeviceMode(d.Permissions):
		return fmt.Errorf("permissions are letters of rwm, not %q", d.Permissions)
	case strings.Contains(d.Host+d.Container, ":"), isDeviceMode(d.Container):
		return fmt.Errorf("%q is not path:path:permissions", d.String())
	case !strings.HasPrefix(inside, "/"):
		return fmt.Errorf("%q is no path from the top, such as /dev/snd", inside)
	}
	return nil
}

// isDeviceMode says that a text is made of r, w and m, each at most once.
func isDeviceMode(s string) bool {
	if s == "" || len(s) > 3 {
		return false
	}
	for i, r := range s {
		if !strings.ContainsRune("rwm", r) || strings.ContainsRune(s[:i], r) {
			return false
		}
	}
	return true
}

// String is the rate as its flag takes it.
func (r Rate) String() string { return r.Path + ":" + r.Value }

// ParseRate reads path:value.
func ParseRate(text string) (Rate, error) {
	var r Rate
	r.Path, r.Value, _ = strings.Cut(text, ":")
	return r, r.Problem()
}

// Problem says what is wrong with the rate; nil for nothing. Whether the value
// is a size or a number depends on the flag.
func (r Rate) Problem() error {
	switch {
	case !strings.HasPrefix(r.Path, "/dev/") || strings.Contains(r.Path, ":"):
		return fmt.Errorf("%q is no device, such as /dev/sda", r.Path)
	case r.Value == "":
		return errors.New("the number is missing")
	}
	return nil
}

// Package power finds what in a container to be made gives it power over the
// computer it runs on: the engine's socket, the whole disk, the computer's own
// network or processes, the administrator's rights.
//
// It judges a spec only, and must know neither the Docker client nor a window.
package power

import (
	"path"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Power is one thing that a container could do to the computer.
type Power struct {
	Field string // as package spec names it
	Words string // one sentence
	Total bool   // whoever is inside can take over the computer
}

// Of lists what a spec gives away, in the order of a form.
func Of(s spec.RunSpec) []Power {
	var all []Power
	add := func(field string, total bool, words string) { all = append(all, Power{field, words, total}) }
	if s.Privileged {
		add("privileged", true, "With --privileged the program inside may do nearly everything on this computer, as its administrator.")
	}
	for i, m := range s.Mounts {
		if words, total := ofMount(m); words != "" {
			add(entry("mounts", i), total, words)
		}
	}
	if len(s.Networks) > 0 && s.Networks[0].Name == "host" {
		add("networks.0", false, "It uses this computer's own network: it reaches every program that listens here, and its ports are this computer's.")
	}
	for _, mode := range []struct {
		field, value, words string
		total               bool
	}{
		{"pid", s.PID, "It sees all processes of this computer, and can end them.", true},
		{"ipc", s.IPC, "It shares memory with the programs of this computer.", false},
		{"uts", s.UTS, "It has this computer's host name, and could change it.", false},
		{"userns", s.Userns, "Its administrator is this computer's administrator, even where the engine keeps the two apart.", false},
		{"cgroupns", s.Cgroupns, "It sees the control groups of this whole computer.", false},
	} {
		if mode.value == "host" {
			add(mode.field, mode.total, mode.words)
		}
	}
	for i, c := range s.CapAdd {
		if words, total := ofCapability(c); words != "" {
			add(entry("capAdd", i), total, words)
		}
	}
	for i, o := range s.SecurityOptions {
		if words := ofSecurity(o); words != "" {
			add(entry("securityOptions", i), false, words)
		}
	}
	for i, d := range s.Devices {
		if words, total := ofDevice(d); words != "" {
			add(entry("devices", i), total, words)
		}
	}
	return all
}

// sockets are the doors of engines: whoever reaches one is administrator.
var sockets = []string{"docker.sock", "podman.sock", "containerd.sock", "crio.sock"}

var systemFolders = map[string]string{
	"/etc": "this computer's settings, its users and passwords among them", "/boot": "what this computer starts from",
	"/proc": "the processes and settings of this computer's kernel", "/sys": "the devices of this computer",
	"/dev": "the devices of this computer", "/root": "the administrator's files", "/usr": "the programs of this computer",
	"/bin": "the programs of this computer", "/sbin": "the programs of this computer", "/lib": "the programs of this computer",
	"/var": "the data of this computer's programs", "/var/lib": "the data of this computer's programs",
	"/var/lib/docker": "everything that the engine keeps", "/home": "the files of every user", "/run": "the running programs of this computer",
	"/var/run": "the running programs of this computer", "/users": "the files of every user", `c:`: "the whole disk", "c:/": "the whole disk",
	"c:/users": "the files of every user", "c:/windows": "the system itself",
}

func ofMount(m spec.Mount) (words string, total bool) {
	if m.Kind != spec.Bind {
		return "", false
	}
	source := path.Clean(strings.ToLower(strings.ReplaceAll(m.Source, `\`, "/")))
	for _, socket := range sockets {
		if strings.HasSuffix(source, socket) {
			return "It gets the engine's socket: whoever is inside can start any container, and so take over this computer.", true
		}
	}
	may := "read and change"
	if m.IsReadOnly() {
		may = "read"
	}
	switch what := systemFolders[source]; {
	case source == "/":
		return "It can " + may + " the whole disk of this computer.", !m.IsReadOnly()
	case what != "":
		return "It can " + may + " " + what + " (" + m.Source + ").", !m.IsReadOnly()
	case strings.HasSuffix(source, "/.ssh"), strings.HasSuffix(source, "/.aws"), strings.HasSuffix(source, "/.kube"), strings.HasSuffix(source, "/.docker"):
		return "It can " + may + " the keys and logins in " + m.Source + ".", false
	}
	return "", false
}

func ofCapability(name string) (words string, total bool) {
	name = strings.TrimPrefix(strings.ToUpper(name), "CAP_")
	switch name {
	case "ALL":
		return "It gets every right of the administrator that the kernel knows.", true
	case "SYS_ADMIN":
		return "SYS_ADMIN is nearly every right of the administrator.", true
	case "SYS_MODULE":
		return "SYS_MODULE lets it load code into this computer's kernel.", true
	case "SYS_PTRACE":
		return "SYS_PTRACE lets it look into other programs.", false
	case "SYS_RAWIO", "DAC_READ_SEARCH", "SYS_BOOT", "MAC_ADMIN", "BPF", "PERFMON":
		return name + " lets it reach past its own walls.", name == "SYS_RAWIO" || name == "DAC_READ_SEARCH"
	case "NET_ADMIN":
		return "NET_ADMIN lets it change the network it is on.", false
	}
	return "", false
}

func ofSecurity(option string) string {
	key, value, ok := strings.Cut(option, "=")
	if !ok {
		key, value, _ = strings.Cut(option, ":")
	}
	switch {
	case key == "seccomp" && value == "unconfined":
		return "It may call everything in this computer's kernel; the usual filter is off."
	case key == "apparmor" && value == "unconfined", key == "label" && value == "disable":
		return "The system's own guard over containers is off for it."
	case key == "systempaths" && value == "unconfined":
		return "It sees the parts of the kernel that are hidden from containers otherwise."
	}
	return ""
}

func ofDevice(d spec.Device) (words string, total bool) {
	switch {
	case strings.HasPrefix(d.Host, "/dev/sd"), strings.HasPrefix(d.Host, "/dev/nvme"), strings.HasPrefix(d.Host, "/dev/vd"),
		strings.HasPrefix(d.Host, "/dev/mapper"), strings.HasPrefix(d.Host, "/dev/xvd"):
		return "It can read and write the disk " + d.Host + " past every file permission.", true
	case d.Host == "/dev/mem", d.Host == "/dev/kmem", d.Host == "/dev/port":
		return "It can read and write this computer's memory.", true
	}
	return "", false
}

func entry(field string, i int) string { return field + "." + strconv.Itoa(i) }

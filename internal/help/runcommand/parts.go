package runcommand

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// valueParts takes a flag's value apart where its sides mean different things,
// or where a side is a secret; nil where the flag's own sentence says it all.
func valueParts(long, value string) []command.Part {
	switch long {
	case "publish":
		return portParts(value)
	case "volume":
		return volumeParts(value)
	case "tmpfs":
		return sides(value, ":", "the folder inside that is kept in memory", "how it is mounted")
	case "mount":
		return settingParts(value, mountSettings)
	case "network":
		if strings.Contains(value, "=") {
			return settingParts(value, networkSettings)
		}
		return nil
	case "env":
		return pairParts(value, "the variable's name; its value is the one it has on this computer")
	case "label", "log-opt", "storage-opt", "annotation":
		return pairParts(value, "its name, with nothing behind it")
	case "sysctl":
		return sides(value, "=", "the setting of the kernel", "what it is set to")
	case "ulimit":
		return ulimitParts(value)
	case "add-host":
		return sides(value, ":", "the name", "the address that it leads to")
	case "link":
		return sides(value, ":", "the other container", "the name that it is found by here")
	case "user":
		return sides(value, ":", "the user, by name or number", "the group, by name or number")
	case "restart":
		return restartParts(value)
	case "device":
		return deviceParts(value)
	case "blkio-weight-device":
		return sides(value, ":", "the disk", "its share, from 10 to 1000")
	case "device-read-bps", "device-write-bps":
		return sides(value, ":", "the disk", "bytes a second")
	case "device-read-iops", "device-write-iops":
		return sides(value, ":", "the disk", "times a second")
	case "security-opt":
		return sides(value, "=", "what guards it", "how")
	}
	return hiding(value)
}

// hiding masks a value that gives a secret away by its look.
func hiding(value string) []command.Part {
	shown, masked := secret.Value(value)
	if !masked {
		return nil
	}
	return maskedParts(value, shown)
}

// maskedParts finds the secret in a word of which the rest can be shown.
func maskedParts(word, shown string) []command.Part {
	before, after, found := strings.Cut(shown, secret.Mask)
	if !found || strings.Contains(after, secret.Mask) || len(before)+len(after) > len(word) ||
		!strings.HasPrefix(word, before) || !strings.HasSuffix(word, after) {
		return []command.Part{{Text: word, Secret: true}}
	}
	var parts []command.Part
	if before != "" {
		parts = append(parts, command.Part{Text: before})
	}
	parts = append(parts, command.Part{Text: word[len(before) : len(word)-len(after)], Secret: true})
	if after != "" {
		parts = append(parts, command.Part{Text: after})
	}
	return parts
}

// sides are the two halves of a value that is cut once.
func sides(value, separator, left, right string) []command.Part {
	before, after, ok := strings.Cut(value, separator)
	if !ok {
		return nil
	}
	return []command.Part{{Text: before, Meaning: left}, {Text: separator}, {Text: after, Meaning: right}}
}

func pairParts(value, alone string) []command.Part {
	key, val, ok := strings.Cut(value, "=")
	if !ok {
		return []command.Part{{Text: value, Meaning: alone}}
	}
	parts := []command.Part{{Text: key, Meaning: "its name"}, {Text: "="}}
	shown, masked := secret.MaskNamed(key, val)
	if !masked {
		return append(parts, command.Part{Text: val, Meaning: "its value"})
	}
	hidden := maskedParts(val, shown)
	for i := range hidden {
		hidden[i].Meaning = "its value, hidden because it looks like a secret"
	}
	return append(parts, hidden...)
}

func portParts(value string) []command.Part {
	if strings.Contains(value, "=") {
		return nil
	}
	var parts []command.Part
	inside := value
	if i := strings.LastIndex(value, ":"); i >= 0 {
		outside := value[:i]
		inside = value[i+1:]
		if j := strings.LastIndex(outside, ":"); j >= 0 {
			parts = append(parts, command.Part{Text: outside[:j], Meaning: addressMeaning(outside[:j])}, command.Part{Text: ":"})
			outside = outside[j+1:]
		}
		if outside != "" {
			parts = append(parts, command.Part{Text: outside, Meaning: "the port on this computer"})
		}
		parts = append(parts, command.Part{Text: ":"})
	}
	port, proto, hasProto := strings.Cut(inside, "/")
	means := "the port inside the container"
	if !strings.Contains(value, ":") || strings.Contains(value, "::") && !strings.Contains(value, "[") {
		means += "; a free port of this computer is chosen"
	}
	parts = append(parts, command.Part{Text: port, Meaning: means})
	if hasProto {
		parts = append(parts, command.Part{Text: "/"}, command.Part{Text: proto, Meaning: "the kind of traffic"})
	}
	return parts
}

func addressMeaning(address string) string {
	switch address {
	case "127.0.0.1", "[::1]", "::1":
		return "only programs on this computer can come in"
	case "0.0.0.0", "[::]", "::":
		return "everybody who reaches this computer can come in"
	}
	return "the address of this computer that it opens on"
}

func volumeParts(value string) []command.Part {
	m, err := spec.ParseVolume(value)
	if err != nil || m.String() != value {
		return nil
	}
	if m.Source == "" {
		return []command.Part{{Text: value, Meaning: "the folder inside the container; a volume without a name is made for it"}}
	}
	source := "the volume's name; it is made if it is not there"
	if m.Kind == spec.Bind {
		source = "the path on this computer; a folder is made if it is not there"
	}
	parts := []command.Part{{Text: m.Source, Meaning: source}, {Text: ":"}, {Text: m.Target, Meaning: "where it shows inside the container"}}
	for i, o := range m.Options {
		mark := ","
		if i == 0 {
			mark = ":"
		}
		parts = append(parts, command.Part{Text: mark}, command.Part{Text: o, Meaning: volumeOption(o)})
	}
	return parts
}

func volumeOption(option string) string {
	switch option {
	case "ro":
		return "read-only: the program inside can't change it"
	case "rw":
		return "the program inside may change it"
	case "z":
		return "marks it for SELinux so that several containers may use it"
	case "Z":
		return "marks it for SELinux so that only this container may use it"
	case "nocopy":
		return "doesn't put the image's files into a new volume"
	case "shared", "rshared", "slave", "rslave", "private", "rprivate":
		return "whether mounts made later show on the other side"
	case "cached", "delegated", "consistent":
		return "a hint that only old versions of Docker Desktop heed"
	}
	return "how it is mounted"
}

var mountSettings = map[string]string{
	"type":              "what it is: a volume, a folder of this computer (bind), memory (tmpfs) or an image",
	"source":            "the volume's name, or the path on this computer, which must be there",
	"target":            "where it shows inside the container",
	"readonly":          "the program inside can't change it",
	"bind-propagation":  "whether mounts made later show on the other side",
	"bind-recursive":    "whether what is mounted below shows too",
	"bind-nonrecursive": "what is mounted below doesn't show",
	"consistency":       "a hint that only old versions of Docker Desktop heed",
	"volume-nocopy":     "doesn't put the image's files into a new volume",
	"volume-subpath":    "the folder of the volume that shows",
	"volume-label":      "a note on a new volume",
	"volume-driver":     "what keeps a new volume",
	"volume-opt":        "a setting for what keeps a new volume",
	"image-subpath":     "the folder of the image that shows",
	"tmpfs-size":        "how much memory it may take",
	"tmpfs-mode":        "who may read and write it",
}

var networkSettings = map[string]string{
	"name":          "the network's name",
	"alias":         "a further name it answers to there",
	"ip":            "its IPv4 address there",
	"ip6":           "its IPv6 address there",
	"mac-address":   "the number of its network card",
	"link-local-ip": "a further address for its own stretch of the network",
	"driver-opt":    "a setting for the network's driver",
	"gw-priority":   "which network leads out: the highest number does",
}

// settingParts takes key=value,key=value apart. One with quotes in it is left
// whole.
func settingParts(value string, meanings map[string]string) []command.Part {
	if strings.Contains(value, `"`) {
		return []command.Part{{Text: value, Secret: hiding(value) != nil}}
	}
	var parts []command.Part
	for i, field := range strings.Split(value, ",") {
		if i > 0 {
			parts = append(parts, command.Part{Text: ","})
		}
		key, val, _ := strings.Cut(field, "=")
		if key == "volume-opt" && hiding(val) != nil {
			parts = append(parts, command.Part{Text: key + "="}, command.Part{Text: val, Meaning: meanings[key], Secret: true})
			continue
		}
		parts = append(parts, command.Part{Text: field, Meaning: meanings[key]})
	}
	return parts
}

func ulimitParts(value string) []command.Part {
	name, numbers, ok := strings.Cut(value, "=")
	if !ok {
		return nil
	}
	parts := []command.Part{{Text: name, Meaning: "which limit: nofile is open files, nproc is processes"}, {Text: "="}}
	soft, hard, both := strings.Cut(numbers, ":")
	if !both {
		return append(parts, command.Part{Text: numbers, Meaning: "the limit"})
	}
	return append(parts, command.Part{Text: soft, Meaning: "the limit that holds at first"}, command.Part{Text: ":"},
		command.Part{Text: hard, Meaning: "how far the program may raise it"})
}

func restartParts(value string) []command.Part {
	policy, times, ok := strings.Cut(value, ":")
	means := map[string]string{
		"no": "never", "always": "whenever it ends, and when the engine starts",
		"unless-stopped": "whenever it ends, unless somebody stopped it", "on-failure": "when it ends with an error",
	}[policy]
	if !ok {
		return []command.Part{{Text: value, Meaning: means}}
	}
	return []command.Part{{Text: policy, Meaning: means}, {Text: ":"}, {Text: times, Meaning: "how often at most"}}
}

func deviceParts(value string) []command.Part {
	d, err := spec.ParseDevice(value)
	if err != nil || d.String() != value {
		return nil
	}
	parts := []command.Part{{Text: d.Host, Meaning: "the device of this computer"}}
	if d.Container != "" {
		parts = append(parts, command.Part{Text: ":"}, command.Part{Text: d.Container, Meaning: "what it is called inside"})
	}
	if d.Permissions != "" {
		parts = append(parts, command.Part{Text: ":"}, command.Part{Text: d.Permissions, Meaning: "what may be done: r read, w write, m make"})
	}
	return parts
}

// imageParts takes registry/name:tag@digest apart.
func imageParts(image string) []command.Part {
	rest, digest, hasDigest := strings.Cut(image, "@")
	slash := strings.LastIndex(rest, "/")
	name, tag, hasTag := rest, "", false
	if i := strings.LastIndex(rest, ":"); i > slash {
		name, tag, hasTag = rest[:i], rest[i+1:], true
	}
	if !hasTag && !hasDigest {
		return nil
	}
	parts := []command.Part{{Text: name, Meaning: "the image's name"}}
	if hasTag {
		parts = append(parts, command.Part{Text: ":"}, command.Part{Text: tag, Meaning: "the tag: which version of it"})
	}
	if hasDigest {
		parts = append(parts, command.Part{Text: "@"}, command.Part{Text: digest, Meaning: "the fingerprint of exactly this version"})
	}
	return parts
}

// commandToken is a word after the image, masked where the words before it say
// that it is a secret.
func commandToken(s spec.RunSpec, i int, word string) command.Token {
	t := command.Token{Text: word, Role: command.RoleArgument, Field: entry("command", i), Meaning: "goes to the program inside"}
	if i == 0 && s.Entrypoint == "" {
		t.Meaning = "what runs inside instead of the image's own command, or the first word for its program"
	}
	before := ""
	if i > 0 {
		before = s.Command[i-1]
	}
	if shown, masked := secret.MaskCommandArg(before, word); masked {
		t.Parts = maskedParts(word, shown)
	}
	return t
}

package spec

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MountKind says where the files of a mount come from.
type MountKind string

// The kinds of mount.
const (
	Volume    MountKind = "volume" // a volume of the engine; without a Source an anonymous one
	Bind      MountKind = "bind"   // a folder or a file of the engine's computer
	Tmpfs     MountKind = "tmpfs"  // memory
	ImageTree MountKind = "image"  // the files of an image
	NamedPipe MountKind = "npipe"  // a pipe of Windows
	Cluster   MountKind = "cluster"
)

// Mount is a place inside the container where other files show through.
type Mount struct {
	Kind   MountKind `json:"kind"`
	Source string    `json:"source,omitempty"` // a volume's name, a path, an image
	Target string    `json:"target"`           // the path inside

	// Spelled says that it is written --mount, which refuses a folder that is
	// not there; else it is -v, which makes it, or --tmpfs.
	Spelled bool `json:"spelled,omitempty"`

	// Options are what stands behind the second colon of -v, behind the colon
	// of --tmpfs, or the further settings of --mount, each as it is written.
	Options []string `json:"options,omitempty"`
}

// IsReadOnly reports whether the program inside can't change its files. Of
// several options that say so the last one counts.
func (m Mount) IsReadOnly() bool {
	for _, o := range slices.Backward(m.Options) {
		switch o {
		case "ro", "readonly":
			return true
		case "rw":
			return false
		}
	}
	return false
}

// WithReadOnly is the mount with or without its read-only option.
func (m Mount) WithReadOnly(on bool) Mount {
	m.Options = slices.DeleteFunc(slices.Clone(m.Options), func(o string) bool {
		return o == "ro" || o == "rw" || o == "readonly"
	})
	switch {
	case on && m.Spelled:
		m.Options = slices.Insert(m.Options, 0, "readonly")
	case on:
		m.Options = slices.Insert(m.Options, 0, "ro")
	case len(m.Options) == 0:
		m.Options = nil
	}
	return m
}

// Option is the value of a "key=value" option, and whether there is one.
func (m Mount) Option(key string) (string, bool) {
	for _, o := range slices.Backward(m.Options) {
		if k, v, _ := strings.Cut(o, "="); k == key {
			return v, true
		}
	}
	return "", false
}

// Anonymous reports whether it is a volume that nobody names.
func (m Mount) Anonymous() bool { return m.Kind == Volume && m.Source == "" }

// String is the mount as its flag takes it: --mount, --tmpfs or --volume.
func (m Mount) String() string {
	switch {
	case m.Spelled:
		return m.spelled()
	case m.Kind == Tmpfs:
		if len(m.Options) == 0 {
			return m.Target
		}
		return m.Target + ":" + strings.Join(m.Options, ",")
	case m.Source == "":
		return m.Target
	case len(m.Options) == 0:
		return m.Source + ":" + m.Target
	}
	return m.Source + ":" + m.Target + ":" + strings.Join(m.Options, ",")
}

func (m Mount) spelled() string {
	fields := []string{"type=" + string(m.Kind)}
	if m.Source != "" {
		fields = append(fields, "source="+m.Source)
	}
	fields = append(fields, "target="+m.Target)
	return writeCSV(append(fields, m.Options...))
}

// ParseVolume reads a value of --volume: [source:]path[:options].
func ParseVolume(text string) (Mount, error) {
	if text == "" {
		return Mount{}, errors.New("the path inside the container is missing")
	}
	sections, err := volumeSections(text)
	if err != nil {
		return Mount{}, err
	}
	m := Mount{Kind: Volume}
	switch len(sections) {
	case 1:
		m.Target = sections[0]
		return m, nil
	case 3:
		m.Options = strings.Split(sections[2], ",")
	}
	m.Source, m.Target = sections[0], sections[1]
	if IsPath(m.Source) {
		m.Kind = Bind
	}
	return m, nil
}

// volumeSections cuts at colons, except at those behind a Windows drive.
func volumeSections(text string) ([]string, error) {
	if len(text) <= 2 {
		return []string{text}, nil
	}
	var sections []string
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] != ':' {
			continue
		}
		if i < len(text) && isDrive(text[start:i]) {
			continue
		}
		if start == i {
			return nil, fmt.Errorf("%q has nothing between two colons", text)
		}
		if len(sections) == 3 {
			return nil, fmt.Errorf("%q has too many colons", text)
		}
		sections = append(sections, text[start:i])
		start = i + 1
	}
	return sections, nil
}

func isDrive(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size > 0 && size == len(s) && unicode.IsLetter(r)
}

// IsPath reports whether docker takes a -v source for a path and not for the
// name of a volume.
func IsPath(source string) bool {
	switch {
	case source == "":
		return false
	case strings.ContainsRune("./~", rune(source[0])), strings.HasPrefix(source, `\\`):
		return true
	}
	r, size := utf8.DecodeRuneInString(source)
	return unicode.IsLetter(r) && strings.HasPrefix(source[size:], ":")
}

// ParseTmpfs reads a value of --tmpfs: path[:options].
func ParseTmpfs(text string) (Mount, error) {
	m := Mount{Kind: Tmpfs}
	var options string
	m.Target, options, _ = strings.Cut(text, ":")
	if options != "" {
		m.Options = strings.Split(options, ",")
	}
	if m.Target == "" {
		return m, errors.New("the path inside the container is missing")
	}
	return m, nil
}

// ParseMount reads a value of --mount. Keys with several spellings come out in
// one of them, and what is the default anyway is left out.
func ParseMount(text string) (Mount, error) {
	fields, err := readCSV(text)
	if err != nil {
		return Mount{}, err
	}
	m := Mount{Kind: Volume, Spelled: true}
	readonly := -1
	for _, field := range fields {
		key, value, ok := strings.Cut(field, "=")
		key = strings.ToLower(key)
		switch key {
		case "type":
			m.Kind = MountKind(strings.ToLower(value))
		case "source", "src":
			m.Source = value
		case "target", "dst", "destination":
			m.Target = value
		case "readonly", "ro":
			on := true
			if ok {
				if on, err = strconv.ParseBool(value); err != nil {
					return m, fmt.Errorf("%q is neither true nor false", value)
				}
			}
			if readonly >= 0 {
				m.Options = slices.Delete(m.Options, readonly, readonly+1)
				readonly = -1
			}
			if on {
				readonly = len(m.Options)
				m.Options = append(m.Options, "readonly")
			}
			continue
		default:
			if ok {
				key += "=" + value
			} else if key != "volume-nocopy" && key != "bind-nonrecursive" {
				return m, fmt.Errorf("%q is not key=value", field)
			}
			m.Options = append(m.Options, key)
			continue
		}
		if !ok {
			return m, fmt.Errorf("%q is not key=value", field)
		}
	}
	if len(m.Options) == 0 {
		m.Options = nil
	}
	if m.Target == "" {
		return m, errors.New("the path inside the container is missing")
	}
	return m, nil
}

// Problem says what is wrong with the mount; nil for nothing.
func (m Mount) Problem() error {
	if m.Target == "" {
		return errors.New("the path inside the container is missing")
	}
	var again Mount
	var err error
	switch {
	case m.Spelled:
		again, err = ParseMount(m.String())
	case m.Kind == Tmpfs:
		again, err = ParseTmpfs(m.String())
	default:
		again, err = ParseVolume(m.String())
	}
	switch {
	case err != nil:
		return err
	case !m.Spelled && m.Kind != again.Kind && m.Kind == Bind:
		return fmt.Errorf("docker takes %q for the name of a volume; a dot or a slash begins a path", m.Source)
	case !m.Spelled && m.Kind != again.Kind && m.Kind == Volume:
		return fmt.Errorf("docker takes %q for a path and not for the name of a volume", m.Source)
	case !same(m, again):
		return fmt.Errorf("%q can't be written with this flag; --mount can", m.Source+" "+m.Target)
	}
	return nil
}

// readCSV takes a value with commas apart as docker does: a field with a comma
// in it stands in double quotes.
func readCSV(text string) ([]string, error) {
	if text == "" {
		return nil, errors.New("there is nothing")
	}
	fields, err := csv.NewReader(strings.NewReader(text)).Read()
	if err != nil {
		return nil, errors.New("its double quotes don't fit")
	}
	return fields, nil
}

func writeCSV(fields []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(fields) // a Builder takes everything
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

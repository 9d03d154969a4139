package action

import (
	"cmp"
	"strconv"
	"strings"
)

// FieldKind says how a field is filled in.
type FieldKind int

// The kinds of field.
const (
	Text   FieldKind = iota + 1
	Number           // digits
	Choice           // one of Choices
	Switch           // "yes" or ""
	Pairs            // key=value, separated by commas or line breaks
	Secret           // a password: masked, and in no command
)

// Yes is the value of a Switch that is on.
const Yes = "yes"

// Values are what the fields say, by the field's ID.
type Values map[string]string

func (v Values) on(id string) bool { return v[id] == Yes }

func (v Values) trimmed(id string) string { return strings.TrimSpace(v[id]) }

// named is a value as a command shows it, with a stand-in while it is empty.
func (v Values) named(id string) string { return cmp.Or(v.trimmed(id), "NAME") }

// pairs are the entries of a Pairs field.
func (v Values) pairs(id string) []string {
	var list []string
	for _, p := range strings.FieldsFunc(v[id], func(r rune) bool { return r == ',' || r == '\n' }) {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

// Field is one thing that an action can be told.
type Field struct {
	ID      string // "stop.timeout"
	Label   string
	Hint    string // what stands in it while it is empty
	Unit    string // behind it: "seconds"
	Kind    FieldKind
	Default string
	Choices []Option // of a Choice, in their order
	Here    Here     // what of this computer can be chosen for a Text

	// About is the topic's id where it is another than "field."+ID.
	About string
	// Check says what is wrong with the values, as far as this field is
	// concerned, in a sentence without a full stop; nil or "" for nothing.
	Check func(Values) string
	// Remark says what the value means, in a sentence; nil or "" for nothing.
	Remark func(Values) string
}

// Here is what of this computer a Text may name.
type Here int

// The kinds of things on this computer.
const (
	HereNothing Here = iota
	HereFolder
	HereAnything // a file or a folder
	HereFile
)

// Option is one of the values of a Choice.
type Option struct{ Value, Label string }

// Topic is the guide topic that explains it.
func (f Field) Topic() string {
	if f.About != "" {
		return f.About
	}
	return "field." + f.ID
}

// Problem says what is wrong with it; "" for nothing.
func (f Field) Problem(v Values) string {
	if f.Kind == Number {
		if s := v.trimmed(f.ID); s != "" {
			if n, err := strconv.Atoi(s); err != nil || n < 0 {
				return "This is a whole number"
			}
		}
	}
	if f.Kind == Choice && v[f.ID] == "" {
		return "Choose one"
	}
	if f.Kind == Pairs {
		for _, p := range v.pairs(f.ID) {
			if key, _, _ := strings.Cut(p, "="); strings.TrimSpace(key) == "" {
				return "Each is written key=value"
			}
		}
	}
	if f.Check == nil {
		return ""
	}
	return f.Check(v)
}

// Note is the remark that goes with the values.
func (f Field) Note(v Values) string {
	if f.Remark == nil {
		return ""
	}
	return f.Remark(v)
}

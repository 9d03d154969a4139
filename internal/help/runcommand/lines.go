package runcommand

import (
	"reflect"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Lines are what a spec says for the flag, each as it would be written behind
// it; "true" for a switch that is on.
func (f Flag) Lines(s *spec.RunSpec) []string {
	if f.write == nil {
		return nil
	}
	var lines []string
	for _, one := range f.write(s) {
		_, fixed, glued := strings.Cut(one.flag, "=")
		switch {
		case one.flag != "" && !glued: // another flag says this of the same field
		case glued:
			lines = append(lines, fixed)
		case f.Switch():
			lines = append(lines, "true")
		default:
			lines = append(lines, one.value)
		}
	}
	return lines
}

// Fill replaces what a spec says for the flag by lines as Lines gives them; none
// say nothing. When a line can't be read the spec stays as it was. It is for
// flags with a field of their own: networks and mounts share theirs.
func (f Flag) Fill(s *spec.RunSpec, lines []string) error {
	filled := s.Clone()
	clearField(reflect.ValueOf(&filled).Elem(), f.Field)
	for _, line := range lines {
		if _, err := f.read(&filled, line); err != nil {
			return err
		}
	}
	*s = filled
	return nil
}

// clearField empties the field of a struct that has a JSON name, such as
// "health.command".
func clearField(v reflect.Value, name string) {
	first, rest, deeper := strings.Cut(name, ".")
	for i := range v.NumField() {
		tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		switch {
		case tag != first:
		case deeper && v.Field(i).Kind() == reflect.Struct:
			clearField(v.Field(i), rest)
		default:
			v.Field(i).SetZero()
		}
		if tag == "entrypoint" && first == "entrypoint" { // its opposite goes with it
			v.FieldByName("NoEntrypoint").SetZero()
		}
	}
}

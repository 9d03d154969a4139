package perform

import (
	"maps"
	"slices"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// WithoutSecrets is what of something removed may be written to a file: values
// that look secret are left out, and what is missing is named.
func WithoutSecrets(e bin.Entry) bin.Entry {
	if e.Container != nil {
		c := *e.Container
		c.Spec, c.Hidden = specWithoutSecrets(c.Spec, slices.Clone(c.Hidden))
		e.Container = &c
	}
	if e.Network != nil {
		n := *e.Network
		n.Options = mapWithoutSecrets(n.Options)
		n.Labels = mapWithoutSecrets(n.Labels)
		e.Network = &n
	}
	if e.Volume != nil {
		v := *e.Volume
		v.Labels = mapWithoutSecrets(v.Labels)
		for key := range v.Options { // a login to another computer's disk can be anywhere in them
			v.Hidden = append(v.Hidden, "the option "+key)
		}
		slices.Sort(v.Hidden)
		v.Hidden, v.Options = slices.Compact(v.Hidden), nil
		e.Volume = &v
	}
	return e
}

func specWithoutSecrets(s spec.RunSpec, hidden []string) (spec.RunSpec, []string) {
	s = s.Clone()
	hide := func(what string) {
		if !slices.Contains(hidden, what) {
			hidden = append(hidden, what)
		}
	}
	for i, v := range s.Env {
		if _, masked := secret.MaskNamed(v.Key, v.Value); masked {
			s.Env[i].Value = ""
			hide("the variable " + v.Key)
		}
	}
	for what, pairs := range map[string][]spec.Pair{"the label ": s.Labels, "the log option ": s.LogOptions, "the storage option ": s.StorageOptions, "the annotation ": s.Annotations} {
		for i, p := range pairs {
			if _, masked := secret.MaskNamed(p.Key, p.Value); masked {
				pairs[i].Value = ""
				hide(what + p.Key)
			}
		}
	}
	if shown, masked := secret.MaskCommand(s.Command); masked {
		s.Command = shown
		hide("a word of the command")
	}
	if shown, masked := secret.Value(s.Entrypoint); masked {
		s.Entrypoint = shown
		hide("the entry point")
	}
	if shown, masked := secret.Value(s.Health.Command); masked {
		s.Health.Command = shown
		hide("the health check")
	}
	return s, hidden
}

func mapWithoutSecrets(m map[string]string) map[string]string {
	clean := maps.Clone(m)
	for key, value := range clean {
		if _, masked := secret.MaskNamed(key, value); masked {
			delete(clean, key)
		}
	}
	return clean
}

package diagnosis

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// matter is a failure that is being looked into.
type matter struct {
	Failure
	groups []string // what the rule's words have in brackets
}

// group is one of the words in brackets that is not empty, from the n-th on.
func (m *matter) group(n int) string {
	for ; n < len(m.groups); n++ {
		if m.groups[n] != "" {
			return m.groups[n]
		}
	}
	return ""
}

// name is what the object is called that something was done to.
func (m *matter) name() string {
	if m.Name != "" && m.Name != m.Ref.ID {
		return m.Name
	}
	if c := m.container(m.Ref.ID); c != nil && m.Ref.Kind == object.KindContainer {
		return c.Name
	}
	if i := m.image(m.Ref.ID); i != nil && m.Ref.Kind == object.KindImage {
		return i.Name()
	}
	if n := m.network(m.Ref.ID); n != nil && m.Ref.Kind == object.KindNetwork {
		return n.Name
	}
	if m.Spec != nil && m.Spec.Name != "" {
		return m.Spec.Name
	}
	if m.Ref.ID == "" {
		return "it"
	}
	return object.ShortID(m.Ref.ID)
}

// target is the container that was to run.
func (m *matter) target() object.Ref {
	if m.Made.ID != "" || m.Ref.Kind != object.KindContainer {
		return m.Made
	}
	return m.Ref
}

func (m *matter) called() string {
	if c := m.container(m.target().ID); c != nil {
		return c.Name
	}
	return m.name()
}

// container finds one by its id, the beginning of it, or its name.
func (m *matter) container(id string) *object.Container {
	if m.Snapshot == nil || id == "" {
		return nil
	}
	if c := m.Snapshot.Container(id); c != nil {
		return c
	}
	for _, c := range m.Snapshot.Containers {
		if c.Name == id || len(id) >= 12 && strings.HasPrefix(c.ID, id) {
			return c
		}
	}
	return nil
}

func (m *matter) image(id string) *object.Image {
	if m.Snapshot == nil || id == "" {
		return nil
	}
	if i := m.Snapshot.Image(id); i != nil {
		return i
	}
	for _, i := range m.Snapshot.Images {
		for _, t := range i.Tags {
			if t == id {
				return i
			}
		}
		if len(id) >= 12 && strings.HasPrefix(strings.TrimPrefix(i.ID, "sha256:"), strings.TrimPrefix(id, "sha256:")) {
			return i
		}
	}
	return nil
}

func (m *matter) network(id string) *object.Network {
	if m.Snapshot == nil || id == "" {
		return nil
	}
	if n := m.Snapshot.Network(id); n != nil {
		return n
	}
	for _, n := range m.Snapshot.Networks {
		if n.Name == id || len(id) >= 12 && strings.HasPrefix(n.ID, id) {
			return n
		}
	}
	return nil
}

// users are the containers that the engine named in its words, or else those
// that use the object.
func (m *matter) users(named string) []*object.Container {
	var list []*object.Container
	for _, id := range ids.FindAllString(named, -1) {
		if c := m.container(id); c != nil {
			list = append(list, c)
		}
	}
	if len(list) == 0 && m.Snapshot != nil && m.Ref.ID != "" {
		id := m.Ref.ID
		if i := m.image(id); i != nil && m.Ref.Kind == object.KindImage {
			id = i.ID
		}
		list = m.Snapshot.UsedBy(object.Ref{Kind: m.Ref.Kind, ID: id})
	}
	return list
}

var ids = regexp.MustCompile(`[0-9a-f]{12,64}`)

// fresh reports whether a container has never run, so that nothing is lost with
// it.
func fresh(c *object.Container) bool {
	return c != nil && c.State == object.StateCreated && c.Started.IsZero()
}

func containerRef(c *object.Container) object.Ref {
	return object.Ref{Kind: object.KindContainer, ID: c.ID}
}

func culprit(c *object.Container) Culprit {
	if c == nil {
		return Culprit{}
	}
	return Culprit{containerRef(c), c.Name}
}

// spec is what was to be made; an empty one if nobody knows.
func (m *matter) spec() spec.RunSpec {
	if m.Spec == nil {
		return spec.RunSpec{}
	}
	return *m.Spec
}

// runs reports whether a container was to be made or started.
func (m *matter) runs() bool { return m.Spec != nil || m.target().ID != "" }

// --- words ---

// capital begins a text with a capital letter.
func capital(clause string) string {
	r, size := utf8.DecodeRuneInString(clause)
	return string(unicode.ToUpper(r)) + clause[size:]
}

// titled is a diagnosis whose headline is its clause.
func titled(clause string) Diagnosis { return Diagnosis{Title: capital(clause), Clause: clause} }

// named is a diagnosis whose clause begins with a name, which is written as it is.
func named(clause string) Diagnosis { return Diagnosis{Title: clause, Clause: clause} }

func (d Diagnosis) because(words string) Diagnosis {
	d.Words = words
	return d
}

func (d Diagnosis) becausef(format string, args ...any) Diagnosis {
	return d.because(fmt.Sprintf(format, args...))
}

func (d Diagnosis) by(c *object.Container) Diagnosis {
	d.Culprit = culprit(c)
	return d
}

func (d Diagnosis) offer(remedies ...Remedy) Diagnosis {
	for _, r := range remedies {
		if r.Words != "" {
			d.Remedies = append(d.Remedies, r)
		}
	}
	return d
}

func names(list []*object.Container) string {
	var words []string
	for _, c := range list {
		words = append(words, c.Name)
	}
	if len(words) > 3 {
		words = append(words[:2:2], strconv.Itoa(len(words)-2)+" more")
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// short is a name on a button.
func short(name string) string {
	const most = 30
	if r := []rune(name); len(r) > most {
		return string(r[:most/2]) + "…" + string(r[len(r)-most/2+1:])
	}
	return name
}

// shortly names containers on a button.
func shortly(list []*object.Container) string {
	if len(list) == 1 {
		return short(list[0].Name)
	}
	return fmt.Sprintf("%d containers", len(list))
}

func refs(list []*object.Container) []object.Ref {
	all := make([]object.Ref, len(list))
	for i, c := range list {
		all[i] = containerRef(c)
	}
	return all
}

// --- remedies ---

func again(words string) Remedy { return Remedy{Words: words, Icon: "refresh", Then: Again} }

func run(words string, change func(*spec.RunSpec)) Remedy {
	return Remedy{Words: words, Icon: "play", Then: Run, Change: change}
}

func form(words string, change func(*spec.RunSpec)) Remedy {
	return Remedy{Words: words, Icon: "rename", Then: Form, Change: change}
}

func show(c *object.Container) Remedy {
	if c == nil {
		return Remedy{}
	}
	return Remedy{Words: "Show " + short(c.Name), Icon: "link", Then: Show, Who: containerRef(c)}
}

// change is form, where something was to be run.
func (m *matter) change(words string) Remedy {
	if !m.runs() {
		return Remedy{}
	}
	return form(words, nil)
}

// clearing removes containers. Whoever is asked about it sees what goes with them.
func clearing(list []*object.Container) []Deed {
	d := Deed{Action: "container.remove", On: refs(list), Fresh: true, Values: map[string]string{}}
	for _, c := range list {
		d.Fresh = d.Fresh && fresh(c)
		if c.Running() || c.State == object.StateRestarting {
			d.Values["remove.force"] = "yes"
		}
	}
	return []Deed{d}
}

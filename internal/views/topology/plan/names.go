package plan

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// dependsLabel is where Compose keeps what a service waits for:
// "db:service_started:false,cache:service_healthy:true".
const dependsLabel = "com.docker.compose.depends_on"

// names links containers that speak to each other by name: as Compose was told, and
// as variables say whose value names a container on a common network ("DB_HOST=db",
// "redis://cache:6379/0"). It is what the set-up says; whether anything is sent,
// nobody knows from here.
func (m *maker) names() {
	book := m.book()
	for i := range m.plan.Cards {
		c := &m.plan.Cards[i]
		for _, part := range strings.Split(c.Container.Labels[dependsLabel], ",") {
			service, _, _ := strings.Cut(part, ":")
			for _, to := range m.services(c.Container.Project(), service) {
				m.name(c, to, "depends_on")
			}
		}
		for _, e := range c.Container.Env {
			key, value, _ := strings.Cut(e, "=")
			for _, word := range hosts(value) {
				for _, to := range book[word] {
					m.name(c, to, key)
				}
			}
		}
	}
}

// book has the cards by each name that others may use for them.
func (m *maker) book() map[string][]*Card {
	book := map[string][]*Card{}
	for i := range m.plan.Cards {
		c := &m.plan.Cards[i]
		names := map[string]bool{c.Container.Name: true}
		if s := c.Container.Service(); s != "" {
			names[s] = true
		}
		for _, e := range c.Container.Networks {
			for _, a := range e.Aliases {
				names[a] = true
			}
		}
		for n := range names {
			book[strings.ToLower(n)] = append(book[strings.ToLower(n)], c)
		}
	}
	return book
}

func (m *maker) services(project, service string) []*Card {
	if project == "" || service == "" {
		return nil
	}
	var found []*Card
	for i := range m.plan.Cards {
		if c := &m.plan.Cards[i]; c.Container.Project() == project && c.Container.Service() == service {
			found = append(found, c)
		}
	}
	return found
}

func (m *maker) name(from, to *Card, words string) {
	if from.ID == to.ID || !together(from.Container, to.Container) {
		return
	}
	m.link(Link{Kind: LinkName, From: from.ID, To: to.ID, Words: words})
}

// together reports whether names work between two: a network of one's own is common
// to both.
func together(a, b *object.Container) bool {
	for _, x := range a.Networks {
		for _, y := range b.Networks {
			if x.Network == y.Network && x.Network != "bridge" {
				return true
			}
		}
	}
	return false
}

// hosts are the words of a value that could be a computer's name, in small letters:
// all of "db", the host of "postgres://user:word@db:5432/shop", each of "a:1,b:2".
func hosts(value string) []string {
	var found []string
	for _, part := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		if _, rest, ok := strings.Cut(part, "://"); ok {
			part = rest
		}
		part, _, _ = strings.Cut(part, "/")
		if at := strings.LastIndexByte(part, '@'); at >= 0 {
			part = part[at+1:]
		}
		part, _, _ = strings.Cut(part, ":")
		if part != "" && len(part) < 256 {
			found = append(found, strings.ToLower(part))
		}
	}
	return found
}

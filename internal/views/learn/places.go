package learn

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/help/guide"
)

// Place is where in the window a topic can be seen: a page, and on it the first of
// some controls that is there.
type Place struct {
	Page     string
	Controls []string // ids, or the beginnings of ids before a point
}

// PlaceOf is the place of a topic; false for what is nowhere in the window.
func PlaceOf(t *guide.Topic) (Place, bool) {
	_, rest, _ := strings.Cut(t.ID, ".")
	first, second, _ := strings.Cut(rest, ".")
	switch t.Kind() {
	case "page":
		return PagePlace(rest), true
	case "column":
		return Place{first, []string{first + ".list.header." + second, first + ".list.header"}}, true
	case "tab":
		return Place{"containers", []string{"containers.detail.tab." + rest, "containers.detail.tab.overview"}}, true
	case "list":
		return listPlace(rest), true
	case "log":
		return Place{"containers", []string{"containers.detail.tab.logs"}}, true
	case "state":
		return Place{"containers", []string{"containers.list.header.state", "containers.list"}}, true
	case "health":
		return Place{"containers", []string{"containers.detail.tab.health", "containers.list.header.state"}}, true
	case "reach":
		return Place{"containers", []string{"containers.detail.tab.reach", "containers.detail.tab.overview"}}, true
	case "system":
		return Place{"system", []string{"system.tab." + rest, "nav.system"}}, true
	case "action":
		return actionPlace(first, second)
	case "field":
		return fieldPlace(first, second)
	}
	p, ok := curated[t.ID]
	return p, ok
}

// PagePlace is where a page begins.
func PagePlace(name string) Place {
	if name == "run" {
		return Place{"run", []string{"run.image"}}
	}
	return Place{name, []string{"nav." + name}}
}

func listPlace(what string) Place {
	ids := map[string]string{
		"search": "containers.search", "filter": "containers.filter", "sort": "containers.list.header.name",
		"select": "containers.list.all", "menu": "containers.detail.more",
	}
	return Place{"containers", []string{ids[what], "containers.list.header"}}
}

// actionPlace is the button of an action, or the menu behind the buttons.
func actionPlace(kind, verb string) (Place, bool) {
	switch kind {
	case "container", "image", "volume", "network":
		page := kind + "s"
		rest := []string{page + ".detail.more", page + ".more"}
		if verb == "prune" {
			rest = []string{page + ".more"}
		}
		return Place{page, append([]string{page + "." + kind + "." + verb, page + ".detail." + kind + "." + verb}, rest...)}, true
	case "system", "build-cache", "context":
		return Place{"system", []string{"system.disk.free", "system.tab", "nav.system"}}, true
	}
	p, ok := curated["action."+kind+"."+verb]
	return p, ok
}

// fieldPlace is the field of the run form, or the button that asks the question.
func fieldPlace(form, field string) (Place, bool) {
	switch form {
	case "run":
		return Place{"run", []string{"run." + field, "run.more"}}, true
	case "volume", "network":
		return Place{form + "s", []string{form + "s." + form + ".create", form + "s.more"}}, true
	case "terminal":
		return Place{"containers", []string{"containers.detail.tab.terminal"}}, true
	case "tag":
		return actionPlace("image", "tag")
	case "connect":
		return actionPlace("network", "connect")
	case "stop", "kill", "rename", "remove", "update", "commit", "export":
		return actionPlace("container", form)
	}
	return Place{}, false
}

// curated are the places of badges and ideas.
var curated = map[string]Place{
	"action.window.copy":          {"containers", []string{"fact.id.copy"}},
	"action.window.reveal":        {"containers", []string{"fact.env.reveal", "fact.env"}},
	"action.window.open-port":     {"containers", []string{"link.port", "containers.list.header.ports"}},
	"action.window.open-terminal": {"containers", []string{"containers.detail.tab.terminal"}},

	"badge.latest":        {"images", []string{"images.list.header.name"}},
	"badge.dangling":      {"images", []string{"images.filter.dangling"}},
	"badge.unused":        {"images", []string{"images.filter.unused"}},
	"badge.in-use":        {"images", []string{"images.filter.used"}},
	"badge.anonymous":     {"volumes", []string{"volumes.filter.anonymous"}},
	"badge.predefined":    {"networks", []string{"networks.filter.default"}},
	"badge.internal":      {"networks", []string{"networks.list.header.name"}},
	"badge.attention":     {"containers", []string{"containers.filter.attention"}},
	"badge.all-addresses": {"containers", []string{"containers.list.header.ports"}},
	"badge.no-health":     {"containers", []string{"containers.detail.tab.health"}},
	"badge.no-limit":      {"containers", []string{"containers.list.header.memory"}},
	"badge.out-of-memory": {"containers", []string{"containers.list.header.memory"}},
	"badge.privileged":    {"containers", []string{"containers.list.header.name"}},
	"badge.root":          {"containers", []string{"containers.list.header.name"}},
	"badge.socket":        {"containers", []string{"containers.list.header.name"}},
	"badge.added":         {"containers", []string{"containers.detail.tab.changes"}},
	"badge.changed":       {"containers", []string{"containers.detail.tab.changes"}},
	"badge.deleted":       {"containers", []string{"containers.detail.tab.changes"}},
	"badge.mounted":       {"containers", []string{"containers.detail.tab.changes"}},

	"concept.docker":           {"run", []string{"run.image"}},
	"concept.vm":               {"home", []string{"home.engine"}},
	"concept.image":            {"images", []string{"images.list.header.name"}},
	"concept.container":        {"containers", []string{"containers.list.header.name"}},
	"concept.life":             {"containers", []string{"containers.list.header.state"}},
	"concept.engine":           {"home", []string{"home.engine"}},
	"concept.command-line":     {"containers", []string{"history.command"}},
	"concept.run":              {"containers", []string{"containers.container.run"}},
	"concept.foreground":       {"run", []string{"run.detach"}},
	"concept.names":            {"run", []string{"run.name"}},
	"concept.copies":           {"containers", []string{"containers.detail.more"}},
	"concept.environment":      {"run", []string{"run.section.environment", "run.env"}},
	"concept.exit-codes":       {"containers", []string{"containers.list.header.state"}},
	"concept.signals":          {"containers", []string{"containers.detail.container.stop"}},
	"concept.cleaning-up":      {"containers", []string{"containers.more"}},
	"concept.layers":           {"images", []string{"images.list.header.size"}},
	"concept.tag":              {"images", []string{"images.detail.image.tag"}},
	"concept.pull":             {"run", []string{"run.image"}},
	"concept.push":             {"images", []string{"images.detail.image.tag"}},
	"concept.volume":           {"volumes", []string{"volumes.volume.create"}},
	"concept.bind":             {"run", []string{"run.volume", "run.command"}},
	"concept.port":             {"containers", []string{"containers.list.header.ports"}},
	"concept.network":          {"networks", []string{"networks.network.create"}},
	"concept.bridge":           {"networks", []string{"networks.network.create"}},
	"concept.special-networks": {"run", []string{"run.section.network", "run.network"}},
	"concept.small-images":     {"images", []string{"images.list.header.size"}},
	"concept.logs":             {"containers", []string{"containers.detail.tab.logs"}},
	"concept.logging-drivers":  {"run", []string{"run.section.output", "run.log-driver"}},
	"concept.stats":            {"containers", []string{"containers.detail.tab.stats"}},
	"concept.health":           {"containers", []string{"containers.detail.tab.health"}},
	"concept.events":           {"system", []string{"system.tab.events"}},
	"concept.troubleshooting":  {"containers", []string{"containers.filter.attention"}},
	"concept.non-root":         {"run", []string{"run.section.safety", "run.user"}},
	"concept.security":         {"run", []string{"run.section.safety"}},
	"concept.privileges":       {"run", []string{"run.section.safety"}},
	"concept.limits":           {"run", []string{"run.section.limits"}},
	"concept.context":          {"system", []string{"system.tab.contexts", "nav.system"}},
	"concept.discovery":        {"networks", []string{"networks.network.create"}},
	"concept.ipv6":             {"networks", []string{"networks.network.create"}},
	"concept.overlay":          {"networks", []string{"networks.list.header.driver"}},
	"concept.macvlan":          {"networks", []string{"networks.network.create"}},
	"concept.storage-drivers":  {"system", []string{"system.tab.engine", "nav.system"}},
	"concept.volume-plugins":   {"volumes", []string{"volumes.volume.create"}},
	"concept.guide":            {"containers", []string{"guide.depth"}},
	"concept.registry":         {"images", []string{"nav.images"}},
}

package guide

import "github.com/dockdesk/dockdesk/internal/help/diagnosis"

// What the window shows and therefore needs a topic for. Views take their ids
// from here, and a test holds the topics against it.

// Pages are the pages, by the names that topics and places have for them.
var Pages = []string{"home", "containers", "images", "volumes", "networks", "stats", "projects", "map", "build", "registries", "learn", "system", "history", "run"}

// Columns are the columns of each list.
var Columns = map[string][]string{
	"containers": {"state", "name", "image", "status", "ports", "cpu", "memory", "age"},
	"images":     {"name", "repository", "tag", "id", "size", "own", "created", "used-by"},
	"volumes":    {"name", "driver", "mountpoint", "scope", "created", "size", "used-by"},
	"processes":  {"pid", "parent", "user", "cpu", "memory", "age", "time", "state", "command"},
	"networks":   {"name", "id", "driver", "scope", "subnet", "gateway", "internal", "ipv6", "created", "used-by"},
}

// States are what a container's state chip can say.
var States = []string{"state.created", "state.running", "state.paused", "state.restarting", "state.removing",
	"state.exited", "state.failed", "state.dead", "health.starting", "health.healthy", "health.unhealthy"}

// Badges are the small marks beside names.
var Badges = []string{"latest", "root", "privileged", "anonymous", "dangling", "all-addresses", "no-limit", "unused",
	"attention", "in-use", "predefined", "internal", "socket", "no-health", "out-of-memory", "added", "changed", "deleted", "mounted"}

// Tabs are the tabs of an object's detail pane.
var Tabs = []string{"overview", "inspect", "stats", "logs", "terminal", "files", "changes", "health", "processes", "build-picture", "build-settings", "build-past", "build-dockerfile"}

// HealthParts are the lines of the Health tab beside the states.
var HealthParts = []string{"check", "streak", "probe", "restarts", "end"}

// Checks are the tabs that look for what is wrong with a container.
var Checks = []string{"reach", "safety"}

// ReachParts are what stands in the Reach tab.
var ReachParts = []string{"from", "port", "name", "way", "try", "listens", "helper"}

// Lists are what every list can do.
var Lists = []string{"search", "filter", "sort", "select", "menu", "path", "preview", "reading", "find", "badges", "room"}

// MapParts are the parts of the Map page.
var MapParts = []string{"filter", "zoom", "save", "open"}

// Lints are what may be found in a Dockerfile: the rules of package dockerfile, and one
// for those of the builder.
var Lints = []string{"pinned-base", "non-root", "no-ignore-file", "copy-before-install", "apt-clean", "apt-recommends", "apt-update-alone", "add-local", "sudo", "cd-alone", "pip-cache", "buildkit"}

// LayerParts are what stands in the Layers tab.
var LayerParts = []string{"step", "metadata", "size", "shared", "files", "marks", "waste", "compare", "reading", "search", "file"}

// FileColumns are the columns of the list of files.
var FileColumns = []string{"name", "size", "owner", "mode", "modified"}

// LogParts are what stands in and above a log.
var LogParts = []string{"follow", "times", "wrap", "span", "with", "search", "save", "copy", "clear", "rows"}

// ProjectorParts are the projector mode, and what a presenter has in it.
var ProjectorParts = []string{"mode", "distance", "open", "reveal", "freeze", "steps", "watch", "spotlight", "reset"}

// Graphs are the graphs, and what stands in and above them.
var Graphs = []string{"cpu", "memory", "network", "disk", "pids", "marks", "crosshair", "span", "pause", "save", "all-cpu", "all-memory"}

// Actions are what can be done to objects, kind.verb.
var Actions = []string{
	"container.run", "container.again", "container.replace", "container.start", "container.stop", "container.restart", "container.pause", "container.unpause",
	"container.kill", "container.rename", "container.remove", "container.update", "container.commit", "container.export", "container.wait", "container.prune",
	"container.reach",
	"image.run", "image.remove", "image.untag", "image.tag", "image.prune",
	"image.pull", "image.push", "image.rename", "image.save", "image.load", "image.import", "registry.login", "registry.logout",
	"volume.create", "volume.remove", "volume.prune",
	"volume.save", "volume.restore", "bin.again", "window.bin", "window.forget",
	"network.create", "network.remove", "network.connect", "network.disconnect", "network.prune",
	"image.build", "build-cache.prune", "system.prune", "context.use",
	"files.upload", "files.download", "files.folder", "files.rename", "files.delete",
	"window.copy", "window.reveal", "window.open-port",
	"window.open-terminal", "window.close-terminal",
}

// Fields are the questions that actions ask, action.field. The run form also has
// one topic for each flag of docker run; the table of package runcommand lists
// those, and a test holds the topics against it.
var Fields = []string{
	"stop.timeout", "kill.signal", "rename.name", "remove.force", "remove.volumes",
	"update.memory", "update.cpus", "update.pids", "update.restart",
	"commit.name", "commit.message", "commit.author", "commit.env", "commit.command", "commit.pause", "export.path",
	"pull.name", "pull.platform", "push.name", "rename.from", "rename.to", "save.path", "load.path", "import.path", "import.name", "import.message",
	"login.server", "login.user", "login.password",
	"tag.name", "volume.name", "volume.driver", "volume.labels",
	"network.name", "network.driver", "network.subnet", "network.gateway", "network.options", "network.labels", "network.internal", "network.ipv6",
	"connect.network", "connect.alias", "connect.address",
	"keep.image", "keep.folder", "keep.path", "restore.path", "restore.name",
	"files.here", "files.folder", "files.path", "files.to", "files.tar", "files.name",
	"terminal.shell", "terminal.user", "terminal.folder", "terminal.attach", "terminal.helper",
	"build.folder", "build.begin", "build.file", "build.tags", "build.args", "build.target", "build.platform", "build.no-cache", "build.pull", "build.labels", "build.secrets", "build.on-save", "build.result",
	"run.image", "run.command", "run.paste", "run.shell", "run.before", "run.create-only", "run.preset",
	"run.copy", "run.env-from-file", "run.pulling", "run.ended",
}

// Connections are the pages that stand in for the lists while no engine
// answers.
var Connections = []string{"checking", "not-installed", "stopped", "permission", "unsupported", "wrong-context", "lost", "practice"}

// SystemParts are the parts of the System page.
var SystemParts = []string{"engine", "disk", "events", "contexts"}

// Places are where a place: link can lead: the pages.
var Places = Pages

// Needed are the ids of all the topics that the lists above ask for.
func Needed() []string {
	var ids []string
	add := func(prefix string, names []string) {
		for _, n := range names {
			ids = append(ids, prefix+n)
		}
	}
	add("page.", Pages)
	for _, page := range Pages {
		add("column."+page+".", Columns[page])
	}
	add("", States)
	add("badge.", Badges)
	add("tab.", Tabs)
	add("health.", HealthParts)
	add("tab.", Checks)
	add("reach.", ReachParts)
	add("list.", Lists)
	add("tab.", []string{"layers"})
	add("layer.", LayerParts)
	add("map.", MapParts)
	add("lint.", Lints)
	add("column.files.", FileColumns)
	add("log.", LogParts)
	add("graph.", Graphs)
	add("projector.", ProjectorParts)
	add("column.processes.", Columns["processes"])
	add("action.", Actions)
	add("field.", Fields)
	add("connection.", Connections)
	add("system.", SystemParts)
	for _, id := range diagnosis.All() {
		ids = append(ids, id.Topic())
	}
	return ids
}

// ForPage is the topic of a page.
func ForPage(page string) *Topic { return Must("page." + page) }

// ForColumn is the topic of a list's column.
func ForColumn(page, column string) *Topic { return Must("column." + page + "." + column) }

// ForBadge is the topic of a badge.
func ForBadge(badge string) *Topic { return Must("badge." + badge) }

// ForAction is the topic of an action, such as container.stop.
func ForAction(action string) *Topic { return Must("action." + action) }

// Package operations changes an engine: it starts, stops, makes and removes
// what the engine has, looks up what that would cost, and says what came of it.
//
// Each operation leaves the engine exactly as the docker command of the same
// name would, because the window shows that command beside it. Where the
// command sends nothing (a stop without a timeout), nothing is sent here.
//
// Operations take what they need of the Docker client as a small interface,
// keep no state, and may be called from any goroutine. They know neither what
// is shown nor how it is explained; failures are returned as *Error, which
// others put into words.
package operations

import "github.com/dockdesk/dockdesk/internal/engine/object"

// KindBuildCache is the kind of build cache records. They have no names, and
// the store does not list them.
const KindBuildCache object.Kind = "buildcache"

// KindRegistry is the kind of registries, which are no part of an engine. Their
// IDs are their names, such as "127.0.0.1:5000".
const KindRegistry object.Kind = "registry"

// Outcome is what came of an operation that succeeded.
type Outcome struct {
	// Unchanged says that there was nothing to do: a running container was
	// started, a stopped one stopped, something that is gone force-removed, a
	// volume made that exists. It is known from a look just before, so it can
	// be wrong when somebody else acted in that moment.
	Unchanged bool

	Created  object.Ref // what a create made; zero for everything else
	Untagged []string   // the names that images lost
	Deleted  []string   // the ids of images and layers that are gone
	Warnings []string   // what the engine said beside "yes", in its words
	Came     []string   // the names, or else the ids, of images that came from a file
	Digest   string     // of an image that was pushed or pulled; "" if the engine didn't say
}

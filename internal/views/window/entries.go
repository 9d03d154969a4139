package window

import (
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/containers"
	"github.com/dockdesk/dockdesk/internal/views/home"
	"github.com/dockdesk/dockdesk/internal/views/images"
	"github.com/dockdesk/dockdesk/internal/views/networks"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/shell"
	"github.com/dockdesk/dockdesk/internal/views/volumes"
)

// entries are the lines of the navigation.
func entries(host *page.Host) []shell.Entry {
	return []shell.Entry{
		{ID: "home", Title: "Home", Icon: "home", Page: home.New(host)},
		{ID: "containers", Title: "Containers", Icon: "container", Page: containers.New(host),
			Count: func(s *object.Snapshot) int { return len(s.Containers) }},
		{ID: "images", Title: "Images", Icon: "image", Page: images.New(host),
			Count: func(s *object.Snapshot) int { return len(s.Images) }},
		{ID: "volumes", Title: "Volumes", Icon: "volume", Page: volumes.New(host),
			Count: func(s *object.Snapshot) int { return len(s.Volumes) }},
		{ID: "networks", Title: "Networks", Icon: "network", Page: networks.New(host),
			Count: func(s *object.Snapshot) int { return len(s.Networks) }},
	}
}

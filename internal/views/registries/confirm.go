package registries

import (
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
)

// pageConfirmation is the question before what was pushed is lost.
func pageConfirmation(images int, yes func()) page.Confirmation {
	return page.Confirmation{
		Title: "Stop the practice registry?", Topic: "concept.practice-registry", Do: "Stop it", Yes: yes,
		Words: format.Count(images, "image") + " that you pushed to it will be gone from there. What is on the engine stays.",
	}
}

package images

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// kinds are the kinds of computer that images are for. Lists of images don't say
// it, so the engine is asked about the one that is looked at.
type kinds struct {
	host    *page.Host
	known   map[string]string // by the image's id; "" while the engine is asked
	changed func()
}

func newKinds(host *page.Host) *kinds { return &kinds{host: host, known: map[string]string{}} }

// fact is the line with the kind of computer; none while nobody knows.
func (k *kinds) fact(id string) []widgets.Fact {
	kind, asked := k.known[id]
	if !asked {
		k.known[id] = ""
		k.ask(id)
	}
	if kind == "" {
		return nil
	}
	return []widgets.Fact{{ID: "fact.platform", Label: "Made for", Topic: "field.pull.platform", Lines: widgets.One(widgets.Words(kind))}}
}

func (k *kinds) ask(id string) {
	k.host.Go(func(ctx context.Context) {
		raw, err := k.host.Engine.Inspect(ctx, object.Ref{Kind: object.KindImage, ID: id})
		var said struct {
			OS           string `json:"Os"`
			Architecture string
			Variant      string
		}
		if err != nil || json.Unmarshal(raw, &said) != nil || said.OS == "" {
			return // it is asked about no more than once
		}
		kind := strings.Trim(said.OS+"/"+said.Architecture+"/"+said.Variant, "/")
		k.host.Post(func() {
			k.known[id] = kind
			k.changed()
		})
	})
}

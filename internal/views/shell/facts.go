package shell

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/livefacts"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// tellFacts adds to a topic what is so just now about what it is shown for: at once
// what the window knows, and later what the engine must be asked. An answer that
// comes after another topic is dropped.
func (g *guideDock) tellFacts(t *guide.Topic, on action.On) {
	at := livefacts.At{Snapshot: on.Snapshot, Kind: on.Kind}
	if len(on.IDs) == 1 {
		at.ID = on.IDs[0]
	}
	known := append(livefacts.Of(t.ID, at), g.memoryFact(t.ID, at)...)
	g.panel.SetFact(strings.Join(known, "\n"))
	ask := g.question(t.ID, at)
	if ask == nil || g.host.Engine == nil {
		return
	}
	g.host.Go(func(ctx context.Context) {
		words := ask(ctx)
		if words == "" {
			return // the panel says as much as without it
		}
		g.host.Post(func() {
			if g.panel.Topic() == t {
				g.panel.SetFact(strings.Join(append([]string{words}, known...), "\n"))
			}
		})
	})
}

// memoryTopics are those that a container's own figures help with.
var memoryTopics = []string{"action.container.update", "field.update.memory", "badge.no-limit", "column.containers.memory", "badge.out-of-memory"}

// memoryFact is what a container uses, and the most of the last minutes.
func (g *guideDock) memoryFact(topic string, at livefacts.At) []string {
	if at.Kind != object.KindContainer || at.Snapshot == nil || g.host.Figures == nil || !slices.Contains(memoryTopics, topic) {
		return nil
	}
	c, now, peak := at.Snapshot.Container(at.ID), 0.0, 0.0
	for _, s := range g.host.Figures.Series(at.ID) {
		if stats.Known(s.Memory) {
			now, peak = s.Memory, max(peak, s.Memory)
		}
	}
	if c == nil || peak == 0 {
		return nil
	}
	words := fmt.Sprintf("%s uses %s now, and %s at the most in the last minutes.", c.Name, format.Memory(now), format.Memory(peak))
	if c.Inspected && c.MemoryLimit > 0 {
		words += " It may use " + format.Memory(float64(c.MemoryLimit)) + "."
	}
	return []string{words}
}

// question is what the engine is asked for a topic; nil for nothing.
func (g *guideDock) question(topic string, at livefacts.At) func(context.Context) string {
	ref := object.Ref{Kind: at.Kind, ID: at.ID}
	if at.ID == "" || at.Snapshot == nil {
		return nil
	}
	name := action.NameOf(at.Snapshot, ref)
	switch {
	case at.Kind == object.KindImage && aboutImages(topic):
		return func(ctx context.Context) string { return g.layersOf(ctx, ref, name) }
	case at.Kind == object.KindContainer && (topic == "tab.logs" || strings.HasPrefix(topic, "log.")):
		return func(ctx context.Context) string { return g.logsOf(ctx, ref, name) }
	case at.Kind == object.KindContainer && topic == "action.container.remove" && g.host.Fare != nil:
		return func(ctx context.Context) string { return g.changesOf(ctx, at.ID, name) }
	}
	return nil
}

func (g *guideDock) layersOf(ctx context.Context, ref object.Ref, name string) string {
	var image struct{ RootFS struct{ Layers []string } }
	if !g.inspect(ctx, ref, &image) || len(image.RootFS.Layers) == 0 {
		return ""
	}
	if len(image.RootFS.Layers) == 1 {
		return name + " has a single layer."
	}
	return fmt.Sprintf("%s has %d layers.", name, len(image.RootFS.Layers))
}

func (g *guideDock) logsOf(ctx context.Context, ref object.Ref, name string) string {
	var c struct {
		HostConfig struct {
			LogConfig struct {
				Type   string
				Config map[string]string
			}
		}
	}
	if !g.inspect(ctx, ref, &c) || c.HostConfig.LogConfig.Type == "" {
		return ""
	}
	log := c.HostConfig.LogConfig
	words := "The log of " + name + " is kept by the driver " + log.Type
	switch size, files := log.Config["max-size"], log.Config["max-file"]; {
	case size != "" && files != "":
		words += ", in " + files + " files of up to " + size
	case size != "":
		words += ", up to " + size
	case log.Type == "json-file":
		words += ", without a limit to its size"
	}
	return words + "."
}

func (g *guideDock) changesOf(ctx context.Context, id, name string) string {
	list, err := g.host.Fare.Changes(ctx, id)
	if err != nil || len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %s differ from its image, and go with it.", format.Count(len(list), "file"), name)
}

func (g *guideDock) inspect(ctx context.Context, ref object.Ref, into any) bool {
	answer, err := g.host.Engine.Inspect(ctx, ref)
	return err == nil && json.Unmarshal(answer, into) == nil
}

func aboutImages(topic string) bool {
	return strings.HasPrefix(topic, "action.image.") || strings.HasPrefix(topic, "column.images.") || topic == "page.images" || topic == "concept.layers" || topic == "concept.image"
}

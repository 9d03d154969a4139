package window_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

var (
	sizes = []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)}
	rooms = []struct {
		name string
		make func() *object.Snapshot
	}{{"nothing", nothing}, {"five", five}, {"thousand", thousand}, {"long", long}, {"hostile", hostile}}
)

// tabsOf are the tabs of a page's pane.
var tabsOf = map[string][]string{
	"home": {""}, "stats": {""}, "containers": {"overview", "logs", "stats", "processes", "terminal", "changes", "health", "inspect"}, "images": {"overview", "inspect"},
	"volumes": {"overview", "inspect"}, "networks": {"overview", "inspect"},
}

// TestNothingOverlapsOrIsCutOff looks at every page and tab of the window, in
// every size, theme and room that it must stand. With DOCKDESK_LOOK set to a
// folder it leaves a picture of each.
func TestNothingOverlapsOrIsCutOff(t *testing.T) {
	whole := os.Getenv("DOCKDESK_WALK") == "all" || os.Getenv("DOCKDESK_LOOK") != ""
	for i, size := range sizes {
		for _, room := range rooms {
			if i > 0 && room.name != "long" && !whole {
				continue // where there is least room, or the names are longest, faults show first
			}
			t.Run(fmt.Sprintf("%.0fx%.0f/%s", size.Width, size.Height, room.name), func(t *testing.T) {
				s := newStage(t, scene{size: size, room: room.make()})
				choices := []theme.Choice{theme.Light, theme.Dark}
				if size.Width != 1280 && os.Getenv("DOCKDESK_LOOK") == "" || !whole {
					choices = choices[:1] // colours take no room: one size shows it
				}
				for _, choice := range choices {
					s.app.Settings().SetTheme(theme.New(choice))
					for _, c := range s.state.now.Containers {
						if c.State == object.StateRunning {
							s.figures.tell(c.ID, 12, 24)
						}
					}
					for _, page := range s.Pages() {
						s.GoTo(page)
						s.drain()
						lookAtPage(t, s, fmt.Sprintf("%.0f-%s-%s-%s", size.Width, room.name, choice, page), page)
					}
				}
			})
		}
	}
}

func lookAtPage(t *testing.T, s *stage, name, page string) {
	for _, tab := range tabsOf[page] {
		if tab != "" {
			if !s.sees(page + ".detail.tab." + tab) {
				tab = "overview"
			} else {
				s.press(page + ".detail.tab." + tab)
			}
		}
		if tab == "inspect" {
			s.await("the answer is shown", func() bool { return s.shows("Config") })
		}
		s.picture(name + "-" + tab)
		for _, fault := range faults(s) {
			t.Errorf("%s %s: %s", name, tab, fault)
		}
	}
}

// faults is what a person would see go wrong in the window.
func faults(s *stage) []string {
	content := s.win.Canvas().Content()
	var out []string
	if least, size := content.MinSize(), s.win.Canvas().Size(); least.Width > size.Width || least.Height > size.Height {
		out = append(out, fmt.Sprintf("the content needs %v, the window has %v", least, size))
	}
	eachObject(content, func(o fyne.CanvasObject, p place) {
		if text, ok := o.(*canvas.Text); ok && text.Text != "" && !p.cut(p.clip).empty() {
			out = append(out, textFaults(text, p)...)
		}
		if !p.scrolled && !p.empty() && !within(p.area, area{0, 0, content.Size().Width, content.Size().Height}) {
			out = append(out, fmt.Sprintf("%T lies outside the window: %v", o, p.area))
		}
	})
	return append(out, overlaps(s.tree())...)
}

// slack is how far, in px, a text may stand over: measuring rounds.
const slack = 1.5

func within(a, b area) bool {
	return a.x0 >= b.x0-slack && a.y0 >= b.y0-slack && a.x1 <= b.x1+slack && a.y1 <= b.y1+slack
}

// textFaults holds a drawn text against its place, its parent's and the window:
// Fyne draws what is too wide over its neighbours.
func textFaults(text *canvas.Text, p place) []string {
	width := fyne.MeasureText(text.Text, text.TextSize, text.TextStyle).Width
	x0 := p.x0
	switch text.Alignment {
	case fyne.TextAlignTrailing:
		x0 = p.x1 - width
	case fyne.TextAlignCenter:
		x0 = (p.x0 + p.x1 - width) / 2
	}
	if x0 < p.parent.x0-slack || x0+width > p.parent.x1+slack {
		return []string{fmt.Sprintf("%.60q is drawn from %.0f to %.0f, its place from %.0f to %.0f", text.Text, x0, x0+width, p.parent.x0, p.parent.x1)}
	}
	if x0 < p.clip.x0-slack || x0+width > p.clip.x1+slack {
		return []string{fmt.Sprintf("%.60q is cut off: drawn from %.0f to %.0f, seen from %.0f to %.0f", text.Text, x0, x0+width, p.clip.x0, p.clip.x1)}
	}
	return nil
}

// apart are the kinds of control of which no two may lie over each other.
var apart = map[string]bool{
	control.KindButton: true, control.KindChip: true, control.KindEntry: true, control.KindLink: true, control.KindNav: true,
	control.KindTab: true, control.KindHeader: true, control.KindCheck: true, control.KindRow: true, control.KindLabel: true,
	"badge": true, "fact": true,
}

func overlaps(tree control.Tree) []string {
	var out []string
	parts := tree.Where(func(c control.Control) bool { return c.Visible && apart[c.Kind] && c.Text+c.ID != "" })
	for i, a := range parts {
		for _, b := range parts[i+1:] {
			both := a.Shown.Intersect(b.Shown)
			if both.Width <= 1 || both.Height <= 1 || a.Within == b.ID && b.ID != "" || b.Within == a.ID && a.ID != "" || strings.HasPrefix(b.ID, "guide.text") {
				continue
			}
			out = append(out, fmt.Sprintf("%s %q %v lies over %s %q %v", a.Kind, a.ID+" "+a.Text, a.Shown, b.Kind, b.ID+" "+b.Text, b.Shown))
		}
	}
	return out
}

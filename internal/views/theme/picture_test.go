package theme

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/assets"
)

func TestEveryPictureIsDrawnInTheThemesColours(t *testing.T) {
	app := test.NewTempApp(t)
	for _, choice := range []Choice{Light, Dark} {
		app.Settings().SetTheme(New(choice))
		for _, name := range assets.Pictures() {
			source, _ := assets.Picture(name)
			p, err := picture(name, string(source))
			if err != nil {
				t.Error(err)
				continue
			}
			if p.Size.Width != 320 || len(p.Labels) < 3 {
				t.Errorf("%s: %+v", name, p)
			}
			if shapes := string(p.Shapes.Content()); strings.Contains(shapes, "<text") || choice == Dark && strings.Contains(shapes, "#FFFFFF") {
				t.Errorf("%s in %s: %s", name, choice, shapes)
			}
		}
	}
}

func TestAPictureDrawnOtherwiseIsRefused(t *testing.T) {
	test.NewTempApp(t)
	for _, source := range []string{"", "<svg width=\"1\">", `<svg width="9" height="9"><rect fill="#123456"/></svg>`, `<svg width="9" height="9"><text fill="#123456">a</text></svg>`} {
		if _, err := picture("x", source); err == nil {
			t.Errorf("%q was taken", source)
		}
	}
}

package prose_test

import (
	"testing"

	"github.com/dockdesk/dockdesk/assets"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
)

func TestAPictureIsABlockOfItsOwn(t *testing.T) {
	blocks := prose.Parse("One.\n\n![Words](picture:port)\n\nTwo ![x](other:y).\n\n![far](https://a.b/c.png)")
	if len(blocks) != 4 || blocks[1].Kind != prose.Picture || blocks[1].Name != "port" || prose.Plain(blocks[1:2]) != "Words\n" {
		t.Errorf("got %+v", blocks)
	}
	if blocks[3].Kind != prose.Paragraph {
		t.Errorf("a picture from elsewhere became %+v", blocks[3])
	}
}

func TestTheGuidesPicturesAreThereAndEachIsShown(t *testing.T) {
	shown := map[string]bool{}
	for _, topic := range guide.All() {
		for _, l := range topic.Links() {
			if l.Scheme != "picture" {
				continue
			}
			shown[l.Target] = true
			if _, ok := assets.Picture(l.Target); !ok {
				t.Errorf("%s: there is no picture %q", topic.ID, l.Target)
			}
		}
	}
	for _, name := range assets.Pictures() {
		if !shown[name] {
			t.Errorf("no topic shows the picture %s", name)
		}
	}
}

package window_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/learn"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

func (s *stage) reading() string { return s.find("learn.text").Text }

func TestTheBookIsReadFromItsFirstPage(t *testing.T) {
	s := newStage(t, scene{})
	s.press("nav.learn")
	if !strings.HasPrefix(s.reading(), "What Docker is") {
		t.Fatalf("it opens at %q", s.reading())
	}
	s.press("learn.next")
	if !strings.HasPrefix(s.reading(), "Containers and virtual machines") {
		t.Errorf("next is %q", s.reading())
	}
	if got := s.settings.Get("learn.read"); got != "concept.docker" {
		t.Errorf("read: %q", got)
	}
	s.press("learn.previous")
	if !strings.HasPrefix(s.reading(), "What Docker is") {
		t.Errorf("before it is %q", s.reading())
	}
	s.press("learn.read")
	if got := s.settings.Get("learn.read"); got != "" {
		t.Errorf("after taking the mark away: %q", got)
	}
}

func TestTheBookOpensWhereItWasLeft(t *testing.T) {
	s := newStage(t, scene{kept: map[string]string{"learn.topic": "concept.port", "page": "learn"}})
	if !strings.HasPrefix(s.reading(), "Port") {
		t.Errorf("it opens at %q", s.reading())
	}
}

func TestTheContentsShowWhereOneIs(t *testing.T) {
	s := newStage(t, scene{})
	for _, id := range []string{"concept.volume-plugins", "field.run.workdir", "concept.docker"} {
		s.Learn(id)
		s.drain()
		if c := s.find("learn.topic." + id); !c.Selected || c.Shown.Empty() {
			t.Errorf("%s is out of sight: %v", id, c)
		}
	}
}

func TestOnAProjectorTheBookShowsOneThing(t *testing.T) {
	s := newStage(t, scene{size: fyne.NewSize(1280, 720)})
	s.Project(true)
	s.drain()
	s.Learn("concept.port")
	s.drain()
	if !s.sees("learn.text") || s.sees("learn.search") {
		t.Error("the page has not all the room")
	}
	s.press("learn.contents")
	if s.sees("learn.text") || !s.sees("learn.search") {
		t.Error("the contents don't come")
	}
}

func TestTheBookIsSearchedMistypedToo(t *testing.T) {
	s := newStage(t, scene{})
	s.press("nav.learn")
	s.write("learn.search", "anonymus volme")
	if got := s.find("learn.results").Text; !strings.HasPrefix(got, "Anonymous") {
		t.Fatalf("found: %q", got)
	}
	s.key(fyne.KeyDown)
	if c, ok := s.tree().Focused(); !ok || c.ID != "learn.results.link:topic:badge.anonymous" {
		t.Errorf("Down goes to %s", c.ID)
	}
	s.key(fyne.KeyReturn)
	if !strings.HasPrefix(s.reading(), guide.Must("badge.anonymous").Title) {
		t.Errorf("the first result opens %q", s.reading())
	}
	s.press("learn.search")
	s.key(fyne.KeyEscape)
	if !s.sees("learn.topic.badge.anonymous") {
		t.Error("the contents don't come back")
	}
}

func TestAWordOfTheTradeSaysWhatItMeans(t *testing.T) {
	s := newStage(t, scene{kept: map[string]string{"learn.topic": "concept.volume", "page": "learn"}})
	s.focus("learn.text.link:topic:concept.container")
	s.await("its meaning shows", func() bool {
		c, ok := s.tree().Find("tip")
		return ok && c.Visible && strings.HasPrefix(c.Text, "A program running from an image")
	})
}

// Each topic that has a place in the window leads to one that is there.
// TestShowMeGoesToThePlaceAndLightsIt goes to every third place, and in make prove
// to all of them.
func TestShowMeGoesToThePlaceAndLightsIt(t *testing.T) {
	s := newStage(t, scene{})
	seen := map[string]bool{}
	for _, topic := range guide.All() {
		at, ok := learn.PlaceOf(topic)
		if key := fmt.Sprint(at); !ok || seen[key] {
			continue
		} else {
			seen[key] = true
		}
		if len(seen)%3 != 1 && os.Getenv("DOCKDESK_WALK") != "all" {
			continue
		}
		s.Learn(topic.ID)
		s.drain()
		if !s.sees("learn.show") { // this window has no such page
			continue
		}
		s.press("learn.show")
		if s.Page() != at.Page {
			t.Errorf("%s leads to %s", topic.ID, s.Page())
		}
		if !s.Lit() {
			t.Errorf("%s lights nothing on %s", topic.ID, s.Page())
		}
	}
}

func TestAPlaceInTheGuidePanelIsLitToo(t *testing.T) {
	s := newStage(t, scene{})
	s.press("nav.learn")
	s.press("guide.text.link:topic:concept.guide")
	s.press("guide.text.link:place:learn")
	if s.Page() != "learn" || !s.Lit() {
		t.Errorf("it leads to %s, lit: %v", s.Page(), s.Lit())
	}
}

func TestPicturesOfTheBook(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return // nobody looks; what is in them is tested above
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)} {
			s := newStage(t, scene{choice: choice, size: size, kept: map[string]string{"learn.read": "concept.docker concept.vm"}})
			name := func(what string) string { return fmt.Sprintf("learn-%s-%s-%.0f", what, choice, size.Width) }
			s.press("nav.learn")
			s.picture(name("first"))
			s.Learn("concept.vm")
			s.drain()
			s.picture(name("vm"))
			s.Learn("glossary")
			s.drain()
			s.picture(name("glossary"))
			if s.sees("learn.contents") {
				s.press("learn.contents")
				s.picture(name("contents"))
			}
			s.write("learn.search", "persist data volme")
			s.picture(name("search"))
			s.Learn("action.container.stop")
			s.drain()
			s.press("learn.show")
			s.picture(name("lit"))
		}
	}
}

func TestTheGuideRemembersItsDepthForEachAction(t *testing.T) {
	s := newStage(t, scene{})
	s.focus("containers.detail.container.stop")
	if got := s.find("guide.text").Text; !strings.Contains(got, "Common mistake") {
		t.Fatalf("at first it says %q", got)
	}
	s.press("guide.depth")
	s.key(fyne.KeyDown, fyne.KeyReturn)
	if got := s.settings.Get("guide.depth.action.container.stop"); got != "brief" {
		t.Fatalf("kept %q", got)
	}
	if got := s.find("guide.text").Text; strings.Contains(got, "Common mistake") || !strings.Contains(got, "docker stop web") {
		t.Errorf("in brief it says %q", got)
	}
	s.focus("containers.detail.container.restart")
	if got := s.find("guide.text").Text; !strings.Contains(got, "Common mistake") {
		t.Errorf("about another action it says %q", got)
	}
}

func TestTheGuideOffersToSayLessAfterThreeTimes(t *testing.T) {
	s, ops := stopping(t)
	const offer = "guide.text.link:depth:brief"
	for n := range 3 {
		if s.sees(offer) {
			t.Fatalf("it offers after %d times", n)
		}
		s.press("containers.detail.container.stop")
		<-ops.asked
		ops.let <- nil
		s.await("it is counted", func() bool { return s.settings.Get("guide.used.action.container.stop") == fmt.Sprint(n+1) })
		s.await("it can be done again", func() bool { return s.find("containers.detail.container.stop").Enabled })
	}
	s.press(offer)
	if got := s.settings.Get("guide.depth.action.container.stop"); got != "brief" {
		t.Errorf("kept %q", got)
	}
	if s.sees(offer) {
		t.Error("it offers again")
	}
}

func TestTheGuideTellsHowManyLayersAnImageHas(t *testing.T) {
	s := newStage(t, scene{})
	s.engine.layers = 3
	s.press("nav.images")
	s.focus("images.detail.image.tag")
	s.await("it is told", func() bool { return strings.Contains(s.find("guide.text").Text, "nginx:1.27 has 3 layers.") })
}

package dialogs_test

import (
	"errors"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

func TestAConfirmationSaysWhatGoesAndWhatStays(t *testing.T) {
	s := light(t)
	s.ask("container.remove", object.KindContainer, "c-web")
	for _, text := range []string{
		"Remove web?", "This goes", "web", "with the files written inside it", "This stays", "shop-data", "/srv/pages", "nginx:1.27",
	} {
		if !s.shows(text) {
			t.Errorf("it doesn't show %q", text)
		}
	}
	if card := s.find("ask.command"); card.Text == "" || !s.tree().Shows("docker rm web") {
		t.Errorf("the command card says %q", card.Text)
	}
}

func TestTheSafeButtonHasTheKeyboardAndEscCancels(t *testing.T) {
	for _, k := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyReturn} {
		s := light(t)
		r := s.ask("container.remove", object.KindContainer, "c-db")
		if s.focused() != "ask.cancel" {
			t.Errorf("%s has the keyboard", s.focused())
		}
		s.key(k)
		if r.done || s.focused() != "behind" {
			t.Errorf("after %s: done %v, %s has the keyboard", k, r.done, s.focused())
		}
	}
}

func TestEnterInAFieldNeverDestroys(t *testing.T) {
	s := light(t)
	r := s.ask("container.remove", object.KindContainer, "c-web")
	s.tab("ask.remove.force")
	s.key(fyne.KeySpace)
	s.window.Canvas().Unfocus()
	s.key(fyne.KeyReturn)
	if r.done {
		t.Error("it was removed")
	}
}

func TestItIsDoneByKeyboard(t *testing.T) {
	s := light(t)
	r := s.ask("container.remove", object.KindContainer, "c-web")
	if s.find("ask.do").Enabled {
		t.Error("a running container could be removed without force")
	}
	s.tab("ask.remove.force")
	s.key(fyne.KeySpace)
	s.tab("ask.remove.volumes")
	s.key(fyne.KeySpace)
	if !s.shows("docker rm -f -v web") || !s.shows("These go: 1 container and 1 volume") {
		t.Errorf("command and list don't follow the fields:\n%s", s.tree())
	}
	if s.find("ask.do").Enabled {
		t.Error("a volume of which nobody knows that it is empty could go without its name being typed")
	}
	s.tab("ask.typed")
	s.write("web")
	s.tab("ask.do")
	s.key(fyne.KeyReturn)
	if !r.done || r.values["remove.force"] != action.Yes || r.values["remove.volumes"] != action.Yes || s.focused() != "behind" {
		t.Errorf("done %v with %v, %s has the keyboard", r.done, r.values, s.focused())
	}
}

func TestAFormShowsItsCommandAndWhatIsWrong(t *testing.T) {
	s := light(t)
	r := s.ask("container.rename", object.KindContainer, "c-web")
	if s.focused() != "ask.rename.name" {
		t.Errorf("%s has the keyboard", s.focused())
	}
	if s.find("ask.do").Enabled || s.shows("failed") {
		t.Error("the old name could be handed in")
	}
	s.write("my app")
	if !s.shows("A name is made of the letters") {
		t.Error("it doesn't say what is wrong")
	}
	s.key(fyne.KeyReturn)
	if r.done {
		t.Error("a wrong name was handed in")
	}
	s.write("shop")
	if !s.shows("docker rename web shop") || !s.find("ask.do").Enabled {
		t.Errorf("the command doesn't follow:\n%s", s.tree())
	}
	s.key(fyne.KeyReturn)
	if !r.done || r.values["rename.name"] != "shop" {
		t.Errorf("done %v with %v", r.done, r.values)
	}
}

func TestEscLeavesAFormEvenFromAFieldWithText(t *testing.T) {
	s := light(t)
	r := s.ask("volume.create", "")
	s.write("data")
	s.key(fyne.KeyEscape)
	if r.done || s.focused() != "behind" {
		t.Errorf("%s has the keyboard", s.focused())
	}
}

func TestChoicesAreMadeByKeyboard(t *testing.T) {
	s := light(t)
	r := s.ask("container.kill", object.KindContainer, "c-web")
	s.tab("ask.kill.signal.HUP")
	s.key(fyne.KeySpace)
	if !s.shows("docker kill --signal HUP web") || !s.shows("Many servers read their settings again") {
		t.Errorf("the command doesn't follow:\n%s", s.tree())
	}
	s.tab("ask.do")
	s.key(fyne.KeySpace)
	if !r.done || r.values["kill.signal"] != "HUP" {
		t.Errorf("done %v with %v", r.done, r.values)
	}
}

func TestOneOfManyIsFoundByTyping(t *testing.T) {
	s := light(t)
	r := s.ask("network.connect", object.KindContainer, "c-web")
	if s.focused() != "ask.connect.network" || !s.shows("docker network connect shop web") {
		t.Errorf("%s has the keyboard\n%s", s.focused(), s.tree())
	}
	s.write("net-q")
	if !s.shows("docker network connect net-q web") {
		t.Error("typing doesn't choose")
	}
	s.write("net")
	s.key(fyne.KeyUp)
	s.key(fyne.KeyReturn)
	if !r.done || r.values["connect.network"] != "n-p" {
		t.Errorf("done %v with %v", r.done, r.values)
	}
}

func TestItSaysWhichOfManyStayAsTheyAre(t *testing.T) {
	s := light(t)
	s.ask("container.kill", object.KindContainer, "c-web", "c-db")
	if !s.shows("db is not running. It stays as it is.") {
		t.Errorf("it doesn't:\n%s", s.tree())
	}
}

// pruning is a question whose plan the test delivers when it likes.
func (s *stage) pruning(id action.ID) (r *asked, deliver func(*operations.Plan, error), lookups *int) {
	a := action.Must(id)
	on := action.On{Kind: a.Kind, Snapshot: room()}
	r, lookups = &asked{}, new(int)
	var then func(*operations.Plan, error)
	s.Ask(perform.Question{
		Action: a, On: on, Values: a.Defaults(on),
		Plan: func(_ action.Values, f func(*operations.Plan, error)) func() {
			*lookups++
			then = f
			return func() {}
		},
		Do: func(on action.On, v action.Values) { r.done, r.on, r.values = true, on, v },
	})
	return r, func(p *operations.Plan, err error) { then(p, err) }, lookups
}

func TestAPruneWaitsForItsExactList(t *testing.T) {
	s := light(t)
	r, deliver, lookups := s.pruning("system.prune")
	if s.find("ask.do").Enabled || !s.shows("Looking for what can go") {
		t.Error("it could be done without a list")
	}
	p := plan(40)
	deliver(p, nil)
	if !s.find("ask.do").Enabled || !s.shows("These go: 40 containers and 40 images") {
		t.Errorf("the list doesn't show:\n%s", s.tree())
	}
	s.tab("ask.prune.all")
	s.key(fyne.KeySpace)
	if *lookups != 2 || s.find("ask.do").Enabled || !s.shows("docker system prune -a -f") {
		t.Errorf("%d lookups; another wish must be looked up anew:\n%s", *lookups, s.tree())
	}
	deliver(p, nil)
	s.tab("ask.do")
	s.key(fyne.KeyReturn)
	if !r.done || r.on.Plan != p {
		t.Error("what is removed is not the list that was shown")
	}
}

func TestAPruneWithNothingToDoSaysSo(t *testing.T) {
	s := light(t)
	_, deliver, _ := s.pruning("volume.prune")
	deliver(&operations.Plan{}, nil)
	if s.find("ask.do").Enabled || !s.shows("There is nothing to remove") || s.shows("docker volume prune") {
		t.Errorf("\n%s", s.tree())
	}
}

func TestAPruneThatCannotLookDoesNothing(t *testing.T) {
	s := light(t)
	_, deliver, _ := s.pruning("container.prune")
	deliver(nil, errors.New("the engine does not answer"))
	if s.find("ask.do").Enabled || !s.shows("What can go is not known: the engine does not answer.") {
		t.Errorf("\n%s", s.tree())
	}
}

func TestTheGuideHearsWhichWordsAFieldIsAbout(t *testing.T) {
	s := light(t)
	var topic, text string
	lit := -1
	s.OnCommand = func(id string, c command.Command, word int) { topic, text, lit = id, c.String(), word }
	s.ask("container.update", object.KindContainer, "c-web")
	s.write("256m")
	if topic != "field.update.memory" || text != "docker update --memory 256m web" || lit != 2 {
		t.Errorf("topic %s, command %q, word %d", topic, text, lit)
	}
	s.key(fyne.KeyEscape)
	if text != "" {
		t.Errorf("after closing the command is %q", text)
	}
}

// Everything of a dialog must be on the screen or within reach of scrolling,
// and its buttons always on it.
func TestNoDialogLeavesTheScreen(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800)} {
		for _, a := range action.All() {
			s := newStage(t, theme.Light, size)
			snapshot := room()
			on := action.On{Kind: a.Kind, Snapshot: snapshot}
			switch {
			case a.Takes == action.None:
				on.Plan = plan(60)
			case a.Kind == object.KindContainer || a.Kind == object.KindNetwork && a.TakesKind(object.KindContainer):
				on.Kind, on.IDs = object.KindContainer, []string{"c-web"}
			case a.Kind == object.KindImage:
				on.IDs = []string{"a"}
			case a.Kind == object.KindVolume:
				on.IDs = []string{"shop-data"}
			default:
				on.IDs = []string{"n-shop"}
			}
			s.Ask(perform.Question{Action: a, On: on, Values: a.Defaults(on), Do: func(action.On, action.Values) {}})
			card := s.find("ask")
			if card.Rect != card.Shown {
				t.Errorf("%v %s: the card is at %+v, of which %+v is seen", size, a.ID, card.Rect, card.Shown)
			}
			for _, id := range []string{"ask.do", "ask.cancel", "ask.title"} {
				c := s.find(id)
				if c.Rect != c.Shown || c.Rect.X < card.Rect.X || c.Rect.X+c.Rect.Width > card.Rect.X+card.Rect.Width {
					t.Errorf("%v %s: %s is at %+v, the card at %+v", size, a.ID, id, c.Rect, card.Rect)
				}
			}
		}
	}
}

func TestPicturesOfQuestions(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800)} {
			name := func(what string) string { return fmt.Sprintf("%s-%s-%.0f", what, choice, size.Width) }
			for _, c := range []struct {
				id   action.ID
				kind object.Kind
				ids  []string
			}{
				{"container.remove", object.KindContainer, []string{"c-web"}},
				{"container.update", object.KindContainer, []string{"c-web"}},
				{"container.kill", object.KindContainer, []string{"c-web", "c-db"}},
				{"container.rename", object.KindContainer, []string{"c-web"}},
				{"container.stop", object.KindContainer, []string{"c-web"}},
				{"image.remove", object.KindImage, []string{"a"}},
				{"image.tag", object.KindImage, []string{"a"}},
				{"image.untag", object.KindImage, []string{"a"}},
				{"volume.create", "", nil},
				{"volume.remove", object.KindVolume, []string{"shop-data"}},
				{"network.create", "", nil},
				{"network.connect", object.KindContainer, []string{"c-web"}},
				{"network.remove", object.KindNetwork, []string{"n-shop"}},
			} {
				s := newStage(t, choice, size)
				s.ask(c.id, c.kind, c.ids...)
				if c.id == "container.rename" {
					s.write("my app")
				}
				s.picture(name(string(c.id)))
			}
			s := newStage(t, choice, size)
			_, deliver, _ := s.pruning("system.prune")
			s.picture(name("system.prune-looking"))
			deliver(plan(40), nil)
			s.picture(name("system.prune"))
			deliver(&operations.Plan{}, nil)
			s.picture(name("system.prune-nothing"))
		}
	}
}

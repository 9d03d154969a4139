package dialogs_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/dialogs"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// onAnything is what an action can be about in the room.
func onAnything(a *action.Action) action.On {
	on := action.On{Kind: a.Kind, Snapshot: room()}
	switch {
	case a.Takes == action.None:
		on.Plan = plan(3)
	case a.TakesKind(object.KindContainer):
		on.Kind, on.IDs = object.KindContainer, []string{"c-web"}
	case a.Kind == object.KindImage:
		on.IDs = []string{"a"}
	case a.Kind == object.KindVolume:
		on.IDs = []string{"shop-data"}
	default:
		on.IDs = []string{"n-shop"}
	}
	return on
}

// Whatever key is pressed when a question opens, nothing is destroyed by it.
func TestNoKeyDestroysByItself(t *testing.T) {
	for _, a := range action.All() {
		if a.Risk != action.Destroys {
			continue
		}
		for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyEscape, fyne.KeyDelete, fyne.KeyY} {
			s := light(t)
			on, done := onAnything(a), false
			v := a.Defaults(on)
			for _, f := range a.Fields(on) {
				if f.Kind == action.Switch {
					v[f.ID] = action.Yes
				}
			}
			s.Ask(perform.Question{Action: a, On: on, Values: v, Do: func(action.On, action.Values) { done = true }})
			if s.focused() != "ask.cancel" {
				t.Errorf("%s: %s has the keyboard", a.ID, s.focused())
			}
			s.key(k)
			if done {
				t.Errorf("%s: %s does it", a.ID, k)
			}
		}
	}
}

func TestWhatGoesIsCountedWhileTheQuestionIsOpen(t *testing.T) {
	s := light(t)
	s.counts = true
	r := s.ask("container.remove", object.KindContainer, "c-db")
	if !s.shows("files written inside it: counting…") || !s.find("ask.do").Enabled {
		t.Errorf("it guesses, or waits:\n%s", s.tree())
	}
	f := counted()
	f.Done = false
	r.figures(f)
	if !s.shows("no files were written inside it") || s.shows("counting") {
		t.Errorf("what was counted doesn't show:\n%s", s.tree())
	}
	s = light(t)
	s.counts = true
	r = s.ask("container.remove", object.KindContainer, "c-web")
	r.figures(counted())
	for _, text := range []string{"with 214 files written inside it", "/var/cache/nginx/0/2a/big.bin", format.Size(31e6), "with 1204 files", format.Size(310e6), "frees " + format.Size(48e6)} {
		if !s.shows(text) {
			t.Errorf("it doesn't show %q in\n%s", text, s.tree())
		}
	}
	s.key(fyne.KeyEscape)
	if r.dropped == 0 {
		t.Error("it is counted on after the question was closed")
	}
	s = light(t)
	s.counts = true
	r = s.ask("container.remove", object.KindContainer, "c-web")
	r.figures(&measure.Figures{Done: true})
	if s.shows("counting") || !s.shows("how many is not known") {
		t.Errorf("what can't be had is not said:\n%s", s.tree())
	}
}

func TestTheNameIsTypedBeforeAVolumeWithFilesGoes(t *testing.T) {
	for name, tc := range map[string]struct {
		ids   []string
		typed string // what must be; "" for nothing
	}{
		"one with files":    {[]string{"shop-data"}, "shop-data"},
		"one without":       {[]string{"spare"}, ""},
		"nobody named it":   {[]string{anonymous}, "5b2f1c0a9d8e"},
		"two, one is empty": {[]string{"shop-data", "spare"}, "1"},
		"two with files":    {[]string{"shop-data", anonymous}, "2"},
		"not known":         {[]string{"lost"}, "lost"},
	} {
		s := light(t)
		s.counts = true
		on := action.On{Kind: object.KindVolume, IDs: tc.ids, Snapshot: room()}
		a, done := action.Must("volume.remove"), false
		var tell func(*measure.Figures)
		s.Ask(perform.Question{
			Action: a, On: on, Values: a.Defaults(on), Do: func(action.On, action.Values) { done = true },
			Measure: func(_ action.On, _ action.Values, then func(*measure.Figures)) func() {
				tell = then
				then(&measure.Figures{})
				return func() {}
			},
		})
		if s.find("ask.do").Enabled {
			t.Errorf("%s: it could go before anybody knows what is in it", name)
		}
		tell(counted())
		if s.find("ask.do").Enabled != (tc.typed == "") {
			t.Errorf("%s: enabled %v", name, s.find("ask.do").Enabled)
		}
		if tc.typed != "" {
			s.tab("ask.typed")
			s.write(tc.typed[:len(tc.typed)-1])
			if s.find("ask.do").Enabled {
				t.Errorf("%s: a part of it is enough", name)
			}
			s.write(tc.typed + "x")
			s.key(fyne.KeyReturn)
			s.write(" " + tc.typed + " ")
			s.key(fyne.KeyReturn)
			if done {
				t.Errorf("%s: Enter destroys", name)
			}
		}
		s.tab("ask.do")
		s.key(fyne.KeyReturn)
		if !done {
			t.Errorf("%s: it can't be done\n%s", name, s.tree())
		}
	}
}

func TestAListThatIsOldIsSaidAndRenewedOnWish(t *testing.T) {
	s := light(t)
	r := s.ask("container.remove", object.KindContainer, "c-db", "c-web")
	s.tab("ask.remove.volumes")
	s.key(fyne.KeySpace)
	now := room()
	now.Seq++
	r.news(now)
	r.news(&object.Snapshot{Link: object.LinkLost})
	if s.shows("has changed since") {
		t.Error("the same is told as news")
	}
	now = room()
	now.Containers = now.Containers[:1] // db is gone
	r.news(now)
	if !s.shows("The engine has changed since this list was made") || s.find("ask.do").Enabled || !s.shows("db") {
		t.Errorf("the list is old, and it isn't said:\n%s", s.tree())
	}
	s.tab("ask.renew")
	s.key(fyne.KeySpace)
	if !r.renewed || r.done || s.focused() != "behind" {
		t.Errorf("renewed %v, done %v", r.renewed, r.done)
	}
}

func TestAPlanThatIsOldIsLookedUpAnew(t *testing.T) {
	s := light(t)
	a := action.Must("container.prune")
	on := action.On{Kind: a.Kind, Snapshot: room()}
	lookups, news := 0, func(*object.Snapshot) {}
	p := &operations.Plan{Selection: operations.Selection{Containers: true}, Items: []operations.Item{{Ref: object.Ref{Kind: object.KindContainer, ID: "c-db"}, Name: "db", Reason: operations.ReasonStopped}}}
	s.Ask(perform.Question{
		Action: a, On: on, Values: a.Defaults(on), Do: func(action.On, action.Values) {},
		Plan: func(_ action.Values, then func(*operations.Plan, error)) func() {
			lookups++
			then(p, nil)
			return func() {}
		},
		Follow: func(then func(*object.Snapshot)) func() { news = then; return func() {} },
	})
	news(room()) // as it is when one begins to follow
	now := room()
	now.Containers[1].State = object.StateRunning
	news(now)
	if !s.shows("has changed since") || s.find("ask.do").Enabled {
		t.Errorf("what is planned runs now, and it isn't said:\n%s", s.tree())
	}
	s.tab("ask.renew")
	s.key(fyne.KeySpace)
	if lookups != 2 || !s.find("ask.do").Enabled || s.focused() != "ask.cancel" {
		t.Errorf("%d lookups, %s has the keyboard\n%s", lookups, s.focused(), s.tree())
	}
}

// binOf is a bin with one of everything.
func binOf(now time.Time) []bin.Entry {
	return []bin.Entry{
		{ID: "a", Kind: object.KindContainer, Name: "shop", Ref: "c1", At: now.Add(-3 * time.Minute), Container: &bin.Container{
			Spec: spec.RunSpec{Image: "nginx:1.27"}, Ran: true, Kept: "shop:1",
			Anonymous: []bin.Anonymous{{Name: anonymous, Target: "/cache"}, {Name: strings.Repeat("ab", 32), Target: "/data", File: "/home/alice/backup/abababababab-2026-03-04.tar"}}}},
		{ID: "b", Kind: object.KindContainer, Name: "db-of-the-shop-with-a-long-name-that-goes-on-and-on", Ref: "c2", At: now.Add(-2 * time.Hour), Container: &bin.Container{
			Spec: spec.RunSpec{Image: "postgres:16"}, Hidden: []string{"the variable POSTGRES_PASSWORD"}}},
		{ID: "c", Kind: object.KindVolume, Name: "old-data", Ref: "old-data", At: now.Add(-26 * time.Hour), Volume: &bin.Volume{Driver: "local", File: "/home/alice/backup/old-data-2026-03-03.tar"}},
		{ID: "d", Kind: object.KindVolume, Name: "scratch", Ref: "scratch", At: now.Add(-26 * time.Hour), Volume: &bin.Volume{Driver: "local"}},
		{ID: "e", Kind: object.KindNetwork, Name: "shop", Ref: "n1", At: now.Add(-30 * time.Hour), Network: &bin.Network{Driver: "bridge", Members: []bin.Member{{ID: "c-db", Name: "db"}}}},
		{ID: "f", Kind: object.KindImage, Name: "app:0", Ref: "a", At: now.Add(-50 * time.Hour), Image: &bin.Image{Tags: []string{"app:0"}}},
		{ID: "g", Kind: object.KindContainer, Name: "web2", Ref: "c7", At: now.Add(-60 * time.Hour), Engine: "tcp://build:2376", Container: &bin.Container{Spec: spec.RunSpec{Image: "nginx:1.27"}}},
	}
}

func (s *stage) bin(list []bin.Entry) (again, restored, forgotten *[]string) {
	again, restored, forgotten = &[]string{}, &[]string{}, &[]string{}
	s.ShowBin(dialogs.Bin{
		List: func() []bin.Entry { return list }, Snapshot: room,
		Again:   func(e bin.Entry) { *again = append(*again, e.ID) },
		Restore: func(file, volume string) { *restored = append(*restored, file+" "+volume) },
		Forget:  func(e bin.Entry) { *forgotten = append(*forgotten, e.ID) },
	})
	return again, restored, forgotten
}

func TestTheBinSaysWhatComesBack(t *testing.T) {
	s := light(t)
	again, restored, forgotten := s.bin(binOf(s.now))
	for _, text := range []string{
		"shop", "Container of nginx:1.27", "are in the image shop:1", "is still there and used again", "gone and made anew, empty",
	} {
		if !s.shows(text) {
			t.Errorf("it doesn't show %q", text)
		}
	}
	for id, text := range map[string]string{
		"bin.b.words": "Secrets are not kept: type the variable POSTGRES_PASSWORD", "bin.c.words": "Its files are in /home/alice/backup/old-data",
		"bin.d.words": "It comes back empty", "bin.e.why": "There is a network shop already", "bin.f.words": "app:0",
		"bin.g.why": "was on another engine, at tcp://build:2376",
	} {
		if c := s.find(id); !strings.Contains(c.Text, text) {
			t.Errorf("%s says %q", id, c.Text)
		}
	}
	for id, enabled := range map[string]bool{"bin.a.again": true, "bin.b.again": true, "bin.c.restore": true, "bin.d.again": true, "bin.e.again": false, "bin.f.again": true, "bin.g.again": false} {
		if s.find(id).Enabled != enabled {
			t.Errorf("%s is enabled: %v", id, !enabled)
		}
	}
	s.tab("bin.g.forget")
	s.key(fyne.KeySpace)
	if s.focused() != "confirm.cancel" {
		t.Errorf("%s has the keyboard", s.focused())
	}
	s.tab("confirm.do")
	s.key(fyne.KeySpace)
	s.tab("bin.a.again")
	s.key(fyne.KeySpace)
	if fmt.Sprint(*again, *restored, *forgotten) != "[a] [] [g]" || s.focused() != "behind" {
		t.Errorf("%v %v %v, %s has the keyboard", *again, *restored, *forgotten, s.focused())
	}
	_, restored, _ = s.bin(binOf(s.now))
	s.tab("bin.c.restore")
	s.key(fyne.KeyReturn)
	if fmt.Sprint(*restored) != "[/home/alice/backup/old-data-2026-03-03.tar old-data]" {
		t.Errorf("restored %v", *restored)
	}
	s.bin(nil)
	if !s.shows("Nothing was removed yet") {
		t.Errorf("an empty bin says nothing:\n%s", s.tree())
	}
	s.key(fyne.KeyReturn)
	if s.focused() != "behind" {
		t.Error("Enter doesn't close it")
	}
}

func TestPicturesOfSafeDeletes(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1920, 1080)} {
			name := func(what string) string { return fmt.Sprintf("safe-%s-%s-%.0f", what, choice, size.Width) }
			stage := func() *stage {
				s := newStage(t, choice, size)
				s.counts = true
				return s
			}
			s := stage()
			r := s.ask("container.remove", object.KindContainer, "c-web")
			s.picture(name("container-counting"))
			r.figures(counted())
			s.tab("ask.remove.force")
			s.key(fyne.KeySpace)
			s.tab("ask.remove.volumes")
			s.key(fyne.KeySpace)
			s.tab("ask.keep.image")
			s.key(fyne.KeySpace)
			s.picture(name("container"))
			s = stage()
			r = s.ask("container.remove", object.KindContainer, "c-web", "c-db")
			r.figures(counted())
			s.picture(name("containers"))
			r.news(&object.Snapshot{Link: object.LinkLive})
			s.picture(name("containers-stale"))
			for _, c := range []struct {
				id   action.ID
				kind object.Kind
				ids  []string
			}{
				{"volume.remove", object.KindVolume, []string{"photos"}}, {"volume.remove", object.KindVolume, []string{"photos", "spare"}},
				{"image.remove", object.KindImage, []string{"a"}}, {"image.untag", object.KindImage, []string{"a"}},
				{"network.remove", object.KindNetwork, []string{"n-shop"}}, {"volume.save", object.KindVolume, []string{"shop-data"}}, {"volume.restore", "", nil},
			} {
				s := stage()
				if r := s.ask(c.id, c.kind, c.ids...); r.figures != nil {
					s.picture(name(fmt.Sprint(c.id, "-", len(c.ids), "-counting")))
					r.figures(counted())
				}
				s.picture(name(fmt.Sprint(c.id, "-", len(c.ids))))
			}
			s = stage()
			s.bin(binOf(s.now))
			s.picture(name("bin"))
			s = stage()
			s.bin(nil)
			s.picture(name("bin-empty"))
			s = stage()
			a, e := action.Must("bin.again"), binOf(s.now)[0]
			on := action.On{Snapshot: room()}
			s.Ask(perform.Question{Action: a, On: on, Values: action.Binned(e), Do: func(action.On, action.Values) {}})
			s.picture(name("again"))
		}
	}
}

package window_test

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// section unfolds a part of the run form.
func (s *stage) section(name string) {
	s.t.Helper()
	s.focus("run.section." + name)
	s.key(fyne.KeySpace)
}

// secretive is the form with a variable whose value must not be seen.
func secretive(t *testing.T) *stage {
	s, _ := running(t, scene{size: wide})
	s.fill("nginx:1.27")
	s.section("environment")
	s.focus("run.env.add")
	s.key(fyne.KeySpace)
	s.write("run.env.0.key", "API_TOKEN")
	s.write("run.env.0.value", "tr0ub4dor")
	return s
}

func TestASecretIsCopiedOnPurposeOnly(t *testing.T) {
	s := secretive(t)
	clip := func() string { return s.app.Clipboard().Content() }
	for _, way := range []struct {
		name string
		open func()
	}{
		{"by the mouse", func() { s.press("run.copy") }},
		{"by the keyboard", func() { s.focus("run.copy"); s.key(fyne.KeySpace) }},
		{"by the keys for copying", func() {
			s.focus("run.command")
			s.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{})
			s.drain()
		}},
	} {
		s.app.Clipboard().SetContent("")
		way.open()
		if clip() != "" {
			t.Errorf("%s copies %q without asking", way.name, clip())
		}
		s.key(fyne.KeyReturn)
		if got := clip(); strings.Contains(got, "tr0ub4dor") || !strings.Contains(got, "API_TOKEN="+secret.Mask) {
			t.Errorf("%s copies %q", way.name, got)
		}
		way.open()
		s.key(fyne.KeyDown, fyne.KeyReturn)
		if got := clip(); !strings.Contains(got, "API_TOKEN=tr0ub4dor") {
			t.Errorf("%s copies %q on purpose", way.name, got)
		}
	}
	s.focus("run.command")
	for _, c := range s.tree().Controls {
		if c.ID == "guide.text.copy" && c.Visible {
			s.press(c.ID)
		}
	}
	if strings.Contains(clip(), "tr0ub4dor") && !strings.Contains(clip(), "API_TOKEN=tr0ub4dor") {
		t.Errorf("the guide copies %q", clip())
	}
}

func TestTheHistoryNeverHasASecret(t *testing.T) {
	s := secretive(t)
	s.press("run.do")
	s.await("it is in the history", func() bool { return s.sees("history.copy") })
	s.press("history.copy")
	if got := s.app.Clipboard().Content(); strings.Contains(got, "tr0ub4dor") || !strings.Contains(got, "API_TOKEN=") {
		t.Errorf("copied is %q", got)
	}
	s.press("history.open")
	if s.shows("tr0ub4dor") {
		t.Errorf("it is shown:\n%s", s.tree())
	}
	s.reach("history.copyall")
	if got := s.app.Clipboard().Content(); strings.Contains(got, "tr0ub4dor") || !strings.Contains(got, "API_TOKEN=") {
		t.Errorf("all is copied as %q", got)
	}
}

func TestWhatThereIsCanBeChosen(t *testing.T) {
	s, _ := running(t, scene{size: wide})
	s.fill("redis:7")
	s.focus("run.mounts.add.volume")
	s.key(fyne.KeySpace)
	s.press("run.mounts.0.pick")
	var first string
	for _, c := range s.tree().Controls {
		if name, ok := strings.CutPrefix(c.ID, "menu.run.mounts.0.pick."); ok && first == "" {
			first = name
		}
	}
	s.key(fyne.KeyReturn)
	if got := s.find("run.mounts.0.source").Text; got == "" || got != first {
		t.Errorf("the volume is %q, not %q", got, first)
	}
	s.section("network")
	s.focus("run.networks.add")
	s.key(fyne.KeySpace)
	s.focus("run.networks.0.pick")
	s.key(fyne.KeySpace)
	s.key(fyne.KeyReturn)
	if s.find("run.networks.0").Text == "" {
		t.Errorf("no network was chosen:\n%s", s.tree())
	}
}

func TestAFolderAndAFileAreChosenAtTheField(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"shop/public", "shop/private", "other"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "shop", "shop.conf"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ := running(t, scene{size: wide})
	s.fill("redis:7")
	s.focus("run.mounts.add.bind")
	s.key(fyne.KeySpace)
	s.write("run.mounts.0.source", dir)
	pick := func(rows string, keys ...fyne.KeyName) {
		t.Helper()
		s.press("run.mounts.0.pick")
		s.await("the folder is shown", func() bool { return s.sees(rows) })
		s.key(keys...)
	}
	pick("browse.place.shop", fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	s.await("it goes into the folder", func() bool { return s.sees("browse.place.private") && s.sees("browse.place.shop.conf") })
	s.reach("browse.use")
	if got := s.find("run.mounts.0.source").Text; got != filepath.Join(dir, "shop") {
		t.Errorf("the folder is %q", got)
	}
	pick("browse.place.shop.conf", fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if got := s.find("browse.use").Text; got != "Use this file" {
		t.Errorf("the button says %q", got)
	}
	s.key(fyne.KeyReturn)
	if got := s.find("run.mounts.0.source").Text; got != filepath.Join(dir, "shop", "shop.conf") {
		t.Errorf("the file is %q", got)
	}
	if line := s.find("run.command").Text; !strings.Contains(line, "shop.conf") {
		t.Errorf("the command says %s", line)
	}
}

func TestAFileOfVariablesBecomesRows(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "shop.env")
	if err := os.WriteFile(file, []byte("# the shop\nGREETING=hello there\nMODE='dev'\nNO NAME=1\n=x\nMODE=prod\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ := running(t, scene{size: wide})
	s.fill("redis:7")
	s.section("environment")
	s.focus("run.env.file")
	s.key(fyne.KeySpace)
	s.await("a file can be chosen", func() bool { return s.sees("browse.path") && s.find("browse.path").Text != "" })
	for range s.find("browse.path").Text {
		s.key(fyne.KeyBackspace)
	}
	for _, r := range file {
		s.win.Canvas().Focused().TypedRune(r)
		s.drain()
	}
	s.await("it is found", func() bool { return s.find("browse.use").Enabled })
	s.key(fyne.KeyReturn)
	s.await("the bad lines are named", func() bool { return s.sees("run.env.bad.1") })
	for i, want := range []string{"Line 4: there is a blank in the name. NO NAME=1", "Line 5: it has no name before the =. =x"} {
		if got := s.find("run.env.bad." + itoa(i)).Text; got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	s.reach("run.env.bad.take")
	if got := s.find("run.env.0.value").Text + "|" + s.find("run.env.1.value").Text; got != "hello there|prod" || s.sees("run.env.2.key") {
		t.Errorf("the rows say %s", got)
	}
	if line := s.find("run.command").Text; !strings.Contains(line, "-e 'GREETING=hello there' -e MODE=prod") {
		t.Errorf("the command says %s", line)
	}
}

func itoa(i int) string { return string(rune('0' + i)) }

func TestAnOldEngineGetsEveryStep(t *testing.T) {
	room := five()
	room.Engine.APIVersion = "1.43"
	s, _ := running(t, scene{size: wide, room: room})
	s.fill("nginx:1.27")
	s.section("network")
	for i, name := range []string{"shop", "backend"} {
		s.focus("run.networks.add")
		s.key(fyne.KeySpace)
		s.focus("run.networks." + itoa(i))
		for _, r := range name {
			s.win.Canvas().Focused().TypedRune(r)
		}
		s.drain()
		if i == 0 && s.sees("run.command.2") {
			t.Error("one network takes one command")
		}
	}
	for id, want := range map[string]string{
		"run.command": "docker create --name", "run.command.2": "docker network connect backend", "run.command.3": "docker start", "run.steps": "3 commands do it",
	} {
		if got := s.find(id).Text; !strings.Contains(got, want) {
			t.Errorf("%s says %q, not %q", id, got, want)
		}
	}
	room = five()
	room.Engine.APIVersion = "1.44"
	s.publish(room)
	if s.sees("run.command.2") {
		t.Error("a new engine does it at once")
	}
}

func TestWhatTheImageBringsIsShown(t *testing.T) {
	s, _ := running(t, scene{size: wide})
	s.fill("nginx:1.27")
	s.section("environment")
	s.section("program")
	if got := s.find("run.env.given.NGINX_VERSION").Text; got != "NGINX_VERSION=1.27.0" {
		t.Errorf("it says %q", got)
	}
	s.focus("run.env.given.NGINX_VERSION")
	s.key(fyne.KeySpace)
	if s.find("run.env.0.key").Text != "NGINX_VERSION" || s.find("run.env.0.value").Text != "1.27.0" || s.sees("run.env.given.NGINX_VERSION") {
		t.Errorf("it isn't to be changed:\n%s", s.tree())
	}
}

// command is a picture of the command under the form.
func (s *stage) command() image.Image {
	r := s.find("run.command").Rect
	return s.win.Canvas().Capture().(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(image.Rect(int(r.X), int(r.Y), int(r.X+r.Width), int(r.Y+r.Height)))
}

func TestFieldAndWordLightEachOther(t *testing.T) {
	s, _ := running(t, scene{})
	s.fill("nginx:1.27")
	s.focus("run.name")
	before := s.command()
	s.focus("run.ports.0.host")
	if n := different(before, s.command()); n < 100 {
		t.Errorf("the field lights %d pixels of the command", n)
	}
	line := s.find("run.command")
	words := strings.Fields(line.Text)
	at := slices.Index(words, "-p") + 1
	s.focus("run.command")
	for range at {
		s.key(fyne.KeyRight)
	}
	said := s.find("guide.text").Text
	host, inside, _ := strings.Cut(words[at], ":")
	for _, want := range []string{host + " the port on this computer", inside + " the port inside the container"} {
		if !strings.Contains(said, want) {
			t.Errorf("the guide doesn't say %q:\n%s", want, said)
		}
	}
	s.key(fyne.KeyReturn)
	if c, _ := s.tree().Focused(); c.ID != "run.ports.0.host" {
		t.Errorf("the word leads to %s", c.ID)
	}
}

func TestATakenNameHasFourWaysOut(t *testing.T) {
	for fix, is := range []func(*stage) bool{
		func(s *stage) bool { return s.says("run.name", "web-2") },
		func(s *stage) bool { return s.says("run.do", "Replace…") && s.find("run.do").Enabled },
		func(s *stage) bool { return s.sees("ask.rename.name") },
		func(s *stage) bool { return s.Page() == "containers" && s.says("containers.detail.name", "web") },
	} {
		s, _ := running(t, scene{size: wide})
		s.fill("redis:7")
		s.focus("run.name")
		for range s.find("run.name").Text {
			s.key(fyne.KeyDelete, fyne.KeyBackspace)
		}
		s.write("run.name", "web")
		if got := s.find("run.name.problem").Text; !strings.Contains(got, "Another container is called web (nginx:1.27, running)") || s.find("run.do").Enabled {
			t.Fatalf("it says %q", got)
		}
		s.focus("run.name.fix." + itoa(fix))
		s.key(fyne.KeySpace)
		s.await("way "+itoa(fix)+" does something", func() bool { return is(s) })
	}
}

func TestANetworkThatIsNotThereIsMade(t *testing.T) {
	s, _ := running(t, scene{size: wide})
	s.fill("redis:7")
	s.section("network")
	s.focus("run.networks.add")
	s.key(fyne.KeySpace)
	s.focus("run.networks.0")
	for _, r := range "hall" {
		s.win.Canvas().Focused().TypedRune(r)
	}
	s.drain()
	s.focus("run.networks.0.fix.0")
	s.key(fyne.KeySpace)
	if got := s.find("ask.network.name").Text; got != "hall" {
		t.Errorf("it asks for %q", got)
	}
}

func TestWhatTheFormCannotSayIsNamedInIt(t *testing.T) {
	s, w := running(t, scene{size: wide})
	w.lost = []string{"its log options", "a device of a plugin"}
	menuItem(s.menu, "Container").ChildMenu.Items[itemAt(t, s.menu, "Change and replace")].Action()
	s.await("it is named", func() bool { return s.sees("run.lacks") })
	if got := s.find("run.lacks").Text; got != "Not in the form: its log options; a device of a plugin." {
		t.Errorf("it says %q", got)
	}
	s.OpenRun("nginx:1.27")
	if s.sees("run.lacks") {
		t.Error("it is named of another one")
	}
}

func TestPicturesOfChoosing(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return // nobody looks
	}
	dir := t.TempDir()
	for _, name := range []string{"assets", "docs", "internal", "out", "test"} {
		if err := os.MkdirAll(filepath.Join(dir, "shop", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	env := "GREETING=hello\nNO NAME=1\n=x\n"
	for _, name := range []string{"shop/compose.yaml", "shop/shop.env", "shop/Dockerfile"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(env), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		room := five()
		room.Engine.APIVersion = "1.43"
		s, _ := running(t, scene{choice: choice, size: fyne.NewSize(1280, 800), room: room})
		name := func(what string) string { return "choose-" + what + "-" + string(choice) }
		s.fill("nginx:1.27")
		s.focus("run.mounts.add.bind")
		s.key(fyne.KeySpace)
		for _, r := range filepath.Join(dir, "shop") {
			s.win.Canvas().Focused().TypedRune(r)
		}
		s.drain()
		s.picture(name("mounts"))
		s.focus("run.mounts.1.pick")
		s.key(fyne.KeySpace)
		s.await("the folder is shown", func() bool { return s.sees("browse.place.docs") })
		s.key(fyne.KeyDown, fyne.KeyDown)
		s.picture(name("folder"))
		s.key(fyne.KeyEscape)
		s.section("environment")
		s.focus("run.env.add")
		s.key(fyne.KeySpace)
		for _, r := range "API_TOKEN" {
			s.win.Canvas().Focused().TypedRune(r)
		}
		s.win.Canvas().(interface{ FocusNext() }).FocusNext()
		for _, r := range "secret" {
			s.win.Canvas().Focused().TypedRune(r)
		}
		s.drain()
		s.picture(name("environment"))
		s.press("run.copy")
		s.picture(name("copy"))
		s.key(fyne.KeyEscape)
		s.section("network")
		for i, net := range []string{"shop", "backend"} {
			s.focus("run.networks.add")
			s.key(fyne.KeySpace)
			s.focus("run.networks." + itoa(i))
			for _, r := range net {
				s.win.Canvas().Focused().TypedRune(r)
			}
			s.drain()
		}
		s.picture(name("steps"))
	}
}

func TestEveryControlOfTheFilledFormIsExplained(t *testing.T) {
	s, _ := running(t, scene{size: fyne.NewSize(1920, 3000)})
	s.fill("nginx:1.27")
	for _, id := range []string{"run.mounts.add.bind", "run.mounts.add.tmpfs"} {
		s.focus(id)
		s.key(fyne.KeySpace)
	}
	for _, name := range []string{"environment", "network", "program", "limits", "safety", "health", "output", "labels", "everything-else"} {
		s.section(name)
	}
	for _, id := range []string{"run.env.add", "run.networks.add"} {
		s.focus(id)
		s.key(fyne.KeySpace)
	}
	seen := 0
	for _, c := range s.tree().Where(explained) {
		if !strings.HasPrefix(c.ID, "run.") {
			continue
		}
		seen++
		if topic := s.topicOf(c); topic == "" {
			t.Errorf("%s %q has no topic", c.Kind, c.ID)
		} else if _, ok := guide.ByID(topic); !ok {
			t.Errorf("%s %q has a topic that the guide lacks: %s", c.Kind, c.ID, topic)
		}
	}
	if seen < 35 {
		t.Errorf("only %d controls were found", seen)
	}
}

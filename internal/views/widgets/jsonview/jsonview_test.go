package jsonview

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

const inspected = `{
  "Id": "8f3ab0c1d2e3",
  "Created": "2026-01-02T15:04:05.123456789Z",
  "Path": "/docker-entrypoint.sh",
  "Args": ["nginx", "-g", "daemon off;"],
  "State": {"Status": "running", "Pid": 4711, "OOMKilled": false, "Health": null},
  "Config": {
    "Env": ["PATH=/usr/local/sbin:/usr/local/bin", "PASSWORD=hunter2", "NGINX_VERSION=1.27.0"],
    "Labels": {"com.example.api-key": "hunter2", "maintainer": "nobody"}
  },
  "NetworkSettings": {"Ports": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}},
  "Mounts": []
}`

type harness struct {
	*View
	t    *testing.T
	win  fyne.Window
	told []string
}

func newHarness(t *testing.T) *harness {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light))
	h := &harness{View: New("inspect", "column.inspect"), t: t}
	h.OnCopied = func(what string) { h.told = append(h.told, what) }
	h.win = test.NewTempWindow(t, h.View)
	h.win.SetPadded(false)
	h.win.Resize(fyne.NewSize(700, 420))
	h.SetDocument(Target{Kind: "container", Name: "web"}, []byte(inspected))
	return h
}

// seen is what a person reads, line by line, in the tree or the text.
func (h *harness) seen() []string {
	shown := h.tree
	if h.text.Visible() {
		shown = h.text
	}
	var lines []string
	for _, p := range shown.DescribeParts() {
		mark := ""
		if p.Selected {
			mark = ">"
		}
		lines = append(lines, mark+p.Text)
	}
	return lines
}

func (h *harness) wantSeen(want ...string) {
	h.t.Helper()
	got := strings.Join(h.seen(), "\n")
	for _, w := range want {
		if !strings.Contains(got, w) {
			h.t.Errorf("%q isn't shown in\n%s", w, got)
		}
	}
}

func (h *harness) key(names ...fyne.KeyName) {
	for _, n := range names {
		h.tree.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func (h *harness) selects(path string) {
	h.t.Helper()
	if n := h.selected(); n == nil || n.Dotted() != path {
		h.t.Errorf("selected is %v, want %s", n, path)
	}
}

func (h *harness) wantClipboard(want string) {
	h.t.Helper()
	if got := fyne.CurrentApp().Clipboard().Content(); got != want {
		h.t.Errorf("the clipboard has %q, want %q", got, want)
	}
}

func (h *harness) wantCount(want string) {
	h.t.Helper()
	if got := h.count.Text(); got != want {
		h.t.Errorf("the count says %q, want %q", got, want)
	}
}

func TestKeysWalkTheTree(t *testing.T) {
	h := newHarness(t)
	h.wantSeen(`>  Id: "8f3ab0c1d2e3"`, "▸ Args: [3]", "▸ State: {4}", "  Mounts: [0]")
	h.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyRight)
	h.wantSeen(">▾ State:", "    Pid: 4711", "    OOMKilled: false", "    Health: null")
	h.key(fyne.KeyRight, fyne.KeyDown)
	h.selects("State.Pid")
	h.key(fyne.KeyLeft)
	h.selects("State")
	h.key(fyne.KeyReturn)
	h.wantSeen(">▸ State: {4}")
	h.key(fyne.KeyEnd)
	h.selects("Mounts")
	h.key(fyne.KeyRight, fyne.KeyDown, fyne.KeyHome, fyne.KeyUp)
	h.selects("Id")
	h.key(fyne.KeyPageDown)
	h.selects("Mounts")
}

func TestStarOpensAllInside(t *testing.T) {
	h := newHarness(t)
	h.key(fyne.KeyEnd, fyne.KeyUp)
	h.tree.TypedRune('*')
	h.wantSeen(">▾ NetworkSettings:", "  ▾ Ports:", "    ▾ 80/tcp:", "      ▾ 0:", `          HostPort: "8080"`)
}

func TestAClickOnTheSignOpens(t *testing.T) {
	h := newHarness(t)
	h.click(3, 8)
	h.wantSeen(">▾ Args:", `    0: "nginx"`)
	h.click(3, 8)
	h.wantSeen(">▸ Args: [3]")
	h.click(4, 40)
	h.wantSeen(">▸ State: {4}")
	h.click(4, 40)
	h.wantSeen(">▾ State:")
}

// click presses and releases the mouse on a visible row of the tree.
func (h *harness) click(row int, x float32) {
	p := h.tree.DescribeParts()[row]
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	e.Position = fyne.NewPos(p.X+x, p.Y+p.Height/2)
	h.tree.MouseDown(e)
	h.tree.MouseUp(e)
}

func TestSearchingTheTreeOpensWhatItFinds(t *testing.T) {
	h := newHarness(t)
	h.field.SetText("host")
	h.wantCount("1 of 2")
	h.selects(`NetworkSettings.Ports["80/tcp"][0].HostIp`)
	h.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	h.wantCount("2 of 2")
	h.selects(`NetworkSettings.Ports["80/tcp"][0].HostPort`)
	h.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF3})
	h.wantCount("1 of 2")
	h.field.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	h.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	h.wantCount("2 of 2")
	h.key(fyne.KeyF3)
	h.wantCount("1 of 2")
	h.field.SetText("nowhere")
	h.wantCount("none")
	h.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	h.wantCount("")
}

func TestSearchingBeginsWhereThePersonIs(t *testing.T) {
	h := newHarness(t)
	h.key(fyne.KeyEnd)
	h.field.SetText("s")
	h.selects("Mounts")
}

func TestSearchingTheText(t *testing.T) {
	h := newHarness(t)
	h.textChip.Tap()
	h.wantSeen(`    "State": {`, `        "Pid": 4711,`)
	h.field.SetText("HOST")
	h.wantCount("1 of 2")
	h.wantSeen(`"HostIp": "0.0.0.0"`)
	h.treeChip.Tap()
	h.wantCount("1 of 2")
}

func TestASearchDoesntSeeWhatIsHidden(t *testing.T) {
	h := newHarness(t)
	for _, text := range []bool{false, true} {
		h.View.SetText(text)
		h.field.SetText("")
		h.field.SetText("hunter2")
		h.wantCount("none")
	}
	h.eye.Tap()
	h.wantCount("1 of 2")
}

func TestHiddenValuesAreShownWhenAskedFor(t *testing.T) {
	h := newHarness(t)
	h.model.OpenAll(-1)
	h.rowsChanged()
	all := strings.Join(h.seen(), "\n")
	if strings.Contains(all, "hunter2") {
		t.Errorf("shown:\n%s", all)
	}
	h.wantSeen(`1: "PASSWORD=••••"`)
	if h.eye.Tip != "Show 2 hidden values" {
		t.Errorf("the eye says %q", h.eye.Tip)
	}
	h.SetReveal(true)
	h.wantSeen(`1: "PASSWORD=hunter2"`)
	h.SetDocument(Target{Kind: "container", Name: "db"}, []byte(inspected))
	if h.Reveals() {
		t.Error("another object's secrets are shown at once")
	}
}

func TestCopying(t *testing.T) {
	h := newHarness(t)
	h.model.Show(h.doc.Root.Children[5].Children[0].Children[1]) // the password
	h.rowsChanged()
	h.tree.TypedShortcut(&fyne.ShortcutCopy{})
	h.wantClipboard("PASSWORD=••••")
	h.choose("Copy hidden value")
	h.wantClipboard("PASSWORD=hunter2")
	h.choose("Copy path")
	h.wantClipboard("Config.Env[1]")
	h.choose("Copy docker command")
	h.wantClipboard("docker inspect -f '{{index .Config.Env 1}}' web")
	h.key(fyne.KeyLeft)
	h.choose("Copy value")
	h.wantClipboard("[\n    \"PATH=/usr/local/sbin:/usr/local/bin\",\n    \"PASSWORD=••••\",\n    \"NGINX_VERSION=1.27.0\"\n]")
	h.tree.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyC, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift})
	h.wantClipboard("Config.Env")
	h.copied.Tap()
	if got := fyne.CurrentApp().Clipboard().Content(); strings.Contains(got, "hunter2") || !strings.HasPrefix(got, "{\n    \"Id\"") {
		t.Errorf("copied %s", got)
	}
	if want := "Value copied,Hidden value copied,Path copied,Command copied,Value copied,Path copied,All copied, hidden values stay hidden"; strings.Join(h.told, ",") != want {
		t.Errorf("told %q", h.told)
	}
}

func (h *harness) choose(label string) {
	h.t.Helper()
	for _, item := range h.menuItems() {
		if item.Label == label {
			item.Action()
			return
		}
	}
	h.t.Fatalf("the menu has no %q", label)
}

func TestANewerDocumentLeavesThePersonWhereTheyAre(t *testing.T) {
	h := newHarness(t)
	h.win.Resize(fyne.NewSize(700, 200))
	h.model.OpenAll(-1)
	h.rowsChanged()
	h.field.SetText("HostPort")
	h.key(fyne.KeyDown)
	before := h.seen()
	newer := strings.Replace(inspected, `"Id": "8f3ab0c1d2e3",`, `"Id": "8f3ab0c1d2e3", "New": {"a": 1}, "Newer": 2,`, 1)
	h.SetDocument(h.target, []byte(newer))
	if after := h.seen(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("it was\n%s\nand is\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
	h.wantCount("1 of 1")
	h.SetDocument(Target{Kind: "container", Name: "db"}, []byte(inspected))
	h.selects("Id")
}

func TestTheTextStaysWhereItIsToo(t *testing.T) {
	h := newHarness(t)
	h.win.Resize(fyne.NewSize(700, 200))
	h.View.SetText(true)
	h.text.ScrollBy(200)
	before := h.seen()
	newer := strings.Replace(inspected, `"Id": "8f3ab0c1d2e3",`, `"Id": "8f3ab0c1d2e3", "New": {"a": 1},`, 1)
	h.SetDocument(h.target, []byte(newer))
	if after := h.seen(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("it was\n%s\nand is\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

func TestWhatIsNoJSONIsShownAsItIs(t *testing.T) {
	h := newHarness(t)
	h.SetDocument(h.target, []byte("{\n  \"a\": 1,\n  \"b\": "))
	if !h.note.Visible() || !strings.HasPrefix(h.said(), "This text ends in the middle, at line 3.") {
		t.Errorf("it says %q", h.said())
	}
	h.wantSeen("{", `  "a": 1,`, `  "b": `)
	h.field.SetText("a")
	h.wantCount("1 of 1")
	h.key(fyne.KeyDown, fyne.KeyRight, fyne.KeyReturn)
	h.copied.Tap()
	h.wantClipboard("{\n  \"a\": 1,\n  \"b\": ")
	h.field.SetText("")
	h.SetDocument(h.target, []byte(inspected))
	if h.note.Visible() {
		t.Error("the note stays")
	}
	h.wantSeen("▸ State: {4}")
}

func TestATextThatIsCutHidesSecretsToo(t *testing.T) {
	h := newHarness(t)
	h.SetDocument(h.target, []byte(inspected[:strings.Index(inspected, "hunter2")+7]))
	if got := strings.Join(h.seen(), "\n"); strings.Contains(got, "hunter2") || h.eye.Tip != "Show the hidden value" {
		t.Errorf("the eye says %q of\n%s", h.eye.Tip, got)
	}
	h.copied.Tap()
	if got := fyne.CurrentApp().Clipboard().Content(); strings.Contains(got, "hunter2") {
		t.Errorf("copied %s", got)
	}
	h.eye.Tap()
	h.wantSeen("PASSWORD=hunter2")
}

func (h *harness) said() string { return h.trouble.Text() }

func TestAMegabyteIsShownAndSearchedQuickly(t *testing.T) {
	h := newHarness(t)
	var b strings.Builder
	b.WriteString(`{"Labels": {`)
	for i := range 15_000 {
		fmt.Fprintf(&b, `"com.example.label.%d": {"value": "some text %d", "on": true},`, i, i)
	}
	b.WriteString(`"last": null}}`)
	for _, step := range []struct {
		name string
		do   func()
		most time.Duration
	}{
		{"show", func() { h.SetDocument(h.target, []byte(b.String())) }, 20 * time.Second},
		{"open everything", func() { h.model.OpenAll(-1); h.rowsChanged() }, 20 * time.Second},
		{"search", func() { h.field.SetText("text 14999") }, 20 * time.Second},
		{"walk", func() { h.key(fyne.KeyUp, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyEnd) }, 20 * time.Second},
	} {
		begun := time.Now()
		step.do()
		took := time.Since(begun)
		t.Logf("%s: %v", step.name, took)
		if took > step.most {
			t.Errorf("%s took %v", step.name, took)
		}
	}
	h.wantCount("1 of 1")
}

// TestPictures writes what the view looks like, for people to look at, into
// the folder that DOCKDESK_LOOK names.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	shots := map[string]func(h *harness){
		"tree": func(h *harness) {
			h.model.OpenAll(-1)
			h.rowsChanged()
			h.field.SetText("path")
			h.tree.FocusGained()
		},
		"text":  func(h *harness) { h.View.SetText(true); h.field.SetText("nginx") },
		"first": func(*harness) {},
		"cut":   func(h *harness) { h.SetDocument(h.target, []byte(inspected[:300])) },
		"menu": func(h *harness) {
			h.model.Show(h.doc.Root.Children[5].Children[0].Children[1])
			h.moved()
			h.showMenu(fyne.NewPos(120, 120))
		},
	}
	for name, arrange := range shots {
		for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
			h := newHarness(t)
			fyne.CurrentApp().Settings().SetTheme(theme.New(choice))
			c := software.NewCanvas()
			c.SetPadded(false)
			c.SetContent(container.NewStack(widgets.NewBox(theme.Background, "", ""), widgets.Pad(h.View, 16, 16)))
			c.Resize(fyne.NewSize(780, 520))
			arrange(h)
			out, err := os.Create(filepath.Join(dir, "json-"+name+"-"+string(choice)+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if err = png.Encode(out, c.Capture()); err != nil {
				t.Fatal(err)
			}
			out.Close()
		}
	}
}

var _ textview.Source = treeSource{}

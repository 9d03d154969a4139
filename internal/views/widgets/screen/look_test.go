package screen

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// stage shows a screen in a window that is drawn in memory; the test's goroutine
// is the main one.
func stage(t *testing.T, choice theme.Choice, size fyne.Size) (*Screen, fyne.Window) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(choice))
	s := New(func(f func()) { f() })
	s.ID = "screen"
	w := test.NewTempWindow(t, container.NewStack(s))
	w.SetPadded(false)
	w.Resize(size)
	return s, w
}

func picture(t *testing.T, w fyne.Window, name string) {
	t.Helper()
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err == nil {
		err = png.Encode(f, w.Canvas().Capture())
		_ = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// sample has everything on it that a screen can draw.
func sample() string {
	var b strings.Builder
	b.WriteString("\x1b[1mbold\x1b[m \x1b[2mfaint\x1b[m \x1b[3mslanted\x1b[m \x1b[4munderlined\x1b[m \x1b[4:2mtwice\x1b[m \x1b[9mstruck\x1b[m \x1b[7minverse\x1b[m \x1b[1;3;4mall\x1b[m\r\n")
	for _, bright := range []int{30, 90} {
		for i := range 8 {
			fmt.Fprintf(&b, "\x1b[%dmcolour %d\x1b[m ", bright+i, i)
		}
		b.WriteString("\r\n")
	}
	for _, bright := range []int{40, 100} {
		for i := range 8 {
			fmt.Fprintf(&b, "\x1b[%dmground %d\x1b[m ", bright+i, i)
		}
		b.WriteString("\r\n")
	}
	for i := 16; i < 232; i++ {
		fmt.Fprintf(&b, "\x1b[48;5;%dm ", i)
		if (i-15)%72 == 0 {
			b.WriteString("\x1b[m\r\n")
		}
	}
	for i := range 72 {
		fmt.Fprintf(&b, "\x1b[48;2;%d;%d;%dm ", i*255/71, 255-i*255/71, 128)
	}
	b.WriteString("\x1b[m\r\n")
	b.WriteString("┌──┬──┐ ╔══╦══╗ ┏━━┳━━┓ ╒══╤══╕ ╭──╮ ▁▂▃▄▅▆▇█ ▏▎▍▌▋▊▉ ░▒▓ ▖▗▘▙▚▛▜▝▞▟ ▀▐\r\n")
	b.WriteString("│a │ b│ ║a ║ b║ ┃a ┃ b┃ │a │ b│ │ab│ áéíóú ąęść ñ ✓ ✗ → ← λ Ω ¼ € •\r\n")
	b.WriteString("├──┼──┤ ╠══╬══╣ ┣━━╋━━┫ ╞══╪══╡ ╰──╯ ╱╲╳ ┄┄┄ ╟─╫─╢ ┝━┿━┥ ╶╴╵╷\r\n")
	b.WriteString("└──┴──┘ ╚══╩══╝ ┗━━┻━━┛ ╘══╧══╛ 漢字 e\u0301 o\u0308 \x1b]8;;https://example.org\x1b\\a link\x1b]8;;\x1b\\ https://docs.docker.com/x\r\n")
	b.WriteString("\x1b[32mroot@web\x1b[m:\x1b[34m/srv\x1b[m# ls -la | \x1b[31mgrep\x1b[m x")
	return b.String()
}

func TestPictures(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		s, w := stage(t, choice, fyne.NewSize(700, 340))
		_, _ = s.Write([]byte(sample()))
		w.Canvas().Focus(s)
		picture(t, w, "screen-"+string(choice))
		if !strings.Contains(s.Text(), "root@web:/srv# ls -la | grep x") {
			t.Errorf("it shows\n%s", s.Text())
		}
	}
}

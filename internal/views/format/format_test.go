package format

import (
	"math"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

func TestAgeIsShort(t *testing.T) {
	now := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		0: "now", 40 * time.Second: "40 s", 12 * time.Minute: "12 min", 3 * time.Hour: "3 h",
		25 * time.Hour: "1 day", 50 * time.Hour: "2 days", 70 * 24 * time.Hour: "2 months", 800 * 24 * time.Hour: "2 years",
		-time.Hour: "now",
	} {
		if got := Age(now.Add(-ago), now); got != want {
			t.Errorf("%v ago is %q, want %q", ago, got, want)
		}
	}
	if got := Age(time.Time{}, now); got != None {
		t.Errorf("no time is %q", got)
	}
}

func TestStateSaysTheMostUrgentThing(t *testing.T) {
	cases := []struct {
		c    object.Container
		word string
		tone Tone
	}{
		{object.Container{State: object.StateRunning}, "running", Good},
		{object.Container{State: object.StateRunning, Health: object.HealthUnhealthy}, "unhealthy", Warn},
		{object.Container{State: object.StateExited}, "exited (0)", Idle},
		{object.Container{State: object.StateExited, ExitCode: 1}, "exited (1)", Bad},
		{object.Container{State: object.StateExited, ExitCode: 137}, "exited (137)", Idle},
		{object.Container{State: object.StateExited, ExitCode: 137, OOMKilled: true}, "exited (137)", Bad},
		{object.Container{State: object.StateCreated, Error: "port is already allocated"}, "not started", Bad},
		{object.Container{State: "unheard-of"}, "unheard-of", Idle},
	}
	for _, tc := range cases {
		if got := State(&tc.c); got.Word != tc.word || got.Tone != tc.tone {
			t.Errorf("%+v: %q tone %d, want %q tone %d", tc.c.State, got.Word, got.Tone, tc.word, tc.tone)
		}
	}
}

func TestOneDoorForBothAddressFamilies(t *testing.T) {
	ports := []object.Port{
		{IP: "::", Public: 8080, Private: 80, Proto: "tcp"},
		{IP: "0.0.0.0", Public: 8080, Private: 80, Proto: "tcp"},
		{IP: "127.0.0.1", Public: 5353, Private: 53, Proto: "udp"},
		{Private: 9000, Proto: "tcp"},
	}
	if got, want := Ports(ports), "5353 → 53/udp, 8080 → 80"; got != want {
		t.Errorf("ports %q, want %q", got, want)
	}
	doors := Doors(ports)
	if doors[0].All || !doors[1].All {
		t.Errorf("only the second door is open to all: %+v", doors)
	}
	if got := doors[1].URL(); got != "http://localhost:8080" {
		t.Errorf("url %q", got)
	}
	if got := Exposed(ports); len(got) != 1 || got[0] != "9000/tcp" {
		t.Errorf("exposed %q", got)
	}
}

func TestFiguresHaveFewDigits(t *testing.T) {
	for p, want := range map[float64]string{0: "0 %", 0.01: "0 %", 0.44: "0.4 %", 12.34: "12 %", 200: "200 %", math.NaN(): None} {
		if got := Percent(p); got != want {
			t.Errorf("%v is %q, want %q", p, got, want)
		}
	}
	for b, want := range map[float64]string{-1: None, 0: "0 B", 25165824: "24 MB", 1.5 * (1 << 20): "1.5 MB", 3 << 30: "3.0 GB", 512: "512 B"} {
		if got := Memory(b); got != want {
			t.Errorf("%v is %q, want %q", b, got, want)
		}
	}
	if got := Size(187_600_000); got != "188 MB" {
		t.Errorf("size %q", got)
	}
}

func TestCleanLineShowsWhatHides(t *testing.T) {
	for in, want := range map[string]string{
		"web":                   "web",
		"Zürich 漢字":             "Zürich 漢字",
		"a\nb\tc\r":             `a\nb\tc\r`,
		"pay\u202eexe.txt":      `pay\u202eexe.txt`,
		"bell\a \x1b[31m":       `bell\x07 \x1b[31m`,
		"zero\u200bwidth\u2028": `zero\u200bwidth\u2028`,
	} {
		if got := CleanLine(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

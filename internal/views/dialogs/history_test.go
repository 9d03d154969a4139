package dialogs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// told is a log of one deed of each outcome.
func told(s *stage) *history.Log {
	l := history.New(nil)
	add := func(c command.Command, o history.Outcome, took time.Duration, words, raw string) {
		id := l.Begin(c, s.now)
		s.now = s.now.Add(7 * time.Second)
		if o != history.Running {
			l.End(id, o, took, words, raw)
		}
	}
	add(command.StopContainers(command.DefaultTimeout, "web"), history.Done, 400*time.Millisecond, "web was stopped.", "")
	add(command.CreateVolume(command.NewVolume{Name: "data"}), history.Done, 20*time.Millisecond, "The volume data was created.", "")
	add(command.StartContainers("db"), history.Seen, 0, "db started.", "")
	add(command.StopContainers(3, "one", "two", "three"), history.Canceled, 2*time.Second, "1 of 3 were stopped. It was cancelled before the other 2.", "")
	add(command.PruneSystem(true, false, true), history.Running, 0, "", "")
	add(command.RemoveVolumes("shop-data"), history.Failed, 12*time.Second, "shop-data was not removed: a container uses it.", "shop-data: remove shop-data: volume is in use - [edf9a1]")
	return l
}

func TestTheDrawerTellsEachDeedInWords(t *testing.T) {
	s := light(t)
	s.History(told(s))
	for _, text := range []string{
		"docker volume rm shop-data", "docker stop -t 3 one two three", "failed", "seen", "under way", "cancelled", "0.4 s", "12 s",
		"shop-data was not removed: a container uses it.",
	} {
		if !s.shows(text) {
			t.Errorf("it doesn't show %q", text)
		}
	}
	if s.shows("volume is in use") {
		t.Error("the engine's own words are not folded")
	}
	s.tab("history.raw.show")
	s.key(fyne.KeyReturn)
	if !s.shows("volume is in use - [edf9a1]") {
		t.Errorf("the engine's own words don't unfold:\n%s", s.tree())
	}
}

func TestTheDrawerIsReadByKeyboard(t *testing.T) {
	s := light(t)
	s.History(told(s))
	if s.focused() != "history.list" {
		t.Errorf("%s has the keyboard", s.focused())
	}
	for range 5 {
		s.key(fyne.KeyDown)
	}
	if !s.shows("web was stopped.") {
		t.Errorf("the last line is not reached:\n%s", s.tree())
	}
	s.key(fyne.KeyReturn)
	if s.copied != "docker stop web" {
		t.Errorf("Enter copied %q", s.copied)
	}
	s.key(fyne.KeyEscape)
	if s.focused() != "behind" {
		t.Errorf("%s has the keyboard", s.focused())
	}
}

func TestWhatHappensWhileTheDrawerIsOpenShows(t *testing.T) {
	s := light(t)
	l := told(s)
	s.History(l)
	l.Begin(command.PauseContainers("late"), s.now)
	s.HistoryChanged()
	if !s.shows("docker pause late") {
		t.Error("it doesn't show")
	}
}

func TestAnEmptyDrawerSaysWhatBelongsThere(t *testing.T) {
	s := light(t)
	s.History(history.New(nil))
	if !s.shows("Nothing was done yet") || s.find("history.copyall").Enabled {
		t.Errorf("\n%s", s.tree())
	}
	s.key(fyne.KeyEscape)
}

func TestAllOrTheTickedAreCopied(t *testing.T) {
	s := light(t)
	s.History(told(s))
	s.key(fyne.KeySpace)
	s.tab("history.copyall")
	s.key(fyne.KeyReturn)
	if s.copied != "docker volume rm shop-data\n" {
		t.Errorf("of one ticked line %q is copied", s.copied)
	}
	s.tab("history.list")
	s.key(fyne.KeySpace)
	s.tab("history.copyall")
	s.key(fyne.KeyReturn)
	if lines := strings.Count(s.copied, "\n"); lines != 6 || !strings.HasPrefix(s.copied, "docker stop web\n") {
		t.Errorf("all are %q", s.copied)
	}
}

func TestTheHistoryIsSavedAndNothingWrittenOver(t *testing.T) {
	s := light(t)
	path := filepath.Join(t.TempDir(), "today.sh")
	s.History(told(s))
	save := func() {
		s.tab("history.script")
		s.key(fyne.KeyReturn)
		s.write(path)
		s.key(fyne.KeyReturn)
	}
	save()
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "\ndocker stop web\n") {
		t.Fatalf("it holds %s (%v)", text, err)
	}
	save()
	if !s.shows("There is a file of this name already") {
		t.Errorf("it was written over:\n%s", s.tree())
	}
	s.write(filepath.Join(t.TempDir(), "nowhere", "x.sh"))
	s.key(fyne.KeyReturn)
	if !s.shows("There is no such folder.") {
		t.Errorf("\n%s", s.tree())
	}
}

func TestTheShortcutSheetIsMadeFromTheRegistry(t *testing.T) {
	s := light(t)
	s.Shortcuts()
	for _, text := range []string{"Ctrl+K", "Restart", "Ctrl+R", "Pause / Unpause", "Delete"} {
		if !s.shows(text) {
			t.Errorf("it doesn't show %q", text)
		}
	}
	s.key(fyne.KeyReturn)
	if s.focused() != "behind" {
		t.Errorf("%s has the keyboard", s.focused())
	}
}

func TestPicturesOfSheets(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800)} {
			name := func(what string) string { return fmt.Sprintf("%s-%s-%.0f", what, choice, size.Width) }
			s := newStage(t, choice, size)
			s.History(told(s))
			s.picture(name("history"))
			s.tab("history.raw.show")
			s.key(fyne.KeyReturn)
			s.picture(name("history-raw"))
			s.tab("history.sheet")
			s.key(fyne.KeyReturn)
			s.picture(name("history-save"))
			s = newStage(t, choice, size)
			s.Shortcuts()
			s.picture(name("shortcuts"))
			s = newStage(t, choice, size)
			s.History(history.New(nil))
			s.picture(name("history-empty"))
		}
	}
}

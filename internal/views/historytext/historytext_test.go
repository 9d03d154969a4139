package historytext_test

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/historytext"
)

var at = time.Date(2026, 3, 4, 15, 4, 5, 0, time.UTC)

func entries() []history.Entry {
	secret := command.CreateVolume(command.NewVolume{Name: "v", Labels: []string{"db.password=hunter2"}})
	return []history.Entry{
		{Command: command.StopContainers(command.DefaultTimeout, "my_app", "it's"), Outcome: history.Done, At: at, Words: "2 containers were stopped."},
		{Command: command.RemoveVolumes("data"), Outcome: history.Failed, At: at, Words: "data was not removed: a container uses it.", Raw: "remove data: volume is in use - [edf9]"},
		{Command: command.StartContainers("web"), Outcome: history.Seen, At: at, Words: "web started.\nrm -rf /"},
		{Command: secret, Outcome: history.Done, At: at, Words: "The volume v was created."},
	}
}

func TestTheScriptRunsWhatSucceededHere(t *testing.T) {
	text := historytext.Script(entries(), at)
	var runs []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			runs = append(runs, line)
		}
	}
	if got := strings.Join(runs, "; "); got != `set -e; docker stop my_app 'it'\''s'` {
		t.Errorf("it runs %s", got)
	}
	if out, err := exec.Command("sh", "-n", "-c", text).CombinedOutput(); err != nil {
		t.Errorf("it is no script: %s", out)
	}
}

func TestTheSheetTellsEachStep(t *testing.T) {
	text := historytext.Sheet(entries(), at)
	for _, want := range []string{
		"1. 2 containers were stopped.", "`stop` asks it to finish", "docker volume rm data",
		"The engine's own words: `remove data: volume is in use - [edf9]`", "3. Seen, not done here: web started. rm -rf /",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q:\n%s", want, text)
		}
	}
}

func TestNoSecretIsWrittenDown(t *testing.T) {
	for _, text := range []string{historytext.Lines(entries()), historytext.Script(entries(), at), historytext.Sheet(entries(), at)} {
		if strings.Contains(text, "hunter2") {
			t.Errorf("it holds the secret:\n%s", text)
		}
	}
}

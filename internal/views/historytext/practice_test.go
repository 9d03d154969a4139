package historytext_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/historytext"
)

func TestPracticeIsMarkedAndNotRunAgain(t *testing.T) {
	log := history.New(nil)
	log.SetPractice(true)
	log.End(log.Begin(command.StopContainers(command.DefaultTimeout, "web"), at), history.Done, 0, "web was stopped.", "")
	log.SetPractice(false)
	log.End(log.Begin(command.StartContainers("web"), at), history.Done, 0, "web was started.", "")
	script := historytext.Script(log.Entries(), at)
	if strings.Contains(script, "\ndocker stop web") || !strings.Contains(script, "In practice, not with real Docker") || !strings.Contains(script, "\ndocker start web") {
		t.Errorf("the script is:\n%s", script)
	}
	if lines := historytext.Lines(log.Entries()); lines != "docker stop web # practice\ndocker start web\n" {
		t.Errorf("the lines are %q", lines)
	}
	if sheet := historytext.Sheet(log.Entries(), at); strings.Count(sheet, "In practice, not with real Docker") != 1 {
		t.Errorf("the sheet is:\n%s", sheet)
	}
}

package terminals

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/terminal"
)

func shell(user, dir string) wish {
	return wish{Wish: terminal.Wish{Container: "id", Name: "web", Command: []string{"/bin/sh"}, User: user, Dir: dir}}
}

func TestEveryEndHasItsWords(t *testing.T) {
	attached := wish{Wish: terminal.Wish{Name: "web"}}
	helping := shell("", "")
	helping.image = "busybox:1"
	failed := func(r terminal.Reason, what string) terminal.End {
		return terminal.End{Err: &terminal.Error{Reason: r, What: what, Raw: "raw\x1b[2J words"}}
	}
	for _, c := range []struct {
		wish wish
		end  terminal.End
		want string
	}{
		{shell("", ""), terminal.End{Known: true}, "sh ended with exit code 0."},
		{shell("", ""), terminal.End{Known: true, Code: 7}, "sh ended with exit code 7."},
		{shell("", ""), terminal.End{}, "sh ended."},
		{attached, terminal.End{Known: true, Code: 1}, "web ended with exit code 1."},
		{helping, terminal.End{Known: true}, "helper ended with exit code 0."},
		{shell("", ""), failed(terminal.ReasonNotRunning, ""), "web does not run. Start it first."},
		{shell("", ""), failed(terminal.ReasonPaused, ""), "web is paused. Unpause it first."},
		{shell("", ""), failed(terminal.ReasonRestarting, ""), "web is restarting. Try again when it runs."},
		{shell("", ""), failed(terminal.ReasonGone, ""), "web was removed, and the terminal with it."},
		{shell("", ""), failed(terminal.ReasonStopped, ""), "web stopped, and the terminal with it."},
		{shell("", ""), failed(terminal.ReasonNoProgram, "sh"), "web has no program called sh."},
		{helping, failed(terminal.ReasonNoProgram, "sh"), "busybox:1 has no program called sh."},
		{shell("", ""), failed(terminal.ReasonNotExecutable, "/etc"), "/etc in web is no program that can be run."},
		{shell("me", ""), failed(terminal.ReasonNoUser, "me"), "web knows no user called me."},
		{shell("", "/x"), failed(terminal.ReasonNoFolder, "/x"), "web has no folder /x."},
		{helping, failed(terminal.ReasonNoImage, ""), "This engine has no image called busybox:1."},
		{shell("", ""), failed(terminal.ReasonLost, ""), "The connection to the engine broke. What ran here may still run in web."},
		{shell("", ""), failed(terminal.ReasonClosed, ""), ""},
		{shell("", ""), failed(terminal.ReasonUnknown, ""), `The engine refuses it: raw\x1b[2J words`},
		{shell("", ""), terminal.End{Err: errors.New("dial")}, "The engine does not answer, so no terminal can be opened."},
		{shell("", ""), terminal.End{Err: context.Canceled}, ""},
	} {
		if got := ended(c.wish, c.end); got != c.want {
			t.Errorf("%v: %q, want %q", c.end, got, c.want)
		}
	}
}

func TestWhatWouldBeLostIsNamed(t *testing.T) {
	for _, c := range []struct {
		running []string
		known   bool
		want    string
	}{
		{nil, false, "What runs in this terminal is not known. Closing it ends that."},
		{[]string{"vi x"}, true, "“vi x” runs in this terminal. Closing it ends that."},
		{[]string{"a", "b"}, true, "“a” and “b” run in this terminal. Closing it ends them."},
		{[]string{"a", "b", "c"}, true, "“a”, “b” and “c” run in this terminal. Closing it ends them."},
		{[]string{"a", "b", "c", "d", "e"}, true, "“a”, “b”, “c” and 2 more programs run in this terminal. Closing it ends them."},
	} {
		if got := losses(c.running, c.known); got != c.want {
			t.Errorf("%q: %q, want %q", c.running, got, c.want)
		}
	}
}

func TestTheHelpersImageIsOneThatLikelyHasAShell(t *testing.T) {
	s := &object.Snapshot{Images: []*object.Image{
		{Tags: []string{"nginx:1.27"}}, {Tags: []string{"ubuntu:24.04", "alpine:3.20"}}, {}, {Tags: []string{"ghcr.io/me/busybox:1"}}, {Tags: []string{"app:1"}},
	}}
	if got := fmt.Sprint(helperImages(s)); got != "[ghcr.io/me/busybox:1 alpine:3.20 ubuntu:24.04 app:1 nginx:1.27]" {
		t.Error(got)
	}
}

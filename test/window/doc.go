// Package window starts the built program in a display of its own and drives
// it as a person does: with real X events, sent by xdotool. A test finds a
// control by its id, which the program tells on its --ui-socket, and clicks
// where it is.
//
//	w := window.Start(t, window.Options{Engine: engine})
//	w.Click("nav.containers")
//	w.Type("web")
//	w.WaitFor(func(t window.Tree) bool { return t.Shows("web") }, "the row of web")
//
// When the test ends the program is asked to quit. The test fails when it
// doesn't, when it ends with another code than 0, or when it logged a panic, a
// data race or a widget that was touched off the main goroutine (which Fyne
// tells only without the tag migrated_fynedo, so the program is built without).
//
// It needs Linux, Xvfb, xdotool, ImageMagick's import and Mesa's software GL.
// Where one is missing the test is skipped and says which; with
// DOCKDESK_NO_SKIP=1 it fails instead. These variables are read as well:
//
//	DOCKDESK_BINARY=FILE     drive this program instead of building one
//	DOCKDESK_WINDOW_RACE=1   build it with the race detector
//	DOCKDESK_PICTURES=DIR    where the picture of a failed test goes
//
// What was measured: without a window manager Fyne's window stands at 0,0,
// takes the keyboard by itself and follows xdotool windowsize; menus and
// dialogs are drawn inside of it. So none is started. The program may run in
// another network namespace than its Xvfb: the X library falls back from the
// abstract socket, which belongs to the namespace, to the one in the file
// system. A display with the demo is there after 0.7 s; "idle" takes 40 to 60
// ms, a click with its waiting about 0.2 s.
//
// It must know no page of the program: ids, texts and what they mean belong to
// the tests.
package window

package build

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// summarise gives what a person sees of the output of go test -v, and the list
// of what was skipped.
func summarise(t *testing.T, output string) (shown, skipped string) {
	t.Helper()
	list := filepath.Join(t.TempDir(), "skipped")
	cmd := exec.Command("awk", "-v", "skips="+list, "-f", "summary.awk")
	cmd.Stdin = strings.NewReader(output)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(list) // nothing skipped, no file
	return string(out), string(text)
}

func TestSummary(t *testing.T) {
	for _, c := range []struct{ name, output, shown, skipped string }{
		{
			"a package that passes takes a line",
			"=== RUN   TestA\n    a_test.go:3: chatter\n--- PASS: TestA (0.00s)\nPASS\nok  \tx/a\t0.1s\n",
			"ok  \tx/a\t0.1s\n", "",
		}, {
			"a package that fails is shown, without its tests that passed",
			"=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestB\n    b_test.go:3: wrong\n--- FAIL: TestB (0.00s)\nFAIL\nFAIL\tx/a\t0.1s\nFAIL\n",
			"    b_test.go:3: wrong\n--- FAIL: TestB (0.00s)\nFAIL\tx/a\t0.1s\n", "",
		}, {
			"a panic is shown",
			"=== RUN   TestA\npanic: on purpose\n\ngoroutine 1 [running]:\nFAIL\tx/a\t0.1s\nFAIL\n",
			"panic: on purpose\n\ngoroutine 1 [running]:\nFAIL\tx/a\t0.1s\n", "",
		}, {
			"a skipped test is listed with its reason",
			"=== RUN   TestA\n    a_test.go:3: no Xvfb\n--- SKIP: TestA (0.00s)\nPASS\nok  \tx/a\t0.1s\n",
			"ok  \tx/a\t0.1s\n", "x/a TestA: no Xvfb\n",
		}, {
			"skipped parts of a test, one without a reason",
			"=== RUN   TestA\n=== RUN   TestA/one\n    a_test.go:3: not root\n=== RUN   TestA/two\n--- PASS: TestA (0.00s)\n    --- SKIP: TestA/one (0.00s)\n    --- SKIP: TestA/two (0.00s)\nPASS\nok  \tx/a\t0.1s\n",
			"ok  \tx/a\t0.1s\n", "x/a TestA/one: not root\nx/a TestA/two: no reason given\n",
		}, {
			"parallel tests keep their own reasons",
			"=== RUN   TestA\n=== PAUSE TestA\n=== RUN   TestB\n=== PAUSE TestB\n=== CONT  TestA\n    a_test.go:3: first\n=== NAME  TestB\n    a_test.go:9: second\n--- SKIP: TestA (0.00s)\n--- SKIP: TestB (0.00s)\nok  \tx/a\t0.1s\n",
			"ok  \tx/a\t0.1s\n", "x/a TestA: first\nx/a TestB: second\n",
		}, {
			"what doesn't compile is shown though it comes within a package that passes",
			"=== RUN   TestA\n# x/b\nb.go:3: undefined: c\n--- PASS: TestA (0.00s)\nok  \tx/a\t0.1s\nFAIL\tx/b [build failed]\n",
			"# x/b\nb.go:3: undefined: c\nok  \tx/a\t0.1s\nFAIL\tx/b [build failed]\n", "",
		}, {
			"a package without tests takes no line",
			"?   \tx/a\t[no test files]\n",
			"", "",
		}, {
			"an end without a result is shown",
			"=== RUN   TestA\nkilled\n",
			"killed\n", "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			shown, skipped := summarise(t, c.output)
			if shown != c.shown {
				t.Errorf("shown\n%s\nwant\n%s", shown, c.shown)
			}
			if skipped != c.skipped {
				t.Errorf("skipped\n%s\nwant\n%s", skipped, c.skipped)
			}
		})
	}
}

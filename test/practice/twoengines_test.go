package practice_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/practice"
	"github.com/dockdesk/dockdesk/test/practice/lab"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// engineTests are packages whose tests ask a real engine, and those of them that
// every run of the tests holds to the practice engine too; "" is all.
var engineTests = map[string]string{
	"internal/engine/changes": "", "internal/engine/top": "", "internal/engine/terminal": "Typed|Died|Attaching|Helper|Nothing",
	"test/actions": "TestActionsDoWhatTheirCommandsDo/(container.(run|kill|rename|commit)|image.(tag|remove)|network.connect)$",
	"test/runform": "TestRunAnother|TestReplace|TestFurther",
}

// moreEngineTests take minutes all together; DOCKDESK_PRACTICE=all, as in make
// prove, runs them, and all of the others.
var moreEngineTests = []string{
	"internal/engine/session", "internal/engine/vitals", "test/diagnoses",
	"internal/engine/operations", "internal/engine/store", "internal/engine/stats", "internal/engine/logs", "internal/engine/files",
	"internal/engine", "internal/engine/layers", "internal/engine/build", "internal/engine/keep", "internal/engine/measure", "internal/engine/dockerfile",
	"internal/views/system", "internal/views/usage", "test/registries", "test/walk",
}

// realOnly are the tests that need a real engine by nature, and why.
var realOnly = map[string]string{
	"internal/engine/operations.TestPruneTakesTheBuildCacheThatTheDockerCommandTakes": "practice builds as the classic builder does, which keeps no records",
	"internal/engine/operations.TestPruneTakesWhatTheDockerCommandTakes":              "it expects what 20.10 does to volumes with a name; practice does as newer engines do",
	"internal/engine/operations.TestAnonymousVolumesAreAllThatAPlanForThemTakes":      "it expects 20.10, which puts no label on volumes that nobody named",
	"internal/engine/operations.TestAnonymousVolumesAreThoseThatTheEngineLabels":      "it expects 20.10, which puts no label on volumes that nobody named",
	"internal/engine/logs.TestATruncatedLogGoesOn":                                    "it shortens the engine's own file on the disk",
	"internal/engine/session.TestASessionTurnsToAnotherContextWhileItRuns":            "it needs two engines, and borrows the same one twice",
	"internal/engine/files.TestAnEmptyVolumeStaysEmpty":                               "it looks at the events of a whole second, in which a fast engine has done other tests",
	"internal/engine/stats.TestTrafficAndProcessesAreThoseOfDockerStats":              "it reaches a container by its address, which leads nowhere on this computer",
	"internal/engine/stats.TestNetworkIsARate":                                        "it reaches a container by its address, which leads nowhere on this computer",

	"test/actions.TestActionsDoWhatTheirCommandsDo/build-cache.prune":                    "practice builds as the classic builder does, which keeps no records",
	"test/actions.TestActionsDoWhatTheirCommandsDo/build-cache.prune_all":                "practice builds as the classic builder does, which keeps no records",
	"test/diagnoses.TestWhatARegistrySaysIsExplainedAndGoneRound/not_encrypted":          "its registry is at the address of a bridge, which is no network of this computer",
	"test/diagnoses.TestEveryFailureIsExplainedAndRepaired/registry_that_is_not_reached": "practice's own catalogue answers for the public registry, so it is always reached",
	"internal/engine.TestSSHReachesTheEngine":                                            "it knows the engine by its folder on this computer",
	"internal/engine/keep.TestAVolumeThatWasSavedComesBackAsItWas":                       "it writes into the volume's folder on this computer",
	"internal/engine/keep.TestAFileThatCantBeTrustedMakesNothing":                        "it writes into the volume's folder on this computer",
	"internal/engine/keep.TestWhatBreaksOffLeavesNothingHalf":                            "it writes into the volume's folder on this computer",
	"internal/engine/build.TestABuildIsTold":                                             "it leaves out a stage that nothing needs, as BuildKit does; practice builds as the classic builder",
	"internal/engine/build.TestACancelledBuildEndsInTheEngine":                           "it looks for the program among this computer's processes",
	"internal/engine/build.TestNoSecretReachesTheLog":                                    "secrets are BuildKit's; practice builds as the classic builder",
	"internal/engine/terminal.TestWhatRuns":                                              "it names the programs of a pipe in the order in which they began, which a simulated shell doesn't keep",
	"test/walk.TestAnotherEngineIsChosenInTheWindow":                                     "it needs two engines, and borrows the same one twice",
	"test/walk.TestEveryActionHasAWalk":                                                  "it asks no engine",
	"test/actions.TestEveryActionIsProven":                                               "it asks no engine",
}

// missing are the tests that ask what practice can't do yet, and what that is.
var missing = map[string]string{}

// outcomes runs the tests of a package against an engine at a socket, and gives
// how each ended.
func outcomes(t *testing.T, socket, name, only string) (map[string]string, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Minute)
	defer cancel()
	args := []string{"test", "-json", "-count=1", "-buildvcs=false", "-tags", "migrated_fynedo,no_emoji", "-timeout", "500s", "-run", only, "./" + name}
	if raced { // as this test is, so that what it is made of is built already
		args = slices.Insert(args, 1, "-race")
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), realengine.BorrowEnv+"="+socket, "DOCKDESK_NO_SKIP=0")
	cmd.WaitDelay = time.Second
	out, _ := cmd.CombinedOutput()
	ended := map[string]string{}
	var said strings.Builder
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var e struct{ Action, Test, Output string }
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			said.WriteString(lines.Text() + "\n")
			continue
		}
		if e.Action == "output" && strings.Contains(e.Output, "_test.go") {
			said.WriteString(e.Test + ": " + e.Output)
		}
		if e.Test != "" && (e.Action == "pass" || e.Action == "fail" || e.Action == "skip") {
			ended[e.Test] = e.Action
		}
	}
	return ended, said.String()
}

// wrong are the tests that failed and should not have: those without a reason,
// and without a part that failed, which says it better.
func wrong(name string, ended map[string]string) (failed []string) {
	excused := func(test string) bool { return realOnly[name+"."+test] != "" || missing[name+"."+test] != "" }
	for test, how := range ended {
		top, _, _ := strings.Cut(test, "/")
		if how != "fail" || excused(test) || excused(top) {
			continue
		}
		parts := false
		for other, how := range ended {
			parts = parts || how == "fail" && strings.HasPrefix(other, test+"/")
		}
		if !parts {
			failed = append(failed, test)
		}
	}
	slices.Sort(failed)
	return failed
}

func TestTheProjectsEngineTestsPassInPractice(t *testing.T) {
	if os.Getenv(realengine.BorrowEnv) != "" {
		t.Skip("the engine is borrowed already")
	}
	tests := maps.Clone(engineTests)
	if os.Getenv("DOCKDESK_PRACTICE") == "all" {
		for name := range engineTests {
			tests[name] = ""
		}
		for _, name := range moreEngineTests {
			tests[name] = ""
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		t.Run(name, func(t *testing.T) {
			e, err := practice.Start(practice.Options{Scene: "empty", Publish: true, Programs: lab.Programs})
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			dir, err := os.MkdirTemp("", "practice-") // a socket's path must be short
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = os.RemoveAll(dir) }()
			socket := filepath.Join(dir, "docker.sock")
			if err := e.ListenUnix(socket); err != nil {
				t.Fatal(err)
			}
			ended, said := outcomes(t, socket, name, tests[name])
			passed, failed := 0, wrong(name, ended)
			for _, how := range ended {
				if how == "pass" {
					passed++
				}
			}
			t.Logf("%d pass", passed)
			for _, test := range failed {
				t.Errorf("%s fails in practice", test)
			}
			if len(failed) > 0 || passed == 0 {
				t.Errorf("they say:\n%s", said)
			}
		})
	}
}

// Every package that asks a real engine is held to the practice engine as well,
// and no reason outlives its test.
func TestEveryEngineTestIsHeldToBothEngines(t *testing.T) {
	asks := func(dir string) (found bool) {
		files, err := filepath.Glob(filepath.Join("..", "..", dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found = found || strings.Contains(string(text), "realengine.Shared(") || strings.Contains(string(text), "realengine.Start(")
		}
		return found
	}
	held := slices.Concat(slices.Collect(maps.Keys(engineTests)), moreEngineTests, slices.Collect(maps.Keys(elsewhere)))
	for _, dir := range append(folders(t, "internal"), folders(t, "test")...) {
		if asks(dir) && !slices.Contains(held, dir) {
			t.Errorf("the tests of %s ask a real engine only", dir)
		}
	}
	for named := range realOnly {
		dir, test, _ := strings.Cut(named, ".")
		test, _, _ = strings.Cut(test, "/")
		if !defines(t, dir, test) {
			t.Errorf("%s has no test %s", dir, test)
		}
	}
}

// elsewhere are the packages that ask a real engine, and why all of them is
// about that one.
var elsewhere = map[string]string{
	"test/practice":                      "it compares both",
	"internal/engine/dockerfile/starter": "it compiles with real compilers",
	"test/realengine":                    "it is about private engines themselves",
	"test/bench":                         "it measures the real one",
	"test/topics":                        "it runs the guide's commands, whose images practice has others of",
	"test/localregistry":                 "it is about a registry beside a real one",
	"internal/engine/reach":              "it is about the addresses of real networks",
}

func folders(t *testing.T, under string) (all []string) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(filepath.Join(root, under), func(at string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			name, _ := filepath.Rel(root, at)
			all = append(all, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func defines(t *testing.T, dir, test string) (found bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found = found || strings.Contains(string(text), "func "+test+"(")
	}
	return found
}

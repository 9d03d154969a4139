#!/bin/bash
# Runs every test, or only the stages that are named: format, vet, staticcheck,
# architecture, rooms, engine, docker, window.
#
# What passes takes a line for each package; what fails is shown whole; what is
# skipped is listed at the end with its reason. The full output of each stage is
# in out/test. On Debian as root nothing may skip. Ends with 1 if anything
# failed.
set -u
cd "$(dirname "$0")/.." || exit 1
exec </dev/null

TAGS=${TAGS:-migrated_fynedo,no_emoji}
out=out/test
mkdir -p $out out/pictures
rm -f $out/*
export DOCKDESK_PICTURES=$PWD/out/pictures # of windows whose test failed

stages=${*:-format vet staticcheck architecture rooms engine docker window}
failed=()

if [ $# -eq 0 ]; then
	sh build/setup.sh test || exit 1
fi
if [ -e /etc/debian_version ] && [ "$(id -u)" -eq 0 ]; then
	export DOCKDESK_NO_SKIP=1
fi

# The race detector needs cgo and a system that it knows. vet and staticcheck
# look at the same build, so that nothing is compiled twice.
race=
if [ "$(go env CGO_ENABLED)" = 1 ] && go list -race std >/dev/null 2>&1; then
	race=-race
	export DOCKDESK_WINDOW_RACE=1
fi
flags=(-buildvcs=false -tags "$TAGS" $race)

stage() { # name, what to say, command…
	local name=$1 what=$2 begun=$SECONDS
	shift 2
	case " $stages " in *" $name "*) ;; *) return ;; esac
	printf '\n== %s\n' "$what"
	if "$@"; then
		printf '== %s: fine, %d s\n' "$what" $((SECONDS - begun))
	else
		failed+=("$what")
		printf '== %s: FAILED, %d s\n' "$what" $((SECONDS - begun))
	fi
}

formatted() {
	local bad
	bad=$(gofmt -l assets build cmd internal test) || return 1
	[ -z "$bad" ] || { printf 'gofmt would change:\n%s\n' "$bad"; return 1; }
}

vetted() { go vet "${flags[@]}" ./...; }

# staticcheck itself is built without the race detector, only what it looks at.
checked() {
	local tool
	go tool staticcheck -version >/dev/null && tool=$(go tool -n staticcheck) || return 1
	GOFLAGS="${GOFLAGS:-} -buildvcs=false $race" "$tool" -tags "$TAGS" ./...
}

# tests runs packages and shows of the verbose output what a person needs.
tests() { # name of the log, arguments of go test…
	local log=$out/$1.log
	shift
	go test "${flags[@]}" -count=1 -timeout 15m -v "$@" 2>&1 | tee "$log" | awk -v skips=$out/skipped -f build/summary.awk
	return "${PIPESTATUS[0]}"
}

others() { go list -tags "$TAGS" ./test/... | grep -v -e /test/architecture -e /test/window -e /test/walk; }

# other_docker asks the docker command for the truth once more, where the system
# has one besides the first in PATH: what docker commands know and send differs
# with their age, and a newcomer has the system's own.
other_docker() {
	local first other
	first=$(docker --version) || return 0
	other=$(type -aP docker | while read -r path; do
		[ "$("$path" --version)" = "$first" ] || { echo "$path"; break; }
	done)
	if [ -z "$other" ]; then
		echo "no other than $first"
		return
	fi
	echo "$("$other" --version), besides $first"
	mkdir -p out/docker && ln -sf "$other" out/docker/docker
	PATH=$PWD/out/docker:$PATH tests docker -skip '/driver that is not there' -run \
		'TestDockerKnows|DockerCommand(Uses|Lists)|TestInspectSays|TestOperationsDo.*/(create|update|connect)|TestActionsDo.*/(create|update|connect)' \
		./internal/engine ./internal/engine/operations ./internal/help/... ./test/actions
}

# Walks that go over ground which others go over too, each ten seconds and more:
# make prove has the time for them.
later='TestFoldersAndVariablesAreChosen|TestSeveralNetworksTakeSeveralSteps|TestARegistryThatDoesNotAnswer'
later+='|TestAVolumeThatNobodyHasIsBrowsed|TestTheCauseOfAnEndIsKnownAndHelpIsAtHand|TestAFailureIsPutRightFromTheHistory'
later+='|TestWhatFailsAtOnceIsExplained|TestAnImageIsRunFromItsMenu|TestAPersonFindsWhoUsesTheMost'
later+='|TestAPromptEndsAtOnceAndIsRunAgain|TestAnImageComesLayerByLayer|TestAPastedCommandFillsTheForm'
later+='|TestAContainerIsRunInPractice|TestAPortClashIsPutRightByOneClick'

# The same for what asks a real engine: two hundred containers, files of images both
# ways, and the share of practice that others have, too.
longer='TestTransfersDoWhatTheirCommandsDo|TestOneFailureDoesNotStopTheRestOf200'
longer+='|TestTheProjectsEngineTestsPassInPractice/test/actions|TestTheProjectsEngineTestsPassInPractice/test/runform'

# driven builds the programs that the window tests drive, so that compiling all
# of Fyne doesn't count against a test's time, and then drives them.
driven() {
	go build -buildvcs=false $race -o /dev/null ./cmd/dockdesk ./test/window/internal/demo &&
		tests window -p 1 -skip "^($later)\$" ./test/window/... ./test/walk
}

stage format "formatting" formatted
stage vet "go vet" vetted
stage staticcheck "staticcheck" checked
stage architecture "architecture" tests architecture ./test/architecture ./build
# The engine looks for a driver for half a minute before it says that there is none;
# make prove waits for it. What takes longest is begun first, so that no core is left
# without work at the end.
stage rooms "unit tests, headless views, rooms on the real engine" tests rooms -skip '/driver that is not there' \
	./internal/views/window ./internal/engine/operations ./assets/... ./cmd/... ./internal/...
stage engine "real engine" tests engine -skip "$longer" $(others)
stage docker "another docker command" other_docker
stage window "real window" driven

printf '\n== Skipped\n'
if [ -s $out/skipped ]; then
	sort -u $out/skipped
	[ -z "${DOCKDESK_NO_SKIP:-}" ] || failed+=("tests were skipped where none may")
else
	echo "nothing"
fi
printf '\n== Result after %d s\n' $SECONDS
if [ ${#failed[@]} -gt 0 ]; then
	printf 'FAILED: %s\n' "${failed[@]}"
	exit 1
fi
echo "all passed"

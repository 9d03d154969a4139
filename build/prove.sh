#!/bin/bash
# The long tests: everything that `make test` runs, then a hundred times the
# random cases, hundreds of containers for the run form, the window and engine
# tests five times over, and every fuzz target. Takes about an hour and a half on two cores.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0
bash build/test.sh || failed=1
[ -e /etc/debian_version ] && [ "$(id -u)" -eq 0 ] && export DOCKDESK_NO_SKIP=1

random=$(go list -tags "$TAGS" -f '{{range .TestImports}}{{if eq . "pgregory.net/rapid"}}{{$.ImportPath}} {{end}}{{end}}{{range .XTestImports}}{{if eq . "pgregory.net/rapid"}}{{$.ImportPath}} {{end}}{{end}}' ./...)
for pkg in $random; do
	echo "== 10,000 random cases of $pkg"
	go test -buildvcs=false -tags "$TAGS" -count=1 -timeout 60m "$pkg" -rapid.checks=10000 </dev/null || failed=1
done
echo "== the run form: hundreds of containers, by DockDesk and by docker"
DOCKDESK_RUNFORM=full go test -buildvcs=false -tags "$TAGS" -count=1 -timeout 60m ./test/runform </dev/null || failed=1
echo "== every action in a real window, by keyboard and by mouse"
DOCKDESK_WALK=all go test -buildvcs=false -tags "$TAGS" -count=1 -timeout 60m -run 'EveryAction|ShowMe|ShareNoNetwork' ./test/walk ./internal/views/window </dev/null || failed=1
echo "== the engine's tests, against the practice engine"
DOCKDESK_PRACTICE=all go test -buildvcs=false -tags "$TAGS" -count=1 -timeout 60m ./test/practice ./internal/engine/practice/... </dev/null || failed=1
echo "== window and engine, five times"
go test -buildvcs=false -tags "$TAGS" -count=5 -timeout 60m -p 1 ./test/... </dev/null || failed=1
echo "== what takes long, and every template"
go test -buildvcs=false -tags "$TAGS" -count=1 -timeout 20m -run '/driver that is not there' ./internal/engine/operations </dev/null || failed=1
DOCKDESK_STARTERS=all go test -buildvcs=false -tags "$TAGS" -count=1 -timeout 20m ./internal/engine/dockerfile/starter </dev/null || failed=1
bash build/fuzz.sh "${1:-30s}" || failed=1
exit $failed

#!/bin/bash
# Fuzzes every target of the module, each for the time that is given (60s). Go
# runs one target at a time.
set -u
cd "$(dirname "$0")/.." || exit 1
time=${1:-60s}
failed=0
for pkg in $(go list -tags "$TAGS" ./...); do
	dir=$(go list -tags "$TAGS" -f '{{.Dir}}' "$pkg")
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$dir"/*_test.go 2>/dev/null); do
		echo "== $pkg $target, $time"
		go test -buildvcs=false -tags "$TAGS" -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$pkg" </dev/null || failed=1
	done
done
exit $failed

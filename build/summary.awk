# Reads what `go test -v` prints. Of a package that passed it prints the closing
# line only, of one that failed everything but the tests that passed. Skipped
# tests go, with the last line that they logged, to the file named by `skips`.

# What doesn't compile is told at once: its lines come before, and between the
# lines of, other packages.
/^# / { compiling = 1; print; next }
compiling && /^(===|---|ok|FAIL|PASS|\?)/ { compiling = 0 }
compiling { print; next }

/^=== (RUN|CONT|NAME|PAUSE)/ { test = $3; next }

/^ *--- SKIP: / {
	name = $3
	reason = said[name]
	sub(/^ *[^ ]*\.go:[0-9]+: /, "", reason)
	skipped[++nskipped] = name ": " (reason == "" ? "no reason given" : reason)
	next
}
/^ *--- PASS: / { next }

/^(ok|FAIL|\?)[ \t]+[^ \t]+/ || /^[ \t]+[^ \t]+[ \t]+coverage: / {
	pkg = $2
	if ($1 == "FAIL")
		for (i = 1; i <= n; i++) print block[i]
	if ($1 != "?") print
	for (i = 1; i <= nskipped; i++) print pkg " " skipped[i] >> skips
	n = 0; nskipped = 0; test = ""; split("", said)
	fflush()
	next
}
/^(PASS|FAIL|ok)$/ { next }

{ block[++n] = $0; said[test] = $0 }

END { for (i = 1; i <= n; i++) print block[i] }

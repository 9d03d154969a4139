#!/bin/sh
# Prints the version: the tag that git describe finds, else the version of
# FyneApp.toml with the commit, else that version alone (no git, no history).
cd "$(dirname "$0")/.." || exit 1
plain=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
tag=$(git describe --tags --dirty 2>/dev/null)
commit=$(git describe --always --dirty 2>/dev/null)
echo "${tag:-$plain${commit:+-$commit}}"

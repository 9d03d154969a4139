#!/bin/sh
# Starts what was built. Where no window can be shown it writes the pictures of
# every page instead, and says so.
if [ "$(uname -s)" = Linux ] && [ -z "$DISPLAY$WAYLAND_DISPLAY" ]; then
	echo "There is no display here, so the pictures of every page go to out/shots instead."
	exec bin/dockdesk shots --out out/shots "$@"
fi
exec bin/dockdesk "$@"

#!/bin/sh
# Starts what was built. Where no window can be shown it writes the pictures of
# every page instead, and says so. Where no engine answers and nobody is there to
# ask, it is the practice engine that is shown.
practice=
[ -t 0 ] || practice=--practice=auto
if [ "$(uname -s)" = Linux ] && [ -z "$DISPLAY$WAYLAND_DISPLAY" ]; then
	echo "There is no display here, so the pictures of every page go to out/shots instead."
	exec bin/dockdesk shots --out out/shots $practice "$@"
fi
exec bin/dockdesk $practice "$@"

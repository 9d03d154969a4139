#!/bin/sh
# Installs what is missing on this computer, and nothing else.
#
#   setup.sh build   a C compiler, pkg-config and the OpenGL and X11 headers
#   setup.sh test    besides, what the tests drive: an engine, Xvfb, xdotool, …
#
# Each command is printed before it runs. It uses sudo only if it isn't root,
# and asks nothing when it isn't at a terminal. It ends with 1 when something
# that is needed to build is still missing.
set -u
purpose=${1:-build}

say() { printf '%s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }

# as_root prints a command and runs it as root.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		: # as it is
	elif ! have sudo; then
		say "This needs root, and there is no sudo: $*"
		return 1
	elif [ -t 0 ]; then
		set -- sudo "$@"
	else
		set -- sudo -n "$@"
	fi
	say "+ $*"
	"$@"
}

go_is_missing() {
	if ! have go; then
		say "Go 1.26 is needed and isn't here: install it as https://go.dev/doc/install says, then try again."
		return 0
	fi
	# From Go 1.21 on the go command fetches the version that go.mod asks for.
	minor=$(go env GOVERSION | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
	if [ "${minor:-99}" -lt 21 ]; then
		say "Go $(go env GOVERSION) is too old, 1.26 is needed: install it as https://go.dev/doc/install says, then try again."
		return 0
	fi
	return 1
}

# missing_to_build names what a build still lacks.
missing_to_build() {
	have cc || have gcc || have clang || printf 'a C compiler '
	[ "$(uname -s)" = Linux ] || return 0
	if ! have pkg-config; then
		printf 'pkg-config '
		return 0
	fi
	for lib in gl x11 xcursor xrandr xinerama xi xxf86vm; do
		pkg-config --exists "$lib" 2>/dev/null || printf '%s-headers ' "$lib"
	done
}

install_to_build() {
	if have apt-get; then
		apt gcc libc6-dev pkg-config libgl1-mesa-dev libx11-dev libxcursor-dev libxrandr-dev libxinerama-dev libxi-dev libxxf86vm-dev
	elif have dnf; then
		as_root dnf install -y gcc pkgconf-pkg-config mesa-libGL-devel libX11-devel libXcursor-devel libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel
	elif have pacman; then
		as_root pacman -S --needed --noconfirm gcc pkgconf mesa libx11 libxcursor libxrandr libxinerama libxi libxxf86vm
	elif have zypper; then
		as_root zypper --non-interactive install gcc pkg-config Mesa-libGL-devel libX11-devel libXcursor-devel libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel
	elif [ "$(uname -s)" = Darwin ]; then
		say "+ xcode-select --install"
		xcode-select --install # opens a dialog of the system
	elif have brew; then # Linux without one of the above
		say "+ brew install gcc pkgconf mesa libx11 libxcursor libxrandr libxinerama libxi libxxf86vm"
		brew install gcc pkgconf mesa libx11 libxcursor libxrandr libxinerama libxi libxxf86vm
	else
		say "No package manager that is known here (apt, dnf, pacman, zypper, brew)."
		return 1
	fi
}

# apt installs packages that aren't installed yet. Services that they bring
# (docker.io has one) are not started: tests start an engine of their own.
apt() {
	wanted=
	for package; do
		case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
		*"ok installed") ;;
		*) wanted="$wanted $package" ;;
		esac
	done
	[ -n "$wanted" ] || return 0
	policy=/usr/sbin/policy-rc.d
	ours=
	if [ "$(id -u)" -eq 0 ] && [ ! -e $policy ]; then
		say "+ install -m 755 (exit 101) $policy, until the packages are in: no service is started"
		printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy && ours=$policy
		trap 'rm -f "$ours"' EXIT INT TERM
	fi
	# A stale list names packages that are gone, so refresh it first.
	as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $wanted
	result=$?
	[ -z "$ours" ] || rm -f "$ours"
	trap - EXIT INT TERM
	return $result
}

setup_build() {
	if go_is_missing; then
		return 1
	fi
	missing=$(missing_to_build)
	[ -n "$missing" ] || return 0
	say "Missing to build: $missing"
	install_to_build
	missing=$(missing_to_build)
	if [ -n "$missing" ]; then
		say "Still missing to build: $missing"
		return 1
	fi
}

# setup_test installs what tests need where that is known to work: on Debian
# and its kin, as root. Elsewhere tests that lack something are skipped and say
# what.
setup_test() {
	if ! have apt-get || [ "$(id -u)" -ne 0 ]; then
		return 0
	fi
	apt ca-certificates git procps util-linux iproute2 iptables docker.io xvfb xdotool imagemagick libgl1-mesa-dri libgl1 fonts-dejavu-core busybox-static docker-registry || return 1
	have docker || apt docker-cli # Debian 13 has the command in a package of its own
}

setup_build || exit 1
if [ "$purpose" = test ]; then
	setup_test || exit 1
fi

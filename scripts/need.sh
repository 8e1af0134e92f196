#!/bin/sh
# usage: scripts/need.sh go|test
#
# Makes sure that the machine has what a make target needs. What is missing is installed from
# the system's packages when we are permitted to (root, or sudo without a password); otherwise
# one line says what to install. Nothing is ever installed but packages of the system.
set -eu
cd "$(dirname "$0")/.."

stop() { echo "$1" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

need_go() {
	want=$(awk '$1 == "go" { print $2 }' go.mod)
	have go || stop "Go is missing: install Go $want or newer from https://go.dev/dl/ and put its bin folder on the PATH."
	# An older go may fetch the right one by itself (GOTOOLCHAIN); then this prints that one.
	got=$(go env GOVERSION 2>/dev/null | sed 's/^go//; s/[^0-9.].*//') || got=
	oldest=$(printf '%s\n%s\n' "$want" "${got:-0}" | sort -V | head -n 1)
	[ "$oldest" = "$want" ] || stop "Go ${got:-(unknown version)} is too old: install Go $want or newer from https://go.dev/dl/."
}

has_postgres() {
	for dir in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /)")" "$(pg_config --bindir 2>/dev/null || echo /)"; do
		[ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && return
	done
	return 1
}

has_browser() { have chromium || have chromium-browser || have google-chrome || have google-chrome-stable; }

missing=
lacks() { missing="$missing $1"; }

need_test() {
	[ -n "${TEST_POSTGRES_URL:-}" ] || has_postgres || lacks postgresql
	has_browser || lacks chromium
	{ have cc || have gcc; } || missing="$missing gcc libc6-dev" # The race detector links with it.
	[ "$(uname)" != Linux ] || have strace || lacks strace
	# Debian's packages belong to Debian's own python, whichever is first on the PATH.
	/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || python3 -c 'import aiosmtpd' 2>/dev/null || lacks python3-aiosmtpd
	have prometheus || lacks prometheus
	have prometheus-alertmanager || lacks prometheus-alertmanager
	[ -n "$missing" ] || return 0

	how="Please install$missing (Debian and Ubuntu: sudo apt-get install$missing), then try again."
	have apt-get || stop "$how"
	as=
	if [ "$(id -u)" != 0 ]; then
		sudo -n true 2>/dev/null || stop "$how"
		as="sudo -n"
	fi
	echo "Installing from the system's packages:$missing"
	log=$(mktemp)
	# The tests start programs of their own: what is installed here shall not run as a service.
	policy=/usr/sbin/policy-rc.d
	[ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' | $as tee "$policy" >/dev/null && $as chmod 755 "$policy"; ours=1; }
	# shellcheck disable=SC2086 # Both lists are words on purpose.
	if ! { $as apt-get update -q && $as env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing; } >"$log" 2>&1; then
		[ -z "${ours:-}" ] || $as rm -f "$policy"
		tail -n 15 "$log" >&2
		rm -f "$log"
		stop "$how"
	fi
	[ -z "${ours:-}" ] || $as rm -f "$policy"
	if have systemctl; then $as systemctl disable prometheus prometheus-alertmanager >/dev/null 2>&1 || true; fi
	rm -f "$log"
}

need_go
case "${1:-go}" in
go) ;;
test) need_test ;;
*) stop "usage: scripts/need.sh go|test" ;;
esac

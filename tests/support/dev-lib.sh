#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What ./dev is made of below its commands: messages, packages, builds, the server. Sourced, never run.
# shellcheck disable=SC2034,SC2154 # variables are shared with ./dev: root, state, navolatd

say()
{
	printf '%s\n' "$*"
}

warn()
{
	printf 'warning: %s\n' "$*" >&2
}

die()
{
	printf 'error: %s\n' "$*" >&2
	exit 1
}

# Waits without a child process, which would outlive us and hold a pipe's end open.
nap()
{
	[ -n "${nap_fd:-}" ] || exec {nap_fd}<> <(:)
	read -rt "$1" -u "$nap_fd" || true
}

# Runs a command with its output in a log, telling every few seconds that it still runs.
quietly()
{
	local label=$1 log=$2 ticker status=0

	shift 2
	mkdir -p "$(dirname "$log")"
	(
		trap 'exit 0' TERM
		seconds=0
		while nap 10; do
			seconds=$((seconds + 10))
			say "  ... $label, $seconds s so far"
		done
	) &
	ticker=$!
	"$@" >"$log" 2>&1 </dev/null || status=$?
	kill "$ticker" 2>/dev/null || true
	wait "$ticker" 2>/dev/null || true
	if [ "$status" != 0 ]; then
		tail -n 25 "$log" >&2
		warn "$label failed; all of its output is in $log"
	fi
	return "$status"
}

# ---- packages ----

packages_run=(gcc g++ meson ninja-build pkg-config libc6-dev libmicrohttpd-dev libjansson-dev libpq-dev
	libjwt-dev libssl-dev libphonenumber-dev libcurl4-openssl-dev libwslay-dev
	postgresql-15 postgresql-client-15 curl python3)
packages_test=(libcmocka-dev python3-pytest python3-pytest-xdist python3-yaml python3-jsonschema
	python3-psycopg2 python3-requests python3-cryptography clang-format shellcheck)
packages_bench=(wrk)
packages_exchange=(sip-tester baresip-core)

as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# postgresql-15 would make and start a cluster of the system; ours is private, so it need not.
no_system_cluster()
{
	local conf=/etc/postgresql-common/createcluster.d/navolat.conf

	# shellcheck disable=SC2016 # expanded by the inner shell
	as_root sh -c 'mkdir -p "$(dirname "$1")" && echo "create_main_cluster = false" >"$1"' sh "$conf"
}

apt_install()
{
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update &&
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
			-o Dpkg::Use-Pty=0 install "$@"
}

# need_packages run [test] [exchange] [bench]: installs what is missing of these sets; says nothing when all is there.
need_packages()
{
	local set package missing=()

	for set in "$@"; do
		local -n list=packages_$set
		for package in "${list[@]}"; do
			# shellcheck disable=SC2016 # a format of dpkg-query
			[ "$(dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
				missing+=("$package")
		done
	done
	[ ${#missing[@]} != 0 ] || return 0
	if ! command -v apt-get >/dev/null; then
		die "these Debian packages (or their like) are needed: ${missing[*]}"
	fi
	if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
		die "packages are missing and there is no sudo. As root: apt-get install ${missing[*]}"
	fi
	say "Installing ${#missing[@]} Debian packages that are missing: ${missing[*]}"
	[ "$(id -u)" = 0 ] || sudo -v || die "sudo did not let us"
	if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
		no_system_cluster
	fi
	quietly "installing packages" "$state/install.log" apt_install "${missing[@]}" ||
		die "apt-get could not install them; see above"
}

# ---- builds ----

# build NAME meson-option...: configures once, then lets ninja find what changed.
build()
{
	local folder=$state/$1

	shift
	if [ -f "$folder/.source" ] && [ "$(cat "$folder/.source")" != "$root" ]; then
		rm -rf "$folder"
	fi
	if [ ! -f "$folder/build.ninja" ]; then
		quietly "configuring" "$folder.log" meson setup "$folder" "$root" "$@" ||
			die "the build could not be configured"
		printf '%s' "$root" >"$folder/.source"
	fi
	if [ -t 1 ]; then
		ninja -C "$folder" || die "the build failed"
	else
		quietly "building" "$folder.log" ninja -C "$folder" || die "the build failed"
	fi
}

build_release()
{
	say "Building navolatd ..."
	build build -Dbuildtype=release -Ddebug=true -Dtests=false
	navolatd=$state/build/server/main/navolatd
	[ -x "$navolatd" ] || die "the build made no $navolatd"
}

build_sanitized()
{
	say "Building with AddressSanitizer and UndefinedBehaviorSanitizer ..."
	build build-asan -Dbuildtype=debugoptimized -Doptimization=1 -Db_sanitize=address,undefined \
		-Dabort_on_bug=true
}

build_threads()
{
	say "Building with ThreadSanitizer ..."
	build build-tsan -Dbuildtype=debugoptimized -Doptimization=1 -Db_sanitize=thread -Dabort_on_bug=true
}

# The program that breaks itself where it is told to, for the proof of the fault harness (tests/fault).
build_planted()
{
	say "Building with planted faults ..."
	build build-planted -Dbuildtype=debugoptimized -Doptimization=1 -Dplants=true -Dtests=false \
		-Dabort_on_bug=true
}

# ---- the server and its cluster ----

cluster()
{
	local verb=$1

	shift
	NAVOLAT_DIR=$state "$root/tests/support/cluster.sh" "$verb" "$state/pg" "$@" 9>&-
}

# ---- a real exchange: tests/exchange/stand ----

stand()
{
	NAVOLAT_STAND_CACHE=$state PYTHONPATH=$root/tests "$python" -B -m exchange.stand "$@" 9>&-
}

stand_runs()
{
	[ -e "$state/stand" ] && stand status "$state/stand" >/dev/null 2>&1
}

# Downloaded once, and kept until ./dev clean.
fetch_asterisk()
{
	[ ! -e "$state/asterisk-$1/version" ] || return 0
	say "Fetching Asterisk $1 from Debian packages (about 20 MB, 52 MB unpacked; nothing is installed) ..."
	quietly "fetching Asterisk $1" "$state/asterisk-$1.log" stand fetch "$1" ||
		die "without an exchange nothing can be tried on it; see above"
}

config_value()
{
	[ ! -f "$state/navolat.conf" ] || sed -n "s/^$1 = //p" "$state/navolat.conf"
}

random_key()
{
	head -c 32 /dev/urandom | base64 -w 0
}

# The keys are made once and kept: tokens and client secrets depend on them.
write_config()
{
	local key pepper

	key=$(config_value auth.key)
	pepper=$(config_value auth.pepper)
	(
		umask 077
		cat >"$state/navolat.conf.new" <<CONF
# Made by ./dev; the keys stay, the rest is written again at each start.
database.url = $(cluster url navolat navolat)
http.address = 127.0.0.1
http.port = $port
auth.key = ${key:-dev1:$(random_key)}
auth.pepper = ${pepper:-$(random_key)}
$([ -n "$asterisk" ] && stand config "$state/stand" || echo "exchange.driver = simulator")
CONF
	)
	mv "$state/navolat.conf.new" "$state/navolat.conf"
}

# The server takes options from the environment too; what the env file of some copy left there must not win.
clean_env=(env -u NAVOLAT_URL -u NAVOLAT_CLIENT_ID -u NAVOLAT_CLIENT_SECRET -u NAVOLAT_DATABASE_URL
	-u NAVOLAT_DIR -u NAVOLAT_PORT)

# The pid of our server, or failure. A saved pid counts only while it is a navolatd with our configuration.
server_pid()
{
	local pid

	pid=$(cat "$state/navolatd.pid" 2>/dev/null) || return 1
	[[ $pid =~ ^[0-9]+$ ]] || return 1
	{ tr '\0' '\n' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qxF -- "$state/navolat.conf" || return 1
	printf '%s' "$pid"
}

port_free()
{
	! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

server_ready()
{
	[ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' "$url/health/ready")" = 200 ]
}

server_start()
{
	local tries=0

	: >"$state/navolatd.log"
	chmod 600 "$state/navolatd.log"
	# A session of its own: Ctrl-C in the terminal is ours to handle, in order.
	(
		exec 9>&- </dev/null >>"$state/navolatd.log" 2>&1
		echo "$BASHPID" >"$state/navolatd.pid"
		exec setsid "${clean_env[@]}" "$navolatd" --config "$state/navolat.conf" "$@" all
	) &
	until server_pid >/dev/null && server_ready; do
		tries=$((tries + 1))
		if [ "$tries" -gt 5 ] && ! server_pid >/dev/null; then
			tail -n 20 "$state/navolatd.log" >&2
			die "the server stopped at once; its log is $state/navolatd.log"
		fi
		[ "$tries" -lt 300 ] || die "the server did not become ready in 60 s; its log is $state/navolatd.log"
		nap 0.2
	done
}

server_stop()
{
	local pid tries=0

	if ! pid=$(server_pid); then
		rm -f "$state/navolatd.pid"
		return 0
	fi
	kill -TERM "$pid" 2>/dev/null || die "process $pid belongs to another user: stop it as that user"
	while server_pid >/dev/null; do
		tries=$((tries + 1))
		if [ "$tries" = 225 ]; then
			warn "the server did not stop in 45 s and is killed"
			kill -KILL "$pid" 2>/dev/null || true
		fi
		nap 0.2
	done
	rm -f "$state/navolatd.pid"
}

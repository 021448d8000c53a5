#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A private PostgreSQL cluster in one folder: data, log and unix socket, no TCP. It knows nothing of,
# and never touches, a cluster of the system.
#
#   cluster.sh start DIR [setting=value ...]   make it if it is not there, start it, wait until it answers
#   cluster.sh stop DIR                        stop it (fast shutdown)
#   cluster.sh crash DIR                       stop it as a crash would (immediate), for fault tests
#   cluster.sh status DIR                      exit code 0 when it runs
#   cluster.sh destroy DIR                     stop it and remove the folder
#   cluster.sh url DIR [database [user]]       connection URI
#
# PostgreSQL refuses to run as root, so for root everything runs as the user postgres, which must be able
# to enter every folder above DIR. Folders from $NAVOLAT_DIR down are opened for it (x for others, nothing
# more); a folder above that, such as /root, is none of ours: then, and when the socket's path would be
# too long, DIR becomes a link to a fresh folder in /var/tmp.
# The folder itself belongs to the cluster's user with mode 0700, which is what guards the socket.
set -euo pipefail

verb=${1:-}
dir=${2:-}
shift $(($# < 2 ? $# : 2))

# The address of a unix socket holds 107 bytes and a NUL; the file is called .s.PGSQL.5432.
socket_path_max=107
socket_name=.s.PGSQL.5432

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf 'error: %s\n' "$*" >&2
	exit 1
}

# Runs a command as the user the cluster belongs to, in a folder that user can read.
as_owner()
{
	if [ "$(id -u)" = 0 ]; then
		(cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups \
			env -i PATH="$PATH" HOME=/ LC_ALL=C.UTF-8 "$@")
	else
		(cd / && exec env -i PATH="$PATH" HOME="$HOME" LC_ALL=C.UTF-8 "$@")
	fi
}

find_programs()
{
	local version

	if [ -n "${NAVOLAT_PG_BIN:-}" ]; then
		bin=$NAVOLAT_PG_BIN
	elif as_owner test -f "$dir/data/PG_VERSION"; then
		version=$(as_owner cat "$dir/data/PG_VERSION")
		bin=/usr/lib/postgresql/$version/bin
	else
		bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
	fi
	if [ ! -x "$bin/postgres" ]; then
		die "PostgreSQL's programs were not found (looked in ${bin:-/usr/lib/postgresql}): install postgresql-15"
	fi
}

# Opens the folders from $NAVOLAT_DIR down to DIR's parent; fails when the owner still cannot enter.
open_parents()
{
	local parent=$1 base=${NAVOLAT_DIR:-} part mode

	if [ -n "$base" ] && [[ "$parent/" == "$base/"* ]]; then
		part=$base
		while :; do
			if ! as_owner test -x "$part" && as_owner test -x "$(dirname "$part")" && [ -O "$part" ]; then
				chmod o+x "$part"
				mode=$(stat -c %a "$part")
				say "Opened $part (now mode $mode) so that the user postgres can reach its cluster inside."
			fi
			[ "$part" != "$parent" ] || break
			part=$part/$(rest=${parent#"$part"/}; printf '%s' "${rest%%/*}")
		done
	fi
	as_owner test -x "$parent"
}

# Sets dir to the real folder of the cluster, making it when it is new.
make_folder()
{
	local parent why='' fresh bytes

	mkdir -p "$(dirname "$dir")"
	parent=$(cd "$(dirname "$dir")" && pwd -P)
	dir=$parent/$(basename "$dir")
	if [ -L "$dir" ] && [ ! -d "$dir" ]; then
		say "The cluster's folder $(readlink "$dir") is gone: starting with an empty database."
		rm "$dir"
	fi
	if [ -e "$dir" ]; then
		[ -L "$dir" ] || open_parents "$parent" || die "the user postgres can no longer enter $parent"
		dir=$(readlink -f "$dir")
		return
	fi
	bytes=$(printf '%s/%s' "$dir" "$socket_name" | wc -c)
	if [ "$bytes" -gt "$socket_path_max" ]; then
		why="the path of its socket would have $bytes bytes, more than the $socket_path_max allowed"
	elif [[ $dir == *[!A-Za-z0-9/_.+-]* ]]; then
		why="$dir has characters that do not go into a connection string"
	elif ! open_parents "$parent"; then
		why="the user postgres cannot enter $parent"
	fi
	if [ -n "$why" ]; then
		fresh=$(mktemp -d /var/tmp/navolat-pg.XXXXXX)
		ln -s "$fresh" "$dir"
		say "The cluster lives in $fresh ($dir links there), since $why."
		dir=$fresh
	else
		mkdir "$dir"
	fi
	chmod 700 "$dir"
	[ "$(id -u)" != 0 ] || chown postgres:postgres "$dir"
}

postmaster_pid()
{
	as_owner head -n 1 "$dir/data/postmaster.pid" 2>/dev/null
}

# A pid file proves nothing: the pid may be another program's by now.
running()
{
	local pid

	pid=$(postmaster_pid) || return 1
	[[ $pid =~ ^[0-9]+$ ]] && [ -r "/proc/$pid/cmdline" ] || return 1
	{ tr '\0' '\n' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qxF "$dir/data"
}

make_cluster()
{
	local owner

	if as_owner test -f "$dir/data/PG_VERSION"; then
		return
	fi
	owner=$(stat -c %U "$dir")
	as_owner test -w "$dir" ||
		die "$dir belongs to $owner: run this as the user who made it, or remove it (./dev clean)"
	as_owner rm -rf "$dir/data.new"
	as_owner "$bin/initdb" -D "$dir/data.new" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
		--no-instructions >/dev/null
	as_owner mv "$dir/data.new" "$dir/data"
}

# Durability is on, as everywhere: an acknowledged write survives a crash. The rest suits a small machine.
write_settings()
{
	{
		cat <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$dir'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
wal_buffers = 16MB
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_timeout = 15min
wal_compression = lz4
fsync = on
full_page_writes = on
synchronous_commit = on
random_page_cost = 1.1
effective_io_concurrency = 100
max_parallel_workers_per_gather = 0
jit = off
autovacuum_naptime = 5s
autovacuum_vacuum_cost_delay = 0
autovacuum_vacuum_scale_factor = 0.02
autovacuum_analyze_scale_factor = 0.05
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_line_prefix = '%m [%p] %a '
log_min_duration_statement = 2s
log_checkpoints = off
SETTINGS
		for setting in "$@"; do
			[[ $setting =~ ^[a-z_]+=[^\'\\]*$ ]] || die "not a setting: $setting"
			printf "%s = '%s'\n" "${setting%%=*}" "${setting#*=}"
		done
	} | as_owner tee "$dir/data/navolat.conf" >/dev/null
	if ! as_owner grep -q "^include 'navolat.conf'" "$dir/data/postgresql.conf"; then
		printf "\ninclude 'navolat.conf'\n" | as_owner tee -a "$dir/data/postgresql.conf" >/dev/null
	fi
}

psql_owner()
{
	as_owner "$bin/psql" -XAtq -v ON_ERROR_STOP=1 -h "$dir" -U postgres -d postgres "$@"
}

# The role that owns the database and migrates it is no superuser, as it should be in production.
make_database()
{
	if [ -z "$(psql_owner -c "SELECT 1 FROM pg_roles WHERE rolname = 'navolat'")" ]; then
		psql_owner -c "CREATE ROLE navolat LOGIN CREATEROLE CREATEDB"
	fi
	if [ -z "$(psql_owner -c "SELECT 1 FROM pg_database WHERE datname = 'navolat'")" ]; then
		psql_owner -c "CREATE DATABASE navolat OWNER navolat"
	fi
}

start()
{
	make_folder
	find_programs
	if running; then
		return
	fi
	make_cluster
	as_owner rm -f "$dir/data/postmaster.pid"
	write_settings "$@"
	if ! as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -s -w -t 60 start >/dev/null 2>&1; then
		as_owner tail -n 20 "$dir/log" >&2 || true
		die "PostgreSQL did not start; its log is $dir/log"
	fi
	make_database
}

stop()
{
	[ -d "$dir" ] || return 0
	dir=$(readlink -f "$dir")
	running || return 0
	find_programs
	as_owner "$bin/pg_ctl" -D "$dir/data" -s -w -t 60 -m "$1" stop
}

destroy()
{
	local link=$dir

	stop immediate
	rm -rf "$dir"
	[ ! -L "$link" ] || rm "$link"
}

case $verb in
start | stop | crash | status | destroy | url) ;;
*) die "usage: cluster.sh start|stop|crash|status|destroy|url DIR" ;;
esac
[ -n "$dir" ] || die "which folder?"
dir=$(readlink -m "$(dirname "$dir")")/$(basename "$dir")

case $verb in
start)
	start "$@"
	;;
stop)
	stop fast
	;;
crash)
	stop immediate
	;;
status)
	[ -d "$dir" ] || exit 3
	dir=$(readlink -f "$dir")
	running || exit 3
	;;
destroy)
	destroy
	;;
url)
	say "postgresql://${2:-postgres}@/${1:-navolat}?host=$(readlink -f "$dir")"
	;;
esac

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A real Asterisk in a folder, unpacked from Debian packages: no root, no chroot, no dpkg database, no
# service. Only the libraries that its core and the modules of config.py need come along.
#
#   fetch.sh DEST MAJOR SUITE...    from the first SUITE that has it: version MAJOR, or later when MAJOR
#                                   is 22 (testing and sid roll on). DEST/version tells what was had.
#
# Needs apt, dpkg-deb, tar and a Debian mirror (the machine's own one; NAVOLAT_MIRROR replaces it). About
# 20 MB to download and 10 s. Calls at the same time wait for the first one.
set -euo pipefail

dest=${1:-}
major=${2:-}
shift $(($# < 2 ? $# : 2))
suites=("$@")

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf 'error: %s\n' "$*" >&2
	exit 1
}

find_mirror()
{
	# shellcheck disable=SC2016 # a format of apt-get
	mirror=${NAVOLAT_MIRROR:-$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' \
		'Created-By: Packages' | awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')}
	mirror=${mirror%/}
	[ -n "$mirror" ] || die "apt on this machine knows no Debian mirror: name one, NAVOLAT_MIRROR=http://.../debian"
}

# Sets apt: options that give it lists, cache and status of its own, below DEST.
private_apt()
{
	local suite=$1

	work=$dest/apt
	rm -rf "$work"
	mkdir -p "$work"/{state/lists/partial,cache/archives/partial,etc/preferences.d}
	: >"$work/status"
	printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" \
		>"$work/sources.list"
	apt=(-qq -o "Dir::Etc=$work/etc" -o "Dir::Etc::sourcelist=$work/sources.list"
		-o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::main=/dev/null -o Dir::Etc::parts=/dev/null
		-o Dir::Etc::trustedparts=/etc/apt/trusted.gpg.d
		-o "Dir::State=$work/state" -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache"
		-o APT::Install-Recommends=0 -o Acquire::Languages=none -o Acquire::Retries=3 -o Debug::NoLocking=1
		-o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false
		-o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
	if [ "$(id -u)" = 0 ]; then
		apt+=(-o APT::Sandbox::User=root)
	fi
}

# The package's own library dependencies with all that they need; the hundred others are for modules we
# do not load. libgsm1 and libsrtp2-1 are for two that we do.
download()
{
	local offered direct wanted

	apt-get "${apt[@]}" update || return 1
	offered=$(apt-cache "${apt[@]}" policy asterisk | sed -n 's/^ *Candidate: //p' | sed 's/^[0-9]*://; s/\..*//')
	[[ $offered =~ ^[0-9]+$ ]] || return 1
	if [ "$offered" != "$major" ] && { [ "$major" != 22 ] || [ "$offered" -lt 22 ]; }; then
		say "it has Asterisk $offered, not $major" >&2
		return 1
	fi
	mapfile -t direct < <(apt-cache "${apt[@]}" depends asterisk | awk '/^ *\|?Depends: lib/ { print $2 }' | grep -v '<')
	[ ${#direct[@]} != 0 ] || return 1
	mapfile -t wanted < <(apt-get "${apt[@]}" -s install "${direct[@]}" libgsm1 libsrtp2-1 | awk '/^Inst lib/ { print $2 }')
	[ ${#wanted[@]} != 0 ] || return 1
	(cd "$work/cache/archives" && apt-get "${apt[@]}" download asterisk asterisk-modules "${wanted[@]}")
}

unpack()
{
	local package

	rm -rf "$dest/root"
	mkdir -p "$dest/root"
	for package in "$work"/cache/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$package" | tar -x --no-same-owner -C "$dest/root" \
			--exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale \
			--exclude=./usr/share/lintian --exclude='./usr/share/gconv*' --exclude='./usr/lib/*/gconv' \
			--exclude=./etc --exclude=./var
	done
}

[ ${#suites[@]} != 0 ] || die "usage: fetch.sh DEST MAJOR SUITE..."
mkdir -p "$dest"
dest=$(cd "$dest" && pwd -P)
exec 8>"$dest/lock"
flock 8
[ ! -e "$dest/version" ] || exit 0
find_mirror
for suite in "${suites[@]}"; do
	private_apt "$suite"
	if ! download 2>"$dest/fetch.log" || ! unpack 2>>"$dest/fetch.log"; then
		sed "s/^/  $suite: /" "$dest/fetch.log" >&2
		continue
	fi
	version=$(dpkg-deb -f "$work"/cache/archives/asterisk_*.deb Version)
	rm -rf "$work"
	printf '%s %s\n' "$version" "$suite" >"$dest/version.new"
	mv "$dest/version.new" "$dest/version"
	say "Unpacked Asterisk $version (Debian $suite) in $dest"
	exit 0
done
rm -rf "$dest/apt"
die "Asterisk $major is not to be had from $mirror (suites tried: ${suites[*]}). Give a mirror that has one of them by NAVOLAT_MIRROR, or unpack it elsewhere by this script and copy the folder to $dest"

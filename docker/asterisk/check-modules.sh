#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every module of modules.conf is there; Asterisk itself would start without it and fail at the first call.
set -eu
folder=${1:-/usr/lib/x86_64-linux-gnu/asterisk/modules}
missing=0
while read -r word _ module; do
	if [ "$word" = load ] && [ ! -e "$folder/$module" ]; then
		echo "$module is not in $folder" >&2
		missing=1
	fi
done <"$(dirname "$0")/modules.conf"
exit "$missing"

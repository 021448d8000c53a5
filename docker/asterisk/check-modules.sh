#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every module of modules.conf is there; Asterisk itself would start without it and fail at the first call.
set -eu
folder=${1:-/usr/lib/x86_64-linux-gnu/asterisk/modules}
for module in $(sed -n 's/^load = //p' "$(dirname "$0")/modules.conf"); do
	[ -e "$folder/$module" ] || { echo "$module is not in $folder" >&2; exit 1; }
done

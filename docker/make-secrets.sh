#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes what compose.yaml needs and no image may hold: keys, passwords, a certificate, telephones. What exists is kept.
#
#   docker/make-secrets.sh [FOLDER]      docker/secrets if none is given
#
# The folder is open to its owner alone; the files in it to all, since the users inside the containers are others.
set -euo pipefail

folder=${1:-$(cd "$(dirname "$0")" && pwd)/secrets}
umask 022
mkdir -p "$folder"
chmod 0700 "$folder"
cd "$folder"

random()
{
	head -c 24 /dev/urandom | base64 -w 0 | tr '+/' '-_'
}

# keep FILE: what comes in becomes that file, unless it is there.
keep()
{
	if [ -s "$1" ]; then
		cat >/dev/null
	else
		cat >"$1.new"
		mv "$1.new" "$1"
	fi
}

random | keep postgres_password
random | keep database_password
random | keep ari_password
printf 'postgresql://postgres:%s@db/navolat' "$(cat postgres_password)" | keep owner_url
printf 'postgresql://navolat:%s@db/navolat' "$(cat database_password)" | keep database_url
printf 'k1:%s' "$(head -c 32 /dev/urandom | base64 -w 0)" | keep auth_key
head -c 32 /dev/urandom | base64 -w 0 | keep auth_pepper

keep ari_user.conf <<CONF
[navolat]
type = user
read_only = no
password_format = plain
password = $(cat ari_password)
CONF

# Three operators' telephones, user names op1 to op3.
for name in op1 op2 op3; do
	cat <<CONF
[$name](phone)
auth = $name
aors = $name
[$name]
type = auth
auth_type = userpass
username = $name
password = $(random)
[$name](phone-aor)
CONF
done | keep phones.conf

# Your provider's, see docs/asterisk.md. Until then calls to clients end as faults of the trunk, which cost no attempt.
keep trunk.conf <<CONF
[carrier]
type = aor
contact = sip:provider.invalid
[carrier](trunk)
aors = carrier
CONF

# To be replaced by a real one. A name of your own: NAVOLAT_HOST=calls.example.com docker/make-secrets.sh
if [ ! -s tls.crt ] || [ ! -s tls.key ]; then
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj "/CN=${NAVOLAT_HOST:-localhost}" \
		-addext "subjectAltName=DNS:${NAVOLAT_HOST:-localhost}" -keyout tls.key -out tls.crt 2>/dev/null
	chmod 0644 tls.key
fi
echo "The secrets are in $folder: keep it as you keep the database."

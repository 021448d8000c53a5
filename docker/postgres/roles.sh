#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The servers' login in the database: made when it is not there, its password set anew, so that changing it is a restart.
# Where the database is: PGHOST, PGUSER and PGDATABASE; the superuser's password and the login's: OWNER_PASSWORD_FILE, PASSWORD_FILE.
set -euo pipefail

PGPASSWORD=$(cat "$OWNER_PASSWORD_FILE")
export PGPASSWORD

# psql reads the new password by itself, so that it stands on no command line.
exec psql -X -q -v ON_ERROR_STOP=1 <<'SQL'
\set password `cat "$PASSWORD_FILE"`
SELECT 'CREATE ROLE navolat LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'navolat') \gexec
ALTER ROLE navolat LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'password';
GRANT navolat_api, navolat_worker TO navolat;
SQL

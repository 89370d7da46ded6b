#!/bin/sh
# Makes the role that servers connect with, or gives it its password again. It may log in and nothing else.
set -eu
PGPASSWORD="$(cat /run/secrets/postgres_password)"
export PGPASSWORD
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 <<'SQL'
\set password `cat /run/secrets/server_password`
SELECT 'CREATE ROLE keepsake_server LOGIN'
  WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'keepsake_server') \gexec
ALTER ROLE keepsake_server PASSWORD :'password';
SQL

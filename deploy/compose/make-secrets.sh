#!/bin/sh
# Makes the secrets that compose.yaml names, once; run by root, since the servers' files belong to their user.
set -eu
umask 077
cd "$(dirname "$0")"
[ -e secrets ] && { echo "secrets/ is there already: nothing was changed"; exit 0; }
mkdir secrets
cd secrets
hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
hex 32 >master_key
# Made by the image, which has to be built before.
docker run --rm keepsake owner-token >owner_token
hex 32 >postgres_password
hex 32 >server_password
printf keepsake >s3_user
hex 32 >s3_password
# Servers have the password of a role that owns nothing; the owner's is for who makes the tables.
printf 'postgres:5432:keepsake:keepsake_server:%s\n' "$(cat server_password)" >pgpass
printf 'postgres:5432:keepsake:keepsake:%s\n' "$(cat postgres_password)" >owner_pgpass
printf '[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$(cat s3_user)" "$(cat s3_password)" >s3_credentials
# The user of the image, see Dockerfile. PostgreSQL and the object store read theirs as root.
if [ "$(id -u)" -eq 0 ]; then chown 10001:10001 master_key owner_token pgpass owner_pgpass s3_credentials
else echo "not run as root: give master_key, owner_token, pgpass, owner_pgpass and s3_credentials to user 10001 yourself"; fi
echo "made in $(pwd); keep master_key: without it nothing that is stored can be read"

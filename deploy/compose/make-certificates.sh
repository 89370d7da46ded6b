#!/bin/sh
# Makes an authority and PostgreSQL's certificate in /certificates, once. The authority's own key is not kept.
set -eu
cd /certificates
[ -e postgres.pem ] && exit 0
openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj '/CN=Keepsake compose' -keyout ca.key -out ca.pem
openssl req -newkey rsa:3072 -nodes -subj '/CN=postgres' -keyout postgres.key -out postgres.csr
printf 'subjectAltName=DNS:postgres\n' >names
openssl x509 -req -in postgres.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile names -out postgres.new
rm -f ca.key ca.srl postgres.csr names
# PostgreSQL takes a key that its own user alone can read.
chown 999:999 postgres.key
chmod 600 postgres.key
chmod 644 ca.pem postgres.new
mv postgres.new postgres.pem

#!/bin/sh
# Run once by the database container: the roles, and the database that the owner owns.
# The statements are those of `manage.py print_roles_sql`; a test compares them.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE relcrm_owner LOGIN CREATEDB PASSWORD :'owner_password';
CREATE ROLE relcrm_system NOLOGIN;
CREATE ROLE relcrm_app LOGIN NOINHERIT PASSWORD :'app_password';
GRANT relcrm_system TO relcrm_app;
CREATE DATABASE relcrm OWNER relcrm_owner;
SQL

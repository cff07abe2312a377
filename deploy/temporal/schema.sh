#!/bin/sh
# Creates or upgrades the schemas of a Temporal server on PostgreSQL; runs in temporalio/admin-tools.
# The password is in SQL_PASSWORD, which temporal-sql-tool reads itself.
set -eu

tool() { # tool DATABASE ARGUMENT...
  database=$1
  shift
  temporal-sql-tool --plugin "$SQL_PLUGIN" --ep "$SQL_HOST" -p "$SQL_PORT" -u "$SQL_USER" --db "$database" "$@"
}

setup() { # setup DATABASE FOLDER
  tool "$1" create
  # An existing schema may refuse version 0; what counts is that the update succeeds.
  tool "$1" setup-schema -v 0.0 || true
  tool "$1" update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

setup temporal temporal
setup temporal_visibility visibility

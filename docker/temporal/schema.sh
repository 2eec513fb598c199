#!/bin/sh
# Makes Temporal's two databases, or brings their tables to this release; may be run again at any time.
# POSTGRES_SEEDS, DB_PORT, POSTGRES_USER and SQL_PASSWORD (or the file SQL_PASSWORD_FILE) say where.
set -eu
tool=${SQL_TOOL:-temporal-sql-tool}
schema=${SCHEMA:-/etc/temporal/schema/postgresql/v12}
if [ -n "${SQL_PASSWORD_FILE:-}" ]; then
  SQL_PASSWORD=$(cat "$SQL_PASSWORD_FILE")
  export SQL_PASSWORD
fi

sql() {
  "$tool" --plugin postgres12 --ep "$POSTGRES_SEEDS" -p "${DB_PORT:-5432}" -u "$POSTGRES_USER" --db "$database" "$@"
}

for kind in temporal visibility; do
  database=temporal
  [ $kind = visibility ] && database=temporal_visibility
  sql create
  sql setup-schema -v 0.0
  sql update-schema -d "$schema/$kind/versioned"
done

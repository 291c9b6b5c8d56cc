# How do tests and measurements get a PostgreSQL of their own? Sourced, not run.
#
#   postgres_start [SETTING=VALUE ...]   a throw-away cluster on a free port of 127.0.0.1; sets POSTGRES_URL (without a
#                                        database at its end), POSTGRES_PORT and POSTGRES_BIN
#   postgres_stop                        stops it and removes its files; call it from a trap

# Runs a program as a user that PostgreSQL accepts: it refuses root.
as_postgres() {
  if ((EUID == 0)); then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

postgres_start() {
  POSTGRES_BIN=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)")
  POSTGRES_HOME=$(mktemp -d)
  if ((EUID == 0)); then chown postgres "$POSTGRES_HOME"; fi
  POSTGRES_PORT=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
  as_postgres "$POSTGRES_BIN/initdb" -N -A trust -U postgres -E UTF8 --locale=C.UTF-8 -D "$POSTGRES_HOME/data" >"/dev/null"
  local options="-p $POSTGRES_PORT -k $POSTGRES_HOME -c listen_addresses=127.0.0.1 -c max_connections=400" setting
  for setting in "$@"; do options+=" -c $setting"; done
  as_postgres "$POSTGRES_BIN/pg_ctl" -w -s -D "$POSTGRES_HOME/data" -l "$POSTGRES_HOME/log" -o "$options" start
  POSTGRES_URL="postgres://postgres@127.0.0.1:$POSTGRES_PORT"
  export POSTGRES_URL POSTGRES_PORT POSTGRES_BIN
}

postgres_stop() {
  if [[ -z ${POSTGRES_HOME:-} ]]; then return; fi
  as_postgres "$POSTGRES_BIN/pg_ctl" -w -s -m immediate -D "$POSTGRES_HOME/data" stop || true
  rm -rf "$POSTGRES_HOME"
}

#!/usr/bin/env bash
# Runs the database and adapter tests on a real Postgres with pgvector and a real Redis.
#
# Their addresses are taken from TEST_DATABASE_URL and TEST_REDIS_URL. Without them, servers of this run's own are started
# from what the machine has or, on Debian as root in CI, can install. Where neither is possible it says why and exits 0.
set -uo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d /tmp/concierge-services-XXXXXX)
chmod 755 "$work"
finish() {
  [ -n "${pg_bin:-}" ] && [ -f "$work/data/postmaster.pid" ] && as_postgres "$pg_bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1
  [ -n "${redis_pid:-}" ] && kill "$redis_pid" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
skip() {
  echo "services: skipped, $1"
  exit 0
}
can_install() { [ -n "${CI:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >"$work/apt.log" 2>&1; }
# Postgres refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

start_redis() {
  if ! command -v redis-server >/dev/null; then
    can_install && apt-get update -qq >/dev/null 2>&1
    can_install && install redis-server || skip "there is no redis-server"
  fi
  local port
  port=$(free_port)
  redis-server --port "$port" --bind 127.0.0.1 --save "" --appendonly no --dir "$work" >"$work/redis.log" 2>&1 &
  redis_pid=$!
  export TEST_REDIS_URL="redis://127.0.0.1:$port"
}

# Debian 12 has Postgres 15 without pgvector; a newer Debian has pgvector's source, which builds against these headers.
# The source line is made from the machine's own package list, so that it comes from wherever this machine installs from.
build_pgvector() {
  can_install || return 1
  local version=$1 host
  host=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | grep -v '^#' | head -n 1 | tr -d ' ')
  [ -n "$host" ] || return 1
  apt-get update -qq >/dev/null 2>&1
  install "postgresql-server-dev-$version" build-essential dpkg-dev || return 1
  mkdir -p "$work/source" "$work/lists/partial"
  printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s trixie main\n' "$host" >"$work/trixie.list"
  local apt=(-qq -o "Dir::Etc::sourcelist=$work/trixie.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists" -o APT::Sandbox::User=root)
  (
    cd "$work/source" && apt-get "${apt[@]}" update && apt-get "${apt[@]}" source pgvector && cd pgvector-*/ &&
      make -s OPTFLAGS="" PG_CONFIG="/usr/lib/postgresql/$version/bin/pg_config" &&
      make -s install PG_CONFIG="/usr/lib/postgresql/$version/bin/pg_config"
  ) >"$work/pgvector.log" 2>&1
}

start_postgres() {
  pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$pg_bin" ]; then
    can_install && apt-get update -qq >/dev/null 2>&1 && install postgresql || skip "there is no Postgres server"
    pg_bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  fi
  [ -x "$pg_bin/initdb" ] || skip "there is no Postgres server"
  local version port share
  version=$(basename "$(dirname "$pg_bin")")
  share=/usr/share/postgresql/$version/extension
  if [ ! -f "$share/vector.control" ]; then
    build_pgvector "$version" || skip "Postgres $version here has no pgvector, and it could not be built"
  fi
  port=$(free_port)
  mkdir "$work/data" "$work/socket"
  if [ "$(id -u)" = 0 ]; then chown postgres "$work/data" "$work/socket"; fi
  as_postgres "$pg_bin/initdb" -D "$work/data" -U concierge -A trust -E UTF8 --no-sync >"$work/initdb.log" 2>&1 || skip "initdb failed"
  as_postgres "$pg_bin/pg_ctl" -D "$work/data" -w -o "-p $port -c listen_addresses=127.0.0.1 -k $work/socket" -l "$work/socket/log" start >/dev/null 2>&1 ||
    skip "Postgres did not start"
  export TEST_DATABASE_URL="postgres://concierge@127.0.0.1:$port/postgres"
}

[ -n "${TEST_REDIS_URL:-}" ] || start_redis
[ -n "${TEST_DATABASE_URL:-}" ] || start_postgres
echo "services: real Postgres and real Redis"
npx vitest run --project db --project sim lib prisma

# Sourced by run, bench and monitoring/try: starts a server of its own, and stops it again.
# Sets ANTREAN_URL, ANTREAN_MANAGEMENT_URL, ANTREAN_POSTGRES_URI and ANTREAN_REDIS_URI, unless
# ANTREAN_URL names a running server already: then the others must name its parts.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
target=$here/target
server_pid=
server_dir=
server_management=
node_pid=
job_pid=
# More variables of the server, NAME=VALUE.
serving=()
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '%s %s\n' "$(date +%T)" "$*" >&2 || true; }
die() { say "$*"; exit 2; }

# maven ARGUMENTS: the mvn of the PATH, else the wrapper, which fetches one.
maven() {
  local mvn=mvn
  command -v mvn >/dev/null 2>&1 || mvn=$root/mvnw
  "$mvn" -B -Dstyle.color=never "$@" </dev/null
}

# Builds the server's jar, if it is missing or older than its sources.
build_server() {
  local jar=$root/target/antrean.jar
  [ ! -f "$jar" ] || [ -n "$(find "$root/pom.xml" "$root/src/main" -newer "$jar" -print -quit)" ] ||
    return 0
  say 'building target/antrean.jar (without the tests)'
  maven -q -f "$root/pom.xml" package -DskipTests || die 'the server does not build'
}

# Builds what is missing: the server, and the load tests.
build() {
  [ -n "${ANTREAN_URL:-}" ] || build_server
  say 'compiling the load tests'
  maven -q -f "$here/pom.xml" test-compile || die 'the load tests do not compile'
}

# alongside COMMAND: runs it in a process group of its own and waits, so that a signal to us ends it
# and whatever it forked at once. (bash handles no signal while a foreground command runs.)
alongside() {
  local ended=0
  set -m
  "$@" &
  job_pid=$!
  set +m
  wait "$job_pid" || ended=$?
  job_pid=
  return "$ended"
}

clean_up() {
  local pid
  # Whoever read what we say may be gone; our server must go too.
  trap '' PIPE
  for pid in $job_pid ${fault_pid:-}; do
    kill -TERM -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  stop_server
}

# program CLASS ARGUMENTS: one of the load tests' own programs.
program() {
  java -Xmx2g -Dslf4j.internal.verbosity=ERROR -cp "$target/classes:$(cat "$target/class-path")" \
    "io.antrean.load.$@"
}

# gatling SCENARIO: runs it, and makes its report; what it says is kept in target/gatling.log, too.
gatling() {
  cd "$here"
  java -Xmx2g --add-opens=java.base/java.lang=ALL-UNNAMED \
    -cp "$target/test-classes:$target/classes:$(cat "$target/class-path-of-scenarios")" \
    io.gatling.app.Gatling -s "io.antrean.load.$1" -rf "$target/gatling" |
    tee "$target/gatling.log"
}

# address NAME [LOG]: what a server printed as NAME's address.
address() {
  sed -nE "/^[[:space:]]*$1[[:space:]]+([a-z]+:\/\/[^[:space:]]+).*/{s//\1/p;q}" \
    "${2:-$target/server.log}"
}

start_server() {
  if [ -n "${ANTREAN_URL:-}" ]; then
    : "${ANTREAN_POSTGRES_URI:?must name the PostgreSQL of the server at ANTREAN_URL}"
    : "${ANTREAN_REDIS_URI:?must name the Redis of the server at ANTREAN_URL}"
    export ANTREAN_URL ANTREAN_POSTGRES_URI ANTREAN_REDIS_URI
    return
  fi
  mkdir -p "$target"
  server_dir=$(cd "$(mktemp -d "${TMPDIR:-/tmp}/antrean-load.XXXXXX")" && pwd -P)
  say 'starting a server of our own (its log: load-tests/target/server.log)'
  launch server "${serving[@]}" ANTREAN_DEMO_HISTORY=false ANTREAN_DEV_DIR="$server_dir" -- --dev
  server_pid=$!
  await_ready "$server_pid" "$target/server.log"
  ANTREAN_URL=$(address api "$target/server.log")
  ANTREAN_POSTGRES_URI=$(address postgres "$target/server.log")
  ANTREAN_REDIS_URI=$(address redis "$target/server.log")
  server_management=$(address management "$target/server.log")
  ANTREAN_MANAGEMENT_URL=$server_management
  export ANTREAN_URL ANTREAN_POSTGRES_URI ANTREAN_REDIS_URI ANTREAN_MANAGEMENT_URL
  say "the server is at $ANTREAN_URL"
}

# A second node beside the server of our own, on the same stores and with the same secrets.
start_second_node() {
  local secrets=$server_dir/secrets
  launch node ANTREAN_HTTP_HOST=127.0.0.1 \
    ANTREAN_POSTGRES_URI="$ANTREAN_POSTGRES_URI" ANTREAN_REDIS_URI="$ANTREAN_REDIS_URI" \
    ANTREAN_TOKEN_SECRET_FILE="$secrets/token" ANTREAN_TICKET_KEY_FILE="$secrets/ticket" \
    ANTREAN_PEPPER_FILE="$secrets/pepper" --
  node_pid=$!
  await_ready "$node_pid" "$target/node.log"
  export ANTREAN_URL="$ANTREAN_URL,$(address api "$target/node.log")"
  say "the second node is at ${ANTREAN_URL#*,}"
}

# launch NAME VARIABLE=VALUE... -- ARGUMENTS: starts a server; its log is target/NAME.log.
launch() {
  local log=$target/$1.log variables=()
  shift
  while [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift
  # At once: what an earlier server printed is not this one's.
  : >"$log"
  env -u ANTREAN_URL -u ANTREAN_MANAGEMENT_URL -u ANTREAN_POSTGRES_URI -u ANTREAN_REDIS_URI \
    -u ANTREAN_JAVA_OPTIONS ANTREAN_LOAD_TEST=true \
    ANTREAN_HTTP_PORT=0 ANTREAN_MANAGEMENT_PORT=0 "${variables[@]}" \
    setsid java ${ANTREAN_JAVA_OPTIONS:-} -jar "$root/target/antrean.jar" "$@" \
    >>"$log" 2>&1 </dev/null &
}

# await_ready PID LOG: two minutes at most.
await_ready() {
  for ((i = 0; i < 600; i++)); do
    ! grep -qx ready "$2" 2>/dev/null || return 0
    kill -0 "$1" 2>/dev/null || { tail -20 "$2" >&2; die 'the server did not start'; }
    sleep 0.2
  done
  tail -20 "$2" >&2
  die 'the server was not ready within two minutes'
}

# Asks the server to stop, waits a minute at most, and then kills it. Its stores end with it, unless
# it was killed, or they are not those that it had started.
stop_server() {
  local postgres_pid redis_pid
  [ -n "$server_pid" ] || return 0
  say 'stopping the server'
  end_stopped_stores
  postgres_pid=$(postmaster) || true
  redis_pid=$(redis) || true
  [ -z "$node_pid" ] || stop_process "$node_pid" TERM
  stop_process "$server_pid" TERM
  [ -z "$postgres_pid" ] || stop_process "$postgres_pid" INT
  [ -z "$redis_pid" ] || stop_process "$redis_pid" TERM
  server_pid=
  node_pid=
  rm -rf "$server_dir"
}

# stop_process PID SIGNAL
stop_process() {
  kill "-$2" "$1" 2>/dev/null || return 0
  for ((i = 0; i < 300; i++)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.2
  done
  say "process $1 did not stop within a minute and is killed"
  kill -KILL "$1" 2>/dev/null || true
}

# A scenario that was cut short may have left PostgreSQL standing.
end_stopped_stores() {
  local pid
  pid=$(postmaster) || return 0
  kill -CONT "$pid" $(cat "/proc/$pid/task/$pid/children") 2>/dev/null || true
}

# The process of our own PostgreSQL, of our own Redis; fails when it does not run.
postmaster() { works_in "$(head -1 "$server_dir/postgres/data/postmaster.pid" 2>/dev/null)" data; }
redis() { works_in "$(cut -d' ' -f1 "$(redis_file)" 2>/dev/null)" 'redis-[0-9]*'; }

# Where dev mode keeps the process and the port of its Redis.
redis_file() { echo "$server_dir"/redis-[0-9]*/process; }

# works_in PID FOLDER: the pid, if it is of a process that works in such a folder of our server.
works_in() {
  [ -n "$1" ] && [[ $(readlink "/proc/$1/cwd" 2>/dev/null) == "$server_dir"/*$2 ]] && echo "$1"
}

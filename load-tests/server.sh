# Sourced by run, bench and monitoring/try: starts a server of its own on free ports, and stops it
# again. Sets ANTREAN_URL, ANTREAN_POSTGRES_URI and ANTREAN_REDIS_URI, unless ANTREAN_URL names a running
# server already: then the other two must name its stores.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
target=$here/target
server_pid=
server_dir=
job_pid=
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }
die() { say "$*"; exit 2; }

# maven ARGUMENTS: the mvn of the PATH, else the wrapper, which fetches one.
maven() {
  local mvn=mvn
  command -v mvn >/dev/null 2>&1 || mvn=$root/mvnw
  "$mvn" -B -Dstyle.color=never "$@" </dev/null
}

build_server() {
  [ ! -f "$root/target/antrean.jar" ] || return 0
  say 'building target/antrean.jar (without the tests)'
  maven -q -f "$root/pom.xml" package -DskipTests
}

# Builds what is missing: the server's jar, and the load tests.
build() {
  [ -n "${ANTREAN_URL:-}" ] || build_server
  say 'compiling the load tests'
  maven -q -f "$here/pom.xml" test-compile
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
  [ -z "$job_pid" ] || kill -TERM -- "-$job_pid" 2>/dev/null || true
  stop_server
}

# program CLASS ARGUMENTS: one of the load tests' own programs.
program() {
  java -Xmx2g -Dslf4j.internal.verbosity=ERROR -cp "$target/classes:$(cat "$target/class-path")" \
    "io.antrean.load.$@"
}

# address NAME: what the server printed as NAME's address.
address() {
  sed -nE "/^[[:space:]]*$1[[:space:]]+([a-z]+:\/\/[^[:space:]]+).*/{s//\1/p;q}" "$target/server.log"
}

start_server() {
  if [ -n "${ANTREAN_URL:-}" ]; then
    : "${ANTREAN_POSTGRES_URI:?must name the PostgreSQL of the server at ANTREAN_URL}"
    : "${ANTREAN_REDIS_URI:?must name the Redis of the server at ANTREAN_URL}"
    export ANTREAN_URL ANTREAN_POSTGRES_URI ANTREAN_REDIS_URI
    return
  fi
  mkdir -p "$target"
  : >"$target/server.log"
  server_dir=$(mktemp -d "${TMPDIR:-/tmp}/antrean-load.XXXXXX")
  say 'starting a server of our own (its log: load-tests/target/server.log)'
  env -u ANTREAN_POSTGRES_URI -u ANTREAN_REDIS_URI -u ANTREAN_JAVA_OPTIONS \
    ANTREAN_LOAD_TEST=true ANTREAN_DEV_DIR="$server_dir" \
    ANTREAN_HTTP_PORT=0 ANTREAN_MANAGEMENT_PORT=0 \
    setsid java ${ANTREAN_JAVA_OPTIONS:-} -jar "$root/target/antrean.jar" --dev \
    >"$target/server.log" 2>&1 </dev/null &
  server_pid=$!
  for ((i = 0; i < 240; i++)); do
    kill -0 "$server_pid" 2>/dev/null || { tail -20 "$target/server.log" >&2; die 'the server did not start'; }
    ANTREAN_URL=$(address api) ANTREAN_POSTGRES_URI=$(address postgres) ANTREAN_REDIS_URI=$(address redis)
    if [ -n "$ANTREAN_URL" ] && [ -n "$ANTREAN_POSTGRES_URI" ] && [ -n "$ANTREAN_REDIS_URI" ]; then
      ANTREAN_MANAGEMENT_URL=$(address management)
      export ANTREAN_URL ANTREAN_POSTGRES_URI ANTREAN_REDIS_URI ANTREAN_MANAGEMENT_URL
      say "the server is at $ANTREAN_URL"
      return
    fi
    sleep 0.5
  done
  tail -20 "$target/server.log" >&2
  die 'the server printed no addresses within two minutes'
}

# Asks the server to stop, waits a minute at most, and then kills it.
stop_server() {
  [ -n "$server_pid" ] || return 0
  say 'stopping the server'
  kill -TERM "$server_pid" 2>/dev/null || true
  for ((i = 0; i < 120; i++)); do
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.5
  done
  if kill -KILL "$server_pid" 2>/dev/null; then
    say "the server did not stop within a minute and was killed; its stores may live on in $server_dir"
  else
    rm -rf "$server_dir"
  fi
  server_pid=
}

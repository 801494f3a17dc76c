# Sourced by run: what breaks in RedisCrash, PostgresOutage and NodeCrash, and when. A fault happens
# beside the scenario, so many seconds after the opening; the journal and the log say when it did.

fault_pid=

# breaks SCENARIO: whether something breaks in it.
breaks() { declare -F "fault_$1" >/dev/null; }

start_fault() {
  set -m
  "fault_$1" &
  fault_pid=$!
  set +m
}

# Waits for the end of the fault; its exit code.
end_fault() {
  local ended=0
  [ -n "$fault_pid" ] || return 0
  wait "$fault_pid" || ended=$?
  fault_pid=
  return "$ended"
}

tell() {
  printf '# fault %s %s\n' "$(date +%s%3N)" "$*" >>"$LOAD_JOURNAL"
  say "$*"
}

# after_opening SECONDS: waits until so long after the opening, which the journal names.
after_opening() {
  local opens= left
  for ((i = 0; i < 1200; i++)); do
    [ ! -f "$LOAD_JOURNAL" ] || opens=$(sed -n 's/^# opens //p' "$LOAD_JOURNAL" | head -1)
    [ -z "$opens" ] || break
    sleep 0.1
  done
  [ -n "$opens" ] || die 'no release was opened'
  left=$((opens + $1 * 1000 - $(date +%s%3N)))
  ((left <= 0)) || sleep "$((left / 1000)).$(printf %03d $((left % 1000)))"
}

fault_RedisCrash() {
  local file pid port program
  after_opening 4
  file=$(redis_file)
  read -r pid port <"$file"
  program=redis-server
  [[ $file != */redis-6/* ]] || program=$server_dir/redis-server-6.2
  tell "Redis is killed (process $pid, kill -9)"
  kill -KILL "$pid"
  sleep 2
  # As dev mode starts it, on the port and the files that it had.
  cd "$(dirname "$file")"
  setsid "$program" --bind 127.0.0.1 --port "$port" --dir "$PWD" --save '' --appendonly yes \
    --appendfsync everysec --maxmemory-policy noeviction >>redis.log 2>&1 </dev/null &
  pid=$!
  echo "$pid $port" >"$file"
  tell "Redis is started again (process $pid)"
  for ((i = 0; i < 100; i++)); do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
    sleep 0.1
  done
  tell 'Redis did not start'
  return 1
}

fault_PostgresOutage() {
  local postmaster pids
  after_opening 4
  postmaster=$(postmaster)
  pids="$postmaster $(cat "/proc/$postmaster/task/$postmaster/children")"
  tell "PostgreSQL hangs (processes $pids, SIGSTOP)"
  kill -STOP $pids
  sleep 10
  kill -CONT $pids 2>/dev/null || true
  tell 'PostgreSQL goes on (SIGCONT)'
}

# The node that dies is the one that writes this release's bookings: the other has to take over.
fault_NodeCrash() {
  local release victim=$node_pid name='the second node'
  after_opening 4
  release=$(sed -n 's/^# release //p' "$LOAD_JOURNAL" | head -1)
  if owns "$server_management" "$release"; then
    victim=$server_pid
    name='the first node'
  fi
  tell "$name is killed (process $victim, kill -9)"
  kill -KILL "$victim"
}

# owns MANAGEMENT RELEASE: whether this node audits the release, as only its partition's owner does.
owns() {
  local address=${1#http://} found=1
  exec 3<>"/dev/tcp/${address%:*}/${address#*:}"
  printf 'GET /metrics HTTP/1.0\r\nHost: x\r\n\r\n' >&3
  ! grep -q "^antrean_conservation_difference{release=\"$2\"" <&3 || found=0
  exec 3>&-
  return "$found"
}

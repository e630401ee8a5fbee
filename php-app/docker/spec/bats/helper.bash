# What every test of the entrypoint begins with: a container whose programs write down what they are told, in a shell of the
# image's kind ($ENTRYPOINT_SHELL: dash or busybox ash).

setup() {
  container=$BATS_TEST_TMPDIR/container
  mkdir -p "$container"/{bin,run,tmp} "$container"/app/{storage,bootstrap/cache}
  export CALLS=$container/calls
  : >"$CALLS"
  # As env starts it, and nothing of this computer's in it but what it needs to find programs.
  task=(
    "PATH=$container/bin:/usr/bin:/bin"
    "CALLS=$CALLS"
    "APP_DIR=$container/app"
    "TMPDIR=$container/tmp"
    "APACHE_RUN_DIR=$container/run"
    "APACHE_CONF=/etc/apache2/apache.conf"
    "APACHE_CHILD_MEMORY=40"
    "APACHE_TLS=off"
    "APACHE_HEALTH_PATH=/up"
    "HTTP_PORT=8080"
    "CGROUP_DIR=$container/cgroup"
    "STOP_TIMEOUT=30"
    "WORKER_QUEUES=high,default"
    "WORKER_TRIES=3"
    "APP_KEY=base64:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    "DB_CONNECTION=mysql"
    "DB_HOST=db.example.com"
    "DB_DATABASE=shop"
    "DB_USERNAME=shop"
    "DB_PASSWORD=secret-of-the-database"
  )
  program php ''
  program httpd 'echo "workers=$APACHE_MAX_REQUEST_WORKERS start=$APACHE_START_SERVERS grace=$APACHE_GRACEFUL_SHUTDOWN_TIMEOUT handler=$PHP_SESSION_SAVE_HANDLER path=$PHP_SESSION_SAVE_PATH" >>"$CALLS"'
}

# program NAME SCRIPT: a stand-in for a program, which writes down its name and its words and then does what the script says.
program() {
  printf '#!/bin/sh\necho "%s $*" >>"$CALLS"\n%s\n' "$1" "$2" >"$container/bin/$1"
  chmod +x "$container/bin/$1"
}

# without NAME …: takes variables out of the task.
without() {
  for name in "$@"; do
    for index in "${!task[@]}"; do
      [[ ${task[index]} == "$name="* ]] && unset "task[index]"
    done
  done
  task=("${task[@]}")
}

# entrypoint WORD …: runs it as a container would, by the shell under test.
entrypoint() {
  run --separate-stderr env -i "${task[@]}" $ENTRYPOINT_SHELL "$BATS_TEST_DIRNAME/../../entrypoint/entrypoint.sh" "$@"
}

# refused CODE TEXT: it ended with the code, said so in one line, named no secret and started nothing.
refused() {
  [ "$status" -eq "$1" ] || { echo "ended with $status: $stderr" && return 1; }
  [ "$(echo "$stderr" | wc -l)" -eq 1 ] || { echo "$stderr" && return 1; }
  [[ $stderr == *"$2"* ]] || { echo "$stderr" && return 1; }
  [[ $stderr != *secret* ]]
  ! grep -Eq '^httpd|queue:work|schedule:run|migrate' "$CALLS"
}

# refuses NAME TEXT VALUE …: web is refused with each of the values, and a variable of that name.
refuses() {
  local name=$1 text=$2
  shift 2
  for value in "$@"; do
    task+=("$name=$value")
    entrypoint web
    refused 78 "$name $text"
  done
}

called() {
  grep -qFx -- "$1" "$CALLS" || { cat "$CALLS" && return 1; }
}

#!/usr/bin/env bats
# What each role starts, and how it ends.
bats_require_minimum_version 1.5.0
load helper

@test "web is what it is without a word" {
  entrypoint
  [ "$status" -eq 0 ]
  called "httpd -f /etc/apache2/apache.conf -D FOREGROUND"
}

@test "configuration and routes are cached before anything starts" {
  entrypoint web
  [ "$(sed -n 1,3p "$CALLS")" = "php artisan config:cache --quiet
php artisan route:cache --quiet
httpd -f /etc/apache2/apache.conf -D FOREGROUND" ]
}

@test "a cache that fails ends the start" {
  program php 'case $2 in route:cache) echo "two routes of one name" >&2; exit 1 ;; esac'
  for role in web worker scheduler migrate; do
    : >"$CALLS"
    entrypoint "$role"
    [ "$status" -eq 70 ]
    [[ $stderr == *"two routes of one name"*"artisan route:cache failed, as said above: nothing is started" ]]
    ! grep -q '^httpd\|queue:work' "$CALLS"
  done
}

@test "there are as many processes as fit in the task's memory" {
  while read -r memory workers start; do
    : >"$CALLS"
    task+=("TASK_MEMORY=$memory")
    entrypoint web
    called "workers=$workers start=$start grace=25 handler= path="
  done <<'END'
168 1 1
384 6 4
512 9 4
100000 256 4
END
}

@test "without a word of the task, the limit of the container counts" {
  mkdir -p "$container/cgroup/memory"
  echo 1073741824 >"$container/cgroup/memory/memory.limit_in_bytes"
  entrypoint web
  called "workers=22 start=4 grace=25 handler= path="

  : >"$CALLS"
  echo 536870912 >"$container/cgroup/memory.max"
  entrypoint web
  called "workers=9 start=4 grace=25 handler= path="
}

@test "without any limit, it is as on the smallest task of Fargate" {
  mkdir -p "$container/cgroup/memory"
  echo max >"$container/cgroup/memory.max"
  echo 9223372036854771712 >"$container/cgroup/memory/memory.limit_in_bytes"
  entrypoint web
  called "workers=9 start=4 grace=25 handler= path="
}

@test "the number of processes may be said" {
  task+=(APACHE_MAX_REQUEST_WORKERS=3 TASK_MEMORY=100)
  entrypoint web
  called "workers=3 start=3 grace=25 handler= path="
}

@test "the number of processes at the start can be set" {
  task+=(APACHE_MAX_REQUEST_WORKERS=200 APACHE_START_SERVERS=200 TASK_MEMORY=100)
  entrypoint web
  called "workers=200 start=200 grace=25 handler= path="
}

@test "sessions of PHP are where those of Laravel are" {
  task+=(SESSION_DRIVER=memcached "MEMCACHED_SERVERS=one:11211,two:11211")
  entrypoint web
  called "workers=9 start=4 grace=25 handler=memcached path=one:11211,two:11211"
}

@test "a configuration endpoint says where the nodes are" {
  program php 'case $1 in */discover-memcached.php) echo "node1:11211,node2:11211" ;; esac'
  task+=(SESSION_DRIVER=memcached MEMCACHED_CONFIGURATION_ENDPOINT=cfg.example.com:11211)
  entrypoint web
  grep -q '^php .*/discover-memcached.php cfg.example.com:11211$' "$CALLS"
  called "workers=9 start=4 grace=25 handler=memcached path=node1:11211,node2:11211"
}

@test "a configuration endpoint that does not answer ends the start" {
  program php 'case $1 in */discover-memcached.php) exit 1 ;; esac'
  task+=(SESSION_DRIVER=memcached MEMCACHED_CONFIGURATION_ENDPOINT=cfg.example.com:11211)
  entrypoint web
  refused 69 "MEMCACHED_CONFIGURATION_ENDPOINT names no nodes"
}

@test "with TLS, a key is made first" {
  task+=(APACHE_TLS=on)
  entrypoint web
  grep -q "^php .*/make-certificate.php $container/run\$" "$CALLS"
  called "httpd -f /etc/apache2/apache.conf -D FOREGROUND -D TLS"
}

@test "what a killed Apache left behind is no hindrance" {
  echo 1 >"$container/run/httpd.pid"
  entrypoint web
  [ ! -e "$container/run/httpd.pid" ]
}

@test "an empty mount gets the directories that Laravel writes to" {
  entrypoint web
  [ -d "$container/app/storage/framework/views" ]
  [ -d "$container/app/storage/framework/cache/data" ]
}

@test "Apache takes the place of the shell, so that signals reach it" {
  program httpd 'echo "pid $$" >>"$CALLS"'
  program php ''
  task+=(DUMMY=1)
  env -i "${task[@]}" $ENTRYPOINT_SHELL "$BATS_TEST_DIRNAME/../../entrypoint/entrypoint.sh" web &
  local pid=$!
  wait "$pid"
  called "pid $pid"
}

@test "a worker is told what the task says, and ends its jobs before ECS kills it" {
  program php 'case $2 in queue:work) exit 9 ;; esac'
  entrypoint worker
  [ "$status" -eq 9 ]
  called "php artisan queue:work --queue=high,default --tries=3 --timeout=25 --max-time=3600"
}

@test "a job goes to another worker later than this one would give up on it" {
  program php 'echo "retry after $DB_QUEUE_RETRY_AFTER $REDIS_QUEUE_RETRY_AFTER" >>"$CALLS"; case $2 in queue:work) exit 9 ;; esac'
  task+=(STOP_TIMEOUT=120)
  entrypoint worker
  called "php artisan queue:work --queue=high,default --tries=3 --timeout=115 --max-time=3600"
  called "retry after 180 180"

  : >"$CALLS"
  task+=(DB_QUEUE_RETRY_AFTER=600)
  entrypoint worker
  called "retry after 600 180"
}

@test "a worker begins anew after an hour, or when it took too much memory" {
  program php 'case $2 in queue:work) n=$(grep -c queue:work "$CALLS"); [ "$n" -eq 1 ] && exit 0; [ "$n" -eq 2 ] && exit 12; exit 5 ;; esac'
  entrypoint worker
  [ "$status" -eq 5 ]
  [ "$(grep -c queue:work "$CALLS")" -eq 3 ]
}

# A stand-in for a worker that ends when it is asked to.
waits_for_sigterm='case $2 in queue:work | schedule:run) trap "echo asked >>\"$CALLS\"; exit 0" TERM; echo ready >>"$CALLS"; while :; do sleep 0.1; done ;; esac'

@test "a worker is asked to end by whatever signal comes" {
  program php "$waits_for_sigterm"
  for signal in WINCH TERM; do
    : >"$CALLS"
    env -i "${task[@]}" $ENTRYPOINT_SHELL "$BATS_TEST_DIRNAME/../../entrypoint/entrypoint.sh" worker 3>&- &
    local pid=$!
    until grep -q ready "$CALLS"; do sleep 0.05; done
    kill -s "$signal" "$pid"
    wait "$pid"
    called asked
    [ "$(grep -c queue:work "$CALLS")" -eq 1 ]
  done
}

@test "the scheduler starts no more when it is asked to end, and lets end what it started" {
  program sleep '[ "$1" = 0.2 ] && exec /bin/sleep 0.2; exec /bin/sleep 0.3'
  program php 'case $2 in schedule:run) echo began >>"$CALLS"; sleep 0.2; sleep 0.2; sleep 0.2; sleep 0.2; echo ended >>"$CALLS" ;; esac'
  env -i "${task[@]}" $ENTRYPOINT_SHELL "$BATS_TEST_DIRNAME/../../entrypoint/entrypoint.sh" scheduler 3>&- &
  local pid=$!
  until grep -q began "$CALLS"; do /bin/sleep 0.05; done
  kill -s WINCH "$pid"
  wait "$pid"
  [ "$(grep -c began "$CALLS")" -eq "$(grep -c ended "$CALLS")" ]
  [ "$(grep -c began "$CALLS")" -le 2 ]
}

@test "migrate waits for the database, takes a lock in the cache, and ends with the migration's code" {
  program php 'case $2 in migrate) exit 3 ;; esac'
  task+=(SESSION_DRIVER=memcached "MEMCACHED_SERVERS=one:11211")
  entrypoint migrate
  [ "$status" -eq 3 ]
  [[ $(tail -2 "$CALLS" | head -1) == "php "*"/wait-for-database.php" ]]
  called "php artisan migrate --force --isolated=75"
}

@test "migrate ends with 75 where the lock is held" {
  program php 'case $2 in migrate) exit 75 ;; esac'
  task+=(CACHE_STORE=redis REDIS_HOST=redis)
  entrypoint migrate
  [ "$status" -eq 75 ]
}

@test "migrate takes no lock in the database that it is about to make" {
  entrypoint migrate
  called "php artisan migrate --force"
}

@test "migrate gives up on a database that lets nobody in" {
  program php 'case $1 in */wait-for-database.php) exit 1 ;; esac'
  entrypoint migrate
  refused 69 "the database does not let the application in: check DB_HOST, DB_DATABASE, DB_USERNAME and DB_PASSWORD"
}

@test "artisan runs one command, without a cache and without settings" {
  without APP_KEY DB_CONNECTION
  entrypoint artisan queue:retry all
  [ "$status" -eq 0 ]
  [ "$(cat "$CALLS")" = "php artisan queue:retry all" ]
}

@test "database makes or drops one, without the application and its settings" {
  without APP_KEY DB_CONNECTION
  task+=(DB_ADMIN_USERNAME=master DB_ADMIN_PASSWORD=secret-of-the-server)
  for what in create drop; do
    : >"$CALLS"
    entrypoint database "$what"
    [ "$status" -eq 0 ]
    [[ $(cat "$CALLS") == "php "*"/shared-database.php $what" ]]
  done
}

@test "database does nothing without a word" {
  task+=(DB_ADMIN_USERNAME=master DB_ADMIN_PASSWORD=secret-of-the-server)
  for what in "" truncate; do
    entrypoint database $what
    refused 64 "database is told to create or to drop"
    [ ! -s "$CALLS" ]
  done
}

@test "database names all that it lacks" {
  without DB_HOST
  entrypoint database drop
  refused 78 "DB_HOST is not set (the database server's host); DB_ADMIN_USERNAME is not set (the server's user who may make databases); DB_ADMIN_PASSWORD is not set (that user's password)"
  [ ! -s "$CALLS" ]
}

@test "the web container is as healthy as its answer" {
  program wget 'exit "${WGET_CODE:-0}"'
  echo web >"$container/run/role"
  run env -i "${task[@]}" $ENTRYPOINT_SHELL "$BATS_TEST_DIRNAME/../../entrypoint/healthcheck.sh"
  [ "$status" -eq 0 ]
  called "wget -q -T 3 -O /dev/null http://127.0.0.1:8080/up"
  run env -i "${task[@]}" WGET_CODE=8 $ENTRYPOINT_SHELL "$BATS_TEST_DIRNAME/../../entrypoint/healthcheck.sh"
  [ "$status" -ne 0 ]
}

@test "a worker is as healthy as its process" {
  program wget 'exit 1'
  echo worker >"$container/run/role"
  run env -i "${task[@]}" $ENTRYPOINT_SHELL "$BATS_TEST_DIRNAME/../../entrypoint/healthcheck.sh"
  [ "$status" -eq 0 ]
}

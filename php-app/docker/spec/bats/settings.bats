#!/usr/bin/env bats
# What a start is refused for: one line that says what to set, and never a value.
bats_require_minimum_version 1.5.0
load helper

@test "a role that does not exist is refused" {
  entrypoint cron
  refused 64 "there is no role 'cron': choose web, worker, scheduler, migrate, artisan COMMAND or database create"
}

@test "all that is missing is named at once" {
  without APP_KEY DB_HOST DB_DATABASE DB_USERNAME DB_PASSWORD
  task+=(SESSION_DRIVER=memcached)
  entrypoint web
  refused 78 "APP_KEY is not set"
  for name in DB_HOST DB_DATABASE DB_USERNAME DB_PASSWORD MEMCACHED_SERVERS; do
    [[ $stderr == *"$name is not set"* ]]
  done
}

@test "every role but artisan is refused without what it needs" {
  without APP_KEY
  for role in web worker scheduler migrate; do
    entrypoint "$role"
    refused 78 "APP_KEY is not set (make one: artisan key:generate --show)"
  done
}

@test "a malformed APP_KEY is refused" {
  refuses APP_KEY "is malformed" short-secret base64:c2VjcmV0 "base64:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE" "base64:secret-with-dashes-and-44-characters-in-it-==" "base64:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MD=="
}

@test "a key of 32 characters without base64 is taken" {
  without APP_KEY
  task+=("APP_KEY=01234567890123456789012345678901")
  entrypoint web
  [ "$status" -eq 0 ]
}

@test "no database at all is refused" {
  without DB_CONNECTION
  entrypoint web
  refused 78 "DB_CONNECTION is not set (mysql or mariadb; sqlite to try things out)"
}

@test "DB_URL says all of the database" {
  without DB_CONNECTION DB_HOST DB_DATABASE DB_USERNAME DB_PASSWORD
  task+=("DB_URL=mysql://shop:secret@db.example.com/shop")
  entrypoint web
  [ "$status" -eq 0 ]
}

@test "a port that is none is refused" {
  refuses DB_PORT "is not a whole number from 1 to 65535" 0 65536 33o6 -1 99999999999
}

@test "malformed nodes of sessions are refused" {
  task+=(SESSION_DRIVER=memcached)
  refuses MEMCACHED_SERVERS "is malformed (host:port, separated by commas)" one two:, :11211 one:port "one:11211,,two:11211" "one:11211 two:11211" one:112110 a:b:c "one:11211,"
}

@test "a store of Redis without its host is refused" {
  task+=(CACHE_STORE=redis)
  entrypoint worker
  refused 78 "REDIS_HOST is not set"
}

@test "a health path that is none is refused" {
  refuses APACHE_HEALTH_PATH "is no path" up "/up' || true" '/"up'
}

@test "TLS that is neither on nor off is refused" {
  refuses APACHE_TLS "is neither on nor off" yes On 1
}

@test "a stop timeout that ECS does not have is refused" {
  refuses STOP_TIMEOUT "is not a whole number from 2 to 120" 1 121 half
}

@test "a memory limit too small for one process of Apache is refused" {
  task+=(TASK_MEMORY=167)
  entrypoint web
  refused 78 "167 MiB of memory are too few for one process of Apache: give the task 168 MiB, or lower APACHE_CHILD_MEMORY (40 MiB)"
}

@test "a file system without the mounts it needs is refused, with the names of all" {
  rm -r "$container/app/storage" "$container/app/bootstrap/cache"
  entrypoint web
  refused 73 "can't write to $container/app/storage $container/app/bootstrap/cache: mount a volume or tmpfs there that user"
}

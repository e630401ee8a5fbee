# Answers requests. Apache is the container's process: SIGWINCH lets it finish what is in flight, SIGTERM does not.

. "$here/memory.sh"

# Set aside for Apache itself, what all processes share and OPcache.
_shared=128

if [ -z "${APACHE_MAX_REQUEST_WORKERS:-}" ]; then
  _memory=$(memory_mib)
  APACHE_MAX_REQUEST_WORKERS=$(((_memory - _shared) / APACHE_CHILD_MEMORY))
  [ "$APACHE_MAX_REQUEST_WORKERS" -ge 1 ] ||
    fail "$EX_CONFIG" "$_memory MiB of memory are too few for one process of Apache: give the task $((_shared + APACHE_CHILD_MEMORY)) MiB, or lower APACHE_CHILD_MEMORY ($APACHE_CHILD_MEMORY MiB)"
  [ "$APACHE_MAX_REQUEST_WORKERS" -le 256 ] || APACHE_MAX_REQUEST_WORKERS=256
fi
if [ -z "${APACHE_START_SERVERS:-}" ]; then
  APACHE_START_SERVERS=$((APACHE_MAX_REQUEST_WORKERS < 4 ? APACHE_MAX_REQUEST_WORKERS : 4))
fi
# Apache gives up on requests before ECS kills the task.
APACHE_GRACEFUL_SHUTDOWN_TIMEOUT=$((STOP_TIMEOUT > 6 ? STOP_TIMEOUT - 5 : 1))
export APACHE_MAX_REQUEST_WORKERS APACHE_START_SERVERS APACHE_GRACEFUL_SHUTDOWN_TIMEOUT

set -- -f "$APACHE_CONF" -D FOREGROUND
if [ "$APACHE_TLS" = on ]; then
  php "$here/make-certificate.php" "$APACHE_RUN_DIR" || fail "$EX_SOFTWARE" "can't make a certificate, as said above"
  set -- "$@" -D TLS
fi

# That of a process that was killed.
rm -f "$APACHE_RUN_DIR/httpd.pid"
exec httpd "$@"

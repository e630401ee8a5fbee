# Where sessions are, for Laravel (MEMCACHED_SERVERS) and for PHP's own (00_php.ini).

find_session_servers() {
  if [ -n "${MEMCACHED_CONFIGURATION_ENDPOINT:-}" ]; then
    MEMCACHED_SERVERS=$(php "$here/discover-memcached.php" "$MEMCACHED_CONFIGURATION_ENDPOINT") ||
      fail "$EX_UNAVAILABLE" "MEMCACHED_CONFIGURATION_ENDPOINT names no nodes: check it, or list the nodes in MEMCACHED_SERVERS"
    export MEMCACHED_SERVERS
  fi
  if [ "${SESSION_DRIVER:-}" = memcached ]; then
    export PHP_SESSION_SAVE_HANDLER=memcached PHP_SESSION_SAVE_PATH="$MEMCACHED_SERVERS"
  fi
}

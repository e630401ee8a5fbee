# What has to be set. All that is wrong is said at once, and no value is ever shown: some are secrets.

problems=

# problem TEXT
problem() {
  problems="${problems:+$problems; }$1"
}

# need NAME WHAT: refuses a variable that is not set or empty.
need() {
  eval "[ -n \"\${$1:-}\" ]" || problem "$1 is not set ($2)"
}

# need_integer NAME FROM TO: refuses a variable that is set to anything but a whole number in the range.
need_integer() {
  eval "_value=\${$1:-}"
  case $_value in
    '') return ;;
    *[!0-9]* | ??????????*) _value=-1 ;;
  esac
  if [ "$_value" -lt "$2" ] || [ "$_value" -gt "$3" ]; then
    problem "$1 is not a whole number from $2 to $3"
  fi
}

# refuse_problems: ends the start where there are any.
refuse_problems() {
  [ -z "$problems" ] || fail "$EX_CONFIG" "$problems"
}

need_app_key() {
  need APP_KEY "make one: artisan key:generate --show"
  case ${APP_KEY:-} in
    '') return ;;
    base64:*[!A-Za-z0-9+/=]* | *==) _length=0 ;;
    # 32 bytes are 43 characters and one that fills up.
    base64:*=) _length=$((${#APP_KEY} - 19)) ;;
    *) _length=${#APP_KEY} ;;
  esac
  [ "$_length" -eq 32 ] || problem "APP_KEY is malformed (base64: and 32 bytes in base64; make one: artisan key:generate --show)"
}

# need_servers NAME: refuses what is not host:port,host:port.
need_servers() {
  eval "_servers=\${$1}"
  _rest=$_servers,
  while [ -n "$_rest" ]; do
    _server=${_rest%%,*}
    _rest=${_rest#*,}
    _port=${_server##*:}
    case $_server in
      *[!A-Za-z0-9.:_-]* | *:*:* | :* | *: | '') _port= ;;
      *:*) ;;
      *) _port= ;;
    esac
    case $_port in
      '' | *[!0-9]* | ??????*)
        problem "$1 is malformed (host:port, separated by commas)"
        return
        ;;
    esac
  done
}

need_database() {
  [ -z "${DB_URL:-}" ] || return 0
  case ${DB_CONNECTION:-} in
    '') problem "DB_CONNECTION is not set (mysql or mariadb; sqlite to try things out)" ;;
    mysql | mariadb | pgsql)
      need DB_HOST "the database's host"
      need DB_DATABASE "the database's name"
      need DB_USERNAME "the database's user"
      need DB_PASSWORD "the database's password"
      need_integer DB_PORT 1 65535
      ;;
  esac
}

# uses STORE: whether sessions or the cache are kept there.
uses() {
  [ "${SESSION_DRIVER:-}" = "$1" ] || [ "${CACHE_STORE:-}" = "$1" ]
}

need_sessions() {
  if uses memcached; then
    if [ -n "${MEMCACHED_CONFIGURATION_ENDPOINT:-}" ]; then
      need_servers MEMCACHED_CONFIGURATION_ENDPOINT
    elif [ -n "${MEMCACHED_SERVERS:-}" ]; then
      need_servers MEMCACHED_SERVERS
    else
      problem "MEMCACHED_SERVERS is not set (host:port,host:port; or MEMCACHED_CONFIGURATION_ENDPOINT)"
    fi
  fi
  if uses redis && [ -z "${REDIS_URL:-}" ]; then
    need REDIS_HOST "the host of Valkey or Redis"
  fi
}

require_settings() {
  need_app_key
  need_database
  need_sessions
  need_integer STOP_TIMEOUT 2 120
  need_integer TASK_MEMORY 1 999999
  need_integer APACHE_CHILD_MEMORY 1 999999
  need_integer APACHE_MAX_REQUEST_WORKERS 1 20000
  need_integer APACHE_START_SERVERS 1 20000
  case ${APACHE_HEALTH_PATH:-/} in
    *[\'\"\\]* | [!/]*) problem "APACHE_HEALTH_PATH is no path (/ first, without quotes and backslashes)" ;;
  esac
  case ${APACHE_TLS:-off} in
    on | off) ;;
    *) problem "APACHE_TLS is neither on nor off" ;;
  esac
  refuse_problems
}

#!/bin/sh
# What the image does: one container, one role. See the README for the environment variables.
#   usage: entrypoint.sh [web | worker | scheduler | migrate | artisan COMMAND … | database create | database drop]
set -eu

here=$(dirname "$(readlink -f "$0")")
. "$here/fail.sh"
. "$here/settings.sh"
. "$here/paths.sh"
. "$here/sessions.sh"
. "$here/caches.sh"

role=${1:-web}
[ $# -eq 0 ] || shift
case $role in
  web | worker | scheduler | migrate | artisan | database) ;;
  *) fail "$EX_USAGE" "there is no role '$role': choose web, worker, scheduler, migrate, artisan COMMAND or database create" ;;
esac

# What is written belongs to nobody else: the cached configuration holds passwords.
umask 077
cd "$APP_DIR"
require_paths
case $role in
  # What a command of artisan needs, it says itself; key:generate comes before there is a key. A database comes before the application.
  artisan | database) ;;
  *)
    require_settings
    find_session_servers
    cache_configuration
    ;;
esac
echo "$role" >"$APACHE_RUN_DIR/role"

# shellcheck source=/dev/null
. "$here/roles/$role.sh"

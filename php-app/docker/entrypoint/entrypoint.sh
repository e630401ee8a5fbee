#!/bin/sh
# What the image does: one container, one role. See the README for the environment variables.
#   usage: entrypoint.sh [web | worker | scheduler | migrate | artisan COMMAND …]
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
  web | worker | scheduler | migrate | artisan) ;;
  *) fail "$EX_USAGE" "there is no role '$role': choose web, worker, scheduler, migrate or artisan COMMAND" ;;
esac

# What is written belongs to nobody else: the cached configuration holds passwords.
umask 077
cd "$APP_DIR"
require_paths
# What a command of artisan needs, it says itself; key:generate comes before there is a key.
if [ "$role" != artisan ]; then
  require_settings
  find_session_servers
  cache_configuration
fi
echo "$role" >"$APACHE_RUN_DIR/role"

# shellcheck source=/dev/null
. "$here/roles/$role.sh"

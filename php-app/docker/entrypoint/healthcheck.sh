#!/bin/sh
# Whether the container serves, for Docker. Without what is behind it: a database that is down must not end every task. Roles other
# than web are as healthy as their process, which the container ends with.
set -eu

[ "$(cat "$APACHE_RUN_DIR/role")" = web ] || exit 0
exec wget -q -T 3 -O /dev/null "http://127.0.0.1:$HTTP_PORT$APACHE_HEALTH_PATH"

# Graceful ends. The image's STOPSIGNAL is for Apache, and PHP does not know it: whatever comes is passed on as SIGTERM.

stopping=
_child=

stop() {
  stopping=yes
  [ -z "$_child" ] || kill -TERM "$_child" 2>/dev/null || :
}
trap stop WINCH TERM INT QUIT

# run COMMAND …: runs it to its end, and returns its code. A signal asks it to end.
run() {
  "$@" &
  _child=$!
  _status=0
  # A signal ends the wait and not the child.
  while
    wait "$_child" && _status=0 || _status=$?
    kill -0 "$_child" 2>/dev/null
  do :; done
  _child=
  return "$_status"
}

# Starts what is scheduled, every minute. Laravel's schedule:work would leave behind what it started when it is asked to end; this
# starts nothing more and waits.

. "$here/signals.sh"

until [ -n "$stopping" ]; do
  run sleep $((60 - $(date +%s) % 60)) || :
  [ -n "$stopping" ] || php artisan schedule:run --no-interaction &
done
trap '' WINCH TERM INT QUIT
wait

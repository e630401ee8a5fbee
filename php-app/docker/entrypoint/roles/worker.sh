# Does the work of the queue. PHP begins anew every hour, or when it takes too much memory, and the container stays.

. "$here/signals.sh"

# Laravel's code for a worker that took more memory than it may.
_took_too_much=12
# A job has to end before ECS kills the task.
_timeout=$((STOP_TIMEOUT > 6 ? STOP_TIMEOUT - 5 : 1))

until [ -n "$stopping" ]; do
  _code=0
  run php artisan queue:work "--queue=$WORKER_QUEUES" "--tries=$WORKER_TRIES" "--timeout=$_timeout" --max-time=3600 || _code=$?
  case $_code in
    0 | "$_took_too_much") ;;
    *) [ -n "$stopping" ] || exit "$_code" ;;
  esac
done

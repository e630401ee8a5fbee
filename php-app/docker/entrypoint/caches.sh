# What Laravel works out once, when the environment is known. Views and events don't depend on it and come with the image.

cache_configuration() {
  # Laravel gives a job to another worker when it has waited for so long: later than this one would give up on it, or it is done
  # twice.
  : "${DB_QUEUE_RETRY_AFTER:=$((STOP_TIMEOUT + 60))}" "${REDIS_QUEUE_RETRY_AFTER:=$((STOP_TIMEOUT + 60))}"
  export DB_QUEUE_RETRY_AFTER REDIS_QUEUE_RETRY_AFTER
  for _command in config:cache route:cache; do
    php artisan "$_command" --quiet || fail "$EX_SOFTWARE" "artisan $_command failed, as said above: nothing is started"
  done
}

# What Laravel works out once, when the environment is known. Views and events don't depend on it and come with the image.

cache_configuration() {
  for _command in config:cache route:cache; do
    php artisan "$_command" --quiet || fail "$EX_SOFTWARE" "artisan $_command failed, as said above: nothing is started"
  done
}

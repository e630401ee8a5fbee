# Migrates the database and ends with the code of the migration; 75 where another task is at it.

php "$here/wait-for-database.php" || fail "$EX_UNAVAILABLE" "the database does not let the application in: check DB_HOST, DB_DATABASE, DB_USERNAME and DB_PASSWORD"

# The lock is in the cache. One in the database would be in a table that the first migration makes.
set -- --force
case ${CACHE_STORE:-${SESSION_DRIVER:-database}} in
  memcached | redis | file) set -- "$@" --isolated=75 ;;
esac
exec php artisan migrate "$@"

# Makes or drops a database, and a user who sees no other, on a server that many share: database create, database drop.

case ${1:-} in
  create | drop) ;;
  *) fail "$EX_USAGE" "database is told to create or to drop" ;;
esac
need DB_HOST "the database server's host"
need_integer DB_PORT 1 65535
need DB_ADMIN_USERNAME "the server's user who may make databases"
need DB_ADMIN_PASSWORD "that user's password"
need DB_DATABASE "the database's name"
need DB_USERNAME "its user, called as the database is"
need DB_PASSWORD "its user's password"
refuse_problems
exec php "$here/shared-database.php" "$1"

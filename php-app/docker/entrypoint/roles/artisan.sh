# Runs one command of the application: artisan tinker, artisan queue:retry all.

exec php artisan "$@"

<?php

/**
 * Makes or drops a database and its user on a server that many share. Either is safe to repeat.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.MasterAccounts.html what the server's first user may hand on
 */
const EX_UNAVAILABLE = 69;
const EX_CONFIG = 78;

// What Laravel's migrations and queries need in a database, and nothing on the server.
const PRIVILEGES = 'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, '
    .'CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER';

function give_up(int $code, string $why): never
{
    fwrite(STDERR, "shared-database: {$why}\n");
    exit($code);
}

[, $what] = $argv;
$name = (string) getenv('DB_DATABASE');
if (! preg_match('/^[a-z][a-z0-9_]{0,31}$/', $name)) {
    give_up(EX_CONFIG, 'DB_DATABASE is no name of a database of one\'s own (at most 32 lower-case letters, digits and _, a letter first)');
}
// What belongs to the server's own user is nobody's to drop, whatever a task says.
if (getenv('DB_USERNAME') !== $name || getenv('DB_ADMIN_USERNAME') === $name) {
    give_up(EX_CONFIG, 'DB_USERNAME is not called as DB_DATABASE is, or DB_ADMIN_USERNAME is');
}

// PHP 8.5 has another name for it, and 8.2 does not know that one.
$authority = defined('Pdo\Mysql::ATTR_SSL_CA') ? constant('Pdo\Mysql::ATTR_SSL_CA') : constant('PDO::MYSQL_ATTR_SSL_CA');
try {
    $server = new PDO(
        sprintf('mysql:host=%s;port=%d;charset=utf8mb4', getenv('DB_HOST'), (int) (getenv('DB_PORT') ?: 3306)),
        (string) getenv('DB_ADMIN_USERNAME'),
        (string) getenv('DB_ADMIN_PASSWORD'),
        array_filter([$authority => getenv('MYSQL_ATTR_SSL_CA')]),
    );
    $user = "'{$name}'@'%'";
    $password = $server->quote((string) getenv('DB_PASSWORD'));
    // In a grant, _ stands for any character, and would let the user into others' databases.
    $granted = str_replace('_', '\_', $name);
    $statements = match ($what) {
        'create' => [
            "CREATE DATABASE IF NOT EXISTS `{$name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
            "CREATE USER IF NOT EXISTS {$user} IDENTIFIED BY {$password} REQUIRE SSL",
            "ALTER USER {$user} IDENTIFIED BY {$password} REQUIRE SSL",
            'GRANT '.PRIVILEGES." ON `{$granted}`.* TO {$user}",
        ],
        'drop' => ["DROP USER IF EXISTS {$user}", "DROP DATABASE IF EXISTS `{$name}`"],
    };
    foreach ($statements as $statement) {
        $server->exec($statement);
    }
} catch (PDOException $error) {
    give_up(EX_UNAVAILABLE, $error->getMessage());
}
echo $what === 'create' ? "The database {$name} is there, for its user alone.\n" : "The database {$name} and its user are gone.\n";

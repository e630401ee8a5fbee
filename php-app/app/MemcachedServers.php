<?php

namespace App;

use Memcached;

/** The nodes of the session store, as the environment lists them: `host:port,host:port`. */
final class MemcachedServers
{
    /** @return list<array{host: string, port: int, weight: int}> */
    public static function parse(string $servers): array
    {
        return array_map(function (string $server): array {
            [$host, $port] = explode(':', trim($server));

            return ['host' => $host, 'port' => (int) $port, 'weight' => 100];
        }, explode(',', $servers));
    }

    /**
     * Keys stay where they are when a node joins or goes, and a node that is gone costs a second once, not each request.
     *
     * @return array<int, int|bool>
     */
    public static function options(): array
    {
        if (! class_exists(Memcached::class)) {
            return [];
        }

        return [
            Memcached::OPT_LIBKETAMA_COMPATIBLE => true,
            Memcached::OPT_TCP_NODELAY => true,
            Memcached::OPT_CONNECT_TIMEOUT => 1000,
            Memcached::OPT_POLL_TIMEOUT => 1000,
            Memcached::OPT_SERVER_FAILURE_LIMIT => 2,
            Memcached::OPT_RETRY_TIMEOUT => 10,
        ];
    }
}

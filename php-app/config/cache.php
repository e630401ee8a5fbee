<?php

use App\MemcachedServers;

// What is not said here is as Laravel has it.
return [

    // Where sessions are kept, all tasks share the cache as well: locks, such as that of migrations, count on it.
    'default' => env('CACHE_STORE', match (env('SESSION_DRIVER')) {
        'memcached', 'redis' => env('SESSION_DRIVER'),
        default => 'database',
    }),

    'stores' => [
        'memcached' => [
            'driver' => 'memcached',
            // One connection for each Apache process, kept from request to request.
            'persistent_id' => env('MEMCACHED_PERSISTENT_ID', 'laravel'),
            'sasl' => [],
            'options' => MemcachedServers::options(),
            'servers' => MemcachedServers::parse(env('MEMCACHED_SERVERS', '127.0.0.1:11211')),
        ],
    ],

];

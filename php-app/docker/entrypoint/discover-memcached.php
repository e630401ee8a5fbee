<?php

/**
 * Asks a configuration endpoint of ElastiCache for the nodes behind it, and prints them as host:port,host:port.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoDiscovery.AddingToYourClientLibrary.html
 */
const SECONDS = 3;

function give_up(string $why): never
{
    fwrite(STDERR, "discover-memcached: {$why}\n");
    exit(1);
}

[, $endpoint] = $argv;
$socket = @stream_socket_client("tcp://{$endpoint}", $code, $message, SECONDS) ?: give_up("{$endpoint}: {$message}");
stream_set_timeout($socket, SECONDS);
fwrite($socket, "config get cluster\r\n");

// CONFIG cluster 0 LENGTH, then a version, then host|address|port of every node, separated by spaces.
$header = trim((string) fgets($socket));
if (! str_starts_with($header, 'CONFIG cluster ')) {
    give_up("{$endpoint}: ".($header === '' ? 'no answer' : 'it is no configuration endpoint: '.substr($header, 0, 80)));
}
fgets($socket);
preg_match_all('/(?<host>[^\s|]+)\|[^\s|]*\|(?<port>\d+)/', (string) fgets($socket), $nodes, PREG_SET_ORDER);
if ($nodes === []) {
    give_up("{$endpoint}: it names no node");
}
echo implode(',', array_map(fn (array $node): string => "{$node['host']}:{$node['port']}", $nodes)), "\n";

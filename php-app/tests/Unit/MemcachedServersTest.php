<?php

namespace Tests\Unit;

use App\MemcachedServers;
use PHPUnit\Framework\TestCase;

class MemcachedServersTest extends TestCase
{
    public function test_reads_a_list_of_nodes(): void
    {
        $this->assertSame([
            ['host' => 'one.cache.amazonaws.com', 'port' => 11211, 'weight' => 100],
            ['host' => '10.0.0.2', 'port' => 11212, 'weight' => 100],
        ], MemcachedServers::parse('one.cache.amazonaws.com:11211, 10.0.0.2:11212'));
    }
}

<?php

namespace App;

use Illuminate\Support\Facades\Cache;

/** What a task leaves behind in the cache, for another task to show. */
final class Trace
{
    /** Says that this task did something just now. */
    public static function leave(string $what): void
    {
        Cache::put("trace:{$what}", ['task' => gethostname(), 'at' => now()->toIso8601String()], now()->addDay());
    }

    /**
     * Who did it last, and when; null where nobody did within a day.
     *
     * @return array{task: string, at: string}|null
     */
    public static function last(string $what): ?array
    {
        return Cache::get("trace:{$what}");
    }
}

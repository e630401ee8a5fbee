<?php

namespace App\Jobs;

use Illuminate\Contracts\Queue\ShouldQueue;
use Illuminate\Foundation\Queue\Queueable;

/** A job of the tests, which takes its time. A signal would cut sleep() short. */
class LongJob implements ShouldQueue
{
    use Queueable;

    public function __construct(private string $file) {}

    public function handle(): void
    {
        touch("{$this->file}-began");
        for ($end = microtime(true) + 2; microtime(true) < $end;) {
            usleep(10_000);
        }
        touch("{$this->file}-ended");
    }
}

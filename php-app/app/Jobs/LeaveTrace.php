<?php

namespace App\Jobs;

use App\Trace;
use Illuminate\Contracts\Queue\ShouldQueue;
use Illuminate\Foundation\Queue\Queueable;

/** Shows that a worker is there. */
class LeaveTrace implements ShouldQueue
{
    use Queueable;

    public function handle(): void
    {
        Trace::leave('job');
    }
}

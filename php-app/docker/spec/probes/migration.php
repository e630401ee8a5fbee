<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\Cache;

/** A migration that runs until the tests release it. */
return new class extends Migration
{
    public function up(): void
    {
        if (getenv('PROBE_WAIT')) {
            fwrite(STDERR, "the migration waits\n");
            while (! Cache::get('probe-release')) {
                usleep(50_000);
            }
        }
    }
};

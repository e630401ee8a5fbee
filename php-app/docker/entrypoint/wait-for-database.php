<?php

use Illuminate\Contracts\Console\Kernel;
use Illuminate\Support\Facades\DB;

/**
 * Waits until the database lets the application in, for DB_WAIT seconds at most.
 */

// MySQL's codes of what waiting does not mend: the password, the name.
const HOPELESS = [1045, 1049];

require getcwd().'/vendor/autoload.php';
(require getcwd().'/bootstrap/app.php')->make(Kernel::class)->bootstrap();

$end = microtime(true) + (int) getenv('DB_WAIT');
while (true) {
    try {
        DB::connection()->getPdo();
        exit(0);
    } catch (Throwable $error) {
        if (microtime(true) >= $end || in_array($error->getCode(), HOPELESS, true)) {
            fwrite(STDERR, "wait-for-database: {$error->getMessage()}\n");
            exit(1);
        }
        usleep(500_000);
    }
}

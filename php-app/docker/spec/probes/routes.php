<?php

/** Routes of the tests alone. */

use Illuminate\Foundation\Http\Middleware\PreventRequestForgery;
use Illuminate\Foundation\Http\Middleware\ValidateCsrfToken;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Route;

Route::post('/probe/upload', fn (Request $request) => [
    'size' => $request->file('file')?->getSize(),
    'valid' => $request->file('file')?->isValid(),
])->withoutMiddleware([ValidateCsrfToken::class, PreventRequestForgery::class]);

// Takes its time without sleep(), which a signal would cut short. Leaves a file behind when it begins.
Route::get('/probe/slow', function (Request $request) {
    touch(storage_path('logs/began-'.(int) $request->query('id')));
    for ($end = microtime(true) + (int) $request->query('ms') / 1000; microtime(true) < $end;) {
        usleep(20_000);
    }

    return response(str_repeat('x', 100_000).'the end');
})->withoutMiddleware('web');

// Runs until the tests release it. Leaves a file behind when it starts.
Route::get('/probe/held', function (Request $request) {
    touch(storage_path('logs/began-'.(int) $request->query('id')));
    $released = storage_path('logs/released-'.(int) $request->query('round'));
    for ($end = microtime(true) + 60; ! file_exists($released) && microtime(true) < $end;) {
        usleep(50_000);
    }

    return response(str_repeat('x', 100_000).'the end');
})->withoutMiddleware('web');

Route::get('/probe/request', fn (Request $request) => [
    'ip' => $request->ip(),
    'secure' => $request->isSecure(),
    'url' => $request->url(),
    'token' => $request->bearerToken(),
    'host' => $request->getHost(),
    'limits' => [ini_get('max_execution_time'), ini_get('max_input_time'), ini_get('memory_limit')],
])->withoutMiddleware('web');

Route::get('/probe/headers', fn () => response('', 200, [
    'X-Frame-Options' => 'DENY',
    'Referrer-Policy' => 'no-referrer',
    'Strict-Transport-Security' => 'max-age=60',
]))->withoutMiddleware('web');

Route::get('/probe/fatal', function () {
    ini_set('memory_limit', '64M');

    return str_repeat('x', 100_000_000);
})->withoutMiddleware('web');

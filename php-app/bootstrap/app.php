<?php

use Illuminate\Foundation\Application;
use Illuminate\Foundation\Configuration\Exceptions;
use Illuminate\Foundation\Configuration\Middleware;

return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(
        web: __DIR__.'/../routes/web.php',
        commands: __DIR__.'/../routes/console.php',
        health: '/up',
    )
    ->withMiddleware(function (Middleware $middleware): void {
        // No trusted proxies: Apache has settled who the client is and whether it came by HTTPS, and drops X-Forwarded-*.
    })
    ->withExceptions(function (Exceptions $exceptions): void {
        //
    })->create();
